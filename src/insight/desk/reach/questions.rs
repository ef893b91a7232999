//! Which questions about themselves residents are asked, what is known without asking, and the sentence for those who
//! choose the next person. Everything that is asked is off until an organiser turns it on.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{ReachWhat, Role};

use crate::app::App;
use crate::chain;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::i18n::Words;
use crate::insight::desk::{Room, RoomLink, rooms};
use crate::organiser::SignedIn;
use crate::people::heard_from::{self, OWN_MAX, Question, is_asked_for};
use crate::web::{Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/reach/questions", show)
        .post("/desk/{slug}/reach/questions", change_nudge)
}

/// Added to the address, it says that something was saved.
pub const SAVED: &str = "saved";

/// A question in the list.
struct Row {
    name: String,
    asked: bool,
    has_figures: bool,
    href: String,
}

#[derive(Template)]
#[template(path = "insight/reach_questions.html")]
struct QuestionsPage {
    page: Page,
    rooms: Vec<RoomLink>,
    back: String,
    action: String,
    asked: Vec<Row>,
    known: Vec<Row>,
    /// Where a question of their own is added; empty when there are as many as there can be.
    new: String,
    max: usize,
    nudge: bool,
    saved: bool,
}

/// Returns what a question is called on the desk.
pub fn called(w: Words, what: ReachWhat, question: Option<&Question>) -> String {
    match question.filter(|_| what == ReachWhat::Own) {
        Some(question) => question.row.name.clone(),
        None => w.t(&format!("reach-edit-{}", what.as_str())),
    }
}

fn row(desk: &Desk, what: ReachWhat, question: Option<&Question>) -> Row {
    let key = match question.filter(|_| what == ReachWhat::Own) {
        Some(question) => question.row.id.to_string(),
        None => what.as_str().to_owned(),
    };
    Row {
        name: called(desk.w, what, question),
        asked: question.is_some_and(|q| q.row.asked),
        has_figures: question.is_some_and(|q| q.offered().any(|band| band.share.is_some())),
        href: desk.href(&format!("/reach/questions/{key}")),
    }
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let all = heard_from::list(&app.db.read, desk.face.chain.id).await?;
    let of = |what| all.iter().find(|question| question.row.what == what);
    let own = all.iter().filter(|q| q.row.what == ReachWhat::Own);
    let own: Vec<Row> = own.map(|q| row(&desk, ReachWhat::Own, Some(q))).collect();
    let is_full = own.len() >= OWN_MAX;
    let asked = [ReachWhat::Age, ReachWhat::Place].map(|what| row(&desk, what, of(what)));
    let known = ReachWhat::ALL.iter().filter(|what| !is_asked_for(**what));
    render(&QuestionsPage {
        page: desk.page(desk.w.t("reach-q-title"), Tab::Themes),
        rooms: rooms(&desk, Room::Reach),
        back: desk.href("/reach"),
        action: desk.href("/reach/questions"),
        asked: asked.into_iter().chain(own).collect(),
        known: known.map(|what| row(&desk, *what, of(*what))).collect(),
        new: if is_full {
            String::new()
        } else {
            desk.href("/reach/questions/new")
        },
        max: OWN_MAX,
        nudge: desk.face.chain.rules.nudge,
        saved: query.as_deref() == Some(SAVED),
    })
}

async fn change_nudge(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let back = desk.href("/reach/questions");
    if !form.chosen("press", "yes") {
        return Ok(Redirect::to(&back).into_response());
    }
    let txn = db::begin_write(&app.db).await?;
    let nudge = form.chosen("nudge", "yes");
    if chain::change_nudge(&txn, desk.face.chain.id, nudge).await? {
        desk.note(&txn, &app, "reach.nudge", None).await?;
    }
    txn.commit().await?;
    Ok(Redirect::to(&format!("{back}?{SAVED}")).into_response())
}
