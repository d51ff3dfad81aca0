//! The code: how it was sent, where to type it, and how to get another one.

use leptos::{ev, html, prelude::*};
use openapi::accounts::{CodeKind, LoginMethod, SentCode};

use super::steps::use_sign_in;
use crate::{
    api,
    components::{Countdown, use_passed},
    i18n::t,
    react::{effect, memo},
};

/// Asks for the code. One that is pasted or complete is sent without a press.
#[component]
pub fn Code() -> impl IntoView {
    let sign_in = use_sign_in();
    let sent = memo(move || {
        sign_in.account.with(|account| account.login.as_ref().and_then(|login| login.code.clone()))
    });
    let text = RwSignal::new(String::new());
    let tried = StoredValue::new(String::new());
    let input = NodeRef::<html::Input>::new();
    let kind = move || sent.with(|sent| sent.as_ref().map_or(CodeKind::App, |sent| sent.kind));
    let length =
        move || sent.with(|sent| sent.as_ref()?.length.and_then(|length| usize::try_from(length).ok()));
    let wrong = memo(move || {
        sign_in.answered_wrong().then(|| sent.with(|sent| sent.as_ref().map_or(0, |sent| sent.tries_left)))
    });
    let give = move || {
        let code = text.get_untracked().trim().to_owned();
        if !code.is_empty() && !sign_in.busy.get_untracked() {
            tried.set_value(code.clone());
            sign_in.take(api::accounts::give_code(sign_in.id(), code));
        }
    };
    let typed = move |event| {
        let tidy = tidy(kind(), &event_target_value(&event));
        let complete = length() == Some(tidy.chars().count()) && is_digits(kind());
        let new = tried.with_value(|tried| *tried != tidy);
        text.set(tidy);
        if complete && new {
            give();
        }
    };
    effect(move || {
        // at first, and again after a wrong code, which the next one replaces
        wrong.track();
        if let Some(input) = input.get() {
            // an input in the document takes the focus
            let _ = input.focus();
            input.select();
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        give();
    };
    view! {
        <form class="form" on:submit=submit>
            <How sent />
            <div class="field">
                <label for="code">{t::accounts::code}</label>
                <input
                    node_ref=input
                    id="code"
                    class="input code"
                    name="code"
                    required
                    autocomplete="one-time-code"
                    autocapitalize="none"
                    spellcheck="false"
                    inputmode=move || if is_digits(kind()) { "numeric" } else { "text" }
                    aria-invalid=move || wrong.get().is_some().to_string()
                    aria-describedby="code-about"
                    prop:value=text
                    on:input=typed
                />
                {move || match wrong.get() {
                    Some(left) => view! { <span class="wrong" id="code-about" role="alert">{t::accounts::wrong_code(left.into())}</span> }.into_any(),
                    None => view! { <span class="hint" id="code-about">{move || length().map(about_length)}</span> }.into_any(),
                }}
            </div>
            <div class="form-foot">
                <button type="submit" class="btn primary" disabled=sign_in.busy>
                    {move || if sign_in.busy.get() { t::bots::asking_telegram() } else { t::accounts::sign_in() }}
                </button>
                <Resend sent />
            </div>
        </form>
        <Otherwise />
    }
}

fn about_length(length: usize) -> String {
    t::accounts::code_length(i64::try_from(length).unwrap_or(i64::MAX))
}

/// How the code was sent.
#[component]
fn How(sent: Memo<Option<SentCode>>) -> impl IntoView {
    let sign_in = use_sign_in();
    let phone = move || sign_in.account.with(|account| account.phone.clone().unwrap_or_default());
    let how = move || sent.get().map(|sent| how(&sent, &phone()));
    let link = move || sent.get().filter(|sent| sent.kind == CodeKind::Fragment).and_then(|sent| sent.hint);
    view! {
        <p>
            {how}
            {move || link().map(|url| view! { " "<a href=url target="_blank" rel="noreferrer">"fragment.com"</a> })}
        </p>
    }
}

fn how(sent: &SentCode, phone: &str) -> String {
    let hint = sent.hint.as_deref().unwrap_or("…");
    match sent.kind {
        CodeKind::App => t::accounts::sent_app().to_owned(),
        CodeKind::Sms => t::accounts::sent_sms(phone),
        CodeKind::SmsWord => t::accounts::sent_word(hint, phone),
        CodeKind::SmsPhrase => t::accounts::sent_phrase(hint, phone),
        CodeKind::Call => t::accounts::sent_call(phone),
        CodeKind::FlashCall => t::accounts::sent_flash_call(hint, phone),
        CodeKind::MissedCall => t::accounts::sent_missed_call(hint, phone),
        CodeKind::Email => t::accounts::sent_email(hint),
        CodeKind::Fragment => t::accounts::sent_fragment().to_owned(),
    }
}

/// Another code, once Telegram lets one ask for it.
#[component]
fn Resend(sent: Memo<Option<SentCode>>) -> impl IntoView {
    let sign_in = use_sign_in();
    let next = move || sent.with(|sent| sent.as_ref()?.next);
    let at = Signal::derive(move || sent.with(|sent| sent.as_ref().and_then(|sent| sent.resend_at)));
    let passed = use_passed(at);
    let wait = move || at.get().filter(|_| !passed.get());
    move || {
        let next = next()?;
        Some(match wait() {
            Some(until) => view! {
                <span class="dim">{move || t::accounts::resend_in(way(next))}" "<Countdown until=Signal::stored(until) /></span>
            }
            .into_any(),
            None => view! {
                <button
                    type="button"
                    class="btn"
                    disabled=sign_in.busy
                    on:click=move |_| sign_in.take(api::accounts::resend_code(sign_in.id()))
                >
                    {move || t::accounts::resend(way(next))}
                </button>
            }
            .into_any(),
        })
    }
}

/// How the next code would come.
fn way(kind: CodeKind) -> &'static str {
    match kind {
        CodeKind::App => t::accounts::way_app(),
        CodeKind::Sms | CodeKind::SmsWord | CodeKind::SmsPhrase => t::accounts::way_sms(),
        CodeKind::Call => t::accounts::way_call(),
        CodeKind::FlashCall | CodeKind::MissedCall => t::accounts::way_missed_call(),
        CodeKind::Email => t::accounts::way_email(),
        CodeKind::Fragment => t::accounts::way_fragment(),
    }
}

/// The ways out of waiting for a code.
#[component]
pub fn Otherwise() -> impl IntoView {
    let sign_in = use_sign_in();
    view! {
        <div class="form-foot otherwise">
            <button type="button" class="btn quiet" disabled=sign_in.busy on:click=move |_| sign_in.begin(LoginMethod::Qr)>
                {t::accounts::qr_instead}
            </button>
            <button type="button" class="btn quiet" disabled=sign_in.busy on:click=move |_| sign_in.take(api::accounts::cancel_login(sign_in.id()))>
                {t::accounts::give_up}
            </button>
        </div>
    }
}

/// Whether a code of this kind is digits alone.
fn is_digits(kind: CodeKind) -> bool {
    !matches!(kind, CodeKind::SmsWord | CodeKind::SmsPhrase | CodeKind::Email)
}

/// What was typed or pasted as a code: of digits alone, a whole message with one may be pasted.
fn tidy(kind: CodeKind, text: &str) -> String {
    if is_digits(kind) { text.chars().filter(char::is_ascii_digit).collect() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_message_can_be_pasted_for_its_code() {
        assert_eq!(tidy(CodeKind::App, "Login code: 12-345. Do not give it to anyone!"), "12345");
        assert_eq!(tidy(CodeKind::SmsWord, "harvest"), "harvest");
    }
}
