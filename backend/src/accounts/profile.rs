//! What an account shows of itself at Telegram: read, changed there, and followed here.

use axum::extract::Request;
use openapi::{
    AccountId, FieldCode, MediaId,
    events::EventData,
    profiles::{AccountProfile, UpdateAccountProfile},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel};

use super::{Row, shared::Connected, store};
use crate::{
    audit::{self, Change},
    error::{Error, Result},
    events::NewEvent,
    media::{
        self,
        download::{self, Fetching},
        files,
        serve::Bytes,
    },
    platforms::telegram_account::{
        Failure,
        profile::{self, Profile},
    },
    state::AppState,
    web::caller::Caller,
};

/// The profile as Telegram has it just now. What is stored of it follows.
pub async fn pull(state: &AppState, by: &Caller, id: AccountId) -> Result<AccountProfile> {
    Ok(Desk::take(state, by, id).await?.before)
}

/// The bytes of the profile's photo.
pub async fn read_photo(
    state: &AppState,
    fetching: &Fetching,
    by: &Caller,
    id: AccountId,
    request: Request,
) -> Result<Bytes> {
    let photo = pull(state, by, id).await?.photo.ok_or(Error::NotFound("photo"))?;
    Ok(download::answer(state, fetching, by.workspace_id, photo, request).await?.changing())
}

/// Changes the profile at Telegram, as far as it is to be other than it is.
pub async fn update(
    state: &AppState,
    by: &Caller,
    id: AccountId,
    new: UpdateAccountProfile,
) -> Result<AccountProfile> {
    let desk = Desk::take(state, by, id).await?;
    let before = &desk.before;
    let other =
        |new: Option<String>, now: &str| new.map(|new| new.trim().to_owned()).filter(|new| new != now);
    let username = new.username.map(|name| name.trim().trim_start_matches('@').to_owned());
    let change = profile::Change {
        first_name: other(new.first_name, &before.first_name),
        last_name: other(new.last_name, &before.last_name),
        about: other(new.about, &before.about),
        username: other(username, before.username.as_deref().unwrap_or_default()),
    };
    let pushed = profile::push(&desk.connected.client, change).await;
    desk.finish("account.update_profile", pushed).await
}

/// Shows an upload as the photo.
pub async fn set_photo(
    state: &AppState,
    by: &Caller,
    id: AccountId,
    file: MediaId,
) -> Result<AccountProfile> {
    let desk = Desk::take(state, by, id).await?;
    let wrong = |text| Error::field("media_id", FieldCode::Unusable, text);
    let row = match media::store::find(&state.db.reader, by.workspace_id, file).await {
        Err(Error::NotFound(_)) => return Err(wrong("is not a file of this workspace")),
        row => row?,
    };
    let sha256 = row.sha256.filter(|_| row.info.kind == openapi::media::MediaKind::Photo);
    let sha256 = sha256.ok_or_else(|| wrong("is not an upload of the kind photo"))?;
    let path = files::path(&state.media_dir(), &sha256);
    let set = profile::set_photo(&desk.connected.client, &path).await;
    desk.finish("account.set_photo", set).await
}

/// Takes the photo away; the one before it is shown again, if there was one.
pub async fn delete_photo(state: &AppState, by: &Caller, id: AccountId) -> Result<AccountProfile> {
    let desk = Desk::take(state, by, id).await?;
    let Some(photo) = &desk.pulled.photo else { return Ok(desk.before) };
    let deleted = profile::delete_photo(&desk.connected.client, photo).await;
    desk.finish("account.delete_photo", deleted).await
}

/// A profile in one's hands.
struct Desk<'a> {
    state: &'a AppState,
    by: &'a Caller,
    row: Row,
    connected: Connected,
    pulled: Profile,
    before: AccountProfile,
}

impl<'a> Desk<'a> {
    async fn take(state: &'a AppState, by: &'a Caller, id: AccountId) -> Result<Self> {
        let row = store::find(&state.db.reader, by.workspace_id, id).await?;
        let connected = state.accounts.connected(id.into())?;
        let pulled = profile::pull(&connected.client).await?;
        let before = follow(state, &row, &pulled).await?;
        Ok(Self { state, by, row, connected, pulled, before })
    }

    /// Reads it anew, whatever came of a change: a part of it may have been done.
    async fn finish(self, action: &'static str, done: Result<(), Failure>) -> Result<AccountProfile> {
        let (state, by) = (self.state, self.by);
        let pulled = profile::pull(&self.connected.client).await?;
        let after = follow(state, &self.row, &pulled).await?;
        if after != self.before {
            let tx = state.db.begin().await?;
            let change = Change {
                action,
                target: self.row.identity.id.to_string(),
                name: &self.row.identity.name,
                before: Some(&self.before),
                after: Some(&after),
            };
            audit::record(&tx, &state.clock, by, change).await?;
            tx.commit().await?;
        }
        done.map_err(refused)?;
        Ok(after)
    }
}

/// Stores what is kept of a profile, and tells of it where it is news.
async fn follow(state: &AppState, row: &Row, pulled: &Profile) -> Result<AccountProfile> {
    let (id, workspace) = (row.identity.id, row.identity.workspace_id);
    let tx = state.db.begin().await?;
    let photo = match &pulled.photo {
        Some(photo) => Some(media::photos::keep(&tx, state, workspace, id, photo).await?),
        None => None,
    };
    let row = store::lock(&tx, workspace, id.into()).await?;
    let name = Some(pulled.name());
    let mut news = Vec::new();
    if row.account.username != pulled.username || row.account.profile_name != name {
        let mut account = row.account.clone().into_active_model();
        account.username = Set(pulled.username.clone());
        account.profile_name = Set(name);
        let after = store::update(&tx, row.identity.clone().into_active_model(), account).await?.show();
        news.push(NewEvent::of_account(id, EventData::AccountUpdated(Box::new(after))));
    }
    state.commit(tx, workspace, news).await?;
    Ok(AccountProfile {
        first_name: pulled.first_name.clone(),
        last_name: pulled.last_name.clone(),
        about: pulled.about.clone(),
        username: pulled.username.clone(),
        phone: pulled.phone.clone(),
        premium: pulled.premium,
        photo,
    })
}

/// Which field Telegram refused. Source: <https://core.telegram.org/api/errors>
fn refused(failure: Failure) -> Error {
    let Failure::Refused(name) = &failure else { return failure.into() };
    let (field, code, text) = match name.as_str() {
        "USERNAME_OCCUPIED" => ("username", FieldCode::Unusable, "belongs to someone else"),
        "USERNAME_INVALID" => (
            "username",
            FieldCode::Malformed,
            "must have 5 to 32 Latin letters, digits and underscores, and begin with a letter",
        ),
        "USERNAME_PURCHASE_AVAILABLE" => ("username", FieldCode::NotAllowed, "is for sale at fragment.com"),
        "FIRSTNAME_INVALID" => ("first_name", FieldCode::Malformed, "is not a name that Telegram takes"),
        "LASTNAME_INVALID" => ("last_name", FieldCode::Malformed, "is not a name that Telegram takes"),
        "ABOUT_TOO_LONG" => {
            ("about", FieldCode::TooLong, "may have 70 characters, and 140 with Telegram Premium")
        }
        "PHOTO_CROP_SIZE_SMALL" => {
            ("media_id", FieldCode::Unusable, "is too small: 160 pixels a side at least")
        }
        "PHOTO_EXT_INVALID" | "IMAGE_PROCESS_FAILED" | "PHOTO_FILE_MISSING" | "PHOTO_INVALID" => {
            ("media_id", FieldCode::Unusable, "is not a picture that Telegram takes: try a JPEG")
        }
        _ => return failure.into(),
    };
    Error::field(field, code, text)
}
