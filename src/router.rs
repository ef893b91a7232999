//! Every feature's routes, and the layers all of them stand behind: the only file that knows every feature.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::compression::CompressionLayer;

use crate::app::App;
use crate::crash;
use crate::web::routes::Route;
use crate::web::{Routes, assets, error, guard, observe, slash};
use crate::{chain, conversation, demo, desk, insight, organiser, plan};

/// Forms are small; the pages that take a record set a larger limit of their own.
pub const BODY_LIMIT: usize = 64 * 1024;

fn routes() -> Routes {
    Routes::new()
        .merge(assets::routes())
        .merge(organiser::routes())
        .merge(chain::routes())
        .merge(conversation::pages::routes())
        .merge(insight::routes())
        .merge(plan::routes())
        .merge(desk::routes())
        .merge(demo::pages::routes())
}

/// Lists every route of the server.
pub fn listing() -> Vec<Route> {
    routes().into_list()
}

/// Puts the whole server together. The layer added last is the outermost: what the guards refuse is still drawn as a
/// page, and every answer carries the headers.
pub fn router(app: &App) -> Router {
    let with_app = app.clone();
    let pages: slash::Pages = listing().iter().map(|route| route.path).collect();
    routes()
        .into_router()
        .layer(middleware::from_fn_with_state(pages, slash::redirect))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(
            with_app.clone(),
            wake_worker,
        ))
        .layer(middleware::from_fn_with_state(
            with_app.clone(),
            guard::same_site,
        ))
        .layer(middleware::from_fn_with_state(
            with_app.clone(),
            guard::limits,
        ))
        .layer(middleware::from_fn(deadline))
        .layer(middleware::from_fn_with_state(
            with_app.clone(),
            error::show_errors,
        ))
        .layer(middleware::from_fn_with_state(
            with_app.clone(),
            guard::shed,
        ))
        .layer(middleware::from_fn_with_state(
            with_app.clone(),
            guard::headers,
        ))
        .layer(middleware::from_fn_with_state(
            with_app.clone(),
            observe::count,
        ))
        .layer(CompressionLayer::new())
        .with_state(with_app)
}

/// Lets the worker look at the outbox after every form: it may hold a message now.
async fn wake_worker(State(app): State<App>, request: Request, next: Next) -> Response {
    let may_store = request.method() == Method::POST;
    let response = next.run(request).await;
    if may_store {
        crash::point("answered");
        app.wake.notify_one();
    }
    response
}

/// Gives up on a request that takes too long in all (RELIABILITY F7).
async fn deadline(request: Request, next: Next) -> Response {
    let limit = guard::deadline_of(request.uri().path());
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}
