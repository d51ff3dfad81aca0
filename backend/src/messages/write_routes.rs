//! Routes that change messages.

use axum::extract::State;
use openapi::{
    ChatId, MessageId,
    messages::{EditMessage, Message, ResolveMessage, SendMessage},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{change, send, settle};
use crate::{
    error::Result,
    idempotency::{Answered, Once},
    state::AppState,
    web::{
        caller::{May, WriteMessages},
        extract::{Json, Path, Valid},
        respond::Found,
    },
};

/// The routes that change messages.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(send_message))
        .routes(routes!(edit_message, delete_message))
        .routes(routes!(pin_message))
        .routes(routes!(unpin_message))
        .routes(routes!(retry_message))
        .routes(routes!(resolve_message))
}

/// Sends a message. It is stored and queued; how the sending goes on stands in `delivery` and comes as events.
#[utoipa::path(
    post, path = "/chats/{id}/messages", tag = "messages", params(("id" = ChatId, Path)),
    request_body = SendMessage
)]
async fn send_message(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    once: Once,
    Path(id): Path<ChatId>,
    Valid(new): Valid<SendMessage>,
) -> Result<Answered<Message>> {
    send::send(&state, &caller, &once, id, new).await
}

/// Edits the text or caption of a message of ours. What Telegram has keeps its text until Telegram took the new one:
/// see `change`.
#[utoipa::path(
    patch, path = "/messages/{id}", tag = "messages", params(("id" = MessageId, Path)),
    request_body = EditMessage
)]
async fn edit_message(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<MessageId>,
    Valid(edit): Valid<EditMessage>,
) -> Result<Found<Message>> {
    Ok(Found(change::edit(&state, &caller, id, edit).await?))
}

/// Deletes a message for everyone; its content is kept here. One that waits is not sent any more.
#[utoipa::path(delete, path = "/messages/{id}", tag = "messages", params(("id" = MessageId, Path)))]
async fn delete_message(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<MessageId>,
) -> Result<Found<Message>> {
    Ok(Found(change::delete(&state, &caller, id).await?))
}

/// Pins a message, without a sound.
#[utoipa::path(post, path = "/messages/{id}/pin", tag = "messages", params(("id" = MessageId, Path)))]
async fn pin_message(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<MessageId>,
) -> Result<Found<Message>> {
    Ok(Found(change::set_pinned(&state, &caller, id, true).await?))
}

/// Unpins a message.
#[utoipa::path(post, path = "/messages/{id}/unpin", tag = "messages", params(("id" = MessageId, Path)))]
async fn unpin_message(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<MessageId>,
) -> Result<Found<Message>> {
    Ok(Found(change::set_pinned(&state, &caller, id, false).await?))
}

/// Sends a message again that failed or whose outcome is unknown. It may then arrive twice: only a person decides so.
#[utoipa::path(post, path = "/messages/{id}/retry", tag = "messages", params(("id" = MessageId, Path)))]
async fn retry_message(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<MessageId>,
) -> Result<Found<Message>> {
    Ok(Found(settle::retry(&state, &caller, id).await?))
}

/// Settles a message whose outcome is unknown by what a person found out.
#[utoipa::path(post, path = "/messages/{id}/resolve", tag = "messages", params(("id" = MessageId, Path)))]
async fn resolve_message(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<MessageId>,
    Json(found): Json<ResolveMessage>,
) -> Result<Found<Message>> {
    Ok(Found(settle::resolve(&state, &caller, id, found.outcome).await?))
}
