//! Reactions, votes, and showing what one does.

use grammers_tl_types::{enums, functions::messages, types};

use super::{Reply, RpcError, Signed, View, count, int};
use crate::{
    mtproto::render::update::doing,
    world::{Content, Reaction},
};

pub fn react(call: &Signed, query: messages::SendReaction) -> Reply<enums::Updates> {
    let wanted = query.reaction.unwrap_or_default();
    if wanted.len() > 1 {
        return Err(RpcError::bad("REACTIONS_TOO_MANY"));
    }
    let reactions = wanted.iter().filter_map(|reaction| match reaction {
        enums::Reaction::Emoji(emoji) => Some(Reaction::emoji(&emoji.emoticon)),
        enums::Reaction::CustomEmoji(emoji) => {
            Some(Reaction::CustomEmoji { custom_emoji_id: emoji.document_id.to_string() })
        }
        enums::Reaction::Empty | enums::Reaction::Paid => None,
    });
    let reactions: Vec<_> = reactions.collect();
    if reactions.iter().any(|reaction| !reaction.is_allowed()) {
        return Err(RpcError::bad("REACTION_INVALID"));
    }
    let (done, echoes) = call.change(|world| {
        let chat = call.chat(world, &query.peer)?;
        let id = call.message(world, chat, query.msg_id)?.id;
        world.react(call.me, id, reactions).map_err(RpcError::from)
    });
    done?;
    Ok(call.updates(&echoes, Vec::new()))
}

/// The reactions to messages, as updates.
pub fn reactions(call: &Signed, query: messages::GetMessagesReactions) -> Reply<enums::Updates> {
    let world = call.shared.world();
    let chat = call.chat(&world, &query.peer)?;
    let mut view = View::new(&world, call.me);
    let updates = query.id.iter().filter_map(|number| {
        let message = call.message(&world, chat, *number).ok()?;
        view.reacted(message.id)
    });
    let updates = updates.collect();
    let (users, chats) = view.people();
    Ok(types::Updates { updates, users, chats, date: int(world.now()), seq: 0 }.into())
}

pub fn reactors(
    call: &Signed,
    query: messages::GetMessageReactionsList,
) -> Reply<enums::messages::MessageReactionsList> {
    let world = call.shared.world();
    let chat = call.chat(&world, &query.peer)?;
    let message = call.message(&world, chat, query.id)?;
    let mut view = View::new(&world, call.me);
    let mut reactions = view.reactors(message);
    let total = int(reactions.len());
    reactions.truncate(count(query.limit));
    let (users, chats) = view.people();
    let next_offset = None;
    Ok(types::messages::MessageReactionsList { count: total, reactions, chats, users, next_offset }.into())
}

pub fn vote(call: &Signed, query: messages::SendVote) -> Reply<enums::Updates> {
    let chosen = query.options.iter().map(|option| match option[..] {
        [place] => Ok(usize::from(place)),
        _ => Err(RpcError::bad("OPTION_INVALID")),
    });
    let chosen = chosen.collect::<Reply<Vec<_>>>()?;
    let (done, echoes) = call.change(|world| {
        let chat = call.chat(world, &query.peer)?;
        let id = call.message(world, chat, query.msg_id)?.id;
        world.vote(call.me, id, chosen).map_err(RpcError::from)
    });
    done?;
    Ok(call.updates(&echoes, Vec::new()))
}

pub fn poll_results(call: &Signed, query: messages::GetPollResults) -> Reply<enums::Updates> {
    let world = call.shared.world();
    let chat = call.chat(&world, &query.peer)?;
    let message = call.message(&world, chat, query.msg_id)?;
    if !matches!(message.content, Content::Poll(_)) {
        return Err(RpcError::bad("MESSAGE_ID_INVALID"));
    }
    let mut view = View::new(&world, call.me);
    let updates = view.voted(message.id).into_iter().collect();
    let (users, chats) = view.people();
    Ok(types::Updates { updates, users, chats, date: int(world.now()), seq: 0 }.into())
}

pub fn typing(call: &Signed, query: messages::SetTyping) -> Reply<bool> {
    let (done, _) = call.change(|world| {
        let chat = call.chat(world, &query.peer)?;
        world.be_busy(call.me, chat, doing(&query.action)).map_err(RpcError::from)
    });
    done.map(|()| true)
}
