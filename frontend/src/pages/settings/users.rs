//! The users of the workspace and what each may do.

mod form;

use leptos::{prelude::*, task::spawn_local};
use openapi::users::{Role, User};

use super::role_name;
use crate::{
    api,
    components::{Ago, Avatar, Confirm, Dialog, Each, Glyph, Icon, Loaded, use_toasts},
    i18n::t,
    load::Load,
    react::{effect, memo},
    session,
};

/// The list, and the forms above it.
#[component]
pub fn Users() -> impl IntoView {
    let users = Load::new(api::users::list);
    let adding = RwSignal::new(false);
    let changing = RwSignal::new(None::<User>);
    let removing = RwSignal::new(None::<User>);
    view! {
        <div class="page">
            <div class="page-head">
                <h1 class="grow">{t::settings::users}</h1>
                <button type="button" class="btn primary" on:click=move |_| adding.set(true)>
                    <Icon glyph=Glyph::Plus small=true />
                    {t::users::add}
                </button>
            </div>
            <section class="card">
                <Loaded value=users let:users>
                    <ul class="rows">
                        <Each each=move || users.get() key=|user| user.clone().id let:user>
                            <Row id=user.id users changing removing />
                        </Each>
                    </ul>
                </Loaded>
            </section>
        </div>
        <Dialog open=adding title=t::users::add>
            <form::Add open=adding users />
        </Dialog>
        <Change user=changing users />
        <Remove user=removing users />
    }
}

#[component]
fn Row(
    id: openapi::UserId,
    users: Signal<Vec<User>>,
    changing: RwSignal<Option<User>>,
    removing: RwSignal<Option<User>>,
) -> impl IntoView {
    let user = memo(move || users.with(|users| users.iter().find(|user| user.id == id).cloned()));
    move || {
        let user = user.get()?;
        let own = session::me().is_some_and(|me| me.user_id == Some(id));
        let (change, remove) = (user.clone(), user.clone());
        let seen = match user.last_seen_at {
            Some(at) => view! { <Ago at=Signal::stored(at) /> }.into_any(),
            None => t::users::never().into_any(),
        };
        Some(view! {
            <li>
                <Avatar name=Signal::stored(user.name.clone()) small=true />
                <div class="who">
                    <span>
                        {user.name}
                        {own.then(|| view! { <span class="faint">" · "{t::users::you}</span> })}
                    </span>
                    <span>{user.login}" · "{t::users::seen}" "{seen}</span>
                </div>
                <span class="tag">{move || role_name(user.role)}</span>
                <Show when=move || session::may(user.role) && !own>
                    <Deeds change=change.clone() remove=remove.clone() changing removing />
                </Show>
            </li>
        })
    }
}

#[component]
fn Deeds(
    change: User,
    remove: User,
    changing: RwSignal<Option<User>>,
    removing: RwSignal<Option<User>>,
) -> impl IntoView {
    let (change, remove) = (StoredValue::new(change), StoredValue::new(remove));
    view! {
        <button
            type="button"
            class="btn quiet square"
            aria-label=t::users::edit
            title=t::users::edit
            on:click=move |_| changing.set(Some(change.get_value()))
        >
            <Icon glyph=Glyph::Edit small=true />
        </button>
        <button
            type="button"
            class="btn quiet square"
            aria-label=t::users::remove
            title=t::users::remove
            on:click=move |_| removing.set(Some(remove.get_value()))
        >
            <Icon glyph=Glyph::Trash small=true />
        </button>
    }
}

#[component]
fn Change(user: RwSignal<Option<User>>, users: Load<Vec<User>>) -> impl IntoView {
    let open = opened_by(user);
    view! {
        <Dialog open title=move || t::users::edit_title(&name_of(user))>
            {move || user.get().map(|user| view! { <form::Change user open users /> })}
        </Dialog>
    }
}

#[component]
fn Remove(user: RwSignal<Option<User>>, users: Load<Vec<User>>) -> impl IntoView {
    let toasts = use_toasts();
    let open = opened_by(user);
    let remove = move |()| {
        let Some(user) = user.get_untracked() else { return };
        spawn_local(async move {
            match api::users::remove(user.id).await {
                Ok(()) => {
                    users.refetch();
                    toasts.done(t::users::removed(&user.name));
                }
                Err(error) => toasts.failed(&error),
            }
        });
    };
    view! {
        <Confirm
            open
            title=move || t::users::remove_title(&name_of(user))
            text=t::users::remove_text
            action=t::users::remove
            danger=true
            on_yes=remove
        />
    }
}

/// Opens as a user is chosen.
fn opened_by(user: RwSignal<Option<User>>) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    effect(move || {
        if user.with(Option::is_some) {
            open.set(true);
        }
    });
    open
}

fn name_of(user: RwSignal<Option<User>>) -> String {
    user.with(|user| user.as_ref().map(|user| user.name.clone()).unwrap_or_default())
}

/// The roles that the person may give.
fn givable() -> impl Iterator<Item = Role> {
    [Role::Viewer, Role::Operator, Role::Admin, Role::Owner].into_iter().filter(|role| session::may(*role))
}
