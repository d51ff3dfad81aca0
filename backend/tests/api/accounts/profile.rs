//! What an account shows of itself, read and changed at Telegram.

use axum::http::Method;
use openapi::{Code, FieldCode, media::Media, profiles::AccountProfile};
use sandbox::Fault;
use serde_json::{Value, json};

use super::Desk;
use crate::{
    harness::{Answer, Client, Node},
    media::PNG,
};

/// An account that runs.
struct Mirror {
    desk: Desk,
    _node: Node,
}

impl Mirror {
    async fn new() -> Self {
        let desk = Desk::signed_in().await;
        desk.app.sandbox.set_about(desk.person, "Parcels and people");
        let node = desk.app.supervise();
        desk.live().await;
        Self { desk, _node: node }
    }

    fn client(&self) -> Client {
        self.desk.app.client(&self.desk.app.owner)
    }

    fn path(&self, what: &str) -> String {
        format!("/accounts/{}/{what}", self.desk.account.id)
    }

    async fn pull(&self) -> AccountProfile {
        self.client().get(&self.path("profile")).await.ok()
    }

    async fn push(&self, change: Value) -> Answer {
        self.client().patch(&self.path("profile"), change).await
    }

    fn asked(&self, method: &str) -> usize {
        let calls = self.desk.app.sandbox.account_calls(self.desk.person);
        calls.iter().filter(|call| call.method.eq_ignore_ascii_case(method)).count()
    }
}

#[track_caller]
fn wrong(answer: Answer, field: &str, code: FieldCode) {
    let problem = answer.problem(422, Code::Invalid);
    assert_eq!((problem.fields[0].field.as_str(), problem.fields[0].code), (field, code));
}

#[tokio::test]
async fn a_profile_is_pulled_and_pushed() {
    let mirror = Mirror::new().await;
    let profile = mirror.pull().await;
    assert_eq!((profile.first_name.as_str(), profile.last_name.as_str()), ("Elena", "Markova"));
    assert_eq!((profile.about.as_str(), profile.username.as_deref()), ("Parcels and people", Some("elena")));
    assert_eq!((profile.phone.as_deref(), profile.premium), (Some("+15550001001"), false));
    assert_eq!(profile.photo, None);

    let change = json!({ "first_name": "Helen", "last_name": "", "about": "Hello", "username": "@helen_m" });
    let pushed: AccountProfile = mirror.push(change.clone()).await.ok();
    assert_eq!((pushed.first_name.as_str(), pushed.last_name.as_str()), ("Helen", ""));
    assert_eq!((pushed.about.as_str(), pushed.username.as_deref()), ("Hello", Some("helen_m")));
    assert_eq!(mirror.pull().await, pushed);
    let account = mirror.desk.now().await;
    assert_eq!(account.profile_name.as_deref(), Some("Helen"));
    assert_eq!(account.username.as_deref(), Some("helen_m"));

    // what is so already is not asked for again
    mirror.push(change).await.ok::<AccountProfile>();
    let methods = ["account.updateProfile", "account.updateUsername"].map(|method| mirror.asked(method));
    assert_eq!(methods, [1, 1]);
    let audit = mirror.desk.app.audit().await;
    let rows: Vec<_> = audit.iter().filter(|row| row.action == "account.update_profile").collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].before.as_ref().unwrap()["about"], "Parcels and people");
    assert_eq!(rows[0].after.as_ref().unwrap()["about"], "Hello");

    let none: AccountProfile = mirror.push(json!({ "username": "" })).await.ok();
    assert_eq!(none.username, None);
}

#[tokio::test]
async fn what_telegram_refuses_is_told_at_its_field_and_the_rest_is_true() {
    let mirror = Mirror::new().await;
    mirror.desk.app.sandbox.add_person("Boris", None, Some("boris"));
    wrong(mirror.push(json!({ "username": "boris" })).await, "username", FieldCode::Unusable);
    wrong(mirror.push(json!({ "username": "1x" })).await, "username", FieldCode::Malformed);
    wrong(mirror.push(json!({ "first_name": "" })).await, "first_name", FieldCode::TooShort);
    wrong(mirror.push(json!({ "about": "x".repeat(71) })).await, "about", FieldCode::TooLong);
    // the username was taken, the rest was not
    let change = json!({ "username": "elena_m", "about": "x".repeat(71) });
    wrong(mirror.push(change).await, "about", FieldCode::TooLong);
    assert_eq!(mirror.desk.now().await.username.as_deref(), Some("elena_m"));
    assert_eq!(mirror.desk.app.audit().await[0].action, "account.update_profile");

    let limited = Fault::too_many_requests(600).of(mirror.desk.person).on("account.updateProfile");
    mirror.desk.app.sandbox.fault(limited);
    let answer = mirror.push(json!({ "about": "Later" })).await;
    assert_eq!(answer.header("retry-after"), Some("600"));
    answer.problem(429, Code::TooManyRequests);
}

#[tokio::test]
async fn a_photo_is_set_shown_and_taken_away() {
    let mirror = Mirror::new().await;
    let client = mirror.client();
    client.get(&mirror.path("photo")).await.problem(404, Code::NotFound);
    let upload = async |kind: &str| {
        let body = Some(("image/png", PNG.into()));
        client.ask(Method::POST, &format!("/media?kind={kind}"), body).await.created::<Media>()
    };
    let document = json!({ "media_id": upload("document").await.id });
    wrong(client.put(&mirror.path("photo"), document).await, "media_id", FieldCode::Unusable);
    let nothing = json!({ "media_id": uuid::Uuid::nil() });
    wrong(client.put(&mirror.path("photo"), nothing).await, "media_id", FieldCode::Unusable);

    let photo = json!({ "media_id": upload("photo").await.id });
    let set: AccountProfile = client.put(&mirror.path("photo"), photo).await.ok();
    assert_eq!(mirror.pull().await.photo, set.photo, "the same photo is the same file");
    for path in [mirror.path("photo"), format!("/media/{}/content", set.photo.unwrap())] {
        let shown = client.get(&path).await;
        assert_eq!((shown.status.as_u16(), shown.body.as_ref()), (200, PNG));
    }
    let shown = client.get(&mirror.path("photo")).await;
    assert_eq!(shown.header("cache-control"), Some("private, no-cache"));

    let gone: AccountProfile = client.delete(&mirror.path("photo")).await.ok();
    assert_eq!(gone.photo, None);
    let gone: AccountProfile = client.delete(&mirror.path("photo")).await.ok();
    assert_eq!(gone.photo, None);
    let actions = mirror.desk.app.audit_actions().await;
    assert_eq!(actions[actions.len() - 2..], ["account.set_photo", "account.delete_photo"]);
}

#[tokio::test]
async fn a_profile_needs_a_connection() {
    let desk = Desk::signed_in().await;
    let path = format!("/accounts/{}/profile", desk.account.id);
    let client = desk.app.client(&desk.app.owner);
    client.get(&path).await.problem(409, Code::NotConnected);
    client.patch(&path, json!({ "about": "x" })).await.problem(409, Code::NotConnected);
}
