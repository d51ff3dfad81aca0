//! Groups and channels.

use grammers_tl_types::{enums, types};

use super::{View, access_hash, bare};
use crate::{
    mtproto::number::{int, long},
    world::{Chat, ChatKind, ChatRef, FileId, Member, Permission, Permissions, Right, Rights},
};

impl View<'_> {
    /// A group or channel as the account sees it; nothing for private chats.
    pub fn chat(&self, id: ChatRef) -> Option<enums::Chat> {
        let chat = self.world.chat(id)?;
        match id {
            ChatRef::Private(_) => None,
            ChatRef::Group(id) => Some(self.group(chat, id)),
            ChatRef::Channel(id) => Some(self.channel(chat, id)),
        }
    }

    fn group(&self, chat: &Chat, id: i64) -> enums::Chat {
        let member = chat.member(self.me);
        if *member == Member::Banned {
            return types::ChatForbidden { id, title: chat.title.clone() }.into();
        }
        let migrated_to = chat.migrated_to.map(|channel_id| {
            let access_hash = access_hash(self.me, channel_id);
            types::InputChannel { channel_id, access_hash }.into()
        });
        types::Chat {
            creator: *member == Member::Creator,
            left: !member.is_in(),
            deactivated: migrated_to.is_some(),
            call_active: false,
            call_not_empty: false,
            noforwards: false,
            id,
            title: chat.title.clone(),
            photo: self.chat_photo(chat),
            participants_count: int(chat.present().count()),
            date: self.born(chat),
            version: int(chat.history.len()),
            migrated_to,
            admin_rights: admin_rights_of(member),
            default_banned_rights: Some(banned_rights(&chat.permissions)),
        }
        .into()
    }

    fn channel(&self, chat: &Chat, id: i64) -> enums::Chat {
        let member = chat.member(self.me);
        let (broadcast, megagroup) = (chat.kind == ChatKind::Channel, chat.kind == ChatKind::Supergroup);
        let hash = access_hash(self.me, id);
        if *member == Member::Banned {
            return types::ChannelForbidden {
                broadcast,
                megagroup,
                monoforum: false,
                id,
                access_hash: hash,
                title: chat.title.clone(),
                until_date: None,
            }
            .into();
        }
        let restricted = match member {
            Member::Restricted(allowed) => Some(banned_rights(allowed)),
            _ => None,
        };
        types::Channel {
            creator: *member == Member::Creator,
            left: !member.is_in(),
            broadcast,
            megagroup,
            access_hash: Some(hash),
            username: chat.username.clone(),
            slowmode_enabled: chat.slow_mode > 0,
            join_request: chat.join_requests,
            forum: chat.forum,
            has_link: false,
            admin_rights: admin_rights_of(member),
            banned_rights: restricted,
            default_banned_rights: Some(banned_rights(&chat.permissions)),
            participants_count: self.counts.then(|| int(chat.present().count())),
            ..bare::channel(id, &chat.title, &self.chat_photo(chat), self.born(chat))
        }
        .into()
    }

    fn born(&self, chat: &Chat) -> i32 {
        let first = chat.history.first().and_then(|id| self.world.message(*id));
        first.map_or(0, |message| int(message.date))
    }

    fn chat_photo(&self, chat: &Chat) -> enums::ChatPhoto {
        chat.photo.map_or(enums::ChatPhoto::Empty, |photo| {
            let dc_id = self.world.file(photo).map_or(0, |file| file.data_centre);
            types::ChatPhoto { has_video: false, photo_id: photo_id(photo), stripped_thumb: None, dc_id }
                .into()
        })
    }
}

fn photo_id(photo: FileId) -> i64 {
    long(photo.0)
}

fn admin_rights_of(member: &Member) -> Option<enums::ChatAdminRights> {
    match member {
        Member::Creator => {
            let all = Right::ALL.into_iter().map(|(right, _)| right);
            Some(admin_rights(&all.filter(|right| *right != Right::Anonymous).collect()))
        }
        Member::Administrator(rights) => Some(admin_rights(rights)),
        _ => None,
    }
}

/// Rights of an administrator.
pub fn admin_rights(rights: &Rights) -> enums::ChatAdminRights {
    let has = |right| rights.contains(&right);
    types::ChatAdminRights {
        change_info: has(Right::ChangeInfo),
        post_messages: has(Right::PostMessages),
        edit_messages: has(Right::EditMessages),
        delete_messages: has(Right::DeleteMessages),
        ban_users: has(Right::RestrictMembers),
        invite_users: has(Right::InviteUsers),
        pin_messages: has(Right::PinMessages),
        add_admins: has(Right::PromoteMembers),
        anonymous: has(Right::Anonymous),
        manage_call: has(Right::ManageVideoChats),
        other: has(Right::ManageChat),
        manage_topics: has(Right::ManageTopics),
        post_stories: has(Right::PostStories),
        edit_stories: has(Right::EditStories),
        delete_stories: has(Right::DeleteStories),
        manage_direct_messages: has(Right::ManageDirectMessages),
        ..bare::admin_rights()
    }
    .into()
}

/// What is not among the permissions.
pub fn banned_rights(allowed: &Permissions) -> enums::ChatBannedRights {
    let lacks = |permission| !allowed.contains(&permission);
    let other = lacks(Permission::SendOther);
    types::ChatBannedRights {
        send_messages: lacks(Permission::SendMessages),
        send_plain: lacks(Permission::SendMessages),
        send_stickers: other,
        send_gifs: other,
        send_games: other,
        send_inline: other,
        embed_links: lacks(Permission::AddLinkPreviews),
        send_polls: lacks(Permission::SendPolls),
        change_info: lacks(Permission::ChangeInfo),
        invite_users: lacks(Permission::InviteUsers),
        pin_messages: lacks(Permission::PinMessages),
        manage_topics: lacks(Permission::ManageTopics),
        send_photos: lacks(Permission::SendPhotos),
        send_videos: lacks(Permission::SendVideos),
        send_roundvideos: lacks(Permission::SendVideoNotes),
        send_audios: lacks(Permission::SendAudios),
        send_voices: lacks(Permission::SendVoiceNotes),
        send_docs: lacks(Permission::SendDocuments),
        send_reactions: lacks(Permission::React),
        ..bare::banned_rights()
    }
    .into()
}

/// Everything that there is to know of a group or channel. `pts` is the channel's.
pub fn full(view: &mut View, id: ChatRef, pts: i32) -> Option<enums::ChatFull> {
    view.peer(id);
    let settings = view.notify_settings(id);
    let chat = view.world.chat(id)?;
    let about = chat.about.clone().unwrap_or_default();
    let pinned_msg_id = chat.pinned.last().and_then(|id| view.world.number(*id, view.me)).map(int);
    let photo = chat.photo.map(|photo| view.photo(photo));
    let folder_id = view.folder(id);
    match id {
        ChatRef::Private(_) => None,
        ChatRef::Group(bare_id) => {
            let participants = participants(view, chat, bare_id);
            let full = bare::chat_full(bare_id, &about, &participants, &settings);
            Some(types::ChatFull { pinned_msg_id, chat_photo: photo, folder_id, ..full }.into())
        }
        ChatRef::Channel(bare_id) => {
            let [read_inbox, read_outbox, unread] = view.counters(id);
            let photo = photo.unwrap_or_else(|| types::PhotoEmpty { id: 0 }.into());
            let admins = chat.members.values().filter(|member| member.is_admin()).count();
            let me = chat.member(view.me);
            let may_view = chat.kind == ChatKind::Supergroup || me.is_admin();
            let counters = [read_inbox, read_outbox, unread, pts];
            let full = types::ChannelFull {
                can_view_participants: may_view,
                participants_count: Some(int(chat.present().count())),
                admins_count: me.is_admin().then_some(int(admins)),
                pinned_msg_id,
                migrated_from_chat_id: chat.migrated_from,
                migrated_from_max_id: chat.migrated_from.map(|_| 1),
                slowmode_seconds: Some(int(chat.slow_mode)).filter(|seconds| *seconds > 0),
                folder_id,
                ..bare::channel_full(bare_id, &about, counters, &photo, &settings)
            };
            Some(full.into())
        }
    }
}

fn participants(view: &mut View, chat: &Chat, chat_id: i64) -> enums::ChatParticipants {
    if !chat.member(view.me).is_in() {
        return types::ChatParticipantsForbidden { chat_id, self_participant: None }.into();
    }
    let creator = chat.members.iter().find(|(_, member)| **member == Member::Creator);
    let inviter_id = creator.map_or(0, |(user, _)| user.0);
    let date = view.born(chat);
    let present = chat.members.iter().filter(|(_, member)| member.is_in());
    let participants = present.map(|(user, member)| {
        let user_id = view.user_id(*user);
        match member {
            Member::Creator => types::ChatParticipantCreator { user_id, rank: None }.into(),
            Member::Administrator(_) => {
                types::ChatParticipantAdmin { user_id, inviter_id, date, rank: None }.into()
            }
            _ => types::ChatParticipant { user_id, inviter_id, date, rank: None }.into(),
        }
    });
    let participants = participants.collect();
    types::ChatParticipants { chat_id, participants, version: int(chat.history.len()) }.into()
}
