//! The audit log: a row for every change, with before and after, in the transaction of the change.

pub mod routes;
pub mod store;

use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde::Serialize;

use crate::{clock::Clock, entity::audit_log, error::Result, web::caller::Caller};

/// What was done, to what, and how it was before and after. Values must not hold secrets: give wire types.
#[derive(Debug)]
pub struct Change<'a, T> {
    /// `<resource>.<verb>`.
    pub action: &'static str,
    /// The id of what it was done to.
    pub target: String,
    /// A name a person knows it by.
    pub name: &'a str,
    /// How it was.
    pub before: Option<&'a T>,
    /// How it is.
    pub after: Option<&'a T>,
}

/// Writes one row.
pub async fn record<T: Serialize>(
    db: &impl ConnectionTrait,
    clock: &Clock,
    by: &Caller,
    change: Change<'_, T>,
) -> Result<()> {
    let json = |value: Option<&T>| value.and_then(|value| serde_json::to_value(value).ok());
    audit_log::Entity::insert(audit_log::ActiveModel {
        workspace_id: Set(by.workspace_id),
        time: Set(clock.now()),
        user_id: Set(by.user_id),
        api_key_id: Set(by.api_key_id),
        actor: Set(by.name.clone()),
        action: Set(change.action.to_owned()),
        target: Set(change.target),
        target_name: Set(change.name.to_owned()),
        before: Set(json(change.before)),
        after: Set(json(change.after)),
        address: Set(by.address.clone()),
        request_id: Set(by.request_id.clone()),
        ..Default::default()
    })
    .exec_without_returning(db)
    .await?;
    Ok(())
}
