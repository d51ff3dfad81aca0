//! The refresh token's cookie: out of reach of scripts, sent to the sign-in routes of this server alone.

use std::{collections::BTreeMap, time::Duration};

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use utoipa::{IntoResponses, openapi};

use crate::config::Config;

const NAME: &str = "switchboard_refresh";
const PATH: &str = "/api/v1/auth";

/// The cookie with a refresh token.
pub fn hold(token: String, config: &Config) -> Cookie<'static> {
    let age = Duration::from_secs(u64::from(config.session_days) * 86_400);
    let mut cookie = base(token, config);
    // fails only for more years than a cookie can say
    cookie.set_max_age(age.try_into().ok());
    cookie
}

/// The cookie that makes a browser forget it.
pub fn forget(config: &Config) -> Cookie<'static> {
    let mut cookie = base(String::new(), config);
    cookie.make_removal();
    cookie
}

/// The refresh token a browser sent.
pub fn read(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(NAME).map(|cookie| cookie.value().to_owned())
}

fn base(value: String, config: &Config) -> Cookie<'static> {
    let mut cookie = Cookie::new(NAME, value);
    cookie.set_path(PATH);
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Strict);
    cookie.set_secure(config.public_url.as_ref().is_some_and(|url| url.scheme() == "https"));
    cookie
}

/// An answer that sets a cookie, if there is one to set.
#[derive(Debug)]
pub struct Setting<T>(pub Option<Cookie<'static>>, pub T);

impl<T: IntoResponse> IntoResponse for Setting<T> {
    fn into_response(self) -> Response {
        let mut response = self.1.into_response();
        let value = self.0.and_then(|cookie| HeaderValue::from_str(&cookie.to_string()).ok());
        if let Some(value) = value {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        response
    }
}

impl<T: IntoResponses> IntoResponses for Setting<T> {
    fn responses() -> BTreeMap<String, openapi::RefOr<openapi::Response>> {
        T::responses()
    }
}
