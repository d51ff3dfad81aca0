//! The world in the shapes of the Bot API.

pub mod file;
pub mod member;
mod message;

pub use message::{message, show_poll};
use serde_json::{Value, json};

use crate::world::{ChatKind, ChatRef, UserId, World};

/// The user that stands for anonymous administrators.
const ANONYMOUS: i64 = 1_087_968_824;

/// A `User`.
pub fn user(world: &World, id: UserId) -> Value {
    let Some(user) = world.user(id) else { return json!({"id": id, "is_bot": false, "first_name": ""}) };
    let mut shown = json!({"id": id, "is_bot": user.is_bot(), "first_name": user.first_name});
    optional(&mut shown, "last_name", user.last_name.as_ref());
    optional(&mut shown, "username", user.username.as_ref());
    optional(&mut shown, "language_code", user.language.as_ref());
    shown
}

/// What bots may be able to do, and those of the sandbox are not.
const ABILITIES: [&str; 8] = [
    "supports_guest_queries",
    "supports_inline_queries",
    "supports_join_request_queries",
    "can_connect_to_business",
    "can_manage_bots",
    "has_main_web_app",
    "has_topics_enabled",
    "allows_users_to_create_topics",
];

/// A `User` as `getMe` shows it.
pub fn me(world: &World, id: UserId) -> Value {
    let mut shown = user(world, id);
    let profile = world.user(id).and_then(|user| user.bot.clone()).unwrap_or_default();
    shown["can_join_groups"] = profile.can_join_groups.into();
    shown["can_read_all_group_messages"] = profile.can_read_all_group_messages.into();
    for ability in ABILITIES {
        shown[ability] = false.into();
    }
    shown
}

/// A `Chat` as a viewer sees it.
pub fn chat(world: &World, viewer: UserId, id: ChatRef) -> Value {
    let marked = id.marked(viewer);
    if let ChatRef::Private(pair) = id {
        let mut shown = user(world, pair.other(viewer));
        if let Some(fields) = shown.as_object_mut() {
            fields.remove("is_bot");
            fields.remove("language_code");
        }
        shown["type"] = "private".into();
        return shown;
    }
    let Some(chat) = world.chat(id) else { return json!({"id": marked, "type": "group", "title": ""}) };
    let mut shown = json!({"id": marked, "type": chat.kind.name(), "title": chat.title});
    optional(&mut shown, "username", chat.username.as_ref());
    if chat.kind == ChatKind::Group {
        shown["all_members_are_administrators"] = false.into();
    }
    shown
}

/// A `ChatFullInfo` as a bot sees it.
pub fn full_chat(world: &World, viewer: UserId, id: ChatRef) -> Value {
    let mut shown = chat(world, viewer, id);
    shown["accent_color_id"] = 0.into();
    shown["max_reaction_count"] = 11.into();
    shown["accepted_gift_types"] = json!({
        "unlimited_gifts": false,
        "limited_gifts": false,
        "unique_gifts": false,
        "premium_subscription": false,
        "gifts_from_channels": false,
    });
    let username = shown["username"].clone();
    if username.is_string() {
        shown["active_usernames"] = json!([username]);
    }
    let photo = match id {
        ChatRef::Private(pair) => {
            world.user(pair.other(viewer)).and_then(|user| user.photos.first().copied())
        }
        _ => world.chat(id).and_then(|chat| chat.photo),
    };
    if let Some(photo) = photo {
        shown["photo"] = file::chat_photo(viewer, photo);
    }
    let Some(found) = world.chat(id) else { return shown };
    optional(&mut shown, "description", found.about.as_ref());
    if matches!(found.kind, ChatKind::Group | ChatKind::Supergroup) {
        shown["permissions"] = member::permissions(&found.permissions);
    }
    let pinned = found.pinned.last().and_then(|id| world.message(*id));
    if let Some(pinned) = pinned {
        shown["pinned_message"] = message::brief(world, viewer, pinned);
    }
    shown
}

/// The `from` and `sender_chat` of something that a user did, perhaps in the name of the chat.
fn sender(world: &World, viewer: UserId, author: UserId, as_chat: Option<ChatRef>, shown: &mut Value) {
    let Some(id) = as_chat else {
        shown["from"] = user(world, author);
        return;
    };
    shown["sender_chat"] = chat(world, viewer, id);
    if world.chat(id).is_some_and(|chat| chat.kind != ChatKind::Channel) {
        shown["from"] =
            json!({"id": ANONYMOUS, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"});
    }
}

fn optional(shown: &mut Value, name: &str, value: Option<&String>) {
    if let Some(value) = value {
        shown[name] = value.as_str().into();
    }
}
