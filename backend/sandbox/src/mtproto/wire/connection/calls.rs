//! Calls of methods and their answers.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use grammers_tl_types::{Identifiable, Serializable, name_for_id, types};

use tokio::sync::oneshot;

use super::{super::packet::packed, Connection, End, Kind};
use crate::{
    calls::{OpenCall, Outcome},
    fault::FaultKind,
    mtproto::{
        accounts::LineId,
        rpc::{Answer, Call, Request, RpcError, bot_answer},
    },
    presses::BotAnswer,
    world::UserId,
};

/// How long a bot may take to answer a press; of Telegram's own patience no number is told.
const BOT_PATIENCE: Duration = Duration::from_secs(10);

const RPC_RESULT: u32 = 0xf35c_6d01;

/// Answers longer than this are packed, in bytes; those of files are not.
const PACKED_FROM: usize = 512;
const PACKED_TO: usize = 256 * 1024;

impl Connection {
    /// Carries out a call and answers it, unless a fault gets in the way.
    pub(super) async fn call(&mut self, message: i64, body: &[u8]) -> Result<(), End> {
        let Some(user) = &self.user else { return Ok(()) };
        let (key, line) = (user.key, user.line);
        let request = Request::read(body).map_err(anyhow::Error::from)?;
        let method = name_for_id(request.method());
        let (person, log) = self.begin(&request, method);
        let fault =
            self.shared.faults.take(person.unwrap_or(UserId(0)), method, |kind| !kind.is_about_updates());
        if let Some(FaultKind::Latency { ms }) = fault {
            tokio::time::sleep(Duration::from_millis(ms)).await;
        }
        let call = Call { shared: &self.shared, centre: self.centre, key, line };
        let mut cut = None;
        let answer = match fault {
            Some(FaultKind::Timeout) => return Ok(()),
            Some(FaultKind::HalfOpen) => {
                self.dead = true;
                return Ok(());
            }
            Some(FaultKind::RefusedReply) => {
                finish(log, Outcome::Cut);
                return Err(End::Cut);
            }
            Some(FaultKind::TooManyRequests { retry_after }) => Err(RpcError::flood_wait(retry_after)),
            Some(FaultKind::ServerError { .. }) => Err(RpcError::new(500, "INTERNAL")),
            Some(FaultKind::RpcError { code, name }) => Err(RpcError::new(code, name)),
            Some(FaultKind::DuplicateKey) => {
                self.shared.accounts().end_session(key, "AUTH_KEY_UNREGISTERED");
                Err(RpcError::new(406, "AUTH_KEY_DUPLICATED"))
            }
            Some(FaultKind::LostReply) => {
                cut = Some(End::Cut);
                call.carry_out(&request)
            }
            _ => match call.press(&request) {
                Some(Ok(waiting)) => {
                    self.wait_for_bot(line, message, waiting, log);
                    return Ok(());
                }
                Some(Err(refusal)) => Err(refusal),
                None => call.carry_out(&request),
            },
        };
        finish(log, if cut.is_some() { Outcome::ReplyLost } else { outcome(&answer) });
        if let Some(end) = cut {
            return Err(end);
        }
        // Whoever signed in with this call hears from now on.
        self.listen(request.wants_updates);
        self.answer(message, method, answer);
        Ok(())
    }

    /// Answers a press once its bot did, or took too long. Meanwhile other calls are answered.
    fn wait_for_bot(
        &self,
        line: LineId,
        message: i64,
        waiting: oneshot::Receiver<BotAnswer>,
        log: Option<OpenCall>,
    ) {
        let shared = Arc::clone(&self.shared);
        tokio::spawn(async move {
            let given = tokio::select! {
                () = shared.stop.cancelled() => return,
                given = tokio::time::timeout(BOT_PATIENCE, waiting) => given,
            };
            let answer = bot_answer(given.ok().and_then(Result::ok));
            finish(log, outcome(&answer));
            shared.accounts().answer(line, message, answer);
        });
    }

    fn listen(&self, wants_updates: bool) {
        let Some(user) = self.user.as_ref().filter(|_| wants_updates) else { return };
        let mut accounts = self.shared.accounts();
        if accounts.key(user.key).is_some_and(|key| key.standing.person().is_some()) {
            accounts.listen(user.key);
        }
    }

    /// Whose call it is, and its place in their log.
    fn begin(&self, request: &Request, method: &str) -> (Option<UserId>, Option<OpenCall>) {
        let Some(user) = &self.user else { return (None, None) };
        let now = self.shared.clock.now();
        let mut accounts = self.shared.accounts();
        let Some(key) = accounts.key_mut(user.key) else { return (None, None) };
        key.active = now;
        if let Some(device) = &request.device {
            key.device = device.clone();
        }
        let person = key.standing.person();
        if person.is_some() && request.wants_updates {
            accounts.listen(user.key);
        }
        let log = person.and_then(|person| accounts.account(person)).map(|account| account.calls.clone());
        (person, log.map(|log| log.begin(method, BTreeMap::new())))
    }

    pub(super) fn answer(&mut self, message: i64, method: &str, answer: Answer) {
        let mut result = RPC_RESULT.to_bytes();
        message.serialize(&mut result);
        match answer {
            Ok(body) if (PACKED_FROM..PACKED_TO).contains(&body.len()) && method != "upload.getFile" => {
                result.extend(packed(body));
            }
            Ok(body) => result.extend(body),
            Err(RpcError { code: error_code, name }) => {
                tracing::debug!(method, error_code, %name, "a call over MTProto is refused");
                types::RpcError::CONSTRUCTOR_ID.serialize(&mut result);
                types::RpcError { error_code, error_message: name.into_owned() }.serialize(&mut result);
            }
        }
        self.send(&result, Kind::Answer);
    }
}

fn outcome(answer: &Answer) -> Outcome {
    match answer {
        Ok(_) => Outcome::Done,
        Err(error) => Outcome::Refused {
            code: u16::try_from(error.code).unwrap_or_default(),
            description: error.name.clone().into_owned(),
        },
    }
}

fn finish(log: Option<OpenCall>, outcome: Outcome) {
    if let Some(log) = log {
        log.end(outcome);
    }
}
