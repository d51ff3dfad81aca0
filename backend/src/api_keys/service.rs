//! What happens to API keys.

use openapi::{
    ApiKeyId, FieldCode, WorkspaceId,
    api_keys::{ApiKey, CreateApiKey, CreatedApiKey},
};

use super::{PREFIX, store};
use crate::{
    audit::{self, Change},
    auth::fingerprint,
    entity::api_key::{Model, Scopes},
    error::{Error, Result},
    state::AppState,
    web::{
        caller::{Caller, Rights},
        request_id,
    },
};

/// How much of a secret is kept in clear, to tell keys apart.
const SHOWN: usize = PREFIX.len() + 6;

/// The caller whom a secret names.
pub async fn caller(state: &AppState, secret: &str, address: String) -> Result<Caller> {
    let now = state.clock.now();
    let key = store::find_live_by_hash(&state.db.reader, &fingerprint(secret), now)
        .await?
        .ok_or(Error::Unauthenticated)?;
    let minute = |time: chrono::DateTime<chrono::Utc>| time.timestamp() / 60;
    if key.last_used_at.is_none_or(|last| minute(last) < minute(now)) {
        let tx = state.db.begin().await?;
        store::touch(&tx, key.id, now).await?;
        tx.commit().await?;
    }
    Ok(of(key, address))
}

/// The caller of a key that was let in before.
pub async fn caller_by_id(
    state: &AppState,
    workspace: WorkspaceId,
    id: ApiKeyId,
    address: String,
) -> Result<Caller> {
    let key = store::find_live(&state.db.reader, workspace, id, state.clock.now()).await?;
    Ok(of(key.ok_or(Error::Unauthenticated)?, address))
}

fn of(key: Model, address: String) -> Caller {
    Caller {
        workspace_id: key.workspace_id,
        user_id: None,
        session_id: None,
        api_key_id: Some(key.id),
        rights: Rights::Scopes(key.scopes.0),
        name: key.name,
        address,
        request_id: request_id::current(),
    }
}

/// Makes a key. Its secret is in the answer and nowhere else.
pub async fn create(state: &AppState, by: &Caller, new: CreateApiKey) -> Result<CreatedApiKey> {
    let now = state.clock.now();
    if new.expires_at.is_some_and(|ends| ends <= now) {
        return Err(Error::field("expires_at", FieldCode::OutOfRange, "must be in the future"));
    }
    let mut scopes = new.scopes;
    scopes.sort();
    scopes.dedup();
    let secret = format!("{PREFIX}{}", state.clock.secret());
    let key = Model {
        id: ApiKeyId(state.clock.uuid()),
        workspace_id: by.workspace_id,
        name: new.name,
        prefix: secret.chars().take(SHOWN).collect(),
        secret_hash: fingerprint(&secret),
        scopes: Scopes(scopes),
        created_by: by.user_id,
        created_at: now,
        last_used_at: None,
        expires_at: new.expires_at.map(crate::clock::micros),
        revoked_at: None,
    };
    let shown = ApiKey::from(key.clone());
    let tx = state.db.begin().await?;
    store::insert(&tx, key).await?;
    let change = Change {
        action: "api_key.create",
        target: shown.id.to_string(),
        name: &shown.name,
        before: None,
        after: Some(&shown),
    };
    audit::record(&tx, &state.clock, by, change).await?;
    tx.commit().await?;
    Ok(CreatedApiKey { key: shown, secret })
}

/// Ends a key at once; ending it again changes nothing.
pub async fn revoke(state: &AppState, by: &Caller, id: ApiKeyId) -> Result<()> {
    let tx = state.db.begin().await?;
    let before = ApiKey::from(store::find(&tx, by.workspace_id, id).await?);
    if before.revoked_at.is_some() {
        return Ok(());
    }
    let now = state.clock.now();
    store::revoke(&tx, id, now).await?;
    let after = ApiKey { revoked_at: Some(now), ..before.clone() };
    let change = Change {
        action: "api_key.revoke",
        target: id.to_string(),
        name: &after.name,
        before: Some(&before),
        after: Some(&after),
    };
    audit::record(&tx, &state.clock, by, change).await?;
    tx.commit().await?;
    Ok(())
}
