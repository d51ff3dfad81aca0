//! What a person does with another device, and what others do, as an account sees it.

use grammers_tl_types::{enums, functions};
use sandbox::{ChatRef, Doing, Draft, Sandbox};

use crate::{
    client::{Live, error},
    media::PNG,
};

#[tokio::test]
async fn another_device_is_followed() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let chat = ChatRef::private(anna, boris);
    let first = sandbox.write(boris, chat, Draft::text("hello"));
    let mut live = Live::signed_in(&sandbox, &telegram, anna).await;
    live.dialogs().await;
    let mut stream = live.stream().await;
    let own = sandbox.write(anna, chat, Draft::text("from the telephone"));
    let out = stream.raw(|update| match update {
        enums::Update::NewMessage(new) => match &new.message {
            enums::Message::Message(message) => Some(message.out),
            _ => None,
        },
        _ => None,
    });
    assert!(out.await);
    sandbox.read(anna, chat);
    let read = stream.raw(|update| match update {
        enums::Update::ReadHistoryInbox(read) => Some((read.max_id, read.still_unread_count)),
        _ => None,
    });
    assert_eq!(read.await, (2, 0));
    sandbox.be_busy(boris, chat, Doing::RecordingVoice);
    let busy = stream.raw(|update| match update {
        enums::Update::UserTyping(typing) => Some(typing.action.clone()),
        _ => None,
    });
    assert_eq!(busy.await, enums::SendMessageAction::SendMessageRecordAudioAction);
    sandbox.pin(boris, first);
    sandbox.unpin(boris, chat, first);
    let unpinned = stream.raw(|update| match update {
        enums::Update::PinnedMessages(pinned) if !pinned.pinned => Some(pinned.messages.clone()),
        _ => None,
    });
    assert_eq!(unpinned.await, [1]);
    sandbox.delete_for_self(anna, &[own]);
    let gone = stream.raw(|update| match update {
        enums::Update::DeleteMessages(gone) => Some(gone.messages.clone()),
        _ => None,
    });
    assert_eq!(gone.await, [2]);
    let poll = sandbox.write(boris, chat, Draft::poll("Tea?", &["yes", "no"]));
    sandbox.vote(boris, poll, &[0]);
    stream.raw(|update| matches!(update, enums::Update::MessagePoll(_)).then_some(())).await;
}

#[tokio::test]
async fn a_bot_is_seen_typing() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North");
    let anna = sandbox.add_person("Anna", None, None);
    sandbox.write(anna, ChatRef::private(anna, &bot), Draft::text("/start"));
    let mut live = Live::signed_in(&sandbox, &telegram, anna).await;
    live.dialogs().await;
    let mut stream = live.stream().await;
    let url = format!("{}/bot{}/sendChatAction", sandbox.url(), bot.token);
    let action = [("chat_id", anna.to_string()), ("action", "typing".into())];
    reqwest::Client::new().post(url).form(&action).send().await.unwrap().error_for_status().unwrap();
    let who = stream.raw(|update| match update {
        enums::Update::UserTyping(typing) => Some(typing.user_id),
        _ => None,
    });
    assert_eq!(who.await, bot.id.0);
}

#[tokio::test]
async fn a_place_is_looked_at_without_going_in() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let group = sandbox.add_supergroup("Fleet", boris, Some("fleet"));
    sandbox.describe(group, "Everything about trucks");
    sandbox.set_chat_photo(group, PNG);
    sandbox.write(boris, group, Draft::text("the last post"));
    let link = sandbox.invite(boris, group, true);
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let hash = link.rsplit('+').next().unwrap().to_owned();
    let shown = live.call(&functions::messages::CheckChatInvite { hash }).await.unwrap();
    let enums::ChatInvite::Invite(shown) = shown else { panic!("{shown:?}") };
    assert_eq!((shown.about.as_deref(), shown.participants_count), (Some("Everything about trucks"), 1));
    assert!(matches!(shown.photo, enums::Photo::Photo(_)) && shown.request_needed);
    let found = live.client.resolve_username("fleet").await.unwrap().unwrap();
    let peer = found.to_ref().await.unwrap().unwrap();
    let last = live.client.iter_messages(peer).next().await.unwrap().unwrap();
    assert_eq!(last.text(), "the last post");
    assert!(live.dialogs().await.is_empty(), "looking is not joining");
    let unknown = functions::messages::CheckChatInvite { hash: "nothing".into() };
    assert_eq!(error(live.call(&unknown).await).1, "INVITE_HASH_EXPIRED");

    sandbox.join(anna, group);
    let enums::messages::Dialogs::Dialogs(dialogs) = live
        .call(&functions::messages::GetDialogs {
            exclude_pinned: false,
            folder_id: None,
            offset_date: 0,
            offset_id: 0,
            offset_peer: enums::InputPeer::Empty,
            limit: 10,
            hash: 0,
        })
        .await
        .unwrap()
    else {
        panic!("a slice")
    };
    let enums::Dialog::Dialog(dialog) = &dialogs.dialogs[0] else { panic!("no dialog") };
    assert_eq!(dialog.unread_count, 0, "a newcomer has read what was there before");
}
