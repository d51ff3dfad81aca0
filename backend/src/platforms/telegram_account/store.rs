//! What an account knows of its peers, in the database.

use grammers_session::types::ChannelState;
use openapi::IdentityId;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    entity::{
        account_peer::{Column, Entity},
        chat::{self, PeerKind},
    },
    error::Result,
};

/// The channels in which something was written last.
pub(super) async fn lively_channels(
    db: &impl ConnectionTrait,
    account: IdentityId,
    limit: u64,
) -> Result<Vec<i64>> {
    Ok(chat::Entity::find()
        .select_only()
        .column(chat::Column::PeerId)
        .filter(chat::Column::IdentityId.eq(account))
        .filter(chat::Column::PeerKind.eq(PeerKind::Channel))
        .order_by_desc(chat::Column::LastMessageAt)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

/// How far the updates of its channels are stored.
pub(super) async fn channels(db: &impl ConnectionTrait, account: IdentityId) -> Result<Vec<ChannelState>> {
    let rows = Entity::find()
        .filter(Column::IdentityId.eq(account))
        .filter(Column::PeerKind.eq(PeerKind::Channel))
        .filter(Column::Pts.is_not_null())
        .all(db)
        .await?;
    let state =
        |row: crate::entity::account_peer::Model| Some(ChannelState { id: row.peer_id, pts: row.pts? });
    Ok(rows.into_iter().filter_map(state).collect())
}

/// Those of its chats that are with these peers.
pub(super) async fn chats(
    db: &impl ConnectionTrait,
    account: IdentityId,
    peers: impl Iterator<Item = (PeerKind, i64)>,
) -> Result<Vec<chat::Model>> {
    let one = |(kind, id)| chat::Column::PeerKind.eq(kind).and(chat::Column::PeerId.eq(id));
    let any = peers.map(one).fold(Condition::any(), Condition::add);
    Ok(chat::Entity::find().filter(chat::Column::IdentityId.eq(account)).filter(any).all(db).await?)
}
