//! The list of chats as the account's own apps show it. Source: <https://core.telegram.org/method/messages.getDialogs>

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use grammers_session::types::ChannelState;
use grammers_tl_types::{enums, functions, types};
use openapi::chats::Dialog;

use super::{
    Client,
    failure::Result,
    message,
    peers::{Peers, key},
    recovery::Cause,
    send::Target,
};
use crate::{
    accounts::stretches,
    entity::chat::PeerKind,
    error::Error,
    inbox::{Delivery, DialogChange, Incoming, KnownPeer, Position},
    state::AppState,
    supervisor::{Lease, hold},
};

/// How many come at once: Telegram's most.
const PAGE: i32 = 100;

/// The archive's number. Source: <https://core.telegram.org/api/folders>
pub(super) const ARCHIVE: i32 = 1;

/// The folders that every account has: its main list, and the archive.
const FOLDERS: [i32; 2] = [0, ARCHIVE];

/// What the list is fetched for.
#[derive(Debug, Clone, Copy)]
pub(super) enum List<'a> {
    /// To know the chats, and the last message of each: what was there before the account came here.
    First,
    /// To know what was missed in each of them. Channels that are followed tell by themselves.
    Missed { followed: &'a [ChannelState] },
}

/// Fetches the whole list.
pub(super) async fn fetch(
    state: &AppState,
    lease: Lease,
    client: &Client,
    what: List<'_>,
) -> Result<(), Cause> {
    for folder in FOLDERS {
        let mut from = Start { date: 0, id: 0, peer: enums::InputPeer::Empty };
        loop {
            let request = functions::messages::GetDialogs {
                exclude_pinned: false,
                folder_id: Some(folder),
                offset_date: from.date,
                offset_id: from.id,
                offset_peer: from.peer,
                limit: PAGE,
                hash: 0,
            };
            let page = match client.call(&request).await? {
                enums::messages::Dialogs::Dialogs(all) => Page {
                    last: true,
                    dialogs: all.dialogs,
                    messages: all.messages,
                    peers: Peers::new(all.users, all.chats),
                },
                enums::messages::Dialogs::Slice(part) => Page {
                    last: part.dialogs.is_empty(),
                    dialogs: part.dialogs,
                    messages: part.messages,
                    peers: Peers::new(part.users, part.chats),
                },
                enums::messages::Dialogs::NotModified(_) => break,
            };
            let (last, next) = (page.last, page.next());
            page.store(state, lease, what).await?;
            match next {
                Some(next) if !last => from = next,
                _ => break,
            }
        }
    }
    Ok(())
}

/// How the list shows one chat, in it or not, with its last message.
/// Source: <https://core.telegram.org/method/messages.getPeerDialogs>
pub async fn one(client: &Client, of: Target) -> Result<(Vec<Incoming>, Position)> {
    let peers = vec![types::InputDialogPeer { peer: of.peer() }.into()];
    let enums::messages::PeerDialogs::Dialogs(one) =
        client.call(&functions::messages::GetPeerDialogs { peers }).await?;
    let peers = Peers::new(one.users, one.chats);
    Ok(Page { last: true, dialogs: one.dialogs, messages: one.messages, peers }.read(|_| true))
}

/// The chats that are pinned in a folder, in their order.
/// Source: <https://core.telegram.org/method/messages.getPinnedDialogs>
pub(super) async fn pinned(client: &Client, folder_id: i32) -> Result<Vec<enums::DialogPeer>> {
    let enums::messages::PeerDialogs::Dialogs(pinned) =
        client.call(&functions::messages::GetPinnedDialogs { folder_id }).await?;
    let peer = |dialog| match dialog {
        enums::Dialog::Dialog(dialog) => Some(types::DialogPeer { peer: dialog.peer }.into()),
        _ => None,
    };
    Ok(pinned.dialogs.into_iter().filter_map(peer).collect())
}

/// Has Telegram show a chat differently in the account's list.
pub async fn change(client: &Client, of: Target, change: DialogChange) -> Result<()> {
    let peer = types::InputDialogPeer { peer: of.peer() }.into();
    match change {
        DialogChange::Pinned(pinned) => {
            client.call(&functions::messages::ToggleDialogPin { pinned, peer }).await.map(drop)
        }
        DialogChange::MarkedUnread(unread) => {
            let request = functions::messages::MarkDialogUnread { unread, parent_peer: None, peer };
            client.call(&request).await.map(drop)
        }
        DialogChange::Archived(archived) => {
            let folder_id = if archived { ARCHIVE } else { 0 };
            let moved = types::InputFolderPeer { peer: of.peer(), folder_id }.into();
            client.call(&functions::folders::EditPeerFolders { folder_peers: vec![moved] }).await.map(drop)
        }
        DialogChange::Muted(until) => mute(client, of, until).await,
        // told by reading itself
        DialogChange::Read { .. } | DialogChange::Seen(_) => Ok(()),
    }
}

/// Telegram takes the settings whole: what else is set stays as it is.
/// Source: <https://core.telegram.org/method/account.updateNotifySettings>
async fn mute(client: &Client, of: Target, until: Option<DateTime<Utc>>) -> Result<()> {
    let peer: enums::InputNotifyPeer = types::InputNotifyPeer { peer: of.peer() }.into();
    let enums::PeerNotifySettings::Settings(now) =
        client.call(&functions::account::GetNotifySettings { peer: peer.clone() }).await?;
    let until = until.map_or(0, |until| i32::try_from(until.timestamp()).unwrap_or(i32::MAX));
    let settings = types::InputPeerNotifySettings {
        show_previews: now.show_previews,
        silent: now.silent,
        mute_until: Some(until),
        sound: now.other_sound,
        stories_muted: now.stories_muted,
        stories_hide_sender: now.stories_hide_sender,
        stories_sound: now.stories_other_sound,
    };
    let request = functions::account::UpdateNotifySettings { peer, settings: settings.into() };
    client.call(&request).await.map(drop)
}

/// Where a page starts.
struct Start {
    date: i32,
    id: i32,
    peer: enums::InputPeer,
}

/// What a channel says of itself when too much happened there: notes what was missed.
pub(super) async fn note_missed(
    state: &AppState,
    lease: Lease,
    told: &types::updates::ChannelDifferenceTooLong,
) -> Result<(), Cause> {
    let page = Page {
        last: true,
        dialogs: vec![told.dialog.clone()],
        messages: Vec::new(),
        peers: Peers::new(told.users.clone(), told.chats.clone()),
    };
    page.store(state, lease, List::Missed { followed: &[] }).await
}

struct Page {
    last: bool,
    dialogs: Vec<enums::Dialog>,
    messages: Vec<enums::Message>,
    peers: Peers,
}

impl Page {
    /// Where the next page starts: behind the last chat of this one.
    fn next(&self) -> Option<Start> {
        let last = self.dialogs.iter().rev().find_map(|dialog| match dialog {
            enums::Dialog::Dialog(dialog) => Some(dialog),
            enums::Dialog::Folder(_) | enums::Dialog::Community(_) => None,
        })?;
        let (kind, id) = key(&last.peer);
        let date = self.messages.iter().find_map(|message| {
            let (peer, number, date) = place(message)?;
            (peer == (kind, id) && number == last.top_message).then_some(date)
        });
        Some(Start {
            date: date.unwrap_or_default(),
            id: last.top_message,
            peer: self.peers.target((kind, id)).peer(),
        })
    }

    /// Where each of the chats ends, and how far it is read: its last message, and the last one that was read.
    fn ends(&self) -> Vec<((PeerKind, i64), i32, i32)> {
        let end = |dialog: &enums::Dialog| match dialog {
            enums::Dialog::Dialog(it) => Some((key(&it.peer), it.top_message, it.read_inbox_max_id)),
            enums::Dialog::Folder(_) | enums::Dialog::Community(_) => None,
        };
        self.dialogs.iter().filter_map(end).collect()
    }

    async fn store(self, state: &AppState, lease: Lease, what: List<'_>) -> Result<(), Cause> {
        let missing = stretches::missing(&state.db.reader, lease.identity).await?;
        let mut ends = Vec::new();
        if let List::Missed { followed } = what {
            ends = self.ends();
            ends.retain(|(peer, ..)| followed.iter().all(|one| *peer != (PeerKind::Channel, one.id)));
        }
        // where messages were missed the last one is news, and comes with them
        let (content, known) = self.read(|peer| matches!(what, List::First) && !missing.contains(&peer));
        state.inbox.submit(Delivery::fetched(lease, content, Some(known))).await?;
        if ends.is_empty() {
            return Ok(());
        }
        let tx = state.db.begin().await.map_err(Error::from)?;
        hold(&tx, state, lease).await?;
        for (peer, top, read) in ends {
            stretches::note_missed(&tx, lease.identity, peer, top.into(), read.into()).await?;
        }
        Ok(tx.commit().await.map_err(Error::from)?)
    }

    /// What it says, with the last messages of those chats that are to show it, and what the account comes to know.
    fn read(self, shows_last: impl Fn((PeerKind, i64)) -> bool) -> (Vec<Incoming>, Position) {
        let known: Vec<KnownPeer> = self.peers.known();
        let mut channels = Vec::new();
        let mut tops: HashMap<(PeerKind, i64), enums::Message> = self
            .messages
            .into_iter()
            .filter_map(|message| place(&message).map(|(peer, ..)| (peer, message)))
            .collect();
        let mut content = Vec::new();
        for dialog in self.dialogs {
            let enums::Dialog::Dialog(dialog) = dialog else { continue };
            let peer = key(&dialog.peer);
            if let (PeerKind::Channel, Some(pts)) = (peer.0, dialog.pts) {
                channels.push((peer.1, pts));
            }
            content.push(Incoming::Dialog { chat: self.peers.chat(peer), dialog: show(&dialog) });
            let last = tops.remove(&peer).filter(|_| shows_last(peer));
            let last = last.and_then(|message| message::read(message, &self.peers));
            content.extend(last.map(|last| Incoming::History(Box::new(last))));
        }
        (content, Position::Known { peers: known, channels })
    }
}

/// A message's chat, id and date.
fn place(message: &enums::Message) -> Option<((PeerKind, i64), i32, i32)> {
    match message {
        enums::Message::Message(message) => Some((key(&message.peer_id), message.id, message.date)),
        enums::Message::Service(message) => Some((key(&message.peer_id), message.id, message.date)),
        enums::Message::Empty(_) => None,
    }
}

/// Until when a chat is muted.
pub(super) fn muted_until(settings: &enums::PeerNotifySettings) -> Option<DateTime<Utc>> {
    let enums::PeerNotifySettings::Settings(settings) = settings;
    let until = settings.mute_until.filter(|until| *until > 0)?;
    DateTime::from_timestamp(until.into(), 0)
}

fn show(dialog: &types::Dialog) -> Dialog {
    Dialog {
        pinned: dialog.pinned,
        archived: dialog.folder_id == Some(ARCHIVE),
        muted_until: muted_until(&dialog.notify_settings),
        unread: dialog.unread_count.into(),
        mentions: dialog.unread_mentions_count.into(),
        marked_unread: dialog.unread_mark,
        read_up_to: dialog.read_inbox_max_id.into(),
        seen_up_to: dialog.read_outbox_max_id.into(),
    }
}
