//! Sockets: resumable, narrowed, and closed when they should be.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use openapi::{EventId, api_keys::CreatedApiKey, auth::WsTicket};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest, http::StatusCode},
};

use crate::inbox::{Desk, add_bot, message};

pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Opens one with this credential.
    pub async fn open(url: &str, credential: &str) -> Self {
        let mut request = url.into_client_request().unwrap();
        request.headers_mut().insert("authorization", format!("Bearer {credential}").parse().unwrap());
        Self(connect_async(request).await.unwrap().0)
    }

    /// Sees to it that nothing came: whatever had been sent would come before the answer.
    pub async fn is_quiet(&mut self) {
        self.0.send(Message::Ping("there?".into())).await.unwrap();
        assert_eq!(self.0.next().await.unwrap().unwrap(), Message::Pong("there?".into()));
    }

    /// The next frame; panics when none comes for a while.
    pub async fn next(&mut self) -> Value {
        match self.frame().await {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("not an event: {other:?}"),
        }
    }

    async fn frame(&mut self) -> Message {
        loop {
            let frame = tokio::time::timeout(Duration::from_secs(10), self.0.next()).await;
            match frame.expect("a frame in time").expect("an open socket").unwrap() {
                Message::Ping(_) | Message::Pong(_) => {}
                frame => return frame,
            }
        }
    }

    async fn close_code(&mut self) -> u16 {
        match self.frame().await {
            Message::Close(Some(frame)) => frame.code.into(),
            other => panic!("not closed: {other:?}"),
        }
    }
}

struct Room {
    desk: Desk,
    base: String,
    key: String,
}

impl Room {
    async fn new() -> Self {
        let desk = Desk::new().await;
        let address = desk.app.serve().await;
        let body = json!({ "name": "follower", "scopes": ["read"] });
        let key: CreatedApiKey = desk.owner().post("/api-keys", body).await.created();
        Self { desk, base: format!("ws://{address}"), key: key.secret }
    }

    async fn open(&self, path: &str) -> Socket {
        Socket::open(&format!("{}{path}", self.base), &self.key).await
    }

    async fn refused(&self, path: &str, headers: &[(&'static str, &str)]) -> StatusCode {
        let mut request = format!("{}{path}", self.base).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => answer.status(),
            other => panic!("not refused: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_message_arrives_and_a_cursor_resumes() {
    let mut room = Room::new().await;
    let mut socket = room.open("/ws/bots/notifications/").await;
    let hello = socket.next().await;
    assert_eq!(hello["type"], "hello");
    room.desk.take(message(1, "one")).await;
    let event = socket.next().await;
    assert_eq!(
        (&event["type"], &event["data"]["message"]["text"]),
        (&json!("message.created"), &json!("one"))
    );
    assert_eq!(event["data"]["chat"]["incoming_count"], 1);
    assert_eq!(event["id"].as_i64(), hello["cursor"].as_i64().map(|cursor| cursor + 1));
    drop(socket);

    room.desk.take(message(2, "two")).await;
    room.desk.take(message(3, "three")).await;
    let mut socket = room.open(&format!("/ws/notifications?after={}", event["id"])).await;
    assert_eq!(socket.next().await["type"], "hello");
    for text in ["two", "three"] {
        assert_eq!(socket.next().await["data"]["message"]["text"], text);
    }
    room.desk.take(message(4, "four")).await;
    assert_eq!(socket.next().await["data"]["message"]["text"], "four");
}

#[tokio::test]
async fn many_reconnects_lose_and_double_nothing() {
    let mut room = Room::new().await;
    let mut seen: Vec<i64> = Vec::new();
    let mut cursor = room.desk.app.state.newest_event(room.desk.app.owner.workspace).await.unwrap().0;
    let first = cursor + 1;
    for n in 1..=60 {
        let mut socket = room.open(&format!("/ws/notifications?after={cursor}")).await;
        assert_eq!(socket.next().await["type"], "hello");
        // some come before the reader has caught up, some after
        room.desk.take(message(n * 2, "a")).await;
        room.desk.take(message(n * 2 + 1, "b")).await;
        for _ in 0..(n % 3) {
            cursor = socket.next().await["id"].as_i64().unwrap();
            seen.push(cursor);
        }
    }
    let mut socket = room.open(&format!("/ws/notifications?after={cursor}")).await;
    let last = socket.next().await["cursor"].as_i64().unwrap();
    while cursor < last {
        cursor = socket.next().await["id"].as_i64().unwrap();
        seen.push(cursor);
    }
    assert_eq!(seen, (first..=last).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_socket_shows_what_it_asked_for() {
    let mut room = Room::new().await;
    let other = add_bot(&room.desk.app, "other_bot").await;
    let mut accounts = room.open("/ws/accounts/notifications").await;
    let mut of_other = room.open(&format!("/ws/bots/notifications?bot_id={}", other.id)).await;
    let mut of_states = room.open("/ws/notifications?type=bot.updated,chat.updated").await;
    for socket in [&mut accounts, &mut of_other, &mut of_states] {
        assert_eq!(socket.next().await["type"], "hello");
    }
    room.desk.take(message(1, "not for these")).await;
    let body = json!({ "name": "Other", "mode": "polling" });
    let path = format!("/bots/{}", other.id);
    let tag = room.desk.owner().get(&path).await.header("etag").unwrap().to_owned();
    room.desk.owner().with("if-match", &tag).put(&path, body).await.ok::<Value>();
    // each socket's first event is the bot's: the message was passed over
    assert_eq!(of_other.next().await["type"], "bot.updated");
    assert_eq!(of_states.next().await["data"]["name"], "Other");
    accounts.is_quiet().await;
}

#[tokio::test]
async fn a_read_mark_is_shown_to_its_user_only() {
    let mut room = Room::new().await;
    room.desk.take(message(1, "one")).await;
    let chat = room.desk.chats().await.remove(0);
    let ticket: WsTicket = room.desk.owner().act("/auth/ws-ticket").await.ok();
    let own = format!("{}/ws/notifications?ticket={}", room.base, ticket.ticket);
    let mut own = Socket(connect_async(own).await.unwrap().0);
    let mut key = room.open("/ws/notifications").await;
    own.next().await;
    key.next().await;
    let target = chat.last_message.unwrap().id;
    let path = format!("/chats/{}/read", chat.id);
    room.desk.owner().post(&path, json!({ "message_id": target })).await.ok::<Value>();
    room.desk.take(message(2, "two")).await;
    assert_eq!(own.next().await["type"], "chat.read");
    assert_eq!(key.next().await["type"], "message.created");
}

#[tokio::test]
async fn strangers_are_refused() {
    let room = Room::new().await;
    let bearer = format!("Bearer {}", room.key);
    assert_eq!(room.refused("/ws/notifications", &[]).await, 401);
    assert_eq!(room.refused("/ws/notifications?ticket=nonsense", &[]).await, 401);
    let foreign = [("authorization", bearer.as_str()), ("origin", "https://evil.example")];
    assert_eq!(room.refused("/ws/notifications", &foreign).await, 403);
    let body = json!({ "name": "writer", "scopes": ["messages:write"] });
    let key: CreatedApiKey = room.desk.owner().post("/api-keys", body).await.created();
    let bearer = format!("Bearer {}", key.secret);
    assert_eq!(room.refused("/ws/notifications", &[("authorization", &bearer)]).await, 403);

    // a ticket works once, and for half a minute
    let ticket: WsTicket = room.desk.owner().act("/auth/ws-ticket").await.ok();
    let path = format!("/ws/notifications?ticket={}", ticket.ticket);
    let mut socket = Socket(connect_async(format!("{}{path}", room.base)).await.unwrap().0);
    socket.next().await;
    assert_eq!(room.refused(&path, &[]).await, 401);
    let ticket: WsTicket = room.desk.owner().act("/auth/ws-ticket").await.ok();
    room.desk.app.state.clock.advance(Duration::from_secs(31));
    assert_eq!(room.refused(&format!("/ws/notifications?ticket={}", ticket.ticket), &[]).await, 401);
}

#[tokio::test]
async fn a_revoked_key_closes_its_socket() {
    let room = Room::new().await;
    let mut socket = room.open("/ws/notifications").await;
    socket.next().await;
    let keys: Vec<openapi::api_keys::ApiKey> = room.desk.owner().get("/api-keys").await.items();
    room.desk.owner().delete(&format!("/api-keys/{}", keys[0].id)).await.done();
    room.desk.app.state.clock.advance(Duration::from_secs(21));
    assert_eq!(socket.close_code().await, 4001);
}

#[tokio::test]
async fn a_stop_tells_the_client_to_come_again() {
    let room = Room::new().await;
    let mut socket = room.open("/ws/notifications").await;
    socket.next().await;
    room.desk.app.state.shutdown.token.cancel();
    assert_eq!(socket.close_code().await, 1012);
    assert!(room.desk.app.state.shutdown.finish().await, "the socket's task ends");
}

#[tokio::test]
async fn a_client_too_slow_is_closed_and_resumes() {
    let room = Room::new().await;
    let workspace = room.desk.app.owner.workspace;
    let state = room.desk.app.state.clone();
    // a follower that reads nothing stands for a socket whose client does not
    let mut frames = state.live.follow(&state, workspace).await.unwrap();
    let mut socket = room.open("/ws/notifications").await;
    let cursor = socket.next().await["cursor"].as_i64().unwrap();
    for batch in 0..30 {
        let updates = (0..100).map(|n| {
            let raw = json!({ "update_id": batch * 100 + n + 1, "message": message(batch * 100 + n + 1, "x")["message"] });
            let now = state.clock.now();
            backend::platforms::telegram_bot::read::read(&raw.to_string(), 1, now).unwrap().update
        });
        room.desk.submit(updates.collect()).await.unwrap();
    }
    let newest = state.newest_event(workspace).await.unwrap();
    // the socket that reads sees everything
    let mut last = cursor;
    while EventId(last) < newest {
        let id = socket.next().await["id"].as_i64().unwrap();
        assert_eq!(id, last + 1);
        last = id;
    }
    let lagged = frames.recv().await;
    assert!(matches!(lagged, Err(tokio::sync::broadcast::error::RecvError::Lagged(_))), "{lagged:?}");
    socket.0.send(Message::Close(None)).await.unwrap();
}
