//! Everything that may go wrong.

use std::time::Duration;

use grammers_client::InvocationError;
use grammers_tl_types::functions;
use sandbox::{ChatRef, Draft, Fault, Outcome, Sandbox};
use tokio::time::timeout;

use crate::{
    PATIENCE,
    client::{Live, error},
};

const STATE: functions::updates::GetState = functions::updates::GetState {};

#[tokio::test]
async fn errors_meet_the_method_and_the_account() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let one = Live::signed_in(&sandbox, &telegram, anna).await;
    let other = Live::signed_in(&sandbox, &telegram, boris).await;
    sandbox.fault(Fault::too_many_requests(300).on("updates.getState").of(anna));
    other.call(&STATE).await.unwrap();
    assert_eq!(error(one.call(&STATE).await), (420, "FLOOD_WAIT_300".into()));
    one.call(&STATE).await.unwrap();
    sandbox.fault(Fault::rpc_error(403, "CHAT_WRITE_FORBIDDEN").of(anna));
    assert_eq!(error(one.call(&STATE).await), (403, "CHAT_WRITE_FORBIDDEN".into()));
    sandbox.fault(Fault::latency(Duration::from_millis(20)).of(anna));
    one.call(&STATE).await.unwrap();
    sandbox.fault(Fault::duplicate_key().of(anna));
    assert_eq!(error(one.call(&STATE).await), (406, "AUTH_KEY_DUPLICATED".into()));
    assert_eq!(error(one.call(&STATE).await).1, "AUTH_KEY_UNREGISTERED");
}

#[tokio::test]
async fn a_lost_reply_is_known_by_its_random_id() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let chat = ChatRef::private(anna, boris);
    sandbox.write(boris, chat, Draft::text("hello"));
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    let send = live.text(boris, "once", 42).await;
    sandbox.fault(Fault::lost_reply().on("messages.sendMessage"));
    assert_eq!(
        error(live.call(&send).await),
        (500, "RANDOM_ID_DUPLICATE".into()),
        "the client sent it again"
    );
    assert_eq!(sandbox.history(chat).len(), 2);
    let calls = sandbox.account_calls(anna);
    let outcomes: Vec<_> =
        calls.iter().filter(|call| call.method == "messages.sendMessage").map(|call| &call.outcome).collect();
    assert_eq!(*outcomes[0], Some(Outcome::ReplyLost));

    sandbox.fault(Fault::refused_reply().on("messages.sendMessage"));
    live.call(&live.text(boris, "twice", 43).await).await.unwrap();
    assert_eq!(sandbox.history(chat).len(), 3);
}

#[tokio::test]
async fn silence_is_no_answer() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    sandbox.fault(Fault::timeout().on("updates.getState"));
    assert!(timeout(Duration::from_millis(50), live.client.invoke(&STATE)).await.is_err());
    live.call(&functions::help::GetConfig {}).await.unwrap();
    sandbox.fault(Fault::half_open().of(anna));
    assert!(timeout(Duration::from_millis(50), live.client.invoke(&STATE)).await.is_err());
    let deaf = live.client.invoke(&functions::help::GetConfig {});
    assert!(timeout(Duration::from_millis(50), deaf).await.is_err(), "the connection is dead");
    assert_eq!(sandbox.connections(), 1);
    let again = live.restarted();
    again.call(&STATE).await.unwrap();
}

#[tokio::test]
async fn salts_and_clocks_are_corrected_on_the_way() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    sandbox.rotate_salts();
    live.call(&STATE).await.unwrap();
    // Only this way: message ids must grow, so grammers cannot set its clock back (Telethon can).
    sandbox.set_clock_skew(4000);
    live.call(&STATE).await.unwrap();
}

#[tokio::test]
async fn a_forgotten_key_is_refused_by_the_transport() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let anna = sandbox.add_person("Anna", None, None);
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    sandbox.forget_keys(anna);
    let outcome = timeout(PATIENCE, live.client.invoke(&STATE)).await.unwrap();
    assert!(!matches!(outcome, Ok(_) | Err(InvocationError::Rpc(_))), "{outcome:?}");
}

#[tokio::test]
async fn accounts_fall_from_grace() {
    let sandbox = Sandbox::start().await.unwrap();
    let telegram = sandbox.serve_mtproto().await.unwrap();
    let (anna, boris) = (sandbox.add_person("Anna", None, None), sandbox.add_person("Boris", None, None));
    let carl = sandbox.add_person("Carl", None, None);
    sandbox.write(boris, ChatRef::private(anna, boris), Draft::text("hello"));
    sandbox.write(anna, ChatRef::private(anna, carl), Draft::text("hello?"));
    let live = Live::signed_in(&sandbox, &telegram, anna).await;
    sandbox.restrict(anna);
    assert_eq!(error(live.call(&live.text(carl, "?", 1).await).await), (400, "PEER_FLOOD".into()));
    live.call(&live.text(boris, "hello", 2).await).await.unwrap();
    sandbox.freeze(anna);
    let send = live.text(boris, "hello", 3).await;
    assert_eq!(error(live.call(&send).await), (420, "FROZEN_METHOD_INVALID".into()));
    live.dialogs().await;
    sandbox.ban_account(anna);
    assert_eq!(error(live.call(&STATE).await), (401, "USER_DEACTIVATED_BAN".into()));
    let code = crate::client::send_code(&format!("1555{anna}"));
    assert_eq!(error(live.call(&code).await).1, "PHONE_NUMBER_BANNED");
}
