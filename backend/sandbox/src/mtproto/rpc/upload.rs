//! `upload.*`: <https://core.telegram.org/api/files>.

use grammers_tl_types::{enums, functions::upload, types};

use super::{Reply, RpcError, Signed, methods};
use crate::{
    mtproto::{number::count, render::media::file_hash},
    world::{File, FileId, World},
};

methods! { Signed:
    upload::SaveFilePart => save_part,
    upload::SaveBigFilePart => save_big_part,
    upload::GetFile => get,
}

/// The longest part, and how many there may be.
const PART: usize = 512 * 1024;
const PARTS: i32 = 8000;

/// What offsets and limits are multiples of, and the longest piece.
const PIECE: usize = 4096;
const LONGEST: usize = 1024 * 1024;

fn save_part(call: &Signed, query: upload::SaveFilePart) -> Reply<bool> {
    save(call, query.file_id, query.file_part, query.bytes)
}

fn save_big_part(call: &Signed, query: upload::SaveBigFilePart) -> Reply<bool> {
    if !(1..=PARTS).contains(&query.file_total_parts) {
        return Err(RpcError::bad("FILE_PARTS_INVALID"));
    }
    save(call, query.file_id, query.file_part, query.bytes)
}

fn save(call: &Signed, id: i64, part: i32, bytes: Vec<u8>) -> Reply<bool> {
    if bytes.is_empty() {
        return Err(RpcError::bad("FILE_PART_EMPTY"));
    }
    if bytes.len() > PART {
        return Err(RpcError::bad("FILE_PART_TOO_BIG"));
    }
    if !(0..PARTS).contains(&part) {
        return Err(RpcError::bad("FILE_PART_INVALID"));
    }
    call.accounts().uploads.entry((call.me, id)).or_default().insert(part, bytes);
    Ok(true)
}

fn get(call: &Signed, query: upload::GetFile) -> Reply<enums::upload::File> {
    let (offset, limit) = (usize::try_from(query.offset).unwrap_or(usize::MAX), count(query.limit));
    let unit = if query.precise { 1024 } else { PIECE };
    if !offset.is_multiple_of(unit) {
        return Err(RpcError::bad("OFFSET_INVALID"));
    }
    let crosses = limit > 0 && offset / LONGEST != (offset + limit - 1) / LONGEST;
    if limit == 0 || limit > LONGEST || !limit.is_multiple_of(unit) || crosses {
        return Err(RpcError::bad("LIMIT_INVALID"));
    }
    let world = call.shared.world();
    let file = wanted(call, &world, &query.location)?;
    if file.data_centre != call.centre {
        return Err(RpcError::new(303, format!("FILE_MIGRATE_{}", file.data_centre)));
    }
    let (bytes, r#type) = (file.piece(offset as u64, limit), kind(file));
    drop(world);
    Ok(types::upload::File { r#type, mtime: 0, bytes: bytes.to_vec() }.into())
}

fn wanted<'w>(call: &Signed, world: &'w World, location: &enums::InputFileLocation) -> Reply<&'w File> {
    use enums::InputFileLocation as L;
    let (id, hash, reference, size) = match location {
        L::InputDocumentFileLocation(at) => (at.id, at.access_hash, &at.file_reference, &at.thumb_size),
        L::InputPhotoFileLocation(at) => (at.id, at.access_hash, &at.file_reference, &at.thumb_size),
        L::InputPeerPhotoFileLocation(at) => {
            call.chat(world, &at.peer)?;
            let file = u64::try_from(at.photo_id).ok().and_then(|id| world.file(FileId(id)));
            return file.ok_or_else(|| RpcError::bad("LOCATION_INVALID"));
        }
        _ => return Err(RpcError::bad("LOCATION_INVALID")),
    };
    let id = FileId(u64::try_from(id).unwrap_or_default());
    let file = world.file(id).filter(|_| file_hash(id) == hash);
    let file = file.ok_or_else(|| RpcError::bad("FILE_ID_INVALID"))?;
    if *reference != world.file_reference() {
        return Err(RpcError::bad("FILE_REFERENCE_EXPIRED"));
    }
    let small = file.thumbnail.filter(|_| size == "m").and_then(|small| world.file(small));
    Ok(small.unwrap_or(file))
}

fn kind(file: &File) -> enums::storage::FileType {
    use enums::storage::FileType as T;
    match file.mime.as_str() {
        "image/jpeg" => T::FileJpeg,
        "image/png" => T::FilePng,
        "image/gif" => T::FileGif,
        "image/webp" => T::FileWebp,
        "application/pdf" => T::FilePdf,
        "audio/mpeg" => T::FileMp3,
        "video/mp4" => T::FileMp4,
        "video/quicktime" => T::FileMov,
        _ => T::FileUnknown,
    }
}
