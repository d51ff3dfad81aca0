//! Events of the world become updates in the mailboxes of bots.

use serde_json::{Value, json};

use super::{mailbox::KEPT, render};
use crate::{
    shared::Shared,
    world::{ChatKind, Content, Event, Message, Reaction, Right, Service, UserId, World},
};

/// Tells every bot what it may see of the events.
pub fn tell_bots(shared: &Shared, world: &World, events: &[Event]) {
    for event in events {
        match event {
            Event::Posted(id) => {
                if let Some(message) = world.message(*id) {
                    message_update(shared, world, message, message.author, ["message", "channel_post"]);
                }
            }
            Event::Edited { message, by } => {
                if let Some(message) = world.message(*message) {
                    message_update(shared, world, message, *by, ["edited_message", "edited_channel_post"]);
                }
            }
            Event::Membership { chat, by, user, .. } => {
                let body = |bot| render::member::change(world, bot, event);
                if world.is_bot(*user) {
                    put(shared, world, *user, "my_chat_member", chat.marked(*user), world.now(), || {
                        body(*user)
                    });
                }
                for bot in bots(world, event).filter(|bot| bot != user && bot != by) {
                    if world.chat(*chat).is_some_and(|chat| chat.member(bot).is_admin()) {
                        put(shared, world, bot, "chat_member", chat.marked(bot), world.now(), || body(bot));
                    }
                }
            }
            Event::JoinRequested { chat, user } => {
                for bot in bots(world, event) {
                    if world.chat(*chat).is_some_and(|chat| chat.member(bot).has(Right::InviteUsers)) {
                        let body = || render::member::join_request(world, bot, *chat, *user);
                        put(shared, world, bot, "chat_join_request", chat.marked(bot), world.now(), body);
                    }
                }
            }
            Event::Reacted { message, by, before, after } => {
                if let Some(message) = world.message(*message) {
                    reaction_update(shared, world, message, *by, [before, after]);
                }
            }
            // of the votes of others' polls bots are not told
            Event::Voted(id) => {
                if let Some(message) = world.message(*id)
                    && let Content::Poll(poll) = &message.content
                {
                    let bot = message.author;
                    put(shared, world, bot, "poll", message.chat.marked(bot), world.now(), || {
                        render::show_poll(poll)
                    });
                }
            }
            Event::Pressed { query, by, message, data } => {
                if let Some(message) = world.message(*message) {
                    let bot = message.author;
                    let body = || {
                        json!({
                            "id": query,
                            "from": render::user(world, *by),
                            "message": render::message(world, bot, message),
                            "chat_instance": message.chat.marked(UserId(0)).to_string(),
                            "data": data,
                        })
                    };
                    put(shared, world, bot, "callback_query", by.0, world.now(), body);
                }
            }
            Event::Deleted { .. }
            | Event::Read { .. }
            | Event::Hidden { .. }
            | Event::Pinned { .. }
            | Event::Archived { .. }
            | Event::Doing { .. }
            | Event::ChatChanged(_) => {}
        }
    }
}

fn bots<'a>(world: &'a World, event: &Event) -> impl Iterator<Item = UserId> + 'a {
    let chat = match event {
        Event::Membership { chat, .. } | Event::JoinRequested { chat, .. } => world.chat(*chat),
        _ => None,
    };
    chat.into_iter().flat_map(crate::world::Chat::present).filter(|user| world.is_bot(*user))
}

fn message_update(shared: &Shared, world: &World, message: &Message, by: UserId, kinds: [&str; 2]) {
    let Some(chat) = world.chat(message.chat) else { return };
    let kind = if chat.kind == ChatKind::Channel { kinds[1] } else { kinds[0] };
    let date = message.edited.unwrap_or(message.date);
    let gone = match message.content {
        Content::Service(Service::Left(user)) => Some(user).filter(|user| !chat.member(*user).is_in()),
        _ => None,
    };
    for bot in chat.present().chain(gone).filter(|user| world.is_bot(*user)) {
        if is_told(message, by, bot) && (gone == Some(bot) || world.is_shown(message, bot)) {
            put(shared, world, bot, kind, message.chat.marked(bot), date, || {
                render::message(world, bot, message)
            });
        }
    }
}

/// Bots are not told of what they did themselves, but for some service messages.
fn is_told(message: &Message, by: UserId, bot: UserId) -> bool {
    let announced = matches!(message.content, Content::Service(Service::Title(_) | Service::Pinned(_)));
    by != bot || announced
}

fn reaction_update(
    shared: &Shared,
    world: &World,
    message: &Message,
    by: UserId,
    change: [&Vec<Reaction>; 2],
) {
    let Some(chat) = world.chat(message.chat).filter(|_| !world.is_bot(by)) else { return };
    for bot in chat.present().filter(|user| world.is_bot(*user)) {
        if chat.kind != ChatKind::Private && !chat.member(bot).is_admin() {
            continue;
        }
        let place = || {
            json!({
                "chat": render::chat(world, bot, message.chat),
                "message_id": message.number(bot).unwrap_or_default(),
                "date": world.now(),
            })
        };
        let lane = message.chat.marked(bot);
        if chat.kind == ChatKind::Channel {
            let body = || {
                let mut body = place();
                body["reactions"] = counted(message);
                body
            };
            put(shared, world, bot, "message_reaction_count", lane, world.now(), body);
        } else {
            let body = || {
                let mut body = place();
                body["user"] = render::user(world, by);
                body["old_reaction"] = json!(change[0]);
                body["new_reaction"] = json!(change[1]);
                body
            };
            put(shared, world, bot, "message_reaction", lane, world.now(), body);
        }
    }
}

fn counted(message: &Message) -> Value {
    let mut counts = std::collections::BTreeMap::<&Reaction, u32>::new();
    for reaction in message.reactions.values().flatten() {
        *counts.entry(reaction).or_default() += 1;
    }
    counts.iter().map(|(reaction, count)| json!({"type": reaction, "total_count": count})).collect()
}

/// Puts an update in a bot's mailbox unless it is too old or not wanted.
fn put(
    shared: &Shared,
    world: &World,
    bot: UserId,
    kind: &str,
    lane: i64,
    date: i64,
    body: impl FnOnce() -> Value,
) {
    let expires = date + KEPT;
    let Some(desk) = shared.desk(bot).filter(|_| expires > world.now()) else { return };
    let mut mailbox = desk.mailbox();
    if mailbox.allowed.allows(kind) {
        mailbox.push(kind, lane, expires, &body().to_string());
        drop(mailbox);
        desk.wake.notify_waiters();
    }
}
