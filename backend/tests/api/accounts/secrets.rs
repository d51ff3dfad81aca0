//! An account's secrets stay secret: in no table, answer, event or audit line, but sealed.

use openapi::accounts::{Account, ExportedSession};
use serde_json::json;

use super::{Desk, PASSWORD};

#[tokio::test]
async fn none_is_ever_told() {
    let desk = Desk::new().await;
    let owner = desk.app.client(&desk.app.owner);
    let path = format!("/accounts/{}", desk.account.id);
    let api = json!({ "id": 4711, "hash": "hash-of-its-own" });
    let new = json!({ "phone": "+15550001003", "api": api, "proxy": "socks5://user:pr0xy@127.0.0.1:1080" });
    owner.post("/accounts", new).await.created::<Account>();
    desk.app.sandbox.set_password(desk.person, PASSWORD, "the usual");
    let mut answers = vec![desk.act("login").await.text()];
    let code = desk.code();
    answers.push(desk.give_code(&code).await.text());
    answers.push(desk.give_password("a wrong password").await.text());
    answers.push(desk.give_password(PASSWORD).await.text());
    let _node = desk.app.supervise();
    desk.live().await;
    let exported: ExportedSession = desk.act("export").await.ok();
    let key = exported.session[exported.session.len() - 40..].to_owned();
    for seen in [&path, "/accounts", "/audit", "/events?after=0"] {
        let answer = owner.get(seen).await;
        assert!(answer.status.is_success(), "{answer}");
        answers.push(answer.text());
    }
    let secrets = [PASSWORD, "a wrong password", "hash-of-its-own", "pr0xy", &key, &code, "phone_code_hash"];
    for (table, rows) in desk.app.dump_all().await {
        for secret in secrets {
            assert!(!rows.iter().any(|row| row.contains(secret)), "{table} tells {secret}");
        }
    }
    for answer in answers {
        for secret in secrets {
            assert!(!answer.contains(secret), "{secret} is told in {answer}");
        }
    }
}
