//! Secrets at rest: sealed with Fernet. The first key seals, every key opens, so keys can be rotated.

pub mod canary;
pub mod rotate;

use fernet::{Fernet, MultiFernet};
use secrecy::{ExposeSecret, SecretString};

/// Why a secret cannot be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// A key is not a Fernet key.
    #[error("FERNET_KEYS: key {0} is not a Fernet key; make one with `switchboard key generate`")]
    BadKey(usize),
    /// There is no key at all.
    #[error("FERNET_KEYS is empty")]
    NoKey,
    /// Sealed with a key we do not have.
    #[error("the secret was sealed with another key; put the key it was sealed with into FERNET_KEYS")]
    WrongKey,
}

/// Seals and opens secrets.
pub struct Vault(MultiFernet);

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// A vault with these keys, the sealing one first.
    pub fn new(keys: &[SecretString]) -> Result<Self, VaultError> {
        if keys.is_empty() {
            return Err(VaultError::NoKey);
        }
        let fernets = keys
            .iter()
            .enumerate()
            .map(|(index, key)| Fernet::new(key.expose_secret()).ok_or(VaultError::BadKey(index + 1)))
            .collect::<Result<_, _>>()?;
        Ok(Self(MultiFernet::new(fernets)))
    }

    /// Seals a secret with the first key.
    pub fn seal(&self, secret: &SecretString) -> String {
        self.0.encrypt(secret.expose_secret().as_bytes())
    }

    /// Opens a sealed secret with whichever key fits.
    pub fn open(&self, sealed: &str) -> Result<SecretString, VaultError> {
        let bytes = self.0.decrypt(sealed).map_err(|_| VaultError::WrongKey)?;
        String::from_utf8(bytes).map(Into::into).map_err(|_| VaultError::WrongKey)
    }
}
