//! The limit: the same rows as the server wrote, written by bare sqlx in batches of the same size.
//!
//! The rows are read from the server's database, column by column, so that nothing about them differs.

mod connection;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use anyhow::Result;
use backend::{
    db::Db,
    entity::{bot, chat, event, identity, message, traffic, update, workspace},
};
use openapi::ChatId;
use sea_orm::{EntityTrait, IdenStatic, Iterable, ModelTrait, QueryOrder, QuerySelect, Value};

use connection::Connection;

use crate::{
    arena::{Arena, Kind},
    report::float,
};

/// How many updates are written.
const UPDATES: usize = 30_000;

/// Updates a second.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// In batches like the server's.
    pub alike: f64,
    /// In batches of the largest size that the server forms.
    pub largest: f64,
}

/// Writes what the server wrote to an empty database of the same kind.
pub async fn measure(arena: &Arena, batch: usize) -> Result<Limit> {
    let rows = Rows::read(&Db::connect(&arena.database).await?).await?;
    Ok(Limit { alike: run(arena, &rows, batch).await?, largest: run(arena, &rows, 256).await? })
}

async fn run(arena: &Arena, rows: &Rows, batch: usize) -> Result<f64> {
    let url = arena.another_database().await?;
    let mut connection = match arena.kind {
        Kind::Sqlite => Connection::sqlite(&url).await?,
        Kind::Postgres => Connection::postgres(&url).await?,
    };
    for table in [&rows.workspaces, &rows.identities, &rows.bots] {
        connection.insert(&table.insert, &table.rows, "").await?;
    }
    let took = write(&mut connection, rows, batch).await?;
    connection.close().await?;
    Ok(float(rows.updates.rows.len()) / took.as_secs_f64())
}

/// What the server does for a batch, without what it has to look up and decide.
async fn write(connection: &mut Connection, all: &Rows, batch: usize) -> Result<Duration> {
    let begun = Instant::now();
    let batches = all.updates.rows.chunks(batch).zip(all.messages.rows.chunks(batch));
    for (number, (updates, messages)) in batches.enumerate() {
        let events = all.events.rows.chunks(batch).nth(number).unwrap_or_default();
        let chats = all.message_chats.chunks(batch).nth(number).unwrap_or_default();
        let chats: BTreeMap<ChatId, &Vec<Value>> =
            chats.iter().filter_map(|id| Some((*id, all.chats.get(id)?))).collect();
        let chats: Vec<Vec<Value>> = chats.into_values().cloned().collect();
        connection.begin().await?;
        connection.execute("UPDATE bots SET last_update_at = $1", std::slice::from_ref(&all.time)).await?;
        connection.insert(&all.updates.insert, updates, "").await?;
        connection.insert(&all.chats_insert, &chats, UPSERT_CHATS).await?;
        connection.insert(&all.messages.insert, messages, "").await?;
        connection.insert(&all.traffic.insert, &all.traffic.rows, UPSERT_TRAFFIC).await?;
        let count = Value::from(i64::try_from(events.len())?);
        connection.execute("UPDATE workspaces SET last_event_id = last_event_id + $1", &[count]).await?;
        connection.insert(&all.events.insert, events, "").await?;
        connection.commit().await?;
    }
    Ok(begun.elapsed())
}

const UPSERT_CHATS: &str = " ON CONFLICT (identity_id, peer_kind, peer_id) DO UPDATE SET kind = excluded.kind, \
    title = excluded.title, username = excluded.username, search = excluded.search, access = excluded.access, \
    preview = excluded.preview, last_message_at = excluded.last_message_at, incoming_count = excluded.incoming_count";

const UPSERT_TRAFFIC: &str = " ON CONFLICT (identity_id, hour) DO UPDATE SET \
    incoming = traffic.incoming + excluded.incoming, outgoing = traffic.outgoing + excluded.outgoing";

/// Rows of one table, and how they are inserted.
struct Table {
    insert: String,
    rows: Vec<Vec<Value>>,
}

/// What the server wrote.
struct Rows {
    workspaces: Table,
    identities: Table,
    bots: Table,
    traffic: Table,
    updates: Table,
    messages: Table,
    events: Table,
    chats: BTreeMap<ChatId, Vec<Value>>,
    chats_insert: String,
    /// The chat of each message.
    message_chats: Vec<ChatId>,
    time: Value,
}

impl Rows {
    async fn read(db: &Db) -> Result<Self> {
        let (reader, limit) = (&db.reader, UPDATES as u64);
        let messages =
            message::Entity::find().order_by_asc(message::Column::Id).limit(limit).all(reader).await?;
        let updates = update::Entity::find().order_by_asc(update::Column::UpdateId).limit(limit);
        // one event for each message; those of the bots came first
        let events = event::Entity::find().order_by_desc(event::Column::Id).limit(limit);
        let chats = chat::Entity::find().all(reader).await?;
        let message_ids = |column: &message::Column| !matches!(column, message::Column::Id);
        Ok(Self {
            workspaces: table(&workspace::Entity::find().all(reader).await?, |_| true),
            identities: table(&identity::Entity::find().all(reader).await?, |_| true),
            bots: table(&bot::Entity::find().all(reader).await?, |_| true),
            traffic: table(&traffic::Entity::find().all(reader).await?, |_| true),
            updates: table(&updates.all(reader).await?, |_| true),
            events: table(&events.all(reader).await?, |_| true),
            message_chats: messages.iter().map(|message| message.chat_id).collect(),
            time: messages.first().map(|message| message.sent_at).into(),
            messages: table(&messages, message_ids),
            chats_insert: table::<chat::Model>(&[], |_| true).insert,
            chats: chats.into_iter().map(|chat| (chat.id, values(&chat, &|_| true))).collect(),
        })
    }
}

type Column<M> = <<M as ModelTrait>::Entity as EntityTrait>::Column;

/// Rows as they stand in their columns, but for those that the database fills in.
fn table<M: ModelTrait>(models: &[M], written: impl Fn(&Column<M>) -> bool) -> Table
where
    M::Entity: Default + IdenStatic,
{
    let columns: Vec<String> =
        Column::<M>::iter().filter(&written).map(|column| format!("\"{}\"", column.as_str())).collect();
    let insert = format!("INSERT INTO {} ({}) VALUES ", M::Entity::default().as_str(), columns.join(", "));
    Table { insert, rows: models.iter().map(|model| values(model, &written)).collect() }
}

fn values<M: ModelTrait>(model: &M, written: &impl Fn(&Column<M>) -> bool) -> Vec<Value> {
    Column::<M>::iter().filter(written).map(|column| model.get(column)).collect()
}
