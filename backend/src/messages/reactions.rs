//! Reactions to a message, as its row keeps them: everyone's, and which of them are ours.

use openapi::messages::Reaction;
use sea_orm::prelude::Json;

use crate::inbox::Reactions;

/// What a row says.
fn read(row: Option<&Json>) -> Vec<Reaction> {
    row.and_then(|json| serde_json::from_value(json.clone()).ok()).unwrap_or_default()
}

fn write(mut reactions: Vec<Reaction>) -> Option<Json> {
    reactions.retain(|reaction| reaction.count > 0);
    serde_json::to_value(&reactions).ok().filter(|_| !reactions.is_empty())
}

/// Those an update shows. Where it does not tell which are ours, those that were are ours still: nobody else can take
/// them back.
pub fn replaced(row: Option<&Json>, new: &Reactions) -> Option<Json> {
    let mut all = new.all.clone();
    if !new.tells_ours {
        for ours in read(row).into_iter().filter(|reaction| reaction.ours) {
            match all.iter_mut().find(|reaction| reaction.emoji == ours.emoji) {
                Some(reaction) => reaction.ours = true,
                // counts are told late: these are from before our own
                None => all.push(Reaction { count: 1, ..ours }),
            }
        }
    }
    write(all)
}

/// With what someone else took back and added.
pub fn changed(row: Option<&Json>, removed: &[String], added: &[String]) -> Option<Json> {
    let mut all = read(row);
    for (emoji, by) in removed.iter().map(|e| (e, -1)).chain(added.iter().map(|e| (e, 1))) {
        match all.iter_mut().find(|reaction| reaction.emoji == *emoji) {
            Some(reaction) => reaction.count = (reaction.count + by).max(reaction.ours.into()),
            None => all.push(Reaction { emoji: emoji.clone(), count: by, ours: false }),
        }
    }
    write(all)
}

/// With this one of ours in place of those there were; none takes them back. What an update has told already is not
/// counted again.
pub fn with_ours(row: Option<&Json>, emoji: Option<&str>) -> Option<Json> {
    let mut all = read(row);
    for reaction in &mut all {
        let wanted = emoji == Some(reaction.emoji.as_str());
        reaction.count += i64::from(wanted) - i64::from(reaction.ours);
        reaction.ours = wanted;
    }
    if let Some(emoji) = emoji.filter(|emoji| all.iter().all(|reaction| reaction.emoji != *emoji)) {
        all.push(Reaction { emoji: emoji.to_owned(), count: 1, ours: true });
    }
    write(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(all: &[(&str, i64, bool)]) -> Option<Json> {
        let one = |(emoji, count, ours): &(&str, i64, bool)| Reaction {
            emoji: (*emoji).to_owned(),
            count: *count,
            ours: *ours,
        };
        write(all.iter().map(one).collect())
    }

    #[test]
    fn ours_is_counted_once() {
        let theirs = row(&[("👍", 2, false)]);
        let both = with_ours(theirs.as_ref(), Some("👍"));
        assert_eq!(both, row(&[("👍", 3, true)]));
        assert_eq!(with_ours(both.as_ref(), Some("👍")), both);
        assert_eq!(with_ours(both.as_ref(), Some("🔥")), row(&[("👍", 2, false), ("🔥", 1, true)]));
        assert_eq!(with_ours(both.as_ref(), None), theirs);
        assert_eq!(with_ours(row(&[("🔥", 1, true)]).as_ref(), None), None);
    }

    #[test]
    fn counts_that_do_not_tell_whose_leave_ours() {
        let before = row(&[("🔥", 1, true)]);
        let counts = |all| Reactions { all: read(row(all).as_ref()), tells_ours: false };
        let more = replaced(before.as_ref(), &counts(&[("🔥", 4, false)]));
        assert_eq!(more, row(&[("🔥", 4, true)]));
        let older = replaced(before.as_ref(), &counts(&[("👍", 2, false)]));
        assert_eq!(older, row(&[("👍", 2, false), ("🔥", 1, true)]));
        let told = Reactions { tells_ours: true, ..counts(&[]) };
        assert_eq!(replaced(before.as_ref(), &told), None);
    }

    #[test]
    fn others_cannot_take_ours_back() {
        let before = row(&[("🔥", 1, true)]);
        let gone = ["🔥".to_owned()];
        assert_eq!(changed(before.as_ref(), &gone, &[]), before);
        assert_eq!(changed(before.as_ref(), &[], &gone), row(&[("🔥", 2, true)]));
    }
}
