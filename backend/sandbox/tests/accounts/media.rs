//! Files up and down.

use grammers_client::media::Media;
use grammers_client::message::InputMessage;
use grammers_tl_types::{enums, functions, types};
use sandbox::{ChatRef, Draft, Sandbox, world::FileKind};

use crate::client::{Live, error};

/// The smallest PNG there is, of one pixel.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

async fn fetched(live: &Live, media: &Media) -> Vec<u8> {
    let mut all = Vec::new();
    let mut pieces = live.client.iter_download(media);
    while let Some(piece) = pieces.next().await.unwrap() {
        all.extend(piece);
    }
    all
}

#[tokio::test]
async fn a_document_goes_up_and_comes_down() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let chat = ChatRef::private(anna, boris);
    sandbox.write(boris, chat, Draft::text("hello"));
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let peer = live.peer_ref(boris).await;
    for length in [200_000, 11_000_000] {
        let content: Vec<u8> = (0..length).map(|place: u32| place.to_le_bytes()[0]).collect();
        let file = live.client.upload_stream(&mut &content[..], content.len(), "a.bin".into()).await.unwrap();
        let sent = live.send(peer, InputMessage::new().text("look").document(file)).await;
        let media = sent.media().unwrap();
        let Media::Document(document) = &media else { panic!("{media:?}") };
        assert_eq!((document.name(), document.size()), (Some("a.bin"), Some(content.len())));
        assert!(fetched(&live, &media).await == content);
    }
    let received = sandbox.history(chat);
    assert_eq!(received.len(), 3);
    sandbox.expire_file_references();
    let old = live.client.get_messages_by_id(peer, &[2]).await.unwrap().remove(0).unwrap();
    assert_eq!(fetched(&live, &old.media().unwrap()).await.len(), 200_000, "asked for anew");
}

#[tokio::test]
async fn every_kind_of_file_is_shown_as_what_it_is() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let chat = ChatRef::private(anna, boris);
    let kinds = [
        FileKind::Photo,
        FileKind::Document,
        FileKind::Voice,
        FileKind::Video,
        FileKind::Audio,
        FileKind::Animation,
        FileKind::Sticker,
        FileKind::VideoNote,
    ];
    for kind in kinds {
        let draft = Draft::file(kind, Some("file"), PNG).lasting(3).caption("this").previewed(PNG);
        sandbox.write(boris, chat, draft);
    }
    sandbox.write(boris, chat, Draft::location(52.5, 13.4));
    sandbox.write(boris, chat, Draft::contact("+15550001001", "Carl"));
    sandbox.write(boris, chat, Draft::poll("Tea?", &["yes", "no"]));
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let mut history = live.client.iter_messages(live.peer_ref(boris).await);
    let mut shown = Vec::new();
    while let Some(message) = history.next().await.unwrap() {
        let media = message.media().unwrap();
        let what = match &media {
            Media::Photo(_) => "photo".to_owned(),
            Media::Document(document) => format!("document {}", document.mime_type().unwrap_or_default()),
            Media::Sticker(_) => "sticker".into(),
            Media::Geo(_) => "place".into(),
            Media::Contact(_) => "contact".into(),
            Media::Poll(_) => "poll".into(),
            other => format!("{other:?}"),
        };
        if matches!(media, Media::Photo(_) | Media::Document(_) | Media::Sticker(_)) {
            assert_eq!(fetched(&live, &media).await, PNG, "{what}");
        }
        shown.push(what);
    }
    shown.reverse();
    assert_eq!(
        shown,
        [
            "photo",
            "document application/octet-stream",
            "document audio/ogg",
            "document video/mp4",
            "document audio/mpeg",
            "document video/mp4",
            "sticker",
            "document video/mp4",
            "place",
            "contact",
            "poll"
        ]
    );
}

#[tokio::test]
async fn an_album_stays_together() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let chat = ChatRef::private(anna, boris);
    sandbox.write(boris, chat, Draft::text("hello"));
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let mut media = Vec::new();
    for random_id in 1..=3 {
        let save = functions::upload::SaveFilePart { file_id: random_id, file_part: 0, bytes: PNG.to_vec() };
        assert!(live.call(&save).await.unwrap());
        let name = "a.png".into();
        let file = types::InputFile { id: random_id, parts: 1, name, md5_checksum: String::new() }.into();
        let photo = types::InputMediaUploadedPhoto {
            spoiler: random_id == 2,
            live_photo: false,
            file,
            stickers: None,
            ttl_seconds: None,
            video: None,
        };
        let message = format!("number {random_id}");
        media
            .push(types::InputSingleMedia { media: photo.into(), random_id, message, entities: None }.into());
    }
    let send = functions::messages::SendMultiMedia {
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: live.peer(boris).await,
        reply_to: None,
        multi_media: media,
        schedule_date: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
    };
    let enums::Updates::Updates(updates) = live.call(&send).await.unwrap() else { panic!("not updates") };
    assert_eq!(updates.updates.len(), 6, "three names and three messages");
    let all = sandbox.history(chat);
    assert!(all[1].album.is_some() && all[1].album == all[3].album);
    assert_eq!(error(live.call(&send).await).1, "FILE_PARTS_INVALID", "parts are good once");
}

#[tokio::test]
async fn a_file_lies_where_its_sender_lives() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let chat = ChatRef::private(anna, boris);
    sandbox.write(boris, chat, Draft::text("hello"));
    sandbox.give_phone(boris, &format!("1555{boris}"));
    sandbox.set_home(boris, 4);
    let far = Live::signed_in(&sandbox, &telegram, boris).await;
    let content = vec![7; 9000];
    let file = far.client.upload_stream(&mut &content[..], content.len(), "far.bin".into()).await.unwrap();
    far.send(far.peer_ref(anna).await, InputMessage::new().text("from afar").document(file)).await;
    let near = Live::signed_in(&sandbox, &telegram, anna).await;
    let peer = near.peer_ref(boris).await;
    let shown = near.client.iter_messages(peer).next().await.unwrap().unwrap();
    let media = shown.media().unwrap();
    let Media::Document(document) = &media else { panic!("{media:?}") };
    let enums::Document::Document(raw) = document.raw.document.clone().unwrap() else { panic!("empty") };
    assert_eq!(raw.dc_id, 4);
    let here = functions::upload::GetFile {
        precise: false,
        cdn_supported: false,
        location: types::InputDocumentFileLocation {
            id: raw.id,
            access_hash: raw.access_hash,
            file_reference: raw.file_reference,
            thumb_size: String::new(),
        }
        .into(),
        offset: 4096,
        limit: 4096,
    };
    assert_eq!(error(near.call(&here).await), (303, "FILE_MIGRATE_4".into()));
    let odd = functions::upload::GetFile { offset: 1, ..here.clone() };
    assert_eq!(error(near.call(&odd).await).1, "OFFSET_INVALID");
    let huge = functions::upload::GetFile { limit: 2 * 1024 * 1024, ..here };
    assert_eq!(error(near.call(&huge).await).1, "LIMIT_INVALID");
    assert_eq!(fetched(&near, &media).await, content, "fetched at data centre 4");
}
