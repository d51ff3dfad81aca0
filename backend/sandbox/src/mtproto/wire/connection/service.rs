//! Service messages: <https://core.telegram.org/mtproto/service_messages>.

use grammers_tl_types::{Cursor, Deserializable, RawVec, Serializable, enums, functions, types};

use super::{Connection, End, Kind, Message, int, is, message_id};

/// How long a salt is good, in seconds.
const SALT_LIFE: i32 = 1800;

impl Connection {
    pub(super) async fn message(&mut self, message: Message) -> Result<(), End> {
        let Some(constructor) = message.constructor() else { return Ok(()) };
        let mut cursor = Cursor::from_slice(&message.body[4..]);
        if is::<types::MsgsAck>(constructor)
            || is::<types::MsgsStateReq>(constructor)
            || is::<types::MsgResendReq>(constructor)
            || is::<types::HttpWait>(constructor)
        {
            return Ok(());
        }
        if is::<functions::Ping>(constructor) || is::<functions::PingDelayDisconnect>(constructor) {
            let ping_id = i64::deserialize(&mut cursor).map_err(anyhow::Error::from)?;
            let pong = types::Pong { msg_id: message.id, ping_id };
            self.send(&enums::Pong::from(pong).to_bytes(), Kind::Note);
        } else if is::<functions::GetFutureSalts>(constructor) {
            self.send_salts(message.id);
        } else if is::<functions::DestroySession>(constructor) {
            let session_id = i64::deserialize(&mut cursor).map_err(anyhow::Error::from)?;
            let gone = types::DestroySessionOk { session_id };
            self.send(&enums::DestroySessionRes::from(gone).to_bytes(), Kind::Note);
        } else {
            self.call(message.id, &message.body).await?;
        }
        Ok(())
    }

    /// The salt of now twice: clients ask again before the second one ends.
    fn send_salts(&mut self, req_msg_id: i64) {
        let Some(user) = &self.user else { return };
        let accounts = self.shared.accounts();
        let now = int(message_id(accounts.skew) >> 32);
        let salt = accounts.key(user.key).map_or(0, |key| key.salt);
        drop(accounts);
        let salts = (0..2).map(|place| types::FutureSalt {
            valid_since: now - 60 + place * SALT_LIFE,
            valid_until: now + (place + 1) * SALT_LIFE,
            salt,
        });
        let salts = types::FutureSalts { req_msg_id, now, salts: RawVec(salts.collect()) };
        self.send(&enums::FutureSalts::from(salts).to_bytes(), Kind::Note);
    }
}
