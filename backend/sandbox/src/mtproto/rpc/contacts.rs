//! `contacts.*`.

mod blocking;
mod keeping;
mod resolving;

use grammers_tl_types::functions::contacts;

use super::{Reply, RpcError, Signed, View, int, methods};

methods! { Signed:
    contacts::GetContacts => keeping::get,
    contacts::GetStatuses => keeping::statuses,
    contacts::ImportContacts => keeping::import,
    contacts::AddContact => keeping::add,
    contacts::DeleteContacts => keeping::delete,
    contacts::Block => blocking::block,
    contacts::Unblock => blocking::unblock,
    contacts::ResolveUsername => resolving::username,
    contacts::ResolvePhone => resolving::phone,
    contacts::Search => resolving::search,
}
