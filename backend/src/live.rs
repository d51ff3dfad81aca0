//! Live events: one reader per workspace that someone follows, however many sockets do.

pub mod routes;
mod socket;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::extract::ws::Utf8Bytes;
use openapi::{ChatId, EventId, IdentityId, UserId, WorkspaceId, events::Passing};
use tokio::sync::broadcast::{self, error::RecvError};

use crate::{
    bus::{Passage, Wake},
    entity::{event, identity::IdentityKind},
    error::{Result, chain},
    events,
    state::AppState,
};

/// How often the log is read without a wake-up: one may get lost between processes.
const LOOK: Duration = Duration::from_secs(2);
/// How many events are handed to the sockets at once: each wakes once for all of them.
const TOGETHER: usize = 16;
/// How many times that a socket may lag behind before it is closed.
const LAG: usize = 128;
/// How many events are read at once.
const READ: u64 = 500;

/// An event, or something passing, as sockets send it, with what decides who sees it.
#[derive(Debug)]
pub struct Frame {
    /// Its place in the log; what passes is in no log.
    pub id: Option<EventId>,
    kind: String,
    identity_kind: Option<IdentityKind>,
    identity_id: Option<IdentityId>,
    chat_id: Option<ChatId>,
    user_id: Option<UserId>,
    /// The envelope as JSON.
    pub text: Utf8Bytes,
}

/// Frames in their order, shared by the sockets.
pub type Frames = Arc<[Frame]>;

impl From<event::Model> for Frame {
    fn from(row: event::Model) -> Self {
        let text = events::envelope(&row).into();
        Self {
            id: Some(row.id),
            kind: row.kind,
            identity_kind: row.identity_kind,
            identity_id: row.identity_id,
            chat_id: row.chat_id,
            user_id: row.user_id,
            text,
        }
    }
}

impl From<&Passage> for Frame {
    fn from(passage: &Passage) -> Self {
        let Passing::ChatTyping(typing) = &passage.what;
        Self {
            id: None,
            kind: "chat.typing".to_owned(),
            identity_kind: Some(passage.kind),
            identity_id: Some(typing.identity_id),
            chat_id: Some(typing.chat_id),
            user_id: None,
            // a struct of ids, words and times
            text: serde_json::to_string(&passage.what).unwrap_or_default().into(),
        }
    }
}

/// Follows the logs of workspaces for their sockets. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Live {
    rooms: Arc<Mutex<HashMap<WorkspaceId, Room>>>,
}

#[derive(Debug)]
struct Room {
    frames: broadcast::Sender<Frames>,
    /// The last event that was handed out.
    position: EventId,
}

impl Live {
    /// Everything that is committed in a workspace from now on, and perhaps a little of what was before.
    pub async fn follow(
        &self,
        state: &AppState,
        workspace: WorkspaceId,
    ) -> Result<broadcast::Receiver<Frames>> {
        if let Some(room) = self.lock().get(&workspace) {
            return Ok(room.frames.subscribe());
        }
        let position = state.newest_event(workspace).await?;
        let mut rooms = self.lock();
        let room =
            rooms.entry(workspace).or_insert_with(|| Room { frames: broadcast::Sender::new(LAG), position });
        Ok(room.frames.subscribe())
    }

    /// How many sockets follow.
    pub fn followers(&self) -> usize {
        self.lock().values().map(|room| room.frames.receiver_count()).sum()
    }

    /// Hands out what is new in a workspace; closes the room when nobody follows any more.
    async fn read(&self, state: &AppState, workspace: WorkspaceId) -> Result<()> {
        loop {
            let Some(position) = self.position(workspace) else { return Ok(()) };
            let rows = events::store::after(&state.db.reader, workspace, position, READ).await?;
            let full = rows.len() as u64 == READ;
            let last = rows.last().map_or(position, |row| row.id);
            let mut frames = rows.into_iter().map(Frame::from).peekable();
            let mut parts: Vec<Frames> = Vec::new();
            while frames.peek().is_some() {
                parts.push(frames.by_ref().take(TOGETHER).collect());
            }
            let mut rooms = self.lock();
            let Some(room) = rooms.get_mut(&workspace) else { return Ok(()) };
            room.position = last;
            for part in parts {
                // fails when the last follower has just gone
                let _ = room.frames.send(part);
            }
            if !full {
                return Ok(());
            }
        }
    }

    /// Hands out what passes, to those who look just now.
    fn pass(&self, passage: &Passage) {
        if let Some(room) = self.lock().get(&passage.workspace) {
            // fails when the last follower has just gone
            let _ = room.frames.send(Arc::new([passage.into()]));
        }
    }

    fn position(&self, workspace: WorkspaceId) -> Option<EventId> {
        let mut rooms = self.lock();
        let room = rooms.get(&workspace)?;
        if room.frames.receiver_count() == 0 {
            rooms.remove(&workspace);
            return None;
        }
        Some(room.position)
    }

    fn followed(&self) -> Vec<WorkspaceId> {
        self.lock().keys().copied().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<WorkspaceId, Room>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the logs of followed workspaces whenever there is news, until the process stops.
pub async fn run(state: AppState) {
    let mut news = state.bus.listen();
    loop {
        let wanted = tokio::select! {
            () = state.shutdown.token.cancelled() => return,
            wake = news.recv() => match wake {
                Ok(Wake::Events(workspace)) => vec![workspace],
                Ok(Wake::Passing(passage)) => {
                    state.live.pass(&passage);
                    continue;
                }
                Ok(_) => continue,
                Err(RecvError::Lagged(_)) => state.live.followed(),
                Err(RecvError::Closed) => return,
            },
            () = state.clock.sleep(LOOK) => state.live.followed(),
        };
        for workspace in wanted {
            if let Err(error) = state.live.read(&state, workspace).await {
                tracing::error!(%workspace, error = chain(&error), "events could not be read; trying again");
            }
        }
    }
}
