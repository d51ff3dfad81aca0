//! What a decrypted packet holds.

use std::io::Read;

use anyhow::ensure;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use grammers_tl_types::{Cursor, Deserializable, Serializable, deserialize};

const CONTAINER: u32 = 0x73f1_f8dc;
const GZIP_PACKED: u32 = 0x3072_cfa1;

/// The longest message, compressed or not: 16 MiB is far above what Telegram takes.
const LONGEST: u64 = 16 << 20;

/// A packet of a client.
pub struct Packet {
    /// The salt it was sent under.
    pub salt: i64,
    /// The session it belongs to.
    pub session: i64,
    /// What it carries.
    pub message: Message,
}

/// One message.
pub struct Message {
    /// Its id; the upper half is the client's time in Unix seconds.
    pub id: i64,
    /// Its place in the session.
    pub sequence: i32,
    /// The TL object.
    pub body: Vec<u8>,
}

impl Packet {
    /// Reads the plain text of a packet.
    pub fn read(plain: &[u8]) -> deserialize::Result<Self> {
        let mut cursor = Cursor::from_slice(plain);
        let (salt, session) = (i64::deserialize(&mut cursor)?, i64::deserialize(&mut cursor)?);
        Ok(Self { salt, session, message: Message::read(&mut cursor)? })
    }
}

impl Message {
    fn read(cursor: &mut Cursor) -> deserialize::Result<Self> {
        let (id, sequence) = (i64::deserialize(cursor)?, i32::deserialize(cursor)?);
        let length = usize::try_from(i32::deserialize(cursor)?);
        let length = length.ok().filter(|length| *length as u64 <= LONGEST);
        let mut body = vec![0; length.ok_or(deserialize::Error::UnexpectedEof)?];
        cursor.read_exact(&mut body)?;
        Ok(Self { id, sequence, body })
    }

    /// The constructor of the object.
    pub fn constructor(&self) -> Option<u32> {
        self.body.first_chunk().copied().map(u32::from_le_bytes)
    }

    /// The messages in it: itself, or those of a container; all unpacked.
    pub fn unpacked(self) -> anyhow::Result<Vec<Self>> {
        let mut cursor = Cursor::from_slice(&self.body);
        match u32::deserialize(&mut cursor)? {
            CONTAINER => {
                let mut all = Vec::new();
                for _ in 0..i32::deserialize(&mut cursor)? {
                    let inner = Self::read(&mut cursor)?;
                    ensure!(inner.constructor() != Some(CONTAINER), "a container within a container");
                    all.extend(inner.unpacked()?);
                }
                Ok(all)
            }
            GZIP_PACKED => {
                let packed = Vec::<u8>::deserialize(&mut cursor)?;
                let mut body = Vec::new();
                GzDecoder::new(&packed[..]).take(LONGEST).read_to_end(&mut body)?;
                Self { body, ..self }.unpacked()
            }
            _ => Ok(vec![self]),
        }
    }
}

/// An object as it is sent: packed if that makes it smaller.
pub fn packed(body: Vec<u8>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let packed = std::io::Write::write_all(&mut encoder, &body).and_then(|()| encoder.finish());
    match packed {
        Ok(packed) if packed.len() + 8 < body.len() => {
            let mut object = GZIP_PACKED.to_bytes();
            packed.serialize(&mut object);
            object
        }
        _ => body,
    }
}
