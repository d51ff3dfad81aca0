//! The audit log: who changed what, when, with before and after.

mod diff;

use leptos::prelude::*;
use leptos_router::hooks::query_signal;
use openapi::{AuditId, UserId, audit::AuditEntry};

use crate::{
    api::{self, audit::Filter},
    components::{Bones, Drawing, Each, Empty, ErrorPanel},
    i18n::{
        format::{Style, moment},
        t,
    },
    load::{Load, Paged},
    react::{effect, memo},
};

/// The log. The address holds the filter.
#[component]
pub fn Audit() -> impl IntoView {
    let (action, set_action) = query_signal::<String>("action");
    let (target, set_target) = query_signal::<String>("target");
    let (user, set_user) = query_signal::<UserId>("user_id");
    let entries = Paged::new(move |cursor| {
        let filter = Filter { action: action.get(), target: target.get(), user_id: user.get() };
        async move { api::audit::list(&filter, cursor).await }
    });
    let clear = move |_| {
        set_action.set(None);
        set_target.set(None);
        set_user.set(None);
    };
    let filtered =
        move || action.with(Option::is_some) || target.with(Option::is_some) || user.get().is_some();
    view! {
        <div class="page">
            <div class="page-head">
                <h1 class="grow">{t::settings::audit}</h1>
                <Show when=filtered>
                    <button type="button" class="btn quiet" on:click=clear>{t::audit::clear}</button>
                </Show>
                <Show when=move || target.with(Option::is_some)>
                    <span class="tag">{t::audit::one_target}</span>
                </Show>
                <ActionChoice action set_action entries />
                <UserChoice user set_user />
            </div>
            {move || entries.error.get().map(|error| view! { <ErrorPanel error retry=move |()| entries.refetch() /> })}
            <section class="card"><Entries entries /></section>
        </div>
    }
}

#[component]
fn Entries(entries: Paged<AuditEntry>) -> impl IntoView {
    let open = RwSignal::new(None::<AuditId>);
    let empty = memo(move || entries.items.with(|items| items.as_ref().map(Vec::is_empty)));
    move || {
        match empty.get() {
        None if entries.error.with(Option::is_some) => ().into_any(),
        None => view! { <Bones /> }.into_any(),
        Some(true) => view! { <Empty drawing=Drawing::Search title=t::audit::none text=t::audit::none_text /> }.into_any(),
        Some(false) => view! {
            <ul class="rows">
                <Each each=move || entries.items.get().unwrap_or_default() key=|entry| entry.id let:entry>
                    <Entry entry open />
                </Each>
            </ul>
            <Show when=move || entries.has_more()>
                <div class="card-body">
                    <button type="button" class="btn wide" disabled=entries.busy on:click=move |_| entries.more()>
                        {t::audit::more}
                    </button>
                </div>
            </Show>
        }
        .into_any(),
    }
    }
}

#[component]
fn Entry(entry: AuditEntry, open: RwSignal<Option<AuditId>>) -> impl IntoView {
    let id = entry.id;
    let is_open = move || open.get() == Some(id);
    let toggle = move |_| open.update(|open| *open = if *open == Some(id) { None } else { Some(id) });
    let (actor, action, target, at) =
        (entry.actor.clone(), entry.action.clone(), entry.target_name.clone(), entry.time);
    let entry = StoredValue::new(entry);
    view! {
        <li class="audit-row" class:open=is_open>
            <button type="button" class="audit-line" aria-expanded=move || is_open().to_string() on:click=toggle>
                <span class="small dim nowrap">{move || moment(at, Style::Full)}</span>
                <b class="cut">{actor}</b>
                <code>{action}</code>
                <span class="cut">{target}</span>
            </button>
            <Show when=is_open>
                {move || entry.with_value(|entry| view! { <diff::Changes entry=entry.clone() /> })}
            </Show>
        </li>
    }
}

/// Chooses among the actions that are on the page.
#[component]
fn ActionChoice(
    action: Memo<Option<String>>,
    set_action: SignalSetter<Option<String>>,
    entries: Paged<AuditEntry>,
) -> impl IntoView {
    let known = RwSignal::new(std::collections::BTreeSet::new());
    effect(move || {
        let seen = entries
            .items
            .with(|items| items.iter().flatten().map(|entry| entry.action.clone()).collect::<Vec<_>>());
        known.update(|known| known.extend(seen.into_iter().chain(action.get())));
    });
    let option = move |name: String| {
        let value = name.clone();
        view! { <option value=value.clone() selected=move || action.get().as_deref() == Some(&value)>{name}</option> }
    };
    view! {
        <select
            class="input choice"
            aria-label=t::audit::action
            on:change:target=move |event| set_action.set(Some(event.target().value()).filter(|value| !value.is_empty()))
        >
            <option value="" selected=move || action.get().is_none()>{t::audit::all_actions}</option>
            {move || known.get().into_iter().map(option).collect_view()}
        </select>
    }
}

#[component]
fn UserChoice(user: Memo<Option<UserId>>, set_user: SignalSetter<Option<UserId>>) -> impl IntoView {
    let users = Load::new(api::users::list);
    let option = move |id: UserId, name: String| {
        view! { <option value=id.to_string() selected=move || user.get() == Some(id)>{name}</option> }
    };
    view! {
        <select
            class="input choice"
            aria-label=t::audit::actor
            on:change:target=move |event| set_user.set(event.target().value().parse().ok())
        >
            <option value="" selected=move || user.get().is_none()>{t::audit::all_users}</option>
            {move || users.value.get().unwrap_or_default().into_iter().map(|user| option(user.id, user.name)).collect_view()}
        </select>
    }
}
