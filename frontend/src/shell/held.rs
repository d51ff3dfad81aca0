//! That the database is a copy and nothing runs on it, until an owner says that the other one is stopped.

use leptos::{prelude::*, task::spawn_local};
use openapi::{
    events::EventData,
    runtime::{DatabaseCopy, Difference},
    users::Role,
};

use crate::{
    api,
    components::{Dialog, use_toasts},
    i18n::{
        format::{Style, moment},
        t,
    },
    live::{News, use_live},
    load::Load,
    react::memo,
    section::Section,
    session,
};

/// A strip above the page while nothing may run.
#[component]
pub fn Held() -> impl IntoView {
    let runtime = Load::new(api::runtime::find);
    // every socket hears of it
    use_live(Section::Bots, move |news| match news {
        News::Event(event) => {
            if let EventData::RuntimeUpdated(fresh) = &event.data {
                runtime.set((**fresh).clone());
            }
        }
        News::Opened => runtime.refetch(),
        News::Typing(_) => {}
    });
    let copy = memo(move || runtime.value.with(|runtime| runtime.as_ref().and_then(|it| it.copy.clone())));
    let asked = RwSignal::new(false);
    let toasts = use_toasts();
    let adopt = move |()| {
        asked.set(false);
        spawn_local(async move {
            match api::runtime::adopt().await {
                Ok(fresh) => {
                    runtime.set(fresh);
                    toasts.done(t::shell::copy_runs());
                }
                Err(error) => toasts.failed(&error),
            }
        });
    };
    let strip = move || {
        copy.get().map(|copy| {
            view! {
                <div class="strip bad">
                    <span>{t::shell::copy}</span>
                    {move || {
                        if session::may(Role::Owner) {
                            view! {
                                <button type="button" class="link" on:click=move |_| asked.set(true)>
                                    {t::shell::copy_run}
                                </button>
                            }
                            .into_any()
                        } else {
                            view! { <span>{t::shell::copy_owner}</span> }.into_any()
                        }
                    }}
                </div>
                <Adopt open=asked copy on_yes=adopt />
            }
        })
    };
    view! { <div role="status">{strip}</div> }
}

/// Asks whether the other copy is stopped. Cancel has the focus: Enter alone changes nothing.
#[component]
fn Adopt(open: RwSignal<bool>, copy: DatabaseCopy, #[prop(into)] on_yes: Callback<()>) -> impl IntoView {
    let (differs, since) = (copy.differs, copy.since);
    view! {
        <Dialog open title=t::shell::copy_title>
            <p>{move || differs_in_words(differs)} " " {move || t::shell::copy_since(&moment(since, Style::Full))}</p>
            <p>{t::shell::copy_stop}</p>
            <p>{t::shell::copy_unknown}</p>
            <div class="form-foot end">
                <button type="button" class="btn" autofocus on:click=move |_| open.set(false)>
                    {t::common::cancel}
                </button>
                <button type="button" class="btn primary danger" on:click=move |_| on_yes.run(())>
                    {t::shell::copy_yes}
                </button>
            </div>
        </Dialog>
    }
}

fn differs_in_words(differs: Difference) -> &'static str {
    match differs {
        Difference::File => t::shell::copy_file(),
        Difference::Age => t::shell::copy_age(),
        Difference::Server => t::shell::copy_server(),
        Difference::Database => t::shell::copy_database(),
        Difference::Rows => t::shell::copy_rows(),
        Difference::Timeline => t::shell::copy_timeline(),
    }
}
