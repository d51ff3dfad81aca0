//! Seeing what happened; `wait` makes a question wait for something new.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::{sync::Notify, time::timeout};

use super::{Answer, Error, Path, Query};
use crate::{bell, calls::Call, shared::Shared, world::UserId};

/// The longest wait, in seconds.
const LONGEST_WAIT: u64 = 60;

/// Where to begin, and how long to wait for something new.
#[derive(Deserialize)]
pub struct Since {
    /// How many are known already.
    #[serde(default)]
    after: u64,
    /// Seconds to wait if there is nothing new.
    #[serde(default)]
    wait: u64,
    /// Calls that are under way, too.
    #[serde(default)]
    open: bool,
}

impl Since {
    fn skip(&self) -> usize {
        usize::try_from(self.after).unwrap_or(usize::MAX)
    }

    /// Calls that are not known yet; those under way only if they are asked for.
    pub fn new_calls(&self, mut calls: Vec<Call>) -> Vec<Call> {
        calls.retain(|call| (self.open || call.outcome.is_some()) && call.number > self.after);
        calls
    }

    /// What is new, as soon as there is something, or nothing when the wait is over.
    pub async fn watch<T: Serialize>(&self, bell: &Notify, look: impl Fn() -> Vec<T>) -> Vec<T> {
        let news = bell::watch(bell, look, |seen: &Vec<T>| !seen.is_empty());
        timeout(Duration::from_secs(self.wait.min(LONGEST_WAIT)), news).await.unwrap_or_default()
    }
}

pub async fn received(
    State(shared): State<Arc<Shared>>,
    Path(person): Path<UserId>,
    Query(since): Query<Since>,
) -> Answer {
    shared.world().user(person).ok_or_else(|| Error::not_found("person not found"))?;
    let bell = shared.bell(person);
    let look = || {
        let world = shared.world();
        let all = world.user(person).map_or(&[][..], |user| &user.received);
        all.iter().skip(since.skip()).cloned().collect()
    };
    Ok(Json(json!(since.watch(&bell, look).await)))
}

pub async fn file(
    State(shared): State<Arc<Shared>>,
    Path((person, index)): Path<(UserId, usize)>,
) -> Result<Response, Error> {
    let world = shared.world();
    let received = world.user(person).and_then(|user| user.received.get(index));
    let file = received.and_then(|one| one.file.clone()).ok_or_else(|| Error::not_found("file not found"))?;
    Ok(([(header::CONTENT_TYPE, file.mime)], file.bytes).into_response())
}

/// Calls, those under way only if they are asked for; `after` is the number of the last one known.
pub async fn calls(
    State(shared): State<Arc<Shared>>,
    Path(bot): Path<UserId>,
    Query(since): Query<Since>,
) -> Answer {
    let desk = shared.desk(bot).ok_or_else(|| Error::not_found("bot not found"))?;
    let look = || since.new_calls(desk.calls.all());
    Ok(Json(json!(since.watch(&desk.calls.changed, look).await)))
}

pub async fn acknowledged(
    State(shared): State<Arc<Shared>>,
    Path(bot): Path<UserId>,
    Query(since): Query<Since>,
) -> Answer {
    let desk = shared.desk(bot).ok_or_else(|| Error::not_found("bot not found"))?;
    let look = || desk.mailbox().acknowledged().iter().skip(since.skip()).copied().collect();
    Ok(Json(json!(since.watch(&desk.wake, look).await)))
}
