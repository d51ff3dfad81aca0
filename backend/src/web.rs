//! The router and what every route shares.

pub mod caller;
pub mod extract;
pub mod request_id;
pub mod respond;

/// The largest JSON body, in bytes.
pub const BODY_LIMIT: usize = 1 << 20;

use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{chats, messages, state::AppState};

/// The spec's frame; paths come from the routes, types listed here are those the routes alone would leave dangling.
#[derive(OpenApi)]
#[openapi(
    info(title = "Switchboard", description = "Control plane for fleets of Telegram bots and accounts."),
    components(schemas(openapi::Problem))
)]
struct Contract;

/// All routes of the API under `/api/v1`, with their documentation.
pub fn api() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Contract::openapi()).nest(
        "/api/v1",
        OpenApiRouter::new().merge(chats::routes::router()).merge(messages::routes::router()),
    )
}
