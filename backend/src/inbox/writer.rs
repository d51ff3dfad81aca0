//! Group commit: whatever waits in the queue shares one transaction.

use tokio::sync::mpsc;

use super::{Delivery, Job, Update, batch};
use crate::{
    error::{Error, Result, chain},
    state::AppState,
};

/// How many updates share a commit at most: more would make the first wait too long, and statements too large.
const BATCH: usize = 256;

pub(super) async fn run(state: AppState, mut queue: mpsc::Receiver<Job>) {
    while let Some(first) = queue.recv().await {
        let mut size = first.delivery.updates.len();
        let mut jobs = vec![first];
        while size < BATCH {
            let Ok(job) = queue.try_recv() else { break };
            size += job.delivery.updates.len();
            jobs.push(job);
        }
        metrics::histogram!("inbox_batch_updates").record(u32::try_from(size).unwrap_or(u32::MAX));
        let deliveries: Vec<&Delivery> = jobs.iter().map(|job| &job.delivery).collect();
        match batch::store(&state, &deliveries).await {
            Ok(refused) => {
                for (job, refused) in jobs.into_iter().zip(refused) {
                    // whoever waited may be gone; it is stored all the same
                    let _ = job.done.send(if refused { Err(Error::Stale) } else { Ok(()) });
                }
            }
            Err(error) => {
                tracing::warn!(
                    error = chain(&error),
                    updates = size,
                    "a batch failed; storing its parts alone"
                );
                for job in jobs {
                    let _ = job.done.send(alone(&state, &job.delivery).await);
                }
            }
        }
    }
}

/// Stores a delivery update by update, so that one the database refuses does not hold up the others.
async fn alone(state: &AppState, delivery: &Delivery) -> Result<()> {
    if delivery.updates.is_empty() {
        return store_one(state, delivery).await;
    }
    let (mut part, last) = (without_updates(delivery), delivery.updates.len() - 1);
    for (index, update) in delivery.updates.iter().enumerate() {
        part.next = delivery.next.clone().filter(|_| index == last);
        part.updates = vec![update.clone()];
        if let Err(error) = store_one(state, &part).await {
            // nor is it the update's fault that the database is away: it comes again
            if matches!(error, Error::Stale) || error.is_passing() {
                return Err(error);
            }
            // kept as it came: a poison pill would otherwise come again for ever
            let problem = chain(&error);
            tracing::error!(identity = %delivery.identity, update = update.id, problem, "an update could not be stored");
            part.updates = vec![Update { content: Err(problem), ..update.clone() }];
            store_one(state, &part).await?;
        }
    }
    Ok(())
}

async fn store_one(state: &AppState, delivery: &Delivery) -> Result<()> {
    match batch::store(state, &[delivery]).await?.first() {
        Some(true) => Err(Error::Stale),
        _ => Ok(()),
    }
}

fn without_updates(delivery: &Delivery) -> Delivery {
    Delivery {
        identity: delivery.identity,
        workspace: delivery.workspace,
        kind: delivery.kind,
        fencing: delivery.fencing,
        updates: Vec::new(),
        next: None,
    }
}
