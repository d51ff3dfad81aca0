//! What the command line offers.

mod openapi;
mod serve;

use backend::{clock::Clock, config::Config, state::AppState, telemetry};
use clap::{Parser, Subcommand};

/// Control plane for fleets of Telegram bots. Settings come from the environment: see config.default.toml.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answers the API, serves the page and runs bots.
    Serve,
    /// Runs bots only: one more node beside those that serve.
    Work,
    /// Brings the database up to this version's schema and ends.
    Migrate,
    /// Prints the API's specification.
    Openapi,
}

/// Carries a command out.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    if let Command::Openapi = cli.command {
        return openapi::print();
    }
    let config = Config::load()?;
    telemetry::log(&config.log, config.log_format);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        match cli.command {
            Command::Serve => serve::serve(config).await,
            Command::Work => serve::work(config).await,
            Command::Migrate => {
                AppState::start(Config { migrate_at_start: true, ..config }, Clock::system())
                    .await?
                    .db
                    .close()
                    .await?;
                Ok(())
            }
            Command::Openapi => Ok(()),
        }
    })
}
