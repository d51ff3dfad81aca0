//! Messages on their way from this page to the server. Each has a key of its own, sent as `Idempotency-Key`, so that
//! trying again after a lost answer sends nothing twice.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use openapi::{
    ChatId, IdentityId, MediaId, MessageId, UserId, WorkspaceId,
    albums::{ALBUM_MAX, AlbumItem, SendAlbum},
    media::{Media, MediaKind},
    messages::{Message, MessageKind, Reply, SendMessage},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::markup::Formatted;
use crate::api::Error;

/// For how long the server remembers a key. A little less than it does, to be sure.
const KEY_LIFE: TimeDelta = TimeDelta::hours(23);

/// How far a message is on its way to the server.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Stage {
    /// Waits for the ones before it.
    #[default]
    Waiting,
    /// Its file is being uploaded.
    Uploading,
    /// It was handed to the server, which has not answered.
    Posting,
    /// It did not get there, as far as is known.
    Stuck(Error),
}

/// A file on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The file; until it is uploaded under an id that only this page knows.
    pub media: Media,
    /// Its id at the server, once it is uploaded.
    pub uploaded: Option<MediaId>,
}

/// A message on its way, or an album.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Names it on this page and at the server.
    pub key: Uuid,
    /// Its chat.
    pub chat_id: ChatId,
    /// The bot that sends it.
    pub identity_id: IdentityId,
    /// Text and formatting.
    pub content: Formatted,
    /// The message it answers.
    pub reply: Option<Reply>,
    /// Without a sound.
    pub silent: bool,
    /// Its file; several for an album.
    pub files: Vec<Part>,
    /// When the person sent it.
    pub at: DateTime<Utc>,
    /// How far it is.
    #[serde(skip)]
    pub stage: Stage,
}

impl Outgoing {
    /// What the server is asked for, if it is an album.
    pub fn album(&self) -> Option<SendAlbum> {
        let item = |part: &Part| Some(AlbumItem { media_id: part.uploaded? });
        (self.files.len() > 1).then(|| SendAlbum {
            items: self.files.iter().filter_map(item).collect(),
            text: self.content.text.clone(),
            entities: self.content.entities.clone(),
            reply_to: self.reply.as_ref().and_then(|reply| reply.message_id),
            silent: self.silent,
        })
    }

    /// What the server is asked for, if it is a message.
    pub fn request(&self) -> SendMessage {
        SendMessage {
            text: self.content.text.clone(),
            entities: self.content.entities.clone(),
            media_id: self.files.first().and_then(|part| part.uploaded),
            poll: None,
            reply_to: self.reply.as_ref().and_then(|reply| reply.message_id),
            silent: self.silent,
        }
    }

    /// The message as it will look, or the messages of the album. They have no ids yet.
    pub fn faces(&self) -> Vec<Message> {
        let mut parts = self.files.iter().map(|part| Some(part.media.clone()));
        // what is said stands with the first
        let first = Message {
            text: self.content.text.clone(),
            entities: self.content.entities.clone(),
            ..self.face(parts.next().flatten())
        };
        std::iter::once(first).chain(parts.map(|media| self.face(media))).collect()
    }

    fn face(&self, media: Option<Media>) -> Message {
        Message {
            id: MessageId(0),
            chat_id: self.chat_id,
            identity_id: self.identity_id,
            telegram_id: None,
            kind: if media.is_some() { MessageKind::Media } else { MessageKind::Text },
            outgoing: true,
            author: None,
            text: String::new(),
            entities: Vec::new(),
            service: None,
            media,
            poll: None,
            album_id: None,
            topic_id: None,
            reply_to: self.reply.clone(),
            forward: None,
            buttons: Vec::new(),
            reactions: Vec::new(),
            pinned: false,
            sent_at: self.at,
            edited_at: None,
            deleted_at: None,
            revisions: 0,
            delivery: None,
            change: None,
        }
    }

    /// Whether this message of the server's may be it: the news of a message can be faster than the answer.
    fn may_be(&self, message: &Message) -> bool {
        let handed_over = matches!(
            self.stage,
            Stage::Posting | Stage::Stuck(Error::Unanswered | Error::Status(_) | Error::Unreadable(_))
        );
        handed_over
            && self.chat_id == message.chat_id
            && self.content.text == message.text
            && self.files.is_empty() == message.media.is_none()
            && (self.files.len() > 1) == message.album_id.is_some()
    }

    /// Whether it can be tried again after the page was loaded anew: its files, if any, are at the server.
    fn outlives_page(&self) -> bool {
        self.files.iter().all(|part| part.uploaded.is_some())
    }
}

/// Files as they are sent: as albums where all are of one kind, else one by one, for not all kinds go together.
pub fn batches<T>(files: Vec<T>, kind: impl Fn(&T) -> MediaKind) -> Vec<Vec<T>> {
    let alike = files.windows(2).all(|pair| kind(&pair[0]) == kind(&pair[1]));
    let size = if alike { ALBUM_MAX } else { 1 };
    let mut batches: Vec<Vec<T>> = Vec::new();
    for file in files {
        match batches.last_mut().filter(|batch| batch.len() < size) {
            Some(batch) => batch.push(file),
            None => batches.push(vec![file]),
        }
    }
    batches
}

/// The messages on their way, oldest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outbox {
    queue: Vec<Outgoing>,
    sent: HashMap<MessageId, Uuid>,
    /// Albums that the server has by now.
    albums: HashSet<String>,
}

impl Outbox {
    /// Where this device keeps the messages of a person that are on their way.
    pub fn storage_key(workspace: WorkspaceId, user: UserId) -> String {
        format!("outbox.{workspace}.{user}")
    }

    /// Takes up what an earlier load of the page had not brought to its end. The keys make trying again safe; what is
    /// older than they are held is given back instead.
    pub fn resume(saved: Vec<Outgoing>, now: DateTime<Utc>) -> (Self, Vec<Outgoing>) {
        let (queue, expired) = saved.into_iter().partition(|outgoing| now - outgoing.at < KEY_LIFE);
        (Self { queue, ..Self::default() }, expired)
    }

    /// What the next load of the page can take up.
    pub fn to_save(&self) -> Vec<Outgoing> {
        self.queue.iter().filter(|outgoing| outgoing.outlives_page()).cloned().collect()
    }

    /// Adds a message.
    pub fn push(&mut self, outgoing: Outgoing) {
        self.queue.push(outgoing);
    }

    /// A message on its way.
    pub fn get(&self, key: Uuid) -> Option<&Outgoing> {
        self.queue.iter().find(|outgoing| outgoing.key == key)
    }

    /// Changes a message on its way.
    pub fn update(&mut self, key: Uuid, change: impl FnOnce(&mut Outgoing)) {
        if let Some(outgoing) = self.queue.iter_mut().find(|outgoing| outgoing.key == key) {
            change(outgoing);
        }
    }

    /// The messages of a chat.
    pub fn of(&self, chat: ChatId) -> impl Iterator<Item = &Outgoing> {
        self.queue.iter().filter(move |outgoing| outgoing.chat_id == chat)
    }

    /// Chats with something on its way.
    pub fn chats(&self) -> Vec<ChatId> {
        self.queue.iter().map(|outgoing| outgoing.chat_id).collect()
    }

    /// The keys of messages that the server has by now.
    pub fn sent(&self) -> &HashMap<MessageId, Uuid> {
        &self.sent
    }

    /// The next message of a chat to bring on its way. One at a time, so that they arrive in order.
    pub fn next(&self, chat: ChatId) -> Option<&Outgoing> {
        let busy = self.of(chat).any(|one| matches!(one.stage, Stage::Uploading | Stage::Posting));
        if busy { None } else { self.of(chat).find(|one| one.stage == Stage::Waiting) }
    }

    /// The server answered: it has the message, or the first of the album.
    pub fn settle(&mut self, key: Uuid, message: &Message) {
        self.queue.retain(|outgoing| outgoing.key != key);
        self.sent.retain(|_, other| *other != key);
        self.sent.insert(message.id, key);
        self.albums.extend(message.album_id.clone());
    }

    /// News of a message of ours came. It is one on its way, if one fits.
    pub fn recognise(&mut self, message: &Message) {
        let told = message.album_id.as_ref().is_some_and(|album| self.albums.contains(album));
        if told || self.sent.contains_key(&message.id) {
            return;
        }
        if let Some(key) = self.queue.iter().find(|outgoing| outgoing.may_be(message)).map(|found| found.key)
        {
            self.settle(key, message);
        }
    }

    /// The person gives a message up.
    pub fn discard(&mut self, key: Uuid) {
        self.queue.retain(|outgoing| outgoing.key != key);
    }
}

#[cfg(test)]
mod tests {
    use openapi::messages::DeliveryState;

    use super::{super::thread::samples, *};

    fn outgoing(key: u128, text: &str) -> Outgoing {
        Outgoing {
            key: Uuid::from_u128(key),
            chat_id: ChatId(Uuid::nil()),
            identity_id: IdentityId(Uuid::nil()),
            content: Formatted { text: text.into(), entities: Vec::new() },
            reply: None,
            silent: false,
            files: Vec::new(),
            at: samples::at(1),
            stage: Stage::Waiting,
        }
    }

    fn outbox(texts: &[&str]) -> Outbox {
        let mut outbox = Outbox::default();
        for (key, text) in (1..).zip(texts) {
            outbox.push(outgoing(key, text));
        }
        outbox
    }

    fn stage(outbox: &mut Outbox, key: u128, stage: Stage) {
        outbox.update(Uuid::from_u128(key), |outgoing| outgoing.stage = stage);
    }

    fn next(outbox: &Outbox) -> Option<u128> {
        outbox.next(ChatId(Uuid::nil())).map(|outgoing| outgoing.key.as_u128())
    }

    fn message(id: i64, text: &str) -> Message {
        Message { text: text.into(), ..samples::outgoing(id, DeliveryState::Queued) }
    }

    fn photo() -> Part {
        let media = Media {
            id: MediaId(Uuid::nil()),
            kind: MediaKind::Photo,
            name: None,
            mime: None,
            size: None,
            width: None,
            height: None,
            duration: None,
            emoji: None,
            downloadable: true,
        };
        Part { media, uploaded: None }
    }

    #[test]
    fn files_of_one_kind_are_albums_of_at_most_ten() {
        use MediaKind::{Document, Photo};
        let sizes = |kinds: &[MediaKind]| -> Vec<usize> {
            batches(kinds.to_vec(), |kind| *kind).iter().map(Vec::len).collect()
        };
        assert_eq!(sizes(&[Photo; 11]), [10, 1]);
        assert_eq!(sizes(&[Document, Document]), [2]);
        assert_eq!(sizes(&[Photo, Document, Photo]), [1, 1, 1]);
        assert_eq!(sizes(&[]), [0; 0]);
    }

    #[test]
    fn an_album_is_recognised_by_its_first_message_alone() {
        let mut outbox = outbox(&["", ""]);
        for key in [1, 2] {
            outbox.update(Uuid::from_u128(key), |one| one.files = vec![photo(), photo()]);
            stage(&mut outbox, key, Stage::Stuck(Error::Unanswered));
        }
        let part =
            |id: i64| Message { album_id: Some("a".into()), media: Some(photo().media), ..message(id, "") };
        outbox.recognise(&part(5));
        outbox.recognise(&part(6));
        assert_eq!(outbox.queue.len(), 1);
        assert_eq!(outbox.queue[0].faces().len(), 2);
    }

    #[test]
    fn messages_of_a_chat_go_one_after_another() {
        let mut outbox = outbox(&["a", "b"]);
        assert_eq!(next(&outbox), Some(1));
        stage(&mut outbox, 1, Stage::Posting);
        assert_eq!(next(&outbox), None);
        outbox.settle(Uuid::from_u128(1), &message(5, "a"));
        assert_eq!(next(&outbox), Some(2));
        assert_eq!(outbox.sent()[&MessageId(5)], Uuid::from_u128(1));
    }

    #[test]
    fn one_that_is_stuck_does_not_hold_up_the_rest() {
        let mut outbox = outbox(&["a", "b"]);
        stage(&mut outbox, 1, Stage::Stuck(Error::Unanswered));
        assert_eq!(next(&outbox), Some(2));
    }

    #[test]
    fn news_that_overtake_the_answer_make_no_second_row() {
        let mut outbox = outbox(&["same", "same"]);
        stage(&mut outbox, 1, Stage::Posting);
        outbox.recognise(&message(5, "other"));
        assert_eq!(outbox.queue.len(), 2);
        outbox.recognise(&message(6, "same"));
        outbox.recognise(&message(6, "same"));
        assert_eq!((outbox.queue.len(), outbox.sent()[&MessageId(6)]), (1, Uuid::from_u128(1)));
        // the answer knows better
        outbox.settle(Uuid::from_u128(1), &message(7, "same"));
        assert_eq!(outbox.sent().get(&MessageId(6)), None);
    }

    #[test]
    fn a_lost_answer_is_made_up_for_by_the_news() {
        let mut outbox = outbox(&["a", "b"]);
        stage(&mut outbox, 1, Stage::Stuck(Error::Unanswered));
        outbox.recognise(&message(5, "a"));
        // not handed over yet, so it cannot be this one
        outbox.recognise(&message(6, "b"));
        assert_eq!(outbox.queue.iter().map(|one| one.key.as_u128()).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn what_was_under_way_is_taken_up_by_the_next_load() {
        let mut outbox = outbox(&["a", "with a file"]);
        stage(&mut outbox, 1, Stage::Posting);
        outbox.queue[1].files = vec![photo()];
        let saved = serde_json::to_string(&outbox.to_save()).unwrap();
        let read = || serde_json::from_str::<Vec<Outgoing>>(&saved).unwrap();
        let (resumed, expired) = Outbox::resume(read(), samples::at(60));
        assert_eq!((next(&resumed), resumed.queue.len(), expired.len()), (Some(1), 1, 0));
        let (resumed, expired) = Outbox::resume(read(), samples::at(24 * 60));
        assert_eq!((resumed.queue.len(), expired.len()), (0, 1));
    }
}
