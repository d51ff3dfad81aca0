//! An account's own settings, its contacts and its profile.

use grammers_tl_types::{enums, functions, types};
use sandbox::{ChatRef, Draft, Sandbox};

use crate::{
    client::{Live, error, message},
    media::PNG,
};

async fn dialog(live: &Live, peer: &enums::InputPeer) -> types::Dialog {
    let get = functions::messages::GetPeerDialogs {
        peers: vec![types::InputDialogPeer { peer: peer.clone() }.into()],
    };
    let enums::messages::PeerDialogs::Dialogs(found) = live.call(&get).await.unwrap();
    match found.dialogs.into_iter().next() {
        Some(enums::Dialog::Dialog(dialog)) => dialog,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_chat_is_pinned_muted_archived_and_begun() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let carl = sandbox.add_person("Carl", None, None);
    sandbox.write(boris, ChatRef::private(anna, boris), Draft::text("first"));
    sandbox.write(carl, ChatRef::private(anna, carl), Draft::text("second"));
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let mut second = Live::signed_in(&sandbox, &telegram, anna).await;
    second.dialogs().await;
    let mut stream = second.stream().await;
    let peer = live.peer(boris).await;
    let place: enums::InputDialogPeer = types::InputDialogPeer { peer: peer.clone() }.into();

    let pin = functions::messages::ToggleDialogPin { pinned: true, peer: place.clone() };
    live.call(&pin).await.unwrap();
    stream.raw(|update| matches!(update, enums::Update::DialogPinned(_)).then_some(())).await;
    let unread = functions::messages::MarkDialogUnread { unread: true, parent_peer: None, peer: place };
    live.call(&unread).await.unwrap();
    stream.raw(|update| matches!(update, enums::Update::DialogUnreadMark(_)).then_some(())).await;
    let mute = functions::account::UpdateNotifySettings {
        peer: types::InputNotifyPeer { peer: peer.clone() }.into(),
        settings: types::InputPeerNotifySettings {
            show_previews: None,
            silent: None,
            mute_until: Some(i32::MAX),
            sound: None,
            stories_muted: None,
            stories_hide_sender: None,
            stories_sound: None,
        }
        .into(),
    };
    live.call(&mute).await.unwrap();
    stream.raw(|update| matches!(update, enums::Update::NotifySettings(_)).then_some(())).await;
    let begin = functions::messages::SaveDraft {
        no_webpage: false,
        invert_media: false,
        reply_to: None,
        peer: peer.clone(),
        message: "dear".into(),
        entities: None,
        media: None,
        effect: None,
        suggested_post: None,
        rich_message: None,
    };
    live.call(&begin).await.unwrap();
    stream.raw(|update| matches!(update, enums::Update::DraftMessage(_)).then_some(())).await;
    // the second sign-in had its code told
    assert_eq!(live.dialogs().await, ["Boris", "Telegram", "Carl"]);
    let shown = dialog(&live, &peer).await;
    assert!(shown.pinned && shown.unread_mark);
    let enums::PeerNotifySettings::Settings(settings) = shown.notify_settings;
    assert_eq!(settings.mute_until, Some(i32::MAX));
    let Some(enums::DraftMessage::Message(draft)) = shown.draft else { panic!("no draft") };
    assert_eq!(draft.message, "dear");
    let archive = functions::folders::EditPeerFolders {
        folder_peers: vec![types::InputFolderPeer { peer: peer.clone(), folder_id: 1 }.into()],
    };
    live.call(&archive).await.unwrap();
    stream.raw(|update| matches!(update, enums::Update::FolderPeers(_)).then_some(())).await;
    assert_eq!(dialog(&live, &peer).await.folder_id, Some(1));
}

#[tokio::test]
async fn folders_are_kept_in_order() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let folder = |id, name: &str| functions::messages::UpdateDialogFilter {
        id,
        filter: Some(
            types::DialogFilter {
                contacts: true,
                non_contacts: false,
                groups: false,
                broadcasts: false,
                bots: false,
                exclude_muted: false,
                exclude_read: false,
                exclude_archived: false,
                title_noanimate: false,
                id,
                title: types::TextWithEntities { text: name.into(), entities: Vec::new() }.into(),
                emoticon: None,
                color: None,
                pinned_peers: Vec::new(),
                include_peers: Vec::new(),
                exclude_peers: Vec::new(),
            }
            .into(),
        ),
    };
    assert_eq!(error(live.call(&folder(1, "x")).await).1, "FILTER_ID_INVALID");
    live.call(&folder(2, "work")).await.unwrap();
    live.call(&folder(3, "home")).await.unwrap();
    live.call(&functions::messages::UpdateDialogFiltersOrder { order: vec![3, 2] }).await.unwrap();
    let get = functions::messages::GetDialogFilters {};
    let enums::messages::DialogFilters::Filters(all) = live.call(&get).await.unwrap();
    let ids: Vec<_> = all
        .filters
        .iter()
        .map(|filter| match filter {
            enums::DialogFilter::Filter(filter) => filter.id,
            _ => 0,
        })
        .collect();
    assert_eq!(ids, [0, 3, 2]);
}

#[tokio::test]
async fn contacts_are_found_kept_and_named() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    let boris = sandbox.add_person("Boris", Some("Becker"), Some("boris_b"));
    sandbox.give_phone(boris, "15550002002");
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let import = functions::contacts::ImportContacts {
        contacts: vec![
            types::InputPhoneContact {
                client_id: 1,
                phone: "+1 555 000 2002".into(),
                first_name: "Bo".into(),
                last_name: String::new(),
                note: None,
            }
            .into(),
        ],
    };
    let enums::contacts::ImportedContacts::Contacts(imported) = live.call(&import).await.unwrap();
    let enums::User::User(shown) = &imported.users[0] else { panic!("empty") };
    assert!(shown.contact && shown.first_name.as_deref() == Some("Bo"));
    assert_eq!(shown.phone.as_deref(), Some("15550002002"));
    let get = functions::contacts::GetContacts { hash: 0 };
    let enums::contacts::Contacts::Contacts(kept) = live.call(&get).await.unwrap() else {
        panic!("modified")
    };
    assert_eq!(kept.contacts.len(), 1);
    let unknown = functions::contacts::ResolvePhone { phone: "15550009999".into() };
    assert_eq!(error(live.call(&unknown).await).1, "PHONE_NOT_OCCUPIED");
    let nobody = functions::contacts::ResolveUsername { username: "nobody_here".into(), referer: None };
    assert_eq!(error(live.call(&nobody).await).1, "USERNAME_NOT_OCCUPIED");
    let search = functions::contacts::Search { broadcasts: false, bots: false, q: "bori".into(), limit: 5 };
    let enums::contacts::Found::Found(found) = live.call(&search).await.unwrap();
    assert_eq!(found.results.len(), 1);
    let id = types::InputUser { user_id: shown.id, access_hash: shown.access_hash.unwrap() }.into();
    live.call(&functions::contacts::DeleteContacts { id: vec![id] }).await.unwrap();
    let enums::contacts::Contacts::Contacts(kept) = live.call(&get).await.unwrap() else {
        panic!("modified")
    };
    assert!(kept.contacts.is_empty());
}

#[tokio::test]
async fn a_profile_is_changed_and_shown() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    sandbox.add_person("Boris", None, Some("boris_b"));
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let update = functions::account::UpdateProfile {
        first_name: Some("Ann".into()),
        last_name: Some("West".into()),
        about: Some("sells tea".into()),
    };
    live.call(&update).await.unwrap();
    let name = |username: &str| functions::account::UpdateUsername { username: username.into() };
    assert_eq!(error(live.call(&name("x")).await).1, "USERNAME_INVALID");
    assert_eq!(error(live.call(&name("Boris_B")).await).1, "USERNAME_OCCUPIED");
    live.call(&name("ann_west")).await.unwrap();
    assert_eq!(error(live.call(&name("ann_west")).await).1, "USERNAME_NOT_MODIFIED");
    let save = functions::upload::SaveFilePart { file_id: 5, file_part: 0, bytes: PNG.to_vec() };
    live.call(&save).await.unwrap();
    let file = types::InputFile { id: 5, parts: 1, name: "me.png".into(), md5_checksum: String::new() };
    let photo = functions::photos::UploadProfilePhoto {
        fallback: false,
        bot: None,
        file: Some(file.into()),
        video: None,
        video_start_ts: None,
        video_emoji_markup: None,
    };
    live.call(&photo).await.unwrap();
    let full = functions::users::GetFullUser { id: enums::InputUser::UserSelf };
    let enums::users::UserFull::Full(full) = live.call(&full).await.unwrap();
    let enums::UserFull::Full(about) = full.full_user;
    assert_eq!(about.about.as_deref(), Some("sells tea"));
    assert!(about.profile_photo.is_some());
    let me = live.client.get_me().await.unwrap();
    assert_eq!((me.full_name().as_str(), me.username()), ("Ann West", Some("ann_west")));
}

#[tokio::test]
async fn who_is_blocked_is_not_heard_until_they_are_let_in_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    sandbox.write(boris, ChatRef::private(anna, boris), Draft::text("hello"));
    let here = Live::signed_in(&sandbox, &telegram, anna).await;
    let there = Live::signed_in(&sandbox, &telegram, boris).await;
    let (him, her) = (here.peer(boris).await, there.peer(anna).await);
    let block = functions::contacts::Block { my_stories_from: false, id: him.clone() };
    assert!(here.call(&block).await.unwrap());
    assert_eq!(error(there.call(&message(her.clone(), "again", 1)).await).1, "USER_IS_BLOCKED");
    let unblock = functions::contacts::Unblock { my_stories_from: false, id: him };
    assert!(here.call(&unblock).await.unwrap());
    there.call(&message(her, "again", 2)).await.unwrap();
}
