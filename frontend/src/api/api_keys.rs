//! API keys.

use openapi::{
    ApiKeyId,
    api_keys::{ApiKey, CreateApiKey, CreatedApiKey},
};
use uuid::Uuid;

use super::{Result, all, delete, get, post};

/// Every key, revoked ones too.
pub async fn list() -> Result<Vec<ApiKey>> {
    all(|| get("/api-keys")).await
}

/// Makes a key. Its secret is in this answer and nowhere else, ever.
pub async fn create(new: &CreateApiKey, key: Uuid) -> Result<CreatedApiKey> {
    post("/api-keys").key(key).json(new).send().await
}

/// Revokes a key.
pub async fn revoke(id: ApiKeyId) -> Result<()> {
    delete(format!("/api-keys/{id}")).done().await
}
