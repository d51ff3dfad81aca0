//! Presses of buttons, which bots answer in their own time.

use grammers_tl_types::{Deserializable, Serializable, enums, functions::messages, types};
use tokio::sync::oneshot;

use super::{Reply, RpcError, Signed};
use crate::{mtproto::rpc::Request, presses::BotAnswer};

/// Presses a button whose presser waits for no answer.
pub fn press(
    call: &Signed,
    query: messages::GetBotCallbackAnswer,
) -> Reply<enums::messages::BotCallbackAnswer> {
    begin(call, query)?;
    Err(RpcError::bad("BOT_RESPONSE_TIMEOUT"))
}

/// Presses a button; the bot's answer comes later.
pub fn begin(call: &Signed, query: messages::GetBotCallbackAnswer) -> Reply<oneshot::Receiver<BotAnswer>> {
    let data = query.data.and_then(|data| String::from_utf8(data).ok());
    let data = data.ok_or_else(|| RpcError::bad("DATA_INVALID"))?;
    let (done, _) = call.change(|world| {
        let chat = call.chat(world, &query.peer)?;
        let id = call.message(world, chat, query.msg_id)?.id;
        let query = world.press(call.me, id, &data).map_err(RpcError::from)?;
        // before the bot hears of it
        Ok(call.shared.presses.wait(&query))
    });
    done
}

/// Presses the button that a call is about.
pub fn begin_call(call: &Signed, request: &Request) -> Reply<oneshot::Receiver<BotAnswer>> {
    let query = messages::GetBotCallbackAnswer::from_bytes(request.parameters());
    begin(call, query.map_err(|_| RpcError::bad("INPUT_REQUEST_INVALID"))?)
}

/// What the bot answered; none where it took too long.
pub fn bot_answer(answer: Option<BotAnswer>) -> Reply<Vec<u8>> {
    let answer = answer.ok_or_else(|| RpcError::bad("BOT_RESPONSE_TIMEOUT"))?;
    let answer = types::messages::BotCallbackAnswer {
        alert: answer.alert,
        has_url: answer.url.is_some(),
        native_ui: false,
        message: answer.text,
        url: answer.url,
        cache_time: 0,
    };
    Ok(enums::messages::BotCallbackAnswer::from(answer).to_bytes())
}
