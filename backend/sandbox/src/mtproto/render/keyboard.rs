//! Keyboards that bots attach.

use grammers_tl_types::{enums, types};
use serde_json::Value;

/// A Bot API `reply_markup`. Buttons that the sandbox does not know cannot be pressed.
pub fn markup(keyboard: &Value) -> Option<enums::ReplyMarkup> {
    let selective = keyboard["selective"] == true;
    if keyboard["remove_keyboard"] == true {
        return Some(types::ReplyKeyboardHide { selective }.into());
    }
    if let Some(rows) = keyboard["keyboard"].as_array() {
        let rows = rows.iter().filter_map(Value::as_array);
        let rows =
            rows.map(|row| types::KeyboardButtonRow { buttons: row.iter().map(plain).collect() }.into());
        let markup = types::ReplyKeyboardMarkup {
            resize: keyboard["resize_keyboard"] == true,
            single_use: keyboard["one_time_keyboard"] == true,
            selective,
            persistent: keyboard["is_persistent"] == true,
            force_reply: false,
            rows: rows.collect(),
            placeholder: keyboard["input_field_placeholder"].as_str().map(ToOwned::to_owned),
        };
        return Some(markup.into());
    }
    let rows = keyboard["inline_keyboard"].as_array()?;
    let rows = rows
        .iter()
        .filter_map(Value::as_array)
        .map(|row| types::KeyboardInlineButtonRow { buttons: row.iter().map(inline).collect() }.into());
    Some(types::ReplyInlineMarkup { force_reply: false, rows: rows.collect() }.into())
}

/// A button whose text is sent: a bare text, or an object.
fn plain(button: &Value) -> enums::KeyboardButton {
    let text = button.as_str().or_else(|| button["text"].as_str()).unwrap_or_default().to_owned();
    let r#type = if button["request_contact"] == true {
        enums::ButtonType::RequestPhone
    } else {
        enums::ButtonType::Default
    };
    types::KeyboardButton { style: None, text, r#type }.into()
}

fn inline(button: &Value) -> enums::KeyboardInlineButton {
    let text = |name: &str| button[name].as_str().map(ToOwned::to_owned);
    let r#type = if let Some(url) = text("url") {
        types::InlineButtonTypeUrl { url }.into()
    } else if let Some(data) = text("callback_data") {
        types::InlineButtonTypeCallback { requires_password: false, data: data.into_bytes() }.into()
    } else if let Some(url) = button["web_app"]["url"].as_str() {
        types::InlineButtonTypeWebView { url: url.to_owned() }.into()
    } else {
        enums::InlineButtonType::Disabled
    };
    types::KeyboardInlineButton { style: None, text: text("text").unwrap_or_default(), r#type }.into()
}
