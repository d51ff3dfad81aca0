//! What is known of communities, in the database.

use chrono::{DateTime, Utc};
use openapi::{IdentityId, WorkspaceId, communities::CommunityRole};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict, Query, SelectStatement},
};

use crate::{
    entity::{
        account_peer,
        chat::{self, PeerKind},
        identity, peer_name,
    },
    error::Result,
};

/// A peer's kind and bare id.
pub(super) type Peer = (PeerKind, i64);

/// Which peer a username was found to be.
pub(super) async fn named(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    name: &str,
) -> Result<Option<peer_name::Model>> {
    Ok(peer_name::Entity::find_by_id((workspace, name.to_owned())).one(db).await?)
}

/// Remembers which peer a username was found to be.
pub(super) async fn remember_name(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    name: &str,
    (kind, id): Peer,
    now: DateTime<Utc>,
) -> Result<()> {
    use peer_name::Column::{Name, PeerId, PeerKind, ResolvedAt, WorkspaceId};
    let row = peer_name::ActiveModel {
        workspace_id: Set(workspace),
        name: Set(name.to_owned()),
        peer_kind: Set(kind),
        peer_id: Set(id),
        resolved_at: Set(now),
    };
    let again =
        OnConflict::columns([WorkspaceId, Name]).update_columns([PeerKind, PeerId, ResolvedAt]).to_owned();
    peer_name::Entity::insert(row).on_conflict(again).exec_without_returning(db).await?;
    Ok(())
}

/// What these accounts know of a peer.
pub(super) async fn known(
    db: &impl ConnectionTrait,
    accounts: &[IdentityId],
    (kind, id): Peer,
) -> Result<Vec<account_peer::Model>> {
    use account_peer::Column;
    Ok(account_peer::Entity::find()
        .filter(Column::IdentityId.is_in(accounts.iter().map(|id| id.0)))
        .filter(Column::PeerKind.eq(kind))
        .filter(Column::PeerId.eq(id))
        .all(db)
        .await?)
}

/// Remembers how an account names a peer, and what it is there.
pub(super) async fn remember(
    db: &impl ConnectionTrait,
    account: IdentityId,
    (kind, id): Peer,
    access_hash: i64,
    role: Option<CommunityRole>,
) -> Result<()> {
    use account_peer::Column::{AccessHash, IdentityId, PeerId, PeerKind};
    if kind == chat::PeerKind::Channel {
        let row = account_peer::ActiveModel {
            identity_id: Set(account),
            peer_kind: Set(kind),
            peer_id: Set(id),
            access_hash: Set(Some(access_hash)),
            pts: Set(None),
        };
        let again = OnConflict::columns([IdentityId, PeerKind, PeerId]).update_column(AccessHash).to_owned();
        account_peer::Entity::insert(row).on_conflict(again).exec_without_returning(db).await?;
    }
    chat::Entity::update_many()
        .col_expr(chat::Column::Role, Expr::value(role))
        .filter(chat::Column::IdentityId.eq(account))
        .filter(chat::Column::PeerKind.eq(kind))
        .filter(chat::Column::PeerId.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// The workspace's chats with a peer; of many those first whose identities run it.
pub(super) async fn chats(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    (kind, id): Peer,
) -> Result<Vec<chat::Model>> {
    use chat::Column;
    Ok(chat::Entity::find()
        .filter(Column::IdentityId.in_subquery(identities(workspace)))
        .filter(Column::PeerKind.eq(kind))
        .filter(Column::PeerId.eq(id))
        .order_by_asc(Column::Role.is_null())
        .order_by_asc(Column::Id)
        .limit(100)
        .all(db)
        .await?)
}

fn identities(workspace: WorkspaceId) -> SelectStatement {
    Query::select()
        .column(identity::Column::Id)
        .from(identity::Entity)
        .and_where(identity::Column::WorkspaceId.eq(workspace))
        .to_owned()
}
