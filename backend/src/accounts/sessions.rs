//! Where an account is signed in, and ending the sessions of others.

use openapi::{AccountId, FieldCode, accounts::AccountSession};

use super::store;
use crate::{
    audit::{self, Change},
    error::{Error, Result},
    platforms::telegram_account::authorizations,
    state::AppState,
    web::caller::Caller,
};

/// Where an account is signed in, as Telegram tells just now.
pub async fn list(state: &AppState, by: &Caller, id: AccountId) -> Result<Vec<AccountSession>> {
    store::find(&state.db.reader, by.workspace_id, id).await?;
    Ok(authorizations::list(&state.accounts.connected(id.into())?.client).await?)
}

/// Ends another session of an account.
pub async fn revoke(state: &AppState, by: &Caller, id: AccountId, hash: &str) -> Result<()> {
    let row = store::find(&state.db.reader, by.workspace_id, id).await?;
    let number = hash.parse().ok().filter(|number| *number != 0);
    let number = number.ok_or_else(|| {
        Error::field("hash", FieldCode::Unusable, "names no other session; our own is signed out")
    })?;
    let client = state.accounts.connected(id.into())?.client;
    let sessions = authorizations::list(&client).await?;
    let ended = sessions.iter().find(|session| session.hash == hash).ok_or(Error::NotFound("session"))?;
    authorizations::revoke(&client, number).await?;
    let tx = state.db.begin().await?;
    let change = Change {
        action: "account.revoke_session",
        target: id.to_string(),
        name: &row.identity.name,
        before: Some(ended),
        after: None,
    };
    audit::record(&tx, &state.clock, by, change).await?;
    Ok(tx.commit().await?)
}
