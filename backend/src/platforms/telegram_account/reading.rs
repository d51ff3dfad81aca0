//! Tells Telegram what operators have read, so that the others see it. The wish is kept with the chat until Telegram
//! took it; of several only the latest is told. Source: <https://core.telegram.org/method/messages.readHistory>

use std::{convert::Infallible, time::Duration};

use chrono::{DateTime, Utc};
use grammers_tl_types::functions;

use super::{Client, Failure, failure::Result, recovery::Cause, send::Target};
use crate::{
    accounts,
    chats::store,
    entity::chat,
    error::Error,
    inbox::{Delivery, DialogChange, Incoming, Peer},
    messages,
    state::AppState,
    supervisor::Lease,
};

/// How often it is looked by itself, should a wake-up get lost on its way from another process.
const LOOK: Duration = Duration::from_secs(30);

/// Tells until that fails.
pub(super) async fn run(state: &AppState, lease: Lease, client: &Client) -> Result<Infallible, Cause> {
    loop {
        let next = turn(state, lease, client).await?;
        tokio::select! {
            () = client.reads.notified() => {}
            () = state.clock.sleep_until(next) => {}
        }
    }
}

/// Tells what there is to tell. Returns when to look again.
async fn turn(state: &AppState, lease: Lease, client: &Client) -> Result<DateTime<Utc>, Cause> {
    let now = state.clock.now();
    let mut next = now + LOOK;
    let wanted = store::reads_to_tell(&state.db.reader, lease.identity).await?;
    if wanted.is_empty() {
        return Ok(next);
    }
    let row = accounts::store::find(&state.db.reader, lease.workspace, lease.identity.into()).await?;
    for (chat, up_to) in wanted {
        let target = super::store::target(&state.db.reader, &chat).await?;
        // the switch may have been turned off meanwhile
        let told = if row.account.read_receipts { Some(tell(client, target, up_to).await) } else { None };
        match told {
            None => {}
            Some(Ok(())) => keep(state, lease, &chat, up_to).await?,
            Some(Err(Failure::Wait(wait) | Failure::Slow(wait))) => {
                next = next.min(now + wait);
                continue;
            }
            Some(Err(Failure::Refused(name))) => {
                // asking again would change nothing
                let (account, chat) = (lease.identity, chat.id);
                tracing::warn!(%account, %chat, name, "Telegram did not take what was read");
            }
            Some(Err(failure)) => return Err(failure.into()),
        }
        let tx = state.db.begin().await.map_err(Error::from)?;
        store::forget_read(&tx, chat.id, up_to).await?;
        tx.commit().await.map_err(Error::from)?;
    }
    Ok(next)
}

async fn tell(client: &Client, of: Target, up_to: i64) -> Result<()> {
    let max_id = i32::try_from(up_to).unwrap_or(i32::MAX);
    match of.channel() {
        Some(channel) => client.call(&functions::channels::ReadHistory { channel, max_id }).await.map(drop),
        None => client.call(&functions::messages::ReadHistory { peer: of.peer(), max_id }).await.map(drop),
    }
}

/// Telegram tells the account's other devices, and not the one that asked.
async fn keep(state: &AppState, lease: Lease, chat: &chat::Model, up_to: i64) -> Result<(), Cause> {
    let unread = messages::store::incoming_after(&state.db.reader, chat.id, up_to).await?;
    let change = DialogChange::Read { up_to, unread };
    let chat = Peer::known(chat.peer_kind, chat.peer_id, chat.kind);
    let content = vec![Incoming::DialogChanged { chat, change }];
    Ok(state.inbox.submit(Delivery::fetched(lease, content, None)).await?)
}
