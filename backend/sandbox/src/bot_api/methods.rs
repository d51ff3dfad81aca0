//! The methods, by name.

mod chats;
mod editing;
mod files;
mod forwarding;
mod polls;
mod profile;
mod reading;
mod sending;

use super::{
    Call,
    answer::{Answer, ApiError, success},
    polling, webhook,
};
use crate::world::{ChatRef, MessageId, UserId, World};

/// Every method, written as in the documentation.
const METHODS: [&str; 51] = [
    "answerCallbackQuery",
    "close",
    "copyMessage",
    "deleteMessage",
    "deleteMessages",
    "deleteMyCommands",
    "deleteWebhook",
    "editMessageCaption",
    "editMessageMedia",
    "editMessageReplyMarkup",
    "editMessageText",
    "forwardMessage",
    "getChat",
    "getChatAdministrators",
    "getChatMember",
    "getChatMemberCount",
    "getFile",
    "getMe",
    "getMyCommands",
    "getMyDescription",
    "getMyName",
    "getMyShortDescription",
    "getUpdates",
    "getUserProfilePhotos",
    "getWebhookInfo",
    "leaveChat",
    "logOut",
    "pinChatMessage",
    "sendAnimation",
    "sendAudio",
    "sendChatAction",
    "sendContact",
    "sendDocument",
    "sendLocation",
    "sendMediaGroup",
    "sendMessage",
    "sendPhoto",
    "sendPoll",
    "sendSticker",
    "sendVideo",
    "sendVideoNote",
    "sendVoice",
    "setChatTitle",
    "setMessageReaction",
    "setMyCommands",
    "setMyDescription",
    "setMyName",
    "setMyShortDescription",
    "setWebhook",
    "stopPoll",
    "unpinChatMessage",
];

/// A method's name as the documentation writes it; names are taken in any case.
pub fn documented_name(method: &str) -> &str {
    METHODS.into_iter().find(|known| known.eq_ignore_ascii_case(method)).unwrap_or(method)
}

/// Carries out a method.
pub async fn call(call: Call<'_>, method: &str) -> Answer {
    if call.desk.is_logged_out() {
        return Err(ApiError::bad_request("Logged out"));
    }
    match method {
        "getUpdates" => polling::get_updates(call).await,
        "setWebhook" => webhook::set(&call),
        "deleteWebhook" => webhook::delete(&call),
        "getWebhookInfo" => webhook::info(&call),
        "getMe" => profile::get_me(&call),
        "logOut" => profile::log_out(&call),
        "close" => profile::close(&call),
        "setMyName" => profile::set_name(&call),
        "getMyName" => profile::get_name(&call),
        "setMyDescription" => profile::set_description(&call),
        "getMyDescription" => profile::get_description(&call),
        "setMyShortDescription" => profile::set_short_description(&call),
        "getMyShortDescription" => profile::get_short_description(&call),
        "setMyCommands" => profile::set_commands(&call),
        "deleteMyCommands" => profile::delete_commands(&call),
        "getMyCommands" => profile::get_commands(&call),
        "sendMessage" => sending::message(&call),
        "sendPhoto" | "sendDocument" | "sendVoice" | "sendVideo" | "sendAudio" | "sendAnimation"
        | "sendSticker" | "sendVideoNote" => files::send(&call, method),
        "sendMediaGroup" => files::send_group(&call),
        "sendLocation" => sending::location(&call),
        "sendContact" => sending::contact(&call),
        "sendPoll" => polls::send(&call),
        "stopPoll" => polls::stop(&call),
        "sendChatAction" => sending::action(&call),
        "editMessageText" => editing::text(&call),
        "editMessageCaption" => editing::caption(&call),
        "editMessageMedia" => editing::media(&call),
        "editMessageReplyMarkup" => editing::keyboard(&call),
        "deleteMessage" => editing::delete(&call),
        "deleteMessages" => editing::delete_many(&call),
        "pinChatMessage" => editing::pin(&call),
        "unpinChatMessage" => editing::unpin(&call),
        "setMessageReaction" => editing::react(&call),
        "answerCallbackQuery" => editing::answer_query(&call),
        "forwardMessage" => forwarding::forward(&call),
        "copyMessage" => forwarding::copy(&call),
        "getFile" => reading::get_file(&call),
        "getChat" => reading::get_chat(&call),
        "getUserProfilePhotos" => reading::get_photos(&call),
        "getChatMember" => chats::member(&call),
        "getChatMemberCount" => chats::member_count(&call),
        "getChatAdministrators" => chats::administrators(&call),
        "leaveChat" => chats::leave(&call),
        "setChatTitle" => chats::set_title(&call),
        _ => Err(ApiError::no_such_method()),
    }
}

impl Call<'_> {
    fn bot(&self) -> UserId {
        self.desk.bot
    }

    /// The chat that a parameter names.
    fn chat(&self, world: &World, name: &str) -> Result<ChatRef, ApiError> {
        let text = self.params.text(name).ok_or_else(|| ApiError::bad_request(format!("{name} is empty")))?;
        let found = match text.parse::<i64>() {
            Ok(marked) => Some(ChatRef::from_marked(self.bot(), marked)),
            Err(_) => world.chat_by_username(self.bot(), text),
        };
        found.ok_or_else(|| ApiError::bad_request("chat not found"))
    }

    /// The chat of `chat_id`, if the bot may act there now.
    fn open_chat(&self, world: &World) -> Result<ChatRef, ApiError> {
        let chat = self.chat(world, "chat_id")?;
        world.standing(self.bot(), chat)?;
        Ok(chat)
    }

    /// The message of `chat_id` and `message_id`; `what` is said where it is not there.
    fn message(&self, world: &World, what: &str) -> Result<MessageId, ApiError> {
        let chat = self.open_chat(world)?;
        let number = self
            .params
            .int("message_id")
            .ok_or_else(|| ApiError::bad_request("message identifier is not specified"))?;
        let found = world.find(self.bot(), chat, number).map(|message| message.id);
        found.ok_or_else(|| ApiError::bad_request(what))
    }

    /// Shows a message to the bot.
    fn show(&self, world: &World, id: MessageId) -> Answer {
        let message = world.message(id).ok_or_else(ApiError::internal)?;
        success(&super::render::message(world, self.bot(), message))
    }
}
