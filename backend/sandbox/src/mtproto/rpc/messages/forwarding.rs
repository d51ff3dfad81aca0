//! Forwarding.

use std::collections::HashMap;

use grammers_tl_types::{enums, functions::messages};

use super::{Reply, RpcError, Signed, sending};
use crate::world::{Content, Forward, Message, Post};

pub fn forward(call: &Signed, query: messages::ForwardMessages) -> Reply<enums::Updates> {
    if query.id.is_empty() || query.id.len() > 100 || query.id.len() != query.random_id.len() {
        return Err(RpcError::bad("MESSAGE_IDS_EMPTY"));
    }
    let (found, _) = call.change(|world| {
        let from = call.chat(world, &query.from_peer)?;
        let mut albums = HashMap::new();
        let numbered = query.id.iter().zip(&query.random_id);
        numbered
            .map(|(number, random_id)| {
                let message = call.message(world, from, *number)?.clone();
                let album =
                    message.album.map(|old| *albums.entry(old).or_insert_with(|| world.dice().roll() >> 1));
                Ok((*random_id, copy(&query, &message, album)?))
            })
            .collect::<Reply<Vec<_>>>()
    });
    let posts = found?;
    let answered = |world: &_, chat| {
        let [reply_to, topic] = call.answered(world, chat, query.reply_to.as_ref())?;
        let top = query.top_msg_id.map(|number| call.message(world, chat, number)).transpose()?;
        let topic = topic.or(top.map(|message| message.id));
        Ok(posts.into_iter().map(|(random_id, post)| (random_id, Post { reply_to, topic, ..post })).collect())
    };
    sending::post_all(call, &query.to_peer, answered, false)
}

fn copy(query: &messages::ForwardMessages, message: &Message, album: Option<u64>) -> Reply<Post> {
    if message.protected {
        return Err(RpcError::bad("CHAT_FORWARDS_RESTRICTED"));
    }
    let content = match message.content.clone() {
        Content::Service(_) => return Err(RpcError::bad("MESSAGE_ID_INVALID")),
        Content::File { file, spoiler, .. } if query.drop_media_captions => {
            Content::File { file, spoiler, caption: crate::text::Text::default() }
        }
        content => content,
    };
    let first = || Forward { origin: message.id, date: message.date };
    let forward = (!query.drop_author).then(|| message.forward.clone().unwrap_or_else(first));
    Ok(Post { forward, album, protected: query.noforwards, silent: query.silent, ..Post::from(content) })
}
