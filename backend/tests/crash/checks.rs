//! What must be true in the end, whatever was killed when.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use anyhow::{Context, Result, ensure};
use openapi::{
    EventId, MessageId, Page,
    accounts::AccountState,
    chats::Chat,
    events::Event,
    messages::{DeliveryState, Message, MessageKind, MessagePage},
};
use sandbox::Outcome;

use super::{
    api::Api,
    follower::{Follower, Seen},
    load::{Answer, Log, Written},
    world::{Place, World},
};

/// Every message that is stored, and where; oldest first in each chat.
type Stored = Vec<(Place, Message)>;

/// Waits until nothing is under way any more.
pub async fn rest(world: &World, log: &Log, followers: &[&Follower]) -> Result<()> {
    world.all_acknowledged().await?;
    let sent: Vec<MessageId> = log.answers().iter().filter_map(|answer| answer.message).collect();
    let mut said: BTreeSet<String> = BTreeSet::new();
    said.extend(
        log.written().into_iter().filter(|it| !it.deleted && !world.is_bots(it.place)).map(|it| it.text),
    );
    let well = |seen: &Seen| {
        seen.accounts.values().all(|account| account.running && account.standing.state == AccountState::Ok)
    };
    for follower in followers {
        let open = |seen: &Seen| -> Vec<MessageId> {
            sent.iter().copied().filter(|id| !seen.is_settled(*id)).collect()
        };
        let settled = follower.wait("what became of every answer", |seen| open(seen).is_empty()).await;
        settled.with_context(|| {
            let seen = follower.seen();
            let seen = seen.borrow();
            let standings: Vec<_> = seen.accounts.values().map(|account| &account.standing).collect();
            format!("open: {:?}; the accounts: {standings:?}", open(&seen))
        })?;
        let untold = |seen: &Seen| {
            let told: HashSet<&String> = seen.told.values().flat_map(HashMap::values).collect();
            said.iter().filter(|text| !told.contains(text)).cloned().collect::<Vec<_>>()
        };
        let told = follower.wait("what was written to accounts", |seen| untold(seen).is_empty()).await;
        told.with_context(|| format!("untold: {:?}", untold(&follower.seen().borrow())))?;
        follower.wait("every account well", well).await?;
    }
    let newest: Page<Event> = followers[0].api.get("/events?limit=1").await?;
    let newest = newest.items.first().map(|event| event.id);
    for follower in followers {
        follower.wait("the newest event", |seen| seen.events.last().copied() >= newest).await?;
    }
    Ok(())
}

/// What can become of an answer: whose it was, and how it ended.
pub type End = (&'static str, &'static str);

/// Checks everything and returns a line of figures. The load was hard enough if answers ended in all of these ways.
pub async fn check(world: &World, log: &Log, followers: &[&Follower], hard: &[End]) -> Result<String> {
    let api = &followers[0].api;
    let stored = stored(world, api).await?;
    let questions = incoming(world, log, &stored)?;
    let outcomes = outgoing(world, log, &stored)?;
    let is_hard = hard.iter().all(|outcome| outcomes.contains_key(outcome));
    ensure!(is_hard, "the load is too tame: {outcomes:?}");
    let events = events(api, followers).await?;
    Ok(format!("{questions} questions, {events} events, answers: {outcomes:?}"))
}

/// All messages of all chats.
async fn stored(world: &World, api: &Api) -> Result<Stored> {
    let mut stored = Vec::new();
    for list in ["/bots/chats?limit=200", "/accounts/chats?limit=200"] {
        let mut path = list.to_owned();
        loop {
            let page: Page<Chat> = api.get(&path).await?;
            for chat in page.items {
                let (place, messages) = (world.place(&chat)?, thread(api, &chat).await?);
                let incoming: Vec<_> = messages.iter().filter(|message| !message.outgoing).collect();
                // what was there before its account came, or was deleted when only the list had shown it, was never news
                let is_news = |it: &&&Message| it.deleted_at.is_none() && it.kind != MessageKind::Service;
                let alive = incoming.iter().filter(is_news).count();
                let count = usize::try_from(chat.incoming_count)?;
                ensure!(
                    (alive..=incoming.len()).contains(&count),
                    "{chat:?} miscounts its {}",
                    incoming.len()
                );
                stored.extend(messages.into_iter().map(|message| (place, message)));
            }
            let Some(cursor) = page.next_cursor else { break };
            path = format!("{list}&cursor={cursor}");
        }
    }
    Ok(stored)
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

/// Every message a person wrote is stored once, in its order and as it is now, and nothing else is. What was deleted
/// may have been so before the server could see it.
fn incoming(world: &World, log: &Log, stored: &Stored) -> Result<usize> {
    let mut wanted: BTreeMap<Place, Vec<(i64, Written)>> = BTreeMap::new();
    for written in log.written() {
        let number = world.sandbox().message_id(written.place.ours, written.id);
        wanted.entry(written.place).or_default().push((number, written));
    }
    let mut found: BTreeMap<Place, Vec<&Message>> = BTreeMap::new();
    for (place, message) in stored.iter().filter(|(_, m)| !m.outgoing && m.kind != MessageKind::Service) {
        found.entry(*place).or_default().push(message);
    }
    let count = wanted.values().map(Vec::len).sum();
    for (place, mut wanted) in wanted {
        let found = found.remove(&place).unwrap_or_default();
        let ids: Vec<i64> = found.iter().filter_map(|message| message.telegram_id).collect();
        wanted.retain(|(id, written)| !written.deleted || ids.contains(id));
        let is_same = |((id, written), message): (&(i64, Written), &&Message)| {
            message.telegram_id == Some(*id)
                && message.deleted_at.is_some() == written.deleted
                && (written.deleted || message.text == written.text)
        };
        ensure!(
            wanted.len() == found.len() && wanted.iter().zip(&found).all(is_same),
            "{place:?}: written was {wanted:#?}; stored is {found:#?}"
        );
    }
    ensure!(found.is_empty(), "stored, but nobody wrote it: {found:#?}");
    Ok(count)
}

/// Every answer that was taken is stored once, was asked of Telegram once at most, and its state is the truth.
fn outgoing(world: &World, log: &Log, stored: &Stored) -> Result<BTreeMap<End, usize>> {
    let arrivals = arrivals(world);
    let attempts = attempts(world);
    let mut rows: HashMap<&str, Vec<&(Place, Message)>> = HashMap::new();
    for row in stored.iter().filter(|(_, m)| m.outgoing && m.kind != MessageKind::Service) {
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
        let outcome = outcome.map_err(|what| anyhow::anyhow!("{what}: {}", context()))?;
        let whose = if world.is_bots(answer.place) { "bots" } else { "accounts" };
        *outcomes.entry((whose, outcome)).or_default() += 1;
    }
    ensure!(rows.is_empty(), "stored, but nobody sent it: {rows:#?}");
    let sent: HashSet<&str> = answers.iter().map(|answer| answer.text.as_str()).collect();
    let strange: Vec<_> = arrivals.keys().filter(|text| !sent.contains(text.as_str())).collect();
    ensure!(strange.is_empty(), "arrived, but nobody sent it: {strange:?}");
    Ok(outcomes)
}

/// What became of an answer, or what is wrong with that.
fn outcome(
    world: &World,
    answer: &Answer,
    rows: &[&(Place, Message)],
    arrived: &[i64],
    attempts: &[Option<Outcome>],
) -> Result<&'static str, &'static str> {
    let Some(id) = answer.message else {
        return if rows.is_empty() && arrived.is_empty() { Ok("refused") } else { Err("refused, yet there") };
    };
    let [(place, message)] = rows else { return Err("not stored once") };
    if (*place, message.id) != (answer.place, id) {
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
        DeliveryState::Unknown if world.is_bots(*place) => Ok("unknown"),
        DeliveryState::Unknown => Err("unknown, though it has a number to ask again with"),
        _ if unheard => Err("nobody knows, yet it is not unknown"),
        DeliveryState::Sent => {
            let number = message.telegram_id.ok_or("sent without an id")?;
            if arrived == [number] { Ok("sent") } else { Err("sent, but it did not arrive once") }
        }
        DeliveryState::Failed if message.delivery.as_ref().is_none_or(|it| it.error.is_none()) => {
            Err("failed without a word")
        }
        DeliveryState::Failed if arrived.is_empty() => Ok("failed"),
        DeliveryState::Failed => Err("failed, but it arrived"),
        DeliveryState::Queued | DeliveryState::Sending => Err("never settled"),
    }
}

/// What ours wrote that is at Telegram, by its text: the ids they know it by.
fn arrivals(world: &World) -> HashMap<String, Vec<i64>> {
    let mut arrivals: HashMap<String, Vec<i64>> = HashMap::new();
    let talks = world.of_bots.iter().chain(&world.of_accounts).chain([&world.blocker]);
    let places: BTreeSet<Place> = talks.map(|talk| talk.place).collect();
    for place in places {
        for message in world.sandbox().history(place.chat).iter().filter(|it| it.author == place.ours) {
            let Some(text) = message.content.text().map(|text| text.text.clone()) else { continue };
            arrivals.entry(text).or_default().push(world.sandbox().message_id(place.ours, message.id));
        }
    }
    arrivals
}

/// How each attempt to send a text ended at Telegram.
fn attempts(world: &World) -> HashMap<String, Vec<Option<Outcome>>> {
    let mut attempts: HashMap<String, Vec<Option<Outcome>>> = HashMap::new();
    for call in world.bots.iter().flat_map(|bot| world.sandbox().calls(bot)) {
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
