//! Sessions.

use grammers_tl_types::{enums, functions::auth, types};

use super::{super::RpcError, Call, KeyId, Reply, Standing, UserId};
use crate::mtproto::{
    accounts::Device,
    number::int,
    render::{View, bare},
    wire::random,
};

/// Takes a sign-in to another data centre.
pub fn export(call: &Call, query: auth::ExportAuthorization) -> Reply<enums::auth::ExportedAuthorization> {
    let mut accounts = call.accounts();
    let person = at_home(accounts.key(call.key).map(|key| key.standing))?;
    if !accounts.centres.iter().any(|(centre, _)| *centre == query.dc_id) || query.dc_id == call.centre {
        return Err(RpcError::bad("DC_ID_INVALID"));
    }
    let bytes = random::<32>().to_vec();
    accounts.exported.insert(bytes.clone(), person);
    Ok(types::auth::ExportedAuthorization { id: person.0, bytes }.into())
}

pub fn import(call: &Call, query: auth::ImportAuthorization) -> Reply<enums::auth::Authorization> {
    let world = call.shared.world();
    let mut accounts = call.accounts();
    let person = accounts.exported.remove(&query.bytes).filter(|person| person.0 == query.id);
    let person = person.ok_or_else(|| RpcError::bad("AUTH_BYTES_INVALID"))?;
    if let Some(key) = accounts.key_mut(call.key) {
        key.standing = Standing::Imported(person);
    }
    Ok(bare::authorization(&View::new(&world, person).user(person)).into())
}

fn at_home(standing: Option<Standing>) -> Reply<UserId> {
    match standing {
        Some(Standing::SignedIn(person)) => Ok(person),
        Some(Standing::Ended(name)) => Err(RpcError::new(401, name)),
        _ => Err(RpcError::new(401, "AUTH_KEY_UNREGISTERED")),
    }
}

pub fn log_out(call: &Call, _: auth::LogOut) -> Reply<enums::auth::LoggedOut> {
    let mut accounts = call.accounts();
    at_home(accounts.key(call.key).map(|key| key.standing))?;
    accounts.end_session(call.key, "AUTH_KEY_UNREGISTERED");
    Ok(types::auth::LoggedOut { future_auth_token: None }.into())
}

/// Ends all sessions but this one.
pub fn reset_others(call: &Call, _: auth::ResetAuthorizations) -> Reply<bool> {
    let mut accounts = call.accounts();
    let person = at_home(accounts.key(call.key).map(|key| key.standing))?;
    let sessions = accounts.account(person).map(|account| account.sessions.clone()).unwrap_or_default();
    for session in sessions.into_iter().filter(|session| *session != call.key) {
        accounts.hang_up_key(session);
        accounts.end_session(session, "SESSION_REVOKED");
    }
    Ok(true)
}

/// Temporary keys are not made here; clients go on without.
pub fn bind(_: &Call, _: auth::BindTempAuthKey) -> Reply<bool> {
    Err(RpcError::bad("ENCRYPTED_MESSAGE_INVALID"))
}

/// A session as its owner sees it; dates are Unix seconds.
pub fn shown(key: KeyId, device: &Device, current: bool, [since, active]: [i64; 2]) -> types::Authorization {
    types::Authorization {
        current,
        official_app: false,
        password_pending: false,
        encrypted_requests_disabled: true,
        call_requests_disabled: true,
        unconfirmed: false,
        hash: if current { 0 } else { key },
        device_model: device.model.clone(),
        platform: String::new(),
        system_version: device.system.clone(),
        api_id: device.api_id,
        app_name: "sandbox".into(),
        app_version: device.app.clone(),
        date_created: int(since),
        date_active: int(active),
        ip: "127.0.0.1".into(),
        country: String::new(),
        region: String::new(),
    }
}
