//! Where an account is signed in.

use chrono::{DateTime, Utc};
use grammers_tl_types::{enums, functions, types};
use openapi::accounts::AccountSession;

use super::{Client, failure::Result};

/// All sessions of the account.
pub async fn list(client: &Client) -> Result<Vec<AccountSession>> {
    let enums::account::Authorizations::Authorizations(all) =
        client.call(&functions::account::GetAuthorizations {}).await?;
    Ok(all.authorizations.into_iter().map(|enums::Authorization::Authorization(one)| show(one)).collect())
}

/// Ends another session.
pub async fn revoke(client: &Client, hash: i64) -> Result<()> {
    client.call(&functions::account::ResetAuthorization { hash }).await.map(drop)
}

fn show(session: types::Authorization) -> AccountSession {
    AccountSession {
        hash: session.hash.to_string(),
        current: session.current,
        official: session.official_app,
        device: session.device_model,
        system: format!("{} {}", session.platform, session.system_version).trim().to_owned(),
        app: format!("{} {}", session.app_name, session.app_version).trim().to_owned(),
        ip: session.ip,
        country: session.country,
        created_at: time(session.date_created),
        active_at: time(session.date_active),
    }
}

fn time(seconds: i32) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds.into(), 0).unwrap_or_default()
}
