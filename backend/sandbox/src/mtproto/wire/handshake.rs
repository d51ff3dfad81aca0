//! The making of an authorisation key: <https://core.telegram.org/mtproto/auth_key>.

use anyhow::{Context, bail, ensure};
use grammers_crypto::{
    AuthKey as Hasher,
    aes::{ige_decrypt, ige_encrypt},
    generate_key_data_from_nonce,
};
use grammers_tl_types::{Cursor, Deserializable, Identifiable, Serializable, enums, functions, types};
use num_bigint::BigUint;

use super::{
    crypto::{AuthKey, random, sha1},
    prime::{GENERATOR, padded, power, prime, secret},
    rsa,
};

/// The proof of work that every client has to do, and its answer.
const PQ: u64 = 0x17ED_4894_1A08_F981;
const FACTORS: [u32; 2] = [0x494C_553B, 0x5391_1073];

/// How far a client is on its way to a key.
#[derive(Default)]
pub struct Handshake {
    nonce: [u8; 16],
    server_nonce: [u8; 16],
    new_nonce: [u8; 32],
    secret: BigUint,
}

/// What a step of the handshake leads to.
pub struct Step {
    /// The plain answer.
    pub answer: Vec<u8>,
    /// The key, after the last step.
    pub key: Option<AuthKey>,
}

impl Handshake {
    /// Answers a plain message; `now` is the server's time in Unix seconds.
    pub fn step(&mut self, body: &[u8], now: i32) -> anyhow::Result<Step> {
        let mut cursor = Cursor::from_slice(body);
        let id = u32::deserialize(&mut cursor)?;
        let mut key = None;
        let answer = match id {
            functions::ReqPqMulti::CONSTRUCTOR_ID => {
                self.begin(functions::ReqPqMulti::deserialize(&mut cursor)?.nonce)
            }
            functions::ReqPq::CONSTRUCTOR_ID => self.begin(functions::ReqPq::deserialize(&mut cursor)?.nonce),
            functions::ReqDhParams::CONSTRUCTOR_ID => {
                self.parameters(&functions::ReqDhParams::deserialize(&mut cursor)?, now)?
            }
            functions::SetClientDhParams::CONSTRUCTOR_ID => {
                let (answer, made) = self.finish(functions::SetClientDhParams::deserialize(&mut cursor)?)?;
                key = Some(made);
                answer
            }
            id => bail!("{id:#x} is not a plain message of the handshake"),
        };
        Ok(Step { answer, key })
    }

    fn begin(&mut self, nonce: [u8; 16]) -> Vec<u8> {
        *self = Self { nonce, server_nonce: random(), ..Self::default() };
        let answer = types::ResPq {
            nonce,
            server_nonce: self.server_nonce,
            pq: PQ.to_be_bytes().to_vec(),
            server_public_key_fingerprints: vec![rsa::key_fingerprint()],
        };
        enums::ResPq::from(answer).to_bytes()
    }

    fn parameters(&mut self, query: &functions::ReqDhParams, now: i32) -> anyhow::Result<Vec<u8>> {
        let [p, q] = FACTORS.map(u32::to_be_bytes);
        ensure!(query.server_nonce == self.server_nonce && query.p == p && query.q == q, "wrong factors");
        let inner = rsa::decrypt(&query.encrypted_data).context("not encrypted with this server's key")?;
        let (nonce, new_nonce) = match inner {
            enums::PQInnerData::Data(data) => (data.nonce, data.new_nonce),
            enums::PQInnerData::Dc(data) => (data.nonce, data.new_nonce),
            _ => bail!("temporary keys are not made here"),
        };
        ensure!(nonce == self.nonce, "wrong nonce");
        self.new_nonce = new_nonce;
        self.secret = secret();
        let inner = types::ServerDhInnerData {
            nonce,
            server_nonce: self.server_nonce,
            g: GENERATOR,
            dh_prime: prime().to_bytes_be(),
            g_a: padded(&power(&self.secret)).to_vec(),
            server_time: now,
        };
        let inner = enums::ServerDhInnerData::from(inner).to_bytes();
        let mut encrypted_answer = [&sha1(&[&inner])[..], &inner].concat();
        encrypted_answer.resize(encrypted_answer.len().next_multiple_of(16), 0);
        let (key, iv) = generate_key_data_from_nonce(&self.server_nonce, &self.new_nonce);
        ige_encrypt(&mut encrypted_answer, &key, &iv);
        let answer = types::ServerDhParamsOk { nonce, server_nonce: self.server_nonce, encrypted_answer };
        Ok(enums::ServerDhParams::Ok(answer).to_bytes())
    }

    fn finish(&mut self, query: functions::SetClientDhParams) -> anyhow::Result<(Vec<u8>, AuthKey)> {
        let mut data = query.encrypted_data;
        ensure!(data.len() > 20 && data.len().is_multiple_of(16), "wrong padding");
        let (key, iv) = generate_key_data_from_nonce(&self.server_nonce, &self.new_nonce);
        ige_decrypt(&mut data, &key, &iv);
        let enums::ClientDhInnerData::Data(inner) = enums::ClientDhInnerData::from_bytes(&data[20..])?;
        let key = padded(&BigUint::from_bytes_be(&inner.g_b).modpow(&self.secret, prime()));
        let answer = types::DhGenOk {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            new_nonce_hash1: Hasher::from_bytes(key).calc_new_nonce_hash(&self.new_nonce, 1),
        };
        Ok((enums::SetClientDhParamsAnswer::from(answer).to_bytes(), key))
    }
}
