//! The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`.

mod answer;
mod desk;
pub mod fan_out;
mod kinds;
mod mailbox;
mod methods;
mod params;
mod polling;
pub mod render;
mod webhook;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{ConnectInfo, Path, Request, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::any,
};

use self::{
    answer::{Answer, ApiError, respond},
    params::Params,
};
use crate::{calls::Outcome, fault::FaultKind, net::Cut, shared::Shared};
pub use desk::Desk;

/// What a call needs to know.
pub struct Call<'a> {
    shared: &'a Arc<Shared>,
    desk: &'a Arc<Desk>,
    token: &'a str,
    params: &'a Params,
}

/// The routes of the Bot API. Paths come in decoded, as some clients encode the slash of a file's path.
pub fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/{bot}/{method}", any(call))
        .route("/file/{bot}/{*path}", any(download))
        .fallback(async || respond(Err(ApiError::not_found())))
}

async fn call(
    State(shared): State<Arc<Shared>>,
    Path((bot, method)): Path<(String, String)>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
) -> Response {
    let params = match Params::read(request).await {
        Ok(params) => params,
        Err(error) => return respond(Err(error)),
    };
    let (token, desk) = match admit(&shared, &bot) {
        Ok(admitted) => admitted,
        Err(error) => return respond(Err(error)),
    };
    let method = methods::documented_name(&method);
    let act = async {
        let call = Call { shared: &shared, desk: &desk, token, params: &params };
        let answer = methods::call(call, method).await;
        (outcome(&answer), respond(answer))
    };
    carry_out(&shared, &desk, (method, params.fields().clone()), &cut, act).await
}

fn outcome(answer: &Answer) -> Outcome {
    match answer {
        Ok(_) => Outcome::Done,
        Err(error) => Outcome::Refused { code: error.code, description: error.description.clone() },
    }
}

/// The token in `bot<token>`, and the desk that it opens.
fn admit<'a>(shared: &Shared, bot: &'a str) -> Result<(&'a str, Arc<Desk>), ApiError> {
    let token = bot.strip_prefix("bot").filter(|token| is_token(token)).ok_or_else(ApiError::not_found)?;
    let desk = shared.desk_of_token(token).ok_or_else(ApiError::unauthorized)?;
    Ok((token, desk))
}

/// Carries out a call and writes it down, unless a fault gets in the way.
async fn carry_out(
    shared: &Shared,
    desk: &Desk,
    (method, params): (&str, BTreeMap<String, String>),
    cut: &Cut,
    act: impl Future<Output = (Outcome, Response)>,
) -> Response {
    let log = desk.calls.begin(method, params);
    let fault =
        shared.faults.take(desk.bot, method, |kind| !kind.is_about_updates() && !kind.is_of_mtproto());
    let (outcome, response) = match fault {
        Some(FaultKind::Timeout) => std::future::pending().await,
        Some(FaultKind::RefusedReply) => (Outcome::Cut, StatusCode::OK.into_response()),
        Some(FaultKind::LostReply) => {
            act.await;
            (Outcome::ReplyLost, StatusCode::OK.into_response())
        }
        Some(FaultKind::TooManyRequests { retry_after }) => refuse(ApiError::too_many_requests(retry_after)),
        Some(FaultKind::ServerError { code: 502 }) => {
            let outcome = Outcome::Refused { code: 502, description: "Bad Gateway".into() };
            (outcome, (StatusCode::BAD_GATEWAY, Html(BAD_GATEWAY)).into_response())
        }
        Some(FaultKind::ServerError { .. }) => refuse(ApiError::internal()),
        Some(FaultKind::Latency { ms }) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            act.await
        }
        _ => act.await,
    };
    if matches!(outcome, Outcome::Cut | Outcome::ReplyLost) {
        cut.cut();
    }
    log.end(outcome);
    response
}

fn refuse(error: ApiError) -> (Outcome, Response) {
    let answer = Err(error);
    (outcome(&answer), respond(answer))
}

const BAD_GATEWAY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n";

/// Whether something looks like a bot's token.
fn is_token(text: &str) -> bool {
    let parts = text.split_once(':');
    parts.is_some_and(|(id, secret)| id.parse::<u64>().is_ok() && !secret.is_empty())
}

async fn download(
    State(shared): State<Arc<Shared>>,
    Path((bot, path)): Path<(String, String)>,
    ConnectInfo(cut): ConnectInfo<Cut>,
) -> Response {
    let desk = match admit(&shared, &bot) {
        Ok((_, desk)) => desk,
        Err(error) => return respond(Err(error)),
    };
    let params = BTreeMap::from([("file_path".to_owned(), path.clone())]);
    let act = async {
        let file = desk.published(&path).and_then(|id| shared.world().file(id).cloned());
        match file {
            Some(file) => {
                let kind = [(header::CONTENT_TYPE, "application/octet-stream")];
                (Outcome::Done, (kind, file.bytes).into_response())
            }
            None => refuse(ApiError::not_found()),
        }
    };
    carry_out(&shared, &desk, ("download", params), &cut, act).await
}
