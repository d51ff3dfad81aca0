//! Signing in with a code and a second password.

use std::time::Duration;

use openapi::{
    Code,
    accounts::{Account, AccountState, CodeKind, LoginMethod},
    bots::DesiredState,
};
use sandbox::Fault;
use serde_json::json;

use super::{Desk, PASSWORD};
use crate::harness::{TestApp, wait_account};

#[tokio::test]
async fn a_code_signs_in_and_the_account_runs() {
    let desk = Desk::new().await;
    let _node = desk.app.supervise();
    assert_eq!(desk.account.phone.as_deref(), Some("+15550001001"));
    assert_eq!(desk.account.standing.state, AccountState::New);
    let sent: Account = desk.act("login").await.ok();
    assert_eq!(sent.standing.state, AccountState::CodeSent);
    let login = sent.login.unwrap();
    let code = login.code.unwrap();
    assert_eq!((login.method, code.kind, code.length), (LoginMethod::Code, CodeKind::Sms, Some(5)));
    assert_eq!((code.next, code.tries_left), (Some(CodeKind::Call), 5));

    let done: Account = desk.give_code(&desk.code()).await.ok();
    assert_eq!((done.standing.state, done.desired), (AccountState::Ok, DesiredState::Running));
    assert_eq!((done.telegram_id, done.login), (Some(desk.person.0), None));
    let live = desk.live().await;
    assert_eq!(live.username.as_deref(), Some("elena"));
    assert_eq!(live.profile_name.as_deref(), Some("Elena Markova"));
    let device = &desk.app.sandbox.account_sessions(desk.person)[0];
    assert!(format!("{device:?}").contains("Switchboard"), "{device:?}");
    let actions = desk.app.audit_actions().await;
    assert_eq!(actions, ["account.create", "account.login", "account.sign_in"]);
}

#[tokio::test]
async fn wrong_codes_are_counted_and_five_end_the_sign_in() {
    let desk = Desk::new().await;
    desk.act("login").await.ok::<Account>();
    let wrong = if desk.code() == "00000" { "00001" } else { "00000" };
    for left in [4, 3, 2, 1] {
        desk.give_code(wrong).await.problem(409, Code::WrongCode);
        let now = desk.now().await;
        assert_eq!(now.login.unwrap().code.unwrap().tries_left, left);
        assert_eq!(now.standing.state, AccountState::CodeSent);
    }
    desk.give_code(wrong).await.problem(409, Code::LoginExpired);
    let over = desk.now().await;
    assert_eq!((over.standing.state, over.login), (AccountState::New, None));
    desk.give_code(&desk.code()).await.problem(409, Code::LoginExpired);
}

#[tokio::test]
async fn a_code_that_came_too_late_is_said_to_have_expired() {
    let desk = Desk::new().await;
    desk.act("login").await.ok::<Account>();
    let code = desk.code();
    desk.app.sandbox.clock().advance(301);
    desk.give_code(&code).await.problem(409, Code::LoginExpired);
    assert_eq!(desk.now().await.standing.reason.as_deref(), Some("the code expired"));
    desk.sign_in().await;
}

#[tokio::test]
async fn another_code_is_sent_when_telegram_lets_it() {
    let desk = Desk::new().await;
    desk.act("login").await.ok::<Account>();
    desk.act("login/resend").await.problem(429, Code::TooManyRequests);
    desk.app.state.clock.advance(Duration::from_secs(60));
    let again: Account = desk.act("login/resend").await.ok();
    assert_eq!(again.login.unwrap().code.unwrap().kind, CodeKind::Call);
    desk.act("login/resend").await.problem(409, Code::Conflict);
    desk.give_code(&desk.code()).await.ok::<Account>();
}

#[tokio::test]
async fn a_second_password_is_asked_for_with_its_hint() {
    let desk = Desk::new().await;
    desk.app.sandbox.set_password(desk.person, PASSWORD, "the usual");
    desk.act("login").await.ok::<Account>();
    desk.give_password(PASSWORD).await.problem(409, Code::Conflict);
    let asked: Account = desk.give_code(&desk.code()).await.ok();
    assert_eq!(asked.standing.state, AccountState::PasswordNeeded);
    let login = asked.login.unwrap();
    assert_eq!((login.password_hint.as_deref(), login.password_tries_left), (Some("the usual"), Some(5)));

    desk.give_password("not the password").await.problem(409, Code::WrongCode);
    assert_eq!(desk.now().await.login.unwrap().password_tries_left, Some(4));
    let done: Account = desk.give_password(PASSWORD).await.ok();
    assert_eq!(done.standing.state, AccountState::Ok);
}

#[tokio::test]
async fn a_sign_in_goes_on_after_a_restart_and_at_another_node() {
    let desk = Desk::new().await;
    desk.app.sandbox.set_password(desk.person, PASSWORD, "");
    desk.act("login").await.ok::<Account>();
    let other = desk.app.again(json!({})).await.unwrap();
    let path = format!("/accounts/{}/login/code", desk.account.id);
    let client = TestApp::client_of(other, &desk.app.owner);
    let asked: Account = client.post(&path, json!({ "code": desk.code() })).await.ok();
    assert_eq!(asked.standing.state, AccountState::PasswordNeeded);
    desk.give_password(PASSWORD).await.ok::<Account>();

    let node = desk.app.second_node().await;
    let live =
        wait_account(&node.state, desk.app.owner.workspace, desk.account.id, |account| account.running);
    assert_eq!(live.await.standing.state, AccountState::Ok);
}

#[tokio::test]
async fn an_account_that_lives_in_another_data_centre_signs_in_there() {
    let desk = Desk::new().await;
    desk.app.sandbox.set_home(desk.person, 4);
    desk.sign_in().await;
    let _node = desk.app.supervise();
    desk.live().await;
}

#[tokio::test]
async fn a_code_may_come_by_email() {
    let desk = Desk::new().await;
    desk.app.sandbox.set_login_email(desk.person, Some("elena@example.org"));
    let sent: Account = desk.act("login").await.ok();
    let code = sent.login.unwrap().code.unwrap();
    assert_eq!((code.kind, code.hint.as_deref()), (CodeKind::Email, Some("e***@example.org")));
    desk.give_code("wrong").await.problem(409, Code::WrongCode);
    desk.give_code(&desk.code()).await.ok::<Account>();
}

#[tokio::test]
async fn a_number_without_an_account_is_told_to_get_one() {
    let desk = Desk::new().await;
    let new = json!({ "phone": "+15550009999" });
    let account: Account = desk.app.client(&desk.app.owner).post("/accounts", new).await.created();
    let path = format!("/accounts/{}/login", account.id);
    let client = desk.app.client(&desk.app.owner);
    client.act(&path).await.ok::<Account>();
    let code = desk.app.sandbox.last_code("15550009999").unwrap();
    let answer = client.post(&format!("{path}/code"), json!({ "code": code })).await;
    answer.problem(409, Code::SignUpRequired);
}

#[tokio::test]
async fn a_banned_number_cannot_sign_in() {
    let desk = Desk::new().await;
    desk.app.sandbox.fault(Fault::rpc_error(400, "PHONE_NUMBER_BANNED").on("auth.sendCode"));
    desk.act("login").await.problem(502, Code::Telegram);
    assert_eq!(desk.now().await.standing.state, AccountState::Banned);
}

#[tokio::test]
async fn no_sign_in_goes_out_before_a_wait_has_ended() {
    let desk = Desk::new().await;
    desk.app.sandbox.fault(Fault::too_many_requests(300).on("auth.sendCode"));
    let refused = desk.act("login").await;
    assert_eq!(refused.header("retry-after"), Some("300"));
    refused.problem(429, Code::TooManyRequests);
    // known after a restart too, and not asked of Telegram, which would let it through now
    let other = desk.app.again(json!({})).await.unwrap();
    other.clock.advance(Duration::from_secs(299));
    let path = format!("/accounts/{}/login", desk.account.id);
    let client = TestApp::client_of(other.clone(), &desk.app.owner);
    client.act(&path).await.problem(429, Code::TooManyRequests);
    other.clock.advance(Duration::from_secs(1));
    client.act(&path).await.ok::<Account>();
}

#[tokio::test]
async fn a_sign_in_can_be_given_up() {
    let desk = Desk::new().await;
    desk.act("login").await.ok::<Account>();
    let code = desk.code();
    let left: Account = desk.act("login/cancel").await.ok();
    assert_eq!((left.standing.state, left.login), (AccountState::New, None));
    desk.give_code(&code).await.problem(409, Code::LoginExpired);
    desk.act("login/cancel").await.ok::<Account>();
}

#[tokio::test]
async fn an_account_that_is_signed_in_does_not_sign_in_again() {
    let desk = Desk::signed_in().await;
    desk.act("login").await.problem(409, Code::Conflict);
    desk.act("login/qr").await.problem(409, Code::Conflict);
}
