//! What an account does in its chats without writing: reacts, votes, shows that it writes.

use base64::{Engine, prelude::BASE64_STANDARD};
use grammers_tl_types::{enums, functions, types};

use super::{
    Client,
    failure::{Failure, Result},
    poll,
    send::{Target, int},
};

/// Sets the account's reaction to a message; none takes it back. One that is so already is no failure.
pub async fn react(client: &Client, of: Target, id: i64, emoji: Option<&str>) -> Result<()> {
    let reaction = |emoji: &str| types::ReactionEmoji { emoticon: emoji.to_owned() }.into();
    let request = functions::messages::SendReaction {
        big: false,
        add_to_recent: true,
        peer: of.peer(),
        msg_id: int(id)?,
        reaction: emoji.map(|emoji| vec![reaction(emoji)]),
    };
    done(client.call(&request).await)
}

/// Sets the account's vote in a message's poll; none takes it back. One that is so already is no failure.
pub async fn vote(client: &Client, of: Target, id: i64, answers: &[String]) -> Result<()> {
    let unknown = |_| Failure::Refused("OPTION_INVALID".to_owned());
    let options = answers.iter().map(|answer| BASE64_STANDARD.decode(answer));
    let options = options.collect::<Result<_, _>>().map_err(unknown)?;
    done(client.call(&functions::messages::SendVote { peer: of.peer(), msg_id: int(id)?, options }).await)
}

/// Ends a poll of the account's. One that is over already is no failure.
pub async fn close_poll(client: &Client, of: Target, id: i64, poll: Option<&str>) -> Result<()> {
    let unknown = || Failure::Refused("POLL_INVALID: Telegram's id of the poll is not known".to_owned());
    let number = poll.and_then(|poll| poll.parse().ok()).ok_or_else(unknown)?;
    let request = functions::messages::EditMessage {
        no_webpage: false,
        invert_media: false,
        peer: of.peer(),
        id: int(id)?,
        message: None,
        media: Some(poll::ended(number)),
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        quick_reply_shortcut_id: None,
        rich_message: None,
    };
    match client.call(&request).await {
        Err(failure) if failure.is("MESSAGE_POLL_CLOSED") => Ok(()),
        answer => done(answer),
    }
}

fn done(answer: Result<enums::Updates>) -> Result<()> {
    match answer {
        Err(failure) if failure.is("MESSAGE_NOT_MODIFIED") => Ok(()),
        done => done.map(drop),
    }
}

/// Shows the others of a chat that the account writes; they see it for six seconds.
pub async fn typing(client: &Client, to: Target) -> Result<()> {
    let action = enums::SendMessageAction::SendMessageTypingAction;
    let request = functions::messages::SetTyping { peer: to.peer(), top_msg_id: None, action };
    client.call(&request).await.map(drop)
}
