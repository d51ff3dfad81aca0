//! Bot tokens: what one looks like, and whose it is.

use openapi::FieldCode;
use secrecy::SecretString;

use crate::{
    error::{Error, Result},
    platforms::telegram_bot::client::Me,
    state::AppState,
};

/// Reads a token and asks Telegram whose it is.
pub async fn check(state: &AppState, token: String) -> Result<(SecretString, Me)> {
    let token = read(&token)?;
    let me = state.telegram.client(token.clone()).get_me().await?;
    Ok((token, me))
}

/// A token is the bot's id, a colon and a secret.
fn read(text: &str) -> Result<SecretString> {
    let text = text.trim();
    let well_formed = text.split_once(':').is_some_and(|(id, secret)| {
        id.parse::<i64>().is_ok_and(|id| id > 0)
            && secret.len() >= 30
            && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    });
    if well_formed {
        Ok(text.into())
    } else {
        Err(Error::field(
            "token",
            FieldCode::Malformed,
            "is not a bot token; @BotFather gives one that looks like 123456789:AAE...",
        ))
    }
}

/// Opens the token of a stored bot.
pub fn open(state: &AppState, bot: &crate::entity::bot::Model) -> Result<SecretString> {
    state.vault.open(&bot.token_sealed).map_err(|error| Error::internal("opening a bot's token", error))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn tells_tokens_from_other_text() {
        let token = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc";
        assert_eq!(read(&format!(" {token}\n")).unwrap().expose_secret(), token);
        for text in [
            "",
            ":",
            "123456789",
            "x:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc",
            "1:short",
            "-1:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc",
            "1:AAEhBOweik6ad9r QXMENQjcrGbqCr4K-bc",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
