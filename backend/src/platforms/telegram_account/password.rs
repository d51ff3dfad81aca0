//! The proof that one knows an account's second password, without telling it: SRP.
//! Source: <https://core.telegram.org/api/srp>

use grammers_crypto::two_factor_auth::{calculate_2fa, check_p_and_g};
use grammers_tl_types::{enums, types};
use secrecy::{ExposeSecret, SecretString};

use super::{
    failure::{Failure, Result},
    handshake::random,
};

/// Proves it. Takes a good part of a second of computing, which other accounts must not wait for: it has a thread of
/// its own.
pub async fn prove(
    asked: types::account::Password,
    password: SecretString,
) -> Result<enums::InputCheckPasswordSrp> {
    let proved = tokio::task::spawn_blocking(move || compute(asked, &password)).await;
    proved.unwrap_or_else(|_| Err(unusable()))
}

fn compute(asked: types::account::Password, password: &SecretString) -> Result<enums::InputCheckPasswordSrp> {
    use enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow as Known;
    let (Some(Known(algo)), Some(srp_b), Some(srp_id)) = (asked.current_algo, asked.srp_b, asked.srp_id)
    else {
        return Err(unusable());
    };
    if !check_p_and_g(&algo.p, &algo.g) {
        return Err(unusable());
    }
    let secret = random::<256>().to_vec();
    let password = password.expose_secret().as_bytes();
    let (m1, a) = calculate_2fa(&algo.salt1, &algo.salt2, &algo.p, &algo.g, srp_b, secret, password);
    Ok(types::InputCheckPasswordSrp { srp_id, a: a.to_vec(), m1: m1.to_vec() }.into())
}

fn unusable() -> Failure {
    Failure::Refused("Telegram asks for the password in a way this version does not know".to_owned())
}
