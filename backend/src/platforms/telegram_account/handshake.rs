//! Makes an authorisation key with a server that is not Telegram's own: grammers knows Telegram's public keys only.
//! Steps and checks: <https://core.telegram.org/mtproto/auth_key>.

use base64::{Engine, prelude::BASE64_STANDARD};
use grammers_crypto::{AuthKey, aes, factorize, generate_key_data_from_nonce, rsa};
use grammers_mtproto::{mtp::Plain, transport::Full};
use grammers_mtsender::{InvocationError, Sender, ServerAddr};
use grammers_tl_types::{Cursor, Deserializable, Serializable, enums, functions, types};
use num_bigint::BigUint;
use sha1::{Digest, Sha1};

/// A server's RSA public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerKey {
    modulus: BigUint,
    exponent: BigUint,
}

/// Why no key was made.
#[derive(Debug, thiserror::Error)]
pub enum HandshakeError {
    /// The connection or the server failed.
    #[error("the data centre gave no usable answer")]
    Server(#[from] InvocationError),
    /// The answer breaks the protocol.
    #[error("the data centre's answer breaks the protocol: {0}")]
    Protocol(&'static str),
    /// It has another RSA key.
    #[error("the data centre does not have the key of TELEGRAM_RSA_KEY")]
    OtherKey,
}

impl ServerKey {
    /// Reads `-----BEGIN RSA PUBLIC KEY-----` (PKCS#1).
    pub fn from_pem(pem: &str) -> Option<Self> {
        let base64: String = pem.lines().map(str::trim).filter(|line| !line.starts_with('-')).collect();
        let der = BASE64_STANDARD.decode(base64).ok()?;
        let (mut sequence, _) = element(&der, 0x30)?;
        let (modulus, rest) = element(sequence, 0x02)?;
        sequence = rest;
        let (exponent, _) = element(sequence, 0x02)?;
        Some(Self { modulus: BigUint::from_bytes_be(modulus), exponent: BigUint::from_bytes_be(exponent) })
    }

    /// The lower 64 bits of the SHA-1 of the key as Telegram serialises it.
    fn fingerprint(&self) -> i64 {
        let mut bare = self.modulus.to_bytes_be().to_bytes();
        bare.extend(self.exponent.to_bytes_be().to_bytes());
        let mut low = [0; 8];
        low.copy_from_slice(&Sha1::digest(&bare)[12..]);
        i64::from_le_bytes(low)
    }
}

/// The content of a DER element with this tag, and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&[found, first], mut rest) = der.split_first_chunk::<2>()?;
    let mut length = usize::from(first);
    if first & 0x80 != 0 {
        let (bytes, after) = rest.split_at_checked(usize::from(first & 0x7f))?;
        length = bytes
            .iter()
            .try_fold(0_usize, |length, byte| Some(length.checked_mul(256)? + usize::from(*byte)))?;
        rest = after;
    }
    (found == tag).then_some(())?;
    rest.split_at_checked(length)
}

/// Makes a key with the server at this address.
pub async fn make_key(address: ServerAddr, key: &ServerKey) -> Result<[u8; 256], HandshakeError> {
    let connected = Sender::connect(Full::new(), Plain::new(), address).await;
    let mut server = connected.map_err(InvocationError::from)?;
    let nonce = random();
    let enums::ResPq::Pq(offer) = server.invoke(&functions::ReqPqMulti { nonce }).await?;
    check(offer.nonce == nonce && offer.pq.len() <= 8, "resPQ")?;
    let fingerprint = key.fingerprint();
    if !offer.server_public_key_fingerprints.contains(&fingerprint) {
        return Err(HandshakeError::OtherKey);
    }
    let server_nonce = offer.server_nonce;
    let (p, q) = factorize(offer.pq.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)));
    let (p, q) = (short(p), short(q));
    let new_nonce = random();
    let secret =
        types::PQInnerData { pq: offer.pq, p: p.clone(), q: q.clone(), nonce, server_nonce, new_nonce };
    let (modulus, exponent) = (key.modulus.to_string(), key.exponent.to_string());
    let rsa = rsa::Key::new(&modulus, &exponent).ok_or(HandshakeError::Protocol("the RSA key"))?;
    let request = functions::ReqDhParams {
        nonce,
        server_nonce,
        p,
        q,
        public_key_fingerprint: fingerprint,
        encrypted_data: rsa::encrypt_hashed(&enums::PQInnerData::Data(secret).to_bytes(), &rsa, &random()),
    };
    let enums::ServerDhParams::Ok(params) = server.invoke(&request).await? else {
        return Err(HandshakeError::Protocol("server_DH_params_fail"));
    };
    check(params.nonce == nonce && params.server_nonce == server_nonce, "server_DH_params")?;
    let (aes_key, iv) = generate_key_data_from_nonce(&server_nonce, &new_nonce);
    let exchange = open(params.encrypted_answer, &aes_key, &iv)?;
    check(exchange.nonce == nonce && exchange.server_nonce == server_nonce, "server_DH_inner_data")?;
    let (g_b, auth_key) = agree(&exchange)?;
    let secret = types::ClientDhInnerData { nonce, server_nonce, retry_id: 0, g_b };
    let encrypted_data = seal(&enums::ClientDhInnerData::Data(secret).to_bytes(), &aes_key, &iv);
    let request = functions::SetClientDhParams { nonce, server_nonce, encrypted_data };
    let enums::SetClientDhParamsAnswer::DhGenOk(done) = server.invoke(&request).await? else {
        return Err(HandshakeError::Protocol("dh_gen_retry"));
    };
    let expected = AuthKey::from_bytes(auth_key).calc_new_nonce_hash(&new_nonce, 1);
    check(done.new_nonce_hash1 == expected, "new_nonce_hash1")?;
    Ok(auth_key)
}

/// Decrypts and checks the server's half of the exchange.
fn open(
    mut answer: Vec<u8>,
    key: &[u8; 32],
    iv: &[u8; 32],
) -> Result<types::ServerDhInnerData, HandshakeError> {
    check(answer.len().is_multiple_of(16) && answer.len() > 20, "encrypted_answer")?;
    aes::ige_decrypt(&mut answer, key, iv);
    let (hash, plain) = answer.split_at(20);
    let mut cursor = Cursor::from_slice(plain);
    let read = enums::ServerDhInnerData::deserialize(&mut cursor);
    let enums::ServerDhInnerData::Data(exchange) =
        read.map_err(|_| HandshakeError::Protocol("server_DH_inner_data"))?;
    check(Sha1::digest(&plain[..cursor.pos()])[..] == *hash, "the answer's hash")?;
    Ok(exchange)
}

/// Our half of the exchange: what the server is told, and the key.
fn agree(exchange: &types::ServerDhInnerData) -> Result<(Vec<u8>, [u8; 256]), HandshakeError> {
    let prime = BigUint::from_bytes_be(&exchange.dh_prime);
    let generator = u32::try_from(exchange.g).map_err(|_| HandshakeError::Protocol("g"))?;
    let g_a = BigUint::from_bytes_be(&exchange.g_a);
    let secret = BigUint::from_bytes_be(&random::<256>());
    let g_b = BigUint::from(generator).modpow(&secret, &prime);
    let margin = BigUint::from(1_u8) << (2048 - 64);
    check(prime.bits() == 2048, "dh_prime")?;
    check([&g_a, &g_b].iter().all(|half| **half > margin && **half < &prime - &margin), "the halves' range")?;
    let bytes = g_a.modpow(&secret, &prime).to_bytes_be();
    let mut key = [0; 256];
    key[256 - bytes.len()..].copy_from_slice(&bytes);
    Ok((g_b.to_bytes_be(), key))
}

/// Encrypts our half, with its hash before and padding behind.
fn seal(plain: &[u8], key: &[u8; 32], iv: &[u8; 32]) -> Vec<u8> {
    let mut sealed = Sha1::digest(plain).to_vec();
    sealed.extend(plain);
    let padding = sealed.len().next_multiple_of(16) - sealed.len();
    sealed.extend(&random::<16>()[..padding]);
    aes::ige_encrypt(&mut sealed, key, iv);
    sealed
}

fn check(holds: bool, what: &'static str) -> Result<(), HandshakeError> {
    if holds { Ok(()) } else { Err(HandshakeError::Protocol(what)) }
}

/// A number in as few bytes as it takes.
fn short(number: u64) -> Vec<u8> {
    number.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect()
}

#[expect(clippy::expect_used, reason = "without randomness no key can be made: stop")]
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
