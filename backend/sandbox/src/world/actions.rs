//! Pins, reactions and pressed buttons.

use super::{
    ChatKind, ChatRef, Content, Doing, Event, Logged, MessageId, Permission, Post, Query, Reaction, Refusal,
    Right, Service, UserId, World,
};

const PINNING: Refusal = Refusal::NotEnoughRights("manage pinned messages in the chat");

impl World {
    /// Pins a message and says so in the chat.
    pub fn pin(&mut self, by: UserId, id: MessageId) -> Result<MessageId, Refusal> {
        let chat = self.visible(id)?;
        self.may_pin(by, chat)?;
        if let Some(chat) = self.chats.get_mut(&chat) {
            chat.pinned.retain(|pinned| *pinned != id);
            chat.pinned.push(id);
        }
        self.log(chat, by, Logged::Pinned(id));
        self.events.push(Event::Pinned { messages: vec![id], pinned: true });
        let mut post = Post::from(Content::Service(Service::Pinned(id)));
        post.reply_to = Some(id);
        Ok(self.record(by, chat, post))
    }

    /// Unpins a message, or the one pinned last.
    pub fn unpin(&mut self, by: UserId, chat: ChatRef, id: Option<MessageId>) -> Result<(), Refusal> {
        self.may_pin(by, chat)?;
        let pinned = &mut self.chats.get_mut(&chat).ok_or(Refusal::ChatNotFound)?.pinned;
        let place = match id {
            Some(id) => pinned.iter().position(|pinned| *pinned == id),
            None => pinned.len().checked_sub(1),
        };
        let unpinned = pinned.remove(place.ok_or(Refusal::MessageNotFound)?);
        self.events.push(Event::Pinned { messages: vec![unpinned], pinned: false });
        Ok(())
    }

    /// Unpins everything.
    pub fn unpin_all(&mut self, by: UserId, chat: ChatRef) -> Result<(), Refusal> {
        self.may_pin(by, chat)?;
        let place = self.chats.get_mut(&chat).ok_or(Refusal::ChatNotFound)?;
        let messages = std::mem::take(&mut place.pinned);
        if !messages.is_empty() {
            self.events.push(Event::Pinned { messages, pinned: false });
        }
        Ok(())
    }

    /// Shows others what somebody is doing.
    pub fn be_busy(&mut self, by: UserId, chat: ChatRef, what: Doing) -> Result<(), Refusal> {
        self.standing(by, chat)?;
        self.events.push(Event::Doing { chat, by, what });
        Ok(())
    }

    fn may_pin(&self, by: UserId, chat: ChatRef) -> Result<(), Refusal> {
        let member = self.standing(by, chat)?;
        let found = self.chat(chat).ok_or(Refusal::ChatNotFound)?;
        let allowed = match found.kind {
            ChatKind::Private => true,
            ChatKind::Channel => member.has(Right::EditMessages),
            ChatKind::Group | ChatKind::Supergroup if member.is_admin() => member.has(Right::PinMessages),
            ChatKind::Group | ChatKind::Supergroup => member.may(Permission::PinMessages, &found.permissions),
        };
        if allowed { Ok(()) } else { Err(PINNING) }
    }

    /// Replaces the reactions of a user to a message.
    pub fn react(&mut self, by: UserId, id: MessageId, reactions: Vec<Reaction>) -> Result<(), Refusal> {
        let chat = self.visible(id)?;
        self.standing(by, chat)?;
        let Some(message) = self.message_mut(id) else { return Err(Refusal::MessageNotFound) };
        let before = message.reactions.remove(&by).unwrap_or_default();
        if !reactions.is_empty() {
            message.reactions.insert(by, reactions.clone());
        }
        if before != reactions {
            self.events.push(Event::Reacted { message: id, by, before, after: reactions });
        }
        Ok(())
    }

    /// Presses the button with this data under a bot's message; returns the id of the callback query.
    pub fn press(&mut self, by: UserId, id: MessageId, data: &str) -> Result<String, Refusal> {
        let chat = self.visible(id)?;
        self.standing(by, chat)?;
        let message = self.message(id).ok_or(Refusal::MessageNotFound)?;
        if !message.has_button(data) {
            return Err(Refusal::NoButton);
        }
        let bot = message.author;
        let query = (self.dice.roll() >> 1).to_string();
        self.queries.insert(query.clone(), Query { bot, person: by, message: id });
        self.events.push(Event::Pressed { query: query.clone(), by, message: id, data: data.into() });
        Ok(query)
    }

    /// Takes the query that a bot answers: who pressed, and under which message.
    pub fn answer(&mut self, bot: UserId, query: &str) -> Option<(UserId, MessageId)> {
        if self.queries.get(query)?.bot != bot {
            return None;
        }
        self.queries.remove(query).map(|query| (query.person, query.message))
    }

    fn visible(&self, id: MessageId) -> Result<ChatRef, Refusal> {
        let message = self.message(id).filter(|message| !message.deleted);
        message.map(|message| message.chat).ok_or(Refusal::MessageNotFound)
    }
}
