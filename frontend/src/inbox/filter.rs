//! Which chats the list shows. The address bar holds it, so that it can be sent to a colleague.

use openapi::{
    IdentityId,
    chats::{Chat, ChatKind},
};

use crate::section::Section;

/// Which chats of a section are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// Every chat.
    #[default]
    All,
    /// Those with something unread.
    Unread,
    /// Those with one person.
    People,
    /// Groups and supergroups.
    Groups,
    /// Channels.
    Channels,
    /// Those in the archive of an account.
    Archive,
}

impl Show {
    /// Every choice, in the order a person sees them.
    const ALL: [Self; 6] =
        [Self::All, Self::Unread, Self::People, Self::Groups, Self::Channels, Self::Archive];

    /// The choices of a section: bots have no archive.
    pub fn choices(section: Section) -> &'static [Self] {
        match section {
            Section::Bots => &Self::ALL[..5],
            Section::Accounts => &Self::ALL,
        }
    }

    /// Its word in the address; none for the usual one.
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Self::All => None,
            Self::Unread => Some("unread"),
            Self::People => Some("people"),
            Self::Groups => Some("groups"),
            Self::Channels => Some("channels"),
            Self::Archive => Some("archive"),
        }
    }

    /// The choice a word stands for; the usual one for a word that is none.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|show| show.word() == Some(word)).unwrap_or_default()
    }

    /// The kinds of chats it shows; every kind if there are none.
    pub const fn kinds(self) -> &'static [ChatKind] {
        match self {
            Self::All | Self::Unread | Self::Archive => &[],
            Self::People => &[ChatKind::Private],
            Self::Groups => &[ChatKind::Group, ChatKind::Supergroup],
            Self::Channels => &[ChatKind::Channel],
        }
    }
}

/// Which chats the list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Of this bot or account alone.
    pub identity: Option<IdentityId>,
    /// Of these alone.
    pub show: Show,
    /// Of this folder of the account's alone.
    pub folder: Option<i32>,
    /// With this in title or username.
    pub q: String,
}

impl Filter {
    /// Reads it from the query of an address.
    pub fn from_query(section: Section, get: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            identity: get(section.key()).and_then(|id| id.parse().ok()),
            show: get("filter").map(|word| Show::of(&word)).unwrap_or_default(),
            folder: get("folder").and_then(|id| id.parse().ok()),
            q: get("q").unwrap_or_default().trim().to_owned(),
        }
    }

    /// The pairs that say it in the query of an address; none for the usual list.
    pub fn to_query(&self, section: Section) -> Vec<(&'static str, String)> {
        let identity = self.identity.map(|id| (section.key(), id.to_string()));
        let show = self.show.word().map(|word| ("filter", word.to_owned()));
        let folder = self.folder.map(|id| ("folder", id.to_string()));
        let q = (!self.q.is_empty()).then(|| ("q", self.q.clone()));
        [identity, show, folder, q].into_iter().flatten().collect()
    }

    /// Whether only unread chats are shown.
    pub fn unread(&self) -> bool {
        self.show == Show::Unread
    }

    /// Whether chats in the archive are shown alone, left out, or neither: what is unread, searched for or in a folder is
    /// shown wherever it lies.
    pub fn archived(&self) -> Option<bool> {
        match self.show {
            Show::Archive => Some(true),
            Show::Unread => None,
            _ => (self.q.is_empty() && self.folder.is_none()).then_some(false),
        }
    }

    /// Whether it narrows the list at all.
    pub fn is_narrow(&self) -> bool {
        *self != Self::default()
    }

    /// Whether it shows a chat, whatever is read of it and whatever folder it is in, which only the server knows.
    pub fn shows(&self, chat: &Chat) -> bool {
        let kinds = self.show.kinds();
        let q = self.q.to_lowercase();
        let named = |name: &str| name.to_lowercase().contains(&q);
        let archived = chat.dialog.as_ref().is_some_and(|dialog| dialog.archived);
        let username = chat.username.as_ref().map(|name| format!("@{name}"));
        self.identity.is_none_or(|id| chat.identity_id == id)
            && self.archived().is_none_or(|wanted| wanted == archived)
            && (kinds.is_empty() || kinds.contains(&chat.kind))
            && (q.is_empty() || named(&chat.title) || username.as_deref().is_some_and(named))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_address_says_all_of_it() {
        let filter = Filter {
            identity: Some(IdentityId(Uuid::from_u128(7))),
            show: Show::Unread,
            folder: Some(3),
            q: "Эл".into(),
        };
        for section in Section::ALL {
            let query: HashMap<_, _> = filter.to_query(section).into_iter().collect();
            assert_eq!(Filter::from_query(section, |name| query.get(name).cloned()), filter);
        }
        assert!(filter.is_narrow());
    }

    #[test]
    fn a_plain_address_is_the_whole_list() {
        assert_eq!(Filter::from_query(Section::Bots, |_| None), Filter::default());
        assert_eq!(Filter::default().to_query(Section::Bots), []);
        assert_eq!(Filter::from_query(Section::Bots, |_| Some("nonsense".into())).show, Show::All);
    }
}
