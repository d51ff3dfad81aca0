//! Finds out what a link leads to: by which account, at what pace, and what is remembered of it.

use chrono::TimeDelta;
use openapi::{
    Code, IdentityId,
    communities::{Community, CommunityChat, LookUp},
};

use super::{
    Trouble,
    store::{self, Peer},
};
use crate::{
    accounts::{self, shared::Connected},
    entity::chat::PeerKind,
    error::Error,
    limiter::seconds,
    media,
    platforms::telegram_account::{
        Failure,
        communities::{self, Invited, Seen},
        link::{self, Link},
        send::Target,
    },
    state::AppState,
    web::caller::Caller,
};

/// How long a name is taken for a person's without asking again. That it still is a community's, a look at that shows.
const PERSON: TimeDelta = TimeDelta::days(1);

/// Finds out what a link leads to. Nobody joins it by that.
pub(super) async fn look_up(state: &AppState, by: &Caller, wanted: LookUp) -> Result<Community, Trouble> {
    let text = wanted.link.trim();
    // an invitation as people pass it on: `+` and the end of its link
    let link =
        link::read(text).or_else(|| link::read(&format!("t.me/{}", text.strip_prefix('+').map(|_| text)?)));
    let link = link.ok_or(Trouble::Malformed)?;
    let desk = Desk { state, by, connected: candidates(state, by, &wanted).await? };
    match link {
        Link::Name { name, .. } => desk.by_name(&name.to_lowercase()).await,
        Link::Invite(hash) => desk.by_invitation(&hash).await,
        Link::Id { telegram_id, .. } => match PeerKind::unmark(telegram_id) {
            (PeerKind::User, _) => Err(Trouble::Person),
            peer => match desk.who_knows(peer).await? {
                Some((account, target)) => desk.look(&account, target).await,
                // an id says too little to find anything by
                None => Err(Trouble::Unknown),
            },
        },
    }
}

/// The accounts that may ask: the one that is named, or all that are connected. None is passed over because it waits.
async fn candidates(state: &AppState, by: &Caller, wanted: &LookUp) -> Result<Vec<Connected>, Error> {
    if let Some(id) = wanted.account_id {
        accounts::store::find(&state.db.reader, by.workspace_id, id).await?;
        return Ok(vec![state.accounts.connected(id.into())?]);
    }
    let connected = state.accounts.connected_of(by.workspace_id);
    if connected.is_empty() {
        // another node may run one, and is asked instead
        if let Some(id) = accounts::store::running(&state.db.reader, by.workspace_id).await? {
            return Err(Error::NotConnected(id));
        }
        let text =
            "no account is connected here just now: Telegram shows groups and channels to accounts only";
        return Err(Error::Conflict(Code::NotConnected, text.to_owned()));
    }
    Ok(connected)
}

/// A lookup in one's hands.
struct Desk<'a> {
    state: &'a AppState,
    by: &'a Caller,
    /// Never empty.
    connected: Vec<Connected>,
}

impl Desk<'_> {
    async fn by_name(&self, name: &str) -> Result<Community, Trouble> {
        let reader = &self.state.db.reader;
        if let Some(row) = store::named(reader, self.by.workspace_id, name).await? {
            let fresh = self.state.clock.now() - row.resolved_at < PERSON;
            match (row.peer_kind, self.who_knows((row.peer_kind, row.peer_id)).await?) {
                (PeerKind::User, _) if fresh => return Err(Trouble::Person),
                (PeerKind::User, _) | (_, None) => {}
                (_, Some((account, target))) => match communities::look(&account.client, target).await {
                    Ok(seen) if has_name(&seen, name) => return Ok(self.tell(&account, seen).await?),
                    // the name may be another's by now
                    Ok(_) | Err(Failure::Refused(_)) => {}
                    Err(failure) => return Err(Trouble::of(failure)),
                },
            }
        }
        let asks = self.first();
        self.pace(asks)?;
        let found = communities::resolve(&asks.client, name).await.map_err(Trouble::of)?;
        let (peer, now) = ((found.kind, found.id), self.state.clock.now());
        let tx = self.state.db.begin().await.map_err(Error::from)?;
        store::remember_name(&tx, self.by.workspace_id, name, peer, now).await?;
        tx.commit().await.map_err(Error::from)?;
        if found.kind == PeerKind::User {
            return Err(Trouble::Person);
        }
        match self.who_knows(peer).await? {
            Some((account, target)) => self.look(&account, target).await,
            None => self.look(asks, found).await,
        }
    }

    async fn by_invitation(&self, hash: &str) -> Result<Community, Trouble> {
        let asks = self.first();
        self.pace(asks)?;
        match communities::invited(&asks.client, hash).await.map_err(Trouble::of)? {
            Invited::To(target) => self.look(asks, target).await,
            Invited::Outside(seen) => Ok(self.tell(asks, *seen).await?),
        }
    }

    /// Who asks what any account may.
    fn first(&self) -> &Connected {
        &self.connected[0]
    }

    /// Names and invitations are looked up slowly.
    fn pace(&self, asks: &Connected) -> Result<(), Error> {
        match self.state.accounts.lookups.count(&asks.lease.identity) {
            Ok(_) => Ok(()),
            Err(wait) => Err(Error::TooMany(seconds(wait))),
        }
    }

    /// The account that knows a peer best, and how it names it: one with a role there, one with a chat, any.
    async fn who_knows(&self, peer: Peer) -> Result<Option<(Connected, Target)>, Error> {
        let reader = &self.state.db.reader;
        let ids: Vec<IdentityId> = self.connected.iter().map(|one| one.lease.identity).collect();
        let known = store::known(reader, &ids, peer).await?;
        let chats = store::chats(reader, self.by.workspace_id, peer).await?;
        let knows = self.connected.iter().filter_map(|account| {
            let id = account.lease.identity;
            let chat = chats.iter().find(|chat| chat.identity_id == id);
            let access_hash = match peer.0 {
                // groups are named by their number alone
                PeerKind::Group => chat.map(|_| 0),
                _ => known.iter().find(|row| row.identity_id == id).and_then(|row| row.access_hash),
            };
            let has_role = chat.is_some_and(|chat| chat.role.is_some());
            Some((account, access_hash?, (!has_role, chat.is_none())))
        });
        let best = knows.min_by_key(|(.., rank)| *rank);
        Ok(best.map(|(account, access_hash, _)| {
            (account.clone(), Target { kind: peer.0, id: peer.1, access_hash })
        }))
    }

    async fn look(&self, account: &Connected, target: Target) -> Result<Community, Trouble> {
        let seen = communities::look(&account.client, target).await.map_err(Trouble::of)?;
        Ok(self.tell(account, seen).await?)
    }

    /// Remembers what was seen, and tells it.
    async fn tell(&self, account: &Connected, seen: Seen) -> Result<Community, Error> {
        let (state, workspace, id) = (self.state, self.by.workspace_id, account.lease.identity);
        let tx = state.db.begin().await?;
        if let Some(at) = seen.at {
            store::remember(&tx, id, (at.kind, at.id), at.access_hash, seen.role).await?;
        }
        let photo = match &seen.photo {
            Some(photo) => Some(media::photos::keep(&tx, state, workspace, id, photo).await?),
            None => None,
        };
        tx.commit().await?;
        let chats = match seen.at {
            Some(at) => store::chats(&state.db.reader, workspace, (at.kind, at.id)).await?,
            None => Vec::new(),
        };
        Ok(Community {
            telegram_id: seen.at.map(|at| at.kind.mark(at.id)),
            kind: seen.kind,
            title: seen.title,
            username: seen.usernames.into_iter().next(),
            about: seen.about,
            members: seen.members.map(Into::into),
            photo,
            posts: seen.posts,
            last_post: seen.last,
            ours: seen.role.is_some() || chats.iter().any(|chat| chat.role.is_some()),
            role: seen.role,
            joined: seen.joined,
            needs_approval: seen.needs_approval,
            chats: chats
                .into_iter()
                .map(|chat| CommunityChat { id: chat.id, identity_id: chat.identity_id })
                .collect(),
            account_id: id.into(),
        })
    }
}

fn has_name(seen: &Seen, name: &str) -> bool {
    seen.usernames.iter().any(|other| other.eq_ignore_ascii_case(name))
}
