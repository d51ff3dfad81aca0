//! Two-step verification: <https://core.telegram.org/api/srp>.

use grammers_tl_types::{enums, functions, types};

use super::{super::RpcError, Call, Reply, Standing, welcome};
use crate::mtproto::wire::{
    prime::{GENERATOR, prime},
    random, random_id,
    srp::Challenge,
};

/// Asks for the password of whoever signs in or signed in.
pub fn get(call: &Call, _: functions::account::GetPassword) -> Reply<enums::account::Password> {
    let mut accounts = call.accounts();
    let person = match accounts.key(call.key).map(|key| key.standing) {
        Some(Standing::NeedsPassword(person) | Standing::SignedIn(person) | Standing::Imported(person)) => {
            person
        }
        Some(Standing::Ended(name)) => return Err(RpcError::new(401, name)),
        Some(Standing::Nobody) | None => return Err(RpcError::new(401, "AUTH_KEY_UNREGISTERED")),
    };
    let password = accounts.account(person).and_then(|account| account.password.clone());
    let asked: Option<(Challenge, i64)> =
        password.as_ref().map(|password| (password.verifier.challenge(), random_id()));
    if let Some((challenge, id)) = &asked {
        accounts.challenges.insert(*id, (person, challenge.clone()));
    }
    let algorithm = |salt1, salt2| {
        types::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow {
            salt1,
            salt2,
            g: GENERATOR,
            p: prime().to_bytes_be(),
        }
        .into()
    };
    let current = password.as_ref().map(|password| &password.verifier);
    Ok(types::account::Password {
        has_recovery: false,
        has_secure_values: false,
        has_password: password.is_some(),
        current_algo: current.map(|current| algorithm(current.salt1.clone(), current.salt2.clone())),
        srp_b: asked.as_ref().map(|(challenge, _)| challenge.g_b.to_vec()),
        srp_id: asked.as_ref().map(|(_, id)| *id),
        hint: password.map(|password| password.hint).filter(|hint| !hint.is_empty()),
        email_unconfirmed_pattern: None,
        new_algo: algorithm(random::<8>().to_vec(), random::<16>().to_vec()),
        new_secure_algo: enums::SecurePasswordKdfAlgo::Unknown,
        secure_random: random::<256>().to_vec(),
        pending_reset_date: None,
        login_email_pattern: None,
    }
    .into())
}

pub fn check(call: &Call, query: functions::auth::CheckPassword) -> Reply<enums::auth::Authorization> {
    let world = call.shared.world();
    let mut accounts = call.accounts();
    let Some(Standing::NeedsPassword(person)) = accounts.key(call.key).map(|key| key.standing) else {
        return Err(RpcError::new(401, "AUTH_KEY_UNREGISTERED"));
    };
    let enums::InputCheckPasswordSrp::Srp(proof) = query.password else {
        return Err(RpcError::bad("PASSWORD_HASH_INVALID"));
    };
    let asked = accounts.challenges.remove(&proof.srp_id).filter(|(asked, _)| *asked == person);
    let (_, challenge) = asked.ok_or_else(|| RpcError::bad("SRP_ID_INVALID"))?;
    let password = accounts.account(person).and_then(|account| account.password.as_ref());
    if password.is_some_and(|password| password.verifier.accepts(&challenge, &proof.a, &proof.m1)) {
        Ok(welcome(call.key, &world, &mut accounts, person))
    } else {
        Err(RpcError::bad("PASSWORD_HASH_INVALID"))
    }
}
