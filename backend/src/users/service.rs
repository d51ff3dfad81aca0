//! Who may be a member, with which role, and who may change that.

use openapi::{
    FieldCode, UserId, WorkspaceId,
    users::{CreateUser, Role, UpdateUser, User},
};
use sea_orm::ActiveValue::Set;

use super::{normal, store};
use crate::{
    audit::{self, Change},
    auth::store::{Which, memberships, revoke},
    entity::{membership, user},
    error::{Error, Result},
    state::AppState,
    web::caller::{Caller, Rights},
};

/// Adds a user. One who is known to this installation joins as they are, unless they belong to no workspace.
pub async fn create(state: &AppState, by: &Caller, new: CreateUser) -> Result<User> {
    rank(by, &[new.role])?;
    let login = normal(&new.login);
    let hash = state.auth.passwords.hash(new.password).await?;
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    let id = if let Some(known) = store::by_login(&tx, &login).await? {
        if store::count_memberships(&tx, known.id).await? == 0 {
            let fresh =
                user::ActiveModel { name: Set(new.name), password_hash: Set(hash), ..Default::default() };
            store::update(&tx, known.id, fresh).await?;
        }
        known.id
    } else {
        let id = UserId(state.clock.uuid());
        let row = user::Model {
            id,
            login,
            name: new.name,
            password_hash: hash,
            last_workspace_id: None,
            last_seen_at: None,
            created_at: now,
        };
        store::insert(&tx, row).await?;
        id
    };
    let membership =
        membership::Model { workspace_id: by.workspace_id, user_id: id, role: new.role, created_at: now };
    store::join(&tx, membership).await?;
    let user = store::find(&tx, by.workspace_id, id).await?;
    let change = Change {
        action: "user.create",
        target: id.to_string(),
        name: &user.login,
        before: None,
        after: Some(&user),
    };
    audit::record(&tx, &state.clock, by, change).await?;
    tx.commit().await?;
    Ok(user)
}

/// Changes a member's role, name or password.
pub async fn update(state: &AppState, by: &Caller, id: UserId, change: UpdateUser) -> Result<User> {
    let hash = match change.password {
        // a stolen access token must not be enough to lock its owner out
        Some(_) if by.user_id == Some(id) => {
            return Err(Error::field(
                "password",
                FieldCode::NotAllowed,
                "is your own: change it in your profile",
            ));
        }
        Some(password) => Some(state.auth.passwords.hash(password).await?),
        None => None,
    };
    let tx = state.db.begin().await?;
    let owners = store::lock_owners(&tx, by.workspace_id).await?;
    let before = store::find(&tx, by.workspace_id, id).await?;
    rank(by, &[before.role, change.role])?;
    if change.role != before.role {
        if owners == [id] {
            return Err(Error::conflict("a workspace must have an owner: make someone else one first"));
        }
        store::set_role(&tx, by.workspace_id, id, change.role).await?;
    }
    let name = (change.name != before.name).then_some(change.name);
    if name.is_some() || hash.is_some() {
        // else the admins of one workspace could take over a user who owns another
        if by.user_id != Some(id) && store::count_memberships(&tx, id).await? > 1 {
            return Err(Error::conflict(
                "this user belongs to other workspaces too: only they can change their name and password",
            ));
        }
        if hash.is_some() {
            revoke(&tx, id, Which::All, state.clock.now()).await?;
        }
        let fields = user::ActiveModel {
            name: name.map_or_else(Default::default, Set),
            password_hash: hash.clone().map_or_else(Default::default, Set),
            ..Default::default()
        };
        store::update(&tx, id, fields).await?;
    }
    let after = store::find(&tx, by.workspace_id, id).await?;
    let change = Change {
        action: if hash.is_some() { "user.reset_password" } else { "user.update" },
        target: id.to_string(),
        name: &after.login,
        before: Some(&before),
        after: Some(&after),
    };
    audit::record(&tx, &state.clock, by, change).await?;
    tx.commit().await?;
    Ok(after)
}

/// Ends a membership. The user's name stays on what they did.
pub async fn remove(state: &AppState, by: &Caller, id: UserId) -> Result<()> {
    let tx = state.db.begin().await?;
    let owners = store::lock_owners(&tx, by.workspace_id).await?;
    let before = store::find(&tx, by.workspace_id, id).await?;
    rank(by, &[before.role])?;
    if owners == [id] {
        return Err(Error::conflict("a workspace must have an owner: make someone else one first"));
    }
    store::leave(&tx, by.workspace_id, id).await?;
    if store::count_memberships(&tx, id).await? == 0 {
        revoke(&tx, id, Which::All, state.clock.now()).await?;
    }
    let change = Change {
        action: "user.remove",
        target: id.to_string(),
        name: &before.login,
        before: Some(&before),
        after: None,
    };
    audit::record(&tx, &state.clock, by, change).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives a user a new password and ends their sessions. `by` makes the caller who answers for it in a workspace.
pub async fn reset_password(
    state: &AppState,
    login: &str,
    password: String,
    by: impl Fn(WorkspaceId) -> Caller,
) -> Result<()> {
    let hash = state.auth.passwords.hash(password).await?;
    let tx = state.db.begin().await?;
    let user = store::by_login(&tx, login).await?.ok_or(Error::NotFound("user"))?;
    let fields = user::ActiveModel { password_hash: Set(hash), ..Default::default() };
    store::update(&tx, user.id, fields).await?;
    revoke(&tx, user.id, Which::All, state.clock.now()).await?;
    for membership in memberships(&tx, user.id).await? {
        let change = Change::<()> {
            action: "user.reset_password",
            target: user.id.to_string(),
            name: &user.login,
            before: None,
            after: None,
        };
        audit::record(&tx, &state.clock, &by(membership.workspace_id), change).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Only owners make and change owners.
fn rank(by: &Caller, roles: &[Role]) -> Result<()> {
    if roles.contains(&Role::Owner) && by.rights != Rights::Role(Role::Owner) {
        return Err(Error::Forbidden("the role owner"));
    }
    Ok(())
}
