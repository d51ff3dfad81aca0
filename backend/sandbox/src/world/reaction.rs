//! Reactions.

use serde::{Deserialize, Serialize};

/// One reaction, in the Bot API's form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Reaction {
    /// A standard emoji.
    Emoji {
        /// The emoji.
        emoji: String,
    },
    /// A custom emoji.
    CustomEmoji {
        /// Its id.
        custom_emoji_id: String,
    },
}

impl Reaction {
    /// A standard emoji.
    pub fn emoji(emoji: &str) -> Self {
        Self::Emoji { emoji: emoji.into() }
    }

    /// Whether everybody may react so.
    pub fn is_allowed(&self) -> bool {
        match self {
            Self::Emoji { emoji } => EMOJI.contains(&emoji.as_str()),
            Self::CustomEmoji { .. } => true,
        }
    }
}

/// Emoji that everybody may react with.
const EMOJI: [&str; 73] = [
    "❤",
    "👍",
    "👎",
    "🔥",
    "🥰",
    "👏",
    "😁",
    "🤔",
    "🤯",
    "😱",
    "🤬",
    "😢",
    "🎉",
    "🤩",
    "🤮",
    "💩",
    "🙏",
    "👌",
    "🕊",
    "🤡",
    "🥱",
    "🥴",
    "😍",
    "🐳",
    "❤‍🔥",
    "🌚",
    "🌭",
    "💯",
    "🤣",
    "⚡",
    "🍌",
    "🏆",
    "💔",
    "🤨",
    "😐",
    "🍓",
    "🍾",
    "💋",
    "🖕",
    "😈",
    "😴",
    "😭",
    "🤓",
    "👻",
    "👨‍💻",
    "👀",
    "🎃",
    "🙈",
    "😇",
    "😨",
    "🤝",
    "✍",
    "🤗",
    "🫡",
    "🎅",
    "🎄",
    "☃",
    "💅",
    "🤪",
    "🗿",
    "🆒",
    "💘",
    "🙉",
    "🦄",
    "😘",
    "💊",
    "🙊",
    "😎",
    "👾",
    "🤷‍♂",
    "🤷",
    "🤷‍♀",
    "😡",
];
