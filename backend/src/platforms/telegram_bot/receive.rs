//! The route Telegram calls with updates.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use axum::{
    Extension, Router,
    body::to_bytes,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use chrono::{DateTime, Utc};
use openapi::{IdentityId, WorkspaceId, bots::DesiredState};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::{Client, callback, read};
use crate::{
    bots,
    entity::identity::IdentityKind,
    error::{Error, Result, chain},
    inbox::Delivery,
    state::AppState,
    web::{BODY_LIMIT, extract::Path},
};

/// How long what is known of a bot is used before it is looked up again.
const FRESH: Duration = Duration::from_secs(30);

/// The route `POST /telegram/{path}`. Any node may take an update, whichever runs the bot.
pub fn router() -> Router<AppState> {
    Router::new().route("/telegram/{path}", post(receive)).layer(Extension(Targets::default()))
}

/// The bots that were called of late, by path.
#[derive(Clone, Default)]
struct Targets(Arc<RwLock<HashMap<String, Arc<Target>>>>);

struct Target {
    identity: IdentityId,
    workspace: WorkspaceId,
    telegram_id: i64,
    secret: SecretString,
    client: Client,
    wanted: bool,
    known_at: DateTime<Utc>,
}

impl Targets {
    async fn find(&self, state: &AppState, path: &str) -> Result<Arc<Target>> {
        let now = state.clock.now();
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        if let Some(known) = known.filter(|known| now < known.known_at + FRESH) {
            return Ok(known);
        }
        let bot = bots::store::find_by_webhook_path(&state.db.reader, path).await?;
        let open =
            |sealed| state.vault.open(sealed).map_err(|e| Error::internal("opening a webhook's secret", e));
        let target = Arc::new(Target {
            identity: bot.identity.id,
            workspace: bot.identity.workspace_id,
            telegram_id: bot.identity.external_id,
            secret: open(&bot.bot.webhook_secret_sealed)?,
            client: state.telegram.client(bots::token::open(state, &bot.bot)?),
            wanted: bot.identity.desired == DesiredState::Running,
            known_at: now,
        });
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(path.to_owned(), Arc::clone(&target));
        Ok(target)
    }
}

/// Answers 200 once the update is stored, and nothing of use to anyone but Telegram otherwise. What is answered with
/// 503 Telegram brings again.
async fn receive(
    State(state): State<AppState>,
    Extension(targets): Extension<Targets>,
    Path(path): Path<String>,
    request: Request,
) -> StatusCode {
    let target = match targets.find(&state, &path).await {
        Ok(target) => target,
        Err(Error::NotFound(_)) => return StatusCode::NOT_FOUND,
        Err(error) => return unavailable(&error),
    };
    if !is_telegram(request.headers(), &target.secret) {
        return StatusCode::UNAUTHORIZED;
    }
    if !target.wanted {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    let Ok(body) = to_bytes(request.into_body(), BODY_LIMIT).await else {
        return StatusCode::PAYLOAD_TOO_LARGE;
    };
    let read = std::str::from_utf8(&body)
        .ok()
        .and_then(|raw| read::read(raw, target.telegram_id, state.clock.now()));
    let Some(read) = read else { return StatusCode::BAD_REQUEST };
    let delivery = Delivery {
        identity: target.identity,
        workspace: target.workspace,
        kind: IdentityKind::Bot,
        fencing: None,
        updates: vec![read.update],
        next: None,
    };
    match state.inbox.submit(delivery).await {
        Ok(()) => {
            callback::answer(&state, &target.client, read.callback_query_id.into_iter());
            StatusCode::OK
        }
        Err(error) => unavailable(&error),
    }
}

fn is_telegram(headers: &HeaderMap, secret: &SecretString) -> bool {
    headers
        .get("x-telegram-bot-api-secret-token")
        .is_some_and(|shown| bool::from(shown.as_bytes().ct_eq(secret.expose_secret().as_bytes())))
}

fn unavailable(error: &Error) -> StatusCode {
    tracing::error!(error = chain(error), "an update was not stored; Telegram brings it again");
    StatusCode::SERVICE_UNAVAILABLE
}
