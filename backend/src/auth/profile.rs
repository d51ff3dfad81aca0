//! What callers see and change of themselves.

use openapi::{
    FieldCode,
    auth::{ChangePassword, Me, UpdateMe},
    users::Role,
};
use sea_orm::ActiveValue::Set;

use super::{
    service,
    store::{self, Which},
};
use crate::{
    audit::{self, Change},
    entity::user,
    error::{Error, Result},
    state::AppState,
    users,
    web::caller::{Administer, Caller, Permission, Rights, WriteMessages},
    workspaces,
};

/// The caller, as the server sees them.
pub async fn me(state: &AppState, caller: &Caller) -> Result<Me> {
    let db = &state.db.reader;
    let Some(user) = caller.user_id else {
        let workspace = workspaces::store::find(db, caller.workspace_id).await?;
        return Ok(Me {
            user_id: None,
            login: caller.name.clone(),
            name: caller.name.clone(),
            workspace_id: workspace.id,
            workspace_name: workspace.name,
            role: nearest_role(&caller.rights),
            workspaces: Vec::new(),
        });
    };
    let user = users::store::by_id(db, user).await?;
    service::me(&user, caller.workspace_id, store::memberships(db, user.id).await?)
}

/// The highest role whose own permission a key has.
fn nearest_role(rights: &Rights) -> Role {
    match rights {
        Rights::Role(role) => *role,
        Rights::Scopes(scopes) if scopes.contains(&Administer::SCOPE) => Role::Admin,
        Rights::Scopes(scopes) if scopes.contains(&WriteMessages::SCOPE) => Role::Operator,
        Rights::Scopes(_) => Role::Viewer,
    }
}

/// Changes one's own name.
pub async fn update(state: &AppState, by: &Caller, change: UpdateMe) -> Result<Me> {
    let id = by.user()?;
    let tx = state.db.begin().await?;
    let before = users::store::by_id(&tx, id).await?;
    let fields = user::ActiveModel { name: Set(change.name.clone()), ..Default::default() };
    users::store::update(&tx, id, fields).await?;
    let change = Change {
        action: "user.rename",
        target: id.to_string(),
        name: &before.login,
        before: Some(&UpdateMe { name: before.name.clone() }),
        after: Some(&change),
    };
    audit::record(&tx, &state.clock, by, change).await?;
    tx.commit().await?;
    me(state, by).await
}

/// Changes one's own password. Every other session ends.
pub async fn change_password(state: &AppState, by: &Caller, change: ChangePassword) -> Result<()> {
    let (id, session) = (by.user()?, by.session_id.ok_or(Error::Unauthenticated)?);
    let user = users::store::by_id(&state.db.reader, id).await?;
    let address = by.address.parse().map_err(|e| Error::internal("reading the caller's address", e))?;
    state.auth.throttle.count(&user.login, address)?;
    if !state.auth.passwords.verify(change.current, Some(user.password_hash)).await? {
        return Err(Error::field("current", FieldCode::Mismatch, "is not your password"));
    }
    let hash = state.auth.passwords.hash(change.new).await?;
    let tx = state.db.begin().await?;
    let fields = user::ActiveModel { password_hash: Set(hash), ..Default::default() };
    users::store::update(&tx, id, fields).await?;
    store::revoke(&tx, id, Which::Except(session), state.clock.now()).await?;
    let change = Change::<()> {
        action: "user.change_password",
        target: id.to_string(),
        name: &user.login,
        before: None,
        after: None,
    };
    audit::record(&tx, &state.clock, by, change).await?;
    tx.commit().await?;
    Ok(())
}
