//! Topics of forums: <https://core.telegram.org/api/forum>. Messages that belong to none are in "General".

use super::{
    ChatKind, ChatRef, Content, Event, MessageId, Permission, Post, Refusal, Right, Service, UserId, World,
};

/// A topic of a supergroup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The service message that began it, by which it is called.
    pub root: MessageId,
    /// Its title.
    pub title: String,
    /// The colour of its icon, RGB.
    pub colour: i32,
    /// Who began it.
    pub creator: UserId,
    /// When, Unix seconds.
    pub date: i64,
    /// Only administrators may write in it.
    pub closed: bool,
}

/// The colour of icons that have none of their own.
pub const TOPIC_COLOUR: i32 = 0x6F_B9_F0;

impl World {
    /// Makes a forum of a supergroup, or an ordinary one again.
    pub fn set_forum(&mut self, chat: ChatRef, forum: bool) -> Result<(), Refusal> {
        let place = self.chats.get_mut(&chat).filter(|chat| chat.kind == ChatKind::Supergroup);
        place.ok_or(Refusal::WrongChat)?.forum = forum;
        self.events.push(Event::ChatChanged(chat));
        Ok(())
    }

    fn may_manage_topics(&self, by: UserId, chat: ChatRef) -> Result<(), Refusal> {
        let member = self.standing(by, chat)?;
        let found = self.chat(chat).filter(|chat| chat.forum).ok_or(Refusal::WrongChat)?;
        let allowed = if member.is_admin() {
            member.has(Right::ManageTopics)
        } else {
            member.may(Permission::ManageTopics, &found.permissions)
        };
        if allowed { Ok(()) } else { Err(Refusal::NotEnoughRights("manage topics in the chat")) }
    }

    /// Begins a topic.
    pub fn add_topic(
        &mut self,
        by: UserId,
        chat: ChatRef,
        title: &str,
        colour: i32,
    ) -> Result<MessageId, Refusal> {
        self.may_manage_topics(by, chat)?;
        let service = Service::TopicCreated { title: title.into(), colour };
        let root = self.next_message();
        self.record(by, chat, Post { topic: Some(root), ..Post::from(Content::Service(service)) });
        let date = self.now();
        let topic = Topic { root, title: title.into(), colour, creator: by, date, closed: false };
        if let Some(place) = self.chats.get_mut(&chat) {
            place.topics.insert(root, topic);
        }
        Ok(root)
    }

    /// Gives a topic another title, closes it or opens it again.
    pub fn edit_topic(
        &mut self,
        by: UserId,
        chat: ChatRef,
        root: MessageId,
        title: Option<&str>,
        closed: Option<bool>,
    ) -> Result<(), Refusal> {
        self.may_manage_topics(by, chat)?;
        let topics = self.chats.get_mut(&chat).map(|chat| &mut chat.topics);
        let topic = topics.and_then(|topics| topics.get_mut(&root)).ok_or(Refusal::MessageNotFound)?;
        if let Some(title) = title {
            title.clone_into(&mut topic.title);
        }
        topic.closed = closed.unwrap_or(topic.closed);
        let service = Service::TopicEdited { title: title.map(Into::into), closed };
        self.record(by, chat, Post { topic: Some(root), ..Post::from(Content::Service(service)) });
        Ok(())
    }

    /// Whether a topic is there, and open to whoever writes.
    pub(super) fn may_write_in(&self, by: UserId, chat: ChatRef, root: MessageId) -> Result<(), Refusal> {
        let found = self.chat(chat).ok_or(Refusal::ChatNotFound)?;
        let topic = found.topics.get(&root).ok_or(Refusal::ReplyNotFound)?;
        let open = !topic.closed || found.member(by).has(Right::ManageTopics);
        if open { Ok(()) } else { Err(Refusal::TopicClosed) }
    }

    /// Somebody reads a topic up to a message.
    pub fn read_topic(&mut self, by: UserId, chat: ChatRef, root: MessageId, message: MessageId) {
        if let Some(dialog) = self.dialog_mut(by, chat) {
            let read = dialog.topics.entry(root).or_insert(message);
            *read = (*read).max(message);
        }
    }
}
