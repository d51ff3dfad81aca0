//! Making and changing supergroups and channels.

use grammers_tl_types::{enums, functions::channels};

use super::{
    Reply, RpcError, Signed,
    messages::{joined_updates, retitle},
};
use crate::world::{ChatKind, Right};

/// The waits that slow mode may ask for, in seconds.
const WAITS: [i32; 8] = [0, 5, 10, 30, 60, 300, 900, 3600];

pub fn create(call: &Signed, query: channels::CreateChannel) -> Reply<enums::Updates> {
    if query.title.trim().is_empty() {
        return Err(RpcError::bad("CHANNEL_TITLE_EMPTY"));
    }
    let kind = if query.broadcast { ChatKind::Channel } else { ChatKind::Supergroup };
    let (created, echoes) = call.change(|world| {
        let chat = world.add_chat(kind, &query.title, call.me, None)?;
        world.describe(chat, &query.about);
        Ok::<_, RpcError>(chat)
    });
    Ok(joined_updates(call, created?, &echoes))
}

pub fn edit_title(call: &Signed, query: channels::EditTitle) -> Reply<enums::Updates> {
    let (done, echoes) = call.change(|world| {
        let chat = call.channel(world, &query.channel)?;
        retitle(call, world, chat, &query.title)?;
        Ok::<_, RpcError>(chat)
    });
    Ok(joined_updates(call, done?, &echoes))
}

pub fn slow_mode(call: &Signed, query: channels::ToggleSlowMode) -> Reply<enums::Updates> {
    if !WAITS.contains(&query.seconds) {
        return Err(RpcError::bad("SECONDS_INVALID"));
    }
    let (done, echoes) = call.change(|world| {
        let chat = call.channel(world, &query.channel)?;
        if !world.standing(call.me, chat)?.has(Right::RestrictMembers) {
            return Err(RpcError::bad("CHAT_ADMIN_REQUIRED"));
        }
        world.set_slow_mode(call.me, chat, query.seconds.unsigned_abs())?;
        Ok(chat)
    });
    Ok(joined_updates(call, done?, &echoes))
}

/// Clears the history for the account, or deletes it for everybody.
pub fn delete_history(call: &Signed, query: channels::DeleteHistory) -> Reply<enums::Updates> {
    let (done, echoes) = call.change(|world| {
        let chat = call.channel(world, &query.channel)?;
        let max = if query.max_id <= 0 { i64::MAX } else { query.max_id.into() };
        let known = world.seen(call.me, chat);
        let gone = known.filter(|message| message.number(call.me).is_some_and(|number| number <= max));
        let gone: Vec<_> = gone.map(|message| message.id).collect();
        if query.for_everyone {
            world.delete_all(call.me, gone)?;
        } else if let (Some(last), Some(dialog)) = (gone.last(), world.dialog_mut(call.me, chat)) {
            dialog.cleared = Some(*last);
        }
        Ok::<_, RpcError>(chat)
    });
    Ok(joined_updates(call, done?, &echoes))
}
