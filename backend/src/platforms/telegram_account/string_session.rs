//! A session as text, the way Telethon's `StringSession` writes it: `1`, then the data centre's number, its address, its
//! port and the key in URL-safe base64. Source: <https://docs.telethon.dev/en/stable/concepts/sessions.html>

use std::net::Ipv4Addr;

use base64::{Engine, prelude::BASE64_URL_SAFE};

use super::session::Keys;

const VERSION: char = '1';

/// Reads one into a session whose data centres are known. None where it is none or its data centre is not known.
pub fn read(text: &str, mut keys: Keys) -> Option<Keys> {
    let bytes = BASE64_URL_SAFE.decode(text.trim().strip_prefix(VERSION)?).ok()?;
    // the address has 4 bytes, or 16 with IPv6
    let (4 | 16) = bytes.len().checked_sub(1 + 2 + 256)? else { return None };
    let home = i32::from(*bytes.first()?);
    let key = *bytes.last_chunk::<256>()?;
    keys.home = home;
    keys.set_key(home, key).then_some(keys)
}

/// Writes one. None where there is no key yet.
pub fn write(keys: &Keys) -> Option<String> {
    let (address, Some(key)) = keys.centre(keys.home)? else { return None };
    let mut bytes = vec![u8::try_from(keys.home).ok()?];
    bytes.extend(Ipv4Addr::octets(address.ip()));
    bytes.extend(address.port().to_be_bytes());
    bytes.extend(key);
    Some(format!("{VERSION}{}", BASE64_URL_SAFE.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let mut keys = Keys::default();
        assert_eq!(write(&keys), None);
        keys.home = 4;
        keys.set_key(4, [9; 256]);
        let text = write(&keys).unwrap();
        assert_eq!(text.len(), 353, "as long as Telethon's");
        assert_eq!(read(&format!(" {text}\n"), Keys::default()), Some(keys));
    }

    #[test]
    fn other_text_is_no_session() {
        let other = BASE64_URL_SAFE.encode([77; 263]);
        for text in ["", "1", "1AAAA", "2AAAA", &other, &format!("1{other}")] {
            assert_eq!(read(text, Keys::default()), None, "{text}");
        }
    }
}
