//! Finds out where a database is.

use std::{os::unix::fs::MetadataExt, path::PathBuf, time::UNIX_EPOCH};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use crate::{
    entity::home::Place,
    error::{Error, Result},
};

/// Where a database is.
pub(super) async fn find(db: &impl ConnectionTrait) -> Result<Place> {
    if db.get_database_backend() != DbBackend::Sqlite {
        return server(db).await;
    }
    let found = |path: PathBuf| -> std::io::Result<Place> {
        let about = path.metadata()?;
        let born = about.created().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let born = match born.filter(|age| !age.is_zero()) {
            Some(age) => age.as_micros().to_string(),
            // some file systems do not note it, and another machine may number its files alike
            None => std::fs::read_to_string("/etc/machine-id").unwrap_or_default().trim().to_owned(),
        };
        Ok(Place::File { inode: about.ino(), born })
    };
    match file(db).await? {
        Some(path) => found(path).map_err(|e| Error::internal("looking at the database's file", e)),
        None => Ok(Place::File { inode: 0, born: "memory".to_owned() }),
    }
}

/// `SQLite`'s file; none for a database in memory, and on `PostgreSQL`.
pub(super) async fn file(db: &impl ConnectionTrait) -> Result<Option<PathBuf>, DbErr> {
    if db.get_database_backend() != DbBackend::Sqlite {
        return Ok(None);
    }
    let row = ask(db, "SELECT file FROM pragma_database_list WHERE name = 'main'").await?;
    let path: Option<String> = row.try_get("", "file")?;
    Ok(path.filter(|path| !path.is_empty()).map(PathBuf::from))
}

/// Any role may ask for these, unless someone took that from it.
async fn server(db: &impl ConnectionTrait) -> Result<Place> {
    const MAY: &str = "coalesce(has_function_privilege(to_regprocedure(?), 'execute'), false)";
    let may = |function: &str| MAY.replace('?', &format!("'{function}'"));
    let row = ask(
        db,
        &format!(
            "SELECT oid::bigint AS database, {} AS system, {} AND {} AS timeline \
             FROM pg_database WHERE datname = current_database()",
            may("pg_control_system()"),
            may("pg_walfile_name(pg_lsn)"),
            may("pg_current_wal_lsn()")
        ),
    )
    .await?;
    let database = row.try_get("", "database")?;
    let system = if row.try_get("", "system")? {
        let row = ask(db, "SELECT system_identifier::text AS system FROM pg_control_system()").await?;
        Some(row.try_get("", "system")?)
    } else {
        None
    };
    let timeline = if row.try_get("", "timeline")? {
        // `pg_control_checkpoint` tells it only after the next checkpoint, minutes after a promotion
        let sql =
            "SELECT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint AS timeline";
        Some(ask(db, sql).await?.try_get("", "timeline")?)
    } else {
        None
    };
    Ok(Place::Server { system, database, timeline })
}

async fn ask(db: &impl ConnectionTrait, sql: &str) -> Result<sea_orm::QueryResult, DbErr> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_one_raw(statement).await?.ok_or_else(|| DbErr::Custom("the database tells no place".to_owned()))
}
