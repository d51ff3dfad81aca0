//! Read marks.

use grammers_tl_types::{enums, functions, functions::messages, types};

use super::{Echo, Reply, Signed, check_not_channel};
use crate::world::{ChatRef, World};

pub fn history(call: &Signed, query: messages::ReadHistory) -> Reply<enums::messages::AffectedMessages> {
    let chat = call.chat(&call.shared.world(), &query.peer)?;
    check_not_channel(chat)?;
    let echoes = read(call, chat, query.max_id)?;
    Ok(affected(call, &echoes))
}

pub fn channel(call: &Signed, query: functions::channels::ReadHistory) -> Reply<bool> {
    let chat = call.channel(&call.shared.world(), &query.channel)?;
    read(call, chat, query.max_id)?;
    Ok(true)
}

fn read(call: &Signed, chat: ChatRef, max_id: i32) -> Reply<Vec<Echo>> {
    let (read, echoes) = call.change(|world: &mut World| {
        let max = if max_id <= 0 { i64::MAX } else { max_id.into() };
        let last = world
            .seen(call.me, chat)
            .rev()
            .find(|message| message.number(call.me).is_some_and(|number| number <= max));
        match last.map(|message| message.id) {
            Some(last) => world.read(call.me, chat, last),
            None => Ok(()),
        }
    });
    read?;
    Ok(echoes)
}

/// Where the account is after what a call did.
pub fn affected(call: &Signed, echoes: &[Echo]) -> enums::messages::AffectedMessages {
    let own = echoes.iter().filter(|echo| echo.channel.is_none());
    let pts_count = own.map(|echo| echo.entry.count).sum();
    let pts = call.accounts().account(call.me).map_or(0, |account| account.log.pts);
    types::messages::AffectedMessages { pts, pts_count }.into()
}

/// Mentions count as read with the messages around them.
pub fn mentions(call: &Signed, query: messages::ReadMentions) -> Reply<enums::messages::AffectedHistory> {
    let chat = call.chat(&call.shared.world(), &query.peer)?;
    Ok(types::messages::AffectedHistory { pts: call.pts_of(chat), pts_count: 0, offset: 0 }.into())
}

/// Nobody is told that a voice note was heard.
pub fn contents(call: &Signed, _: messages::ReadMessageContents) -> Reply<enums::messages::AffectedMessages> {
    Ok(affected(call, &[]))
}

/// Nothing is done: notifications are not the sandbox's.
pub fn received(_: &Signed, _: messages::ReceivedMessages) -> Reply<Vec<enums::ReceivedNotifyMessage>> {
    Ok(Vec::new())
}
