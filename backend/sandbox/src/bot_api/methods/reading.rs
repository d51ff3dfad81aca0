//! Reading what is known of files, chats and people.

use serde_json::json;

use super::super::{
    Call,
    answer::{Answer, ApiError, success},
    render,
};
use crate::world::{ChatRef, Refusal, UserId};

/// The longest file that a bot may download, in bytes.
const DOWNLOAD_LIMIT: u64 = 20 * 1024 * 1024;

pub fn get_file(call: &Call) -> Answer {
    let text = call.params.text("file_id").ok_or_else(|| ApiError::bad_request("file_id not specified"))?;
    let world = call.shared.world();
    let known = render::file::from_file_id(call.bot(), text);
    let (id, file) = known
        .and_then(|id| Some((id, world.file(id)?)))
        .ok_or_else(|| ApiError::bad_request("invalid file_id"))?;
    if file.size() > DOWNLOAD_LIMIT {
        return Err(ApiError::bad_request("file is too big"));
    }
    let path = render::file::path(id, file);
    let mut shown = render::file::common(&world, call.bot(), id);
    shown["file_path"] = path.as_str().into();
    call.desk.publish(path, id);
    success(&shown)
}

pub fn get_chat(call: &Call) -> Answer {
    let world = call.shared.world();
    let chat = call.chat(&world, "chat_id")?;
    match (world.standing(call.bot(), chat), chat) {
        // A person who blocked the bot can still be looked at.
        (Ok(_) | Err(Refusal::Blocked), _) => success(&render::full_chat(&world, call.bot(), chat)),
        (Err(_), ChatRef::Private(_)) => Err(Refusal::ChatNotFound.into()),
        (Err(refusal), _) => Err(refusal.into()),
    }
}

pub fn get_photos(call: &Call) -> Answer {
    let world = call.shared.world();
    let id = call
        .params
        .int("user_id")
        .map(UserId)
        .ok_or_else(|| ApiError::bad_request("invalid user_id specified"))?;
    let user = world.user(id).ok_or_else(|| ApiError::bad_request("user not found"))?;
    let offset = usize::try_from(call.params.int("offset").unwrap_or_default()).unwrap_or_default();
    let limit = usize::try_from(call.params.int("limit").unwrap_or(100).clamp(1, 100)).unwrap_or(100);
    let shown = user.photos.iter().skip(offset).take(limit);
    let photos: Vec<_> = shown.map(|photo| render::file::photo_sizes(&world, call.bot(), *photo)).collect();
    success(&json!({"total_count": user.photos.len(), "photos": photos}))
}
