//! Members, blocks and faults.

use std::sync::Arc;

use axum::{Json, extract::State};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Body, Error, Path, done};
use crate::{
    fault::Fault,
    shared::Shared,
    world::{ChatRef, Member, Permission, Right, UserId},
};

/// The chat with a marked id that is the same for everybody.
fn common(marked: i64) -> ChatRef {
    ChatRef::from_marked(UserId(0), marked)
}

pub async fn migrate(State(shared): State<Arc<Shared>>, Path(chat): Path<i64>) -> Answer {
    let supergroup = shared.change(|world| world.migrate(common(chat)))?;
    Ok(Json(json!({"id": supergroup.marked(UserId(0))})))
}

/// What a group or channel is to be; what is missing stays.
#[derive(Deserialize)]
pub struct ChatChange {
    about: Option<String>,
    /// A picture in base64.
    photo: Option<String>,
    slow_mode: Option<u32>,
}

pub async fn change_chat(
    State(shared): State<Arc<Shared>>,
    Path(chat): Path<i64>,
    Body(change): Body<ChatChange>,
) -> Answer {
    let chat = common(chat);
    let creator = shared.creator(chat)?;
    if let Some(about) = &change.about {
        shared.change(|world| world.describe(chat, about));
    }
    if let Some(photo) = &change.photo {
        let picture = STANDARD.decode(photo).map_err(|error| Error::bad_request(&error))?;
        shared.set_chat_photo(chat, picture.into())?;
    }
    if let Some(seconds) = change.slow_mode {
        shared.change(|world| world.set_slow_mode(creator, chat, seconds))?;
    }
    Ok(done())
}

#[derive(Deserialize)]
pub struct NewInvite {
    #[serde(default)]
    needs_approval: bool,
}

#[derive(Deserialize)]
pub struct NewTopic {
    title: String,
}

/// A topic, begun by the creator.
pub async fn add_topic(
    State(shared): State<Arc<Shared>>,
    Path(chat): Path<i64>,
    Body(new): Body<NewTopic>,
) -> Answer {
    let chat = common(chat);
    let topic = shared.add_topic(shared.creator(chat)?, chat, &new.title)?;
    Ok(Json(json!({"message": topic})))
}

/// A link, made by the creator.
pub async fn invite(
    State(shared): State<Arc<Shared>>,
    Path(chat): Path<i64>,
    Body(new): Body<NewInvite>,
) -> Answer {
    let chat = common(chat);
    let creator = shared.creator(chat)?;
    let invite = shared.change(|world| world.add_invite(creator, chat, new.needs_approval, [None, None]))?;
    Ok(Json(json!({"link": invite.link()})))
}

/// A standing, with what it allows where it does not allow everything.
#[derive(Deserialize)]
pub struct Standing {
    status: String,
    allowed: Option<Vec<String>>,
}

impl Standing {
    fn member(&self) -> Result<Member, Error> {
        Ok(match (self.status.as_str(), &self.allowed) {
            ("administrator", None) => Member::administrator(),
            ("administrator", Some(names)) => Member::Administrator(chosen(&Right::ALL, names)?),
            ("restricted", names) => {
                Member::Restricted(chosen(&Permission::ALL, names.as_deref().unwrap_or_default())?)
            }
            ("creator", _) => Member::Creator,
            ("member", _) => Member::Member,
            ("left", _) => Member::Left,
            ("kicked", _) => Member::Banned,
            (other, _) => return Err(Error::bad_request(&format_args!("unknown status {other}"))),
        })
    }
}

fn chosen<T, C>(all: &[(T, &str)], names: &[String]) -> Result<C, Error>
where
    T: Copy,
    C: FromIterator<T>,
{
    let find = |name: &String| all.iter().find(|(_, known)| known == name).map(|(item, _)| *item);
    names
        .iter()
        .map(|name| find(name).ok_or_else(|| Error::bad_request(&format!("unknown right {name}"))))
        .collect()
}

pub async fn set_member(
    State(shared): State<Arc<Shared>>,
    Path((chat, user)): Path<(i64, UserId)>,
    Body(standing): Body<Standing>,
) -> Answer {
    shared.set_member(user, common(chat), standing.member()?)?;
    Ok(done())
}

#[derive(Deserialize)]
pub struct JoinRequest {
    person: UserId,
}

pub async fn request_to_join(
    State(shared): State<Arc<Shared>>,
    Path(chat): Path<i64>,
    Body(request): Body<JoinRequest>,
) -> Answer {
    shared.change(|world| world.request_to_join(request.person, common(chat)))?;
    Ok(done())
}

pub async fn block(State(shared): State<Arc<Shared>>, Path((person, bot)): Path<(UserId, UserId)>) -> Answer {
    shared.change(|world| world.set_blocked(person, bot, true))?;
    Ok(done())
}

pub async fn unblock(
    State(shared): State<Arc<Shared>>,
    Path((person, bot)): Path<(UserId, UserId)>,
) -> Answer {
    shared.change(|world| world.set_blocked(person, bot, false))?;
    Ok(done())
}

pub async fn fault(State(shared): State<Arc<Shared>>, Body(fault): Body<Fault>) -> Answer {
    shared.faults.add(fault);
    Ok(done())
}

pub async fn clear_faults(State(shared): State<Arc<Shared>>) -> Answer {
    shared.faults.clear();
    Ok(done())
}
