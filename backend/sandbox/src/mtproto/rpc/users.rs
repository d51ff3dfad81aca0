//! `users.*`.

use grammers_tl_types::{enums, functions::users, types};

use super::{Reply, Signed, View, methods};
use crate::mtproto::render::full_user;

methods! { Signed:
    users::GetUsers => get,
    users::GetFullUser => get_full,
}

/// Unknown users are left out.
fn get(call: &Signed, query: users::GetUsers) -> Reply<Vec<enums::User>> {
    let world = call.shared.world();
    let view = View::new(&world, call.me);
    Ok(query.id.iter().filter_map(|user| call.user(&world, user).ok()).map(|user| view.user(user)).collect())
}

fn get_full(call: &Signed, query: users::GetFullUser) -> Reply<enums::users::UserFull> {
    let world = call.shared.world();
    let user = call.user(&world, &query.id)?;
    let mut view = View::new(&world, call.me);
    let full_user = full_user(&mut view, user).into();
    let (users, chats) = view.people();
    Ok(types::users::UserFull { full_user, chats, users }.into())
}
