//! Bots that run: the supervisor beside the router.

use std::net::SocketAddr;

use backend::{bots, clock::Clock, config::Config, state::AppState, supervisor, web};
use openapi::{BotId, EventId, WorkspaceId, bots::Bot, events::EventData};
use serde_json::json;
use tokio::{net::TcpListener, sync::broadcast::error::RecvError, task::JoinHandle, time::timeout};

use super::{TestApp, sender::PATIENCE};

impl TestApp {
    /// Runs bots from now on.
    pub fn supervise(&self) -> Node {
        Node::run(self.state.clone())
    }

    /// Another process on the same database, with the same clock, that runs bots.
    pub async fn second_node(&self) -> Node {
        let config: Config = (*self.state.config).clone();
        let clock: Clock = self.state.clock.clone();
        Node::run(AppState::start(config, clock).await.unwrap())
    }

    /// Another process that runs accounts and answers the others, where it says that it does.
    pub async fn node_at(&self, url: impl FnOnce(SocketAddr) -> String) -> Node {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = url(listener.local_addr().unwrap());
        let state = self.again(json!({ "node_url": url })).await.unwrap();
        tokio::spawn(web::serve(state.clone(), listener));
        Node::run(state)
    }

    /// Adds a bot of the sandbox and starts it.
    pub async fn add_bot(&self, bot: &sandbox::Bot) -> Bot {
        self.client(&self.owner).post("/bots", json!({ "token": bot.token })).await.created()
    }

    /// Has other software set a webhook of its own for a bot.
    pub async fn set_foreign_webhook(&self, bot: &sandbox::Bot) {
        let url = format!("{}/bot{}/setWebhook", self.sandbox.url(), bot.token);
        let form = [("url", "http://localhost:9/of/others")];
        reqwest::Client::new().post(url).form(&form).send().await.unwrap().error_for_status().unwrap();
    }

    /// What happened in the first workspace, oldest first.
    pub async fn events(&self) -> Vec<EventData> {
        let rows =
            backend::events::store::after(&self.state.db.reader, self.owner.workspace, EventId(0), 1000);
        let read = |row: backend::entity::event::Model| {
            let data: serde_json::Value = serde_json::from_str(&row.data).unwrap();
            serde_json::from_value(json!({ "type": row.kind, "data": data })).unwrap()
        };
        rows.await.unwrap().into_iter().map(read).collect()
    }

    /// Waits until a bot is as wanted.
    pub async fn wait_bot(&self, id: BotId, wanted: impl Fn(&Bot) -> bool) -> Bot {
        wait_bot(&self.state, self.owner.workspace, id, wanted).await
    }
}

/// Waits until a bot is as wanted, by the events this node hears of.
pub async fn wait_bot(
    state: &AppState,
    workspace: WorkspaceId,
    id: BotId,
    wanted: impl Fn(&Bot) -> bool,
) -> Bot {
    let mut wakes = state.bus.listen();
    loop {
        let bot = bots::store::find(&state.db.reader, workspace, id).await.unwrap().show();
        if wanted(&bot) {
            return bot;
        }
        match timeout(PATIENCE, wakes.recv()).await {
            Ok(Ok(_) | Err(RecvError::Lagged(_))) => {}
            Ok(Err(RecvError::Closed)) | Err(_) => panic!("the bot never got there: {bot:?}"),
        }
    }
}

/// A process that runs bots. Dropped, it dies as if it were killed.
pub struct Node {
    pub state: AppState,
    supervisor: JoinHandle<()>,
}

impl Node {
    fn run(state: AppState) -> Self {
        let supervisor = tokio::spawn(supervisor::run(state.clone()));
        Self { state, supervisor }
    }

    /// Ends in order: gives its bots back.
    pub async fn stop(mut self) {
        self.state.shutdown.token.cancel();
        timeout(PATIENCE, &mut self.supervisor).await.unwrap().unwrap();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.supervisor.abort();
    }
}
