//! `channels.*`: supergroups and channels.

use grammers_tl_types::{enums, functions::channels, types};

use super::{Reply, Signed, View, messages, methods};

methods! { Signed:
    channels::GetMessages => messages::of_channel,
    channels::GetChannels => get,
    channels::ReadHistory => messages::read_channel,
}

fn get(call: &Signed, query: channels::GetChannels) -> Reply<enums::messages::Chats> {
    let world = call.shared.world();
    let view = View::new(&world, call.me);
    let known = query.id.iter().map(|channel| call.any_channel(&world, channel));
    let known = known.collect::<Reply<Vec<_>>>()?;
    let chats = known.into_iter().filter_map(|chat| view.chat(chat)).collect();
    Ok(types::messages::Chats { chats }.into())
}
