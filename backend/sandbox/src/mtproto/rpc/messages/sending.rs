//! Sending.

use grammers_tl_types::{enums, functions::messages, types};

use super::{Echo, Reply, RpcError, Signed, int};
use crate::{
    mtproto::{accounts::Condition, render::entities::formatted},
    world::{ChatKind, ChatRef, Content, Member, MessageId, Post, World},
};

pub fn text(call: &Signed, query: messages::SendMessage) -> Reply<enums::Updates> {
    let text = formatted(&query.message, query.entities.as_deref(), call.me);
    let common = Common {
        peer: &query.peer,
        reply_to: query.reply_to.as_ref(),
        protected: query.noforwards,
        silent: query.silent,
        clear_draft: query.clear_draft,
    };
    send(call, &common, vec![(query.random_id, Content::Text(text))], None)
}

/// What all ways to send have in common.
pub struct Common<'a> {
    pub peer: &'a enums::InputPeer,
    pub reply_to: Option<&'a enums::InputReplyTo>,
    pub protected: bool,
    pub silent: bool,
    pub clear_draft: bool,
}

/// Posts contents, each with its `random_id`, all of one album if it has a number.
pub fn send(
    call: &Signed,
    common: &Common,
    contents: Vec<(i64, Content)>,
    album: Option<u64>,
) -> Reply<enums::Updates> {
    let posts = |world: &World, chat: ChatRef| {
        let [reply_to, topic] = call.answered(world, chat, common.reply_to)?;
        let post = |(random_id, content)| {
            let (protected, silent) = (common.protected, common.silent);
            (random_id, Post { reply_to, topic, album, protected, silent, ..Post::from(content) })
        };
        Ok(contents.into_iter().map(post).collect())
    };
    post_all(call, common.peer, posts, common.clear_draft)
}

/// Posts what `posts` makes, each with its `random_id`.
pub fn post_all(
    call: &Signed,
    peer: &enums::InputPeer,
    posts: impl FnOnce(&World, ChatRef) -> Reply<Vec<(i64, Post)>>,
    clear_draft: bool,
) -> Reply<enums::Updates> {
    let (sent, echoes) = call.change(|world| {
        let chat = call.chat(world, peer)?;
        let posts = posts(world, chat)?;
        for (_, post) in &posts {
            world.may_post(call.me, chat, &post.content)?;
        }
        may_send(call, world, chat)?;
        check_new(call, &posts)?;
        let mut sent = Vec::new();
        for (random_id, post) in posts {
            sent.push((random_id, world.post(call.me, chat, post)?));
        }
        if let Some(dialog) = world.dialog_mut(call.me, chat).filter(|_| clear_draft) {
            dialog.unsent = None;
        }
        if let Some(account) = call.accounts().account_mut(call.me) {
            account.sent.extend(sent.iter().map(|(random_id, _)| *random_id));
        }
        Ok::<_, RpcError>(sent)
    });
    Ok(answer(call, &sent?, &echoes))
}

/// The names that the messages got, then the messages.
pub fn answer(call: &Signed, sent: &[(i64, MessageId)], echoes: &[Echo]) -> enums::Updates {
    let named = {
        let world = call.shared.world();
        let named = sent.iter().filter_map(|(random_id, message)| {
            let id = int(world.number(*message, call.me)?);
            Some(types::UpdateMessageId { id, random_id: *random_id }.into())
        });
        named.collect()
    };
    call.updates(echoes, named)
}

/// A `random_id` is good once: <https://core.telegram.org/method/messages.sendMessage>.
fn check_new(call: &Signed, posts: &[(i64, Post)]) -> Reply<()> {
    let accounts = call.accounts();
    let Some(account) = accounts.account(call.me) else { return Ok(()) };
    if posts.iter().any(|(random_id, _)| *random_id == 0) {
        return Err(RpcError::bad("RANDOM_ID_EMPTY"));
    }
    let known = posts.iter().any(|(random_id, _)| account.sent.contains(random_id));
    if known { Err(RpcError::new(500, "RANDOM_ID_DUPLICATE")) } else { Ok(()) }
}

/// What accounts meet beside the rights that everybody needs: limits for strangers and slow mode.
fn may_send(call: &Signed, world: &World, chat: ChatRef) -> Reply<()> {
    let accounts = call.accounts();
    let restricted =
        accounts.account(call.me).is_some_and(|account| account.condition == Condition::Restricted);
    drop(accounts);
    if let (ChatRef::Private(pair), true) = (chat, restricted) {
        let other = pair.other(call.me);
        let known = world.seen(call.me, chat).any(|message| message.author == other);
        if other != call.me && !known {
            return Err(RpcError::bad("PEER_FLOOD"));
        }
    }
    let Some(found) = world.chat(chat) else { return Ok(()) };
    let slowed = found.kind == ChatKind::Supergroup
        && found.slow_mode > 0
        && matches!(found.member(call.me), Member::Member | Member::Restricted(_));
    if slowed {
        let last = world.seen(call.me, chat).rev().find(|message| message.author == call.me);
        let left = last.map_or(0, |last| last.date + i64::from(found.slow_mode) - world.now());
        if left > 0 {
            return Err(RpcError::new(420, format!("SLOWMODE_WAIT_{left}")));
        }
    }
    Ok(())
}
