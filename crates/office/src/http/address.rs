//! Who is at the other end of the connection. `X-Forwarded-For` is never believed: anyone can write it.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

/// The peer's address; missing when the router is called in-process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(info.map(|ConnectInfo(address)| address.ip())))
    }
}

impl Peer {
    /// What rates are counted by: one host has a whole /64 of IPv6 addresses to itself.
    pub fn rate_key(self) -> IpAddr {
        match self.0 {
            None => IpAddr::from([127, 0, 0, 1]),
            Some(IpAddr::V6(address)) if address.to_ipv4_mapped().is_none() => {
                IpAddr::V6(Ipv6Addr::from(u128::from(address) >> 64 << 64))
            }
            Some(address) => address.to_canonical(),
        }
    }

    pub fn is_local(self) -> bool {
        self.0.is_none_or(|address| address.to_canonical().is_loopback())
    }
}
