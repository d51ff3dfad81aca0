//! A client as a program would use it.

use std::sync::Arc;

use grammers_client::{
    Client, InvocationError, SenderPool,
    client::UpdateStream,
    message::{InputMessage, Message},
    update::Update,
};
use grammers_mtsender::{ConnectionParams, UpdatesConfiguration};
use grammers_session::{types::PeerRef, updates::UpdatesLike};
use grammers_tl_types::{RemoteCall, enums, functions, types};
use sandbox::{ChatRef, Mtproto, Sandbox, UserId};
use tokio::{sync::mpsc, task::JoinHandle, time::timeout};

use crate::{PATIENCE, session::TestSession};

pub const API_ID: i32 = 12345;

/// A client and its connections; it goes away when it is dropped.
pub struct Live {
    pub client: Client,
    pub session: Arc<TestSession>,
    updates: Option<mpsc::Receiver<UpdatesLike>>,
    runner: JoinHandle<()>,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.runner.abort();
    }
}

impl Live {
    /// A client that has a key with each data centre and has not signed in.
    pub fn new(telegram: &Mtproto) -> Self {
        let centres =
            telegram.data_centres().iter().map(|(id, address)| (*id, *address, Some(telegram.new_key(*id))));
        Self::with(Arc::new(TestSession::new(2, centres)))
    }

    /// A client that goes on with a session.
    pub fn with(session: Arc<TestSession>) -> Self {
        let params = ConnectionParams { device_model: "test".into(), ..ConnectionParams::default() };
        let SenderPool { runner, handle, updates } =
            SenderPool::with_configuration(Arc::clone(&session), API_ID, params);
        let runner = tokio::spawn(runner.run());
        Self { client: Client::new(handle), session, updates: Some(updates), runner }
    }

    /// A client of a person who signed in with a code.
    pub async fn signed_in(sandbox: &Sandbox, telegram: &Mtproto, person: UserId) -> Self {
        let phone = format!("1555{person}");
        sandbox.give_phone(person, &phone);
        let live = Self::new(telegram);
        let token = live.client.request_login_code(&phone, "hash").await.unwrap();
        live.client.sign_in(&token, &sandbox.last_code(&phone).unwrap()).await.unwrap();
        live
    }

    /// The same session over new connections, as after a restart.
    pub fn restarted(&self) -> Self {
        self.runner.abort();
        Self::with(Arc::clone(&self.session))
    }

    /// Calls a method.
    pub async fn call<R: RemoteCall>(&self, request: &R) -> Result<R::Return, InvocationError> {
        timeout(PATIENCE, self.client.invoke(request)).await.unwrap()
    }

    /// What is pushed, from where the session stands.
    pub async fn stream(&mut self) -> Stream {
        let updates = self.updates.take().unwrap();
        let configuration = UpdatesConfiguration { catch_up: true };
        Stream(self.client.stream_updates(updates, configuration).await.unwrap())
    }

    /// Goes through the list of chats, so that the session knows them; their titles in order.
    pub async fn dialogs(&self) -> Vec<String> {
        let mut dialogs = self.client.iter_dialogs();
        let mut names = Vec::new();
        while let Some(dialog) = dialogs.next().await.unwrap() {
            names.push(dialog.peer().name().unwrap_or_default().to_owned());
        }
        names
    }

    /// Waits until a QR code was scanned.
    pub async fn login_token(&mut self) {
        let updates = self.updates.as_mut().unwrap();
        let scanned = async {
            loop {
                if let Some(UpdatesLike::Updates(updates)) = updates.recv().await
                    && let enums::Updates::UpdateShort(short) = updates
                    && short.update == enums::Update::LoginToken
                {
                    return;
                }
            }
        };
        timeout(PATIENCE, scanned).await.unwrap();
    }

    /// Somebody whom the account has a chat with or shares one with.
    pub async fn peer(&self, person: UserId) -> enums::InputPeer {
        self.chat_peer(ChatRef::private(person, UserId(0))).await
    }

    pub async fn peer_ref(&self, person: UserId) -> PeerRef {
        self.known(|peer| peer.id().bare_id() == Some(person.0)).await
    }

    /// A chat in the account's list.
    pub async fn chat_peer(&self, chat: ChatRef) -> enums::InputPeer {
        let marked = chat.marked(UserId(0));
        self.known(|peer| peer.id().bot_api_dialog_id() == Some(marked)).await.into()
    }

    async fn known(&self, wanted: impl Fn(&grammers_client::peer::Peer) -> bool) -> PeerRef {
        let mut dialogs = self.client.iter_dialogs();
        while let Some(dialog) = dialogs.next().await.unwrap() {
            if wanted(dialog.peer()) {
                return dialog.peer_ref();
            }
        }
        panic!("not in the list")
    }

    /// A supergroup or channel in the account's list.
    pub async fn channel(&self, chat: ChatRef) -> enums::InputChannel {
        match self.chat_peer(chat).await {
            enums::InputPeer::Channel(types::InputPeerChannel { channel_id, access_hash }) => {
                types::InputChannel { channel_id, access_hash }.into()
            }
            other => panic!("{other:?}"),
        }
    }

    /// The call that writes to somebody.
    pub async fn text(&self, person: UserId, text: &str, random_id: i64) -> functions::messages::SendMessage {
        message(self.peer(person).await, text, random_id)
    }

    /// Sends a message. The future is large, as that of grammers is.
    pub async fn send(&self, peer: PeerRef, message: impl Into<InputMessage>) -> Message {
        Box::pin(self.client.send_message(peer, message)).await.unwrap()
    }

    /// Writes to somebody.
    pub async fn write(&self, person: UserId, text: &str) -> i32 {
        let peer = self.peer_ref(person).await;
        self.send(peer, text).await.id()
    }

    /// Writes in a chat.
    pub async fn say(&self, chat: ChatRef, text: &str) -> i32 {
        let marked = chat.marked(UserId(0));
        let peer = self.known(|peer| peer.id().bot_api_dialog_id() == Some(marked)).await;
        self.send(peer, text).await.id()
    }
}

/// `messages.sendMessage` with nothing special.
pub fn message(peer: enums::InputPeer, text: &str, random_id: i64) -> functions::messages::SendMessage {
    functions::messages::SendMessage {
        no_webpage: false,
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer,
        reply_to: None,
        message: text.into(),
        random_id,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
        rich_message: None,
    }
}

/// What is pushed to a client.
pub struct Stream(UpdateStream);

impl Stream {
    /// The next update for which there is an answer.
    pub async fn find<T>(&mut self, wanted: impl Fn(&Update) -> Option<T>) -> T {
        let search = async {
            loop {
                // An error says that the connection was lost; the next call goes on over another.
                if let Ok(update) = self.0.next().await
                    && let Some(found) = wanted(&update)
                {
                    return found;
                }
            }
        };
        timeout(PATIENCE, search).await.unwrap()
    }

    /// Waits for a new message with a text and returns its number.
    pub async fn message(&mut self, text: &str) -> i32 {
        self.find(|update| match update {
            Update::NewMessage(message) if message.text() == text => Some(message.id()),
            _ => None,
        })
        .await
    }

    /// Writes down in the session how far the client has come.
    pub async fn sync(&self) {
        self.0.sync_update_state().await.unwrap();
    }

    /// Waits for a raw update.
    pub async fn raw<T>(&mut self, wanted: impl Fn(&enums::Update) -> Option<T>) -> T {
        let search = async {
            loop {
                if let Ok(raw) = self.0.next_raw().await
                    && let Some(found) = wanted(&raw.0)
                {
                    return found;
                }
            }
        };
        timeout(PATIENCE, search).await.unwrap()
    }
}

/// Code and name of an error, with its number put back.
pub fn error<T: std::fmt::Debug>(outcome: Result<T, InvocationError>) -> (i32, String) {
    match outcome {
        Err(InvocationError::Rpc(error)) => {
            let number = error.value.map(|value| format!("_{value}")).unwrap_or_default();
            (error.code, format!("{}{number}", error.name))
        }
        other => panic!("{other:?}"),
    }
}

/// `auth.sendCode` with nothing special.
pub fn send_code(phone: &str) -> functions::auth::SendCode {
    functions::auth::SendCode {
        phone_number: phone.into(),
        api_id: API_ID,
        api_hash: "hash".into(),
        settings: types::CodeSettings {
            allow_flashcall: false,
            current_number: false,
            allow_app_hash: false,
            allow_missed_call: false,
            allow_firebase: false,
            unknown_number: false,
            logout_tokens: None,
            token: None,
            app_sandbox: None,
        }
        .into(),
    }
}
