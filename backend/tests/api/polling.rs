//! Bots that ask for their updates: from Telegram to the database, and everything that can come between.

use std::time::Duration;

use openapi::{
    Code,
    bots::{Bot, BotCheck, DesiredState, ObservedState},
    chats::Chat,
    messages::MessagePage,
};
use sandbox::{Call, ChatRef, Draft, Fault};
use serde_json::{Value, json};

use crate::harness::{PATIENCE, TestApp, start};

/// A server with a running bot, and a person who may write to it.
pub struct Desk {
    pub app: TestApp,
    pub telegram: sandbox::Bot,
    pub bot: Bot,
    pub person: sandbox::UserId,
}

impl Desk {
    /// Added, but nothing runs it yet.
    pub async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// With these settings changed.
    pub async fn with(settings: Value) -> Self {
        let app = TestApp::with(settings).await;
        let telegram = app.sandbox.add_bot("north_support", "North support");
        let person = app.sandbox.add_person("Elena", Some("Markova"), None);
        let bot = app.add_bot(&telegram).await;
        Self { app, telegram, bot, person }
    }

    pub fn write(&self, text: &str) -> sandbox::MessageId {
        self.app.sandbox.write(self.person, ChatRef::private(self.person, &self.telegram), Draft::text(text))
    }

    /// Waits until it is seen in this state.
    pub async fn is(&self, state: ObservedState) -> Bot {
        self.app.wait_bot(self.bot.id, |bot| bot.observed.state == state).await
    }

    /// Waits until Telegram was told that so many updates are stored.
    pub async fn acknowledged(&self, count: usize) {
        self.app.sandbox.wait_acknowledged(&self.telegram, PATIENCE, |ids| ids.len() >= count).await.unwrap();
    }

    /// The texts of its one chat, oldest first.
    pub async fn texts(&self) -> Vec<String> {
        let owner = self.app.client(&self.app.owner);
        let chats: Vec<Chat> = owner.get(&format!("/bots/chats?bot_id={}", self.bot.id)).await.items();
        assert_eq!(chats.len(), 1);
        let page: MessagePage = owner.get(&format!("/chats/{}/messages", chats[0].id)).await.ok();
        page.items.into_iter().map(|message| message.text).collect()
    }

    pub async fn act(&self, action: &str) -> Bot {
        let path = format!("/bots/{}/{action}", self.bot.id);
        self.app.client(&self.app.owner).act(&path).await.ok()
    }

    /// Moves the clock to the time at which the bot tries again.
    pub fn until_retry(&self, bot: &Bot) {
        let wait = bot.observed.retry_at.unwrap() - self.app.state.clock.now();
        self.app.state.clock.advance(wait.to_std().unwrap());
    }

    fn polls(&self) -> Vec<Call> {
        let calls = self.app.sandbox.calls(&self.telegram);
        calls.into_iter().filter(|call| call.method == "getUpdates").collect()
    }
}

#[tokio::test]
async fn what_is_written_is_stored_before_telegram_may_forget_it() {
    let desk = Desk::new().await;
    desk.write("before anyone listens");
    let _node = desk.app.supervise();
    let bot = desk.is(ObservedState::Running).await;
    assert_eq!((bot.observed.reason, bot.observed.retry_at), (None, None));
    desk.acknowledged(1).await;
    desk.write("live");
    desk.acknowledged(2).await;
    assert_eq!(desk.texts().await, ["before anyone listens", "live"]);
    let asked = desk.polls().pop().unwrap().params["allowed_updates"].clone();
    for kind in
        ["message_reaction", "message_reaction_count", "chat_member", "my_chat_member", "callback_query"]
    {
        assert!(asked.contains(&format!("\"{kind}\"")), "{kind} is asked for: {asked}");
    }
}

#[tokio::test]
async fn updates_that_come_twice_or_in_the_wrong_order_are_stored_once() {
    let desk = Desk::new().await;
    desk.write("one");
    desk.write("two");
    desk.app.sandbox.fault(Fault::duplicate_updates());
    desk.app.sandbox.fault(Fault::reordered_updates());
    let _node = desk.app.supervise();
    desk.acknowledged(2).await;
    let mut texts = desk.texts().await;
    texts.sort();
    assert_eq!(texts, ["one", "two"]);
}

#[tokio::test]
async fn a_pressed_button_is_answered_at_once() {
    let desk = Desk::new().await;
    desk.write("/start");
    let url = format!("{}/bot{}/sendMessage", desk.app.sandbox.url(), desk.telegram.token);
    let keyboard = json!({ "inline_keyboard": [[{ "text": "Yes", "callback_data": "yes" }]] });
    let message = json!({ "chat_id": desk.person.0, "text": "Well?", "reply_markup": keyboard });
    reqwest::Client::new().post(url).json(&message).send().await.unwrap().error_for_status().unwrap();
    let question = desk.app.sandbox.received(desk.person)[0].message;
    let _node = desk.app.supervise();
    let query = desk.app.sandbox.press(desk.person, question, "yes");
    let answered = |calls: &[Call]| {
        calls
            .iter()
            .any(|call| call.method == "answerCallbackQuery" && call.params["callback_query_id"] == query)
    };
    desk.app.sandbox.wait_calls(&desk.telegram, PATIENCE, answered).await.unwrap();
}

#[tokio::test]
async fn a_stopped_bot_leaves_its_updates_at_telegram_until_it_is_started() {
    let desk = Desk::new().await;
    let _node = desk.app.supervise();
    desk.is(ObservedState::Running).await;
    assert_eq!(desk.act("stop").await.desired, DesiredState::Stopped);
    desk.is(ObservedState::Stopped).await;
    desk.write("is anyone there?");
    assert_eq!(desk.app.sandbox.pending(&desk.telegram), 1);
    desk.act("start").await;
    desk.acknowledged(1).await;
    assert_eq!(desk.texts().await, ["is anyone there?"]);
    let runs = desk.is(ObservedState::Running).await;
    let polls = desk.polls().len();
    assert_eq!(desk.act("start").await, runs, "it runs already");
    desk.act("restart").await;
    let anew = |calls: &[Call]| calls.iter().filter(|call| call.method == "getMe").count() >= 4;
    desk.app.sandbox.wait_calls(&desk.telegram, PATIENCE, anew).await.unwrap();
    desk.is(ObservedState::Running).await;
    assert!(desk.polls().len() > polls);
}

#[tokio::test]
async fn an_archived_bot_is_left_alone() {
    let desk = Desk::new().await;
    let _node = desk.app.supervise();
    desk.is(ObservedState::Running).await;
    desk.act("archive").await;
    let bot = desk.is(ObservedState::Stopped).await;
    assert!(bot.archived_at.is_some());
    let last = desk.polls().pop().unwrap();
    assert!(last.outcome.is_some() && !last.is_done(), "the last question was withdrawn: {last:?}");
}

#[tokio::test]
async fn the_webhook_of_other_software_is_taken_over_only_when_someone_says_so() {
    let desk = Desk::new().await;
    desk.app.set_foreign_webhook(&desk.telegram).await;
    let _node = desk.app.supervise();
    let bot = desk.is(ObservedState::ForeignWebhook).await;
    assert_eq!(bot.observed.reason.as_deref(), Some("localhost"));
    assert!(desk.polls().is_empty());
    let path = format!("/bots/{}/start", desk.bot.id);
    let owner = desk.app.client(&desk.app.owner);
    owner.act(&path).await.problem(409, Code::ForeignWebhook);

    owner.post(&path, json!({ "take_over_webhook": true })).await.ok::<Bot>();
    desk.is(ObservedState::Running).await;
    desk.write("to us now");
    desk.acknowledged(1).await;

    desk.app.set_foreign_webhook(&desk.telegram).await;
    let bot = desk.is(ObservedState::Conflict).await;
    desk.until_retry(&bot);
    desk.is(ObservedState::ForeignWebhook).await;
}

#[tokio::test]
async fn a_revoked_token_is_shown_and_a_new_one_brings_the_bot_back() {
    let desk = Desk::new().await;
    let _node = desk.app.supervise();
    desk.is(ObservedState::Running).await;
    let token = desk.app.sandbox.new_token(&desk.telegram);
    let bot = desk.is(ObservedState::Revoked).await;
    assert_eq!(bot.observed.reason.as_deref(), Some("Unauthorized: the token is not valid (any more)"));
    assert_eq!((bot.observed.retry_at, bot.desired), (None, DesiredState::Running));
    let path = format!("/bots/{}/token", desk.bot.id);
    desk.app.client(&desk.app.owner).post(&path, json!({ "token": token })).await.ok::<Bot>();
    desk.is(ObservedState::Running).await;
}

#[tokio::test]
async fn a_second_poller_is_shown_until_it_is_gone() {
    let desk = Desk::new().await;
    let _node = desk.app.supervise();
    desk.is(ObservedState::Running).await;
    let url = format!("{}/bot{}/getUpdates?timeout=50", desk.app.sandbox.url(), desk.telegram.token);
    let other = tokio::spawn(reqwest::get(url));
    let bot = desk.is(ObservedState::Conflict).await;
    assert!(
        bot.observed.reason.as_ref().is_some_and(|reason| reason.contains("other getUpdates")),
        "{bot:?}"
    );
    other.abort();
    desk.until_retry(&bot);
    desk.write("ends the wait for the other one");
    let bot = desk.is(ObservedState::Running).await;
    assert_eq!((bot.observed.reason, bot.observed.retry_at), (None, None));
}

#[tokio::test]
async fn telegrams_waits_are_kept_to_the_second() {
    let desk = Desk::new().await;
    desk.app.sandbox.fault(Fault::too_many_requests(30).on("getUpdates"));
    let _node = desk.app.supervise();
    let bot = desk.is(ObservedState::Retrying).await;
    let clock = &desk.app.state.clock;
    assert_eq!(bot.observed.retry_at, Some(clock.now() + Duration::from_secs(30)));
    assert_eq!(bot.observed.reason.as_deref(), Some("Too Many Requests: retry after 30"));
    clock.advance(Duration::from_secs(29));
    // a test of the bot goes through the whole server in the meantime, and would meet any question asked too early
    let before = desk.app.sandbox.calls(&desk.telegram).len();
    let path = format!("/bots/{}/test", desk.bot.id);
    desk.app.client(&desk.app.owner).act(&path).await.ok::<BotCheck>();
    let calls = desk.app.sandbox.calls(&desk.telegram);
    let asked: Vec<_> = calls[before..].iter().map(|call| call.method.as_str()).collect();
    assert_eq!(asked, ["getMe", "getWebhookInfo"], "the test's own");
    assert_eq!(desk.polls().len(), 1);
    // nor does a restart make us forget
    desk.act("restart").await;
    let bot = desk.app.wait_bot(desk.bot.id, |bot| bot.observed.since > start()).await;
    let bot = match bot.observed.state {
        ObservedState::Starting => desk.is(ObservedState::Retrying).await,
        _ => bot,
    };
    assert_eq!(bot.observed.retry_at, Some(clock.now() + Duration::from_secs(1)));
    assert_eq!(desk.polls().len(), 1);
    clock.advance(Duration::from_secs(1));
    desk.is(ObservedState::Running).await;
}

#[tokio::test]
async fn a_bot_that_fails_again_and_again_is_tried_seldom() {
    let desk = Desk::new().await;
    desk.app.sandbox.fault(Fault::server_error(502).on("getMe").times(9));
    let _node = desk.app.supervise();
    let mut last = Duration::ZERO;
    for failure in 1..=7 {
        let now = desk.app.state.clock.now();
        let fails = |bot: &Bot| bot.observed.retry_at.is_some_and(|at| at > now);
        let bot = desk.app.wait_bot(desk.bot.id, fails).await;
        assert_eq!(bot.observed.state, ObservedState::Retrying, "failure {failure}");
        let wait = (bot.observed.retry_at.unwrap() - now).to_std().unwrap();
        assert!(wait > last && wait <= Duration::from_secs(90), "failure {failure}: {wait:?} after {last:?}");
        last = wait * 2 / 3;
        desk.until_retry(&bot);
    }
    let bot = desk.is(ObservedState::Broken).await;
    assert!(bot.observed.retry_at.unwrap() >= desk.app.state.clock.now() + Duration::from_mins(5));
    desk.until_retry(&bot);
    let now = desk.app.state.clock.now();
    let bot = desk.app.wait_bot(desk.bot.id, |bot| bot.observed.retry_at.is_some_and(|at| at > now)).await;
    assert_eq!(bot.observed.state, ObservedState::Broken);
    desk.until_retry(&bot);
    desk.is(ObservedState::Running).await;
}

#[tokio::test]
async fn after_a_week_of_silence_no_old_offset_is_sent() {
    let desk = Desk::new().await;
    let node = desk.app.supervise();
    desk.write("one");
    desk.acknowledged(1).await;
    node.stop().await;
    desk.app.state.clock.advance(Duration::from_hours(24 * 6));
    let polls = desk.polls().len();
    let _node = desk.app.second_node().await;
    desk.is_asked(polls).await;
    let first = &desk.polls()[polls];
    assert_eq!(first.params.get("offset"), None);
}

impl Desk {
    async fn is_asked(&self, after: usize) {
        let more = |calls: &[Call]| calls.iter().filter(|call| call.method == "getUpdates").count() > after;
        self.app.sandbox.wait_calls(&self.telegram, PATIENCE, more).await.unwrap();
    }
}
