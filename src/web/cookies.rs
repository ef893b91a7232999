//! The two cookies there are: the session, and the browser that waits for a sign-in code.
//!
//! Over https they carry the `__Host-` prefix and `Secure`; over plain http (a loopback or LAN address) browsers
//! refuse that prefix, so the name is plain and `check` says that https is missing.

use axum::http::{HeaderMap, HeaderValue, header};
use axum_extra::extract::cookie::{Cookie, SameSite};

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    Session,
    SignIn,
}

impl Name {
    fn text(self, https: bool) -> &'static str {
        match (self, https) {
            (Self::Session, true) => "__Host-s",
            (Self::Session, false) => "s",
            (Self::SignIn, true) => "__Host-w",
            (Self::SignIn, false) => "w",
        }
    }
}

/// Reads a cookie from a request.
pub fn read(headers: &HeaderMap, name: Name, https: bool) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| {
            Cookie::split_parse(line.to_owned())
                .flatten()
                .collect::<Vec<_>>()
        })
        .find(|cookie| cookie.name() == name.text(https))
        .map(|cookie| cookie.value().to_owned())
}

/// Makes the header that sets a cookie for as long as the browser is open.
pub fn set(name: Name, value: String, https: bool) -> HeaderValue {
    header_of(Cookie::new(name.text(https), value), https)
}

/// Makes the header that takes a cookie away.
pub fn clear(name: Name, https: bool) -> HeaderValue {
    let mut cookie = Cookie::new(name.text(https), "");
    cookie.make_removal();
    header_of(cookie, https)
}

fn header_of(mut cookie: Cookie<'static>, https: bool) -> HeaderValue {
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_path("/");
    cookie.set_secure(https);
    HeaderValue::from_str(&cookie.to_string()).expect("invariant: our cookies are plain ASCII")
}
