//! From rows of the log to events on the wire.

use openapi::{Page, events::Event};

use crate::{
    entity::event,
    error::{Error, Result},
};

/// An event as it crosses the wire: its data stands in the row as JSON already, so nothing is read only to be written.
pub fn envelope(row: &event::Model) -> String {
    let time = row.time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
    format!(
        r#"{{"id":{},"time":"{time}","workspace_id":"{}","type":"{}","data":{}}}"#,
        row.id, row.workspace_id, row.kind, row.data
    )
}

/// A page of the log.
pub fn show(page: Page<event::Model>) -> Result<Page<Event>> {
    let read =
        |row| serde_json::from_str(&envelope(&row)).map_err(|e| Error::internal("reading an event", e));
    Ok(Page {
        items: page.items.into_iter().map(read).collect::<Result<_>>()?,
        next_cursor: page.next_cursor,
    })
}
