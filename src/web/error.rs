//! What a visitor sees when something cannot be done, and what the log keeps.
//!
//! A failure is logged once, here, with a request id that the page shows; the page tells nothing about the inside.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use crate::app::App;
use crate::db;
use crate::i18n::Words;
use crate::keys::Unreadable;
use crate::web::page::{Help, Page};

/// What a handler returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A request that could not be answered with its page.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("not found")]
    NotFound,
    #[error("this organiser may not do that")]
    Forbidden,
    #[error("the request came from another site")]
    CrossSite,
    #[error("the form is too large")]
    TooLarge,
    #[error("too many requests")]
    TooMany,
    /// The visitor is not signed in; after signing in they come back here.
    #[error("not signed in")]
    SignIn { next: String },
    /// Nothing was done, and another page says why.
    #[error("another page is shown instead")]
    Instead(Box<Response>),
    #[error(transparent)]
    Db(#[from] sea_orm::DbErr),
    #[error(transparent)]
    Template(#[from] askama::Error),
    #[error(transparent)]
    Sealed(#[from] Unreadable),
    #[error("{0}")]
    Broken(String),
}

/// Which error page [`show_errors`] draws.
#[derive(Clone, Copy, Debug)]
struct Shown {
    key: &'static str,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, key) = match self {
            Self::Instead(page) => return *page,
            Self::SignIn { next } => {
                let query: String = form_urlencoded::Serializer::new(String::new())
                    .append_pair("next", &next)
                    .finish();
                return Redirect::to(&format!("/sign-in?{query}")).into_response();
            }
            Self::NotFound => (StatusCode::NOT_FOUND, "error-not-found"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "error-forbidden"),
            Self::CrossSite => (StatusCode::FORBIDDEN, "error-cross-site"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "error-too-large"),
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, "error-too-many"),
            Self::Db(error) if db::is_full(&error) => {
                tracing::error!(%error, "there is no room to write");
                (StatusCode::INSUFFICIENT_STORAGE, "error-full")
            }
            Self::Db(_) | Self::Template(_) | Self::Sealed(_) | Self::Broken(_) => {
                tracing::error!(error = %self, "a request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "error-broken")
            }
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Shown { key });
        response
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    key: &'static str,
}

/// The page for a visitor who comes while too many others are being answered. It asks nothing of the database.
pub fn busy() -> Response {
    let w = Words::of("en");
    let key = "error-busy";
    let page = Page::new(w, w.t(key), Help::default());
    let body = ErrorPage { page, key };
    let body = body.render().unwrap_or_else(|_| w.t(key));
    let wait = [(header::RETRY_AFTER, "10")];
    (
        StatusCode::SERVICE_UNAVAILABLE,
        wait,
        axum::response::Html(body),
    )
        .into_response()
}

/// Draws the page of an [`Error`], with the help of the server's host.
pub async fn show_errors(State(app): State<App>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let shown = match response.extensions().get::<Shown>() {
        Some(shown) => *shown,
        None if response.status() == StatusCode::NOT_FOUND
            && response.headers().get("content-type").is_none() =>
        {
            Shown {
                key: "error-not-found",
            }
        }
        None if response.status() == StatusCode::METHOD_NOT_ALLOWED => Shown {
            key: "error-not-found",
        },
        None => return response,
    };
    let w = Words::of("en");
    let page = Page::new(w, w.t(shown.key), app.help().await);
    let body = ErrorPage {
        page,
        key: shown.key,
    }
    .render()
    .unwrap_or_else(|_| w.t(shown.key));
    (response.status(), axum::response::Html(body)).into_response()
}
