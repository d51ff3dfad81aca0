//! Deleting, for oneself and for everybody.

use std::collections::BTreeMap;

use grammers_tl_types::{enums, functions, functions::messages, types};

use super::{Reply, RpcError, Signed, check_not_channel, int};
use crate::world::{ChatRef, MessageId, World};

/// Messages of private chats and basic groups. What cannot be deleted for everybody goes for oneself alone.
pub fn messages(call: &Signed, query: messages::DeleteMessages) -> Reply<enums::messages::AffectedMessages> {
    let (done, echoes) = call.change(|world| {
        let mut by_chat = BTreeMap::<ChatRef, Vec<MessageId>>::new();
        for number in &query.id {
            if let Some(message) = world.numbered(call.me, (*number).into()) {
                by_chat.entry(message.chat).or_default().push(message.id);
            }
        }
        for messages in by_chat.into_values() {
            erase(call, world, messages, query.revoke)?;
        }
        Ok::<_, RpcError>(())
    });
    done?;
    Ok(super::reading::affected(call, &echoes))
}

fn erase(call: &Signed, world: &mut World, messages: Vec<MessageId>, revoke: bool) -> Reply<()> {
    let (all, own): (Vec<_>, Vec<_>) =
        messages.into_iter().partition(|id| revoke && world.check_delete(call.me, *id).is_ok());
    if !all.is_empty() {
        world.delete_all(call.me, all)?;
    }
    if !own.is_empty() {
        world.hide(call.me, own);
    }
    Ok(())
}

/// Messages of a supergroup or channel, for everybody.
pub fn of_channel(
    call: &Signed,
    query: functions::channels::DeleteMessages,
) -> Reply<enums::messages::AffectedMessages> {
    let (done, echoes) = call.change(|world| {
        let chat = call.channel(world, &query.channel)?;
        let found = query.id.iter().filter_map(|number| world.find(call.me, chat, (*number).into()));
        let messages: Vec<_> = found.map(|message| message.id).collect();
        if !messages.is_empty() {
            world.delete_all(call.me, messages)?;
        }
        Ok::<_, RpcError>(chat)
    });
    let pts = call.pts_of(done?);
    let pts_count = echoes.iter().filter(|echo| echo.channel.is_some()).map(|echo| echo.entry.count).sum();
    Ok(types::messages::AffectedMessages { pts, pts_count }.into())
}

pub fn history(call: &Signed, query: messages::DeleteHistory) -> Reply<enums::messages::AffectedHistory> {
    let (done, echoes) = call.change(|world| {
        let chat = call.chat(world, &query.peer)?;
        check_not_channel(chat)?;
        let max = if query.max_id <= 0 { i64::MAX } else { query.max_id.into() };
        let gone: Vec<_> = world
            .seen(call.me, chat)
            .filter(|message| message.number(call.me).is_some_and(|number| number <= max))
            .map(|message| message.id)
            .collect();
        if !gone.is_empty() {
            erase(call, world, gone, query.revoke && matches!(chat, ChatRef::Private(_)))?;
        }
        Ok::<_, RpcError>(chat)
    });
    done?;
    let pts = call.accounts().account(call.me).map_or(0, |account| account.log.pts);
    let pts_count = int(echoes.iter().map(|echo| i64::from(echo.entry.count)).sum::<i64>());
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}
