//! Differences of supergroups and channels.

use grammers_tl_types::{enums, functions::updates, types};

use super::{super::messages::latest, Entry, Reply, RpcError, Signed, Told, View};
use crate::mtproto::number::count;

/// How far behind a client may be; more is too long.
const LONGEST: usize = 1000;

/// After how many seconds a client that is not pushed updates should ask again.
const TIMEOUT: i32 = 30;

pub fn difference(
    call: &Signed,
    query: updates::GetChannelDifference,
) -> Reply<enums::updates::ChannelDifference> {
    let world = call.shared.world();
    let chat = call.channel(&world, &query.channel)?;
    if query.pts <= 0 {
        return Err(RpcError::bad("PERSISTENT_TIMESTAMP_EMPTY"));
    }
    let mut accounts = call.accounts();
    let log = accounts.channel(chat);
    let pts = log.pts;
    let missed: Option<Vec<Entry>> = log.since(query.pts, i64::MAX).map(|missed| missed.cloned().collect());
    drop(accounts);
    let timeout = Some(TIMEOUT);
    let mut view = View::new(&world, call.me);
    let Some(missed) = missed.filter(|missed| missed.len() <= LONGEST) else {
        let dialog = view.dialog(chat, Some(pts));
        let messages = latest(&mut view, chat, count(query.limit));
        let (users, chats) = view.people();
        let too_much = types::updates::ChannelDifferenceTooLong {
            r#final: true,
            timeout,
            dialog,
            messages,
            chats,
            users,
        };
        return Ok(too_much.into());
    };
    if missed.is_empty() {
        return Ok(types::updates::ChannelDifferenceEmpty { r#final: true, pts, timeout }.into());
    }
    let limit = count(query.limit).clamp(1, 100);
    let slice: Vec<&Entry> = missed.iter().take(limit).collect();
    let reached = slice.last().map_or(pts, |last| last.pts);
    let mut told = Told::default();
    told.add(&mut view, &slice, Some(chat));
    let (users, chats) = view.people();
    let difference = types::updates::ChannelDifference {
        r#final: reached == pts,
        pts: reached,
        timeout,
        new_messages: told.messages,
        other_updates: told.other,
        chats,
        users,
    };
    Ok(difference.into())
}
