//! Telegram's side of a webhook: posts updates over connections that stay open, as cheaply as can be.

use std::{
    io::Write,
    net::SocketAddr,
    sync::atomic::{AtomicI64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::arena::Target;

/// How many people write to each bot.
const PEOPLE: i64 = 500;

/// Numbers all updates.
static NEXT: AtomicI64 = AtomicI64::new(1);

/// A connection of Telegram's to the server.
pub struct Connection {
    stream: TcpStream,
    targets: Vec<Target>,
    rng: Rng,
    buffer: Vec<u8>,
    body: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr, targets: &[Target]) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, targets: targets.to_vec(), rng: Rng::new(), buffer: Vec::new(), body: Vec::new() })
    }

    /// Posts a message from somebody; returns when the server has acknowledged it. The text ends with `mark`.
    pub async fn post(&mut self, mark: &str) -> Result<()> {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let bot = self.rng.usize(..self.targets.len());
        let (person, target) = (700_000_000 + self.rng.i64(..PEOPLE), &self.targets[bot]);
        let date = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        self.body.clear();
        write!(
            self.body,
            r#"{{"update_id":{number},"message":{{"message_id":{number},"from":{{"id":{person},"is_bot":false,"first_name":"Person","last_name":"No {person}","username":"person_{person}","language_code":"en"}},"chat":{{"id":{person},"first_name":"Person","last_name":"No {person}","username":"person_{person}","type":"private"}},"date":{date},"text":"Hello, my parcel has still not come. Could you have a look at it, please? {mark}"}}}}"#
        )?;
        self.buffer.clear();
        let (path, secret, length) = (&target.path, &target.secret, self.body.len());
        write!(
            self.buffer,
            "POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n\
             X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: {length}\r\n\r\n"
        )?;
        self.buffer.extend_from_slice(&self.body);
        self.stream.write_all(&self.buffer).await?;
        self.answer().await
    }

    /// Reads a whole answer and wants it to be a 200.
    async fn answer(&mut self) -> Result<()> {
        self.buffer.clear();
        loop {
            ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the server closed the connection");
            let Some(end) = find(&self.buffer, b"\r\n\r\n") else { continue };
            let head = std::str::from_utf8(&self.buffer[..end])?.to_ascii_lowercase();
            ensure!(head.starts_with("http/1.1 200"), "the server answered {head}");
            let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
            let length: usize = length.context("an answer without a length")?.parse()?;
            if self.buffer.len() >= end + 4 + length {
                return Ok(());
            }
        }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
