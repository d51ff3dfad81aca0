//! Sessions as text, from and to other programs.

use openapi::{
    Code,
    accounts::{Account, AccountState, ExportedSession},
    users::Role,
};
use serde_json::json;

use super::Desk;

#[tokio::test]
async fn an_exported_session_can_be_imported_where_the_account_is_not() {
    let desk = Desk::signed_in().await;
    let exported: ExportedSession = desk.act("export").await.ok();
    assert_eq!((exported.session.len(), exported.session.as_bytes()[0]), (353, b'1'), "as Telethon's");
    let owner = desk.app.client(&desk.app.owner);
    let import = json!({ "session": exported.session });
    owner.post("/accounts/import", &import).await.problem(409, Code::AlreadyExists);

    desk.app.execute("DELETE FROM accounts; DELETE FROM identities").await;
    let account: Account = owner.post("/accounts/import", &import).await.created();
    assert_eq!((account.telegram_id, account.name.as_str()), (Some(desk.person.0), "Elena Markova"));
    assert_eq!(account.standing.state, AccountState::Ok);
    let _node = desk.app.supervise();
    desk.app.wait_account(account.id, |account| account.running).await;
    let actions = desk.app.audit_actions().await;
    assert_eq!(actions[actions.len() - 2..], ["account.export", "account.import"]);
}

#[tokio::test]
async fn only_owners_see_a_session() {
    let desk = Desk::signed_in().await;
    let admin = desk.app.client(&desk.app.member(Role::Admin).await);
    let path = format!("/accounts/{}/export", desk.account.id);
    admin.act(&path).await.problem(403, Code::Forbidden);
    admin.post("/accounts/import", json!({ "session": "1" })).await.problem(403, Code::Forbidden);
}

#[tokio::test]
async fn what_is_no_session_is_refused() {
    let desk = Desk::new().await;
    let owner = desk.app.client(&desk.app.owner);
    owner.post("/accounts/import", json!({ "session": "1abc" })).await.problem(422, Code::Invalid);
    desk.act("export").await.problem(409, Code::Conflict);
    desk.sign_in().await;
    let exported: ExportedSession = desk.act("export").await.ok();
    desk.app.sandbox.revoke_sessions(desk.person);
    desk.app.execute("DELETE FROM accounts; DELETE FROM identities").await;
    let import = json!({ "session": exported.session });
    owner.post("/accounts/import", import).await.problem(422, Code::Invalid);
}
