//! `sandbox`: a stand-in for Telegram to try programs against by hand, from scripts and in browser tests.

use std::{io::Write, net::SocketAddr, path::PathBuf};

use anyhow::Context;
use clap::Parser;
use sandbox::{Mtproto, Options, Sandbox, demo::Demo};
use serde_json::json;

/// A stand-in for Telegram: the Bot API and a control API on one address, and MTProto if it is asked for.
///
/// Prints one line of JSON once it listens: its address, the tokens of its bots, its data centres.
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
    /// Opens data centres 1, 2 and 4 for accounts (MTProto) on free ports, or on this one and the two after it.
    #[arg(long, value_name = "PORT", num_args = 0..=1, default_missing_value = "0")]
    mtproto: Option<u16>,
    /// Where to write the RSA key that clients of MTProto have to know, as PEM (PKCS#1).
    #[arg(long, value_name = "FILE", requires = "mtproto")]
    mtproto_key: Option<PathBuf>,
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
    let telegram = match arguments.mtproto {
        Some(port) => Some(sandbox.serve_mtproto_at(&data_centres(arguments.listen, port)).await?),
        None => None,
    };
    if let (Some(telegram), Some(file)) = (&telegram, &arguments.mtproto_key) {
        std::fs::write(file, telegram.public_key_pem()).context("the RSA key cannot be written")?;
    }
    let demo = arguments.demo.then(|| Demo::set_up(&sandbox, arguments.seed));
    announce(&sandbox, telegram.as_ref())?;
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

/// Data centres 1, 2 and 4 where the Bot API is, on ports one after another.
fn data_centres(listen: SocketAddr, port: u16) -> Vec<(i32, SocketAddr)> {
    let at =
        |place: u16| SocketAddr::new(listen.ip(), if port == 0 { 0 } else { port.saturating_add(place) });
    [1, 2, 4].into_iter().zip(0..).map(|(centre, place)| (centre, at(place))).collect()
}

fn announce(sandbox: &Sandbox, telegram: Option<&Mtproto>) -> anyhow::Result<()> {
    let bots: Vec<_> = sandbox
        .bots()
        .into_iter()
        .map(|bot| json!({"id": bot.id, "username": bot.username, "name": bot.name, "token": bot.token}))
        .collect();
    let mut line = json!({"url": sandbox.url(), "bots": bots});
    if let Some(telegram) = telegram {
        let centres =
            telegram.data_centres().iter().map(|(id, address)| json!({"id": id, "address": address}));
        line["mtproto"] = json!({
            "data_centres": centres.collect::<Vec<_>>(),
            "public_key": telegram.public_key_pem(),
        });
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).context("the sandbox cannot say where it is")
}
