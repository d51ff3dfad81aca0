//! Messages change and go away.

use serde_json::Value;

use super::{
    ChatKind, Content, Event, Logged, Message, MessageId, Refusal, Right, UserId, World,
    posting::check_limits,
};
use crate::text::Text;

/// How long people may edit and bots may delete, in seconds.
const TWO_DAYS: i64 = 48 * 3600;

/// What an edit puts in place.
#[derive(Clone, Debug)]
pub enum Change {
    /// Another text, of a text message.
    Text(Text),
    /// Another caption, of a file.
    Caption(Text),
    /// Another file with its caption.
    Content(Content),
    /// The same content.
    Nothing,
}

impl World {
    /// Edits a message; `keyboard` replaces the inline keyboard if given, `Some(None)` removes it.
    pub fn edit(
        &mut self,
        by: UserId,
        id: MessageId,
        change: Change,
        keyboard: Option<Option<Value>>,
    ) -> Result<(), Refusal> {
        let now = self.now();
        let message = self.message(id).filter(|message| !message.deleted).ok_or(Refusal::MessageNotFound)?;
        self.may_edit(by, message)?;
        let content = match (change, &message.content) {
            (Change::Nothing, old) => old.clone(),
            (Change::Text(text), Content::Text(_)) => Content::Text(text),
            (Change::Text(_), _) => return Err(Refusal::NoText),
            (Change::Caption(caption), Content::File { file, spoiler, .. }) => {
                Content::File { file: *file, caption, spoiler: *spoiler }
            }
            (Change::Caption(_), _) => return Err(Refusal::NoCaption),
            (Change::Content(new), Content::Text(_) | Content::File { .. }) => new,
            (Change::Content(_), _) => return Err(Refusal::CannotEdit),
        };
        check_limits(&content)?;
        let keyboard = keyboard.unwrap_or_else(|| message.keyboard.clone());
        if content == message.content && keyboard == message.keyboard {
            return Err(Refusal::NotModified);
        }
        let Some(message) = self.message_mut(id) else { return Err(Refusal::MessageNotFound) };
        message.content = content;
        message.keyboard = keyboard;
        message.edited = Some(now.max(message.date));
        let chat = message.chat;
        self.log(chat, by, Logged::Edited(id));
        self.events.push(Event::Edited { message: id, by });
        Ok(())
    }

    fn may_edit(&self, by: UserId, message: &Message) -> Result<(), Refusal> {
        let member = self.standing(by, message.chat)?;
        let kind = self.chat(message.chat).map(|chat| chat.kind);
        let own = message.author == by;
        let allowed = match kind {
            Some(ChatKind::Channel) => {
                member.has(Right::EditMessages) || own && member.has(Right::PostMessages)
            }
            _ => own,
        };
        let young = self.is_bot(by) || self.now() - message.date < TWO_DAYS;
        let editable = message.forward.is_none() && !matches!(message.content, Content::Service(_));
        if allowed && young && editable { Ok(()) } else { Err(Refusal::CannotEdit) }
    }

    /// Deletes a message for everybody.
    pub fn delete(&mut self, by: UserId, id: MessageId) -> Result<(), Refusal> {
        self.delete_all(by, vec![id])
    }

    /// Deletes messages of one chat for everybody: all of them or none.
    pub fn delete_all(&mut self, by: UserId, messages: Vec<MessageId>) -> Result<(), Refusal> {
        for id in &messages {
            self.check_delete(by, *id)?;
        }
        for id in &messages {
            let Some(message) = self.message_mut(*id) else { continue };
            message.deleted = true;
            let chat = message.chat;
            if let Some(chat) = self.chats.get_mut(&chat) {
                chat.pinned.retain(|pinned| pinned != id);
            }
            self.log(chat, by, Logged::Deleted(*id));
        }
        self.events.push(Event::Deleted { by, messages });
        Ok(())
    }

    /// Whether somebody may delete a message for everybody.
    pub fn check_delete(&self, by: UserId, id: MessageId) -> Result<(), Refusal> {
        let message = self.message(id).filter(|message| !message.deleted).ok_or(Refusal::MessageNotFound)?;
        self.may_delete(by, message)
    }

    fn may_delete(&self, by: UserId, message: &Message) -> Result<(), Refusal> {
        let member = self.standing(by, message.chat)?;
        let kind = self.chat(message.chat).map(|chat| chat.kind);
        let young = self.now() - message.date < TWO_DAYS;
        let own = message.author == by;
        let allowed = match kind {
            Some(ChatKind::Private) => young || !self.is_bot(by),
            Some(ChatKind::Channel) => {
                member.has(Right::DeleteMessages) || own && young && member.has(Right::PostMessages)
            }
            _ => member.has(Right::DeleteMessages) || own && (young || !self.is_bot(by)),
        };
        if allowed { Ok(()) } else { Err(Refusal::CannotDelete) }
    }
}
