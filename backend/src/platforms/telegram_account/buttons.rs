//! Buttons that bots give people, and presses of them. Source: <https://core.telegram.org/api/bots/buttons>

use base64::{Engine, prelude::BASE64_STANDARD};
use grammers_tl_types::{enums, functions};
use openapi::buttons::{Button, ButtonKind, Pressed, ReplyKeyboard};

use super::{
    Client,
    failure::{Failure, Result},
    send::{Target, int},
};
use crate::inbox::NewButton;

/// Those under a message.
pub(super) fn under(markup: enums::ReplyMarkup) -> Vec<Vec<NewButton>> {
    let enums::ReplyMarkup::ReplyInlineMarkup(markup) = markup else { return Vec::new() };
    let rows = markup.rows.into_iter().map(|enums::KeyboardInlineButtonRow::Row(row)| row.buttons);
    rows.map(|row| row.into_iter().map(inline).collect()).collect()
}

fn inline(enums::KeyboardInlineButton::Button(button): enums::KeyboardInlineButton) -> NewButton {
    use enums::InlineButtonType as Does;
    let (kind, url, data) = match button.r#type {
        Does::Url(link) => (ButtonKind::Url, Some(link.url), None),
        // without the app the link leads to the same place, and nobody is signed in there
        Does::UrlAuth(link) => (ButtonKind::Url, Some(link.url), None),
        Does::Callback(callback) if !callback.requires_password => {
            (ButtonKind::Callback, None, Some(BASE64_STANDARD.encode(callback.data)))
        }
        Does::WebView(_) => (ButtonKind::WebApp, None, None),
        _ => (ButtonKind::Other, None, None),
    };
    NewButton { shown: Button { text: button.text, kind, url }, data }
}

/// Those that a message gives in place of the keyboard; none of them where it takes them away.
pub(super) fn keyboard(markup: &enums::ReplyMarkup, id: i32, mentioned: bool) -> Option<ReplyKeyboard> {
    let (rows, single_use, selective) = match markup {
        enums::ReplyMarkup::ReplyKeyboardMarkup(keyboard) => {
            let rows = keyboard.rows.iter().map(|enums::KeyboardButtonRow::Row(row)| {
                row.buttons.iter().map(|enums::KeyboardButton::Button(button)| Button {
                    text: button.text.clone(),
                    kind: match button.r#type {
                        enums::ButtonType::Default => ButtonKind::Text,
                        enums::ButtonType::SimpleWebView(_) => ButtonKind::WebApp,
                        _ => ButtonKind::Other,
                    },
                    url: None,
                })
            });
            (rows.map(Iterator::collect).collect(), keyboard.single_use, keyboard.selective)
        }
        enums::ReplyMarkup::ReplyKeyboardHide(hide) => (Vec::new(), false, hide.selective),
        _ => return None,
    };
    // one for some people of a group is for whom the message mentions or answers
    (!selective || mentioned).then_some(ReplyKeyboard { telegram_id: id.into(), rows, single_use })
}

/// Tells the bot of a message that its button with this data was pressed, and waits for what it answers.
pub async fn press(client: &Client, of: Target, id: i64, data: &str) -> Result<Pressed> {
    let data = BASE64_STANDARD.decode(data).map_err(|_| Failure::Refused("DATA_INVALID".to_owned()))?;
    let request = functions::messages::GetBotCallbackAnswer {
        game: false,
        peer: of.peer(),
        msg_id: int(id)?,
        data: Some(data),
        password: None,
    };
    match client.call(&request).await {
        Ok(enums::messages::BotCallbackAnswer::Answer(answer)) => {
            Ok(Pressed { answered: true, text: answer.message, alert: answer.alert, url: answer.url })
        }
        Err(failure) if failure.is("BOT_RESPONSE_TIMEOUT") => {
            Ok(Pressed { answered: false, text: None, alert: false, url: None })
        }
        Err(failure) => Err(failure),
    }
}
