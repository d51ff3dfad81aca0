//! Votes of polls.

use super::{Content, Event, MessageId, Refusal, UserId, World};

impl World {
    /// Chooses answers of a poll by their places; none takes the vote back.
    pub fn vote(&mut self, by: UserId, id: MessageId, chosen: Vec<usize>) -> Result<(), Refusal> {
        let message = self.message(id).filter(|message| !message.deleted).ok_or(Refusal::MessageNotFound)?;
        self.standing(by, message.chat)?;
        let Some(message) = self.message_mut(id) else { return Err(Refusal::MessageNotFound) };
        let Content::Poll(poll) = &mut message.content else { return Err(Refusal::MessageNotFound) };
        if poll.closed {
            return Err(Refusal::PollClosed);
        }
        let known = chosen.iter().all(|place| *place < poll.options.len());
        if !known || chosen.len() > 1 && !poll.multiple {
            return Err(Refusal::WrongVote);
        }
        if chosen.is_empty() {
            poll.votes.remove(&by);
        } else {
            poll.votes.insert(by, chosen);
        }
        self.events.push(Event::Voted(id));
        Ok(())
    }

    /// Ends a poll. Only its author may.
    pub fn close_poll(&mut self, by: UserId, id: MessageId) -> Result<(), Refusal> {
        let message = self.message_mut(id).filter(|message| message.author == by && !message.deleted);
        let content = message.map(|message| &mut message.content);
        let Some(Content::Poll(poll)) = content else { return Err(Refusal::MessageNotFound) };
        if std::mem::replace(&mut poll.closed, true) {
            return Err(Refusal::PollClosed);
        }
        self.events.push(Event::Voted(id));
        Ok(())
    }
}
