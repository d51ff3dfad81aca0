//! The sessions of an account.

use grammers_tl_types::{enums, functions::account, types};

use super::{Reply, RpcError, Signed};
use crate::mtproto::rpc::auth::shown_session;

pub fn get(call: &Signed, _: account::GetAuthorizations) -> Reply<enums::account::Authorizations> {
    let accounts = call.accounts();
    let sessions = accounts.account(call.me).into_iter().flat_map(|account| &account.sessions);
    let known = sessions.filter_map(|id| Some((*id, accounts.key(*id)?)));
    let authorizations =
        known.map(|(id, key)| shown_session(id, &key.device, id == call.key, [key.since, key.active]).into());
    let authorizations = authorizations.collect();
    Ok(types::account::Authorizations { authorization_ttl_days: 180, authorizations }.into())
}

pub fn reset(call: &Signed, query: account::ResetAuthorization) -> Reply<bool> {
    let mut accounts = call.accounts();
    let own = accounts.account(call.me).is_some_and(|account| account.sessions.contains(&query.hash));
    if !own {
        return Err(RpcError::bad("HASH_INVALID"));
    }
    accounts.hang_up_key(query.hash);
    accounts.end_session(query.hash, "SESSION_REVOKED");
    Ok(true)
}
