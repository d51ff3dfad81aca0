//! Messages that were written: <https://core.telegram.org/api/offsets>.

use grammers_tl_types::{enums, functions, functions::messages, types};

use super::{Reply, RpcError, Signed, View, count, int};
use crate::world::{ChatRef, Message, World};

/// The most messages that come at once.
const MOST: usize = 100;

/// Which part of a list of messages is wanted.
pub struct Page {
    pub offset_id: i32,
    pub offset_date: i32,
    pub add_offset: i32,
    pub limit: i32,
    pub max_id: i32,
    pub min_id: i32,
}

/// A part of a list of messages.
pub struct Found<'a> {
    /// The newest first.
    pub messages: Vec<&'a Message>,
    /// How long the list is.
    pub total: usize,
}

impl Page {
    /// Cuts the page out of a list, the oldest first.
    pub fn cut<'a>(&self, call: &Signed, all: &[&'a Message]) -> Found<'a> {
        let number = |message: &Message| message.number(call.me).map_or(0, int);
        let end = if self.offset_id > 0 {
            all.partition_point(|message| number(message) < self.offset_id)
        } else if self.offset_date > 0 {
            all.partition_point(|message| message.date < self.offset_date.into())
        } else {
            all.len()
        };
        // A positive offset goes further into the past, a negative one back towards the present.
        let offset = usize::try_from(self.add_offset.unsigned_abs()).unwrap_or(usize::MAX);
        let end = if self.add_offset >= 0 {
            end.saturating_sub(offset)
        } else {
            end.saturating_add(offset).min(all.len())
        };
        let wanted = |message: &&&Message| {
            let number = number(message);
            (self.max_id == 0 || number < self.max_id) && number > self.min_id
        };
        let page = all[..end].iter().rev().take(count(self.limit).min(MOST)).filter(wanted);
        Found { messages: page.copied().collect(), total: all.len() }
    }
}

pub fn get(call: &Signed, query: messages::GetHistory) -> Reply<enums::messages::Messages> {
    let world = call.shared.world();
    let chat = call.chat(&world, &query.peer)?;
    let page = Page {
        offset_id: query.offset_id,
        offset_date: query.offset_date,
        add_offset: query.add_offset,
        limit: query.limit,
        max_id: query.max_id,
        min_id: query.min_id,
    };
    let all: Vec<_> = world.seen(call.me, chat).collect();
    Ok(answer(call, &world, Some(chat), &page.cut(call, &all)))
}

/// A list of messages in the form that fits the chat.
pub fn answer(
    call: &Signed,
    world: &World,
    chat: Option<ChatRef>,
    found: &Found,
) -> enums::messages::Messages {
    let mut view = View::new(world, call.me);
    let messages: Vec<_> = found.messages.iter().map(|message| view.message(message)).collect();
    if let Some(chat) = chat {
        view.peer(chat);
    }
    let (users, chats) = view.people();
    let topics = Vec::new();
    let pts = chat.and_then(|chat| call.accounts().channel_pts(chat));
    let count = int(found.total);
    match pts {
        Some(pts) => types::messages::ChannelMessages {
            inexact: false,
            pts,
            count,
            offset_id_offset: None,
            messages,
            topics,
            chats,
            users,
        }
        .into(),
        None if messages.len() == found.total => {
            types::messages::Messages { messages, topics, chats, users }.into()
        }
        None => types::messages::MessagesSlice {
            inexact: false,
            count,
            next_rate: None,
            offset_id_offset: None,
            search_flood: None,
            messages,
            topics,
            chats,
            users,
        }
        .into(),
    }
}

/// Messages of private chats and basic groups; those that are gone come empty.
pub fn by_number(call: &Signed, query: messages::GetMessages) -> Reply<enums::messages::Messages> {
    let world = call.shared.world();
    let mut view = View::new(&world, call.me);
    let messages = query.id.iter().map(|wanted| {
        let found = match wanted {
            enums::InputMessage::Id(wanted) => world.numbered(call.me, wanted.id.into()),
            enums::InputMessage::ReplyTo(wanted) => {
                let answer = world.numbered(call.me, wanted.id.into());
                answer.and_then(|answer| world.message(answer.reply_to?))
            }
            _ => None,
        };
        found.map_or_else(|| empty(wanted), |message| view.message(message))
    });
    let messages = messages.collect();
    let (users, chats) = view.people();
    Ok(types::messages::Messages { messages, topics: Vec::new(), chats, users }.into())
}

fn empty(wanted: &enums::InputMessage) -> enums::Message {
    let id = match wanted {
        enums::InputMessage::Id(wanted) => wanted.id,
        enums::InputMessage::ReplyTo(wanted) => wanted.id,
        _ => 0,
    };
    types::MessageEmpty { id, peer_id: None }.into()
}

/// Messages of a supergroup or channel; those that are gone come empty.
pub fn of_channel(
    call: &Signed,
    query: functions::channels::GetMessages,
) -> Reply<enums::messages::Messages> {
    let world = call.shared.world();
    let chat = call.channel(&world, &query.channel)?;
    if query.id.len() > MOST {
        return Err(RpcError::bad("LIMIT_INVALID"));
    }
    let mut view = View::new(&world, call.me);
    let messages: Vec<_> = query
        .id
        .iter()
        .map(|wanted| {
            let found = match wanted {
                enums::InputMessage::Id(wanted) => world.find(call.me, chat, wanted.id.into()),
                enums::InputMessage::ReplyTo(wanted) => {
                    let answer = world.find(call.me, chat, wanted.id.into());
                    answer.and_then(|answer| world.message(answer.reply_to?))
                }
                enums::InputMessage::Pinned => {
                    world.chat(chat).and_then(|chat| world.message(*chat.pinned.last()?))
                }
                enums::InputMessage::CallbackQuery(_) => None,
            };
            found.map_or_else(|| empty(wanted), |message| view.message(message))
        })
        .collect();
    view.peer(chat);
    let (users, chats) = view.people();
    let pts = call.accounts().channel_pts(chat).unwrap_or_default();
    let found = types::messages::ChannelMessages {
        inexact: false,
        pts,
        count: int(messages.len()),
        offset_id_offset: None,
        messages,
        topics: Vec::new(),
        chats,
        users,
    };
    Ok(found.into())
}
