//! Coming into groups and channels, and leaving them.

use openapi::{
    AccountId, ChatId, Code, FieldCode,
    chats::{Chat, ChatKind, Joined},
};
use serde_json::json;

use super::{ask, store};
use crate::{
    audit::{self, Change},
    bots::{self, token},
    chats,
    entity::identity::IdentityKind,
    error::{Error, Result},
    inbox::{Delivery, Incoming, Peer, Standing, Update},
    platforms::telegram_account::{
        Failure,
        link::{self, Link},
        membership::{self, Entered},
    },
    state::AppState,
    web::caller::Caller,
};

/// Has an account join a group or channel.
pub async fn join(state: &AppState, by: &Caller, id: AccountId, text: &str) -> Result<Joined> {
    let row = store::find(&state.db.reader, by.workspace_id, id).await?;
    let link = link::read(text).ok_or_else(|| {
        Error::field("link", FieldCode::Malformed, "is neither a name (@name) nor a link of t.me")
    })?;
    let connected = state.accounts.connected(id.into())?;
    // an invite link is a key to the chat, and the log is read by many
    let (entered, through) = match link {
        Link::Name { name, .. } => {
            (membership::join(&connected.client, name.clone()).await, format!("@{name}"))
        }
        Link::Invite(hash) => {
            (membership::follow(&connected.client, hash).await, "an invite link".to_owned())
        }
        Link::Id { .. } => {
            return Err(unusable("names a chat by its number; join by its name or invite link"));
        }
    };
    let target = match entered.map_err(refused)? {
        Entered::Joined(target) => Some(target),
        Entered::Requested => None,
        Entered::Unusable => {
            return Err(unusable("leads to no group or channel that can be joined from here"));
        }
    };
    let requested = target.is_none();
    let tx = state.db.begin().await?;
    let change = Change {
        action: "account.join",
        target: id.to_string(),
        name: &row.identity.name,
        before: None,
        after: Some(&json!({ "through": through, "requested": requested })),
    };
    audit::record(&tx, &state.clock, by, change).await?;
    tx.commit().await?;
    let Some(target) = target else { return Ok(Joined { chat: None, requested }) };
    let chat = ask::open(state, &connected, target).await?;
    Ok(Joined { chat: Some(chats::service::find(state, by, chat.id).await?), requested })
}

/// Leaves a group or channel.
pub async fn leave(state: &AppState, by: &Caller, id: ChatId) -> Result<Chat> {
    let chat = chats::store::find(&state.db.reader, by.workspace_id, None, id).await?.chat;
    if chat.kind == ChatKind::Private {
        return Err(Error::conflict("nobody can leave a chat with one person"));
    }
    let left = Incoming::Met {
        chat: Peer {
            title: chat.title.clone(),
            username: chat.username.clone(),
            standing: Some(Standing::LEFT),
            ..Peer::known(chat.peer_kind, chat.peer_id, chat.kind)
        },
    };
    match chat.identity_kind {
        IdentityKind::Account => {
            let asked = ask::chat(state, by, id, "").await?;
            membership::leave(&asked.connected.client, asked.target).await.map_err(refused)?;
            ask::keep(state, &asked.connected, vec![left], None).await?;
        }
        IdentityKind::Bot => {
            let row = bots::store::find(&state.db.reader, by.workspace_id, chat.identity_id.into()).await?;
            state.telegram.client(token::open(state, &row.bot)?).leave_chat(chat.telegram_id()).await?;
            let delivery = Delivery {
                identity: chat.identity_id,
                workspace: chat.workspace_id,
                kind: IdentityKind::Bot,
                fencing: None,
                updates: vec![Update::fetched(vec![left])],
                next: None,
            };
            state.inbox.submit(delivery).await?;
        }
    }
    let shown = chats::service::find(state, by, id).await?;
    let tx = state.db.begin().await?;
    let change = Change::<Chat> {
        action: "chat.leave",
        target: id.to_string(),
        name: &shown.title,
        before: None,
        after: None,
    };
    audit::record(&tx, &state.clock, by, change).await?;
    tx.commit().await?;
    Ok(shown)
}

fn unusable(message: &str) -> Error {
    Error::field("link", FieldCode::Unusable, message)
}

/// Names: <https://core.telegram.org/method/messages.importChatInvite>,
/// <https://core.telegram.org/method/channels.joinChannel>, <https://core.telegram.org/method/channels.leaveChannel>
fn refused(failure: Failure) -> Error {
    let Failure::Refused(name) = &failure else { return failure.into() };
    match name.as_str() {
        "INVITE_HASH_EXPIRED" => {
            unusable("this invite link has expired or was taken back: ask for a new one")
        }
        "INVITE_HASH_INVALID" | "INVITE_HASH_EMPTY" => unusable("Telegram does not know this invite link"),
        "USERNAME_INVALID" | "USERNAME_NOT_OCCUPIED" => unusable("nothing at Telegram has this name"),
        "USER_ALREADY_PARTICIPANT" => {
            Error::Conflict(Code::AlreadyExists, "this account is in this chat already".to_owned())
        }
        "CHANNELS_TOO_MUCH" => Error::conflict(
            "this account is in as many groups and channels as Telegram allows: leave one first",
        ),
        "USERS_TOO_MUCH" => Error::conflict("this chat is full: Telegram lets nobody else in"),
        "CHANNEL_PRIVATE" | "USER_KICKED" | "USER_BANNED_IN_CHANNEL" => {
            Error::conflict("this chat is private, or this account was banned from it")
        }
        "USER_CREATOR" => Error::conflict(
            "this account owns the chat: give it to someone else or delete it in one of Telegram's apps",
        ),
        _ => failure.into(),
    }
}
