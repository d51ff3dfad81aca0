//! A session that is kept in memory. `MemorySession` of grammers does not know `PeerId::self_user`.

use std::{
    convert::Infallible,
    net::{SocketAddr, SocketAddrV6},
    sync::{Mutex, PoisonError},
};

use grammers_session::{
    BoxFuture, Session,
    types::{ChannelState, DcOption, PeerId, PeerInfo, UpdateState, UpdatesState},
};

#[derive(Default)]
struct Data {
    home: i32,
    centres: Vec<DcOption>,
    peers: Vec<PeerInfo>,
    updates: UpdatesState,
}

pub struct TestSession(Mutex<Data>);

impl TestSession {
    /// A session that knows data centres, where they are, and keys made with them.
    pub fn new(home: i32, centres: impl IntoIterator<Item = (i32, SocketAddr, Option<[u8; 256]>)>) -> Self {
        let known = centres.into_iter().filter_map(|(id, address, auth_key)| {
            let SocketAddr::V4(ipv4) = address else { return None };
            let ipv6 = SocketAddrV6::new(ipv4.ip().to_ipv6_mapped(), ipv4.port(), 0, 0);
            Some(DcOption { id, ipv4, ipv6, auth_key })
        });
        Self(Mutex::new(Data { home, centres: known.collect(), ..Data::default() }))
    }

    fn edit(&self, change: impl FnOnce(&mut Data)) -> BoxFuture<'_, Result<(), Infallible>> {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
        Box::pin(async { Ok(()) })
    }

    fn look<T>(&self, look: impl FnOnce(&Data) -> T) -> T {
        look(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Session for TestSession {
    type Error = Infallible;

    fn home_dc_id(&self) -> Result<i32, Infallible> {
        Ok(self.look(|data| data.home))
    }

    fn set_home_dc_id(&self, dc_id: i32) -> BoxFuture<'_, Result<(), Infallible>> {
        self.edit(|data| data.home = dc_id)
    }

    fn dc_option(&self, dc_id: i32) -> Result<Option<DcOption>, Infallible> {
        Ok(self.look(|data| data.centres.iter().find(|centre| centre.id == dc_id).cloned()))
    }

    fn set_dc_option(&self, centre: &DcOption) -> BoxFuture<'_, Result<(), Infallible>> {
        let centre = centre.clone();
        self.edit(|data| {
            data.centres.retain(|known| known.id != centre.id);
            data.centres.push(centre);
        })
    }

    fn peer(&self, peer: PeerId) -> BoxFuture<'_, Result<Option<PeerInfo>, Infallible>> {
        let is_it = |known: &&PeerInfo| match peer.bare_id() {
            None => matches!(known, PeerInfo::User { is_self: Some(true), .. }),
            Some(_) => known.id() == peer,
        };
        let found = self.look(|data| data.peers.iter().find(is_it).cloned());
        Box::pin(async { Ok(found) })
    }

    fn cache_peer(&self, peer: PeerInfo) -> BoxFuture<'_, Result<(), Infallible>> {
        self.edit(|data| match data.peers.iter_mut().find(|known| known.id() == peer.id()) {
            Some(known) => {
                known.extend_info(&peer);
            }
            None => data.peers.push(peer),
        })
    }

    fn updates_state(&self) -> BoxFuture<'_, Result<UpdatesState, Infallible>> {
        let state = self.look(|data| data.updates.clone());
        Box::pin(async { Ok(state) })
    }

    fn set_update_state(&self, update: UpdateState) -> BoxFuture<'_, Result<(), Infallible>> {
        self.edit(|data| match update {
            UpdateState::All(state) => data.updates = state,
            UpdateState::Primary { pts, date, seq } => {
                (data.updates.pts, data.updates.date, data.updates.seq) = (pts, date, seq);
            }
            UpdateState::Secondary { qts } => data.updates.qts = qts,
            UpdateState::Channel { id, pts } => {
                data.updates.channels.retain(|channel| channel.id != id);
                data.updates.channels.push(ChannelState { id, pts });
            }
        })
    }
}
