//! Bots' buttons: pressed as an account, once, with what the bot answers.

use openapi::{
    Code,
    buttons::{ButtonKind, Pressed},
    chats::Chat,
    messages::{Message, MessageKind},
};
use sandbox::{Bot, ChatRef, Draft, Fault};
use serde_json::{Value, json};

use super::inbox::Talk;
use crate::harness::{Answer, Node};

/// An account that talks with a bot, which nobody runs yet.
struct Shop {
    talk: Talk,
    bot: Bot,
    _node: Node,
}

impl Shop {
    async fn new() -> Self {
        let mut talk = Talk::new().await;
        let bot = talk.desk.app.sandbox.add_bot("shop_bot", "Shop");
        talk.chat = ChatRef::private(talk.desk.person, &bot);
        let node = talk.desk.app.supervise();
        talk.desk.live().await;
        talk.desk.app.sandbox.write(talk.desk.person, talk.chat, Draft::text("/start"));
        Self { talk, bot, _node: node }
    }

    /// Has the bot do something.
    async fn bot(&self, method: &str, body: &Value) -> Value {
        let url = format!("{}/bot{}/{method}", self.talk.desk.app.sandbox.url(), self.bot.token);
        let answer = reqwest::Client::new().post(url).json(body).send().await.unwrap();
        answer.error_for_status().unwrap().json().await.unwrap()
    }

    /// Has the bot write with these buttons, and waits for that.
    async fn offers(&self, text: &str, markup: Value) -> Message {
        let person = self.talk.desk.person.0;
        self.bot("sendMessage", &json!({ "chat_id": person, "text": text, "reply_markup": markup })).await;
        let all = self.talk.messages(|all| all.last().is_some_and(|message| message.text == text)).await;
        all.into_iter().next_back().unwrap()
    }

    async fn asks(&self) -> Message {
        let yes = json!({ "text": "Yes", "callback_data": "order:yes" });
        let site = json!({ "text": "Site", "url": "https://shop.example/a" });
        let app = json!({ "text": "App", "web_app": { "url": "https://shop.example/app" } });
        self.offers("Buy it?", json!({ "inline_keyboard": [[yes], [site, app]] })).await
    }

    async fn press(&self, message: &Message, row: usize, column: usize, text: &str) -> Answer {
        let body = json!({ "row": row, "column": column, "text": text });
        let path = format!("/messages/{}/press", message.id);
        self.talk.desk.app.client(&self.talk.desk.app.owner).post(&path, body).await
    }

    async fn keyboard(&self, wanted: Option<&[&str]>) -> Chat {
        let is = |chat: &Chat| {
            let rows = chat.keyboard.as_ref().map(|keyboard| keyboard.rows.concat());
            let texts = rows.map(|buttons| buttons.into_iter().map(|button| button.text).collect::<Vec<_>>());
            texts == wanted.map(|texts| texts.iter().map(|text| (*text).to_owned()).collect())
        };
        self.talk.chats_when(|chats| chats.first().is_some_and(is)).await.remove(0)
    }
}

#[tokio::test]
async fn a_bot_of_ours_sees_the_press_of_an_account_of_ours() {
    let shop = Shop::new().await;
    let question = shop.asks().await;
    let kinds: Vec<_> = question.buttons.concat().into_iter().map(|button| button.kind).collect();
    assert_eq!(kinds, [ButtonKind::Callback, ButtonKind::Url, ButtonKind::WebApp]);
    assert!(!serde_json::to_string(&question).unwrap().contains("order:yes"));

    let app = &shop.talk.desk.app;
    app.add_bot(&shop.bot).await;
    let pressed: Pressed = shop.press(&question, 0, 0, "Yes").await.ok();
    assert_eq!(pressed, Pressed { answered: true, text: None, alert: false, url: None });
    let chats: Vec<Chat> = app.client(&app.owner).get("/bots/chats").await.items();
    let last = chats[0].last_message.as_ref().unwrap();
    assert_eq!((last.kind, last.text.as_str()), (MessageKind::Callback, "order:yes"));
    let path = format!("/messages/{}/press", last.id);
    let body = json!({ "row": 0, "column": 0, "text": "Yes" });
    app.client(&app.owner).post(&path, body).await.problem(409, Code::Conflict);
}

#[tokio::test]
async fn what_the_bot_says_is_the_answer() {
    let shop = Shop::new().await;
    let question = shop.asks().await;
    let answers = async {
        let updates = loop {
            let updates = shop.bot("getUpdates", &json!({ "timeout": 10 })).await["result"].take();
            let press =
                updates.as_array().unwrap().iter().find(|update| update["callback_query"].is_object());
            if let Some(press) = press {
                break press.clone();
            }
            let last =
                updates.as_array().unwrap().last().map_or(0, |last| last["update_id"].as_i64().unwrap());
            shop.bot("getUpdates", &json!({ "offset": last + 1 })).await;
        };
        let query = &updates["callback_query"];
        assert_eq!(query["data"], "order:yes");
        let answer = json!({
            "callback_query_id": query["id"], "text": "Sold out", "show_alert": true, "url": "https://shop.example/b",
        });
        shop.bot("answerCallbackQuery", &answer).await;
    };
    let (pressed, ()) = tokio::join!(shop.press(&question, 0, 0, "Yes"), answers);
    let url = Some("https://shop.example/b".to_owned());
    let wanted = Pressed { answered: true, text: Some("Sold out".to_owned()), alert: true, url };
    assert_eq!(pressed.ok::<Pressed>(), wanted);
}

#[tokio::test]
async fn a_silent_bot_is_told_once_and_a_refusal_is_passed_on() {
    let shop = Shop::new().await;
    let question = shop.asks().await;
    let sandbox = &shop.talk.desk.app.sandbox;
    let fault = |name: &str| {
        sandbox.fault(Fault::rpc_error(400, name).on("messages.getBotCallbackAnswer"));
    };
    fault("BOT_RESPONSE_TIMEOUT");
    let silent: Pressed = shop.press(&question, 0, 0, "Yes").await.ok();
    assert!(!silent.answered);
    fault("CHANNEL_PRIVATE");
    shop.press(&question, 0, 0, "Yes").await.problem(502, Code::Telegram);
    let calls = sandbox.account_calls(shop.talk.desk.person);
    let presses = calls.iter().filter(|call| call.method == "messages.getBotCallbackAnswer");
    assert_eq!(presses.count(), 2, "nothing is repeated");
}

#[tokio::test]
async fn what_cannot_be_pressed_says_why() {
    let shop = Shop::new().await;
    let question = shop.asks().await;
    let refused = async |row, column, text: &str| {
        shop.press(&question, row, column, text).await.problem(409, Code::Conflict)
    };
    refused(0, 0, "No").await;
    refused(7, 0, "Yes").await;
    refused(1, 0, "Site").await;
    refused(1, 1, "App").await;
}

#[tokio::test]
async fn a_keyboard_stays_until_the_bot_takes_it_away() {
    let shop = Shop::new().await;
    let phone = json!({ "text": "My number", "request_contact": true });
    let keyboard = json!({ "keyboard": [["Prices", "Hours"], [phone]], "one_time_keyboard": true });
    shop.offers("Choose", keyboard).await;
    let chat = shop.keyboard(Some(&["Prices", "Hours", "My number"])).await;
    let keyboard = chat.keyboard.unwrap();
    assert!(keyboard.single_use);
    assert_eq!(keyboard.rows.concat().last().unwrap().kind, ButtonKind::Other);

    // what has no keyboard of its own leaves it
    shop.offers("And now?", json!({ "inline_keyboard": [[{ "text": "Yes", "callback_data": "y" }]] })).await;
    shop.keyboard(Some(&["Prices", "Hours", "My number"])).await;
    shop.offers("Bye", json!({ "remove_keyboard": true })).await;
    shop.keyboard(None).await;
}
