//! The canary: a known text, sealed at the first start. A server with the wrong keys cannot open it and stops.

use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};
use secrecy::SecretString;

use super::Vault;
use crate::{entity::vault, error::Result};

const ID: i32 = 1;
const TEXT: &str = "switchboard";

/// The canary as this vault seals it.
pub fn seal(vault: &Vault) -> String {
    vault.seal(&SecretString::from(TEXT))
}

/// The sealed canary, if there is one yet.
pub async fn find(db: &impl ConnectionTrait) -> Result<Option<String>> {
    Ok(vault::Entity::find_by_id(ID).one(db).await?.map(|row| row.canary))
}

/// The sealed canary; made where there is none yet.
pub async fn sealed(db: &impl ConnectionTrait, vault: &Vault) -> Result<String> {
    if let Some(canary) = find(db).await? {
        return Ok(canary);
    }
    let canary = seal(vault);
    let row = vault::ActiveModel { id: Set(ID), canary: Set(canary.clone()) };
    vault::Entity::insert(row)
        .on_conflict(OnConflict::column(vault::Column::Id).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    // another node may have been first, with other keys
    Ok(find(db).await?.unwrap_or(canary))
}
