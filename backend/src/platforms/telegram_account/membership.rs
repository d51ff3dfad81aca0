//! Coming into groups and channels, and leaving them. Source: <https://core.telegram.org/api/invites>

use grammers_tl_types::{enums, functions};

use super::{
    Client,
    failure::Result,
    peers::{Peers, chat_key, key, told},
    send::Target,
};

/// What came of asking to be let in.
#[derive(Debug, Clone, Copy)]
pub enum Entered {
    /// The account is in.
    Joined(Target),
    /// The chat's admins were asked.
    Requested,
    /// The name is a person's, or the way in is one that only Telegram's apps have.
    Unusable,
}

/// Comes into the public group or channel of this username.
pub async fn join(client: &Client, username: String) -> Result<Entered> {
    let request = functions::contacts::ResolveUsername { username, referer: None };
    let enums::contacts::ResolvedPeer::Peer(found) = client.call(&request).await?;
    let peers = Peers::new(found.users, found.chats);
    let target = peers.target(key(&found.peer));
    let Some(channel) = target.channel() else { return Ok(Entered::Unusable) };
    entered(client.call(&functions::channels::JoinChannel { channel }).await, |_| Some(target))
}

/// Comes into the group or channel that an invite link leads to.
pub async fn follow(client: &Client, hash: String) -> Result<Entered> {
    let answer = client.call(&functions::messages::ImportChatInvite { hash }).await;
    entered(answer, |answer| {
        let (users, chats) = told(answer);
        let chat = chats.first().map(chat_key)?;
        Some(Peers::new(users, chats).target(chat))
    })
}

fn entered(
    answer: Result<enums::messages::ChatInviteJoinResult>,
    target: impl FnOnce(enums::Updates) -> Option<Target>,
) -> Result<Entered> {
    match answer {
        Ok(enums::messages::ChatInviteJoinResult::Ok(ok)) => {
            Ok(target(ok.updates).map_or(Entered::Unusable, Entered::Joined))
        }
        Ok(enums::messages::ChatInviteJoinResult::WebView(_)) => Ok(Entered::Unusable),
        Err(failure) if failure.is("INVITE_REQUEST_SENT") => Ok(Entered::Requested),
        Err(failure) => Err(failure),
    }
}

/// Leaves a group or channel. One it is not in any more is no failure.
pub async fn leave(client: &Client, chat: Target) -> Result<()> {
    let left = if let Some(channel) = chat.channel() {
        client.call(&functions::channels::LeaveChannel { channel }).await
    } else {
        let user_id = enums::InputUser::UserSelf;
        let request =
            functions::messages::DeleteChatUser { revoke_history: false, chat_id: chat.id, user_id };
        client.call(&request).await
    };
    let gone = ["USER_NOT_PARTICIPANT", "CHANNEL_PRIVATE", "CHANNEL_INVALID"];
    match left {
        Err(failure) if gone.iter().any(|name| failure.is(name)) => Ok(()),
        left => left.map(drop),
    }
}
