//! What people do with their own lists of chats on a device of theirs that is not ours.

use grammers_tl_types::{enums, types};

use super::{
    fan_out::pushed,
    render::{View, access_hash},
};
use crate::{
    shared::Shared,
    world::{ChatRef, Refusal, UserId},
};

/// How a person's own list shows a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// At the top, or not.
    Pinned(bool),
    /// In the archive, or not.
    Archived(bool),
    /// Without a sound until then, Unix seconds; zero ends it.
    MutedUntil(i64),
    /// As unread, though it was read.
    MarkedUnread(bool),
}

/// A folder: what is in it, by name and by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// Its number, from 2 on.
    pub id: i32,
    /// What it is called.
    pub title: String,
    /// Chats that are in it in any case.
    pub include: Vec<ChatRef>,
    /// Chats that are not in it in any case.
    pub exclude: Vec<ChatRef>,
    /// What else is in it.
    pub rules: Vec<FolderRule>,
}

/// A kind of chats that are in a folder, or are left out again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderRule {
    /// People in the address book.
    Contacts,
    /// Other people.
    NonContacts,
    /// Groups and supergroups.
    Groups,
    /// Channels.
    Channels,
    /// Bots.
    Bots,
    /// But no muted ones.
    NoMuted,
    /// But none without anything unread.
    NoRead,
    /// But none from the archive.
    NoArchived,
}

impl Shared {
    /// A person changes how their own list shows a chat.
    pub fn list(&self, person: UserId, chat: ChatRef, listing: Listing) -> Result<(), Refusal> {
        let mut world = self.world();
        let dialog = world.dialog_mut(person, chat).ok_or(Refusal::UserNotFound)?;
        match listing {
            Listing::Archived(archived) => {
                drop(world);
                self.change(|world| world.archive(person, vec![(chat, archived)]));
                return Ok(());
            }
            Listing::MutedUntil(until) => dialog.muted_until = until,
            Listing::MarkedUnread(unread) => dialog.marked_unread = unread,
            Listing::Pinned(pinned) => {
                let user = world.user_mut(person).ok_or(Refusal::UserNotFound)?;
                user.pinned.retain(|other| *other != chat);
                if pinned {
                    user.pinned.insert(0, chat);
                }
            }
        }
        let mut view = View::new(&world, person);
        let update = match listing {
            Listing::Pinned(_) => view.pinned(chat),
            Listing::MutedUntil(_) => view.muted(chat),
            _ => view.marked(chat),
        };
        let updates = pushed(view, update);
        self.accounts().push(person, None, &updates);
        Ok(())
    }

    /// A person pins these chats and no others, told as the order of what is pinned.
    pub fn pin_only(&self, person: UserId, chats: &[ChatRef]) -> Result<(), Refusal> {
        let mut world = self.world();
        world.user_mut(person).ok_or(Refusal::UserNotFound)?.pinned = chats.to_vec();
        let view = View::new(&world, person);
        // without the order: whoever hears it has to ask
        let updates = pushed(view, types::UpdatePinnedDialogs { folder_id: None, order: None }.into());
        self.accounts().push(person, None, &updates);
        Ok(())
    }

    /// A person makes a folder, or changes it.
    pub fn keep_folder(&self, person: UserId, folder: &Folder) -> Result<(), Refusal> {
        let filter: enums::DialogFilter = filter(person, folder).into();
        let world = self.world();
        let mut accounts = self.accounts();
        let account = accounts.account_mut(person).ok_or(Refusal::UserNotFound)?;
        let is = |kept: &enums::DialogFilter| matches!(kept, enums::DialogFilter::Filter(kept) if kept.id == folder.id);
        account.folders.retain(|kept| !is(kept));
        account.folders.push(filter.clone());
        let update = types::UpdateDialogFilter { id: folder.id, filter: Some(filter) };
        let updates = pushed(View::new(&world, person), update.into());
        accounts.push(person, None, &updates);
        Ok(())
    }
}

fn filter(person: UserId, folder: &Folder) -> types::DialogFilter {
    let peer = |chat: &ChatRef| match chat {
        ChatRef::Private(pair) => {
            let user_id = pair.other(person).0;
            types::InputPeerUser { user_id, access_hash: access_hash(person, user_id) }.into()
        }
        ChatRef::Group(chat_id) => types::InputPeerChat { chat_id: *chat_id }.into(),
        ChatRef::Channel(id) => {
            types::InputPeerChannel { channel_id: *id, access_hash: access_hash(person, *id) }.into()
        }
    };
    let has = |rule| folder.rules.contains(&rule);
    types::DialogFilter {
        contacts: has(FolderRule::Contacts),
        non_contacts: has(FolderRule::NonContacts),
        groups: has(FolderRule::Groups),
        broadcasts: has(FolderRule::Channels),
        bots: has(FolderRule::Bots),
        exclude_muted: has(FolderRule::NoMuted),
        exclude_read: has(FolderRule::NoRead),
        exclude_archived: has(FolderRule::NoArchived),
        title_noanimate: false,
        id: folder.id,
        title: types::TextWithEntities { text: folder.title.clone(), entities: Vec::new() }.into(),
        emoticon: None,
        color: None,
        pinned_peers: Vec::new(),
        include_peers: folder.include.iter().map(peer).collect(),
        exclude_peers: folder.exclude.iter().map(peer).collect(),
    }
}
