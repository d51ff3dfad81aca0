//! Adds an account by its phone number; signing in comes next.

use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use openapi::{
    Code,
    accounts::{Account, CreateAccount, LoginMethod},
};

use super::{
    connection::{Connection, ConnectionFields, FIELDS},
    login::use_intent,
};
use crate::{
    api::{self, Error},
    components::{Field, Problems},
    deed::Deed,
    fleet::use_fleet,
    i18n::t,
    title::use_title,
};

/// The form.
#[component]
pub fn Add() -> impl IntoView {
    use_title(|| t::palette::add_account().to_owned());
    let (fleet, navigate, intent) = (use_fleet(), use_navigate(), use_intent());
    let phone = RwSignal::new(String::new());
    let name = RwSignal::new(String::new());
    let method = RwSignal::new(LoginMethod::Code);
    let connection = Connection::new();
    let add = Deed::new();
    let error = add.error;
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let name = Some(name.get_untracked().trim().to_owned()).filter(|name| !name.is_empty());
        let new = CreateAccount {
            phone: phone.get_untracked().trim().to_owned(),
            name,
            api: connection.api(),
            proxy: connection.proxy(),
            device: connection.device.given(),
        };
        let navigate = navigate.clone();
        add.run(async move { api::accounts::create(&new, add.key()).await }, move |account| {
            fleet.put_account(&account);
            intent.begin(account.id, method.get_untracked());
            // the form is done with: a step back leads to where one came from
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(&format!("/accounts/{}/login", account.id), options);
        });
    };
    let label = move || match (add.pending.get(), method.get()) {
        (true, _) => t::accounts::adding(),
        (false, LoginMethod::Code) => t::accounts::add_and_code(),
        (false, LoginMethod::Qr) => t::accounts::add_and_qr(),
    };
    view! {
        <div class="page narrow">
            <div class="page-head"><h1>{t::palette::add_account}</h1></div>
            <div class="card">
                <form class="form card-body" on:submit=submit>
                    <Field name="phone" label=t::accounts::phone hint=t::accounts::phone_hint error>
                        <input id="phone" class="input" type="tel" required autofocus autocomplete="off" placeholder="+44 20 7946 0958" bind:value=phone />
                    </Field>
                    <Field name="name" label=t::accounts::name hint=t::accounts::name_hint error>
                        <input id="name" class="input" maxlength="100" autocomplete="off" bind:value=name />
                    </Field>
                    <Method method />
                    <ConnectionFields connection error />
                    <Trouble error phone />
                    <div class="form-foot">
                        <button type="submit" class="btn primary" disabled=add.pending>{label}</button>
                        <a class="btn quiet" href="/accounts">{t::common::cancel}</a>
                    </div>
                </form>
            </div>
        </div>
    }
}

#[component]
fn Method(method: RwSignal<LoginMethod>) -> impl IntoView {
    let choice = move |value: LoginMethod, label: fn() -> &'static str, hint: fn() -> &'static str| {
        view! {
            <label class="check">
                <input type="radio" name="method" prop:checked=move || method.get() == value on:change=move |_| method.set(value) />
                <span>{label}" "<small>{hint}</small></span>
            </label>
        }
    };
    view! {
        <fieldset class="field stack tight">
            <legend>{t::accounts::how_to_sign_in}</legend>
            {choice(LoginMethod::Code, t::accounts::by_code, t::accounts::by_code_hint)}
            {choice(LoginMethod::Qr, t::accounts::by_qr, t::accounts::by_qr_hint)}
        </fieldset>
    }
}

/// What went wrong. An account that is here already is named, with the way there.
#[component]
fn Trouble(error: RwSignal<Option<Error>>, phone: RwSignal<String>) -> impl IntoView {
    let fleet = use_fleet();
    let present = move || {
        let refused = error.with(|error| error.as_ref().and_then(Error::code)) == Some(Code::AlreadyExists);
        let wanted = digits(&phone.get());
        let same = |account: &&Account| account.phone.as_deref().is_some_and(|phone| digits(phone) == wanted);
        let known = fleet.accounts.value.with(|all| all.iter().flatten().find(same).cloned());
        known.filter(|_| refused)
    };
    move || {
        match present() {
        Some(account) => view! {
            <p class="note warn">
                <span>{t::accounts::already_here}" "<a href=format!("/accounts/{}", account.id)>{account.name}</a></span>
            </p>
        }
        .into_any(),
        None => view! { <Problems error fields=&FIELDS /> }.into_any(),
    }
    }
}

fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}
