//! What happens to accounts, as the Rust API and the control API both offer it.

use std::net::IpAddr;

use base64::{Engine, prelude::BASE64_URL_SAFE};
use grammers_tl_types::{Serializable, enums, types};

use super::Shared;
use crate::{
    mtproto::{
        Condition,
        accounts::{KeyId, Password, Via},
        number::int,
        wire::{random, srp::Verifier},
    },
    world::{Refusal, UserId},
};

impl Shared {
    /// Lets a person sign in with a telephone number; everything but its digits is left out.
    pub fn give_phone(&self, person: UserId, phone: &str) -> Result<(), Refusal> {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        self.world().give_phone(person, &digits)?;
        self.accounts().admit(person);
        Ok(())
    }

    /// Moves an account to another data centre; its sessions have to follow.
    pub fn set_home(&self, person: UserId, data_centre: i32) -> Result<(), Refusal> {
        let mut accounts = self.accounts();
        accounts.account_mut(person).ok_or(Refusal::UserNotFound)?.home = data_centre;
        Ok(())
    }

    /// Sets the password of two-step verification, or clears it.
    pub fn set_password(&self, person: UserId, password: Option<(&str, &str)>) -> Result<(), Refusal> {
        let password = password
            .map(|(password, hint)| Password { verifier: Verifier::new(password), hint: hint.into() });
        let mut accounts = self.accounts();
        accounts.account_mut(person).ok_or(Refusal::UserNotFound)?.password = password;
        Ok(())
    }

    /// Sends login codes to an e-mail address instead, or no longer.
    pub fn set_login_email(&self, person: UserId, email: Option<&str>) -> Result<(), Refusal> {
        let mut accounts = self.accounts();
        let account = accounts.account_mut(person).ok_or(Refusal::UserNotFound)?;
        account.login_email = email.map(Into::into);
        Ok(())
    }

    /// Has login codes go this way first, or as usual.
    pub fn set_codes_by(&self, person: UserId, via: Option<Via>) -> Result<(), Refusal> {
        self.accounts().account_mut(person).ok_or(Refusal::UserNotFound)?.codes_by = via;
        Ok(())
    }

    /// A person scans a QR code. Returns the key of whoever showed it, unless it is not shown any more.
    pub fn accept_login_token(&self, person: UserId, token: &[u8]) -> Option<KeyId> {
        let now = self.clock.now();
        let mut accounts = self.accounts();
        accounts.account(person)?;
        let key = accounts.accept_token(person, token, now)?;
        let update = types::UpdateShort { update: enums::Update::LoginToken, date: int(now) };
        accounts.push_to_key(key, &enums::Updates::from(update).to_bytes().into());
        Some(key)
    }

    /// Signs an account in with a new key; the session in Telethon's words:
    /// <https://docs.telethon.dev/en/stable/concepts/sessions.html>.
    pub fn new_session(&self, person: UserId) -> Result<String, Refusal> {
        let now = self.clock.now();
        let mut accounts = self.accounts();
        let home = accounts.account(person).ok_or(Refusal::UserNotFound)?.home;
        let centre = accounts.centres.iter().find(|(id, address)| *id == home && address.is_ipv4());
        let (id, address) = *centre.ok_or(Refusal::ChatNotFound)?;
        let auth = random();
        let key = accounts.add_key(home, auth);
        accounts.sign_in(key, person, now);
        let mut bytes = id.to_be_bytes()[3..].to_vec();
        if let IpAddr::V4(ip) = address.ip() {
            bytes.extend(ip.octets());
        }
        bytes.extend(address.port().to_be_bytes());
        bytes.extend(auth);
        Ok(format!("1{}", BASE64_URL_SAFE.encode(bytes)))
    }

    /// Ends a session, as its owner does from another device.
    pub fn revoke_session(&self, person: UserId, session: KeyId) -> Result<(), Refusal> {
        let mut accounts = self.accounts();
        let account = accounts.account(person).ok_or(Refusal::UserNotFound)?;
        if account.sessions.contains(&session) {
            accounts.hang_up_key(session);
            accounts.end_session(session, "SESSION_REVOKED");
        }
        Ok(())
    }

    /// Ends all sessions of an account.
    pub fn revoke_sessions(&self, person: UserId) -> Result<(), Refusal> {
        let sessions = self.accounts().sessions(person);
        sessions.into_iter().try_for_each(|session| self.revoke_session(person, session.id))
    }

    /// Forgets the keys of an account.
    pub fn forget_keys(&self, person: UserId) {
        let mut accounts = self.accounts();
        for session in accounts.sessions(person) {
            accounts.forget_key(session.id);
        }
    }

    /// Forgets what happened to an account.
    pub fn forget_updates(&self, person: UserId) -> Result<(), Refusal> {
        let mut accounts = self.accounts();
        accounts.account_mut(person).ok_or(Refusal::UserNotFound)?.log.forget();
        Ok(())
    }

    /// Makes Telegram think something of an account. Banned ones are thrown out.
    pub fn set_condition(&self, person: UserId, condition: Condition) -> Result<(), Refusal> {
        let mut accounts = self.accounts();
        accounts.account_mut(person).ok_or(Refusal::UserNotFound)?.condition = condition;
        if condition == Condition::Banned {
            accounts.hang_up(person);
        }
        Ok(())
    }
}
