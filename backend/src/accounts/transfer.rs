//! Sessions as text, from and to other programs. Whoever has one has the account: for owners only, and audited.

use std::sync::Arc;

use openapi::{
    AccountId, FieldCode,
    accounts::{Account, AccountState, ExportedSession, ImportAccount},
    bots::DesiredState,
};

use super::{
    Row,
    service::{How, blank, exists, insert},
    store,
};
use crate::{
    audit::{self, Change},
    entity::{account, identity},
    error::{Error, Result},
    platforms::telegram_account::{
        Failure, client::Waits, failure::Loss, session::Keys, sign_in, string_session,
    },
    state::AppState,
    web::caller::Caller,
};

/// Adds an account by a session that was made elsewhere, which Telegram is asked about.
pub async fn import(state: &AppState, by: &Caller, new: ImportAccount) -> Result<Account> {
    let how = How::read(state, new.api, new.proxy, new.device)?;
    let wrong = || {
        Error::field(
            "session",
            FieldCode::Malformed,
            "is not a session as Telethon's StringSession writes it",
        )
    };
    let keys = string_session::read(&new.session, state.accounts.api.new_session()).ok_or_else(wrong)?;
    let row = blank(state, by, String::new(), how);
    let (client, _pushed) =
        state.accounts.api.connect(keys, row.connection(state)?, Arc::new(Waits::default()));
    let me = match sign_in::me(&client).await {
        Ok(me) => me,
        Err(Failure::Lost(Loss::LoggedOut(_))) => {
            return Err(Error::field("session", FieldCode::Unusable, "is not signed in (any more)"));
        }
        Err(failure) => return Err(failure.into()),
    };
    let now = sign_in::position(&client).await?;
    client.session.edit(|keys| keys.user = Some(me.id));
    let sealed = client.session.keys().seal(&state.vault)?;
    drop(client);
    let tx = state.db.begin().await?;
    if store::find_by_telegram_id(&tx, me.id).await?.is_some() {
        return Err(exists("this account is here already, perhaps archived or in another workspace"));
    }
    let row = Row {
        identity: identity::Model {
            external_id: me.id,
            name: new.name.unwrap_or_else(|| me.name.clone()),
            desired: DesiredState::Running,
            ..row.identity
        },
        account: account::Model {
            phone: me.phone,
            username: me.username,
            profile_name: Some(me.name),
            state: AccountState::Ok,
            session_sealed: Some(sealed),
            pts: now.pts,
            qts: now.qts,
            date: now.date,
            seq: now.seq,
            ..row.account
        },
    };
    insert(state, tx, by, "account.import", row).await
}

/// The session of an account, as text.
pub async fn export(state: &AppState, by: &Caller, id: AccountId) -> Result<ExportedSession> {
    let row = store::find(&state.db.reader, by.workspace_id, id).await?;
    let sealed = row.account.session_sealed.as_ref();
    let sealed =
        sealed.ok_or_else(|| Error::conflict("this account is not signed in: there is no session"))?;
    let session = string_session::write(&Keys::open(&state.vault, sealed)?);
    let session = session.ok_or_else(|| Error::conflict("this account has no session"))?;
    let tx = state.db.begin().await?;
    let shown = row.show();
    let change = Change {
        action: "account.export",
        target: id.to_string(),
        name: &row.identity.name,
        before: None,
        after: Some(&shown),
    };
    audit::record(&tx, &state.clock, by, change).await?;
    tx.commit().await?;
    Ok(ExportedSession { session })
}
