//! Signing an account in, step by step. What a sign-in needs to go on lies sealed in the database, so that any page, any
//! node and the server after a restart can take the next step. Each step connects anew and leaves nothing behind.

mod desk;
mod qr;

use openapi::{
    AccountId, Code,
    accounts::{Account, AccountState, Login, LoginMethod},
};
use secrecy::SecretString;

pub use qr::show_qr;

use desk::{Desk, Pending};

use crate::{
    error::{Error, Result},
    limiter::seconds,
    platforms::telegram_account::{
        Failure,
        sign_in::{self, Step, TRIES},
    },
    state::AppState,
    web::caller::Caller,
};

/// Has Telegram send a code. A sign-in that was under way is given up.
pub async fn begin(state: &AppState, by: &Caller, id: AccountId) -> Result<Account> {
    let desk = Desk::take(state, by, id).await?;
    let phone = desk.phone()?;
    let (client, _pushed) = desk.connect(state.accounts.api.new_session())?;
    let sent = sign_in::send_code(&client, &phone, state.clock.now()).await;
    let (code, hash) = match sent {
        Ok(sent) => sent,
        Err(failure) => return Err(desk.fail(failure).await?),
    };
    let login = Login {
        method: LoginMethod::Code,
        code: Some(code),
        qr_expires_at: None,
        password_hint: None,
        password_tries_left: None,
        started_at: state.clock.now(),
    };
    let pending = Pending { keys: client.session.keys(), hash: Some(hash) };
    desk.go_on("account.login", login, pending, AccountState::CodeSent).await
}

/// Has Telegram send the code in the next way.
pub async fn resend(state: &AppState, by: &Caller, id: AccountId) -> Result<Account> {
    let desk = Desk::take(state, by, id).await?;
    let (login, pending) = desk.under_way()?;
    let (phone, hash) = (desk.phone()?, pending.hash.clone().ok_or_else(expired)?);
    let code = login.code.as_ref().ok_or_else(expired)?;
    let Some(at) = code.resend_at else {
        return Err(Error::conflict("Telegram offers no other way to send the code"));
    };
    if let Some(left) = (at - state.clock.now()).to_std().ok().filter(|left| !left.is_zero()) {
        return Err(Error::TooMany(seconds(left)));
    }
    let (client, _pushed) = desk.connect(pending.keys)?;
    let (code, hash) = match sign_in::resend(&client, &phone, &hash, state.clock.now()).await {
        Ok(sent) => sent,
        Err(failure) => return Err(desk.fail(failure).await?),
    };
    let pending = Pending { keys: client.session.keys(), hash: Some(hash) };
    desk.go_on("account.login_resend", Login { code: Some(code), ..login }, pending, AccountState::CodeSent)
        .await
}

/// Gives the code.
pub async fn give_code(state: &AppState, by: &Caller, id: AccountId, code: &str) -> Result<Account> {
    let desk = Desk::take(state, by, id).await?;
    let (mut login, pending) = desk.under_way()?;
    let (phone, hash) = (desk.phone()?, pending.hash.clone().ok_or_else(expired)?);
    let sent = login.code.as_mut().ok_or_else(expired)?;
    let kind = sent.kind;
    let (client, _pushed) = desk.connect(pending.keys.clone())?;
    match sign_in::give_code(&client, &phone, &hash, kind, code.trim()).await {
        Ok(step) => desk.follow("account.login_code", client, login, step).await,
        Err(Failure::Refused(name)) if name.ends_with("CODE_INVALID") || name.ends_with("CODE_EMPTY") => {
            sent.tries_left = sent.tries_left.saturating_sub(1);
            let left = sent.tries_left;
            desk.wrong("account.login_wrong_code", (login, pending), AccountState::CodeSent, left).await
        }
        Err(failure) => Err(desk.fail(failure).await?),
    }
}

/// Gives the account's second password.
pub async fn give_password(
    state: &AppState,
    by: &Caller,
    id: AccountId,
    password: SecretString,
) -> Result<Account> {
    let desk = Desk::take(state, by, id).await?;
    let (mut login, pending) = desk.under_way()?;
    if desk.row.account.state != AccountState::PasswordNeeded {
        return Err(Error::conflict("Telegram has not asked for a password"));
    }
    let (client, _pushed) = desk.connect(pending.keys.clone())?;
    match sign_in::give_password(&client, password).await {
        Ok(step) => desk.follow("account.login_password", client, login, step).await,
        Err(failure) if failure.is("PASSWORD_HASH_INVALID") => {
            let left = login.password_tries_left.unwrap_or(TRIES).saturating_sub(1);
            login.password_tries_left = Some(left);
            desk.wrong("account.login_wrong_password", (login, pending), AccountState::PasswordNeeded, left)
                .await
        }
        Err(failure) => Err(desk.fail(failure).await?),
    }
}

/// Gives a sign-in up.
pub async fn cancel(state: &AppState, by: &Caller, id: AccountId) -> Result<Account> {
    state.accounts.stop_waiting(id.into());
    let desk = Desk::take(state, by, id).await?;
    let Ok((_, pending)) = desk.under_way() else { return Ok(desk.row.show()) };
    if let (Some(hash), Ok(phone)) = (pending.hash.clone(), desk.phone()) {
        let (client, _pushed) = desk.connect(pending.keys)?;
        if let Err(failure) = sign_in::cancel(&client, &phone, &hash).await {
            // the code ends by itself
            tracing::info!(account = %id, %failure, "Telegram was not told that a code is not needed");
        }
    }
    desk.give_up("account.login_cancel", None).await
}

/// What one is told who goes on with a sign-in that is none.
fn expired() -> Error {
    Error::Conflict(Code::LoginExpired, "no sign-in is under way: begin again".to_owned())
}

fn sign_up_required() -> Error {
    Error::Conflict(
        Code::SignUpRequired,
        "Telegram has no account with this number; make one in a Telegram app on a phone first".to_owned(),
    )
}

impl Desk<'_> {
    /// Goes where a step led.
    async fn follow(
        self,
        action: &'static str,
        client: crate::platforms::telegram_account::Client,
        login: Login,
        step: Step,
    ) -> Result<Account> {
        match step {
            Step::Done(profile) => self.complete(client, *profile).await,
            Step::Password(hint) => {
                let left = login.password_tries_left.unwrap_or(TRIES);
                let login = Login {
                    code: None,
                    qr_expires_at: None,
                    password_hint: hint,
                    password_tries_left: Some(left),
                    ..login
                };
                let pending = Pending { keys: client.session.keys(), hash: None };
                self.go_on(action, login, pending, AccountState::PasswordNeeded).await
            }
            Step::SignUp => {
                self.give_up(action, Some("the number has no account yet")).await?;
                Err(sign_up_required())
            }
        }
    }
}
