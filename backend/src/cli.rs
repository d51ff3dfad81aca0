//! What the command line offers.

mod adopt;
mod doctor;
mod keys;
mod serve;
mod users;

use std::process::ExitCode;

use backend::{clock::Clock, config::Config, state::AppState, telemetry, web::api};
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
    /// Looks after users.
    #[command(subcommand)]
    User(users::Command),
    /// Looks after the keys that seal secrets.
    #[command(subcommand)]
    Key(keys::Command),
    /// Prints the API's specification.
    Openapi,
    /// Says that the other copy of a restored, moved or copied database is stopped: bots and accounts run on this one.
    Adopt,
    /// Checks settings, database, bus, keys, clock and Telegram's reachability, and says what is wrong.
    Doctor,
}

/// Carries a command out.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Openapi => {
            println!("{}", api::spec().to_pretty_json()?);
            return Ok(ExitCode::SUCCESS);
        }
        Command::Key(keys::Command::Generate) => {
            println!("{}", fernet::Fernet::generate_key());
            return Ok(ExitCode::SUCCESS);
        }
        _ => {}
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let Command::Doctor = cli.command {
        return runtime.block_on(doctor::run());
    }
    let config = Config::load()?;
    telemetry::log(&config.log, config.log_format);
    runtime.block_on(async {
        match cli.command {
            Command::Serve => serve::serve(config).await?,
            Command::Work => serve::work(config).await?,
            Command::Migrate => {
                let config = Config { migrate_at_start: true, ..config };
                AppState::start(config, Clock::system()).await?.db.close().await?;
            }
            Command::User(command) => users::run(command, config).await?,
            Command::Key(command) => keys::run(command, config).await?,
            Command::Adopt => adopt::run(config).await?,
            Command::Openapi | Command::Doctor => {}
        }
        Ok(ExitCode::SUCCESS)
    })
}
