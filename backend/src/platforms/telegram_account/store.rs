//! What an account knows of its peers, in the database.

use grammers_session::types::ChannelState;
use openapi::IdentityId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::send::Target;
use crate::{
    accounts,
    entity::{
        account_peer::{Column, Entity},
        chat::{self, PeerKind},
    },
    error::Result,
};

/// How its account names the peer of a chat. What it has no access hash of, Telegram refuses.
pub async fn target(db: &impl ConnectionTrait, chat: &chat::Model) -> Result<Target> {
    let (kind, id) = (chat.peer_kind, chat.peer_id);
    let hash = accounts::store::access_hash(db, chat.identity_id, kind, id).await?;
    Ok(Target { kind, id, access_hash: hash.unwrap_or_default() })
}

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
