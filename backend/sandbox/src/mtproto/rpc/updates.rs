//! `updates.*`: <https://core.telegram.org/api/updates>.

mod channel;

use grammers_tl_types::{enums, functions::updates, types};

use super::{Reply, RpcError, Signed, View, int, methods};
use crate::{
    mtproto::accounts::{Accounts, Change, Entry},
    world::{ChatRef, World},
};

methods! { Signed:
    updates::GetState => state,
    updates::GetDifference => difference,
    updates::GetChannelDifference => channel::difference,
}

/// How many changes come at once.
const SLICE: usize = 100;

fn state(call: &Signed, _: updates::GetState) -> Reply<enums::updates::State> {
    let world = call.shared.world();
    Ok(state_of(call, &world, &call.accounts()))
}

/// Where an account is.
pub fn state_of(call: &Signed, world: &World, accounts: &Accounts) -> enums::updates::State {
    let pts = accounts.account(call.me).map_or(0, |account| account.log.pts);
    let unread: usize =
        world.dialogs(call.me).into_iter().map(|chat| world.unread(call.me, chat).count()).sum();
    types::updates::State { pts, qts: 0, date: int(world.now()), seq: 0, unread_count: int(unread) }.into()
}

fn difference(call: &Signed, query: updates::GetDifference) -> Reply<enums::updates::Difference> {
    let world = call.shared.world();
    let accounts = call.accounts();
    let date = int(world.now());
    let Some(account) = accounts.account(call.me) else {
        return Err(RpcError::bad("PERSISTENT_TIMESTAMP_EMPTY"));
    };
    if query.pts <= 0 {
        return Err(RpcError::bad("PERSISTENT_TIMESTAMP_EMPTY"));
    }
    let Some(missed) = account.log.since(query.pts, query.date.into()) else {
        return Ok(types::updates::DifferenceTooLong { pts: account.log.pts }.into());
    };
    let mut missed: Vec<&Entry> = missed.collect();
    let limit = query.pts_total_limit.and_then(|limit| usize::try_from(limit).ok());
    if limit.is_some_and(|limit| missed.len() > limit) {
        return Ok(types::updates::DifferenceTooLong { pts: account.log.pts }.into());
    }
    // Only what is counted moves a client on, so only that fills a slice.
    let counted = missed.iter().enumerate().filter(|(_, entry)| entry.count > 0);
    let end = counted.map(|(place, _)| place).nth(SLICE);
    missed.truncate(end.unwrap_or(missed.len()));
    let more = end.is_some();
    let mut view = View::new(&world, call.me);
    let mut told = Told::default();
    told.add(&mut view, &missed, None);
    if !more {
        told.other.extend(changed_channels(&mut view, call, &accounts, query.date.into()));
    }
    if told.is_empty() && !more && account.log.pts == query.pts {
        return Ok(types::updates::DifferenceEmpty { date, seq: 0 }.into());
    }
    let (users, chats) = view.people();
    let (new_messages, other_updates) = (told.messages, told.other);
    let new_encrypted_messages = Vec::new();
    Ok(match missed.last() {
        Some(last) if more => types::updates::DifferenceSlice {
            new_messages,
            new_encrypted_messages,
            other_updates,
            chats,
            users,
            intermediate_state: types::updates::State {
                pts: last.pts,
                qts: 0,
                date: int(last.date),
                seq: 0,
                unread_count: 0,
            }
            .into(),
        }
        .into(),
        _ => types::updates::Difference {
            new_messages,
            new_encrypted_messages,
            other_updates,
            chats,
            users,
            state: state_of(call, &world, &accounts),
        }
        .into(),
    })
}

/// Supergroups and channels of the account in which something happened since a time (Unix seconds): the client
/// asks each for its own difference, and is told by what it is to name it.
fn changed_channels(view: &mut View, call: &Signed, accounts: &Accounts, since: i64) -> Vec<enums::Update> {
    let dialogs = view.world.dialogs(call.me).into_iter();
    let changed = dialogs.filter_map(|chat| {
        let ChatRef::Channel(channel_id) = chat else { return None };
        let log = accounts.channel_log(chat)?;
        let pts = log.last_date().filter(|last| *last >= since).map(|_| log.pts)?;
        view.peer(chat);
        Some(types::UpdateChannelTooLong { channel_id, pts: Some(pts) }.into())
    });
    changed.collect()
}

/// Changes in the two lists of a difference.
#[derive(Default)]
pub struct Told {
    pub messages: Vec<enums::Message>,
    pub other: Vec<enums::Update>,
}

impl Told {
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.other.is_empty()
    }

    pub fn add(&mut self, view: &mut View, missed: &[&Entry], channel: Option<ChatRef>) {
        for entry in missed {
            match (&entry.change, view.update(entry, channel)) {
                (Change::Posted(_), Some(enums::Update::NewMessage(new))) => self.messages.push(new.message),
                (Change::Posted(_), Some(enums::Update::NewChannelMessage(new))) => {
                    self.messages.push(new.message);
                }
                (_, Some(update)) => self.other.push(update),
                (_, None) => {}
            }
        }
    }
}
