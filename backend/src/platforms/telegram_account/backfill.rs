//! Fetches by itself what an account is to know of the past: what it missed, and the last days of its chats. A page at a
//! time with a pause between, since nobody waits for it; where it stopped it goes on after a restart.

use std::{convert::Infallible, time::Duration};

use chrono::Days;
use openapi::events::EventData;
use sea_orm::{ActiveValue::Set, IntoActiveModel};

use super::{
    Client, Failure,
    history::{self, Page, Side},
    recovery::Cause,
};
use crate::{
    accounts::{self, stretches},
    entity::{chat, stretch},
    error::Result,
    events::NewEvent,
    inbox::{Delivery, Incoming, NewMessage},
    state::AppState,
    supervisor::{Lease, hold},
};

/// The pause between pages, and how much longer it may be.
const PAUSE: Duration = Duration::from_secs(1);

/// How long to leave Telegram alone where it failed without saying why.
const LATER: Duration = Duration::from_mins(1);

/// How Telegram begins the names of refusals that are about the chat: asking again would not help.
const ABOUT_THE_CHAT: [&str; 5] = ["CHANNEL_", "CHAT_", "PEER_", "USER_", "MSG_ID_"];

/// Fetches whatever there is to fetch, and waits for more.
pub(super) async fn run(state: &AppState, lease: Lease, client: &Client) -> Result<Infallible, Cause> {
    'plans: loop {
        let earlier = plan(state, lease).await?;
        // an operator's change, and what is missed while others are fetched, are heeded at once
        while let Some((row, chat)) = stretches::next(&state.db.reader, lease.identity, earlier).await? {
            let pause = state.clock.sleep(PAUSE + state.clock.jitter(PAUSE));
            tokio::select! {
                () = pause => fetch(state, lease, client, row, &chat).await?,
                () = client.changed.notified() => continue 'plans,
            }
        }
        client.changed.notified().await;
    }
}

/// Wants as many days as its operators do. Says whether they want any.
async fn plan(state: &AppState, lease: Lease) -> Result<bool> {
    let row = accounts::store::find(&state.db.reader, lease.workspace, lease.identity.into()).await?;
    let days = u64::try_from(row.account.history_days).unwrap_or_default();
    let since = state.clock.now().checked_sub_days(Days::new(days)).filter(|_| days > 0);
    if let Some(since) = since {
        let tx = state.db.begin().await?;
        hold(&tx, state, lease).await?;
        stretches::want(&tx, lease.identity, since).await?;
        tx.commit().await?;
    }
    if since.is_some() || row.account.history.is_some() {
        store(state, lease, None, since.is_some()).await?;
    }
    Ok(since.is_some())
}

/// Fetches and stores the next page of a stretch.
async fn fetch(
    state: &AppState,
    lease: Lease,
    client: &Client,
    mut row: stretch::Model,
    chat: &chat::Model,
) -> Result<(), Cause> {
    let target = super::store::target(&state.db.reader, chat).await?;
    let side = if row.missed { Side::After(row.next_id) } else { Side::Before(row.next_id) };
    let page = match history::fetch(client, target, side).await {
        Ok(page) => page,
        Err(Failure::Wait(wait) | Failure::Slow(wait)) => {
            state.clock.sleep(wait).await;
            return Ok(());
        }
        Err(Failure::Refused(name)) if ABOUT_THE_CHAT.iter().any(|about| name.starts_with(about)) => {
            tracing::warn!(account = %lease.identity, chat = %chat.id, name, "a chat's history was not fetched");
            row.done_at = Some(state.clock.now());
            let earlier = !row.missed;
            return Ok(store(state, lease, Some(row), earlier).await?);
        }
        Err(Failure::Refused(name)) => {
            tracing::warn!(account = %lease.identity, chat = %chat.id, name, "a chat's history comes later");
            state.clock.sleep(LATER).await;
            return Ok(());
        }
        Err(failure) => return Err(failure.into()),
    };
    let done = reach(&mut row, &page);
    row.done_at = done.then(|| state.clock.now());
    row.fetched += i64::try_from(page.messages.len()).unwrap_or_default();
    // what the account's owner has read elsewhere is not news
    let read = chat.dialog.as_ref().map_or(0, |dialog| dialog.read_up_to);
    let news = |new: &NewMessage| row.missed && new.external_id.is_some_and(|id| id > read);
    let content = page.messages.into_iter().map(|new| {
        if news(&new) { Incoming::Missed(Box::new(new)) } else { Incoming::History(Box::new(new)) }
    });
    state.inbox.submit(Delivery::fetched(lease, content.collect(), Some(page.known))).await?;
    // after the messages: a crash between the two fetches a page again, which stores nothing twice
    let shows = done && !row.missed;
    store(state, lease, Some(row), shows).await?;
    Ok(())
}

/// Moves a stretch on by a page. Says whether it ends there.
fn reach(row: &mut stretch::Model, page: &Page) -> bool {
    let ids = page.ids.unwrap_or((row.next_id, row.next_id));
    if row.missed {
        row.next_id = ids.1;
        return page.complete || row.until_id.is_none_or(|until| row.next_id >= until);
    }
    row.next_id = if page.complete { stretches::BEGINNING } else { ids.0 };
    page.complete || row.until.zip(page.oldest).is_some_and(|(until, oldest)| oldest < until)
}

/// Stores how far a stretch has come and, where `shows`, how far all of them have.
async fn store(state: &AppState, lease: Lease, row: Option<stretch::Model>, shows: bool) -> Result<()> {
    let tx = state.db.begin().await?;
    hold(&tx, state, lease).await?;
    if let Some(row) = row {
        stretches::go_on(&tx, row).await?;
    }
    let before = accounts::store::find(&tx, lease.workspace, lease.identity.into()).await?;
    let wanted = before.account.history_days > 0;
    let history = match (wanted, shows) {
        (false, _) => None,
        (true, false) => before.account.history,
        (true, true) => stretches::progress(&tx, lease.identity).await?,
    };
    if history == before.account.history {
        return Ok(tx.commit().await?);
    }
    let mut account = before.account.into_active_model();
    account.history = Set(history);
    let after = accounts::store::update(&tx, before.identity.into_active_model(), account).await?.show();
    let event = NewEvent::of_account(lease.identity, EventData::AccountUpdated(Box::new(after)));
    state.commit(tx, lease.workspace, vec![event]).await
}
