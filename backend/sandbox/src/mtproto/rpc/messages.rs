//! `messages.*`.

mod changing;
mod deleting;
mod dialogs;
mod folders;
mod forwarding;
mod groups;
mod history;
mod invites;
mod media;
mod pressing;
mod reacting;
mod reading;
mod searching;
mod sending;
mod settings;
mod topics;

use grammers_tl_types::{enums, functions::messages};

use super::{Echo, Reply, RpcError, Signed, View, int, methods, peers::check_not_channel};
use crate::{mtproto::number::count, world::ChatRef};
pub use deleting::of_channel as delete_of_channel;
pub use groups::{may_invite, retitle, updates_of as joined_updates};
pub use history::of_channel;
pub use media::taken_file;
pub use pressing::{begin_call as press, bot_answer};
pub use reading::channel as read_channel;
pub use settings::move_peers;
pub use topics::toggle as toggle_forum;

methods! { Signed:
    messages::GetDialogs => dialogs::get,
    messages::GetPinnedDialogs => dialogs::pinned,
    messages::GetPeerDialogs => dialogs::of_peers,
    messages::ToggleDialogPin => settings::pin,
    messages::MarkDialogUnread => settings::mark_unread,
    messages::SaveDraft => settings::save_draft,
    messages::GetAllDrafts => settings::drafts,
    messages::GetDialogFilters => folders::get,
    messages::UpdateDialogFilter => folders::update,
    messages::UpdateDialogFiltersOrder => folders::reorder,
    messages::GetHistory => history::get,
    messages::GetMessages => history::by_number,
    messages::Search => searching::chat,
    messages::SearchGlobal => searching::everywhere,
    messages::GetUnreadMentions => searching::mentions,
    messages::SendMessage => sending::text,
    messages::SendMedia => media::send,
    messages::SendMultiMedia => media::send_album,
    messages::UploadMedia => media::upload,
    messages::ForwardMessages => forwarding::forward,
    messages::EditMessage => changing::edit,
    messages::UpdatePinnedMessage => changing::pin,
    messages::UnpinAllMessages => changing::unpin_all,
    messages::DeleteMessages => deleting::messages,
    messages::DeleteHistory => deleting::history,
    messages::SendReaction => reacting::react,
    messages::GetMessagesReactions => reacting::reactions,
    messages::GetMessageReactionsList => reacting::reactors,
    messages::SendVote => reacting::vote,
    messages::GetBotCallbackAnswer => pressing::press,
    messages::GetPollResults => reacting::poll_results,
    messages::SetTyping => reacting::typing,
    messages::ReadHistory => reading::history,
    messages::ReadMentions => reading::mentions,
    messages::ReadMessageContents => reading::contents,
    messages::ReceivedMessages => reading::received,
    messages::GetForumTopics => topics::get,
    messages::GetForumTopicsById => topics::by_number,
    messages::CreateForumTopic => topics::create,
    messages::EditForumTopic => topics::edit,
    messages::GetReplies => topics::history,
    messages::ReadDiscussion => topics::read,
    messages::GetChats => groups::get,
    messages::GetFullChat => groups::full,
    messages::CreateChat => groups::create,
    messages::AddChatUser => groups::add,
    messages::DeleteChatUser => groups::remove,
    messages::EditChatTitle => groups::rename,
    messages::ExportChatInvite => invites::export,
    messages::CheckChatInvite => invites::check,
    messages::ImportChatInvite => invites::import,
    messages::GetChatInviteImporters => invites::importers,
    messages::HideChatJoinRequest => invites::answer,
}

/// The newest messages of a chat, the newest first.
pub fn latest(view: &mut View, chat: ChatRef, limit: usize) -> Vec<enums::Message> {
    let (world, me) = (view.world, view.me);
    world.seen(me, chat).rev().take(limit.clamp(1, 100)).map(|message| view.message(message)).collect()
}
