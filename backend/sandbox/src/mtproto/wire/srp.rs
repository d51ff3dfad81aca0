//! Passwords (two-step verification), the server's side of <https://core.telegram.org/api/srp>.

use hmac::Hmac;
use num_bigint::BigUint;
use sha2::Sha512;

use super::{
    crypto::{random, sha256},
    prime::{generator, padded, power, prime, secret},
};

/// What the server keeps of a password.
#[derive(Clone, Debug)]
pub struct Verifier {
    pub salt1: Vec<u8>,
    pub salt2: Vec<u8>,
    value: BigUint,
}

/// What the server asked one client.
#[derive(Clone, Debug)]
pub struct Challenge {
    b: BigUint,
    /// `srp_B`.
    pub g_b: [u8; 256],
}

impl Verifier {
    /// Slow by design: 100,000 rounds.
    pub fn new(password: &str) -> Self {
        let (salt1, salt2) = (random::<40>().to_vec(), random::<16>().to_vec());
        let value = power(&BigUint::from_bytes_be(&stretched(password.as_bytes(), &salt1, &salt2)));
        Self { salt1, salt2, value }
    }

    /// From what a client made itself of the salts it names, for `account.updatePasswordSettings`.
    pub fn made_by_client(salt1: Vec<u8>, salt2: Vec<u8>, hash: &[u8]) -> Self {
        Self { salt1, salt2, value: BigUint::from_bytes_be(hash) }
    }

    pub fn challenge(&self) -> Challenge {
        let b = secret();
        let g_b = (multiplier() * &self.value + power(&b)) % prime();
        Challenge { b, g_b: padded(&g_b) }
    }

    /// Whether the client that sent `a` and `m1` knows the password.
    pub fn accepts(&self, challenge: &Challenge, a: &[u8], m1: &[u8]) -> bool {
        let public = BigUint::from_bytes_be(a);
        if a.len() > 256 || public == BigUint::ZERO || public >= *prime() {
            return false;
        }
        let g_a = padded(&public);
        let u = BigUint::from_bytes_be(&sha256(&[&g_a, &challenge.g_b]));
        let shared = (&public * self.value.modpow(&u, prime()) % prime()).modpow(&challenge.b, prime());
        let (of_prime, of_generator) = (sha256(&[&padded(prime())]), sha256(&[&padded(&generator())]));
        let mixed: [u8; 32] = std::array::from_fn(|place| of_prime[place] ^ of_generator[place]);
        let (salt1, salt2, key) =
            (sha256(&[&self.salt1]), sha256(&[&self.salt2]), sha256(&[&padded(&shared)]));
        sha256(&[&mixed, &salt1, &salt2, &g_a, &challenge.g_b, &key]) == m1
    }
}

fn multiplier() -> BigUint {
    BigUint::from_bytes_be(&sha256(&[&padded(prime()), &padded(&generator())]))
}

/// `PH2` of the documentation.
fn stretched(password: &[u8], salt1: &[u8], salt2: &[u8]) -> [u8; 32] {
    let first = sha256(&[salt1, password, salt1]);
    let first = sha256(&[salt2, &first, salt2]);
    let mut stretched = [0; 64];
    if pbkdf2::pbkdf2::<Hmac<Sha512>>(&first, salt1, 100_000, &mut stretched).is_err() {
        unreachable!("HMAC takes keys of any length");
    }
    sha256(&[salt2, &stretched, salt2])
}
