//! What stands between the network and the handlers: same-site forms, security headers, limits.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::app::App;
use crate::web::{Error, error};

/// The one route that takes a form from anywhere: one-click unsubscribe, RFC 8058.
pub const ONE_CLICK: &str = "/stop/";

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                   connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The policy of the one page that is made to stand in a frame on other sites: it has no form and no script.
const FRAMED_CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'none'; \
                          base-uri 'none'; frame-ancestors *";

/// Tells whether an address is the plan in small, `/c/{slug}/plan/embed`.
fn is_framed(path: &str) -> bool {
    let below = path
        .strip_prefix("/c/")
        .and_then(|rest| rest.split_once('/'));
    below.is_some_and(|(_, page)| page == "plan/embed")
}

/// Refuses a form that another site sent (RELIABILITY rule 48).
pub async fn same_site(State(app): State<App>, request: Request, next: Next) -> Response {
    let changes = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let one_click = request.uri().path().starts_with(ONE_CLICK);
    if changes && !one_click && !comes_from_us(request.headers(), &app.means.origin) {
        return Error::CrossSite.into_response();
    }
    next.run(request).await
}

fn comes_from_us(headers: &HeaderMap, origin: &str) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match header("sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => header("origin") == Some(origin),
    }
}

/// Sets the headers every answer carries (rules 43 and 49). Personal pages are never kept by a browser or a proxy.
pub async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let public =
        path == "/" || path.starts_with("/c/") || path == "/privacy" || path == "/accessibility";
    let file = path.starts_with("/s/");
    let policy = if is_framed(path) { FRAMED_CSP } else { CSP };
    let mut response = next.run(request).await;
    // A photo says for how long it may be kept.
    let photo = response.headers().contains_key(header::CACHE_CONTROL);
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value))
    };
    set("content-security-policy", policy);
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set(
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    if app.https {
        set("strict-transport-security", "max-age=31536000");
    }
    if !public && !file {
        set("cache-control", "no-store");
        set("x-robots-tag", "noindex");
    } else if public && !photo {
        set("cache-control", "no-cache");
    }
    response
}

/// Short codes that nobody has, typed by one network address within [`CODE_TRIES_WITHIN`]; after that: call us.
const CODE_TRIES: usize = 5;
pub const CODE_TRIES_WITHIN: chrono::Duration = chrono::Duration::minutes(15);

/// How often one network address may ask, and how often one personal link may send.
pub struct Limits {
    reads: DefaultKeyedRateLimiter<IpAddr>,
    writes: DefaultKeyedRateLimiter<String>,
    sign_ins: DefaultKeyedRateLimiter<IpAddr>,
    /// When each network address last typed a short code that nobody has.
    codes: Mutex<HashMap<IpAddr, Vec<DateTime<Utc>>>>,
}

impl Limits {
    /// Limits by network address (`reads_per_minute`; `sign_ins_per_hour`, rule 45) and by personal link.
    pub fn new(reads_per_minute: u32, writes_per_minute: u32, sign_ins_per_hour: u32) -> Self {
        let some = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        Self {
            reads: RateLimiter::keyed(Quota::per_minute(some(reads_per_minute))),
            writes: RateLimiter::keyed(Quota::per_minute(some(writes_per_minute))),
            sign_ins: RateLimiter::keyed(Quota::per_hour(some(sign_ins_per_hour))),
            codes: Mutex::default(),
        }
    }

    /// Takes one of the wrong tries a network address has for a short code, before the code is looked up: a thousand
    /// tries at one moment get no further than one after the other. False when there is none left.
    pub fn take_code_try(&self, address: IpAddr, now: DateTime<Utc>) -> bool {
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        let tries = codes.entry(network(address)).or_default();
        tries.retain(|at| now < *at + CODE_TRIES_WITHIN);
        let may = tries.len() < CODE_TRIES;
        if may {
            tries.push(now);
        }
        may
    }

    /// Gives a try back: the code was right.
    pub fn give_back_code_try(&self, address: IpAddr) {
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tries) = codes.get_mut(&network(address)) {
            tries.pop();
        }
    }

    /// Tells whether this address may ask for one more sign-in code.
    pub fn sign_in_allowed(&self, address: IpAddr) -> bool {
        self.sign_ins.check_key(&network(address)).is_ok()
    }

    /// Forgets addresses and links that have been quiet, so that the maps stay small.
    pub fn tidy(&self, now: DateTime<Utc>) {
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        codes.retain(|_, tries| tries.iter().any(|at| now < *at + CODE_TRIES_WITHIN));
        self.reads.retain_recent();
        self.writes.retain_recent();
        self.sign_ins.retain_recent();
    }
}

/// Refuses at once what comes while too many requests are being answered, rather than letting everybody wait. A page that
/// hears of changes has its answer once it listens.
pub async fn shed(State(app): State<App>, request: Request, next: Next) -> Response {
    let asks_for_life = request.uri().path() == "/healthz";
    let Ok(_place) = app.places.try_acquire() else {
        if asks_for_life {
            return next.run(request).await;
        }
        app.observed.note_shed();
        return error::busy();
    };
    next.run(request).await
}

/// Slows down a network address that asks too often, and a link that sends too often (rule 54).
pub async fn limits(State(app): State<App>, request: Request, next: Next) -> Response {
    let address = client_address(&request, app.settings.trusted_proxies);
    let path = request.uri().path();
    let refused = if matches!(*request.method(), Method::GET | Method::HEAD) {
        app.limits.reads.check_key(&network(address)).is_err()
    } else {
        // Link first: a library's people share an address but not a link.
        let key = path
            .strip_prefix("/p/")
            .and_then(|rest| rest.split('/').next());
        let key = key.map_or_else(|| network(address).to_string(), str::to_owned);
        app.limits.writes.check_key(&key).is_err()
    };
    if refused {
        let mut response = Error::TooMany.into_response();
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        return response;
    }
    next.run(request).await
}

/// How long a request may take in all.
const DEADLINE: Duration = Duration::from_secs(15);

/// How long a form with a photo may take: 10 MB need 80 seconds at one megabit a second.
const UPLOAD_DEADLINE: Duration = Duration::from_mins(3);

/// Returns after how long a request to an address is given up.
pub fn deadline_of(path: &str) -> Duration {
    let uploads = path.starts_with("/desk/") && path.ends_with("/news");
    if uploads { UPLOAD_DEADLINE } else { DEADLINE }
}

/// Returns the visitor's address: the socket's, or what the outermost trusted proxy wrote.
pub fn client_address(request: &Request, trusted_proxies: u8) -> IpAddr {
    let socket = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    address_of(request.headers(), socket, trusted_proxies)
}

/// The visitor's address, for a handler.
#[derive(Clone, Copy, Debug)]
pub struct Client(pub IpAddr);

impl FromRequestParts<App> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let socket = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let socket = socket.map(|info| info.0.ip());
        let trusted = app.settings.trusted_proxies;
        Ok(Self(address_of(&parts.headers, socket, trusted)))
    }
}

/// Works out the visitor's address from the headers and the socket.
pub fn address_of(headers: &HeaderMap, socket: Option<IpAddr>, trusted_proxies: u8) -> IpAddr {
    let forwarded: Vec<IpAddr> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .filter_map(|part| part.trim().parse().ok())
        .collect();
    let behind = usize::from(trusted_proxies);
    let from_proxy = (behind > 0)
        .then(|| forwarded.len().checked_sub(behind).map(|i| forwarded[i]))
        .flatten();
    from_proxy.or(socket).unwrap_or(IpAddr::from([0, 0, 0, 0]))
}

/// One household: a whole IPv6 /56 counts as one address.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let mut octets = v6.octets();
            octets[7..].fill(0);
            IpAddr::from(octets)
        }
    }
}

/// The limits, shared by all requests.
pub type SharedLimits = Arc<Limits>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_has_time_to_arrive_and_nothing_else_holds_a_connection() {
        let news = "/desk/food/plan/actions/0/news";
        assert_eq!(deadline_of(news), UPLOAD_DEADLINE);
        for other in ["/desk/food/plan", "/p/x/news", "/sign-in", "/c/food/news"] {
            assert_eq!(deadline_of(other), DEADLINE, "{other}");
        }
    }

    #[test]
    fn a_visitor_cannot_choose_their_own_address() {
        let socket = Some(IpAddr::from([10, 0, 0, 1]));
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-forwarded-for",
            HeaderValue::from_static("1.1.1.1, 2.2.2.2"),
        );
        assert_eq!(address_of(&headers, socket, 0), IpAddr::from([10, 0, 0, 1]));
        assert_eq!(address_of(&headers, socket, 1), IpAddr::from([2, 2, 2, 2]));
        assert_eq!(address_of(&headers, socket, 3), IpAddr::from([10, 0, 0, 1]));
    }

    #[test]
    fn a_network_has_five_wrong_codes_in_a_quarter_of_an_hour() {
        let limits = Limits::new(1, 1, 1);
        let here: IpAddr = "2001:db8::1".parse().unwrap();
        let next_door: IpAddr = "2001:db8:0:0:ffff::9".parse().unwrap();
        let elsewhere: IpAddr = "2001:db8:1::1".parse().unwrap();
        let now = DateTime::UNIX_EPOCH;
        for _ in 0..20 {
            assert!(limits.take_code_try(here, now));
            limits.give_back_code_try(here);
        }
        for _ in 0..5 {
            assert!(limits.take_code_try(here, now));
        }
        assert!(!limits.take_code_try(here, now));
        assert!(!limits.take_code_try(next_door, now), "one household");
        assert!(limits.take_code_try(elsewhere, now));
        let later = now + CODE_TRIES_WITHIN;
        assert!(!limits.take_code_try(here, later - chrono::Duration::seconds(1)));
        assert!(limits.take_code_try(here, later));
        limits.tidy(later + CODE_TRIES_WITHIN);
        assert!(limits.codes.lock().unwrap().is_empty());
    }

    #[test]
    fn a_form_from_another_site_is_told_from_our_own() {
        let with = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            comes_from_us(&headers, "https://talk.example.org")
        };
        assert!(with("sec-fetch-site", "same-origin"));
        assert!(!with("sec-fetch-site", "cross-site"));
        assert!(!with("sec-fetch-site", "same-site"));
        assert!(with("origin", "https://talk.example.org"));
        assert!(!with("origin", "null"));
        assert!(!with("origin", "https://talk.example.org.evil.example"));
        assert!(!comes_from_us(
            &HeaderMap::new(),
            "https://talk.example.org"
        ));
    }
}
