//! Telegram for a server that is a process of its own.

use anyhow::Result;
use sandbox::{Mtproto, Sandbox};
use tempfile::TempDir;

/// A sandbox for bots and accounts, and what a server must know of it.
pub struct Telegram {
    pub sandbox: Sandbox,
    mtproto: Mtproto,
    /// Holds the data centres' key.
    folder: TempDir,
}

impl Telegram {
    /// An empty world.
    pub async fn start() -> Result<Self> {
        let sandbox = Sandbox::start().await?;
        let (mtproto, folder) = (sandbox.serve_mtproto().await?, tempfile::tempdir()?);
        std::fs::write(folder.path().join("key.pem"), mtproto.public_key_pem())?;
        Ok(Self { sandbox, mtproto, folder })
    }

    /// The key of its data centres, as PEM.
    pub fn public_key(&self) -> &str {
        self.mtproto.public_key_pem()
    }

    /// The settings of a server that is to believe in it.
    pub fn settings(&self) -> [(&'static str, String); 5] {
        let centres = self.mtproto.data_centres().iter().map(|(id, address)| format!("{id}={address}"));
        [
            ("TELEGRAM_API_URL", self.sandbox.url()),
            ("TELEGRAM_API_ID", "12345".to_owned()),
            ("TELEGRAM_API_HASH", "an application".to_owned()),
            ("TELEGRAM_DATA_CENTRES", centres.collect::<Vec<_>>().join(",")),
            ("TELEGRAM_RSA_KEY", self.folder.path().join("key.pem").display().to_string()),
        ]
    }
}
