//! Setting, changing and clearing the password of two-step verification.

use grammers_tl_types::{enums, functions::account, types};

use super::{Reply, RpcError, Signed};
use crate::mtproto::{
    accounts::{Accounts, Password},
    wire::srp::Verifier,
};

pub fn settings(
    call: &Signed,
    query: account::GetPasswordSettings,
) -> Reply<enums::account::PasswordSettings> {
    prove(call, &mut call.accounts(), &query.password)?;
    Ok(types::account::PasswordSettings { email: None, secure_settings: None }.into())
}

pub fn update(call: &Signed, query: account::UpdatePasswordSettings) -> Reply<bool> {
    let mut accounts = call.accounts();
    prove(call, &mut accounts, &query.password)?;
    let enums::account::PasswordInputSettings::Settings(new) = query.new_settings;
    let password = match (new.new_algo, new.new_password_hash) {
        (
            Some(enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow(algorithm)),
            Some(hash),
        ) if !hash.is_empty() => {
            let verifier = Verifier::made_by_client(algorithm.salt1, algorithm.salt2, &hash);
            Some(Password { verifier, hint: new.hint.unwrap_or_default() })
        }
        (None | Some(enums::PasswordKdfAlgo::Unknown), _) => None,
        _ => return Err(RpcError::bad("NEW_SETTINGS_INVALID")),
    };
    if let Some(account) = accounts.account_mut(call.me) {
        account.password = password;
    }
    Ok(true)
}

/// Makes sure that the caller knows the password there is.
fn prove(call: &Signed, accounts: &mut Accounts, proof: &enums::InputCheckPasswordSrp) -> Reply<()> {
    let current = accounts.account(call.me).and_then(|account| account.password.clone());
    let Some(current) = current else { return Ok(()) };
    let enums::InputCheckPasswordSrp::Srp(proof) = proof else {
        return Err(RpcError::bad("PASSWORD_HASH_INVALID"));
    };
    let asked = accounts.challenges.remove(&proof.srp_id).filter(|(person, _)| *person == call.me);
    let (_, challenge) = asked.ok_or_else(|| RpcError::bad("SRP_ID_INVALID"))?;
    let known = current.verifier.accepts(&challenge, &proof.a, &proof.m1);
    if known { Ok(()) } else { Err(RpcError::bad("PASSWORD_HASH_INVALID")) }
}
