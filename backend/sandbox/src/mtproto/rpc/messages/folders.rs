//! Folders: <https://core.telegram.org/api/folders>.

use grammers_tl_types::{enums, functions::messages, types};

use super::{Reply, RpcError, Signed};

/// The numbers that folders of one's own may have.
const OWN: std::ops::RangeInclusive<i32> = 2..=255;

pub fn get(call: &Signed, _: messages::GetDialogFilters) -> Reply<enums::messages::DialogFilters> {
    let accounts = call.accounts();
    let own = accounts.account(call.me).map(|account| account.folders.clone()).unwrap_or_default();
    let mut filters = vec![enums::DialogFilter::Default];
    filters.extend(own);
    Ok(types::messages::DialogFilters { tags_enabled: false, filters }.into())
}

fn number(filter: &enums::DialogFilter) -> i32 {
    match filter {
        enums::DialogFilter::Filter(filter) => filter.id,
        enums::DialogFilter::Chatlist(list) => list.id,
        enums::DialogFilter::Default => 0,
    }
}

/// Adds or replaces a folder, or takes it away.
pub fn update(call: &Signed, query: messages::UpdateDialogFilter) -> Reply<bool> {
    if !OWN.contains(&query.id) {
        return Err(RpcError::bad("FILTER_ID_INVALID"));
    }
    let filter = query.filter.clone();
    {
        let mut accounts = call.accounts();
        let Some(account) = accounts.account_mut(call.me) else { return Ok(false) };
        let place = account.folders.iter().position(|filter| number(filter) == query.id);
        match (place, query.filter) {
            (Some(place), Some(filter)) => account.folders[place] = filter,
            (None, Some(filter)) => account.folders.push(filter),
            (Some(place), None) => {
                account.folders.remove(place);
            }
            (None, None) => {}
        }
    }
    call.tell_others(|_| types::UpdateDialogFilter { id: query.id, filter }.into());
    Ok(true)
}

pub fn reorder(call: &Signed, query: messages::UpdateDialogFiltersOrder) -> Reply<bool> {
    {
        let mut accounts = call.accounts();
        let Some(account) = accounts.account_mut(call.me) else { return Ok(false) };
        let place = |filter: &enums::DialogFilter| query.order.iter().position(|id| *id == number(filter));
        account.folders.sort_by_key(|filter| place(filter).unwrap_or(usize::MAX));
    }
    call.tell_others(|_| types::UpdateDialogFilterOrder { order: query.order }.into());
    Ok(true)
}
