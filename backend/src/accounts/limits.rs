//! What Telegram makes an account wait with, as it was learned from its answers.

use std::cmp::Reverse;

use openapi::{AccountId, profiles::AccountLimit};

use super::store;
use crate::{error::Result, state::AppState, web::caller::Caller};

/// How many chats are told at most.
const CHATS: u64 = 100;

/// Everything an account waits with now, the longest wait first.
pub async fn list(state: &AppState, by: &Caller, id: AccountId) -> Result<Vec<AccountLimit>> {
    let (reader, now) = (&state.db.reader, state.clock.now());
    let row = store::find(reader, by.workspace_id, id).await?;
    let limit = |method, until| AccountLimit { method, chat_id: None, chat_title: None, until };
    // while it is connected, the connection knows more than the database, which learns of it at its end
    let methods = match state.accounts.connected(id.into()) {
        Ok(connected) => connected.client.waits(),
        Err(_) => row.account.waits.0,
    };
    let whole = row.account.wait_until.map(|until| limit(None, until));
    let methods = methods.into_iter().map(|(method, until)| limit(Some(method), until));
    let chats = store::waiting_chats(reader, id.into(), now, CHATS).await?;
    let chats = chats.into_iter().filter_map(|chat| {
        let until = chat.wait_until?;
        Some(AccountLimit { method: None, chat_id: Some(chat.id), chat_title: Some(chat.title), until })
    });
    let mut all: Vec<_> =
        whole.into_iter().chain(methods).chain(chats).filter(|limit| limit.until > now).collect();
    all.sort_by_key(|limit| Reverse(limit.until));
    Ok(all)
}
