//! Updates that wait for a bot.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
};

use tokio_util::sync::DropGuard;

use super::kinds::AllowedUpdates;

/// How long Telegram keeps an update, in seconds.
pub const KEPT: i64 = 24 * 3600;

/// Updates that wait for a bot, and how it fetches them.
#[derive(Debug)]
pub struct Mailbox {
    next: i64,
    pending: BTreeMap<i64, Update>,
    acknowledged: Vec<i64>,
    /// What the bot asked for last.
    pub allowed: AllowedUpdates,
    /// Counts calls of `getUpdates`, so that an older one knows that it was replaced.
    pub polls: u64,
    /// Set while updates go to a webhook.
    pub webhook: Option<Webhook>,
}

/// An update as it goes over the wire.
#[derive(Clone, Debug)]
pub struct Update {
    /// `update_id`.
    pub id: i64,
    /// The whole update.
    pub json: Arc<str>,
    /// Updates of one lane are delivered to a webhook one after another.
    pub lane: i64,
    /// When Telegram forgets it, Unix seconds.
    pub expires: i64,
}

/// Delivery to a webhook.
#[derive(Debug)]
pub struct Webhook {
    /// Where updates go.
    pub url: String,
    /// Sent along in a header.
    pub secret: Option<String>,
    /// How many deliveries may be under way.
    pub max_connections: usize,
    /// When the last delivery failed and why, Unix seconds.
    pub last_error: Option<(i64, String)>,
    lanes: HashMap<i64, VecDeque<i64>>,
    ready: VecDeque<i64>,
    /// Failures of the lanes that did not get through the last time.
    failures: HashMap<i64, u32>,
    under_way: usize,
    _ends_deliveries: DropGuard,
}

impl Webhook {
    /// A webhook that has delivered nothing yet.
    pub fn new(url: String, secret: Option<String>, max_connections: usize, stop: DropGuard) -> Self {
        Self {
            url,
            secret,
            max_connections,
            last_error: None,
            lanes: HashMap::new(),
            ready: VecDeque::new(),
            failures: HashMap::new(),
            under_way: 0,
            _ends_deliveries: stop,
        }
    }

    /// Whether it delivers in the same way.
    pub fn is_same(&self, url: &str, secret: Option<&str>, max_connections: usize) -> bool {
        self.url == url && self.secret.as_deref() == secret && self.max_connections == max_connections
    }

    fn enqueue(&mut self, lane: i64, update: i64) {
        let queue = self.lanes.entry(lane).or_insert_with(|| {
            self.ready.push_back(lane);
            VecDeque::new()
        });
        queue.push_back(update);
    }
}

impl Mailbox {
    /// An empty mailbox whose first update has this id.
    pub fn new(first: i64) -> Self {
        Self {
            next: first,
            pending: BTreeMap::new(),
            acknowledged: Vec::new(),
            allowed: AllowedUpdates::Default,
            polls: 0,
            webhook: None,
        }
    }

    /// Puts an update in; `body` is the JSON of the field that bears the kind's name.
    pub fn push(&mut self, kind: &str, lane: i64, expires: i64, body: &str) {
        let id = self.next;
        self.next += 1;
        let json = format!(r#"{{"update_id":{id},"{kind}":{body}}}"#).into();
        self.pending.insert(id, Update { id, json, lane, expires });
        if let Some(webhook) = &mut self.webhook {
            webhook.enqueue(lane, id);
        }
    }

    /// Forgets every update below `offset`; a negative one keeps that many of the newest.
    pub fn acknowledge_below(&mut self, offset: i64) {
        let offset = match usize::try_from(offset.unsigned_abs()) {
            Ok(kept) if offset < 0 => {
                let first = self.pending.keys().nth_back(kept.saturating_sub(1));
                first.or(self.pending.keys().next()).copied().unwrap_or(self.next)
            }
            _ => offset,
        };
        let kept = self.pending.split_off(&offset);
        self.acknowledged.extend(std::mem::replace(&mut self.pending, kept).into_keys());
    }

    /// The oldest updates that are not too old.
    pub fn oldest(&mut self, limit: usize, now: i64) -> Vec<Update> {
        while let Some(first) = self.pending.first_entry().filter(|first| first.get().expires <= now) {
            first.remove();
        }
        self.pending.values().filter(|update| update.expires > now).take(limit).cloned().collect()
    }

    /// Drops everything that waits.
    pub fn clear(&mut self) {
        self.pending.clear();
    }

    /// How many updates wait.
    pub fn len(&self) -> usize {
        self.pending.len()
    }

    /// Ids of the updates that the bot took over, in the order in which it did.
    pub fn acknowledged(&self) -> &[i64] {
        &self.acknowledged
    }

    /// Sends what waits to a webhook from now on.
    pub fn set_webhook(&mut self, mut webhook: Webhook) {
        for update in self.pending.values() {
            webhook.enqueue(update.lane, update.id);
        }
        self.webhook = Some(webhook);
    }

    /// The next update to deliver to the webhook, if a connection is free for it. Where a lane holds two at
    /// least, `reorder` is asked whether the second goes first.
    pub fn next_delivery(&mut self, now: i64, reorder: impl Fn() -> bool) -> Option<Update> {
        let webhook = self.webhook.as_mut()?;
        while webhook.under_way < webhook.max_connections {
            let lane = webhook.ready.pop_front()?;
            let Some(queue) = webhook.lanes.get_mut(&lane) else { continue };
            if queue.len() > 1 && reorder() {
                queue.swap(0, 1);
            }
            while let Some(id) = queue.front() {
                match self.pending.get(id) {
                    Some(update) if update.expires > now => {
                        webhook.under_way += 1;
                        return Some(update.clone());
                    }
                    _ => {
                        self.pending.remove(id);
                        queue.pop_front();
                    }
                }
            }
            webhook.lanes.remove(&lane);
        }
        None
    }

    /// An update reached the webhook: it is forgotten, and the next of its lane may go.
    pub fn delivered(&mut self, update: &Update) {
        if self.pending.remove(&update.id).is_some() {
            self.acknowledged.push(update.id);
        }
        if let Some(webhook) = &mut self.webhook {
            webhook.under_way = webhook.under_way.saturating_sub(1);
            webhook.failures.remove(&update.lane);
            webhook.ready.push_back(update.lane);
        }
    }

    /// A delivery failed: its lane rests until [`Self::retry`]. Returns how often it failed in a row.
    pub fn failed(&mut self, lane: i64, now: i64, error: String) -> u32 {
        let Some(webhook) = &mut self.webhook else { return 1 };
        webhook.under_way = webhook.under_way.saturating_sub(1);
        webhook.last_error = Some((now, error));
        let failures = webhook.failures.entry(lane).or_default();
        *failures += 1;
        *failures
    }

    /// Lets a lane that rested go on.
    pub fn retry(&mut self, lane: i64) {
        if let Some(webhook) = &mut self.webhook {
            webhook.ready.push_back(lane);
        }
    }
}
