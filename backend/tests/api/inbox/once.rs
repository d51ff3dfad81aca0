//! Once and in order: dedupe, offsets under a fencing token, the order of events.

use backend::{
    entity::{
        account, account_peer, bot,
        chat::PeerKind,
        identity::{self, IdentityKind},
        update,
    },
    error::Error,
    events,
    inbox::{Delivery, Incoming, KnownPeer, Position, Reached, Update},
};
use openapi::{
    Code, EventId, IdentityId,
    accounts::Account,
    events::{Event, EventData},
};
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder, sea_query::Expr};
use serde_json::json;

use super::{Desk, message};
use crate::harness::TestApp;

#[tokio::test]
async fn an_update_that_comes_again_changes_nothing() {
    let mut desk = Desk::new().await;
    let update = desk.read(message(1, "Hello"));
    desk.submit(vec![update.clone(), update.clone()]).await.unwrap();
    desk.submit(vec![update]).await.unwrap();
    // the same message under another number is the same message too
    desk.take(message(1, "Hello")).await;

    let chats = desk.chats().await;
    assert_eq!(chats.len(), 1);
    assert_eq!((chats[0].incoming_count, chats[0].unread), (1, Some(1)));
    assert_eq!(desk.thread(chats[0].id).await.items.len(), 1);
    let events: Vec<Event> = desk.owner().get("/events?type=message.created").await.items();
    assert_eq!(events.len(), 1);
}

#[tokio::test]
async fn what_waits_together_is_stored_together_and_in_order() {
    let mut desk = Desk::new().await;
    let updates: Vec<_> = (1..=300).map(|n| desk.read(message(n, &format!("{n}")))).collect();
    let all = updates.into_iter().map(|update| desk.submit(vec![update]));
    for stored in futures::future::join_all(all).await {
        stored.unwrap();
    }
    let chat = desk.chats().await.remove(0);
    assert_eq!(chat.incoming_count, 300);
    assert_eq!(chat.last_message.unwrap().text, "300");
    let page = desk.owner().get(&format!("/chats/{}/messages?limit=200", chat.id)).await;
    let page: openapi::messages::MessagePage = page.ok();
    let texts: Vec<i64> = page.items.iter().map(|m| m.text.parse().unwrap()).collect();
    assert_eq!(texts, (101..=300).collect::<Vec<_>>());
    assert!(page.before.is_some() && page.after.is_none());
}

#[tokio::test]
async fn a_lease_that_is_lost_stores_nothing() {
    let mut desk = Desk::new().await;
    let update = desk.read(message(1, "Hello"));
    let mut delivery = desk.delivery(vec![update]);
    delivery.fencing = Some(7);
    delivery.next = Some(Position::Offset(102));
    let refused = desk.app.state.inbox.submit(delivery).await;
    assert!(matches!(refused, Err(Error::Stale)), "{refused:?}");
    assert!(desk.chats().await.is_empty());
    assert_eq!(update::Entity::find().count(&desk.app.state.db.reader).await.unwrap(), 0);
}

#[tokio::test]
async fn what_was_fetched_as_history_and_is_news_all_the_same_is_told_once() {
    let mut desk = Desk::new().await;
    let news = desk.read(message(1, "Hello"));
    let Ok([Incoming::Message(new)]) = news.content.as_deref() else { panic!("one message") };
    let history = Update { id: 0, raw: String::new(), content: Ok(vec![Incoming::History(new.clone())]) };
    desk.submit(vec![history.clone()]).await.unwrap();
    assert_eq!(desk.chats().await[0].incoming_count, 0);
    let created = async || desk.owner().get("/events?type=message.created").await.items::<Event>();
    assert_eq!(created().await, []);
    desk.submit(vec![news.clone(), history]).await.unwrap();
    desk.submit(vec![Update { id: news.id + 1, ..news.clone() }]).await.unwrap();
    let chats = desk.chats().await;
    assert_eq!((chats[0].incoming_count, chats[0].unread), (1, Some(1)));
    assert_eq!(desk.thread(chats[0].id).await.items.len(), 1);
    assert_eq!(created().await.len(), 1);
}

#[tokio::test]
async fn what_was_written_elsewhere_and_came_with_the_list_first_is_told_all_the_same() {
    let mut desk = Desk::new().await;
    let news = desk.read(message(1, "Hello"));
    let Ok([Incoming::Message(new)]) = news.content.as_deref() else { panic!("one message") };
    let mut ours = new.clone();
    ours.outgoing = true;
    let history = Update { id: 0, raw: String::new(), content: Ok(vec![Incoming::History(ours.clone())]) };
    let news = Update { content: Ok(vec![Incoming::Message(ours)]), ..news };
    desk.submit(vec![history]).await.unwrap();
    let told = async || desk.owner().get("/events?type=message.updated").await.items::<Event>();
    assert_eq!(told().await, []);
    desk.submit(vec![news]).await.unwrap();
    let told = told().await;
    let [EventData::MessageUpdated(message)] = &told.iter().map(|it| it.data.clone()).collect::<Vec<_>>()[..]
    else {
        panic!("told once: {told:?}")
    };
    assert_eq!((message.text.as_str(), message.outgoing), ("Hello", true));
    assert_eq!(desk.thread(message.chat_id).await.items.len(), 1);
}

#[tokio::test]
async fn of_what_is_stored_together_a_lost_lease_is_refused_alone() {
    let app = TestApp::new().await;
    let owner = app.client(&app.owner);
    let mut accounts: Vec<IdentityId> = Vec::new();
    for phone in ["+15550001001", "+15550001002"] {
        let added: Account = owner.post("/accounts", json!({ "phone": phone })).await.created();
        accounts.push(added.id.into());
    }
    let bot: IdentityId = super::add_bot(&app, "north_support").await.id.into();
    let (db, node) = (&app.state.db, app.state.node);
    let tx = db.begin().await.unwrap();
    let lease = identity::Entity::update_many()
        .col_expr(identity::Column::LeaseOwner, Expr::value(node))
        .col_expr(identity::Column::Fencing, Expr::value(7));
    lease.exec(&tx).await.unwrap();
    tx.commit().await.unwrap();

    let peer = |id, hash| KnownPeer { kind: PeerKind::User, id, access_hash: Some(hash) };
    let reached = |pts, channels: &[(i64, i32)], peers: Vec<KnownPeer>| {
        let (qts, date, seq, update_no) = (2, 3, 4, 5);
        let channels = channels.to_vec();
        Some(Position::Account(Box::new(Reached { pts, qts, date, seq, update_no, channels, peers })))
    };
    let known = |channels: &[(i64, i32)]| {
        Some(Position::Known { peers: vec![peer(9, 90)], channels: channels.to_vec() })
    };
    let of = |identity, kind, fencing, next| {
        let delivery = Delivery {
            identity,
            workspace: app.owner.workspace,
            kind,
            fencing: Some(fencing),
            updates: vec![Update { id: fencing, raw: "kept".to_owned(), content: Ok(Vec::new()) }],
            next,
        };
        app.state.inbox.submit(delivery)
    };
    let [one, other] = accounts[..] else { panic!("two") };
    let stored = futures::future::join_all([
        of(one, IdentityKind::Account, 7, reached(20, &[(1, 5)], vec![peer(8, 80), peer(9, 1)])),
        of(one, IdentityKind::Account, 6, reached(10, &[(1, 4)], vec![peer(8, 1)])),
        of(one, IdentityKind::Account, 7, known(&[(1, 1), (2, 6)])),
        of(other, IdentityKind::Account, 8, reached(30, &[], vec![peer(8, 1)])),
        of(other, IdentityKind::Account, 7, None),
        of(bot, IdentityKind::Bot, 6, Some(Position::Offset(200))),
        of(bot, IdentityKind::Bot, 7, Some(Position::Offset(100))),
        of(bot, IdentityKind::Bot, 7, Some(Position::Offset(99))),
    ]);
    let refused: Vec<bool> = stored.await.iter().map(|result| matches!(result, Err(Error::Stale))).collect();
    assert_eq!(refused, [false, true, false, true, false, true, false, false]);

    let rows = account::Entity::find().order_by_asc(account::Column::Phone).all(&db.reader).await.unwrap();
    let states: Vec<_> = rows.iter().map(|it| (it.pts, it.qts, it.date, it.seq, it.update_no)).collect();
    assert_eq!(states, [(20, 2, 3, 4, 5), (0, 0, 0, 0, 0)]);
    assert!(rows.iter().all(|row| row.last_update_at.is_some()));
    let peers = account_peer::Entity::find().all(&db.reader).await.unwrap();
    let mut peers: Vec<_> =
        peers.iter().map(|it| (it.identity_id, it.peer_id, it.access_hash, it.pts)).collect();
    peers.sort_unstable();
    let mut wanted = [(1, None, Some(5)), (2, None, Some(6)), (8, Some(80), None), (9, Some(90), None)]
        .map(|(id, hash, pts)| (one, id, hash, pts));
    wanted.sort_unstable();
    assert_eq!(peers, wanted);
    let rows = bot::Entity::find().all(&db.reader).await.unwrap();
    assert_eq!(rows[0].update_offset, 100);
    assert_eq!(update::Entity::find().count(&db.reader).await.unwrap(), 3, "each under one number");
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_and_acknowledged() {
    let mut desk = Desk::new().await;
    let broken = desk.read(json!({ "message": { "message_id": "not a number", "chat": 7 } }));
    let good = desk.read(message(2, "Still here"));
    desk.submit(vec![broken, good]).await.unwrap();
    let rows = update::Entity::find().all(&desk.app.state.db.reader).await.unwrap();
    let problems: Vec<bool> = rows.iter().map(|row| row.problem.is_some()).collect();
    assert_eq!(problems, [true, false]);
    assert!(rows[0].raw.contains("not a number"));
    assert_eq!(desk.chats().await.len(), 1);
}

#[tokio::test]
async fn events_are_read_in_the_order_of_commits() {
    let desk = Desk::new().await;
    let (state, workspace) = (desk.app.state.clone(), desk.app.owner.workspace);
    let start = state.newest_event(workspace).await.unwrap();
    let new = || {
        let data = EventData::BotUpdated(Box::new(desk.bot.clone()));
        vec![events::NewEvent::of_bot(desk.bot.id.into(), None, data)]
    };

    // the first writer has its number but has not committed
    let slow = state.db.begin().await.unwrap();
    events::store::append(&slow, workspace, state.clock.now(), new()).await.unwrap();
    // the second one cannot get a number before that
    let second = {
        let (state, new) = (state.clone(), new());
        tokio::spawn(async move {
            let tx = state.db.begin().await.unwrap();
            state.commit(tx, workspace, new).await.unwrap();
        })
    };
    for _ in 0..100 {
        tokio::task::yield_now().await;
        assert_eq!(state.newest_event(workspace).await.unwrap(), start);
        let seen = events::store::after(&state.db.reader, workspace, start, 10).await.unwrap();
        assert!(seen.is_empty(), "a reader saw {} before an earlier number was committed", seen[0].id);
    }
    assert!(!second.is_finished());
    slow.commit().await.unwrap();
    second.await.unwrap();
    let seen = events::store::after(&state.db.reader, workspace, start, 10).await.unwrap();
    let ids: Vec<EventId> = seen.iter().map(|event| event.id).collect();
    assert_eq!(ids, [EventId(start.0 + 1), EventId(start.0 + 2)]);
}

#[tokio::test]
async fn the_log_pages_both_ways() {
    let mut desk = Desk::new().await;
    for n in 1..=5 {
        desk.take(message(n, &n.to_string())).await;
    }
    let newest = desk.owner().get("/events?limit=2").await;
    let newest: openapi::Page<Event> = newest.ok();
    let cursor = newest.next_cursor.clone().unwrap();
    let next: Vec<Event> = desk.owner().get(&format!("/events?limit=2&cursor={cursor}")).await.items();
    assert_eq!(newest.items[0].id.0 - 2, next[0].id.0);

    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page: openapi::Page<Event> =
            desk.owner().get(&format!("/events?after=0&limit=2{cursor}")).await.ok();
        seen.extend(page.items.iter().map(|event| event.id.0));
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }
    let all: Vec<i64> = (1..=newest.items[0].id.0).collect();
    assert_eq!(seen, all);
    desk.owner().get("/events?cursor=nonsense").await.problem(422, Code::Invalid);
}
