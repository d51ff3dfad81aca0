//! The command line: one binary that serves, works, migrates and looks after users and keys.

mod cli;

use clap::Parser;

fn main() -> anyhow::Result<()> {
    cli::run(cli::Cli::parse())
}
