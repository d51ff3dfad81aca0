//! A connection of bare sqlx to either database.

use std::time::Duration;

use anyhow::{Result, bail};
use sea_orm::Value;
use sqlx::{
    AssertSqlSafe, Connection as _, Database, Encode, PgConnection, SqliteConnection, Type,
    query::Query,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    types::{
        JsonValue, Uuid,
        chrono::{DateTime, Utc},
    },
};

pub enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Connection {
    /// Opens SQLite as durable as the server does.
    pub async fn sqlite(url: &str) -> Result<Self> {
        let options: SqliteConnectOptions = url.parse()?;
        let options = options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .pragma("cache_size", "-32768")
            .pragma("mmap_size", "268435456")
            .pragma("wal_autocheckpoint", "2000");
        Ok(Self::Sqlite(SqliteConnection::connect_with(&options).await?))
    }

    /// Connects to PostgreSQL.
    pub async fn postgres(url: &str) -> Result<Self> {
        Ok(Self::Postgres(PgConnection::connect(url).await?))
    }

    /// Begins a transaction.
    pub async fn begin(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(_) => self.execute("BEGIN IMMEDIATE", &[]).await,
            Self::Postgres(_) => self.execute("BEGIN", &[]).await,
        }
    }

    /// Makes it durable.
    pub async fn commit(&mut self) -> Result<()> {
        self.execute("COMMIT", &[]).await
    }

    /// Inserts all rows with one statement.
    pub async fn insert(&mut self, head: &str, rows: &[Vec<Value>], tail: &str) -> Result<()> {
        let mut number = 0;
        let mut parameter = || {
            number += 1;
            match self {
                // SQLite takes $1 for a name, and looks names up one by one
                Self::Sqlite(_) => "?".to_owned(),
                Self::Postgres(_) => format!("${number}"),
            }
        };
        let mut row = |row: &Vec<Value>| {
            let parameters: Vec<String> = row.iter().map(|_| parameter()).collect();
            format!("({})", parameters.join(", "))
        };
        let rows_sql: Vec<String> = rows.iter().map(&mut row).collect();
        let sql = format!("{head}{}{tail}", rows_sql.join(", "));
        self.execute(&sql, &rows.concat()).await
    }

    /// Runs a statement.
    pub async fn execute(&mut self, sql: &str, values: &[Value]) -> Result<()> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(connection) => {
                let query = values.iter().try_fold(sqlx::query(sql), bind)?;
                query.execute(connection).await?;
            }
            Self::Postgres(connection) => {
                let query = values.iter().try_fold(sqlx::query(sql), bind)?;
                query.execute(connection).await?;
            }
        }
        Ok(())
    }

    /// Closes it.
    pub async fn close(self) -> Result<()> {
        match self {
            Self::Sqlite(connection) => connection.close().await?,
            Self::Postgres(connection) => connection.close().await?,
        }
        Ok(())
    }
}

fn bind<'q, DB: Database>(
    query: Query<'q, DB, DB::Arguments>,
    value: &Value,
) -> Result<Query<'q, DB, DB::Arguments>>
where
    Option<bool>: Encode<'q, DB> + Type<DB>,
    Option<i32>: Encode<'q, DB> + Type<DB>,
    Option<i64>: Encode<'q, DB> + Type<DB>,
    Option<String>: Encode<'q, DB> + Type<DB>,
    Option<Uuid>: Encode<'q, DB> + Type<DB>,
    Option<DateTime<Utc>>: Encode<'q, DB> + Type<DB>,
    Option<JsonValue>: Encode<'q, DB> + Type<DB>,
{
    Ok(match value {
        Value::Bool(value) => query.bind(*value),
        Value::Int(value) => query.bind(*value),
        Value::BigInt(value) => query.bind(*value),
        Value::String(value) => query.bind(value.clone()),
        Value::Uuid(value) => query.bind(*value),
        Value::ChronoDateTimeUtc(value) => query.bind(*value),
        Value::Json(value) => query.bind(value.as_deref().cloned()),
        other => bail!("no row holds {other:?}"),
    })
}
