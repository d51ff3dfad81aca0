//! The data centres.

use std::{io, net::SocketAddr, sync::Arc};

use tokio::net::TcpListener;

use super::wire::{self, AuthKey, PUBLIC_KEY};
use crate::shared::Shared;

/// The data centres of a sandbox, which accounts sign in to.
#[derive(Clone, Debug)]
pub struct Mtproto {
    pub(crate) shared: Arc<Shared>,
    centres: Vec<(i32, SocketAddr)>,
}

impl Mtproto {
    /// Opens data centres at addresses; port zero takes a free one.
    pub(crate) async fn open(shared: Arc<Shared>, wanted: &[(i32, SocketAddr)]) -> io::Result<Self> {
        let mut doors = Vec::new();
        for (centre, address) in wanted {
            doors.push((*centre, TcpListener::bind(address).await?));
        }
        let mut centres = Vec::new();
        for (centre, door) in doors {
            centres.push((centre, door.local_addr()?));
            let serving = serve(Arc::clone(&shared), centre, door);
            tokio::spawn(shared.stop.clone().run_until_cancelled_owned(serving));
        }
        shared.accounts().centres.extend(&centres);
        Ok(Self { shared, centres })
    }

    /// The data centres and where they are.
    pub fn data_centres(&self) -> &[(i32, SocketAddr)] {
        &self.centres
    }

    /// The RSA key that clients have to know, as PEM (PKCS#1). It is the same in every sandbox.
    pub fn public_key_pem(&self) -> &str {
        &PUBLIC_KEY
    }

    /// A key as if a client had made it with a data centre; saves tests the exchange.
    pub fn new_key(&self, data_centre: i32) -> AuthKey {
        let key = wire::random();
        self.shared.accounts().add_key(data_centre, key);
        key
    }
}

async fn serve(shared: Arc<Shared>, centre: i32, door: TcpListener) {
    loop {
        match door.accept().await {
            Ok((stream, _)) => {
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "a connection keeps Nagle's algorithm");
                }
                tokio::spawn(wire::serve(Arc::clone(&shared), centre, stream));
            }
            Err(error) => tracing::warn!(%error, "a data centre cannot take a connection"),
        }
    }
}
