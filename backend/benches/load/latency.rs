//! From what happens at Telegram to the frame on a WebSocket.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result};
use futures::StreamExt;
use tokio::{
    sync::{Mutex, mpsc},
    task::JoinSet,
    time::{MissedTickBehavior, interval, timeout},
};
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};

use crate::{
    arena::{Arena, Target},
    post::Connection,
    throughput::CONNECTIONS,
};

/// How long a load lasts.
pub const LASTING: Duration = Duration::from_secs(8);
/// What is sent in the beginning is not measured, in microseconds.
const WARM_UP: u64 = 1_000_000;
/// Posts begin in bunches, one in each tick.
const TICK: Duration = Duration::from_millis(2);
/// How long listeners wait for the last frames.
const PATIENCE: Duration = Duration::from_secs(30);
/// What a message's text has before the time at which it was due.
const MARK: &str = "mark ";
/// What a frame has that tells of a message.
const CREATED: &str = r#""type":"message.created""#;

/// How long frames took, over all listeners.
#[derive(Clone, Debug)]
pub struct Latency {
    pub rate: f64,
    pub p50: Duration,
    pub p99: Duration,
}

impl Latency {
    /// Of times in microseconds.
    pub fn of(rate: f64, mut took: Vec<u32>) -> Result<Self> {
        took.sort_unstable();
        let at = |percent: usize| took.get(took.len() * percent / 100).copied().map(micros);
        let (p50, p99) = at(50).zip(at(99)).context("no frame came")?;
        Ok(Self { rate, p50, p99 })
    }
}

/// Posts at a rate, whether or not the server keeps up, and clocks each frame at each listener from the moment its post
/// was due.
///
/// Nothing when the server closed a socket because its listener did not keep up.
pub async fn measure(
    arena: &Arena,
    targets: &[Target],
    listeners: usize,
    rate: f64,
) -> Result<Option<Latency>> {
    let address = arena.api.address().await?;
    clock(arena, "bots", listeners, rate, async |beat| post_all(address, targets.to_vec(), beat).await).await
}

/// What is to be sent, and how fast.
#[derive(Clone, Copy)]
pub struct Beat {
    pub rate: f64,
    pub total: u64,
}

/// Opens listeners, has something send the marks of a beat, and clocks each of them at each listener.
pub async fn clock(
    arena: &Arena,
    room: &str,
    listeners: usize,
    rate: f64,
    send: impl AsyncFnOnce(Beat) -> Result<()>,
) -> Result<Option<Latency>> {
    let begun = now()?;
    let beat = Beat { rate, total: crate::report::whole(rate * LASTING.as_secs_f64()) };
    let mut listening = JoinSet::new();
    for _ in 0..listeners {
        listening.spawn(listen(arena.connect(room, "").await?, begun, beat.total));
    }
    send(beat).await?;
    let mut took = Some(Vec::new());
    while let Some(listened) = listening.join_next().await {
        took = took.zip(listened??).map(|(all, one)| [all, one].concat());
    }
    took.map(|took| Latency::of(rate, took)).transpose()
}

/// Microseconds since 1970: a mark is clocked by other programs, too.
fn now() -> Result<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros().try_into()?)
}

fn micros(micros: u32) -> Duration {
    Duration::from_micros(micros.into())
}

impl Beat {
    /// Hands out the marks when they are due; each goes into one message.
    pub async fn marks(self, mut hand_out: impl FnMut(String) -> Result<()>) -> Result<()> {
        let (start, mut sent) = (Instant::now(), 0);
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
        while sent < self.total {
            tick.tick().await;
            let wanted = crate::report::whole(start.elapsed().as_secs_f64() * self.rate).min(self.total);
            for _ in sent..wanted {
                hand_out(format!("{MARK}{};", now()?))?;
            }
            sent = wanted;
        }
        Ok(())
    }
}

async fn post_all(address: std::net::SocketAddr, targets: Vec<Target>, beat: Beat) -> Result<()> {
    let (due, waiting) = mpsc::unbounded_channel::<String>();
    let waiting = Arc::new(Mutex::new(waiting));
    let mut connections = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let mut connection = Connection::open(address, &targets).await?;
        let waiting = Arc::clone(&waiting);
        connections.spawn(async move {
            loop {
                let next = waiting.lock().await.recv().await;
                let Some(mark) = next else { return anyhow::Ok(()) };
                connection.post(&mark).await?;
            }
        });
    }
    beat.marks(|mark| Ok(due.send(mark)?)).await?;
    drop(due);
    while let Some(ended) = connections.join_next().await {
        ended??;
    }
    Ok(())
}

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

impl Arena {
    /// Follows the bots' or the accounts' events.
    pub async fn connect(&self, room: &str, query: &str) -> Result<Socket> {
        let url = format!("ws://{}/ws/{room}/notifications{query}", self.api.address().await?);
        let mut request = url.into_client_request()?;
        request.headers_mut().insert("Authorization", format!("Bearer {}", self.api.key).parse()?);
        let (mut socket, _) = tokio_tungstenite::connect_async(request).await?;
        socket.next().await.context("no hello")??;
        Ok(socket)
    }
}

/// Waits for so many frames; returns how long each took, in microseconds, or nothing if it was too slow for the server.
async fn listen(mut socket: Socket, begun: u64, total: u64) -> Result<Option<Vec<u32>>> {
    let mut took = Vec::new();
    let mut seen = 0;
    while seen < total {
        let frame = timeout(PATIENCE, socket.next()).await;
        let frame = frame.with_context(|| format!("{seen} frames of {total}"))?.context("closed")??;
        let text = match frame {
            Message::Text(text) => text,
            Message::Close(_) => return Ok(None),
            _ => continue,
        };
        if !text.contains(CREATED) {
            continue;
        }
        let (_, rest) = text.split_once(MARK).context("no mark")?;
        seen += 1;
        let mark: u64 = rest.split_once(';').context("no end of a mark")?.0.parse()?;
        if mark > begun + WARM_UP {
            took.push(u32::try_from(now()?.saturating_sub(mark))?);
        }
    }
    Ok(Some(took))
}
