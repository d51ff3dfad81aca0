//! Downloads a file that came with a message, part by part. Source: <https://core.telegram.org/api/files>

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use grammers_tl_types::{enums, functions, types};

use super::{
    Client, Failure,
    failure::{Loss, Result},
    media::{FileId, face},
};

/// How large a part is, in bytes. Telegram gives up to a megabyte, which grammers cannot take with what comes around it.
pub const PART: u64 = 512 * 1024;

/// A download under way.
#[derive(Debug)]
pub struct Download {
    file: FileId,
    /// What the account names the channel by that the file came from.
    channel_hash: i64,
    offset: u64,
    done: bool,
    renewed: bool,
}

impl Download {
    /// Begins one. None where the text names no file of an account.
    pub fn begin(file_id: &str) -> Option<Self> {
        let file = serde_json::from_str(file_id).ok()?;
        Some(Self { file, channel_hash: 0, offset: 0, done: false, renewed: false })
    }

    /// The channel or supergroup the file came from.
    pub fn channel(&self) -> Option<i64> {
        self.file.origin?.0
    }

    /// Tells what the account names that channel by.
    pub fn name_channel(&mut self, access_hash: i64) {
        self.channel_hash = access_hash;
    }

    /// What the file is downloaded by from now on, where Telegram gave it a new reference.
    pub fn fresh_file_id(&self) -> Option<String> {
        serde_json::to_string(&self.file).ok().filter(|_| self.renewed)
    }

    /// The next part; none at the end.
    pub async fn next(&mut self, client: &Client) -> Result<Option<Bytes>> {
        if self.done {
            return Ok(None);
        }
        let part = self.part(client, self.offset).await?;
        self.offset += part.len() as u64;
        self.done = (part.len() as u64) < PART;
        Ok((!part.is_empty()).then_some(part))
    }

    /// The part that begins at `offset`, a multiple of [`PART`]; a shorter one at the end.
    pub async fn part(&mut self, client: &Client, offset: u64) -> Result<Bytes> {
        let part = match self.fetch(client, offset).await {
            Err(Failure::Refused(name)) if name.starts_with("FILE_REFERENCE_") => {
                self.renew(client).await?;
                self.fetch(client, offset).await?
            }
            part => part?,
        };
        Ok(part.into())
    }

    async fn fetch(&mut self, client: &Client, offset: u64) -> Result<Vec<u8>> {
        let request = functions::upload::GetFile {
            precise: false,
            cdn_supported: false,
            location: self.location(),
            offset: i64::try_from(offset).unwrap_or(i64::MAX),
            limit: i32::try_from(PART).unwrap_or(i32::MAX),
        };
        let mut answer = client.call_in(self.file.centre, &request).await;
        if let Err(Failure::Migrate(centre)) = answer {
            self.file.centre = centre;
            answer = client.call_in(centre, &request).await;
        }
        // another data centre than the account's own does not know it yet
        if let Err(Failure::Lost(Loss::LoggedOut(_))) = &answer
            && self.file.centre != client.session.keys().home
        {
            introduce(client, self.file.centre).await?;
            answer = client.call_in(self.file.centre, &request).await;
        }
        match answer? {
            enums::upload::File::File(part) => Ok(part.bytes),
            enums::upload::File::CdnRedirect(_) => {
                Err(Failure::Refused("Telegram keeps this file where only its own apps fetch it".to_owned()))
            }
        }
    }

    fn location(&self) -> enums::InputFileLocation {
        let file = &self.file;
        let file_reference = BASE64_STANDARD.decode(&file.reference).unwrap_or_default();
        let (id, access_hash) = (file.id, file.access_hash);
        if let Some(size) = &file.photo_size {
            let thumb_size = size.clone();
            types::InputPhotoFileLocation { id, access_hash, file_reference, thumb_size }.into()
        } else {
            let thumb_size = String::new();
            types::InputDocumentFileLocation { id, access_hash, file_reference, thumb_size }.into()
        }
    }

    /// Asks for the message again: a new reference comes with it.
    async fn renew(&mut self, client: &Client) -> Result<()> {
        let gone = || Failure::Refused("the file's message is gone".to_owned());
        let (channel, message) = self.file.origin.ok_or_else(gone)?;
        let id = vec![types::InputMessageId { id: message }.into()];
        let found = match channel {
            Some(channel_id) => {
                let channel = types::InputChannel { channel_id, access_hash: self.channel_hash }.into();
                client.call(&functions::channels::GetMessages { channel, id }).await?
            }
            None => client.call(&functions::messages::GetMessages { id }).await?,
        };
        let messages = match found {
            enums::messages::Messages::Messages(all) => all.messages,
            enums::messages::Messages::Slice(part) => part.messages,
            enums::messages::Messages::ChannelMessages(part) => part.messages,
            enums::messages::Messages::NotModified(_) => Vec::new(),
        };
        let media = messages.into_iter().find_map(|found| match found {
            enums::Message::Message(found) if found.id == message => found.media,
            _ => None,
        });
        let fresh = media.and_then(|media| face(media).media).ok_or_else(gone)?;
        let fresh: FileId = serde_json::from_str(&fresh.file_id).map_err(|_| gone())?;
        if fresh.id != self.file.id {
            return Err(gone());
        }
        self.file.reference = fresh.reference;
        self.renewed = true;
        Ok(())
    }
}

/// Has the account's own data centre vouch for it at another one.
async fn introduce(client: &Client, centre: i32) -> Result<()> {
    let enums::auth::ExportedAuthorization::Authorization(letter) =
        client.call(&functions::auth::ExportAuthorization { dc_id: centre }).await?;
    let request = functions::auth::ImportAuthorization { id: letter.id, bytes: letter.bytes };
    client.call_in(centre, &request).await.map(drop)
}
