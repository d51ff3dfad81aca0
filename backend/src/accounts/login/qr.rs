//! Signing in with a QR code. Whoever scans it accepts at any moment, so its connection stays open until it expires.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use openapi::{
    AccountId,
    accounts::{AccountState, Login, LoginMethod, LoginQr},
};

use super::desk::{Desk, Pending};
use crate::{
    error::{Result, chain},
    platforms::telegram_account::{
        Client,
        client::Pushed,
        sign_in::{self, Shown},
    },
    state::AppState,
    web::caller::Caller,
};

/// Tells what a QR code should hold, or that the one before was accepted.
pub async fn show_qr(state: &AppState, by: &Caller, id: AccountId) -> Result<LoginQr> {
    state.accounts.stop_waiting(id.into());
    let desk = Desk::take(state, by, id).await?;
    let before = desk.under_way().ok().filter(|(login, _)| login.method == LoginMethod::Qr);
    let keys = before.map_or_else(|| state.accounts.api.new_session(), |(_, pending)| pending.keys);
    let (client, pushed) = desk.connect(keys)?;
    match sign_in::show_qr(&client).await {
        Ok(Shown::Token(token, expires)) => {
            let login = Login { qr_expires_at: Some(expires), ..login(state) };
            let pending = Pending { keys: client.session.keys(), hash: None };
            let account = desk.go_on("account.login_qr", login, pending, AccountState::New).await?;
            wait(state, by, id, client, pushed);
            // Source: https://core.telegram.org/api/qr-login#generating-a-qr-code
            let url = format!("tg://login?token={}", BASE64_URL_SAFE_NO_PAD.encode(token));
            Ok(LoginQr { url: Some(url), account })
        }
        Ok(Shown::Accepted(step)) => {
            let account = desk.follow("account.login_qr", client, login(state), step).await?;
            Ok(LoginQr { url: None, account })
        }
        Err(failure) => Err(desk.fail(failure).await?),
    }
}

fn login(state: &AppState) -> Login {
    Login {
        method: LoginMethod::Qr,
        code: None,
        qr_expires_at: None,
        password_hint: None,
        password_tries_left: None,
        started_at: state.clock.now(),
    }
}

/// Waits beside the request until the code is accepted or expires. Should the process end meanwhile, the next code that
/// is asked for tells that this one was accepted.
fn wait(state: &AppState, by: &Caller, id: AccountId, client: Client, mut pushed: Pushed) {
    let stop = state.accounts.start_waiting(id.into());
    let (state, by) = (state.clone(), by.clone());
    let tasks = state.shutdown.tasks.clone();
    let ending = state.shutdown.token.clone();
    let waiting = async move {
        let accepted = async {
            while let Some(update) = pushed.recv().await {
                if sign_in::is_qr_accepted(&update) {
                    return;
                }
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = accepted => {}
            () = stop.cancelled() => return,
            () = ending.cancelled() => return,
            () = client.dead.cancelled() => return,
        }
        if let Err(error) = accept(&state, &by, id, client).await {
            tracing::warn!(account = %id, error = chain(&error), "an accepted QR code did not sign in");
        }
    };
    tasks.spawn(waiting);
}

async fn accept(state: &AppState, by: &Caller, id: AccountId, client: Client) -> Result<()> {
    let desk = Desk::take(state, by, id).await?;
    match sign_in::show_qr(&client).await {
        Ok(Shown::Accepted(step)) => {
            let step = desk.follow("account.login_qr", client, login(state), step).await;
            step.map(drop)
        }
        // another one came in between
        Ok(Shown::Token(..)) => Ok(()),
        Err(failure) => Err(desk.fail(failure).await?),
    }
}
