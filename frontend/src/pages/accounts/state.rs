//! The state of an account in words: what it is, what to do next, how urgent it is.

use openapi::{
    accounts::{Account, AccountState},
    bots::DesiredState,
};

use crate::{api::chats::word, i18n::t};

/// How an account looks to a person: how it stands at Telegram, and whether it runs here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// As it stands.
    Stands(AccountState),
    /// Nothing is wrong and it was stopped.
    Stopped,
    /// Nothing is wrong and it is not connected yet.
    Starting,
    /// It is being signed out.
    SigningOut,
}

impl Face {
    /// The face of an account.
    pub fn of(account: &Account) -> Self {
        let stopped = account.desired == DesiredState::Stopped;
        match account.standing.state {
            _ if account.signing_out => Self::SigningOut,
            AccountState::Ok | AccountState::Waiting if stopped => Self::Stopped,
            AccountState::Ok if !account.running => Self::Starting,
            state => Self::Stands(state),
        }
    }

    /// Its word in the address.
    pub fn word(self) -> String {
        match self {
            Self::Stands(state) => word(state),
            Self::Stopped => "stopped".to_owned(),
            Self::Starting => "starting".to_owned(),
            Self::SigningOut => "signing_out".to_owned(),
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stopped => t::account_states::stopped(),
            Self::Starting => t::account_states::starting(),
            Self::SigningOut => t::account_states::signing_out(),
            Self::Stands(state) => match state {
                AccountState::New => t::account_states::new(),
                AccountState::CodeSent => t::account_states::code_sent(),
                AccountState::PasswordNeeded => t::account_states::password_needed(),
                AccountState::Ok => t::account_states::ok(),
                AccountState::Waiting => t::account_states::waiting(),
                AccountState::Restricted => t::account_states::restricted(),
                AccountState::Frozen => t::account_states::frozen(),
                AccountState::LoggedOut => t::account_states::logged_out(),
                AccountState::Banned => t::account_states::banned(),
                AccountState::DuplicateKey => t::account_states::duplicate_key(),
                AccountState::Error => t::account_states::error(),
            },
        }
    }

    /// What it means and what to do next.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Stopped => t::account_states::stopped_text(),
            Self::Starting => t::account_states::starting_text(),
            Self::SigningOut => t::account_states::signing_out_text(),
            Self::Stands(state) => match state {
                AccountState::New => t::account_states::new_text(),
                AccountState::CodeSent => t::account_states::code_sent_text(),
                AccountState::PasswordNeeded => t::account_states::password_needed_text(),
                AccountState::Ok => t::account_states::ok_text(),
                AccountState::Waiting => t::account_states::waiting_text(),
                AccountState::Restricted => t::account_states::restricted_text(),
                AccountState::Frozen => t::account_states::frozen_text(),
                AccountState::LoggedOut => t::account_states::logged_out_text(),
                AccountState::Banned => t::account_states::banned_text(),
                AccountState::DuplicateKey => t::account_states::duplicate_key_text(),
                AccountState::Error => t::account_states::error_text(),
            },
        }
    }

    /// How well it is: a colour of `style/parts.css`.
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Stopped => "",
            Self::Starting | Self::SigningOut => "warn",
            Self::Stands(state) => match state {
                AccountState::Ok => "ok",
                AccountState::New => "",
                AccountState::CodeSent
                | AccountState::PasswordNeeded
                | AccountState::Waiting
                | AccountState::Restricted => "warn",
                AccountState::Frozen
                | AccountState::LoggedOut
                | AccountState::Banned
                | AccountState::DuplicateKey
                | AccountState::Error => "bad",
            },
        }
    }

    /// What comes first in a list: those that wait for a person, then those that wait, then the rest.
    pub fn urgency(self) -> u8 {
        match self.tone() {
            "bad" => 0,
            "warn" => 1,
            "ok" => 3,
            _ if self == Self::Stopped => 4,
            _ => 2,
        }
    }
}

/// The press that takes an account's sign-in on, where it needs one.
pub fn to_sign_in(account: &Account) -> Option<fn() -> &'static str> {
    match account.standing.state {
        _ if account.archived_at.is_some() => None,
        AccountState::New => Some(t::accounts::sign_in),
        AccountState::CodeSent => Some(t::accounts::enter_code),
        AccountState::PasswordNeeded => Some(t::accounts::enter_password),
        AccountState::LoggedOut | AccountState::DuplicateKey => Some(t::accounts::sign_in_again),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::accounts::samples::account;

    #[test]
    fn what_is_wrong_shows_even_while_it_is_stopped() {
        let mut account = account(AccountState::Ok);
        assert_eq!(Face::of(&account), Face::Starting);
        account.running = true;
        assert_eq!(Face::of(&account), Face::Stands(AccountState::Ok));
        account.desired = DesiredState::Stopped;
        assert_eq!(Face::of(&account), Face::Stopped);
        account.standing.state = AccountState::Frozen;
        assert_eq!(Face::of(&account), Face::Stands(AccountState::Frozen));
        account.signing_out = true;
        assert_eq!(Face::of(&account), Face::SigningOut);
    }
}
