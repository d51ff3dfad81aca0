//! Signing in with a QR code.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use openapi::accounts::{Account, AccountState, LoginMethod, LoginQr};

use super::{Desk, PASSWORD};

fn token(shown: &LoginQr) -> Vec<u8> {
    let url = shown.url.as_deref().unwrap();
    BASE64_URL_SAFE_NO_PAD.decode(url.strip_prefix("tg://login?token=").unwrap()).unwrap()
}

impl Desk {
    async fn show(&self) -> LoginQr {
        self.act("login/qr").await.ok()
    }
}

#[tokio::test]
async fn a_scanned_code_signs_in_while_it_is_shown() {
    let desk = Desk::new().await;
    let shown = desk.show().await;
    let login = shown.account.login.clone().unwrap();
    assert_eq!((login.method, shown.account.standing.state), (LoginMethod::Qr, AccountState::New));
    assert!(login.qr_expires_at.unwrap() > desk.app.state.clock.now());
    assert!(desk.app.sandbox.accept_login_token(desk.person, &token(&shown)));
    let done = desk.when(|account| account.signed_in).await;
    assert_eq!((done.telegram_id, done.standing.state), (Some(desk.person.0), AccountState::Ok));
    let _node = desk.app.supervise();
    desk.live().await;
}

#[tokio::test]
async fn a_code_that_was_scanned_while_the_server_was_down_signs_in_with_the_next() {
    let desk = Desk::new().await;
    let shown = desk.show().await;
    // nobody waits any more
    desk.app.state.accounts.stop_waiting(desk.account.id.into());
    assert!(desk.app.sandbox.accept_login_token(desk.person, &token(&shown)));
    let next = desk.show().await;
    assert_eq!((next.url, next.account.signed_in), (None, true));
}

#[tokio::test]
async fn a_code_that_expired_is_replaced() {
    let desk = Desk::new().await;
    let first = desk.show().await;
    desk.app.sandbox.clock().advance(31);
    assert!(!desk.app.sandbox.accept_login_token(desk.person, &token(&first)));
    let second = desk.show().await;
    assert_ne!(first.url, second.url);
    assert!(desk.app.sandbox.accept_login_token(desk.person, &token(&second)));
    desk.when(|account| account.signed_in).await;
}

#[tokio::test]
async fn a_scanned_code_may_still_need_the_password() {
    let desk = Desk::new().await;
    desk.app.sandbox.set_password(desk.person, PASSWORD, "the usual");
    let shown = desk.show().await;
    assert!(desk.app.sandbox.accept_login_token(desk.person, &token(&shown)));
    let asked = desk.stands(AccountState::PasswordNeeded).await;
    assert_eq!(asked.login.unwrap().password_hint.as_deref(), Some("the usual"));
    let done: Account = desk.give_password(PASSWORD).await.ok();
    assert_eq!(done.standing.state, AccountState::Ok);
}

#[tokio::test]
async fn a_scanned_code_leads_to_the_data_centre_of_the_account() {
    let desk = Desk::new().await;
    desk.app.sandbox.set_home(desk.person, 4);
    let shown = desk.show().await;
    assert!(desk.app.sandbox.accept_login_token(desk.person, &token(&shown)));
    desk.when(|account| account.signed_in).await;
    let _node = desk.app.supervise();
    desk.live().await;
}
