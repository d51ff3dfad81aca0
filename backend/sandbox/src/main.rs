//! `sandbox`: a stand-in for Telegram to try programs against by hand, from scripts and in browser tests.

use std::{io::Write, net::SocketAddr};

use anyhow::Context;
use clap::Parser;
use sandbox::{Options, Sandbox, demo::Demo};
use serde_json::json;

/// A stand-in for Telegram: the Bot API and a control API on one address.
///
/// Prints one line of JSON once it listens: its address and the tokens of its bots.
#[derive(Parser)]
struct Arguments {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// All ids and tokens follow from it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Fills the world with four bots and sixty people who write to them.
    #[arg(long)]
    demo: bool,
    /// How many times faster than life the demo goes on.
    #[arg(long, default_value_t = 1.0)]
    pace: f64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let options = Options { listen: arguments.listen, seed: arguments.seed, ..Options::default() };
    let sandbox = Sandbox::start_with(options).await.context("the sandbox cannot listen")?;
    let demo = arguments.demo.then(|| Demo::set_up(&sandbox, arguments.seed));
    announce(&sandbox)?;
    let play = async {
        match demo {
            Some(demo) => demo.play(arguments.pace).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = play => Ok(()),
        stopped = tokio::signal::ctrl_c() => stopped.context("the sandbox cannot wait for Ctrl-C"),
    }
}

fn announce(sandbox: &Sandbox) -> anyhow::Result<()> {
    let bots: Vec<_> = sandbox
        .bots()
        .into_iter()
        .map(|bot| json!({"id": bot.id, "username": bot.username, "name": bot.name, "token": bot.token}))
        .collect();
    let line = json!({"url": sandbox.url(), "bots": bots});
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).context("the sandbox cannot say where it is")
}
