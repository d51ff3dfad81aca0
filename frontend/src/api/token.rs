//! The access token: kept in memory alone, renewed through the `HttpOnly` refresh cookie, one renewal at a time
//! over all tabs (the cookie works once; a second use would end the session).

use std::cell::RefCell;

use chrono::{DateTime, TimeDelta, Utc};
use futures::lock::Mutex;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use openapi::{
    Code, WorkspaceId,
    auth::{Refresh, SignedIn},
};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::{Error, Result};
use crate::session;

/// An access token that can still be used.
#[derive(Clone, PartialEq)]
pub struct Token {
    pub(super) secret: String,
    expires_at: DateTime<Utc>,
}

/// A token this close to its end is renewed before it is used.
const SPARE: TimeDelta = TimeDelta::seconds(30);
/// Names the lock that tabs share.
const LOCK: &str = "switchboard.refresh";

thread_local! {
    static TOKEN: RefCell<Option<Token>> = const { RefCell::new(None) };
    /// Orders renewals within this tab; the browser's lock orders tabs.
    static RENEWAL: std::rc::Rc<Mutex<()>> = std::rc::Rc::default();
}

/// Keeps the token of a sign-in.
pub fn hold(signed_in: &SignedIn) {
    let token = Token { secret: signed_in.access_token.clone(), expires_at: signed_in.expires_at };
    TOKEN.set(Some(token));
}

/// Forgets it.
pub fn release() {
    TOKEN.set(None);
}

/// The token to use, renewed if it is about to end; none before sign-in.
pub(super) async fn current() -> Result<Option<Token>> {
    match TOKEN.with_borrow(Clone::clone) {
        Some(token) if token.expires_at - Utc::now() < SPARE => renew_after(Some(&token)).await.map(Some),
        token => Ok(token),
    }
}

/// Renews the token that was refused, unless someone else did so meanwhile.
pub(super) async fn renew_after(refused: Option<&Token>) -> Result<Token> {
    let turn = RENEWAL.with(Clone::clone);
    let _turn = turn.lock().await;
    let now = TOKEN.with_borrow(Clone::clone);
    match now {
        Some(token) if Some(&token) != refused => Ok(token),
        _ => match exchange(None).await {
            Ok(signed_in) => {
                hold(&signed_in);
                session::renewed(signed_in.me);
                TOKEN.with_borrow(Clone::clone).ok_or(Error::Ended)
            }
            Err(Error::Ended) => {
                session::ended();
                Err(Error::Ended)
            }
            Err(error) => Err(error),
        },
    }
}

/// Signs in with the cookie, into a workspace if one is named.
pub async fn renew(workspace_id: Option<WorkspaceId>) -> Result<SignedIn> {
    let turn = RENEWAL.with(Clone::clone);
    let _turn = turn.lock().await;
    exchange(workspace_id).await
}

/// Trades the cookie for a token while no other tab does.
async fn exchange(workspace_id: Option<WorkspaceId>) -> Result<SignedIn> {
    let answer = std::rc::Rc::new(RefCell::new(None));
    let slot = answer.clone();
    alone(async move {
        let result = request(workspace_id).await;
        slot.replace(Some(result));
    })
    .await;
    answer.take().unwrap_or(Err(Error::Unreachable))
}

async fn request(workspace_id: Option<WorkspaceId>) -> Result<SignedIn> {
    let call = super::Call::new(gloo_net::http::Method::POST, "/auth/refresh");
    let response = call.json(&Refresh { workspace_id, ..Refresh::default() }).attempt(None).await;
    let response = response.map_err(|_| Error::Unreachable)?;
    match super::good(response).await {
        // another 401 is that of something in between, which knows nothing of sessions
        Err(error) if error.code() == Some(Code::Unauthenticated) => Err(Error::Ended),
        answer => super::read(answer?).await,
    }
}

/// Runs a task while holding the lock that all tabs share. Plain-HTTP origins other than loopback have no such locks;
/// there the tabs rely on not waking at the same moment.
async fn alone(task: impl Future<Output = ()> + 'static) {
    let Some((locks, request)) = locks() else { return task.await };
    let task = Closure::once_into_js(move |_lock: JsValue| -> Promise {
        future_to_promise(async move {
            task.await;
            Ok(JsValue::UNDEFINED)
        })
    });
    if let Ok(promise) = request.call2(&locks, &LOCK.into(), &task) {
        // the task never fails; what it found is in its slot
        let _ = JsFuture::from(promise.unchecked_into::<Promise>()).await;
    }
}

/// `navigator.locks` and its `request`. (web-sys has them behind a compiler flag only.)
fn locks() -> Option<(JsValue, Function)> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
    let request = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    Some((locks, request))
}
