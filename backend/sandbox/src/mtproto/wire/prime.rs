//! Arithmetic with the 2048-bit safe prime that Telegram uses for key exchange and passwords.

use std::sync::LazyLock;

use num_bigint::BigUint;

use super::crypto::random;

/// The generator that goes with the prime.
pub const GENERATOR: i32 = 3;

/// <https://core.telegram.org/mtproto/auth_key> asks clients to check it; they know this one.
static PRIME: LazyLock<BigUint> = LazyLock::new(|| hex(PRIME_HEX));

const PRIME_HEX: &str = "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f642477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b";

/// A number from its hexadecimal digits.
pub fn hex(digits: &str) -> BigUint {
    BigUint::parse_bytes(digits.as_bytes(), 16).unwrap_or_default()
}

pub fn prime() -> &'static BigUint {
    &PRIME
}

/// The generator as a number to count with.
pub fn generator() -> BigUint {
    BigUint::from(GENERATOR.unsigned_abs())
}

/// The generator raised to a power.
pub fn power(exponent: &BigUint) -> BigUint {
    generator().modpow(exponent, prime())
}

/// A secret exponent.
pub fn secret() -> BigUint {
    BigUint::from_bytes_be(&random::<256>())
}

/// Big-endian with leading zeros.
pub fn padded(number: &BigUint) -> [u8; 256] {
    let digits = number.to_bytes_be();
    let mut all = [0; 256];
    all[256 - digits.len()..].copy_from_slice(&digits);
    all
}
