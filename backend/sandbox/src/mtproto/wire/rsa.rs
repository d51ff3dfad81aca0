//! The server's RSA key.
//!
//! It protects nothing (both primes stand below), so it is the same in every sandbox: a client that was told of
//! it once may meet a restarted sandbox, and no test waits for primes to be found.

use std::sync::LazyLock;

use base64::{Engine, engine::general_purpose::STANDARD};
use grammers_crypto::aes::ige_decrypt;
use grammers_tl_types::{Cursor, Deserializable, Serializable, enums::PQInnerData};
use num_bigint::BigUint;

use super::{
    crypto::{fingerprint, sha1, sha256},
    prime::{hex, padded},
};

const P: &str = "cf54e03dc4798c1e1ce96b3b6a08a69f171e5eb847e873f4764823b5ef2cf887cc48f9021ece7cc34a8a46e2a10b8bce88377dab849a54870c8d0895ab613af7558d87c2a88309065d24ae51005c4f81045ec7fcfcdb1ad5c66bce234ae98b57063944df849288568c1503ea2f30697f247e3ddadd20cc2c959fb26e67e6d097";
const Q: &str = "c5508ba148cf61b2e440ac3df25a4b0be4dc594306b5752769ad7cdc4b4af472e2dd8350f5c21e6e09374faf0fd1f403b984eaa58a69cfc2e9540ec905dc3cba646b8ebc2c49fd9497761a243b3e191ee9447979f8c906a3c9dcb6f46a313247e5023ee11fe408df6aef73bea3d7dade7bf9d971dd5a0b4a782ebe356fa1cdf7";
const E: u32 = 65537;

static KEY: LazyLock<Key> = LazyLock::new(Key::new);

/// The public key as PEM (PKCS#1).
pub static PUBLIC_KEY: LazyLock<String> = LazyLock::new(|| KEY.pem());

struct Key {
    modulus: BigUint,
    exponent: BigUint,
    fingerprint: i64,
}

impl Key {
    fn new() -> Self {
        let (p, q, e) = (hex(P), hex(Q), BigUint::from(E));
        let one = BigUint::from(1u8);
        let exponent = e.modinv(&((&p - &one) * (&q - &one))).unwrap_or_default();
        let modulus = p * q;
        let mut public = modulus.to_bytes_be().to_bytes();
        public.extend(e.to_bytes_be().to_bytes());
        Self { fingerprint: fingerprint(&public), modulus, exponent }
    }

    /// A sequence of two integers; the modulus has 2048 bits, so that every length is known.
    fn pem(&self) -> String {
        let mut der = vec![0x30, 0x82, 0x01, 0x0a, 0x02, 0x82, 0x01, 0x01, 0x00];
        der.extend(padded(&self.modulus));
        der.extend([0x02, 0x03]);
        der.extend(&E.to_be_bytes()[1..]);
        let text = STANDARD.encode(der);
        let lines: Vec<_> =
            text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        format!("-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----\n", lines.join("\n"))
    }
}

/// What the key is called by in `resPQ`.
pub fn key_fingerprint() -> i64 {
    KEY.fingerprint
}

/// What a client encrypted: <https://core.telegram.org/mtproto/auth_key#presenting-proof-of-work-server-authentication>,
/// padded in the way of today or in the way of before 2021, which Telethon still uses.
pub fn decrypt(data: &[u8]) -> Option<PQInnerData> {
    let message = padded(&BigUint::from_bytes_be(data).modpow(&KEY.exponent, &KEY.modulus));
    let hash = sha256(&[&message[32..]]);
    let temporary: [u8; 32] = std::array::from_fn(|place| message[place] ^ hash[place]);
    let mut inner = message[32..].to_vec();
    ige_decrypt(&mut inner, &temporary, &[0; 32]);
    let padded: Vec<u8> = inner[..192].iter().rev().copied().collect();
    if sha256(&[&temporary, &padded]) == inner[192..] {
        return PQInnerData::from_bytes(&padded).ok();
    }
    let mut cursor = Cursor::from_slice(&message[21..]);
    let data = PQInnerData::deserialize(&mut cursor).ok()?;
    (sha1(&[&message[21..21 + cursor.pos()]]) == message[1..21]).then_some(data)
}
