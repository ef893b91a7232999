//! What a person told the organisers about an invitation: read it, look at the person, close it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::report;
use entity::shared::{ReportWhy, Role};
use uuid::Uuid;

use super::never;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::find_incoming;
use crate::conversation::report as rules;
use crate::conversation::step::find_inviter;
use crate::db;
use crate::organiser::SignedIn;
use crate::people;
use crate::web::{Error, Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/reports/{id}", show)
        .post("/desk/{slug}/reports/{id}", close)
}

#[derive(Template)]
#[template(path = "desk/report.html")]
struct ReportPage {
    page: Page,
    base: String,
    here: String,
    person: Uuid,
    /// Empty for somebody who was forgotten.
    name: String,
    inviter: Option<String>,
    moment: String,
    why: &'static str,
    not_me: bool,
    /// What the buttons call the person; nothing for somebody who was forgotten.
    called: Option<String>,
    /// They have a link that can be ended.
    may_end: bool,
    may_never_write: bool,
    words: String,
    closed: String,
}

async fn open(app: &App, by: SignedIn, slug: &str, id: &str) -> Result<(Desk, report::Model)> {
    let desk = Desk::open(app, by, slug, Role::Organiser).await?;
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let report = rules::find(&app.db.read, desk.face.chain.id, id).await?;
    Ok((desk, report.ok_or(Error::NotFound)?))
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let (desk, report) = open(&app, by, &slug, &id).await?;
    let read = &app.db.read;
    let person = people::find(read, report.participant).await?;
    let person = person.ok_or(Error::NotFound)?;
    let inviter = find_inviter(read, &person).await?;
    let moment = |at| desk.w.moment(at, desk.zone());
    let link = find_incoming(read, person.id).await?;
    let called = people::first_name(&person);
    render(&ReportPage {
        page: desk.page(desk.w.t("reports-title"), Tab::Overview),
        base: desk.href(""),
        here: desk.href(&format!("/reports/{}", report.id)),
        person: person.id,
        name: people::shown_name(&person).to_owned(),
        inviter: inviter.map(|i| people::shown_name(&i).to_owned()),
        moment: moment(report.at),
        why: report.why.as_str(),
        called: (!called.is_empty()).then(|| called.to_owned()),
        may_end: link.is_some_and(|c| c.recorded_at.is_none()),
        may_never_write: never::is_written_to(&person),
        not_me: report.why == ReportWhy::NotMe,
        words: rules::words(&app.means, &report)?,
        closed: report.closed_at.map(moment).unwrap_or_default(),
    })
}

async fn close(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    form: Form,
) -> Result<Response> {
    let (desk, report) = open(&app, by, &slug, &id).await?;
    if form.chosen("press", "yes") {
        let txn = db::begin_write(&app.db).await?;
        let by = desk.by.organiser.id;
        // Closed before: the overview tells.
        let _ = rules::close(&txn, &app.means, by, &report).await?;
        txn.commit().await?;
    }
    Ok(Redirect::to(&desk.href("")).into_response())
}
