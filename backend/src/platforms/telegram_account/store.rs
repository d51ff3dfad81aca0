//! What an account knows of its peers, in the database.

use grammers_session::types::ChannelState;
use openapi::IdentityId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    entity::{
        account_peer::{Column, Entity},
        chat::PeerKind,
    },
    error::Result,
};

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
