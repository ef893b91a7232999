//! What there is as open data: every file of the plan, what it holds, and what is left out of all of them.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::face_of;
use crate::app::App;
use crate::chain::desk::public_page;
use crate::insight::evidence::{self, Totals};
use crate::methods::hiding::{Cell, FIVE};
use crate::plan::weigh::results::Ballots;
use crate::plan::weigh::{VOTERS_MIN, rounds};
use crate::plan::{open, publish};
use crate::web::{Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/c/{slug}/plan/data", show)
}

/// A file with its media type.
struct File {
    /// The ending of its words.
    kind: &'static str,
    media: &'static str,
    href: String,
}

/// The ballots of a vote that is over.
struct Vote {
    n: i32,
    href: String,
}

#[derive(Template)]
#[template(path = "plan/data.html")]
struct DataPage {
    page: Page,
    /// The number of the newest version; none before a plan is published.
    n: Option<i32>,
    files: Vec<File>,
    votes: Vec<Vote>,
    totals: Totals,
    /// How many chats each branch has; absent where there are too few.
    branches: Option<Vec<Cell>>,
    five: u64,
    plan_href: String,
}

async fn show(State(app): State<App>, Path(slug): Path<String>) -> Result<Response> {
    let face = face_of(&app, &slug).await?;
    let (conn, chain) = (&app.db.read, face.chain.id);
    let plan_href = format!("/c/{slug}/plan");
    let mut page = public_page(&face, face.language().t("data-title"));
    page.indexed = true;
    let n = publish::find_newest(conn, chain).await?.map(|v| v.n);
    let mut files = Vec::new();
    if let Some(n) = n {
        let file = |kind, media| File {
            kind,
            media,
            href: format!("{plan_href}/{n}/plan.{kind}"),
        };
        files.push(file("json", "application/json"));
        files.push(file("csv", "text/csv"));
        files.push(file("md", "text/markdown"));
        files.push(File {
            kind: "feed",
            media: "application/atom+xml",
            href: format!("{plan_href}/feed.xml"),
        });
    }
    let mut votes = Vec::new();
    for round in rounds::list_closed(conn, chain).await? {
        let ballots = Ballots::read(conn, &app.means.keys, &round).await?;
        if ballots.voters.len() >= VOTERS_MIN {
            votes.push(Vote {
                n: round.n,
                href: format!("{plan_href}/rounds/{}/ballots.csv", round.n),
            });
        }
    }
    let links = links(&files);
    let mut response = render(&DataPage {
        page,
        n,
        files,
        votes,
        totals: evidence::totals(conn, chain).await?,
        branches: open::chats_by_branch(conn, chain).await?,
        five: FIVE,
        plan_href,
    })?;
    if let Ok(links) = HeaderValue::from_str(&links) {
        response.headers_mut().insert(header::LINK, links);
    }
    Ok(response)
}

/// Writes the files as a `Link` header, so that a program finds them without reading the page (RFC 8288).
fn links(files: &[File]) -> String {
    let link = |file: &File| {
        format!(
            "<{}>; rel=\"alternate\"; type=\"{}\"",
            file.href, file.media
        )
    };
    files.iter().map(link).collect::<Vec<_>>().join(", ")
}
