//! Shows the others of a chat that someone writes here. Telegram is asked directly: a moment later it would not be true.

use openapi::ChatId;

use super::store;
use crate::{
    bots,
    entity::identity::IdentityKind,
    error::Result,
    messages::send::{can_write, not_archived},
    platforms::telegram_account::{self, gestures},
    state::AppState,
    web::caller::Caller,
};

/// Shows it, for some seconds.
pub async fn show(state: &AppState, caller: &Caller, id: ChatId) -> Result<()> {
    let reader = &state.db.reader;
    let chat = store::find(reader, caller.workspace_id, None, id).await?.chat;
    can_write(&chat)?;
    not_archived(reader, chat.identity_id).await?;
    match chat.identity_kind {
        IdentityKind::Bot => {
            let row = bots::store::find(reader, caller.workspace_id, chat.identity_id.into()).await?;
            let client = state.telegram.client(bots::token::open(state, &row.bot)?);
            Ok(client.typing(chat.telegram_id()).await?)
        }
        IdentityKind::Account => {
            let client = state.accounts.connected(chat.identity_id)?.client;
            Ok(gestures::typing(&client, telegram_account::store::target(reader, &chat).await?).await?)
        }
    }
}
