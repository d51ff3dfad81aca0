//! How an account's own list of chats shows one: asked of Telegram, and stored once it took it.

use openapi::{
    ChatId,
    chats::{Chat, UpdateDialog},
};

use super::ask;
use crate::{
    chats,
    error::{Error, Result},
    inbox::{DialogChange, Incoming},
    platforms::telegram_account::{Failure, dialogs},
    state::AppState,
    web::caller::Caller,
};

/// Changes it. What Telegram took before it refused something stays.
pub async fn update(state: &AppState, by: &Caller, id: ChatId, wanted: UpdateDialog) -> Result<Chat> {
    let asked = ask::chat(state, by, id, "bots have no list of chats at Telegram").await?;
    let muted = wanted.muted_until.map(|until| Some(until).filter(|until| *until > state.clock.now()));
    let changes = [
        wanted.pinned.map(DialogChange::Pinned),
        wanted.archived.map(DialogChange::Archived),
        muted.map(DialogChange::Muted),
        wanted.marked_unread.map(DialogChange::MarkedUnread),
    ];
    let (mut taken, mut refused) = (Vec::new(), None);
    for change in changes.into_iter().flatten() {
        match dialogs::change(&asked.connected.client, asked.target, change).await {
            Ok(()) => taken.push(Incoming::DialogChanged { chat: asked.peer(), change }),
            Err(failure) => {
                refused = Some(failure);
                break;
            }
        }
    }
    ask::keep(state, &asked.connected, taken, None).await?;
    if let Some(failure) = refused {
        return Err(told(failure));
    }
    chats::service::find(state, by, id).await
}

fn told(failure: Failure) -> Error {
    if failure.is("PINNED_DIALOGS_TOO_MUCH") {
        return Error::conflict("Telegram lets this account pin no more chats: unpin one first");
    }
    failure.into()
}
