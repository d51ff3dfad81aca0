//! Which chats belong to a folder, as a condition over their columns. Source: <https://core.telegram.org/api/folders>

use chrono::{DateTime, Utc};
use openapi::chats::ChatKind;
use sea_orm::{ColumnTrait, Condition};

use crate::entity::{
    account::{FolderKind, Rules},
    chat::{Column, PeerKind},
};

/// Whether a chat belongs to a folder: it is named, or it is of its kinds and nothing leaves it out.
pub fn belongs(rules: &Rules, now: DateTime<Utc>) -> Condition {
    let private = || Condition::all().add(Column::Kind.eq(ChatKind::Private));
    let people = || private().add(Column::IsBot.eq(false));
    let kind = |kind: &FolderKind| match kind {
        FolderKind::Contacts => people().add(Column::IsContact.eq(true)),
        FolderKind::NonContacts => people().add(Column::IsContact.eq(false)),
        FolderKind::Bots => private().add(Column::IsBot.eq(true)),
        FolderKind::Groups => {
            Condition::all().add(Column::Kind.is_in([ChatKind::Group, ChatKind::Supergroup]))
        }
        FolderKind::Channels => Condition::all().add(Column::Kind.eq(ChatKind::Channel)),
    };
    // a condition without any part holds for everything
    let none = Condition::any().add(Column::PeerId.is_null());
    let kinds = rules.kinds.iter().fold(none, |any, one| any.add(kind(one)));
    let mut by_kind = Condition::all().add(kinds);
    if rules.exclude_muted {
        by_kind =
            by_kind.add(Condition::any().add(Column::MutedUntil.is_null()).add(Column::MutedUntil.lte(now)));
    }
    if rules.exclude_read {
        by_kind = by_kind.add(Column::HasUnread.eq(true));
    }
    if rules.exclude_archived {
        by_kind = by_kind.add(Column::Archived.eq(false));
    }
    Condition::all()
        .add(named(&rules.exclude).not())
        .add(Condition::any().add(named(&rules.include)).add(by_kind))
}

fn named(peers: &[i64]) -> Condition {
    let none = Condition::any().add(Column::PeerId.is_null());
    [PeerKind::User, PeerKind::Group, PeerKind::Channel].into_iter().fold(none, |any, kind| {
        let peers = peers.iter().map(|peer| PeerKind::unmark(*peer));
        let ids: Vec<i64> = peers.filter(|(of, _)| *of == kind).map(|(_, id)| id).collect();
        if ids.is_empty() {
            return any;
        }
        any.add(Condition::all().add(Column::PeerKind.eq(kind)).add(Column::PeerId.is_in(ids)))
    })
}
