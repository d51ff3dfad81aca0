//! Accounts: add, sign in, watch and steer them.

use openapi::{
    AccountId, MediaId,
    accounts::{
        Account, AccountSession, CreateAccount, ExportedSession, ImportAccount, LoginCode, LoginPassword,
        LoginQr, RevokeSession, SetProxy, UpdateAccount,
    },
    profiles::{AccountLimit, AccountProfile, SetAccountPhoto, SetPhone, UpdateAccountProfile},
};
use uuid::Uuid;

use super::{Result, Tagged, all, delete, get, patch, post, put};

/// Every account that is not archived.
pub async fn list() -> Result<Vec<Account>> {
    all(|| get("/accounts")).await
}

/// Every account that is archived.
pub async fn archived() -> Result<Vec<Account>> {
    all(|| get("/accounts").query("archived", Some(true))).await
}

/// One account, with the version a change asks for.
pub async fn find(id: AccountId) -> Result<Tagged<Account>> {
    get(format!("/accounts/{id}")).send_tagged().await
}

/// Adds an account by its phone number. The same key adds it once, however often it is pressed.
pub async fn create(new: &CreateAccount, key: Uuid) -> Result<Account> {
    post("/accounts").key(key).json(new).send().await
}

/// Adds an account by a session made elsewhere.
pub async fn import(new: &ImportAccount, key: Uuid) -> Result<Account> {
    post("/accounts/import").key(key).json(new).send().await
}

/// Changes an account, if it is still the version that was read.
pub async fn update(id: AccountId, change: &UpdateAccount, etag: Option<&str>) -> Result<Tagged<Account>> {
    put(format!("/accounts/{id}")).if_match(etag).json(change).send_tagged().await
}

/// Has it connect through another proxy, or through none.
pub async fn set_proxy(id: AccountId, url: Option<String>) -> Result<Account> {
    put(format!("/accounts/{id}/proxy")).json(&SetProxy { url }).send().await
}

/// Gives one that never signed in another number.
pub async fn set_phone(id: AccountId, phone: String) -> Result<Account> {
    put(format!("/accounts/{id}/phone")).json(&SetPhone { phone }).send().await
}

/// Its profile, as Telegram has it now.
pub async fn profile(id: AccountId) -> Result<AccountProfile> {
    get(format!("/accounts/{id}/profile")).send().await
}

/// Changes its profile at Telegram.
pub async fn update_profile(id: AccountId, change: &UpdateAccountProfile) -> Result<AccountProfile> {
    patch(format!("/accounts/{id}/profile")).json(change).send().await
}

/// Shows an upload as its photo.
pub async fn set_photo(id: AccountId, media_id: MediaId) -> Result<AccountProfile> {
    put(format!("/accounts/{id}/photo")).json(&SetAccountPhoto { media_id }).send().await
}

/// Takes its photo away.
pub async fn delete_photo(id: AccountId) -> Result<AccountProfile> {
    delete(format!("/accounts/{id}/photo")).send().await
}

/// What Telegram makes it wait with.
pub async fn limits(id: AccountId) -> Result<Vec<AccountLimit>> {
    all(|| get(format!("/accounts/{id}/limits"))).await
}

/// Starts it.
pub async fn start(id: AccountId) -> Result<Account> {
    post(format!("/accounts/{id}/start")).send().await
}

/// Stops and starts it.
pub async fn restart(id: AccountId) -> Result<Account> {
    post(format!("/accounts/{id}/restart")).send().await
}

/// Stops it. It stays signed in.
pub async fn stop(id: AccountId) -> Result<Account> {
    post(format!("/accounts/{id}/stop")).send().await
}

/// Stops it and puts it away; its history stays.
pub async fn archive(id: AccountId) -> Result<Account> {
    post(format!("/accounts/{id}/archive")).send().await
}

/// Ends its session at Telegram.
pub async fn log_out(id: AccountId) -> Result<Account> {
    post(format!("/accounts/{id}/logout")).send().await
}

/// Its session as text. Whoever has it has the account.
pub async fn export(id: AccountId) -> Result<ExportedSession> {
    post(format!("/accounts/{id}/export")).send().await
}

/// Where it is signed in, as Telegram tells now.
pub async fn sessions(id: AccountId) -> Result<Vec<AccountSession>> {
    all(|| get(format!("/accounts/{id}/sessions"))).await
}

/// Ends another session of it.
pub async fn revoke_session(id: AccountId, hash: String) -> Result<()> {
    post(format!("/accounts/{id}/sessions/revoke")).json(&RevokeSession { hash }).done().await
}

/// Has Telegram send a code. A sign-in under way is given up.
pub async fn begin_login(id: AccountId) -> Result<Account> {
    post(format!("/accounts/{id}/login")).send().await
}

/// Has Telegram send the code in the next way.
pub async fn resend_code(id: AccountId) -> Result<Account> {
    post(format!("/accounts/{id}/login/resend")).send().await
}

/// Gives the code.
pub async fn give_code(id: AccountId, code: String) -> Result<Account> {
    post(format!("/accounts/{id}/login/code")).json(&LoginCode { code }).send().await
}

/// Gives the second password.
pub async fn give_password(id: AccountId, password: String) -> Result<Account> {
    post(format!("/accounts/{id}/login/password")).json(&LoginPassword { password }).send().await
}

/// What a QR code should hold, anew each time it expires.
pub async fn show_qr(id: AccountId) -> Result<LoginQr> {
    post(format!("/accounts/{id}/login/qr")).send().await
}

/// Gives the sign-in up.
pub async fn cancel_login(id: AccountId) -> Result<Account> {
    post(format!("/accounts/{id}/login/cancel")).send().await
}
