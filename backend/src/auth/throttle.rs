//! Slows down whoever tries many passwords.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    time::Duration,
};

use governor::Quota;

use crate::{
    clock::Clock,
    error::{Error, Result},
    limiter::{Limiter, seconds},
};

/// Counts tries to sign in, right or wrong: for a name from an address, for the address, and for the name from
/// everywhere. The last is the widest, so that a stranger cannot easily keep a user out.
#[derive(Debug)]
pub struct Throttle {
    name_and_address: Limiter<(String, IpAddr)>,
    address: Limiter<IpAddr>,
    name: Limiter<String>,
}

impl Throttle {
    /// Nobody has tried yet.
    pub fn new(clock: &Clock) -> Self {
        Self {
            name_and_address: Limiter::new(quota(10, Duration::from_secs(20)), clock.clone()),
            address: Limiter::new(quota(50, Duration::from_secs(2)), clock.clone()),
            name: Limiter::new(quota(100, Duration::from_secs(5)), clock.clone()),
        }
    }

    /// Counts one try; refuses it where there were too many.
    pub fn count(&self, login: &str, address: IpAddr) -> Result<()> {
        let network = network(address);
        self.name_and_address
            .count(&(login.to_owned(), network))
            .and_then(|_| self.address.count(&network))
            .and_then(|_| self.name.count(&login.to_owned()))
            .map(|_| ())
            .map_err(|wait| {
                metrics::counter!("sign_in_throttled").increment(1);
                tracing::warn!(%address, "too many tries to sign in");
                Error::TooMany(seconds(wait))
            })
    }

    /// Forgets those who may try as often as ever.
    pub fn forget(&self) {
        self.name_and_address.forget();
        self.address.forget();
        self.name.forget();
    }
}

/// So many at once, then one each `every`.
fn quota(at_once: u32, every: Duration) -> Quota {
    Quota::with_period(every)
        .unwrap_or(Quota::per_second(NonZeroU32::MIN))
        .allow_burst(NonZeroU32::new(at_once).unwrap_or(NonZeroU32::MIN))
}

/// A single IPv6 customer has a whole /64 to try from.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
    }
}
