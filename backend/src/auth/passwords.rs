//! Passwords: argon2id, kept off the threads that answer requests.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::error::{Error, Result};

/// Verified where there is no user, so that an unknown name takes as long as a wrong password. Fits no password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c3dpdGNoYm9hcmQhIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes and verifies passwords, as many at once as there are processors: each takes 19 MiB and tens of milliseconds.
#[derive(Debug)]
pub struct Passwords {
    at_once: Semaphore,
}

impl Default for Passwords {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, Into::into);
        Self { at_once: Semaphore::new(processors) }
    }
}

impl Passwords {
    /// The hash to store.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.run(move || {
            let hash = Argon2::default().hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string())
                .map_err(|e| Error::internal("hashing a password", e.to_string()))
        })
        .await?
    }

    /// Whether the password fits the hash. Without one it does not, and takes as long to say so.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        self.run(move || {
            let hash = hash.as_deref().filter(|hash| !hash.is_empty()).unwrap_or(NOBODY);
            let hash = PasswordHash::new(hash)
                .map_err(|e| Error::internal("reading a password's hash", e.to_string()))?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await?
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _turn = self.at_once.acquire().await.map_err(|e| Error::internal("waiting to hash", e))?;
        spawn_blocking(work).await.map_err(|e| Error::internal("hashing", e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_costs_what_somebody_costs() {
        let hash = Passwords::default().hash("a password".to_owned()).await.unwrap();
        let cost = |hash: &str| PasswordHash::new(hash).unwrap().params.to_string();
        assert_eq!(cost(&hash), cost(NOBODY));
        assert!(!Passwords::default().verify(String::new(), None).await.unwrap());
    }
}
