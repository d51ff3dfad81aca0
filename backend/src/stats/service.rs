//! Puts the figures together.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use openapi::{
    IdentityId, WorkspaceId,
    stats::{AccountCount, AccountStateCount, BotCount, HourCount, StateCount, Stats},
};

use super::store;
use crate::{entity::identity::IdentityKind, error::Result, state::AppState};

/// How far the figures go back.
const HOURS: i64 = 24;

/// Counts everything.
pub(super) async fn count(state: &AppState, workspace: WorkspaceId) -> Result<Stats> {
    let db = &state.db.reader;
    let now = state.clock.now();
    let since = now - TimeDelta::hours(HOURS);
    let of_bots = Traffic::count(state, workspace, IdentityKind::Bot).await?;
    let of_accounts = Traffic::count(state, workspace, IdentityKind::Account).await?;
    let states = store::states(db, workspace).await?;
    let account_states = store::account_states(db, workspace).await?;
    let in_need = store::accounts_in_need(db, workspace).await?;
    Ok(Stats {
        bots: states.into_iter().map(|row| StateCount { state: row.observed, count: row.count }).collect(),
        active_chats: store::active_chats(db, workspace, IdentityKind::Bot, since).await?,
        by_bot: of_bots.sums(|id, incoming, outgoing| BotCount { bot_id: id.into(), incoming, outgoing }),
        hours: of_bots.hours,
        accounts: account_states
            .into_iter()
            .map(|row| AccountStateCount { state: row.state, count: row.count })
            .collect(),
        active_account_chats: store::active_chats(db, workspace, IdentityKind::Account, since).await?,
        by_account: of_accounts.sums(|id, incoming, outgoing| AccountCount {
            account_id: id.into(),
            incoming,
            outgoing,
        }),
        account_hours: of_accounts.hours,
        accounts_in_need: in_need.iter().map(crate::accounts::Row::show).collect(),
        needs_person: store::needs_person(db, workspace).await?.into_iter().map(Into::into).collect(),
    })
}

/// The messages of one kind of identities.
struct Traffic {
    hours: Vec<HourCount>,
    identities: Vec<(IdentityId, i64, i64)>,
}

impl Traffic {
    async fn count(state: &AppState, workspace: WorkspaceId, kind: IdentityKind) -> Result<Self> {
        let now = state.clock.now();
        let this_hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
        let first = this_hour - TimeDelta::hours(HOURS - 1);
        let mut hours: BTreeMap<DateTime<Utc>, (i64, i64)> =
            (0..HOURS).map(|n| (first + TimeDelta::hours(n), (0, 0))).collect();
        let mut identities: HashMap<IdentityId, (i64, i64)> = HashMap::new();
        for row in store::traffic(&state.db.reader, workspace, kind, first).await? {
            let identity = identities.entry(row.identity_id).or_default();
            let hour = hours.entry(row.hour).or_default();
            for count in [identity, hour] {
                count.0 += row.incoming;
                count.1 += row.outgoing;
            }
        }
        let mut identities: Vec<_> =
            identities.into_iter().map(|(id, (incoming, outgoing))| (id, incoming, outgoing)).collect();
        identities.sort_by_key(|(id, incoming, outgoing)| (-(incoming + outgoing), *id));
        let hour = |(hour, (incoming, outgoing))| HourCount { hour, incoming, outgoing };
        Ok(Self { hours: hours.into_iter().map(hour).collect(), identities })
    }

    fn sums<T>(&self, show: impl Fn(IdentityId, i64, i64) -> T) -> Vec<T> {
        self.identities.iter().map(|(id, incoming, outgoing)| show(*id, *incoming, *outgoing)).collect()
    }
}
