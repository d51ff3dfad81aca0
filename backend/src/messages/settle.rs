//! What only a person may decide about a message that was not sent, or perhaps was.

use openapi::{
    MessageId,
    messages::{Delivery, DeliveryState, Message, Outcome},
};
use sea_orm::DatabaseTransaction;

use super::{
    change::record,
    locked::Locked,
    send::{can_write, not_archived},
    store,
};
use crate::{
    bus::Wake,
    entity::{
        message,
        outbox::{Action, Lane, Payload},
    },
    error::{Error, Result},
    outbox::store::{Intent, insert, last_send},
    state::AppState,
    traffic,
    web::caller::Caller,
};

/// Sends a message again that failed or whose outcome is unknown; of an album all such.
pub async fn retry(state: &AppState, caller: &Caller, id: MessageId) -> Result<Message> {
    let tx = state.db.begin().await?;
    let held = Locked::find(&tx, caller.workspace_id, id).await?;
    let states = [DeliveryState::Failed, DeliveryState::Unknown];
    if held.message.deleted_at.is_some() || !held.message.delivery.is_some_and(|it| states.contains(&it)) {
        return Err(Error::conflict("only a message that failed or whose outcome is unknown is sent again"));
    }
    can_write(&held.chat)?;
    not_archived(&tx, held.chat.identity_id).await?;
    let mut all = together(&tx, held, &states).await?;
    let count = i32::try_from(all.len()).ok().filter(|count| *count > 1);
    for held in &mut all {
        set(state, caller, &tx, held, ("message.retry", DeliveryState::Queued, None)).await?;
        let payload = last_send(&tx, held.message.id).await?.map(|row| row.payload).unwrap_or_default();
        let intent = Intent {
            workspace: held.message.workspace_id,
            identity: held.message.identity_id,
            chat: held.message.chat_id,
            message: held.message.id,
            action: Action::Send,
            payload: Payload { album: count, ..payload },
            lane: if held.message.reply_to.is_some() { Lane::Reply } else { Lane::Manual },
        };
        insert(&tx, state.clock.now(), intent).await?;
    }
    finish(state, caller, tx, (all, id)).await
}

/// Settles a message whose outcome is unknown by what a person found out; of an album all such, for they went out as one.
pub async fn resolve(state: &AppState, caller: &Caller, id: MessageId, found: Outcome) -> Result<Message> {
    let tx = state.db.begin().await?;
    let held = Locked::find(&tx, caller.workspace_id, id).await?;
    if held.message.delivery != Some(DeliveryState::Unknown) {
        return Err(Error::conflict("the outcome of this message is not unknown"));
    }
    let mut all = together(&tx, held, &[DeliveryState::Unknown]).await?;
    for held in &mut all {
        let (delivery, error) = match found {
            Outcome::Sent => {
                traffic::count_outgoing(&tx, held.message.identity_id, state.clock.now()).await?;
                (DeliveryState::Sent, None)
            }
            Outcome::Failed => {
                (DeliveryState::Failed, Some(format!("It did not arrive, says {}", caller.name)))
            }
        };
        set(state, caller, &tx, held, ("message.resolve", delivery, error)).await?;
    }
    finish(state, caller, tx, (all, id)).await
}

/// A message and those of its album that stand like this too, in their order.
async fn together(tx: &DatabaseTransaction, held: Locked, states: &[DeliveryState]) -> Result<Vec<Locked>> {
    let Some(album) = &held.message.album_id else { return Ok(vec![held]) };
    let parts = store::of_album(tx, held.message.chat_id, album).await?;
    let like = |part: &message::Model| {
        part.deleted_at.is_none() && part.delivery.is_some_and(|it| states.contains(&it))
    };
    let locked = |part| Locked { chat: held.chat.clone(), message: part };
    Ok(parts.into_iter().filter(like).map(locked).collect())
}

/// Writes the messages, commits, tells everyone and wakes the sender. Returns the one that was asked for.
async fn finish(
    state: &AppState,
    caller: &Caller,
    tx: DatabaseTransaction,
    (all, id): (Vec<Locked>, MessageId),
) -> Result<Message> {
    let mut asked = None;
    let mut events = Vec::with_capacity(all.len());
    for held in all {
        let (message, event) = held.write(&tx).await?;
        events.push(event);
        asked = asked.or(Some(message).filter(|message| message.id == id));
    }
    let message = asked.ok_or(Error::NotFound("message"))?;
    state.commit(tx, caller.workspace_id, events).await?;
    state.bus.wake(Wake::Outbox(message.identity_id));
    Ok(message)
}

async fn set(
    state: &AppState,
    caller: &Caller,
    tx: &DatabaseTransaction,
    held: &mut Locked,
    (action, delivery, error): (&'static str, DeliveryState, Option<String>),
) -> Result<()> {
    let before: Option<Delivery> = Message::from(held.message.clone()).delivery;
    held.message.delivery = Some(delivery);
    held.message.delivery_error = error;
    held.message.delivery_retry_at = None;
    let after = Message::from(held.message.clone()).delivery;
    record(state, caller, tx, held, (action, before.as_ref(), after.as_ref())).await
}
