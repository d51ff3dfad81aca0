//! Communities looked up through an account.

use std::time::Duration;

use openapi::{
    Code, FieldCode,
    accounts::Account,
    chats::{Chat, ChatKind},
    communities::{Community, CommunityRole},
    users::Role,
};
use sandbox::{ChatRef, Draft, Fault, UserId};
use serde_json::{Value, json};

use super::Desk;
use crate::{
    harness::{Answer, Client, PATIENCE},
    media::PNG,
};

/// A running account, and someone who has communities.
struct Square {
    desk: Desk,
    owner: UserId,
    news: ChatRef,
    _node: crate::harness::Node,
}

impl Square {
    /// With a public channel that the account is not in.
    async fn new() -> Self {
        let desk = Desk::signed_in().await;
        let sandbox = &desk.app.sandbox;
        let owner = sandbox.add_person("Boris", None, Some("boris"));
        let news = sandbox.add_channel("City News", owner, Some("city_news"));
        sandbox.describe(news, "What happens here");
        sandbox.set_chat_photo(news, PNG);
        sandbox.write(owner, news, Draft::text("The bridge is open"));
        let node = desk.app.supervise();
        desk.live().await;
        Self { desk, owner, news, _node: node }
    }

    fn client(&self) -> Client {
        self.desk.app.client(&self.desk.app.owner)
    }

    async fn ask(&self, link: &str) -> Answer {
        self.client().post("/communities/lookup", json!({ "link": link })).await
    }

    async fn find(&self, link: &str) -> Community {
        self.ask(link).await.ok()
    }

    /// What the account asked for, by its name.
    fn asked(&self, person: UserId, method: &str) -> usize {
        let calls = self.desk.app.sandbox.account_calls(person);
        calls.iter().filter(|call| call.method.eq_ignore_ascii_case(method)).count()
    }

    /// Signs a second account in, and waits until it runs.
    async fn second(&self) -> (UserId, Account) {
        let app = &self.desk.app;
        let person = app.sandbox.add_person("Clara", None, None);
        app.sandbox.give_phone(person, "15550001002");
        let new = json!({ "phone": "+15550001002" });
        let account: Account = self.client().post("/accounts", new).await.created();
        let path = format!("/accounts/{}/login", account.id);
        self.client().act(&path).await.ok::<Account>();
        let code = app.sandbox.last_code("15550001002").unwrap();
        self.client().post(&format!("{path}/code"), json!({ "code": code })).await.ok::<Account>();
        (person, app.wait_account(account.id, |account| account.running).await)
    }

    /// Waits until the account has its list of chats.
    async fn chats(&self, wanted: usize) -> Vec<Chat> {
        let mut wakes = self.desk.app.state.bus.listen();
        let there = async {
            loop {
                let chats: Vec<Chat> = self.client().get("/accounts/chats").await.items();
                if chats.len() == wanted {
                    return chats;
                }
                let _ = wakes.recv().await;
            }
        };
        tokio::time::timeout(PATIENCE, there).await.expect("the chats never came")
    }
}

#[track_caller]
fn wrong(answer: Answer, code: FieldCode) {
    let problem = answer.problem(422, Code::Invalid);
    assert_eq!((problem.fields[0].field.as_str(), problem.fields[0].code), ("link", code));
}

#[tokio::test]
async fn a_public_channel_is_found_by_every_form_and_its_name_is_resolved_once() {
    let square = Square::new().await;
    let first = square.find("@city_news").await;
    let marked = square.news.marked(square.desk.person);
    assert_eq!((first.telegram_id, first.kind), (Some(marked), ChatKind::Channel));
    assert_eq!((first.title.as_str(), first.about.as_str()), ("City News", "What happens here"));
    assert_eq!((first.username.as_deref(), first.members), (Some("city_news"), Some(1)));
    let post = first.last_post.clone().unwrap();
    assert_eq!(post.text, "The bridge is open");
    assert!(first.posts.unwrap() >= 1);
    assert!(!first.ours && !first.joined && first.chats.is_empty());
    assert_eq!(first.account_id, square.desk.account.id);
    let forms = [
        "city_news".to_owned(),
        "https://t.me/City_News".to_owned(),
        format!("t.me/city_news/{}", post.id),
        marked.to_string(),
        format!("https://t.me/c/{}/1", -marked - 1_000_000_000_000),
    ];
    for form in forms {
        assert_eq!(square.find(&form).await, first, "{form}");
    }
    assert_eq!(square.asked(square.desk.person, "contacts.resolveUsername"), 1);
    assert_eq!(square.asked(square.desk.person, "channels.joinChannel"), 0);

    let photo = square.client().get(&format!("/media/{}/content", first.photo.unwrap())).await;
    assert_eq!((photo.status.as_u16(), photo.body.as_ref()), (200, PNG));
}

#[tokio::test]
async fn what_an_account_runs_is_ours() {
    let square = Square::new().await;
    let sandbox = &square.desk.app.sandbox;
    let own = sandbox.add_supergroup("North Help", square.desk.person, Some("north_help"));
    sandbox.write(square.desk.person, own, Draft::text("Welcome"));
    sandbox.promote(square.desk.person, square.news);
    sandbox.write(square.owner, square.news, Draft::text("A new colleague"));
    let chats = square.chats(2).await;
    let found = square.find("north_help").await;
    assert_eq!((found.role, found.ours, found.joined), (Some(CommunityRole::Creator), true, true));
    assert_eq!(found.kind, ChatKind::Supergroup);
    let chat = chats.iter().find(|chat| chat.title == "North Help").unwrap();
    assert_eq!(found.chats.len(), 1);
    assert_eq!((found.chats[0].id, found.chats[0].identity_id), (chat.id, chat.identity_id));
    let found = square.find("city_news").await;
    assert_eq!((found.role, found.ours), (Some(CommunityRole::Admin), true));

    sandbox.set_member(square.desk.person, square.news, sandbox::Member::Member);
    let found = square.find("city_news").await;
    assert_eq!((found.role, found.ours), (None, false), "what was taken away is seen");
}

#[tokio::test]
async fn one_that_another_account_of_ours_runs_is_ours_too() {
    let square = Square::new().await;
    let (second, _) = square.second().await;
    let sandbox = &square.desk.app.sandbox;
    let group = sandbox.add_supergroup("Yard", second, Some("yard_of_clara"));
    sandbox.join(square.desk.person, group);
    sandbox.write(second, group, Draft::text("Welcome"));
    square.chats(2).await;
    let named = json!({ "link": "yard_of_clara", "account_id": square.desk.account.id });
    let found: Community = square.client().post("/communities/lookup", named).await.ok();
    assert_eq!((found.account_id, found.role), (square.desk.account.id, None));
    assert!(found.ours && found.joined);
    assert_eq!(found.chats.len(), 2);
    assert_eq!(square.asked(second, "channels.getFullChannel"), 0, "it is known from its chats");
    let found = square.find("yard_of_clara").await;
    assert_eq!(found.role, Some(CommunityRole::Creator), "who runs it is asked first");
}

#[tokio::test]
async fn one_that_a_bot_of_ours_runs_is_ours_for_as_long_as_it_does() {
    let square = Square::new().await;
    let sandbox = &square.desk.app.sandbox;
    let bot = sandbox.add_bot("Porter", "porter_bot");
    square.desk.app.add_bot(&bot).await;
    sandbox.join(&bot, square.news);
    let chats = async |wanted: usize| {
        let mut wakes = square.desk.app.state.bus.listen();
        loop {
            let found = square.find("city_news").await;
            if found.chats.len() == wanted {
                return found;
            }
            let _ = wakes.recv().await;
        }
    };
    assert!(!chats(1).await.ours, "a member runs nothing");
    sandbox.promote(&bot, square.news);
    let turned = async |ours: bool| {
        let mut wakes = square.desk.app.state.bus.listen();
        let there = async {
            while square.find("city_news").await.ours != ours {
                let _ = wakes.recv().await;
            }
        };
        tokio::time::timeout(PATIENCE, there).await.expect("it is ours, or not");
    };
    turned(true).await;
    assert_eq!(square.find("city_news").await.role, None, "the account that asks is nothing there");
    sandbox.leave(&bot, square.news);
    turned(false).await;
}

#[tokio::test]
async fn a_basic_group_is_found_by_its_id() {
    let square = Square::new().await;
    let sandbox = &square.desk.app.sandbox;
    let group = sandbox.add_group("Warehouse", square.owner);
    sandbox.join(square.desk.person, group);
    sandbox.write(square.owner, group, Draft::text("Good morning"));
    square.chats(1).await;
    let found = square.find(&group.marked(square.desk.person).to_string()).await;
    assert_eq!((found.kind, found.title.as_str(), found.members), (ChatKind::Group, "Warehouse", Some(2)));
    assert_eq!((found.joined, found.role), (true, None));
    assert_eq!(found.last_post.unwrap().text, "Good morning");
}

#[tokio::test]
async fn an_invitation_is_looked_at_and_not_followed() {
    let square = Square::new().await;
    let sandbox = &square.desk.app.sandbox;
    let closed = sandbox.add_supergroup("Board", square.owner, None);
    let link = sandbox.invite(square.owner, closed, true);
    let found = square.find(&link).await;
    assert_eq!((found.telegram_id, found.title.as_str()), (None, "Board"));
    assert_eq!((found.members, found.joined, found.needs_approval), (Some(1), false, true));
    assert_eq!((found.posts, found.last_post), (None, None));
    for method in ["messages.importChatInvite", "channels.joinChannel"] {
        assert_eq!(square.asked(square.desk.person, method), 0);
    }
    sandbox.join(square.desk.person, closed);
    let hash = link.rsplit('+').next().unwrap();
    let found = square.find(&format!("+{hash}")).await;
    assert_eq!(found.telegram_id, Some(closed.marked(square.desk.person)));
    assert!(found.joined);
}

#[tokio::test]
async fn what_cannot_be_found_says_why() {
    let square = Square::new().await;
    let sandbox = &square.desk.app.sandbox;
    let closed = sandbox.add_channel("Closed", square.owner, None);
    sandbox.join(square.desk.person, closed);
    sandbox.write(square.owner, closed, Draft::text("A word"));
    square.chats(1).await;
    sandbox.leave(square.desk.person, closed);

    wrong(square.ask("no such thing").await, FieldCode::Malformed);
    wrong(square.ask("").await, FieldCode::TooShort);
    wrong(square.ask("@boris").await, FieldCode::NotAllowed);
    wrong(square.ask("@boris").await, FieldCode::NotAllowed);
    assert_eq!(square.asked(square.desk.person, "contacts.resolveUsername"), 1);
    wrong(square.ask("t.me/+nothinghere").await, FieldCode::OutOfRange);
    wrong(square.ask(&closed.marked(square.desk.person).to_string()).await, FieldCode::Unusable);
    square.ask("@nobody_has_this").await.problem(404, Code::NotFound);
    square.ask("-1009999999999").await.problem(404, Code::NotFound);
    let other = json!({ "link": "@city_news", "account_id": uuid::Uuid::nil() });
    square.client().post("/communities/lookup", other).await.problem(404, Code::NotFound);
    let stranger = square.desk.app.client(&square.desk.app.stranger().await);
    let link = json!({ "link": "@city_news" });
    stranger.post("/communities/lookup", &link).await.problem(409, Code::NotConnected);
    let viewer = square.desk.app.client(&square.desk.app.member(Role::Viewer).await);
    viewer.post("/communities/lookup", &link).await.problem(403, Code::Forbidden);
}

#[tokio::test]
async fn a_name_is_resolved_anew_when_it_leads_nowhere() {
    let square = Square::new().await;
    let first = square.find("@city_news").await;
    let gone = Fault::rpc_error(400, "CHANNEL_INVALID").of(square.desk.person).on("channels.getFullChannel");
    square.desk.app.sandbox.fault(gone);
    assert_eq!(square.find("@city_news").await, first);
    assert_eq!(square.asked(square.desk.person, "contacts.resolveUsername"), 2);
}

#[tokio::test]
async fn names_are_resolved_slowly_and_a_wait_is_not_dodged() {
    let square = Square::new().await;
    let app = &square.desk.app;
    // one that could ask instead
    let (second, account) = square.second().await;

    app.sandbox.fault(Fault::too_many_requests(300).of(square.desk.person).on("contacts.resolveUsername"));
    let answer = square.ask("@city_news").await;
    assert_eq!(answer.header("retry-after"), Some("300"));
    answer.problem(429, Code::TooManyRequests);
    square.ask("@city_news").await.problem(429, Code::TooManyRequests);
    assert_eq!(square.asked(square.desk.person, "contacts.resolveUsername"), 1);
    assert_eq!(square.asked(second, "contacts.resolveUsername"), 0);
    // whoever names another account means it
    let named = json!({ "link": "@city_news", "account_id": account.id });
    let found: Community = square.client().post("/communities/lookup", named).await.ok();
    assert_eq!(found.account_id, account.id);

    app.state.clock.advance(Duration::from_mins(6));
    for n in 0..5 {
        square.ask(&format!("@nobody_{n}")).await.problem(404, Code::NotFound);
    }
    let answer = square.ask("@nobody_5").await;
    assert_eq!(answer.header("retry-after"), Some("12"));
    answer.problem(429, Code::TooManyRequests);
    assert_eq!(square.asked(square.desk.person, "contacts.resolveUsername"), 6);
}

#[tokio::test]
async fn the_older_program_is_answered_in_its_own_words() {
    let square = Square::new().await;
    let client = square.client();
    let parse = async |body: Value| client.post("//api/parse_channel", body).await;
    let found: Value = parse(json!({ "username": "@city_news" })).await.ok();
    let photo = found["photo"].as_str().unwrap().to_owned();
    assert_eq!(client.get(&format!("/{photo}")).await.status, 200);
    let marked = square.news.marked(square.desk.person);
    assert_eq!(found["tg_id"], marked);
    assert_eq!(found["name"], "City News");
    assert_eq!(found["username"], "city_news");
    assert_eq!(found["members_count"], 1);
    assert_eq!(found["type"], "channel");
    assert_eq!(found["description"], "What happens here");
    assert!(found["posts_count"].as_i64().unwrap() >= 1 && found["last_message_date"].is_string());

    for (body, status) in [
        (json!({}), 400),
        (json!({ "link": "no such thing" }), 400),
        (json!({ "link": "@boris" }), 400),
        (json!({ "link": "@nobody_has_this" }), 404),
        (json!({ "link": "t.me/+nothinghere" }), 410),
    ] {
        let answer = parse(body.clone()).await;
        assert_eq!(answer.status, status, "{body}: {answer}");
        let error: Value = serde_json::from_slice(&answer.body).unwrap();
        assert!(error["error"].as_str().is_some_and(|text| !text.is_empty()), "{answer}");
    }
    let hidden = Fault::rpc_error(400, "CHANNEL_PRIVATE").of(square.desk.person).times(2);
    square.desk.app.sandbox.fault(hidden.on("channels.getFullChannel"));
    assert_eq!(parse(json!({ "link": marked.to_string() })).await.status, 403);
    square
        .desk
        .app
        .sandbox
        .fault(Fault::too_many_requests(40).of(square.desk.person).on("messages.checkChatInvite"));
    let answer = parse(json!({ "link": "t.me/+another" })).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (429, Some("40")));
    assert_eq!(client.get("//api/parse_channel").await.status, 405);
    assert_eq!(square.desk.app.anonymous().post("//api/parse_channel", json!({})).await.status, 401);
}
