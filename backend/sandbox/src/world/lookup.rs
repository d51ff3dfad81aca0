//! Finding things.

use super::{Chat, ChatRef, File, FileId, Member, Message, MessageId, Named, Refusal, User, UserId, World};

impl World {
    /// A user.
    pub fn user(&self, id: UserId) -> Option<&User> {
        self.users.get(&id)
    }

    /// A user, to be changed.
    pub fn user_mut(&mut self, id: UserId) -> Option<&mut User> {
        self.users.get_mut(&id)
    }

    /// Whether this is a bot.
    pub fn is_bot(&self, id: UserId) -> bool {
        self.users.get(&id).is_some_and(User::is_bot)
    }

    /// All users in the order of their ids.
    pub fn users(&self) -> Vec<UserId> {
        let mut all: Vec<_> = self.users.keys().copied().collect();
        all.sort_unstable();
        all
    }

    /// A chat.
    pub fn chat(&self, id: ChatRef) -> Option<&Chat> {
        self.chats.get(&id)
    }

    /// All chats in a fixed order.
    pub fn chats(&self) -> Vec<ChatRef> {
        let mut all: Vec<_> = self.chats.keys().copied().collect();
        all.sort_unstable();
        all
    }

    /// A message, deleted or not.
    pub fn message(&self, id: MessageId) -> Option<&Message> {
        self.messages.get(index(id.0)?)
    }

    pub(super) fn message_mut(&mut self, id: MessageId) -> Option<&mut Message> {
        self.messages.get_mut(index(id.0)?)
    }

    /// A file.
    pub fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(index(id.0)?)
    }

    /// Keeps a file.
    pub fn add_file(&mut self, file: File) -> FileId {
        self.files.push(file);
        FileId(self.files.len() as u64)
    }

    /// The `message_id` of a message as one viewer sees it.
    pub fn number(&self, message: MessageId, viewer: UserId) -> Option<i64> {
        self.message(message)?.number(viewer)
    }

    /// The message that a viewer calls by a `message_id` in a chat, unless it was deleted.
    pub fn find(&self, viewer: UserId, chat: ChatRef, number: i64) -> Option<&Message> {
        let id = match chat {
            ChatRef::Channel(_) => self.chats.get(&chat)?.numbers.get(number),
            ChatRef::Private(_) | ChatRef::Group(_) => self.users.get(&viewer)?.numbers.get(number),
        };
        self.message(id?).filter(|message| message.chat == chat && !message.deleted)
    }

    /// The group or channel with a public username, or the private chat of `viewer` with its bearer.
    pub fn chat_by_username(&self, viewer: UserId, username: &str) -> Option<ChatRef> {
        match self.usernames.get(&username.trim_start_matches('@').to_lowercase())? {
            Named::Chat(chat) => Some(*chat),
            Named::User(user) => Some(ChatRef::private(viewer, *user)),
        }
    }

    /// Chats and users whose usernames begin with small letters, in the order of the names.
    pub fn by_username_prefix(&self, viewer: UserId, prefix: &str) -> Vec<ChatRef> {
        let mut names: Vec<_> = self.usernames.keys().filter(|name| name.starts_with(prefix)).collect();
        names.sort_unstable();
        names.into_iter().filter_map(|name| self.chat_by_username(viewer, name)).collect()
    }

    /// A user's standing in a chat where they may act now, or why they may not.
    pub fn standing(&self, user: UserId, chat: ChatRef) -> Result<&Member, Refusal> {
        let found = self.chats.get(&chat);
        if let ChatRef::Private(pair) = chat {
            return self.private_standing(user, pair.other(user), found);
        }
        let found = found.ok_or(Refusal::ChatNotFound)?;
        match found.members.get(&user) {
            None if found.username.is_none() => Err(Refusal::ChatNotFound),
            None | Some(Member::Left) => Err(Refusal::NotMember(found.kind)),
            Some(Member::Banned) => Err(Refusal::Kicked(found.kind)),
            Some(_) if found.migrated_to.is_some() => {
                Err(Refusal::Migrated(ChatRef::Channel(found.migrated_to.unwrap_or_default())))
            }
            Some(member) => Ok(member),
        }
    }

    fn private_standing(&self, user: UserId, other: UserId, chat: Option<&Chat>) -> Result<&Member, Refusal> {
        let is_bot = self.is_bot(user);
        let Some(other_user) = self.users.get(&other) else { return Err(Refusal::ChatNotFound) };
        if is_bot && other_user.is_bot() {
            return Err(Refusal::ToBot);
        }
        match chat {
            None if is_bot && self.share_chat(user, other) => Err(Refusal::CannotInitiate),
            None if is_bot => Err(Refusal::ChatNotFound),
            Some(chat) if chat.members.values().any(|member| *member == Member::Banned) => {
                Err(Refusal::Blocked)
            }
            _ => Ok(&Member::Member),
        }
    }

    fn share_chat(&self, one: UserId, other: UserId) -> bool {
        self.chats.values().any(|chat| chat.member(one).is_in() && chat.members.contains_key(&other))
    }
}

/// Ids count from one.
fn index(id: u64) -> Option<usize> {
    usize::try_from(id.checked_sub(1)?).ok()
}
