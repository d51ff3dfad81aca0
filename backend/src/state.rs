//! What handlers, tasks and tests share.

use std::{path::PathBuf, sync::Arc};

use openapi::{EventId, WorkspaceId};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::{
    bus::{Bus, Wake},
    clock::Clock,
    config::Config,
    db::Db,
    error::Result,
    events::{self, NewEvent},
    shutdown::Shutdown,
    vault::Vault,
};

/// What handlers, tasks and tests share. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The settings.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// Time, ids and randomness.
    pub clock: Clock,
    /// Wakes whoever waits, in this process and in others.
    pub bus: Bus,
    /// Secrets at rest.
    pub vault: Arc<Vault>,
    /// Stopping in order.
    pub shutdown: Shutdown,
    /// Names this process in leases.
    pub node: Uuid,
}

impl AppState {
    /// Appends events, commits, and then wakes whoever follows them. The only way to end a write that has events:
    /// the append takes the lock that orders them, so nothing may come between it and the commit.
    pub async fn commit(
        &self,
        tx: DatabaseTransaction,
        workspace: WorkspaceId,
        new: Vec<NewEvent>,
    ) -> Result<()> {
        let any = !new.is_empty();
        if any {
            events::store::append(&tx, workspace, self.clock.now(), new).await?;
        }
        tx.commit().await?;
        if any {
            self.bus.wake(Wake::Events(workspace));
        }
        Ok(())
    }

    /// Where media is kept.
    pub fn media_dir(&self) -> PathBuf {
        self.config.data_dir.join("media")
    }

    /// The newest event of a workspace.
    pub async fn newest_event(&self, workspace: WorkspaceId) -> Result<EventId> {
        events::store::newest(&self.db.reader, workspace).await
    }
}
