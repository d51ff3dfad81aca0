//! The thread: days, the unread line, messages; and the way back to its end.

use chrono::{Datelike, Local, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use leptos::prelude::*;

use super::super::{message::Bubble, open::use_open};
use crate::{
    components::{Drawing, Empty, Glyph, Icon, VirtualList, use_now},
    i18n::{
        format::{Style, moment},
        number, t,
    },
    inbox::thread::{Item, Thread},
    react::memo,
};

/// How high a row probably is, in pixels.
const ROW: f64 = 56.0;
/// No zone's day lacks it.
const NOON: NaiveTime = NaiveTime::from_hms_opt(12, 0, 0).unwrap();

/// The messages of the open chat.
#[component]
pub fn Messages() -> impl IntoView {
    let open = use_open();
    let items = memo(move || open.rows.with(|rows| rows.items.clone()));
    let loaded = memo(move || open.thread.with(Thread::is_loaded));
    let empty = memo(move || loaded.get() && items.with(Vec::is_empty));
    let menu = Callback::new(move |item| {
        if let Item::Message(key) = item {
            open.show_menu(key);
        }
    });
    view! {
        <div class="thread">
            <Show when=move || !loaded.get() && open.error.with(Option::is_none)>
                <Bones />
            </Show>
            <Show when=move || empty.get()>
                <Empty drawing=Drawing::Chats title=t::inbox::no_messages text=t::inbox::no_messages_text />
            </Show>
            <VirtualList
                keys=items
                row=draw
                label=t::inbox::messages
                estimate=ROW
                handle=open.list
                stick_to_end=true
                on_open=menu
                on_near_start=move |()| open.load_before()
                on_near_end=move |()| open.load_after()
            />
            <ToEnd />
        </div>
    }
}

fn draw(item: Item) -> AnyView {
    match item {
        Item::Day(day) => view! { <Day day /> }.into_any(),
        Item::Unread => view! { <Unread /> }.into_any(),
        Item::Message(key) => view! { <Bubble key /> }.into_any(),
    }
}

#[component]
fn Day(day: NaiveDate) -> impl IntoView {
    let now = use_now();
    let text = move || {
        let today = now.get().with_timezone(&Local).date_naive();
        if day == today {
            t::inbox::today().to_owned()
        } else if day + TimeDelta::days(1) == today {
            t::inbox::yesterday().to_owned()
        } else {
            date(day, today)
        }
    };
    view! { <div class="day"><span>{text}</span></div> }
}

/// A day as it is told apart from those around it.
fn date(day: NaiveDate, today: NaiveDate) -> String {
    let style = if day.year() == today.year() { Style::Day } else { Style::Date };
    let noon = Local.from_local_datetime(&day.and_time(NOON)).earliest();
    noon.map(|noon| moment(noon.to_utc(), style)).unwrap_or_default()
}

#[component]
fn Unread() -> impl IntoView {
    let open = use_open();
    let count = memo(move || open.rows.with(|rows| i64::try_from(rows.new).unwrap_or(i64::MAX)));
    view! { <div class="new" role="separator">{move || t::inbox::new_messages(count.get())}</div> }
}

/// The way back to the newest message, and how many came meanwhile.
#[component]
fn ToEnd() -> impl IntoView {
    let open = use_open();
    let away = memo(move || {
        let away = !open.list.at_end.get() || !open.thread.with(Thread::is_at_end);
        away && open.thread.with(|thread| thread.is_loaded() && thread.last().is_some())
    });
    let new = memo(move || open.rows.with(|rows| rows.new));
    view! {
        <Show when=move || away.get()>
            <button type="button" class="btn square to-end" aria-label=t::inbox::to_end title=t::inbox::to_end on:click=move |_| open.jump_to_end()>
                <Icon glyph=Glyph::Down />
                <Show when=move || { new.get() > 0 }>
                    <span class="badge">{move || number(i64::try_from(new.get()).unwrap_or(i64::MAX))}</span>
                </Show>
            </button>
        </Show>
    }
}

/// The shape of a thread that is on its way.
#[component]
fn Bones() -> impl IntoView {
    let one = |class: &'static str| view! { <span class=format!("bone bubble {class}")></span> };
    view! {
        <div class="thread-bones late" aria-hidden="true">
            {["w3", "w5 o", "w2", "w6", "w4 o", "w3 o", "w5"].map(one).collect_view()}
        </div>
    }
}
