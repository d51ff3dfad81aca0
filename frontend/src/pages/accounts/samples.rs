//! Accounts for tests.

use chrono::DateTime;
use openapi::{
    AccountId,
    accounts::{Account, AccountState, Device, Standing},
    bots::DesiredState,
};
use uuid::Uuid;

/// An account that should run and stands so.
pub fn account(state: AccountState) -> Account {
    let at = DateTime::UNIX_EPOCH;
    Account {
        id: AccountId(Uuid::from_u128(1)),
        name: "Anna".to_owned(),
        phone: Some("+442079460958".to_owned()),
        telegram_id: None,
        username: None,
        profile_name: None,
        standing: Standing { state, reason: None, since: at, retry_at: None },
        desired: DesiredState::Running,
        running: false,
        signed_in: false,
        signing_out: false,
        login: None,
        api_id: None,
        proxy: None,
        device: Device {
            model: "Switchboard".to_owned(),
            system: "Linux".to_owned(),
            app_version: "1".to_owned(),
            language: "en".to_owned(),
        },
        read_receipts: true,
        history_days: 30,
        history: None,
        last_update_at: None,
        created_at: at,
        updated_at: at,
        archived_at: None,
    }
}
