//! One bot at the Bot API: the methods we use, with typed inputs and raw results.

use std::{path::Path, time::Duration};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::Stream;
use openapi::messages::{Entity, Poll};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};
use teloxide::{
    payloads,
    requests::Payload,
    types::{
        AllowedUpdate, CallbackQueryId, ChatAction, ChatId, FileId, InputFile, InputMedia,
        InputMediaDocument, InputMediaPhoto, InputPollOption, MessageEntity, MessageId, PollType,
        ReactionType, Recipient, ReplyParameters,
    },
};
use url::Url;

use super::{Api, upload};
use crate::platforms::{Error, Result};

/// What we ask Telegram to tell us. Its own default leaves out reactions and membership.
pub const ALLOWED_UPDATES: [AllowedUpdate; 11] = [
    AllowedUpdate::Message,
    AllowedUpdate::EditedMessage,
    AllowedUpdate::ChannelPost,
    AllowedUpdate::EditedChannelPost,
    AllowedUpdate::CallbackQuery,
    AllowedUpdate::Poll,
    AllowedUpdate::MessageReaction,
    AllowedUpdate::MessageReactionCount,
    AllowedUpdate::MyChatMember,
    AllowedUpdate::ChatMember,
    AllowedUpdate::ChatJoinRequest,
];

/// One bot at the Bot API. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    api: Api,
    token: SecretString,
}

/// Who a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// The bot's id.
    pub id: i64,
    /// Its name.
    pub first_name: String,
    /// Its username, without `@`.
    #[serde(default)]
    pub username: String,
    /// Whether it may be added to groups.
    #[serde(default)]
    pub can_join_groups: bool,
    /// Whether it sees every message of a group.
    #[serde(default)]
    pub can_read_all_group_messages: bool,
}

/// The webhook that is set at Telegram.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct WebhookInfo {
    /// Where updates go; empty without a webhook.
    pub url: String,
    /// Updates that wait.
    #[serde(default)]
    pub pending_update_count: i64,
    /// When the last delivery failed, in Unix seconds.
    pub last_error_date: Option<i64>,
    /// Why it failed.
    pub last_error_message: Option<String>,
    /// How many deliveries may run at once.
    pub max_connections: Option<u8>,
    /// What is delivered.
    pub allowed_updates: Option<Vec<String>>,
}

impl WebhookInfo {
    /// Why a delivery failed, if one did within this time.
    pub fn recent_error(&self, now: DateTime<Utc>, within: Duration) -> Option<String> {
        let date = DateTime::from_timestamp(self.last_error_date?, 0)?;
        (now < date + within).then(|| self.last_error_message.clone()).flatten()
    }
}

/// A file at Telegram.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Stored {
    /// How long it is, in bytes, where Telegram knows.
    pub file_size: Option<u64>,
    /// Where to download it, for an hour; absent when it is too large.
    pub file_path: Option<String>,
}

/// How a message is sent, beside its content. Chats are named as the Bot API marks them (`-100...`).
#[derive(Debug, Clone, Copy, Default)]
pub struct Send {
    /// The message of the same chat that it answers. It is sent all the same if that one is gone.
    pub reply_to: Option<i64>,
    /// Without a sound.
    pub silent: bool,
}

/// A file of ours that is to be sent.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// What it is sent as.
    pub kind: FileKind,
    /// Where it lies.
    pub path: &'a Path,
    /// What it is called.
    pub name: &'a str,
}

/// What an uploaded file is sent as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A photo, shown in the chat; Telegram compresses it.
    Photo,
    /// A document, sent as it is.
    Document,
}

/// teloxide's payload, and what Telegram calls the right answers of a quiz today: older servers know the one alone.
/// Source: <https://core.telegram.org/bots/api#sendpoll>
#[derive(Serialize)]
struct SendPoll {
    #[serde(flatten)]
    payload: payloads::SendPoll,
    #[serde(skip_serializing_if = "Option::is_none")]
    correct_option_ids: Option<[u8; 1]>,
}

impl Payload for SendPoll {
    type Output = <payloads::SendPoll as Payload>::Output;
    const NAME: &'static str = payloads::SendPoll::NAME;
}

impl Client {
    pub(super) fn new(api: Api, token: SecretString) -> Self {
        Self { api, token }
    }

    /// Who the token belongs to.
    pub async fn get_me(&self) -> Result<Me> {
        self.api.call(&self.token, &payloads::GetMe {}, Duration::ZERO).await
    }

    /// Waits up to `timeout` for updates. Asking with an offset tells Telegram to forget everything before it.
    pub async fn get_updates(&self, offset: Option<i64>, timeout: Duration) -> Result<Vec<Box<RawValue>>> {
        let payload = payloads::GetUpdates {
            offset: offset.map(small).transpose()?,
            limit: Some(100),
            timeout: Some(u32::try_from(timeout.as_secs()).unwrap_or(u32::MAX)),
            allowed_updates: Some(ALLOWED_UPDATES.to_vec()),
        };
        self.api.call(&self.token, &payload, timeout).await
    }

    /// Has Telegram call `url` with updates and show it `secret`.
    pub async fn set_webhook(&self, url: Url, secret: &SecretString, max_connections: u8) -> Result<()> {
        let mut payload = payloads::SetWebhook::new(url);
        payload.secret_token = Some(secret.expose_secret().to_owned());
        payload.max_connections = Some(max_connections);
        payload.allowed_updates = Some(ALLOWED_UPDATES.to_vec());
        self.api.call(&self.token, &payload, Duration::ZERO).await.map(done)
    }

    /// Removes the webhook. Waiting updates stay.
    pub async fn delete_webhook(&self) -> Result<()> {
        self.api.call(&self.token, &payloads::DeleteWebhook::new(), Duration::ZERO).await.map(done)
    }

    /// The webhook that is set.
    pub async fn get_webhook_info(&self) -> Result<WebhookInfo> {
        self.api.call(&self.token, &payloads::GetWebhookInfo {}, Duration::ZERO).await
    }

    /// Sends text. Returns Telegram's message.
    pub async fn send_text(&self, chat: i64, text: &str, entities: &[Entity], how: Send) -> Result<Value> {
        let mut payload = payloads::SendMessage::new(ChatId(chat), text);
        payload.entities = formatting(entities)?;
        payload.reply_parameters = reply(how.reply_to)?;
        payload.disable_notification = Some(how.silent);
        self.api.call(&self.token, &payload, Duration::ZERO).await
    }

    /// Asks a poll. Returns Telegram's message.
    pub async fn send_poll(&self, chat: i64, poll: &Poll, how: Send) -> Result<Value> {
        let options = poll.options.iter().map(|option| InputPollOption::new(&option.text));
        let mut payload = payloads::SendPoll::new(ChatId(chat), &poll.question, options);
        payload.is_anonymous = Some(poll.anonymous);
        payload.allows_multiple_answers = Some(poll.multiple);
        payload.type_ = Some(if poll.quiz { PollType::Quiz } else { PollType::Regular });
        payload.correct_option_id =
            (0..).zip(&poll.options).find(|(_, it)| it.correct).map(|(place, _)| place);
        payload.explanation.clone_from(&poll.explanation);
        payload.reply_parameters = reply(how.reply_to)?;
        payload.disable_notification = Some(how.silent);
        let correct_option_ids = payload.correct_option_id.map(|place| [place]);
        self.api.call(&self.token, &SendPoll { payload, correct_option_ids }, Duration::ZERO).await
    }

    /// Ends a poll of the bot's.
    pub async fn stop_poll(&self, chat: i64, message: i64) -> Result<()> {
        let payload = payloads::StopPoll::new(ChatId(chat), number(message)?);
        self.api.call(&self.token, &payload, Duration::ZERO).await.map(done)
    }

    /// Sends a file, read as it is sent. Returns Telegram's message.
    pub async fn send_file(
        &self,
        chat: i64,
        file: File<'_>,
        (caption, entities): (&str, &[Entity]),
        how: Send,
    ) -> Result<Value> {
        let content = upload::File::open(file.path, file.name).await?;
        let patience = content.patience();
        let caption = (!caption.is_empty()).then(|| caption.to_owned());
        let (entities, reply) = (formatting(entities)?, reply(how.reply_to)?);
        match file.kind {
            FileKind::Photo => {
                let mut payload = payloads::SendPhoto::new(ChatId(chat), upload::placeholder());
                payload.caption = caption;
                payload.caption_entities = entities;
                payload.reply_parameters = reply;
                payload.disable_notification = Some(how.silent);
                let form = upload::form([("photo".to_owned(), content)], &payload)?;
                self.api.upload(&self.token, &payload, form, patience).await
            }
            FileKind::Document => {
                let mut payload = payloads::SendDocument::new(ChatId(chat), upload::placeholder());
                payload.caption = caption;
                payload.caption_entities = entities;
                payload.reply_parameters = reply;
                payload.disable_notification = Some(how.silent);
                let form = upload::form([("document".to_owned(), content)], &payload)?;
                self.api.upload(&self.token, &payload, form, patience).await
            }
        }
    }

    /// Sends files with their captions as one album. Returns Telegram's messages.
    pub async fn send_album(
        &self,
        chat: i64,
        files: Vec<(File<'_>, (&str, &[Entity]))>,
        how: Send,
    ) -> Result<Vec<Value>> {
        let (mut media, mut contents) = (Vec::new(), Vec::new());
        for (number, (file, (caption, entities))) in files.into_iter().enumerate() {
            let field = format!("file{number}");
            contents.push((field.clone(), upload::File::open(file.path, file.name).await?));
            let place = InputFile::file_id(FileId(format!("attach://{field}")));
            let caption = (!caption.is_empty()).then(|| caption.to_owned());
            let entities = formatting(entities)?;
            media.push(match file.kind {
                FileKind::Photo => {
                    let mut photo = InputMediaPhoto::new(place);
                    (photo.caption, photo.caption_entities) = (caption, entities);
                    InputMedia::Photo(photo)
                }
                FileKind::Document => {
                    let mut document = InputMediaDocument::new(place);
                    (document.caption, document.caption_entities) = (caption, entities);
                    InputMedia::Document(document)
                }
            });
        }
        let mut payload = payloads::SendMediaGroup::new(ChatId(chat), media);
        payload.reply_parameters = reply(how.reply_to)?;
        payload.disable_notification = Some(how.silent);
        let patience = contents.iter().map(|(_, content)| content.patience()).sum();
        let form = upload::form(contents, &payload)?;
        self.api.upload(&self.token, &payload, form, patience).await
    }

    /// Has a chat show a message of another one again. Returns Telegram's message.
    pub async fn forward(&self, (from, message): (i64, i64), to: i64, silent: bool) -> Result<Value> {
        let mut payload = payloads::ForwardMessage::new(ChatId(to), ChatId(from), number(message)?);
        payload.disable_notification = Some(silent);
        self.api.call(&self.token, &payload, Duration::ZERO).await
    }

    /// Replaces the text of a message of ours. Returns Telegram's message.
    pub async fn edit_text(&self, chat: i64, message: i64, text: &str, entities: &[Entity]) -> Result<Value> {
        let mut payload = payloads::EditMessageText::new(ChatId(chat), number(message)?, text);
        payload.entities = formatting(entities)?;
        self.api.call(&self.token, &payload, Duration::ZERO).await
    }

    /// Replaces the caption of a message of ours. Returns Telegram's message.
    pub async fn edit_caption(
        &self,
        chat: i64,
        message: i64,
        caption: &str,
        entities: &[Entity],
    ) -> Result<Value> {
        let mut payload = payloads::EditMessageCaption::new(ChatId(chat), number(message)?);
        payload.caption = Some(caption.to_owned());
        payload.caption_entities = formatting(entities)?;
        self.api.call(&self.token, &payload, Duration::ZERO).await
    }

    /// Deletes a message for everyone.
    pub async fn delete_message(&self, chat: i64, message: i64) -> Result<()> {
        let payload = payloads::DeleteMessage::new(ChatId(chat), number(message)?);
        self.api.call(&self.token, &payload, Duration::ZERO).await.map(done)
    }

    /// Leaves a group or channel.
    pub async fn leave_chat(&self, chat: i64) -> Result<()> {
        let payload = payloads::LeaveChat::new(Recipient::from(ChatId(chat)));
        self.api.call(&self.token, &payload, Duration::ZERO).await.map(done)
    }

    /// Pins a message.
    pub async fn pin(&self, chat: i64, message: i64, silent: bool) -> Result<()> {
        let mut payload = payloads::PinChatMessage::new(ChatId(chat), number(message)?);
        payload.disable_notification = Some(silent);
        self.api.call(&self.token, &payload, Duration::ZERO).await.map(done)
    }

    /// Unpins a message.
    pub async fn unpin(&self, chat: i64, message: i64) -> Result<()> {
        let mut payload = payloads::UnpinChatMessage::new(Recipient::from(ChatId(chat)));
        payload.message_id = Some(number(message)?);
        self.api.call(&self.token, &payload, Duration::ZERO).await.map(done)
    }

    /// Sets the bot's reaction to a message; none takes it back.
    pub async fn react(&self, chat: i64, message: i64, emoji: Option<&str>) -> Result<()> {
        let mut payload = payloads::SetMessageReaction::new(ChatId(chat), number(message)?);
        let reaction = |emoji: &str| ReactionType::Emoji { emoji: emoji.to_owned() };
        payload.reaction = Some(emoji.map(reaction).into_iter().collect());
        self.api.call(&self.token, &payload, Duration::ZERO).await.map(done)
    }

    /// Shows a chat that the bot writes, for five seconds.
    pub async fn typing(&self, chat: i64) -> Result<()> {
        let payload = payloads::SendChatAction::new(ChatId(chat), ChatAction::Typing);
        self.api.call(&self.token, &payload, Duration::ZERO).await.map(done)
    }

    /// Answers a pressed button, so that it stops spinning.
    pub async fn answer_callback_query(&self, id: &str) -> Result<()> {
        let payload = payloads::AnswerCallbackQuery::new(CallbackQueryId(id.to_owned()));
        self.api.call(&self.token, &payload, Duration::ZERO).await.map(done)
    }

    /// Where a file can be downloaded.
    pub async fn get_file(&self, file_id: &str) -> Result<Stored> {
        let payload = payloads::GetFile::new(FileId(file_id.to_owned()));
        self.api.call(&self.token, &payload, Duration::ZERO).await
    }

    /// Begins to download a file from the path `get_file` gave.
    pub async fn download(
        &self,
        path: &str,
    ) -> Result<impl Stream<Item = Result<Bytes>> + std::marker::Send + use<>> {
        self.api.download(&self.token, path).await
    }
}

/// Methods that return nothing of interest return `true`, or the message.
fn done(_: Value) {}

/// Telegram's ids of updates and messages have 32 bits.
fn small(id: i64) -> Result<i32> {
    i32::try_from(id).map_err(|_| Error::refused(format!("{id} is not an id of Telegram's")))
}

fn number(message: i64) -> Result<MessageId> {
    small(message).map(MessageId)
}

fn reply(to: Option<i64>) -> Result<Option<ReplyParameters>> {
    to.map(|to| Ok(ReplyParameters::new(number(to)?).allow_sending_without_reply())).transpose()
}

/// Our entities have the names and fields of Telegram's.
fn formatting(entities: &[Entity]) -> Result<Option<Vec<MessageEntity>>> {
    let read = |entity| serde_json::from_value(serde_json::to_value(entity)?);
    let entities: Result<Vec<_>, serde_json::Error> = entities.iter().map(read).collect();
    let entities = entities.map_err(|error| Error::refused(format!("the formatting: {error}")))?;
    Ok((!entities.is_empty()).then_some(entities))
}
