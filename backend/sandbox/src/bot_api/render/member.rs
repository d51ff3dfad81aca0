//! Members and their rights.

use serde_json::{Value, json};

use super::{chat, user};
use crate::world::{ChatKind, ChatRef, Event, Member, Permission, Permissions, Right, UserId, World};

/// A `ChatMember` as a bot sees it.
pub fn member(world: &World, viewer: UserId, id: ChatRef, who: UserId, standing: &Member) -> Value {
    let user = user(world, who);
    match standing {
        Member::Creator => json!({"user": user, "status": "creator", "is_anonymous": false}),
        Member::Administrator(rights) => {
            let kind = world.chat(id).map_or(ChatKind::Group, |chat| chat.kind);
            let editable = world.chat(id).is_some_and(|chat| chat.member(viewer).has(Right::PromoteMembers));
            let mut shown =
                json!({"user": user, "status": "administrator", "can_be_edited": editable && viewer != who});
            for (right, name) in Right::ALL {
                if applies(right, kind) {
                    shown[name] = rights.contains(&right).into();
                }
            }
            shown
        }
        Member::Member => json!({"user": user, "status": "member"}),
        Member::Restricted(allowed) => {
            let mut shown = permissions(allowed);
            shown["user"] = user;
            shown["status"] = "restricted".into();
            shown["is_member"] = true.into();
            shown["until_date"] = 0.into();
            shown
        }
        Member::Left => json!({"user": user, "status": "left"}),
        Member::Banned => json!({"user": user, "status": "kicked", "until_date": 0}),
    }
}

/// Some rights exist only in channels, others only in groups.
fn applies(right: Right, kind: ChatKind) -> bool {
    match right {
        Right::PostMessages | Right::EditMessages | Right::ManageDirectMessages => kind == ChatKind::Channel,
        Right::PinMessages | Right::ManageTags => kind != ChatKind::Channel,
        Right::ManageTopics => kind == ChatKind::Supergroup,
        _ => true,
    }
}

/// A `ChatPermissions`.
pub fn permissions(allowed: &Permissions) -> Value {
    let mut shown = json!({});
    for (permission, name) in Permission::ALL {
        shown[name] = allowed.contains(&permission).into();
    }
    shown
}

/// A `ChatMemberUpdated`.
pub fn change(world: &World, viewer: UserId, event: &Event) -> Value {
    let Event::Membership { chat: id, by, user: who, before, after } = event else { return Value::Null };
    json!({
        "chat": chat(world, viewer, *id),
        "from": user(world, *by),
        "date": world.now(),
        "old_chat_member": member(world, viewer, *id, *who, before),
        "new_chat_member": member(world, viewer, *id, *who, after),
    })
}

/// A `ChatJoinRequest`.
pub fn join_request(world: &World, viewer: UserId, id: ChatRef, who: UserId) -> Value {
    json!({
        "chat": chat(world, viewer, id),
        "from": user(world, who),
        "user_chat_id": who,
        "date": world.now(),
    })
}
