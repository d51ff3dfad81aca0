//! Mends the number of an account that never signed in.

use leptos::{ev, prelude::*};
use openapi::accounts::{Account, AccountState};

use crate::{
    api::{self, Tagged},
    components::{Dialog, Field, Glyph, Icon, Problems, use_toasts},
    deed::Deed,
    i18n::t,
    load::Load,
    react::memo,
};

/// The button and the form; nothing once the account has signed in.
#[component]
pub fn Phone(account: Memo<Account>, load: Load<Tagged<Account>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let may = memo(move || {
        account.with(|account| account.standing.state == AccountState::New && account.telegram_id.is_none())
    });
    view! {
        <Show when=move || may.get()>
            <button type="button" class="btn" on:click=move |_| open.set(true)>
                <Icon glyph=Glyph::Edit small=true />
                {t::accounts::phone_change}
            </button>
        </Show>
        <Dialog open title=t::accounts::phone_change>
            <Form open account load />
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>, account: Memo<Account>, load: Load<Tagged<Account>>) -> impl IntoView {
    let toasts = use_toasts();
    let phone = RwSignal::new(account.with_untracked(|account| account.phone.clone()).unwrap_or_default());
    let save = Deed::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let id = account.with_untracked(|account| account.id);
        save.run(api::accounts::set_phone(id, phone.get_untracked()), move |fresh| {
            load.update(|tagged| tagged.value = fresh);
            open.set(false);
            toasts.done(t::settings::saved());
        });
    };
    view! {
        <form class="form" on:submit=submit>
            <Field name="phone" label=t::accounts::phone hint=t::accounts::phone_hint error=save.error>
                <input id="phone" class="input" type="tel" required autofocus autocomplete="off" bind:value=phone />
            </Field>
            <Problems error=save.error fields=&["phone"] />
            <div class="form-foot end">
                <button type="button" class="btn" on:click=move |_| open.set(false)>{t::common::cancel}</button>
                <button type="submit" class="btn primary" disabled=save.pending>{t::common::save}</button>
            </div>
        </form>
    }
}
