//! Topics of forums: <https://core.telegram.org/api/forum>.

use std::cmp::Reverse;

use grammers_tl_types::{enums, functions, functions::messages, types};

use super::{
    Reply, RpcError, Signed, View, count,
    groups::updates_of,
    history::{Page, answer},
    int, sending,
};
use crate::world::{ChatRef, Message, Right, TOPIC_COLOUR, Topic, World};

fn forum(call: &Signed, world: &World, peer: &enums::InputPeer) -> Reply<ChatRef> {
    let chat = call.chat(world, peer)?;
    let is_forum = world.chat(chat).is_some_and(|chat| chat.forum);
    if is_forum { Ok(chat) } else { Err(RpcError::bad("CHANNEL_FORUM_MISSING")) }
}

fn topic<'w>(call: &Signed, world: &'w World, chat: ChatRef, number: i32) -> Reply<&'w Topic> {
    let root = world.find(call.me, chat, number.into()).map(|message| message.id);
    let found = root.and_then(|root| world.chat(chat)?.topics.get(&root));
    found.ok_or_else(|| RpcError::bad("TOPIC_ID_INVALID"))
}

fn in_topic<'w>(call: &Signed, world: &'w World, chat: ChatRef, topic: &Topic) -> Vec<&'w Message> {
    let root = topic.root;
    world.seen(call.me, chat).filter(|message| message.topic == Some(root)).collect()
}

/// Topics, the one with the newest message first; pages go on after `offset_topic`.
pub fn get(call: &Signed, query: messages::GetForumTopics) -> Reply<enums::messages::ForumTopics> {
    let world = call.shared.world();
    let chat = forum(call, &world, &query.peer)?;
    let words = query.q.unwrap_or_default().to_lowercase();
    let all = world.chat(chat).into_iter().flat_map(|chat| chat.topics.values());
    let mut found: Vec<_> = all.filter(|topic| topic.title.to_lowercase().contains(&words)).collect();
    found.sort_by_cached_key(|topic| Reverse(in_topic(call, &world, chat, topic).last().map(|last| last.id)));
    let total = found.len();
    if query.offset_topic > 0 {
        let after = topic(call, &world, chat, query.offset_topic)?.root;
        let place = found.iter().position(|topic| topic.root == after).map_or(0, |place| place + 1);
        found.drain(..place);
    }
    found.truncate(count(query.limit).clamp(1, 100));
    Ok(shown(call, &world, chat, &found, total))
}

pub fn by_number(call: &Signed, query: messages::GetForumTopicsById) -> Reply<enums::messages::ForumTopics> {
    let world = call.shared.world();
    let chat = forum(call, &world, &query.peer)?;
    let found = query.topics.iter().map(|number| topic(call, &world, chat, *number));
    let found = found.collect::<Reply<Vec<_>>>()?;
    Ok(shown(call, &world, chat, &found, found.len()))
}

fn shown(
    call: &Signed,
    world: &World,
    chat: ChatRef,
    topics: &[&Topic],
    total: usize,
) -> enums::messages::ForumTopics {
    let mut view = View::new(world, call.me);
    let mut newest = Vec::new();
    let listed = topics.iter().map(|topic| {
        let all = in_topic(call, world, chat, topic);
        let number = |message: &Message| message.number(call.me).map_or(0, int);
        newest.extend(all.last().copied());
        let unread: Vec<_> =
            world.unread(call.me, chat).filter(|message| message.topic == Some(topic.root)).collect();
        let read = all.iter().rev().find(|message| !unread.iter().any(|one| one.id == message.id));
        types::ForumTopic {
            my: topic.creator == call.me,
            closed: topic.closed,
            pinned: false,
            short: false,
            hidden: false,
            title_missing: false,
            id: world.number(topic.root, call.me).map_or(0, int),
            date: int(topic.date),
            peer: view.peer(chat),
            title: topic.title.clone(),
            icon_color: topic.colour,
            icon_emoji_id: None,
            top_message: all.last().map_or(0, |message| number(message)),
            read_inbox_max_id: read.map_or(0, |message| number(message)),
            read_outbox_max_id: 0,
            unread_count: int(unread.len()),
            unread_mentions_count: 0,
            unread_reactions_count: 0,
            unread_poll_votes_count: 0,
            from_id: view.user_peer(topic.creator),
            notify_settings: view.notify_settings(chat),
            draft: None,
        }
        .into()
    });
    let topics = listed.collect();
    let messages = newest.into_iter().map(|message| view.message(message)).collect();
    let (users, chats) = view.people();
    let (order_by_create_date, pts) = (false, call.pts_of(chat));
    types::messages::ForumTopics {
        order_by_create_date,
        count: int(total),
        topics,
        messages,
        chats,
        users,
        pts,
    }
    .into()
}

pub fn create(call: &Signed, query: messages::CreateForumTopic) -> Reply<enums::Updates> {
    if query.title.trim().is_empty() {
        return Err(RpcError::bad("TOPIC_TITLE_EMPTY"));
    }
    let colour = query.icon_color.unwrap_or(TOPIC_COLOUR);
    let (root, echoes) = call.change(|world| {
        let chat = forum(call, world, &query.peer)?;
        world.add_topic(call.me, chat, &query.title, colour).map_err(RpcError::from)
    });
    Ok(sending::answer(call, &[(query.random_id, root?)], &echoes))
}

pub fn edit(call: &Signed, query: messages::EditForumTopic) -> Reply<enums::Updates> {
    let (edited, echoes) = call.change(|world| {
        let chat = forum(call, world, &query.peer)?;
        let root = topic(call, world, chat, query.topic_id)?.root;
        world.edit_topic(call.me, chat, root, query.title.as_deref(), query.closed)?;
        Ok::<_, RpcError>(chat)
    });
    Ok(updates_of(call, edited?, &echoes))
}

/// The messages of a topic.
pub fn history(call: &Signed, query: messages::GetReplies) -> Reply<enums::messages::Messages> {
    let world = call.shared.world();
    let chat = call.chat(&world, &query.peer)?;
    let topic = topic(call, &world, chat, query.msg_id)?;
    let page = Page {
        offset_id: query.offset_id,
        offset_date: query.offset_date,
        add_offset: query.add_offset,
        limit: query.limit,
        max_id: query.max_id,
        min_id: query.min_id,
    };
    Ok(answer(call, &world, Some(chat), &page.cut(call, &in_topic(call, &world, chat, topic))))
}

/// Reads a topic; other devices of the account are told.
pub fn read(call: &Signed, query: messages::ReadDiscussion) -> Reply<bool> {
    let chat = {
        let mut world = call.shared.world();
        let chat = forum(call, &world, &query.peer)?;
        let topic = topic(call, &world, chat, query.msg_id)?;
        let root = topic.root;
        let all = in_topic(call, &world, chat, topic);
        let max = i64::from(query.read_max_id);
        let last =
            all.iter().rev().find(|message| message.number(call.me).is_some_and(|number| number <= max));
        if let Some(last) = last.map(|message| message.id) {
            world.read_topic(call.me, chat, root, last);
        }
        chat
    };
    if let ChatRef::Channel(channel_id) = chat {
        let (top_msg_id, read_max_id) = (query.msg_id, query.read_max_id);
        call.tell_others(|view| {
            view.peer(chat);
            let (broadcast_id, broadcast_post) = (None, None);
            types::UpdateReadChannelDiscussionInbox {
                channel_id,
                top_msg_id,
                read_max_id,
                broadcast_id,
                broadcast_post,
            }
            .into()
        });
    }
    Ok(true)
}

/// Makes a forum of a supergroup, or an ordinary one again.
pub fn toggle(call: &Signed, query: functions::channels::ToggleForum) -> Reply<enums::Updates> {
    let (done, echoes) = call.change(|world| {
        let chat = call.channel(world, &query.channel)?;
        if !world.standing(call.me, chat)?.has(Right::ChangeInfo) {
            return Err(RpcError::bad("CHAT_ADMIN_REQUIRED"));
        }
        world.set_forum(chat, query.enabled)?;
        Ok(chat)
    });
    Ok(updates_of(call, done?, &echoes))
}
