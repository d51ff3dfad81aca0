//! Keeps the socket open: ticket, hello, frames, and again after a pause when it breaks.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use futures::{
    StreamExt,
    channel::mpsc::UnboundedReceiver,
    future::{Either, select},
};
use gloo_net::websocket::{Message, futures::WebSocket};
use gloo_timers::future::{TimeoutFuture, sleep};
use leptos::{
    logging::warn,
    prelude::{Set, Update, window},
};
use openapi::{
    EventId,
    events::{Event, Hello, Passing},
};
use serde::Deserialize;

use super::{Line, News, State, tell};
use crate::{api, section::Section};

/// The server says hello at once; silence for this long (ms) means the way there is broken.
const HELLO: u32 = 10_000;
/// Quiet for this long (ms) while catching up means that all of it is here.
const QUIET: u32 = 1_000;
/// How often (ms) a quiet connection is looked after.
const TICK: u32 = 20_000;
/// A pause that took this long was a sleep of the device; hidden pages are woken once a minute.
const SLEPT: TimeDelta = TimeDelta::seconds(120);

/// What every frame has, whatever this version knows of its type.
#[derive(Deserialize)]
struct Head {
    id: Option<EventId>,
}

/// Connects, listens and connects again, until aborted.
pub async fn run(line: Line, mut woken: UnboundedReceiver<()>) {
    let (mut cursor, mut failures) = (None, 0);
    loop {
        let opened = connection(line, &mut cursor, &mut woken).await.is_some();
        failures = if opened { 0 } else { failures + 1 };
        wait(line, failures, &mut woken).await;
    }
}

/// Waits for the network, a pause that grows with the failures, or a person who will not wait.
async fn wait(line: Line, failures: u32, woken: &mut UnboundedReceiver<()>) {
    while !window().navigator().on_line() {
        line.state.set(State::Offline);
        woken.next().await;
    }
    let pause = pause(failures, js_sys::Math::random());
    line.state.set(State::Waiting { until: Utc::now() + TimeDelta::from_std(pause).unwrap_or_default() });
    select(sleep(pause), woken.next()).await;
}

/// Half a second, doubling up to 15, and by chance up to half of it more, so that many pages do not return as one.
fn pause(failures: u32, chance: f64) -> Duration {
    let base = 500.0 * 2_f64.powi(i32::try_from(failures.min(5)).unwrap_or(5));
    Duration::from_secs_f64(base.min(15_000.0) * (1.0 + chance / 2.0) / 1_000.0)
}

/// One connection from ticket to end; nothing if it did not even open. A sign-in that is over shows at the next ticket.
async fn connection(
    line: Line,
    cursor: &mut Option<EventId>,
    woken: &mut UnboundedReceiver<()>,
) -> Option<()> {
    let ticket = api::auth::ws_ticket().await.ok()?.ticket;
    let after = cursor.map(|cursor| format!("&after={cursor}")).unwrap_or_default();
    let section = line.section.word();
    let url = format!("{}/ws/{section}/notifications?ticket={ticket}{after}", origin());
    let mut socket = WebSocket::open(&url).ok()?;
    let Either::Left((Some(Ok(Message::Text(text))), _)) =
        select(socket.next(), TimeoutFuture::new(HELLO)).await
    else {
        return None;
    };
    let hello: Hello = serde_json::from_str(&text).ok()?;
    let mut missed = missed(line, cursor, hello.cursor);
    loop {
        let since = Utc::now();
        let pause = TimeoutFuture::new(if missed.is_some() { QUIET } else { TICK });
        match select(socket.next(), select(pause, woken.next())).await {
            Either::Left((Some(Ok(Message::Text(text))), _)) => {
                let logged = receive(line.section, &text, cursor);
                missed = missed.map(|count| count + i64::from(logged));
                if *cursor >= Some(hello.cursor) {
                    caught_up(line, missed.take());
                }
            }
            Either::Left((Some(Ok(Message::Bytes(_))), _)) => {}
            Either::Right((Either::Left(_), _)) if Utc::now() - since < SLEPT => {
                caught_up(line, missed.take());
            }
            // closed; or the device slept or changed its network, and this way is dead without our being told
            Either::Left(_) | Either::Right(_) => return Some(()),
        }
    }
}

/// Starts to count what was missed; the first connection of a page has missed nothing.
fn missed(line: Line, cursor: &mut Option<EventId>, newest: EventId) -> Option<i64> {
    match *cursor {
        None => {
            *cursor = Some(newest);
            line.state.set(State::Live);
            tell(line.section, &News::Opened);
            None
        }
        Some(seen) if seen < newest => {
            line.state.set(State::CatchingUp { behind: newest.0 - seen.0 });
            Some(0)
        }
        // the server began anew, from a backup perhaps: what the page knows may not be so any more
        Some(seen) if seen > newest => {
            *cursor = None;
            self::missed(line, cursor, newest)
        }
        Some(_) => {
            line.state.set(State::Live);
            None
        }
    }
}

fn caught_up(line: Line, missed: Option<i64>) {
    if let Some(count) = missed {
        line.state.set(State::Live);
        line.missed.update(|missed| *missed = Some(missed.unwrap_or_default() + count));
    }
}

/// Tells an event. One of a type that this version does not know is passed over, but counts as seen. Answers whether
/// it is in the log: what is passing has no id, and nobody misses it.
fn receive(section: Section, text: &str, cursor: &mut Option<EventId>) -> bool {
    let seen = match serde_json::from_str::<Event>(text) {
        // after a resume the server may repeat what was on its way
        Ok(event) if Some(event.id) <= *cursor => return true,
        Ok(event) => {
            tell(section, &News::Event(&event));
            Some(event.id)
        }
        Err(error) => {
            if let Ok(Passing::ChatTyping(typing)) = serde_json::from_str(text) {
                tell(section, &News::Typing(&typing));
                return false;
            }
            warn!("an event could not be read: {error}");
            serde_json::from_str::<Head>(text).ok().and_then(|head| head.id)
        }
    };
    *cursor = (*cursor).max(seen);
    true
}

/// This origin, as sockets name it.
fn origin() -> String {
    let location = window().location();
    let scheme = if location.protocol().is_ok_and(|scheme| scheme == "https:") { "wss" } else { "ws" };
    format!("{scheme}://{}", location.host().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_differ() {
        assert_eq!(pause(0, 0.0), Duration::from_millis(500));
        assert_eq!(pause(3, 0.0), Duration::from_secs(4));
        assert_eq!(pause(40, 0.0), Duration::from_secs(15));
        assert_eq!(pause(0, 1.0), Duration::from_millis(750));
    }
}
