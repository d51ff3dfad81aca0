//! Messages.

use std::collections::BTreeMap;

use grammers_tl_types::{enums, types};

use super::{View, bare, entities::entities, keyboard};
use crate::{
    mtproto::number::int,
    world::{ChatKind, ChatRef, Content, Forward, Message, Reaction, Service, UserId},
};

impl View<'_> {
    /// A message as the account sees it; an empty one if it is gone.
    pub fn message(&mut self, message: &Message) -> enums::Message {
        let id = message.number(self.me).map_or(0, int);
        if !self.world.sees(self.me, message) {
            let peer_id = Some(self.peer(message.chat));
            return types::MessageEmpty { id, peer_id }.into();
        }
        self.whole_message(message)
    }

    /// A message, also if it is gone.
    pub fn whole_message(&mut self, message: &Message) -> enums::Message {
        let id = message.number(self.me).map_or(0, int);
        match &message.content {
            Content::Service(service) => self.service_message(id, message, service),
            _ => self.ordinary(id, message).into(),
        }
    }

    fn ordinary(&mut self, id: i32, message: &Message) -> types::Message {
        let text = message.content.text();
        let chat = self.world.chat(message.chat);
        let peer = self.peer(message.chat);
        let post = chat.is_some_and(|chat| chat.kind == ChatKind::Channel);
        let plain = text.map_or("", |text| &text.text);
        types::Message {
            out: message.author == self.me,
            mentioned: self.is_mentioned(message),
            post,
            silent: message.silent,
            pinned: chat.is_some_and(|chat| chat.pinned.contains(&message.id)),
            noforwards: message.protected,
            from_id: self.sender(message),
            fwd_from: message.forward.as_ref().map(|forward| self.forward(forward)),
            reply_to: self.reply(message),
            media: self.media(message),
            reply_markup: message.keyboard.as_ref().and_then(keyboard::markup),
            entities: text.and_then(entities),
            views: post.then_some(1),
            forwards: post.then_some(0),
            edit_date: message.edited.map(int),
            grouped_id: message.album.map(|album| i64::from_ne_bytes(album.to_ne_bytes())),
            reactions: self.reactions(message),
            ..bare::message(id, &peer, int(message.date), plain)
        }
    }

    /// Who wrote a message. In private chats it goes without saying for what came in, in channels for everything.
    pub(super) fn sender(&mut self, message: &Message) -> Option<enums::Peer> {
        let chat = self.world.chat(message.chat)?;
        match chat.kind {
            ChatKind::Channel => None,
            ChatKind::Private if message.author != self.me => {
                self.user_id(message.author);
                None
            }
            _ if message.as_chat => Some(self.peer(message.chat)),
            _ => Some(self.user_peer(message.author)),
        }
    }

    pub(super) fn reply(&mut self, message: &Message) -> Option<enums::MessageReplyHeader> {
        let number = |id| self.world.number(id, self.me).map(int);
        let root = message.topic.filter(|root| *root != message.id);
        let answered = message.reply_to.filter(|answered| Some(*answered) != root);
        let header = types::MessageReplyHeader {
            forum_topic: root.is_some(),
            reply_to_msg_id: Some(answered.or(root).and_then(number)?),
            reply_to_top_id: root.filter(|_| answered.is_some()).and_then(number),
            ..bare::reply_header()
        };
        Some(header.into())
    }

    fn forward(&mut self, forward: &Forward) -> enums::MessageFwdHeader {
        let mut header = bare::forward_header(int(forward.date));
        if let Some(origin) = self.world.message(forward.origin) {
            if origin.as_chat {
                header.from_id = Some(self.peer(origin.chat));
                let post = matches!(origin.chat, ChatRef::Channel(_));
                header.channel_post = origin.number(self.me).filter(|_| post).map(int);
            } else {
                header.from_id = Some(self.user_peer(origin.author));
            }
        }
        header.into()
    }

    /// Reactions to a message; nothing if there are none.
    pub fn reactions(&mut self, message: &Message) -> Option<enums::MessageReactions> {
        if message.reactions.is_empty() {
            return None;
        }
        let mut counts = BTreeMap::<&Reaction, (i32, Option<i32>)>::new();
        for (user, reactions) in &message.reactions {
            for (place, reaction) in reactions.iter().enumerate() {
                let (count, chosen) = counts.entry(reaction).or_default();
                *count += 1;
                if *user == self.me {
                    *chosen = Some(int(place));
                }
            }
        }
        let results = counts.into_iter().map(|(reaction, (count, chosen_order))| {
            types::ReactionCount { chosen_order, reaction: reaction_of(reaction), count }.into()
        });
        let results = results.collect();
        let named = !matches!(self.world.chat(message.chat), Some(chat) if chat.kind == ChatKind::Channel);
        let recent = named.then(|| self.reactors(message));
        Some(
            types::MessageReactions {
                min: false,
                can_see_list: named,
                reactions_as_tags: false,
                results,
                recent_reactions: recent,
                top_reactors: None,
            }
            .into(),
        )
    }

    /// Who reacted, and how.
    pub fn reactors(&mut self, message: &Message) -> Vec<enums::MessagePeerReaction> {
        let all = message.reactions.iter();
        all.flat_map(|(user, reactions)| reactions.iter().map(|reaction| (*user, reaction)))
            .map(|(user, reaction)| self.reactor(user, reaction, message.date))
            .collect()
    }

    fn reactor(&mut self, user: UserId, reaction: &Reaction, date: i64) -> enums::MessagePeerReaction {
        types::MessagePeerReaction {
            big: false,
            unread: false,
            my: user == self.me,
            peer_id: self.user_peer(user),
            date: int(date),
            reaction: reaction_of(reaction),
        }
        .into()
    }

    fn service_message(&mut self, id: i32, message: &Message, service: &Service) -> enums::Message {
        let action = self.action(message, service);
        let peer = self.peer(message.chat);
        let post = self.world.chat(message.chat).is_some_and(|chat| chat.kind == ChatKind::Channel);
        types::MessageService {
            out: message.author == self.me,
            post,
            from_id: self.sender(message),
            reply_to: self.reply(message),
            ..bare::service(id, &peer, int(message.date), &action)
        }
        .into()
    }
}

fn reaction_of(reaction: &Reaction) -> enums::Reaction {
    match reaction {
        Reaction::Emoji { emoji } => types::ReactionEmoji { emoticon: emoji.clone() }.into(),
        Reaction::CustomEmoji { custom_emoji_id } => {
            types::ReactionCustomEmoji { document_id: custom_emoji_id.parse().unwrap_or_default() }.into()
        }
    }
}
