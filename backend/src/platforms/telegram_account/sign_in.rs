//! The steps of a sign-in, as Telegram knows them. Source: <https://core.telegram.org/api/auth>

use chrono::{DateTime, TimeDelta, Utc};
use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{enums, functions, types};
use openapi::accounts::{CodeKind, SentCode};
use secrecy::{ExposeSecret, SecretString};

use super::{
    Client,
    failure::{Failure, Result},
    password,
};

/// How many wrong codes or passwords we pass on before a sign-in must begin anew.
pub const TRIES: u32 = 5;

/// Where a step led.
#[derive(Debug)]
pub enum Step {
    /// It is signed in.
    Done(Box<Profile>),
    /// The account has a second password, with this hint.
    Password(Option<String>),
    /// The number has no account yet.
    SignUp,
}

/// Who an account is at Telegram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its username.
    pub username: Option<String>,
    /// Its phone number, `+` and digits.
    pub phone: Option<String>,
    /// Why Telegram restricts it, if it does.
    pub restricted: Option<String>,
}

/// Has Telegram send a code. Returns it and what names it.
pub async fn send_code(client: &Client, phone: &str, now: DateTime<Utc>) -> Result<(SentCode, String)> {
    let settings = types::CodeSettings {
        allow_flashcall: false,
        current_number: false,
        allow_app_hash: false,
        allow_missed_call: false,
        allow_firebase: false,
        unknown_number: false,
        logout_tokens: None,
        token: None,
        app_sandbox: None,
    };
    let request = functions::auth::SendCode {
        phone_number: phone.to_owned(),
        api_id: client.with.api_id,
        api_hash: client.with.api_hash.expose_secret().to_owned(),
        settings: settings.into(),
    };
    let sent = match client.call(&request).await {
        Err(Failure::Migrate(centre)) => {
            client.migrate(centre);
            client.call(&request).await?
        }
        sent => sent?,
    };
    read(sent, now)
}

/// Has Telegram send the code in the next way.
pub async fn resend(
    client: &Client,
    phone: &str,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<(SentCode, String)> {
    let (phone_number, phone_code_hash) = (phone.to_owned(), hash.to_owned());
    let request = functions::auth::ResendCode { phone_number, phone_code_hash, reason: None };
    read(client.call(&request).await?, now)
}

/// Gives the code.
pub async fn give_code(client: &Client, phone: &str, hash: &str, kind: CodeKind, code: &str) -> Result<Step> {
    let code = code.to_owned();
    let (phone_code, email) = match kind {
        CodeKind::Email => (None, Some(types::EmailVerificationCode { code }.into())),
        _ => (Some(code), None),
    };
    let request = functions::auth::SignIn {
        phone_number: phone.to_owned(),
        phone_code_hash: hash.to_owned(),
        phone_code,
        email_verification: email,
    };
    match client.call(&request).await {
        Ok(authorization) => take(client, authorization),
        Err(failure) if failure.is("SESSION_PASSWORD_NEEDED") => hint(client).await,
        Err(failure) => Err(failure),
    }
}

/// Gives the second password.
pub async fn give_password(client: &Client, password: SecretString) -> Result<Step> {
    let enums::account::Password::Password(asked) = client.call(&functions::account::GetPassword {}).await?;
    let proof = password::prove(asked, password).await?;
    take(client, client.call(&functions::auth::CheckPassword { password: proof }).await?)
}

/// What comes of showing a QR code.
#[derive(Debug)]
pub enum Shown {
    /// This is what it holds, until then.
    Token(Vec<u8>, DateTime<Utc>),
    /// It was scanned and accepted.
    Accepted(Step),
}

/// Asks for what a QR code should hold, or learns that it was accepted.
/// Source: <https://core.telegram.org/api/qr-login>
pub async fn show_qr(client: &Client) -> Result<Shown> {
    let request = functions::auth::ExportLoginToken {
        api_id: client.with.api_id,
        api_hash: client.with.api_hash.expose_secret().to_owned(),
        except_ids: Vec::new(),
    };
    let mut answer = client.call(&request).await;
    if let Ok(enums::auth::LoginToken::MigrateTo(there)) = answer {
        client.migrate(there.dc_id);
        answer = client.call(&functions::auth::ImportLoginToken { token: there.token }).await;
    }
    match answer {
        Ok(enums::auth::LoginToken::Token(token)) => {
            let expires = DateTime::from_timestamp(token.expires.into(), 0).unwrap_or_default();
            Ok(Shown::Token(token.token, expires))
        }
        Ok(enums::auth::LoginToken::Success(done)) => take(client, done.authorization).map(Shown::Accepted),
        Ok(enums::auth::LoginToken::MigrateTo(_)) => {
            Err(Failure::Refused("Telegram sends from one data centre to the next".to_owned()))
        }
        Err(failure) if failure.is("SESSION_PASSWORD_NEEDED") => hint(client).await.map(Shown::Accepted),
        Err(failure) => Err(failure),
    }
}

/// Whether this tells that a QR code was accepted.
pub fn is_qr_accepted(pushed: &UpdatesLike) -> bool {
    let accepted = |update: &enums::Update| matches!(update, enums::Update::LoginToken);
    match pushed {
        UpdatesLike::Updates(enums::Updates::UpdateShort(short)) => accepted(&short.update),
        UpdatesLike::Updates(enums::Updates::Updates(many)) => many.updates.iter().any(accepted),
        UpdatesLike::Updates(enums::Updates::Combined(many)) => many.updates.iter().any(accepted),
        _ => false,
    }
}

/// Gives up a code that was sent.
pub async fn cancel(client: &Client, phone: &str, hash: &str) -> Result<()> {
    let (phone_number, phone_code_hash) = (phone.to_owned(), hash.to_owned());
    client.call(&functions::auth::CancelCode { phone_number, phone_code_hash }).await.map(drop)
}

/// Who the session belongs to.
pub async fn me(client: &Client) -> Result<Profile> {
    let request = functions::users::GetUsers { id: vec![enums::InputUser::UserSelf] };
    let user = client.call(&request).await?.into_iter().find_map(profile);
    user.ok_or_else(|| Failure::Uncertain("it does not say who has signed in".to_owned()))
}

/// Since when Telegram has frozen the account, if it has, and where one may appeal.
/// Source: <https://core.telegram.org/api/auth#frozen-accounts>
pub async fn frozen(client: &Client) -> Result<Option<String>> {
    let enums::help::AppConfig::Config(config) =
        client.call(&functions::help::GetAppConfig { hash: 0 }).await?
    else {
        return Ok(None);
    };
    let enums::Jsonvalue::JsonObject(config) = config.config else { return Ok(None) };
    let find = |key: &str| {
        config.value.iter().find_map(|enums::JsonobjectValue::JsonObjectValue(entry)| {
            (entry.key == key).then_some(&entry.value)
        })
    };
    let since = match find("freeze_since_date") {
        Some(enums::Jsonvalue::JsonNumber(since)) if since.value > 0.0 => since.value,
        _ => return Ok(None),
    };
    #[expect(clippy::cast_possible_truncation, reason = "a time in seconds")]
    let since = DateTime::from_timestamp(since as i64, 0).unwrap_or_default();
    let appeal = match find("freeze_appeal_url") {
        Some(enums::Jsonvalue::JsonString(url)) => url.value.as_str(),
        _ => "a Telegram app",
    };
    Ok(Some(format!("frozen since {}; appeal at {appeal}", since.format("%Y-%m-%d"))))
}

/// How far Telegram's updates have come.
pub async fn position(client: &Client) -> Result<types::updates::State> {
    let enums::updates::State::State(now) = client.call(&functions::updates::GetState {}).await?;
    Ok(now)
}

/// Ends the session at Telegram. One that has ended already is no failure.
pub async fn log_out(client: &Client) -> Result<()> {
    match client.call(&functions::auth::LogOut {}).await {
        Ok(_) | Err(Failure::Lost(_)) => Ok(()),
        Err(failure) => Err(failure),
    }
}

async fn hint(client: &Client) -> Result<Step> {
    let enums::account::Password::Password(asked) = client.call(&functions::account::GetPassword {}).await?;
    Ok(Step::Password(asked.hint))
}

fn take(client: &Client, authorization: enums::auth::Authorization) -> Result<Step> {
    let enums::auth::Authorization::Authorization(done) = authorization else { return Ok(Step::SignUp) };
    let user = profile(done.user);
    let user = user.ok_or_else(|| Failure::Uncertain("it does not say who has signed in".to_owned()))?;
    client.session.edit(|keys| keys.user = Some(user.id));
    Ok(Step::Done(Box::new(user)))
}

fn profile(user: enums::User) -> Option<Profile> {
    let enums::User::User(user) = user else { return None };
    let names = [user.first_name, user.last_name];
    let name = names.into_iter().flatten().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ");
    let reasons = user.restriction_reason.unwrap_or_default().into_iter();
    let reason = reasons.map(|enums::RestrictionReason::Reason(reason)| reason.text).next();
    Some(Profile {
        id: user.id,
        name,
        username: user.username,
        phone: user.phone.map(|digits| format!("+{}", digits.trim_start_matches('+'))),
        restricted: user.restricted.then(|| reason.unwrap_or_default()),
    })
}

fn read(sent: enums::auth::SentCode, now: DateTime<Utc>) -> Result<(SentCode, String)> {
    let sent = match sent {
        enums::auth::SentCode::Code(sent) => sent,
        enums::auth::SentCode::PaymentRequired(_) => {
            return Err(refused("Telegram wants to be paid for the SMS"));
        }
        enums::auth::SentCode::Success(_) => return Err(refused("Telegram signed in without a code")),
    };
    let (kind, length, hint) = kind(sent.r#type)?;
    let timeout = sent.timeout.unwrap_or_default().max(0);
    let code = SentCode {
        kind,
        length,
        hint,
        next: sent.next_type.as_ref().map(next),
        resend_at: sent.next_type.is_some().then(|| now + TimeDelta::seconds(timeout.into())),
        tries_left: TRIES,
    };
    Ok((code, sent.phone_code_hash))
}

fn kind(sent: enums::auth::SentCodeType) -> Result<(CodeKind, Option<i32>, Option<String>)> {
    use enums::auth::SentCodeType as Type;
    Ok(match sent {
        Type::App(by) => (CodeKind::App, Some(by.length), None),
        Type::Sms(by) => (CodeKind::Sms, Some(by.length), None),
        Type::FirebaseSms(by) => (CodeKind::Sms, Some(by.length), None),
        Type::Call(by) => (CodeKind::Call, Some(by.length), None),
        Type::FlashCall(by) => (CodeKind::FlashCall, None, Some(by.pattern)),
        Type::MissedCall(by) => (CodeKind::MissedCall, Some(by.length), Some(by.prefix)),
        Type::EmailCode(by) => (CodeKind::Email, Some(by.length), Some(by.email_pattern)),
        Type::FragmentSms(by) => (CodeKind::Fragment, Some(by.length), Some(by.url)),
        Type::SmsWord(by) => (CodeKind::SmsWord, None, by.beginning),
        Type::SmsPhrase(by) => (CodeKind::SmsPhrase, None, by.beginning),
        Type::SetUpEmailRequired(_) => {
            return Err(refused(
                "Telegram wants an e-mail address for signing in first: set one in a Telegram app, under Settings, \
                 Privacy and Security, Login Email",
            ));
        }
    })
}

fn next(kind: &enums::auth::CodeType) -> CodeKind {
    use enums::auth::CodeType as Type;
    match kind {
        Type::Sms => CodeKind::Sms,
        Type::Call => CodeKind::Call,
        Type::FlashCall => CodeKind::FlashCall,
        Type::MissedCall => CodeKind::MissedCall,
        Type::FragmentSms => CodeKind::Fragment,
    }
}

fn refused(text: &str) -> Failure {
    Failure::Refused(text.to_owned())
}
