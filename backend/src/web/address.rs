//! Where a request came from.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, request::Parts},
};

use crate::state::AppState;

/// The client's address: the peer's, or what the proxy before us says where `TRUST_FORWARDED_FOR` is set.
pub fn of(extensions: &Extensions, headers: &HeaderMap, trust_forwarded_for: bool) -> IpAddr {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
    // the last entry is the proxy's own; those before it are the client's word
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    forwarded.filter(|_| trust_forwarded_for).unwrap_or(peer).to_canonical()
}

/// The client's address.
#[derive(Debug, Clone, Copy)]
pub struct Address(pub IpAddr);

impl FromRequestParts<AppState> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        Ok(Self(of(&parts.extensions, &parts.headers, state.config.trust_forwarded_for)))
    }
}
