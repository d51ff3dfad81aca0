//! Routes that change messages.

use axum::extract::State;
use openapi::{
    ChatId, MessageId,
    albums::{Album, SendAlbum},
    buttons::{PressButton, Pressed},
    messages::{EditMessage, ForwardMessage, Message, ResolveMessage, SendMessage, SetReaction, Vote},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{album, change, forward, send, settle};
use crate::{
    accounts,
    error::Result,
    idempotency::{Answered, Once},
    state::AppState,
    web::{
        caller::{May, WriteMessages},
        extract::{Json, Path, Query, Valid},
        respond::Found,
    },
};

/// The routes that change messages.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(edit_message, delete_message))
        .routes(routes!(pin_message))
        .routes(routes!(unpin_message))
        .routes(routes!(set_reaction))
        .routes(routes!(set_vote))
        .routes(routes!(press_button))
        .routes(routes!(close_poll))
        .routes(routes!(retry_message))
        .routes(routes!(resolve_message))
}

/// The routes whose handlers keep their answers under the request's key themselves: see [`Once`].
pub fn router_of_once() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(send_message))
        .routes(routes!(send_album))
        .routes(routes!(forward_message))
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

/// Sends 2 to 10 files as one album: a message for each, queued and settled together. Sending it again, and settling
/// what is unknown, is of the whole album too.
#[utoipa::path(
    post, path = "/chats/{id}/albums", tag = "messages", params(("id" = ChatId, Path)), request_body = SendAlbum
)]
async fn send_album(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    once: Once,
    Path(id): Path<ChatId>,
    Valid(new): Valid<SendAlbum>,
) -> Result<Answered<Album>> {
    album::send(&state, &caller, &once, id, new).await
}

/// Forwards a message into another chat of the same bot or account. It goes on like the sending of any other: what it
/// shows is a message of its own in that chat. Where a chat protects its content, Telegram refuses.
#[utoipa::path(
    post, path = "/messages/{id}/forward", tag = "messages", params(("id" = MessageId, Path)),
    request_body = ForwardMessage
)]
async fn forward_message(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    once: Once,
    Path(id): Path<MessageId>,
    Json(new): Json<ForwardMessage>,
) -> Result<Answered<Message>> {
    forward::forward(&state, &caller, &once, id, new).await
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

/// For whom a message is deleted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ForWhom {
    /// For the account alone: in its private chats and basic groups.
    #[serde(default)]
    for_me: bool,
}

/// Deletes a message for everyone, or for the account alone; its content is kept here. One that waits is not sent any
/// more.
#[utoipa::path(delete, path = "/messages/{id}", tag = "messages", params(("id" = MessageId, Path), ForWhom))]
async fn delete_message(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<MessageId>,
    Query(whom): Query<ForWhom>,
) -> Result<Found<Message>> {
    Ok(Found(change::delete(&state, &caller, id, whom.for_me).await?))
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

/// Sets our reaction to a message, or takes it back. The message keeps the one it has until Telegram took the new one:
/// see `change`.
#[utoipa::path(
    put, path = "/messages/{id}/reaction", tag = "messages", params(("id" = MessageId, Path)),
    request_body = SetReaction
)]
async fn set_reaction(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<MessageId>,
    Valid(new): Valid<SetReaction>,
) -> Result<Found<Message>> {
    Ok(Found(change::react(&state, &caller, id, new).await?))
}

/// Sets an account's vote in a message's poll, or takes it back: see `change` for how that goes on.
#[utoipa::path(
    put, path = "/messages/{id}/vote", tag = "messages", params(("id" = MessageId, Path)),
    request_body = Vote
)]
async fn set_vote(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<MessageId>,
    Valid(new): Valid<Vote>,
) -> Result<Found<Message>> {
    Ok(Found(change::vote(&state, &caller, id, new).await?))
}

/// Presses a button under a bot's message, as the account whose chat it is in, and answers what the bot says to it. It is
/// pressed once: a bot that does not answer in time may have done what the button is for.
#[utoipa::path(
    post, path = "/messages/{id}/press", tag = "messages", params(("id" = MessageId, Path)),
    request_body = PressButton
)]
async fn press_button(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<MessageId>,
    Valid(button): Valid<PressButton>,
) -> Result<Found<Pressed>> {
    Ok(Found(accounts::press::press(&state, &caller, id, button).await?))
}

/// Ends the poll of a message of ours, for good: see `change` for how that goes on.
#[utoipa::path(post, path = "/messages/{id}/poll/close", tag = "messages", params(("id" = MessageId, Path)))]
async fn close_poll(
    State(state): State<AppState>,
    caller: May<WriteMessages>,
    Path(id): Path<MessageId>,
) -> Result<Found<Message>> {
    Ok(Found(change::close_poll(&state, &caller, id).await?))
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
