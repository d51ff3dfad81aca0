//! Accounts: people who sign in over MTProto.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use super::{Sandbox, TimedOut, people::granted, watching::wait};
use crate::{
    calls::Call,
    mtproto::{AccountSession, Condition, Folder, Listing, Mtproto, Via},
    world::{ChatRef, UserId},
};

impl Sandbox {
    /// Opens data centres 1, 2 and 4 on free ports of loopback. Accounts live in 2 unless they are moved.
    pub async fn serve_mtproto(&self) -> io::Result<Mtproto> {
        let free = SocketAddr::from(([127, 0, 0, 1], 0));
        self.serve_mtproto_at(&[(1, free), (2, free), (4, free)]).await
    }

    /// Opens data centres at addresses; port zero takes a free one.
    pub async fn serve_mtproto_at(&self, data_centres: &[(i32, SocketAddr)]) -> io::Result<Mtproto> {
        Mtproto::open(Arc::clone(&self.shared), data_centres).await
    }

    /// Lets a person sign in with a telephone number (digits). From now on updates are kept for the account.
    #[track_caller]
    pub fn give_phone(&self, person: UserId, phone: &str) {
        granted(self.shared.give_phone(person, phone));
    }

    /// Moves an account to another data centre: sign-ins elsewhere meet `PHONE_MIGRATE`, calls of old sessions
    /// `USER_MIGRATE`.
    #[track_caller]
    pub fn set_home(&self, person: UserId, data_centre: i32) {
        granted(self.shared.set_home(person, data_centre));
    }

    /// The login code last sent to a number, known or not.
    pub fn last_code(&self, phone: &str) -> Option<String> {
        self.shared.accounts().last_code(phone).map(ToOwned::to_owned)
    }

    /// Turns two-step verification on. Slow by design (100,000 rounds of SHA-512).
    #[track_caller]
    pub fn set_password(&self, person: UserId, password: &str, hint: &str) {
        granted(self.shared.set_password(person, Some((password, hint))));
    }

    /// Turns two-step verification off.
    #[track_caller]
    pub fn clear_password(&self, person: UserId) {
        granted(self.shared.set_password(person, None));
    }

    /// Sends login codes to an e-mail address, or to the telephone again.
    #[track_caller]
    pub fn set_login_email(&self, person: UserId, email: Option<&str>) {
        granted(self.shared.set_login_email(person, email));
    }

    /// Has login codes go this way first, or as usual: to where the account is signed in, by text message, by e-mail.
    #[track_caller]
    pub fn set_codes_by(&self, person: UserId, via: Option<Via>) {
        granted(self.shared.set_codes_by(person, via));
    }

    /// A person scans a QR code with a device that is signed in. False if it is not shown any more.
    pub fn accept_login_token(&self, person: UserId, token: &[u8]) -> bool {
        self.shared.accept_login_token(person, token).is_some()
    }

    /// A session of an account, as if it had been signed in elsewhere, the way Telethon's `StringSession` writes it; saves
    /// the sign-in. The data centres must be open.
    #[track_caller]
    pub fn new_session(&self, person: UserId) -> String {
        granted(self.shared.new_session(person))
    }

    /// The sessions of an account, the oldest first.
    pub fn account_sessions(&self, person: UserId) -> Vec<AccountSession> {
        self.shared.accounts().sessions(person)
    }

    /// Ends a session of an account from another device: `SESSION_REVOKED`.
    #[track_caller]
    pub fn revoke_session(&self, person: UserId, session: i64) {
        granted(self.shared.revoke_session(person, session));
    }

    /// Ends all sessions of an account.
    #[track_caller]
    pub fn revoke_sessions(&self, person: UserId) {
        granted(self.shared.revoke_sessions(person));
    }

    /// Makes Telegram think something of an account: good again, restricted (`PEER_FLOOD`), frozen
    /// (`FROZEN_METHOD_INVALID`) or banned (`USER_DEACTIVATED_BAN`, `PHONE_NUMBER_BANNED`).
    #[track_caller]
    pub fn set_condition(&self, person: UserId, condition: Condition) {
        granted(self.shared.set_condition(person, condition));
    }

    /// Bans an account.
    #[track_caller]
    pub fn ban_account(&self, person: UserId) {
        self.set_condition(person, Condition::Banned);
    }

    /// Freezes an account: it may look and no more.
    #[track_caller]
    pub fn freeze(&self, person: UserId) {
        self.set_condition(person, Condition::Frozen);
    }

    /// Restricts an account: it may not write first to people who never wrote to it.
    #[track_caller]
    pub fn restrict(&self, person: UserId) {
        self.set_condition(person, Condition::Restricted);
    }

    /// Forgets the keys of an account: its clients meet transport error 404.
    pub fn forget_keys(&self, person: UserId) {
        self.shared.forget_keys(person);
    }

    /// Cuts the connections of an account.
    pub fn drop_connections(&self, person: UserId) {
        self.shared.accounts().hang_up(person);
    }

    /// Cuts all connections of all accounts.
    pub fn drop_all_connections(&self) {
        self.shared.accounts().hang_up_all();
    }

    /// How many connections over MTProto there are.
    pub fn connections(&self) -> usize {
        self.shared.accounts().connections()
    }

    /// Gives all keys new salts: clients meet `bad_server_salt` once.
    pub fn rotate_salts(&self) {
        self.shared.accounts().rotate_salts();
    }

    /// Makes the clock of the data centres wrong by seconds: clients meet `bad_msg_notification` 16 or 17 and have
    /// to correct theirs. Dates in the world stay right.
    pub fn set_clock_skew(&self, seconds: i64) {
        self.shared.accounts().skew = seconds;
    }

    /// Forgets what happened to an account: whoever missed some of it is told that the difference is too long.
    #[track_caller]
    pub fn forget_updates(&self, person: UserId) {
        granted(self.shared.forget_updates(person));
    }

    /// Forgets what happened in a supergroup or channel: whoever missed some of it is told that it is too long.
    pub fn forget_channel_updates(&self, chat: ChatRef) {
        self.shared.accounts().channel(chat).forget();
    }

    /// Makes all file references old: `FILE_REFERENCE_EXPIRED` until a client asks for the message again.
    pub fn expire_file_references(&self) {
        self.shared.world().expire_file_references();
    }

    /// A person reads a chat up to the newest message; whoever wrote is told.
    #[track_caller]
    pub fn read(&self, person: UserId, chat: ChatRef) {
        granted(self.shared.read(person, chat));
    }

    /// A person changes how their own list shows a chat, on another device.
    #[track_caller]
    pub fn list(&self, person: UserId, chat: ChatRef, listing: Listing) {
        granted(self.shared.list(person, chat, listing));
    }

    /// A person pins these chats and no others, on another device, which tells us only that something changed.
    #[track_caller]
    pub fn pin_only(&self, person: UserId, chats: &[ChatRef]) {
        granted(self.shared.pin_only(person, chats));
    }

    /// A person makes a folder or changes it, on another device.
    #[track_caller]
    pub fn keep_folder(&self, person: UserId, folder: &Folder) {
        granted(self.shared.keep_folder(person, folder));
    }

    /// What an account asked for over MTProto, the oldest first; parameters are not kept.
    pub fn account_calls(&self, person: UserId) -> Vec<Call> {
        let accounts = self.shared.accounts();
        accounts.account(person).map(|account| account.calls.all()).unwrap_or_default()
    }

    /// Waits until what an account asked for is as wanted, and returns it.
    pub async fn wait_account_calls(
        &self,
        person: UserId,
        within: Duration,
        wanted: impl Fn(&[Call]) -> bool,
    ) -> Result<Vec<Call>, TimedOut> {
        let calls = self.shared.accounts().account(person).map(|account| Arc::clone(&account.calls));
        let Some(calls) = calls else { return Err(TimedOut::unknown()) };
        wait(&calls.changed, within, || calls.all(), wanted).await
    }
}
