//! Adding and steering accounts. Each change is one transaction: the rows, an audit line, an event.

use openapi::{
    AccountId, Code, IdentityId,
    accounts::{Account, AccountState, ApiCredentials, CreateAccount, Device, SetProxy, UpdateAccount},
    bots::DesiredState,
};
use sea_orm::{ActiveValue::Set, DatabaseTransaction};

use super::{
    Row, phone,
    settle::{finish, write},
    store,
};
use crate::{
    chats,
    entity::{account, identity::IdentityKind},
    error::{Error, Result},
    identities,
    state::AppState,
    web::{caller::Caller, extract::IfMatch},
};

/// How many days of history an account fetches by itself unless an operator says otherwise.
const HISTORY_DAYS: i32 = 30;

/// Adds an account by its phone number. One that was archived in this workspace comes back with its history.
pub async fn create(state: &AppState, by: &Caller, new: CreateAccount) -> Result<Account> {
    let phone = phone::read(&new.phone)?;
    let how = How::read(state, new.api, new.proxy, new.device)?;
    let name = new.name.unwrap_or_else(|| phone.clone());
    let tx = state.db.begin().await?;
    match store::find_by_phone(&tx, &phone).await? {
        None => {
            let row = blank(state, by, name, how);
            let account = account::Model { phone: Some(phone), ..row.account };
            insert(state, tx, by, "account.create", Row { account, ..row }).await
        }
        Some(row) if row.identity.workspace_id != by.workspace_id => {
            Err(exists("another workspace of this server has this account"))
        }
        Some(row) if row.identity.archived_at.is_none() => {
            Err(exists(&format!("this account is here already, as {}", row.identity.name)))
        }
        Some(row) => {
            let row = store::lock(&tx, by.workspace_id, row.identity.id.into()).await?;
            write(state, tx, by, "account.restore", &row, |identity, account| {
                identity.archived_at = Set(None);
                identity.name = Set(name);
                how.apply(account);
            })
            .await
        }
    }
}

/// What an account connects with, as an operator gave it.
pub(super) struct How {
    api: Option<(i32, String)>,
    proxy: Option<(String, String)>,
    device: Device,
}

impl How {
    pub(super) fn read(
        state: &AppState,
        api: Option<ApiCredentials>,
        proxy: Option<String>,
        device: Option<Device>,
    ) -> Result<Self> {
        Ok(Self {
            api: api.map(|api| (api.id, state.vault.seal(&api.hash.into()))),
            proxy: proxy.map(|url| seal_proxy(state, &url, "proxy")).transpose()?,
            device: device.unwrap_or_else(phone::default_device),
        })
    }

    fn apply(self, account: &mut account::ActiveModel) {
        let (id, hash) = self.api.unzip();
        let (sealed, host) = self.proxy.unzip();
        account.api_id = Set(id);
        account.api_hash_sealed = Set(hash);
        account.proxy_sealed = Set(sealed);
        account.proxy_host = Set(host);
        account.device = Set(self.device);
    }
}

fn seal_proxy(state: &AppState, url: &str, field: &str) -> Result<(String, String)> {
    let (url, host) = phone::read_proxy(url, field)?;
    Ok((state.vault.seal(&url), host))
}

/// An account that has not signed in.
pub(super) fn blank(state: &AppState, by: &Caller, name: String, how: How) -> Row {
    let id = IdentityId(state.clock.uuid());
    let (api_id, api_hash_sealed) = how.api.unzip();
    let (proxy_sealed, proxy_host) = how.proxy.unzip();
    let kind = (IdentityKind::Account, unknown_external_id(id));
    Row {
        identity: identities::new(state, by, id, kind, name, DesiredState::Stopped),
        account: account::Model {
            id,
            phone: None,
            username: None,
            profile_name: None,
            state: AccountState::New,
            state_reason: None,
            state_since: state.clock.now(),
            login: None,
            login_sealed: None,
            session_sealed: None,
            signing_out: false,
            api_id,
            api_hash_sealed,
            proxy_host,
            proxy_sealed,
            device: how.device,
            waits: account::Waits::default(),
            pts: 0,
            qts: 0,
            date: 0,
            seq: 0,
            update_no: 0,
            last_update_at: None,
            wait_until: None,
            dialogs_at: None,
            read_receipts: true,
            history_days: HISTORY_DAYS,
            history: None,
            folders: None,
        },
    }
}

/// In the place of Telegram's id while it is not known: negative, and as unique as our own.
fn unknown_external_id(id: IdentityId) -> i64 {
    let (_, low) = id.0.as_u64_pair();
    -1 - i64::try_from(low >> 1).unwrap_or_default()
}

pub(super) async fn insert(
    state: &AppState,
    tx: DatabaseTransaction,
    by: &Caller,
    action: &'static str,
    row: Row,
) -> Result<Account> {
    store::insert(&tx, row.clone())
        .await
        .map_err(|error| Error::or_exists(error, "this account is here already"))?;
    finish(state, tx, by, action, None, &row).await
}

/// Renames an account or changes what Telegram is told of its device.
pub async fn update(
    state: &AppState,
    by: &Caller,
    id: AccountId,
    seen: IfMatch,
    new: UpdateAccount,
) -> Result<Account> {
    let tx = state.db.begin().await?;
    let row = store::lock(&tx, by.workspace_id, id).await?;
    seen.check(row.identity.updated_at)?;
    row.in_use()?;
    let restart = i64::from(row.account.device != new.device);
    if new.read_receipts == Some(false) {
        chats::store::forget_reads(&tx, row.identity.id).await?;
    }
    write(state, tx, by, "account.update", &row, |identity, account| {
        identity.name = Set(new.name);
        identity.generation = Set(row.identity.generation + restart);
        account.device = Set(new.device);
        account.read_receipts = Set(new.read_receipts.unwrap_or(row.account.read_receipts));
        account.history_days = Set(new.history_days.unwrap_or(row.account.history_days));
    })
    .await
}

/// Has an account connect through another proxy, or through none.
pub async fn set_proxy(state: &AppState, by: &Caller, id: AccountId, new: SetProxy) -> Result<Account> {
    let proxy = new.url.map(|url| seal_proxy(state, &url, "url")).transpose()?;
    let tx = state.db.begin().await?;
    let row = store::lock(&tx, by.workspace_id, id).await?;
    row.in_use()?;
    write(state, tx, by, "account.set_proxy", &row, |identity, account| {
        let (sealed, host) = proxy.unzip();
        identity.generation = Set(row.identity.generation + 1);
        account.proxy_sealed = Set(sealed);
        account.proxy_host = Set(host);
    })
    .await
}

/// Gives an account that never signed in another number: the one it was added with was mistyped.
pub async fn set_phone(state: &AppState, by: &Caller, id: AccountId, new: &str) -> Result<Account> {
    let phone = phone::read(new)?;
    let tx = state.db.begin().await?;
    let row = store::lock(&tx, by.workspace_id, id).await?;
    row.in_use()?;
    if row.account.state != AccountState::New || row.is_signed_in() || row.identity.external_id > 0 {
        return Err(Error::conflict(
            "this account has signed in, or is about to: its number cannot be another; add the other number as an \
             account of its own",
        ));
    }
    write(state, tx, by, "account.set_phone", &row, |identity, account| {
        if Some(&row.identity.name) == row.account.phone.as_ref() {
            identity.name = Set(phone.clone());
        }
        account.phone = Set(Some(phone));
    })
    .await
}

/// Starts an account that is signed in. One that runs already is left alone.
pub async fn start(state: &AppState, by: &Caller, id: AccountId) -> Result<Account> {
    let tx = state.db.begin().await?;
    let row = store::lock(&tx, by.workspace_id, id).await?;
    row.in_use()?;
    if row.identity.desired == DesiredState::Running {
        return Ok(row.show());
    }
    run(state, tx, by, "account.start", &row).await
}

/// Starts an account anew, whatever it does.
pub async fn restart(state: &AppState, by: &Caller, id: AccountId) -> Result<Account> {
    let tx = state.db.begin().await?;
    let row = store::lock(&tx, by.workspace_id, id).await?;
    row.in_use()?;
    run(state, tx, by, "account.restart", &row).await
}

async fn run(
    state: &AppState,
    tx: DatabaseTransaction,
    by: &Caller,
    action: &'static str,
    row: &Row,
) -> Result<Account> {
    signed_in(row)?;
    write(state, tx, by, action, row, |identity, _| {
        identity.desired = Set(DesiredState::Running);
        identity.generation = Set(row.identity.generation + 1);
    })
    .await
}

/// Stops an account. It stays signed in; what happens meanwhile is fetched when it starts again.
pub async fn stop(state: &AppState, by: &Caller, id: AccountId) -> Result<Account> {
    let tx = state.db.begin().await?;
    let row = store::lock(&tx, by.workspace_id, id).await?;
    if row.identity.desired == DesiredState::Stopped {
        return Ok(row.show());
    }
    write(state, tx, by, "account.stop", &row, |identity, account| {
        identity.desired = Set(DesiredState::Stopped);
        account.signing_out = Set(false);
    })
    .await
}

/// Stops an account and takes it out of the lists. It stays signed in and its history stays.
pub async fn archive(state: &AppState, by: &Caller, id: AccountId) -> Result<Account> {
    let tx = state.db.begin().await?;
    let row = store::lock(&tx, by.workspace_id, id).await?;
    if row.identity.archived_at.is_some() {
        return Ok(row.show());
    }
    write(state, tx, by, "account.archive", &row, |identity, account| {
        identity.desired = Set(DesiredState::Stopped);
        identity.archived_at = Set(Some(state.clock.now()));
        account.signing_out = Set(false);
        account.login = Set(None);
        account.login_sealed = Set(None);
    })
    .await
}

/// Signs an account out at Telegram. Whoever runs it does so, however often it takes to reach Telegram; the state then
/// is `logged_out`.
pub async fn log_out(state: &AppState, by: &Caller, id: AccountId) -> Result<Account> {
    let tx = state.db.begin().await?;
    let row = store::lock(&tx, by.workspace_id, id).await?;
    row.in_use()?;
    signed_in(&row)?;
    if row.account.signing_out {
        return Ok(row.show());
    }
    write(state, tx, by, "account.log_out", &row, |identity, account| {
        identity.desired = Set(DesiredState::Running);
        identity.generation = Set(row.identity.generation + 1);
        account.signing_out = Set(true);
    })
    .await
}

fn signed_in(row: &Row) -> Result<()> {
    if row.is_signed_in() {
        Ok(())
    } else {
        Err(Error::conflict("this account is not signed in: sign in first"))
    }
}

pub(super) fn exists(detail: &str) -> Error {
    Error::Conflict(Code::AlreadyExists, detail.to_owned())
}
