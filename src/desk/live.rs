//! The line on an open page that says what has changed since (UX 3.5, R-33).
//!
//! Nothing on the page moves by itself: the browser gets one line of text at a time and offers to show the page anew.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use entity::shared::Role;
use serde::Deserialize;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

use crate::app::App;
use crate::chain::desk::Desk;
use crate::organiser::SignedIn;
use crate::web::{Error, Result, Routes};

mod changes;
mod hub;

use changes::Part;
pub use hub::Hub;
use hub::Listener;

/// Something is said this often, so that nobody on the way takes the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// A page that is older than this is told of the last day only.
const OLDEST: chrono::Duration = chrono::Duration::days(1);

pub fn routes() -> Routes {
    Routes::new().get("/desk/{slug}/live", show)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    part: String,
    /// When the page was made, in microseconds.
    #[serde(default)]
    since: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let part = Part::parse(&asked.part).ok_or(Error::NotFound)?;
    if part == Part::Messages && !desk.may(Role::Organiser) {
        return Err(Error::Forbidden);
    }
    let now = app.means.now();
    let since = asked.since.parse().ok();
    let since = since.and_then(DateTime::<Utc>::from_timestamp_micros);
    let listener = Listener {
        organiser: desk.by.organiser.id,
        session: desk.by.session,
        role: desk.role,
        w: desk.w,
        chain: desk.face.chain,
        part,
        since: since.unwrap_or(now).clamp(now - OLDEST, now),
    };
    let Some(lines) = hub::listen(&app, listener).await? else {
        return Err(Error::TooMany);
    };
    let said = ReceiverStream::new(lines).map(|line| Ok::<_, Infallible>(event(&line)));
    let sse = Sse::new(said).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    // A proxy that collects what it passes on would hold the lines back.
    let buffering = HeaderName::from_static("x-accel-buffering");
    Ok(([(buffering, HeaderValue::from_static("no"))], sse).into_response())
}

fn event(line: &str) -> Event {
    let one_line = line.split(['\r', '\n']).collect::<Vec<_>>().join(" ");
    Event::default().event("change").data(one_line)
}
