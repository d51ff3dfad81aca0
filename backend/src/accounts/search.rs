//! Searches a chat at Telegram. What is found is stored, apart from the chat's thread: what lies between is not here.

use openapi::{ChatId, FieldCode, MessageId, messages::MessagePage};

use super::ask;
use crate::{
    error::{Error, Result},
    messages::{store, thread},
    platforms::telegram_account::search,
    state::AppState,
    web::caller::Caller,
};

/// Messages with these words in them, the earlier of them first, before one of them or up to the newest.
pub async fn chat(
    state: &AppState,
    by: &Caller,
    id: ChatId,
    q: &str,
    before: Option<MessageId>,
) -> Result<MessagePage> {
    let asked = ask::chat(state, by, id, "Telegram lets bots search nothing").await?;
    let q = q.trim();
    if q.is_empty() {
        return Err(Error::field("q", FieldCode::TooShort, "say what to search for"));
    }
    let reader = &state.db.reader;
    let before = match before {
        Some(before) => store::find_in(reader, by.workspace_id, id, before).await?.external_id,
        None => None,
    };
    let hits = search::messages(&asked.connected.client, asked.target, q, before.unwrap_or_default()).await?;
    ask::keep(state, &asked.connected, hits.content, Some(hits.known)).await?;
    let rows = store::by_external(reader, id, hits.ids).await?;
    Ok(MessagePage {
        before: rows.first().filter(|_| !hits.complete).map(|row| row.id),
        after: None,
        items: thread::shown(reader, id, rows).await?,
        complete: false,
    })
}
