//! An account's own settings of its chats.

use grammers_tl_types::{enums, functions, functions::messages, types};

use super::{Reply, RpcError, Signed, View, int};
use crate::{
    mtproto::render::{dialog::ARCHIVE, entities::formatted},
    world::{ChatRef, Unsent, World},
};

/// How many chats may be pinned.
const MOST_PINNED: usize = 5;

fn place(call: &Signed, world: &World, peer: &enums::InputDialogPeer) -> Reply<ChatRef> {
    match peer {
        enums::InputDialogPeer::Peer(peer) => call.chat(world, &peer.peer),
        _ => Err(RpcError::bad("PEER_ID_INVALID")),
    }
}

pub fn pin(call: &Signed, query: messages::ToggleDialogPin) -> Reply<bool> {
    let chat = {
        let mut world = call.shared.world();
        let chat = place(call, &world, &query.peer)?;
        let Some(user) = world.user_mut(call.me) else { return Ok(false) };
        user.pinned.retain(|pinned| *pinned != chat);
        if query.pinned {
            if user.pinned.len() >= MOST_PINNED {
                return Err(RpcError::bad("PINNED_DIALOGS_TOO_MUCH"));
            }
            user.pinned.insert(0, chat);
        }
        chat
    };
    call.tell_others(|view| view.pinned(chat));
    Ok(true)
}

pub fn mark_unread(call: &Signed, query: messages::MarkDialogUnread) -> Reply<bool> {
    let chat = {
        let mut world = call.shared.world();
        let chat = place(call, &world, &query.peer)?;
        let Some(dialog) = world.dialog_mut(call.me, chat) else { return Ok(false) };
        dialog.marked_unread = query.unread;
        chat
    };
    call.tell_others(|view| view.marked(chat));
    Ok(true)
}

pub fn save_draft(call: &Signed, query: messages::SaveDraft) -> Reply<bool> {
    let chat = {
        let mut world = call.shared.world();
        let chat = call.chat(&world, &query.peer)?;
        let [reply_to, _] = call.answered(&world, chat, query.reply_to.as_ref()).unwrap_or_default();
        let text = formatted(&query.message, query.entities.as_deref(), call.me);
        let date = world.now();
        let Some(dialog) = world.dialog_mut(call.me, chat) else { return Ok(false) };
        let is_empty = text.text.is_empty() && reply_to.is_none();
        dialog.unsent = (!is_empty).then_some(Unsent { text, reply_to, date });
        chat
    };
    call.tell_others(|view| draft(view, chat));
    Ok(true)
}

fn draft(view: &mut View, chat: ChatRef) -> enums::Update {
    let date = Some(int(view.world.now()));
    let draft = view.draft(chat).unwrap_or_else(|| types::DraftMessageEmpty { date }.into());
    let (top_msg_id, saved_peer_id) = (None, None);
    types::UpdateDraftMessage { peer: view.peer(chat), top_msg_id, saved_peer_id, draft }.into()
}

pub fn drafts(call: &Signed, _: messages::GetAllDrafts) -> Reply<enums::Updates> {
    let world = call.shared.world();
    let mut view = View::new(&world, call.me);
    let begun = world.dialogs(call.me).into_iter().filter(|chat| view.draft(*chat).is_some());
    let begun: Vec<_> = begun.collect();
    let updates = begun.into_iter().map(|chat| draft(&mut view, chat)).collect();
    let (users, chats) = view.people();
    Ok(types::Updates { updates, users, chats, date: int(world.now()), seq: 0 }.into())
}

/// Puts chats into the archive or takes them out.
pub fn move_peers(call: &Signed, query: functions::folders::EditPeerFolders) -> Reply<enums::Updates> {
    let (done, echoes) = call.change(|world| {
        let mut moved = Vec::new();
        for enums::InputFolderPeer::Peer(one) in &query.folder_peers {
            if !matches!(one.folder_id, 0 | ARCHIVE) {
                return Err(RpcError::bad("FOLDER_ID_INVALID"));
            }
            moved.push((call.chat(world, &one.peer)?, one.folder_id == ARCHIVE));
        }
        world.archive(call.me, moved);
        Ok(())
    });
    done?;
    Ok(call.updates(&echoes, Vec::new()))
}
