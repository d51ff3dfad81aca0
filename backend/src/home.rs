//! Where the database lives. A copy of it (restored, moved or cloned) would connect the same accounts, ask for the same
//! bots' updates and send what the original has sent since: nothing runs on it until an owner says that the other copy
//! is stopped.

pub mod age;
mod place;
pub mod store;

use std::collections::BTreeMap;

use openapi::{
    WorkspaceId,
    runtime::{DatabaseCopy, Difference},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use self::{age::Age, store::Written};
use crate::{
    db::Db,
    entity::home::{Model, Place},
    error::{Error, Result},
    events::NewEvent,
    runtime,
    state::AppState,
    supervisor, workspaces,
};

/// Why nothing runs, in a log line and wherever someone wants to act all the same.
pub const HELD: &str = "this database is a copy: nothing runs on it until an owner says in the page, or with \
                        `switchboard adopt`, that the other one is stopped";

/// A difference in words.
pub fn say(differs: Difference) -> &'static str {
    match differs {
        Difference::File => "it is another file than the one bots and accounts ran on",
        Difference::Age => "its file was set back to what it was earlier",
        Difference::Server => "it is on another PostgreSQL server",
        Difference::Database => "it is another database of the server",
        Difference::Rows => "its rows were restored from a dump",
        Difference::Timeline => "its server was recovered or promoted while nothing ran on it",
    }
}

/// What a look found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// What differs, if the database is a copy.
    pub differs: Option<Difference>,
    /// What was known to differ before.
    pub noted: Option<Difference>,
}

/// Compares the database's place with the one it last ran at; the first look makes that. `running` says that this
/// process runs here already: where it is the server that moved on, to a new timeline, it is no copy.
pub async fn look(state: &AppState, tx: &DatabaseTransaction, running: bool) -> Result<Look> {
    if store::find(tx).await?.is_none() {
        state.age.begin(1)?;
        store::insert(tx, place::find(tx).await?).await?;
    }
    let Compared { row, is, mut differs, .. } = compare(&state.age, tx).await?;
    if differs == Some(Difference::Timeline)
        && running
        && supervisor::store::holds_any(tx, state.node, state.clock.now()).await?
    {
        tracing::info!("PostgreSQL went on with a new timeline; so does everything here");
        store::move_to(tx, is).await?;
        differs = None;
    }
    Ok(Look { differs, noted: row.held })
}

struct Compared {
    row: Model,
    is: Place,
    known_age: Option<i64>,
    differs: Option<Difference>,
}

async fn compare(age: &Age, db: &impl ConnectionTrait) -> Result<Compared> {
    // before the row: there it grows first
    let known_age = age.read()?;
    let is = place::find(db).await?;
    let Some(Written { row, by }) = store::find(db).await? else { return Err(Error::Stale) };
    let elsewhere = differ(&row.place, &is);
    let rewritten = || row.written_by.is_some() && row.written_by != by;
    let set_back = || known_age.is_some_and(|known| known > row.age);
    let differs = match elsewhere {
        // a new timeline is looked at last: it may be the server's own
        Some(Difference::Timeline) | None if rewritten() => Some(Difference::Rows),
        None if age.is_kept() && known_age.is_none() => Some(Difference::File),
        None if set_back() => Some(Difference::Age),
        elsewhere => elsewhere,
    };
    Ok(Compared { row, is, known_age, differs })
}

/// What differs between two places. What may not be asked tells nothing.
fn differ(was: &Place, is: &Place) -> Option<Difference> {
    fn known<T: PartialEq>(was: Option<&T>, is: Option<&T>) -> bool {
        was.zip(is).is_some_and(|(was, is)| was != is)
    }
    match (was, is) {
        (Place::File { .. }, Place::File { .. }) => (was != is).then_some(Difference::File),
        (
            Place::Server { system, database, timeline },
            Place::Server { system: is_system, database: is_database, timeline: is_timeline },
        ) => {
            if known(system.as_ref(), is_system.as_ref()) {
                Some(Difference::Server)
            } else if database != is_database {
                Some(Difference::Database)
            } else {
                known(timeline.as_ref(), is_timeline.as_ref()).then_some(Difference::Timeline)
            }
        }
        _ => Some(Difference::Server),
    }
}

/// Counts that the fleet ended in order: what was copied before is older.
pub async fn leave(state: &AppState) -> Result<()> {
    let tx = state.db.begin().await?;
    let age = state.age.grow(&tx).await?;
    tx.commit().await?;
    state.age.note(age)
}

/// What makes a database a copy, as a start here would find it.
pub async fn differs(db: &Db) -> Result<Option<Difference>> {
    let age = Age::beside(db).await?;
    if store::find(&db.reader).await?.is_none() {
        return Ok(None);
    }
    Ok(compare(&age, &db.reader).await?.differs)
}

/// Fails where the database is a copy: for what acts at Telegram as an identity without its lease.
pub async fn refuse_copy(db: &impl ConnectionTrait) -> Result<()> {
    match store::find(db).await? {
        Some(home) if home.row.held.is_some() => Err(Error::conflict(HELD)),
        _ => Ok(()),
    }
}

/// Stores and tells that nothing may run, or that it may again.
pub async fn note(state: &AppState, differs: Option<Difference>) -> Result<()> {
    let tx = state.db.begin().await?;
    let Some(row) = store::lock(&tx).await? else { return Ok(()) };
    if row.held == differs {
        return Ok(());
    }
    store::hold(&tx, state.clock.now(), differs).await?;
    tell(state, tx, BTreeMap::new()).await
}

/// Makes where a copy is its home. Returns what differed and the last row of the outbox that the other copy had too;
/// none where the database is no copy.
pub async fn adopt(state: &AppState, tx: &DatabaseTransaction) -> Result<Option<(DatabaseCopy, i64)>> {
    if store::lock(tx).await?.is_none() {
        return Ok(None);
    }
    let Compared { row, is, known_age, differs } = compare(&state.age, tx).await?;
    let Some(differs) = differs else { return Ok(None) };
    let (copy, last) = match (row.held, row.held_since, row.held_outbox) {
        (Some(differs), Some(since), Some(last)) => (DatabaseCopy { differs, since }, last),
        _ => (DatabaseCopy { differs, since: state.clock.now() }, store::last_of_outbox(tx).await?),
    };
    // the file first: without the commit it stays ahead, and the database a copy
    let age = row.age.max(known_age.unwrap_or_default()) + 1;
    state.age.begin(age)?;
    store::settle(tx, is, age).await?;
    Ok(Some((copy, last)))
}

/// Ends a change of whether anything may run: tells every workspace, beside what else happened there.
pub async fn tell(
    state: &AppState,
    tx: DatabaseTransaction,
    mut events: BTreeMap<WorkspaceId, Vec<NewEvent>>,
) -> Result<()> {
    for workspace in workspaces::store::all(&tx).await? {
        let event = NewEvent::of_all(runtime::service::show(state, &tx).await?);
        events.entry(workspace.id).or_default().push(event);
    }
    state.commit_all(tx, events).await
}
