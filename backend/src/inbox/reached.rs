//! How far updates are read, stored with the updates themselves: a few statements, of however many identities.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use openapi::IdentityId;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Func, IntoValueTuple, OnConflict, Query},
};
use uuid::Uuid;

use super::{Delivery, KnownPeer, Position, Reached, rows::change_each};
use crate::{
    entity::{
        account, account_peer, bot,
        chat::PeerKind,
        identity::{self, IdentityKind},
    },
    error::Result,
};

/// Who says that updates are its own: an identity, under the fencing token of a lease.
pub(super) type Claim = (IdentityId, i64);

/// Stores it. Returns the claims to leases that are not this node's (any more): of them nothing is stored.
pub(super) async fn store(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    node: Uuid,
    deliveries: &[&Delivery],
) -> Result<HashSet<Claim>> {
    let claims = deliveries.iter().filter_map(|delivery| delivery.claim()).collect();
    let lost = find_lost(tx, node, claims).await?;
    let mut bots: BTreeMap<IdentityId, Option<i64>> = BTreeMap::new();
    let mut accounts: BTreeMap<IdentityId, Option<&Reached>> = BTreeMap::new();
    let mut peers = Peers::default();
    for delivery in deliveries.iter().filter(|it| it.claim().is_none_or(|claim| !lost.contains(&claim))) {
        let identity = delivery.identity;
        match delivery.kind {
            // what was asked for here is no update
            IdentityKind::Bot
                if delivery.fencing.is_none() && delivery.updates.iter().all(|it| it.raw.is_empty()) => {}
            IdentityKind::Bot => drop(bots.entry(identity).or_default()),
            IdentityKind::Account => drop(accounts.entry(identity).or_default()),
        }
        match &delivery.next {
            None => {}
            Some(Position::Offset(offset)) => {
                let known = bots.entry(identity).or_default();
                *known = Ord::max(*known, Some(*offset));
            }
            Some(Position::Account(reached)) => {
                accounts.insert(identity, Some(&**reached));
                peers.name(identity, &reached.peers);
                peers.read.extend(reached.channels.iter().map(|(id, pts)| ((identity, *id), *pts)));
            }
            Some(Position::Known { peers: known, channels }) => {
                peers.name(identity, known);
                peers.first.extend(channels.iter().map(|(id, pts)| ((identity, *id), *pts)));
            }
        }
    }
    move_bots(tx, now, bots).await?;
    move_accounts(tx, now, accounts).await?;
    peers.store(tx).await?;
    Ok(lost)
}

impl Delivery {
    /// The lease under which the updates were fetched.
    pub(super) fn claim(&self) -> Option<Claim> {
        self.fencing.map(|fencing| (self.identity, fencing))
    }
}

async fn find_lost(tx: &impl ConnectionTrait, node: Uuid, claims: BTreeSet<Claim>) -> Result<HashSet<Claim>> {
    if claims.is_empty() {
        return Ok(HashSet::new());
    }
    let wanted = Query::select().expr(Expr::cust("*")).from_values(claims.clone(), "wanted").to_owned();
    let columns = [identity::Column::Id, identity::Column::Fencing];
    let held: Vec<Claim> = identity::Entity::find()
        .select_only()
        .columns(columns)
        .filter(identity::Column::LeaseOwner.eq(node))
        .filter(Expr::tuple(columns.map(Expr::col)).in_subquery(wanted))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(claims.into_iter().filter(|claim| !held.contains(claim)).collect())
}

async fn move_bots(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    bots: BTreeMap<IdentityId, Option<i64>>,
) -> Result<()> {
    let mut change = Query::update();
    change.table(bot::Entity).value(bot::Column::LastUpdateAt, now);
    let rows = bots.into_iter().map(IntoValueTuple::into_value_tuple).collect();
    change_each(tx, change, bot::Column::Id, &[bot::Column::UpdateOffset], rows, unless_null).await
}

async fn move_accounts(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    accounts: BTreeMap<IdentityId, Option<&Reached>>,
) -> Result<()> {
    use account::Column::{Date, Pts, Qts, Seq, UpdateNo};
    let mut change = Query::update();
    change.table(account::Entity).value(account::Column::LastUpdateAt, now);
    let rows = accounts.into_iter().map(|(id, reached)| {
        let of = |what: fn(&Reached) -> i32| reached.map(what);
        let number = reached.map(|reached| reached.update_no);
        (id, of(|it| it.pts), of(|it| it.qts), of(|it| it.date), of(|it| it.seq), number).into_value_tuple()
    });
    let columns = [Pts, Qts, Date, Seq, UpdateNo];
    change_each(tx, change, account::Column::Id, &columns, rows.collect(), unless_null).await
}

fn unless_null(new: Expr, old: Expr) -> Expr {
    Func::coalesce([new, old]).into()
}

/// What accounts came to know of peers.
#[derive(Default)]
struct Peers {
    hashes: BTreeMap<(IdentityId, PeerKind, i64), Option<i64>>,
    /// Channels that were read this far.
    read: BTreeMap<(IdentityId, i64), i32>,
    /// Channels to be read from here on, unless they are read already.
    first: BTreeMap<(IdentityId, i64), i32>,
}

impl Peers {
    fn name(&mut self, identity: IdentityId, known: &[KnownPeer]) {
        self.hashes.extend(known.iter().map(|peer| ((identity, peer.kind, peer.id), peer.access_hash)));
    }

    /// Stores it, in the order of the keys, so that two nodes never wait for each other.
    async fn store(self, tx: &impl ConnectionTrait) -> Result<()> {
        use account_peer::Column::{AccessHash, Pts};
        let hashes = self.hashes.into_iter().map(|(key, hash)| (key, hash, None));
        upsert(tx, hashes, (AccessHash, Expr::cust("excluded.access_hash"))).await?;
        let channels = |pts: BTreeMap<(IdentityId, i64), i32>| {
            pts.into_iter().map(|((identity, id), pts)| ((identity, PeerKind::Channel, id), None, Some(pts)))
        };
        upsert(tx, channels(self.first), (Pts, Expr::cust("COALESCE(account_peers.pts, excluded.pts)")))
            .await?;
        upsert(tx, channels(self.read), (Pts, Expr::cust("excluded.pts"))).await
    }
}

/// Writes one column of peers, making those that are new.
async fn upsert(
    tx: &impl ConnectionTrait,
    peers: impl Iterator<Item = ((IdentityId, PeerKind, i64), Option<i64>, Option<i32>)>,
    (column, value): (account_peer::Column, Expr),
) -> Result<()> {
    use account_peer::Column::{IdentityId, PeerId, PeerKind};
    let rows: Vec<_> = peers
        .map(|((identity, kind, id), access_hash, pts)| account_peer::ActiveModel {
            identity_id: Set(identity),
            peer_kind: Set(kind),
            peer_id: Set(id),
            access_hash: Set(access_hash),
            pts: Set(pts),
            ..Default::default()
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let there = OnConflict::columns([IdentityId, PeerKind, PeerId]).value(column, value).to_owned();
    account_peer::Entity::insert_many(rows).on_conflict(there).exec_without_returning(tx).await?;
    Ok(())
}
