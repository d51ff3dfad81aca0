//! What Telegram makes an account wait with.

use leptos::prelude::*;
use openapi::{accounts::Account, profiles::AccountLimit};

use crate::{
    api,
    components::{Countdown, Glyph, Icon, Loaded},
    i18n::t,
    load::Load,
};

/// The list, read anew when something about the account changes.
#[component]
pub fn Limits(account: Memo<Account>) -> impl IntoView {
    let limits = Load::new(move || {
        let id = account.with(|account| account.id);
        api::accounts::limits(id)
    });
    view! {
        <section class="card" aria-label=t::accounts::limits>
            <header class="card-head">
                <h2>{t::accounts::limits}</h2>
                <button type="button" class="btn quiet square" aria-label=t::common::try_again on:click=move |_| limits.refetch()>
                    <Icon glyph=Glyph::Restart small=true />
                </button>
            </header>
            <Loaded value=limits let:limits>
                <Show
                    when=move || limits.with(|limits| !limits.is_empty())
                    fallback=|| view! { <p class="card-body dim">{t::accounts::limits_none}</p> }
                >
                    <ul class="rows">{move || limits.get().into_iter().map(line).collect_view()}</ul>
                </Show>
            </Loaded>
        </section>
    }
}

fn line(limit: AccountLimit) -> AnyView {
    let what = match (limit.method, limit.chat_id, limit.chat_title) {
        (Some(method), ..) => view! { <span class="mono">{method}</span> }.into_any(),
        (None, Some(id), title) => {
            view! { <a href=format!("/accounts/chats/{id}")>{title.unwrap_or_default()}</a> }.into_any()
        }
        (None, None, _) => view! { <span>{t::accounts::limits_all}</span> }.into_any(),
    };
    view! {
        <li>
            <div class="who">{what}</div>
            <Countdown until=Signal::stored(limit.until) />
        </li>
    }
    .into_any()
}
