//! Settings: `config.default.toml`, overridden by the environment, completed by keys made at the first start.

use std::{
    collections::BTreeMap,
    io::Write,
    net::{SocketAddr, SocketAddrV4},
    num::NonZeroU32,
    path::{Path, PathBuf},
};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use crate::platforms::telegram_account::ServerKey;

/// The defaults, with a comment on each.
pub const DEFAULTS: &str = include_str!("../config.default.toml");

/// The settings; each is described in `config.default.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml describes each, and a test holds the two together")]
pub struct Config {
    pub listen: SocketAddr,
    pub data_dir: PathBuf,
    pub static_dir: PathBuf,
    pub database_url: SecretString,
    pub redis_url: SecretString,
    pub redis_prefix: String,
    pub migrate_at_start: bool,
    pub fernet_keys: Vec<SecretString>,
    pub secret_key: SecretString,
    #[serde(deserialize_with = "empty_is_none")]
    pub public_url: Option<Url>,
    #[serde(deserialize_with = "empty_is_none")]
    pub node_url: Option<Url>,
    pub telegram_api_url: Url,
    pub telegram_timeout_seconds: u64,
    pub telegram_api_id: i32,
    pub telegram_api_hash: SecretString,
    #[serde(deserialize_with = "data_centres")]
    pub telegram_data_centres: Vec<(i32, SocketAddrV4)>,
    pub telegram_rsa_key: PathBuf,
    pub telegram_remote_data_centres: bool,
    pub cors_origins: Vec<String>,
    pub trust_forwarded_for: bool,
    pub upload_limit: usize,
    pub lease_seconds: u32,
    pub access_token_minutes: u32,
    pub session_days: u32,
    pub requests_per_minute: NonZeroU32,
    pub metrics_token: SecretString,
    pub log: String,
    pub log_format: LogFormat,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value has the wrong form.
    #[error("a setting cannot be used: {0}")]
    Invalid(Box<figment::Error>),
    /// Settings that contradict each other or lack something.
    #[error("{0}")]
    Rule(&'static str),
    /// The file of TELEGRAM_RSA_KEY.
    #[error("TELEGRAM_RSA_KEY: {0} is not an RSA public key (PEM, PKCS#1) that can be read")]
    ServerKey(PathBuf),
    /// The file with generated keys cannot be written or read.
    #[error("{0}: cannot keep the generated keys there")]
    Keys(PathBuf, #[source] std::io::Error),
}

impl Config {
    /// Reads the defaults and the environment and checks that they fit together.
    pub fn load() -> Result<Self, ConfigError> {
        let known: BTreeMap<String, toml_value::Value> = toml_value::defaults()?;
        let names: Vec<&str> = known.keys().map(String::as_str).collect();
        let figment = Figment::from(Toml::string(DEFAULTS)).merge(Env::raw().only(&names));
        Self::from_figment(&figment)
    }

    /// The defaults with these changes, for tests.
    pub fn with(changes: &BTreeMap<&str, serde_json::Value>) -> Result<Self, ConfigError> {
        Self::from_figment(&Figment::from(Toml::string(DEFAULTS)).merge(Serialized::defaults(changes)))
    }

    fn from_figment(figment: &Figment) -> Result<Self, ConfigError> {
        let mut config: Self = figment.extract().map_err(|e| ConfigError::Invalid(Box::new(e)))?;
        if config.database_url.expose_secret().is_empty() {
            let path = config.data_dir.join("switchboard.db");
            config.database_url = format!("sqlite://{}", path.display()).into();
        }
        if config.lease_seconds < 3 {
            return Err(ConfigError::Rule("LEASE_SECONDS must be at least 3"));
        }
        if config.public_url.as_ref().is_some_and(|url| url.scheme() != "https" && !is_loopback(url)) {
            return Err(ConfigError::Rule("PUBLIC_URL must begin with https://: Telegram calls no other"));
        }
        let remote = |(_, address): &(i32, SocketAddrV4)| !address.ip().is_loopback();
        if config.telegram_data_centres.iter().any(remote) && !config.telegram_remote_data_centres {
            return Err(ConfigError::Rule(
                "TELEGRAM_DATA_CENTRES are on other machines, and whoever runs them sees all that accounts do: \
                 allow it with TELEGRAM_REMOTE_DATA_CENTRES=true",
            ));
        }
        if config.telegram_data_centres.is_empty() != config.telegram_rsa_key.as_os_str().is_empty() {
            return Err(ConfigError::Rule("TELEGRAM_DATA_CENTRES and TELEGRAM_RSA_KEY are set together"));
        }
        Ok(config)
    }

    /// The key of data centres that are not Telegram's own.
    pub fn server_key(&self) -> Result<Option<ServerKey>, ConfigError> {
        if self.telegram_data_centres.is_empty() {
            return Ok(None);
        }
        let wrong = || ConfigError::ServerKey(self.telegram_rsa_key.clone());
        let pem = std::fs::read_to_string(&self.telegram_rsa_key).map_err(|_| wrong())?;
        ServerKey::from_pem(&pem).ok_or_else(wrong).map(Some)
    }

    /// Fills in missing keys from `data_dir/keys.toml`, which is made (mode 0600) where it does not exist.
    /// Returns the file's path when it was just made.
    pub fn complete_keys(&mut self) -> Result<Option<PathBuf>, ConfigError> {
        if !self.fernet_keys.is_empty() && !self.secret_key.expose_secret().is_empty() {
            return Ok(None);
        }
        let path = self.data_dir.join("keys.toml");
        let made = !path.exists();
        if made {
            write_keys(&path).map_err(|e| ConfigError::Keys(path.clone(), e))?;
        }
        let text = std::fs::read_to_string(&path).map_err(|e| ConfigError::Keys(path.clone(), e))?;
        let keys: Keys =
            Figment::from(Toml::string(&text)).extract().map_err(|e| ConfigError::Invalid(Box::new(e)))?;
        if self.fernet_keys.is_empty() {
            self.fernet_keys = keys.fernet_keys;
        }
        if self.secret_key.expose_secret().is_empty() {
            self.secret_key = keys.secret_key;
        }
        Ok(made.then_some(path))
    }
}

#[derive(Deserialize)]
struct Keys {
    fernet_keys: Vec<SecretString>,
    secret_key: SecretString,
}

fn write_keys(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(
        file,
        "# Made at the first start. Without fernet_keys the secrets in the database are lost: keep a copy."
    )?;
    writeln!(file, "fernet_keys = [\"{}\"]", fernet::Fernet::generate_key())?;
    writeln!(file, "secret_key = \"{}\"", fernet::Fernet::generate_key())?;
    file.sync_all()
}

fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

fn empty_is_none<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<Url>, D::Error> {
    let text = String::deserialize(d)?;
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(serde::de::Error::custom) }
}

/// Reads `2=127.0.0.1:4430,4=127.0.0.1:4431`.
fn data_centres<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Vec<(i32, SocketAddrV4)>, D::Error> {
    let text = String::deserialize(d)?;
    let parts = text.split(',').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (id, address) = part.split_once('=')?;
            Some((id.trim().parse().ok()?, address.trim().parse().ok()?))
        })
        .collect::<Option<_>>()
        .ok_or_else(|| serde::de::Error::custom("data centres are written as id=address:port, with IPv4"))
}

/// The names of all settings, read off the defaults.
mod toml_value {
    pub use figment::value::Value;

    pub fn defaults() -> Result<std::collections::BTreeMap<String, Value>, super::ConfigError> {
        use figment::providers::Format;
        figment::Figment::from(figment::providers::Toml::string(super::DEFAULTS))
            .extract()
            .map_err(|e| super::ConfigError::Invalid(Box::new(e)))
    }
}
