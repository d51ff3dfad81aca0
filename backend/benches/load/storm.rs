//! Everything that happens to accounts, to many of them and at random; each must land where it belongs.

use std::{
    cell::RefCell,
    collections::HashMap,
    time::{Duration, Instant},
};

use anyhow::Result;
use openapi::{AccountId, accounts::AccountState};
use sandbox::{Fault, Sandbox, UserId};
use tokio::time::interval;

use crate::fleet::{Fleet, most};

/// How long it lasts.
const LASTING: Duration = Duration::from_secs(60);
/// How many times something happens to an account, on average.
const EACH: usize = 2;

/// Connections are clocked when their first question arrives, and one may have been on its way for longer than another.
const MINUTE: Duration = Duration::from_secs(59);

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub struct Storm {
    /// How many things happened.
    pub troubles: usize,
    /// How many accounts there were.
    pub accounts: usize,
    /// How many of them stand as they should.
    pub landed: usize,
    /// The most connections one account made within a minute.
    pub reconnects: usize,
}

/// Does it, and waits until every account has landed.
pub async fn measure(fleet: &mut Fleet) -> Result<Storm> {
    let begun = Instant::now();
    let (sandbox, people) = (fleet.arena.telegram.sandbox.clone(), fleet.people.clone());
    let ids: Vec<AccountId> = people.keys().copied().collect();
    let troubles = ids.len() * EACH;
    let due: HashMap<_, _> = ids.iter().map(|id| (*id, AccountState::Ok)).collect();
    // where each belongs so far, and whether it is over
    let due = RefCell::new((due, false));
    let blowing = async {
        let mut tick = interval(LASTING / u32::try_from(troubles)?);
        for _ in 0..troubles {
            tick.tick().await;
            let id = ids[fastrand::usize(..ids.len())];
            // what is lost stays lost
            if due.borrow().0[&id] == AccountState::Ok {
                let state = trouble(&sandbox, people[&id]);
                due.borrow_mut().0.insert(id, state);
            }
        }
        due.borrow_mut().1 = true;
        anyhow::Ok(())
    };
    let landed = fleet.until(|all| {
        let (due, over) = &*due.borrow();
        *over && due.iter().all(|(id, state)| all.get(id).is_some_and(|(_, it)| it.state == *state))
    });
    let (blown, landed) = tokio::join!(blowing, landed);
    blown?;
    let (due, _) = due.into_inner();
    let astray: Vec<_> = due
        .iter()
        .filter_map(|(id, state)| {
            Some((fleet.standing(*id)?, state)).filter(|(it, state)| it.state != **state)
        })
        .collect();
    if let Err(error) = landed {
        eprintln!("the storm: {error:#}; astray: {astray:#?}");
    }
    let connects = |person: &UserId| {
        let all: Vec<Instant> = fleet.connects(*person).into_iter().filter(|at| *at > begun).collect();
        most(&all, MINUTE)
    };
    let reconnects = people.values().map(connects).max().unwrap_or(0);
    Ok(Storm { troubles, accounts: ids.len(), landed: ids.len() - astray.len(), reconnects })
}

/// Something happens to an account. Returns where that leads it in the end.
fn trouble(sandbox: &Sandbox, person: UserId) -> AccountState {
    let meets = |fault: Fault, state: AccountState| {
        sandbox.fault(fault.of(person));
        sandbox.drop_connections(person);
        state
    };
    match fastrand::u8(..40) {
        0 => {
            sandbox.ban_account(person);
            AccountState::Banned
        }
        1 => {
            sandbox.revoke_sessions(person);
            AccountState::LoggedOut
        }
        2 => {
            sandbox.forget_keys(person);
            AccountState::LoggedOut
        }
        3 => meets(Fault::duplicate_key().on("users.getUsers"), AccountState::DuplicateKey),
        4..12 => meets(Fault::too_many_requests(fastrand::u64(1..20)).on("users.getUsers"), AccountState::Ok),
        12..18 => meets(Fault::rpc_error(500, "INTERNAL").on("users.getUsers"), AccountState::Ok),
        18..22 => meets(Fault::lost_reply().on("updates.getDifference"), AccountState::Ok),
        22..26 => meets(Fault::refused_reply().on("updates.getDifference"), AccountState::Ok),
        26..30 => meets(Fault::lost_updates(), AccountState::Ok),
        _ => {
            sandbox.drop_connections(person);
            AccountState::Ok
        }
    }
}
