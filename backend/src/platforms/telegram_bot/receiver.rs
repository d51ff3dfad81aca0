//! Receives a bot's updates: by asking Telegram, or by keeping the webhook that has Telegram call us.

use std::{convert::Infallible, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use openapi::bots::{ObservedState, UpdateMode};
use secrecy::SecretString;
use url::Url;

use super::{
    Client, callback,
    client::{ALLOWED_UPDATES, WebhookInfo},
    failure::{Failure, Failures},
    read::{self, Read},
    webhook,
};
use crate::{
    bots,
    entity::identity::IdentityKind,
    error::{Error, Result},
    inbox::{Delivery, Position},
    state::AppState,
    supervisor::{Lease, Seen, observe},
};

/// How long Telegram holds a question for updates open: its longest.
const LONG_POLL: Duration = Duration::from_secs(50);

/// How long a poll must go undisturbed before another program that polled is taken to be gone.
const PROBE: Duration = Duration::from_secs(10);

/// How often the webhook is looked at.
const WEBHOOK_CHECK: Duration = Duration::from_mins(5);

/// How many updates Telegram may deliver at once.
const WEBHOOK_CONNECTIONS: u8 = 40;

/// Receives the updates of one bot.
pub struct Receiver<'a> {
    state: &'a AppState,
    lease: Lease,
    client: Client,
    bot: bots::Row,
}

impl<'a> Receiver<'a> {
    /// Receives the updates of `bot`.
    pub fn new(state: &'a AppState, lease: Lease, client: Client, bot: bots::Row) -> Self {
        Self { state, lease, client, bot }
    }

    /// Receives until that fails.
    pub async fn run(&mut self, failures: &mut Failures) -> Result<Infallible, Failure> {
        let me = self.client.get_me().await?;
        bots::store::note_profile(self.state, &self.bot.bot, me).await?;
        let info = self.client.get_webhook_info().await?;
        match self.bot.bot.mode {
            UpdateMode::Polling => {
                if !info.url.is_empty() {
                    self.take_over(&info).await?;
                    self.client.delete_webhook().await?;
                }
                self.poll(failures).await
            }
            UpdateMode::Webhook => self.keep_webhook(info, failures).await,
        }
    }

    /// Asks for updates, each time when those before are stored: asking on lets Telegram forget them.
    async fn poll(&mut self, failures: &mut Failures) -> Result<Infallible, Failure> {
        let mut wait = if failures.had_conflict() { PROBE } else { Duration::ZERO };
        loop {
            let updates = self.client.get_updates(self.offset(), wait).await?;
            if !updates.is_empty() {
                let now = self.state.clock.now();
                let me = self.bot.identity.external_id;
                self.store(updates.iter().filter_map(|raw| read::read(raw.get(), me, now)).collect()).await?;
            }
            if wait != LONG_POLL {
                self.observe(Seen::plain(ObservedState::Running)).await?;
                failures.clear();
                wait = LONG_POLL;
            }
        }
    }

    /// Where to go on. Telegram may start anew at any number after a week without updates, and would take an offset
    /// from before for an acknowledgement of what it has now.
    fn offset(&self) -> Option<i64> {
        let fresh = |last: DateTime<Utc>| self.state.clock.now() - last < TimeDelta::days(6);
        let bot = &self.bot.bot;
        (bot.update_offset > 0 && bot.last_update_at.is_some_and(fresh)).then_some(bot.update_offset)
    }

    async fn store(&mut self, reads: Vec<Read>) -> Result<(), Failure> {
        let Some(last) = reads.iter().map(|read| read.update.id).max() else {
            return Err(Error::Telegram("it sent updates without numbers".to_owned()).into());
        };
        let (updates, callbacks): (Vec<_>, Vec<_>) =
            reads.into_iter().map(|read| (read.update, read.callback_query_id)).unzip();
        let delivery = Delivery {
            identity: self.lease.identity,
            workspace: self.lease.workspace,
            kind: IdentityKind::Bot,
            fencing: Some(self.lease.fencing),
            updates,
            next: Some(Position::Offset(last + 1)),
        };
        self.state.inbox.submit(delivery).await?;
        self.bot.bot.update_offset = last + 1;
        self.bot.bot.last_update_at = Some(self.state.clock.now());
        callback::answer(self.state, &self.client, callbacks.into_iter().flatten());
        Ok(())
    }

    /// Sets the webhook where it is not as it should be, and looks after it.
    async fn keep_webhook(
        &mut self,
        mut info: WebhookInfo,
        failures: &mut Failures,
    ) -> Result<Infallible, Failure> {
        let public = self.state.config.public_url.as_ref();
        let public = public.ok_or_else(|| Error::conflict("webhooks need the setting PUBLIC_URL"))?;
        let url = webhook::url(public, &self.bot.bot.webhook_path);
        let sealed = &self.bot.bot.webhook_secret_sealed;
        let secret =
            self.state.vault.open(sealed).map_err(|e| Error::internal("opening a webhook's secret", e))?;
        loop {
            if !is_set(&info, &url) {
                self.set_webhook(&info, &url, &secret).await?;
            }
            let reason = info.recent_error(self.state.clock.now(), WEBHOOK_CHECK * 2);
            self.observe(Seen { state: ObservedState::Running, reason, retry_at: None }).await?;
            failures.clear();
            self.state.clock.sleep(WEBHOOK_CHECK).await;
            info = self.client.get_webhook_info().await?;
        }
    }

    async fn set_webhook(
        &mut self,
        info: &WebhookInfo,
        url: &Url,
        secret: &SecretString,
    ) -> Result<(), Failure> {
        if !info.url.is_empty() {
            self.take_over(info).await?;
        }
        Ok(self.client.set_webhook(url.clone(), secret, WEBHOOK_CONNECTIONS).await?)
    }

    /// Makes sure that the webhook that is set may be replaced: ours, or an operator said so, once.
    async fn take_over(&mut self, info: &WebhookInfo) -> Result<(), Failure> {
        if webhook::is_ours(&info.url, &self.bot.bot.webhook_path) {
            return Ok(());
        }
        if !self.bot.bot.take_over_webhook {
            return Err(Failure::ForeignWebhook(webhook::describe(&info.url)));
        }
        bots::store::use_up_take_over(self.state, self.bot.bot.id).await?;
        self.bot.bot.take_over_webhook = false;
        Ok(())
    }

    async fn observe(&self, seen: Seen) -> Result<(), Failure> {
        Ok(observe(self.state, self.lease, seen).await?)
    }
}

fn is_set(info: &WebhookInfo, url: &Url) -> bool {
    info.url == url.as_str()
        && info.max_connections == Some(WEBHOOK_CONNECTIONS)
        && info.allowed_updates.as_ref().is_some_and(|names| {
            let wanted = ALLOWED_UPDATES.map(|kind| serde_json::to_value(kind).unwrap_or_default());
            names.len() == wanted.len() && wanted.iter().all(|kind| names.iter().any(|name| kind == name))
        })
}
