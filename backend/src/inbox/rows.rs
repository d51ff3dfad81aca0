//! Many rows changed by one statement.

use sea_orm::{
    ColumnTrait, ConnectionTrait,
    sea_query::{Expr, ExprTrait, TableRef, UpdateStatement, ValueTuple},
};

use crate::error::Result;

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
    change.from(TableRef::ValuesList(rows, "new".into()));
    change.and_where(Expr::col(id.as_column_ref()).equals(new(1)));
    tx.execute(&change).await?;
    Ok(())
}
