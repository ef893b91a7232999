//! "This is not me", "something is wrong", "never write to me again": from a person's page and from the link at the
//! foot of every message, in two presses.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use entity::shared::{LinkKind, ReportWhy};

use super::{Visit, erase, finish, show_deleted};
use crate::app::App;
use crate::chain::desk::personal_page;
use crate::conversation::answer;
use crate::conversation::report::{self as rules, TEXT_MAX};
use crate::people::links::{self, Ended, Opened};
use crate::submission;
use crate::web::{Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/report", show)
        .post("/p/{token}/report", report)
}

/// The choices of a report, read from the field `stop`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Stop the messages and nothing else.
    Messages,
    /// Delete everything and never write again.
    Never,
    Report(ReportWhy),
}

impl Choice {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "messages" => Some(Self::Messages),
            "delete" => Some(Self::Never),
            why => ReportWhy::parse(why).map(Self::Report),
        }
    }
}

#[derive(Template)]
#[template(path = "resident/report.html")]
struct ReportPage {
    page: Page,
    form: Form,
    nonce: String,
    /// The way back to the person's own page; empty on the page of a message's foot.
    home: String,
    first: String,
    inviter: String,
    masked: String,
    host: String,
}

/// Shows the choices. `home` is empty on the page of a message's foot.
pub async fn show_choices(visit: &Visit, app: &App, home: &str, form: Form) -> Result<Response> {
    let mut page = personal_page(&visit.face, home, visit.w.t("report-title"));
    page.failed = !form.is_right();
    let email = crate::people::details(&app.means, &visit.person)?.email;
    let nonce = match form.value("nonce") {
        "" => app.means.sources.token(),
        typed => typed.to_owned(),
    };
    let status = if form.is_right() {
        axum::http::StatusCode::OK
    } else {
        axum::http::StatusCode::UNPROCESSABLE_ENTITY
    };
    let template = ReportPage {
        page,
        nonce,
        home: home.to_owned(),
        first: crate::people::first_name(&visit.person).to_owned(),
        inviter: visit.inviter(&app.db.read).await?,
        masked: email
            .as_deref()
            .map(crate::people::mask)
            .unwrap_or_default(),
        host: visit.face.host.name.clone(),
        form,
    };
    render_with(status, &template)
}

async fn show(visit: Visit, State(app): State<App>) -> Result<Response> {
    show_choices(&visit, &app, &visit.href(""), Form::default()).await
}

/// The link ends with some answers, so that a second press finds the same last page.
async fn report(
    Path(token): Path<String>,
    State(app): State<App>,
    visit: Result<Visit, Response>,
    form: Form,
) -> Result<Response> {
    match visit {
        Ok(visit) => take(&visit, &app, &visit.href(""), form).await,
        Err(ended) => {
            let now = app.means.now();
            match links::open(&app.db.read, &token, LinkKind::Act, now).await? {
                Opened::Ended(Ended::Gone, person) => {
                    show_deleted(&super::find_face(&app, &person).await?)
                }
                _ => Ok(ended),
            }
        }
    }
}

/// Does what was chosen, and shows what came of it.
pub async fn take(visit: &Visit, app: &App, home: &str, mut form: Form) -> Result<Response> {
    let Some(choice) = Choice::parse(form.value("stop")) else {
        form.fail("stop", visit.w.t("error-choose"));
        return show_choices(visit, app, home, form).await;
    };
    match choice {
        Choice::Messages => {
            suppress(visit, app).await?;
            show_done(
                visit,
                home,
                &[
                    "stop-mail-done",
                    "stop-mail-done-what",
                    "stop-mail-done-page",
                ],
            )
        }
        Choice::Never => {
            suppress(visit, app).await?;
            erase(visit, app).await?;
            show_deleted(&visit.face)
        }
        Choice::Report(ReportWhy::NotMe) => {
            let (txn, person) = visit.begin(app).await?;
            if person.erased_at.is_none() {
                rules::not_me(&txn, &visit.means, &visit.face, &person).await?;
            }
            finish(app, txn).await?;
            show_done(visit, "", &["not-me-done", "not-me-done-what"])
        }
        Choice::Report(why) => tell(visit, app, home, why, form).await,
    }
}

/// Keeps a report with its words. The same form twice is one report.
async fn tell(
    visit: &Visit,
    app: &App,
    home: &str,
    why: ReportWhy,
    mut form: Form,
) -> Result<Response> {
    let text = form.optional(&visit.w, "words", TEXT_MAX);
    if why == ReportWhy::Other && text.is_empty() {
        form.fail("words", visit.w.t("report-words-missing"));
    }
    if !form.is_right() {
        return show_choices(visit, app, home, form).await;
    }
    let nonce = form.value("nonce");
    let (txn, person) = visit.begin(app).await?;
    if person.erased_at.is_none() && submission::find(&txn, person.id, nonce).await?.is_none() {
        rules::keep(&txn, &visit.means, &person, why, &text).await?;
        submission::keep(&txn, &app.means.sources, person.id, nonce, "report").await?;
    }
    finish(app, txn).await?;
    show_done(
        visit,
        home,
        &["report-done", "report-done-what", "report-done-no"],
    )
}

async fn suppress(visit: &Visit, app: &App) -> Result<()> {
    let (txn, person) = visit.begin(app).await?;
    answer::suppress(&txn, &visit.means, &person).await?;
    finish(app, txn).await
}

/// Stops the messages and nothing else, as a mail program asks for it with one click.
pub async fn stop_messages(visit: &Visit, app: &App) -> Result<Response> {
    suppress(visit, app).await?;
    show_done(
        visit,
        "",
        &[
            "stop-mail-done",
            "stop-mail-done-what",
            "stop-mail-done-page",
        ],
    )
}

#[derive(Template)]
#[template(path = "resident/reported.html")]
struct DonePage {
    page: Page,
    home: String,
    lines: Vec<String>,
}

/// Shows what was done: the first key is the heading.
fn show_done(visit: &Visit, home: &str, keys: &[&str]) -> Result<Response> {
    let w = visit.w;
    let host: &dyn crate::i18n::Arg = &visit.face.host.name;
    let lines: Vec<String> = keys
        .iter()
        .map(|key| w.with(key, &[("host", host)]))
        .collect();
    render(&DonePage {
        page: personal_page(&visit.face, home, lines[0].clone()),
        home: home.to_owned(),
        lines: lines[1..].to_vec(),
    })
}
