//! The list of chats as the account's own apps show it. Source: <https://core.telegram.org/method/messages.getDialogs>

use std::collections::HashMap;

use chrono::DateTime;
use grammers_session::types::ChannelState;
use grammers_tl_types::{enums, functions, types};
use openapi::chats::Dialog;

use super::{
    Client, message,
    peers::{Peers, key},
    recovery::Cause,
    send::Target,
};
use crate::{
    accounts::stretches,
    entity::{chat::PeerKind, identity::IdentityKind},
    error::Error,
    inbox::{Delivery, Incoming, KnownPeer, Position, Update},
    state::AppState,
    supervisor::{Lease, hold},
};

/// How many come at once: Telegram's most.
const PAGE: i32 = 100;

/// The folders that every account has: its main list, and the archive.
const FOLDERS: [i32; 2] = [0, 1];

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
        let hash = self.peers.known().into_iter().find(|known| (known.kind, known.id) == (kind, id));
        let access_hash = hash.and_then(|known| known.access_hash).unwrap_or_default();
        let date = self.messages.iter().find_map(|message| {
            let (peer, number, date) = place(message)?;
            (peer == (kind, id) && number == last.top_message).then_some(date)
        });
        Some(Start {
            date: date.unwrap_or_default(),
            id: last.top_message,
            peer: Target { kind, id, access_hash }.peer(),
        })
    }

    async fn store(self, state: &AppState, lease: Lease, what: List<'_>) -> Result<(), Cause> {
        let known: Vec<KnownPeer> = self.peers.known();
        let mut channels = Vec::new();
        let mut tops: HashMap<(PeerKind, i64), enums::Message> = self
            .messages
            .into_iter()
            .filter_map(|message| place(&message).map(|(peer, ..)| (peer, message)))
            .collect();
        let missing = stretches::missing(&state.db.reader, lease.identity).await?;
        let (mut content, mut ends) = (Vec::new(), Vec::new());
        for dialog in self.dialogs {
            let enums::Dialog::Dialog(dialog) = dialog else { continue };
            let peer = key(&dialog.peer);
            if let (PeerKind::Channel, Some(pts)) = (peer.0, dialog.pts) {
                channels.push((peer.1, pts));
            }
            content.push(Incoming::Dialog { chat: self.peers.chat(peer), dialog: show(&dialog) });
            match what {
                List::First => {
                    // where messages were missed the last one is news, and comes with them
                    let top = tops.remove(&peer).filter(|_| !missing.contains(&peer));
                    let top = top.and_then(|message| message::read(message, &self.peers));
                    content.extend(top.map(|top| Incoming::History(Box::new(top))));
                }
                List::Missed { followed } => {
                    let is_followed = |channel: &ChannelState| peer == (PeerKind::Channel, channel.id);
                    if !followed.iter().any(is_followed) {
                        ends.push((peer, dialog.top_message, dialog.read_inbox_max_id));
                    }
                }
            }
        }
        let delivery = Delivery {
            identity: lease.identity,
            workspace: lease.workspace,
            kind: IdentityKind::Account,
            fencing: Some(lease.fencing),
            updates: vec![Update::asked_for(content)],
            next: Some(Position::Known { peers: known, channels }),
        };
        state.inbox.submit(delivery).await?;
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
}

/// A message's chat, id and date.
fn place(message: &enums::Message) -> Option<((PeerKind, i64), i32, i32)> {
    match message {
        enums::Message::Message(message) => Some((key(&message.peer_id), message.id, message.date)),
        enums::Message::Service(message) => Some((key(&message.peer_id), message.id, message.date)),
        enums::Message::Empty(_) => None,
    }
}

fn show(dialog: &types::Dialog) -> Dialog {
    let enums::PeerNotifySettings::Settings(notify) = &dialog.notify_settings;
    Dialog {
        pinned: dialog.pinned,
        archived: dialog.folder_id == Some(1),
        muted_until: notify
            .mute_until
            .filter(|until| *until > 0)
            .and_then(|until| DateTime::from_timestamp(until.into(), 0)),
        unread: dialog.unread_count.into(),
        mentions: dialog.unread_mentions_count.into(),
        marked_unread: dialog.unread_mark,
        read_up_to: dialog.read_inbox_max_id.into(),
        seen_up_to: dialog.read_outbox_max_id.into(),
    }
}
