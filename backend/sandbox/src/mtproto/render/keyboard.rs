//! Inline keyboards that bots attach.

use grammers_tl_types::{enums, types};
use serde_json::Value;

/// A Bot API `InlineKeyboardMarkup`. Buttons that the sandbox does not know cannot be pressed.
pub fn markup(keyboard: &Value) -> Option<enums::ReplyMarkup> {
    let rows = keyboard["inline_keyboard"].as_array()?;
    let rows = rows
        .iter()
        .filter_map(Value::as_array)
        .map(|row| types::KeyboardInlineButtonRow { buttons: row.iter().map(button).collect() }.into());
    Some(types::ReplyInlineMarkup { force_reply: false, rows: rows.collect() }.into())
}

fn button(button: &Value) -> enums::KeyboardInlineButton {
    let text = |name: &str| button[name].as_str().map(ToOwned::to_owned);
    let r#type = if let Some(url) = text("url") {
        types::InlineButtonTypeUrl { url }.into()
    } else if let Some(data) = text("callback_data") {
        types::InlineButtonTypeCallback { requires_password: false, data: data.into_bytes() }.into()
    } else {
        enums::InlineButtonType::Disabled
    };
    types::KeyboardInlineButton { style: None, text: text("text").unwrap_or_default(), r#type }.into()
}
