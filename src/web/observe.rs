//! Numbers for a technician's monitoring, in the text format of Prometheus: requests, how long they took, and what the
//! outbox holds. They are read at an address of their own (`--metrics-bind`), never at the people's.
//!
//! No label holds a name, an address or a link: a page is called by its route.

use std::fmt::Write as _;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::app::App;
use crate::mail::queue;

/// Upper bounds of the times, in seconds. A request is given up after fifteen.
const SECONDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: String,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Page {
    route: String,
}

/// What is counted while the server runs.
#[derive(Debug)]
pub struct Observed {
    registry: Registry,
    requests: Family<Asked, Counter>,
    seconds: Family<Page, Histogram>,
    shed: Counter,
}

impl Default for Observed {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("daisychain");
        let requests = Family::<Asked, Counter>::default();
        let seconds = Family::<Page, Histogram>::new_with_constructor(|| Histogram::new(SECONDS));
        let shed = Counter::default();
        registry.register("requests", "Requests answered", requests.clone());
        registry.register_with_unit(
            "request_duration",
            "Time until the answer began",
            Unit::Seconds,
            seconds.clone(),
        );
        registry.register(
            "requests_shed",
            "Requests refused because too many were being answered",
            shed.clone(),
        );
        Self {
            registry,
            requests,
            seconds,
            shed,
        }
    }
}

impl Observed {
    /// Notes a request that was refused because too many were being answered.
    pub fn note_shed(&self) {
        self.shed.inc();
    }

    fn note(&self, asked: &Asked, began: Instant) {
        let page = Page {
            route: asked.route.clone(),
        };
        let seconds = began.elapsed().as_secs_f64();
        self.seconds.get_or_create(&page).observe(seconds);
        self.requests.get_or_create(asked).inc();
    }
}

/// Counts a request by its route, its method and how it ended.
pub async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("none", MatchedPath::as_str).to_owned();
    let method = request.method().as_str();
    // A visitor may call a method anything.
    let method = if ["GET", "HEAD", "POST"].contains(&method) {
        method.to_owned()
    } else {
        "other".to_owned()
    };
    let began = Instant::now();
    let response = next.run(request).await;
    let asked = Asked {
        method,
        route,
        status: response.status().as_u16(),
    };
    app.observed.note(&asked, began);
    response
}

/// The one page of the address for monitoring.
pub fn router(app: &App) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .with_state(app.clone())
}

async fn metrics(State(app): State<App>) -> Response {
    let written = write(&app).await;
    match written {
        Ok(text) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            let mut response = text.into_response();
            let kind = HeaderValue::from_static(kind);
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
            response
        }
        Err(error) => {
            tracing::error!(%error, "the numbers for monitoring could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn write(app: &App) -> Result<String, sea_orm::DbErr> {
    let outbox = queue::gauge(&app.db.read, app.means.now()).await?;
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = encode(&mut text, &app.observed.registry);
    let mut text = text.trim_end_matches("# EOF\n").to_owned();
    let _ = writeln!(
        text,
        "# HELP daisychain_outbox_messages Messages by how far they came.\n\
         # TYPE daisychain_outbox_messages gauge"
    );
    for (state, count) in outbox.states {
        let _ = writeln!(
            text,
            "daisychain_outbox_messages{{state=\"{state}\"}} {count}"
        );
    }
    let _ = writeln!(
        text,
        "# HELP daisychain_outbox_overdue_seconds How long the message that should have gone first has waited.\n\
         # TYPE daisychain_outbox_overdue_seconds gauge\n\
         # UNIT daisychain_outbox_overdue_seconds seconds\n\
         daisychain_outbox_overdue_seconds {}\n# EOF",
        outbox.overdue.num_seconds()
    );
    Ok(text)
}
