//! Whether a browser asks from a page that may: ours, or one of `CORS_ORIGINS`.

use axum::http::{HeaderMap, header};
use url::Url;

use crate::{
    config::Config,
    error::{Error, Result},
};

/// Refuses what a foreign page makes a browser ask. For requests whose credential the browser adds by itself, and for
/// sockets; a program that is no browser sends none of these headers.
pub fn check(headers: &HeaderMap, config: &Config) -> Result<()> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN.as_str()) else { return Ok(()) };
    // a page cannot write this header, and the browser knows the address better than we do behind a proxy
    let same = match text("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => is_ours(origin, text(header::HOST.as_str()), config.public_url.as_ref()),
    };
    if same || config.cors_origins.iter().any(|allowed| allowed == origin) {
        Ok(())
    } else {
        Err(Error::Forbidden("a page of this server, or of one in CORS_ORIGINS"))
    }
}

fn is_ours(origin: &str, host: Option<&str>, public_url: Option<&Url>) -> bool {
    let Ok(origin) = origin.parse::<Url>() else { return false };
    if public_url.is_some_and(|url| url.origin() == origin.origin()) {
        return true;
    }
    let authority = &origin[url::Position::BeforeHost..url::Position::AfterPort];
    host.is_some_and(|host| host == authority)
}
