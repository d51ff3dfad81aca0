//! Shows the session of an account, this once. Whoever has it has the account: for owners only.

use leptos::prelude::*;
use openapi::accounts::Account;

use crate::{
    api,
    components::{Dialog, Glyph, Icon, Problems, Secret},
    deed::Deed,
    i18n::t,
};

/// The button, the warning, and then the session.
#[component]
pub fn Export(account: Memo<Account>) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="btn" on:click=move |_| open.set(true)>
            <Icon glyph=Glyph::Key small=true />
            {t::accounts::export}
        </button>
        <Dialog open title=t::accounts::export>
            <Form open account />
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>, account: Memo<Account>) -> impl IntoView {
    let session = RwSignal::new(None::<String>);
    let export = Deed::new();
    let show = move |_| {
        let id = account.with_untracked(|account| account.id);
        export.run(api::accounts::export(id), move |exported| session.set(Some(exported.session)));
    };
    let warning = move || {
        view! {
            <div class="form">
                <p class="note warn">
                    <Icon glyph=Glyph::Alert />
                    <span class="note-body">{t::accounts::export_warning}</span>
                </p>
                <Problems error=export.error />
                <div class="form-foot end">
                    <button type="button" class="btn" on:click=move |_| open.set(false)>{t::common::cancel}</button>
                    <button
                        type="button"
                        class="btn danger primary"
                        disabled=export.pending on:click=show
                    >
                        {t::accounts::export_show}
                    </button>
                </div>
            </div>
        }
    };
    move || match session.get() {
        Some(secret) => {
            view! { <Secret secret label=t::accounts::session warning=t::accounts::export_once open /> }
                .into_any()
        }
        None => warning().into_any(),
    }
}
