//! A sign-in in one's hands: what it stands at, how to go on and how it ends.

use std::sync::Arc;

use openapi::{
    AccountId, Code, FieldCode,
    accounts::{Account, AccountState, Login},
    bots::DesiredState,
};
use sea_orm::ActiveValue::Set;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tokio::sync::OwnedMutexGuard;

use super::{
    super::{
        Row,
        service::exists,
        settle::{stand, write},
        store,
    },
    expired, sign_up_required,
};
use crate::{
    entity::account,
    error::{Error, Result},
    home,
    platforms::telegram_account::{
        Client, Failure,
        client::{Pushed, Waits},
        failure::Loss,
        session::Keys,
        sign_in::{self, Profile},
    },
    state::AppState,
    web::caller::Caller,
};

/// What a sign-in needs to go on, and nobody may know.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Pending {
    /// The session that is to be signed in.
    pub keys: Keys,
    /// What names the code at Telegram.
    pub hash: Option<String>,
}

/// A sign-in in one's hands: nobody else of this process goes on with it meanwhile.
pub(super) struct Desk<'a> {
    state: &'a AppState,
    by: &'a Caller,
    pub row: Row,
    waits: Arc<Waits>,
    _turn: OwnedMutexGuard<()>,
}

impl<'a> Desk<'a> {
    /// Takes it, where the account needs to sign in.
    pub async fn take(state: &'a AppState, by: &'a Caller, id: AccountId) -> Result<Self> {
        // whether there is such an account comes before waiting for it
        store::find(&state.db.reader, by.workspace_id, id).await?;
        let turn = state.accounts.turn(id.into()).await;
        let row = store::find(&state.db.reader, by.workspace_id, id).await?;
        row.in_use()?;
        if !row.may_sign_in() {
            return Err(Error::conflict("this account is signed in; sign it out first"));
        }
        home::refuse_copy(&state.db.reader).await?;
        let waits = Arc::new(Waits::new(row.account.waits.0.clone()));
        Ok(Self { state, by, row, waits, _turn: turn })
    }

    pub fn phone(&self) -> Result<String> {
        let phone = self.row.account.phone.clone();
        phone.ok_or_else(|| Error::conflict("this account's number is not known: sign in with a QR code"))
    }

    /// Connects with a session.
    pub fn connect(&self, keys: Keys) -> Result<(Client, Pushed)> {
        let with = self.row.connection(self.state)?;
        Ok(self.state.accounts.api.connect(keys, with, Arc::clone(&self.waits)))
    }

    /// The sign-in under way.
    pub fn under_way(&self) -> Result<(Login, Pending)> {
        let account = &self.row.account;
        let (Some(login), Some(sealed)) = (&account.login, &account.login_sealed) else {
            return Err(expired());
        };
        let secret = self.state.vault.open(sealed).map_err(|e| Error::internal("opening a sign-in", e))?;
        let pending = serde_json::from_str(secret.expose_secret());
        Ok((login.clone(), pending.map_err(|e| Error::internal("reading a sign-in", e))?))
    }

    /// Stores how far it has come.
    pub async fn go_on(
        self,
        action: &'static str,
        login: Login,
        pending: Pending,
        to: AccountState,
    ) -> Result<Account> {
        let text = serde_json::to_string(&pending).map_err(|e| Error::internal("writing a sign-in", e))?;
        let sealed = self.state.vault.seal(&SecretString::from(text));
        self.write(action, (to, None), |account| {
            account.login = Set(Some(login));
            account.login_sealed = Set(Some(sealed));
        })
        .await
    }

    /// Ends it without success.
    pub async fn give_up(&self, action: &'static str, reason: Option<&str>) -> Result<Account> {
        self.write(action, (AccountState::New, reason.map(str::to_owned)), |account| {
            account.login = Set(None);
            account.login_sealed = Set(None);
        })
        .await
    }

    /// A wrong code or password: counted, and after too many the sign-in is over.
    pub async fn wrong(
        self,
        action: &'static str,
        (login, pending): (Login, Pending),
        state: AccountState,
        left: u32,
    ) -> Result<Account> {
        if left == 0 {
            self.give_up(action, Some("too many wrong tries")).await?;
            return Err(Error::Conflict(Code::LoginExpired, "too many wrong tries: begin again".to_owned()));
        }
        self.go_on(action, login, pending, state).await?;
        Err(Error::Conflict(Code::WrongCode, format!("Telegram says that is wrong; {left} more tries")))
    }

    /// What a failure means for the sign-in, and what to tell.
    pub async fn fail(&self, failure: Failure) -> Result<Error> {
        const ACTION: &str = "account.login_failed";
        Ok(match failure {
            Failure::Refused(name) if name == "PHONE_NUMBER_INVALID" => {
                Error::field("phone", FieldCode::Unusable, "Telegram does not know such a number")
            }
            Failure::Refused(name) if name.starts_with("API_ID_") => Error::conflict(
                "Telegram does not accept the application: check TELEGRAM_API_ID and TELEGRAM_API_HASH, or the \
                 account's own",
            ),
            Failure::Refused(name) if name == "PHONE_NUMBER_UNOCCUPIED" => {
                self.give_up(ACTION, Some("the number has no account yet")).await?;
                sign_up_required()
            }
            Failure::Refused(name) if name.starts_with("PHONE_CODE_") => {
                self.give_up(ACTION, Some("the code expired")).await?;
                Error::Conflict(Code::LoginExpired, "the code has expired: ask for a new one".to_owned())
            }
            Failure::Lost(Loss::Banned(name)) => {
                self.write(ACTION, (AccountState::Banned, Some(name)), |account| {
                    account.login = Set(None);
                    account.login_sealed = Set(None);
                })
                .await?;
                Error::Telegram("it has banned this number".to_owned())
            }
            Failure::Lost(_) => {
                self.give_up(ACTION, Some("Telegram ended the sign-in")).await?;
                Error::Conflict(Code::LoginExpired, "Telegram ended the sign-in: begin again".to_owned())
            }
            failure @ Failure::Wait(_) => {
                let state = (self.row.account.state, self.row.account.state_reason.clone());
                self.write(ACTION, state, |_| {}).await?;
                failure.into()
            }
            failure => failure.into(),
        })
    }

    /// The session is signed in: stores it, and has the account run.
    pub async fn complete(self, client: Client, profile: Profile) -> Result<Account> {
        let known = self.row.identity.external_id;
        let other = store::find_by_telegram_id(&self.state.db.reader, profile.id).await?;
        let wrong = if other.is_some_and(|other| other.identity.id != self.row.identity.id) {
            Some(exists("this account is here already, under another name or in another workspace"))
        } else if known > 0 && known != profile.id {
            Some(Error::conflict("that is another account than the one that signed in here before"))
        } else {
            None
        };
        if let Some(error) = wrong {
            sign_in::log_out(&client).await?;
            self.give_up("account.login_failed", Some("it is another account")).await?;
            return Err(error);
        }
        // an account that was here before goes on where it stopped
        let now = sign_in::position(&client).await?;
        let fresh = self.row.account.pts == 0;
        let sealed = client.session.keys().seal(&self.state.vault)?;
        drop(client);
        let (state, waits) = (self.state, self.pending_waits());
        let tx = state.db.begin().await?;
        let row = self.lock(&tx).await?;
        write(state, tx, self.by, "account.sign_in", &row, |identity, account| {
            identity.external_id = Set(profile.id);
            identity.desired = Set(DesiredState::Running);
            identity.generation = Set(row.identity.generation + 1);
            stand(state, &row, account, (AccountState::Ok, None));
            account.session_sealed = Set(Some(sealed));
            account.login = Set(None);
            account.login_sealed = Set(None);
            account.waits = Set(waits);
            account.username = Set(profile.username);
            // nobody named it: by its number it was only called while nothing better was known
            if Some(&row.identity.name) == row.account.phone.as_ref() && !profile.name.is_empty() {
                identity.name = Set(profile.name.clone());
            }
            account.profile_name = Set(Some(profile.name));
            account.phone = Set(profile.phone.or_else(|| row.account.phone.clone()));
            if fresh {
                account.pts = Set(now.pts);
                account.qts = Set(now.qts);
                account.date = Set(now.date);
                account.seq = Set(now.seq);
            }
        })
        .await
    }

    async fn write(
        &self,
        action: &'static str,
        to: (AccountState, Option<String>),
        change: impl FnOnce(&mut account::ActiveModel),
    ) -> Result<Account> {
        let waits = self.pending_waits();
        let tx = self.state.db.begin().await?;
        let row = self.lock(&tx).await?;
        write(self.state, tx, self.by, action, &row, |_, account| {
            stand(self.state, &row, account, to);
            account.waits = Set(waits);
            change(account);
        })
        .await
    }

    /// Locks the row, where no other node went on with the sign-in meanwhile.
    async fn lock(&self, tx: &sea_orm::DatabaseTransaction) -> Result<Row> {
        let row = store::lock(tx, self.by.workspace_id, self.row.identity.id.into()).await?;
        let same = row.account.login_sealed == self.row.account.login_sealed
            && row.account.session_sealed == self.row.account.session_sealed;
        if same { Ok(row) } else { Err(Error::Stale) }
    }

    fn pending_waits(&self) -> account::Waits {
        account::Waits(self.waits.pending(self.state.clock.now()))
    }
}
