//! Bots' buttons, as accounts press them.

use grammers_tl_types::{enums, functions, types};
use sandbox::{Bot, ChatRef, Draft, Sandbox};
use serde_json::{Value, json};

use crate::client::{Live, error};

/// Has a bot call a method.
async fn bot(sandbox: &Sandbox, bot: &Bot, method: &str, body: Value) -> Value {
    let url = format!("{}/bot{}/{method}", sandbox.url(), bot.token);
    let answer = reqwest::Client::new().post(url).json(&body).send().await.unwrap();
    answer.error_for_status().unwrap().json::<Value>().await.unwrap()["result"].take()
}

/// The newest message of a chat.
async fn newest(live: &Live, peer: &enums::InputPeer) -> types::Message {
    let history = functions::messages::GetHistory {
        peer: peer.clone(),
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 1,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    match live.call(&history).await.unwrap() {
        enums::messages::Messages::Slice(mut page) => match page.messages.remove(0) {
            enums::Message::Message(message) => message,
            other => panic!("{other:?}"),
        },
        enums::messages::Messages::Messages(mut page) => match page.messages.remove(0) {
            enums::Message::Message(message) => message,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn bots_hear_of_presses_and_give_keyboards() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    let shop = sandbox.add_bot("shop_bot", "Shop");
    sandbox.write(anna, ChatRef::private(anna, &shop), Draft::text("/start"));
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    live.dialogs().await;
    let peer = live.peer(shop.id).await;

    let keyboard = json!({ "inline_keyboard": [[{ "text": "Yes", "callback_data": "yes" }]] });
    let question = json!({ "chat_id": anna.0, "text": "Well?", "reply_markup": keyboard });
    bot(&sandbox, &shop, "sendMessage", question).await;
    let press = |data: &str| functions::messages::GetBotCallbackAnswer {
        game: false,
        peer: peer.clone(),
        msg_id: 0,
        data: Some(data.as_bytes().to_vec()),
        password: None,
    };
    let msg_id = newest(&live, &peer).await.id;
    let no = functions::messages::GetBotCallbackAnswer { msg_id, ..press("no") };
    assert_eq!(error(live.call(&no).await), (400, "DATA_INVALID".to_owned()));

    let answers = async {
        // what else is asked is answered meanwhile
        live.call(&functions::updates::GetState {}).await.unwrap();
        let updates = bot(&sandbox, &shop, "getUpdates", json!({ "offset": -1, "timeout": 5 })).await;
        let query = &updates[0]["callback_query"];
        assert_eq!((&query["data"], &query["from"]["id"]), (&json!("yes"), &json!(anna.0)));
        let answer = json!({ "callback_query_id": query["id"], "text": "Thanks", "show_alert": true });
        bot(&sandbox, &shop, "answerCallbackQuery", answer).await;
    };
    let yes = functions::messages::GetBotCallbackAnswer { msg_id, ..press("yes") };
    let (answer, ()) = tokio::join!(live.call(&yes), answers);
    let enums::messages::BotCallbackAnswer::Answer(answer) = answer.unwrap();
    assert_eq!((answer.alert, answer.message.as_deref(), answer.url), (true, Some("Thanks"), None));

    let keyboard = json!({ "keyboard": [["Prices", "Hours"]], "one_time_keyboard": true });
    let choose = json!({ "chat_id": anna.0, "text": "Choose", "reply_markup": keyboard });
    bot(&sandbox, &shop, "sendMessage", choose).await;
    match newest(&live, &peer).await.reply_markup {
        Some(enums::ReplyMarkup::ReplyKeyboardMarkup(keyboard)) => {
            let enums::KeyboardButtonRow::Row(row) = &keyboard.rows[0];
            assert_eq!((keyboard.single_use, row.buttons.len()), (true, 2));
        }
        other => panic!("{other:?}"),
    }
    let bye = json!({ "chat_id": anna.0, "text": "Bye", "reply_markup": { "remove_keyboard": true } });
    bot(&sandbox, &shop, "sendMessage", bye).await;
    let markup = newest(&live, &peer).await.reply_markup;
    assert!(matches!(markup, Some(enums::ReplyMarkup::ReplyKeyboardHide(_))), "{markup:?}");
}
