//! Objects that hold what they must and nothing else.
//!
//! TL objects have dozens of optional fields and no default. Each is read from bytes that hold the required
//! fields after flags that are all unset; callers fill in the rest with struct update syntax. So a new layer
//! with more optional fields changes nothing here.

use grammers_tl_types::{Deserializable, Serializable, enums, types};

macro_rules! bare {
    ($type:ty: $($field:expr),* $(,)?) => {{
        let mut bytes = Vec::new();
        $($field.serialize(&mut bytes);)*
        match <$type>::from_bytes(&bytes) {
            Ok(object) => object,
            Err(error) => panic!("{} has other required fields: {error}", stringify!($type)),
        }
    }};
}

/// Unset flags.
const NONE: u32 = 0;

pub fn user(id: i64) -> types::User {
    bare!(types::User: NONE, NONE, id)
}

pub fn message(id: i32, peer: &enums::Peer, date: i32, text: &str) -> types::Message {
    bare!(types::Message: NONE, NONE, id, peer, date, text.to_owned())
}

pub fn service(
    id: i32,
    peer: &enums::Peer,
    date: i32,
    action: &enums::MessageAction,
) -> types::MessageService {
    bare!(types::MessageService: NONE, id, peer, date, action)
}

pub fn channel(id: i64, title: &str, photo: &enums::ChatPhoto, date: i32) -> types::Channel {
    bare!(types::Channel: NONE, NONE, id, title.to_owned(), photo, date)
}

pub fn notify_settings() -> types::PeerNotifySettings {
    bare!(types::PeerNotifySettings: NONE)
}

pub fn peer_settings() -> enums::PeerSettings {
    bare!(types::PeerSettings: NONE).into()
}

pub fn user_full(id: i64, notify_settings: &enums::PeerNotifySettings) -> types::UserFull {
    bare!(types::UserFull: NONE, NONE, id, peer_settings(), notify_settings, 0i32)
}

pub fn chat_full(
    id: i64,
    about: &str,
    participants: &enums::ChatParticipants,
    notify_settings: &enums::PeerNotifySettings,
) -> types::ChatFull {
    bare!(types::ChatFull: NONE, id, about.to_owned(), participants, notify_settings)
}

pub fn channel_full(
    id: i64,
    about: &str,
    [read_inbox, read_outbox, unread, pts]: [i32; 4],
    photo: &enums::Photo,
    notify_settings: &enums::PeerNotifySettings,
) -> types::ChannelFull {
    let bots = Vec::<enums::BotInfo>::new();
    bare!(types::ChannelFull: NONE, NONE, id, about.to_owned(), read_inbox, read_outbox, unread, photo,
        notify_settings, bots, pts)
}

pub fn document_media() -> types::MessageMediaDocument {
    bare!(types::MessageMediaDocument: NONE)
}

pub fn photo_media() -> types::MessageMediaPhoto {
    bare!(types::MessageMediaPhoto: NONE)
}

pub fn reply_header() -> types::MessageReplyHeader {
    bare!(types::MessageReplyHeader: NONE)
}

pub fn forward_header(date: i32) -> types::MessageFwdHeader {
    bare!(types::MessageFwdHeader: NONE, date)
}

pub fn admin_rights() -> types::ChatAdminRights {
    bare!(types::ChatAdminRights: NONE)
}

pub fn banned_rights() -> types::ChatBannedRights {
    bare!(types::ChatBannedRights: NONE, 0i32)
}

pub fn draft(message: &str, date: i32) -> types::DraftMessage {
    bare!(types::DraftMessage: NONE, message.to_owned(), date)
}

pub fn video(duration: f64, width: i32, height: i32) -> types::DocumentAttributeVideo {
    bare!(types::DocumentAttributeVideo: NONE, duration, width, height)
}

pub fn audio(duration: i32) -> types::DocumentAttributeAudio {
    bare!(types::DocumentAttributeAudio: NONE, duration)
}

pub fn authorization(user: &enums::User) -> types::auth::Authorization {
    bare!(types::auth::Authorization: NONE, user)
}

/// Limits as Telegram's own configuration has them.
pub fn config(date: i32, this_dc: i32, centres: &Vec<enums::DcOption>) -> types::Config {
    bare!(
        types::Config: NONE, date, date + 3600, false, this_dc, centres, String::new(),
        200i32, 200_000i32, 100i32, 210_000i32, 5_000i32, 30_000i32, 300_000i32, 30_000i32, 1_500i32,
        60_000i32, 2i32, 172_800i32, 172_800i32, i32::MAX, 2_419_200i32, 200i32, 604_800i32,
        20_000i32, 90_000i32, 30_000i32, 10_000i32, "https://t.me/".to_owned(), 1024i32, 4096i32, this_dc,
    )
}

pub fn poll(id: i64) -> types::Poll {
    bare!(types::Poll: id, NONE, enums::TextWithEntities::from(empty_text()), Vec::<enums::PollAnswer>::new(), 0i64)
}

fn empty_text() -> types::TextWithEntities {
    types::TextWithEntities { text: String::new(), entities: Vec::new() }
}

pub fn poll_results() -> types::PollResults {
    bare!(types::PollResults: NONE)
}
