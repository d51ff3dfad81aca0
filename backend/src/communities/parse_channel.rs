//! The lookup as an older program asks for it: `POST /api/parse_channel`, with that program's keys and errors.

use axum::{
    Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use chrono::{DateTime, Utc};
use openapi::{
    chats::ChatKind,
    communities::{Community, LookUp},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Trouble, service};
use crate::{
    error::Error,
    state::AppState,
    web::{
        caller::{May, WriteMessages},
        extract::Json,
        respond::Found,
    },
};

/// The most posts that program counted.
const POSTS: i64 = 100;

/// The route. It stands beside the API and not in its specification.
pub fn router() -> Router<AppState> {
    let wrong_method = async || refusal(StatusCode::METHOD_NOT_ALLOWED, "ask with POST");
    Router::new().route("/api/parse_channel", post(parse_channel).fallback(wrong_method))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(alias = "username")]
    link: String,
}

#[derive(Serialize)]
struct Parsed {
    tg_id: Option<i64>,
    name: String,
    username: Option<String>,
    members_count: Option<i64>,
    r#type: &'static str,
    photo: Option<String>,
    posts_count: Option<i64>,
    last_message_date: Option<DateTime<Utc>>,
    description: String,
}

async fn parse_channel(
    State(state): State<AppState>,
    caller: Result<May<WriteMessages>, Error>,
    asked: Result<Json<Asked>, Error>,
) -> Response {
    let caller = match caller {
        Ok(caller) => caller,
        Err(error) => return trouble(Trouble::Other(error)),
    };
    let Ok(Json(asked)) = asked else {
        return refusal(StatusCode::BAD_REQUEST, "the body must be JSON with a link");
    };
    let wanted = LookUp { link: asked.link, account_id: None };
    match service::look_up(&state, &caller, wanted).await {
        Ok(found) => Found(Parsed::from(found)).into_response(),
        Err(why) => trouble(why),
    }
}

impl From<Community> for Parsed {
    fn from(found: Community) -> Self {
        Self {
            tg_id: found.telegram_id,
            name: found.title,
            username: found.username,
            members_count: found.members,
            r#type: match found.kind {
                ChatKind::Channel => "channel",
                ChatKind::Supergroup => "supergroup",
                ChatKind::Group | ChatKind::Private => "chat",
            },
            photo: found.photo.map(|id| format!("/api/v1/media/{id}/content")),
            posts_count: found.posts.map(|posts| posts.min(POSTS)),
            last_message_date: found.last_post.map(|post| post.date),
            description: found.about,
        }
    }
}

fn trouble(why: Trouble) -> Response {
    let status = match &why {
        Trouble::Malformed | Trouble::Person => StatusCode::BAD_REQUEST,
        Trouble::Private => StatusCode::FORBIDDEN,
        Trouble::Unknown => StatusCode::NOT_FOUND,
        Trouble::Expired => StatusCode::GONE,
        Trouble::Other(error @ (Error::Unauthenticated | Error::Forbidden(_) | Error::TooMany(_))) => {
            error.status().0
        }
        Trouble::Other(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let error = Error::from(why);
    let text = match &error {
        Error::Invalid(fields) => {
            fields.iter().map(|field| format!("this {}", field.message)).collect::<Vec<_>>().join("; ")
        }
        error => error.to_string(),
    };
    let mut response = refusal(status, &text);
    if let Error::TooMany(seconds) = error {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn refusal(status: StatusCode, text: &str) -> Response {
    (status, Found(json!({ "error": text }))).into_response()
}
