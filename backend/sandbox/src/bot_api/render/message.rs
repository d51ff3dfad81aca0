//! Messages.

use serde_json::{Value, json};

use super::{chat, file, sender, user};
use crate::{
    text::{EntityKind, Text},
    world::{ChatKind, Content, FileKind, Forward, Message, Poll, Service, UserId, World},
};

/// A `Message` as a bot sees it, with the message it answers.
pub fn message(world: &World, viewer: UserId, message: &Message) -> Value {
    let mut shown = brief(world, viewer, message);
    let answered = message.reply_to.and_then(|id| world.message(id)).filter(|answered| !answered.deleted);
    let is_service = matches!(message.content, Content::Service(_));
    if let Some(answered) = answered.filter(|answered| !is_service && answered.number(viewer).is_some()) {
        shown["reply_to_message"] = brief(world, viewer, answered);
    }
    shown
}

/// A `Message` without the message it answers.
pub fn brief(world: &World, viewer: UserId, message: &Message) -> Value {
    let mut shown = json!({
        "message_id": message.number(viewer).unwrap_or_default(),
        "date": message.date,
        "chat": chat(world, viewer, message.chat),
    });
    sender(world, viewer, message.author, message.as_chat.then_some(message.chat), &mut shown);
    if let Some(edited) = message.edited {
        shown["edit_date"] = edited.into();
    }
    if let Some(forward) = &message.forward {
        shown["forward_origin"] = origin(world, viewer, forward);
    }
    if let Some(album) = message.album {
        shown["media_group_id"] = album.to_string().into();
    }
    if message.protected {
        shown["has_protected_content"] = true.into();
    }
    if let Some(topic) = message.topic {
        shown["message_thread_id"] = json!(world.number(topic, viewer));
        shown["is_topic_message"] = true.into();
    }
    if let Some(keyboard) =
        message.keyboard.as_ref().filter(|keyboard| keyboard.get("inline_keyboard").is_some())
    {
        shown["reply_markup"] = keyboard.clone();
    }
    content(world, viewer, message, &mut shown);
    shown
}

fn content(world: &World, viewer: UserId, message: &Message, shown: &mut Value) {
    match &message.content {
        Content::Text(text) => put_text(world, text, ["text", "entities"], shown),
        Content::File { file, caption, spoiler } => {
            file::put(world, viewer, *file, shown);
            if !caption.text.is_empty() {
                put_text(world, caption, ["caption", "caption_entities"], shown);
            }
            let can_hide = world.file(*file).is_some_and(|file| {
                matches!(file.kind, FileKind::Photo | FileKind::Video | FileKind::Animation)
            });
            if *spoiler && can_hide {
                shown["has_media_spoiler"] = true.into();
            }
        }
        Content::Location(location) => shown["location"] = json!(location),
        Content::Contact(contact) => shown["contact"] = json!(contact),
        Content::Poll(poll) => shown["poll"] = show_poll(poll),
        Content::Dice { emoji, value } => shown["dice"] = json!({"emoji": emoji, "value": value}),
        Content::Service(service) => put_service(world, viewer, message, service, shown),
    }
}

fn put_text(world: &World, text: &Text, names: [&str; 2], shown: &mut Value) {
    shown[names[0]] = text.text.as_str().into();
    if text.entities.is_empty() {
        return;
    }
    let entities = text.entities.iter().map(|entity| {
        let mut value = json!(entity);
        if let EntityKind::TextMention { user: mentioned } = &entity.kind {
            value["user"] = user(world, mentioned.id);
        }
        value
    });
    shown[names[1]] = entities.collect();
}

/// A `Poll`.
pub fn show_poll(poll: &Poll) -> Value {
    let options = poll.options.iter().enumerate().map(|(place, option)| {
        let votes = poll.votes.values().filter(|chosen| chosen.contains(&place)).count();
        json!({"persistent_id": place.to_string(), "text": option, "voter_count": votes})
    });
    json!({
        "id": poll.id,
        "question": poll.question,
        "options": options.collect::<Vec<_>>(),
        "total_voter_count": poll.votes.len(),
        "is_closed": poll.closed,
        "is_anonymous": true,
        "type": if poll.correct.is_some() { "quiz" } else { "regular" },
        "allows_multiple_answers": poll.multiple,
        "allows_revoting": false,
        "members_only": false,
    })
}

fn put_newcomers(world: &World, users: &[UserId], shown: &mut Value) {
    let users: Vec<_> = users.iter().map(|id| user(world, *id)).collect();
    if let Some(first) = users.first() {
        shown["new_chat_member"] = first.clone();
        shown["new_chat_participant"] = first.clone();
    }
    shown["new_chat_members"] = users.into();
}

fn put_service(world: &World, viewer: UserId, message: &Message, service: &Service, shown: &mut Value) {
    match service {
        Service::Joined(users) => put_newcomers(world, users, shown),
        Service::JoinedByLink(_) | Service::JoinedByRequest => {
            put_newcomers(world, &[message.author], shown);
        }
        Service::Left(id) => {
            shown["left_chat_member"] = user(world, *id);
            shown["left_chat_participant"] = user(world, *id);
        }
        Service::Title(title) => shown["new_chat_title"] = title.as_str().into(),
        Service::Pinned(id) => {
            if let Some(pinned) = world.message(*id) {
                shown["pinned_message"] = brief(world, viewer, pinned);
            }
        }
        Service::TopicCreated { title, colour } => {
            shown["forum_topic_created"] = json!({"name": title, "icon_color": colour});
        }
        Service::TopicEdited { title, closed } => match (title, closed) {
            (Some(title), _) => shown["forum_topic_edited"] = json!({"name": title}),
            (None, Some(true)) => shown["forum_topic_closed"] = json!({}),
            (None, _) => shown["forum_topic_reopened"] = json!({}),
        },
        Service::GroupCreated => shown["group_chat_created"] = true.into(),
        Service::SupergroupCreated => shown["supergroup_chat_created"] = true.into(),
        Service::ChannelCreated => shown["channel_chat_created"] = true.into(),
        Service::MigratedTo(chat) => shown["migrate_to_chat_id"] = chat.marked(viewer).into(),
        Service::MigratedFrom(chat) => shown["migrate_from_chat_id"] = chat.marked(viewer).into(),
    }
}

/// A `MessageOrigin`.
fn origin(world: &World, viewer: UserId, forward: &Forward) -> Value {
    let Some(first) = world.message(forward.origin) else {
        return json!({"type": "hidden_user", "sender_user_name": "Deleted Account", "date": forward.date});
    };
    let kind = world.chat(first.chat).map(|chat| chat.kind);
    match (first.as_chat, kind) {
        (true, Some(ChatKind::Channel)) => json!({
            "type": "channel",
            "chat": chat(world, viewer, first.chat),
            "message_id": first.number(viewer).unwrap_or_default(),
            "date": forward.date,
        }),
        (true, _) => json!({
            "type": "chat",
            "sender_chat": chat(world, viewer, first.chat),
            "date": forward.date,
        }),
        (false, _) => json!({"type": "user", "sender_user": user(world, first.author), "date": forward.date}),
    }
}
