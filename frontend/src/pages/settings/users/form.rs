//! Adds a user, or changes one.

use leptos::{ev, prelude::*};
use openapi::users::{CreateUser, Role, UpdateUser, User};

use super::givable;
use crate::{
    api,
    components::{Field, Problems, use_toasts},
    deed::Deed,
    i18n::t,
    load::Load,
    pages::settings::{role_name, role_text},
};

/// The form for a new user.
#[component]
pub fn Add(open: RwSignal<bool>, users: Load<Vec<User>>) -> impl IntoView {
    let toasts = use_toasts();
    let [login, name, password] = [(); 3].map(|()| RwSignal::new(String::new()));
    let role = RwSignal::new(Role::Operator);
    let add = Deed::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let [login, name] = [login, name].map(|text| text.get_untracked().trim().to_owned());
        let new = CreateUser { login, name, role: role.get_untracked(), password: password.get_untracked() };
        add.run(async move { api::users::create(&new, add.key()).await }, move |user| {
            users.refetch();
            open.set(false);
            toasts.done(t::users::added(&user.name));
        });
    };
    view! {
        <form class="form" on:submit=submit autocomplete="off">
            <Field name="login" label=t::users::login hint=t::users::login_hint error=add.error>
                <input id="login" class="input" required autofocus maxlength="64" autocapitalize="none" autocomplete="off" spellcheck="false" bind:value=login />
            </Field>
            <Field name="name" label=t::users::name error=add.error>
                <input id="name" class="input" required maxlength="100" autocomplete="off" bind:value=name />
            </Field>
            <RoleChoice role />
            <Field name="password" label=t::users::first_password hint=t::settings::password_hint error=add.error>
                <input id="password" class="input" type="password" required minlength="10" autocomplete="new-password" bind:value=password />
            </Field>
            <Problems error=add.error fields=&["login", "name", "password"] />
            <div class="form-foot end">
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t::common::cancel}</button>
                <button type="submit" class="btn primary" disabled=add.pending>{t::users::add}</button>
            </div>
        </form>
    }
}

/// The form for a user who is there.
#[component]
pub fn Change(user: User, open: RwSignal<bool>, users: Load<Vec<User>>) -> impl IntoView {
    let toasts = use_toasts();
    let id = user.id;
    let (name, role) = (RwSignal::new(user.name), RwSignal::new(user.role));
    let password = RwSignal::new(String::new());
    let save = Deed::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let password = Some(password.get_untracked()).filter(|password| !password.is_empty());
        let name = name.get_untracked().trim().to_owned();
        let change = UpdateUser { name, role: role.get_untracked(), password };
        save.run(async move { api::users::update(id, &change).await }, move |_| {
            users.refetch();
            open.set(false);
            toasts.done(t::settings::saved());
        });
    };
    view! {
        <form class="form" on:submit=submit autocomplete="off">
            <Field name="name" label=t::users::name error=save.error>
                <input id="name" class="input" required maxlength="100" autocomplete="off" bind:value=name />
            </Field>
            <RoleChoice role />
            <Field name="password" label=t::users::new_password hint=t::users::new_password_hint error=save.error>
                <input id="password" class="input" type="password" minlength="10" autocomplete="new-password" bind:value=password />
            </Field>
            <Problems error=save.error fields=&["name", "password"] />
            <div class="form-foot end">
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t::common::cancel}</button>
                <button type="submit" class="btn primary" disabled=save.pending>{t::common::save}</button>
            </div>
        </form>
    }
}

#[component]
fn RoleChoice(role: RwSignal<Role>) -> impl IntoView {
    let choice = move |value: Role| {
        view! {
            <label class="check">
                <input type="radio" name="role" prop:checked=move || role.get() == value on:change=move |_| role.set(value) />
                <span>
                    {move || role_name(value)} <small>{move || role_text(value)}</small>
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="field stack tight">
            <legend>{t::settings::role}</legend>
            {givable().map(choice).collect_view()}
        </fieldset>
    }
}
