//! What was typed and not sent yet, chat by chat.

use std::collections::BTreeMap;

use openapi::{ChatId, MessageId, UserId, WorkspaceId};
use serde::{Deserialize, Serialize};

/// What was typed in one chat.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Draft {
    /// The text, with marks as typed.
    pub text: String,
    /// The message it answers.
    #[serde(default)]
    pub reply_to: Option<MessageId>,
}

impl Draft {
    /// Whether there is nothing worth keeping.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// The drafts of a person in a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Drafts(BTreeMap<ChatId, Draft>);

impl Drafts {
    /// Where this device keeps the drafts of a person in a workspace.
    pub fn key(workspace: WorkspaceId, user: UserId) -> String {
        format!("drafts.{workspace}.{user}")
    }

    /// The draft of a chat; an empty one if there is none.
    pub fn get(&self, chat: ChatId) -> Draft {
        self.0.get(&chat).cloned().unwrap_or_default()
    }

    /// What a chat list shows of a draft, on one line.
    pub fn preview(&self, chat: ChatId) -> Option<String> {
        let text = self.0.get(&chat)?.text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    }

    /// Keeps a draft, or forgets it when there is nothing in it.
    pub fn put(&mut self, chat: ChatId, draft: Draft) {
        if draft.is_empty() {
            self.0.remove(&chat);
        } else {
            self.0.insert(chat, draft);
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn draft(text: &str) -> Draft {
        Draft { text: text.into(), reply_to: Some(MessageId(4)) }
    }

    #[test]
    fn drafts_survive_a_reload() {
        let (one, two) = (ChatId(Uuid::from_u128(1)), ChatId(Uuid::from_u128(2)));
        let mut drafts = Drafts::default();
        drafts.put(one, draft("**Hello**\n Elena"));
        drafts.put(two, draft("x"));
        drafts.put(two, draft("  "));
        let again: Drafts = serde_json::from_str(&serde_json::to_string(&drafts).unwrap()).unwrap();
        assert_eq!(again, drafts);
        assert_eq!(again.get(one), draft("**Hello**\n Elena"));
        assert_eq!(again.get(two), Draft::default());
        assert_eq!(again.preview(one).as_deref(), Some("**Hello** Elena"));
    }

    #[test]
    fn each_person_and_workspace_has_its_own() {
        let key = |workspace, user| {
            Drafts::key(WorkspaceId(Uuid::from_u128(workspace)), UserId(Uuid::from_u128(user)))
        };
        assert_ne!(key(1, 1), key(1, 2));
        assert_ne!(key(1, 1), key(2, 1));
    }
}
