//! One TCP connection: <https://core.telegram.org/mtproto/mtproto-transports#full>.

mod calls;
mod end;
mod service;

use std::sync::Arc;

use grammers_crypto::DequeBuffer;
use grammers_mtproto::transport::{Error, Full, Transport};
use grammers_tl_types::{Identifiable, Serializable, enums, types};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
};

use self::end::End;
use super::{
    crypto::{self, random_id},
    handshake::Handshake,
    packet::{Message, Packet},
    session::{Kind, Session, message_id},
};
use crate::{
    fault::FaultKind,
    mtproto::{
        accounts::{KeyId, LineId, Word},
        number::int,
    },
    shared::Shared,
};

/// Room that an idle connection keeps, in bytes.
const IDLE_ROOM: usize = 1024;

/// How far a client's clock may be wrong: <https://core.telegram.org/mtproto/service_messages_about_messages>.
const PAST: i64 = 300;
const FUTURE: i64 = 30;

/// Serves a client of a data centre until it goes away.
pub async fn serve(shared: Arc<Shared>, centre: i32, stream: TcpStream) {
    let mut connection = Connection {
        shared,
        centre,
        transport: Full::new(),
        handshake: None,
        user: None,
        out: Vec::new(),
        dead: false,
        held: None,
    };
    let end = connection.run(stream).await;
    tracing::debug!(centre, ?end, "a connection over MTProto ended");
    if let Some(user) = connection.user {
        connection.shared.accounts().close_line(user.key, user.line);
    }
}

struct Connection {
    shared: Arc<Shared>,
    centre: i32,
    transport: Full,
    handshake: Option<Box<Handshake>>,
    user: Option<User>,
    /// What is to be written next.
    out: Vec<u8>,
    /// Stays open and says nothing.
    dead: bool,
    /// Updates that wait for the next ones, to come after them.
    held: Option<Arc<[u8]>>,
}

/// Whoever uses a connection.
struct User {
    key: KeyId,
    line: LineId,
    words: mpsc::Receiver<Word>,
    session: Session,
}

impl Connection {
    async fn run(&mut self, mut stream: TcpStream) -> End {
        let stop = self.shared.stop.clone();
        let mut incoming = Vec::new();
        loop {
            let outcome = tokio::select! {
                () = stop.cancelled() => return End::Cut,
                read = stream.read_buf(&mut incoming) => match read {
                    Ok(0) => return End::Gone,
                    Ok(_) => self.take(&mut incoming).await,
                    Err(error) => return error.into(),
                },
                word = next_word(&mut self.user) => self.hear(word),
            };
            if !self.out.is_empty() {
                if let Err(error) = stream.write_all(&self.out).await {
                    return error.into();
                }
                self.out = Vec::new();
            }
            if let Err(end) = outcome {
                end.tell(&mut stream).await;
                return end;
            }
        }
    }

    /// Takes the whole frames from what came in.
    async fn take(&mut self, incoming: &mut Vec<u8>) -> Result<(), End> {
        let mut taken = 0;
        loop {
            match self.transport.unpack(&mut incoming[taken..]) {
                Ok(frame) => {
                    let place = taken + frame.data_range.start..taken + frame.data_range.end;
                    let packet = incoming[place].to_vec();
                    taken += frame.next_offset;
                    self.packet(packet).await?;
                }
                Err(Error::MissingBytes) => break,
                Err(error) => return Err(anyhow::Error::from(error).into()),
            }
        }
        incoming.drain(..taken);
        if incoming.is_empty() {
            incoming.shrink_to(IDLE_ROOM);
        }
        Ok(())
    }

    async fn packet(&mut self, packet: Vec<u8>) -> Result<(), End> {
        if self.dead {
            return Ok(());
        }
        let key = packet.first_chunk().copied().map(i64::from_le_bytes);
        match key {
            Some(0) => self.plain(&packet),
            Some(key) => self.encrypted(key, packet).await,
            None => Err(End::Refused),
        }
    }

    fn plain(&mut self, packet: &[u8]) -> Result<(), End> {
        let body = packet.get(20..).ok_or(End::Refused)?;
        let skew = self.shared.accounts().skew;
        let now = message_id(skew);
        let handshake = self.handshake.get_or_insert_default();
        let step = handshake.step(body, int(now >> 32))?;
        if let Some(key) = step.key {
            self.shared.accounts().add_key(self.centre, key);
            self.handshake = None;
        }
        let mut answer = 0i64.to_bytes();
        (now | 1).serialize(&mut answer);
        int(step.answer.len()).serialize(&mut answer);
        answer.extend(step.answer);
        self.frame(answer);
        Ok(())
    }

    async fn encrypted(&mut self, key: KeyId, packet: Vec<u8>) -> Result<(), End> {
        let (auth, salt, skew) = {
            let accounts = self.shared.accounts();
            let found = accounts.key(key).filter(|found| found.centre == self.centre);
            let found = found.ok_or(End::Refused)?;
            (Arc::clone(&found.auth), found.salt, accounts.skew)
        };
        let plain = crypto::decrypt(packet, &auth).ok_or(End::Refused)?;
        let packet = Packet::read(&plain).map_err(anyhow::Error::from)?;
        self.settle(key, &auth, &packet, salt, skew);
        if let Some(code) = wrong_time(packet.message.id, skew) {
            self.complain(&packet.message, code, skew);
            return Ok(());
        }
        if packet.salt != salt {
            let note = types::BadServerSalt {
                bad_msg_id: packet.message.id,
                bad_msg_seqno: packet.message.sequence,
                error_code: 48,
                new_server_salt: salt,
            };
            self.send(&enums::BadMsgNotification::from(note).to_bytes(), Kind::Warning);
            return Ok(());
        }
        for message in packet.message.unpacked()? {
            if self.dead {
                break;
            }
            self.message(message).await?;
        }
        Ok(())
    }

    /// Makes sure that the key and the session of a packet are those of the connection.
    fn settle(&mut self, key: KeyId, auth: &Arc<crypto::AuthKey>, packet: &Packet, salt: i64, skew: i64) {
        if self.user.as_ref().is_some_and(|user| user.key != key)
            && let Some(old) = self.user.take()
        {
            self.shared.accounts().close_line(old.key, old.line);
        }
        if self.user.as_ref().is_some_and(|user| user.session.id == packet.session) {
            return;
        }
        let session = Session::new(packet.session, Arc::clone(auth));
        if let Some(user) = &mut self.user {
            user.session = session;
        } else {
            let (line, words) = self.shared.accounts().open_line(key);
            self.user = Some(User { key, line, words, session });
        }
        if wrong_time(packet.message.id, skew).is_none() {
            let note = types::NewSessionCreated {
                first_msg_id: packet.message.id,
                unique_id: random_id(),
                server_salt: salt,
            };
            self.send(&enums::NewSession::from(note).to_bytes(), Kind::Push);
        }
    }

    /// Tells a client that its clock is wrong; it learns the right time from the id of this message.
    fn complain(&mut self, message: &Message, error_code: i32, skew: i64) {
        tracing::debug!(error_code, skew, "a message's time is wrong");
        let note =
            types::BadMsgNotification { bad_msg_id: message.id, bad_msg_seqno: message.sequence, error_code };
        self.send(&enums::BadMsgNotification::Notification(note).to_bytes(), Kind::Warning);
    }

    /// Pushes updates, or hangs up.
    fn hear(&mut self, word: Option<Word>) -> Result<(), End> {
        let updates = match word {
            Some(Word::Updates(updates)) if !self.dead => updates,
            Some(Word::Answer(message, answer)) if !self.dead => {
                self.answer(message, "", answer);
                return Ok(());
            }
            Some(Word::Updates(_) | Word::Answer(..)) => return Ok(()),
            Some(Word::HangUp) | None => return Err(End::Cut),
        };
        match self.update_fault() {
            Some(FaultKind::LostUpdates) => return Ok(()),
            Some(FaultKind::DuplicateUpdates) => self.send(&updates, Kind::Push),
            Some(FaultKind::ReorderedUpdates) => {
                self.held = Some(updates);
                return Ok(());
            }
            _ => {}
        }
        self.send(&updates, Kind::Push);
        if let Some(held) = self.held.take() {
            self.send(&held, Kind::Push);
        }
        Ok(())
    }

    fn update_fault(&self) -> Option<FaultKind> {
        let key = self.user.as_ref()?.key;
        let person = self.shared.accounts().key(key)?.standing.person()?;
        self.shared.faults.take(person, "updates", FaultKind::is_about_updates)
    }

    /// Sends an object in the session of the connection.
    fn send(&mut self, body: &[u8], kind: Kind) {
        let Some(user) = &mut self.user else { return };
        let accounts = self.shared.accounts();
        let salt = accounts.key(user.key).map_or(0, |key| key.salt);
        let skew = accounts.skew;
        drop(accounts);
        let packet = user.session.seal(salt, body, kind, skew);
        self.frame(packet);
    }

    fn frame(&mut self, payload: Vec<u8>) {
        let mut buffer = DequeBuffer::with_capacity(payload.len() + 4, 8);
        buffer.extend(payload);
        self.transport.pack(&mut buffer);
        self.out.extend_from_slice(buffer.as_ref());
    }
}

async fn next_word(user: &mut Option<User>) -> Option<Word> {
    match user {
        Some(user) => user.words.recv().await,
        None => std::future::pending().await,
    }
}

/// The error code for a message that comes from too far in the past or the future.
fn wrong_time(message: i64, skew: i64) -> Option<i32> {
    let ahead = (message >> 32) - (message_id(skew) >> 32);
    if ahead < -PAST { Some(16) } else { (ahead > FUTURE).then_some(17) }
}

/// Whether an object is of a type.
fn is<T: Identifiable>(constructor: u32) -> bool {
    constructor == T::CONSTRUCTOR_ID
}
