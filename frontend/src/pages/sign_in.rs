//! The door: name and password, then the workspace if there are several.

use leptos::{ev, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use openapi::{
    WorkspaceId,
    auth::{Login, Me},
};

use crate::{
    components::{Field, Glyph, Icon, Problems},
    deed::Deed,
    i18n::{self, Locale, t},
    pages::settings::role_name,
    react::effect,
    session::{self, Session, session},
    title::use_title,
};

/// The page one meets when not signed in.
#[component]
pub fn SignIn() -> impl IntoView {
    use_title(|| t::sign_in::enter().to_owned());
    let chosen = RwSignal::new(None::<Me>);
    let (navigate, query) = (use_navigate(), use_query_map());
    // also leads on who opens this page while signed in
    effect(move || {
        if matches!(session().get(), Session::SignedIn(_)) {
            let next = query.with_untracked(|query| query.get("next")).filter(|next| is_inside(next));
            navigate(
                &next.unwrap_or_else(|| "/".into()),
                NavigateOptions { replace: true, ..Default::default() },
            );
        }
    });
    view! {
        <main class="door">
            <div class="door-box card">
                <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
                    <use href="/icon.svg#mark"></use>
                </svg>
                {move || match chosen.get() {
                    None => view! { <Credentials chosen /> }.into_any(),
                    Some(me) => view! { <Workspaces me /> }.into_any(),
                }}
            </div>
            <div class="segments" role="group" aria-label=t::settings::language>
                {Locale::ALL
                    .map(|locale| {
                        view! {
                            <button
                                type="button"
                                lang=locale.tag()
                                aria-pressed=move || (i18n::locale() == locale).to_string()
                                on:click=move |_| i18n::choose(locale)
                            >
                                {locale.name()}
                            </button>
                        }
                    })
                    .collect_view()}
            </div>
        </main>
    }
}

#[component]
fn Credentials(chosen: RwSignal<Option<Me>>) -> impl IntoView {
    let (login, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let sign_in = Deed::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (login, password) = (login.get_untracked().trim().to_owned(), password.get_untracked());
        let login = Login { login, password, workspace_id: None, token_in_body: false };
        sign_in.run(async move { session::sign_in(&login).await }, move |me| {
            if me.workspaces.len() > 1 { chosen.set(Some(me)) } else { session::entered(me) }
        });
    };
    let ended = move || matches!(session().get(), Session::SignedOut { ended: true });
    view! {
        <form class="form" on:submit=submit>
            <h1>{t::sign_in::title}</h1>
            <Show when=move || ended() && sign_in.error.with(Option::is_none)>
                <p class="note">{t::errors::ended}</p>
            </Show>
            <Field name="login" label=t::sign_in::login error=sign_in.error>
                <input id="login" class="input" required autofocus autocomplete="username" autocapitalize="none" spellcheck="false" bind:value=login />
            </Field>
            <Field name="password" label=t::sign_in::password error=sign_in.error>
                <input id="password" class="input" type="password" required autocomplete="current-password" bind:value=password />
            </Field>
            <Problems error=sign_in.error fields=&["login", "password"] />
            <button type="submit" class="btn primary wide" disabled=sign_in.pending>
                {move || if sign_in.pending.get() { t::sign_in::checking() } else { t::sign_in::enter() }}
            </button>
        </form>
    }
}

#[component]
fn Workspaces(me: Me) -> impl IntoView {
    let workspaces = me.workspaces.clone();
    let enter = Deed::new();
    let go = move |target: WorkspaceId| {
        let me = me.clone();
        let answer =
            async move { if target == me.workspace_id { Ok(me) } else { session::enter(target).await } };
        enter.run(answer, session::entered);
    };
    let rows = workspaces.into_iter().map(|workspace| {
        let go = go.clone();
        view! {
            <li>
                <button
                    type="button"
                    class="btn wide"
                    disabled=enter.pending
                    on:click=move |_| go(workspace.workspace_id)
                >
                    <Icon glyph=Glyph::Workspace small=true />
                    <span class="grow cut">{workspace.name}</span>
                    <span class="faint small">{move || role_name(workspace.role)}</span>
                </button>
            </li>
        }
    });
    view! {
        <div class="form">
            <h1>{t::sign_in::choose_workspace}</h1>
            <ul class="stack tight">{rows.collect_view()}</ul>
            <Problems error=enter.error />
        </div>
    }
}

/// Whether an address stays on this page: never lead someone who just signed in to another site.
fn is_inside(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/\\")
        && !path.starts_with("/sign-in")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leaves_the_page() {
        assert!(is_inside("/bots/chats/1?message=3"));
        for path in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "/sign-in?next=/",
        ] {
            assert!(!is_inside(path), "{path}");
        }
    }
}
