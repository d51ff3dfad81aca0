//! Folders of an account's list of chats, made in Telegram's apps. Source: <https://core.telegram.org/api/folders>

use grammers_tl_types::{enums, functions};
use openapi::chats::Folder;
use sea_orm::ActiveValue::Set;

use super::{Client, Failure, recovery::Cause, standing::announce};
use crate::{
    accounts,
    entity::{
        account::{FolderKind, Folders, Rules},
        chat::PeerKind,
    },
    state::AppState,
    supervisor::Lease,
};

/// Fetches them all; stores them and tells that the account changed, where they are others than before.
pub(super) async fn refresh(state: &AppState, lease: Lease, client: &Client) -> Result<(), Cause> {
    let enums::messages::DialogFilters::Filters(all) =
        match client.call(&functions::messages::GetDialogFilters {}).await {
            // the account runs as well without; they are asked for again when one changes, and with the next connection
            Err(failure @ (Failure::Wait(_) | Failure::Refused(_))) => {
                tracing::warn!(account = %lease.identity, %failure, "the folders were not fetched");
                return Ok(());
            }
            answer => answer?,
        };
    let row = accounts::store::find(&state.db.reader, lease.workspace, lease.identity.into()).await?;
    let me = row.identity.external_id;
    let folders = Folders(all.filters.into_iter().filter_map(|filter| read(filter, me)).collect());
    if row.account.folders.unwrap_or_default() == folders {
        return Ok(());
    }
    Ok(announce(state, lease, |account| account.folders = Set(Some(folders))).await?)
}

/// Whether an update is about folders.
pub(super) fn are_changed_by(update: &enums::Update) -> bool {
    matches!(
        update,
        enums::Update::DialogFilter(_) | enums::Update::DialogFilters | enums::Update::DialogFilterOrder(_)
    )
}

/// None for the place of the whole list.
fn read(filter: enums::DialogFilter, me: i64) -> Option<Rules> {
    match filter {
        enums::DialogFilter::Default => None,
        enums::DialogFilter::Filter(filter) => {
            let kinds = [
                (filter.contacts, FolderKind::Contacts),
                (filter.non_contacts, FolderKind::NonContacts),
                (filter.groups, FolderKind::Groups),
                (filter.broadcasts, FolderKind::Channels),
                (filter.bots, FolderKind::Bots),
            ];
            Some(Rules {
                folder: folder(filter.id, filter.title, filter.emoticon),
                include: peers(filter.pinned_peers.into_iter().chain(filter.include_peers), me),
                exclude: peers(filter.exclude_peers.into_iter(), me),
                kinds: kinds.into_iter().filter_map(|(wanted, kind)| wanted.then_some(kind)).collect(),
                exclude_muted: filter.exclude_muted,
                exclude_read: filter.exclude_read,
                exclude_archived: filter.exclude_archived,
            })
        }
        enums::DialogFilter::Chatlist(list) => Some(Rules {
            folder: folder(list.id, list.title, list.emoticon),
            include: peers(list.pinned_peers.into_iter().chain(list.include_peers), me),
            exclude: Vec::new(),
            kinds: Vec::new(),
            exclude_muted: false,
            exclude_read: false,
            exclude_archived: false,
        }),
    }
}

fn folder(id: i32, title: enums::TextWithEntities, emoji: Option<String>) -> Folder {
    let enums::TextWithEntities::Entities(title) = title;
    Folder { id, title: title.text, emoji }
}

fn peers(peers: impl Iterator<Item = enums::InputPeer>, me: i64) -> Vec<i64> {
    use enums::InputPeer as P;
    let id = |peer| match peer {
        P::User(user) => Some(user.user_id),
        P::UserFromMessage(user) => Some(user.user_id),
        P::Chat(chat) => Some(PeerKind::Group.mark(chat.chat_id)),
        P::Channel(channel) => Some(PeerKind::Channel.mark(channel.channel_id)),
        P::ChannelFromMessage(channel) => Some(PeerKind::Channel.mark(channel.channel_id)),
        P::PeerSelf => Some(me),
        P::Empty => None,
    };
    peers.filter_map(id).collect()
}
