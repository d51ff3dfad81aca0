//! What service messages say.

use grammers_tl_types::{enums, types};

use super::View;
use crate::world::{ChatRef, Message, Service};

impl View<'_> {
    pub(super) fn action(&mut self, message: &Message, service: &Service) -> enums::MessageAction {
        let title = || self.world.chat(message.chat).map(|chat| chat.title.clone()).unwrap_or_default();
        match service {
            Service::Joined(users) => {
                let users = users.iter().map(|user| self.user_id(*user)).collect();
                types::MessageActionChatAddUser { users }.into()
            }
            Service::JoinedByLink(inviter) => {
                types::MessageActionChatJoinedByLink { inviter_id: self.user_id(*inviter) }.into()
            }
            Service::JoinedByRequest => enums::MessageAction::ChatJoinedByRequest,
            Service::Left(user) => types::MessageActionChatDeleteUser { user_id: self.user_id(*user) }.into(),
            Service::Title(title) => types::MessageActionChatEditTitle { title: title.clone() }.into(),
            Service::TopicCreated { title, colour } => types::MessageActionTopicCreate {
                title_missing: false,
                title: title.clone(),
                icon_color: *colour,
                icon_emoji_id: None,
            }
            .into(),
            Service::TopicEdited { title, closed } => types::MessageActionTopicEdit {
                title: title.clone(),
                icon_emoji_id: None,
                closed: *closed,
                hidden: None,
            }
            .into(),
            Service::Pinned(_) => enums::MessageAction::PinMessage,
            Service::GroupCreated => {
                let (title, users) = (title(), vec![self.user_id(message.author)]);
                types::MessageActionChatCreate { title, users }.into()
            }
            Service::SupergroupCreated | Service::ChannelCreated => {
                types::MessageActionChannelCreate { title: title() }.into()
            }
            Service::MigratedTo(to) => {
                let channel_id = if let ChatRef::Channel(id) = to { *id } else { 0 };
                self.peer(*to);
                types::MessageActionChatMigrateTo { channel_id }.into()
            }
            Service::MigratedFrom(from) => {
                let chat_id = if let ChatRef::Group(id) = from { *id } else { 0 };
                let title = title();
                self.peer(*from);
                types::MessageActionChannelMigrateFrom { title, chat_id }.into()
            }
        }
    }
}
