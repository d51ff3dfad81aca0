//! Searching.

use grammers_tl_types::{enums, functions::messages};

use super::{
    Reply, Signed, count,
    history::{Found, Page, answer},
};
use crate::world::{ChatKind, Content, FileKind, Message, World};

pub fn chat(call: &Signed, query: messages::Search) -> Reply<enums::messages::Messages> {
    let world = call.shared.world();
    let chat = call.chat(&world, &query.peer)?;
    let from = query.from_id.as_ref().map(|from| call.sender(&world, from)).transpose()?;
    let topic = query.top_msg_id.map(|number| call.message(&world, chat, number)).transpose()?;
    let topic = topic.map(|root| root.id);
    let words = query.q.to_lowercase();
    let all: Vec<_> = world
        .seen(call.me, chat)
        .filter(|message| topic.is_none_or(|topic| message.topic == Some(topic)))
        .filter(|message| from.is_none_or(|from| message.author == from))
        .filter(|message| says(message, &words) && is_of(&world, call, message, &query.filter))
        .filter(|message| query.min_date == 0 || message.date > query.min_date.into())
        .filter(|message| query.max_date == 0 || message.date < query.max_date.into())
        .collect();
    let page = Page {
        offset_id: query.offset_id,
        offset_date: 0,
        add_offset: query.add_offset,
        limit: query.limit,
        max_id: query.max_id,
        min_id: query.min_id,
    };
    Ok(answer(call, &world, Some(chat), &page.cut(call, &all)))
}

/// In all chats of the account, the newest first; pages go on below `offset_rate`, a date.
pub fn everywhere(call: &Signed, query: messages::SearchGlobal) -> Reply<enums::messages::Messages> {
    let world = call.shared.world();
    let words = query.q.to_lowercase();
    let chats = world.dialogs(call.me).into_iter().filter(|chat| {
        let kind = world.chat(*chat).map(|chat| chat.kind);
        (!query.users_only || kind == Some(ChatKind::Private))
            && (!query.broadcasts_only || kind == Some(ChatKind::Channel))
            && (!query.groups_only || matches!(kind, Some(ChatKind::Group | ChatKind::Supergroup)))
    });
    let chats: Vec<_> = chats.collect();
    let mut messages: Vec<&Message> = chats
        .iter()
        .flat_map(|chat| world.seen(call.me, *chat))
        .filter(|message| says(message, &words) && is_of(&world, call, message, &query.filter))
        .filter(|message| query.min_date == 0 || message.date > query.min_date.into())
        .filter(|message| query.max_date == 0 || message.date < query.max_date.into())
        .collect();
    let total = messages.len();
    messages.sort_by_key(|message| std::cmp::Reverse((message.date, message.id)));
    messages.retain(|message| query.offset_rate == 0 || message.date < query.offset_rate.into());
    messages.truncate(count(query.limit).min(100));
    let last = messages.last().map(|message| super::int(message.date));
    let mut found = answer(call, &world, None, &Found { messages, total });
    if let enums::messages::Messages::Slice(slice) = &mut found {
        slice.next_rate = last;
    }
    Ok(found)
}

pub fn mentions(call: &Signed, query: messages::GetUnreadMentions) -> Reply<enums::messages::Messages> {
    let world = call.shared.world();
    let chat = call.chat(&world, &query.peer)?;
    let mut all: Vec<_> =
        world.unread(call.me, chat).filter(|message| world.mentions(call.me, message)).collect();
    all.reverse();
    let page = Page {
        offset_id: query.offset_id,
        offset_date: 0,
        add_offset: query.add_offset,
        limit: query.limit,
        max_id: query.max_id,
        min_id: query.min_id,
    };
    Ok(answer(call, &world, Some(chat), &page.cut(call, &all)))
}

fn says(message: &Message, words: &str) -> bool {
    words.is_empty() || message.content.text().is_some_and(|text| text.text.to_lowercase().contains(words))
}

fn is_of(world: &World, call: &Signed, message: &Message, filter: &enums::MessagesFilter) -> bool {
    use enums::MessagesFilter as F;
    let kind = match &message.content {
        Content::File { file, .. } => world.file(*file).map(|file| file.kind),
        _ => None,
    };
    let among = |kinds: &[FileKind]| kind.is_some_and(|kind| kinds.contains(&kind));
    match filter {
        F::InputMessagesFilterEmpty => true,
        F::InputMessagesFilterPhotos => among(&[FileKind::Photo]),
        F::InputMessagesFilterVideo => among(&[FileKind::Video]),
        F::InputMessagesFilterPhotoVideo => among(&[FileKind::Photo, FileKind::Video]),
        F::InputMessagesFilterDocument => among(&[FileKind::Document]),
        F::InputMessagesFilterGif => among(&[FileKind::Animation]),
        F::InputMessagesFilterVoice => among(&[FileKind::Voice]),
        F::InputMessagesFilterMusic => among(&[FileKind::Audio]),
        F::InputMessagesFilterRoundVideo => among(&[FileKind::VideoNote]),
        F::InputMessagesFilterRoundVoice => among(&[FileKind::Voice, FileKind::VideoNote]),
        F::InputMessagesFilterGeo => matches!(message.content, Content::Location(_)),
        F::InputMessagesFilterContacts => matches!(message.content, Content::Contact(_)),
        F::InputMessagesFilterPoll => matches!(message.content, Content::Poll(_)),
        F::InputMessagesFilterMyMentions => world.mentions(call.me, message),
        F::InputMessagesFilterPinned => {
            world.chat(message.chat).is_some_and(|chat| chat.pinned.contains(&message.id))
        }
        F::InputMessagesFilterUrl => message.content.text().is_some_and(|text| {
            use crate::text::EntityKind;
            text.entities
                .iter()
                .any(|entity| matches!(entity.kind, EntityKind::Url | EntityKind::TextLink { .. }))
        }),
        _ => false,
    }
}
