//! The users of the workspace.

use openapi::{
    UserId,
    users::{CreateUser, UpdateUser, User},
};
use uuid::Uuid;

use super::{Result, all, delete, get, post, put};

/// Everyone in the workspace.
pub async fn list() -> Result<Vec<User>> {
    all(|| get("/users")).await
}

/// Adds a user.
pub async fn create(new: &CreateUser, key: Uuid) -> Result<User> {
    post("/users").key(key).json(new).send().await
}

/// Changes a user's name and role, or resets the password.
pub async fn update(id: UserId, change: &UpdateUser) -> Result<User> {
    put(format!("/users/{id}")).json(change).send().await
}

/// Takes a user out of the workspace.
pub async fn remove(id: UserId) -> Result<()> {
    delete(format!("/users/{id}")).done().await
}
