//! The outbox in the database.

use chrono::{DateTime, Utc};
use openapi::{ChatId, IdentityId, MessageId, WorkspaceId, chats::ChatKind};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Cond, Expr, ExprTrait, Query},
};

use crate::{
    entity::{
        bot, chat, message,
        outbox::{Action, ActiveModel, Column, Entity, Lane, Model, Payload, State},
    },
    error::Result,
};

/// Rows that are not settled, in the words of the partial indexes: with parameters neither database would use them.
const OPEN: &str = "outbox.state IN ('queued', 'sending')";

/// That a row of the same chat goes first: an earlier one; of what goes to many also any that a person wrote.
const FIRST: &str = "EXISTS (SELECT 1 FROM outbox AS first WHERE first.chat_id = outbox.chat_id \
    AND first.state IN ('queued', 'sending') AND ((first.lane < 2 AND outbox.lane >= 2) \
    OR (first.id < outbox.id AND (first.lane < 2 OR outbox.lane >= 2))))";

/// An intent about to be stored.
#[derive(Debug)]
pub struct Intent {
    /// Whose row it is.
    pub workspace: WorkspaceId,
    /// Who acts.
    pub identity: IdentityId,
    /// Where.
    pub chat: ChatId,
    /// On which message.
    pub message: MessageId,
    /// What is to be done.
    pub action: Action,
    /// What it needs beside the message.
    pub payload: Payload,
    /// Who goes first.
    pub lane: Lane,
}

/// Stores an intent, due at once.
pub async fn insert(db: &impl ConnectionTrait, now: DateTime<Utc>, intent: Intent) -> Result<()> {
    Entity::insert(ActiveModel {
        id: NotSet,
        workspace_id: Set(intent.workspace),
        identity_id: Set(intent.identity),
        chat_id: Set(intent.chat),
        message_id: Set(intent.message),
        action: Set(intent.action),
        payload: Set(intent.payload),
        lane: Set(intent.lane),
        state: Set(State::Queued),
        attempts: Set(0),
        not_before: Set(now),
        fencing: Set(None),
        random_id: Set(None),
        error: Set(None),
        created_at: Set(now),
        settled_at: Set(None),
    })
    .exec_without_returning(db)
    .await?;
    Ok(())
}

/// Takes back what waits for a message: some actions, or all. Returns how many were taken back.
pub async fn cancel(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    message: MessageId,
    actions: &[Action],
) -> Result<u64> {
    let cancelled = Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Cancelled))
        .col_expr(Column::SettledAt, Expr::value(now))
        .filter(Column::MessageId.eq(message))
        .filter(Column::State.eq(State::Queued))
        .filter(Column::Action.is_in(actions.iter().copied()))
        .exec(db)
        .await?;
    Ok(cancelled.rows_affected)
}

/// The last attempt to send a message.
pub async fn last_send(db: &impl ConnectionTrait, message: MessageId) -> Result<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::MessageId.eq(message))
        .filter(Column::Action.eq(Action::Send))
        .order_by_desc(Column::Id)
        .one(db)
        .await?)
}

/// The rows that send an album together with this one, itself among them, in their order.
pub async fn with_album(db: &impl ConnectionTrait, row: &Model, album: &str) -> Result<Vec<Model>> {
    let parts = Query::select()
        .column(message::Column::Id)
        .from(message::Entity)
        .and_where(message::Column::ChatId.eq(row.chat_id))
        .and_where(message::Column::AlbumId.eq(album))
        .to_owned();
    Ok(Entity::find()
        .filter(Expr::cust(OPEN))
        .filter(Column::ChatId.eq(row.chat_id))
        .filter(Column::State.eq(State::Queued))
        .filter(Column::Action.eq(Action::Send))
        .filter(Column::MessageId.in_subquery(parts))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// Whether something later than this row waits for the same message or is under way.
pub async fn has_later(db: &impl ConnectionTrait, row: &Model) -> Result<bool> {
    let later = Entity::find()
        .filter(Expr::cust(OPEN))
        .filter(Column::ChatId.eq(row.chat_id))
        .filter(Column::MessageId.eq(row.message_id))
        .filter(Column::Id.gt(row.id))
        .one(db)
        .await?;
    Ok(later.is_some())
}

/// A row whose turn it is, with the kind of its chat, which has a limit of its own.
#[derive(Debug, FromQueryResult)]
pub struct Due {
    /// The row.
    #[sea_orm(nested)]
    pub row: Model,
    /// The kind of its chat.
    pub chat_kind: ChatKind,
}

impl Due {
    /// How many messages go out with it.
    pub fn messages(&self) -> i32 {
        self.row.payload.album.unwrap_or(1)
    }
}

/// The rows of an identity whose turn it is, at most one a chat, in the order they should go.
pub async fn due(
    db: &impl ConnectionTrait,
    identity: IdentityId,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Due>> {
    Ok(waiting(identity)
        .column_as(chat::Column::Kind, "chat_kind")
        .filter(Column::NotBefore.lte(now))
        .filter(Cond::any().add(chat::Column::WaitUntil.is_null()).add(chat::Column::WaitUntil.lte(now)))
        .filter(Cond::any().add(bot::Column::WaitUntil.is_null()).add(bot::Column::WaitUntil.lte(now)))
        .filter(Expr::cust(FIRST).not())
        .order_by_asc(Column::Lane)
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_model()
        .all(db)
        .await?)
}

/// When the next wait of an identity ends: its own, that of a chat with waiting rows, or a row's.
pub async fn next_due(
    db: &impl ConnectionTrait,
    identity: IdentityId,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>> {
    #[derive(FromQueryResult)]
    struct Waits {
        row: Option<DateTime<Utc>>,
        chat: Option<DateTime<Utc>>,
        bot: Option<DateTime<Utc>>,
    }
    let ahead = |column: Expr| {
        let ahead: Expr = Expr::case(column.clone().gt(now), column).into();
        ahead.min()
    };
    let waits: Option<Waits> = waiting(identity)
        .select_only()
        .column_as(ahead(Expr::col((Entity, Column::NotBefore))), "row")
        .column_as(ahead(Expr::col((chat::Entity, chat::Column::WaitUntil))), "chat")
        .column_as(ahead(Expr::col((bot::Entity, bot::Column::WaitUntil))), "bot")
        .into_model()
        .one(db)
        .await?;
    Ok(waits.and_then(|waits| [waits.row, waits.chat, waits.bot].into_iter().flatten().min()))
}

/// Rows that were handed over and never settled: whoever handed them over is gone.
pub async fn left_behind(db: &impl ConnectionTrait, identity: IdentityId) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Expr::cust(OPEN))
        .filter(Column::IdentityId.eq(identity))
        .filter(Column::State.eq(State::Sending))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// Rows up to this one that are not settled, of every identity.
pub(super) async fn open(db: &impl ConnectionTrait, last: i64) -> Result<Vec<Model>> {
    let open = Entity::find().filter(Expr::cust(OPEN)).filter(Column::Id.lte(last));
    Ok(open.order_by_asc(Column::Id).all(db).await?)
}

/// Rows of an identity that wait, with their chats and their bot.
fn waiting(identity: IdentityId) -> Select<Entity> {
    let to_chat = Entity::belongs_to(chat::Entity).from(Column::ChatId).to(chat::Column::Id);
    let to_bot = Entity::belongs_to(bot::Entity).from(Column::IdentityId).to(bot::Column::Id);
    Entity::find()
        .join(JoinType::InnerJoin, to_chat.into())
        .join(JoinType::LeftJoin, to_bot.into())
        .filter(Expr::cust(OPEN))
        .filter(Column::IdentityId.eq(identity))
        .filter(Column::State.eq(State::Queued))
}
