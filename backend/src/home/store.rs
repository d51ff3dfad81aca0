//! The home in the database.

use chrono::{DateTime, Utc};
use openapi::runtime::Difference;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, UpdateMany,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use crate::{
    entity::{
        home::{ActiveModel, Column, Entity, Model, Place},
        outbox,
    },
    error::Result,
};

const ID: i32 = 1;

/// The row, and on `PostgreSQL` the transaction that wrote it.
#[derive(Debug, FromQueryResult)]
pub struct Written {
    /// The row.
    #[sea_orm(nested)]
    pub row: Model,
    /// Vacuuming keeps it, dumping and restoring does not.
    pub by: Option<String>,
}

/// The row.
pub async fn find(db: &impl ConnectionTrait) -> Result<Option<Written>> {
    let by = if is_postgres(db) { "home.xmin::text" } else { "NULL" };
    let row = Entity::find_by_id(ID).column_as(Expr::cust(by), "by");
    Ok(row.into_model().one(db).await?)
}

/// The row, kept from others until the transaction ends.
pub(super) async fn lock(tx: &impl ConnectionTrait) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(ID).lock_exclusive().one(tx).await?)
}

/// Makes a place the first home, unless there is one.
pub(super) async fn insert(tx: &impl ConnectionTrait, place: Place) -> Result<()> {
    let row = ActiveModel {
        id: Set(ID),
        place: Set(place),
        written_by: NotSet,
        age: Set(1),
        held: Set(None),
        held_since: Set(None),
        held_outbox: Set(None),
    };
    let inserted = Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    if inserted > 0 {
        write(tx, Entity::update_many()).await?;
    }
    Ok(())
}

/// Follows a server that went on with a new timeline.
pub(super) async fn move_to(tx: &impl ConnectionTrait, place: Place) -> Result<()> {
    write(tx, Entity::update_many().col_expr(Column::Place, Expr::value(place))).await
}

/// Makes a place the home of a copy.
pub(super) async fn settle(tx: &impl ConnectionTrait, place: Place, age: i64) -> Result<()> {
    let update = Entity::update_many()
        .col_expr(Column::Place, Expr::value(place))
        .col_expr(Column::Age, Expr::value(age));
    write(tx, let_go(update)).await
}

/// Notes that nothing may run, with what differs, or that it may again.
pub(super) async fn hold(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    differs: Option<Difference>,
) -> Result<()> {
    let Some(differs) = differs else { return write(tx, let_go(Entity::update_many())).await };
    let update = Entity::update_many()
        .col_expr(Column::Held, Expr::value(differs))
        .col_expr(Column::HeldSince, Expr::value(now))
        .col_expr(Column::HeldOutbox, Expr::value(last_of_outbox(tx).await?));
    if differs == Difference::Rows {
        // else what tells it apart would be gone
        update.filter(Column::Id.eq(ID)).exec(tx).await?;
        return Ok(());
    }
    write(tx, update).await
}

/// Lets the database grow older by one, where the file beside it counts too.
pub(super) async fn grow(tx: &impl ConnectionTrait) -> Result<Option<i64>> {
    let grown = Entity::update_many()
        .col_expr(Column::Age, Expr::col(Column::Age).add(1))
        .filter(Column::Id.eq(ID))
        .exec_with_returning(tx)
        .await?;
    Ok(grown.first().map(|row| row.age))
}

/// The newest row of the outbox; 0 where there is none.
pub(super) async fn last_of_outbox(db: &impl ConnectionTrait) -> Result<i64> {
    let last = outbox::Entity::find().order_by_desc(outbox::Column::Id).one(db).await?;
    Ok(last.map_or(0, |row| row.id))
}

async fn write(tx: &impl ConnectionTrait, update: UpdateMany<Entity>) -> Result<()> {
    let by = if is_postgres(tx) { "pg_current_xact_id()::xid::text" } else { "NULL" };
    update.col_expr(Column::WrittenBy, Expr::cust(by)).filter(Column::Id.eq(ID)).exec(tx).await?;
    Ok(())
}

fn is_postgres(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

fn let_go(update: UpdateMany<Entity>) -> UpdateMany<Entity> {
    update
        .col_expr(Column::Held, Expr::value(None::<String>))
        .col_expr(Column::HeldSince, Expr::value(None::<DateTime<Utc>>))
        .col_expr(Column::HeldOutbox, Expr::value(None::<i64>))
}
