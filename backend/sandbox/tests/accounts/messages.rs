//! Everything that can be done to messages, and what others see of it.

use grammers_tl_types::{enums, functions, types};
use sandbox::{ChatRef, Draft, Sandbox};

use crate::client::{Live, Stream, error, message};

/// Two accounts with a chat, and what is pushed to the second one.
struct Two {
    sandbox: Sandbox,
    chat: ChatRef,
    anna: Live,
    boris: Live,
    seen: Stream,
}

impl Two {
    async fn start() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let telegram = sandbox.serve_mtproto().await.unwrap();
        let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
        let chat = ChatRef::private(anna, boris);
        sandbox.write(boris, chat, Draft::text("hello"));
        let one = Live::signed_in(&sandbox, &telegram, anna).await;
        let mut other = Live::signed_in(&sandbox, &telegram, boris).await;
        other.dialogs().await;
        let seen = other.stream().await;
        Self { sandbox, chat, anna: one, boris: other, seen }
    }

    fn people(&self) -> [sandbox::UserId; 2] {
        let ChatRef::Private(pair) = self.chat else { panic!("not private") };
        pair.both()
    }

    /// How many messages the first account sees.
    async fn count(&self) -> usize {
        let dialog = self.anna.client.iter_dialogs().next().await.unwrap().unwrap();
        self.anna.client.iter_messages(dialog.peer_ref()).total().await.unwrap()
    }

    /// The chat as the first account calls it.
    async fn peer(&self) -> enums::InputPeer {
        let dialogs = self.anna.client.iter_dialogs().next().await.unwrap().unwrap();
        dialogs.peer_ref().into()
    }
}

/// `messages.editMessage` with another text.
fn edit(peer: &enums::InputPeer, id: i32, text: &str) -> functions::messages::EditMessage {
    functions::messages::EditMessage {
        no_webpage: false,
        invert_media: false,
        peer: peer.clone(),
        id,
        message: Some(text.into()),
        media: None,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        quick_reply_shortcut_id: None,
        rich_message: None,
    }
}

/// The id of the message in the answer to a call that sent it.
fn sent(updates: &enums::Updates) -> i32 {
    let enums::Updates::Updates(updates) = updates else { panic!("{updates:?}") };
    let named = updates.updates.iter().find_map(|update| match update {
        enums::Update::MessageId(named) => Some(named.id),
        _ => None,
    });
    named.unwrap()
}

#[tokio::test]
async fn an_edit_reaches_the_other_side() {
    let mut two = Two::start().await;
    let peer = two.peer().await;
    let id = sent(&two.anna.call(&message(peer.clone(), "good **morning**", 1)).await.unwrap());
    two.seen.message("good **morning**").await;
    let bold = types::MessageEntityBold { offset: 5, length: 5 }.into();
    let change =
        functions::messages::EditMessage { entities: Some(vec![bold]), ..edit(&peer, id, "good night") };
    two.anna.call(&change).await.unwrap();
    let edited = two
        .seen
        .raw(|update| match update {
            enums::Update::EditMessage(edit) => match &edit.message {
                enums::Message::Message(message) => Some(message.clone()),
                _ => None,
            },
            _ => None,
        })
        .await;
    assert_eq!((edited.message.as_str(), edited.out, edited.from_id), ("good night", false, None));
    assert!(edited.edit_date.is_some() && edited.entities.unwrap().len() == 1);
    assert_eq!(error(two.anna.call(&change).await), (400, "MESSAGE_NOT_MODIFIED".into()));
    assert_eq!(error(two.anna.call(&edit(&peer, 1, "x")).await), (403, "MESSAGE_AUTHOR_REQUIRED".into()));
    assert_eq!(error(two.anna.call(&edit(&peer, 99, "x")).await), (400, "MESSAGE_ID_INVALID".into()));
    two.sandbox.clock().advance(49 * 3600);
    assert_eq!(
        error(two.anna.call(&edit(&peer, id, "late")).await),
        (400, "MESSAGE_EDIT_TIME_EXPIRED".into())
    );
}

#[tokio::test]
async fn a_message_without_a_sound_says_so_to_everybody() {
    let mut two = Two::start().await;
    let peer = two.peer().await;
    let quiet = functions::messages::SendMessage { silent: true, ..message(peer.clone(), "hush", 1) };
    two.anna.call(&quiet).await.unwrap();
    two.anna.call(&message(peer, "loud", 2)).await.unwrap();
    for (text, silent) in [("hush", true), ("loud", false)] {
        let seen = two.seen.raw(|update| match update {
            enums::Update::NewMessage(new) => match &new.message {
                enums::Message::Message(message) if message.message == text => Some(message.silent),
                _ => None,
            },
            _ => None,
        });
        assert_eq!(seen.await, silent, "{text}");
    }
}

#[tokio::test]
async fn a_deletion_is_for_oneself_or_for_all() {
    let mut two = Two::start().await;
    let peer = two.peer().await;
    let mut ids = Vec::new();
    for random_id in 1..=3 {
        ids.push(sent(&two.anna.call(&message(peer.clone(), "x", random_id)).await.unwrap()));
    }
    let delete = |id, revoke| functions::messages::DeleteMessages { revoke, id: vec![id] };
    let enums::messages::AffectedMessages::Messages(affected) =
        two.anna.call(&delete(ids[0], false)).await.unwrap();
    assert_eq!(affected.pts_count, 1);
    assert_eq!(two.count().await, 3);
    assert_eq!(two.sandbox.history(two.chat).len(), 4, "the other side keeps it");
    two.anna.call(&delete(ids[1], true)).await.unwrap();
    let gone = two
        .seen
        .raw(|update| match update {
            enums::Update::DeleteMessages(gone) => Some(gone.messages.clone()),
            _ => None,
        })
        .await;
    assert_eq!(gone, [ids[1]], "both sides have the same numbers here");
    assert_eq!(two.sandbox.history(two.chat).len(), 3);
    let all = functions::messages::DeleteHistory {
        just_clear: false,
        revoke: true,
        peer,
        max_id: 0,
        min_date: None,
        max_date: None,
    };
    two.anna.call(&all).await.unwrap();
    assert_eq!(two.sandbox.history(two.chat).len(), 1, "only what Anna had deleted for herself is left");
}

#[tokio::test]
async fn messages_are_answered_forwarded_and_pinned() {
    let mut two = Two::start().await;
    let peer = two.peer().await;
    let reply = types::InputReplyToMessage {
        reply_to_msg_id: 1,
        top_msg_id: None,
        reply_to_peer_id: None,
        quote_text: None,
        quote_entities: None,
        quote_offset: None,
        monoforum_peer_id: None,
        todo_item_id: None,
        poll_option: None,
    };
    let answer = functions::messages::SendMessage {
        reply_to: Some(reply.into()),
        ..message(peer.clone(), "an answer", 1)
    };
    two.anna.call(&answer).await.unwrap();
    let header = two
        .seen
        .find(|update| match update {
            grammers_client::update::Update::NewMessage(message) => message.reply_to_message_id(),
            _ => None,
        })
        .await;
    assert_eq!(header, 1);
    let forward = functions::messages::ForwardMessages {
        silent: false,
        background: false,
        with_my_score: false,
        drop_author: false,
        drop_media_captions: false,
        noforwards: false,
        allow_paid_floodskip: false,
        from_ephemeral: false,
        from_peer: peer.clone(),
        id: vec![1],
        random_id: vec![7],
        to_peer: peer.clone(),
        top_msg_id: None,
        reply_to: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        video_timestamp: None,
        allow_paid_stars: None,
        suggested_post: None,
    };
    let forwarded = sent(&two.anna.call(&forward).await.unwrap());
    let origin = two.sandbox.history(two.chat).pop().unwrap().forward.unwrap();
    assert_eq!(two.sandbox.history(two.chat)[0].id, origin.origin);
    assert_eq!(error(two.anna.call(&forward).await).1, "RANDOM_ID_DUPLICATE");

    let pin = |unpin| functions::messages::UpdatePinnedMessage {
        silent: false,
        unpin,
        pm_oneside: false,
        peer: peer.clone(),
        id: forwarded,
    };
    two.anna.call(&pin(false)).await.unwrap();
    let pinned = two.seen.raw(|update| match update {
        enums::Update::PinnedMessages(pinned) => Some((pinned.pinned, pinned.messages.clone())),
        _ => None,
    });
    assert_eq!(pinned.await, (true, vec![forwarded]));
    two.anna.call(&pin(true)).await.unwrap();
    assert_eq!(error(two.anna.call(&pin(true)).await).1, "CHAT_NOT_MODIFIED");
    two.anna.call(&pin(false)).await.unwrap();
    let unpin = functions::messages::UnpinAllMessages { peer, top_msg_id: None, saved_peer_id: None };
    let enums::messages::AffectedHistory::History(affected) = two.anna.call(&unpin).await.unwrap();
    assert_eq!(affected.pts_count, 1);
}

#[tokio::test]
async fn reactions_typing_and_votes_are_shown() {
    let mut two = Two::start().await;
    let peer = two.peer().await;
    let react = |emoticon: &str| functions::messages::SendReaction {
        big: false,
        add_to_recent: false,
        peer: peer.clone(),
        msg_id: 1,
        reaction: Some(vec![types::ReactionEmoji { emoticon: emoticon.into() }.into()]),
    };
    assert_eq!(error(two.anna.call(&react("x")).await).1, "REACTION_INVALID");
    two.anna.call(&react("🔥")).await.unwrap();
    let reacted = two.seen.raw(|update| match update {
        enums::Update::MessageReactions(changed) => {
            let enums::MessageReactions::Reactions(all) = &changed.reactions;
            Some((changed.msg_id, all.results.len()))
        }
        _ => None,
    });
    assert_eq!(reacted.await, (1, 1));
    let list = functions::messages::GetMessageReactionsList {
        peer: peer.clone(),
        id: 1,
        reaction: None,
        offset: None,
        limit: 10,
    };
    let enums::messages::MessageReactionsList::List(list) = two.anna.call(&list).await.unwrap();
    assert_eq!(list.count, 1);

    let typing = functions::messages::SetTyping {
        peer: peer.clone(),
        top_msg_id: None,
        action: enums::SendMessageAction::SendMessageTypingAction,
    };
    two.anna.call(&typing).await.unwrap();
    two.seen.raw(|update| matches!(update, enums::Update::UserTyping(_)).then_some(())).await;

    let [one, other] = two.people();
    let (boris, _) = if two.sandbox.history(two.chat)[0].author == one { (one, other) } else { (other, one) };
    two.sandbox.write(boris, two.chat, Draft::poll("Tea?", &["yes", "no"]));
    let vote =
        |place| functions::messages::SendVote { peer: peer.clone(), msg_id: 2, options: vec![vec![place]] };
    assert_eq!(error(two.anna.call(&vote(7)).await).1, "OPTION_INVALID");
    two.anna.call(&vote(1)).await.unwrap();
    let voters = two.seen.raw(|update| match update {
        enums::Update::MessagePoll(poll) => {
            let enums::PollResults::Results(results) = &poll.results;
            results.total_voters
        }
        _ => None,
    });
    assert_eq!(voters.await, 1);
}

#[tokio::test]
async fn words_are_found_here_and_everywhere() {
    let two = Two::start().await;
    let peer = two.peer().await;
    for (random_id, text) in ["one parcel", "two parcels", "a letter"].into_iter().enumerate() {
        let random_id = i64::try_from(random_id).unwrap() + 1;
        two.anna.call(&message(peer.clone(), text, random_id)).await.unwrap();
    }
    let search = functions::messages::Search {
        peer,
        q: "PARCEL".into(),
        from_id: None,
        saved_peer_id: None,
        saved_reaction: None,
        top_msg_id: None,
        filter: enums::MessagesFilter::InputMessagesFilterEmpty,
        min_date: 0,
        max_date: 0,
        offset_id: 0,
        add_offset: 0,
        limit: 10,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    let enums::messages::Messages::Messages(found) = two.anna.call(&search).await.unwrap() else {
        panic!("in a private chat")
    };
    assert_eq!(found.messages.len(), 2);
    let everywhere = functions::messages::SearchGlobal {
        broadcasts_only: false,
        groups_only: false,
        users_only: false,
        folder_id: None,
        community: None,
        q: "letter".into(),
        filter: enums::MessagesFilter::InputMessagesFilterEmpty,
        min_date: 0,
        max_date: 0,
        offset_rate: 0,
        offset_peer: enums::InputPeer::Empty,
        offset_id: 0,
        limit: 10,
    };
    let enums::messages::Messages::Messages(found) = two.boris.call(&everywhere).await.unwrap() else {
        panic!("everywhere")
    };
    assert_eq!(found.messages.len(), 1);
}
