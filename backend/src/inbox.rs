//! The one path in: updates -> one transaction (dedupe, chats, messages, counters, events) -> acknowledgement.
//!
//! Updates of all identities of this process go through one queue, so concurrent ones share a commit and the order
//! within a chat is kept. Whoever submits waits for the commit; only then may Telegram forget the update.

mod batch;
mod chats;
mod content;
mod found;
mod incoming;
mod messages;
mod reached;
mod rows;
mod writer;

use openapi::{IdentityId, WorkspaceId};
use tokio::sync::{mpsc, oneshot};

pub use incoming::{
    DialogChange, Incoming, NewButton, NewMedia, NewMessage, NewReply, Peer, Person, Poll, Question,
    Reactions, Standing, Votes,
};

use crate::{
    entity::{chat::PeerKind, identity::IdentityKind},
    error::{Error, Result},
    state::AppState,
    supervisor::Lease,
};

/// Updates of one identity, to be stored together and in order.
#[derive(Debug)]
pub struct Delivery {
    /// Whose they are.
    pub identity: IdentityId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// A bot or an account.
    pub kind: IdentityKind,
    /// The fencing token of the lease they were fetched under; none where any node may take them (webhooks).
    pub fencing: Option<i64>,
    /// The updates, oldest first.
    pub updates: Vec<Update>,
    /// Where to go on fetching once these are stored.
    pub next: Option<Position>,
}

impl Delivery {
    /// What an account asked Telegram for, and may ask for again.
    pub fn fetched(lease: Lease, content: Vec<Incoming>, known: Option<Position>) -> Self {
        Self {
            identity: lease.identity,
            workspace: lease.workspace,
            kind: IdentityKind::Account,
            fencing: Some(lease.fencing),
            updates: vec![Update::fetched(content)],
            next: known,
        }
    }
}

/// How far an identity's updates are read.
#[derive(Debug, Clone)]
pub enum Position {
    /// A bot's next update.
    Offset(i64),
    /// An account's update state.
    Account(Box<Reached>),
    /// Only what an account came to know, while its updates go on elsewhere.
    Known {
        /// How to name peers.
        peers: Vec<KnownPeer>,
        /// Channels and their states, for those whose updates were never read.
        channels: Vec<(i64, i32)>,
    },
}

/// An account's update state, and what came to be known on the way.
#[derive(Debug, Clone)]
pub struct Reached {
    /// Telegram's common state.
    pub pts: i32,
    /// Its second counter.
    pub qts: i32,
    /// Its date.
    pub date: i32,
    /// Its sequence.
    pub seq: i32,
    /// The number of the last raw update.
    pub update_no: i64,
    /// Channels and their own states.
    pub channels: Vec<(i64, i32)>,
    /// How to name peers.
    pub peers: Vec<KnownPeer>,
}

/// How an account names a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownPeer {
    /// What its id counts.
    pub kind: PeerKind,
    /// The bare id.
    pub id: i64,
    /// What this account, and no other, names it by.
    pub access_hash: Option<i64>,
}

/// One update: as it came and as it was read.
#[derive(Debug, Clone)]
pub struct Update {
    /// Its number at the platform.
    pub id: i64,
    /// As it came; kept. Empty where Telegram was asked for it and may be asked again.
    pub raw: String,
    /// What it says, or why it could not be read.
    pub content: Result<Vec<Incoming>, String>,
}

impl Update {
    /// What came of asking, and nobody has to keep as it came.
    pub fn fetched(content: Vec<Incoming>) -> Self {
        Self { id: 0, raw: String::new(), content: Ok(content) }
    }
}

/// Takes updates in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Inbox {
    queue: mpsc::Sender<Job>,
}

#[derive(Debug)]
struct Job {
    delivery: Delivery,
    done: oneshot::Sender<Result<()>>,
}

impl Inbox {
    /// An inbox and the end of its queue, which [`run`] serves.
    pub fn new() -> (Self, Queue) {
        let (sender, receiver) = mpsc::channel(4096);
        (Self { queue: sender }, Queue(receiver))
    }

    /// Stores updates and returns once they are durable. An update that is stored already is passed over.
    ///
    /// Fails with [`Error::Stale`] when the lease they were fetched under is not ours any more.
    pub async fn submit(&self, delivery: Delivery) -> Result<()> {
        let (done, stored) = oneshot::channel();
        let stopping = |_| Error::Unavailable("this server is stopping");
        self.queue
            .send(Job { delivery, done })
            .await
            .map_err(|_| Error::Unavailable("this server is stopping"))?;
        stored.await.map_err(stopping)?
    }
}

/// The end of an inbox's queue.
#[derive(Debug)]
pub struct Queue(mpsc::Receiver<Job>);

/// Serves the queue until every [`Inbox`] is gone.
pub async fn run(state: AppState, queue: Queue) {
    writer::run(state, queue.0).await;
}
