//! Adding and steering bots. Each change is one transaction: the rows, an audit line, an event.

use openapi::{
    BotId, Code, FieldCode, IdentityId,
    bots::{Bot, CreateBot, DesiredState, ObservedState, ReplaceToken, StartBot, UpdateBot, UpdateMode},
    events::EventData,
};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, IntoActiveModel};
use secrecy::SecretString;

use super::{Row, store, token};
use crate::{
    audit::Change,
    entity::{
        bot,
        identity::{self, IdentityKind},
    },
    error::{Error, Result},
    events::NewEvent,
    identities,
    platforms::telegram_bot::{client::Me, webhook},
    state::AppState,
    web::{caller::Caller, extract::IfMatch},
};

/// Adds a bot by its token. One that was archived in this workspace comes back with its history.
pub async fn create(state: &AppState, by: &Caller, new: CreateBot) -> Result<Bot> {
    let mode = new.mode.unwrap_or(UpdateMode::Polling);
    check_mode(state, mode)?;
    let (token, me) = token::check(state, new.token).await?;
    let name = new.name.unwrap_or_else(|| me.first_name.clone());
    let desired = if new.start { DesiredState::Running } else { DesiredState::Stopped };

    let tx = state.db.begin().await?;
    match store::find_by_telegram_id(&tx, me.id).await? {
        None => insert(state, tx, by, (&token, me), (name, mode, desired)).await,
        Some(row) if row.identity.workspace_id != by.workspace_id => {
            Err(exists("another workspace of this server has this bot"))
        }
        Some(row) if row.identity.archived_at.is_none() => {
            Err(exists(&format!("this bot is here already, as {}", row.identity.name)))
        }
        Some(row) => {
            let row = store::lock(&tx, by.workspace_id, row.identity.id.into()).await?;
            write(state, tx, by, "bot.restore", &row, |identity, bot| {
                identity.archived_at = Set(None);
                identity.name = Set(name);
                identity.desired = Set(desired);
                identity.generation = Set(row.identity.generation + 1);
                bot.mode = Set(mode);
                take_token(state, bot, &token, me);
            })
            .await
        }
    }
}

async fn insert(
    state: &AppState,
    tx: DatabaseTransaction,
    by: &Caller,
    (token, me): (&SecretString, Me),
    (name, mode, desired): (String, UpdateMode, DesiredState),
) -> Result<Bot> {
    let id = IdentityId(state.clock.uuid());
    let row = Row {
        identity: identities::new(state, by, id, (IdentityKind::Bot, me.id), name, desired),
        bot: bot::Model {
            id,
            username: me.username,
            token_sealed: state.vault.seal(token),
            mode,
            webhook_path: state.clock.secret(),
            webhook_secret_sealed: state.vault.seal(&state.clock.secret().into()),
            take_over_webhook: false,
            can_join_groups: me.can_join_groups,
            can_read_all_group_messages: me.can_read_all_group_messages,
            update_offset: 0,
            last_update_at: None,
            wait_until: None,
        },
    };
    store::insert(&tx, row.clone())
        .await
        .map_err(|error| Error::or_exists(error, "this bot is here already"))?;
    finish(state, tx, by, "bot.create", None, row.show()).await
}

/// Renames a bot or changes how its updates reach us.
pub async fn update(state: &AppState, by: &Caller, id: BotId, seen: IfMatch, new: UpdateBot) -> Result<Bot> {
    check_mode(state, new.mode)?;
    let tx = state.db.begin().await?;
    let row = store::lock(&tx, by.workspace_id, id).await?;
    seen.check(row.identity.updated_at)?;
    in_use(&row)?;
    let restart = i64::from(row.bot.mode != new.mode);
    write(state, tx, by, "bot.update", &row, |identity, bot| {
        identity.name = Set(new.name);
        identity.generation = Set(row.identity.generation + restart);
        bot.mode = Set(new.mode);
    })
    .await
}

/// Gives a bot a new token of the same bot.
pub async fn replace_token(state: &AppState, by: &Caller, id: BotId, new: ReplaceToken) -> Result<Bot> {
    in_use(&store::find(&state.db.reader, by.workspace_id, id).await?)?;
    let (token, me) = token::check(state, new.token).await?;
    let tx = state.db.begin().await?;
    let row = store::lock(&tx, by.workspace_id, id).await?;
    in_use(&row)?;
    if row.identity.external_id != me.id {
        return Err(Error::field(
            "token",
            FieldCode::Mismatch,
            format!("belongs to another bot, @{}", me.username),
        ));
    }
    write(state, tx, by, "bot.replace_token", &row, |identity, bot| {
        identity.generation = Set(row.identity.generation + 1);
        take_token(state, bot, &token, me);
    })
    .await
}

/// Starts a bot. One that runs already is left alone.
pub async fn start(state: &AppState, by: &Caller, id: BotId, how: StartBot) -> Result<Bot> {
    let tx = state.db.begin().await?;
    let row = store::lock(&tx, by.workspace_id, id).await?;
    in_use(&row)?;
    if row.identity.desired == DesiredState::Running && !how.take_over_webhook {
        return if row.identity.observed == ObservedState::ForeignWebhook {
            let detail = "its webhook belongs to other software, which would stop receiving; say so with \
                          take_over_webhook";
            Err(Error::Conflict(Code::ForeignWebhook, detail.to_owned()))
        } else {
            Ok(row.show())
        };
    }
    run(state, tx, by, "bot.start", &row, how).await
}

/// Starts a bot anew, whatever it does.
pub async fn restart(state: &AppState, by: &Caller, id: BotId, how: StartBot) -> Result<Bot> {
    let tx = state.db.begin().await?;
    let row = store::lock(&tx, by.workspace_id, id).await?;
    in_use(&row)?;
    run(state, tx, by, "bot.restart", &row, how).await
}

async fn run(
    state: &AppState,
    tx: DatabaseTransaction,
    by: &Caller,
    action: &'static str,
    row: &Row,
    how: StartBot,
) -> Result<Bot> {
    write(state, tx, by, action, row, |identity, bot| {
        identity.desired = Set(DesiredState::Running);
        identity.generation = Set(row.identity.generation + 1);
        bot.take_over_webhook = Set(how.take_over_webhook);
    })
    .await
}

/// Stops a bot. Its updates wait at Telegram, for a day.
pub async fn stop(state: &AppState, by: &Caller, id: BotId) -> Result<Bot> {
    let tx = state.db.begin().await?;
    let row = store::lock(&tx, by.workspace_id, id).await?;
    if row.identity.desired == DesiredState::Stopped {
        return Ok(row.show());
    }
    let stopped = write(state, tx, by, "bot.stop", &row, |identity, bot| {
        identity.desired = Set(DesiredState::Stopped);
        bot.take_over_webhook = Set(false);
    })
    .await?;
    webhook::remove(state, &row.bot).await;
    Ok(stopped)
}

/// Stops a bot and takes it out of the lists. Its history stays.
pub async fn archive(state: &AppState, by: &Caller, id: BotId) -> Result<Bot> {
    let tx = state.db.begin().await?;
    let row = store::lock(&tx, by.workspace_id, id).await?;
    if row.identity.archived_at.is_some() {
        return Ok(row.show());
    }
    let archived = write(state, tx, by, "bot.archive", &row, |identity, bot| {
        identity.desired = Set(DesiredState::Stopped);
        identity.archived_at = Set(Some(state.clock.now()));
        bot.take_over_webhook = Set(false);
    })
    .await?;
    webhook::remove(state, &row.bot).await;
    Ok(archived)
}

/// Applies a change to a locked row and finishes the transaction.
async fn write(
    state: &AppState,
    tx: DatabaseTransaction,
    by: &Caller,
    action: &'static str,
    row: &Row,
    change: impl FnOnce(&mut identity::ActiveModel, &mut bot::ActiveModel),
) -> Result<Bot> {
    let (mut identity, mut bot) =
        (identities::change(state, &row.identity), row.bot.clone().into_active_model());
    change(&mut identity, &mut bot);
    let after = store::update(&tx, identity, bot).await?;
    finish(state, tx, by, action, Some(row.show()), after.show()).await
}

async fn finish(
    state: &AppState,
    tx: DatabaseTransaction,
    by: &Caller,
    action: &'static str,
    before: Option<Bot>,
    after: Bot,
) -> Result<Bot> {
    let change = Change {
        action,
        target: after.id.to_string(),
        name: &after.name,
        before: before.as_ref(),
        after: Some(&after),
    };
    let event = NewEvent::of_bot(after.id.into(), None, EventData::BotUpdated(Box::new(after.clone())));
    identities::finish(state, tx, by, after.id.into(), change, event).await?;
    Ok(after)
}

fn take_token(state: &AppState, bot: &mut bot::ActiveModel, token: &SecretString, me: Me) {
    bot.token_sealed = Set(state.vault.seal(token));
    bot.username = Set(me.username);
    bot.can_join_groups = Set(me.can_join_groups);
    bot.can_read_all_group_messages = Set(me.can_read_all_group_messages);
}

fn check_mode(state: &AppState, mode: UpdateMode) -> Result<()> {
    match mode {
        UpdateMode::Webhook if state.config.public_url.is_none() => Err(Error::field(
            "mode",
            FieldCode::NotAllowed,
            "webhook needs the setting PUBLIC_URL, the address Telegram can call",
        )),
        UpdateMode::Webhook | UpdateMode::Polling => Ok(()),
    }
}

fn in_use(row: &Row) -> Result<()> {
    match row.identity.archived_at {
        Some(_) => Err(Error::conflict("this bot is archived; add it again with its token")),
        None => Ok(()),
    }
}

fn exists(detail: &str) -> Error {
    Error::Conflict(Code::AlreadyExists, detail.to_owned())
}
