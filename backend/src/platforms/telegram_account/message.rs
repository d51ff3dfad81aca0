//! Turns one of Telegram's messages into the inbox's words.

use chrono::{DateTime, TimeDelta, Utc};
use grammers_tl_types::{enums, types};
use openapi::messages::{Forward, MessageKind, Reaction, Service, ServiceAction};

use super::{
    buttons, entities, media,
    peers::{Peers, key},
};
use crate::{
    entity::chat::PeerKind,
    inbox::{NewMessage, NewReply, Reactions},
};

/// Messages and whom they speak of.
pub(super) fn unpack(messages: enums::messages::Messages) -> (Vec<enums::Message>, Peers) {
    match messages {
        enums::messages::Messages::Messages(all) => (all.messages, Peers::new(all.users, all.chats)),
        enums::messages::Messages::Slice(part) => (part.messages, Peers::new(part.users, part.chats)),
        enums::messages::Messages::ChannelMessages(part) => {
            (part.messages, Peers::new(part.users, part.chats))
        }
        enums::messages::Messages::NotModified(_) => (Vec::new(), Peers::default()),
    }
}

/// One message; none for the place of one that is gone.
pub(super) fn read(message: enums::Message, peers: &Peers) -> Option<NewMessage> {
    match message {
        enums::Message::Message(message) => Some(plain(message, peers)),
        enums::Message::Service(message) => Some(service(message, peers)),
        enums::Message::Empty(_) => None,
    }
}

fn plain(message: types::Message, peers: &Peers) -> NewMessage {
    let author = author(
        message.out,
        message.from_id.as_ref(),
        &message.peer_id,
        message.post_author.as_deref(),
        peers,
    );
    let mut face = message.media.map(media::face).unwrap_or_default();
    if let Some(media) = &mut face.media {
        let (kind, id) = key(&message.peer_id);
        media::note_origin(media, (kind == PeerKind::Channel).then_some(id), message.id);
    }
    let none = Reactions { all: Vec::new(), tells_ours: true };
    let markup = message.reply_markup.as_ref();
    let text = if message.message.is_empty() { face.text.unwrap_or_default() } else { message.message };
    NewMessage {
        chat: peers.chat(key(&message.peer_id)),
        external_id: Some(message.id.into()),
        outgoing: message.out,
        mentioned: message.mentioned,
        kind: face.kind,
        author,
        entities: entities::read(&text, message.entities.as_deref().unwrap_or_default()),
        text,
        service: face.service,
        media: face.media,
        poll: face.poll,
        album_id: message.grouped_id.map(|id| id.to_string()),
        topic_id: topic(message.reply_to.as_ref()),
        reply_to: message.reply_to.and_then(|header| reply(header, peers)),
        forward: message.fwd_from.map(|from| forward(from, peers)),
        keyboard: markup.and_then(|markup| buttons::keyboard(markup, message.id, message.mentioned)),
        buttons: message.reply_markup.map(buttons::under).unwrap_or_default(),
        reactions: Some(message.reactions.map_or(none, reactions)),
        sent_at: sent_at(message.date, message.id),
        // Telegram marks changes that nobody should be told of, as of a counter
        edited_at: message.edit_date.filter(|_| !message.edit_hide).map(time),
    }
}

fn service(message: types::MessageService, peers: &Peers) -> NewMessage {
    let author = author(message.out, message.from_id.as_ref(), &message.peer_id, None, peers);
    let who = author.as_ref().map_or_else(|| "You".to_owned(), |author| author.name.clone());
    let (kind, text, service) = happened(message.action, who, peers);
    NewMessage {
        chat: peers.chat(key(&message.peer_id)),
        external_id: Some(message.id.into()),
        outgoing: message.out,
        mentioned: message.mentioned,
        kind,
        author,
        text,
        entities: Vec::new(),
        service: Some(service),
        media: None,
        poll: None,
        album_id: None,
        topic_id: topic(message.reply_to.as_ref()),
        reply_to: message.reply_to.and_then(|header| reply(header, peers)),
        forward: None,
        buttons: Vec::new(),
        keyboard: None,
        reactions: None,
        sent_at: sent_at(message.date, message.id),
        edited_at: None,
    }
}

/// In a private chat Telegram leaves out that the other one wrote it.
fn author(
    out: bool,
    from: Option<&enums::Peer>,
    chat: &enums::Peer,
    signature: Option<&str>,
    peers: &Peers,
) -> Option<openapi::messages::Author> {
    (!out).then(|| peers.author(from.unwrap_or(chat), signature))
}

fn happened(action: enums::MessageAction, who: String, peers: &Peers) -> (MessageKind, String, Service) {
    use enums::MessageAction as Happened;
    let names = |ids: &[i64]| ids.iter().map(|id| peers.name(*id)).collect::<Vec<_>>();
    let (action, names, value, text) = match action {
        Happened::ChatAddUser(added) => {
            let names = names(&added.users);
            let text = format!("{} joined", names.join(", "));
            (ServiceAction::Joined, names, None, text)
        }
        Happened::ChatJoinedByLink(_) | Happened::ChatJoinedByRequest => {
            let text = format!("{who} joined");
            (ServiceAction::Joined, vec![who], None, text)
        }
        Happened::ChatDeleteUser(gone) => {
            let name = peers.name(gone.user_id);
            let (action, verb) = if name == who {
                (ServiceAction::Left, "left")
            } else {
                (ServiceAction::Removed, "was removed")
            };
            let text = format!("{name} {verb}");
            (action, vec![name], None, text)
        }
        Happened::ChatEditTitle(new) => {
            let text = format!("{who} renamed the chat to {}", new.title);
            (ServiceAction::TitleChanged, vec![who], Some(new.title), text)
        }
        Happened::ChatEditPhoto(_) => {
            let text = format!("{who} changed the chat's photo");
            (ServiceAction::PhotoChanged, vec![who], None, text)
        }
        Happened::ChatDeletePhoto => {
            let text = format!("{who} removed the chat's photo");
            (ServiceAction::PhotoRemoved, vec![who], None, text)
        }
        Happened::PinMessage => {
            let text = format!("{who} pinned a message");
            (ServiceAction::Pinned, vec![who], None, text)
        }
        Happened::ChatMigrateTo(_) | Happened::ChannelMigrateFrom(_) => {
            (ServiceAction::Migrated, Vec::new(), None, "The group became a supergroup".to_owned())
        }
        Happened::ChatCreate(_) | Happened::ChannelCreate(_) => {
            let text = format!("{who} created the chat");
            (ServiceAction::Created, vec![who], None, text)
        }
        other => {
            let name = media::spoken(&format!("{other:?}"));
            let service =
                Service { action: ServiceAction::Other, names: Vec::new(), value: Some(name.clone()) };
            return (MessageKind::Other, name, service);
        }
    };
    (MessageKind::Service, text, Service { action, names, value })
}

fn topic(header: Option<&enums::MessageReplyHeader>) -> Option<i64> {
    let Some(enums::MessageReplyHeader::Header(header)) = header else { return None };
    let top = header.reply_to_top_id.or(header.reply_to_msg_id);
    top.filter(|_| header.forum_topic).map(Into::into)
}

fn reply(header: enums::MessageReplyHeader, peers: &Peers) -> Option<NewReply> {
    let enums::MessageReplyHeader::Header(header) = header else { return None };
    // a message in a topic answers the topic's first one, which says nothing
    let only_topic = header.forum_topic && header.reply_to_top_id.is_none();
    // one that answers a message of another chat names nothing we could find
    if only_topic || header.reply_to_peer_id.is_some() {
        return None;
    }
    let author = header.reply_from.map(|from| forward(from, peers).name).filter(|name| !name.is_empty());
    Some(NewReply { external_id: header.reply_to_msg_id?.into(), text: header.quote_text, author })
}

fn forward(from: enums::MessageFwdHeader, peers: &Peers) -> Forward {
    let enums::MessageFwdHeader::Header(from) = from;
    let named = from.from_id.as_ref().map(|peer| peers.author(peer, None).name);
    let name = from.from_name.or(from.post_author).or(named).unwrap_or_default();
    Forward { name, date: time(from.date) }
}

/// Reactions to a message.
pub(super) fn reactions(reactions: enums::MessageReactions) -> Reactions {
    let enums::MessageReactions::Reactions(all) = reactions;
    let one = |enums::ReactionCount::Count(one)| {
        let emoji = match one.reaction {
            enums::Reaction::Emoji(emoji) => emoji.emoticon,
            _ => "custom".to_owned(),
        };
        Reaction { emoji, count: one.count.into(), ours: one.chosen_order.is_some() }
    };
    // those that are the same for everyone do not tell who chose them
    Reactions { all: all.results.into_iter().map(one).collect(), tells_ours: !all.min }
}

/// When a message was sent. Telegram tells the second; messages of one second keep their order by their numbers, also
/// where the earlier ones are fetched later.
pub(super) fn sent_at(seconds: i32, id: i32) -> DateTime<Utc> {
    time(seconds) + TimeDelta::microseconds(i64::from(id.rem_euclid(1_000_000)))
}

/// A time as Telegram writes it: seconds since 1970.
pub(super) fn time(seconds: i32) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds.into(), 0).unwrap_or_default()
}
