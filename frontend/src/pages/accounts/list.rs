//! The accounts as a list, each with what to do next.

use leptos::prelude::*;
use openapi::{AccountId, IdentityId, accounts::Account, users::Role};

use super::{
    NoAccounts,
    import::Import,
    state::{Face, to_sign_in},
};
use crate::{
    api,
    components::{
        Ago, Avatar, Countdown, Drawing, Empty, Entry, Glyph, Icon, Loaded, Roster, Shelves, shows_archived,
    },
    fleet::use_fleet,
    i18n::{number, t},
    load::Load,
    react::memo,
    section::Section,
    session,
    title::use_title,
};

/// The list. The address holds what it shows.
#[component]
pub fn List() -> impl IntoView {
    use_title(|| t::accounts::title().to_owned());
    let archived = shows_archived();
    view! {
        <div class="page fill">
            <div class="page-head">
                <h1 class="grow">{t::accounts::title}</h1>
                <Shelves />
                <Show when=|| session::may(Role::Owner)>
                    <Import />
                </Show>
                <Show when=|| session::may(Role::Admin)>
                    <a class="btn primary" href="/accounts/new">
                        <Icon glyph=Glyph::Plus small=true />
                        {t::palette::add_account}
                    </a>
                </Show>
            </div>
            {move || if archived.get() { view! { <Archived /> }.into_any() } else { view! { <Present /> }.into_any() }}
        </div>
    }
}

#[component]
fn Present() -> impl IntoView {
    let fleet = use_fleet();
    view! {
        <Loaded value=fleet.accounts let:accounts>
            <Show when=move || accounts.with(|accounts| !accounts.is_empty()) fallback=NoAccounts>
                <Rows accounts />
            </Show>
        </Loaded>
    }
}

#[component]
fn Archived() -> impl IntoView {
    let accounts = Load::new(api::accounts::archived);
    let nothing = || {
        view! { <Empty drawing=Drawing::Accounts title=t::accounts::none_archived text=t::accounts::none_archived_text /> }
    };
    view! {
        <Loaded value=accounts let:accounts>
            <Show when=move || accounts.with(|accounts| !accounts.is_empty()) fallback=nothing>
                <Rows accounts />
            </Show>
        </Loaded>
    }
}

#[component]
fn Rows(accounts: Signal<Vec<Account>>) -> impl IntoView {
    let entries =
        Signal::derive(move || accounts.with(|accounts| accounts.iter().map(entry).collect::<Vec<_>>()));
    let row = Callback::new(move |id: IdentityId| view! { <Row id=id.into() accounts /> }.into_any());
    view! {
        <Roster entries row label=t::accounts::title find=t::accounts::find not_found=t::accounts::not_found_text />
    }
}

fn entry(account: &Account) -> Entry {
    let face = Face::of(account);
    let phone = account.phone.as_deref().unwrap_or_default();
    let username = account.username.as_deref().unwrap_or_default();
    let profile = account.profile_name.as_deref().unwrap_or_default();
    Entry {
        order: (face.urgency(), account.name.to_lowercase()),
        id: account.id.into(),
        text: format!("{} {phone} @{username} {profile}", account.name).to_lowercase(),
        state: face.word(),
    }
}

#[component]
fn Row(id: AccountId, accounts: Signal<Vec<Account>>) -> impl IntoView {
    let account = memo(move || accounts.with(|all| all.iter().find(|account| account.id == id).cloned()));
    move || Some(shown(&account.get()?))
}

fn shown(account: &Account) -> AnyView {
    let fleet = use_fleet();
    let id = account.id;
    let face = Face::of(account);
    let known_as = known_as(account);
    let next = to_sign_in(account).filter(|_| session::may(Role::Admin));
    let last = account.last_update_at;
    let unread = move || Some(fleet.unread_of(Section::Accounts, id.into())).filter(|count| *count > 0);
    let retry_at = account.standing.retry_at;
    view! {
        <div class="member account">
            <Avatar name=Signal::stored(account.name.clone()) small=true />
            <a class="who" href=format!("/accounts/{id}")>
                <b class="cut">{account.name.clone()}</b>
                <span class="cut">{known_as}</span>
            </a>
            <span class="standing">
                <span class=format!("tag {}", face.tone())>{move || face.name()}</span>
                <span class="next small dim">
                    {retry_at.map(|until| view! { <Countdown until=Signal::stored(until) />" · " })}
                    {move || face.meaning()}
                </span>
            </span>
            <span class="last small dim">
                {match (next, last) {
                    (Some(label), _) => view! { <a class="btn" href=format!("/accounts/{id}/login")>{label}</a> }.into_any(),
                    (None, Some(at)) => view! { <Ago at=Signal::stored(at) /> }.into_any(),
                    (None, None) => ().into_any(),
                }}
            </span>
            <span class="unread">
                {move || unread().map(|count| view! { <span class="badge">{number(count)}</span> })}
            </span>
        </div>
    }
    .into_any()
}

/// Phone number and username, where they say more than the name.
pub fn known_as(account: &Account) -> String {
    let phone = account.phone.clone().filter(|phone| *phone != account.name);
    let username = account.username.as_ref().map(|name| format!("@{name}"));
    [phone, username].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
