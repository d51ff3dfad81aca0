//! The sockets' addresses.

use axum::{
    Extension, Router,
    extract::{State, WebSocketUpgrade},
    http::{HeaderMap, header},
    response::Response,
    routing::any,
};
use openapi::{ChatId, EventId, IdentityId, UserId, api_keys::Scope};
use serde::Deserialize;

use super::{Frame, socket};
use crate::{
    auth,
    entity::identity::IdentityKind,
    error::{Error, Result},
    state::AppState,
    web::{
        address::Address,
        caller::{Caller, Rights},
        extract::{Query, comma_list},
    },
};

/// Which rooms a socket shows: bots and accounts are never mixed unless both are asked for.
#[derive(Debug, Clone, Copy)]
enum Room {
    Bots,
    Accounts,
    All,
}

/// The sockets, with and without a slash at the end.
pub fn router() -> Router<AppState> {
    let mut router = Router::new();
    for (path, room) in [
        ("/ws/bots/notifications", Room::Bots),
        ("/ws/accounts/notifications", Room::Accounts),
        ("/ws/notifications", Room::All),
    ] {
        let serve = move |state, caller, address, headers, query, upgrade| {
            open(room, state, caller, address, headers, query, upgrade)
        };
        router = router.route(path, any(serve)).route(&format!("{path}/"), any(serve));
    }
    router
}

/// What a client asks a socket for.
#[derive(Debug, Deserialize)]
struct Wanted {
    ticket: Option<String>,
    after: Option<EventId>,
    #[serde(default, deserialize_with = "comma_list")]
    bot_id: Vec<IdentityId>,
    #[serde(default, deserialize_with = "comma_list")]
    account_id: Vec<IdentityId>,
    #[serde(default, deserialize_with = "comma_list")]
    chat_id: Vec<ChatId>,
    #[serde(default, rename = "type", deserialize_with = "comma_list")]
    kinds: Vec<String>,
}

/// Which events a socket shows.
#[derive(Debug)]
pub(super) struct Filter {
    room: Room,
    identities: Vec<IdentityId>,
    chats: Vec<ChatId>,
    kinds: Vec<String>,
}

impl Filter {
    /// Whether the socket asked for this event and its user may see it.
    pub(super) fn lets(&self, frame: &Frame, user: Option<UserId>) -> bool {
        let room = match self.room {
            _ if frame.identity_kind.is_none() => true,
            Room::All => true,
            Room::Bots => frame.identity_kind == Some(IdentityKind::Bot),
            Room::Accounts => frame.identity_kind == Some(IdentityKind::Account),
        };
        room && frame.user_id.is_none_or(|only| Some(only) == user)
            && among(&self.identities, frame.identity_id.as_ref())
            && among(&self.chats, frame.chat_id.as_ref())
            && among(&self.kinds, Some(&frame.kind))
    }
}

/// Whether a list names this; an empty list names everything.
fn among<T: PartialEq>(list: &[T], value: Option<&T>) -> bool {
    list.is_empty() || value.is_some_and(|value| list.contains(value))
}

async fn open(
    room: Room,
    State(state): State<AppState>,
    caller: Option<Extension<Caller>>,
    Address(address): Address,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
    upgrade: WebSocketUpgrade,
) -> Result<Response> {
    check_origin(&state, &headers)?;
    let caller = match (wanted.ticket, caller) {
        (Some(ticket), _) => auth::tickets::redeem(&state, &ticket, address).await?,
        (None, Some(Extension(caller))) => caller,
        (None, None) => return Err(Error::Unauthenticated),
    };
    if let Rights::Scopes(scopes) = &caller.rights
        && !scopes.contains(&Scope::Read)
    {
        return Err(Error::Forbidden("the scope read"));
    }
    let filter = Filter {
        room,
        identities: [wanted.bot_id, wanted.account_id].concat(),
        chats: wanted.chat_id,
        kinds: wanted.kinds,
    };
    let tasks = state.shutdown.tasks.clone();
    Ok(upgrade.on_upgrade(move |socket| {
        // axum's own stop does not wait for upgraded connections
        tasks.track_future(socket::serve(state, caller, filter, wanted.after, socket))
    }))
}

/// A browser tells which page opens a socket; pages of others may not, even with a stolen ticket.
fn check_origin(state: &AppState, headers: &HeaderMap) -> Result<()> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else { return Ok(()) };
    let same_host =
        text(header::HOST).is_some_and(|host| origin.split_once("://").is_some_and(|(_, o)| o == host));
    let public =
        state.config.public_url.as_ref().is_some_and(|url| url.origin().ascii_serialization() == origin);
    if same_host || public || state.config.cors_origins.iter().any(|allowed| allowed == origin) {
        Ok(())
    } else {
        Err(Error::Forbidden("a page of this server, or one that CORS_ORIGINS names"))
    }
}
