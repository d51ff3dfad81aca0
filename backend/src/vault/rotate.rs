//! Seals every secret anew with the first key, so that the other keys can go.

use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ConnectionTrait, EntityTrait, IntoActiveModel, QueryOrder, QuerySelect,
};

use super::{Vault, canary};
use crate::{
    entity::{account, bot, idempotency_key, vault},
    error::{Error, Result},
    state::AppState,
};

/// How many rows are held in memory at once.
const BATCH: u64 = 500;

/// Seals every secret anew, in one transaction. Says how many there were.
pub async fn run(state: &AppState) -> Result<usize> {
    let tx = state.db.begin().await?;
    let mut sealed = 0;
    let rows = bot::Entity::find().all(&tx).await?;
    for row in rows {
        let token = again(&state.vault, &row.token_sealed)?;
        let secret = again(&state.vault, &row.webhook_secret_sealed)?;
        let change = bot::ActiveModel {
            id: Set(row.id),
            token_sealed: Set(token),
            webhook_secret_sealed: Set(secret),
            ..Default::default()
        };
        bot::Entity::update(change).exec(&tx).await?;
        sealed += 2;
    }
    sealed += accounts(&tx, &state.vault).await?;
    sealed += answers(&tx, &state.vault).await?;
    vault::Entity::update_many()
        .set(vault::ActiveModel { canary: Set(canary::seal(&state.vault)), ..Default::default() })
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(sealed + 1)
}

/// Sessions, sign-ins, applications' hashes and proxies of accounts.
async fn accounts(tx: &impl ConnectionTrait, vault: &Vault) -> Result<usize> {
    let mut sealed = 0;
    let mut again = |secret: Option<String>| -> Result<Option<String>> {
        let secret = secret.map(|secret| again(vault, &secret)).transpose()?;
        sealed += usize::from(secret.is_some());
        Ok(secret)
    };
    for row in account::Entity::find().all(tx).await? {
        let change = account::ActiveModel {
            id: Unchanged(row.id),
            session_sealed: Set(again(row.session_sealed)?),
            login_sealed: Set(again(row.login_sealed)?),
            api_hash_sealed: Set(again(row.api_hash_sealed)?),
            proxy_sealed: Set(again(row.proxy_sealed)?),
            ..Default::default()
        };
        account::Entity::update(change).exec(tx).await?;
    }
    Ok(sealed)
}

/// The stored answers of requests with an `Idempotency-Key`.
async fn answers(tx: &impl ConnectionTrait, vault: &Vault) -> Result<usize> {
    let mut sealed = 0;
    for batch in 0.. {
        let rows = idempotency_key::Entity::find()
            .order_by_asc(idempotency_key::Column::WorkspaceId)
            .order_by_asc(idempotency_key::Column::Caller)
            .order_by_asc(idempotency_key::Column::Key)
            .offset(batch * BATCH)
            .limit(BATCH)
            .all(tx)
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let Some(body) = &row.body else { continue };
            let body = again(vault, body)?;
            let mut row = row.into_active_model();
            row.body = Set(Some(body));
            idempotency_key::Entity::update(row).exec(tx).await?;
            sealed += 1;
        }
    }
    Ok(sealed)
}

fn again(vault: &Vault, sealed: &str) -> Result<String> {
    let secret = vault.open(sealed).map_err(|e| Error::internal("opening a sealed secret", e))?;
    Ok(vault.seal(&secret))
}
