//! A call with what is wrapped around it.

use grammers_tl_types::{Cursor, Deserializable, Identifiable, deserialize, functions};

use crate::mtproto::accounts::Device;

/// A call.
pub struct Request {
    query: Vec<u8>,
    /// What the client says of itself, if it did.
    pub device: Option<Device>,
    /// Whether updates may be pushed to whoever calls.
    pub wants_updates: bool,
}

/// A call within another object, unread.
struct Rest(Vec<u8>);

impl Deserializable for Rest {
    fn deserialize(buffer: &mut Cursor) -> deserialize::Result<Self> {
        let mut rest = Vec::new();
        buffer.read_to_end(&mut rest)?;
        Ok(Self(rest))
    }
}

impl Request {
    /// Unwraps `invokeWithLayer`, `initConnection` and the like.
    pub fn read(body: &[u8]) -> deserialize::Result<Self> {
        let mut request = Self { query: body.to_vec(), device: None, wants_updates: true };
        while let Some(Rest(inner)) = request.unwrap()? {
            request.query = inner;
        }
        if request.query.len() < 4 {
            return Err(deserialize::Error::UnexpectedEof);
        }
        Ok(request)
    }

    fn unwrap(&mut self) -> deserialize::Result<Option<Rest>> {
        let mut cursor = Cursor::from_slice(self.query.get(4..).unwrap_or_default());
        let inner = match self.method() {
            functions::InvokeWithLayer::<Rest>::CONSTRUCTOR_ID => {
                functions::InvokeWithLayer::<Rest>::deserialize(&mut cursor)?.query
            }
            functions::InitConnection::<Rest>::CONSTRUCTOR_ID => {
                let init = functions::InitConnection::<Rest>::deserialize(&mut cursor)?;
                self.device = Some(Device {
                    api_id: init.api_id,
                    model: init.device_model,
                    system: init.system_version,
                    app: init.app_version,
                });
                init.query
            }
            functions::InvokeWithoutUpdates::<Rest>::CONSTRUCTOR_ID => {
                self.wants_updates = false;
                functions::InvokeWithoutUpdates::<Rest>::deserialize(&mut cursor)?.query
            }
            functions::InvokeAfterMsg::<Rest>::CONSTRUCTOR_ID => {
                functions::InvokeAfterMsg::<Rest>::deserialize(&mut cursor)?.query
            }
            _ => return Ok(None),
        };
        Ok(Some(inner))
    }

    /// The constructor of the method.
    pub fn method(&self) -> u32 {
        self.query.first_chunk().copied().map_or(0, u32::from_le_bytes)
    }

    /// The parameters.
    pub fn parameters(&self) -> &[u8] {
        &self.query[4..]
    }
}
