//! Codes, passwords, QR codes, sessions and data centres.

use grammers_client::SignInError;
use grammers_tl_types::{enums, functions, types};
use sandbox::{Sandbox, Via};

use crate::client::{API_ID, Live, error, send_code};

const PHONE: &str = "15550001001";

fn sign_in(hash: &str, code: &str) -> functions::auth::SignIn {
    functions::auth::SignIn {
        phone_number: PHONE.into(),
        phone_code_hash: hash.into(),
        phone_code: Some(code.into()),
        email_verification: None,
    }
}

#[tokio::test]
async fn a_code_goes_another_way_when_it_is_asked_for_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, Some("anna_w"));
    sandbox.give_phone(anna, PHONE);
    let live = Live::new(&telegram);
    assert_eq!(error(live.call(&functions::updates::GetState {}).await).1, "AUTH_KEY_UNREGISTERED");
    assert_eq!(error(live.call(&send_code("12")).await).1, "PHONE_NUMBER_INVALID");

    let enums::auth::SentCode::Code(sent) = live.call(&send_code("+1 555 000 1001")).await.unwrap() else {
        panic!("no code")
    };
    assert!(matches!(sent.r#type, enums::auth::SentCodeType::Sms(ref sms) if sms.length == 5));
    assert_eq!(sent.next_type, Some(enums::auth::CodeType::Call));
    let first = sandbox.last_code(PHONE).unwrap();
    let again = functions::auth::ResendCode {
        phone_number: PHONE.into(),
        phone_code_hash: sent.phone_code_hash.clone(),
        reason: None,
    };
    let enums::auth::SentCode::Code(second) = live.call(&again).await.unwrap() else { panic!("no code") };
    assert!(matches!(second.r#type, enums::auth::SentCodeType::Call(_)));
    assert_eq!(error(live.call(&again).await), (406, "SEND_CODE_UNAVAILABLE".into()));

    let hash = &second.phone_code_hash;
    let code = sandbox.last_code(PHONE).unwrap();
    assert_eq!(error(live.call(&sign_in(hash, "")).await).1, "PHONE_CODE_EMPTY");
    assert_eq!(error(live.call(&sign_in("", &code)).await).1, "PHONE_CODE_HASH_EMPTY");
    if first != code {
        assert_eq!(error(live.call(&sign_in(hash, &first)).await).1, "PHONE_CODE_INVALID");
    }
    sandbox.clock().advance(301);
    assert_eq!(error(live.call(&sign_in(hash, &code)).await).1, "PHONE_CODE_EXPIRED");

    let token = live.client.request_login_code(PHONE, "hash").await.unwrap();
    let user = live.client.sign_in(&token, &sandbox.last_code(PHONE).unwrap()).await.unwrap();
    assert_eq!((user.full_name(), user.phone()), ("Anna".into(), Some(PHONE)));
}

#[tokio::test]
async fn whoever_is_signed_in_gets_the_code_as_a_message() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    let mut first = Live::signed_in(&sandbox, &telegram, anna).await;
    assert_eq!(first.dialogs().await, Vec::<String>::new(), "nobody was signed in to be told");
    let mut stream = first.stream().await;
    let second = Live::new(&telegram);
    let phone = format!("1555{anna}");
    let token = second.client.request_login_code(&phone, "hash").await.unwrap();
    let code = sandbox.last_code(&phone).unwrap();
    let told = stream.raw(|update| match update {
        enums::Update::NewMessage(new) => match &new.message {
            enums::Message::Message(message) => Some((message.peer_id.clone(), message.message.clone())),
            _ => None,
        },
        _ => None,
    });
    let (from, text) = told.await;
    assert_eq!(from, types::PeerUser { user_id: 777_000 }.into());
    assert!(text.starts_with(&format!("Login code: {code}.")), "{text}");
    second.client.sign_in(&token, &code).await.unwrap();
    assert_eq!(second.dialogs().await, ["Telegram"]);
}

#[tokio::test]
async fn a_code_may_be_a_word_or_a_phrase() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    sandbox.give_phone(anna, PHONE);
    let live = Live::new(&telegram);
    sandbox.set_codes_by(anna, Some(Via::SmsPhrase));
    let enums::auth::SentCode::Code(sent) = live.call(&send_code(PHONE)).await.unwrap() else {
        panic!("no code")
    };
    let enums::auth::SentCodeType::SmsPhrase(phrase) = sent.r#type else { panic!("no phrase") };
    let code = sandbox.last_code(PHONE).unwrap();
    assert!(code.contains(' ') && code.starts_with(&phrase.beginning.unwrap()), "{code}");
    assert_eq!(sent.next_type, Some(enums::auth::CodeType::Sms));
    sandbox.set_codes_by(anna, Some(Via::SmsWord));
    let enums::auth::SentCode::Code(sent) = live.call(&send_code(PHONE)).await.unwrap() else {
        panic!("no code")
    };
    assert!(matches!(sent.r#type, enums::auth::SentCodeType::SmsWord(ref word) if word.beginning.is_some()));
    let word = sandbox.last_code(PHONE).unwrap();
    let answer = live.call(&sign_in(&sent.phone_code_hash, &word)).await.unwrap();
    assert!(matches!(answer, enums::auth::Authorization::Authorization(_)));
}

#[tokio::test]
async fn wrong_codes_run_out_and_strangers_would_have_to_sign_up() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let live = Live::new(&telegram);
    let enums::auth::SentCode::Code(sent) = live.call(&send_code(PHONE)).await.unwrap() else {
        panic!("no code")
    };
    let code = sandbox.last_code(PHONE).unwrap();
    let answer = live.call(&sign_in(&sent.phone_code_hash, &code)).await.unwrap();
    assert!(matches!(answer, enums::auth::Authorization::SignUpRequired(_)));
    for _ in 0..5 {
        assert_eq!(error(live.call(&sign_in(&sent.phone_code_hash, "x")).await).1, "PHONE_CODE_INVALID");
    }
    assert_eq!(error(live.call(&sign_in(&sent.phone_code_hash, &code)).await).1, "PHONE_CODE_EXPIRED");
}

#[tokio::test]
async fn a_code_by_email_is_no_code_by_telephone() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    sandbox.give_phone(anna, PHONE);
    sandbox.set_login_email(anna, Some("anna@example.com"));
    let live = Live::new(&telegram);
    let enums::auth::SentCode::Code(sent) = live.call(&send_code(PHONE)).await.unwrap() else {
        panic!("no code")
    };
    let enums::auth::SentCodeType::EmailCode(email) = sent.r#type else { panic!("not by e-mail") };
    assert_eq!(email.email_pattern, "a***@example.com");
    let code = sandbox.last_code(PHONE).unwrap();
    assert_eq!(error(live.call(&sign_in(&sent.phone_code_hash, &code)).await).1, "PHONE_CODE_INVALID");
    let by_email = functions::auth::SignIn {
        phone_code: None,
        email_verification: Some(types::EmailVerificationCode { code }.into()),
        ..sign_in(&sent.phone_code_hash, "")
    };
    assert!(matches!(live.call(&by_email).await.unwrap(), enums::auth::Authorization::Authorization(_)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_is_proved_and_never_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    sandbox.give_phone(anna, PHONE);
    sandbox.set_password(anna, "correct horse", "staple");
    let live = Live::new(&telegram);
    let token = live.client.request_login_code(PHONE, "hash").await.unwrap();
    let asked = live.client.sign_in(&token, &sandbox.last_code(PHONE).unwrap()).await;
    let Err(SignInError::PasswordRequired(asked)) = asked else { panic!("{asked:?}") };
    assert_eq!(asked.hint(), Some("staple"));
    assert_eq!(error(live.call(&functions::updates::GetState {}).await).1, "SESSION_PASSWORD_NEEDED");
    let wrong = live.client.check_password(asked, "wrong").await;
    let Err(SignInError::InvalidPassword(_)) = wrong else { panic!("{wrong:?}") };
    let token = live.client.request_login_code(PHONE, "hash").await.unwrap();
    let asked = live.client.sign_in(&token, &sandbox.last_code(PHONE).unwrap()).await;
    let Err(SignInError::PasswordRequired(asked)) = asked else { panic!("{asked:?}") };
    let user = live.client.check_password(asked, "correct horse").await.unwrap();
    assert_eq!(user.full_name(), "Anna");
}

#[tokio::test]
async fn a_telephone_scans_a_qr_code() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    sandbox.give_phone(anna, PHONE);
    let mut live = Live::new(&telegram);
    let export =
        functions::auth::ExportLoginToken { api_id: API_ID, api_hash: "hash".into(), except_ids: Vec::new() };
    let enums::auth::LoginToken::Token(old) = live.call(&export).await.unwrap() else { panic!("no code") };
    let enums::auth::LoginToken::Token(shown) = live.call(&export).await.unwrap() else { panic!("no code") };
    assert!(!sandbox.accept_login_token(anna, &old.token), "a new code replaces the old one");
    assert!(i64::from(shown.expires) <= sandbox.clock().now() + 30);

    assert!(sandbox.accept_login_token(anna, &shown.token));
    live.login_token().await;
    let outcome = live.call(&export).await.unwrap();
    let enums::auth::LoginToken::Success(_) = outcome else { panic!("{outcome:?}") };
    assert!(live.client.is_authorized().await.unwrap());
}

#[tokio::test]
async fn a_qr_code_leads_to_the_data_centre_of_its_account() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    sandbox.give_phone(anna, PHONE);
    sandbox.set_home(anna, 4);
    let live = Live::new(&telegram);
    let export =
        functions::auth::ExportLoginToken { api_id: API_ID, api_hash: "hash".into(), except_ids: Vec::new() };
    let enums::auth::LoginToken::Token(shown) = live.call(&export).await.unwrap() else { panic!("no code") };
    assert!(sandbox.accept_login_token(anna, &shown.token));
    let enums::auth::LoginToken::MigrateTo(to) = live.call(&export).await.unwrap() else {
        panic!("not sent on")
    };
    assert_eq!(to.dc_id, 4);
    let import = functions::auth::ImportLoginToken { token: to.token };
    let outcome = live.client.invoke_in_dc(4, &import).await.unwrap();
    assert!(matches!(outcome, enums::auth::LoginToken::Success(_)));
}

#[tokio::test]
async fn an_account_is_signed_in_at_its_home() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    sandbox.give_phone(anna, PHONE);
    sandbox.set_home(anna, 4);
    let live = Live::new(&telegram);
    assert_eq!(error(live.call(&send_code(PHONE)).await), (303, "PHONE_MIGRATE_4".into()));
    let token = live.client.request_login_code(PHONE, "hash").await.unwrap();
    live.client.sign_in(&token, &sandbox.last_code(PHONE).unwrap()).await.unwrap();
    assert!(live.client.is_authorized().await.unwrap());
    sandbox.set_home(anna, 1);
    assert_eq!(error(live.call(&functions::updates::GetState {}).await), (303, "USER_MIGRATE_1".into()));
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    let first = Live::signed_in(&sandbox, &telegram, anna).await;
    let second = Live::signed_in(&sandbox, &telegram, anna).await;
    let get = functions::account::GetAuthorizations {};
    let enums::account::Authorizations::Authorizations(listed) = first.call(&get).await.unwrap();
    assert_eq!(listed.authorizations.len(), 2);
    let shown: Vec<_> = listed
        .authorizations
        .into_iter()
        .map(|enums::Authorization::Authorization(session)| session)
        .collect();
    assert!(shown[0].current && !shown[1].current);
    assert_eq!(shown[1].device_model, "test");
    assert_eq!(sandbox.account_sessions(anna).len(), 2);

    let reset = functions::account::ResetAuthorization { hash: shown[1].hash };
    assert!(first.call(&reset).await.unwrap());
    assert_eq!(error(second.call(&functions::updates::GetState {}).await), (401, "SESSION_REVOKED".into()));
    first.call(&functions::auth::LogOut {}).await.unwrap();
    assert_eq!(error(first.call(&functions::updates::GetState {}).await).1, "AUTH_KEY_UNREGISTERED");
    assert!(sandbox.account_sessions(anna).is_empty());
}
