//! Accounts: added by their phone number, signed in step by step, steered by operators, run by the supervisor.

mod ask;
pub mod chat_routes;
pub mod dialogs;
pub mod history;
pub mod limits;
pub mod login;
pub mod login_routes;
pub mod membership;
pub mod people;
pub mod phone;
pub mod press;
pub mod profile;
pub mod profile_routes;
pub mod routes;
pub mod search;
pub mod service;
pub mod sessions;
pub mod settle;
pub mod shared;
pub mod store;
pub mod stretches;
pub mod transfer;

use openapi::{
    accounts::{Account, AccountState, Standing},
    bots::ObservedState,
    chats::Folder,
};
use secrecy::SecretString;

pub use shared::Shared;

use crate::{
    entity::{account, identity},
    error::{Error, Result},
    platforms::telegram_account::Connection,
    state::AppState,
};

/// An account as the database holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it has in common with bots.
    pub identity: identity::Model,
    /// What only accounts have.
    pub account: account::Model,
}

impl Row {
    /// As it crosses the wire: without its secrets.
    pub fn show(&self) -> Account {
        let (identity, account) = (&self.identity, &self.account);
        Account {
            id: identity.id.into(),
            name: identity.name.clone(),
            phone: account.phone.clone(),
            telegram_id: (identity.external_id > 0).then_some(identity.external_id),
            username: account.username.clone(),
            profile_name: account.profile_name.clone(),
            standing: Standing {
                state: account.state,
                reason: account.state_reason.clone(),
                since: account.state_since,
                retry_at: identity.retry_at,
            },
            desired: identity.desired,
            running: identity.observed == ObservedState::Running,
            signed_in: self.is_signed_in(),
            signing_out: account.signing_out,
            login: account.login.clone(),
            api_id: account.api_id,
            proxy: account.proxy_host.clone(),
            device: account.device.clone(),
            read_receipts: account.read_receipts,
            history_days: account.history_days,
            history: account.history,
            last_update_at: account.last_update_at,
            created_at: identity.created_at,
            updated_at: identity.updated_at,
            archived_at: identity.archived_at,
        }
    }

    /// The folders of its list of chats.
    pub fn folders(&self) -> Vec<Folder> {
        let folders = self.account.folders.iter().flat_map(|folders| &folders.0);
        folders.map(|rules| rules.folder.clone()).collect()
    }

    /// Whether there is a session to run it with.
    pub fn is_signed_in(&self) -> bool {
        self.account.session_sealed.is_some()
    }

    /// Whether signing in makes sense: there is no session, or it is of no use.
    pub fn may_sign_in(&self) -> bool {
        !self.is_signed_in() || self.account.state == AccountState::Banned
    }

    /// Refuses where it is archived.
    pub fn in_use(&self) -> Result<()> {
        match self.identity.archived_at {
            Some(_) => Err(Error::conflict("this account is archived; add it again with its phone number")),
            None => Ok(()),
        }
    }

    /// What it connects with.
    pub fn connection(&self, state: &AppState) -> Result<Connection> {
        let open = |sealed: &String| -> Result<SecretString> {
            state.vault.open(sealed).map_err(|error| Error::internal("opening an account's secrets", error))
        };
        let (api_id, api_hash) = match (self.account.api_id, &self.account.api_hash_sealed) {
            (Some(id), Some(hash)) => (id, open(hash)?),
            _ => (state.config.telegram_api_id, state.config.telegram_api_hash.clone()),
        };
        if api_id == 0 {
            return Err(Error::conflict(
                "accounts need an application of Telegram's: set TELEGRAM_API_ID and TELEGRAM_API_HASH (from \
                 https://my.telegram.org), or give this account its own",
            ));
        }
        let proxy = self.account.proxy_sealed.as_ref().map(open).transpose()?;
        Ok(Connection { api_id, api_hash, device: self.account.device.clone(), proxy })
    }
}
