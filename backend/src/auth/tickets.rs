//! Tickets that open one socket: a browser cannot send a header there, and a token has no place in an address.

use std::{net::IpAddr, time::Duration};

use chrono::{DateTime, Utc};
use openapi::auth::WsTicket;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{fingerprint, session_caller};
use crate::{
    api_keys,
    entity::ws_ticket::{ActiveModel, Column, Entity},
    error::{Error, Result},
    state::AppState,
    web::caller::Caller,
};

/// How long a ticket lasts.
const LASTS: Duration = Duration::from_secs(30);

/// Makes a ticket for this caller.
pub async fn issue(state: &AppState, caller: &Caller) -> Result<WsTicket> {
    let ticket = state.clock.secret();
    let expires_at = state.clock.now() + LASTS;
    let row = ActiveModel {
        hash: Set(fingerprint(&ticket)),
        workspace_id: Set(caller.workspace_id),
        session_id: Set(caller.session_id),
        api_key_id: Set(caller.api_key_id),
        expires_at: Set(expires_at),
    };
    let tx = state.db.begin().await?;
    Entity::insert(row).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok(WsTicket { ticket, expires_at })
}

/// Uses a ticket up: the caller it was made for, with what they may do now.
pub async fn redeem(state: &AppState, ticket: &str, address: IpAddr) -> Result<Caller> {
    let tx = state.db.begin().await?;
    let used = Entity::delete_many()
        .filter(Column::Hash.eq(fingerprint(ticket)))
        .filter(Column::ExpiresAt.gt(state.clock.now()))
        .exec_with_returning(&tx)
        .await?;
    tx.commit().await?;
    let row = used.into_iter().next().ok_or(Error::Unauthenticated)?;
    let address = address.to_string();
    match (row.session_id, row.api_key_id) {
        (Some(session), _) => session_caller(state, session, row.workspace_id, address).await,
        (None, Some(key)) => api_keys::service::caller_by_id(state, row.workspace_id, key, address).await,
        (None, None) => Err(Error::Unauthenticated),
    }
}

/// Forgets tickets that ended before this.
pub async fn forget(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<()> {
    Entity::delete_many().filter(Column::ExpiresAt.lt(before)).exec(db).await?;
    Ok(())
}
