//! Who an account can find: its address book, and what it searches for. Source: <https://core.telegram.org/api/contacts>

use grammers_tl_types::{enums, functions, types};
use openapi::chats::FoundPeer;

use super::{
    Client,
    failure::{Failure, Result},
    peers::{Peers, key, told},
    send::Target,
};
use crate::{
    entity::chat::PeerKind,
    inbox::{Incoming, Position},
};

/// How many are found at once.
const LIMIT: i32 = 50;

/// What Telegram showed.
#[derive(Debug)]
pub struct Shown {
    /// In its order.
    pub found: Vec<FoundPeer>,
    /// How to name them from now on.
    pub known: Position,
    /// What chats there are with them look like now.
    pub met: Vec<Incoming>,
}

impl Shown {
    fn new(peers: &Peers, keys: impl IntoIterator<Item = (PeerKind, i64)>) -> Self {
        let keys: Vec<_> = keys.into_iter().collect();
        Self {
            found: keys.iter().filter_map(|key| peers.found(*key)).collect(),
            known: Position::Known { peers: peers.known(), channels: Vec::new() },
            met: keys.iter().map(|key| Incoming::Met { chat: peers.chat(*key) }).collect(),
        }
    }
}

/// People, groups and channels by name: first those the account knows.
pub async fn search(client: &Client, q: &str) -> Result<Shown> {
    let request =
        functions::contacts::Search { broadcasts: false, bots: false, q: q.to_owned(), limit: LIMIT };
    let enums::contacts::Found::Found(found) = match client.call(&request).await {
        // too short for Telegram to search by
        Err(failure) if failure.is("QUERY_TOO_SHORT") => return Ok(Shown::new(&Peers::default(), [])),
        answer => answer?,
    };
    let peers = Peers::new(found.users, found.chats);
    let mut keys: Vec<_> = found.my_results.iter().map(key).collect();
    for other in found.results.iter().map(key) {
        if !keys.contains(&other) {
            keys.push(other);
        }
    }
    Ok(Shown::new(&peers, keys))
}

/// The address book.
pub async fn contacts(client: &Client) -> Result<Shown> {
    let book = client.call(&functions::contacts::GetContacts { hash: 0 }).await?;
    let enums::contacts::Contacts::Contacts(book) = book else {
        return Ok(Shown::new(&Peers::default(), []));
    };
    let keys = book.contacts.iter().map(|enums::Contact::Contact(one)| (PeerKind::User, one.user_id));
    Ok(Shown::new(&Peers::new(book.users, Vec::new()), keys))
}

/// Adds a number to the address book. None is found where nobody at Telegram has it, or hides it.
pub async fn add_contact(
    client: &Client,
    phone: String,
    first_name: String,
    last_name: String,
) -> Result<Shown> {
    let contact = types::InputPhoneContact { client_id: 0, phone, first_name, last_name, note: None };
    let request = functions::contacts::ImportContacts { contacts: vec![contact.into()] };
    let enums::contacts::ImportedContacts::Contacts(added) = client.call(&request).await?;
    if !added.retry_contacts.is_empty() {
        return Err(Failure::Refused("it takes no more contacts from this account for now".to_owned()));
    }
    let keys =
        added.imported.iter().map(|enums::ImportedContact::Contact(one)| (PeerKind::User, one.user_id));
    Ok(Shown::new(&Peers::new(added.users, Vec::new()), keys))
}

/// Takes a person out of the address book.
pub async fn remove_contact(client: &Client, person: Target) -> Result<Shown> {
    let user = types::InputUser { user_id: person.id, access_hash: person.access_hash };
    let request = functions::contacts::DeleteContacts { id: vec![user.into()] };
    let (users, chats) = told(client.call(&request).await?);
    Ok(Shown::new(&Peers::new(users, chats), [(person.kind, person.id)]))
}
