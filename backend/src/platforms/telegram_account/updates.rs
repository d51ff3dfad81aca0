//! Receives what happens to an account, without gaps: what a connection missed is fetched as a difference, and how far
//! updates were read is stored with them, in one commit. Source: <https://core.telegram.org/api/updates>

use std::convert::Infallible;

use base64::{Engine, prelude::BASE64_STANDARD};
use grammers_session::{
    types::{ChannelState, UpdatesState},
    updates::{MessageBoxes, PrematureEndReason, State, UpdatesLike},
};
use grammers_tl_types::{LAYER, Serializable, enums, functions, types};

use sea_orm::ActiveValue::Set;
use tokio::sync::Notify;

use super::{
    Client, Failure,
    client::Pushed,
    dialogs::{self, List},
    folders,
    peers::Peers,
    read::{age, is_passing, read},
    recovery::Cause,
    standing::keep,
    store, typing,
};
use crate::{
    accounts::{self, Row},
    entity::{chat::PeerKind, identity::IdentityKind},
    error::Result,
    inbox::{Delivery, Position, Reached, Update},
    state::AppState,
    supervisor::Lease,
};

/// How many updates of a channel are fetched at once: what Telegram allows accounts.
/// Source: <https://core.telegram.org/method/updates.getChannelDifference>
const CHANNEL_DIFFERENCE: i32 = 100;

/// How many channels a new connection asks for what it missed. Telegram names the others in which something happened
/// with the common difference, and whatever it does not name is asked for within a quarter of an hour.
/// Source: <https://core.telegram.org/api/updates#recovering-gaps>
const ASKED_AT_ONCE: u64 = 20;

/// Receives the updates of one account.
pub(super) struct Receiver<'a> {
    state: &'a AppState,
    lease: Lease,
    client: &'a Client,
    boxes: MessageBoxes,
    /// How far updates are stored.
    stored: UpdatesState,
    /// The number of the last raw update kept.
    number: i64,
}

impl<'a> Receiver<'a> {
    /// Goes on where the account's updates are stored up to.
    pub async fn new(state: &'a AppState, lease: Lease, client: &'a Client, row: &Row) -> Result<Self> {
        let account = &row.account;
        let channels = store::channels(&state.db.reader, lease.identity).await?;
        let stored = UpdatesState {
            pts: account.pts,
            qts: account.qts,
            date: account.date,
            seq: account.seq,
            channels,
        };
        let lively = store::lively_channels(&state.db.reader, lease.identity, ASKED_AT_ONCE).await?;
        let (first, others): (Vec<_>, Vec<_>) =
            stored.channels.iter().cloned().partition(|channel| lively.contains(&channel.id));
        let mut boxes = MessageBoxes::load(UpdatesState { channels: first, ..stored.clone() });
        for channel in others {
            boxes.try_set_channel_state(channel.id, channel.pts);
        }
        Ok(Self { state, lease, client, boxes, stored, number: account.update_no })
    }

    /// Receives until that fails.
    /// `caught_up` rings when everything that was missed is stored.
    pub async fn run(&mut self, mut pushed: Pushed, caught_up: &Notify) -> Result<Infallible, Cause> {
        loop {
            // first, for it may find that a difference is due
            let deadline = self.boxes.check_deadlines();
            if let Some(request) = self.boxes.get_difference() {
                let mut difference = self.client.call(&request).await?;
                match &mut difference {
                    enums::updates::Difference::Difference(all) => self.mend(&mut all.other_updates),
                    enums::updates::Difference::Slice(part) => self.mend(&mut part.other_updates),
                    enums::updates::Difference::TooLong(_) => self.look_for_missed().await?,
                    enums::updates::Difference::Empty(_) => {}
                }
                let (updates, users, chats) = self.boxes.apply_difference(difference);
                self.store(updates, users, chats).await?;
            } else if let Some(request) = self.boxes.get_channel_difference() {
                self.fetch_channel(request).await?;
            } else {
                caught_up.notify_one();
                match tokio::time::timeout_at(deadline.into(), pushed.recv()).await {
                    Ok(Some(UpdatesLike::ConnectionClosed) | None) => {
                        return Err(Failure::Uncertain("the connection ended".to_owned()).into());
                    }
                    Ok(Some(updates)) => Box::pin(self.take(updates)).await?,
                    // a deadline has passed
                    Err(_) => {}
                }
            }
        }
    }

    /// Telegram does not remember any more what happened: the list of chats tells in which of them messages were missed,
    /// and those are fetched later. Nothing new is taken in meanwhile, so that what is stored ends where the gap begins.
    async fn look_for_missed(&self) -> Result<(), Cause> {
        let followed = self.boxes.session_state().channels;
        let list = List::Missed { followed: &followed };
        Box::pin(dialogs::fetch(self.state, self.lease, self.client, list)).await?;
        // its last messages are news, should this be the first time it was fetched
        let now = self.state.clock.now();
        keep(self.state, self.lease, |account| account.dialogs_at = Set(Some(now))).await?;
        self.client.changed.notify_one();
        Ok(())
    }

    async fn take(&mut self, updates: UpdatesLike) -> Result<(), Cause> {
        // a short update does not say who its people are, a difference does
        let mut updates =
            if self.stranger(&updates).await? { UpdatesLike::MalformedUpdates } else { updates };
        match &mut updates {
            UpdatesLike::Updates(enums::Updates::Updates(many)) => self.mend(&mut many.updates),
            UpdatesLike::Updates(enums::Updates::Combined(many)) => self.mend(&mut many.updates),
            UpdatesLike::Updates(enums::Updates::UpdateShort(short)) => {
                self.mend(std::slice::from_mut(&mut short.update));
            }
            _ => {}
        }
        let sent = match &updates {
            UpdatesLike::ShortSentMessage { request, update } => {
                Some(types::UpdateMessageId { id: update.id, random_id: request.random_id })
            }
            _ => None,
        };
        // a gap is fetched in the next turn
        let Ok((mut updates, users, chats)) = self.boxes.process_updates(updates) else { return Ok(()) };
        // the short answer to a send says the same as the long one
        updates.extend(sent.map(|sent| (sent.into(), State { date: 0, seq: 0, message_box: None })));
        self.store(updates, users, chats).await
    }

    /// A channel of which too much happened says how far it has come. grammers would go on from there and miss what lies
    /// between: it must go on from where it is or, in a channel it does not know, from the beginning.
    fn mend(&self, updates: &mut [enums::Update]) {
        let known = self.boxes.session_state().channels;
        for update in updates {
            if let enums::Update::ChannelTooLong(channel) = update {
                let is_known = known.iter().any(|known| known.id == channel.channel_id);
                channel.pts = (!is_known).then_some(1);
            }
        }
    }

    /// Whether a short update is about someone the account has not met.
    async fn stranger(&self, updates: &UpdatesLike) -> Result<bool> {
        let user = match updates {
            UpdatesLike::Updates(enums::Updates::UpdateShortMessage(short)) => short.user_id,
            UpdatesLike::Updates(enums::Updates::UpdateShortChatMessage(short)) => short.from_id,
            _ => return Ok(false),
        };
        let known =
            accounts::store::access_hash(&self.state.db.reader, self.lease.identity, PeerKind::User, user)
                .await?;
        Ok(known.is_none())
    }

    async fn fetch_channel(
        &mut self,
        mut request: functions::updates::GetChannelDifference,
    ) -> Result<(), Cause> {
        let enums::InputChannel::Channel(channel) = &request.channel else { return Ok(()) };
        let (id, reader) = (channel.channel_id, &self.state.db.reader);
        let hash = accounts::store::access_hash(reader, self.lease.identity, PeerKind::Channel, id).await?;
        let Some(access_hash) = hash else {
            self.boxes.end_channel_difference(PrematureEndReason::Banned);
            return Ok(());
        };
        request.channel = types::InputChannel { channel_id: id, access_hash }.into();
        request.limit = CHANNEL_DIFFERENCE;
        match self.client.call(&request).await {
            Ok(mut difference) => {
                if let enums::updates::ChannelDifference::TooLong(told) = &difference {
                    dialogs::note_missed(self.state, self.lease, told).await?;
                    self.client.changed.notify_one();
                }
                let others = take_others(&mut difference);
                let (mut updates, users, chats) = self.boxes.apply_channel_difference(difference);
                let state = || State { date: 0, seq: 0, message_box: None };
                updates.extend(others.into_iter().map(|update| (update, state())));
                self.store(updates, users, chats).await
            }
            // it is not ours to read any more
            Err(Failure::Refused(name)) if matches!(name.as_str(), "CHANNEL_PRIVATE" | "CHANNEL_INVALID") => {
                self.boxes.end_channel_difference(PrematureEndReason::Banned);
                Ok(())
            }
            Err(Failure::Refused(name)) => {
                tracing::warn!(account = %self.lease.identity, channel = id, name, "a channel was not read");
                self.boxes.end_channel_difference(PrematureEndReason::TemporaryServerIssues);
                Ok(())
            }
            Err(failure) => Err(failure.into()),
        }
    }

    /// Stores updates and how far they go, in one commit.
    async fn store(
        &mut self,
        updates: Vec<(enums::Update, State)>,
        users: Vec<enums::User>,
        chats: Vec<enums::Chat>,
    ) -> Result<(), Cause> {
        let peers = Peers::new(users, chats);
        let mut updates: Vec<_> = updates.into_iter().map(|(update, _)| update).collect();
        typing::tell(self.state, self.lease, updates.iter(), &peers).await?;
        updates.retain(|update| !is_passing(update));
        for update in &mut updates {
            if let enums::Update::PinnedDialogs(pins) = update
                && pins.order.is_none()
            {
                pins.order = Some(dialogs::pinned(self.client, pins.folder_id.unwrap_or_default()).await?);
            }
        }
        // a difference tells first what became of messages that it tells of afterwards
        updates.sort_by_key(age);
        let refoldered = updates.iter().any(folders::are_changed_by);
        let mut number = self.number;
        let updates: Vec<Update> = updates
            .into_iter()
            .map(|update| {
                number += 1;
                let raw = format!(
                    r#"{{"layer":{LAYER},"update":"{}"}}"#,
                    BASE64_STANDARD.encode(update.to_bytes())
                );
                Update { id: number, raw, content: Ok(read(update, &peers)) }
            })
            .collect();
        let now = self.boxes.session_state();
        let known = peers.known();
        if updates.is_empty() && known.is_empty() && now == self.stored {
            return Ok(());
        }
        let reached = Reached {
            pts: now.pts,
            qts: now.qts,
            date: now.date,
            seq: now.seq,
            update_no: number,
            channels: moved(&self.stored.channels, &now.channels),
            peers: known,
        };
        let delivery = Delivery {
            identity: self.lease.identity,
            workspace: self.lease.workspace,
            kind: IdentityKind::Account,
            fencing: Some(self.lease.fencing),
            updates,
            next: Some(Position::Account(Box::new(reached))),
        };
        self.state.inbox.submit(delivery).await?;
        self.stored = now;
        self.number = number;
        if refoldered {
            folders::refresh(self.state, self.lease, self.client).await?;
        }
        Ok(())
    }
}

/// Takes edits, deletions and the like out of a channel's difference. grammers would pass over those in its last part, as
/// if they had been applied: it compares them with the state they lead to.
fn take_others(difference: &mut enums::updates::ChannelDifference) -> Vec<enums::Update> {
    match difference {
        enums::updates::ChannelDifference::Difference(part) => std::mem::take(&mut part.other_updates),
        enums::updates::ChannelDifference::Empty(_) | enums::updates::ChannelDifference::TooLong(_) => {
            Vec::new()
        }
    }
}

/// Channels that are read further than before.
fn moved(before: &[ChannelState], now: &[ChannelState]) -> Vec<(i64, i32)> {
    now.iter().filter(|channel| !before.contains(channel)).map(|channel| (channel.id, channel.pts)).collect()
}
