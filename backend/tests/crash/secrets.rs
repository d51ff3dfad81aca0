//! Secrets stay secret: canaries are looked for in everything the server leaves behind or says.

use anyhow::{Context, Result, ensure};
use openapi::{Page, bots::Bot, chats::Chat, messages::Message};
use sandbox::{ChatRef, Draft, Fault, Sandbox};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use serde_json::{Value, json};

use super::{
    api::{Api, PASSWORD},
    database::TestDatabase,
    server::Server,
    world::PATIENCE,
};

#[tokio::test]
async fn no_secret_is_found_in_logs_answers_events_or_the_database() {
    let _alone = super::ALONE.lock().await;
    let data = tempfile::tempdir().unwrap();
    let database = TestDatabase::new(data.path()).await;
    let sandbox = Sandbox::start().await.unwrap();
    let mut server = Server::new([
        ("DATABASE_URL", database.url.clone()),
        ("DATA_DIR", data.path().display().to_string()),
        ("TELEGRAM_API_URL", sandbox.url()),
        ("LOG", "debug".to_owned()),
    ]);
    if let Err(error) = look_everywhere(&mut server, &sandbox, &database.url, data.path()).await {
        panic!("{error:?}");
    }
}

async fn look_everywhere(
    server: &mut Server,
    sandbox: &Sandbox,
    database: &str,
    data: &std::path::Path,
) -> Result<()> {
    server.start().await?;
    let api = Api::of(server).await?;
    let bot = sandbox.add_bot("canary_bot", "Canary");
    let added: Bot = api.post("/bots", &json!({ "token": bot.token })).await?;
    let malformed = format!("{}!", bot.token);
    api.post::<Value>("/bots", &json!({ "token": malformed })).await.expect_err("it is malformed");

    // a message, an answer, and every way a call may fail, each of which is logged
    let elena = sandbox.add_person("Elena", None, None);
    for fault in [Fault::server_error(502), Fault::refused_reply(), Fault::too_many_requests(1)] {
        sandbox.fault(fault.of(&bot).on("getUpdates"));
    }
    sandbox.fault(Fault::lost_reply().of(&bot).on("sendMessage"));
    sandbox.fault(Fault::server_error(500).of(&bot).on("download"));
    sandbox.write(elena, ChatRef::private(elena, &bot), Draft::document("a.txt", "hello"));
    sandbox.wait_acknowledged(&bot, PATIENCE, |seen| !seen.is_empty()).await?;
    let chats: Page<Chat> = api.get("/bots/chats").await?;
    let chat = chats.items.first().context("the chat")?;
    let path = format!("/chats/{}/messages", chat.id);
    api.post::<Message>(&path, &json!({ "text": "on its way" })).await?;
    sandbox.wait_received(elena, PATIENCE, |all| !all.is_empty()).await?;
    let page: openapi::messages::MessagePage = api.get(&path).await?;
    let media = page.items.iter().find_map(|m| m.media.as_ref()).context("the document")?.id;
    let download = format!("/media/{media}/content");
    api.get::<Value>(&download).await.expect_err("Telegram fails");
    let renewed = sandbox.new_token(&bot);
    sandbox.revoke_token(&bot.token);
    sandbox.wait_calls(&bot, PATIENCE, |calls| calls.iter().any(|call| !call.is_done())).await.ok();
    api.post::<Bot>(&format!("/bots/{}/token", added.id), &json!({ "token": renewed })).await?;
    api.post::<Value>(&format!("/bots/{}/test", added.id), &json!({})).await?;

    let mut said = String::new();
    for path in [
        "/bots",
        "/bots/chats",
        "/events?after=0&limit=200",
        "/audit",
        "/api-keys",
        "/users",
        "/stats",
        "/auth/me",
        &path,
    ] {
        said += &api.get::<Value>(path).await?.to_string();
    }
    said += &api.get::<Value>(&format!("/bots/{}", added.id)).await?.to_string();
    server.kill().await?;

    let keys = std::fs::read_to_string(data.join("keys.toml"))?;
    let own_keys = keys
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| line.split('"').skip(1).step_by(2));
    let token = |token: &str| token.split_once(':').map(|(_, secret)| secret.to_owned()).unwrap_or_default();
    let mut secrets = vec![token(&bot.token), token(&renewed), api.key.clone(), PASSWORD.to_owned()];
    secrets.extend(own_keys.map(str::to_owned));
    ensure!(secrets.iter().all(|secret| secret.len() > 20), "a canary is empty: {}", secrets.len());

    let log = server.log();
    ensure!(log.lines().count() > 20, "the log is there to be searched:\n{log}");
    for (place, text) in [("the answers", &said), ("the log", &log), ("the database", &dump(database).await?)]
    {
        for (number, secret) in secrets.iter().enumerate() {
            ensure!(!text.contains(secret.as_str()), "secret {number} stands in {place}");
        }
    }
    Ok(())
}

/// Every row of every table as text.
async fn dump(url: &str) -> Result<String> {
    if let Some(path) = url.strip_prefix("sqlite://") {
        let mut all = Vec::new();
        for file in [path.to_owned(), format!("{path}-wal")] {
            all.extend(std::fs::read(file).unwrap_or_default());
        }
        ensure!(all.len() > 100_000, "the database is there to be searched");
        return Ok(String::from_utf8_lossy(&all).into_owned());
    }
    let db = Database::connect(url).await?;
    let ask = |sql: String| db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql));
    let tables =
        ask("SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'".to_owned()).await?;
    let mut all = String::new();
    for table in tables {
        let name: String = table.try_get("", "name")?;
        for row in ask(format!(r#"SELECT t::text AS row FROM "{name}" t"#)).await? {
            all += &row.try_get::<String>("", "row")?;
        }
    }
    db.close().await?;
    ensure!(all.len() > 5_000, "the database is there to be searched");
    Ok(all)
}
