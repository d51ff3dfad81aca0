//! What this server is, and how a copy of the database becomes the one that runs.

use openapi::{
    messages::{CAPTION_LIMIT, TEXT_LIMIT},
    runtime::{DatabaseCopy, Limits, Runtime},
    users::Role,
};
use sea_orm::ConnectionTrait;

use crate::{
    audit::{self, Change},
    auth,
    error::{Error, Result},
    home,
    media::upload::PHOTO_LIMIT,
    outbox,
    state::AppState,
    supervisor,
    web::caller::Caller,
    workspaces,
};

/// What is said of what another copy may have sent.
const RESTORED: &str = "the database was restored: it may have been sent since";

/// What this server is.
pub async fn show(state: &AppState, db: &impl ConnectionTrait) -> Result<Runtime> {
    let home = home::store::find(db).await?.map(|home| home.row);
    let copy = home.and_then(|home| home.held.zip(home.held_since));
    Ok(Runtime {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        locales: vec!["en".to_owned(), "ru".to_owned()],
        webhooks: state.config.public_url.is_some(),
        limits: Limits {
            text: TEXT_LIMIT,
            caption: CAPTION_LIMIT,
            upload: state.config.upload_limit,
            photo: PHOTO_LIMIT.min(state.config.upload_limit),
        },
        copy: copy.map(|(differs, since)| DatabaseCopy { differs, since }),
    })
}

/// Has bots and accounts start on a copy of the database.
pub async fn adopt(state: &AppState, by: &Caller) -> Result<Runtime> {
    let tx = state.db.begin().await?;
    may_adopt(&tx, by).await?;
    let adopted = home::adopt(state, &tx).await?;
    let (copy, last) =
        adopted.ok_or_else(|| Error::conflict("this database is no copy: nothing holds it"))?;
    let events = outbox::doubt(&tx, state.clock.now(), last, RESTORED).await?;
    for workspace in workspaces::store::all(&tx).await? {
        // each workspace has a log of its own
        let by = Caller { workspace_id: workspace.id, ..by.clone() };
        let change = Change {
            action: "runtime.adopt",
            target: workspace.id.to_string(),
            name: &workspace.name,
            before: Some(&copy),
            after: None,
        };
        audit::record(&tx, &state.clock, &by, change).await?;
    }
    tracing::warn!(differs = ?copy.differs, by = by.name, "this copy of the database was adopted");
    home::tell(state, tx, events).await?;
    show(state, &state.db.reader).await
}

/// Nobody decides for workspaces of others; whoever may start this program decides for all.
async fn may_adopt(tx: &impl ConnectionTrait, by: &Caller) -> Result<()> {
    let Some(user) = by.user_id else { return Ok(()) };
    let mut of = auth::store::memberships(tx, user).await?;
    of.retain(|membership| membership.role == Role::Owner);
    let mut wanted = supervisor::store::workspaces(tx).await?.into_iter();
    if wanted.all(|workspace| of.iter().any(|membership| membership.workspace_id == workspace)) {
        return Ok(());
    }
    Err(Error::Forbidden(
        "the role owner in every workspace with bots or accounts, or `switchboard adopt` on the server",
    ))
}
