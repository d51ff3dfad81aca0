//! Files: uploaded, sent, fetched from Telegram once, served safely.

use std::time::Duration;

use axum::http::Method;
use bytes::Bytes;
use openapi::{
    Code, MediaId,
    media::{Media, MediaKind},
    messages::{DeliveryState, Message},
    users::Role,
};
use sandbox::Draft;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::{Value, json};

use crate::harness::{
    Answer, Client, TestApp,
    sender::{TestBot, error},
};

/// A PNG of one pixel.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9cc\0\x01\0\0\
    \x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82";
const HTML: &[u8] = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>";

async fn upload(client: &Client, query: &str, bytes: impl Into<Bytes>) -> Answer {
    client.ask(Method::POST, &format!("/media?{query}"), Some(("image/png", bytes.into()))).await
}

async fn content(client: &Client, id: MediaId) -> Answer {
    client.get(&format!("/media/{id}/content")).await
}

/// The row of a file the bot was sent, as the inbox stores it.
async fn received(app: &TestApp, bot: &TestBot, draft: Draft, field: &str) -> MediaId {
    let person = app.sandbox.add_person("Elena", None, None);
    app.sandbox.write(person, sandbox::ChatRef::private(person, &bot.at_telegram), draft);
    let client = app.state.telegram.client(bot.at_telegram.token.clone().into());
    let updates = client.get_updates(None, std::time::Duration::ZERO).await.unwrap();
    let update: Value = serde_json::from_str(updates.last().unwrap().get()).unwrap();
    let file = match &update["message"][field] {
        Value::Array(sizes) => sizes.last().unwrap().clone(),
        file => file.clone(),
    };
    let info = Media {
        id: MediaId(app.state.clock.uuid()),
        kind: MediaKind::Document,
        name: Some("invoice.html".to_owned()),
        mime: Some("image/png".to_owned()),
        size: None,
        width: None,
        height: None,
        duration: None,
        emoji: None,
        downloadable: true,
    };
    let id = info.id;
    let row = backend::entity::media::Model {
        id,
        workspace_id: app.owner.workspace,
        identity_id: Some(bot.id.into()),
        file_id: Some(file["file_id"].as_str().unwrap().to_owned()),
        info,
        sha256: None,
        created_at: app.state.clock.now(),
    };
    let tx = app.state.db.begin().await.unwrap();
    row.into_active_model().insert(&tx).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn downloads(app: &TestApp, bot: &TestBot) -> usize {
    app.sandbox.calls(&bot.at_telegram).iter().filter(|call| call.method == "getFile").count()
}

#[tokio::test]
async fn an_uploaded_photo_reaches_the_person() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    let client = app.client(&app.owner);
    let media: Media = upload(&client, "kind=photo&name=a.png", PNG).await.created();
    assert_eq!((media.kind, media.width, media.height), (MediaKind::Photo, Some(1), Some(1)));
    assert_eq!((media.mime.as_deref(), media.size), (Some("image/png"), i64::try_from(PNG.len()).ok()));

    let _sender = app.sender(&bot).await;
    let body = json!({"text": "look", "media_id": media.id});
    let sent: Message = client.post(&format!("/chats/{chat}/messages"), body).await.created();
    app.delivered(sent.id, DeliveryState::Sent).await;
    let received = app.sandbox.received(elena);
    assert_eq!(received[0].text, "look");
    assert_eq!(&received[0].file.as_ref().unwrap().bytes[..], PNG);
    assert_eq!(&content(&client, media.id).await.body[..], PNG);
    assert_eq!(downloads(&app, &bot), 0);

    // another node's store does not have it: Telegram does
    std::fs::remove_dir_all(app.state.media_dir()).unwrap();
    assert_eq!(&content(&client, media.id).await.body[..], PNG);
    assert_eq!(downloads(&app, &bot), 1);
}

#[tokio::test]
async fn a_document_keeps_its_name_and_its_caption_can_be_edited() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (elena, chat) = app.person(&bot, "Elena").await;
    let client = app.client(&app.owner);
    let media: Media =
        upload(&client, "kind=document&name=%D1%81%D1%87%D1%91%D1%82.html", HTML).await.created();
    assert_eq!(media.name.as_deref(), Some("счёт.html"));
    let _sender = app.sender(&bot).await;
    let path = format!("/chats/{chat}/messages");
    let long = json!({"text": "ж".repeat(1025), "media_id": media.id});
    let problem = client.post(&path, long).await.problem(422, Code::Invalid);
    assert_eq!(problem.fields[0].field, "text");
    let sent: Message = client.post(&path, json!({"media_id": media.id})).await.created();
    app.delivered(sent.id, DeliveryState::Sent).await;
    let file = app.sandbox.received(elena).remove(0).file.unwrap();
    assert_eq!((file.name.as_deref(), &file.bytes[..]), (Some("счёт.html"), HTML));

    client.patch(&format!("/messages/{}", sent.id), json!({"text": "paid"})).await.ok::<Message>();
    app.message_when(sent.id, |message| message.text == "paid" && message.change.is_none()).await;
    assert_eq!(app.sandbox.received(elena)[1].text, "paid");
}

#[tokio::test]
async fn uploads_keep_to_their_limits() {
    let app = TestApp::with(json!({"upload_limit": 20_000_000})).await;
    let client = app.client(&app.owner);
    let too_large = vec![0; 20_000_001];
    upload(&client, "kind=document", too_large).await.problem(413, Code::TooLarge);
    let large_photo = [PNG, &vec![0; 10_000_000]].concat();
    for (query, bytes) in [
        ("kind=photo", Bytes::from(large_photo)),
        ("kind=photo", HTML.into()),
        ("kind=photo", b"GIF89a\x01\0\x01\0\0\0\0".as_slice().into()),
        ("kind=sticker", PNG.into()),
    ] {
        let problem = upload(&client, query, bytes).await.problem(422, Code::Invalid);
        assert_eq!(problem.fields[0].field, "kind", "{problem:?}");
    }
    upload(&client, "kind=photo", "").await.problem(400, Code::Invalid);
    upload(&client, "kind=painting", PNG).await.problem(400, Code::Invalid);
    let incoming = std::fs::read_dir(app.state.media_dir().join("incoming")).unwrap().count();
    assert_eq!(incoming, 0, "nothing refused is left behind");
    let viewer = app.client(&app.member(Role::Viewer).await);
    upload(&viewer, "kind=photo", PNG).await.problem(403, Code::Forbidden);
}

#[tokio::test]
async fn a_file_is_fetched_from_telegram_once() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let id = received(&app, &bot, Draft::photo(PNG), "photo").await;
    let client = app.client(&app.owner);
    let both = tokio::join!(content(&client, id), content(&client, id));
    for answer in [both.0, both.1, content(&client, id).await] {
        assert_eq!(&answer.body[..], PNG, "{answer}");
        assert_eq!(answer.header("content-type"), Some("image/png"));
    }
    assert_eq!(downloads(&app, &bot), 1);
    app.client(&app.stranger().await).get(&format!("/media/{id}/content")).await.problem(404, Code::NotFound);
}

#[tokio::test]
async fn what_is_not_a_picture_is_never_shown() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    // its sender claims that it is a picture
    let id = received(&app, &bot, Draft::document("invoice.html", HTML), "document").await;
    let answer = content(&app.client(&app.owner), id).await;
    assert_eq!(&answer.body[..], HTML);
    assert_eq!(answer.header("content-type"), Some("application/octet-stream"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("content-security-policy"), Some("default-src 'none'; sandbox"));
    let disposition = answer.header("content-disposition").unwrap();
    assert!(disposition.starts_with("attachment; filename=\"invoice.html\""), "{disposition}");
}

#[tokio::test]
async fn parts_and_unchanged_files_are_answered_as_such() {
    let app = TestApp::new().await;
    let client = app.client(&app.owner);
    let media: Media = upload(&client, "kind=photo", PNG).await.created();
    let whole = content(&client, media.id).await;
    let tag = whole.header("etag").unwrap().to_owned();
    assert_eq!(whole.header("cache-control"), Some("private, max-age=31536000, immutable"));

    let part = content(&client.clone().with("range", "bytes=1-3").with("if-range", &tag), media.id).await;
    assert_eq!((part.status.as_u16(), &part.body[..]), (206, b"PNG".as_slice()));
    assert_eq!(part.header("content-range"), Some(format!("bytes 1-3/{}", PNG.len()).as_str()));
    let beyond = content(&client.clone().with("range", "bytes=9999-"), media.id).await;
    assert_eq!(beyond.status.as_u16(), 416);
    let same = content(&client.clone().with("if-none-match", &tag), media.id).await;
    assert_eq!((same.status.as_u16(), same.body.len()), (304, 0));
    assert_eq!(same.header("etag"), Some(tag.as_str()));
}

#[tokio::test]
async fn what_telegram_says_is_passed_on_without_the_token() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let id = received(&app, &bot, Draft::photo(PNG), "photo").await;
    let client = app.client(&app.owner);
    app.sandbox.fault(sandbox::Fault::too_many_requests(9).on("getFile"));
    let waits = content(&client, id).await;
    assert_eq!(waits.header("retry-after"), Some("9"));
    waits.problem(429, Code::TooManyRequests);
    app.sandbox.fault(sandbox::Fault::refused_reply().on("getFile"));
    let failed = content(&client, id).await;
    assert!(!failed.text().contains(&bot.at_telegram.token));
    failed.problem(502, Code::Telegram);
    app.sandbox.revoke_token(&bot.at_telegram.token);
    content(&client, id).await.problem(409, Code::TokenRevoked);
}

#[tokio::test]
async fn a_file_that_went_missing_fails_the_message_clearly() {
    let app = TestApp::new().await;
    let bot = app.bot("north").await;
    let (_, chat) = app.person(&bot, "Elena").await;
    let client = app.client(&app.owner);
    let media: Media = upload(&client, "kind=document", HTML).await.created();
    std::fs::remove_dir_all(app.state.media_dir()).unwrap();
    let _sender = app.sender(&bot).await;
    let sent: Message =
        client.post(&format!("/chats/{chat}/messages"), json!({"media_id": media.id})).await.created();
    let failed = app.delivered(sent.id, DeliveryState::Failed).await;
    assert!(error(&failed).starts_with("the file cannot be read"), "{}", error(&failed));
    client.get(&format!("/media/{}/content", media.id)).await.problem(503, Code::Unavailable);
}

#[tokio::test]
async fn what_a_dead_process_left_half_written_is_removed() {
    let app = TestApp::new().await;
    let folder = app.state.media_dir().join("incoming");
    std::fs::create_dir_all(&folder).unwrap();
    let half = std::fs::File::create(folder.join("half")).unwrap();
    half.set_modified(app.state.clock.now().into()).unwrap();
    app.state.clock.advance(Duration::from_secs(24 * 3600));
    backend::housekeeping::sweep(&app.state).await.unwrap();
    assert!(folder.join("half").exists());
    app.state.clock.advance(Duration::from_secs(1));
    backend::housekeeping::sweep(&app.state).await.unwrap();
    assert!(!folder.join("half").exists());
}
