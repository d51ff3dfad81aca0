//! The load: people write, operators answer, both as fast as the server keeps up.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, bail};
use fastrand::Rng;
use openapi::{ChatId, MessageId, chats::Chat, messages::Message};
use reqwest::StatusCode;
use sandbox::{Draft, UserId};
use serde_json::json;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    api::Api,
    follower::{Follower, Seen},
    world::{PATIENCE, Place, Talk, World},
};

/// How many updates may wait for a bot, or for all accounts, before people pause.
const PENDING: usize = 40;
/// How many operators answer at once.
const OPERATORS: usize = 6;

/// A message a person wrote, as it is now.
#[derive(Clone, Debug)]
pub struct Written {
    pub id: sandbox::MessageId,
    pub person: UserId,
    pub place: Place,
    pub text: String,
    pub deleted: bool,
}

/// A message an operator sent, and its id, unless it was refused.
#[derive(Clone, Debug)]
pub struct Answer {
    pub place: Place,
    pub text: String,
    pub message: Option<MessageId>,
}

/// What was written and answered so far.
#[derive(Default)]
pub struct Log {
    written: Mutex<Vec<Written>>,
    answers: Mutex<Vec<Answer>>,
}

impl Log {
    pub fn written(&self) -> Vec<Written> {
        lock(&self.written).clone()
    }

    pub fn answers(&self) -> Vec<Answer> {
        lock(&self.answers).clone()
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A load under way.
pub struct Load {
    pub log: Arc<Log>,
    world: Arc<World>,
    stop: CancellationToken,
    tasks: JoinSet<Result<()>>,
}

impl Load {
    /// Begins; operators answer where these followers are.
    pub fn start(world: &Arc<World>, followers: &[&Follower], rng: &mut Rng) -> Self {
        let (log, stop) = (Arc::new(Log::default()), CancellationToken::new());
        let mut tasks = JoinSet::new();
        person_writes(world, &log, world.blocker, "quarrel 0");
        let writing = write_to_bots(Arc::clone(world), Arc::clone(&log), rng.fork());
        tasks.spawn(until(stop.clone(), writing));
        let seen = followers[0].seen();
        let writing = write_to_accounts(Arc::clone(world), Arc::clone(&log), seen, rng.fork());
        tasks.spawn(until(stop.clone(), writing));
        for number in 0..OPERATORS {
            let follower = followers[number % followers.len()];
            let operator = Operator {
                number,
                api: follower.api.clone(),
                seen: follower.seen(),
                world: Arc::clone(world),
                log: Arc::clone(&log),
                rng: rng.fork(),
            };
            tasks.spawn(operator.work(stop.clone()));
        }
        Self { log, world: Arc::clone(world), stop, tasks }
    }

    /// The blocker lets their bot in and writes to it, or shuts it out, by turns.
    pub fn quarrel(&self, round: usize) {
        let (sandbox, talk) = (self.world.sandbox(), self.world.blocker);
        if round.is_multiple_of(2) {
            sandbox.unblock(talk.person, talk.place.ours);
            person_writes(&self.world, &self.log, talk, &format!("quarrel {round}"));
        } else {
            sandbox.block(talk.person, talk.place.ours);
        }
    }

    /// Answers the blocker, whether or not the server knows yet how things stand.
    pub async fn answer_blocker(&self, follower: &Follower) -> Result<()> {
        let talk = self.world.blocker;
        follower.wait("the blocker's chat", |seen| seen.chat(talk.person).is_some()).await?;
        let chat = follower.seen().borrow().chat(talk.person).map(|chat| chat.id).context("no chat")?;
        let text = format!("peace {}", Uuid::new_v4());
        answer(&follower.api, &self.log, talk.place, chat, text).await.map(drop)
    }

    /// Many operators answer at once; returns when the first is done.
    pub async fn burst(&mut self, follower: &Follower) -> Result<()> {
        let chats = follower.seen().borrow().chats.clone();
        let done = Arc::new(Notify::new());
        for chat in chats.into_iter().filter(|chat| chat.telegram_id != self.world.blocker.person.0) {
            let (api, log, done) = (follower.api.clone(), Arc::clone(&self.log), Arc::clone(&done));
            let (place, text) = (self.world.place(&chat)?, format!("burst {}", Uuid::new_v4()));
            self.tasks.spawn(async move {
                answer(&api, &log, place, chat.id, text).await?;
                done.notify_one();
                Ok(())
            });
        }
        timeout(PATIENCE, done.notified()).await.context("nobody could answer")
    }

    /// Ends the writing; every answer that was begun is brought to its end.
    pub async fn stop(mut self) -> Result<Arc<Log>> {
        self.stop.cancel();
        while let Some(ended) = self.tasks.join_next().await {
            ended??;
        }
        Ok(self.log)
    }
}

async fn until(stop: CancellationToken, work: impl Future<Output = Result<()>>) -> Result<()> {
    stop.run_until_cancelled(work).await.unwrap_or(Ok(()))
}

/// People write, in any order, as long as their bot takes it.
async fn write_to_bots(world: Arc<World>, log: Arc<Log>, mut rng: Rng) -> Result<()> {
    for number in 0_u64.. {
        let talk = world.of_bots[rng.usize(..world.of_bots.len())];
        let bot = talk.place.ours;
        let few = |_: &[i64]| world.sandbox().pending(bot) < PENDING;
        world.sandbox().wait_acknowledged(bot, PATIENCE, few).await?;
        person_writes(&world, &log, talk, &format!("question {number:06}"));
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// People write to accounts, and now and then edit or delete what they wrote, as long as a follower hears of it.
async fn write_to_accounts(
    world: Arc<World>,
    log: Arc<Log>,
    mut seen: watch::Receiver<Seen>,
    mut rng: Rng,
) -> Result<()> {
    let (mut written, mut deleted) = (0, 0);
    for number in 0_u64.. {
        // what is deleted before the server sees it is never seen
        let few = |seen: &Seen| seen.failure.is_some() || written < world.told(seen) + deleted + PENDING;
        timeout(PATIENCE, seen.wait_for(few)).await.context("accounts receive nothing")??;
        match rng.u8(..12) {
            0 => change(&world, &log, &mut rng, |one| {
                one.text.push_str(", corrected");
                world.sandbox().edit(one.person, one.id, Draft::text(&one.text));
            }),
            1 => change(&world, &log, &mut rng, |one| {
                one.deleted = true;
                deleted += 1;
                world.sandbox().delete(one.person, one.id);
            }),
            _ => {
                let talk = world.of_accounts[rng.usize(..world.of_accounts.len())];
                person_writes(&world, &log, talk, &format!("message {number:06}"));
                written += 1;
            }
        }
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// Changes any of the last messages written to accounts.
fn change(world: &World, log: &Log, rng: &mut Rng, change: impl FnOnce(&mut Written)) {
    let mut log = lock(&log.written);
    let of_accounts = log.iter_mut().rev().filter(|one| !one.deleted && !world.is_bots(one.place));
    if let Some(one) = of_accounts.take(30).nth(rng.usize(..30)) {
        change(one);
    }
}

fn person_writes(world: &World, log: &Log, talk: Talk, text: &str) {
    let Talk { person, place } = talk;
    let id = world.sandbox().write(person, place.chat, Draft::text(text));
    lock(&log.written).push(Written { id, person, place, text: text.to_owned(), deleted: false });
}

struct Operator {
    number: usize,
    api: Api,
    seen: watch::Receiver<Seen>,
    world: Arc<World>,
    log: Arc<Log>,
    rng: Rng,
}

impl Operator {
    /// Answers in any chat, and goes on once it is known what became of the answer.
    async fn work(mut self, stop: CancellationToken) -> Result<()> {
        for number in 0_u64.. {
            let Some(chat) = stop.run_until_cancelled(self.next_chat()).await.transpose()? else { break };
            let text = format!("answer {}-{number:05}", self.number);
            let message = answer(&self.api, &self.log, self.world.place(&chat)?, chat.id, text).await?;
            let Some(message) = message else { continue };
            let settled = self.seen.wait_for(|seen| seen.failure.is_some() || seen.is_settled(message));
            if stop.run_until_cancelled(settled).await.transpose()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Any chat but the blocker's.
    async fn next_chat(&mut self) -> Result<Chat> {
        let blocker = self.world.blocker.person.0;
        let known = |seen: &Seen| seen.chats.iter().filter(|chat| chat.telegram_id != blocker).count();
        let seen = self.seen.wait_for(|seen| seen.failure.is_some() || known(seen) > 0).await?;
        if let Some(failure) = &seen.failure {
            bail!("following failed: {failure}");
        }
        let number = self.rng.usize(..known(&seen));
        let mut chats = seen.chats.iter().filter(|chat| chat.telegram_id != blocker);
        chats.nth(number).cloned().context("no chat")
    }
}

/// An operator answers, whatever happens to the server meanwhile. Returns the message, unless it was refused.
async fn answer(api: &Api, log: &Log, place: Place, chat: ChatId, text: String) -> Result<Option<MessageId>> {
    let key = Uuid::new_v4().to_string();
    let (status, body) =
        api.insist(&format!("/chats/{chat}/messages"), &key, &json!({ "text": text })).await?;
    let message = match status {
        StatusCode::CREATED => Some(serde_json::from_str::<Message>(&body)?.id),
        StatusCode::CONFLICT => None,
        _ => bail!("an answer was met with {status}: {body}"),
    };
    lock(&log.answers).push(Answer { place, text, message });
    Ok(message)
}
