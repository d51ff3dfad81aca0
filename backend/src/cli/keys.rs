//! Keys from the command line.

use backend::{clock::Clock, config::Config, state::AppState, vault::rotate};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Prints a new Fernet key. Put it first into FERNET_KEYS, restart every node, then run `key rotate`.
    Generate,
    /// Seals everything with the first of FERNET_KEYS. The other keys can go afterwards.
    Rotate,
}

pub async fn run(command: Command, config: Config) -> anyhow::Result<()> {
    match command {
        Command::Generate => {}
        Command::Rotate => {
            let state = AppState::start(config, Clock::system()).await?;
            let sealed = rotate::run(&state).await?;
            println!("{sealed} secrets are sealed with the first key now; the other keys can go");
            state.db.close().await?;
        }
    }
    Ok(())
}
