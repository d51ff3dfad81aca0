//! Figures for the dashboard, counted when asked.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AccountId, BotId,
    accounts::{Account, AccountState},
    bots::ObservedState,
    messages::Message,
};

/// Figures of a workspace: of bots, and of accounts. The two are never added up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Stats {
    /// How many bots are in each state, archived ones left out.
    pub bots: Vec<StateCount>,
    /// Chats of bots with any message in the last 24 hours.
    pub active_chats: i64,
    /// Messages of bots in the last 24 hours, one row an hour, oldest first; hours without any are there too.
    pub hours: Vec<HourCount>,
    /// Messages of the last 24 hours by bot, most first.
    pub by_bot: Vec<BotCount>,
    /// How many accounts are in each state, archived ones left out.
    pub accounts: Vec<AccountStateCount>,
    /// Chats of accounts with any message in the last 24 hours.
    pub active_account_chats: i64,
    /// As `hours`, of accounts.
    pub account_hours: Vec<HourCount>,
    /// Messages of the last 24 hours by account, most first.
    pub by_account: Vec<AccountCount>,
    /// Accounts that wait for a person: to sign in, to appeal, to read why they failed; the latest first, at most 20.
    pub accounts_in_need: Vec<Account>,
    /// Messages whose sending needs a person: failed or unknown and not yet dealt with, newest first, at most 20.
    pub needs_person: Vec<Message>,
}

/// How many bots are in a state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StateCount {
    /// The state.
    pub state: ObservedState,
    /// How many bots.
    pub count: i64,
}

/// Messages of one hour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HourCount {
    /// The hour's start.
    pub hour: DateTime<Utc>,
    /// Messages that came in.
    pub incoming: i64,
    /// Messages that went out.
    pub outgoing: i64,
}

/// Messages of one bot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BotCount {
    /// The bot.
    pub bot_id: BotId,
    /// Messages that came in.
    pub incoming: i64,
    /// Messages that went out.
    pub outgoing: i64,
}

/// How many accounts are in a state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AccountStateCount {
    /// The state.
    pub state: AccountState,
    /// How many accounts.
    pub count: i64,
}

/// Messages of one account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AccountCount {
    /// The account.
    pub account_id: AccountId,
    /// Messages that came in.
    pub incoming: i64,
    /// Messages that went out.
    pub outgoing: i64,
}
