//! What Telegram keeps of accounts beside the world: keys, sessions, codes, and what each has yet to hear.

mod key;
mod line;
mod log;
mod login;

use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
    sync::Arc,
};

use grammers_tl_types::enums;

use super::wire::srp::{Challenge, Verifier};
use crate::{
    calls::CallLog,
    world::{ChatRef, UserId},
};
pub use key::{AccountSession, Device, Key, KeyId, Standing};
pub use line::{Line, LineId, Word};
pub use log::{Change, Entry, Log};
pub use login::{LoginToken, SentCode, Via};

/// The data centre that keeps accounts unless it is told otherwise.
pub const HOME: i32 = 2;

/// What Telegram keeps of accounts beside the world.
#[derive(Debug, Default)]
pub struct Accounts {
    /// The data centres that are open, and where.
    pub centres: Vec<(i32, SocketAddr)>,
    /// By how many seconds the clock of the data centres is wrong.
    pub skew: i64,
    /// Login codes that were sent, by their hash.
    pub codes: HashMap<String, SentCode>,
    /// QR codes that are shown, by their token.
    pub tokens: HashMap<Vec<u8>, LoginToken>,
    /// Sign-ins on their way to another data centre.
    pub exported: HashMap<Vec<u8>, UserId>,
    /// Questions about passwords, by `srp_id`.
    pub challenges: HashMap<i64, (UserId, Challenge)>,
    /// Parts of files that are being uploaded.
    pub uploads: HashMap<(UserId, i64), Upload>,
    people: HashMap<UserId, Account>,
    channels: HashMap<ChatRef, Log>,
    keys: HashMap<KeyId, Key>,
    last_codes: HashMap<String, String>,
    last_line: u64,
}

/// Parts of a file by their numbers.
pub type Upload = HashMap<i32, Vec<u8>>;

/// What Telegram keeps of one person's account.
#[derive(Debug)]
pub struct Account {
    /// The data centre that keeps it.
    pub home: i32,
    /// The password of two-step verification.
    pub password: Option<Password>,
    /// Login codes go to this address.
    pub login_email: Option<String>,
    /// How login codes go first, if not as usual.
    pub codes_by: Option<Via>,
    /// What Telegram thinks of the account.
    pub condition: Condition,
    /// What happened in its private chats and basic groups.
    pub log: Log,
    /// `random_id`s that it used.
    pub sent: HashSet<i64>,
    /// Keys that it signed in with.
    pub sessions: Vec<KeyId>,
    /// Its folders.
    pub folders: Vec<enums::DialogFilter>,
    /// What it asked for.
    pub calls: Arc<CallLog>,
}

/// The password of two-step verification.
#[derive(Clone, Debug)]
pub struct Password {
    /// What checks it.
    pub verifier: Verifier,
    /// What helps to remember it.
    pub hint: String,
}

/// What Telegram thinks of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Nothing bad.
    #[default]
    Good,
    /// It may not write to strangers: `PEER_FLOOD`.
    Restricted,
    /// It may only look: `FROZEN_METHOD_INVALID`.
    Frozen,
    /// It is no more: `USER_DEACTIVATED_BAN`.
    Banned,
}

impl Accounts {
    /// Whether nobody can sign in.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Lets a person sign in.
    pub fn admit(&mut self, person: UserId) {
        self.people.entry(person).or_insert_with(|| Account {
            home: HOME,
            password: None,
            login_email: None,
            codes_by: None,
            condition: Condition::Good,
            log: Log::default(),
            sent: HashSet::new(),
            sessions: Vec::new(),
            folders: Vec::new(),
            calls: Arc::default(),
        });
    }

    /// A person's account.
    pub fn account(&self, person: UserId) -> Option<&Account> {
        self.people.get(&person)
    }

    /// A person's account, to be changed.
    pub fn account_mut(&mut self, person: UserId) -> Option<&mut Account> {
        self.people.get_mut(&person)
    }

    /// What happened in a supergroup or channel.
    pub fn channel(&mut self, chat: ChatRef) -> &mut Log {
        self.channels.entry(chat).or_default()
    }

    /// What happened in a supergroup or channel, if anything did.
    pub fn channel_log(&self, chat: ChatRef) -> Option<&Log> {
        self.channels.get(&chat)
    }

    /// `pts` of a supergroup or channel; nothing for other chats.
    pub fn channel_pts(&self, chat: ChatRef) -> Option<i32> {
        matches!(chat, ChatRef::Channel(_))
            .then(|| self.channels.get(&chat).map_or(Log::FIRST, |log| log.pts))
    }
}
