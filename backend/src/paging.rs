//! Keyset paging: `?limit=` and an opaque `?cursor=`.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use openapi::{FieldCode, Page};
use sea_orm::{ColumnTrait, Condition, Order, Value, sea_query::ExprTrait};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::IntoParams;

use crate::error::{Error, Result};

/// Which part of a list is asked for.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// How many rows at most: 1 to 200, 50 without it.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
}

impl Paging {
    /// How many rows to ask for.
    pub fn limit(&self) -> Result<u64> {
        match self.limit.unwrap_or(50) {
            limit @ 1..=200 => Ok(limit),
            _ => Err(Error::field("limit", FieldCode::OutOfRange, "must be between 1 and 200")),
        }
    }

    /// Where the page starts: the key of the last row of the page before.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        BASE64_URL_SAFE_NO_PAD
            .decode(cursor)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .map(Some)
            .ok_or_else(|| Error::field("cursor", FieldCode::Malformed, "is not a cursor of this list"))
    }
}

/// Makes a page of `limit + 1` rows that were asked for: one more than fits tells whether there is a next page.
pub fn page<R, T, K: Serialize>(
    mut rows: Vec<R>,
    limit: u64,
    key: impl Fn(&R) -> K,
    show: impl Fn(R) -> T,
) -> Page<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows.last().filter(|_| more).and_then(|row| cursor(&key(row)));
    Page { items: rows.into_iter().map(show).collect(), next_cursor }
}

/// The cursor of the page behind a row, by the row's key.
pub fn cursor(key: &impl Serialize) -> Option<String> {
    serde_json::to_vec(key).ok().map(|bytes| BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// Rows that follow `key` in a list ordered by a time, and by an id where times are equal.
pub fn beyond<C: ColumnTrait>(
    time: C,
    id: C,
    order: &Order,
    key: (DateTime<Utc>, impl Into<Value>),
) -> Condition {
    let (at, row) = (key.0, key.1.into());
    let same = |later: sea_orm::sea_query::Expr| time.eq(at).and(later);
    match order {
        Order::Desc => Condition::any().add(time.lt(at)).add(same(id.lt(row))),
        _ => Condition::any().add(time.gt(at)).add(same(id.gt(row))),
    }
}
