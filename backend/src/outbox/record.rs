//! Stores what came of a row: the row, its message, its chat and the events that tell, in one transaction.

use chrono::{DateTime, Utc};
use openapi::{
    chats::ChatAccess,
    events::EventData,
    messages::{Change, DeliveryState, EditMessage, Message},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    sea_query::Expr,
};

use super::{act::Taken, outcome::Outcome, store};
use crate::{
    chats::store::migrate_peer,
    entity::{
        bot, chat,
        outbox::{Action, Column, Entity, Model, State},
        revision,
    },
    error::Result,
    events::NewEvent,
    media,
    messages::{
        locked::{Locked, json},
        polls, reactions,
    },
    platforms::Error,
    state::AppState,
    traffic,
};

/// Stores the outcome of a row that was handed over. What Telegram said late, after another owner took the row for
/// unknown, still counts; what a person decided in the meantime stays.
pub(super) async fn record(state: &AppState, row: &Model, outcome: Outcome) -> Result<()> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    if let (Outcome::Wait(duration), true) = (&outcome, row.lane.is_bulk()) {
        make_bot_wait(&tx, row, now + *duration).await?;
    }
    let mut held = Locked::find(&tx, row.workspace_id, row.message_id).await?;
    let mut looks = false;
    let outcome = match outcome {
        Outcome::Moved(supergroup) => {
            looks = true;
            follow(&tx, &mut held, supergroup).await?
        }
        outcome => outcome,
    };
    if !settle(&tx, now, row, &held, &outcome).await? {
        tracing::info!(outbox.id = row.id, "settled otherwise in the meantime");
        return Ok(());
    }
    looks |= note_chat(&tx, now, &mut held, &outcome).await?;
    if row.action == Action::Send {
        note_send(&tx, now, row, &mut held, &outcome).await?;
    } else {
        note_change(&tx, now, row, &mut held, &outcome).await?;
    }
    let what = outcome.name();
    let chat = looks.then(|| held.chat.clone());
    let (_, event) = held.write(&tx).await?;
    let mut events = vec![event];
    if let Some(chat) = chat {
        events.push(NewEvent::of_chat(&chat, EventData::ChatUpdated(Box::new(chat.clone().show(None)))));
    }
    state.commit(tx, row.workspace_id, events).await?;
    metrics::counter!("outbox_outcomes_total", "outcome" => what).increment(1);
    Ok(())
}

/// Moves the chat to the supergroup its group became.
async fn follow(tx: &DatabaseTransaction, held: &mut Locked, supergroup: i64) -> Result<Outcome> {
    let bare = -supergroup - 1_000_000_000_000;
    let moved = migrate_peer(tx, held.chat.identity_id, held.chat.peer_id, bare).await?;
    Ok(match moved {
        Some(chat) if chat.id == held.chat.id => {
            held.chat = chat;
            Outcome::Again {
                text: "the group became a supergroup".to_owned(),
                pause: std::time::Duration::ZERO,
            }
        }
        _ => Outcome::Failed {
            text: "The group became a supergroup, which is a chat of its own here: write there".to_owned(),
            access: Some(ChatAccess::Left),
        },
    })
}

/// Settles the row. Says whether it was still ours to settle.
async fn settle(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    row: &Model,
    held: &Locked,
    outcome: &Outcome,
) -> Result<bool> {
    let is_unknown = held.message.delivery == Some(DeliveryState::Unknown);
    let late = is_unknown && !store::has_later(tx, row).await?;
    let ours = if late { vec![State::Sending, State::Unknown] } else { vec![State::Sending] };
    let state = match outcome {
        Outcome::Done(_) => State::Sent,
        Outcome::Failed { .. } => State::Failed,
        Outcome::Unknown(_) => State::Unknown,
        _ => State::Queued,
    };
    let mut change = Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::Error, Expr::value(text(outcome)))
        .filter(Column::Id.eq(row.id))
        .filter(Column::Fencing.eq(row.fencing))
        .filter(Column::State.is_in(ours));
    change = match state {
        State::Queued => {
            change.col_expr(Column::NotBefore, Expr::value(retry_at(now, outcome).unwrap_or(now)))
        }
        _ => change.col_expr(Column::SettledAt, Expr::value(now)),
    };
    Ok(change.exec(tx).await?.rows_affected > 0)
}

/// Telegram does not say whom a wait is meant for: what goes to many makes the whole bot wait. The bot's row comes
/// before the chat's, as everywhere.
async fn make_bot_wait(tx: &DatabaseTransaction, row: &Model, until: DateTime<Utc>) -> Result<()> {
    bot::Entity::update_many()
        .col_expr(bot::Column::WaitUntil, Expr::value(until))
        .filter(bot::Column::Id.eq(row.identity_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// What the outcome tells of the chat. Says whether the chat looks different.
async fn note_chat(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    held: &mut Locked,
    outcome: &Outcome,
) -> Result<bool> {
    let update = chat::Entity::update_many().filter(chat::Column::Id.eq(held.chat.id));
    match outcome {
        Outcome::Wait(duration) => {
            let until = now + *duration;
            held.chat.wait_until = Some(until);
            update.col_expr(chat::Column::WaitUntil, Expr::value(until)).exec(tx).await?;
            Ok(true)
        }
        Outcome::Failed { access: Some(access), .. } if *access != held.chat.access => {
            held.chat.access = *access;
            update.col_expr(chat::Column::Access, Expr::value(*access)).exec(tx).await?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

async fn note_send(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    row: &Model,
    held: &mut Locked,
    outcome: &Outcome,
) -> Result<()> {
    let message = &mut held.message;
    message.delivery = Some(match outcome {
        Outcome::Done(_) => DeliveryState::Sent,
        Outcome::Failed { .. } => DeliveryState::Failed,
        Outcome::Unknown(_) => DeliveryState::Unknown,
        _ => DeliveryState::Queued,
    });
    message.delivery_error = text(outcome);
    message.delivery_retry_at = retry_at(now, outcome);
    let Outcome::Done(Some(taken)) = outcome else { return Ok(()) };
    message.external_id = Some(taken.external_id);
    message.sent_at = taken.date;
    let shown = Message::from(message.clone());
    if held.is_last() {
        held.chat.last_message_at = taken.date;
    }
    if let (Some(media), Taken { file_id: Some(file_id), .. }) = (shown.media, taken) {
        media::store::set_sent(tx, row.workspace_id, media.id, row.identity_id, file_id).await?;
    }
    traffic::count_outgoing(tx, row.identity_id, now).await
}

async fn note_change(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    row: &Model,
    held: &mut Locked,
    outcome: &Outcome,
) -> Result<()> {
    if matches!(outcome, Outcome::Done(_)) {
        match (row.action, &row.payload.edit) {
            (Action::Edit, Some(edit)) => replace_text(tx, now, held, edit).await?,
            (Action::Delete, _) => {
                held.message.deleted_at = Some(now);
                held.message.pinned = false;
            }
            (Action::Pin, _) => held.message.pinned = true,
            (Action::Unpin, _) => held.message.pinned = false,
            (Action::React, _) => {
                let (all, ours) = (held.message.reactions.as_ref(), row.payload.reaction.as_deref());
                held.message.reactions = reactions::with_ours(all, ours);
            }
            (Action::Vote, _) => {
                let poll = held.message.poll.as_ref();
                held.message.poll = poll.and_then(|poll| polls::with_vote(poll, &row.payload.vote));
            }
            (Action::Edit, None) | (Action::Send, _) => {}
        }
    }
    // what was asked for later is what the message shows
    if store::has_later(tx, row).await? {
        return Ok(());
    }
    let state = match outcome {
        Outcome::Done(_) => None,
        Outcome::Failed { .. } | Outcome::Unknown(_) => Some(DeliveryState::Failed),
        _ => Some(DeliveryState::Queued),
    };
    let change = state.and_then(|state| row.payload.change(row.action, state)).map(|change| Change {
        error: text(outcome),
        retry_at: retry_at(now, outcome),
        ..change
    });
    held.set_change(change.as_ref())
}

/// Gives a message its new text and keeps the one it had.
async fn replace_text(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    held: &mut Locked,
    edit: &EditMessage,
) -> Result<()> {
    let message = &mut held.message;
    let entities = (!edit.entities.is_empty()).then(|| json(&edit.entities)).transpose()?;
    if message.text == edit.text && message.entities == entities {
        return Ok(());
    }
    revision::Entity::insert(revision::ActiveModel {
        id: NotSet,
        message_id: Set(message.id),
        text: Set(std::mem::replace(&mut message.text, edit.text.clone())),
        entities: Set(std::mem::replace(&mut message.entities, entities)),
        media: Set(message.media.clone()),
        replaced_at: Set(now),
    })
    .exec_without_returning(tx)
    .await?;
    message.revisions += 1;
    message.edited_at = Some(now);
    Ok(())
}

fn text(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Done(_) | Outcome::Moved(_) => None,
        Outcome::Failed { text, .. } | Outcome::Unknown(text) | Outcome::Again { text, .. } => {
            Some(text.clone())
        }
        Outcome::Wait(duration) => Some(Error::Wait(*duration).to_string()),
        Outcome::Revoked => Some(Error::Revoked.to_string()),
    }
}

fn retry_at(now: DateTime<Utc>, outcome: &Outcome) -> Option<DateTime<Utc>> {
    match outcome {
        Outcome::Again { pause, .. } | Outcome::Wait(pause) => Some(now + *pause),
        _ => None,
    }
}
