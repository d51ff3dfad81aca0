//! What an account shows of itself at Telegram: read there, changed there.

use leptos::{ev, html, prelude::*};
use openapi::{
    accounts::Account,
    media::MediaKind,
    profiles::{AccountProfile, UpdateAccountProfile},
};

use crate::{
    api,
    components::{Bones, ErrorPanel, Field, Glyph, Icon, Problems, use_toasts},
    deed::Deed,
    i18n::t,
    pages::portrait::Portrait,
    react::memo,
};

/// The profile, asked for by a press: Telegram is asked each time.
#[component]
pub fn Profile(account: Memo<Account>) -> impl IntoView {
    let running = memo(move || account.with(|account| account.running));
    let asking = Deed::new();
    let known = RwSignal::new(None::<AccountProfile>);
    let ask = move |_| {
        let id = account.with_untracked(|account| account.id);
        asking.run(api::accounts::profile(id), move |profile| known.set(Some(profile)));
    };
    let there = memo(move || known.with(Option::is_some));
    let text = move || if running.get() { t::accounts::profile_text() } else { t::accounts::sessions_off() };
    let shown = move || {
        if asking.pending.get() {
            view! { <Bones rows=3 /> }.into_any()
        } else if let Some(error) = asking.error.get() {
            view! { <div class="card-body"><ErrorPanel error /></div> }.into_any()
        } else if there.get() {
            view! { <Form account known /> }.into_any()
        } else {
            view! { <p class="card-body dim">{text}</p> }.into_any()
        }
    };
    view! {
        <section class="card" aria-label=t::accounts::shown_profile>
            <header class="card-head">
                <h2>{t::accounts::shown_profile}</h2>
                <button
                    type="button"
                    class="btn"
                    disabled=move || asking.pending.get() || !running.get()
                    on:click=ask
                >
                    <Icon glyph=Glyph::Restart small=true />
                    {move || if asking.pending.get() { t::bots::asking_telegram() } else { t::accounts::profile_ask() }}
                </button>
            </header>
            <div aria-live="polite">{shown}</div>
        </section>
    }
}

#[component]
fn Form(account: Memo<Account>, known: RwSignal<Option<AccountProfile>>) -> impl IntoView {
    let toasts = use_toasts();
    let now = move || known.get().map(Fields::of).unwrap_or_default();
    let first = untrack(now);
    let [first_name, last_name, username, about] =
        [first.first_name, first.last_name, first.username, first.about].map(RwSignal::new);
    let typed = move || Fields {
        first_name: first_name.get().trim().to_owned(),
        last_name: last_name.get().trim().to_owned(),
        username: username.get().trim().trim_start_matches('@').to_owned(),
        about: about.get().trim().to_owned(),
    };
    let changed = memo(move || typed() != now());
    let save = Deed::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let id = account.with_untracked(|account| account.id);
        let change = untrack(typed).change(&untrack(now));
        save.run(async move { api::accounts::update_profile(id, &change).await }, move |fresh| {
            known.set(Some(fresh));
            toasts.done(t::accounts::profile_saved());
        });
    };
    view! {
        <form class="card-body form" on:submit=submit autocomplete="off">
            <Photo account known />
            <div class="pair">
                <Field name="first_name" label=t::accounts::first_name error=save.error>
                    <input id="first_name" class="input" required maxlength="64" bind:value=first_name />
                </Field>
                <Field name="last_name" label=t::accounts::last_name error=save.error>
                    <input id="last_name" class="input" maxlength="64" bind:value=last_name />
                </Field>
            </div>
            <Field name="username" label=t::accounts::username hint=t::accounts::username_hint error=save.error>
                <input id="username" class="input" maxlength="33" autocapitalize="none" spellcheck="false" bind:value=username />
            </Field>
            <Field name="about" label=t::accounts::about hint=t::accounts::about_hint error=save.error>
                <textarea id="about" class="input" rows="2" maxlength="140" bind:value=about></textarea>
            </Field>
            <Problems error=save.error fields=&["first_name", "last_name", "username", "about"] />
            <div class="form-foot">
                <button type="submit" class="btn" disabled=move || save.pending.get() || !changed.get()>{t::accounts::profile_save}</button>
            </div>
        </form>
    }
}

/// What can be typed.
#[derive(Debug, Clone, Default, PartialEq)]
struct Fields {
    first_name: String,
    last_name: String,
    username: String,
    about: String,
}

impl Fields {
    fn of(profile: AccountProfile) -> Self {
        Self {
            first_name: profile.first_name,
            last_name: profile.last_name,
            username: profile.username.unwrap_or_default(),
            about: profile.about,
        }
    }

    /// What is other than it was.
    fn change(self, was: &Self) -> UpdateAccountProfile {
        let other = |new: String, old: &str| (new != old).then_some(new);
        UpdateAccountProfile {
            first_name: other(self.first_name, &was.first_name),
            last_name: other(self.last_name, &was.last_name),
            username: other(self.username, &was.username),
            about: other(self.about, &was.about),
        }
    }
}

/// The photo, another one, or none.
#[component]
fn Photo(account: Memo<Account>, known: RwSignal<Option<AccountProfile>>) -> impl IntoView {
    let toasts = use_toasts();
    let photo = memo(move || known.with(|known| known.as_ref().and_then(|profile| profile.photo)));
    let name = Signal::derive(move || account.with(|account| account.name.clone()));
    let chosen = NodeRef::<html::Input>::new();
    let change = Deed::new();
    let set = move |fresh| {
        known.set(Some(fresh));
        toasts.done(t::accounts::photo_saved());
    };
    let take = move |_| {
        let Some(input) = chosen.get_untracked() else { return };
        let Some(file) = input.files().and_then(|files| files.item(0)) else { return };
        // the same file may be chosen again after it was refused
        input.set_value("");
        let id = account.with_untracked(|account| account.id);
        let upload = async move {
            let media = api::media::upload(MediaKind::Photo, &file).await?;
            api::accounts::set_photo(id, media.id).await
        };
        change.run(upload, set);
    };
    let remove = move |_| {
        let id = account.with_untracked(|account| account.id);
        change.run(api::accounts::delete_photo(id), set);
    };
    let choose = move |_| {
        if let Some(input) = chosen.get_untracked() {
            input.click();
        }
    };
    view! {
        <div class="row wrap">
            <Portrait photo name />
            <input node_ref=chosen type="file" accept="image/jpeg,image/png" hidden aria-label=t::accounts::photo on:change=take />
            <button type="button" class="btn" disabled=change.pending on:click=choose>
                <Icon glyph=Glyph::Image small=true />
                {t::accounts::photo_change}
            </button>
            <Show when=move || photo.get().is_some()>
                <button type="button" class="btn danger" disabled=change.pending on:click=remove>{t::accounts::photo_remove}</button>
            </Show>
        </div>
        <Problems error=change.error />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_other_is_sent() {
        let was = Fields { first_name: "Anna".to_owned(), about: "Hello".to_owned(), ..Fields::default() };
        let typed =
            Fields { first_name: "Anna".to_owned(), username: "anna".to_owned(), ..Fields::default() };
        let change = typed.change(&was);
        assert_eq!((change.first_name, change.last_name), (None, None));
        assert_eq!((change.username.as_deref(), change.about.as_deref()), (Some("anna"), Some("")));
    }
}
