//! The page of a person whose chain is closed: nothing to do, what was said is kept, and where the plan is.

use askama::Template;
use axum::response::Response;

use super::{Me, Visit};
use crate::app::App;
use crate::chain;
use crate::conversation::closing;
use crate::web::{Page, Result, render};

#[derive(Template)]
#[template(path = "resident/closed.html")]
struct ClosedPage {
    page: Page,
    me: Me,
    /// When it was closed.
    day: String,
    /// Where the plan is, once there is one.
    plan: Option<String>,
    /// The chain that goes on from here: its name and its page.
    next: Option<(String, String)>,
}

/// Shows that the chain is closed.
pub async fn show_closed(visit: &Visit, app: &App) -> Result<Response> {
    let chain = &visit.face.chain;
    let closed_at = chain.closed_at.unwrap_or_else(|| app.means.now());
    let plan = chain::has_plan(&app.db.read, chain.id).await?;
    let next = chain::after::find_next(&app.db.read, chain.id).await?;
    let me = Me {
        writable_until: String::new(),
        ..visit.me()
    };
    render(&ClosedPage {
        page: visit.page(visit.w.t("closed-title")),
        me,
        day: visit.w.date(closed_at, visit.face.zone()),
        next: next.map(named),
        plan: plan.then(|| format!("/c/{}/plan", chain.slug)),
    })
}

/// Returns what a chain is called on a person's page, and where it is; the name of a sensitive one may tell the topic.
fn named(face: chain::Face) -> (String, String) {
    let href = format!("/c/{}", face.chain.slug);
    if face.chain.sensitive {
        (face.host.name, href)
    } else {
        (face.words.name, href)
    }
}

/// Returns until when a chat may still be written down in a closed chain; empty while it is open.
pub fn writable_until(visit: &Visit) -> String {
    closing::writable_until(&visit.face.chain)
        .map(|at| visit.w.date(at, visit.face.zone()))
        .unwrap_or_default()
}
