//! Messages for tests: number `n` was sent `n` minutes after midnight.

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};
use openapi::{
    ChatId, IdentityId, MessageId,
    messages::{Author, Delivery, DeliveryState, Message, MessageKind, MessagePage},
};
use uuid::Uuid;

pub fn at(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minute)
}

pub fn incoming(id: i64) -> Message {
    Message {
        id: MessageId(id),
        chat_id: ChatId(Uuid::nil()),
        identity_id: IdentityId(Uuid::nil()),
        telegram_id: Some(id),
        kind: MessageKind::Text,
        outgoing: false,
        author: Some(Author { telegram_id: 7, name: "Elena".into(), username: None, is_bot: false }),
        text: id.to_string(),
        entities: vec![],
        service: None,
        media: None,
        poll: None,
        album_id: None,
        topic_id: None,
        reply_to: None,
        forward: None,
        buttons: vec![],
        reactions: vec![],
        pinned: false,
        sent_at: at(id),
        edited_at: None,
        deleted_at: None,
        revisions: 0,
        delivery: None,
        change: None,
    }
}

pub fn edited(id: i64, text: &str) -> Message {
    Message { text: text.into(), edited_at: Some(at(id + 1)), ..incoming(id) }
}

pub fn outgoing(id: i64, state: DeliveryState) -> Message {
    let delivery = Delivery { state, error: None, retry_at: None, user_id: None, by: None };
    Message { outgoing: true, author: None, delivery: Some(delivery), ..incoming(id) }
}

pub fn page(ids: Range<i64>, before: bool, after: bool) -> MessagePage {
    MessagePage {
        complete: false,
        before: before.then_some(MessageId(ids.start)),
        after: after.then_some(MessageId(ids.end - 1)),
        items: ids.map(incoming).collect(),
    }
}
