//! Adds a user, or changes one.

use leptos::{ev, prelude::*};
use openapi::users::{CreateUser, Role, UpdateUser, User};
use uuid::Uuid;

use super::givable;
use crate::{
    api::{self, Error},
    components::{Field, Problems, use_toasts},
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
    let key = StoredValue::new(Uuid::new_v4());
    let add = Action::new_local(move |new: &CreateUser| {
        let new = new.clone();
        async move { api::users::create(&new, key.get_value()).await }
    });
    let error = Signal::derive(move || add.value().get().and_then(Result::err));
    Effect::new(move |_| match add.value().get() {
        Some(Ok(user)) => {
            users.refetch();
            open.set(false);
            toasts.done(t::users::added(&user.name));
        }
        Some(Err(error)) if error != Error::Unanswered => key.set_value(Uuid::new_v4()),
        _ => {}
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let [login, name] = [login, name].map(|text| text.get_untracked().trim().to_owned());
        add.dispatch(CreateUser {
            login,
            name,
            role: role.get_untracked(),
            password: password.get_untracked(),
        });
    };
    view! {
        <form class="form" on:submit=submit autocomplete="off">
            <Field name="login" label=t::users::login hint=t::users::login_hint error>
                <input id="login" class="input" required autofocus maxlength="64" autocapitalize="none" autocomplete="off" spellcheck="false" bind:value=login />
            </Field>
            <Field name="name" label=t::users::name error>
                <input id="name" class="input" required maxlength="100" autocomplete="off" bind:value=name />
            </Field>
            <RoleChoice role />
            <Field name="password" label=t::users::first_password hint=t::settings::password_hint error>
                <input id="password" class="input" type="password" required minlength="10" autocomplete="new-password" bind:value=password />
            </Field>
            <Problems error fields=&["login", "name", "password"] />
            <div class="form-foot end">
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t::common::cancel}</button>
                <button type="submit" class="btn primary" disabled=add.pending()>{t::users::add}</button>
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
    let save = Action::new_local(move |change: &UpdateUser| {
        let change = change.clone();
        async move { api::users::update(id, &change).await }
    });
    let error = Signal::derive(move || save.value().get().and_then(Result::err));
    Effect::new(move |_| {
        if let Some(Ok(_)) = save.value().get() {
            users.refetch();
            open.set(false);
            toasts.done(t::settings::saved());
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let password = Some(password.get_untracked()).filter(|password| !password.is_empty());
        save.dispatch(UpdateUser {
            name: name.get_untracked().trim().to_owned(),
            role: role.get_untracked(),
            password,
        });
    };
    view! {
        <form class="form" on:submit=submit autocomplete="off">
            <Field name="name" label=t::users::name error>
                <input id="name" class="input" required maxlength="100" autocomplete="off" bind:value=name />
            </Field>
            <RoleChoice role />
            <Field name="password" label=t::users::new_password hint=t::users::new_password_hint error>
                <input id="password" class="input" type="password" minlength="10" autocomplete="new-password" bind:value=password />
            </Field>
            <Problems error fields=&["name", "password"] />
            <div class="form-foot end">
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t::common::cancel}</button>
                <button type="submit" class="btn primary" disabled=save.pending()>{t::common::save}</button>
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
