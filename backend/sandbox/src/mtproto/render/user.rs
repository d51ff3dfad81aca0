//! Users.

use grammers_tl_types::{enums, types};

use super::{View, access_hash, bare};
use crate::{
    mtproto::number::{int, long},
    world::{FileId, SERVICE, User, UserId},
};

impl View<'_> {
    /// A user as the account sees them.
    pub fn user(&self, id: UserId) -> enums::User {
        let Some(user) = self.world.user(id) else { return types::UserEmpty { id: id.0 }.into() };
        let known = self.world.user(self.me).and_then(|me| me.contacts.get(&id));
        let knows_me = user.contacts.contains_key(&self.me);
        let is_self = id == self.me;
        let last = known.map_or(user.last_name.clone().unwrap_or_default(), |name| name.last.clone());
        types::User {
            is_self,
            contact: known.is_some(),
            mutual_contact: known.is_some() && knows_me,
            bot: user.is_bot(),
            verified: id == SERVICE,
            support: id == SERVICE,
            bot_info_version: user.is_bot().then_some(1),
            access_hash: Some(access_hash(self.me, id.0)),
            first_name: Some(known.map_or(user.first_name.clone(), |name| name.first.clone())),
            last_name: Some(last).filter(|last| !last.is_empty()),
            username: user.username.clone(),
            phone: user.phone.clone().filter(|_| is_self || known.is_some()),
            photo: user.photos.first().map(|photo| photo_of(self, *photo)),
            status: (!user.is_bot()).then(|| status(user, self.world.now())),
            ..bare::user(id.0)
        }
        .into()
    }
}

fn photo_of(view: &View, photo: FileId) -> enums::UserProfilePhoto {
    let dc_id = view.world.file(photo).map_or(0, |file| file.data_centre);
    types::UserProfilePhoto {
        has_video: false,
        personal: false,
        photo_id: long(photo.0),
        stripped_thumb: None,
        dc_id,
    }
    .into()
}

fn status(user: &User, now: i64) -> enums::UserStatus {
    match user.online_until {
        0 => types::UserStatusRecently { by_me: false }.into(),
        until if until > now => types::UserStatusOnline { expires: int(until) }.into(),
        until => types::UserStatusOffline { was_online: int(until) }.into(),
    }
}

/// Everything that there is to know of a user.
pub fn full(view: &mut View, id: UserId) -> types::UserFull {
    let user_id = view.user_id(id);
    let chat = crate::world::ChatRef::private(view.me, id);
    let settings = view.notify_settings(chat);
    let user = view.world.user(id);
    let described = user.and_then(|user| user.bot.as_ref()).map(|profile| profile.short_description.clone());
    let photo = user.and_then(|user| user.photos.first()).map(|photo| view.photo(*photo));
    let pinned = view.world.chat(chat).and_then(|chat| chat.pinned.last()).copied();
    types::UserFull {
        about: user.and_then(|user| user.about.clone()).or(described).filter(|about| !about.is_empty()),
        profile_photo: photo,
        can_pin_message: true,
        pinned_msg_id: pinned.and_then(|id| view.world.number(id, view.me)).map(int),
        folder_id: view.folder(chat),
        ..bare::user_full(user_id, &settings)
    }
}
