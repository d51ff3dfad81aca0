//! Kinds of updates, and which of them a bot asked for.

/// Every kind that `allowed_updates` may name.
const KNOWN: [&str; 27] = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
    "subscription",
    "stopped_message_generation",
];

/// Kinds that a bot gets only if it names them.
const ON_REQUEST: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// Which updates a bot asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AllowedUpdates {
    /// All but those that must be named.
    #[default]
    Default,
    /// These only.
    Only(Vec<&'static str>),
}

impl AllowedUpdates {
    /// What a list of names asks for; unknown names are ignored, an empty list asks for the default.
    pub fn from_names(names: &[String]) -> Self {
        let known: Vec<_> = KNOWN.into_iter().filter(|kind| names.iter().any(|name| name == kind)).collect();
        if known.is_empty() { Self::Default } else { Self::Only(known) }
    }

    /// Whether updates of a kind are wanted.
    pub fn allows(&self, kind: &str) -> bool {
        match self {
            Self::Default => !ON_REQUEST.contains(&kind),
            Self::Only(kinds) => kinds.contains(&kind),
        }
    }

    /// The list to show in `getWebhookInfo`, unless it is the default.
    pub fn names(&self) -> Option<&[&'static str]> {
        match self {
            Self::Default => None,
            Self::Only(kinds) => Some(kinds),
        }
    }
}
