//! What people do, as the Rust API and the control API both offer it.

use super::Shared;
use crate::{
    draft::Draft,
    world::{Change, ChatRef, Content, Member, MessageId, Reaction, Refusal, TOPIC_COLOUR, UserId},
};

impl Shared {
    /// A new bot and its token.
    pub fn add_bot(&self, username: &str, name: &str) -> Result<(UserId, String), Refusal> {
        let id = self.change(|world| world.add_bot(username, name))?;
        Ok((id, self.new_token(id)))
    }

    /// Gives a bot a token; an older one is good no longer.
    pub fn new_token(&self, bot: UserId) -> String {
        let secret = self.world().dice().word(33);
        let token = format!("{bot}:AA{secret}");
        self.admit(bot, &token);
        token
    }

    /// Gives a user any standing in a group or channel. People come and go by themselves; everything else the
    /// creator does.
    pub fn set_member(&self, user: UserId, chat: ChatRef, member: Member) -> Result<(), Refusal> {
        self.change(|world| {
            let found = world.chat(chat).ok_or(Refusal::ChatNotFound)?;
            let mut creators = found.members.iter().filter(|(_, member)| **member == Member::Creator);
            let creator = creators.next().map_or(user, |(creator, _)| *creator);
            let alone = !world.is_bot(user) && matches!(member, Member::Member | Member::Left);
            world.set_member(if alone { user } else { creator }, user, chat, member)
        })
    }

    /// Makes a forum of a supergroup and begins a topic in it.
    pub fn add_topic(&self, by: UserId, chat: ChatRef, title: &str) -> Result<MessageId, Refusal> {
        self.change(|world| {
            if !world.chat(chat).is_some_and(|chat| chat.forum) {
                world.set_forum(chat, true)?;
            }
            world.add_topic(by, chat, title, TOPIC_COLOUR)
        })
    }

    /// Who created a group or channel.
    pub fn creator(&self, chat: ChatRef) -> Result<UserId, Refusal> {
        let world = self.world();
        let found = world.chat(chat).ok_or(Refusal::ChatNotFound)?;
        let mut creators = found.members.iter().filter(|(_, member)| **member == Member::Creator);
        creators.next().map(|(creator, _)| *creator).ok_or(Refusal::UserNotFound)
    }

    /// Gives a group or channel a photo.
    pub fn set_chat_photo(&self, chat: ChatRef, picture: bytes::Bytes) -> Result<(), Refusal> {
        self.change(|world| {
            let photo = world.add_file(crate::draft::photo(picture));
            world.set_photo(chat, photo)
        })
    }

    /// A person writes.
    pub fn write(&self, person: UserId, chat: ChatRef, draft: Draft) -> Result<MessageId, Refusal> {
        self.change(|world| {
            let post = draft.into_post(world);
            world.post(person, chat, post)
        })
    }

    /// A person puts another text or caption in place of that of their message.
    pub fn edit(&self, person: UserId, message: MessageId, draft: Draft) -> Result<(), Refusal> {
        self.change(|world| {
            let is_file =
                matches!(world.message(message).map(|old| &old.content), Some(Content::File { .. }));
            let text = draft.into_text();
            let change = if is_file { Change::Caption(text) } else { Change::Text(text) };
            world.edit(person, message, change, None)
        })
    }

    /// A person reads a chat up to its newest message.
    pub fn read(&self, person: UserId, chat: ChatRef) -> Result<(), Refusal> {
        self.change(|world| {
            let newest = world.newest(person, chat).map(|message| message.id);
            newest.map_or(Ok(()), |newest| world.read(person, chat, newest))
        })
    }

    /// A person reacts with an emoji; an empty one takes the reaction back.
    pub fn react(&self, person: UserId, message: MessageId, emoji: &str) -> Result<(), Refusal> {
        let reactions = if emoji.is_empty() { Vec::new() } else { vec![Reaction::emoji(emoji)] };
        self.change(|world| world.react(person, message, reactions))
    }
}
