//! `auth.*`: open to whoever has not signed in.

mod code;
mod key;
mod password;
mod token;

use grammers_tl_types::{enums, functions, functions::auth};

pub use self::{code::issue as send_code, key::shown as shown_session};
use super::{Accounts, Call, Condition, KeyId, Reply, RpcError, Standing, methods};
use crate::{
    mtproto::render::{View, bare},
    world::{UserId, World},
};

methods! { Call:
    auth::SendCode => code::send,
    auth::ResendCode => code::resend,
    auth::CancelCode => code::cancel,
    auth::SignIn => code::sign_in,
    auth::SignUp => code::sign_up,
    functions::account::GetPassword => password::get,
    auth::CheckPassword => password::check,
    auth::ExportLoginToken => token::export,
    auth::ImportLoginToken => token::import,
    auth::AcceptLoginToken => token::accept,
    auth::ExportAuthorization => key::export,
    auth::ImportAuthorization => key::import,
    auth::LogOut => key::log_out,
    auth::ResetAuthorizations => key::reset_others,
    auth::BindTempAuthKey => key::bind,
}

/// What stands between a person and a new session here.
fn check_home(call: &Call, accounts: &Accounts, person: UserId, verb: &str) -> Reply<()> {
    let account = accounts.account(person).ok_or_else(|| RpcError::bad("PHONE_NUMBER_UNOCCUPIED"))?;
    if account.condition == Condition::Banned {
        return Err(RpcError::bad("PHONE_NUMBER_BANNED"));
    }
    if account.home != call.centre {
        return Err(RpcError::new(303, format!("{verb}_MIGRATE_{}", account.home)));
    }
    Ok(())
}

/// Signs somebody in who proved to own the account, unless their password is still asked for.
fn admit(
    call: &Call,
    world: &World,
    accounts: &mut Accounts,
    person: UserId,
) -> Reply<enums::auth::Authorization> {
    if accounts.account(person).is_some_and(|account| account.password.is_some()) {
        if let Some(key) = accounts.key_mut(call.key) {
            key.standing = Standing::NeedsPassword(person);
        }
        return Err(RpcError::new(401, "SESSION_PASSWORD_NEEDED"));
    }
    Ok(welcome(call.key, world, accounts, person))
}

/// Signs somebody in.
fn welcome(key: KeyId, world: &World, accounts: &mut Accounts, person: UserId) -> enums::auth::Authorization {
    accounts.sign_in(key, person, world.now());
    bare::authorization(&View::new(world, person).user(person)).into()
}
