//! What only a person may decide about a message that was not sent, or perhaps was.

use openapi::{
    MessageId,
    messages::{Delivery, DeliveryState, Message, Outcome},
};
use sea_orm::DatabaseTransaction;

use super::{
    change::{finish, record},
    locked::Locked,
    send::{can_write, not_archived},
};
use crate::{
    entity::outbox::{Action, Lane},
    error::{Error, Result},
    outbox::store::{Intent, insert, last_send},
    state::AppState,
    traffic,
    web::caller::Caller,
};

/// Sends a message again that failed or whose outcome is unknown.
pub async fn retry(state: &AppState, caller: &Caller, id: MessageId) -> Result<Message> {
    let tx = state.db.begin().await?;
    let mut held = Locked::find(&tx, caller.workspace_id, id).await?;
    let states = [DeliveryState::Failed, DeliveryState::Unknown];
    if held.message.deleted_at.is_some() || !held.message.delivery.is_some_and(|it| states.contains(&it)) {
        return Err(Error::conflict("only a message that failed or whose outcome is unknown is sent again"));
    }
    can_write(&held.chat)?;
    not_archived(&tx, held.chat.identity_id).await?;
    set(state, caller, &tx, &mut held, ("message.retry", DeliveryState::Queued, None)).await?;
    let intent = Intent {
        workspace: held.message.workspace_id,
        identity: held.message.identity_id,
        chat: held.message.chat_id,
        message: held.message.id,
        action: Action::Send,
        payload: last_send(&tx, id).await?.map(|row| row.payload).unwrap_or_default(),
        lane: if held.message.reply_to.is_some() { Lane::Reply } else { Lane::Manual },
    };
    insert(&tx, state.clock.now(), intent).await?;
    finish(state, tx, held).await
}

/// Settles a message whose outcome is unknown by what a person found out.
pub async fn resolve(state: &AppState, caller: &Caller, id: MessageId, found: Outcome) -> Result<Message> {
    let tx = state.db.begin().await?;
    let mut held = Locked::find(&tx, caller.workspace_id, id).await?;
    if held.message.delivery != Some(DeliveryState::Unknown) {
        return Err(Error::conflict("the outcome of this message is not unknown"));
    }
    let (delivery, error) = match found {
        Outcome::Sent => {
            traffic::count_outgoing(&tx, held.message.identity_id, state.clock.now()).await?;
            (DeliveryState::Sent, None)
        }
        Outcome::Failed => (DeliveryState::Failed, Some(format!("It did not arrive, says {}", caller.name))),
    };
    set(state, caller, &tx, &mut held, ("message.resolve", delivery, error)).await?;
    finish(state, tx, held).await
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
