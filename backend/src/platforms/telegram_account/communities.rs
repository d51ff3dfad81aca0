//! Groups and channels as an account sees them, without joining any. Source: <https://core.telegram.org/api/channel>

use grammers_tl_types::{enums, functions, types};
use openapi::{
    chats::ChatKind,
    communities::{CommunityRole, Post},
};

use super::{
    Client,
    failure::{Failure, Result},
    media::{self, Photo},
    message,
    peers::{Peers, key, role},
    send::Target,
};
use crate::entity::chat::PeerKind;

/// How much of a post's text is told, in characters.
const TEXT: usize = 200;

/// A group or channel as an account sees it.
#[derive(Debug)]
pub struct Seen {
    /// How the account names it; none where an invitation hides it.
    pub at: Option<Target>,
    /// Its kind.
    pub kind: ChatKind,
    /// Its title.
    pub title: String,
    /// Its usernames in use, the main one first.
    pub usernames: Vec<String>,
    /// How it describes itself.
    pub about: String,
    /// How many members it has.
    pub members: Option<i32>,
    /// Its photo.
    pub photo: Option<Photo>,
    /// What the account is there.
    pub role: Option<CommunityRole>,
    /// Whether the account is in it.
    pub joined: bool,
    /// Whether its admins must let in whoever follows the link.
    pub needs_approval: bool,
    /// How many posts it has.
    pub posts: Option<i64>,
    /// The last of them.
    pub last: Option<Post>,
}

/// Where an invitation leads.
#[derive(Debug)]
pub enum Invited {
    /// To one that the account can look at.
    To(Target),
    /// To one of which only this is shown.
    Outside(Box<Seen>),
}

/// Whom a username belongs to. Telegram lets this be asked only so often.
/// Source: <https://core.telegram.org/method/contacts.resolveUsername>
pub async fn resolve(client: &Client, name: &str) -> Result<Target> {
    let request = functions::contacts::ResolveUsername { username: name.to_owned(), referer: None };
    let enums::contacts::ResolvedPeer::Peer(found) = client.call(&request).await?;
    let (kind, id) = key(&found.peer);
    let known = Peers::new(found.users, found.chats).known();
    let hash = known.into_iter().find(|peer| (peer.kind, peer.id) == (kind, id));
    Ok(Target { kind, id, access_hash: hash.and_then(|peer| peer.access_hash).unwrap_or_default() })
}

/// Where an invitation leads; nobody joins by it. Source: <https://core.telegram.org/method/messages.checkChatInvite>
pub async fn invited(client: &Client, hash: &str) -> Result<Invited> {
    let request = functions::messages::CheckChatInvite { hash: hash.to_owned() };
    let chat = match client.call(&request).await? {
        enums::ChatInvite::Already(there) => there.chat,
        enums::ChatInvite::Peek(there) => there.chat,
        enums::ChatInvite::Invite(shown) => return Ok(Invited::Outside(Box::new(outside(shown)))),
    };
    target(&chat).map(Invited::To).ok_or_else(|| refused("CHANNEL_PRIVATE"))
}

/// Looks at one: what it is, and its last post.
pub async fn look(client: &Client, at: Target) -> Result<Seen> {
    let answer = match at.kind {
        PeerKind::Channel => {
            let channel = types::InputChannel { channel_id: at.id, access_hash: at.access_hash }.into();
            client.call(&functions::channels::GetFullChannel { channel }).await?
        }
        PeerKind::Group | PeerKind::User => {
            client.call(&functions::messages::GetFullChat { chat_id: at.id }).await?
        }
    };
    let enums::messages::ChatFull::Full(answer) = answer;
    let chat = answer.chats.iter().find_map(|chat| read(chat).filter(|seen| is_at(seen, at)));
    let mut seen = chat.ok_or_else(|| refused("CHANNEL_PRIVATE"))?;
    let photo = match answer.full_chat {
        enums::ChatFull::Full(full) => {
            seen.about = full.about;
            full.chat_photo
        }
        enums::ChatFull::ChannelFull(full) => {
            seen.about = full.about;
            seen.members = full.participants_count.or(seen.members);
            Some(full.chat_photo)
        }
        enums::ChatFull::CommunityFull(full) => {
            seen.about = full.about;
            Some(full.chat_photo)
        }
    };
    seen.photo = photo.and_then(media::still);
    (seen.posts, seen.last) = last(client, at).await?;
    Ok(seen)
}

/// How many posts there are, and the last one.
async fn last(client: &Client, at: Target) -> Result<(Option<i64>, Option<Post>)> {
    let request = functions::messages::GetHistory {
        peer: at.peer(),
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 1,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    let (count, messages, peers) = match client.call(&request).await? {
        enums::messages::Messages::Messages(all) => {
            (i32::try_from(all.messages.len()).ok(), all.messages, Peers::new(all.users, all.chats))
        }
        enums::messages::Messages::Slice(part) => {
            (Some(part.count), part.messages, Peers::new(part.users, part.chats))
        }
        enums::messages::Messages::ChannelMessages(part) => {
            (Some(part.count), part.messages, Peers::new(part.users, part.chats))
        }
        enums::messages::Messages::NotModified(_) => (None, Vec::new(), Peers::default()),
    };
    let newest = messages.into_iter().find_map(|found| message::read(found, &peers));
    let post = newest.and_then(|found| {
        let text = found.text.chars().take(TEXT).collect();
        Some(Post { id: found.external_id?, date: found.sent_at, text })
    });
    Ok((count.map(Into::into), post))
}

/// What an invitation shows to someone who is not in it.
fn outside(shown: types::ChatInvite) -> Seen {
    let kind = match (shown.broadcast, shown.megagroup || shown.channel) {
        (true, _) => ChatKind::Channel,
        (false, true) => ChatKind::Supergroup,
        (false, false) => ChatKind::Group,
    };
    Seen {
        at: None,
        kind,
        title: shown.title,
        usernames: Vec::new(),
        about: shown.about.unwrap_or_default(),
        members: Some(shown.participants_count),
        photo: media::still(shown.photo),
        role: None,
        joined: false,
        needs_approval: shown.request_needed,
        posts: None,
        last: None,
    }
}

/// What a chat itself says; none for one that shows nothing to this account.
fn read(chat: &enums::Chat) -> Option<Seen> {
    let seen = |kind, title: &str| Seen {
        at: target(chat),
        kind,
        title: title.to_owned(),
        usernames: Vec::new(),
        about: String::new(),
        members: None,
        photo: None,
        role: None,
        joined: false,
        needs_approval: false,
        posts: None,
        last: None,
    };
    match chat {
        enums::Chat::Chat(group) => Some(Seen {
            members: Some(group.participants_count),
            role: role(group.creator, group.admin_rights.is_some()),
            joined: !group.left,
            ..seen(ChatKind::Group, &group.title)
        }),
        enums::Chat::Channel(channel) => {
            let kind = if channel.broadcast { ChatKind::Channel } else { ChatKind::Supergroup };
            Some(Seen {
                usernames: usernames(channel),
                members: channel.participants_count,
                role: role(channel.creator, channel.admin_rights.is_some()),
                joined: !channel.left,
                needs_approval: channel.join_request,
                ..seen(kind, &channel.title)
            })
        }
        _ => None,
    }
}

fn usernames(channel: &types::Channel) -> Vec<String> {
    let several = channel.usernames.iter().flatten();
    let active = several
        .filter(|enums::Username::Username(name)| name.active)
        .map(|enums::Username::Username(name)| name.username.clone());
    channel.username.iter().cloned().chain(active).collect()
}

fn target(chat: &enums::Chat) -> Option<Target> {
    match chat {
        enums::Chat::Chat(group) => Some(Target { kind: PeerKind::Group, id: group.id, access_hash: 0 }),
        enums::Chat::Channel(channel) => Some(Target {
            kind: PeerKind::Channel,
            id: channel.id,
            access_hash: channel.access_hash.unwrap_or_default(),
        }),
        _ => None,
    }
}

fn is_at(seen: &Seen, at: Target) -> bool {
    seen.at.is_some_and(|other| (other.kind, other.id) == (at.kind, at.id))
}

fn refused(name: &str) -> Failure {
    Failure::Refused(name.to_owned())
}
