//! Fetches earlier messages of a chat from Telegram. Where it stopped is where the stored messages begin, so it can be
//! asked for again and again, by anyone, and beside what an account fetches by itself.

use openapi::{ChatId, chats::Backfill};

use super::{ask, stretches};
use crate::{
    error::Result,
    inbox::Incoming,
    messages,
    platforms::telegram_account::history::{self, Side},
    state::AppState,
    web::caller::Caller,
};

/// Fetches the stretch before the earliest message that is stored.
pub async fn fetch(state: &AppState, by: &Caller, id: ChatId) -> Result<Backfill> {
    let bots = "Telegram shows bots no history: what a bot has seen is all there is";
    let asked = ask::chat(state, by, id, bots).await?;
    let earliest = messages::store::earliest_external(&state.db.reader, id).await?;
    let side = Side::Before(earliest.unwrap_or_default());
    let page = history::fetch(&asked.connected.client, asked.target, side).await?;
    let done = Backfill { fetched: page.messages.len() as u64, complete: page.complete };
    let old = page.messages.into_iter().map(|old| Incoming::History(Box::new(old)));
    ask::keep(state, &asked.connected, old.collect(), Some(page.known)).await?;
    if page.complete {
        let tx = state.db.begin().await?;
        stretches::note_beginning(&tx, &asked.chat, state.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(done)
}
