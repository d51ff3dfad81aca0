//! The database: SQLite embedded by default, PostgreSQL when one machine is not enough.

use std::time::Duration;

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

/// Two ways to the same data. On SQLite the writer is one connection, so that writes queue instead of colliding;
/// on PostgreSQL both are the same pool.
#[derive(Clone, Debug)]
pub struct Db {
    /// For queries.
    pub reader: DatabaseConnection,
    writer: DatabaseConnection,
}

impl Db {
    /// Opens the database at `url`, making the file where it is SQLite's.
    pub async fn connect(url: &str) -> Result<Self, DbErr> {
        if url.starts_with("sqlite:") {
            if let Some(folder) = url.strip_prefix("sqlite://").and_then(|p| std::path::Path::new(p).parent())
            {
                std::fs::create_dir_all(folder)
                    .map_err(|e| DbErr::Custom(format!("{}: {e}", folder.display())))?;
            }
            let writer = Database::connect(sqlite(url, 1)).await?;
            let reader = Database::connect(sqlite(url, 8)).await?;
            Ok(Self { reader, writer })
        } else {
            let mut options = ConnectOptions::new(url);
            options.max_connections(24).min_connections(1).sqlx_logging(false);
            options.acquire_timeout(Duration::from_secs(30));
            let pool = Database::connect(options).await?;
            Ok(Self { reader: pool.clone(), writer: pool })
        }
    }

    /// Begins a write. On SQLite it takes the write lock at once: a deferred one fails when it turns from reading to
    /// writing while another wrote.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        self.writer
            .begin_with_options(TransactionOptions {
                isolation_level: None,
                access_mode: None,
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            })
            .await
    }

    /// Runs what is missing of the migrations.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        use migration::MigratorTrait;
        migration::Migrator::up(&self.writer, None).await
    }

    /// How many migrations the database still waits for.
    pub async fn pending_migrations(&self) -> Result<usize, DbErr> {
        use migration::MigratorTrait;
        Ok(migration::Migrator::get_pending_migrations(&self.reader).await?.len())
    }

    /// Closes all connections.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.close().await?;
        self.writer.close().await
    }
}

/// Rows to insert, in parts that are as large as powers of two, the largest first: batches of whatever size then come with
/// few statements, which the database has prepared already.
pub fn parts<T>(mut rows: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    std::iter::from_fn(move || {
        let size = 1 << rows.len().checked_ilog2()?;
        Some(rows.drain(..size).collect())
    })
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .sqlx_logging(false)
        .acquire_timeout(Duration::from_secs(30))
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(|options| {
            options
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // NORMAL may lose the last commits when the power fails, and we have acknowledged them by then
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .pragma("cache_size", "-32768")
                .pragma("mmap_size", "268435456")
                .pragma("temp_store", "memory")
                .pragma("wal_autocheckpoint", "2000")
                .pragma("journal_size_limit", "67108864")
                .optimize_on_close(true, 400)
        });
    options
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn parts_are_powers_of_two_and_keep_the_order() {
        let all: Vec<usize> = (0..77).collect();
        let parts: Vec<_> = parts(all.clone()).collect();
        assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [64, 8, 4, 1]);
        assert_eq!(parts.concat(), all);
        assert_eq!(super::parts(Vec::<usize>::new()).count(), 0);
    }
}
