//! What a bot is: its name, descriptions and commands.

use serde_json::{Value, json};

use super::super::{
    Call,
    answer::{Answer, ApiError, success},
    render,
};
use crate::world::Profile;

/// How long a bot must have been here before it may be closed, in seconds.
const CLOSE_AFTER: u64 = 600;

pub fn get_me(call: &Call) -> Answer {
    success(&render::me(&call.shared.world(), call.bot()))
}

pub fn log_out(call: &Call) -> Answer {
    call.desk.log_out();
    success(&true)
}

pub fn close(call: &Call) -> Answer {
    match CLOSE_AFTER.checked_sub(call.desk.since.elapsed().as_secs()) {
        Some(left) if left > 0 => Err(ApiError::too_many_requests(left)),
        _ => success(&true),
    }
}

pub fn set_name(call: &Call) -> Answer {
    let name = limited(call, "name", 64)?;
    if name.is_empty() {
        return Err(ApiError::bad_request("bot name can't be empty"));
    }
    let mut world = call.shared.world();
    if let Some(user) = world.user_mut(call.bot()) {
        user.first_name = name;
    }
    success(&true)
}

pub fn get_name(call: &Call) -> Answer {
    let world = call.shared.world();
    success(&json!({"name": world.user(call.bot()).map_or("", |user| &user.first_name)}))
}

pub fn set_description(call: &Call) -> Answer {
    let text = limited(call, "description", 512)?;
    with_profile(call, |profile| profile.description = text)?;
    success(&true)
}

pub fn get_description(call: &Call) -> Answer {
    success(&json!({"description": with_profile(call, |profile| profile.description.clone())?}))
}

pub fn set_short_description(call: &Call) -> Answer {
    let text = limited(call, "short_description", 120)?;
    with_profile(call, |profile| profile.short_description = text)?;
    success(&true)
}

pub fn get_short_description(call: &Call) -> Answer {
    success(&json!({"short_description": with_profile(call, |profile| profile.short_description.clone())?}))
}

pub fn set_commands(call: &Call) -> Answer {
    let commands: Vec<Value> = call.params.json("commands", "commands")?.unwrap_or_default();
    if commands.len() > 100 {
        return Err(ApiError::bad_request("BOT_COMMANDS_TOO_MUCH"));
    }
    for command in &commands {
        let name = command["command"].as_str().unwrap_or_default().trim_start_matches('/');
        let fine = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if name.is_empty() || name.len() > 32 || !name.bytes().all(fine) {
            return Err(ApiError::bad_request("BOT_COMMAND_INVALID"));
        }
        if command["description"].as_str().unwrap_or_default().is_empty() {
            return Err(ApiError::bad_request("command description is empty"));
        }
    }
    with_profile(call, |profile| profile.commands.insert(scope(call), commands.into()))?;
    success(&true)
}

pub fn delete_commands(call: &Call) -> Answer {
    with_profile(call, |profile| profile.commands.remove(&scope(call)))?;
    success(&true)
}

pub fn get_commands(call: &Call) -> Answer {
    success(&with_profile(call, |profile| profile.commands.get(&scope(call)).cloned().unwrap_or(json!([])))?)
}

/// Commands are kept per scope and language.
fn scope(call: &Call) -> String {
    let scope = call.params.text("scope").and_then(|text| serde_json::from_str::<Value>(text).ok());
    let scope = scope.unwrap_or(json!({"type": "default"}));
    format!("{scope} {}", call.params.text("language_code").unwrap_or_default())
}

fn limited(call: &Call, name: &str, limit: usize) -> Result<String, ApiError> {
    let text = call.params.text(name).unwrap_or_default().trim();
    if text.chars().count() > limit {
        return Err(ApiError::bad_request(format!("bot {} is too long", name.replace('_', " "))));
    }
    Ok(text.into())
}

fn with_profile<T>(call: &Call, act: impl FnOnce(&mut Profile) -> T) -> Result<T, ApiError> {
    let mut world = call.shared.world();
    let profile = world.user_mut(call.bot()).and_then(|user| user.bot.as_mut());
    profile.map(act).ok_or_else(ApiError::internal)
}
