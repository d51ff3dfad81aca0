//! What the server's own client, teloxide, makes of the answers: every one must fit its types.

use sandbox::{ChatRef, Draft, Fault, Sandbox, world::FileKind};
use teloxide::{
    ApiError, RequestError,
    net::Download,
    payloads::{GetUpdatesSetters, SendMessageSetters},
    prelude::{Bot, Request, Requester},
    types::{
        AllowedUpdate, ChatId, ChatMemberStatus, InlineKeyboardButton, InlineKeyboardMarkup, InputFile,
        InputMedia, InputMediaPhoto, MessageId, ParseMode, ReactionType, ReplyParameters, UpdateKind, UserId,
    },
};

/// The smallest picture there is: one grey pixel.
const PIXEL: &[u8] =
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x80\x80\x80\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\
\x00\x02\x02D\x01\x00;";

fn client(sandbox: &Sandbox, bot: &sandbox::Bot) -> Bot {
    Bot::new(&bot.token).set_api_url(sandbox.url().parse().unwrap())
}

async fn kinds(bot: &Bot, offset: i32) -> Vec<UpdateKind> {
    let all = [
        AllowedUpdate::Message,
        AllowedUpdate::EditedMessage,
        AllowedUpdate::CallbackQuery,
        AllowedUpdate::MyChatMember,
        AllowedUpdate::ChatMember,
        AllowedUpdate::MessageReaction,
        AllowedUpdate::ChannelPost,
    ];
    let updates = bot.get_updates().offset(offset).allowed_updates(all).send().await.unwrap();
    updates.into_iter().map(|update| update.kind).collect()
}

#[tokio::test]
async fn every_update_fits() {
    let sandbox = Sandbox::start().await.unwrap();
    let known = sandbox.add_bot("north_support", "North support");
    let bot = client(&sandbox, &known);
    assert!(kinds(&bot, 0).await.is_empty());
    let elena = sandbox.add_person("Elena", Some("Markova"), Some("elena_m"));
    let chat = ChatRef::private(elena, &known);
    let drafts = [
        Draft::text("see https://north.test"),
        Draft::photo(PIXEL).caption("look"),
        Draft::document("list.csv", "a,b"),
        Draft::voice("OggS", 3),
        Draft::sticker(PIXEL, "🙂"),
        Draft::file(FileKind::Video, Some("a.mp4"), "...."),
        Draft::file(FileKind::Audio, Some("a.mp3"), "...."),
        Draft::file(FileKind::Animation, Some("a.mp4"), "...."),
        Draft::file(FileKind::VideoNote, None, "...."),
        Draft::location(59.9, 30.3),
        Draft::contact("+70000000000", "Oleg"),
        Draft::poll("When?", &["today", "tomorrow"]),
    ];
    let count = drafts.len();
    let first = drafts.map(|draft| sandbox.write(elena, chat, draft))[0];
    sandbox.edit(elena, first, Draft::text("see nothing"));
    sandbox.react(elena, first, "👍");
    let group = sandbox.add_group("Warehouse 7", elena);
    sandbox.join(&known, group);
    sandbox.promote(&known, group);
    sandbox.migrate(group);
    let channel = sandbox.add_channel("News", elena, None);
    sandbox.promote(&known, channel);
    sandbox.write(elena, channel, Draft::text("open on Sunday"));

    let kinds = kinds(&bot, 0).await;
    assert!(kinds.iter().all(|kind| !matches!(kind, UpdateKind::Error(_))), "{kinds:#?}");
    assert!(kinds[..count].iter().all(|kind| matches!(kind, UpdateKind::Message(_))));
    assert!(
        matches!(&kinds[count], UpdateKind::EditedMessage(message) if message.text() == Some("see nothing"))
    );
    assert!(matches!(&kinds[count + 1], UpdateKind::MessageReaction(_)));
    assert!(matches!(kinds.last(), Some(UpdateKind::ChannelPost(_))));
}

#[tokio::test]
async fn every_answer_fits() {
    let sandbox = Sandbox::start().await.unwrap();
    let known = sandbox.add_bot("north_support", "North support");
    let bot = client(&sandbox, &known);
    assert_eq!(bot.get_me().await.unwrap().username(), "north_support");
    let elena = sandbox.add_person("Elena", None, None);
    let question = sandbox.write(elena, ChatRef::private(elena, &known), Draft::text("Where is it?"));
    let chat = ChatId(elena.0);
    let question = MessageId(i32::try_from(sandbox.message_id(&known, question)).unwrap());
    let keyboard = InlineKeyboardMarkup::new([[InlineKeyboardButton::callback("Yes", "yes")]]);
    let sent = bot
        .send_message(chat, "On <b>its</b> way")
        .parse_mode(ParseMode::Html)
        .reply_parameters(ReplyParameters::new(question))
        .reply_markup(keyboard)
        .await
        .unwrap();
    assert_eq!(sent.reply_to_message().map(|message| message.id), Some(question));
    bot.edit_message_text(chat, sent.id, "It arrived").await.unwrap();
    bot.pin_chat_message(chat, sent.id).await.unwrap();
    bot.unpin_chat_message(chat).await.unwrap();
    let mut reaction = bot.set_message_reaction(chat, sent.id);
    reaction.reaction = Some(vec![ReactionType::Emoji { emoji: "👍".into() }]);
    reaction.await.unwrap();
    let document = InputFile::memory("a,b").file_name("list.csv");
    let document = bot.send_document(chat, document).await.unwrap();
    let file = bot.get_file(document.document().unwrap().file.id.clone()).await.unwrap();
    let mut content = Vec::new();
    bot.download_file(&file.path, &mut content).await.unwrap();
    assert_eq!(content, b"a,b");
    let photos = [(); 2].map(|()| InputMedia::Photo(InputMediaPhoto::new(InputFile::memory(PIXEL))));
    let album = bot.send_media_group(chat, photos).await.unwrap();
    assert!(album[0].media_group_id().is_some());
    bot.forward_message(chat, chat, document.id).await.unwrap();
    bot.copy_message(chat, chat, document.id).await.unwrap();
    bot.delete_message(chat, sent.id).await.unwrap();
    bot.get_chat(chat).await.unwrap();
    bot.get_user_profile_photos(UserId(u64::try_from(elena.0).unwrap())).await.unwrap();
    assert!(bot.get_webhook_info().await.unwrap().url.is_none());

    let group = sandbox.add_supergroup("Fleet", elena, None);
    sandbox.promote(&known, group);
    let group = ChatId(group.marked(known.id));
    bot.get_chat(group).await.unwrap();
    assert_eq!(bot.get_chat_administrators(group).await.unwrap().len(), 2);
    let me = UserId(u64::try_from(known.id.0).unwrap());
    assert_eq!(bot.get_chat_member(group, me).await.unwrap().status(), ChatMemberStatus::Administrator);
}

#[tokio::test]
async fn every_error_is_known() {
    let sandbox = Sandbox::start().await.unwrap();
    let known = sandbox.add_bot("north_support", "North support");
    let bot = client(&sandbox, &known);
    let elena = sandbox.add_person("Elena", None, None);
    sandbox.write(elena, ChatRef::private(elena, &known), Draft::text("hello"));
    let chat = ChatId(elena.0);
    let api = |error: RequestError| match error {
        RequestError::Api(error) => error,
        other => panic!("not an error of the API: {other}"),
    };
    let send = async |text: &str| bot.send_message(chat, text).await;
    assert_eq!(api(bot.send_message(ChatId(1), "x").await.unwrap_err()), ApiError::ChatNotFound);
    assert_eq!(api(send(" ").await.unwrap_err()), ApiError::MessageTextIsEmpty);
    assert_eq!(api(send(&"x".repeat(4097)).await.unwrap_err()), ApiError::MessageIsTooLong);
    let answer = send("same").await.unwrap();
    let same = bot.edit_message_text(chat, answer.id, "same").await.unwrap_err();
    assert_eq!(api(same), ApiError::MessageNotModified);
    let nothing = bot.edit_message_text(chat, MessageId(99), "x").await.unwrap_err();
    assert_eq!(api(nothing), ApiError::MessageToEditNotFound);
    let nothing = bot.delete_message(chat, MessageId(99)).await.unwrap_err();
    assert_eq!(api(nothing), ApiError::MessageToDeleteNotFound);
    sandbox.fault(Fault::too_many_requests(5));
    assert!(matches!(send("x").await, Err(RequestError::RetryAfter(wait)) if wait.seconds() == 5));
    let group = sandbox.add_group("Warehouse 7", elena);
    sandbox.join(&known, group);
    let supergroup = ChatId(sandbox.migrate(group).marked(known.id));
    let moved = bot.send_message(ChatId(group.marked(known.id)), "x").await;
    assert!(matches!(moved, Err(RequestError::MigrateToChatId(chat)) if chat == supergroup));
    sandbox.block(elena, &known);
    assert_eq!(api(send("x").await.unwrap_err()), ApiError::BotBlocked);
    sandbox.revoke_token(&known.token);
    assert_eq!(api(bot.get_me().await.unwrap_err()), ApiError::InvalidToken);
}
