//! Accounts: add them, sign them in, watch and steer them.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AccountId, bots::DesiredState};

/// How an account stands. Stays when it is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum))]
#[cfg_attr(feature = "db", sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// It has never signed in, or its sign-in was given up. To do: sign in.
    New,
    /// Telegram sent a code. To do: give it.
    CodeSent,
    /// The account has a second password. To do: give it.
    PasswordNeeded,
    /// It is signed in and nothing is known to be wrong.
    Ok,
    /// Telegram makes it wait or cannot be reached. It tries again at `retry_at`; nothing to do.
    Waiting,
    /// Telegram does not let it write to strangers for now. To do: ask @SpamBot.
    Restricted,
    /// Telegram froze it: it can read and not write. To do: appeal in a Telegram app.
    Frozen,
    /// Its session was ended, here or in a Telegram app. To do: sign in again.
    LoggedOut,
    /// Telegram banned or deleted it. To do: appeal to Telegram.
    Banned,
    /// Its session was used in two places at once and Telegram ended it. To do: find the other program, sign in again.
    DuplicateKey,
    /// It failed again and again. It tries seldom. To do: read the reason, restart it.
    Error,
}

/// How an account stands, why and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Standing {
    /// The state.
    pub state: AccountState,
    /// Why, in Telegram's or our words, where the state alone does not say it.
    pub reason: Option<String>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When it tries again by itself.
    pub retry_at: Option<DateTime<Utc>>,
}

/// What Telegram is told of the device an account is used on; its owner sees it in the list of sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[cfg_attr(feature = "db", derive(sea_orm::FromJsonQueryResult))]
pub struct Device {
    /// The device's model.
    #[garde(length(chars, min = 1, max = 64))]
    pub model: String,
    /// Its system and version.
    #[garde(length(chars, min = 1, max = 64))]
    pub system: String,
    /// The application's version.
    #[garde(length(chars, min = 1, max = 64))]
    pub app_version: String,
    /// The language, as `en`.
    #[garde(length(chars, min = 2, max = 16))]
    pub language: String,
}

/// How a sign-in is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LoginMethod {
    /// By a code that Telegram sends.
    Code,
    /// By a QR code that a signed-in Telegram app scans.
    Qr,
}

/// How Telegram sends a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CodeKind {
    /// As a message in a Telegram app that is signed in.
    App,
    /// By SMS.
    Sms,
    /// A word by SMS.
    SmsWord,
    /// A phrase by SMS.
    SmsPhrase,
    /// A call that says it.
    Call,
    /// A call whose number holds it.
    FlashCall,
    /// A missed call whose number ends with it.
    MissedCall,
    /// To the account's e-mail address.
    Email,
    /// At fragment.com, for anonymous numbers.
    Fragment,
}

/// A code that Telegram sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SentCode {
    /// How.
    pub kind: CodeKind,
    /// How many characters it has, where that is known.
    pub length: Option<i32>,
    /// A hint: the pattern of the e-mail address or number, or how the word begins.
    pub hint: Option<String>,
    /// How another one would be sent; none where Telegram offers none.
    pub next: Option<CodeKind>,
    /// When another one may be asked for.
    pub resend_at: Option<DateTime<Utc>>,
    /// How many wrong codes are still taken.
    pub tries_left: u32,
}

/// A sign-in under way. It survives restarts and can go on from another page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::FromJsonQueryResult))]
pub struct Login {
    /// How it is carried out.
    pub method: LoginMethod,
    /// The code that was sent.
    pub code: Option<SentCode>,
    /// When the QR code must be fetched anew.
    pub qr_expires_at: Option<DateTime<Utc>>,
    /// The hint to the second password that the account's owner left.
    pub password_hint: Option<String>,
    /// How many wrong passwords are still taken, once one is asked for.
    pub password_tries_left: Option<u32>,
    /// When it began.
    pub started_at: DateTime<Utc>,
}

/// A Telegram account we run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Account {
    /// The account.
    pub id: AccountId,
    /// Our name for it.
    pub name: String,
    /// Its phone number in international form, `+` and digits.
    pub phone: Option<String>,
    /// Its id at Telegram, once it has signed in.
    pub telegram_id: Option<i64>,
    /// Its username, without `@`.
    pub username: Option<String>,
    /// Its name at Telegram.
    pub profile_name: Option<String>,
    /// How it stands.
    pub standing: Standing,
    /// Whether it should run.
    pub desired: DesiredState,
    /// Whether it is connected just now.
    pub running: bool,
    /// Whether there is a session to run it with.
    pub signed_in: bool,
    /// Whether it is being signed out.
    pub signing_out: bool,
    /// The sign-in under way, if any.
    pub login: Option<Login>,
    /// Its own application id at Telegram; none where it uses the server's.
    pub api_id: Option<i32>,
    /// The host and port of its proxy.
    pub proxy: Option<String>,
    /// What Telegram is told of its device.
    pub device: Device,
    /// Whether the others are told what was read here.
    pub read_receipts: bool,
    /// How many days of history are fetched by themselves; 0 fetches none.
    pub history_days: i32,
    /// How far that has come; absent while there is nothing to fetch.
    pub history: Option<HistoryProgress>,
    /// When the last update came.
    pub last_update_at: Option<DateTime<Utc>>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last changed by an operator; also its `ETag`.
    pub updated_at: DateTime<Utc>,
    /// When it was archived. Its history stays.
    pub archived_at: Option<DateTime<Utc>>,
}

/// How far fetching an account's history has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(feature = "db", derive(sea_orm::FromJsonQueryResult))]
pub struct HistoryProgress {
    /// Chats whose history is wanted.
    pub chats: i64,
    /// Those among them that are done.
    pub done: i64,
    /// Messages that were fetched.
    pub messages: i64,
}

/// Adds an account. It still has to sign in. One that was archived here comes back with its history.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
pub struct CreateAccount {
    /// Its phone number in international form; spaces, brackets and dashes are passed over.
    #[garde(length(chars, min = 1, max = 40))]
    pub phone: String,
    /// Our name for it; without it the phone number.
    #[serde(default)]
    #[garde(inner(length(chars, min = 1, max = 100)))]
    pub name: Option<String>,
    /// Its own application at Telegram; without it the server's is used.
    #[serde(default)]
    #[garde(dive)]
    pub api: Option<ApiCredentials>,
    /// The SOCKS5 proxy it connects through, as `socks5://user:password@host:port`.
    #[serde(default)]
    #[garde(inner(length(bytes, min = 1, max = 500)))]
    pub proxy: Option<String>,
    /// What Telegram is told of its device; cannot be told otherwise later without being noticed.
    #[serde(default)]
    #[garde(dive)]
    pub device: Option<Device>,
}

/// An application at Telegram, from <https://my.telegram.org>.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
pub struct ApiCredentials {
    /// Its id.
    #[garde(range(min = 1))]
    pub id: i32,
    /// Its hash.
    #[garde(length(bytes, min = 1, max = 100))]
    pub hash: String,
}

/// Changes an account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
pub struct UpdateAccount {
    /// Our name for it.
    #[garde(length(chars, min = 1, max = 100))]
    pub name: String,
    /// What Telegram is told of its device.
    #[garde(dive)]
    pub device: Device,
    /// Whether the others are told what was read here; left out, it stays.
    #[serde(default)]
    #[garde(skip)]
    pub read_receipts: Option<bool>,
    /// How many days of history are fetched by themselves, at most ten years; left out, it stays.
    #[serde(default)]
    #[garde(inner(range(min = 0, max = 3650)))]
    pub history_days: Option<i32>,
}

/// Has an account connect through another proxy, or through none.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
pub struct SetProxy {
    /// As `socks5://user:password@host:port`; none connects directly.
    #[garde(inner(length(bytes, min = 1, max = 500)))]
    pub url: Option<String>,
}

/// Gives the code that Telegram sent.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
pub struct LoginCode {
    /// The code.
    #[garde(length(chars, min = 1, max = 64))]
    pub code: String,
}

/// Gives the account's second password.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
pub struct LoginPassword {
    /// The password.
    #[garde(length(bytes, min = 1, max = 1024))]
    pub password: String,
}

/// A QR code to scan in a Telegram app: Settings, Devices, Link desktop device.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct LoginQr {
    /// What the QR code holds; none once it was accepted.
    pub url: Option<String>,
    /// The account with its sign-in.
    pub account: Account,
}

/// Adds an account by a session that was made elsewhere. Only for owners: whoever has it has the account.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[garde(allow_unvalidated)]
pub struct ImportAccount {
    /// The session as Telethon's `StringSession` writes it. The program it comes from must never use it again: Telegram
    /// ends a session that is used in two places.
    #[garde(length(bytes, min = 1, max = 1000))]
    pub session: String,
    /// Our name for it; without it its name at Telegram.
    #[serde(default)]
    #[garde(inner(length(chars, min = 1, max = 100)))]
    pub name: Option<String>,
    /// The application the session was made with; without it the server's.
    #[serde(default)]
    #[garde(dive)]
    pub api: Option<ApiCredentials>,
    /// The SOCKS5 proxy it connects through.
    #[serde(default)]
    #[garde(inner(length(bytes, min = 1, max = 500)))]
    pub proxy: Option<String>,
    /// What Telegram is told of its device.
    #[serde(default)]
    #[garde(dive)]
    pub device: Option<Device>,
}

/// An account's session. Whoever has it has the account.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct ExportedSession {
    /// As Telethon's `StringSession` writes it.
    pub session: String,
}

/// Where an account is signed in, as Telegram tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountSession {
    /// Names it for ending it.
    pub hash: String,
    /// Whether it is ours.
    pub current: bool,
    /// Whether Telegram's own applications made it.
    pub official: bool,
    /// The device's model.
    pub device: String,
    /// Its system.
    pub system: String,
    /// The application and its version.
    pub app: String,
    /// Its address.
    pub ip: String,
    /// Its country.
    pub country: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub active_at: DateTime<Utc>,
}

/// Ends another session of an account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
pub struct RevokeSession {
    /// Its `hash`.
    #[garde(length(bytes, min = 1, max = 30))]
    pub hash: String,
}
