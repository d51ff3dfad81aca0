//! The API: its routes and its spec.

use utoipa::{
    Modify, OpenApi,
    openapi::{
        OpenApi as Spec, RefOr,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;

use crate::{idempotency, state::AppState};

/// The spec's frame; paths come from the routes, types listed here are those the routes alone would leave dangling.
#[derive(OpenApi)]
#[openapi(
    info(title = "Switchboard", description = "Control plane for fleets of Telegram bots and accounts."),
    security(("bearer" = [])),
    modifiers(&Bearer),
    components(schemas(
        openapi::Problem,
        openapi::accounts::Account,
        openapi::albums::Album,
        openapi::accounts::AccountSession,
        openapi::accounts::ExportedSession,
        openapi::accounts::LoginQr,
        openapi::api_keys::ApiKey,
        openapi::api_keys::CreatedApiKey,
        openapi::audit::AuditEntry,
        openapi::auth::Me,
        openapi::auth::Session,
        openapi::auth::SignedIn,
        openapi::auth::WsTicket,
        openapi::bots::Bot,
        openapi::bots::BotCheck,
        openapi::buttons::Pressed,
        openapi::chats::Backfill,
        openapi::chats::Chat,
        openapi::chats::Folder,
        openapi::chats::FoundMessage,
        openapi::chats::FoundPeer,
        openapi::chats::Joined,
        openapi::chats::ReadMark,
        openapi::chats::Unread,
        openapi::communities::Community,
        openapi::events::Event,
        openapi::events::Passing,
        openapi::media::Media,
        openapi::messages::Message,
        openapi::messages::MessagePage,
        openapi::messages::Revision,
        openapi::profiles::AccountLimit,
        openapi::profiles::AccountProfile,
        openapi::stats::Stats,
        openapi::runtime::Runtime,
        openapi::users::User,
        openapi::workspaces::Workspace,
    ))
)]
struct Contract;

/// Where the API's routes stand.
const BASE: &str = "/api/v1";

/// The routes of the API, but for those of [`once`], with their documentation.
pub fn api() -> OpenApiRouter<AppState> {
    let routes = OpenApiRouter::new()
        .merge(crate::accounts::routes::router())
        .merge(crate::api_keys::routes::router())
        .merge(crate::audit::routes::router())
        .merge(crate::auth::routes::router())
        .merge(crate::bots::routes::router())
        .merge(crate::chats::routes::router())
        .merge(crate::communities::routes::router())
        .merge(crate::events::routes::router())
        .merge(crate::media::routes::router())
        .merge(crate::messages::routes::router())
        .merge(crate::messages::write_routes::router())
        .merge(crate::runtime::routes::router())
        .merge(crate::stats::routes::router())
        .merge(crate::users::routes::router())
        .merge(crate::workspaces::routes::router());
    OpenApiRouter::with_openapi(Contract::openapi()).nest(BASE, routes)
}

/// The routes that keep their answers to repeated requests themselves, see [`idempotency::Once`].
pub fn once() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().nest(BASE, crate::messages::write_routes::router_of_once())
}

/// The API's specification.
pub fn spec() -> Spec {
    let mut spec = api().merge(once()).split_for_parts().1;
    for (_, item) in spec.paths.paths.iter_mut().filter(|(path, _)| idempotency::covers(path)) {
        if let Some(post) = &mut item.post {
            post.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
        }
    }
    spec
}

fn idempotency_key() -> Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some(
            "A name of your choice for this request, 1 to 255 characters. Sent again with the same name within a \
             day, it is answered as before and not carried out twice.",
        ))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}

/// Says how a caller shows who they are.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, spec: &mut Spec) {
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.description = Some("An access token, or an API key.".to_owned());
        let components = spec.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}
