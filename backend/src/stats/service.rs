//! Puts the figures together.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use openapi::{
    IdentityId, WorkspaceId,
    stats::{BotCount, HourCount, StateCount, Stats},
};

use super::store;
use crate::{error::Result, state::AppState};

/// How far the figures go back.
const HOURS: i64 = 24;

/// Counts everything.
pub(super) async fn count(state: &AppState, workspace: WorkspaceId) -> Result<Stats> {
    let db = &state.db.reader;
    let now = state.clock.now();
    let this_hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
    let first = this_hour - TimeDelta::hours(HOURS - 1);

    let mut hours: BTreeMap<DateTime<Utc>, (i64, i64)> =
        (0..HOURS).map(|n| (first + TimeDelta::hours(n), (0, 0))).collect();
    let mut bots: HashMap<IdentityId, (i64, i64)> = HashMap::new();
    for row in store::traffic(db, workspace, first).await? {
        let bot = bots.entry(row.identity_id).or_default();
        let hour = hours.entry(row.hour).or_default();
        for count in [bot, hour] {
            count.0 += row.incoming;
            count.1 += row.outgoing;
        }
    }
    let mut by_bot: Vec<BotCount> = bots
        .into_iter()
        .map(|(id, (incoming, outgoing))| BotCount { bot_id: id.into(), incoming, outgoing })
        .collect();
    by_bot.sort_by_key(|bot| (-(bot.incoming + bot.outgoing), bot.bot_id));

    Ok(Stats {
        bots: store::states(db, workspace)
            .await?
            .into_iter()
            .map(|row| StateCount { state: row.observed, count: row.count })
            .collect(),
        active_chats: store::active_chats(db, workspace, now - TimeDelta::hours(HOURS)).await?,
        hours: hours
            .into_iter()
            .map(|(hour, (incoming, outgoing))| HourCount { hour, incoming, outgoing })
            .collect(),
        by_bot,
        needs_person: store::needs_person(db, workspace).await?.into_iter().map(Into::into).collect(),
    })
}
