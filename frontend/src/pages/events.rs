//! What happened to a bot or an account lately, newest first, as it happens.

use leptos::prelude::*;
use openapi::{
    IdentityId,
    events::{Event, EventData},
    messages::{DeliveryState, Message},
};

use crate::{
    api,
    components::{Ago, Drawing, Each, Empty, Glyph, Icon, Loaded},
    i18n::t,
    live::{News, use_live},
    load::Load,
    pages::{accounts, bots},
    section::Section,
};

/// How many are shown.
const SHOWN: usize = 30;

/// The list.
#[component]
pub fn Events(section: Section, #[prop(into)] id: Signal<IdentityId>) -> impl IntoView {
    let events = Load::new(move || {
        let id = id.get();
        async move { Ok(api::events::of(section, id, SHOWN).await?.items) }
    });
    use_live(section, move |news| match news {
        News::Opened => events.refetch(),
        News::Event(event) if is_of(event, id.get_untracked()) => events.update(|events| {
            events.insert(0, (*event).clone());
            events.truncate(SHOWN);
        }),
        News::Event(_) | News::Typing(_) => {}
    });
    let nothing =
        || view! { <Empty drawing=Drawing::Calm title=t::events::none text=t::events::none_text /> };
    view! {
        <section class="card">
            <header class="card-head"><h2>{t::events::title}</h2></header>
            <Loaded value=events let:events>
                <Show when=move || events.with(|events| !events.is_empty()) fallback=nothing>
                    <ol class="rows">
                        <Each each=move || told(events.get()) key=|event| event.id children=move |event| line(section, event) />
                    </ol>
                </Show>
            </Loaded>
        </section>
    }
}

fn is_of(event: &Event, id: IdentityId) -> bool {
    match &event.data {
        EventData::MessageCreated(new) => new.message.identity_id == id,
        EventData::MessageUpdated(message) => message.identity_id == id,
        EventData::ChatUpdated(chat) => chat.identity_id == id,
        EventData::BotUpdated(bot) => id == bot.id.into(),
        EventData::AccountUpdated(account) => id == account.id.into(),
        EventData::ChatRead(_) | EventData::RuntimeUpdated(_) => false,
    }
}

/// Those that are worth a line: a bot or an account that stands as it did before is told of often, and is none.
fn told(events: Vec<Event>) -> Vec<Event> {
    let mut before = None;
    let differs = |event: &Event| {
        let stands = matches!(event.data, EventData::BotUpdated(_) | EventData::AccountUpdated(_));
        let state = stands.then(|| say(&event.data));
        let same = stands && state == before;
        before = state.or_else(|| before.take());
        !same
    };
    let mut told: Vec<Event> = events.into_iter().rev().filter(differs).collect();
    told.reverse();
    told
}

fn line(section: Section, event: Event) -> impl IntoView {
    let at = event.time;
    let place = |message: &Message| place(section, message);
    let (glyph, href) = match &event.data {
        EventData::MessageCreated(new) => (Glyph::Chat, Some(place(&new.message))),
        EventData::MessageUpdated(message) => (Glyph::Edit, Some(place(message))),
        EventData::ChatUpdated(chat) => (Glyph::Info, Some(format!("/{}/chats/{}", section.word(), chat.id))),
        EventData::BotUpdated(_) => (Glyph::Bot, None),
        EventData::AccountUpdated(_) => (Glyph::Person, None),
        EventData::ChatRead(_) => (Glyph::Check, None),
        EventData::RuntimeUpdated(_) => (Glyph::Info, None),
    };
    let what = move || say(&event.data);
    view! {
        <li class="event">
            <Icon glyph small=true />
            {match href {
                Some(href) => view! { <a href=href>{what}</a> }.into_any(),
                None => view! { <span>{what}</span> }.into_any(),
            }}
            <Ago at=Signal::stored(at) />
        </li>
    }
}

fn place(section: Section, message: &Message) -> String {
    format!("/{}/chats/{}?message={}", section.word(), message.chat_id, message.id)
}

fn say(data: &EventData) -> String {
    match data {
        EventData::MessageCreated(new) if new.message.outgoing => t::events::sent(&new.chat.title),
        EventData::MessageCreated(new) => t::events::came(&new.chat.title),
        EventData::MessageUpdated(message) => updated(message).to_owned(),
        EventData::ChatUpdated(chat) => t::events::chat(&chat.title),
        EventData::BotUpdated(bot) => {
            because(bots::state::name(bot.observed.state), bot.observed.reason.as_deref())
        }
        EventData::AccountUpdated(account) => {
            because(accounts::state::Face::of(account).name(), account.standing.reason.as_deref())
        }
        EventData::ChatRead(_) => t::events::read().to_owned(),
        EventData::RuntimeUpdated(runtime) if runtime.copy.is_some() => t::events::held().to_owned(),
        EventData::RuntimeUpdated(_) => t::events::let_go().to_owned(),
    }
}

fn updated(message: &Message) -> &'static str {
    match message.delivery.as_ref().map(|delivery| delivery.state) {
        _ if message.deleted_at.is_some() => t::events::deleted(),
        _ if message.edited_at.is_some() => t::events::edited(),
        Some(DeliveryState::Sent) => t::events::delivered(),
        Some(DeliveryState::Failed) => t::events::failed(),
        Some(DeliveryState::Unknown) => t::events::unknown(),
        Some(DeliveryState::Queued | DeliveryState::Sending) => t::events::on_its_way(),
        None => t::events::changed(),
    }
}

fn because(state: &str, reason: Option<&str>) -> String {
    reason.map_or_else(|| state.to_owned(), |reason| format!("{state}: {reason}"))
}
