//! Every feature's routes, and the layers all of them stand behind: the only file that knows every feature.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::compression::CompressionLayer;

use crate::app::App;
use crate::desk;
use crate::web::{assets, error, guard};

/// Forms are small; the pages that take a record set a larger limit of their own.
pub const BODY_LIMIT: usize = 64 * 1024;

/// Puts the whole server together.
pub fn router(app: &App) -> Router {
    let pages = desk::routes().into_router();
    pages
        .merge(assets::routes())
        .layer(middleware::from_fn_with_state(
            app.clone(),
            error::show_errors,
        ))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            guard::same_site,
        ))
        .layer(middleware::from_fn_with_state(app.clone(), guard::limits))
        .layer(middleware::from_fn(deadline))
        .layer(middleware::from_fn_with_state(app.clone(), guard::headers))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CompressionLayer::new())
        .with_state(app.clone())
}

async fn deadline(request: Request, next: Next) -> Response {
    let limit: Duration = guard::DEADLINE;
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}
