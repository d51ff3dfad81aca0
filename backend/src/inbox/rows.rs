//! Many rows looked up, or changed, by one statement.

use std::iter::once;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Iterable, ModelTrait,
    sea_query::{Expr, ExprTrait, IntoValueTuple, Query, TableRef, UpdateStatement, ValueTuple},
};

use crate::error::Result;

/// That a row's columns are among these, each as a whole: of a list for each column the database would look up every
/// combination.
pub(super) fn among<const N: usize, C: ColumnTrait, V: IntoValueTuple>(
    columns: [C; N],
    wanted: impl IntoIterator<Item = V>,
) -> Expr {
    let wanted = Query::select().expr(Expr::cust("*")).from_values(filled(wanted), "wanted").to_owned();
    Expr::tuple(columns.map(|column| Expr::col(column.as_column_ref()))).in_subquery(wanted)
}

/// Rows, the last of them repeated until they are as many as a power of two, for statements to which it is all the same:
/// batches of whatever size then come with few statements, which the database has prepared already.
fn filled<V: IntoValueTuple>(rows: impl IntoIterator<Item = V>) -> Vec<ValueTuple> {
    let mut rows: Vec<_> = rows.into_iter().map(IntoValueTuple::into_value_tuple).collect();
    if let Some(last) = rows.last().cloned() {
        rows.resize(rows.len().next_power_of_two(), last);
    }
    rows
}

/// Writes rows that changed, each given as it was and as it is: one statement, with those columns alone in which any of
/// them differs.
pub(super) async fn write_changed<E: EntityTrait>(
    tx: &impl ConnectionTrait,
    id: E::Column,
    rows: &[(&E::Model, &E::Model)],
) -> Result<()> {
    let differs = |column: &E::Column| rows.iter().any(|(was, is)| was.get(*column) != is.get(*column));
    let columns: Vec<E::Column> = E::Column::iter().filter(differs).collect();
    if columns.is_empty() {
        return Ok(());
    }
    let all = || once(id).chain(columns.iter().copied());
    let values = rows.iter().map(|(_, row)| ValueTuple::Many(all().map(|column| row.get(column)).collect()));
    let mut change = Query::update();
    change.table(E::default());
    change_each(tx, change, id, &columns, values.collect(), |new, _| new).await
}

/// Runs a change of the rows whose ids come first in `rows`. What follows the id stands for `columns`, in their order;
/// `set` says what becomes of the new value and the one that is there.
pub(super) async fn change_each<C: ColumnTrait>(
    tx: &impl ConnectionTrait,
    mut change: UpdateStatement,
    id: C,
    columns: &[C],
    rows: Vec<ValueTuple>,
    set: fn(Expr, Expr) -> Expr,
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    // both databases name the columns of values like this
    let new = |place: usize| ("new", format!("column{place}"));
    for (column, place) in columns.iter().zip(2..) {
        change.value(*column, set(Expr::col(new(place)), Expr::col(column.as_column_ref())));
    }
    change.from(TableRef::ValuesList(filled(rows), "new".into()));
    change.and_where(Expr::col(id.as_column_ref()).equals(new(1)));
    tx.execute(&change).await?;
    Ok(())
}
