//! Turns the Bot API's updates into the inbox's words.

use chrono::{DateTime, Utc};
use openapi::{
    chats::{ChatAccess, ChatKind},
    communities::CommunityRole,
    messages::{Author, MessageKind, Reaction, Service, ServiceAction},
};
use serde::Deserialize;

use super::{message, wire};
use crate::{
    entity::chat::PeerKind,
    inbox::{Incoming, NewMessage, Peer, Reactions, Standing, Update},
};

/// An update, and the callback query that it asks us to answer.
#[derive(Debug)]
pub struct Read {
    /// For the inbox.
    pub update: Update,
    /// The callback query to answer once the update is stored.
    pub callback_query_id: Option<String>,
}

/// Reads an update of the bot with the id `me` that came `now`. None when it does not even have a number: then it is no update.
pub fn read(raw: &str, me: i64, now: DateTime<Utc>) -> Option<Read> {
    // PostgreSQL's text cannot hold NUL
    let raw = raw.replace("\\u0000", "\\ufffd");
    match serde_json::from_str::<wire::Update>(&raw) {
        Ok(update) => {
            let (id, callback) =
                (update.update_id, update.callback_query.as_ref().map(|query| query.id.clone()));
            let mut content = contents(update, me, now);
            for incoming in &mut content {
                if let Incoming::Message(new) | Incoming::Edited(new) = incoming
                    && new.kind == MessageKind::Other
                {
                    name_unknown(new, &raw);
                }
            }
            let content = Ok(content);
            Some(Read { update: Update { id, raw, content }, callback_query_id: callback })
        }
        Err(error) => {
            #[derive(Deserialize)]
            struct Number {
                update_id: i64,
            }
            let id = serde_json::from_str::<Number>(&raw).ok()?.update_id;
            tracing::warn!(update = id, %error, "an update could not be read; it is kept as it came");
            let update = Update { id, raw, content: Err(error.to_string()) };
            Some(Read { update, callback_query_id: None })
        }
    }
}

/// Gives a message that this version has no face for Telegram's own name of it, where there is one.
fn name_unknown(new: &mut NewMessage, raw: &str) {
    const COMMON: [&str; 6] = ["chat", "from", "sender_chat", "reply_to_message", "reply_markup", "via_bot"];
    let update: serde_json::Value = serde_json::from_str(raw).unwrap_or_default();
    let message = update.as_object().and_then(|update| update.values().find_map(|value| value.as_object()));
    let named = message.and_then(|message| {
        message
            .iter()
            .find(|(key, value)| value.is_object() && !COMMON.contains(&key.as_str()))
            .map(|(key, _)| key)
    });
    if let (Some(named), Some(service)) = (named, &mut new.service) {
        new.text = named.replace('_', " ");
        service.value = Some(named.clone());
    }
}

fn contents(update: wire::Update, me: i64, now: DateTime<Utc>) -> Vec<Incoming> {
    if let Some(new) = update.message.or(update.channel_post) {
        return message::contents(*new, me);
    }
    if let Some(edited) = update.edited_message.or(update.edited_channel_post) {
        return vec![Incoming::Edited(Box::new(message::read(*edited, me)))];
    }
    if let Some(query) = update.callback_query {
        return callback(*query, me, now).into_iter().collect();
    }
    if let Some(reaction) = update.message_reaction {
        let names = |types: Vec<wire::ReactionType>| types.into_iter().map(emoji).collect();
        return vec![Incoming::Reacted {
            chat: peer(&reaction.chat),
            external_id: reaction.message_id,
            removed: names(reaction.old_reaction),
            added: names(reaction.new_reaction),
        }];
    }
    if let Some(reactions) = update.message_reaction_count {
        let counts = reactions.reactions.into_iter();
        return vec![Incoming::Reactions {
            chat: peer(&reactions.chat),
            external_id: reactions.message_id,
            reactions: Reactions {
                all: counts
                    .map(|r| Reaction { count: r.total_count, emoji: emoji(r.kind), ours: false })
                    .collect(),
                tells_ours: false,
            },
        }];
    }
    if let Some(poll) = update.poll {
        return vec![Incoming::Poll(Box::new(message::poll(poll)))];
    }
    if let Some(change) = update.my_chat_member {
        return vec![own_membership(&change)];
    }
    if let Some(change) = update.chat_member {
        return vec![membership(&change)];
    }
    if let Some(request) = update.chat_join_request {
        let mut line = line(peer(&request.chat), request.date, &request.from);
        line.service = Some(service(ServiceAction::JoinRequested, vec![name(&request.from)]));
        line.text = format!("{} asks to join", name(&request.from));
        return vec![Incoming::Message(Box::new(line))];
    }
    Vec::new()
}

/// A pressed button, shown as a line of its own under the message it belongs to.
fn callback(query: wire::CallbackQuery, me: i64, now: DateTime<Utc>) -> Option<Incoming> {
    let pressed = message::read(*query.message?, me);
    // Telegram does not tell when it was pressed
    let mut press = line(pressed.chat.clone(), now.timestamp(), &query.from);
    press.kind = MessageKind::Callback;
    press.text = query.data.unwrap_or_default();
    press.reply_to = pressed.external_id.map(|external_id| crate::inbox::NewReply {
        external_id,
        text: Some(message::start(&pressed.text)),
        author: None,
    });
    Some(Incoming::Message(Box::new(press)))
}

/// The bot's own standing in a chat changed.
fn own_membership(change: &wire::MemberUpdated) -> Incoming {
    let inside = is_inside(&change.new_chat_member);
    let private = change.chat.kind == "private";
    let mut chat = peer(&change.chat);
    let access = match (inside, private) {
        (true, _) => ChatAccess::Open,
        (false, true) => ChatAccess::Blocked,
        (false, false) => ChatAccess::Left,
    };
    let role = match change.new_chat_member.status.as_str() {
        "creator" => Some(CommunityRole::Creator),
        "administrator" => Some(CommunityRole::Admin),
        _ => None,
    };
    chat.standing = Some(Standing { access, role });
    let who = name(&change.from);
    let was_inside = is_inside(&change.old_chat_member);
    let (action, text) = match (was_inside, inside, private) {
        (_, false, true) => (ServiceAction::Blocked, format!("{who} blocked the bot")),
        (_, true, true) => (ServiceAction::Unblocked, format!("{who} unblocked the bot")),
        (true, false, false) => (ServiceAction::Removed, format!("{who} removed the bot")),
        (false, true, false) => (ServiceAction::Joined, format!("{who} added the bot")),
        _ => (ServiceAction::RightsChanged, format!("{who} changed the bot's rights")),
    };
    let names = if private { vec![who] } else { vec![name(&change.new_chat_member.user)] };
    let mut line = line(chat, change.date, &change.from);
    line.service = Some(service(action, names));
    line.text = text;
    Incoming::Message(Box::new(line))
}

/// Someone else's standing in a chat changed.
fn membership(change: &wire::MemberUpdated) -> Incoming {
    let who = name(&change.new_chat_member.user);
    let (action, text) = match (is_inside(&change.old_chat_member), is_inside(&change.new_chat_member)) {
        (false, true) => (ServiceAction::Joined, format!("{who} joined")),
        (true, false) if change.from.id == change.new_chat_member.user.id => {
            (ServiceAction::Left, format!("{who} left"))
        }
        (true, false) => (ServiceAction::Removed, format!("{who} was removed")),
        _ => (ServiceAction::RightsChanged, format!("{who} has other rights now")),
    };
    let mut line = line(peer(&change.chat), change.date, &change.from);
    line.service = Some(service(action, vec![who]));
    line.text = text;
    Incoming::Message(Box::new(line))
}

/// What a new message says beside itself: that a message was pinned, that the group became a supergroup.
pub(super) fn consequences(message: &wire::Message) -> Vec<Incoming> {
    let chat = || peer(&message.chat);
    let mut all = Vec::new();
    if let Some(supergroup) = message.migrate_to_chat_id {
        all.push(Incoming::Migrated { chat: chat(), supergroup: PeerKind::unmark(supergroup).1 });
    }
    if let (Some(group), PeerKind::Channel) =
        (message.migrate_from_chat_id, PeerKind::unmark(message.chat.id).0)
    {
        let old = Peer { kind: PeerKind::Group, id: PeerKind::unmark(group).1, ..chat() };
        all.push(Incoming::Migrated { chat: old, supergroup: PeerKind::unmark(message.chat.id).1 });
    }
    if let Some(pinned) = &message.pinned_message {
        all.push(Incoming::Pinned { chat: chat(), external_id: pinned.message_id });
    }
    all
}

/// A line that is no message at Telegram.
fn line(chat: Peer, date: i64, from: &wire::User) -> NewMessage {
    NewMessage {
        chat,
        external_id: None,
        outgoing: false,
        mentioned: false,
        kind: MessageKind::Service,
        author: Some(author(from)),
        text: String::new(),
        entities: Vec::new(),
        service: None,
        media: None,
        poll: None,
        album_id: None,
        topic_id: None,
        reply_to: None,
        forward: None,
        buttons: Vec::new(),
        keyboard: None,
        reactions: None,
        sent_at: time(date),
        edited_at: None,
    }
}

pub(super) fn service(action: ServiceAction, names: Vec<String>) -> Service {
    Service { action, names, value: None }
}

pub(super) fn peer(chat: &wire::Chat) -> Peer {
    let (kind, id) = PeerKind::unmark(chat.id);
    let title = chat.title.clone().unwrap_or_else(|| {
        full_name(chat.first_name.as_deref().unwrap_or_default(), chat.last_name.as_deref())
    });
    Peer {
        kind,
        id,
        chat_kind: match chat.kind.as_str() {
            "private" => ChatKind::Private,
            "group" => ChatKind::Group,
            "channel" => ChatKind::Channel,
            _ => ChatKind::Supergroup,
        },
        title,
        username: chat.username.clone(),
        standing: None,
        person: None,
    }
}

pub(super) fn author(user: &wire::User) -> Author {
    Author { telegram_id: user.id, name: name(user), username: user.username.clone(), is_bot: user.is_bot }
}

pub(super) fn name(user: &wire::User) -> String {
    full_name(&user.first_name, user.last_name.as_deref())
}

fn full_name(first: &str, last: Option<&str>) -> String {
    match last {
        Some(last) if !last.is_empty() => format!("{first} {last}"),
        _ => first.to_owned(),
    }
}

fn emoji(kind: wire::ReactionType) -> String {
    kind.emoji.unwrap_or_else(|| "custom".to_owned())
}

fn is_inside(member: &wire::Member) -> bool {
    match member.status.as_str() {
        "left" | "kicked" => false,
        "restricted" => member.is_member.unwrap_or(true),
        _ => true,
    }
}

/// A time as the Bot API writes it: seconds since 1970.
pub(super) fn time(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}
