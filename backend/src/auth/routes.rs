//! Routes of sign-in and of one's own profile.

use axum::{
    extract::State,
    http::{HeaderMap, header},
};
use openapi::{
    SessionId,
    auth::{ChangePassword, Login, Me, Refresh, Session, SignedIn, UpdateMe, WsTicket},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    cookie::{self, Setting},
    profile, service, store, tickets,
};
use crate::{
    error::{Error, Result},
    paging::{Paging, page},
    state::AppState,
    web::{
        address::Address,
        caller::Caller,
        extract::{Json, Path, Query, Valid},
        origin,
        respond::{Found, NoContent, Paged},
    },
};

/// The routes of sign-in and of one's own profile.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(find_me, update_me))
        .routes(routes!(change_password))
        .routes(routes!(list_sessions))
        .routes(routes!(end_session))
        .routes(routes!(create_ws_ticket))
}

fn from(Address(address): Address, headers: &HeaderMap) -> service::From {
    let user_agent = headers.get(header::USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
    service::From { address, user_agent: user_agent.unwrap_or_default().chars().take(200).collect() }
}

/// Signs a user in.
#[utoipa::path(post, path = "/auth/login", tag = "auth", request_body = Login, security(()))]
async fn login(
    State(state): State<AppState>,
    address: Address,
    headers: HeaderMap,
    Valid(login): Valid<Login>,
) -> Result<Setting<Found<SignedIn>>> {
    let in_body = login.token_in_body;
    let (answer, token) = service::login(&state, login, from(address, &headers)).await?;
    Ok(hand_over(&state, answer, token, in_body))
}

/// Renews the access token. Each refresh token works once; using an old one ends the session.
#[utoipa::path(post, path = "/auth/refresh", tag = "auth", request_body = Refresh, security(()))]
async fn refresh(
    State(state): State<AppState>,
    address: Address,
    headers: HeaderMap,
    Json(mut request): Json<Refresh>,
) -> Result<Setting<Found<SignedIn>>> {
    let given = request.refresh_token.take();
    let in_body = given.is_some();
    let token = if let Some(token) = given {
        token
    } else {
        origin::check(&headers, &state.config)?;
        cookie::read(&headers).ok_or(Error::Unauthenticated)?
    };
    let (answer, token) = service::refresh(&state, &token, request, from(address, &headers)).await?;
    Ok(hand_over(&state, answer, token, in_body))
}

/// The refresh token goes into the body where it was asked for, else into the cookie.
fn hand_over(
    state: &AppState,
    mut answer: SignedIn,
    token: String,
    in_body: bool,
) -> Setting<Found<SignedIn>> {
    if in_body {
        answer.refresh_token = Some(token);
        Setting(None, Found(answer))
    } else {
        Setting(Some(cookie::hold(token, &state.config)), Found(answer))
    }
}

/// Signs out: ends this session.
#[utoipa::path(post, path = "/auth/logout", tag = "auth")]
async fn logout(State(state): State<AppState>, caller: Caller) -> Result<Setting<NoContent>> {
    caller.user()?;
    service::end(&state, &caller, caller.session_id.ok_or(Error::Unauthenticated)?).await?;
    Ok(Setting(Some(cookie::forget(&state.config)), NoContent))
}

/// The caller, as the server sees them. An API key has the role nearest to its scopes.
#[utoipa::path(get, path = "/auth/me", tag = "auth")]
async fn find_me(State(state): State<AppState>, caller: Caller) -> Result<Found<Me>> {
    Ok(Found(profile::me(&state, &caller).await?))
}

/// Changes the caller's own name.
#[utoipa::path(patch, path = "/auth/me", tag = "auth", request_body = UpdateMe)]
async fn update_me(
    State(state): State<AppState>,
    caller: Caller,
    Valid(change): Valid<UpdateMe>,
) -> Result<Found<Me>> {
    Ok(Found(profile::update(&state, &caller, change).await?))
}

/// Changes the caller's own password. Their other sessions end.
#[utoipa::path(post, path = "/auth/password", tag = "auth", request_body = ChangePassword)]
async fn change_password(
    State(state): State<AppState>,
    caller: Caller,
    Valid(change): Valid<ChangePassword>,
) -> Result<NoContent> {
    profile::change_password(&state, &caller, change).await?;
    Ok(NoContent)
}

/// The caller's sessions that have not ended, the newest first.
#[utoipa::path(get, path = "/auth/sessions", tag = "auth", params(Paging))]
async fn list_sessions(
    State(state): State<AppState>,
    caller: Caller,
    Query(paging): Query<Paging>,
) -> Result<Paged<Session>> {
    let (limit, now) = (paging.limit()?, state.clock.now());
    let rows = store::list(&state.db.reader, caller.user()?, now, paging.after()?, limit + 1).await?;
    Ok(Paged(page(rows, limit, |row| row.id, |row| row.show(caller.session_id))))
}

/// Ends one of the caller's sessions.
#[utoipa::path(delete, path = "/auth/sessions/{id}", tag = "auth", params(("id" = SessionId, Path)))]
async fn end_session(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<NoContent> {
    service::end(&state, &caller, id).await?;
    Ok(NoContent)
}

/// A ticket that opens one WebSocket. It works once, within 30 seconds.
#[utoipa::path(post, path = "/auth/ws-ticket", tag = "auth")]
async fn create_ws_ticket(State(state): State<AppState>, caller: Caller) -> Result<Found<WsTicket>> {
    Ok(Found(tickets::issue(&state, &caller).await?))
}
