//! One's own sign-ins, to end those that should not be.

use leptos::{prelude::*, task::spawn_local};
use openapi::{SessionId, auth::Session};

use crate::{
    api,
    components::{Ago, Each, Loaded, use_toasts},
    i18n::t,
    load::Load,
};

/// The list.
#[component]
pub fn Sessions() -> impl IntoView {
    let toasts = use_toasts();
    let sessions = Load::new(api::auth::sessions);
    let end = move |id: SessionId| {
        spawn_local(async move {
            match api::auth::end_session(id).await {
                Ok(()) => {
                    sessions.refetch();
                    toasts.done(t::settings::session_ended());
                }
                Err(error) => toasts.failed(&error),
            }
        });
    };
    let row = move |session: Session| {
        let current = session.current;
        view! {
            <li>
                <div class="who">
                    <span>{device(&session.user_agent)}</span>
                    <span>{session.address}" · "<Ago at=Signal::stored(session.last_used_at) /></span>
                </div>
                {if current {
                    view! { <span class="tag ok">{t::settings::this_session}</span> }.into_any()
                } else {
                    view! {
                        <button type="button" class="btn danger" on:click=move |_| end(session.id)>{t::settings::end_session}</button>
                    }
                        .into_any()
                }}
            </li>
        }
    };
    view! {
        <section class="card">
            <header class="card-head"><h2>{t::settings::sessions}</h2></header>
            <Loaded value=sessions let:sessions>
                <ul class="rows">
                    <Each each=move || sessions.get() key=|session| (session.id, session.last_used_at) children=row />
                </ul>
            </Loaded>
        </section>
    }
}

/// Browser and system out of what a browser says of itself; the whole of it where that is not clear.
fn device(agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    // the order matters: nearly every browser also claims to be Chrome and Safari
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("YaBrowser", "Yandex Browser"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        _ => agent.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_named_as_people_know_them() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0";
        assert_eq!(device(edge), "Edge, Windows");
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1";
        assert_eq!(device(safari), "Safari, iPhone");
        assert_eq!(device("curl/8.5"), "curl/8.5");
    }
}
