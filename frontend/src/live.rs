//! What happens at the server, as it happens: a socket for the bots and one for the accounts, resumed by their cursors.

mod socket;

use std::{cell::RefCell, rc::Rc};

use chrono::{DateTime, Utc};
use futures::{channel::mpsc::UnboundedSender, future::abortable};
use leptos::{ev, prelude::*, task::spawn_local};
use openapi::events::{Event, Typing};

use crate::{
    react::{effect, memo},
    section::Section,
};

/// How the connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Opening for the first time.
    Connecting,
    /// Everything that happens arrives at once.
    Live,
    /// Open again; what was missed is arriving.
    CatchingUp {
        /// How many events there were meanwhile.
        behind: i64,
    },
    /// Cut; it is tried again then.
    Waiting {
        /// When.
        until: DateTime<Utc>,
    },
    /// The device itself has no network.
    Offline,
}

impl State {
    /// How two sockets stand together: as the worse one does.
    fn with(self, other: Self) -> Self {
        match (self, other) {
            // both count the events of one log
            (Self::CatchingUp { behind: one }, Self::CatchingUp { behind: other }) => {
                Self::CatchingUp { behind: one.max(other) }
            }
            (Self::Waiting { until: one }, Self::Waiting { until: other }) => {
                Self::Waiting { until: one.min(other) }
            }
            _ if self.trouble() < other.trouble() => other,
            _ => self,
        }
    }

    const fn trouble(self) -> u8 {
        match self {
            Self::Live => 0,
            Self::Connecting => 1,
            Self::CatchingUp { .. } => 2,
            Self::Waiting { .. } => 3,
            Self::Offline => 4,
        }
    }
}

/// What listeners are told.
pub enum News<'a> {
    /// Something happened. Each event comes once, in order.
    Event(&'a Event),
    /// Someone writes. It is in no log.
    Typing(&'a Typing),
    /// The socket has opened for the first time, or the log began anew: what was read before may already be old.
    Opened,
}

/// The connection of this page.
#[derive(Clone, Copy)]
pub struct Live {
    /// How it stands.
    pub state: Memo<State>,
    /// How many events came when it last caught up, to be told once.
    pub caught_up: RwSignal<Option<i64>>,
    wake: StoredValue<Vec<UnboundedSender<()>>>,
}

impl Live {
    /// Tries at once instead of waiting.
    pub fn try_now(&self) {
        for wake in &*self.wake.read_value() {
            // closed only when the page is going away
            let _ = wake.unbounded_send(());
        }
    }
}

/// The socket of a section.
#[derive(Clone, Copy)]
struct Line {
    section: Section,
    state: RwSignal<State>,
    /// How many events came while either socket caught up.
    missed: RwSignal<Option<i64>>,
}

impl Line {
    /// Opens it for as long as the present owner lives; what is sent to the answer ends its pauses.
    fn open(self) -> UnboundedSender<()> {
        let (wake, woken) = futures::channel::mpsc::unbounded();
        let (task, handle) = abortable(socket::run(self, woken));
        spawn_local(async move {
            // ends by being aborted, when the person signs out
            let _ = task.await;
        });
        on_cleanup(move || handle.abort());
        wake
    }
}

type Listener = Rc<dyn Fn(&News)>;

thread_local! {
    static LISTENERS: RefCell<Vec<(u64, Section, Listener)>> = const { RefCell::new(Vec::new()) };
    static NEXT: RefCell<u64> = const { RefCell::new(0) };
}

/// Opens the connection for as long as the present owner lives.
pub fn provide() {
    let missed = RwSignal::new(None);
    let lines = Section::ALL.map(|section| Line { section, state: RwSignal::new(State::Connecting), missed });
    let live = Live {
        state: memo(move || lines.map(|line| line.state.get()).into_iter().fold(State::Live, State::with)),
        caught_up: RwSignal::new(None),
        wake: StoredValue::new(lines.into_iter().map(Line::open).collect()),
    };
    effect(move || {
        if let (State::Live, Some(count)) = (live.state.get(), missed.get()) {
            missed.set(None);
            live.caught_up.set(Some(count));
        }
    });
    let online = window_event_listener(ev::online, move |_| live.try_now());
    let offline = window_event_listener(ev::offline, move |_| live.try_now());
    on_cleanup(move || {
        online.remove();
        offline.remove();
    });
    provide_context(live);
}

/// The connection.
pub fn use_connection() -> Live {
    expect_context()
}

/// Tells `listener` everything that happens in a section, for as long as the present owner lives.
pub fn use_live(section: Section, listener: impl Fn(&News) + 'static) {
    let id = NEXT.with_borrow_mut(|next| {
        *next += 1;
        *next
    });
    LISTENERS.with_borrow_mut(|listeners| listeners.push((id, section, Rc::new(listener))));
    on_cleanup(move || LISTENERS.with_borrow_mut(|listeners| listeners.retain(|(other, ..)| *other != id)));
}

/// Tells every listener of a section. They may come and go while they are told.
fn tell(section: Section, news: &News) {
    let listeners: Vec<Listener> = LISTENERS.with_borrow(|all| {
        let of_section = all.iter().filter(|(_, wanted, _)| *wanted == section);
        of_section.map(|(.., listener)| listener.clone()).collect()
    });
    for listener in listeners {
        listener(news);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worse_socket_speaks_for_both() {
        let at = |second| DateTime::from_timestamp(second, 0).unwrap();
        let waiting = |second| State::Waiting { until: at(second) };
        assert_eq!(State::Live.with(waiting(1)), waiting(1));
        assert_eq!(waiting(2).with(waiting(1)), waiting(1));
        assert_eq!(State::Offline.with(waiting(1)), State::Offline);
        assert_eq!(State::CatchingUp { behind: 3 }.with(State::Live), State::CatchingUp { behind: 3 });
    }
}
