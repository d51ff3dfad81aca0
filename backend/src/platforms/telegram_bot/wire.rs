//! The parts of the Bot API's objects that the inbox shows. Our own, not teloxide's: its types lag behind Telegram's,
//! and one unknown entity must not hide a whole message. Source: <https://core.telegram.org/bots/api#available-types>

#![expect(clippy::struct_field_names, reason = "the field names are Telegram's")]

use openapi::messages::Entity;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
pub(super) struct Update {
    pub update_id: i64,
    pub message: Option<Box<Message>>,
    pub edited_message: Option<Box<Message>>,
    pub channel_post: Option<Box<Message>>,
    pub edited_channel_post: Option<Box<Message>>,
    pub callback_query: Option<Box<CallbackQuery>>,
    pub poll: Option<Poll>,
    pub message_reaction: Option<MessageReaction>,
    pub message_reaction_count: Option<MessageReactionCount>,
    pub my_chat_member: Option<MemberUpdated>,
    pub chat_member: Option<MemberUpdated>,
    pub chat_join_request: Option<JoinRequest>,
}

#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub id: i64,
    #[serde(default)]
    pub is_bot: bool,
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Chat {
    pub id: i64,
    #[serde(rename = "type")]
    pub kind: String,
    pub title: Option<String>,
    pub username: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Message {
    pub message_id: i64,
    #[serde(default)]
    pub date: i64,
    pub edit_date: Option<i64>,
    pub chat: Chat,
    pub from: Option<User>,
    pub sender_chat: Option<Chat>,
    pub author_signature: Option<String>,
    pub text: Option<String>,
    pub caption: Option<String>,
    #[serde(default)]
    pub entities: Vec<Entity>,
    #[serde(default)]
    pub caption_entities: Vec<Entity>,
    #[serde(default)]
    pub photo: Vec<File>,
    pub document: Option<File>,
    pub video: Option<File>,
    pub animation: Option<File>,
    pub audio: Option<File>,
    pub voice: Option<File>,
    pub video_note: Option<File>,
    pub sticker: Option<File>,
    pub location: Option<Location>,
    pub venue: Option<Venue>,
    pub contact: Option<Contact>,
    pub poll: Option<Poll>,
    pub dice: Option<Dice>,
    pub reply_to_message: Option<Box<Message>>,
    pub quote: Option<Quote>,
    pub forward_origin: Option<ForwardOrigin>,
    pub media_group_id: Option<String>,
    pub message_thread_id: Option<i64>,
    pub reply_markup: Option<Markup>,
    #[serde(default)]
    pub new_chat_members: Vec<User>,
    pub left_chat_member: Option<User>,
    pub new_chat_title: Option<String>,
    pub new_chat_photo: Option<Value>,
    pub delete_chat_photo: Option<bool>,
    pub group_chat_created: Option<bool>,
    pub supergroup_chat_created: Option<bool>,
    pub channel_chat_created: Option<bool>,
    pub migrate_to_chat_id: Option<i64>,
    pub migrate_from_chat_id: Option<i64>,
    pub pinned_message: Option<Box<Message>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct File {
    pub file_id: String,
    pub file_name: Option<String>,
    pub title: Option<String>,
    pub mime_type: Option<String>,
    pub file_size: Option<i64>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub length: Option<i32>,
    pub duration: Option<i32>,
    pub emoji: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Location {
    pub latitude: f64,
    pub longitude: f64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Venue {
    pub title: String,
    pub address: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Contact {
    pub phone_number: String,
    pub first_name: String,
    pub last_name: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Poll {
    pub id: String,
    pub question: String,
    #[serde(default)]
    pub options: Vec<PollOption>,
    #[serde(default)]
    pub total_voter_count: i64,
    #[serde(default)]
    pub is_closed: bool,
    #[serde(default)]
    pub is_anonymous: bool,
    #[serde(default, rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub allows_multiple_answers: bool,
    /// The right answer of a quiz, where the bot may know it; several in later versions.
    pub correct_option_id: Option<usize>,
    #[serde(default)]
    pub correct_option_ids: Vec<usize>,
    pub explanation: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct PollOption {
    pub text: String,
    #[serde(default)]
    pub voter_count: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Dice {
    pub emoji: String,
    pub value: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Quote {
    pub text: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct ForwardOrigin {
    pub date: i64,
    pub sender_user: Option<User>,
    pub sender_user_name: Option<String>,
    pub sender_chat: Option<Chat>,
    pub chat: Option<Chat>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Markup {
    #[serde(default)]
    pub inline_keyboard: Vec<Vec<Button>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Button {
    pub text: String,
    pub url: Option<String>,
    pub callback_data: Option<String>,
    pub web_app: Option<Value>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CallbackQuery {
    pub id: String,
    pub from: User,
    pub message: Option<Box<Message>>,
    pub data: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct MessageReaction {
    pub chat: Chat,
    pub message_id: i64,
    pub old_reaction: Vec<ReactionType>,
    pub new_reaction: Vec<ReactionType>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ReactionType {
    pub emoji: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct MessageReactionCount {
    pub chat: Chat,
    pub message_id: i64,
    pub reactions: Vec<ReactionCount>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ReactionCount {
    #[serde(rename = "type")]
    pub kind: ReactionType,
    pub total_count: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct MemberUpdated {
    pub chat: Chat,
    pub from: User,
    pub date: i64,
    pub old_chat_member: Member,
    pub new_chat_member: Member,
}

#[derive(Debug, Deserialize)]
pub(super) struct Member {
    pub status: String,
    pub user: User,
    /// A restricted member may be in the chat or not.
    pub is_member: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub(super) struct JoinRequest {
    pub chat: Chat,
    pub from: User,
    pub date: i64,
}
