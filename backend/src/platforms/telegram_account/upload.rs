//! Hands a file of our store to Telegram, part by part. Source: <https://core.telegram.org/api/files#uploading-files>

use std::path::Path;

use grammers_tl_types::{enums, functions, types};
use tokio::io::AsyncReadExt;

use super::{
    Client,
    failure::{Failure, Result},
    handshake::random,
    send::Target,
};

/// How large a part is: Telegram's largest.
const PART: usize = 512 * 1024;

/// Beyond this a file is sent as a big one, without a checksum.
const BIG: u64 = 10 * 1024 * 1024;

/// A file to send.
#[derive(Debug)]
pub struct Upload<'a> {
    /// Where it lies.
    pub path: &'a Path,
    /// What it is called.
    pub name: &'a str,
    /// Its type.
    pub mime: &'a str,
    /// Whether it is shown as a photo.
    pub photo: bool,
}

/// Hands it over, as what a message carries.
pub(super) async fn upload(client: &Client, file: &Upload<'_>) -> Result<enums::InputMedia> {
    let input = hand_over(client, file.path, file.name).await?;
    Ok(if file.photo { photo(input) } else { document(input, file) })
}

/// Hands it over for an album, which takes only what Telegram has as a photo or document already.
/// Source: <https://core.telegram.org/method/messages.sendMultiMedia>
pub async fn part(client: &Client, to: Target, file: &Upload<'_>) -> Result<enums::InputMedia> {
    let media = upload(client, file).await?;
    let request = functions::messages::UploadMedia { business_connection_id: None, peer: to.peer(), media };
    match client.call(&request).await.map_err(unsent)? {
        enums::MessageMedia::Photo(types::MessageMediaPhoto {
            photo: Some(enums::Photo::Photo(photo)),
            ..
        }) => {
            let (id, access_hash, file_reference) = (photo.id, photo.access_hash, photo.file_reference);
            let id = types::InputPhoto { id, access_hash, file_reference }.into();
            Ok(types::InputMediaPhoto {
                spoiler: false,
                live_photo: false,
                id,
                ttl_seconds: None,
                video: None,
            }
            .into())
        }
        enums::MessageMedia::Document(types::MessageMediaDocument {
            document: Some(enums::Document::Document(document)),
            ..
        }) => {
            let (id, access_hash, file_reference) =
                (document.id, document.access_hash, document.file_reference);
            let id = types::InputDocument { id, access_hash, file_reference }.into();
            Ok(types::InputMediaDocument {
                spoiler: false,
                id,
                video_cover: None,
                video_timestamp: None,
                ttl_seconds: None,
                query: None,
            }
            .into())
        }
        _ => Err(refused("MEDIA_INVALID: Telegram made neither a photo nor a document of the file")),
    }
}

/// Hands a file over. Nothing is sent by that alone, so what fails here may be done again.
pub(super) async fn hand_over(client: &Client, path: &Path, name: &str) -> Result<enums::InputFile> {
    let not_sent = |error: std::io::Error| Failure::NotSent(format!("the file cannot be read: {error}"));
    let mut source = tokio::fs::File::open(path).await.map_err(not_sent)?;
    let size = source.metadata().await.map_err(not_sent)?.len();
    let parts = i32::try_from(size.div_ceil(PART as u64)).map_err(|_| refused("the file is too large"))?;
    let id = i64::from_le_bytes(random());
    let mut left = size;
    for number in 0..parts {
        let mut bytes = vec![0; usize::try_from(left.min(PART as u64)).unwrap_or(PART)];
        source.read_exact(&mut bytes).await.map_err(not_sent)?;
        left -= bytes.len() as u64;
        let saved = if size > BIG {
            let (file_id, file_part, file_total_parts) = (id, number, parts);
            client
                .call(&functions::upload::SaveBigFilePart { file_id, file_part, file_total_parts, bytes })
                .await
        } else {
            client.call(&functions::upload::SaveFilePart { file_id: id, file_part: number, bytes }).await
        };
        saved.map_err(unsent)?;
    }
    let name = name.to_owned();
    Ok(if size > BIG {
        types::InputFileBig { id, parts, name }.into()
    } else {
        types::InputFile { id, parts, name, md5_checksum: String::new() }.into()
    })
}

fn photo(file: enums::InputFile) -> enums::InputMedia {
    types::InputMediaUploadedPhoto {
        spoiler: false,
        live_photo: false,
        file,
        stickers: None,
        ttl_seconds: None,
        video: None,
    }
    .into()
}

fn document(input: enums::InputFile, file: &Upload<'_>) -> enums::InputMedia {
    types::InputMediaUploadedDocument {
        nosound_video: false,
        force_file: true,
        spoiler: false,
        file: input,
        thumb: None,
        mime_type: file.mime.to_owned(),
        attributes: vec![types::DocumentAttributeFilename { file_name: file.name.to_owned() }.into()],
        stickers: None,
        video_cover: None,
        video_timestamp: None,
        ttl_seconds: None,
    }
    .into()
}

/// A part that may have arrived does no harm: the message is not sent yet.
fn unsent(failure: Failure) -> Failure {
    match failure {
        Failure::Uncertain(text) => Failure::NotSent(text),
        failure => failure,
    }
}

fn refused(text: &str) -> Failure {
    Failure::Refused(text.to_owned())
}
