//! One file per change of the schema; runs on SQLite and PostgreSQL.
//!
//! Rolling upgrades: a new column is nullable or has a database default; a column is dropped one release after the
//! last code that used it.

#![allow(
    clippy::wildcard_imports,
    clippy::too_many_lines,
    reason = "a migration reads as one list in the schema's own words"
)]

pub use sea_orm_migration::prelude::*;

mod m20261120_000001_operators;
mod m20261120_000002_identities;
mod m20261120_000003_inbox;
mod m20261120_000004_outbox;
mod m20261120_000005_events;
mod m20261120_000006_accounts;
mod m20261120_000007_chat_list;
mod m20261120_000008_polls;
mod m20261120_000009_chat_marks;
mod m20261120_000010_runtime;
mod m20261120_000011_names;
mod m20261120_000013_keyboards;
mod m20261120_000015_lookups;

/// Runs every migration in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261120_000001_operators::Migration),
            Box::new(m20261120_000002_identities::Migration),
            Box::new(m20261120_000003_inbox::Migration),
            Box::new(m20261120_000004_outbox::Migration),
            Box::new(m20261120_000005_events::Migration),
            Box::new(m20261120_000006_accounts::Migration),
            Box::new(m20261120_000007_chat_list::Migration),
            Box::new(m20261120_000008_polls::Migration),
            Box::new(m20261120_000009_chat_marks::Migration),
            Box::new(m20261120_000010_runtime::Migration),
            Box::new(m20261120_000011_names::Migration),
            Box::new(m20261120_000013_keyboards::Migration),
            Box::new(m20261120_000015_lookups::Migration),
        ]
    }
}

/// A point in time, in UTC.
fn time(name: &str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.timestamp_with_time_zone();
    column
}
