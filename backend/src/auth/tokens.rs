//! Access and refresh tokens: JWTs signed with `SECRET_KEY`.

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use openapi::{SessionId, WorkspaceId};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::error::{Error, Result};

/// What an access token says. The role is not in it: each request reads the present one.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Access {
    /// The sign-in.
    #[serde(rename = "sid")]
    pub session: SessionId,
    /// The workspace it acts in.
    #[serde(rename = "wid")]
    pub workspace: WorkspaceId,
}

/// What a refresh token says.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Refresh {
    /// The sign-in.
    #[serde(rename = "sid")]
    pub session: SessionId,
    /// Which of the sign-in's refresh tokens it is; only the newest works.
    pub no: i64,
}

#[derive(Serialize, Deserialize)]
struct Claims<T> {
    /// The kind, so that one is never taken for the other.
    aud: String,
    exp: i64,
    #[serde(flatten)]
    says: T,
}

const ACCESS: &str = "access";
const REFRESH: &str = "refresh";

/// Signs and reads tokens.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens")
    }
}

impl Tokens {
    /// Tokens signed with this key.
    pub fn new(key: &SecretString) -> Self {
        let key = key.expose_secret().as_bytes();
        Self { encoding: EncodingKey::from_secret(key), decoding: DecodingKey::from_secret(key) }
    }

    /// An access token that ends then.
    pub fn access(&self, says: Access, ends: DateTime<Utc>) -> Result<String> {
        self.sign(ACCESS, says, ends)
    }

    /// A refresh token that ends then. The same claims make the same token.
    pub fn refresh(&self, says: Refresh, ends: DateTime<Utc>) -> Result<String> {
        self.sign(REFRESH, says, ends)
    }

    /// What an access token says, if it is ours and has not ended.
    pub fn read_access(&self, token: &str, now: DateTime<Utc>) -> Option<Access> {
        self.read(ACCESS, token, now)
    }

    /// What a refresh token says, if it is ours and has not ended.
    pub fn read_refresh(&self, token: &str, now: DateTime<Utc>) -> Option<Refresh> {
        self.read(REFRESH, token, now)
    }

    fn sign<T: Serialize>(&self, kind: &str, says: T, ends: DateTime<Utc>) -> Result<String> {
        let claims = Claims { aud: kind.to_owned(), exp: ends.timestamp(), says };
        jsonwebtoken::encode(&Header::default(), &claims, &self.encoding)
            .map_err(|e| Error::internal("signing a token", e))
    }

    fn read<T: DeserializeOwned>(&self, kind: &str, token: &str, now: DateTime<Utc>) -> Option<T> {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_audience(&[kind]);
        // the library would ask the machine's clock; ours is asked below
        rules.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims<T>>(token, &self.decoding, &rules).ok()?.claims;
        (claims.exp > now.timestamp()).then_some(claims.says)
    }
}
