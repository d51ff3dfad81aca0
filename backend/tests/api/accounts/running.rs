//! What Telegram and the network do to an account that runs, and what it makes of that.

use std::time::Duration;

use backend::entity::identity;
use openapi::{
    IdentityId,
    accounts::{Account, AccountState},
};
use sandbox::{Call, Fault};
use sea_orm::EntityTrait;
use serde_json::json;

use super::Desk;
use crate::harness::{PATIENCE, wait_account};

impl Desk {
    pub(super) fn asked(&self, method: &str) -> usize {
        let calls = self.app.sandbox.account_calls(self.person);
        calls.iter().filter(|call| call.method.eq_ignore_ascii_case(method)).count()
    }

    /// Waits until the account asked for a method so often.
    pub(super) async fn has_asked(&self, method: &str, times: usize) {
        let enough = |calls: &[Call]| {
            let ended = calls.iter().filter(|call| call.outcome.is_some());
            ended.filter(|call| call.method.eq_ignore_ascii_case(method)).count() >= times
        };
        self.app.sandbox.wait_account_calls(self.person, PATIENCE, enough).await.unwrap();
    }

    /// Waits until it has noticed: by the connection that is cut, or by trying it, and by what the next one tells.
    async fn learns(&self, state: AccountState) -> Account {
        self.a_minute_passes();
        let noticed = self.when(|account| !account.running).await;
        if noticed.standing.retry_at.is_some() {
            self.until_retry(&noticed);
        }
        self.stands(state).await
    }

    /// Lets a minute pass, after which a quiet connection is tried.
    fn a_minute_passes(&self) {
        self.app.state.clock.advance(Duration::from_mins(1));
    }
}

#[tokio::test]
async fn a_restart_brings_it_back() {
    let desk = Desk::signed_in().await;
    let node = desk.app.supervise();
    desk.live().await;
    node.stop().await;
    let stopped = desk.now().await;
    assert!(!stopped.running && stopped.signed_in, "{stopped:?}");
    assert_eq!(stopped.standing.state, AccountState::Ok);

    let node = desk.app.second_node().await;
    let live =
        wait_account(&node.state, desk.app.owner.workspace, desk.account.id, |account| account.running);
    assert_eq!(live.await.standing.state, AccountState::Ok);
    assert_eq!(desk.app.sandbox.account_sessions(desk.person).len(), 1, "with the session it had");
}

#[tokio::test]
async fn a_killed_node_is_replaced_within_the_lease() {
    let desk = Desk::signed_in().await;
    let first = desk.app.supervise();
    desk.live().await;
    let second = desk.app.second_node().await;
    drop(first);
    desk.app.state.clock.advance(Duration::from_secs(desk.app.state.config.lease_seconds.into()));
    desk.has_asked("users.getUsers", 2).await;
    wait_account(&second.state, desk.app.owner.workspace, desk.account.id, |account| account.running).await;
    let id = IdentityId::from(desk.account.id);
    let row = identity::Entity::find_by_id(id).one(&second.state.db.reader).await.unwrap().unwrap();
    assert_eq!((row.lease_owner, row.fencing), (Some(second.state.node), 2));
}

#[tokio::test]
async fn a_session_that_was_ended_elsewhere_is_logged_out_for_good() {
    let desk = Desk::signed_in().await;
    let _node = desk.app.supervise();
    desk.live().await;
    desk.app.sandbox.revoke_sessions(desk.person);
    let over = desk.learns(AccountState::LoggedOut).await;
    assert!(!over.signed_in && !over.running && over.standing.retry_at.is_none(), "{over:?}");
    assert_eq!(over.standing.reason.as_deref(), Some("SESSION_REVOKED"));
    let asked = desk.app.sandbox.account_calls(desk.person).len();
    desk.app.state.clock.advance(Duration::from_hours(1));
    desk.sign_in().await;
    desk.live().await;
    assert!(desk.app.sandbox.account_calls(desk.person).len() > asked);
}

#[tokio::test]
async fn a_banned_account_is_not_tried_again() {
    let desk = Desk::signed_in().await;
    let _node = desk.app.supervise();
    desk.live().await;
    desk.app.sandbox.ban_account(desk.person);
    let banned = desk.learns(AccountState::Banned).await;
    assert_eq!(banned.standing.reason.as_deref(), Some("USER_DEACTIVATED_BAN"));
    assert_eq!((banned.running, banned.standing.retry_at), (false, None));
}

#[tokio::test]
async fn a_frozen_account_runs_and_says_so() {
    let desk = Desk::signed_in().await;
    desk.app.sandbox.freeze(desk.person);
    let _node = desk.app.supervise();
    let frozen = desk.when(|account| account.running).await;
    assert_eq!(frozen.standing.state, AccountState::Frozen);
    assert!(frozen.standing.reason.unwrap().contains("appeal at https://t.me/spambot"));
}

#[tokio::test]
async fn a_session_used_in_two_places_is_a_duplicate_key() {
    let desk = Desk::signed_in().await;
    let _node = desk.app.supervise();
    desk.live().await;
    desk.app.sandbox.fault(Fault::duplicate_key().of(desk.person).on("updates.getState"));
    desk.a_minute_passes();
    let over = desk.stands(AccountState::DuplicateKey).await;
    assert_eq!((over.signed_in, over.running, over.standing.retry_at), (false, false, None));
}

#[tokio::test]
async fn a_key_that_telegram_does_not_know_any_more_is_logged_out() {
    let desk = Desk::signed_in().await;
    desk.app.sandbox.forget_keys(desk.person);
    let _node = desk.app.supervise();
    let over = desk.stands(AccountState::LoggedOut).await;
    assert_eq!(over.standing.reason.as_deref(), Some("Telegram does not know the session's key"));
}

#[tokio::test]
async fn a_wait_is_obeyed_to_the_second_even_after_a_restart() {
    let desk = Desk::signed_in().await;
    desk.app.sandbox.fault(Fault::too_many_requests(120).of(desk.person).on("users.getUsers"));
    let node = desk.app.supervise();
    let waiting = desk.stands(AccountState::Waiting).await;
    let until = waiting.standing.retry_at.unwrap();
    assert_eq!(until, desk.app.state.clock.now() + Duration::from_secs(120));
    assert_eq!(waiting.standing.reason.as_deref(), Some("Too Many Requests: retry after 120"));
    let asked = desk.asked("users.getUsers");
    desk.app.state.clock.advance(Duration::from_secs(60));
    node.stop().await;
    let node = desk.app.second_node().await;
    let waits = |account: &Account| account.standing.retry_at.is_some();
    let (state, workspace) = (&node.state, desk.app.owner.workspace);
    let waiting = wait_account(state, workspace, desk.account.id, waits).await;
    assert_eq!(waiting.standing.retry_at, Some(until));
    assert_eq!(desk.asked("users.getUsers"), asked, "nothing went out before the wait ended");
    desk.until_retry(&waiting);
    wait_account(state, workspace, desk.account.id, |account| account.running).await;
}

#[tokio::test]
async fn a_dropped_connection_is_made_again_and_at_most_three_times_a_minute() {
    let desk = Desk::signed_in().await;
    let _node = desk.app.supervise();
    let begin = desk.app.state.clock.now();
    desk.live().await;
    for _ in 0..5 {
        desk.app.sandbox.drop_connections(desk.person);
        let waiting = desk.stands(AccountState::Waiting).await;
        desk.until_retry(&waiting);
        desk.live().await;
    }
    assert!(desk.app.state.clock.now() - begin >= chrono::TimeDelta::minutes(1));
}

#[tokio::test]
async fn a_connection_that_died_silently_is_noticed() {
    let desk = Desk::with(json!({ "telegram_timeout_seconds": 1 })).await;
    desk.sign_in().await;
    let _node = desk.app.supervise();
    desk.live().await;
    desk.has_asked("updates.getDifference", 1).await;
    desk.app.sandbox.fault(Fault::half_open().of(desk.person).on("updates.getState"));
    desk.a_minute_passes();
    let waiting = desk.stands(AccountState::Waiting).await;
    assert_eq!(waiting.standing.reason.as_deref(), Some("gave no answer: nothing came within 1 s"));
    desk.until_retry(&waiting);
    desk.live().await;
}

#[tokio::test]
async fn what_fails_again_and_again_is_an_error_and_tried_seldom() {
    let desk = Desk::signed_in().await;
    desk.app.sandbox.fault(Fault::rpc_error(500, "INTERNAL").of(desk.person).on("users.getUsers").times(8));
    let _node = desk.app.supervise();
    for _ in 0..7 {
        let waiting = desk.stands(AccountState::Waiting).await;
        let before = waiting.standing.retry_at;
        desk.until_retry(&waiting);
        desk.when(|account| account.standing.retry_at != before && account.standing.retry_at.is_some()).await;
    }
    let broken = desk.stands(AccountState::Error).await;
    assert!(broken.standing.retry_at.unwrap() - desk.app.state.clock.now() >= chrono::TimeDelta::minutes(5));
    desk.until_retry(&broken);
    desk.live().await;
}

#[tokio::test]
async fn signing_out_ends_the_session_at_telegram() {
    let desk = Desk::signed_in().await;
    let _node = desk.app.supervise();
    desk.live().await;
    desk.act("logout").await.ok::<Account>();
    let over = desk.when(|account| !account.signed_in).await;
    assert_eq!(over.standing.state, AccountState::LoggedOut);
    assert!(!over.signing_out);
    assert!(desk.app.sandbox.account_sessions(desk.person).is_empty());
    let row =
        backend::accounts::store::find(&desk.app.state.db.reader, desk.app.owner.workspace, desk.account.id);
    assert_eq!(row.await.unwrap().account.session_sealed, None);
}

#[tokio::test]
async fn signing_out_goes_on_until_telegram_is_reached() {
    let desk = Desk::signed_in().await;
    let _node = desk.app.supervise();
    desk.live().await;
    desk.app.sandbox.fault(Fault::rpc_error(500, "INTERNAL").of(desk.person).on("auth.logOut"));
    desk.act("logout").await.ok::<Account>();
    let waiting = desk.stands(AccountState::Waiting).await;
    assert!(waiting.signing_out && waiting.signed_in);
    desk.until_retry(&waiting);
    desk.stands(AccountState::LoggedOut).await;
    assert!(desk.app.sandbox.account_sessions(desk.person).is_empty());
}

#[test]
fn a_second_password_being_checked_does_not_hold_up_others() {
    // one thread for all that goes on, and one for what takes long
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().max_blocking_threads(1).build().unwrap().block_on(async {
        let desk = Desk::signed_in().await;
        let other = desk.app.sandbox.add_person("Boris", None, None);
        desk.app.sandbox.give_phone(other, "15550001002");
        desk.app.sandbox.set_password(other, super::PASSWORD, "");
        let client = desk.app.client(&desk.app.owner);
        let account: Account = client.post("/accounts", json!({ "phone": "+15550001002" })).await.created();
        let path = format!("/accounts/{}/login", account.id);
        client.act(&path).await.ok::<Account>();
        let code = desk.app.sandbox.last_code("15550001002").unwrap();
        client.post(&format!("{path}/code"), json!({ "code": code })).await.ok::<Account>();

        // the thread for what takes long is busy with something else
        let (over, busy) = std::sync::mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || busy.recv());
        let path = format!("{path}/password");
        let checking =
            tokio::spawn(async move { client.post(&path, json!({ "password": super::PASSWORD })).await });
        let _node = desk.app.supervise();
        desk.live().await;
        desk.has_asked("updates.getDifference", 1).await;
        assert!(!checking.is_finished(), "the proof was made on the thread on which accounts run");
        drop(over);
        assert_eq!(checking.await.unwrap().ok::<Account>().standing.state, AccountState::Ok);
    });
}
