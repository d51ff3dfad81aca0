//! Wake-ups between processes through Redis.

use std::time::Duration;

use fred::{
    clients::{Client, SubscriberClient},
    interfaces::{ClientLike, EventInterface, PubsubInterface},
    types::{
        Builder,
        config::{Config, ReconnectPolicy},
    },
};
use tokio::sync::{broadcast, mpsc};
use uuid::Uuid;

use super::Wake;

/// Redis cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("Redis cannot be reached at REDIS_URL")]
pub struct BusError(#[from] fred::error::Error);

#[derive(Clone, Debug)]
pub(super) struct Redis {
    client: Client,
    outgoing: mpsc::UnboundedSender<Wake>,
}

impl Redis {
    pub(super) async fn connect(
        url: &str,
        prefix: &str,
        local: broadcast::Sender<Wake>,
    ) -> Result<Self, BusError> {
        let channel = format!("{prefix}:wake");
        let me = Uuid::new_v4().simple().to_string();
        let mut builder = Builder::from_config(Config::from_url(url)?);
        builder
            .with_connection_config(|c| c.connection_timeout = Duration::from_secs(3))
            .set_policy(ReconnectPolicy::new_exponential(0, 100, 10_000, 2));
        let client = builder.build()?;
        client.init().await?;
        let subscriber: SubscriberClient = builder.build_subscriber_client()?;
        subscriber.init().await?;
        subscriber.manage_subscriptions();
        subscriber.subscribe(channel.clone()).await?;

        let mut incoming = subscriber.message_rx();
        let own = me.clone();
        tokio::spawn(async move {
            // lives as long as this task, else the subscription ends
            let _subscriber = subscriber;
            loop {
                let message = match incoming.recv().await {
                    Ok(message) => message,
                    // waiters look by themselves from time to time, so skipped wake-ups cost time only
                    Err(broadcast::error::RecvError::Lagged(_)) => continue,
                    Err(broadcast::error::RecvError::Closed) => break,
                };
                let Some(text) = message.value.as_str() else { continue };
                // what we published was told here already
                let Some((from, body)) = text.split_once(' ').filter(|(from, _)| *from != own) else {
                    continue;
                };
                match serde_json::from_str(body) {
                    Ok(wake) => {
                        let _ = local.send(wake);
                    }
                    Err(error) => {
                        tracing::warn!(from, %error, "a wake-up could not be read; another version runs?");
                    }
                }
            }
        });

        let (outgoing, mut queue) = mpsc::unbounded_channel::<Wake>();
        let publisher = client.clone();
        tokio::spawn(async move {
            while let Some(wake) = queue.recv().await {
                let Ok(body) = serde_json::to_string(&wake) else { continue };
                let sent: Result<(), _> = publisher.publish(channel.as_str(), format!("{me} {body}")).await;
                if let Err(error) = sent {
                    tracing::warn!(%error, "a wake-up did not reach Redis; other processes will notice later");
                }
            }
        });
        Ok(Self { client, outgoing })
    }

    pub(super) fn publish(&self, wake: Wake) {
        // fails only while the process ends
        let _ = self.outgoing.send(wake);
    }

    pub(super) async fn ping(&self) -> Result<(), BusError> {
        let _: String = self.client.ping(None).await?;
        Ok(())
    }
}
