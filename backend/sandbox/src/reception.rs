//! What people receive from bots.

use crate::world::{
    Content, Event, Message, Reaction, Received, ReceivedFile, ReceivedKind, Service, UserId, World,
};

/// Writes down what people received; returns who received something.
pub fn tell_people(world: &mut World, events: &[Event]) -> Vec<UserId> {
    let mut told = Vec::new();
    for event in events {
        for received in receive(world, event) {
            if let Some(user) = world.user_mut(received.0) {
                user.received.push(received.1);
                told.push(received.0);
            }
        }
    }
    told.sort_unstable();
    told.dedup();
    told
}

fn receive(world: &World, event: &Event) -> Vec<(UserId, Received)> {
    match event {
        Event::Posted(id) => {
            let Some(message) = world.message(*id) else { return Vec::new() };
            match &message.content {
                Content::Service(Service::Pinned(pinned)) => {
                    let kind = ReceivedKind::Pin;
                    world
                        .message(*pinned)
                        .map_or_else(Vec::new, |pinned| each(world, message.author, pinned, kind))
                }
                Content::Service(_) => Vec::new(),
                _ => each(world, message.author, message, ReceivedKind::Message),
            }
        }
        Event::Edited { message, by } => {
            let edited = world.message(*message);
            edited.map_or_else(Vec::new, |message| each(world, *by, message, ReceivedKind::Edit))
        }
        Event::Deleted { by, messages } => messages
            .iter()
            .filter_map(|id| world.message(*id))
            .flat_map(|message| each(world, *by, message, ReceivedKind::Deletion))
            .collect(),
        Event::Reacted { message, by, after, .. } => {
            let Some(message) = world.message(*message) else { return Vec::new() };
            let mut all = each(world, *by, message, ReceivedKind::Reaction);
            for (_, received) in &mut all {
                received.text = after.iter().map(shown).collect();
                received.entities.clear();
            }
            all
        }
        Event::Membership { .. }
        | Event::JoinRequested { .. }
        | Event::Pressed { .. }
        | Event::Read { .. }
        | Event::Hidden { .. }
        | Event::Pinned { .. }
        | Event::Voted(_)
        | Event::Archived { .. }
        | Event::Doing { .. }
        | Event::ChatChanged(_) => Vec::new(),
    }
}

/// The same for every person in the chat, if a bot did it.
fn each(world: &World, by: UserId, message: &Message, kind: ReceivedKind) -> Vec<(UserId, Received)> {
    let chat = world.chat(message.chat).filter(|_| world.is_bot(by));
    let people = chat.into_iter().flat_map(crate::world::Chat::present).filter(|user| !world.is_bot(*user));
    people.map(|person| (person, received(world, by, message, kind, person))).collect()
}

/// A message as one person receives it.
pub fn received(
    world: &World,
    by: UserId,
    message: &Message,
    kind: ReceivedKind,
    person: UserId,
) -> Received {
    let text = message.content.text().cloned().unwrap_or_default();
    let file = match &message.content {
        Content::File { file, .. } => world.file(*file),
        _ => None,
    };
    Received {
        kind,
        message: message.id,
        message_id: message.number(by).or(message.number(message.author)).unwrap_or_default(),
        chat_id: message.chat.marked(person),
        chat: message.chat,
        from: by,
        text: text.text,
        entities: text.entities,
        file: file.map(|file| ReceivedFile {
            kind: file.kind,
            name: file.name.clone(),
            mime: file.mime.clone(),
            bytes: file.bytes.clone(),
            size: file.size(),
        }),
        reply_to: message.reply_to,
        keyboard: message.keyboard.clone(),
        date: message.edited.unwrap_or(message.date),
    }
}

fn shown(reaction: &Reaction) -> String {
    match reaction {
        Reaction::Emoji { emoji } => emoji.clone(),
        Reaction::CustomEmoji { custom_emoji_id } => custom_emoji_id.clone(),
    }
}
