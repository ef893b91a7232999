//! We asked, you said, we did: every news of a plan that stands, the newest first, for everybody.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::{Happened, face_of, happened};
use crate::app::App;
use crate::chain::desk::public_page;
use crate::plan::{news, publish};
use crate::web::paging::Paging;
use crate::web::{Page, Result, Routes, render};

/// How many news stand on a page: each may have a photo.
const AT_ONCE: u64 = 20;

pub fn routes() -> Routes {
    Routes::new().get("/c/{slug}/updates", show)
}

/// One news, with the action it is of.
struct Update {
    /// What people said, as the organisers put it.
    now: String,
    towards: String,
    href: String,
    reason: String,
    happened: Happened,
}

#[derive(Template)]
#[template(path = "plan/updates.html")]
struct UpdatesPage {
    page: Page,
    topic: String,
    updates: Vec<Update>,
    /// Absent while no plan is published.
    plan_href: Option<String>,
    feed_href: String,
    chain_href: String,
    paging: Paging,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
}

async fn show(
    State(app): State<App>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let face = face_of(&app, &slug).await?;
    let conn = &app.db.read;
    let newest = publish::find_newest(conn, face.chain.id).await?;
    let plan = format!("/c/{slug}/plan");
    let mut page = public_page(&face, face.language().t("updates-title"));
    page.indexed = true;
    let mut rows = Vec::new();
    if let Some(version) = &newest {
        let mut told = news::of_version(conn, version).await?;
        for (place, action) in (1..).zip(&version.body.actions) {
            let own = told.remove(&action.id).unwrap_or_default();
            rows.extend(own.into_iter().map(|row| (version.n, place, action, row)));
        }
    }
    rows.sort_by(|(.., a), (.., b)| (&b.happened_on, b.id).cmp(&(&a.happened_on, a.id)));
    let all = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let here = format!("/c/{slug}/updates");
    let paging = Paging::short(AT_ONCE, asked.page.parse().ok(), all, &here, &[]);
    let (skip, take) = paging.window();
    let mut updates = Vec::new();
    for (n, place, action, row) in rows.into_iter().skip(skip).take(take) {
        let place: usize = place;
        let reason = row.reason.clone();
        for happened in happened(page.w, &slug, &[row]) {
            updates.push(Update {
                now: action.now.clone(),
                towards: action.towards.clone(),
                href: format!("{plan}/{n}/actions/{place}"),
                reason: reason.clone(),
                happened,
            });
        }
    }
    render(&UpdatesPage {
        page,
        topic: face.words.topic.clone(),
        updates,
        feed_href: format!("{plan}/feed.xml"),
        plan_href: newest.map(|_| plan),
        chain_href: format!("/c/{slug}"),
        paging,
    })
}
