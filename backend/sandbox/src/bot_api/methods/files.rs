//! Sending files, alone and as albums.

use serde::Deserialize;
use serde_json::Value;

use super::{
    super::{
        Call,
        answer::{Answer, ApiError, success},
        params::Upload,
        render,
    },
    sending,
};
use crate::{
    picture,
    text::{Entity, Text},
    world::{Content, File, FileId, FileKind, Post, World},
};

/// The longest file that a bot may upload, in bytes.
const UPLOAD_LIMIT: usize = 50 * 1024 * 1024;

/// The longest photo that a bot may upload, in bytes.
const PHOTO_LIMIT: usize = 10 * 1024 * 1024;

pub fn send(call: &Call, method: &str) -> Answer {
    let kind = match method {
        "sendPhoto" => FileKind::Photo,
        "sendVoice" => FileKind::Voice,
        "sendVideo" => FileKind::Video,
        "sendAudio" => FileKind::Audio,
        "sendAnimation" => FileKind::Animation,
        "sendSticker" => FileKind::Sticker,
        "sendVideoNote" => FileKind::VideoNote,
        _ => FileKind::Document,
    };
    let caption = sending::text(call, ["caption", "parse_mode", "caption_entities"])?;
    let spoiler = call.params.flag("has_spoiler");
    let source = call.params.text(kind.name()).unwrap_or_default();
    let upload = call.params.file(kind.name());
    sending::post(call, |world| {
        let file = file(call, world, kind, source, upload)?;
        Ok(Content::File { file, caption, spoiler })
    })
}

pub fn send_group(call: &Call) -> Answer {
    let media: Vec<InputMedia> = call
        .params
        .json("media", "InputMedia")?
        .ok_or_else(|| ApiError::bad_request("there is no media in the request"))?;
    if media.is_empty() {
        return Err(ApiError::bad_request("there are no messages to send"));
    }
    if media.len() > 10 {
        return Err(ApiError::bad_request("Too much messages to send as an album"));
    }
    call.shared.change(|world| {
        let chat = call.open_chat(world)?;
        let reply_to = sending::reply(call, world, chat)?;
        let mut contents = Vec::new();
        for item in &media {
            contents.push(item.content(call, world)?);
        }
        check_album(&media)?;
        for content in &contents {
            world.may_post(call.bot(), chat, content)?;
        }
        let album = (media.len() > 1).then(|| world.dice().roll() >> 8);
        let protected = call.params.flag("protect_content");
        let silent = call.params.flag("disable_notification");
        let mut sent = Vec::new();
        for content in contents {
            let topic = sending::topic(call, world, chat)?;
            let post = Post { reply_to, topic, album, protected, silent, ..Post::from(content) };
            let id = world.post(call.bot(), chat, post)?;
            let message = world.message(id).ok_or_else(ApiError::internal)?;
            sent.push(render::message(world, call.bot(), message));
        }
        success(&sent)
    })
}

/// Documents and audio files go only with their own kind.
fn check_album(media: &[InputMedia]) -> Result<(), ApiError> {
    let alone =
        |kind: &str| media.iter().any(|item| item.kind == kind) && media.iter().any(|item| item.kind != kind);
    let wrong = alone("document") || alone("audio") || media.iter().any(|item| item.kind == "animation");
    if wrong {
        Err(ApiError::bad_request("can't use the media of the specified type in the album"))
    } else {
        Ok(())
    }
}

/// An `InputMedia`.
#[derive(Debug, Deserialize)]
pub struct InputMedia {
    #[serde(rename = "type")]
    kind: String,
    media: String,
    #[serde(default)]
    caption: String,
    parse_mode: Option<String>,
    caption_entities: Option<Vec<Entity>>,
    #[serde(default)]
    has_spoiler: bool,
}

impl InputMedia {
    /// What a message with it holds.
    pub fn content(&self, call: &Call, world: &mut World) -> Result<Content, ApiError> {
        let kind = match self.kind.as_str() {
            "photo" => FileKind::Photo,
            "video" => FileKind::Video,
            "audio" => FileKind::Audio,
            "document" => FileKind::Document,
            "animation" => FileKind::Animation,
            _ => return Err(ApiError::bad_request("can't parse InputMedia: unsupported type")),
        };
        let caption = match &self.parse_mode {
            Some(mode) => sending::parse(&self.caption, mode)?,
            None => Text::formatted(&self.caption, self.caption_entities.clone().unwrap_or_default()),
        };
        let file = file(call, world, kind, &self.media, None)?;
        Ok(Content::File { file, caption, spoiler: self.has_spoiler })
    }
}

/// The file that a parameter names: uploaded with the call, `attach://name`, or a `file_id`.
fn file(
    call: &Call,
    world: &mut World,
    kind: FileKind,
    source: &str,
    upload: Option<&Upload>,
) -> Result<FileId, ApiError> {
    let attached = source.strip_prefix("attach://").and_then(|name| call.params.file(name));
    if let Some(upload) = upload.or(attached) {
        return add(call, world, kind, upload);
    }
    if source.is_empty() {
        return Err(ApiError::bad_request(format!(
            "there is no {} in the request",
            kind.name().replace('_', " ")
        )));
    }
    if source.starts_with("http://") || source.starts_with("https://") {
        return Err(ApiError::bad_request("failed to get HTTP URL content"));
    }
    let known = render::file::from_file_id(call.bot(), source);
    let (id, old) = known
        .and_then(|id| Some((id, world.file(id)?)))
        .ok_or_else(|| ApiError::bad_request("wrong file identifier/HTTP URL specified"))?;
    if (old.kind == FileKind::Photo) != (kind == FileKind::Photo) {
        return Err(ApiError::bad_request(format!("can't use file of type {:?} as {kind:?}", old.kind)));
    }
    Ok(id)
}

fn add(call: &Call, world: &mut World, kind: FileKind, upload: &Upload) -> Result<FileId, ApiError> {
    if upload.bytes.is_empty() {
        return Err(ApiError::bad_request("file must be non-empty"));
    }
    if upload.bytes.len() > UPLOAD_LIMIT {
        return Err(ApiError::too_large());
    }
    let size = picture::size(&upload.bytes);
    if kind == FileKind::Photo {
        if upload.bytes.len() > PHOTO_LIMIT {
            return Err(ApiError::bad_request("file is too big for a photo"));
        }
        let (width, height) = size.ok_or_else(|| ApiError::bad_request("IMAGE_PROCESS_FAILED"))?;
        if width + height > 10_000 || width.max(height) > 20 * width.min(height) {
            return Err(ApiError::bad_request("PHOTO_INVALID_DIMENSIONS"));
        }
    }
    let number = |name| call.params.int(name).and_then(|value| u32::try_from(value).ok());
    let (width, height) = size.unwrap_or((number("width").unwrap_or(320), number("height").unwrap_or(240)));
    let mut file = File::new(kind, upload.name.as_deref(), upload.bytes.clone());
    if let Some(mime) = upload.mime.as_deref().filter(|mime| *mime != "application/octet-stream") {
        mime.clone_into(&mut file.mime);
    }
    (file.width, file.height) = (width, height);
    file.duration = number("duration").unwrap_or(0);
    file.emoji = call.params.text("emoji").map(Into::into);
    Ok(world.add_file(file))
}

/// The `InputMedia` of `editMessageMedia`.
pub fn input_media(call: &Call) -> Result<InputMedia, ApiError> {
    let media: Option<Value> = call.params.json("media", "InputMedia")?;
    let media = media.ok_or_else(|| ApiError::bad_request("there is no media in the request"))?;
    serde_json::from_value(media)
        .map_err(|error| ApiError::bad_request(format!("can't parse InputMedia: {error}")))
}
