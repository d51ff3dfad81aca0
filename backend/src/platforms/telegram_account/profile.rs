//! What an account shows of itself, and changing it. Source: <https://core.telegram.org/api/profile>

use std::path::Path;

use grammers_tl_types::{enums, functions, types};

use super::{
    Client,
    failure::{Failure, Result},
    media::{self, Photo},
    upload,
};

/// An account's profile.
#[derive(Debug)]
pub struct Profile {
    /// Its first name.
    pub first_name: String,
    /// Its last name.
    pub last_name: String,
    /// What it says about itself.
    pub about: String,
    /// Its username.
    pub username: Option<String>,
    /// Its phone number, `+` and digits.
    pub phone: Option<String>,
    /// Whether it pays for Telegram Premium.
    pub premium: bool,
    /// Its photo.
    pub photo: Option<Photo>,
}

/// What is to be other than it is.
#[derive(Debug, Default)]
pub struct Change {
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// What it says about itself.
    pub about: Option<String>,
    /// The username; empty for none.
    pub username: Option<String>,
}

impl Profile {
    /// First and last name as one.
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}

/// The profile as Telegram has it.
pub async fn pull(client: &Client) -> Result<Profile> {
    let request = functions::users::GetFullUser { id: enums::InputUser::UserSelf };
    let enums::users::UserFull::Full(answer) = client.call(&request).await?;
    let enums::UserFull::Full(full) = answer.full_user;
    let me = answer.users.into_iter().find_map(|user| match user {
        enums::User::User(user) if user.id == full.id => Some(user),
        _ => None,
    });
    let me = me.ok_or_else(|| Failure::Uncertain("it does not say who has signed in".to_owned()))?;
    Ok(Profile {
        first_name: me.first_name.unwrap_or_default(),
        last_name: me.last_name.unwrap_or_default(),
        about: full.about.unwrap_or_default(),
        username: me.username,
        phone: me.phone.map(|digits| format!("+{}", digits.trim_start_matches('+'))),
        premium: me.premium,
        photo: full.profile_photo.and_then(media::still),
    })
}

/// Changes it. The username goes first: it is what Telegram refuses most.
pub async fn push(client: &Client, change: Change) -> Result<()> {
    if let Some(username) = change.username {
        match client.call(&functions::account::UpdateUsername { username }).await {
            Err(failure) if failure.is("USERNAME_NOT_MODIFIED") => {}
            changed => drop(changed?),
        }
    }
    let (first_name, last_name, about) = (change.first_name, change.last_name, change.about);
    if first_name.is_none() && last_name.is_none() && about.is_none() {
        return Ok(());
    }
    client.call(&functions::account::UpdateProfile { first_name, last_name, about }).await.map(drop)
}

/// Shows a file of our store as the photo.
pub async fn set_photo(client: &Client, path: &Path) -> Result<()> {
    let request = functions::photos::UploadProfilePhoto {
        fallback: false,
        bot: None,
        file: Some(upload::hand_over(client, path, "photo.jpg").await?),
        video: None,
        video_start_ts: None,
        video_emoji_markup: None,
    };
    client.call(&request).await.map(drop)
}

/// Deletes a photo; the one before it is shown again, if there was one.
pub async fn delete_photo(client: &Client, photo: &Photo) -> Result<()> {
    let id = types::InputPhoto {
        id: photo.id,
        access_hash: photo.access_hash,
        file_reference: photo.reference.clone(),
    };
    client.call(&functions::photos::DeletePhotos { id: vec![id.into()] }).await.map(drop)
}
