//! Presses buttons under bots' messages, as an account.

use openapi::{
    MessageId,
    buttons::{ButtonKind, PressButton, Pressed},
};

use super::ask;
use crate::{
    error::{Error, Result},
    inbox::NewButton,
    messages::store,
    platforms::telegram_account::buttons,
    state::AppState,
    web::caller::Caller,
};

/// Presses one, once: what the bot does then may cost something, so nothing is repeated that may have been done.
pub async fn press(state: &AppState, by: &Caller, id: MessageId, press: PressButton) -> Result<Pressed> {
    let row = store::find(&state.db.reader, by.workspace_id, id).await?;
    let asked =
        ask::chat(state, by, row.chat_id, "bots press no buttons: the person in the chat does").await?;
    let (Some(external_id), None) = (row.external_id, row.deleted_at) else {
        return Err(Error::conflict("the message is not there any more"));
    };
    let rows: Vec<Vec<NewButton>> =
        row.buttons.and_then(|json| serde_json::from_value(json).ok()).unwrap_or_default();
    let button = rows.into_iter().nth(press.row).and_then(|row| row.into_iter().nth(press.column));
    let button = button.filter(|button| button.shown.text == press.text);
    let button = button.ok_or_else(|| {
        Error::conflict("the bot changed its buttons meanwhile: look at the message and press again")
    })?;
    match (button.shown.kind, button.data) {
        (ButtonKind::Callback, Some(data)) => {
            Ok(buttons::press(&asked.connected.client, asked.target, external_id, &data).await?)
        }
        _ => Err(Error::conflict("only Telegram's own apps can press this button")),
    }
}
