//! Calls of the Bot API: what each failure means, and that none tells the token.

use std::time::Duration;

use backend::platforms::{
    Error,
    telegram_bot::{
        Api, Client,
        client::{File, FileKind, Send},
    },
};
use futures::TryStreamExt;
use sandbox::{Bot, ChatRef, Draft, Fault, Sandbox, UserId};
use tokio::net::TcpListener;

const TIMEOUT: Duration = Duration::from_millis(300);

/// A bot and a person it may write to.
struct Line {
    sandbox: Sandbox,
    bot: Bot,
    client: Client,
    person: UserId,
}

impl Line {
    async fn new() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let bot = sandbox.add_bot("north_support", "North support");
        let person = sandbox.add_person("Elena", None, None);
        sandbox.write(person, ChatRef::private(person, &bot), Draft::text("/start"));
        let client = client(&sandbox.url(), &bot.token);
        Self { sandbox, bot, client, person }
    }

    /// Sends while this fault waits; says what came of it and whether it arrived.
    async fn send(&self, fault: Fault) -> (Error, bool) {
        self.sandbox.fault(fault);
        let before = self.sandbox.received(self.person).len();
        let error = self.client.send_text(self.person.0, "hello", &[], Send::default()).await.unwrap_err();
        let token = self.bot.token.split_once(':').unwrap().1;
        assert!(!format!("{error} {error:?} {:?}", self.client).contains(token), "{error:?}");
        (error, self.sandbox.received(self.person).len() > before)
    }
}

fn client(url: &str, token: &str) -> Client {
    Api::new(url.parse().unwrap(), TIMEOUT).unwrap().client(token.into())
}

#[tokio::test]
async fn what_was_refused_was_not_done() {
    let line = Line::new().await;
    let (error, arrived) = line.send(Fault::too_many_requests(17)).await;
    assert_eq!((error.to_string().as_str(), arrived), ("Too Many Requests: retry after 17", false));
    assert_eq!(error, Error::Wait(Duration::from_secs(17)));

    let stranger = line.sandbox.add_person("Ivan", None, None);
    let error = line.client.send_text(stranger.0, "hello", &[], Send::default()).await.unwrap_err();
    assert!(matches!(&error, Error::Refused { text, migrated_to: None } if text.contains(": ")), "{error:?}");

    let group = line.sandbox.add_group("Riverside", line.person);
    line.sandbox.join(&line.bot, group);
    let old = group.marked(line.bot.id);
    let supergroup = line.sandbox.migrate(group);
    let error = line.client.send_text(old, "hello", &[], Send::default()).await.unwrap_err();
    let new = supergroup.marked(line.bot.id);
    assert!(matches!(error, Error::Refused { migrated_to: Some(to), .. } if to == new), "{error:?}");

    line.sandbox.revoke_token(&line.bot.token);
    assert_eq!(line.client.get_me().await, Err(Error::Revoked));
    let never = client(&line.sandbox.url(), "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc");
    assert_eq!(never.get_me().await, Err(Error::Revoked));
}

#[tokio::test]
async fn what_got_no_answer_may_have_been_done() {
    let line = Line::new().await;
    let faults = [
        (Fault::server_error(500), false),
        (Fault::server_error(502), false),
        (Fault::timeout(), false),
        (Fault::refused_reply(), false),
        (Fault::lost_reply(), true),
    ];
    for (fault, done) in faults {
        let kind = fault.kind.clone();
        let (error, arrived) = line.send(fault).await;
        assert!(matches!(error, Error::Uncertain(_)), "{kind:?}: {error:?}");
        assert_eq!(arrived, done, "{kind:?}");
    }
}

#[tokio::test]
async fn what_never_left_may_be_repeated() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let token = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc";
    for url in [closed.as_str(), "http://no-such-host.invalid"] {
        let error = client(url, token).get_me().await.unwrap_err();
        assert!(matches!(error, Error::NotSent(_)), "{url}: {error:?}");
        assert!(!format!("{error:?}").contains("AAEh"), "{error:?}");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answers = [
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"ok\":true,",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
        "HTTP/1.1 504 Gateway Timeout\r\ncontent-length: 5\r\n\r\nhello",
    ];
    let serve = async {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        for answer in answers {
            let (mut connection, _) = listener.accept().await.unwrap();
            let asked = connection.read(&mut [0; 4096]).await.unwrap();
            assert!(asked > 0);
            connection.write_all(answer.as_bytes()).await.unwrap();
        }
    };
    let ask = async {
        for answer in answers {
            let error = client(&url, "1:x").get_me().await.unwrap_err();
            assert!(matches!(error, Error::Uncertain(_)), "{answer}: {error:?}");
        }
    };
    tokio::join!(serve, ask);
}

#[tokio::test]
async fn files_go_up_under_their_name_and_come_down_again() {
    let line = Line::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("4f0e");
    let content: Vec<u8> = (0..300_000_u32).map(|i| i.to_le_bytes()[1]).collect();
    std::fs::write(&path, &content).unwrap();
    let how = Send { reply_to: None, silent: true };
    let file = File { kind: FileKind::Document, path: &path, name: "Плоский план.pdf" };
    let sent = line.client.send_file(line.person.0, file, ("the plan", &[]), how).await;
    let file_id = sent.unwrap()["document"]["file_id"].as_str().unwrap().to_owned();

    let received = line.sandbox.received(line.person).pop().unwrap();
    assert_eq!(received.text, "the plan");
    let file = received.file.unwrap();
    assert_eq!((file.name.as_deref(), &file.bytes[..]), (Some("Плоский план.pdf"), &content[..]));

    let place = line.client.get_file(&file_id).await.unwrap();
    let stream = line.client.download(place.file_path.as_deref().unwrap()).await.unwrap();
    let back: Vec<bytes::Bytes> = stream.try_collect().await.unwrap();
    assert_eq!(back.concat(), content);

    let gone = File { kind: FileKind::Photo, path: &folder.path().join("gone"), name: "x" };
    let error = line.client.send_file(line.person.0, gone, ("", &[]), how).await;
    assert!(matches!(error, Err(Error::Refused { .. })), "{error:?}");
}
