//! What must be true in the end, whatever was killed when.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::{Result, ensure};
use openapi::{
    EventId, MessageId, Page,
    chats::Chat,
    events::Event,
    messages::{DeliveryState, Message, MessageKind, MessagePage},
};
use sandbox::{Outcome, ReceivedKind};

use super::{
    api::Api,
    follower::Follower,
    load::{Answer, Log},
    world::{Talk, World},
};

/// Waits until nothing is under way any more.
pub async fn rest(world: &World, log: &Log, followers: &[&Follower]) -> Result<()> {
    world.all_acknowledged().await?;
    let sent: Vec<MessageId> = log.answers().iter().filter_map(|answer| answer.message).collect();
    for follower in followers {
        follower
            .wait("what became of every answer", |seen| sent.iter().all(|id| seen.is_settled(*id)))
            .await?;
    }
    let newest: Page<Event> = followers[0].api.get("/events?limit=1").await?;
    let newest = newest.items.first().map(|event| event.id);
    for follower in followers {
        follower.wait("the newest event", |seen| seen.events.last().copied() >= newest).await?;
    }
    Ok(())
}

/// Checks everything and returns a line of figures.
pub async fn check(world: &World, log: &Log, followers: &[&Follower]) -> Result<String> {
    let api = &followers[0].api;
    let stored = stored(world, api).await?;
    let questions = incoming(log, &stored)?;
    let outcomes = outgoing(world, log, &stored)?;
    let events = events(api, followers).await?;
    Ok(format!("{questions} questions, {events} events, answers: {outcomes:?}"))
}

/// All messages of all chats, oldest first in each.
async fn stored(world: &World, api: &Api) -> Result<Vec<(Talk, Message)>> {
    let mut stored = Vec::new();
    let mut path = "/bots/chats?limit=200".to_owned();
    loop {
        let page: Page<Chat> = api.get(&path).await?;
        for chat in page.items {
            let (talk, messages) = (world.talk(&chat)?, thread(api, &chat).await?);
            let incoming = messages.iter().filter(|message| !message.outgoing).count();
            ensure!(usize::try_from(chat.incoming_count)? == incoming, "{chat:?} miscounts its {incoming}");
            stored.extend(messages.into_iter().map(|message| (talk, message)));
        }
        let Some(cursor) = page.next_cursor else { return Ok(stored) };
        path = format!("/bots/chats?limit=200&cursor={cursor}");
    }
}

async fn thread(api: &Api, chat: &Chat) -> Result<Vec<Message>> {
    let mut thread = Vec::new();
    let mut path = format!("/chats/{}/messages?limit=200", chat.id);
    loop {
        let mut page: MessagePage = api.get(&path).await?;
        page.items.append(&mut thread);
        thread = page.items;
        let Some(before) = page.before else { return Ok(thread) };
        path = format!("/chats/{}/messages?limit=200&before={before}", chat.id);
    }
}

/// Every message a person wrote is stored once and in its order, and nothing else is.
fn incoming(log: &Log, stored: &[(Talk, Message)]) -> Result<usize> {
    let mut wanted: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for written in log.written() {
        wanted.entry((written.talk.bot, written.talk.person)).or_default().push(written.text);
    }
    let mut found: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for (talk, message) in stored.iter().filter(|(_, m)| !m.outgoing && m.kind != MessageKind::Service) {
        found.entry((talk.bot, talk.person)).or_default().push(message.text.clone());
    }
    for (talk, wanted) in &wanted {
        let found = found.get(talk).map(Vec::as_slice).unwrap_or_default();
        ensure!(wanted == found, "{talk:?} wrote {wanted:#?}; stored is {found:#?}");
    }
    ensure!(wanted.len() == found.len(), "a chat is stored in which nobody wrote");
    Ok(wanted.values().map(Vec::len).sum())
}

/// Every answer that was taken is stored once, was asked of Telegram once at most, and its state is the truth.
fn outgoing(world: &World, log: &Log, stored: &[(Talk, Message)]) -> Result<BTreeMap<&'static str, usize>> {
    let arrivals = arrivals(world);
    let attempts = attempts(world);
    let mut rows: HashMap<&str, Vec<&(Talk, Message)>> = HashMap::new();
    for row in stored.iter().filter(|(_, message)| message.outgoing) {
        rows.entry(&row.1.text).or_default().push(row);
    }
    let mut outcomes = BTreeMap::new();
    let answers = log.answers();
    for answer in &answers {
        let arrived = arrivals.get(&answer.text).map(Vec::as_slice).unwrap_or_default();
        let attempts = attempts.get(&answer.text).map(Vec::as_slice).unwrap_or_default();
        let rows = rows.remove(answer.text.as_str()).unwrap_or_default();
        let outcome = outcome(world, answer, &rows, arrived, attempts);
        let context = || format!("{answer:?}\nstored: {rows:#?}\narrived: {arrived:?}\nasked: {attempts:?}");
        *outcomes.entry(outcome.map_err(|what| anyhow::anyhow!("{what}: {}", context()))?).or_default() += 1;
    }
    ensure!(rows.is_empty(), "stored, but nobody sent it: {rows:#?}");
    let sent: HashSet<&str> = answers.iter().map(|answer| answer.text.as_str()).collect();
    let strange: Vec<_> = arrivals.keys().filter(|text| !sent.contains(text.as_str())).collect();
    ensure!(strange.is_empty(), "arrived, but nobody sent it: {strange:?}");
    let hard = ["sent", "unknown", "failed"].iter().all(|outcome| outcomes.contains_key(outcome));
    ensure!(hard, "the load is too tame: {outcomes:?}");
    Ok(outcomes)
}

/// What became of an answer, or what is wrong with that.
fn outcome(
    world: &World,
    answer: &Answer,
    rows: &[&(Talk, Message)],
    arrived: &[i64],
    attempts: &[Option<Outcome>],
) -> Result<&'static str, &'static str> {
    let Some(id) = answer.message else {
        return if rows.is_empty() && arrived.is_empty() { Ok("refused") } else { Err("refused, yet there") };
    };
    let [(talk, message)] = rows else { return Err("not stored once") };
    if (*talk, message.id) != (answer.talk, id) {
        return Err("stored elsewhere");
    }
    let carried_out = |one: &&Option<Outcome>| !matches!(one, Some(Outcome::Refused { .. }));
    if arrived.len() > 1 || attempts.iter().filter(carried_out).count() > 1 {
        return Err("sent twice");
    }
    let unheard = attempts
        .iter()
        .any(|one| matches!(one, None | Some(Outcome::ReplyLost | Outcome::Cut | Outcome::Abandoned)));
    let state = message.delivery.as_ref().map(|delivery| delivery.state).ok_or("without a state")?;
    match state {
        DeliveryState::Unknown => Ok("unknown"),
        _ if unheard => Err("nobody knows, yet it is not unknown"),
        DeliveryState::Sent => {
            let number = message.telegram_id.ok_or("sent without an id")?;
            let there = world.sandbox.message(talk.bot, talk.chat(), number).is_some();
            if there && arrived == [number] { Ok("sent") } else { Err("sent, but it did not arrive once") }
        }
        DeliveryState::Failed if arrived.is_empty() => Ok("failed"),
        DeliveryState::Failed => Err("failed, but it arrived"),
        DeliveryState::Queued | DeliveryState::Sending => Err("never settled"),
    }
}

/// Which messages people received, by their text: the ids bots know them by.
fn arrivals(world: &World) -> HashMap<String, Vec<i64>> {
    let mut arrivals: HashMap<String, Vec<i64>> = HashMap::new();
    let people: HashSet<_> = world.talks.iter().chain([&world.blocker]).map(|talk| talk.person).collect();
    for received in people.into_iter().flat_map(|person| world.sandbox.received(person)) {
        if received.kind == ReceivedKind::Message {
            arrivals.entry(received.text).or_default().push(received.message_id);
        }
    }
    arrivals
}

/// How each attempt to send a text ended at Telegram.
fn attempts(world: &World) -> HashMap<String, Vec<Option<Outcome>>> {
    let mut attempts: HashMap<String, Vec<Option<Outcome>>> = HashMap::new();
    for call in world.bots.iter().flat_map(|bot| world.sandbox.calls(bot)) {
        if call.method == "sendMessage" {
            let text = call.params.get("text").cloned().unwrap_or_default();
            attempts.entry(text).or_default().push(call.outcome);
        }
    }
    attempts
}

/// Each follower saw every event of the log once and in order.
async fn events(api: &Api, followers: &[&Follower]) -> Result<usize> {
    let mut log: Vec<EventId> = Vec::new();
    loop {
        let after = log.last().map_or(0, |id| id.0);
        let page: Page<Event> = api.get(&format!("/events?after={after}&limit=200")).await?;
        if page.items.is_empty() {
            break;
        }
        log.extend(page.items.iter().map(|event| event.id));
    }
    ensure!(log.iter().map(|id| id.0).eq(1..=i64::try_from(log.len())?), "the log has gaps: {log:?}");
    for follower in followers {
        let seen = follower.seen();
        let seen = &seen.borrow().events;
        let odd = seen.iter().zip(&log).find(|(seen, logged)| seen != logged);
        ensure!(
            odd.is_none() && seen.len() == log.len(),
            "{} of {} events, at {odd:?}",
            seen.len(),
            log.len()
        );
    }
    Ok(log.len())
}
