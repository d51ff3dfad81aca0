//! Searches the messages that are stored.

use std::collections::{BTreeSet, HashMap};

use openapi::{
    ChatId, FieldCode, IdentityId, Page, WorkspaceId,
    chats::FoundMessage,
    messages::{Message, MessagePage},
};
use sea_orm::{
    Condition, DatabaseBackend,
    sea_query::{
        BinOper, Expr, ExprTrait,
        extension::{postgres::PgBinOper, sqlite::SqliteBinOper},
    },
};

use super::{
    routes::Stretch,
    store::{self, Place, Within},
    thread,
};
use crate::{
    chats,
    entity::{identity::IdentityKind, message::Column},
    error::{Error, Result},
    paging::{Paging, cursor, page},
    state::AppState,
};

/// How many messages are looked through at once; what came earlier is the next page's.
const REACH: u64 = 100_000;
/// The longest search, in characters.
const LONGEST: usize = 256;

/// Messages of a chat with all these words in them, the earlier of them first, before one of them or up to the newest.
pub async fn chat(
    state: &AppState,
    workspace: WorkspaceId,
    id: ChatId,
    q: &str,
    stretch: &Stretch,
    limit: u64,
) -> Result<MessagePage> {
    let db = &state.db.reader;
    chats::store::find(db, workspace, None, id).await?;
    let words = Words::read(q)?;
    if stretch.after.is_some() || stretch.around.is_some() {
        return Err(Error::field("q", FieldCode::NotAllowed, "goes with before, not with after or around"));
    }
    let before: Option<Place> = match stretch.before {
        Some(before) => {
            let row = store::find_in(db, workspace, id, before).await?;
            Some((row.sent_at, row.id))
        }
        None => None,
    };
    let within = Within::Chat(id);
    let last = store::reached(db, within, before, REACH).await?;
    let mut rows = store::search(db, within, &words, before, last, limit + 1).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    rows.reverse();
    Ok(MessagePage {
        before: if more { rows.first().map(|row| row.id) } else { last.map(|(_, id)| id) },
        after: None,
        items: thread::shown(db, id, rows).await?,
        complete: false,
    })
}

/// Messages of all chats of the bots or of the accounts, or of one of them, with all these words in them, newest first.
pub async fn room(
    state: &AppState,
    workspace: WorkspaceId,
    (kind, identity): (IdentityKind, Option<IdentityId>),
    q: &str,
    paging: &Paging,
) -> Result<Page<FoundMessage>> {
    let (db, limit, before) = (&state.db.reader, paging.limit()?, paging.after::<Place>()?);
    let words = Words::read(q)?;
    let within = Within::Room(workspace, kind, identity);
    let last = store::reached(db, within, before, REACH).await?;
    let rows = store::search(db, within, &words, before, last, limit + 1).await?;
    let page = page(rows, limit, |row| (row.sent_at, row.id), Message::from);
    let ids = page.items.iter().map(|message| message.chat_id).collect();
    let chats: HashMap<ChatId, _> =
        chats::store::of_ids(db, workspace, ids).await?.into_iter().map(|chat| (chat.id, chat)).collect();
    let with_chat = |message: Message| {
        let chat = chats.get(&message.chat_id)?.clone().show(None);
        Some(FoundMessage { message, chat })
    };
    Ok(Page {
        next_cursor: page.next_cursor.or_else(|| cursor(&last?)),
        items: page.items.into_iter().filter_map(with_chat).collect(),
    })
}

/// What is searched for.
#[derive(Debug)]
pub struct Words(Vec<String>);

impl Words {
    fn read(q: &str) -> Result<Self> {
        // PostgreSQL keeps no text with a null in it
        let words: Vec<_> = q.replace('\0', "").split_whitespace().map(str::to_owned).collect();
        if words.is_empty() {
            return Err(Error::field("q", FieldCode::TooShort, "say what to search for"));
        }
        if q.chars().count() > LONGEST {
            return Err(Error::field("q", FieldCode::TooLong, format!("has more than {LONGEST} characters")));
        }
        Ok(Self(words))
    }

    /// Messages with each of the words in their text, which for a poll is what it asks, or in their file's name.
    pub fn condition(&self, backend: DatabaseBackend) -> Condition {
        let (matches, field): (BinOper, BinOper) = match backend {
            DatabaseBackend::Sqlite => (SqliteBinOper::Glob.into(), SqliteBinOper::CastJsonField.into()),
            _ => (PgBinOper::Regex.into(), PgBinOper::CastJsonField.into()),
        };
        self.0.iter().fold(Condition::all(), |all, word| {
            let pattern = match backend {
                DatabaseBackend::Sqlite => glob(word),
                _ => regex(word),
            };
            let name = Expr::col(Column::Media).binary(field, Expr::cust("'name'"));
            let text = Expr::col(Column::Text).binary(matches, pattern.as_str());
            all.add(text.or(name.binary(matches, pattern.as_str())))
        })
    }
}

/// A word in whatever case, as SQLite's GLOB has it: its LIKE knows the cases of ASCII alone.
/// Source: <https://www.sqlite.org/lang_expr.html#the_like_glob_regexp_match_and_extract_operators>
fn glob(word: &str) -> String {
    let chars = word.chars().map(|c| match of_any_case(c) {
        Some(class) => class,
        None if matches!(c, '*' | '?' | '[') => format!("[{c}]"),
        None => c.to_string(),
    });
    format!("*{}*", chars.collect::<String>())
}

/// A word in whatever case, as a regular expression of PostgreSQL's: which cases its ILIKE knows depends on the
/// database's locale. Source: <https://www.postgresql.org/docs/current/functions-matching.html#POSIX-SYNTAX-DETAILS>
fn regex(word: &str) -> String {
    let chars = word.chars().map(|c| match of_any_case(c) {
        Some(class) => class,
        None if c.is_ascii_punctuation() => format!("\\{c}"),
        None => c.to_string(),
    });
    chars.collect()
}

/// A class of the forms a letter has; none for what has one form alone.
fn of_any_case(c: char) -> Option<String> {
    let mut forms = BTreeSet::from([c]);
    for _ in 0..2 {
        let lower = forms.iter().filter_map(|form| alone(form.to_lowercase()));
        let upper = forms.iter().filter_map(|form| alone(form.to_uppercase()));
        let more: Vec<_> = lower.chain(upper).collect();
        forms.extend(more);
    }
    // forms that no case leads to: at the end of a word, and among capitals
    for (known, other) in [('Σ', 'ς'), ('ß', 'ẞ')] {
        if forms.contains(&known) {
            forms.insert(other);
        }
    }
    (forms.len() > 1).then(|| format!("[{}]", forms.into_iter().collect::<String>()))
}

fn alone(mut form: impl ExactSizeIterator<Item = char>) -> Option<char> {
    if form.len() == 1 { form.next() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_match_in_every_form_they_have() {
        assert_eq!(glob("aЖ7"), "*[Aa][Жж]7*");
        assert_eq!(regex("aЖ7"), "[Aa][Жж]7");
        assert_eq!(of_any_case('ς').as_deref(), Some("[Σςσ]"));
        assert_eq!(of_any_case('ß').as_deref(), Some("[ßẞ]"));
        assert_eq!(of_any_case('文'), None);
    }

    #[test]
    fn signs_mean_themselves() {
        assert_eq!(glob("50%*[?]^"), "*50%[*][[][?]]^*");
        assert_eq!(regex(r"\d.*_"), r"\\[Dd]\.\*\_");
    }
}
