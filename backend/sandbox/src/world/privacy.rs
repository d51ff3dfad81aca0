//! What bots are shown in groups.

use super::{ChatKind, Content, Member, Message, UserId, World};
use crate::text::{EntityKind, covered};

impl World {
    /// Whether Telegram shows a message to a bot that is in its chat: privacy mode hides from a bot what
    /// people say to each other in groups.
    pub fn is_shown(&self, message: &Message, bot: UserId) -> bool {
        let (Some(chat), Some(user)) = (self.chat(message.chat), self.user(bot)) else { return false };
        match chat.kind {
            ChatKind::Private => *chat.member(bot) != Member::Banned,
            ChatKind::Channel => chat.member(bot).is_admin(),
            ChatKind::Group | ChatKind::Supergroup => {
                let open = user.bot.as_ref().is_some_and(|profile| profile.can_read_all_group_messages);
                let public =
                    matches!(message.content, Content::Service(_)) || self.is_meant_for(message, bot);
                let by_bot = message.author != bot && self.is_bot(message.author) && !message.as_chat;
                !by_bot && (open || chat.member(bot).is_admin() || public)
            }
        }
    }

    /// Commands for the bot, mentions of it and answers to it.
    fn is_meant_for(&self, message: &Message, bot: UserId) -> bool {
        let answered = message.reply_to.and_then(|id| self.message(id));
        if answered.is_some_and(|answered| answered.author == bot) {
            return true;
        }
        let name = self.user(bot).and_then(|user| user.username.as_deref()).unwrap_or_default();
        let last_bot = self.chat(message.chat).and_then(|chat| chat.last_bot);
        let Some(text) = message.content.text() else { return false };
        text.entities.iter().any(|entity| {
            let part = covered(&text.text, entity).unwrap_or_default();
            match entity.kind {
                EntityKind::BotCommand => match part.split_once('@') {
                    Some((_, to)) => to.eq_ignore_ascii_case(name),
                    None => last_bot.is_none_or(|last| last == bot),
                },
                EntityKind::Mention => part.strip_prefix('@').is_some_and(|to| to.eq_ignore_ascii_case(name)),
                _ => false,
            }
        })
    }
}
