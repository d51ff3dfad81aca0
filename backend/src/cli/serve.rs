//! Runs the server until it is told to stop.

use anyhow::Context;
use backend::{clock::Clock, config::Config, state::AppState, telemetry, web, work};
use tokio::net::TcpListener;

/// Answers the API, serves the page and runs bots.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    telemetry::metrics()?;
    let state = AppState::start(config, Clock::system()).await?;
    let address = state.config.listen;
    let listener =
        TcpListener::bind(address).await.with_context(|| format!("LISTEN: cannot listen at {address}"))?;
    work::start(&state);
    tracing::info!(address = %listener.local_addr()?, "listening");
    let (server, stop) = (web::serve(state.clone(), listener), state.shutdown.token.clone());
    state.shutdown.tasks.spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "the server cannot go on");
        }
        stop.cancel();
    });
    state.shutdown.on_signal().await?;
    end(state).await
}

/// Runs bots only.
pub async fn work(config: Config) -> anyhow::Result<()> {
    telemetry::metrics()?;
    let state = AppState::start(config, Clock::system()).await?;
    work::start(&state);
    tracing::info!("working");
    state.shutdown.on_signal().await?;
    end(state).await
}

async fn end(state: AppState) -> anyhow::Result<()> {
    let orderly = state.shutdown.finish().await;
    state.db.close().await?;
    anyhow::ensure!(orderly, "some work did not end in time and was cut off");
    Ok(())
}
