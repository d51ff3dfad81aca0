//! Ends a change of an account: the rows, an audit line, an event, a wake-up for whoever runs it.

use openapi::{
    accounts::{Account, AccountState},
    events::EventData,
};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, IntoActiveModel};

use super::{Row, store};
use crate::{
    audit::Change,
    entity::{account, identity},
    error::{Error, Result},
    events::NewEvent,
    identities,
    state::AppState,
    web::caller::Caller,
};

/// Applies a change to a locked row and finishes the transaction.
pub(super) async fn write(
    state: &AppState,
    tx: DatabaseTransaction,
    by: &Caller,
    action: &'static str,
    row: &Row,
    change: impl FnOnce(&mut identity::ActiveModel, &mut account::ActiveModel),
) -> Result<Account> {
    let (mut identity, mut account) =
        (identities::change(state, &row.identity), row.account.clone().into_active_model());
    change(&mut identity, &mut account);
    let after = store::update(&tx, identity, account)
        .await
        .map_err(|error| Error::or_exists(error, "this account is here already"))?;
    finish(state, tx, by, action, Some(row.show()), &after).await
}

/// Gives an account another state, with the time since when.
pub(super) fn stand(
    state: &AppState,
    row: &Row,
    account: &mut account::ActiveModel,
    new: (AccountState, Option<String>),
) {
    if row.account.state != new.0 {
        account.state_since = Set(state.clock.now());
    }
    account.state = Set(new.0);
    account.state_reason = Set(new.1);
}

/// Writes the audit line and the event of a change, and commits.
pub(super) async fn finish(
    state: &AppState,
    tx: DatabaseTransaction,
    by: &Caller,
    action: &'static str,
    before: Option<Account>,
    after: &Row,
) -> Result<Account> {
    let after = after.show();
    let change = Change {
        action,
        target: after.id.to_string(),
        name: &after.name,
        before: before.as_ref(),
        after: Some(&after),
    };
    let event = NewEvent::of_account(after.id.into(), EventData::AccountUpdated(Box::new(after.clone())));
    identities::finish(state, tx, by, after.id.into(), change, event).await?;
    Ok(after)
}
