//! What needs words about the sending of a message, and what a person can do about it.

use leptos::{prelude::*, task::spawn_local};
use openapi::{
    MessageId,
    messages::{Change, ChangeAction, Delivery, DeliveryState, Message, Outcome},
    users::Role,
};
use uuid::Uuid;

use super::{
    super::{
        open::{Face, use_open},
        room::use_room,
    },
    deeds,
};
use crate::{
    api::{self, Error, messages::Act},
    components::{Countdown, say, use_toasts},
    i18n::t,
    inbox::outgoing::Stage,
    react::memo,
    session,
};

/// How the sending stands, where a sign does not say enough.
#[component]
pub fn Status(face: Memo<Face>) -> impl IntoView {
    let message = memo(move || face.with(|face| face.telling().clone()));
    let outgoing = memo(move || face.with(|face| face.outgoing.clone()));
    let stored = memo(move || {
        message.with(|message| {
            let deleted = message.deleted_at.is_some();
            (
                message.id,
                message.delivery.clone().filter(|_| !deleted),
                message.change.clone().filter(|_| !deleted),
            )
        })
    });
    move || {
        if let Some((key, stage)) = outgoing.get() {
            return view! { <OnItsWay key stage /> }.into_any();
        }
        let (id, delivery, change) = stored.get();
        view! {
            {delivery.map(|delivery| view! { <Sending id delivery /> })}
            {change.map(|change| view! { <Changing message change /> })}
        }
        .into_any()
    }
}

/// A message that the server does not have yet.
#[component]
fn OnItsWay(key: Uuid, stage: Stage) -> impl IntoView {
    let room = use_room();
    match stage {
        Stage::Waiting | Stage::Posting => ().into_any(),
        Stage::Uploading => {
            view! { <div class="state calm" role="status">{t::inbox::uploading}</div> }.into_any()
        }
        Stage::Stuck(error) => {
            // a refusal says that it was not sent; without an answer nobody knows, but the key makes it safe to repeat
            let lost = matches!(error, Error::Unanswered | Error::Status(_) | Error::Unreadable(_));
            let text =
                if lost { t::inbox::unanswered().to_owned() } else { t::inbox::not_sent(&say(&error)) };
            view! {
                <div class="state bad" role="status">
                    <span>{text}</span>
                    <button type="button" on:click=move |_| room.send_again(key)>{t::common::try_again}</button>
                    <button type="button" on:click=move |_| room.discard(key)>{t::inbox::discard}</button>
                </div>
            }
            .into_any()
        }
    }
}

/// A message that the server has and Telegram perhaps not.
#[component]
fn Sending(id: MessageId, delivery: Delivery) -> impl IntoView {
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let settle = move |answer: api::Result<Message>| {
        busy.set(false);
        // what changed comes as an event, which may be faster than the answer and know more
        if let Err(error) = answer {
            toasts.failed(&error);
        }
    };
    let retry = move |_| {
        busy.set(true);
        spawn_local(async move { settle(api::messages::act(id, Act::Retry).await) });
    };
    let resolve = move |outcome: Outcome| {
        busy.set(true);
        spawn_local(async move { settle(api::messages::resolve(id, outcome).await) });
    };
    let may = || session::may(Role::Operator);
    match delivery.state {
        DeliveryState::Sent | DeliveryState::Sending => ().into_any(),
        DeliveryState::Queued => match (delivery.retry_at, delivery.error) {
            (None, None) => ().into_any(),
            (until, error) => view! {
                <div class="state" role="status">
                    <span>{error.unwrap_or_else(|| t::inbox::waits().to_owned())}</span>
                    {until.map(|until| view! { <span>{t::inbox::next_try}" "<Countdown until=Signal::stored(until) /></span> })}
                </div>
            }
            .into_any(),
        },
        DeliveryState::Failed => view! {
            <div class="state bad" role="status">
                <span>{t::inbox::refused(&delivery.error.unwrap_or_default())}</span>
                <Show when=may>
                    <button type="button" disabled=busy on:click=retry>{t::common::try_again}</button>
                </Show>
            </div>
        }
        .into_any(),
        DeliveryState::Unknown => view! {
            <div class="state" role="status">
                <span>{t::inbox::not_confirmed}</span>
                {delivery.error.map(|error| view! { <span class="dim">{error}</span> })}
                <Show when=may>
                    <button type="button" disabled=busy on:click=move |_| resolve(Outcome::Sent)>{t::inbox::it_arrived}</button>
                    <button type="button" disabled=busy on:click=move |_| resolve(Outcome::Failed)>{t::inbox::it_did_not}</button>
                    <button type="button" disabled=busy on:click=retry>{t::inbox::send_again}</button>
                </Show>
            </div>
        }
        .into_any(),
    }
}

/// An edit, deletion or pin that Telegram has not made.
#[component]
fn Changing(message: Memo<Message>, change: Change) -> impl IntoView {
    let open = use_open();
    let action = change.action;
    let failed = change.state == DeliveryState::Failed;
    let words = match (action, failed) {
        (ChangeAction::Edit, false) => t::inbox::edit_waits(),
        (ChangeAction::Delete, false) => t::inbox::delete_waits(),
        (ChangeAction::Pin | ChangeAction::Unpin, false) => t::inbox::pin_waits(),
        (ChangeAction::React, false) => t::inbox::react_waits(),
        (ChangeAction::Vote, false) => t::inbox::vote_waits(),
        (ChangeAction::Edit, true) => t::inbox::edit_failed(),
        (ChangeAction::Delete, true) => t::inbox::delete_failed(),
        (ChangeAction::Pin | ChangeAction::Unpin, true) => t::inbox::pin_failed(),
        (ChangeAction::React, true) => t::inbox::react_failed(),
        (ChangeAction::Vote, true) => t::inbox::vote_failed(),
    };
    let wish = change.text.clone().or(change.reaction.clone());
    let again = {
        let change = change.clone();
        move |_| deeds::again(open, &message.get_untracked(), change.clone())
    };
    view! {
        <div class="state" class:bad=failed class:calm=!failed role="status">
            <span>{words}</span>
            {wish.map(|wish| view! { <q class="cut">{wish}</q> })}
            {change.error.map(|error| view! { <span>{error}</span> })}
            {change.retry_at.map(|until| view! { <span>{t::inbox::next_try}" "<Countdown until=Signal::stored(until) /></span> })}
            <Show when=move || failed && session::may(Role::Operator)>
                <button type="button" on:click=again.clone()>{t::common::try_again}</button>
            </Show>
        </div>
    }
}
