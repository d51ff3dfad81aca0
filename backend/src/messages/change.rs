//! Changes an operator makes to a message: edit, delete, pin, unpin, react, vote.
//!
//! What Telegram has is changed by Telegram first: the change waits in the outbox and the message shows it as asked
//! for. What Telegram does not have is changed here at once.

use openapi::{
    FieldCode, MessageId,
    messages::{DeliveryState, EditMessage, Message, MessageKind, SetReaction, Vote},
};
use sea_orm::DatabaseTransaction;
use serde::Serialize;

use super::{
    content,
    locked::{self, Locked},
    polls,
    send::not_archived,
};
use crate::{
    audit,
    bus::Wake,
    entity::{
        chat::PeerKind,
        identity::IdentityKind,
        message,
        outbox::{Action, Lane, Payload},
    },
    error::{Error, Result},
    outbox::store::{Intent, cancel, insert},
    state::AppState,
    web::caller::Caller,
};

/// Where a message is.
enum Place {
    /// At Telegram.
    There,
    /// Only here: it waits, or Telegram refused it.
    Here,
}

/// Changes that a deletion makes needless.
const ALL: [Action; 6] =
    [Action::Edit, Action::Delete, Action::Pin, Action::Unpin, Action::React, Action::Vote];

/// Whether a message is pinned, for the audit log.
#[derive(Serialize)]
struct Pinned {
    pinned: bool,
}

/// Gives a message of ours another text or caption.
pub async fn edit(state: &AppState, caller: &Caller, id: MessageId, edit: EditMessage) -> Result<Message> {
    let tx = state.db.begin().await?;
    let mut held = find(&tx, caller, id).await?;
    if !held.message.outgoing || !matches!(held.message.kind, MessageKind::Text | MessageKind::Media) {
        return Err(Error::conflict("only texts and captions of our own can be edited"));
    }
    if held.message.forward.is_some() {
        return Err(Error::conflict("what was forwarded stays as it was written"));
    }
    content::check(&edit.text, &edit.entities, held.message.kind == MessageKind::Media)?;
    let place = place(&held.message)?;
    let shown = Message::from(held.message.clone());
    let before = EditMessage { text: shown.text, entities: shown.entities };
    record(state, caller, &tx, &held, ("message.edit", Some(&before), Some(&edit))).await?;
    match place {
        Place::There => {
            let payload = Payload { edit: Some(edit), ..Payload::default() };
            ask(state, &tx, &mut held, (Action::Edit, payload), &[Action::Edit]).await?;
        }
        Place::Here => {
            held.message.entities =
                (!edit.entities.is_empty()).then(|| locked::json(&edit.entities)).transpose()?;
            held.message.text = edit.text;
        }
    }
    finish(state, tx, held).await
}

/// Deletes a message for everyone, or for the account alone. One that was not handed over is not sent any more.
pub async fn delete(state: &AppState, caller: &Caller, id: MessageId, for_me: bool) -> Result<Message> {
    let tx = state.db.begin().await?;
    let mut held = Locked::find(&tx, caller.workspace_id, id).await?;
    if held.message.deleted_at.is_some() {
        return Ok(held.message.into());
    }
    not_archived(&tx, held.chat.identity_id).await?;
    if for_me && held.chat.identity_kind == IdentityKind::Bot {
        return Err(Error::conflict("a bot can delete for everyone only"));
    }
    // source: https://core.telegram.org/method/channels.deleteMessages has no such choice
    if for_me && held.chat.peer_kind == PeerKind::Channel {
        return Err(Error::conflict("in supergroups and channels messages are deleted for everyone only"));
    }
    let place = place(&held.message)?;
    let before = Message::from(held.message.clone());
    let verb = if for_me { "message.delete_for_me" } else { "message.delete" };
    record(state, caller, &tx, &held, (verb, Some(&before), None)).await?;
    match place {
        Place::There => {
            let payload = Payload { for_me, ..Payload::default() };
            ask(state, &tx, &mut held, (Action::Delete, payload), &ALL).await?;
        }
        Place::Here => {
            let now = state.clock.now();
            if cancel(&tx, now, id, &[Action::Send]).await? > 0 {
                held.message.delivery = Some(DeliveryState::Failed);
                held.message.delivery_error = Some("Deleted before it was sent".to_owned());
                held.message.delivery_retry_at = None;
            }
            held.message.deleted_at = Some(now);
        }
    }
    finish(state, tx, held).await
}

/// Pins a message, without a sound, or unpins it.
pub async fn set_pinned(state: &AppState, caller: &Caller, id: MessageId, pinned: bool) -> Result<Message> {
    let tx = state.db.begin().await?;
    let mut held = find_there(&tx, caller, id).await?;
    let (action, verb) = if pinned { (Action::Pin, "message.pin") } else { (Action::Unpin, "message.unpin") };
    let before = Pinned { pinned: held.message.pinned };
    record(state, caller, &tx, &held, (verb, Some(&before), Some(&Pinned { pinned }))).await?;
    ask(state, &tx, &mut held, (action, Payload::default()), &[Action::Pin, Action::Unpin]).await?;
    finish(state, tx, held).await
}

/// Gives a message another reaction of ours, or none.
pub async fn react(state: &AppState, caller: &Caller, id: MessageId, new: SetReaction) -> Result<Message> {
    let tx = state.db.begin().await?;
    let mut held = find_there(&tx, caller, id).await?;
    let ours = Message::from(held.message.clone()).reactions.into_iter().find(|reaction| reaction.ours);
    let before = SetReaction { emoji: ours.map(|reaction| reaction.emoji) };
    record(state, caller, &tx, &held, ("message.react", Some(&before), Some(&new))).await?;
    let payload = Payload { reaction: new.emoji, ..Payload::default() };
    ask(state, &tx, &mut held, (Action::React, payload), &[Action::React]).await?;
    finish(state, tx, held).await
}

/// Votes in a message's poll, or takes the vote back.
pub async fn vote(state: &AppState, caller: &Caller, id: MessageId, mut new: Vote) -> Result<Message> {
    new.options.sort_unstable();
    new.options.dedup();
    let tx = state.db.begin().await?;
    let mut held = find_there(&tx, caller, id).await?;
    if held.chat.identity_kind == IdentityKind::Bot {
        return Err(Error::conflict("Telegram lets no bot vote"));
    }
    let not_known = || Error::conflict("the message shows no poll");
    let row = held.message.poll.as_ref().ok_or_else(not_known)?;
    let poll = Message::from(held.message.clone()).poll.ok_or_else(not_known)?;
    if poll.closed {
        return Err(Error::conflict("the poll is over"));
    }
    if new.options.len() > 1 && !poll.multiple {
        let message = "only one answer may be given";
        return Err(Error::field("options", FieldCode::NotAllowed, message));
    }
    let answers = polls::answers(row, &new.options).ok_or_else(|| {
        Error::field("options", FieldCode::OutOfRange, "names an answer that the poll does not have")
    })?;
    let chosen = (0..).zip(&poll.options).filter(|(_, option)| option.chosen);
    let before = Vote { options: chosen.map(|(place, _)| place).collect() };
    record(state, caller, &tx, &held, ("message.vote", Some(&before), Some(&new))).await?;
    let payload = Payload { vote: answers, options: new.options, ..Payload::default() };
    ask(state, &tx, &mut held, (Action::Vote, payload), &[Action::Vote]).await?;
    finish(state, tx, held).await
}

/// Locks a message that is at Telegram and can still be changed there.
async fn find_there(tx: &DatabaseTransaction, caller: &Caller, id: MessageId) -> Result<Locked> {
    let held = find(tx, caller, id).await?;
    match place(&held.message)? {
        Place::There => Ok(held),
        Place::Here => Err(Error::conflict("the message is not at Telegram")),
    }
}

/// Locks a message that can still be changed.
async fn find(tx: &DatabaseTransaction, caller: &Caller, id: MessageId) -> Result<Locked> {
    let held = Locked::find(tx, caller.workspace_id, id).await?;
    if held.message.deleted_at.is_some() {
        return Err(Error::conflict("the message is deleted"));
    }
    not_archived(tx, held.chat.identity_id).await?;
    Ok(held)
}

fn place(message: &message::Model) -> Result<Place> {
    match message.delivery {
        _ if message.external_id.is_some() => Ok(Place::There),
        Some(DeliveryState::Queued | DeliveryState::Failed) => Ok(Place::Here),
        Some(DeliveryState::Sending) => {
            Err(Error::conflict("the message is being handed to Telegram: try again in a moment"))
        }
        Some(DeliveryState::Unknown) => {
            Err(Error::conflict("it is not known whether the message arrived: settle that first"))
        }
        Some(DeliveryState::Sent) | None => {
            Err(Error::conflict("Telegram's id of the message is not known: change it there"))
        }
    }
}

/// Has the outbox make a change, in place of those that wait and that it makes needless.
async fn ask(
    state: &AppState,
    tx: &DatabaseTransaction,
    held: &mut Locked,
    (action, payload): (Action, Payload),
    instead_of: &[Action],
) -> Result<()> {
    let now = state.clock.now();
    cancel(tx, now, held.message.id, instead_of).await?;
    held.set_change(payload.change(action, DeliveryState::Queued).as_ref())?;
    let intent = Intent {
        workspace: held.message.workspace_id,
        identity: held.message.identity_id,
        chat: held.message.chat_id,
        message: held.message.id,
        action,
        payload,
        lane: Lane::Manual,
    };
    insert(tx, now, intent).await
}

/// Writes what a person did to a message into the audit log, under the chat's name.
pub(super) async fn record<T: Serialize>(
    state: &AppState,
    caller: &Caller,
    tx: &DatabaseTransaction,
    held: &Locked,
    (action, before, after): (&'static str, Option<&T>, Option<&T>),
) -> Result<()> {
    let change =
        audit::Change { action, target: held.message.id.to_string(), name: &held.chat.title, before, after };
    audit::record(tx, &state.clock, caller, change).await
}

/// Writes the message, commits, tells everyone and wakes the sender.
pub(super) async fn finish(state: &AppState, tx: DatabaseTransaction, held: Locked) -> Result<Message> {
    let workspace = held.message.workspace_id;
    let (message, event) = held.write(&tx).await?;
    state.commit(tx, workspace, vec![event]).await?;
    state.bus.wake(Wake::Outbox(message.identity_id));
    Ok(message)
}
