//! Looks a group or channel up at Telegram: one field, and what it is.

use leptos::{ev, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    location::Url,
};
use openapi::{
    AccountId, Code,
    chats::ChatKind,
    communities::{Community, CommunityChat, CommunityRole, Post},
    users::Role,
};

use super::{inbox::identity, portrait::Portrait};
use crate::{
    api::{self, Error},
    components::{Ago, Bones, Copy, Drawing, Empty, Field, Glyph, Icon, Problems},
    deed::Deed,
    fleet::use_fleet,
    i18n::{number, t},
    react::{effect, memo},
    section::Section,
    session,
    title::use_title,
};

/// The page. The address holds what is looked up, and by which account.
#[component]
pub fn Communities() -> impl IntoView {
    use_title(|| t::shell::communities().to_owned());
    let query = use_query_map();
    let wanted = memo(move || {
        query.with(|query| {
            let account = query.get("account").and_then(|id| id.parse::<AccountId>().ok());
            (query.get("link").unwrap_or_default(), account)
        })
    });
    let navigate = use_navigate();
    let link = RwSignal::new(String::new());
    let account = RwSignal::new(None::<AccountId>);
    let found = RwSignal::new(None::<Community>);
    let asking = Deed::new();
    let ask = move |(text, account): (String, Option<AccountId>)| {
        found.set(None);
        asking.error.set(None);
        asking.run(api::communities::look_up(text, account), move |community| found.set(Some(community)));
    };
    effect(move || {
        let (text, by) = wanted.get();
        link.set(text.clone());
        account.set(by);
        if !text.is_empty() && session::may(Role::Operator) {
            ask((text, by));
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (text, by) = (link.get_untracked().trim().to_owned(), account.get_untracked());
        let asked = (text, by);
        if asked == wanted.get_untracked() {
            ask(asked);
        } else {
            let (text, by) = asked;
            let by = by.map(|by| format!("&account={by}")).unwrap_or_default();
            navigate(&format!("/communities?link={}{by}", Url::escape(&text)), NavigateOptions::default());
        }
    };
    let shown = move || {
        if asking.pending.get() {
            return view! { <div class="card"><Bones rows=3 /></div> }.into_any();
        }
        if asking.error.with(|error| error.as_ref().and_then(Error::code)) == Some(Code::NotFound) {
            let (title, text) = (t::communities::nothing, t::communities::nothing_text);
            return view! { <div class="card"><Empty drawing=Drawing::Search title text /></div> }.into_any();
        }
        match found.get() {
            Some(community) => view! { <Card community /> }.into_any(),
            None if asking.error.with(Option::is_some) => {
                view! { <Problems error=asking.error fields=&["link"] /> }.into_any()
            }
            None => {
                let (title, text) = (t::communities::first, t::communities::first_text);
                view! { <div class="card"><Empty drawing=Drawing::Search title text /></div> }.into_any()
            }
        }
    };
    let may = memo(|| session::may(Role::Operator));
    view! {
        <div class="page narrow">
            <div class="page-head"><h1>{t::communities::title}</h1></div>
            <Show when=move || may.get() fallback=|| view! { <p class="note">{t::errors::forbidden}</p> }>
                <form class="look-up" role="search" on:submit=submit.clone()>
                    <Field name="link" label=t::communities::link hint=t::communities::link_hint error=asking.error>
                        <input id="link" class="input" required maxlength="500" autofocus autocomplete="off" autocapitalize="none" spellcheck="false" bind:value=link />
                    </Field>
                    <By account />
                    <button type="submit" class="btn primary" disabled=move || asking.pending.get() || link.with(|link| link.trim().is_empty())>
                        <Icon glyph=Glyph::Search small=true />
                        {move || if asking.pending.get() { t::bots::asking_telegram() } else { t::communities::look_up() }}
                    </button>
                </form>
                <div aria-live="polite">{shown}</div>
            </Show>
        </div>
    }
}

/// Which account asks, where there is a choice.
#[component]
fn By(account: RwSignal<Option<AccountId>>) -> impl IntoView {
    let fleet = use_fleet();
    let all = memo(move || {
        let all = fleet.accounts.value.with(|all| all.clone().unwrap_or_default());
        all.into_iter().filter(|one| one.signed_in).map(|one| (one.id, one.name)).collect::<Vec<_>>()
    });
    let option = move |(id, name): (AccountId, String)| {
        view! { <option value=id.to_string() selected=move || account.get() == Some(id)>{name}</option> }
    };
    view! {
        <Show when=move || { all.with(Vec::len) > 1 }>
            <div class="field">
                <label for="account">{t::communities::by}</label>
                <select id="account" class="input" on:change:target=move |event| account.set(event.target().value().parse().ok())>
                    <option value="" selected=move || account.get().is_none()>{t::communities::by_any}</option>
                    {move || all.get().into_iter().map(option).collect_view()}
                </select>
            </div>
        </Show>
    }
}

/// What it is.
#[component]
fn Card(community: Community) -> impl IntoView {
    let fleet = use_fleet();
    let asked = community.account_id;
    let asked_by = move || fleet.account(asked).map(|account| account.name).unwrap_or_default();
    let id = community.telegram_id;
    let (members, posts) = (community.members, community.posts);
    let of = community.kind;
    let tags = move || {
        let role = match community.role {
            Some(CommunityRole::Creator) => Some(("tag ok", t::communities::creator())),
            Some(CommunityRole::Admin) => Some(("tag ok", t::communities::admin())),
            None if community.ours => Some(("tag ok", t::communities::ours())),
            None => None,
        };
        let joined = community.joined.then(|| ("tag", t::communities::joined()));
        let approval = community.needs_approval.then(|| ("tag warn", t::communities::approval()));
        let all = [Some(("tag", kind(of))), role, joined, approval].into_iter().flatten();
        all.map(|(class, text)| view! { <span class=class>{text}</span> }).collect_view()
    };
    view! {
        <article class="card" aria-label=community.title.clone()>
            <header class="card-body member-head">
                <Portrait photo=Signal::stored(community.photo) name=Signal::stored(community.title.clone()) />
                <div class="stack tight">
                    <h2>{community.title.clone()}</h2>
                    {community.username.clone().map(|name| view! {
                        <a href=format!("https://t.me/{name}") target="_blank" rel="noopener noreferrer">"@"{name.clone()}</a>
                    })}
                    <span class="row wrap">{tags}</span>
                </div>
            </header>
            <div class="card-body stack">
                {(!community.about.is_empty()).then(|| view! { <p class="about">{community.about.clone()}</p> })}
                <dl class="facts">
                    {id.map(|id| view! {
                        <dt>{t::bots::telegram_id}</dt>
                        <dd class="mono">{id}</dd>
                    })}
                    {members.map(|count| view! {
                        <dt>{if of == ChatKind::Channel { t::communities::subscribers } else { t::communities::members }}</dt>
                        <dd>{move || number(count)}</dd>
                    })}
                    {posts.map(|count| view! { <dt>{t::communities::posts}</dt><dd>{move || number(count)}</dd> })}
                    {community.last_post.as_ref().map(last_post)}
                    <dt>{t::communities::asked_by}</dt>
                    <dd><a href=format!("/accounts/{asked}")>{asked_by}</a></dd>
                </dl>
                <div class="row wrap">
                    {community.chats.iter().map(open).collect_view()}
                    {id.map(|id| view! { <Copy text=id.to_string() label=t::communities::copy_id /> })}
                </div>
            </div>
        </article>
    }
}

fn kind(kind: ChatKind) -> &'static str {
    match kind {
        ChatKind::Private => t::inbox::private(),
        ChatKind::Group => t::inbox::group(),
        ChatKind::Supergroup => t::inbox::supergroup(),
        ChatKind::Channel => t::inbox::channel(),
    }
}

fn last_post(post: &Post) -> AnyView {
    view! {
        <dt>{t::communities::last_post}</dt>
        <dd>
            <Ago at=Signal::stored(post.date) />
            {(!post.text.is_empty()).then(|| view! { <p class="dim">{post.text.clone()}</p> })}
        </dd>
    }
    .into_any()
}

/// The way to one of our chats with it.
fn open(chat: &CommunityChat) -> AnyView {
    let fleet = use_fleet();
    let (id, whose) = (chat.id, chat.identity_id);
    let section = move || fleet.account(whose.into()).map_or(Section::Bots, |_| Section::Accounts);
    let name = move || {
        let known = Section::ALL.into_iter().find_map(|section| identity::find(fleet, section, whose));
        known.map(|identity| identity.name).unwrap_or_default()
    };
    view! {
        <a class="btn" href=move || format!("/{}/chats/{}", section().word(), id)>
            <Icon glyph=Glyph::Chat small=true />
            {move || t::communities::open_chat(&name())}
        </a>
    }
    .into_any()
}
