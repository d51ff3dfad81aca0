//! `photos.*`: profile photos.

use grammers_tl_types::{enums, functions::photos, types};

use super::{Reply, RpcError, Signed, View, int, messages::taken_file, methods};
use crate::{
    mtproto::number::count,
    picture,
    world::{FileId, FileKind},
};

methods! { Signed:
    photos::UploadProfilePhoto => upload,
    photos::UpdateProfilePhoto => update,
    photos::DeletePhotos => delete,
    photos::GetUserPhotos => get,
}

fn shown(call: &Signed, photo: Option<FileId>) -> enums::photos::Photo {
    let world = call.shared.world();
    let view = View::new(&world, call.me);
    let photo = photo.map_or_else(|| types::PhotoEmpty { id: 0 }.into(), |photo| view.photo(photo));
    types::photos::Photo { photo, users: vec![view.user(call.me)] }.into()
}

fn upload(call: &Signed, query: photos::UploadProfilePhoto) -> Reply<enums::photos::Photo> {
    let file = query.file.as_ref().ok_or_else(|| RpcError::bad("PHOTO_FILE_MISSING"))?;
    let mut file = taken_file(call, file, FileKind::Photo)?;
    (file.width, file.height) =
        picture::size(&file.bytes).ok_or_else(|| RpcError::bad("IMAGE_PROCESS_FAILED"))?;
    let photo = {
        let mut world = call.shared.world();
        let photo = world.add_file(file);
        if let Some(me) = world.user_mut(call.me) {
            me.photos.insert(0, photo);
        }
        photo
    };
    Ok(shown(call, Some(photo)))
}

fn id_of(photo: &enums::InputPhoto) -> Option<FileId> {
    match photo {
        enums::InputPhoto::Photo(photo) => u64::try_from(photo.id).ok().map(FileId),
        enums::InputPhoto::Empty => None,
    }
}

/// Makes an older photo the newest, or shows none.
fn update(call: &Signed, query: photos::UpdateProfilePhoto) -> Reply<enums::photos::Photo> {
    let chosen = id_of(&query.id);
    {
        let mut world = call.shared.world();
        let Some(me) = world.user_mut(call.me) else { return Err(RpcError::bad("PHOTO_ID_INVALID")) };
        match chosen {
            Some(photo) if me.photos.contains(&photo) => {
                me.photos.retain(|old| *old != photo);
                me.photos.insert(0, photo);
            }
            Some(_) => return Err(RpcError::bad("PHOTO_ID_INVALID")),
            None => {
                me.photos.clear();
            }
        }
    }
    Ok(shown(call, chosen))
}

/// The ids of those that are gone.
fn delete(call: &Signed, query: photos::DeletePhotos) -> Reply<Vec<i64>> {
    let mut world = call.shared.world();
    let Some(me) = world.user_mut(call.me) else { return Ok(Vec::new()) };
    let gone: Vec<_> = query.id.iter().filter_map(id_of).filter(|photo| me.photos.contains(photo)).collect();
    me.photos.retain(|photo| !gone.contains(photo));
    Ok(gone.into_iter().map(|photo| crate::mtproto::number::long(photo.0)).collect())
}

fn get(call: &Signed, query: photos::GetUserPhotos) -> Reply<enums::photos::Photos> {
    let world = call.shared.world();
    let user = call.user(&world, &query.user_id)?;
    let view = View::new(&world, call.me);
    let all = world.user(user).map_or(&[][..], |user| &user.photos);
    let limit = if query.limit <= 0 { 100 } else { count(query.limit).min(100) };
    let photos: Vec<_> =
        all.iter().skip(count(query.offset)).take(limit).map(|photo| view.photo(*photo)).collect();
    let users = vec![view.user(user)];
    Ok(if photos.len() == all.len() {
        types::photos::Photos { photos, users }.into()
    } else {
        types::photos::PhotosSlice { count: int(all.len()), photos, users }.into()
    })
}
