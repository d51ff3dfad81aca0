//! People and bots come into the world.

use std::collections::{BTreeMap, HashMap};

use super::{Named, Profile, Refusal, User, UserId, World};

/// Telegram's own user.
pub const SERVICE: UserId = UserId(777_000);

impl World {
    /// A new person.
    pub fn add_person(
        &mut self,
        first_name: &str,
        last_name: Option<&str>,
        username: Option<&str>,
    ) -> Result<UserId, Refusal> {
        let id = self.fresh_user_id(100_000_000, 7_000_000_000);
        self.take_username(username, Named::User(id))?;
        self.users.insert(id, user(first_name, last_name, username, None));
        Ok(id)
    }

    /// A new bot; its token is the business of whoever lets bots in.
    pub fn add_bot(&mut self, username: &str, name: &str) -> Result<UserId, Refusal> {
        let id = self.fresh_user_id(7_000_000_000, 8_500_000_000);
        self.take_username(Some(username), Named::User(id))?;
        let profile = Profile { can_join_groups: true, ..Profile::default() };
        self.users.insert(id, user(name, None, Some(username), Some(profile)));
        Ok(id)
    }

    /// Telegram's own user, who sends login codes: <https://core.telegram.org/api/auth>. Comes when first needed.
    pub fn service_user(&mut self) -> UserId {
        self.users.entry(SERVICE).or_insert_with(|| user("Telegram", None, None, None));
        SERVICE
    }

    /// Gives a user another username, or none.
    pub fn rename_user(&mut self, id: UserId, username: Option<&str>) -> Result<(), Refusal> {
        let old = self.users.get(&id).ok_or(Refusal::UserNotFound)?.username.clone();
        let key = old.map(|old| old.to_lowercase());
        let before = key.as_ref().and_then(|key| self.usernames.remove(key));
        if let Err(refusal) = self.take_username(username, Named::User(id)) {
            self.usernames.extend(key.zip(before));
            return Err(refusal);
        }
        if let Some(user) = self.users.get_mut(&id) {
            user.username = username.map(Into::into);
        }
        Ok(())
    }

    /// Gives a person a telephone number, digits alone; whoever had it before has it no longer.
    pub fn give_phone(&mut self, person: UserId, phone: &str) -> Result<(), Refusal> {
        let user = self.users.get_mut(&person).filter(|user| !user.is_bot()).ok_or(Refusal::UserNotFound)?;
        if let Some(old) = user.phone.replace(phone.into()) {
            self.phones.remove(&old);
        }
        let before = self.phones.insert(phone.into(), person).filter(|before| *before != person);
        if let Some(before) = before.and_then(|before| self.users.get_mut(&before)) {
            before.phone = None;
        }
        Ok(())
    }

    /// The person with a telephone number, digits alone.
    pub fn by_phone(&self, phone: &str) -> Option<UserId> {
        self.phones.get(phone).copied()
    }

    pub(super) fn take_username(&mut self, username: Option<&str>, bearer: Named) -> Result<(), Refusal> {
        let Some(username) = username else { return Ok(()) };
        let key = username.to_lowercase();
        if self.usernames.contains_key(&key) {
            return Err(Refusal::UsernameTaken);
        }
        self.usernames.insert(key, bearer);
        Ok(())
    }

    fn fresh_user_id(&mut self, low: i64, high: i64) -> UserId {
        loop {
            let id = UserId(self.dice.between(low, high));
            if !self.users.contains_key(&id) {
                return id;
            }
        }
    }
}

fn user(first: &str, last: Option<&str>, username: Option<&str>, bot: Option<Profile>) -> User {
    User {
        first_name: first.into(),
        last_name: last.map(Into::into),
        username: username.map(Into::into),
        language: bot.is_none().then(|| "en".into()),
        phone: None,
        about: None,
        online_until: 0,
        photos: Vec::new(),
        contacts: BTreeMap::new(),
        dialogs: HashMap::new(),
        pinned: Vec::new(),
        bot,
        received: Vec::new(),
        numbers: super::user::Numbering::default(),
    }
}
