//! What happens at the server, as it happens: one socket per page, resumed by its cursor.

mod socket;

use std::{cell::RefCell, rc::Rc};

use chrono::{DateTime, Utc};
use futures::{channel::mpsc::UnboundedSender, future::abortable};
use leptos::{ev, prelude::*, task::spawn_local};
use openapi::events::Event;

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

/// What listeners are told.
pub enum News<'a> {
    /// Something happened. Each event comes once, in order.
    Event(&'a Event),
    /// The socket has opened for the first time, or the log began anew: what was read before may already be old.
    Opened,
}

/// The connection of this page.
#[derive(Clone, Copy)]
pub struct Live {
    /// How it stands.
    pub state: RwSignal<State>,
    /// How many events came when it last caught up, to be told once.
    pub caught_up: RwSignal<Option<i64>>,
    wake: StoredValue<UnboundedSender<()>>,
}

impl Live {
    /// Tries at once instead of waiting.
    pub fn try_now(&self) {
        // closed only when the page is going away
        let _ = self.wake.read_value().unbounded_send(());
    }
}

type Listener = Rc<dyn Fn(&News)>;

thread_local! {
    static LISTENERS: RefCell<Vec<(u64, Listener)>> = const { RefCell::new(Vec::new()) };
    static NEXT: RefCell<u64> = const { RefCell::new(0) };
}

/// Opens the connection for as long as the present owner lives.
pub fn provide() {
    let (wake, woken) = futures::channel::mpsc::unbounded();
    let live = Live {
        state: RwSignal::new(State::Connecting),
        caught_up: RwSignal::new(None),
        wake: StoredValue::new(wake),
    };
    let online = window_event_listener(ev::online, move |_| live.try_now());
    let offline = window_event_listener(ev::offline, move |_| live.try_now());
    let (task, handle) = abortable(socket::run(live, woken));
    spawn_local(async move {
        // ends by being aborted, when the person signs out
        let _ = task.await;
    });
    on_cleanup(move || {
        handle.abort();
        online.remove();
        offline.remove();
    });
    provide_context(live);
}

/// The connection.
pub fn use_connection() -> Live {
    expect_context()
}

/// Tells `listener` everything that happens, for as long as the present owner lives.
pub fn use_live(listener: impl Fn(&News) + 'static) {
    let id = NEXT.with_borrow_mut(|next| {
        *next += 1;
        *next
    });
    LISTENERS.with_borrow_mut(|listeners| listeners.push((id, Rc::new(listener))));
    on_cleanup(move || LISTENERS.with_borrow_mut(|listeners| listeners.retain(|(other, _)| *other != id)));
}

/// Tells every listener. They may come and go while they are told.
fn tell(news: &News) {
    let listeners: Vec<Listener> =
        LISTENERS.with_borrow(|all| all.iter().map(|(_, listener)| listener.clone()).collect());
    for listener in listeners {
        listener(news);
    }
}
