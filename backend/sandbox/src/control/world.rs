//! The world as a whole, and newcomers.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Body, Error, Path, done};
use crate::{
    bot_api::render,
    shared::Shared,
    world::{ChatKind, ChatRef, UserId},
};

/// Everybody and everything there is.
pub async fn show(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let tokens = shared.bots();
    let world = shared.world();
    let bots = tokens.iter().map(|(id, token)| {
        let mut bot = render::me(&world, *id);
        bot["token"] = token.as_str().into();
        bot
    });
    let people: Vec<_> = world.users().into_iter().filter(|id| !world.is_bot(*id)).collect();
    let chats = world.chats().into_iter().filter(|chat| !matches!(chat, ChatRef::Private(_)));
    let shown = chats.map(|id| {
        let mut chat = render::chat(&world, UserId(0), id);
        let members = world.chat(id).into_iter().flat_map(|chat| &chat.members);
        chat["members"] = members
            .map(|(user, member)| render::member::member(&world, UserId(0), id, *user, member))
            .collect();
        chat
    });
    Json(json!({
        "now": world.now(),
        "bots": bots.collect::<Vec<_>>(),
        "people": people.iter().map(|id| render::user(&world, *id)).collect::<Vec<_>>(),
        "chats": shown.collect::<Vec<_>>(),
    }))
}

/// A time, or seconds to move on by.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewTime {
    Now(i64),
    Advance(i64),
}

pub async fn set_clock(State(shared): State<Arc<Shared>>, Body(time): Body<NewTime>) -> Answer {
    match time {
        NewTime::Now(unix) => shared.clock.set(unix),
        NewTime::Advance(seconds) => shared.clock.advance(seconds),
    }
    Ok(Json(json!({"now": shared.clock.now()})))
}

#[derive(Deserialize)]
pub struct NewBot {
    username: String,
    name: String,
    #[serde(default)]
    can_read_all_group_messages: bool,
}

pub async fn add_bot(State(shared): State<Arc<Shared>>, Body(new): Body<NewBot>) -> Answer {
    let (id, token) = shared.add_bot(&new.username, &new.name)?;
    let mut world = shared.world();
    if let Some(profile) = world.user_mut(id).and_then(|user| user.bot.as_mut()) {
        profile.can_read_all_group_messages = new.can_read_all_group_messages;
    }
    let mut bot = render::me(&world, id);
    bot["token"] = token.into();
    Ok(Json(bot))
}

pub async fn new_token(State(shared): State<Arc<Shared>>, Path(bot): Path<UserId>) -> Answer {
    shared.desk(bot).ok_or_else(|| Error::not_found("bot not found"))?;
    Ok(Json(json!({"token": shared.new_token(bot)})))
}

pub async fn revoke_token(State(shared): State<Arc<Shared>>, Path(bot): Path<UserId>) -> Answer {
    let known = shared.bots().into_iter().find(|(id, _)| *id == bot);
    let (_, token) = known.ok_or_else(|| Error::not_found("bot not found"))?;
    shared.revoke(&token);
    Ok(done())
}

#[derive(Deserialize)]
pub struct NewPerson {
    first_name: String,
    last_name: Option<String>,
    username: Option<String>,
    language_code: Option<String>,
}

pub async fn add_person(State(shared): State<Arc<Shared>>, Body(new): Body<NewPerson>) -> Answer {
    shared.change(|world| {
        let id = world.add_person(&new.first_name, new.last_name.as_deref(), new.username.as_deref())?;
        if let (Some(user), Some(language)) = (world.user_mut(id), new.language_code) {
            user.language = Some(language);
        }
        Ok(Json(render::user(world, id)))
    })
}

#[derive(Deserialize)]
pub struct NewChat {
    kind: NewChatKind,
    title: String,
    creator: UserId,
    username: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum NewChatKind {
    Group,
    Supergroup,
    Channel,
}

pub async fn add_chat(State(shared): State<Arc<Shared>>, Body(new): Body<NewChat>) -> Answer {
    let kind = match new.kind {
        NewChatKind::Group => ChatKind::Group,
        NewChatKind::Supergroup => ChatKind::Supergroup,
        NewChatKind::Channel => ChatKind::Channel,
    };
    shared.change(|world| {
        let id = world.add_chat(kind, &new.title, new.creator, new.username.as_deref())?;
        Ok(Json(render::chat(world, new.creator, id)))
    })
}
