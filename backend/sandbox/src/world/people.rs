//! People and bots come into the world.

use super::{Named, Profile, Refusal, User, UserId, World};

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
        photos: Vec::new(),
        bot,
        received: Vec::new(),
        numbers: super::user::Numbering::default(),
    }
}
