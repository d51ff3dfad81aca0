//! Files of chats of accounts: fetched into the store, or passed on as they come from Telegram.

use axum::{body::to_bytes, http::Method, response::Response};
use futures::StreamExt;
use openapi::{Code, MediaId};
use sandbox::{Draft, Fault, world::pattern};

use super::inbox::Talk;
use crate::harness::{Answer, Client};

/// What is fetched at once.
const PART: u64 = 512 * 1024;

impl Talk {
    /// A running account that was sent a file.
    async fn with_file(draft: Draft) -> (Self, String) {
        let talk = Self::new().await;
        let node = talk.desk.app.supervise();
        talk.desk.live().await;
        talk.desk.app.sandbox.write(talk.friend, talk.chat, draft);
        let messages = talk.messages(|all| all.len() == 1).await;
        let id: MediaId = messages[0].media.as_ref().unwrap().id;
        talk.keep(node);
        (talk, format!("/media/{id}/content"))
    }

    fn client(&self) -> Client {
        self.desk.app.client(&self.desk.app.owner)
    }

    async fn part(&self, path: &str, range: &str) -> Answer {
        self.client().with("range", range).get(path).await
    }

    fn parts_fetched(&self) -> usize {
        self.desk.asked("upload.getFile")
    }
}

#[tokio::test]
async fn a_file_comes_down_when_it_is_asked_for() {
    let talk = Talk::new().await;
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    // more than one part, and not a whole number of them
    let bytes: Vec<u8> = (0..2_500_000_u32).map(|n| n.to_le_bytes()[n as usize % 3]).collect();
    let draft = Draft::document("yard.bin", bytes.clone());
    talk.desk.app.sandbox.write(talk.friend, talk.chat, draft);
    let messages = talk.messages(|all| all.len() == 1).await;
    let media = messages[0].media.clone().unwrap();
    assert_eq!(
        (media.name.as_deref(), media.size, media.downloadable),
        (Some("yard.bin"), Some(2_500_000), true)
    );
    // the reference that came with the message is too old by now
    talk.desk.app.sandbox.expire_file_references();
    let client = talk.desk.app.client(&talk.desk.app.owner);
    let answer = client.get(&format!("/media/{}/content", media.id)).await;
    assert!(answer.status.is_success(), "{}", answer.status);
    assert!(answer.body == bytes, "{} bytes", answer.body.len());
}

#[tokio::test]
async fn a_part_of_a_vast_file_is_fetched_alone() {
    const SIZE: u64 = 2 << 30;
    let (talk, path) = Talk::with_file(Draft::document("film.mkv", "").made_up(SIZE)).await;
    let from = SIZE / 2 + 1000;
    let answer = talk.part(&path, &format!("bytes={from}-{}", from + PART)).await;
    assert_eq!(answer.status.as_u16(), 206, "{}", answer.status);
    assert_eq!(answer.header("content-range").unwrap(), format!("bytes {from}-{}/{SIZE}", from + PART));
    assert_eq!(answer.header("content-length").unwrap(), (PART + 1).to_string());
    assert!(answer.body == pattern(from, usize::try_from(PART + 1).unwrap()));
    assert_eq!(talk.parts_fetched(), 2, "a part and what lies over");

    let end = talk.part(&path, "bytes=-10").await;
    assert_eq!(end.header("content-range").unwrap(), format!("bytes {}-{}/{SIZE}", SIZE - 10, SIZE - 1));
    assert!(end.body == pattern(SIZE - 10, 10));
    let beyond = talk.part(&path, &format!("bytes={SIZE}-")).await;
    assert_eq!(beyond.status.as_u16(), 416);
    assert_eq!(beyond.header("content-range").unwrap(), format!("bytes */{SIZE}"));
    assert_eq!(talk.parts_fetched(), 3);

    // a condition that does not hold asks for the whole
    let tag = end.header("etag").unwrap().to_owned();
    let held = talk.client().with("if-range", &tag).with("range", "bytes=0-9").get(&path).await;
    assert_eq!((held.status.as_u16(), held.body), (206, pattern(0, 10)));
    let conditions = talk.client().with("if-range", "\"another\"").with("range", "bytes=0-9");
    let whole = conditions.begin(Method::GET, &path, None).await;
    assert_eq!(whole.status().as_u16(), 200);
    assert_eq!(whole.headers()["content-length"], SIZE.to_string().as_str());
    let same = talk.client().with("if-none-match", &tag).get(&path).await;
    assert_eq!((same.status.as_u16(), same.body.len()), (304, 0));
}

#[tokio::test]
async fn whoever_goes_away_ends_the_fetch() {
    let (talk, path) = Talk::with_file(Draft::document("film.mkv", "").made_up(2 << 30)).await;
    let answer: Response = talk.client().begin(Method::GET, &path, None).await;
    assert_eq!(answer.status().as_u16(), 200);
    let mut chunks = answer.into_body().into_data_stream();
    for number in 0..3 {
        let chunk = chunks.next().await.unwrap().unwrap();
        assert!(chunk == pattern(number * PART, chunk.len()));
    }
    drop(chunks);
    assert_eq!(talk.parts_fetched(), 3, "as much as was read");
    let incoming = talk.desk.app.state.media_dir().join("incoming");
    assert_eq!(std::fs::read_dir(incoming).unwrap().count(), 0, "nothing is left behind");
}

#[tokio::test]
async fn what_is_read_to_its_end_is_stored_on_the_way() {
    const SIZE: u64 = 10 * PART + 77;
    let (talk, path) = Talk::with_file(Draft::document("yard.bin", "").made_up(SIZE)).await;
    // a second reader is not kept waiting by the first
    let first = talk.client().begin(Method::GET, &path, None).await;
    let second = talk.client().get(&path).await;
    let first = to_bytes(first.into_body(), usize::MAX).await.unwrap();
    let whole = pattern(0, usize::try_from(SIZE).unwrap());
    assert!(first == whole && second.body == whole);
    let fetched = talk.parts_fetched();
    assert_eq!(fetched, 22);
    talk.desk.app.sandbox.expire_file_references();
    let part = talk.part(&path, "bytes=5-9").await;
    assert_eq!((part.status.as_u16(), part.header("etag")), (206, second.header("etag")));
    assert_eq!(part.body, pattern(5, 5));
    assert_eq!(talk.parts_fetched(), fetched, "the store has it");
}

#[tokio::test]
async fn a_refusal_is_told_before_the_answer_begins() {
    let (talk, path) = Talk::with_file(Draft::document("film.mkv", "").made_up(2 << 30)).await;
    let sandbox = &talk.desk.app.sandbox;
    sandbox.fault(Fault::rpc_error(400, "FILE_ID_INVALID").of(talk.desk.person).on("upload.getFile"));
    talk.part(&path, "bytes=0-9").await.problem(502, Code::Telegram);
    sandbox.expire_file_references();
    assert_eq!(talk.part(&path, "bytes=0-9").await.body, pattern(0, 10), "a new reference is asked for");
    sandbox.fault(Fault::too_many_requests(30).of(talk.desk.person).on("upload.getFile"));
    talk.part(&path, "bytes=0-9").await.problem(429, Code::TooManyRequests);
}

#[tokio::test]
async fn a_wait_in_the_middle_of_a_file_is_heeded_and_nothing_is_lost() {
    const SIZE: u64 = 10 * PART + 77;
    let (talk, path) = Talk::with_file(Draft::document("yard.bin", "").made_up(SIZE)).await;
    let answer = talk.client().begin(Method::GET, &path, None).await;
    let mut chunks = answer.into_body().into_data_stream();
    let mut came = chunks.next().await.unwrap().unwrap().to_vec();
    let busy = Fault::too_many_requests(30).of(talk.desk.person).on("upload.getFile");
    talk.desk.app.sandbox.fault(busy);
    let clock = &talk.desk.app.state.clock;
    let began = clock.now();
    let rest = async {
        while let Some(chunk) = chunks.next().await {
            came.extend(chunk.unwrap());
        }
    };
    talk.desk.as_time_passes(rest).await;
    assert!(clock.now() - began >= chrono::TimeDelta::seconds(30), "{} passed", clock.now() - began);
    let whole = pattern(0, usize::try_from(SIZE).unwrap());
    assert!(came == whole, "{} bytes", came.len());
    let fetched = talk.parts_fetched();
    assert_eq!(fetched, 12, "each part once, and one refusal");
    assert!(talk.client().get(&path).await.body == whole, "and it is stored");
    assert_eq!(talk.parts_fetched(), fetched);
}
