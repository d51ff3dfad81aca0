//! How old a `SQLite` database is, counted in it and in a file beside it: where the file is ahead, the database was set
//! back to what it was earlier, in place, and what it holds as queued may have been sent since.

use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use sea_orm::ConnectionTrait;

use super::{place, store};
use crate::{
    db::Db,
    error::{Error, Result},
};

/// The count beside a database.
#[derive(Debug)]
pub struct Age {
    /// The file, named as `SQLite` names its own beside the database; none on `PostgreSQL` and in memory.
    path: Option<PathBuf>,
    /// What this process wrote there last.
    noted: Mutex<i64>,
}

impl Age {
    /// The count beside this database.
    pub async fn beside(db: &Db) -> Result<Self> {
        let path = place::file(&db.reader).await?;
        let path = path.map(|mut path| {
            path.as_mut_os_string().push("-home");
            path
        });
        Ok(Self { path, noted: Mutex::new(0) })
    }

    /// Whether there is a count.
    pub fn is_kept(&self) -> bool {
        self.path.is_some()
    }

    /// The count; none where there is no such file.
    pub fn read(&self) -> Result<Option<i64>> {
        let Some(path) = &self.path else { return Ok(None) };
        match fs::read_to_string(path) {
            Ok(text) => Ok(text.trim().parse().ok()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::internal("reading the file beside the database", error)),
        }
    }

    /// Makes the file, durably.
    pub(super) fn begin(&self, age: i64) -> Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        let made = File::create(path).and_then(|mut file| {
            file.write_all(line(age).as_bytes())?;
            file.sync_all()?;
            File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
        });
        made.map_err(|e| Error::internal("making the file beside the database", e))
    }

    /// Counts in a transaction that is about to let something happen elsewhere. Say it to [`Age::note`] once that is
    /// committed, and before it happens.
    pub async fn grow(&self, tx: &impl ConnectionTrait) -> Result<Option<i64>> {
        if self.is_kept() { store::grow(tx).await } else { Ok(None) }
    }

    /// Counts in the file. It need not be durable: a file that lags behind tells less, never something wrong.
    pub fn note(&self, age: Option<i64>) -> Result<()> {
        let (Some(path), Some(age)) = (&self.path, age) else { return Ok(()) };
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        if age > *noted {
            // over the line that is there: at no time is the file empty
            let wrote = OpenOptions::new().write(true).create(true).truncate(false).open(path);
            wrote
                .and_then(|mut file| file.write_all(line(age).as_bytes()))
                .map_err(|e| Error::internal("writing the file beside the database", e))?;
            *noted = age;
        }
        Ok(())
    }
}

/// Always as long, so that a longer one never shows through.
fn line(age: i64) -> String {
    format!("{age:020}\n")
}
