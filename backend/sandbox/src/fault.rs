//! Faults that tests make the sandbox show.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use crate::world::UserId;

/// A fault that meets the next calls or deliveries it fits, as often as it is meant to.
///
/// ```
/// # use sandbox::Fault;
/// let fault = Fault::too_many_requests(30).on("sendMessage").times(2);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fault {
    /// What happens.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// Only calls of this bot, or of this person's accounts; everybody's if missing.
    #[serde(default, alias = "account")]
    pub bot: Option<UserId>,
    /// Only this method, whatever its case. Of the Bot API, `download` stands for files and `webhook` for
    /// deliveries to webhooks; over MTProto (`messages.sendMessage`), `updates` stands for what is pushed.
    /// All methods if missing.
    #[serde(default)]
    pub method: Option<String>,
    /// How many calls it meets.
    #[serde(default = "once")]
    pub times: u32,
}

fn once() -> u32 {
    1
}

/// What a fault does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// Refuses with 429; nothing is carried out.
    TooManyRequests {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// Refuses with 500 or, as a proxy in front of Telegram does, with 502; nothing is carried out.
    ServerError {
        /// 500 or 502.
        code: u16,
    },
    /// Takes the call and never answers; nothing is carried out.
    Timeout,
    /// Carries out the call, then cuts the connection.
    LostReply,
    /// Cuts the connection; nothing is carried out.
    RefusedReply,
    /// Hands out the next updates twice.
    DuplicateUpdates,
    /// Hands out the next updates, two at least, in the wrong order.
    ReorderedUpdates,
    /// Carries out the call after a while.
    Latency {
        /// Milliseconds.
        ms: u64,
    },
    /// Refuses a call over MTProto; nothing is carried out.
    RpcError {
        /// Telegram's code, such as 400.
        code: i32,
        /// Telegram's name, such as `PEER_FLOOD`.
        name: String,
    },
    /// Takes the call over MTProto and never says anything again on its connection, which stays open.
    HalfOpen,
    /// Refuses a call over MTProto with 406 `AUTH_KEY_DUPLICATED` and forgets the authorisation key.
    DuplicateKey,
    /// Does not push the next update over MTProto, though it happened.
    LostUpdates,
}

impl Fault {
    /// A fault that meets the next call, whatever it is.
    pub fn new(kind: FaultKind) -> Self {
        Self { kind, bot: None, method: None, times: 1 }
    }

    /// 429 with a wait in seconds.
    pub fn too_many_requests(retry_after: u64) -> Self {
        Self::new(FaultKind::TooManyRequests { retry_after })
    }

    /// 500 or 502.
    pub fn server_error(code: u16) -> Self {
        Self::new(FaultKind::ServerError { code })
    }

    /// No answer at all.
    pub fn timeout() -> Self {
        Self::new(FaultKind::Timeout)
    }

    /// Carried out, but the answer gets lost.
    pub fn lost_reply() -> Self {
        Self::new(FaultKind::LostReply)
    }

    /// Cut before it is carried out.
    pub fn refused_reply() -> Self {
        Self::new(FaultKind::RefusedReply)
    }

    /// The next updates come twice.
    pub fn duplicate_updates() -> Self {
        Self::new(FaultKind::DuplicateUpdates)
    }

    /// The next updates come in the wrong order.
    pub fn reordered_updates() -> Self {
        Self::new(FaultKind::ReorderedUpdates)
    }

    /// Carried out after a while.
    pub fn latency(wait: Duration) -> Self {
        Self::new(FaultKind::Latency { ms: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX) })
    }

    /// An error over MTProto.
    pub fn rpc_error(code: i32, name: &str) -> Self {
        Self::new(FaultKind::RpcError { code, name: name.into() })
    }

    /// A connection over MTProto that stays open but dead.
    pub fn half_open() -> Self {
        Self::new(FaultKind::HalfOpen)
    }

    /// `AUTH_KEY_DUPLICATED`.
    pub fn duplicate_key() -> Self {
        Self::new(FaultKind::DuplicateKey)
    }

    /// The next update over MTProto is not pushed.
    pub fn lost_updates() -> Self {
        // else the next call would use it up
        Self::new(FaultKind::LostUpdates).on("updates")
    }

    /// Meets only one bot or person.
    #[must_use]
    pub fn of(mut self, bot: impl Into<UserId>) -> Self {
        self.bot = Some(bot.into());
        self
    }

    /// Meets only one method.
    #[must_use]
    pub fn on(mut self, method: &str) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Meets so many calls.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    fn fits(&self, bot: UserId, method: &str) -> bool {
        let method_fits = self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method));
        self.times > 0 && self.bot.is_none_or(|wanted| wanted == bot) && method_fits
    }
}

/// Faults that are yet to come, the oldest first.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// Adds one.
    pub fn add(&self, fault: Fault) {
        self.lock().push(fault);
    }

    /// Takes all away.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// Uses up the first fault that fits and is of one of the wanted kinds.
    pub fn take(&self, bot: UserId, method: &str, wanted: impl Fn(&FaultKind) -> bool) -> Option<FaultKind> {
        let mut faults = self.lock();
        let place = faults.iter().position(|fault| fault.fits(bot, method) && wanted(&fault.kind))?;
        let kind = faults[place].kind.clone();
        faults[place].times -= 1;
        if faults[place].times == 0 {
            faults.remove(place);
        }
        Some(kind)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FaultKind {
    /// Whether it is about the updates in an answer and not about the call.
    pub fn is_about_updates(&self) -> bool {
        matches!(self, Self::DuplicateUpdates | Self::ReorderedUpdates | Self::LostUpdates)
    }

    /// Whether it can only happen over MTProto.
    pub fn is_of_mtproto(&self) -> bool {
        matches!(self, Self::RpcError { .. } | Self::HalfOpen | Self::DuplicateKey | Self::LostUpdates)
    }
}
