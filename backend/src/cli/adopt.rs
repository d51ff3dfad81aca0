//! Adopts a copy of the database from the command line.

use backend::{clock::Clock, config::Config, runtime::service, state::AppState};
use openapi::WorkspaceId;

use super::users::caller;

pub async fn run(config: Config) -> anyhow::Result<()> {
    let state = AppState::start(config, Clock::system()).await?;
    // it is in the log of every workspace
    service::adopt(&state, &caller(WorkspaceId(uuid::Uuid::nil()))).await?;
    println!("bots and accounts run on this database now; what it held as queued is marked as perhaps sent");
    state.db.close().await?;
    Ok(())
}
