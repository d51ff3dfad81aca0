//! People, bots and chats come into the world.

use super::{Bot, Sandbox};
use crate::world::{ChatKind, ChatRef, Member, MessageId, Refusal, UserId};

/// What the world granted; a refusal is a mistake in the test.
#[track_caller]
pub(super) fn granted<T>(outcome: Result<T, Refusal>) -> T {
    match outcome {
        Ok(granted) => granted,
        Err(refusal) => panic!("the sandbox refuses: {refusal}"),
    }
}

impl Sandbox {
    /// A new bot with privacy mode on, that people may add to groups.
    #[track_caller]
    pub fn add_bot(&self, username: &str, name: &str) -> Bot {
        let (id, token) = granted(self.shared.add_bot(username, name));
        Bot { id, token, username: username.into(), name: name.into() }
    }

    /// Every bot with its latest token, in the order of their ids.
    pub fn bots(&self) -> Vec<Bot> {
        let world = self.shared.world();
        let known = self.shared.bots().into_iter().filter_map(|(id, token)| {
            let user = world.user(id)?;
            let username = user.username.clone().unwrap_or_default();
            Some(Bot { id, token, username, name: user.first_name.clone() })
        });
        known.collect()
    }

    /// Makes a token good no longer; a call that is under way is refused too.
    pub fn revoke_token(&self, token: &str) {
        self.shared.revoke(token);
    }

    /// Gives a bot another token, as after a revocation; the old one is good no longer.
    pub fn new_token(&self, bot: impl Into<UserId>) -> String {
        self.shared.new_token(bot.into())
    }

    /// Switches privacy mode: with `true` the bot sees everything that is said in its groups.
    pub fn set_reads_all(&self, bot: impl Into<UserId>, reads_all: bool) {
        let mut world = self.shared.world();
        if let Some(profile) = world.user_mut(bot.into()).and_then(|user| user.bot.as_mut()) {
            profile.can_read_all_group_messages = reads_all;
        }
    }

    /// A new person.
    #[track_caller]
    pub fn add_person(&self, first_name: &str, last_name: Option<&str>, username: Option<&str>) -> UserId {
        granted(self.shared.change(|world| world.add_person(first_name, last_name, username)))
    }

    /// Sets the language of a person's application, such as `ru`.
    pub fn set_language(&self, person: UserId, language: &str) {
        if let Some(user) = self.shared.world().user_mut(person) {
            user.language = Some(language.into());
        }
    }

    /// Gives a person a profile photo.
    pub fn set_photo(&self, person: UserId, picture: impl Into<bytes::Bytes>) {
        let mut world = self.shared.world();
        let photo = world.add_file(crate::draft::photo(picture));
        if let Some(user) = world.user_mut(person) {
            user.photos.insert(0, photo);
        }
    }

    /// Sets what a person says about themselves.
    pub fn set_about(&self, person: UserId, about: &str) {
        if let Some(user) = self.shared.world().user_mut(person) {
            user.about = Some(about.to_owned()).filter(|about| !about.is_empty());
        }
    }

    /// Sets the description of a group or channel.
    pub fn describe(&self, chat: ChatRef, about: &str) {
        self.shared.change(|world| world.describe(chat, about));
    }

    /// Gives a group or channel a photo.
    #[track_caller]
    pub fn set_chat_photo(&self, chat: ChatRef, picture: impl Into<bytes::Bytes>) {
        granted(self.shared.set_chat_photo(chat, picture.into()));
    }

    /// Makes a link into a group or channel; with `needs_approval` administrators are asked first.
    #[track_caller]
    pub fn invite(&self, by: UserId, chat: ChatRef, needs_approval: bool) -> String {
        let invite = self.shared.change(|world| world.add_invite(by, chat, needs_approval, [None, None]));
        granted(invite).link()
    }

    /// Lets ordinary members of a supergroup wait between two messages.
    #[track_caller]
    pub fn set_slow_mode(&self, by: UserId, chat: ChatRef, seconds: u32) {
        granted(self.shared.change(|world| world.set_slow_mode(by, chat, seconds)));
    }

    /// A new basic group.
    #[track_caller]
    pub fn add_group(&self, title: &str, creator: UserId) -> ChatRef {
        granted(self.shared.change(|world| world.add_chat(ChatKind::Group, title, creator, None)))
    }

    /// A new supergroup, public if it has a username.
    #[track_caller]
    pub fn add_supergroup(&self, title: &str, creator: UserId, username: Option<&str>) -> ChatRef {
        granted(self.shared.change(|world| world.add_chat(ChatKind::Supergroup, title, creator, username)))
    }

    /// Makes a forum of a supergroup and begins a topic in it; returns the message that it is called by.
    #[track_caller]
    pub fn add_topic(&self, by: UserId, chat: ChatRef, title: &str) -> MessageId {
        granted(self.shared.add_topic(by, chat, title))
    }

    /// A new channel, public if it has a username. Bots take part in it as administrators only.
    #[track_caller]
    pub fn add_channel(&self, title: &str, creator: UserId, username: Option<&str>) -> ChatRef {
        granted(self.shared.change(|world| world.add_chat(ChatKind::Channel, title, creator, username)))
    }

    /// A person or bot comes into a group or channel; bots are added by its creator.
    #[track_caller]
    pub fn join(&self, user: impl Into<UserId>, chat: ChatRef) {
        self.set_member(user, chat, Member::Member);
    }

    /// A person or bot goes away; bots are removed by the creator.
    #[track_caller]
    pub fn leave(&self, user: impl Into<UserId>, chat: ChatRef) {
        self.set_member(user, chat, Member::Left);
    }

    /// Makes a person or bot an administrator with every right.
    #[track_caller]
    pub fn promote(&self, user: impl Into<UserId>, chat: ChatRef) {
        self.set_member(user, chat, Member::administrator());
    }

    /// Bans a person or bot.
    #[track_caller]
    pub fn ban(&self, user: impl Into<UserId>, chat: ChatRef) {
        self.set_member(user, chat, Member::Banned);
    }

    /// Gives a person or bot any standing in a group or channel. People come and go by themselves; everything
    /// else the creator does.
    #[track_caller]
    pub fn set_member(&self, user: impl Into<UserId>, chat: ChatRef, member: Member) {
        granted(self.shared.set_member(user.into(), chat, member));
    }

    /// A person asks to be let into a group or channel.
    #[track_caller]
    pub fn request_to_join(&self, person: UserId, chat: ChatRef) {
        granted(self.shared.change(|world| world.request_to_join(person, chat)));
    }

    /// A person blocks a bot they have written to.
    #[track_caller]
    pub fn block(&self, person: UserId, bot: impl Into<UserId>) {
        granted(self.shared.change(|world| world.set_blocked(person, bot.into(), true)));
    }

    /// A person unblocks a bot.
    #[track_caller]
    pub fn unblock(&self, person: UserId, bot: impl Into<UserId>) {
        granted(self.shared.change(|world| world.set_blocked(person, bot.into(), false)));
    }

    /// Makes a supergroup of a basic group.
    #[track_caller]
    pub fn migrate(&self, group: ChatRef) -> ChatRef {
        granted(self.shared.change(|world| world.migrate(group)))
    }
}
