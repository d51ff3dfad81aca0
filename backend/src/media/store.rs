//! Media in the database.

use openapi::{
    FieldCode, IdentityId, MediaId, WorkspaceId,
    media::{Media, MediaKind},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use crate::{
    entity::media::{Column, Entity, Model},
    error::{Error, Result},
};

/// One file.
pub async fn find(db: &impl ConnectionTrait, workspace: WorkspaceId, id: MediaId) -> Result<Model> {
    Entity::find_by_id(id)
        .filter(Column::WorkspaceId.eq(workspace))
        .one(db)
        .await?
        .ok_or(Error::NotFound("file"))
}

/// A file that can be sent: one that is in our store and goes out as a photo or a document.
pub async fn sendable(db: &impl ConnectionTrait, workspace: WorkspaceId, id: MediaId) -> Result<Media> {
    let fault = |message| Error::field("media_id", FieldCode::Unusable, message);
    match find(db, workspace, id).await {
        Ok(row) if row.sha256.is_none() => Err(fault("is not an upload")),
        Ok(row) if matches!(row.info.kind, MediaKind::Photo | MediaKind::Document) => Ok(row.info),
        Ok(_) => Err(fault("is neither a photo nor a document")),
        Err(Error::NotFound(_)) => Err(fault("is not a file of this workspace")),
        Err(error) => Err(error),
    }
}

/// Stores a file's row.
pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Stores a file's row; of one that is there, only what it is downloaded by.
pub async fn insert_or_renew(db: &impl ConnectionTrait, row: Model) -> Result<()> {
    Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(Column::Id).update_column(Column::FileId).to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Remembers under which hash a file is in the store.
pub async fn set_stored(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    id: MediaId,
    sha256: &str,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Sha256, Expr::value(sha256))
        .filter(Column::WorkspaceId.eq(workspace))
        .filter(Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// Remembers where Telegram has an upload of ours, so that it can be fetched again.
pub async fn set_sent(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    id: MediaId,
    identity: IdentityId,
    file_id: &str,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::IdentityId, Expr::value(identity))
        .col_expr(Column::FileId, Expr::value(file_id))
        .filter(Column::WorkspaceId.eq(workspace))
        .filter(Column::Id.eq(id))
        .filter(Column::FileId.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Remembers what a file is downloaded by from now on.
pub async fn set_file_id(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    id: MediaId,
    file_id: &str,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::FileId, Expr::value(file_id))
        .filter(Column::WorkspaceId.eq(workspace))
        .filter(Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}
