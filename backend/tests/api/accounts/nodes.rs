//! Several nodes: whichever is asked answers, though an account's connection is on one of them.

use std::net::SocketAddr;

use axum::http::Method;
use openapi::{
    Code, MediaId,
    accounts::AccountSession,
    chats::{Backfill, Chat},
};
use sandbox::{Draft, world::pattern};
use serde_json::json;

use super::inbox::Talk;
use crate::harness::{Client, Node, wait_account};

impl Talk {
    /// An account that another node runs than the one that is asked.
    async fn elsewhere(url: impl FnOnce(SocketAddr) -> String) -> (Self, Node) {
        let mut talk = Self::new().await;
        let node = talk.desk.app.node_at(url).await;
        talk.hears = node.state.clone();
        let (workspace, id) = (talk.desk.app.owner.workspace, talk.desk.account.id);
        wait_account(&node.state, workspace, id, |account| account.running).await;
        (talk, node)
    }

    fn here(&self) -> Client {
        self.desk.app.client(&self.desk.app.owner)
    }

    fn sessions(&self) -> String {
        format!("/accounts/{}/sessions", self.desk.account.id)
    }
}

#[tokio::test]
async fn any_node_answers_for_an_account() {
    let (talk, _node) = Talk::elsewhere(|address| format!("http://{address}")).await;
    let path = talk.sessions();
    let sessions: Vec<AccountSession> = talk.here().get(&path).await.items();
    assert!(sessions[0].current, "{sessions:?}");
    // a body goes along, and a refusal comes back as it is
    let revoke = format!("{path}/revoke");
    talk.here().post(&revoke, json!({ "hash": "77" })).await.problem(404, Code::NotFound);
    // once under a key, wherever it was carried out
    talk.write("hello");
    let chat: Chat = talk.a_chat().await;
    let history = format!("/chats/{}/history", chat.id);
    let keyed = talk.here().with("idempotency-key", "once");
    let fetched: Backfill = keyed.act(&history).await.ok();
    assert!(fetched.complete);
    let again = keyed.act(&history).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"), "{again}");
    // who may not, may not there either
    let stranger = talk.desk.app.client(&talk.desk.app.stranger().await);
    stranger.get(&path).await.problem(404, Code::NotFound);
}

#[tokio::test]
async fn files_come_through_the_node_that_was_asked() {
    const SIZE: u64 = 2 << 30;
    let (talk, _node) = Talk::elsewhere(|address| format!("http://{address}")).await;
    let draft = Draft::document("film.mkv", "").made_up(SIZE);
    talk.desk.app.sandbox.write(talk.friend, talk.chat, draft);
    let messages = talk.messages(|all| all.len() == 1).await;
    let id: MediaId = messages[0].media.as_ref().unwrap().id;
    let path = format!("/media/{id}/content");
    let part = talk.here().with("range", "bytes=1000000000-1000000099").get(&path).await;
    assert_eq!((part.status.as_u16(), part.body.clone()), (206, pattern(1_000_000_000, 100)));
    assert_eq!(part.header("content-range"), Some("bytes 1000000000-1000000099/2147483648"));
    assert_eq!(part.header("content-length"), Some("100"));
    // the whole of it begins at once
    let whole = talk.here().begin(Method::GET, &path, None).await;
    assert_eq!(whole.headers()["content-length"], "2147483648");
    let mut chunks = whole.into_body().into_data_stream();
    let first = futures::StreamExt::next(&mut chunks).await.unwrap().unwrap();
    assert!(first == pattern(0, first.len()));
}

#[tokio::test]
async fn a_request_is_passed_on_once() {
    let (talk, _node) = Talk::elsewhere(|address| format!("http://{address}")).await;
    let passed_on = talk.here().with("switchboard-passed-on", "1");
    passed_on.get(&talk.sessions()).await.problem(409, Code::NotConnected);
}

#[tokio::test]
async fn a_node_that_does_not_say_where_it_is_cannot_be_asked() {
    let (talk, _node) = Talk::elsewhere(|_| String::new()).await;
    let problem = talk.here().get(&talk.sessions()).await.problem(409, Code::NotConnected);
    assert!(problem.detail.unwrap().contains("NODE_URL"));
}

#[tokio::test]
async fn a_node_that_cannot_be_reached_is_told() {
    // nobody listens on a port that was just given back
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (talk, node) = Talk::elsewhere(|_| format!("http://{free}")).await;
    talk.here().get(&talk.sessions()).await.problem(503, Code::Unavailable);
    // where nobody runs it, nobody is asked
    node.stop().await;
    talk.here().get(&talk.sessions()).await.problem(409, Code::NotConnected);
}
