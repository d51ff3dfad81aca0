//! Sign-in, one's own profile and sessions.

use openapi::{
    SessionId,
    auth::{ChangePassword, Login, Me, Session, SignedIn, UpdateMe, WsTicket},
};

use super::{Result, all, delete, get, patch, post};

/// Signs in by name and password.
pub async fn login(login: &Login) -> Result<SignedIn> {
    post("/auth/login").json(login).send().await
}

/// Ends this sign-in.
pub async fn logout() -> Result<()> {
    post("/auth/logout").done().await
}

/// Changes one's own profile.
pub async fn update_me(change: &UpdateMe) -> Result<Me> {
    patch("/auth/me").json(change).send().await
}

/// Changes one's own password; every other sign-in ends.
pub async fn change_password(change: &ChangePassword) -> Result<()> {
    post("/auth/password").json(change).done().await
}

/// One's own sign-ins.
pub async fn sessions() -> Result<Vec<Session>> {
    all(|| get("/auth/sessions")).await
}

/// Ends a sign-in.
pub async fn end_session(id: SessionId) -> Result<()> {
    delete(format!("/auth/sessions/{id}")).done().await
}

/// A ticket that opens one socket.
pub async fn ws_ticket() -> Result<WsTicket> {
    post("/auth/ws-ticket").send().await
}
