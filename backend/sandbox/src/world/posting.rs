//! Messages come into the world.

use std::collections::BTreeMap;

use super::{
    ChatKind, ChatRef, Content, Event, FileId, FileKind, Forward, Member, Message, MessageId, Numbers,
    Permission, Refusal, Right, UserId, World, chat::Chat,
};
use crate::text::{CAPTION_LIMIT, TEXT_LIMIT};

/// A message to be posted.
#[derive(Clone, Debug)]
pub struct Post {
    /// What it holds.
    pub content: Content,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
    /// The topic it goes to; that of the message it answers, if missing.
    pub topic: Option<MessageId>,
    /// Keyboard, as the Bot API's `reply_markup`.
    pub keyboard: Option<serde_json::Value>,
    /// Where it was first posted.
    pub forward: Option<Forward>,
    /// The album it belongs to.
    pub album: Option<u64>,
    /// Cannot be forwarded or saved.
    pub protected: bool,
    /// Comes without a sound.
    pub silent: bool,
    /// Its date if it is not now, Unix seconds.
    pub date: Option<i64>,
}

impl From<Content> for Post {
    fn from(content: Content) -> Self {
        Self {
            content,
            reply_to: None,
            topic: None,
            keyboard: None,
            forward: None,
            album: None,
            protected: false,
            silent: false,
            date: None,
        }
    }
}

impl World {
    /// Posts a message if the author may and Telegram would take it.
    pub fn post(&mut self, author: UserId, chat: ChatRef, post: Post) -> Result<MessageId, Refusal> {
        self.may_post(author, chat, &post.content)?;
        check_limits(&post.content)?;
        if let Some(reply_to) = post.reply_to {
            let answered = self.message(reply_to).ok_or(Refusal::ReplyNotFound)?;
            if answered.chat != chat || answered.deleted {
                return Err(Refusal::ReplyNotFound);
            }
        }
        if let Some(topic) = self.topic_of(&post) {
            self.may_write_in(author, chat, topic)?;
        }
        Ok(self.record(author, chat, post))
    }

    /// The name that the next message gets.
    pub(super) fn next_message(&self) -> MessageId {
        MessageId(self.messages.len() as u64 + 1)
    }

    fn topic_of(&self, post: &Post) -> Option<MessageId> {
        post.topic.or_else(|| self.message(post.reply_to?)?.topic)
    }

    /// Whether a user may post such content in a chat.
    pub fn may_post(&self, author: UserId, chat: ChatRef, content: &Content) -> Result<(), Refusal> {
        let member = self.standing(author, chat)?;
        let Some(chat) = self.chat(chat) else { return Ok(()) };
        match chat.kind {
            ChatKind::Private => Ok(()),
            ChatKind::Channel if member.has(Right::PostMessages) => Ok(()),
            ChatKind::Channel => Err(Refusal::NeedAdmin),
            ChatKind::Group | ChatKind::Supergroup => {
                let permission = content.permission(|file| self.file_kind(file));
                if member.may(permission, &chat.permissions) {
                    Ok(())
                } else {
                    Err(Refusal::NotEnoughRights(sending(permission)))
                }
            }
        }
    }

    fn file_kind(&self, file: FileId) -> FileKind {
        self.file(file).map_or(FileKind::Document, |file| file.kind)
    }

    /// Posts a message without asking whether it may be.
    pub(super) fn record(&mut self, author: UserId, chat: ChatRef, post: Post) -> MessageId {
        let id = self.next_message();
        let topic = self.topic_of(&post);
        let date = post.date.unwrap_or_else(|| self.now());
        let is_bot = self.is_bot(author);
        if let (ChatRef::Private(pair), false) = (chat, self.chats.contains_key(&chat)) {
            let mut private = Chat::new(chat, ChatKind::Private, "");
            private.members.extend(pair.both().map(|user| (user, Member::Member)));
            self.chats.insert(chat, private);
            self.list(chat);
        }
        let place = self.chats.entry(chat).or_insert_with(|| Chat::new(chat, ChatKind::Group, ""));
        let as_chat = place.kind == ChatKind::Channel
            || matches!(place.member(author), Member::Administrator(rights) if rights.contains(&Right::Anonymous));
        place.history.push(id);
        if is_bot {
            place.last_bot = Some(author);
        }
        let numbers = if let ChatRef::Channel(_) = chat {
            Numbers::Shared(place.numbers.add(id))
        } else {
            let owners: Vec<_> = place.present().collect();
            let users = &mut self.users;
            Numbers::PerOwner(
                owners
                    .into_iter()
                    .filter_map(|owner| Some((owner, users.get_mut(&owner)?.numbers.add(id))))
                    .collect(),
            )
        };
        self.messages.push(Message {
            id,
            chat,
            author,
            as_chat,
            date,
            edited: None,
            content: post.content,
            reply_to: post.reply_to,
            topic,
            forward: post.forward,
            album: post.album,
            keyboard: post.keyboard,
            protected: post.protected,
            silent: post.silent,
            reactions: BTreeMap::new(),
            deleted: false,
            numbers,
        });
        self.events.push(Event::Posted(id));
        id
    }
}

/// Refuses what is empty or too long.
pub(super) fn check_limits(content: &Content) -> Result<(), Refusal> {
    match content {
        Content::Text(text) if text.text.is_empty() => Err(Refusal::Empty),
        Content::Text(text) if text.units() > TEXT_LIMIT => Err(Refusal::TooLong),
        Content::File { caption, .. } if caption.units() > CAPTION_LIMIT => Err(Refusal::CaptionTooLong),
        _ => Ok(()),
    }
}

fn sending(permission: Permission) -> &'static str {
    match permission {
        Permission::SendAudios => "send audios to the chat",
        Permission::SendDocuments => "send documents to the chat",
        Permission::SendPhotos => "send photos to the chat",
        Permission::SendVideos => "send videos to the chat",
        Permission::SendVideoNotes => "send video notes to the chat",
        Permission::SendVoiceNotes => "send voice notes to the chat",
        Permission::SendPolls => "send polls to the chat",
        Permission::SendOther => "send stickers to the chat",
        _ => "send text messages to the chat",
    }
}
