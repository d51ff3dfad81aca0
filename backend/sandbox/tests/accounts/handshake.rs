//! The making of a key with the server's own RSA key.

use base64::{Engine, engine::general_purpose::STANDARD};
use grammers_crypto::{AuthKey, aes, factorize, generate_key_data_from_nonce, rsa};
use grammers_mtproto::{mtp::Plain, transport::Full};
use grammers_mtsender::{Sender, ServerAddr};
use grammers_tl_types::{Deserializable, Serializable, enums, functions, types};
use num_bigint::BigUint;
use sandbox::Sandbox;
use sha1::{Digest, Sha1};

use crate::{client::Live, session::TestSession};

/// Modulus and exponent of a PKCS#1 key of 2048 bits.
fn public_key(pem: &str) -> (BigUint, BigUint) {
    let text: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let der = STANDARD.decode(text).unwrap();
    assert_eq!(der.len(), 4 + 4 + 257 + 2 + 3);
    (BigUint::from_bytes_be(&der[8..265]), BigUint::from_bytes_be(&der[267..]))
}

fn bytes(number: u64) -> Vec<u8> {
    number.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect()
}

#[tokio::test]
async fn a_client_that_knows_the_rsa_key_makes_its_own() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (centre, address) = telegram.data_centres()[1];
    assert_eq!(centre, 2);
    let (modulus, exponent) = public_key(telegram.public_key_pem());
    let mut sender = Sender::connect(Full::new(), Plain::new(), ServerAddr::Tcp { address }).await.unwrap();
    let (nonce, new_nonce) = ([7; 16], [9; 32]);
    let enums::ResPq::Pq(question) = sender.invoke(&functions::ReqPqMulti { nonce }).await.unwrap();
    let server_nonce = question.server_nonce;
    let (p, q) = factorize(question.pq.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)));
    let inner =
        types::PQInnerData { pq: question.pq, p: bytes(p), q: bytes(q), nonce, server_nonce, new_nonce };
    let key = rsa::Key::new(&modulus.to_string(), &exponent.to_string()).unwrap();
    let request = functions::ReqDhParams {
        nonce,
        server_nonce,
        p: bytes(p),
        q: bytes(q),
        public_key_fingerprint: question.server_public_key_fingerprints[0],
        encrypted_data: rsa::encrypt_hashed(&enums::PQInnerData::from(inner).to_bytes(), &key, &[3; 224]),
    };
    let enums::ServerDhParams::Ok(mut answer) = sender.invoke(&request).await.unwrap() else {
        panic!("refused")
    };
    let (aes_key, iv) = generate_key_data_from_nonce(&server_nonce, &new_nonce);
    aes::ige_decrypt(&mut answer.encrypted_answer, &aes_key, &iv);
    let enums::ServerDhInnerData::Data(group) =
        enums::ServerDhInnerData::from_bytes(&answer.encrypted_answer[20..]).unwrap();
    let prime = BigUint::from_bytes_be(&group.dh_prime);
    let secret = BigUint::from_bytes_be(&[5; 256]);
    let g_b = BigUint::from(group.g.unsigned_abs()).modpow(&secret, &prime).to_bytes_be();
    let inner =
        enums::ClientDhInnerData::from(types::ClientDhInnerData { nonce, server_nonce, retry_id: 0, g_b });
    let inner = inner.to_bytes();
    let mut encrypted_data = [&Sha1::digest(&inner)[..], &inner].concat();
    encrypted_data.resize(encrypted_data.len().next_multiple_of(16), 0);
    aes::ige_encrypt(&mut encrypted_data, &aes_key, &iv);
    let request = functions::SetClientDhParams { nonce, server_nonce, encrypted_data };
    let enums::SetClientDhParamsAnswer::DhGenOk(done) = sender.invoke(&request).await.unwrap() else {
        panic!("refused")
    };
    let shared = BigUint::from_bytes_be(&group.g_a).modpow(&secret, &prime).to_bytes_be();
    let mut auth_key = [0; 256];
    auth_key[256 - shared.len()..].copy_from_slice(&shared);
    let proof = AuthKey::from_bytes(auth_key).calc_new_nonce_hash(&new_nonce, 1);
    assert_eq!(done.new_nonce_hash1, proof);

    let live = Live::with(TestSession::new(2, [(2, address, Some(auth_key))]).into());
    assert!(!live.client.is_authorized().await.unwrap(), "the key is good, and nobody signed in with it");
}
