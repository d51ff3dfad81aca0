//! Accounts over MTProto: signing in, running, and everything Telegram and the network do to them.

mod albums;
mod asking;
mod buttons;
mod copies;
mod deleting;
mod dialogs;
mod folders;
mod forwarding;
mod inbox;
mod limits;
mod lookup;
mod media;
mod membership;
mod naming;
mod nodes;
mod past;
mod people;
mod polls;
mod profile;
mod qr;
mod reactions;
mod reading;
mod running;
mod searching;
mod secrets;
mod sign_in;
mod standing;
mod steering;
mod transfer;
mod typing;

use std::{pin::pin, time::Duration};

use openapi::accounts::{Account, AccountState};
use sandbox::UserId;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::harness::{Answer, TestApp};

const PHONE: &str = "15550001001";
const PASSWORD: &str = "the second password";

/// A server, and a person whose account it may run.
pub struct Desk {
    pub app: TestApp,
    pub person: UserId,
    pub account: Account,
}

impl Desk {
    /// Added, and not signed in.
    pub async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// With these settings changed.
    pub async fn with(settings: Value) -> Self {
        let app = TestApp::with(settings).await;
        let person = app.sandbox.add_person("Elena", Some("Markova"), Some("elena"));
        app.sandbox.give_phone(person, PHONE);
        let new = json!({ "phone": "+1 (555) 000-1001", "name": "Elena's" });
        let account = app.client(&app.owner).post("/accounts", new).await.created();
        // what it fetches by itself would come between what most tests look at
        app.execute("UPDATE accounts SET history_days = 0").await;
        Self { app, person, account }
    }

    /// Signed in; nothing runs it yet.
    pub async fn signed_in() -> Self {
        let desk = Self::new().await;
        desk.sign_in().await;
        desk
    }

    pub async fn sign_in(&self) -> Account {
        self.act("login").await.ok::<Account>();
        self.give_code(&self.code()).await.ok()
    }

    /// The code Telegram sent last.
    pub fn code(&self) -> String {
        self.app.sandbox.last_code(PHONE).unwrap()
    }

    pub async fn give_code(&self, code: &str) -> Answer {
        self.post("login/code", json!({ "code": code })).await
    }

    pub async fn give_password(&self, password: &str) -> Answer {
        self.post("login/password", json!({ "password": password })).await
    }

    pub async fn act(&self, action: &str) -> Answer {
        let path = format!("/accounts/{}/{action}", self.account.id);
        self.app.client(&self.app.owner).act(&path).await
    }

    pub async fn post(&self, action: &str, body: Value) -> Answer {
        let path = format!("/accounts/{}/{action}", self.account.id);
        self.app.client(&self.app.owner).post(&path, body).await
    }

    /// The account as it stands.
    pub async fn now(&self) -> Account {
        self.app.client(&self.app.owner).get(&format!("/accounts/{}", self.account.id)).await.ok()
    }

    /// Waits until it is as wanted.
    pub async fn when(&self, wanted: impl Fn(&Account) -> bool) -> Account {
        self.app.wait_account(self.account.id, wanted).await
    }

    /// Waits until it is connected and nothing is wrong.
    pub async fn live(&self) -> Account {
        self.when(|account| account.running && account.standing.state == AccountState::Ok).await
    }

    /// Waits until it stands like this.
    pub async fn stands(&self, state: AccountState) -> Account {
        self.when(|account| account.standing.state == state).await
    }

    /// Waits while the clock goes on, two seconds at a time.
    pub async fn as_time_passes<T>(&self, wanted: impl Future<Output = T>) -> T {
        let mut wanted = pin!(wanted);
        for _ in 0..300 {
            match timeout(Duration::from_millis(100), &mut wanted).await {
                Ok(done) => return done,
                Err(_) => self.app.state.clock.advance(Duration::from_secs(2)),
            }
        }
        let open = self.app.dump("stretches").await;
        panic!("ten minutes passed in vain; still to be fetched: {open:?}");
    }

    /// Moves the clock to the time at which it tries again.
    pub fn until_retry(&self, account: &Account) {
        let wait = account.standing.retry_at.unwrap() - self.app.state.clock.now();
        self.app.state.clock.advance(wait.to_std().unwrap());
    }
}
