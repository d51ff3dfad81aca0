//! Sending, and what people receive.

use reqwest::multipart::{Form, Part};
use sandbox::{ChatRef, Draft, ReceivedKind, Sandbox};
use serde_json::json;

use crate::{PATIENCE, client::Client};

#[tokio::test]
async fn an_answer_arrives_with_its_formatting() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North support");
    let elena = sandbox.add_person("Elena", None, None);
    let chat = ChatRef::private(elena, &bot);
    let question = sandbox.write(elena, chat, Draft::text("Where is my parcel?"));
    let client = Client::new(&sandbox, &bot);
    let sent = client
        .ok(
            "sendMessage",
            json!({
                "chat_id": elena, "text": "It is <b>on its way</b> &amp; will arrive", "parse_mode": "HTML",
                "reply_parameters": {"message_id": sandbox.message_id(&bot, question)},
            }),
        )
        .await;
    assert_eq!(sent["text"], "It is on its way & will arrive");
    assert_eq!(sent["entities"], json!([{"type": "bold", "offset": 6, "length": 10}]));
    let received = sandbox.wait_received(elena, PATIENCE, |all| !all.is_empty()).await.unwrap();
    assert_eq!(received[0].text, "It is on its way & will arrive");
    assert_eq!(received[0].reply_to, Some(question));
    assert_eq!(received[0].message_id, sent["message_id"].as_i64().unwrap());

    client
        .ok(
            "editMessageText",
            json!({"chat_id": elena, "message_id": sent["message_id"], "text": "It arrived"}),
        )
        .await;
    client.ok("deleteMessage", json!({"chat_id": elena, "message_id": sent["message_id"]})).await;
    let kinds: Vec<_> = sandbox.received(elena).iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [ReceivedKind::Message, ReceivedKind::Edit, ReceivedKind::Deletion]);
}

#[tokio::test]
async fn a_document_goes_both_ways() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North support");
    let elena = sandbox.add_person("Elena", None, None);
    let chat = ChatRef::private(elena, &bot);
    sandbox.write(elena, chat, Draft::document("waybill.csv", "a,b\n1,2\n").caption("the list"));
    let client = Client::new(&sandbox, &bot);
    let update = client.updates().await.remove(0);
    let document = &update["message"]["document"];
    assert_eq!(document["file_name"], "waybill.csv");
    assert_eq!(document["mime_type"], "text/csv");
    assert_eq!(update["message"]["caption"], "the list");
    let file = client.ok("getFile", json!({"file_id": document["file_id"]})).await;
    let path = file["file_path"].as_str().unwrap();
    let url = format!("{}/file/bot{}/{path}", sandbox.url(), bot.token);
    assert_eq!(reqwest::get(url).await.unwrap().text().await.unwrap(), "a,b\n1,2\n");

    let part =
        Part::bytes(b"%PDF-1.4 ...".to_vec()).file_name("invoice.pdf").mime_str("application/pdf").unwrap();
    let form =
        Form::new().text("chat_id", elena.to_string()).text("document", "attach://one").part("one", part);
    let sent = client.upload("sendDocument", form).await;
    let received = sandbox.received(elena);
    let file = received[0].file.as_ref().unwrap();
    assert_eq!(file.name.as_deref(), Some("invoice.pdf"));
    assert_eq!(&file.bytes[..], b"%PDF-1.4 ...");
    let again = json!({"chat_id": elena, "document": sent["document"]["file_id"]});
    assert_eq!(client.ok("sendDocument", again).await["document"], sent["document"]);
}

#[tokio::test]
async fn telegram_says_what_is_wrong() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North support");
    let elena = sandbox.add_person("Elena", None, None);
    let stranger = sandbox.add_person("Oleg", None, None);
    let group = sandbox.add_group("Warehouse 7", stranger);
    sandbox.join(&bot, group);
    let chat = ChatRef::private(elena, &bot);
    let hello = sandbox.write(elena, chat, Draft::text("hello"));
    let client = Client::new(&sandbox, &bot);
    let send =
        async |to: i64, text: &str| client.error("sendMessage", json!({"chat_id": to, "text": text})).await;
    let bad = |what: &str| (400, format!("Bad Request: {what}"));

    assert_eq!(send(12345, "x").await, bad("chat not found"));
    assert_eq!(send(elena.0, "  \n").await, bad("message text is empty"));
    assert_eq!(send(elena.0, &"🙂".repeat(2049)).await, bad("message is too long"));
    assert_eq!(
        send(stranger.0, "x").await,
        (403, "Forbidden: bot can't initiate conversation with a user".into())
    );
    let gone = json!({"chat_id": elena, "text": "x", "reply_parameters": {"message_id": 77}});
    assert_eq!(client.error("sendMessage", gone).await, bad("message to be replied not found"));
    let theirs = json!({"chat_id": elena, "text": "x", "message_id": sandbox.message_id(&bot, hello)});
    assert_eq!(client.error("editMessageText", theirs).await, bad("message can't be edited"));
    let unchanged = client.ok("sendMessage", json!({"chat_id": elena, "text": "same"})).await;
    let same = json!({"chat_id": elena, "text": "same", "message_id": unchanged["message_id"]});
    assert_eq!(
        client.error("editMessageText", same).await,
        bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a \
             current content and reply markup of the message"
        )
    );
    let longer = json!({"chat_id": elena, "text": "x".repeat(4097), "message_id": unchanged["message_id"]});
    assert_eq!(client.error("editMessageText", longer).await, bad("MESSAGE_TOO_LONG"));
    let captioned = json!({"chat_id": elena, "caption": "x", "message_id": unchanged["message_id"]});
    assert_eq!(
        client.error("editMessageCaption", captioned).await,
        bad("there is no caption in the message to edit")
    );
    let nothing = json!({"chat_id": elena, "message_id": 999});
    assert_eq!(client.error("deleteMessage", nothing).await, bad("message to delete not found"));
    sandbox.block(elena, &bot);
    assert_eq!(send(elena.0, "x").await, (403, "Forbidden: bot was blocked by the user".into()));
    let marked = group.marked(bot.id);
    sandbox.ban(&bot, group);
    assert_eq!(send(marked, "x").await, (403, "Forbidden: bot was kicked from the group chat".into()));
    assert_eq!(client.error("nonsense", json!({})).await.0, 404);
}

#[tokio::test]
async fn a_migrated_group_names_its_supergroup() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North support");
    let owner = sandbox.add_person("Oleg", None, None);
    let group = sandbox.add_group("Warehouse 7", owner);
    sandbox.join(&bot, group);
    let supergroup = sandbox.migrate(group);
    let client = Client::new(&sandbox, &bot);
    let answer = client.call("sendMessage", json!({"chat_id": group.marked(bot.id), "text": "x"})).await;
    assert_eq!(answer["description"], "Bad Request: group chat was upgraded to a supergroup chat");
    assert_eq!(answer["parameters"]["migrate_to_chat_id"], supergroup.marked(bot.id));
    let updates = client.updates().await;
    let told: Vec<_> =
        updates.iter().filter_map(|update| update["message"]["migrate_to_chat_id"].as_i64()).collect();
    assert_eq!(told, [supergroup.marked(bot.id)]);
    client.ok("sendMessage", json!({"chat_id": supergroup.marked(bot.id), "text": "x"})).await;
}

#[tokio::test]
async fn a_pressed_button_is_answered() {
    let sandbox = Sandbox::start().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North support");
    let elena = sandbox.add_person("Elena", None, None);
    let chat = ChatRef::private(elena, &bot);
    sandbox.write(elena, chat, Draft::text("/start"));
    let client = Client::new(&sandbox, &bot);
    let keyboard = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]});
    let sent =
        client.ok("sendMessage", json!({"chat_id": elena, "text": "Sure?", "reply_markup": keyboard})).await;
    assert_eq!(sent["reply_markup"], keyboard);
    let message = sandbox.received(elena)[0].message;
    let query = sandbox.press(elena, message, "yes");
    let pressed = client.updates().await.pop().unwrap();
    assert_eq!(pressed["callback_query"]["id"], query);
    assert_eq!(pressed["callback_query"]["data"], "yes");
    assert_eq!(pressed["callback_query"]["message"]["message_id"], sent["message_id"]);
    let answer = json!({"callback_query_id": query, "text": "Done"});
    client.ok("answerCallbackQuery", answer.clone()).await;
    assert_eq!(sandbox.received(elena)[1].text, "Done");
    assert_eq!(
        client.error("answerCallbackQuery", answer).await.1,
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    );
}
