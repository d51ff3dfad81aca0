//! Those whom an account does not want to hear from: <https://core.telegram.org/api/block>.

use grammers_tl_types::{enums, functions::contacts};

use super::{Reply, RpcError, Signed};

pub fn block(call: &Signed, query: contacts::Block) -> Reply<bool> {
    set(call, &query.id, true)
}

pub fn unblock(call: &Signed, query: contacts::Unblock) -> Reply<bool> {
    set(call, &query.id, false)
}

/// Only whom the account has a chat with can be blocked here.
fn set(call: &Signed, who: &enums::InputPeer, blocked: bool) -> Reply<bool> {
    let (done, _) = call.change(|world| {
        let who = call.sender(world, who)?;
        world.set_blocked(call.me, who, blocked).map_err(RpcError::from)
    });
    done.map(|()| true)
}
