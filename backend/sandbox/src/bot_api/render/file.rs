//! Files and their ids.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::world::{File, FileId, FileKind, UserId, World};

/// The `file_id` by which one bot knows a file; no other bot can use it.
pub fn file_id(bot: UserId, id: FileId) -> String {
    let mut bytes = [0; 18];
    bytes[..2].copy_from_slice(&[4, 2]);
    bytes[2..10].copy_from_slice(&(bot.0 ^ MASK).to_be_bytes());
    bytes[10..].copy_from_slice(&id.0.to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Keeps bot ids from being read off `file_id`s.
const MASK: i64 = 0x5A17_C0DE_0BAD_F00D;

/// The file that a bot calls by a `file_id`.
pub fn from_file_id(bot: UserId, text: &str) -> Option<FileId> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let owner = i64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?) ^ MASK;
    let id = u64::from_be_bytes(bytes.get(10..18)?.try_into().ok()?);
    (owner == bot.0 && bytes.len() == 18).then_some(FileId(id))
}

/// The `file_unique_id`, the same for all bots.
pub fn unique_id(id: FileId) -> String {
    URL_SAFE_NO_PAD.encode(id.0.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes())
}

/// The fields that every file has.
pub fn common(world: &World, bot: UserId, id: FileId) -> Value {
    let size = world.file(id).map_or(0, File::size);
    json!({"file_id": file_id(bot, id), "file_unique_id": unique_id(id), "file_size": size})
}

/// The folder and extension that Telegram would put a file under.
pub fn path(id: FileId, file: &File) -> String {
    let folder = match file.kind {
        FileKind::Photo => "photos",
        FileKind::Document => "documents",
        FileKind::Voice => "voice",
        FileKind::Video => "videos",
        FileKind::Audio => "music",
        FileKind::Animation => "animations",
        FileKind::Sticker => "stickers",
        FileKind::VideoNote => "video_notes",
    };
    let named = file.name.as_deref().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    let guessed = mime_guess::get_mime_extensions_str(&file.mime).and_then(|all| all.first().copied());
    let extension = match file.kind {
        FileKind::Photo => "jpg",
        FileKind::Voice => "oga",
        _ => named.or(guessed).unwrap_or("bin"),
    };
    format!("{folder}/file_{}.{extension}", id.0)
}

/// A `ChatPhoto`.
pub fn chat_photo(bot: UserId, id: FileId) -> Value {
    json!({
        "small_file_id": file_id(bot, id),
        "small_file_unique_id": unique_id(id),
        "big_file_id": file_id(bot, id),
        "big_file_unique_id": unique_id(id),
    })
}

/// An array of `PhotoSize`, the smallest first.
pub fn photo_sizes(world: &World, bot: UserId, id: FileId) -> Value {
    let small = world.file(id).and_then(|file| file.thumbnail);
    small.into_iter().chain([id]).map(|size| photo_size(world, bot, size)).collect()
}

fn photo_size(world: &World, bot: UserId, id: FileId) -> Value {
    let mut shown = common(world, bot, id);
    let (width, height) = world.file(id).map_or((0, 0), |file| (file.width, file.height));
    shown["width"] = width.into();
    shown["height"] = height.into();
    shown
}

/// Puts the fields of a message that shows a file.
pub fn put(world: &World, bot: UserId, id: FileId, shown: &mut Value) {
    let Some(file) = world.file(id) else { return };
    if file.kind == FileKind::Photo {
        shown["photo"] = photo_sizes(world, bot, id);
        return;
    }
    let mut body = common(world, bot, id);
    let mut set = |name: &str, value: Value| body[name] = value;
    if file.kind != FileKind::Sticker && file.kind != FileKind::VideoNote {
        set("mime_type", file.mime.as_str().into());
    }
    match file.kind {
        FileKind::Voice | FileKind::Audio => set("duration", file.duration.into()),
        FileKind::Video | FileKind::Animation => {
            set("duration", file.duration.into());
            set("width", file.width.into());
            set("height", file.height.into());
        }
        FileKind::VideoNote => {
            set("duration", file.duration.into());
            set("length", file.width.into());
        }
        FileKind::Sticker => {
            set("type", "regular".into());
            set("is_animated", false.into());
            set("is_video", false.into());
            set("width", file.width.into());
            set("height", file.height.into());
            set("emoji", file.emoji.as_deref().unwrap_or("🙂").into());
        }
        FileKind::Document | FileKind::Photo => {}
    }
    if let Some(name) = file.name.as_deref().filter(|_| file.kind != FileKind::Voice) {
        set("file_name", name.into());
    }
    if let Some(thumbnail) = file.thumbnail {
        set("thumbnail", photo_size(world, bot, thumbnail));
    }
    if file.kind == FileKind::Animation {
        shown["document"] = body.clone();
    }
    shown[file.kind.name()] = body;
}
