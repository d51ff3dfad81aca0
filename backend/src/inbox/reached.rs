//! How far updates are read, stored with the updates themselves: a few statements, of however many identities.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use openapi::IdentityId;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, Func, IntoValueTuple, OnConflict, Query},
};
use uuid::Uuid;

use super::{
    Delivery, KnownPeer, Position, Reached,
    rows::{among, change_each},
};
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
                for (id, pts) in &reached.channels {
                    peers.channel(identity, *id).read = Some(*pts);
                }
            }
            Some(Position::Known { peers: known, channels }) => {
                peers.name(identity, known);
                for (id, pts) in channels {
                    peers.channel(identity, *id).first = Some(*pts);
                }
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
    let columns = [identity::Column::Id, identity::Column::Fencing];
    let held: Vec<Claim> = identity::Entity::find()
        .select_only()
        .columns(columns)
        .filter(identity::Column::LeaseOwner.eq(node))
        .filter(among(columns, claims.clone()))
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

/// An account's peer.
type Key = (IdentityId, PeerKind, i64);

/// What accounts came to know of peers.
#[derive(Default)]
struct Peers(BTreeMap<Key, Told>);

#[derive(Default)]
struct Told {
    access_hash: Option<i64>,
    /// How far the channel was read.
    read: Option<i32>,
    /// Where to read it from, unless it is read already.
    first: Option<i32>,
}

impl Peers {
    fn name(&mut self, identity: IdentityId, known: &[KnownPeer]) {
        for peer in known {
            self.0.entry((identity, peer.kind, peer.id)).or_default().access_hash = peer.access_hash;
        }
    }

    fn channel(&mut self, identity: IdentityId, id: i64) -> &mut Told {
        self.0.entry((identity, PeerKind::Channel, id)).or_default()
    }

    /// Stores what is new of it: most updates tell of peers that are known as they are. In the order of the keys, so that
    /// two nodes never wait for each other.
    async fn store(self, tx: &impl ConnectionTrait) -> Result<()> {
        use account_peer::Column::{AccessHash, IdentityId, PeerId, PeerKind, Pts};
        if self.0.is_empty() {
            return Ok(());
        }
        let names = [IdentityId, PeerKind, PeerId];
        let known = account_peer::Entity::find().filter(among(names, self.0.keys().copied())).all(tx).await?;
        let known: HashMap<Key, _> = known
            .into_iter()
            .map(|row| ((row.identity_id, row.peer_kind, row.peer_id), (row.access_hash, row.pts)))
            .collect();
        let news = self.0.into_iter().filter_map(|(key, told)| {
            let (hash, pts) = known.get(&key).copied().unwrap_or_default();
            let new = (told.access_hash.or(hash), told.read.or(pts).or(told.first));
            (known.get(&key) != Some(&new)).then(|| account_peer::ActiveModel {
                identity_id: Set(key.0),
                peer_kind: Set(key.1),
                peer_id: Set(key.2),
                access_hash: Set(new.0),
                pts: Set(new.1),
                ..Default::default()
            })
        });
        let news: Vec<_> = news.collect();
        if news.is_empty() {
            return Ok(());
        }
        let there = OnConflict::columns(names).update_columns([AccessHash, Pts]).to_owned();
        account_peer::Entity::insert_many(news).on_conflict(there).exec_without_returning(tx).await?;
        Ok(())
    }
}
