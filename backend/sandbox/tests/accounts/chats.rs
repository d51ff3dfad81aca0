//! Groups and channels: coming and going, rights, links, logs.

use grammers_tl_types::{enums, functions, types};
use sandbox::{ChatRef, Draft, Member, Right, Sandbox, world::Refusal};

use crate::client::{Live, error, message};

fn no_rights() -> types::ChatAdminRights {
    types::ChatAdminRights {
        change_info: false,
        post_messages: false,
        edit_messages: false,
        delete_messages: false,
        ban_users: false,
        invite_users: false,
        pin_messages: false,
        add_admins: false,
        anonymous: false,
        manage_call: false,
        other: false,
        manage_topics: false,
        post_stories: false,
        edit_stories: false,
        delete_stories: false,
        manage_direct_messages: false,
        manage_ranks: false,
        manage_linked_peers: false,
        manage_welcome_messages: false,
    }
}

async fn resolve(live: &Live, username: &str) -> types::Channel {
    let query = functions::contacts::ResolveUsername { username: username.into(), referer: None };
    let enums::contacts::ResolvedPeer::Peer(found) = live.call(&query).await.unwrap();
    match found.chats.into_iter().next() {
        Some(enums::Chat::Channel(channel)) => *Box::from(channel),
        other => panic!("{other:?}"),
    }
}

fn input(channel: &types::Channel) -> enums::InputChannel {
    types::InputChannel { channel_id: channel.id, access_hash: channel.access_hash.unwrap() }.into()
}

#[tokio::test]
async fn a_public_channel_is_joined_and_left() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let news = sandbox.add_channel("News", boris, Some("north_news"));
    sandbox.write(boris, news, Draft::text("before"));
    let mut live = Live::signed_in(&sandbox, &telegram, anna).await;
    let channel = resolve(&live, "North_News").await;
    assert!(channel.left && channel.broadcast && channel.participants_count == Some(1));
    let full = functions::channels::GetFullChannel { channel: input(&channel) };
    let enums::messages::ChatFull::Full(found) = live.call(&full).await.unwrap();
    assert!(matches!(found.full_chat, enums::ChatFull::ChannelFull(_)));
    let peer: enums::InputPeer =
        types::InputPeerChannel { channel_id: channel.id, access_hash: channel.access_hash.unwrap() }.into();
    let join = functions::channels::JoinChannel { channel: input(&channel) };
    live.call(&join).await.unwrap();
    assert_eq!(error(live.call(&join).await).1, "USER_ALREADY_PARTICIPANT");
    assert_eq!(live.dialogs().await, ["News"]);
    assert_eq!(error(live.call(&message(peer, "hi", 1)).await), (403, "CHAT_ADMIN_REQUIRED".into()));
    let mut stream = live.stream().await;
    sandbox.write(boris, news, Draft::text("after"));
    stream.message("after").await;
    live.call(&functions::channels::LeaveChannel { channel: input(&channel) }).await.unwrap();
    assert!(live.dialogs().await.is_empty());
    sandbox.ban(anna, news);
    assert_eq!(error(live.call(&join).await).1, "CHANNEL_PRIVATE");
}

#[tokio::test]
async fn a_link_leads_in_at_once_or_after_approval() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let carl = sandbox.add_person("Carl", None, None);
    let group = sandbox.add_supergroup("Fleet", boris, None);
    let owner = Live::signed_in(&sandbox, &telegram, boris).await;
    let peer = owner.chat_peer(group).await;
    let export = |request_needed| functions::messages::ExportChatInvite {
        legacy_revoke_permanent: false,
        request_needed,
        peer: peer.clone(),
        expire_date: None,
        usage_limit: (!request_needed).then_some(1),
        title: None,
        subscription_pricing: None,
    };
    let hash = |invite: enums::ExportedChatInvite| match invite {
        enums::ExportedChatInvite::ChatInviteExported(invite) => {
            invite.link.strip_prefix("https://t.me/+").unwrap().to_owned()
        }
        enums::ExportedChatInvite::ChatInvitePublicJoinRequests => panic!("no link"),
    };
    let open = hash(owner.call(&export(false)).await.unwrap());
    let guarded = hash(owner.call(&export(true)).await.unwrap());

    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let enums::ChatInvite::Invite(shown) =
        live.call(&functions::messages::CheckChatInvite { hash: open.clone() }).await.unwrap()
    else {
        panic!("not there yet")
    };
    assert_eq!((shown.title.as_str(), shown.request_needed), ("Fleet", false));
    live.call(&functions::messages::ImportChatInvite { hash: open.clone() }).await.unwrap();
    assert_eq!(live.dialogs().await, ["Fleet"]);
    let already = live.call(&functions::messages::CheckChatInvite { hash: guarded.clone() }).await.unwrap();
    assert!(matches!(already, enums::ChatInvite::Already(_)));

    let other = Live::signed_in(&sandbox, &telegram, carl).await;
    let import = functions::messages::ImportChatInvite { hash: open };
    assert_eq!(error(other.call(&import).await).1, "INVITE_HASH_EXPIRED", "it was good for one");
    let import = functions::messages::ImportChatInvite { hash: guarded };
    assert_eq!(error(other.call(&import).await).1, "INVITE_REQUEST_SENT");
    let asked = functions::messages::GetChatInviteImporters {
        requested: true,
        subscription_expired: false,
        peer: peer.clone(),
        link: None,
        q: None,
        offset_date: 0,
        offset_user: enums::InputUser::Empty,
        limit: 10,
    };
    let enums::messages::ChatInviteImporters::Importers(asked) = owner.call(&asked).await.unwrap();
    let enums::User::User(person) = &asked.users[0] else { panic!("empty") };
    let user_id = types::InputUser { user_id: person.id, access_hash: person.access_hash.unwrap() }.into();
    let answer = functions::messages::HideChatJoinRequest { approved: true, peer, user_id };
    owner.call(&answer).await.unwrap();
    assert_eq!(other.dialogs().await, ["Fleet"]);
    assert_eq!(error(owner.call(&answer).await).1, "HIDE_REQUESTER_MISSING");
}

#[tokio::test]
async fn administrators_are_made_and_watched() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let group = sandbox.add_supergroup("Fleet", boris, Some("fleet"));
    sandbox.join(anna, group);
    let owner = Live::signed_in(&sandbox, &telegram, boris).await;
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let channel = owner.channel(group).await;
    let list = |channel: &enums::InputChannel, filter| functions::channels::GetParticipants {
        channel: channel.clone(),
        filter,
        offset: 0,
        limit: 10,
        hash: 0,
    };
    let all = list(&channel, enums::ChannelParticipantsFilter::ChannelParticipantsRecent);
    let enums::channels::ChannelParticipants::Participants(found) = owner.call(&all).await.unwrap() else {
        panic!("modified")
    };
    assert_eq!(found.count, 2);
    let person = found.users.iter().find_map(|user| match user {
        enums::User::User(user) if user.id == anna.0 => Some(user.access_hash.unwrap()),
        _ => None,
    });
    let user = types::InputUser { user_id: anna.0, access_hash: person.unwrap() };
    let rights = types::ChatAdminRights { delete_messages: true, pin_messages: true, ..no_rights() };
    let promote = functions::channels::EditAdmin {
        channel: channel.clone(),
        user_id: user.into(),
        admin_rights: rights.into(),
        rank: None,
    };
    owner.call(&promote).await.unwrap();
    let own = functions::channels::GetParticipant {
        channel: live.channel(group).await,
        participant: enums::InputPeer::PeerSelf,
    };
    let enums::channels::ChannelParticipant::Participant(me) = live.call(&own).await.unwrap();
    let enums::ChannelParticipant::Admin(me) = me.participant else { panic!("not an administrator") };
    let enums::ChatAdminRights::Rights(granted) = me.admin_rights;
    assert!(granted.delete_messages && granted.pin_messages && !granted.ban_users);
    let title = functions::channels::EditTitle { channel: live.channel(group).await, title: "Ours".into() };
    assert_eq!(error(live.call(&title).await).1, "CHAT_ADMIN_REQUIRED");
    let title = functions::channels::EditTitle { channel: channel.clone(), title: "Trucks".into() };
    owner.call(&title).await.unwrap();
    sandbox.write(boris, group, Draft::text("wrong"));
    let numbers = sandbox.history(group);
    let number = i32::try_from(numbers.last().unwrap().number(anna).unwrap()).unwrap();
    let delete = functions::channels::DeleteMessages { channel: live.channel(group).await, id: vec![number] };
    let enums::messages::AffectedMessages::Messages(affected) = live.call(&delete).await.unwrap();
    assert_eq!(affected.pts_count, 1);

    let log = functions::channels::GetAdminLog {
        channel,
        q: String::new(),
        events_filter: None,
        admins: None,
        max_id: 0,
        min_id: 0,
        limit: 10,
    };
    let enums::channels::AdminLogResults::Results(log) = owner.call(&log).await.unwrap();
    let actions: Vec<_> = log
        .events
        .iter()
        .map(|enums::ChannelAdminLogEvent::Event(event)| match &event.action {
            enums::ChannelAdminLogEventAction::DeleteMessage(deleted) => match &deleted.message {
                enums::Message::Message(message) => format!("deleted {}", message.message),
                other => format!("{other:?}"),
            },
            enums::ChannelAdminLogEventAction::ChangeTitle(title) => format!("title {}", title.new_value),
            enums::ChannelAdminLogEventAction::ParticipantToggleAdmin(_) => "rights".into(),
            enums::ChannelAdminLogEventAction::ParticipantJoin => "joined".into(),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(actions, ["deleted wrong", "title Trucks", "rights", "joined"]);
}

#[tokio::test]
async fn slow_mode_makes_members_wait() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let group = sandbox.add_supergroup("Fleet", boris, None);
    sandbox.join(anna, group);
    sandbox.clock().set(1_800_000_000);
    let owner = Live::signed_in(&sandbox, &telegram, boris).await;
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let slow = functions::channels::ToggleSlowMode { channel: owner.channel(group).await, seconds: 300 };
    owner.call(&slow).await.unwrap();
    let peer = live.chat_peer(group).await;
    live.call(&message(peer.clone(), "one", 1)).await.unwrap();
    sandbox.clock().advance(10);
    let refused = live.call(&message(peer.clone(), "two", 2)).await;
    assert_eq!(error(refused), (420, "SLOWMODE_WAIT_290".into()));
    sandbox.clock().advance(290);
    live.call(&message(peer, "two", 2)).await.unwrap();
    sandbox.set_member(anna, group, Member::Restricted([].into()));
    let refused = live.call(&message(live.chat_peer(group).await, "three", 3)).await;
    assert_eq!(error(refused), (403, "CHAT_WRITE_FORBIDDEN".into()));
}

#[tokio::test]
async fn a_basic_group_is_made_and_grows() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    sandbox.write(boris, ChatRef::private(anna, boris), Draft::text("hello"));
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let mut other = Live::signed_in(&sandbox, &telegram, boris).await;
    let enums::InputPeer::User(peer) = live.peer(boris).await else { panic!("not a user") };
    let user = types::InputUser { user_id: peer.user_id, access_hash: peer.access_hash };
    let create = functions::messages::CreateChat {
        users: vec![user.clone().into()],
        title: "Warehouse 7".into(),
        ttl_period: None,
    };
    let enums::messages::InvitedUsers::Users(made) = live.call(&create).await.unwrap();
    let enums::Updates::Updates(made) = made.updates else { panic!("no updates") };
    let enums::Chat::Chat(chat) = &made.chats[0] else { panic!("no chat") };
    let chat_id = chat.id;
    let group = ChatRef::Group(chat_id);
    assert_eq!(other.dialogs().await[0], "Warehouse 7");
    let mut stream = other.stream().await;
    live.say(group, "to all").await;
    stream.message("to all").await;
    let full = functions::messages::GetFullChat { chat_id };
    let enums::messages::ChatFull::Full(full) = live.call(&full).await.unwrap();
    let enums::ChatFull::Full(full) = full.full_chat else { panic!("not a group") };
    let enums::ChatParticipants::Participants(there) = full.participants else { panic!("forbidden") };
    assert_eq!(there.participants.len(), 2);
    let title = functions::messages::EditChatTitle { chat_id, title: "Warehouse 8".into() };
    live.call(&title).await.unwrap();
    let remove = functions::messages::DeleteChatUser { revoke_history: false, chat_id, user_id: user.into() };
    live.call(&remove).await.unwrap();
    assert_eq!(error(live.call(&remove).await).1, "USER_NOT_PARTICIPANT");
    assert_eq!(other.dialogs().await, ["Anna"]);
}

#[tokio::test]
async fn a_right_that_is_missing_is_told_in_telegrams_words() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let group = sandbox.add_supergroup("Fleet", boris, None);
    sandbox.set_member(anna, group, Member::Administrator([Right::InviteUsers].into()));
    sandbox.write(boris, group, Draft::text("hello"));
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let channel = live.channel(group).await;
    let delete = functions::channels::DeleteMessages { channel, id: vec![3] };
    assert_eq!(error(live.call(&delete).await), (403, "MESSAGE_DELETE_FORBIDDEN".into()));
    assert_eq!(Refusal::CannotDelete.to_string(), "message can't be deleted for everyone");
}
