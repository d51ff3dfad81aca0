//! One socket: what was missed, then what comes, until either side ends it.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket},
};
use futures::SinkExt;
use openapi::{
    EventId,
    events::{Hello, HelloKind},
};
use tokio::{
    sync::broadcast::{
        Receiver,
        error::{RecvError, TryRecvError},
    },
    time::timeout,
};

use super::{Frame, Frames, routes::Filter};
use crate::{
    auth,
    error::{Result, chain},
    events,
    state::AppState,
    web::caller::Caller,
};

/// How often the client is pinged, and its right to listen looked at again.
const PING: Duration = Duration::from_secs(20);
/// How often as many frames as come together are written together.
const BATCH: usize = 16;
/// How long a write may take.
const SEND: Duration = Duration::from_secs(20);

/// Why a socket ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The client went away.
    Gone,
    /// The caller may not listen any longer.
    SignedOut,
    /// The client does not keep up: it may resume by its cursor.
    TooSlow,
    /// This server stops.
    Restart,
    /// The log could not be read.
    Failed,
}

impl End {
    fn frame(self) -> Option<CloseFrame> {
        let (code, reason) = match self {
            Self::Gone => return None,
            Self::SignedOut => (4001, "sign in again"),
            Self::TooSlow => (4008, "too slow: resume with ?after="),
            Self::Restart => (1012, "the server restarts"),
            Self::Failed => (1011, "the server failed"),
        };
        Some(CloseFrame { code, reason: reason.into() })
    }
}

/// Serves a socket until it ends.
pub(super) async fn serve(
    state: AppState,
    caller: Caller,
    filter: Filter,
    after: Option<EventId>,
    socket: WebSocket,
) {
    metrics::gauge!("sockets").increment(1);
    let mut session = Session { state, caller, filter, socket };
    let end = session.run(after).await.unwrap_or_else(|error| {
        tracing::error!(error = chain(&error), "a socket failed");
        End::Failed
    });
    if let Some(frame) = end.frame() {
        // the client may be gone already
        let _ = session.send(Message::Close(Some(frame))).await;
    }
    metrics::gauge!("sockets").decrement(1);
}

/// Frames and those that wait behind them.
fn together(first: Frames, frames: &mut Receiver<Frames>) -> Result<Vec<Frames>, End> {
    let mut all = vec![first];
    while all.len() < BATCH {
        match frames.try_recv() {
            Ok(more) => all.push(more),
            Err(TryRecvError::Empty) => break,
            Err(TryRecvError::Lagged(_)) => return Err(End::TooSlow),
            Err(TryRecvError::Closed) => return Err(End::Restart),
        }
    }
    Ok(all)
}

struct Session {
    state: AppState,
    caller: Caller,
    filter: Filter,
    socket: WebSocket,
}

impl Session {
    async fn run(&mut self, after: Option<EventId>) -> Result<End> {
        let workspace = self.caller.workspace_id;
        // first the live end, then the cursor: what is committed between the two is in both, and told apart by its id
        let mut frames = self.state.live.clone().follow(&self.state, workspace).await?;
        let cursor = self.state.newest_event(workspace).await?;
        let hello = Hello { kind: HelloKind::Hello, cursor };
        let text = serde_json::to_string(&hello).unwrap_or_default();
        if !self.send(Message::Text(text.into())).await {
            return Ok(End::Gone);
        }
        let mut position = after.unwrap_or(cursor).min(cursor);
        while position < cursor {
            let rows = events::store::after(&self.state.db.reader, workspace, position, super::READ).await?;
            let Some(last) = rows.last().map(|row| row.id) else { break };
            let missed: Vec<Frame> =
                rows.into_iter().filter(|row| row.id <= cursor).map(Frame::from).collect();
            if !self.pass(self.wanted(missed.iter())).await {
                return Ok(End::Gone);
            }
            position = last.min(cursor);
        }
        self.follow(&mut frames, cursor).await
    }

    async fn follow(&mut self, frames: &mut Receiver<Frames>, cursor: EventId) -> Result<End> {
        let mut ping = self.state.clock.now() + PING;
        loop {
            let token = self.state.shutdown.token.clone();
            let clock = self.state.clock.clone();
            tokio::select! {
                () = token.cancelled() => return Ok(End::Restart),
                frame = frames.recv() => {
                    let new = match frame {
                        Ok(first) => together(first, frames),
                        Err(RecvError::Lagged(_)) => Err(End::TooSlow),
                        Err(RecvError::Closed) => Err(End::Restart),
                    };
                    let new = match new {
                        Ok(new) => new,
                        Err(end) => return Ok(end),
                    };
                    let new = self.wanted(new.iter().flat_map(|part| part.iter()).filter(|frame| frame.id.is_none_or(|id| id > cursor)));
                    if !self.pass(new).await {
                        return Ok(End::Gone);
                    }
                }
                // what a client says is not looked at, but it must be read for pings and the end to be seen
                said = self.socket.recv() => match said {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(End::Gone),
                    Some(Ok(_)) => {}
                },
                () = clock.sleep_until(ping) => {
                    ping = clock.now() + PING;
                    match auth::renew(&self.state, &self.caller).await {
                        Ok(caller) => self.caller = caller,
                        Err(_) => return Ok(End::SignedOut),
                    }
                    if !self.send(Message::Ping(Bytes::new())).await {
                        return Ok(End::Gone);
                    }
                }
            }
        }
    }

    /// What this socket asked for and the caller may see.
    fn wanted<'a>(&self, frames: impl Iterator<Item = &'a Frame>) -> Vec<Utf8Bytes> {
        frames.filter(|frame| self.filter.lets(frame, self.caller.user_id)).map(|f| f.text.clone()).collect()
    }

    /// Sends events, in as few writes as they fit in.
    async fn pass(&mut self, texts: Vec<Utf8Bytes>) -> bool {
        let write = async {
            for text in texts {
                self.socket.feed(Message::Text(text)).await?;
            }
            self.socket.flush().await
        };
        matches!(timeout(SEND, write).await, Ok(Ok(())))
    }

    async fn send(&mut self, message: Message) -> bool {
        matches!(timeout(SEND, self.socket.send(message)).await, Ok(Ok(())))
    }
}
