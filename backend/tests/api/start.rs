//! Starting: settings, keys, the canary.

use std::{collections::BTreeMap, os::unix::fs::PermissionsExt};

use backend::{
    clock::Clock,
    config::{Config, DEFAULTS},
    state::{AppState, StartError},
    vault::{VaultError, rotate},
};
use openapi::{api_keys::CreatedApiKey, bots::Bot};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::harness::{TestApp, start};

#[test]
fn every_setting_is_explained() {
    // fails on a setting that only one of the two knows
    Config::with(&BTreeMap::new()).unwrap();
    let lines: Vec<_> = DEFAULTS.lines().collect();
    for pair in lines.windows(2).filter(|pair| pair[1].contains(" = ") && !pair[1].starts_with('#')) {
        assert!(pair[0].starts_with("# "), "no comment on {}", pair[1]);
    }
}

#[test]
fn settings_that_cannot_work_are_refused() {
    for (name, value, word) in [
        ("lease_seconds", json!(2), "LEASE_SECONDS"),
        ("public_url", json!("http://desk.example.org"), "https"),
        ("requests_per_minute", json!(0), "requests_per_minute"),
        ("listen", json!("here"), "listen"),
        ("telegram_data_centres", json!("2=here"), "id=address:port"),
        ("telegram_data_centres", json!("2=10.0.0.1:443"), "TELEGRAM_REMOTE_DATA_CENTRES"),
        ("telegram_data_centres", json!("2=127.0.0.1:443"), "TELEGRAM_RSA_KEY"),
        ("no_such_setting", json!(1), "no_such_setting"),
    ] {
        let error = Config::with(&BTreeMap::from([(name, value)])).unwrap_err().to_string();
        assert!(error.contains(word), "{name}: {error}");
    }
}

#[tokio::test]
async fn the_first_start_makes_keys_that_only_its_user_can_read() {
    let folder = tempfile::tempdir().unwrap();
    let settings = BTreeMap::from([("data_dir", json!(folder.path().join("new")))]);
    let first = AppState::start(Config::with(&settings).unwrap(), Clock::test(start())).await.unwrap();
    let file = folder.path().join("new/keys.toml");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let sealed = first.vault.seal(&"secret".into());

    let again = AppState::start(Config::with(&settings).unwrap(), Clock::test(start())).await.unwrap();
    assert_eq!(again.vault.open(&sealed).unwrap().expose_secret(), "secret");
    let key = |state: &AppState| state.config.secret_key.expose_secret().to_owned();
    assert_eq!(key(&first), key(&again));
    assert_ne!(key(&first), "");
}

#[tokio::test]
async fn the_wrong_key_stops_the_start() {
    let app = TestApp::new().await;
    app.again(json!({})).await.unwrap();
    let wrong = json!({ "fernet_keys": [fernet::Fernet::generate_key()] });
    let error = app.again(wrong).await.unwrap_err();
    assert!(matches!(error, StartError::Vault(VaultError::WrongKey)), "{error}");
    let broken = app.again(json!({ "fernet_keys": ["short"] })).await.unwrap_err();
    assert!(matches!(broken, StartError::Vault(VaultError::BadKey(1))), "{broken}");
}

#[tokio::test]
async fn after_a_rotation_the_old_key_can_go() {
    let old = fernet::Fernet::generate_key();
    let new = fernet::Fernet::generate_key();
    let app = TestApp::with(json!({ "fernet_keys": [old] })).await;
    let bot = app.sandbox.add_bot("north_support", "North support");
    let owner = app.client(&app.owner);
    owner.post("/bots", json!({ "token": bot.token, "start": false })).await.created::<Bot>();
    let keyed = app.client(&app.owner).with("idempotency-key", "k");
    let body = json!({ "name": "k", "scopes": ["read"] });
    let first: CreatedApiKey = keyed.post("/api-keys", &body).await.created();

    // a rolling change: the new one seals, the old one still opens
    let both = app.again(json!({ "fernet_keys": [new, old] })).await.unwrap();
    assert_eq!(rotate::run(&both).await.unwrap(), 4);
    app.again(json!({ "fernet_keys": [old] })).await.unwrap_err();

    let after = app.again(json!({ "fernet_keys": [new] })).await.unwrap();
    for row in app.dump("bots").await {
        let row: serde_json::Value = serde_json::from_str(&row).unwrap();
        let open = |column: &str| after.vault.open(row[column].as_str().unwrap()).unwrap();
        assert_eq!(open("token_sealed").expose_secret(), bot.token);
        assert!(!open("webhook_secret_sealed").expose_secret().is_empty());
    }
    let client = TestApp::client_of(after, &app.owner).with("idempotency-key", "k");
    let replayed: CreatedApiKey = client.post("/api-keys", &body).await.created();
    assert_eq!(replayed.secret, first.secret);
}

#[tokio::test]
async fn a_start_told_not_to_migrate_waits_for_whoever_does() {
    let app = TestApp::new().await;
    app.execute("DELETE FROM seaql_migrations WHERE version LIKE '%events'").await;
    app.execute("DROP TABLE events").await;
    let state = app.again(json!({ "migrate_at_start": false })).await.unwrap();
    assert_eq!(state.db.pending_migrations().await.unwrap(), 1);
    state.db.migrate().await.unwrap();
    assert_eq!(state.db.pending_migrations().await.unwrap(), 0);
}
