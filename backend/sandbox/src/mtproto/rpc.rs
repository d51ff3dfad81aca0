//! Calls of methods, one file a namespace.

#![expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "the tables of methods ask for one form of handler"
)]

mod account;
mod auth;
mod channels;
mod contacts;
mod error;
mod folders;
mod help;
mod messages;
mod peers;
mod photos;
mod request;
mod updates;
mod upload;
mod users;

use std::sync::Arc;

use grammers_tl_types::{
    Deserializable, Identifiable, RemoteCall, Serializable, enums, functions::messages::GetBotCallbackAnswer,
    name_for_id, types,
};
use tokio::sync::oneshot;

use super::{
    accounts::{Accounts, Condition, KeyId, LineId, Standing},
    fan_out::{Echo, pushed},
    render::View,
};
use crate::{
    mtproto::number::int,
    presses::BotAnswer,
    shared::Shared,
    world::{ChatRef, UserId, World},
};
pub use auth::send_code;
pub use error::RpcError;
pub use messages::bot_answer;
pub use request::Request;

/// The TL object that answers a call, or why there is none.
pub type Answer = Result<Vec<u8>, RpcError>;

/// What a handler gives back.
type Reply<T> = Result<T, RpcError>;

/// Who calls.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// What the protocols share.
    pub shared: &'a Arc<Shared>,
    /// The data centre that is called.
    pub centre: i32,
    /// The key that is used.
    pub key: KeyId,
    /// The connection that is used.
    pub line: LineId,
}

/// A call of somebody who signed in.
#[derive(Clone, Copy)]
struct Signed<'a> {
    call: Call<'a>,
    /// Who signed in.
    me: UserId,
}

impl<'a> std::ops::Deref for Signed<'a> {
    type Target = Call<'a>;

    fn deref(&self) -> &Call<'a> {
        &self.call
    }
}

/// The methods of a namespace and what carries them out; a wrong type of answer does not compile.
macro_rules! methods {
    ($caller:ty: $($method:path => $handler:expr),* $(,)?) => {
        /// Carries out a call, if it is of this namespace.
        pub fn answer(call: &$caller, request: &$crate::mtproto::rpc::Request) -> Option<$crate::mtproto::rpc::Answer> {
            use grammers_tl_types::Identifiable;
            match request.method() {
                $(<$method>::CONSTRUCTOR_ID => Some($crate::mtproto::rpc::run::<$method, _>(call, request, $handler)),)*
                _ => None,
            }
        }
    };
}
use methods;

fn run<M, C>(caller: &C, request: &Request, handler: impl FnOnce(&C, M) -> Reply<M::Return>) -> Answer
where
    M: RemoteCall<Return: Serializable> + Deserializable + Identifiable,
{
    let query = M::from_bytes(request.parameters()).map_err(|error| {
        tracing::warn!(method = name_for_id(M::CONSTRUCTOR_ID), %error, "parameters that cannot be read");
        RpcError::bad("INPUT_REQUEST_INVALID")
    })?;
    handler(caller, query).map(|answer| answer.to_bytes())
}

impl<'a> Call<'a> {
    /// Carries out a call.
    pub fn carry_out(&self, request: &Request) -> Answer {
        if let Some(answer) = help::answer(self, request).or_else(|| auth::answer(self, request)) {
            return answer;
        }
        let signed = self.signed(name_for_id(request.method()))?;
        let namespaces = [
            account::answer,
            users::answer,
            updates::answer,
            messages::answer,
            channels::answer,
            contacts::answer,
            folders::answer,
            photos::answer,
            upload::answer,
        ];
        let mut answers = namespaces.iter().filter_map(|namespace| namespace(&signed, request));
        answers.next().unwrap_or_else(|| {
            let method = name_for_id(request.method());
            tracing::warn!(method, "a method that the sandbox does not know");
            Err(RpcError::new(400, format!("METHOD_NOT_IN_SANDBOX_{method}")))
        })
    }

    /// Presses a button, where a call does that: the bot's answer comes later.
    pub fn press(&self, request: &Request) -> Option<Reply<oneshot::Receiver<BotAnswer>>> {
        let is_press = request.method() == GetBotCallbackAnswer::CONSTRUCTOR_ID;
        is_press.then(|| messages::press(&self.signed("messages.getBotCallbackAnswer")?, request))
    }

    /// Makes sure that somebody signed in who may call a method here.
    fn signed(&self, method: &str) -> Reply<Signed<'a>> {
        let accounts = self.accounts();
        let me = match accounts.key(self.key).map(|key| key.standing) {
            Some(Standing::SignedIn(me) | Standing::Imported(me)) => me,
            Some(Standing::NeedsPassword(_)) => return Err(RpcError::new(401, "SESSION_PASSWORD_NEEDED")),
            Some(Standing::Ended(name)) => return Err(RpcError::new(401, name)),
            Some(Standing::Nobody) | None => return Err(RpcError::new(401, "AUTH_KEY_UNREGISTERED")),
        };
        let Some(account) = accounts.account(me) else {
            return Err(RpcError::new(401, "AUTH_KEY_UNREGISTERED"));
        };
        let at_home = accounts.key(self.key).is_some_and(|key| key.standing == Standing::SignedIn(me));
        if at_home && account.home != self.centre && !method.starts_with("upload.") {
            return Err(RpcError::new(303, format!("USER_MIGRATE_{}", account.home)));
        }
        match account.condition {
            Condition::Banned => Err(RpcError::new(401, "USER_DEACTIVATED_BAN")),
            Condition::Frozen if changes_something(method) => {
                Err(RpcError::new(420, "FROZEN_METHOD_INVALID"))
            }
            _ => Ok(Signed { call: *self, me }),
        }
    }

    fn accounts(&self) -> std::sync::MutexGuard<'a, Accounts> {
        self.shared.accounts()
    }

    /// Unix seconds.
    fn now(&self) -> i64 {
        self.shared.clock.now()
    }
}

/// What frozen accounts may not do: everything that others would see.
fn changes_something(method: &str) -> bool {
    let (namespace, name) = method.split_once('.').unwrap_or_default();
    let looks = ["get", "check", "search", "resolve", "read", "update", "export"];
    matches!(namespace, "messages" | "channels" | "contacts" | "photos")
        && !looks.iter().any(|verb| name.starts_with(verb))
}

impl Signed<'_> {
    /// Changes the world; what the caller would be pushed of it comes back instead.
    fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> (T, Vec<Echo>) {
        self.shared.change_from(Some(self.line), change)
    }

    /// Where the log of a chat is.
    fn pts_of(&self, chat: ChatRef) -> i32 {
        let accounts = self.accounts();
        let own = || accounts.account(self.me).map_or(0, |account| account.log.pts);
        accounts.channel_pts(chat).unwrap_or_else(own)
    }

    /// Pushes an update of the account's own settings to its other connections.
    fn tell_others(&self, update: impl FnOnce(&mut View) -> enums::Update) {
        let world = self.shared.world();
        let mut view = View::new(&world, self.me);
        let update = update(&mut view);
        let updates = pushed(view, update);
        self.accounts().push(self.me, Some(self.line), &updates);
    }

    /// What the caller was not pushed, as an answer.
    fn updates(&self, echoes: &[Echo], first: Vec<enums::Update>) -> enums::Updates {
        let world = self.shared.world();
        let mut view = View::new(&world, self.me);
        let mut updates = first;
        updates.extend(echoes.iter().filter_map(|echo| view.update(&echo.entry, echo.channel)));
        let (users, chats) = view.people();
        types::Updates { updates, users, chats, date: int(world.now()), seq: 0 }.into()
    }
}
