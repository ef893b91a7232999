//! The list of calls: each person no message reaches, what to tell them, and what an organiser can do about it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use entity::shared::Role;
use serde::Deserialize;
use uuid::Uuid;

use super::snapshot::Snapshot;
use super::to_call::{self, Call};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::i18n::Html;
use crate::organiser::SignedIn;
use crate::people::name;
use crate::web::paging::{Paging, ROWS};
use crate::web::{Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/desk/{slug}/calls", show)
}

struct Row {
    id: Uuid,
    name: String,
    /// What the buttons call the person.
    called: String,
    what: Html,
    since: String,
}

#[derive(Template)]
#[template(path = "desk/calls.html")]
struct CallsPage {
    page: Page,
    base: String,
    rows: Vec<Row>,
    paging: Paging,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let conn = &app.db.read;
    let snapshot = Snapshot::load(conn, &desk.face, app.means.now()).await?;
    let calls = to_call::list(conn, &desk.face, &snapshot).await?;
    let all = u64::try_from(calls.len()).unwrap_or(u64::MAX);
    let paging = Paging::new(asked.page.parse().ok(), all, &desk.href("/calls"), &[]);
    let skip = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let take = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let shown = calls.iter().skip(skip).take(take);
    render(&CallsPage {
        page: desk.page(desk.w.t("calls-title"), Tab::Calls),
        base: desk.href(""),
        rows: shown.map(|call| row(&desk, call)).collect(),
        paging,
    })
}

/// Says what a person is told.
pub(super) fn told(desk: &Desk, call: &Call) -> Html {
    let w = desk.w;
    let called = name::first(&call.name).to_owned();
    let other = if call.other.is_empty() {
        w.t("somebody")
    } else {
        call.other.clone()
    };
    let key = format!("calls-tell-{}", call.tell.as_str());
    w.html(
        &key,
        &[
            ("person", &called),
            ("other", &other),
            ("host", &desk.face.host.name),
            ("topic", &desk.face.words.topic),
        ],
    )
}

fn row(desk: &Desk, call: &Call) -> Row {
    Row {
        id: call.person,
        name: call.name.clone(),
        what: told(desk, call),
        since: desk.w.short_date(call.since, desk.zone()),
        called: name::first(&call.name).to_owned(),
    }
}
