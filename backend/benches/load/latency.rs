//! From a post to the webhook to the frame on a WebSocket.

use std::{
    sync::Arc,
    time::{Duration, Instant},
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

const LASTING: Duration = Duration::from_secs(8);
/// What is posted in the beginning is not measured.
const WARM_UP: Duration = Duration::from_secs(1);
/// Posts begin in bunches, one in each tick.
const TICK: Duration = Duration::from_millis(2);
/// How long listeners wait for the last frames.
const PATIENCE: Duration = Duration::from_secs(30);
const MARK: &str = "mark ";

/// How long frames took, over all listeners.
#[derive(Clone, Debug)]
pub struct Latency {
    pub rate: f64,
    pub p50: Duration,
    pub p99: Duration,
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
    let begun = Instant::now();
    let total = crate::report::whole(rate * LASTING.as_secs_f64());
    let mut listening = JoinSet::new();
    for _ in 0..listeners {
        listening.spawn(listen(arena.connect().await?, begun, total));
    }
    let posting = tokio::spawn(post_all(arena.api.address().await?, targets.to_vec(), begun, total, rate));
    let mut took = Some(Vec::new());
    while let Some(listened) = listening.join_next().await {
        took = took.zip(listened??).map(|(all, one)| [all, one].concat());
    }
    posting.await??;
    let Some(mut took) = took else { return Ok(None) };
    took.sort_unstable();
    let at = |percent: usize| took.get(took.len() * percent / 100).copied().map(micros);
    let (p50, p99) = at(50).zip(at(99)).context("no frame came")?;
    Ok(Some(Latency { rate, p50, p99 }))
}

fn micros(micros: u32) -> Duration {
    Duration::from_micros(micros.into())
}

async fn post_all(
    address: std::net::SocketAddr,
    targets: Vec<Target>,
    begun: Instant,
    total: u64,
    rate: f64,
) -> Result<()> {
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
    let (start, mut posted) = (Instant::now(), 0);
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
    while posted < total {
        tick.tick().await;
        let wanted = crate::report::whole(start.elapsed().as_secs_f64() * rate).min(total);
        for _ in posted..wanted {
            due.send(format!("{MARK}{};", begun.elapsed().as_micros()))?;
        }
        posted = wanted;
    }
    drop(due);
    while let Some(ended) = connections.join_next().await {
        ended??;
    }
    Ok(())
}

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

impl Arena {
    async fn connect(&self) -> Result<Socket> {
        let mut request =
            format!("ws://{}/ws/bots/notifications", self.api.address().await?).into_client_request()?;
        request.headers_mut().insert("Authorization", format!("Bearer {}", self.api.key).parse()?);
        let (mut socket, _) = tokio_tungstenite::connect_async(request).await?;
        socket.next().await.context("no hello")??;
        Ok(socket)
    }
}

/// Waits for so many frames; returns how long each took, in microseconds, or nothing if it was too slow for the server.
async fn listen(mut socket: Socket, begun: Instant, total: u64) -> Result<Option<Vec<u32>>> {
    let mut took = Vec::new();
    for seen in 0..total {
        let frame = timeout(PATIENCE, socket.next()).await;
        let frame = frame.with_context(|| format!("{seen} frames of {total}"))?.context("closed")??;
        let text = match frame {
            Message::Text(text) => text,
            Message::Close(_) => return Ok(None),
            _ => continue,
        };
        let now = begun.elapsed();
        let mark = text.split_once(MARK).and_then(|(_, rest)| rest.split_once(';')).context("no mark")?.0;
        let posted = Duration::from_micros(mark.parse()?);
        if posted > WARM_UP {
            took.push(u32::try_from(now.saturating_sub(posted).as_micros())?);
        }
    }
    Ok(Some(took))
}
