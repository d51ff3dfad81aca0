//! The one path in: updates -> one transaction (dedupe, chats, messages, counters, events) -> acknowledgement.
//!
//! Updates of all identities of this process go through one queue, so concurrent ones share a commit and the order
//! within a chat is kept. Whoever submits waits for the commit; only then may Telegram forget the update.

mod batch;
mod chats;
mod content;
mod found;
mod messages;
mod reached;
mod rows;
mod writer;

use chrono::{DateTime, Utc};
use openapi::{
    IdentityId, WorkspaceId,
    chats::{ChatAccess, ChatKind, Dialog},
    media::MediaKind,
    messages::{Author, Button, Entity, Forward, MessageKind, Reaction, Service},
};
use tokio::sync::{mpsc, oneshot};

use crate::{
    entity::{chat::PeerKind, identity::IdentityKind},
    error::{Error, Result},
    messages::polls,
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

/// What an update says, in words every messenger shares.
#[derive(Debug, Clone)]
pub enum Incoming {
    /// A new message, or something that is shown as one.
    Message(Box<NewMessage>),
    /// A new message that was missed when it came: the account's list of chats has counted it already.
    Missed(Box<NewMessage>),
    /// A message has this content now.
    Edited(Box<NewMessage>),
    /// Reactions to a message changed by these amounts.
    Reacted { chat: Peer, external_id: i64, removed: Vec<String>, added: Vec<String> },
    /// A message has these reactions now.
    Reactions { chat: Peer, external_id: i64, reactions: Reactions },
    /// A poll stands like this now, in every message that shows it.
    Poll(Box<Poll>),
    /// A basic group became a supergroup.
    Migrated { chat: Peer, supergroup: i64 },
    /// A message was pinned.
    Pinned { chat: Peer, external_id: i64 },
    /// A message is not pinned any more.
    Unpinned { chat: Peer, external_id: i64 },
    /// Messages were deleted: of a chat, or, where none is told, of any private chat or basic group of the identity.
    Deleted { chat: Option<Peer>, external_ids: Vec<i64> },
    /// A message from before: it is not news, and nobody has to read it.
    History(Box<NewMessage>),
    /// A chat as the account's own list shows it.
    Dialog { chat: Peer, dialog: Dialog },
    /// The account's own list shows a chat differently.
    DialogChanged { chat: Peer, change: DialogChange },
    /// No chat is pinned any more in the account's main list, or in its archive.
    NonePinned { archived: bool },
    /// What a chat is like now, if it is here.
    Met { chat: Peer },
    /// A message from before that a search found: what lies between it and others may not be here.
    Found(Box<NewMessage>),
    /// A message that the identity sends under this number has this id.
    Sent { random_id: i64, external_id: i64 },
}

/// What changed in how an account's own list shows a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialogChange {
    /// It was read at Telegram up to a message, and this many are left unread.
    Read { up_to: i64, unread: i64 },
    /// The others have read ours up to a message.
    Seen(i64),
    /// It is pinned, or not.
    Pinned(bool),
    /// It lies in the archive, or not.
    Archived(bool),
    /// It is muted until then, or not at all.
    Muted(Option<DateTime<Utc>>),
    /// It is marked as unread by hand, or not.
    MarkedUnread(bool),
}

/// A chat as an update shows it.
#[derive(Debug, Clone)]
pub struct Peer {
    /// What its id counts.
    pub kind: PeerKind,
    /// The bare id.
    pub id: i64,
    /// The kind of chat.
    pub chat_kind: ChatKind,
    /// The person's name or the chat's title; empty where the update tells nothing of the chat.
    pub title: String,
    /// Its username.
    pub username: Option<String>,
    /// Whether the identity can be heard there, where the update tells.
    pub access: Option<ChatAccess>,
    /// More of the person, where the update tells.
    pub person: Option<Person>,
}

impl Peer {
    /// One of which nothing new is told.
    pub fn known(kind: PeerKind, id: i64, chat_kind: ChatKind) -> Self {
        Self { kind, id, chat_kind, title: String::new(), username: None, access: None, person: None }
    }
}

/// What an account is told of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Whether it is a bot.
    pub is_bot: bool,
    /// Whether the account has it in its address book.
    pub is_contact: bool,
}

/// A message as an update shows it.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Its chat.
    pub chat: Peer,
    /// Its id at the platform; none for what only looks like a message.
    pub external_id: Option<i64>,
    /// Whether the identity itself wrote it.
    pub outgoing: bool,
    /// Whether it mentions the account or answers it.
    pub mentioned: bool,
    /// Which face it has.
    pub kind: MessageKind,
    /// Who wrote it.
    pub author: Option<Author>,
    /// Text or caption.
    pub text: String,
    /// Its formatting.
    pub entities: Vec<Entity>,
    /// What happened, for a service message.
    pub service: Option<Service>,
    /// Its file.
    pub media: Option<NewMedia>,
    /// Its poll.
    pub poll: Option<Poll>,
    /// The album it belongs to.
    pub album_id: Option<String>,
    /// The forum topic it belongs to.
    pub topic_id: Option<i64>,
    /// What it answers.
    pub reply_to: Option<NewReply>,
    /// Where it comes from.
    pub forward: Option<Forward>,
    /// Buttons under it.
    pub buttons: Vec<Vec<Button>>,
    /// Reactions to it, where the update tells.
    pub reactions: Option<Reactions>,
    /// The platform's date.
    pub sent_at: DateTime<Utc>,
    /// The platform's date of the last edit.
    pub edited_at: Option<DateTime<Utc>>,
}

/// Reactions to a message, as an update shows them.
#[derive(Debug, Clone)]
pub struct Reactions {
    /// All of them.
    pub all: Vec<Reaction>,
    /// Whether the update tells which are ours.
    pub tells_ours: bool,
}

/// A poll as an update shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// Its id at the platform.
    pub id: String,
    /// What is asked; none where the update tells the votes alone.
    pub question: Option<Question>,
    /// How many people voted, where the update tells.
    pub voters: Option<i64>,
    /// The votes for each answer, as far as the update tells.
    pub votes: Vec<Votes>,
    /// What a quiz says to those who answer wrong, where the update tells.
    pub explanation: Option<String>,
    /// Whether the update tells which are ours.
    pub tells_ours: bool,
}

/// What a poll asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub question: String,
    /// The answers in their order: what the platform calls each, and what it says.
    pub answers: Vec<(String, String)>,
    /// Whether it is over.
    pub closed: bool,
    /// Whether nobody sees who voted for what.
    pub anonymous: bool,
    /// Whether more than one answer may be given.
    pub multiple: bool,
    /// Whether one answer is the right one.
    pub quiz: bool,
}

impl Question {
    /// All of it as text.
    pub fn text(&self) -> String {
        polls::text(&self.question, self.answers.iter().map(|(_, text)| text.as_str()))
    }
}

/// The votes for one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Votes {
    /// What the platform calls the answer.
    pub answer: String,
    /// How many there are, where the update tells.
    pub voters: Option<i64>,
    /// Whether ours is among them.
    pub chosen: bool,
    /// Whether the answer is the right one.
    pub correct: bool,
}

/// What a message answers, as an update shows it.
#[derive(Debug, Clone)]
pub struct NewReply {
    /// Its id at the platform.
    pub external_id: i64,
    /// The start of its text, or the part quoted.
    pub text: Option<String>,
    /// Its author's name.
    pub author: Option<String>,
}

/// A file as an update shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMedia {
    /// Its kind.
    pub kind: MediaKind,
    /// What this identity downloads it by.
    pub file_id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its type, as its sender claims it.
    pub mime: Option<String>,
    /// Its size in bytes.
    pub size: Option<i64>,
    /// Width in pixels.
    pub width: Option<i32>,
    /// Height in pixels.
    pub height: Option<i32>,
    /// Length in seconds.
    pub duration: Option<i32>,
    /// The emoji a sticker stands for.
    pub emoji: Option<String>,
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
