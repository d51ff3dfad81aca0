//! Workspaces: made, entered, renamed.

use openapi::{Code, workspaces::Workspace};
use serde_json::json;

use crate::harness::TestApp;

#[tokio::test]
async fn one_is_made_and_renamed() {
    let app = TestApp::new().await;
    let owner = app.client(&app.owner);
    let made: Workspace = owner.post("/workspaces", json!({ "name": "Second" })).await.created();
    let names = owner.get("/workspaces").await.items::<Workspace>().into_iter().map(|w| w.name);
    assert_eq!(names.collect::<Vec<_>>(), ["owner's", "Second"]);

    let path = format!("/workspaces/{}", app.owner.workspace);
    let renamed: Workspace = owner.put(&path, json!({ "name": "First" })).await.ok();
    assert_eq!(renamed.name, "First");
    let log = app.audit().await;
    assert_eq!(log[0].action, "workspace.update");
    assert_eq!(log[0].before.as_ref().unwrap()["name"], "owner's");
    assert_eq!(log[0].after, Some(json!(renamed)));
    assert_eq!(log.len(), 1, "the other's beginning is in its own log");

    // one is inside one workspace at a time
    let other = format!("/workspaces/{}", made.id);
    owner.put(&other, json!({ "name": "X" })).await.problem(404, Code::NotFound);
    owner.put(&path, json!({ "name": "" })).await.problem(422, Code::Invalid);
    owner.post("/workspaces", json!({})).await.problem(400, Code::Invalid);
}
