//! How connections end.

use std::io;

use tokio::{io::AsyncWriteExt, net::TcpStream};

/// How a connection ends.
#[derive(Debug, thiserror::Error)]
pub enum End {
    /// The client went away.
    #[error("the client went away")]
    Gone,
    /// Cut by the server.
    #[error("cut")]
    Cut,
    /// The key is not known here, or the packet was not made with it.
    #[error("the key is not known here")]
    Refused,
    /// The network failed.
    #[error(transparent)]
    Network(#[from] io::Error),
    /// The client does not follow the protocol.
    #[error(transparent)]
    Broken(#[from] anyhow::Error),
}

impl End {
    /// Says so where Telegram does: transport error -404.
    pub async fn tell(&self, stream: &mut TcpStream) {
        if matches!(self, Self::Refused)
            && let Err(error) = stream.write_all(&(-404i32).to_le_bytes()).await
        {
            tracing::debug!(%error, "a client does not wait to be refused");
        }
    }
}
