//! What stands between the network and the handlers: same-site forms, security headers, limits.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::app::App;
use crate::web::Error;

/// The one route that takes a form from anywhere: one-click unsubscribe, RFC 8058.
pub const ONE_CLICK: &str = "/stop/";

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                   connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

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
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value))
    };
    set("content-security-policy", CSP);
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
    } else if public {
        set("cache-control", "no-cache");
    }
    response
}

/// How often one network address may ask, and how often one personal link may send.
pub struct Limits {
    reads: DefaultKeyedRateLimiter<IpAddr>,
    writes: DefaultKeyedRateLimiter<String>,
    sign_ins: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limits {
    /// Sign-in codes asked for by one network address in an hour (rule 45).
    const SIGN_INS_AN_HOUR: NonZeroU32 = NonZeroU32::new(20).expect("twenty is not zero");

    pub fn new(reads_per_minute: u32, writes_per_minute: u32) -> Self {
        let quota = |n: u32| Quota::per_minute(NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN));
        Self {
            reads: RateLimiter::keyed(quota(reads_per_minute)),
            writes: RateLimiter::keyed(quota(writes_per_minute)),
            sign_ins: RateLimiter::keyed(Quota::per_hour(Self::SIGN_INS_AN_HOUR)),
        }
    }

    /// Tells whether this address may ask for one more sign-in code.
    pub fn sign_in_allowed(&self, address: IpAddr) -> bool {
        self.sign_ins.check_key(&network(address)).is_ok()
    }

    /// Forgets addresses and links that have been quiet, so that the maps stay small.
    pub fn tidy(&self) {
        self.reads.retain_recent();
        self.writes.retain_recent();
        self.sign_ins.retain_recent();
    }
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

/// Gives up on a request that takes longer than this in all.
pub const DEADLINE: Duration = Duration::from_secs(15);

/// Returns the visitor's address: the socket's, or what the outermost trusted proxy wrote.
pub fn client_address(request: &Request, trusted_proxies: u8) -> IpAddr {
    let socket = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    address_of(request.headers(), socket, trusted_proxies)
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
