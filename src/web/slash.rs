//! An address with a slash too many at its end leads to the page without it.
//!
//! Only to a page that exists: the address is compared with the routes. What is sent back is the path as it came, without
//! its last slash, on this server; a path with two slashes together could name another server and leads nowhere.

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The paths of all pages.
pub type Pages = std::sync::Arc<[&'static str]>;

/// Sends whoever asks for a page with a slash at its end to the page itself.
pub async fn redirect(State(pages): State<Pages>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    match without_slash(&pages, request.uri()) {
        Some(to) if reads => {
            (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, to)]).into_response()
        }
        _ => next.run(request).await,
    }
}

/// Returns the address of the page that was meant; nothing where the address is right, or no page is meant.
fn without_slash(pages: &[&'static str], uri: &Uri) -> Option<String> {
    let path = uri.path();
    let meant = path.strip_suffix('/').filter(|meant| !meant.is_empty())?;
    if !meant.starts_with('/') || path.contains("//") || path.contains('\\') {
        return None;
    }
    let is = |path: &str| pages.iter().any(|page| fits(page, path));
    if is(path) || !is(meant) {
        return None;
    }
    Some(match uri.query() {
        Some(query) => format!("{meant}?{query}"),
        None => meant.to_owned(),
    })
}

/// Tells whether a path is one of a route's.
fn fits(route: &str, path: &str) -> bool {
    let (mut route, mut path) = (route.split('/'), path.split('/'));
    loop {
        match (route.next(), path.next()) {
            (None, None) => return true,
            (Some(part), Some(_)) if part.starts_with("{*") => return true,
            (Some(part), Some(given)) if part.starts_with('{') && !given.is_empty() => (),
            (Some(part), Some(given)) if part == given => (),
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_that_exists_is_meant_and_never_another_server() {
        let pages = ["/", "/desk", "/desk/{slug}/people/{id}", "/files/{*rest}"];
        let to = |uri: &str| without_slash(&pages, &uri.parse().unwrap());
        assert_eq!(to("/desk/"), Some("/desk".into()));
        assert_eq!(to("/desk/?a=1&b=/"), Some("/desk?a=1&b=/".into()));
        assert_eq!(to("/desk/x/people/7/"), Some("/desk/x/people/7".into()));
        for other in [
            "/",
            "/desk",
            "/none/",
            "//",
            "//evil.example/",
            "//desk/",
            "/desk//",
            "/desk/x/people//",
            "/files/a/",
            "/%2Fevil.example/",
            "/desk/x/people/",
        ] {
            assert_eq!(to(other), None, "{other}");
        }
    }
}
