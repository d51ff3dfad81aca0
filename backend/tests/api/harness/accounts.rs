//! Accounts that sign in and run.

use backend::{accounts, state::AppState};
use openapi::{AccountId, WorkspaceId, accounts::Account};
use tokio::{sync::broadcast::error::RecvError, time::timeout};

use super::{TestApp, sender::PATIENCE};

impl TestApp {
    /// Waits until an account is as wanted.
    pub async fn wait_account(&self, id: AccountId, wanted: impl Fn(&Account) -> bool) -> Account {
        wait_account(&self.state, self.owner.workspace, id, wanted).await
    }
}

/// Waits until an account is as wanted, by the events this node hears of.
pub async fn wait_account(
    state: &AppState,
    workspace: WorkspaceId,
    id: AccountId,
    wanted: impl Fn(&Account) -> bool,
) -> Account {
    let mut wakes = state.bus.listen();
    loop {
        let account = accounts::store::find(&state.db.reader, workspace, id).await.unwrap().show();
        if wanted(&account) {
            return account;
        }
        match timeout(PATIENCE, wakes.recv()).await {
            Ok(Ok(_) | Err(RecvError::Lagged(_))) => {}
            Ok(Err(RecvError::Closed)) | Err(_) => panic!("the account never got there: {account:?}"),
        }
    }
}
