//! Seeing what happened, and waiting for it.

use std::{fmt::Debug, time::Duration};

use tokio::{sync::Notify, time::timeout};

use super::{Sandbox, TimedOut};
use crate::{
    bell,
    calls::Call,
    world::{ChatRef, Message, Received, UserId},
};

impl Sandbox {
    /// Everything that a person received from bots: messages, edits, deletions, pins, reactions and answers to
    /// pressed buttons, in order.
    pub fn received(&self, person: UserId) -> Vec<Received> {
        self.shared.world().user(person).map(|user| user.received.clone()).unwrap_or_default()
    }

    /// Waits until what a person received from bots is as wanted, and returns it.
    pub async fn wait_received(
        &self,
        person: UserId,
        within: Duration,
        wanted: impl Fn(&[Received]) -> bool,
    ) -> Result<Vec<Received>, TimedOut> {
        let bell = self.shared.bell(person);
        wait(&bell, within, || self.received(person), wanted).await
    }

    /// The messages of a chat that are not deleted, the oldest first.
    pub fn history(&self, chat: ChatRef) -> Vec<Message> {
        let world = self.shared.world();
        let ids = world.chat(chat).map(|chat| chat.history.clone()).unwrap_or_default();
        ids.into_iter()
            .filter_map(|id| world.message(id))
            .filter(|message| !message.deleted)
            .cloned()
            .collect()
    }

    /// What a bot asked for: the last 20,000 calls, the oldest first.
    pub fn calls(&self, bot: impl Into<UserId>) -> Vec<Call> {
        self.shared.desk(bot.into()).map(|desk| desk.calls.all()).unwrap_or_default()
    }

    /// Waits until what a bot asked for is as wanted, and returns it.
    pub async fn wait_calls(
        &self,
        bot: impl Into<UserId>,
        within: Duration,
        wanted: impl Fn(&[Call]) -> bool,
    ) -> Result<Vec<Call>, TimedOut> {
        let Some(desk) = self.shared.desk(bot.into()) else { return Err(TimedOut::unknown()) };
        wait(&desk.calls.changed, within, || desk.calls.all(), wanted).await
    }

    /// Ids of the updates that Telegram may forget, in the order in which the bot took them over: through the
    /// offset of `getUpdates`, or by a 2xx answer of its webhook.
    pub fn acknowledged(&self, bot: impl Into<UserId>) -> Vec<i64> {
        self.shared.desk(bot.into()).map(|desk| desk.mailbox().acknowledged().to_vec()).unwrap_or_default()
    }

    /// Waits until the updates that a bot took over are as wanted, and returns their ids.
    pub async fn wait_acknowledged(
        &self,
        bot: impl Into<UserId>,
        within: Duration,
        wanted: impl Fn(&[i64]) -> bool,
    ) -> Result<Vec<i64>, TimedOut> {
        let Some(desk) = self.shared.desk(bot.into()) else { return Err(TimedOut::unknown()) };
        wait(&desk.wake, within, || desk.mailbox().acknowledged().to_vec(), wanted).await
    }

    /// How many updates wait for a bot.
    pub fn pending(&self, bot: impl Into<UserId>) -> usize {
        self.shared.desk(bot.into()).map_or(0, |desk| desk.mailbox().len())
    }
}

impl TimedOut {
    pub(super) fn unknown() -> Self {
        Self { after: Duration::ZERO, so_far: "there is no such bot".into() }
    }
}

/// Looks again each time the bell rings.
pub(super) async fn wait<T: Debug>(
    bell: &Notify,
    within: Duration,
    look: impl Fn() -> Vec<T>,
    wanted: impl Fn(&[T]) -> bool,
) -> Result<Vec<T>, TimedOut> {
    let watch = bell::watch(bell, &look, |seen| wanted(seen));
    timeout(within, watch).await.map_err(|_| TimedOut { after: within, so_far: format!("{:#?}", look()) })
}
