//! Phone numbers and proxies: what one looks like.

use openapi::{FieldCode, accounts::Device};
use secrecy::SecretString;
use url::Url;

use crate::error::{Error, Result};

/// Reads a phone number into international form: `+` and digits. Source: ITU-T E.164, at most 15 digits.
pub fn read(text: &str) -> Result<String> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && !"()-.\u{a0}".contains(*c)).collect();
    let digits = bare.strip_prefix('+').unwrap_or_default();
    if (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|b| b.is_ascii_digit())
    {
        Ok(bare)
    } else {
        Err(Error::field(
            "phone",
            FieldCode::Malformed,
            "is not a number in international form, as +44 20 7946 0958",
        ))
    }
}

/// Reads a SOCKS5 proxy: its whole address, which is secret, and its host and port, which are shown.
pub fn read_proxy(text: &str, field: &str) -> Result<(SecretString, String)> {
    let wrong = || {
        Error::field(
            field,
            FieldCode::Malformed,
            "is not a SOCKS5 proxy, as socks5://user:password@host:port",
        )
    };
    let url: Url = text.trim().parse().map_err(|_| wrong())?;
    let (Some(host), Some(port), "socks5") = (url.host_str(), url.port(), url.scheme()) else {
        return Err(wrong());
    };
    let shown = format!("{host}:{port}");
    Ok((String::from(url).into(), shown))
}

/// What Telegram is told of a device nobody described.
pub fn default_device() -> Device {
    Device {
        model: "Switchboard".to_owned(),
        system: "Linux".to_owned(),
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
        language: "en".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(read(" +44 (20) 7946-0958 ").unwrap(), "+442079460958");
        for text in
            ["", "+", "442079460958", "+0442079460958", "+44 20 CALL ME", "+1234567890123456", "+123456"]
        {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_proxys_password_is_not_shown() {
        let (_, shown) = read_proxy("socks5://user:secret@10.0.0.1:1080", "proxy").unwrap();
        assert_eq!(shown, "10.0.0.1:1080");
        for text in ["", "10.0.0.1:1080", "http://10.0.0.1:1080", "socks5://10.0.0.1", "socks5://:1080"] {
            assert!(read_proxy(text, "proxy").is_err(), "{text}");
        }
    }
}
