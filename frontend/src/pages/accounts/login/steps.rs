//! What the steps of a sign-in share: where it stands, what is on its way, and why the last step was not taken.

use chrono::{DateTime, Utc};
use leptos::{prelude::*, task::spawn_local};
use openapi::{
    AccountId, Code,
    accounts::{Account, AccountState, LoginMethod},
};

use crate::{
    api::{self, Error, Tagged},
    fleet::{Fleet, use_fleet},
    load::Load,
};

/// What is to be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Choose how to sign in.
    Start,
    /// Give the code.
    Code,
    /// Give the second password.
    Password,
    /// Scan the QR code.
    Qr,
    /// Nothing: it is signed in.
    Done,
    /// Nothing: it is archived.
    Archived,
}

impl Step {
    /// The next step of an account.
    pub fn of(account: &Account) -> Self {
        let method = account.login.as_ref().map(|login| login.method);
        match (account.standing.state, method) {
            _ if account.archived_at.is_some() => Self::Archived,
            (AccountState::CodeSent, Some(_)) => Self::Code,
            (AccountState::PasswordNeeded, Some(_)) => Self::Password,
            (_, Some(LoginMethod::Qr)) => Self::Qr,
            (state, _) if account.signed_in && state != AccountState::Banned => Self::Done,
            _ => Self::Start,
        }
    }
}

/// A QR code to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrCode {
    /// What it holds.
    pub url: String,
    /// When it ends.
    pub ends: Option<DateTime<Utc>>,
}

/// A sign-in on the page.
#[derive(Clone, Copy)]
pub struct SignIn {
    /// The account as it stands now.
    pub account: Memo<Account>,
    /// Why the last step was not taken.
    pub problem: RwSignal<Option<Error>>,
    /// Whether a step is on its way.
    pub busy: RwSignal<bool>,
    /// The QR code, once one was asked for.
    pub qr: RwSignal<Option<QrCode>>,
    load: Load<Tagged<Account>>,
    fleet: Fleet,
}

/// The sign-in around this part of the page.
pub fn use_sign_in() -> SignIn {
    expect_context()
}

impl SignIn {
    /// Carries a sign-in on for as long as the present owner lives.
    pub fn provide(account: Memo<Account>, load: Load<Tagged<Account>>) -> Self {
        let sign_in = Self {
            account,
            problem: RwSignal::new(None),
            busy: RwSignal::new(false),
            qr: RwSignal::new(None),
            load,
            fleet: use_fleet(),
        };
        provide_context(sign_in);
        sign_in
    }

    /// Whose sign-in it is.
    pub fn id(&self) -> AccountId {
        self.account.with_untracked(|account| account.id)
    }

    /// Whether the last code or password was wrong: the field it was typed into says so. Reactive.
    pub fn answered_wrong(&self) -> bool {
        self.problem.with(|problem| problem.as_ref().and_then(Error::code)) == Some(Code::WrongCode)
    }

    /// Starts.
    pub fn begin(self, method: LoginMethod) {
        match method {
            LoginMethod::Code => self.take(api::accounts::begin_login(self.id())),
            LoginMethod::Qr => self.show_qr(),
        }
    }

    /// Asks for a QR code, or a fresh one.
    pub fn show_qr(self) {
        let id = self.id();
        self.take(async move {
            let shown = api::accounts::show_qr(id).await?;
            if let Some(url) = shown.url {
                let ends = shown.account.login.as_ref().and_then(|login| login.qr_expires_at);
                // the page may be gone by now
                let _ = self.qr.try_set(Some(QrCode { url, ends }));
            }
            Ok(shown.account)
        });
    }

    /// Takes a step.
    pub fn take(self, step: impl Future<Output = api::Result<Account>> + 'static) {
        self.busy.set(true);
        self.problem.set(None);
        spawn_local(async move {
            let (account, problem) = match step.await {
                Ok(account) => (Some(account), None),
                // where it stands now is part of the answer: how many tries are left, or that it is over
                Err(error) => {
                    (api::accounts::find(self.id()).await.ok().map(|tagged| tagged.value), Some(error))
                }
            };
            // the page may be gone by now
            if self.busy.try_set(false).is_some() {
                return;
            }
            self.problem.set(problem);
            if let Some(account) = account {
                self.fleet.put_account(&account);
                self.load.update(|tagged| tagged.value = account);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use openapi::accounts::Login;

    use super::*;
    use crate::pages::accounts::samples::account;

    fn step(state: AccountState, method: Option<LoginMethod>, signed_in: bool) -> Step {
        let login = method.map(|method| Login {
            method,
            code: None,
            qr_expires_at: None,
            password_hint: None,
            password_tries_left: None,
            started_at: DateTime::UNIX_EPOCH,
        });
        Step::of(&Account { login, signed_in, ..account(state) })
    }

    #[test]
    fn a_sign_in_goes_on_where_it_stands() {
        use {AccountState as State, LoginMethod as By};
        assert_eq!(step(State::New, None, false), Step::Start);
        assert_eq!(step(State::CodeSent, Some(By::Code), false), Step::Code);
        assert_eq!(step(State::New, Some(By::Qr), false), Step::Qr);
        assert_eq!(step(State::LoggedOut, Some(By::Qr), false), Step::Qr);
        assert_eq!(step(State::PasswordNeeded, Some(By::Qr), false), Step::Password);
        assert_eq!(step(State::Ok, None, true), Step::Done);
        assert_eq!(step(State::Frozen, None, true), Step::Done);
        assert_eq!(step(State::LoggedOut, None, false), Step::Start);
        assert_eq!(step(State::Banned, None, true), Step::Start);
    }
}
