//! Signing in with a QR code: <https://core.telegram.org/api/qr-login>.

use grammers_tl_types::{enums, functions::auth, types};

use super::{super::RpcError, Accounts, Call, Condition, Reply, UserId, World, admit};
use crate::mtproto::{accounts::LoginToken, number::int, wire::random};

/// How long a QR code is good, in seconds.
const LIFE: i64 = 30;

/// Shows a code; after it was scanned the same call signs in.
pub fn export(call: &Call, query: auth::ExportLoginToken) -> Reply<enums::auth::LoginToken> {
    if query.api_id <= 0 || query.api_hash.is_empty() {
        return Err(RpcError::bad("API_ID_INVALID"));
    }
    let world = call.shared.world();
    let mut accounts = call.accounts();
    let scanned = accounts.tokens.iter().find(|(_, shown)| shown.key == call.key && shown.accepted.is_some());
    if let Some(token) = scanned.map(|(token, _)| token.clone()) {
        return outcome(call, &world, &mut accounts, token);
    }
    accounts.tokens.retain(|_, shown| shown.key != call.key);
    let token = random::<32>().to_vec();
    let shown = LoginToken { key: call.key, expires: world.now() + LIFE, accepted: None };
    accounts.tokens.insert(token.clone(), shown);
    outcome(call, &world, &mut accounts, token)
}

/// Goes on at another data centre.
pub fn import(call: &Call, query: auth::ImportLoginToken) -> Reply<enums::auth::LoginToken> {
    let world = call.shared.world();
    outcome(call, &world, &mut call.accounts(), query.token)
}

fn outcome(
    call: &Call,
    world: &World,
    accounts: &mut Accounts,
    token: Vec<u8>,
) -> Reply<enums::auth::LoginToken> {
    let shown = accounts.tokens.get(&token).ok_or_else(|| RpcError::bad("AUTH_TOKEN_INVALID"))?;
    if shown.expires <= world.now() {
        return Err(RpcError::bad("AUTH_TOKEN_EXPIRED"));
    }
    let Some(person) = shown.accepted else {
        return Ok(types::auth::LoginToken { expires: int(shown.expires), token }.into());
    };
    let account = accounts.account(person).ok_or_else(|| RpcError::bad("AUTH_TOKEN_INVALID"))?;
    if account.condition == Condition::Banned {
        return Err(RpcError::new(401, "USER_DEACTIVATED_BAN"));
    }
    if account.home != call.centre {
        let dc_id = account.home;
        return Ok(types::auth::LoginTokenMigrateTo { dc_id, token }.into());
    }
    accounts.tokens.remove(&token);
    let authorization = admit(call, world, accounts, person)?;
    Ok(types::auth::LoginTokenSuccess { authorization }.into())
}

/// An account that is signed in scans the code of another client.
pub fn accept(call: &Call, query: auth::AcceptLoginToken) -> Reply<enums::Authorization> {
    let me = signed_in(call)?;
    let key = call.shared.accept_login_token(me, &query.token);
    let key = key.ok_or_else(|| RpcError::bad("AUTH_TOKEN_INVALID"))?;
    let accounts = call.accounts();
    let device = accounts.key(key).map(|key| key.device.clone()).unwrap_or_default();
    Ok(super::key::shown(key, &device, false, [call.now(), call.now()]).into())
}

fn signed_in(call: &Call) -> Reply<UserId> {
    let person = call.accounts().key(call.key).and_then(|key| key.standing.person());
    person.ok_or_else(|| RpcError::new(401, "AUTH_KEY_UNREGISTERED"))
}
