//! What an account does in its chats: sends, edits, deletes, pins.

use grammers_tl_types::{enums, functions, types};
use openapi::messages::{Entity, Poll};

use super::{
    Client, entities,
    failure::{Failure, Result},
    poll,
    sent::{Sent, all_sent, sent},
    upload::{self, Upload},
};
use crate::entity::chat::PeerKind;

/// A chat as this account names it.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// What its id counts.
    pub kind: PeerKind,
    /// The bare id.
    pub id: i64,
    /// What this account names it by; groups need none.
    pub access_hash: i64,
}

/// How a message goes out.
#[derive(Debug, Clone, Copy)]
pub struct How {
    /// What Telegram knows the send by, so that it does it once.
    pub random_id: i64,
    /// The message it answers.
    pub reply_to: Option<i64>,
    /// Without a sound.
    pub silent: bool,
}

impl Target {
    /// It as a supergroup or channel, if it is one.
    pub(super) fn channel(self) -> Option<enums::InputChannel> {
        let named = types::InputChannel { channel_id: self.id, access_hash: self.access_hash };
        (self.kind == PeerKind::Channel).then(|| named.into())
    }

    pub(super) fn peer(self) -> enums::InputPeer {
        match self.kind {
            PeerKind::User => types::InputPeerUser { user_id: self.id, access_hash: self.access_hash }.into(),
            PeerKind::Group => types::InputPeerChat { chat_id: self.id }.into(),
            PeerKind::Channel => {
                types::InputPeerChannel { channel_id: self.id, access_hash: self.access_hash }.into()
            }
        }
    }
}

/// What is said beside a file, with its formatting.
type Caption<'a> = (&'a str, &'a [Entity]);

/// Sends a text.
pub async fn send_text(client: &Client, to: Target, text: &str, pieces: &[Entity], how: How) -> Result<Sent> {
    let request = functions::messages::SendMessage {
        no_webpage: false,
        silent: how.silent,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: to.peer(),
        reply_to: reply_to(how)?,
        message: text.to_owned(),
        random_id: how.random_id,
        reply_markup: None,
        entities: entities::write(pieces),
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
        rich_message: None,
    };
    sent(client.call(&request).await?, how.random_id)
}

/// Sends a file with a caption.
pub async fn send_file(
    client: &Client,
    to: Target,
    file: &Upload<'_>,
    caption: Caption<'_>,
    how: How,
) -> Result<Sent> {
    let media = upload::upload(client, file).await?;
    send_media(client, to, media, caption, how).await
}

/// Asks a poll.
pub async fn send_poll(client: &Client, to: Target, poll: &Poll, how: How) -> Result<Sent> {
    send_media(client, to, poll::write(poll), ("", &[]), how).await
}

/// Sends files that Telegram has by now as one album, each with its number and caption.
pub async fn send_album(
    client: &Client,
    to: Target,
    parts: Vec<(i64, enums::InputMedia, Caption<'_>)>,
    how: How,
) -> Result<Vec<Sent>> {
    let random_ids: Vec<i64> = parts.iter().map(|(random_id, ..)| *random_id).collect();
    let part = |(random_id, media, (text, pieces)): (i64, enums::InputMedia, Caption<'_>)| {
        let (message, entities) = (text.to_owned(), entities::write(pieces));
        types::InputSingleMedia { media, random_id, message, entities }.into()
    };
    let request = functions::messages::SendMultiMedia {
        silent: how.silent,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: to.peer(),
        reply_to: reply_to(how)?,
        multi_media: parts.into_iter().map(part).collect(),
        schedule_date: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
    };
    all_sent(client.call(&request).await?, &random_ids)
}

async fn send_media(
    client: &Client,
    to: Target,
    media: enums::InputMedia,
    (text, pieces): Caption<'_>,
    how: How,
) -> Result<Sent> {
    let request = functions::messages::SendMedia {
        silent: how.silent,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: to.peer(),
        reply_to: reply_to(how)?,
        media,
        message: text.to_owned(),
        random_id: how.random_id,
        reply_markup: None,
        entities: entities::write(pieces),
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
    };
    sent(client.call(&request).await?, how.random_id)
}

/// Has a chat show a message of another one again.
pub async fn forward(client: &Client, (from, id): (Target, i64), to: Target, how: How) -> Result<Sent> {
    let request = functions::messages::ForwardMessages {
        silent: how.silent,
        background: false,
        with_my_score: false,
        drop_author: false,
        drop_media_captions: false,
        noforwards: false,
        allow_paid_floodskip: false,
        from_ephemeral: false,
        from_peer: from.peer(),
        id: vec![int(id)?],
        random_id: vec![how.random_id],
        to_peer: to.peer(),
        top_msg_id: None,
        reply_to: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        video_timestamp: None,
        allow_paid_stars: None,
        suggested_post: None,
    };
    match client.call(&request).await {
        // source: https://core.telegram.org/method/messages.forwardMessages
        Err(failure) if failure.is("CHAT_FORWARDS_RESTRICTED") => Err(Failure::Refused(
            "CHAT_FORWARDS_RESTRICTED: the chat it comes from does not let its messages be forwarded"
                .to_owned(),
        )),
        answer => sent(answer?, how.random_id),
    }
}

/// Gives a message another text or caption. One that has it already is no failure.
pub async fn edit(client: &Client, of: Target, id: i64, text: &str, pieces: &[Entity]) -> Result<()> {
    let request = functions::messages::EditMessage {
        no_webpage: false,
        invert_media: false,
        peer: of.peer(),
        id: int(id)?,
        message: Some(text.to_owned()),
        media: None,
        reply_markup: None,
        entities: entities::write(pieces),
        schedule_date: None,
        schedule_repeat_period: None,
        quick_reply_shortcut_id: None,
        rich_message: None,
    };
    match client.call(&request).await {
        Err(failure) if failure.is("MESSAGE_NOT_MODIFIED") => Ok(()),
        done => done.map(drop),
    }
}

/// Deletes a message for everyone or, outside of supergroups and channels, for the account alone. One that is gone is no
/// failure.
pub async fn delete(client: &Client, from: Target, id: i64, for_me: bool) -> Result<()> {
    let id = vec![int(id)?];
    let deleted = match from.channel() {
        Some(channel) => client.call(&functions::channels::DeleteMessages { channel, id }).await,
        None => client.call(&functions::messages::DeleteMessages { revoke: !for_me, id }).await,
    };
    match deleted {
        Err(failure) if failure.is("MESSAGE_ID_INVALID") => Ok(()),
        done => done.map(drop),
    }
}

/// Pins a message without a sound, or unpins it.
pub async fn pin(client: &Client, of: Target, id: i64, pinned: bool) -> Result<()> {
    let (id, unpin) = (int(id)?, !pinned);
    let request = functions::messages::UpdatePinnedMessage {
        silent: true,
        unpin,
        pm_oneside: false,
        peer: of.peer(),
        id,
    };
    match client.call(&request).await {
        Err(failure) if failure.is("CHAT_NOT_MODIFIED") => Ok(()),
        done => done.map(drop),
    }
}

fn reply_to(how: How) -> Result<Option<enums::InputReplyTo>> {
    let Some(id) = how.reply_to else { return Ok(None) };
    let reply = types::InputReplyToMessage {
        reply_to_msg_id: int(id)?,
        top_msg_id: None,
        reply_to_peer_id: None,
        quote_text: None,
        quote_entities: None,
        quote_offset: None,
        monoforum_peer_id: None,
        todo_item_id: None,
        poll_option: None,
    };
    Ok(Some(reply.into()))
}

pub(super) fn int(id: i64) -> Result<i32> {
    i32::try_from(id).map_err(|_| Failure::Refused("MESSAGE_ID_INVALID".to_owned()))
}
