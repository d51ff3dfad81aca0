//! Figures for the dashboard: of bots and of accounts, never added up.

use openapi::{
    accounts::{Account, AccountState},
    stats::{HourCount, Stats},
};
use sandbox::{ChatRef, Draft};
use serde_json::json;

use crate::{accounts::Desk, harness::PATIENCE};

fn incoming(hours: &[HourCount]) -> i64 {
    hours.iter().map(|hour| hour.incoming).sum()
}

#[tokio::test]
async fn accounts_are_counted_beside_bots() {
    let desk = Desk::signed_in().await;
    let client = desk.app.client(&desk.app.owner);
    let fresh: Account = client.post("/accounts", json!({ "phone": "+15550001002" })).await.created();
    let bot = desk.app.bot("north_support").await;
    let _node = desk.app.supervise();
    desk.live().await;
    let friend = desk.app.sandbox.add_person("Boris", None, None);
    desk.app.sandbox.write(friend, ChatRef::private(friend, desk.person), Draft::text("Hello"));
    let mut wakes = desk.app.state.bus.listen();
    let counted = async {
        loop {
            let stats: Stats = client.get("/stats").await.ok();
            if stats.active_account_chats == 1 && !stats.by_account.is_empty() {
                return stats;
            }
            let _ = wakes.recv().await;
        }
    };
    let stats = tokio::time::timeout(PATIENCE, counted).await.expect("the message is counted");
    assert_eq!((incoming(&stats.account_hours), incoming(&stats.hours)), (1, 0));
    assert_eq!((stats.account_hours.len(), stats.hours.len()), (24, 24));
    assert_eq!((stats.active_chats, stats.by_bot.len()), (0, 0));
    assert_eq!(stats.by_account[0].account_id, desk.account.id);
    assert_eq!((stats.by_account[0].incoming, stats.by_account[0].outgoing), (1, 0));
    let mut by_state: Vec<_> = stats.accounts.iter().map(|row| (row.state, row.count)).collect();
    by_state.sort_by_key(|(state, _)| format!("{state:?}"));
    assert_eq!(by_state, [(AccountState::New, 1), (AccountState::Ok, 1)]);
    assert_eq!(stats.bots.iter().map(|row| row.count).sum::<i64>(), 1, "{:?}", bot.id);
    let in_need: Vec<_> = stats.accounts_in_need.iter().map(|account| account.id).collect();
    assert_eq!(in_need, [fresh.id]);
}
