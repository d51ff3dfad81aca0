//! What is pushed, what is missed, and how it is caught up with.

use grammers_client::update::Update;
use grammers_tl_types::{enums, functions, types};
use sandbox::{ChatRef, Draft, Fault, Sandbox};

use crate::client::{Live, error};

#[tokio::test]
async fn people_bots_and_accounts_live_in_one_world() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let bot = sandbox.add_bot("north_support", "North");
    let anna = sandbox.add_person("Anna", None, None);
    let boris = sandbox.add_person("Boris", None, None);
    let news = sandbox.add_channel("News", boris, Some("north_news"));
    sandbox.promote(&bot, news);
    sandbox.join(anna, news);
    let group = sandbox.add_supergroup("Fleet", boris, None);
    sandbox.join(anna, group);
    sandbox.join(&bot, group);
    sandbox.write(boris, ChatRef::private(anna, boris), Draft::text("before"));
    let mut live = Live::signed_in(&sandbox, &telegram, anna).await;
    assert_eq!(live.dialogs().await, ["Boris", "Fleet", "News"]);
    let mut stream = live.stream().await;

    let written = sandbox.write(boris, ChatRef::private(anna, boris), Draft::text("hello Anna"));
    let number = stream.message("hello Anna").await;
    assert_eq!(i64::from(number), sandbox.message_id(anna, written));
    let http = reqwest::Client::new();
    let post = [("chat_id", "@north_news"), ("text", "open on Sunday")];
    let url = format!("{}/bot{}/sendMessage", sandbox.url(), bot.token);
    http.post(url).form(&post).send().await.unwrap().error_for_status().unwrap();
    stream.message("open on Sunday").await;
    sandbox.write(boris, group, Draft::text("in the group"));
    stream.message("in the group").await;

    let found = live.client.resolve_username("north_support").await;
    drop(found);
    let own = live.say(group, "/status@north_support").await;
    let seen = sandbox.history(group).pop().unwrap();
    assert_eq!((seen.author, seen.number(anna)), (anna, Some(own.into())));
    let updates = sandbox.pending(&bot);
    assert!(updates > 0, "the bot was told");
}

#[tokio::test]
async fn what_was_missed_comes_after_a_restart() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let group = sandbox.add_supergroup("Fleet", boris, None);
    sandbox.join(anna, group);
    let chat = ChatRef::private(anna, boris);
    sandbox.write(boris, chat, Draft::text("before"));
    let mut live = Live::signed_in(&sandbox, &telegram, anna).await;
    live.dialogs().await;
    let mut stream = live.stream().await;
    sandbox.write(boris, chat, Draft::text("one"));
    stream.message("one").await;
    stream.sync().await;
    drop(stream);
    let mut again = live.restarted();
    for text in ["two", "three"] {
        sandbox.write(boris, chat, Draft::text(text));
    }
    sandbox.write(boris, group, Draft::text("in the group"));
    let mut stream = again.stream().await;
    stream.message("two").await;
    stream.message("three").await;
    stream.message("in the group").await;
}

#[tokio::test]
async fn a_lost_update_leaves_a_gap_that_the_client_fills() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let chat = ChatRef::private(anna, boris);
    sandbox.write(boris, chat, Draft::text("before"));
    let mut live = Live::signed_in(&sandbox, &telegram, anna).await;
    live.dialogs().await;
    let mut stream = live.stream().await;
    sandbox.write(boris, chat, Draft::text("zero"));
    stream.message("zero").await;
    sandbox.fault(Fault::lost_updates().of(anna));
    sandbox.write(boris, chat, Draft::text("one"));
    sandbox.write(boris, chat, Draft::text("two"));
    stream.message("one").await;
    stream.message("two").await;
    sandbox.fault(Fault::reordered_updates().of(anna));
    sandbox.write(boris, chat, Draft::text("three"));
    sandbox.write(boris, chat, Draft::text("four"));
    stream.message("three").await;
    stream.message("four").await;
    sandbox.drop_connections(anna);
    sandbox.write(boris, chat, Draft::text("five"));
    stream.message("five").await;
}

#[tokio::test]
async fn a_difference_may_be_sliced_or_too_long() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let chat = ChatRef::private(anna, boris);
    let group = sandbox.add_supergroup("Fleet", boris, None);
    sandbox.join(anna, group);
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let enums::updates::State::State(state) = live.call(&functions::updates::GetState {}).await.unwrap();
    for number in 0..150 {
        sandbox.write(boris, chat, Draft::text(&number.to_string()));
    }
    let ask = |pts| functions::updates::GetDifference {
        pts,
        pts_limit: None,
        pts_total_limit: None,
        date: state.date,
        qts: 0,
        qts_limit: None,
    };
    let first = live.call(&ask(state.pts)).await.unwrap();
    let enums::updates::Difference::Slice(first) = first else { panic!("{first:?}") };
    assert_eq!(first.new_messages.len(), 100);
    let enums::updates::State::State(reached) = first.intermediate_state;
    let enums::updates::Difference::Difference(rest) = live.call(&ask(reached.pts)).await.unwrap() else {
        panic!("not the rest")
    };
    assert_eq!(rest.new_messages.len(), 50);
    sandbox.forget_updates(anna);
    let long = live.call(&ask(state.pts)).await.unwrap();
    let enums::updates::Difference::TooLong(long) = long else { panic!("{long:?}") };
    assert_eq!(long.pts, state.pts + 150);

    let channel = live.channel(group).await;
    let of_channel = |pts| functions::updates::GetChannelDifference {
        force: false,
        channel: channel.clone(),
        filter: enums::ChannelMessagesFilter::Empty,
        pts,
        limit: 2,
    };
    for number in 0..3 {
        sandbox.write(boris, group, Draft::text(&format!("group {number}")));
    }
    let some = live.call(&of_channel(1)).await.unwrap();
    let enums::updates::ChannelDifference::Difference(some) = some else { panic!("{some:?}") };
    assert!(!some.r#final && some.pts == 3 && some.new_messages.len() == 2);
    let enums::updates::ChannelDifference::Difference(last) = live.call(&of_channel(3)).await.unwrap() else {
        panic!("not the rest")
    };
    assert!(last.r#final && last.pts == 4);
    let nothing = live.call(&of_channel(4)).await.unwrap();
    assert!(matches!(nothing, enums::updates::ChannelDifference::Empty(_)));
    sandbox.forget_channel_updates(group);
    let long = live.call(&of_channel(1)).await.unwrap();
    let enums::updates::ChannelDifference::TooLong(long) = long else { panic!("{long:?}") };
    let enums::Dialog::Dialog(dialog) = long.dialog else { panic!("not a dialog") };
    assert_eq!((dialog.pts, long.messages.len()), (Some(4), 2));
    assert_eq!(error(live.call(&of_channel(0)).await).1, "PERSISTENT_TIMESTAMP_EMPTY");
}

#[tokio::test]
async fn reading_is_told_to_both_sides() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let chat = ChatRef::private(anna, boris);
    let group = sandbox.add_supergroup("Fleet", boris, None);
    sandbox.join(anna, group);
    sandbox.write(boris, chat, Draft::text("hello"));
    let mut one = Live::signed_in(&sandbox, &telegram, anna).await;
    let mut other = Live::signed_in(&sandbox, &telegram, boris).await;
    one.dialogs().await;
    other.dialogs().await;
    let (mut seen_by_one, mut seen_by_other) = (one.stream().await, other.stream().await);
    let peer = one.peer(boris).await;
    let read = functions::messages::ReadHistory { peer: peer.clone(), max_id: 0 };
    let elsewhere = functions::messages::ReadHistory { peer: one.chat_peer(group).await, max_id: 0 };
    assert_eq!(error(one.call(&elsewhere).await).1, "PEER_ID_INVALID", "channels have a method of their own");
    let enums::messages::AffectedMessages::Messages(affected) = one.call(&read).await.unwrap();
    assert_eq!(affected.pts_count, 1);
    let max = seen_by_other
        .raw(|update| match update {
            enums::Update::ReadHistoryOutbox(read) => Some(read.max_id),
            _ => None,
        })
        .await;
    assert_eq!(max, 1);
    let enums::messages::PeerDialogs::Dialogs(dialogs) = one
        .call(&functions::messages::GetPeerDialogs { peers: vec![types::InputDialogPeer { peer }.into()] })
        .await
        .unwrap();
    let enums::Dialog::Dialog(dialog) = &dialogs.dialogs[0] else { panic!("not a dialog") };
    assert_eq!((dialog.unread_count, dialog.read_inbox_max_id), (0, 1));
    one.write(boris, "fine").await;
    sandbox.read(boris, chat);
    seen_by_one
        .raw(|update| {
            matches!(update, enums::Update::ReadHistoryOutbox(read) if read.max_id == 2).then_some(())
        })
        .await;
    let typed = seen_by_other.find(|update| match update {
        Update::NewMessage(message) if message.text() == "fine" => Some(message.id()),
        _ => None,
    });
    assert_eq!(typed.await, 2);
}
