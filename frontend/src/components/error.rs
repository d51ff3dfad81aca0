//! An error as a person should meet it: what happened, whether anything was lost, and what to press.

use leptos::prelude::*;
use openapi::{Code, FieldCode, FieldError};

use super::{Countdown, Glyph, Icon};
use crate::{api::Error, i18n::t};

/// What happened, in words.
pub fn say(error: &Error) -> String {
    match error {
        Error::Refused(problem) => match (problem.code, &problem.detail) {
            (Code::Internal, _) => t::errors::internal().into(),
            (Code::Unavailable, _) => t::errors::unavailable().into(),
            (Code::Forbidden, _) => t::errors::forbidden().into(),
            (Code::NotFound, _) => t::errors::not_found().into(),
            (Code::Stale, _) => t::errors::stale().into(),
            (Code::TooManyRequests, _) => t::errors::too_many().into(),
            (Code::BadCredentials, _) => t::errors::bad_credentials().into(),
            (Code::TooLarge, _) => t::errors::too_large().into(),
            (Code::TokenRevoked, _) => t::errors::token_revoked().into(),
            (Code::ForeignWebhook, _) => t::errors::foreign_webhook().into(),
            (Code::Invalid, _) if !problem.fields.is_empty() => {
                problem.fields.iter().map(say_field).collect::<Vec<_>>().join(" ")
            }
            (Code::SignUpRequired, _) => t::errors::sign_up_required().into(),
            (Code::NotConnected, _) => t::errors::not_connected().into(),
            (Code::LoginExpired, detail) => with_detail(t::errors::login_expired(), detail.as_deref()),
            (Code::WrongCode, detail) => with_detail(t::errors::wrong_code(), detail.as_deref()),
            (Code::AlreadyExists, detail) => with_detail(t::errors::already_exists(), detail.as_deref()),
            (Code::Conflict, detail) => with_detail(t::errors::conflict(), detail.as_deref()),
            (Code::Telegram, detail) => with_detail(t::errors::telegram(), detail.as_deref()),
            (_, Some(detail)) => detail.clone(),
            (_, None) => problem.title.clone(),
        },
        Error::Wait { .. } => t::errors::too_many().into(),
        Error::Status(status) => t::errors::status(&status.to_string()),
        Error::Unreachable => t::errors::unreachable().into(),
        Error::Unanswered => t::errors::unanswered().into(),
        Error::Unreadable(_) => t::errors::unreadable().into(),
        Error::Ended => t::errors::ended().into(),
    }
}

/// What is wrong with a field, in words. The fields that have words of their own come first.
pub fn say_field(wrong: &FieldError) -> String {
    let count = wrong.limit.map_or(1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
    match (wrong.field.as_str(), wrong.code) {
        ("token", FieldCode::Malformed) => t::bots::token_malformed().into(),
        ("token", FieldCode::Mismatch) => t::fields::other_bots_token().into(),
        ("mode", FieldCode::NotAllowed) => t::bots::webhook_off().into(),
        ("current", FieldCode::Mismatch) => t::settings::password_wrong().into(),
        ("password", FieldCode::NotAllowed) => t::fields::own_password().into(),
        ("phone", FieldCode::Malformed) => t::fields::phone().into(),
        ("phone", FieldCode::Unusable) => t::fields::phone_unknown().into(),
        ("proxy" | "url", FieldCode::Malformed) => t::fields::proxy().into(),
        ("session", FieldCode::Malformed) => t::fields::session().into(),
        ("session", FieldCode::Unusable) => t::fields::session_ended().into(),
        ("login", FieldCode::Malformed) => t::fields::login().into(),
        ("kind", FieldCode::NotAllowed) => t::fields::photo().into(),
        ("link", FieldCode::Malformed) => t::fields::community_malformed().into(),
        ("link", FieldCode::NotAllowed) => t::fields::community_person().into(),
        ("link", FieldCode::OutOfRange) => t::fields::community_expired().into(),
        ("link", FieldCode::Unusable) => t::fields::community_private().into(),
        ("username", FieldCode::Malformed) => t::fields::username_malformed().into(),
        ("username", FieldCode::NotAllowed) => t::fields::username_sold().into(),
        ("username", FieldCode::Unusable) => t::fields::username_taken().into(),
        ("about", FieldCode::TooLong) => t::fields::about_long().into(),
        ("media_id", FieldCode::Unusable) => t::fields::profile_photo().into(),
        (_, FieldCode::TooShort) if count <= 1 => t::fields::empty().into(),
        (_, FieldCode::TooShort) => t::fields::too_short(count),
        (_, FieldCode::TooLong) => t::fields::too_long(count),
        (_, FieldCode::Malformed) => t::fields::malformed().into(),
        (_, FieldCode::OutOfRange) => t::fields::out_of_range().into(),
        (_, FieldCode::Mismatch) => t::fields::mismatch().into(),
        (_, FieldCode::Unusable) => t::fields::unusable().into(),
        (_, FieldCode::NotAllowed) => t::fields::not_allowed().into(),
    }
}

/// Our words for it, and the server's, which know more but only English.
fn with_detail(text: &str, detail: Option<&str>) -> String {
    detail.map_or_else(|| text.to_owned(), |detail| t::errors::with_detail(detail, text))
}

/// Whether anything was lost or done, in words.
fn consequence(error: &Error) -> &'static str {
    match error {
        Error::Refused(_) | Error::Wait { .. } | Error::Ended => t::errors::nothing_changed(),
        Error::Unreachable => t::errors::nothing_lost(),
        Error::Status(_) | Error::Unanswered => t::errors::maybe_done(),
        Error::Unreadable(_) => t::errors::reload_helps(),
    }
}

/// Shows an error in place of what could not be shown, or above a form.
#[component]
pub fn ErrorPanel(
    /// The error.
    error: Error,
    /// Tries again, where trying again is safe.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    let id = error.request_id().map(str::to_owned);
    let until = if let Error::Wait { until } = error { Some(until) } else { None };
    let shown = StoredValue::new(error);
    view! {
        <div class="note bad" role="alert">
            <Icon glyph=Glyph::Alert />
            <div class="note-body">
                <b>{move || shown.with_value(say)}</b>
                <span class="dim">{move || shown.with_value(consequence)}</span>
                {until.map(|until| view! { <span class="dim">{t::errors::wait}" "<Countdown until=Signal::stored(until) /></span> })}
                {id.map(|id| view! { <span class="small faint">{move || t::errors::request(&id)}</span> })}
                {retry
                    .map(|retry| {
                        view! {
                            <div class="note-actions">
                                <button type="button" class="btn" on:click=move |_| retry.run(())>{t::common::try_again}</button>
                            </div>
                        }
                    })}
            </div>
        </div>
    }
}
