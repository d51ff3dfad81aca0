//! Hashes, randomness and the encryption of messages as the server does it.
//!
//! `grammers_crypto` offers the client's direction alone; this is its mirror image, as described in
//! <https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector>.

use grammers_crypto::aes::{ige_decrypt, ige_encrypt};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// An authorisation key.
pub type AuthKey = [u8; 256];

/// Bytes that nobody can guess.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Err(error) = getrandom::fill(&mut bytes) {
        panic!("the system gives no random bytes: {error}");
    }
    bytes
}

/// A number that nobody can guess; never zero.
pub fn random_id() -> i64 {
    i64::from_le_bytes(random()) | 1
}

pub fn sha1(parts: &[&[u8]]) -> [u8; 20] {
    let mut hash = Sha1::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// The last 64 bits of a SHA-1, as a number: what keys are called by.
pub fn fingerprint(data: &[u8]) -> i64 {
    let hash = sha1(&[data]);
    i64::from_le_bytes(std::array::from_fn(|place| hash[12 + place]))
}

/// What an authorisation key is called by in every packet.
pub fn key_id(key: &AuthKey) -> i64 {
    fingerprint(key)
}

/// Key and IV of one message; `side` is 0 for what the client sends and 8 for what the server sends.
fn aes_parameters(key: &AuthKey, message_key: &[u8], side: usize) -> ([u8; 32], [u8; 32]) {
    let a = sha256(&[message_key, &key[side..side + 36]]);
    let b = sha256(&[&key[40 + side..76 + side], message_key]);
    let mix = |one: &[u8; 32], other: &[u8; 32]| {
        std::array::from_fn(|place| if (8..24).contains(&place) { other[place] } else { one[place] })
    };
    (mix(&a, &b), mix(&b, &a))
}

/// The plain text of a client's packet (key id, message key, data); nothing if it was not made with the key.
pub fn decrypt(mut packet: Vec<u8>, key: &AuthKey) -> Option<Vec<u8>> {
    let (head, body) = packet.split_at_mut_checked(24)?;
    if body.len() < 32 || !body.len().is_multiple_of(16) {
        return None;
    }
    let (aes_key, iv) = aes_parameters(key, &head[8..24], 0);
    ige_decrypt(body, &aes_key, &iv);
    if sha256(&[&key[88..120], body])[8..24] != head[8..24] {
        return None;
    }
    packet.drain(..24);
    Some(packet)
}

/// The packet for a client that holds a plain text.
pub fn encrypt(mut plain: Vec<u8>, key: &AuthKey) -> Vec<u8> {
    let padding = 16 + (16 - plain.len() % 16);
    plain.extend(&random::<32>()[..padding]);
    let hash = sha256(&[&key[96..128], &plain]);
    let message_key = &hash[8..24];
    let (aes_key, iv) = aes_parameters(key, message_key, 8);
    ige_encrypt(&mut plain, &aes_key, &iv);
    [&key_id(key).to_le_bytes(), message_key, &plain].concat()
}
