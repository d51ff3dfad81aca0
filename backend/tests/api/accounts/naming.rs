//! What an account is called, and a number that was mistyped.

use openapi::{Code, accounts::Account};
use serde_json::json;

use super::Desk;

#[tokio::test]
async fn an_account_nobody_named_is_called_by_its_profile() {
    let desk = Desk::new().await;
    let boris = desk.app.sandbox.add_person("Boris", Some("Petrov"), None);
    desk.app.sandbox.give_phone(boris, "15550001002");
    let owner = desk.app.client(&desk.app.owner);
    let new: Account = owner.post("/accounts", json!({ "phone": "+1 555 000 1002" })).await.created();
    assert_eq!(new.name, "+15550001002");
    let path = format!("/accounts/{}/login", new.id);
    owner.act(&path).await.ok::<Account>();
    let code = desk.app.sandbox.last_code("15550001002").unwrap();
    let done: Account = owner.post(&format!("{path}/code"), json!({ "code": code })).await.ok();
    assert_eq!(done.name, "Boris Petrov");
    // a name that was given stays
    assert_eq!(desk.sign_in().await.name, "Elena's");
}

#[tokio::test]
async fn a_mistyped_number_is_mended_before_the_first_sign_in() {
    let desk = Desk::new().await;
    let owner = desk.app.client(&desk.app.owner);
    let new: Account = owner.post("/accounts", json!({ "phone": "+15550001003" })).await.created();
    let path = format!("/accounts/{}/phone", new.id);
    let mended: Account = owner.put(&path, json!({ "phone": "+1 (555) 000-1004" })).await.ok();
    assert_eq!((mended.phone.as_deref(), mended.name.as_str()), (Some("+15550001004"), "+15550001004"));
    owner.put(&path, json!({ "phone": "555" })).await.problem(422, Code::Invalid);
    owner.put(&path, json!({ "phone": "+15550001001" })).await.problem(409, Code::AlreadyExists);
    assert!(desk.app.audit_actions().await.contains(&"account.set_phone".to_owned()));

    let path = format!("/accounts/{}/phone", desk.account.id);
    let other = json!({ "phone": "+15550001009" });
    desk.act("login").await.ok::<Account>();
    owner.put(&path, &other).await.problem(409, Code::Conflict);
    desk.give_code(&desk.code()).await.ok::<Account>();
    owner.put(&path, &other).await.problem(409, Code::Conflict);
    assert_eq!(desk.now().await.phone.as_deref(), Some("+15550001001"));
}
