//! Signing in with a code: <https://core.telegram.org/api/auth>.

use grammers_tl_types::{enums, functions::auth, types};

use super::{super::RpcError, Call, Reply, admit, check_home};
use crate::{
    mtproto::{
        accounts::{Account, SentCode, Via},
        wire::random_id,
    },
    shared::Shared,
    text::Text,
    world::{ChatRef, Content, Post, UserId, World},
};

/// How many digits a code has.
const LENGTH: i32 = 5;

/// A code that is a word.
const WORD: &str = "harvest";

/// A code that is a phrase.
const PHRASE: &str = "quiet river at dawn";

/// After how many seconds another code may be asked for.
const TIMEOUT: i32 = 60;

pub fn send(call: &Call, query: auth::SendCode) -> Reply<enums::auth::SentCode> {
    let phone = digits(&query.phone_number)?;
    if query.api_id <= 0 || query.api_hash.is_empty() {
        return Err(RpcError::bad("API_ID_INVALID"));
    }
    if let Some(person) = call.shared.world().by_phone(&phone) {
        check_home(call, &call.accounts(), person, "PHONE")?;
    }
    let (hash, sent, email) = issue(call.shared, phone)?;
    Ok(shown(&sent, &hash, &email))
}

/// Sends a code to a number, digits alone. Returns what the sign-in is called by, the code, and where it went by e-mail.
pub fn issue(shared: &Shared, phone: String) -> Reply<(String, SentCode, String)> {
    let mut world = shared.world();
    let mut accounts = shared.accounts();
    let person = world.by_phone(&phone);
    let account = person.and_then(|person| accounts.account(person));
    let via = account.map_or(Via::Sms, first_way);
    let email = account.and_then(|account| account.login_email.clone()).unwrap_or_default();
    let code = new_code(&mut world, via);
    let sent = SentCode { phone, code, via, since: world.now(), wrong: 0 };
    let hash = format!("{:016x}", random_id());
    accounts.send_code(&hash, sent.clone());
    drop((world, accounts));
    if let (Via::App, Some(person)) = (via, person) {
        shared.change(|world| tell_code(world, person, &sent.code))?;
    }
    Ok((hash, sent, email))
}

/// How a code goes first.
fn first_way(account: &Account) -> Via {
    match account.codes_by {
        Some(via) => via,
        None if account.login_email.is_some() => Via::Email,
        None if account.sessions.is_empty() => Via::Sms,
        None => Via::App,
    }
}

fn new_code(world: &mut World, via: Via) -> String {
    match via {
        Via::SmsWord => WORD.into(),
        Via::SmsPhrase => PHRASE.into(),
        Via::App | Via::Sms | Via::Call | Via::Email => format!("{:05}", world.dice().below(100_000)),
    }
}

/// Those who are signed in get the code as a message.
fn tell_code(world: &mut World, person: UserId, code: &str) -> Reply<()> {
    let text = format!(
        "Login code: {code}. Do not give this code to anyone, even if they say they are from Telegram!\n\n\
         This code can be used to log in to your Telegram account. We never ask it for anything else."
    );
    let from = world.service_user();
    let post = Post::from(Content::Text(Text::plain(&text)));
    world.post(from, ChatRef::private(from, person), post)?;
    Ok(())
}

/// A telephone number's digits.
fn digits(number: &str) -> Reply<String> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if (7..=15).contains(&digits.len()) { Ok(digits) } else { Err(RpcError::bad("PHONE_NUMBER_INVALID")) }
}

fn shown(sent: &SentCode, hash: &str, email: &str) -> enums::auth::SentCode {
    let length = LENGTH;
    let r#type = match sent.via {
        Via::App => types::auth::SentCodeTypeApp { length }.into(),
        Via::Sms => types::auth::SentCodeTypeSms { length }.into(),
        Via::SmsWord => types::auth::SentCodeTypeSmsWord { beginning: Some(beginning(&sent.code, 1)) }.into(),
        Via::SmsPhrase => {
            types::auth::SentCodeTypeSmsPhrase { beginning: Some(beginning(&sent.code, 5)) }.into()
        }
        Via::Call => types::auth::SentCodeTypeCall { length }.into(),
        Via::Email => types::auth::SentCodeTypeEmailCode {
            apple_signin_allowed: false,
            google_signin_allowed: false,
            email_pattern: pattern(email),
            length,
            reset_available_period: None,
            reset_pending_date: None,
        }
        .into(),
    };
    let next_type = sent.via.next().and_then(|next| match next {
        Via::Sms => Some(enums::auth::CodeType::Sms),
        Via::Call => Some(enums::auth::CodeType::Call),
        Via::App | Via::SmsWord | Via::SmsPhrase | Via::Email => None,
    });
    let timeout = next_type.is_some().then_some(TIMEOUT);
    types::auth::SentCode { r#type, phone_code_hash: hash.into(), next_type, timeout }.into()
}

fn beginning(code: &str, letters: usize) -> String {
    code.chars().take(letters).collect()
}

/// An address as strangers may see it.
fn pattern(email: &str) -> String {
    let (name, host) = email.split_once('@').unwrap_or_default();
    format!("{}***@{host}", name.chars().next().unwrap_or('*'))
}

pub fn resend(call: &Call, query: auth::ResendCode) -> Reply<enums::auth::SentCode> {
    let mut world = call.shared.world();
    let mut accounts = call.accounts();
    let old = find(&accounts.codes, &query.phone_number, &query.phone_code_hash, world.now())?;
    let via = old.via.next().ok_or_else(|| RpcError::new(406, "SEND_CODE_UNAVAILABLE"))?;
    let code = new_code(&mut world, via);
    let sent = SentCode { code, via, since: world.now(), wrong: 0, ..old };
    let shown = shown(&sent, &query.phone_code_hash, "");
    accounts.send_code(&query.phone_code_hash, sent);
    Ok(shown)
}

pub fn cancel(call: &Call, query: auth::CancelCode) -> Reply<bool> {
    let now = call.now();
    let mut accounts = call.accounts();
    find(&accounts.codes, &query.phone_number, &query.phone_code_hash, now)?;
    Ok(accounts.codes.remove(&query.phone_code_hash).is_some())
}

type Codes = std::collections::HashMap<String, SentCode>;

fn find(codes: &Codes, phone: &str, hash: &str, now: i64) -> Reply<SentCode> {
    let phone = digits(phone)?;
    if hash.is_empty() {
        return Err(RpcError::bad("PHONE_CODE_HASH_EMPTY"));
    }
    let sent = codes.get(hash).filter(|sent| sent.phone == phone && !sent.is_over(now));
    sent.cloned().ok_or_else(|| RpcError::bad("PHONE_CODE_EXPIRED"))
}

pub fn sign_in(call: &Call, query: auth::SignIn) -> Reply<enums::auth::Authorization> {
    let world = call.shared.world();
    let mut accounts = call.accounts();
    let given = match (&query.phone_code, &query.email_verification) {
        (Some(code), _) => code.clone(),
        (None, Some(enums::EmailVerification::Code(verification))) => verification.code.clone(),
        (None, _) => String::new(),
    };
    if given.is_empty() {
        return Err(RpcError::bad("PHONE_CODE_EMPTY"));
    }
    let sent = find(&accounts.codes, &query.phone_number, &query.phone_code_hash, world.now())?;
    let by_email = query.email_verification.is_some();
    if given != sent.code || by_email != (sent.via == Via::Email) {
        if let Some(sent) = accounts.codes.get_mut(&query.phone_code_hash) {
            sent.wrong += 1;
        }
        return Err(RpcError::bad(if by_email { "CODE_INVALID" } else { "PHONE_CODE_INVALID" }));
    }
    let Some(person) = world.by_phone(&sent.phone) else {
        return Ok(types::auth::AuthorizationSignUpRequired { terms_of_service: None }.into());
    };
    check_home(call, &accounts, person, "PHONE")?;
    accounts.codes.remove(&query.phone_code_hash);
    admit(call, &world, &mut accounts, person)
}

/// The sandbox gives out its numbers itself.
pub fn sign_up(_: &Call, query: auth::SignUp) -> Reply<enums::auth::Authorization> {
    digits(&query.phone_number)?;
    Err(RpcError::new(406, "PHONE_NUMBER_INVALID"))
}
