//! The content-addressed store: each file once, under the hash of its bytes, durable before anyone hears of it.

use std::{
    io,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use tempfile::TempPath;
use tokio::{fs::File, io::AsyncWriteExt};

/// Where files are until all their bytes are there.
const INCOMING: &str = "incoming";

/// Where the file with this hash is: `ab/cdef...`.
pub fn path(dir: &Path, sha256: &str) -> PathBuf {
    let (folder, name) = sha256.split_at_checked(2).unwrap_or(("", sha256));
    dir.join(folder).join(name)
}

/// A file on its way into the store. Dropped before it is kept, it leaves nothing behind.
#[derive(Debug)]
pub struct Draft {
    dir: PathBuf,
    file: File,
    temp: TempPath,
    hash: Sha256,
    size: u64,
}

/// A file whose bytes are all there but that is not in the store yet.
#[derive(Debug)]
pub struct Complete {
    dir: PathBuf,
    temp: TempPath,
    /// The hash of its bytes, in hex.
    pub sha256: String,
    /// Its length in bytes.
    pub size: u64,
}

impl Draft {
    /// Begins a file in the store at `dir`.
    pub async fn begin(dir: &Path) -> io::Result<Self> {
        let folder = dir.join(INCOMING);
        tokio::fs::create_dir_all(&folder).await?;
        let temp = blocking(move || tempfile::NamedTempFile::new_in(folder)).await?;
        let (file, temp) = temp.into_parts();
        Ok(Self { dir: dir.to_owned(), file: File::from_std(file), temp, hash: Sha256::new(), size: 0 })
    }

    /// Adds bytes. Returns how many there are by now.
    pub async fn write(&mut self, bytes: &Bytes) -> io::Result<u64> {
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        self.file.write_all(bytes).await?;
        Ok(self.size)
    }

    /// Ends the file: from here on its bytes survive a loss of power.
    pub async fn complete(mut self) -> io::Result<Complete> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        let sha256 = format!("{:x}", self.hash.finalize());
        Ok(Complete { dir: self.dir, temp: self.temp, sha256, size: self.size })
    }
}

impl Complete {
    /// Where its bytes are until it is kept.
    pub fn path(&self) -> &Path {
        &self.temp
    }

    /// Moves it into the store, where the same bytes may be already. Returns its hash.
    pub async fn keep(self) -> io::Result<String> {
        blocking(move || {
            let target = path(&self.dir, &self.sha256);
            if !target.exists() {
                let folder = target.parent().unwrap_or(&self.dir);
                std::fs::create_dir_all(folder)?;
                self.temp.persist(&target)?;
                std::fs::File::open(folder)?.sync_all()?;
                std::fs::File::open(&self.dir)?.sync_all()?;
            }
            Ok(self.sha256)
        })
        .await
    }
}

/// Removes files that nothing was added to since then and that were never kept: their process died. Returns how many.
pub async fn sweep(dir: &Path, untouched_since: DateTime<Utc>) -> io::Result<usize> {
    let folder = dir.join(INCOMING);
    blocking(move || {
        let entries = match std::fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            entries => entries?,
        };
        let mut removed = 0;
        for entry in entries {
            let entry = entry?;
            if DateTime::<Utc>::from(entry.metadata()?.modified()?) < untouched_since {
                std::fs::remove_file(entry.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    })
    .await
}

/// Runs what waits for the disk where it holds nobody up.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
