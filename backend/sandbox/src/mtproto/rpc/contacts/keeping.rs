//! The people whom an account keeps.

use grammers_tl_types::{enums, functions::contacts, types};

use super::{Reply, RpcError, Signed, View, int};
use crate::world::{ContactName, UserId, World};

pub fn get(call: &Signed, _: contacts::GetContacts) -> Reply<enums::contacts::Contacts> {
    let world = call.shared.world();
    let mut view = View::new(&world, call.me);
    let kept = world.user(call.me).into_iter().flat_map(|me| me.contacts.keys());
    let contacts = kept.map(|user| {
        let mutual = world.user(*user).is_some_and(|user| user.contacts.contains_key(&call.me));
        types::Contact { user_id: view.user_id(*user), mutual }.into()
    });
    let contacts = contacts.collect();
    let (users, _) = view.people();
    Ok(types::contacts::Contacts { contacts, saved_count: 0, users }.into())
}

pub fn statuses(call: &Signed, _: contacts::GetStatuses) -> Reply<Vec<enums::ContactStatus>> {
    let world = call.shared.world();
    let view = View::new(&world, call.me);
    let kept = world.user(call.me).into_iter().flat_map(|me| me.contacts.keys());
    let statuses = kept.filter_map(|user| match view.user(*user) {
        enums::User::User(shown) => {
            Some(types::ContactStatus { user_id: user.0, status: shown.status? }.into())
        }
        enums::User::Empty(_) => None,
    });
    Ok(statuses.collect())
}

fn keep(world: &mut World, me: UserId, user: UserId, first: &str, last: &str) {
    if let Some(me) = world.user_mut(me) {
        me.contacts.insert(user, ContactName { first: first.into(), last: last.into() });
    }
}

/// Numbers that nobody has are not kept.
pub fn import(call: &Signed, query: contacts::ImportContacts) -> Reply<enums::contacts::ImportedContacts> {
    let mut world = call.shared.world();
    let mut found = Vec::new();
    for enums::InputContact::InputPhoneContact(contact) in &query.contacts {
        let digits: String = contact.phone.chars().filter(char::is_ascii_digit).collect();
        if let Some(user) = world.by_phone(&digits) {
            keep(&mut world, call.me, user, &contact.first_name, &contact.last_name);
            found.push((user, contact.client_id));
        }
    }
    let mut view = View::new(&world, call.me);
    let imported = found
        .into_iter()
        .map(|(user, client_id)| types::ImportedContact { user_id: view.user_id(user), client_id }.into());
    let imported = imported.collect();
    let (users, _) = view.people();
    let (popular_invites, retry_contacts) = (Vec::new(), Vec::new());
    Ok(types::contacts::ImportedContacts { imported, popular_invites, retry_contacts, users }.into())
}

fn updates(call: &Signed, world: &World, spoken_of: &[UserId]) -> enums::Updates {
    let mut view = View::new(world, call.me);
    for user in spoken_of {
        view.user_id(*user);
    }
    let (users, chats) = view.people();
    types::Updates { updates: Vec::new(), users, chats, date: int(world.now()), seq: 0 }.into()
}

pub fn add(call: &Signed, query: contacts::AddContact) -> Reply<enums::Updates> {
    if query.first_name.trim().is_empty() {
        return Err(RpcError::bad("CONTACT_NAME_EMPTY"));
    }
    let mut world = call.shared.world();
    let user = call.user(&world, &query.id)?;
    keep(&mut world, call.me, user, &query.first_name, &query.last_name);
    Ok(updates(call, &world, &[user]))
}

pub fn delete(call: &Signed, query: contacts::DeleteContacts) -> Reply<enums::Updates> {
    let mut world = call.shared.world();
    let gone = query.id.iter().map(|user| call.user(&world, user)).collect::<Reply<Vec<_>>>()?;
    if let Some(me) = world.user_mut(call.me) {
        me.contacts.retain(|user, _| !gone.contains(user));
    }
    Ok(updates(call, &world, &gone))
}
