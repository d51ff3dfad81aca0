//! Accounts: who may sign in, what came of it, and what may go wrong.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Json, Router,
    extract::State,
    routing::{delete, get, post, put},
};
use base64::{Engine, engine::general_purpose::URL_SAFE};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Body, Error, Path, Query, done, watching::Since};
use crate::{
    calls::Call,
    mtproto::{self, Condition, Mtproto, Via},
    shared::Shared,
    world::{ChatRef, UserId},
};

/// The routes under `/control/accounts`.
pub fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(show).post(open))
        .route("/connections", get(connections).delete(drop_all))
        .route("/salts", post(rotate_salts))
        .route("/clock-skew", put(set_skew))
        .route("/file-references", delete(expire_file_references))
        .route("/codes/{phone}", get(last_code).post(send_code))
        .route("/channels/{chat}/updates", delete(forget_channel_updates))
        .route("/{person}/phone", put(give_phone))
        .route("/{person}/home", put(set_home))
        .route("/{person}/password", put(set_password).delete(clear_password))
        .route("/{person}/login-email", put(set_login_email).delete(clear_login_email))
        .route("/{person}/codes-by", put(set_codes_by))
        .route("/{person}/login-token", post(accept_login_token))
        .route("/{person}/condition", put(set_condition))
        .route("/{person}/sessions", get(sessions).post(new_session).delete(revoke_all))
        .route("/{person}/sessions/{session}", delete(revoke))
        .route("/{person}/connections", delete(drop_connections))
        .route("/{person}/keys", delete(forget_keys))
        .route("/{person}/updates", delete(forget_updates))
        .route("/{person}/calls", get(calls))
}

fn shown(centres: &[(i32, SocketAddr)]) -> Value {
    let centres = centres.iter().map(|(id, address)| json!({"id": id, "address": address}));
    json!({
        "data_centres": centres.collect::<Vec<_>>(),
        "public_key": crate::mtproto::wire::PUBLIC_KEY.as_str(),
    })
}

async fn show(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(shown(&shared.accounts().centres))
}

/// Opens data centres 1, 2 and 4 on free ports, unless some are open.
async fn open(State(shared): State<Arc<Shared>>) -> Answer {
    let known = shared.accounts().centres.clone();
    if !known.is_empty() {
        return Ok(Json(shown(&known)));
    }
    let free = SocketAddr::from(([127, 0, 0, 1], 0));
    let opened = Mtproto::open(Arc::clone(&shared), &[(1, free), (2, free), (4, free)]).await;
    let opened = opened.map_err(|error| Error::bad_request(&error))?;
    Ok(Json(shown(opened.data_centres())))
}

async fn connections(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({"connections": shared.accounts().connections()}))
}

async fn drop_all(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.accounts().hang_up_all();
    done()
}

async fn rotate_salts(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.accounts().rotate_salts();
    done()
}

#[derive(Deserialize)]
struct Skew {
    seconds: i64,
}

async fn set_skew(State(shared): State<Arc<Shared>>, Body(skew): Body<Skew>) -> Answer {
    shared.accounts().skew = skew.seconds;
    Ok(done())
}

async fn expire_file_references(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.world().expire_file_references();
    done()
}

async fn last_code(State(shared): State<Arc<Shared>>, Path(phone): Path<String>) -> Answer {
    let accounts = shared.accounts();
    let code = accounts.last_code(&phone).ok_or_else(|| Error::not_found("no code was sent"))?;
    Ok(Json(json!({"code": code})))
}

/// Somebody elsewhere asks for a code.
async fn send_code(State(shared): State<Arc<Shared>>, Path(phone): Path<String>) -> Answer {
    let sent = mtproto::send_code(&shared, phone);
    let (_, sent, _) = sent.map_err(|error| Error::bad_request(&error.name))?;
    Ok(Json(json!({"code": sent.code})))
}

async fn forget_channel_updates(State(shared): State<Arc<Shared>>, Path(chat): Path<i64>) -> Answer {
    shared.accounts().channel(ChatRef::from_marked(UserId(0), chat)).forget();
    Ok(done())
}

#[derive(Deserialize)]
struct Phone {
    phone: String,
}

async fn give_phone(
    State(shared): State<Arc<Shared>>,
    Path(person): Path<UserId>,
    Body(new): Body<Phone>,
) -> Answer {
    shared.give_phone(person, &new.phone)?;
    Ok(done())
}

#[derive(Deserialize)]
struct Home {
    data_centre: i32,
}

async fn set_home(
    State(shared): State<Arc<Shared>>,
    Path(person): Path<UserId>,
    Body(home): Body<Home>,
) -> Answer {
    shared.set_home(person, home.data_centre)?;
    Ok(done())
}

#[derive(Deserialize)]
struct NewPassword {
    password: String,
    #[serde(default)]
    hint: String,
}

/// Slow by design, so it keeps no task of the server waiting.
async fn set_password(
    State(shared): State<Arc<Shared>>,
    Path(person): Path<UserId>,
    Body(new): Body<NewPassword>,
) -> Answer {
    let set = move || shared.set_password(person, Some((&new.password, &new.hint)));
    let outcome = tokio::task::spawn_blocking(set).await;
    outcome.map_err(|error| Error::bad_request(&error))??;
    Ok(done())
}

async fn clear_password(State(shared): State<Arc<Shared>>, Path(person): Path<UserId>) -> Answer {
    shared.set_password(person, None)?;
    Ok(done())
}

#[derive(Deserialize)]
struct Email {
    email: String,
}

async fn set_login_email(
    State(shared): State<Arc<Shared>>,
    Path(person): Path<UserId>,
    Body(new): Body<Email>,
) -> Answer {
    shared.set_login_email(person, Some(&new.email))?;
    Ok(done())
}

async fn clear_login_email(State(shared): State<Arc<Shared>>, Path(person): Path<UserId>) -> Answer {
    shared.set_login_email(person, None)?;
    Ok(done())
}

#[derive(Deserialize)]
struct Way {
    via: Option<Via>,
}

async fn set_codes_by(
    State(shared): State<Arc<Shared>>,
    Path(person): Path<UserId>,
    Body(way): Body<Way>,
) -> Answer {
    shared.set_codes_by(person, way.via)?;
    Ok(done())
}

#[derive(Deserialize)]
struct Scanned {
    /// As in `tg://login?token=`, with or without the link before it.
    token: String,
}

async fn accept_login_token(
    State(shared): State<Arc<Shared>>,
    Path(person): Path<UserId>,
    Body(scanned): Body<Scanned>,
) -> Answer {
    let text = scanned.token.rsplit("token=").next().unwrap_or_default().trim_end_matches('=');
    let padded = format!("{text}{}", &"==="[..(4 - text.len() % 4) % 4]);
    let token = URL_SAFE.decode(padded).map_err(|error| Error::bad_request(&error))?;
    let key = shared.accept_login_token(person, &token);
    key.map(|_| done()).ok_or_else(|| Error::not_found("such a code is not shown any more"))
}

#[derive(Deserialize)]
struct NewCondition {
    condition: Condition,
}

async fn set_condition(
    State(shared): State<Arc<Shared>>,
    Path(person): Path<UserId>,
    Body(new): Body<NewCondition>,
) -> Answer {
    shared.set_condition(person, new.condition)?;
    Ok(done())
}

async fn sessions(State(shared): State<Arc<Shared>>, Path(person): Path<UserId>) -> Answer {
    Ok(Json(json!(shared.accounts().sessions(person))))
}

async fn new_session(State(shared): State<Arc<Shared>>, Path(person): Path<UserId>) -> Answer {
    Ok(Json(json!({"session": shared.new_session(person)?})))
}

async fn revoke(State(shared): State<Arc<Shared>>, Path((person, session)): Path<(UserId, i64)>) -> Answer {
    shared.revoke_session(person, session)?;
    Ok(done())
}

async fn revoke_all(State(shared): State<Arc<Shared>>, Path(person): Path<UserId>) -> Answer {
    shared.revoke_sessions(person)?;
    Ok(done())
}

async fn drop_connections(State(shared): State<Arc<Shared>>, Path(person): Path<UserId>) -> Answer {
    shared.accounts().hang_up(person);
    Ok(done())
}

async fn forget_keys(State(shared): State<Arc<Shared>>, Path(person): Path<UserId>) -> Answer {
    shared.forget_keys(person);
    Ok(done())
}

async fn forget_updates(State(shared): State<Arc<Shared>>, Path(person): Path<UserId>) -> Answer {
    shared.forget_updates(person)?;
    Ok(done())
}

async fn calls(
    State(shared): State<Arc<Shared>>,
    Path(person): Path<UserId>,
    Query(since): Query<Since>,
) -> Answer {
    let log = shared.accounts().account(person).map(|account| Arc::clone(&account.calls));
    let log = log.ok_or_else(|| Error::not_found("account not found"))?;
    let look = || -> Vec<Call> { since.new_calls(log.all()) };
    Ok(Json(json!(since.watch(&log.changed, look).await)))
}
