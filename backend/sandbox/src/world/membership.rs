//! Groups and channels, and who is in them.

use super::{
    Chat, ChatKind, ChatRef, Content, Event, FileId, Logged, Member, Named, Refusal, Service, UserId, World,
};

impl World {
    /// A new group or channel of the given kind, with its creator in it.
    pub fn add_chat(
        &mut self,
        kind: ChatKind,
        title: &str,
        creator: UserId,
        username: Option<&str>,
    ) -> Result<ChatRef, Refusal> {
        self.user(creator).ok_or(Refusal::UserNotFound)?;
        let id = self.fresh_chat(kind);
        self.take_username(username, Named::Chat(id))?;
        let mut chat = Chat::new(id, kind, title);
        chat.username = username.map(Into::into);
        chat.members.insert(creator, Member::Creator);
        self.chats.insert(id, chat);
        self.list(id);
        let service = match kind {
            ChatKind::Channel => Service::ChannelCreated,
            ChatKind::Supergroup => Service::SupergroupCreated,
            ChatKind::Group | ChatKind::Private => Service::GroupCreated,
        };
        self.record(creator, id, Content::Service(service).into());
        Ok(id)
    }

    fn fresh_chat(&mut self, kind: ChatKind) -> ChatRef {
        loop {
            let id = match kind {
                ChatKind::Group => ChatRef::Group(self.dice.between(4_000_000_000, 5_500_000_000)),
                _ => ChatRef::Channel(self.dice.between(1_000_000_000, 3_000_000_000)),
            };
            if !self.chats.contains_key(&id) {
                return id;
            }
        }
    }

    /// Gives a user a standing in a group or channel, as done by `by`, with the service messages that
    /// Telegram shows. Whether `by` may do it is not asked.
    pub fn set_member(
        &mut self,
        by: UserId,
        user: UserId,
        chat: ChatRef,
        after: Member,
    ) -> Result<(), Refusal> {
        self.user(user).ok_or(Refusal::UserNotFound)?;
        let place = self.chats.get_mut(&chat).ok_or(Refusal::ChatNotFound)?;
        if place.kind == ChatKind::Private {
            return Err(Refusal::WrongChat);
        }
        let before = place.member(user).clone();
        if before == after {
            return Ok(());
        }
        let announced = place.kind != ChatKind::Channel;
        let (was_in, is_in) = (before.is_in(), after.is_in());
        if announced && was_in && !is_in {
            self.record(by, chat, Content::Service(Service::Left(user)).into());
        }
        if let Some(place) = self.chats.get_mut(&chat) {
            place.members.insert(user, after.clone());
        }
        if is_in && !was_in {
            self.open_dialog(user, chat);
        }
        self.log_standing(chat, by, user, [&before, &after]);
        self.events.push(Event::Membership { chat, by, user, before, after });
        if announced && !was_in && is_in {
            self.record(by, chat, Content::Service(Service::Joined(vec![user])).into());
        }
        Ok(())
    }

    /// A person blocks or unblocks a bot or another person.
    pub fn set_blocked(&mut self, person: UserId, other: UserId, blocked: bool) -> Result<(), Refusal> {
        self.user(other).ok_or(Refusal::UserNotFound)?;
        let id = ChatRef::private(person, other);
        let chat = self.chats.get_mut(&id).ok_or(Refusal::ChatNotFound)?;
        let after = if blocked { Member::Banned } else { Member::Member };
        let before = chat.members.insert(other, after.clone()).unwrap_or(Member::Left);
        if before != after {
            self.events.push(Event::Membership { chat: id, by: person, user: other, before, after });
        }
        Ok(())
    }

    /// A person asks to be let into a group or channel.
    pub fn request_to_join(&mut self, user: UserId, chat: ChatRef) -> Result<(), Refusal> {
        self.user(user).ok_or(Refusal::UserNotFound)?;
        let now = self.now();
        let found = self.chats.get_mut(&chat).ok_or(Refusal::ChatNotFound)?;
        if !found.member(user).is_in() {
            found.requests.insert(user, now);
            self.events.push(Event::JoinRequested { chat, user });
        }
        Ok(())
    }

    /// Changes the title of a group or channel.
    pub fn rename(&mut self, by: UserId, chat: ChatRef, title: &str) -> Result<(), Refusal> {
        self.standing(by, chat)?;
        let place = self.chats.get_mut(&chat).ok_or(Refusal::ChatNotFound)?;
        let before = std::mem::replace(&mut place.title, title.into());
        self.log(chat, by, Logged::Title(before, title.into()));
        self.events.push(Event::ChatChanged(chat));
        self.record(by, chat, Content::Service(Service::Title(title.into())).into());
        Ok(())
    }

    /// Sets the description of a group or channel; an empty one takes it away.
    pub fn describe(&mut self, chat: ChatRef, about: &str) {
        if let Some(place) = self.chats.get_mut(&chat) {
            place.about = Some(about.to_owned()).filter(|about| !about.is_empty());
        }
    }

    /// Sets the photo of a group or channel.
    pub fn set_photo(&mut self, chat: ChatRef, photo: FileId) -> Result<(), Refusal> {
        self.chats.get_mut(&chat).ok_or(Refusal::ChatNotFound)?.photo = Some(photo);
        self.events.push(Event::ChatChanged(chat));
        Ok(())
    }

    /// Lets ordinary members of a supergroup wait between two messages, in seconds.
    pub fn set_slow_mode(&mut self, by: UserId, chat: ChatRef, seconds: u32) -> Result<(), Refusal> {
        let place = self.chats.get_mut(&chat).ok_or(Refusal::ChatNotFound)?;
        let before = std::mem::replace(&mut place.slow_mode, seconds);
        self.log(chat, by, Logged::SlowMode(before, seconds));
        self.events.push(Event::ChatChanged(chat));
        Ok(())
    }

    /// Makes a supergroup of a basic group: same people, new id, new message numbers.
    pub fn migrate(&mut self, group: ChatRef) -> Result<ChatRef, Refusal> {
        let old = self.chats.get(&group).ok_or(Refusal::ChatNotFound)?;
        if old.kind != ChatKind::Group || old.migrated_to.is_some() {
            return Err(Refusal::WrongChat);
        }
        let creator = old.members.iter().find(|(_, member)| **member == Member::Creator);
        let creator = creator.map(|(user, _)| *user).ok_or(Refusal::UserNotFound)?;
        let (title, members) = (old.title.clone(), old.members.clone());
        let (ChatRef::Group(old_id), new) = (group, self.fresh_chat(ChatKind::Supergroup)) else {
            return Err(Refusal::WrongChat);
        };
        let mut chat = Chat::new(new, ChatKind::Supergroup, &title);
        chat.members = members;
        chat.migrated_from = Some(old_id);
        self.chats.insert(new, chat);
        self.list(new);
        self.record(creator, group, Content::Service(Service::MigratedTo(new)).into());
        self.record(creator, new, Content::Service(Service::MigratedFrom(group)).into());
        if let (Some(old), ChatRef::Channel(id)) = (self.chats.get_mut(&group), new) {
            old.migrated_to = Some(id);
        }
        Ok(new)
    }
}
