//! The API: its routes and its spec.

use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

/// The spec's frame; paths come from the routes, types listed here are those the routes alone would leave dangling.
#[derive(OpenApi)]
#[openapi(
    info(title = "Switchboard", description = "Control plane for fleets of Telegram bots and accounts."),
    components(schemas(
        openapi::Problem,
        openapi::api_keys::ApiKey,
        openapi::api_keys::CreatedApiKey,
        openapi::audit::AuditEntry,
        openapi::auth::Me,
        openapi::auth::Session,
        openapi::auth::SignedIn,
        openapi::auth::WsTicket,
        openapi::bots::Bot,
        openapi::bots::BotCheck,
        openapi::chats::Chat,
        openapi::chats::ReadMark,
        openapi::chats::Unread,
        openapi::events::Event,
        openapi::media::Media,
        openapi::messages::Message,
        openapi::messages::MessagePage,
        openapi::messages::Revision,
        openapi::stats::Stats,
        openapi::runtime::Runtime,
        openapi::users::User,
        openapi::workspaces::Workspace,
    ))
)]
struct Contract;

/// All routes of the API under `/api/v1`, with their documentation.
pub fn api() -> OpenApiRouter<AppState> {
    let routes = OpenApiRouter::new()
        .merge(crate::api_keys::routes::router())
        .merge(crate::audit::routes::router())
        .merge(crate::auth::routes::router())
        .merge(crate::bots::routes::router())
        .merge(crate::chats::routes::router())
        .merge(crate::events::routes::router())
        .merge(crate::media::routes::router())
        .merge(crate::messages::routes::router())
        .merge(crate::messages::write_routes::router())
        .merge(crate::runtime::routes::router())
        .merge(crate::stats::routes::router())
        .merge(crate::users::routes::router())
        .merge(crate::workspaces::routes::router());
    OpenApiRouter::with_openapi(Contract::openapi()).nest("/api/v1", routes)
}

/// The API's specification.
pub fn spec() -> utoipa::openapi::OpenApi {
    api().split_for_parts().1
}
