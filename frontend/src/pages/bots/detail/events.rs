//! What happened to a bot lately, newest first, as it happens.

use leptos::prelude::*;
use openapi::{
    BotId,
    bots::Bot,
    events::{Event, EventData},
    messages::{DeliveryState, Message},
};

use crate::{
    api,
    components::{Ago, Drawing, Each, Empty, Glyph, Icon, Loaded},
    i18n::t,
    live::{News, use_live},
    load::Load,
    pages::bots::state,
};

/// How many are shown.
const SHOWN: usize = 30;

/// The list.
#[component]
pub fn Events(bot: Memo<BotId>) -> impl IntoView {
    let events = Load::new(move || {
        let id = bot.get();
        async move { Ok(api::events::of_bot(id, SHOWN).await?.items) }
    });
    use_live(move |news| match news {
        News::Opened => events.refetch(),
        News::Event(event) if is_of(event, bot.get_untracked()) => events.update(|events| {
            events.insert(0, (*event).clone());
            events.truncate(SHOWN);
        }),
        News::Event(_) => {}
    });
    let nothing =
        || view! { <Empty drawing=Drawing::Calm title=t::bots::no_events text=t::bots::no_events_text /> };
    view! {
        <section class="card">
            <header class="card-head"><h2>{t::bots::events}</h2></header>
            <Loaded value=events let:events>
                <Show when=move || events.with(|events| !events.is_empty()) fallback=nothing>
                    <ol class="rows">
                        <Each each=move || events.get() key=|event| event.id children=line />
                    </ol>
                </Show>
            </Loaded>
        </section>
    }
}

fn is_of(event: &Event, id: BotId) -> bool {
    match &event.data {
        EventData::MessageCreated(new) => new.message.identity_id == id.into(),
        EventData::MessageUpdated(message) => message.identity_id == id.into(),
        EventData::ChatUpdated(chat) => chat.identity_id == id.into(),
        EventData::BotUpdated(bot) => bot.id == id,
        EventData::AccountUpdated(_) | EventData::ChatRead(_) => false,
    }
}

fn line(event: Event) -> impl IntoView {
    let at = event.time;
    let (glyph, href) = match &event.data {
        EventData::MessageCreated(new) => (Glyph::Chat, Some(place(&new.message))),
        EventData::MessageUpdated(message) => (Glyph::Edit, Some(place(message))),
        EventData::ChatUpdated(chat) => (Glyph::Info, Some(format!("/bots/chats/{}", chat.id))),
        EventData::BotUpdated(_) | EventData::AccountUpdated(_) => (Glyph::Bot, None),
        EventData::ChatRead(_) => (Glyph::Check, None),
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

fn place(message: &Message) -> String {
    format!("/bots/chats/{}?message={}", message.chat_id, message.id)
}

fn say(data: &EventData) -> String {
    match data {
        EventData::MessageCreated(new) if new.message.outgoing => t::events::sent(&new.chat.title),
        EventData::MessageCreated(new) => t::events::came(&new.chat.title),
        EventData::MessageUpdated(message) => updated(message).to_owned(),
        EventData::ChatUpdated(chat) => t::events::chat(&chat.title),
        EventData::BotUpdated(bot) => stands(bot),
        EventData::AccountUpdated(account) => account.name.clone(),
        EventData::ChatRead(_) => t::events::read().to_owned(),
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

fn stands(bot: &Bot) -> String {
    let state = state::name(bot.observed.state);
    match &bot.observed.reason {
        Some(reason) => format!("{state}: {reason}"),
        None => state.to_owned(),
    }
}
