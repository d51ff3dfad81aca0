//! Bots and accounts: two sections with the same furniture, which never mix.

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Bots.
    Bots,
    /// Accounts.
    Accounts,
}

impl Section {
    /// Both, in the order of the rail.
    pub const ALL: [Self; 2] = [Self::Bots, Self::Accounts];

    /// Its word in addresses of the page, the API and the sockets.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bots => "bots",
            Self::Accounts => "accounts",
        }
    }

    /// The name by which addresses ask for one of its identities.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Bots => "bot_id",
            Self::Accounts => "account_id",
        }
    }
}
