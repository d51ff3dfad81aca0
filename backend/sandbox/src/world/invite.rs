//! Ways into groups and channels: links, requests, and the front door of public ones.

use super::{Chat, ChatRef, Event, Logged, Member, Refusal, Right, Service, UserId, World};

/// A link that lets people in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// The end of the link.
    pub hash: String,
    /// Who made it.
    pub creator: UserId,
    /// When, Unix seconds.
    pub date: i64,
    /// Whether an administrator has to agree to each newcomer.
    pub needs_approval: bool,
    /// Until when it is good, Unix seconds.
    pub expires: Option<i64>,
    /// How many people it lets in.
    pub limit: Option<u32>,
    /// How many people it let in.
    pub uses: u32,
}

/// What came of knocking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// In.
    Joined,
    /// Administrators are asked.
    Requested,
}

impl Invite {
    /// The link.
    pub fn link(&self) -> String {
        format!("https://t.me/+{}", self.hash)
    }

    fn is_good(&self, now: i64) -> bool {
        self.expires.is_none_or(|expires| expires > now) && self.limit.is_none_or(|limit| self.uses < limit)
    }
}

impl World {
    /// Makes a link.
    pub fn add_invite(
        &mut self,
        by: UserId,
        chat: ChatRef,
        needs_approval: bool,
        [expires, limit]: [Option<i64>; 2],
    ) -> Result<Invite, Refusal> {
        let may = self.standing(by, chat)?.has(Right::InviteUsers);
        if !may {
            return Err(Refusal::NeedAdmin);
        }
        let invite = Invite {
            hash: self.dice.word(16).replace('-', "_"),
            creator: by,
            date: self.now(),
            needs_approval,
            expires,
            limit: limit.and_then(|limit| u32::try_from(limit).ok()),
            uses: 0,
        };
        self.invites.insert(invite.hash.clone(), chat);
        let place = self.chats.get_mut(&chat).ok_or(Refusal::ChatNotFound)?;
        place.invites.push(invite.clone());
        Ok(invite)
    }

    /// The chat that a link leads to, and the link.
    pub fn invited_by(&self, hash: &str) -> Result<(&Chat, &Invite), Refusal> {
        let chat =
            self.invites.get(hash).and_then(|chat| self.chats.get(chat)).ok_or(Refusal::InviteExpired)?;
        let invite = chat.invites.iter().find(|invite| invite.hash == hash);
        let invite = invite.filter(|invite| invite.is_good(self.now())).ok_or(Refusal::InviteExpired)?;
        Ok((chat, invite))
    }

    /// Somebody follows a link.
    pub fn enter_by_invite(&mut self, user: UserId, hash: &str) -> Result<(ChatRef, Entry), Refusal> {
        let (chat, invite) = self.invited_by(hash)?;
        let (id, inviter, asks) = (chat.id, invite.creator, invite.needs_approval);
        self.may_enter(user, id)?;
        if asks {
            self.request_to_join(user, id)?;
            return Ok((id, Entry::Requested));
        }
        let links = self.chats.get_mut(&id).map(|chat| &mut chat.invites);
        if let Some(invite) = links.into_iter().flatten().find(|invite| invite.hash == hash) {
            invite.uses += 1;
        }
        self.admit(user, user, id, Service::JoinedByLink(inviter));
        Ok((id, Entry::Joined))
    }

    /// Somebody comes into a public group or channel by themselves.
    pub fn enter(&mut self, user: UserId, chat: ChatRef) -> Result<Entry, Refusal> {
        self.may_enter(user, chat)?;
        if self.chats.get(&chat).is_some_and(|chat| chat.join_requests) {
            self.request_to_join(user, chat)?;
            return Ok(Entry::Requested);
        }
        self.admit(user, user, chat, Service::Joined(vec![user]));
        Ok(Entry::Joined)
    }

    fn may_enter(&self, user: UserId, chat: ChatRef) -> Result<(), Refusal> {
        let found = self.chats.get(&chat).ok_or(Refusal::ChatNotFound)?;
        match found.member(user) {
            Member::Banned => Err(Refusal::Kicked(found.kind)),
            Member::Left => Ok(()),
            _ => Err(Refusal::AlreadyThere),
        }
    }

    /// An administrator lets somebody in who asked, or does not.
    pub fn answer_request(
        &mut self,
        by: UserId,
        user: UserId,
        chat: ChatRef,
        approved: bool,
    ) -> Result<(), Refusal> {
        let may = self.standing(by, chat)?.has(Right::InviteUsers);
        if !may {
            return Err(Refusal::NeedAdmin);
        }
        let place = self.chats.get_mut(&chat).ok_or(Refusal::ChatNotFound)?;
        place.requests.remove(&user).ok_or(Refusal::NoRequest)?;
        if approved {
            self.admit(by, user, chat, Service::JoinedByRequest);
        }
        Ok(())
    }

    /// Makes somebody a member, with the service message that tells how they came.
    fn admit(&mut self, by: UserId, user: UserId, chat: ChatRef, how: Service) {
        let Some(place) = self.chats.get_mut(&chat) else { return };
        let before = place.members.insert(user, Member::Member).unwrap_or(Member::Left);
        place.requests.remove(&user);
        let announced = place.kind != super::ChatKind::Channel;
        self.open_dialog(user, chat);
        self.log(chat, user, Logged::Joined);
        self.events.push(Event::Membership { chat, by, user, before, after: Member::Member });
        if announced {
            self.record(user, chat, super::Content::Service(how).into());
        }
    }
}
