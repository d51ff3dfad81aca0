//! Webhooks: setting them and delivering updates to them.

use std::{sync::Arc, time::Duration};

use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

use super::{
    Call, Desk,
    answer::{Answer, ApiError, success},
    kinds::AllowedUpdates,
    mailbox::{Update, Webhook},
};
use crate::{fault::FaultKind, shared::Shared};

/// Where Telegram delivers to.
const PORTS: [u16; 4] = [80, 88, 443, 8443];

/// The longest wait between two tries of a delivery.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// The longest wait that a receiver may ask for.
const LONGEST_RETRY_AFTER: u64 = 3600;

/// How long a receiver may take to answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// `setWebhook`; an empty URL removes the webhook.
pub fn set(call: &Call) -> Answer {
    let Some(url) = call.params.text("url") else { return delete(call) };
    check_url(url)?;
    let secret = call.params.text("secret_token").map(ToOwned::to_owned);
    if let Some(secret) = &secret {
        let fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if secret.len() > 256 {
            return Err(ApiError::bad_request("secret token is too long"));
        }
        if !secret.bytes().all(fine) {
            return Err(ApiError::bad_request("secret token contains unallowed characters"));
        }
    }
    let allowed: Option<Vec<String>> = call.params.json("allowed_updates", "allowed updates")?;
    let connections = call.params.int("max_connections").unwrap_or(40).clamp(1, 100);
    let connections = usize::try_from(connections).unwrap_or(40);
    let stop = call.shared.stop.child_token();
    {
        let mut mailbox = call.desk.mailbox();
        if let Some(names) = allowed {
            mailbox.allowed = AllowedUpdates::from_names(&names);
        }
        if call.params.flag("drop_pending_updates") {
            mailbox.clear();
        }
        if mailbox.webhook.as_ref().is_some_and(|old| old.is_same(url, secret.as_deref(), connections)) {
            return success(&true);
        }
        mailbox.set_webhook(Webhook::new(url.into(), secret, connections, stop.clone().drop_guard()));
    }
    call.desk.wake.notify_waiters();
    tokio::spawn(deliver_all(Arc::clone(call.shared), Arc::clone(call.desk), stop));
    success(&true)
}

/// `deleteWebhook`.
pub fn delete(call: &Call) -> Answer {
    let mut mailbox = call.desk.mailbox();
    if call.params.flag("drop_pending_updates") {
        mailbox.clear();
    }
    mailbox.webhook = None;
    success(&true)
}

/// `getWebhookInfo`.
pub fn info(call: &Call) -> Answer {
    let mailbox = call.desk.mailbox();
    let mut info = json!({
        "url": mailbox.webhook.as_ref().map_or("", |webhook| &webhook.url),
        "has_custom_certificate": false,
        "pending_update_count": mailbox.len(),
    });
    if let Some(webhook) = &mailbox.webhook {
        info["max_connections"] = webhook.max_connections.into();
        info["ip_address"] = "127.0.0.1".into();
        if let Some((date, message)) = &webhook.last_error {
            info["last_error_date"] = (*date).into();
            info["last_error_message"] = message.as_str().into();
        }
    }
    if let Some(names) = mailbox.allowed.names() {
        info["allowed_updates"] = json!(names);
    }
    success(&info)
}

/// Telegram wants HTTPS; the sandbox takes plain HTTP on loopback as well.
fn check_url(text: &str) -> Result<(), ApiError> {
    let bad = |what: &str| ApiError::bad_request(format!("bad webhook: {what}"));
    let url = Url::parse(text).map_err(|_| bad("invalid URL specified"))?;
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(bad("URL host is empty")),
    };
    match url.scheme() {
        "http" | "https" if loopback => Ok(()),
        "https" if PORTS.contains(&url.port_or_known_default().unwrap_or_default()) => Ok(()),
        "https" => Err(bad("Webhook can be set up only on ports 80, 88, 443 or 8443")),
        _ => Err(bad("An HTTPS URL must be provided for webhook")),
    }
}

/// Hands updates to free connections until the webhook is replaced or removed.
async fn deliver_all(shared: Arc<Shared>, desk: Arc<Desk>, stop: CancellationToken) {
    loop {
        let wake = desk.wake.notified();
        tokio::pin!(wake);
        wake.as_mut().enable();
        while let Some(delivery) = next(&shared, &desk, &stop) {
            let delivery = delivery.carry_out(Arc::clone(&shared), Arc::clone(&desk));
            tokio::spawn(stop.clone().run_until_cancelled_owned(delivery));
        }
        tokio::select! {
            () = wake => {}
            () = stop.cancelled() => return,
        }
    }
}

fn next(shared: &Shared, desk: &Desk, stop: &CancellationToken) -> Option<Delivery> {
    let mut mailbox = desk.mailbox();
    if stop.is_cancelled() {
        return None;
    }
    let reorder =
        || shared.faults.take(desk.bot, "webhook", |kind| *kind == FaultKind::ReorderedUpdates).is_some();
    let update = mailbox.next_delivery(shared.clock.now(), reorder)?;
    let webhook = mailbox.webhook.as_ref()?;
    Some(Delivery { update, url: webhook.url.clone(), secret: webhook.secret.clone() })
}

/// One try to hand over one update.
struct Delivery {
    update: Update,
    url: String,
    secret: Option<String>,
}

/// Why a delivery failed, and how long the receiver asked to wait.
type Failure = (String, Option<Duration>);

impl Delivery {
    async fn carry_out(self, shared: Arc<Shared>, desk: Arc<Desk>) {
        let outcome = self.post(&shared, &desk).await;
        let Err((error, asked)) = outcome else {
            desk.mailbox().delivered(&self.update);
            desk.wake.notify_waiters();
            return;
        };
        let failures = desk.mailbox().failed(self.update.lane, shared.clock.now(), error);
        desk.wake.notify_waiters();
        let wait = shared.webhook_retry.saturating_mul(1 << (failures - 1).min(10)).min(LONGEST_WAIT);
        tokio::time::sleep(asked.unwrap_or(wait)).await;
        desk.mailbox().retry(self.update.lane);
        desk.wake.notify_waiters();
    }

    async fn post(&self, shared: &Shared, desk: &Desk) -> Result<(), Failure> {
        match shared
            .faults
            .take(desk.bot, "webhook", |kind| *kind != FaultKind::ReorderedUpdates && !kind.is_of_mtproto())
        {
            Some(FaultKind::Latency { ms }) => tokio::time::sleep(Duration::from_millis(ms)).await,
            Some(FaultKind::DuplicateUpdates) => self.post_once(&shared.http).await?,
            Some(FaultKind::RefusedReply) => return Err(("Connection refused".into(), None)),
            Some(FaultKind::LostReply | FaultKind::Timeout) => {
                self.post_once(&shared.http).await?;
                return Err(("Read timeout expired".into(), None));
            }
            _ => {}
        }
        self.post_once(&shared.http).await
    }

    async fn post_once(&self, http: &reqwest::Client) -> Result<(), Failure> {
        let mut request = http
            .post(&self.url)
            .header(CONTENT_TYPE, "application/json")
            .timeout(PATIENCE)
            .body(self.update.json.to_string());
        if let Some(secret) = &self.secret {
            request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
        }
        let response = request.send().await.map_err(|error| {
            let what = if error.is_timeout() { "Read timeout expired" } else { "Connection refused" };
            (what.to_owned(), None)
        })?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        let asked = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let asked = asked.map(|seconds: u64| Duration::from_secs(seconds.min(LONGEST_RETRY_AFTER)));
        Err((format!("Wrong response from the webhook: {status}"), asked))
    }
}
