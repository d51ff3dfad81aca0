//! Whom and what a client speaks of.

use grammers_tl_types::{enums, types};

use super::{Reply, RpcError, Signed};
use crate::{
    mtproto::render::access_hash,
    world::{ChatRef, Member, Message, MessageId, UserId, World},
};

impl Signed<'_> {
    /// A chat that the account can see.
    pub fn chat(&self, world: &World, peer: &enums::InputPeer) -> Reply<ChatRef> {
        use enums::InputPeer as P;
        match peer {
            P::PeerSelf => Ok(ChatRef::private(self.me, self.me)),
            P::User(user) => {
                let user = self.known(world, UserId(user.user_id), Some(user.access_hash))?;
                Ok(ChatRef::private(self.me, user))
            }
            P::UserFromMessage(user) => {
                Ok(ChatRef::private(self.me, self.known(world, UserId(user.user_id), None)?))
            }
            P::Chat(chat) => self.group(world, chat.chat_id),
            P::Channel(channel) => self.known_channel(world, channel.channel_id, Some(channel.access_hash)),
            P::ChannelFromMessage(channel) => self.known_channel(world, channel.channel_id, None),
            P::Empty => Err(RpcError::bad("PEER_ID_INVALID")),
        }
    }

    /// A user.
    pub fn user(&self, world: &World, user: &enums::InputUser) -> Reply<UserId> {
        use enums::InputUser as U;
        match user {
            U::UserSelf => Ok(self.me),
            U::User(user) => self
                .known(world, UserId(user.user_id), Some(user.access_hash))
                .map_err(|_| RpcError::bad("USER_ID_INVALID")),
            U::FromMessage(user) => self.known(world, UserId(user.user_id), None),
            U::Empty => Err(RpcError::bad("USER_ID_INVALID")),
        }
    }

    /// A user who is named as a peer.
    pub fn sender(&self, world: &World, peer: &enums::InputPeer) -> Reply<UserId> {
        match self.chat(world, peer)? {
            ChatRef::Private(pair) => Ok(pair.other(self.me)),
            _ => Err(RpcError::bad("PARTICIPANT_ID_INVALID")),
        }
    }

    /// A supergroup or channel that the account can see.
    pub fn channel(&self, world: &World, channel: &enums::InputChannel) -> Reply<ChatRef> {
        let chat = self.any_channel(world, channel)?;
        let found = world.chat(chat).filter(|found| {
            *found.member(self.me) != Member::Banned
                && (found.member(self.me).is_in() || found.username.is_some())
        });
        found.map(|found| found.id).ok_or_else(|| RpcError::bad("CHANNEL_PRIVATE"))
    }

    /// A supergroup or channel that there is.
    pub fn any_channel(&self, world: &World, channel: &enums::InputChannel) -> Reply<ChatRef> {
        use enums::InputChannel as C;
        let (id, hash) = match channel {
            C::Channel(channel) => (channel.channel_id, Some(channel.access_hash)),
            C::FromMessage(channel) => (channel.channel_id, None),
            C::Empty => return Err(RpcError::bad("CHANNEL_INVALID")),
        };
        if hash.is_some_and(|hash| hash != access_hash(self.me, id)) {
            return Err(RpcError::bad("CHANNEL_INVALID"));
        }
        let chat = ChatRef::Channel(id);
        world.chat(chat).map(|_| chat).ok_or_else(|| RpcError::bad("CHANNEL_INVALID"))
    }

    /// A basic group that the account is or was in.
    pub fn group(&self, world: &World, id: i64) -> Reply<ChatRef> {
        let chat = ChatRef::Group(id);
        let found = world.chat(chat).filter(|found| found.members.contains_key(&self.me));
        found.map(|_| chat).ok_or_else(|| RpcError::bad("CHAT_ID_INVALID"))
    }

    fn known(&self, world: &World, user: UserId, hash: Option<i64>) -> Reply<UserId> {
        let right = hash.is_none_or(|hash| hash == access_hash(self.me, user.0));
        world.user(user).filter(|_| right).map(|_| user).ok_or_else(|| RpcError::bad("PEER_ID_INVALID"))
    }

    fn known_channel(&self, world: &World, channel_id: i64, hash: Option<i64>) -> Reply<ChatRef> {
        let access_hash = hash.unwrap_or_else(|| access_hash(self.me, channel_id));
        let channel = types::InputChannel { channel_id, access_hash };
        self.channel(world, &channel.into())
    }

    /// The message that the account calls by a number in a chat.
    pub fn message<'w>(&self, world: &'w World, chat: ChatRef, number: i32) -> Reply<&'w Message> {
        let found = world.find(self.me, chat, number.into());
        let found = found.filter(|message| world.sees(self.me, message));
        found.ok_or_else(|| RpcError::bad("MESSAGE_ID_INVALID"))
    }

    /// The message that is to be answered, and the topic to write in. Clients name a topic by its first message,
    /// as `top_msg_id` or as the message to answer.
    pub fn answered(
        &self,
        world: &World,
        chat: ChatRef,
        reply: Option<&enums::InputReplyTo>,
    ) -> Reply<[Option<MessageId>; 2]> {
        let Some(enums::InputReplyTo::Message(reply)) = reply else { return Ok([None, None]) };
        let find = |number: i32| {
            let found = self.message(world, chat, number).map(|message| message.id);
            found.map_err(|_| RpcError::bad("REPLY_MESSAGE_ID_INVALID"))
        };
        let is_root = |id: &MessageId| world.chat(chat).is_some_and(|chat| chat.topics.contains_key(id));
        let given = reply.top_msg_id.filter(|number| *number > 1).map(find).transpose()?;
        let answered = Some(reply.reply_to_msg_id).filter(|number| *number != 0).map(find).transpose()?;
        let topic = given.or(answered.filter(is_root));
        Ok([answered.filter(|answered| Some(*answered) != topic), topic])
    }
}

/// Some methods of `messages` have a counterpart for supergroups and channels, which has to be called instead.
pub fn check_not_channel(chat: ChatRef) -> Reply<()> {
    if matches!(chat, ChatRef::Channel(_)) { Err(RpcError::bad("PEER_ID_INVALID")) } else { Ok(()) }
}
