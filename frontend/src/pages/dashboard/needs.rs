//! What needs a person: accounts that do not go on alone, and messages that Telegram refused or nobody knows of.

use leptos::prelude::*;
use openapi::{
    accounts::Account,
    messages::{DeliveryState, Message},
    stats::Stats,
};

use crate::{
    components::{Ago, Each, Glyph, Icon},
    fleet::use_fleet,
    i18n::t,
    pages::{accounts::state::Face, inbox::identity::find},
    section::Section,
};

/// The list: accounts, then messages, newest first; each line leads to where it can be settled.
#[component]
pub fn NeedsPerson(stats: Signal<Stats>) -> impl IntoView {
    let count = move || stats.with(|stats| stats.needs_person.len() + stats.accounts_in_need.len());
    view! {
        <section class="card">
            <header class="card-head">
                <h2>{t::dashboard::needs_person}</h2>
                <Show when=move || { count() > 0 }>
                    <span class="badge">{count}</span>
                </Show>
            </header>
            <Show
                when=move || { count() > 0 }
                fallback=Calm
            >
                <ul class="rows">
                    <Each
                        each=move || stats.with(|stats| stats.accounts_in_need.clone())
                        key=|account| (account.id, account.standing.state)
                        let:account
                    >
                        {stuck(account)}
                    </Each>
                    <Each
                        each=move || stats.with(|stats| stats.needs_person.clone())
                        key=|message| (message.id, message.delivery.clone().map(|delivery| delivery.state))
                        let:message
                    >
                        <Line message />
                    </Each>
                </ul>
            </Show>
        </section>
    }
}

/// One line: what is well takes no room.
#[component]
fn Calm() -> impl IntoView {
    view! {
        <p class="card-body row">
            <Icon glyph=Glyph::Check />
            <span><b>{t::dashboard::calm}</b>". "<span class="dim">{t::dashboard::calm_text}</span></span>
        </p>
    }
}

fn stuck(account: Account) -> AnyView {
    let face = Face::of(&account);
    let since = account.standing.since;
    view! {
        <li>
            <a class="who wrap" href=format!("/accounts/{}", account.id)>
                <span>{account.name}</span>
                <span>{move || face.meaning()}" · "<Ago at=Signal::stored(since) /></span>
            </a>
            <span class=format!("tag {}", face.tone())>{move || face.name()}</span>
        </li>
    }
    .into_any()
}

#[component]
fn Line(message: Message) -> impl IntoView {
    let fleet = use_fleet();
    let whose = message.identity_id;
    let identity = move || Section::ALL.into_iter().find_map(|section| find(fleet, section, whose));
    let delivery = message.delivery.clone();
    let unknown = delivery.as_ref().is_some_and(|delivery| delivery.state == DeliveryState::Unknown);
    let why = delivery.and_then(|delivery| delivery.error).unwrap_or_default();
    let text = if message.text.is_empty() { None } else { Some(message.text.clone()) };
    let (chat, id) = (message.chat_id, message.id);
    let section = move || fleet.account(whose.into()).map_or(Section::Bots, |_| Section::Accounts);
    let href = move || format!("/{}/chats/{chat}?message={id}", section().word());
    let (tag, label): (_, fn() -> &'static str) =
        if unknown { ("tag warn", t::dashboard::unknown) } else { ("tag bad", t::dashboard::failed) };
    view! {
        <li>
            <a class="who" href=href>
                <span>{move || text.clone().unwrap_or_else(|| t::dashboard::a_file().into())}</span>
                <span>
                    {move || identity().map(|identity| format!("{} · ", identity.label))}
                    <Ago at=Signal::stored(message.sent_at) />
                </span>
                <span title=why.clone()>{why.clone()}</span>
            </a>
            <span class=tag>{label}</span>
        </li>
    }
}
