//! How far an account's updates are read, stored with the updates themselves.

use chrono::{DateTime, Utc};
use openapi::IdentityId;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict, Query},
};
use uuid::Uuid;

use super::{KnownPeer, Position};
use crate::{
    entity::{account, account_peer, chat::PeerKind, identity},
    error::Result,
};

/// Who says so: the account, its owner's node and fencing token.
pub(super) struct Owner {
    pub identity: IdentityId,
    pub node: Uuid,
    pub fencing: i64,
}

/// Stores it. Says whether the lease is still the owner's; else nothing is stored.
pub(super) async fn store(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    owner: Owner,
    position: Option<&Position>,
) -> Result<bool> {
    let held = Query::select()
        .expr(Expr::val(1))
        .from(identity::Entity)
        .and_where(identity::Column::Id.eq(owner.identity))
        .and_where(identity::Column::Fencing.eq(owner.fencing))
        .and_where(identity::Column::LeaseOwner.eq(owner.node))
        .to_owned();
    let mut change = account::Entity::update_many()
        .col_expr(account::Column::LastUpdateAt, Expr::value(now))
        .filter(account::Column::Id.eq(owner.identity))
        .filter(Expr::exists(held));
    if let Some(Position::Account(reached)) = position {
        change = change
            .col_expr(account::Column::Pts, Expr::value(reached.pts))
            .col_expr(account::Column::Qts, Expr::value(reached.qts))
            .col_expr(account::Column::Date, Expr::value(reached.date))
            .col_expr(account::Column::Seq, Expr::value(reached.seq))
            .col_expr(account::Column::UpdateNo, Expr::value(reached.update_no));
    }
    if change.exec(tx).await?.rows_affected == 0 {
        return Ok(false);
    }
    match position {
        Some(Position::Account(reached)) => {
            name_peers(tx, owner.identity, &reached.peers).await?;
            move_channels(tx, owner.identity, &reached.channels, Expr::cust("excluded.pts")).await?;
        }
        Some(Position::Known { peers, channels }) => {
            name_peers(tx, owner.identity, peers).await?;
            let first = Expr::cust("COALESCE(account_peers.pts, excluded.pts)");
            move_channels(tx, owner.identity, channels, first).await?;
        }
        Some(Position::Offset(_)) | None => {}
    }
    Ok(true)
}

async fn name_peers(tx: &impl ConnectionTrait, identity: IdentityId, peers: &[KnownPeer]) -> Result<()> {
    if peers.is_empty() {
        return Ok(());
    }
    let rows = peers.iter().map(|peer| account_peer::ActiveModel {
        identity_id: Set(identity),
        peer_kind: Set(peer.kind),
        peer_id: Set(peer.id),
        access_hash: Set(peer.access_hash),
        pts: Set(None),
        ..Default::default()
    });
    upsert(tx, rows, (account_peer::Column::AccessHash, Expr::cust("excluded.access_hash"))).await
}

async fn move_channels(
    tx: &impl ConnectionTrait,
    identity: IdentityId,
    channels: &[(i64, i32)],
    pts: Expr,
) -> Result<()> {
    if channels.is_empty() {
        return Ok(());
    }
    let rows = channels.iter().map(|(id, pts)| account_peer::ActiveModel {
        identity_id: Set(identity),
        peer_kind: Set(PeerKind::Channel),
        peer_id: Set(*id),
        access_hash: Set(None),
        pts: Set(Some(*pts)),
        ..Default::default()
    });
    upsert(tx, rows, (account_peer::Column::Pts, pts)).await
}

/// Writes one column of peers, making those that are new.
async fn upsert(
    tx: &impl ConnectionTrait,
    rows: impl Iterator<Item = account_peer::ActiveModel>,
    (column, value): (account_peer::Column, Expr),
) -> Result<()> {
    use account_peer::Column::{IdentityId, PeerId, PeerKind};
    let there = OnConflict::columns([IdentityId, PeerKind, PeerId]).value(column, value).to_owned();
    account_peer::Entity::insert_many(rows).on_conflict(there).exec_without_returning(tx).await?;
    Ok(())
}
