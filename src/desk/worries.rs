//! The worries people wrote down, for the host's safeguarding person only. To every other organiser these pages do not
//! exist. The words open only in the answer to a form, and each opening is logged. Who has read them can close the worry;
//! deleting the words is asked on a page of its own.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::{participant, worry};
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use uuid::Uuid;

use super::timeline::name_or;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::Outcome;
use crate::conversation::worry::{self as rules, Decision, Listed};
use crate::db;
use crate::insight::desk::status_of;
use crate::organiser::SignedIn;
use crate::people;
use crate::web::paging::{Paging, ROWS};
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/worries", show_all)
        .get("/desk/{slug}/worries/{id}", show)
        .post("/desk/{slug}/worries/{id}/show", show_words)
        .post("/desk/{slug}/worries/{id}", decide)
        .get("/desk/{slug}/worries/{id}/delete", ask_to_delete)
        .post("/desk/{slug}/worries/{id}/delete", delete)
}

/// Opens the desk for the safeguarding person.
async fn open(app: &App, by: SignedIn, slug: &str) -> Result<Desk> {
    let desk = Desk::open(app, by, slug, Role::Reader).await?;
    if desk.keeps_safe() {
        Ok(desk)
    } else {
        Err(Error::NotFound)
    }
}

async fn open_one(app: &App, by: SignedIn, slug: &str, id: &str) -> Result<(Desk, Listed)> {
    let desk = open(app, by, slug).await?;
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let found = rules::find(&app.db.read, desk.face.chain.id, id).await?;
    Ok((desk, found.ok_or(Error::NotFound)?))
}

/// A worry without its words.
struct Row {
    id: Uuid,
    moment: String,
    by_id: Uuid,
    by: String,
    about_id: Uuid,
    about: String,
    state: &'static str,
}

fn row_of(desk: &Desk, names: &BTreeMap<Uuid, participant::Model>, one: &Listed) -> Row {
    let name = |id| name_or(desk, names.get(&id).map_or("", people::shown_name));
    Row {
        id: one.worry.id,
        moment: desk.w.moment(one.worry.at, desk.zone()),
        by_id: one.by,
        by: name(one.by),
        about_id: one.about,
        about: name(one.about),
        state: state_of(&one.worry),
    }
}

fn state_of(worry: &worry::Model) -> &'static str {
    match (worry.closed_at, worry.hold) {
        (Some(_), _) => "worry-state-closed",
        (None, true) => "worry-state-held",
        (None, false) => "worry-state-new",
    }
}

async fn names(
    conn: &impl ConnectionTrait,
    list: &[Listed],
) -> Result<BTreeMap<Uuid, participant::Model>> {
    let ids = list.iter().flat_map(|one| [one.by, one.about]);
    Ok(people::find_all(conn, ids).await?)
}

#[derive(Template)]
#[template(path = "desk/worries.html")]
struct WorriesPage {
    page: Page,
    base: String,
    /// What was decided just now.
    told: Option<String>,
    rows: Vec<Row>,
    paging: Paging,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
    #[serde(default)]
    done: String,
}

async fn show_all(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let desk = open(&app, by, &slug).await?;
    let (read, chain) = (&app.db.read, desk.face.chain.id);
    let base = desk.href("/worries");
    let all = rules::count(read, chain).await?;
    let paging = Paging::new(asked.page.parse().ok(), all, &base, &[]);
    let list = rules::list(read, chain, paging.offset(), ROWS).await?;
    let names = names(read, &list).await?;
    render(&WorriesPage {
        page: desk.page(desk.w.t("worries-title"), Tab::Worries),
        rows: list.iter().map(|one| row_of(&desk, &names, one)).collect(),
        told: Decision::ALL
            .iter()
            .find(|decision| decision.as_str() == asked.done)
            .map(|decision| desk.w.t(&format!("worries-done-{}", decision.as_str()))),
        base,
        paging,
    })
}

#[derive(Template)]
#[template(path = "desk/worry.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing about the worry; they combine freely"
)]
struct WorryPage {
    page: Page,
    form: Form,
    base: String,
    here: String,
    /// The address of the people of the chain; nothing for somebody who may not open them.
    people: Option<String>,
    row: Row,
    entered: bool,
    gone: bool,
    /// The words are deleted, and what was done about them can be read.
    answered: bool,
    /// The words, in the answer to the form that opens them.
    words: Option<String>,
    decisions: Vec<Decision>,
    may_delete: bool,
    /// It must be read before it can be closed.
    unread: bool,
}

async fn worry_page(
    app: &App,
    desk: &Desk,
    one: &Listed,
    form: Form,
    words: Option<String>,
) -> Result<WorryPage> {
    let names = names(&app.db.read, std::slice::from_ref(one)).await?;
    let mut page = desk.page(desk.w.t("worries-one"), Tab::Worries);
    page.failed = !form.is_right();
    let has_words = rules::has_words(&one.worry);
    // What has just been opened stands on the page.
    let by = desk.by.organiser.id;
    let read = words.is_some() || rules::is_opened(&app.db.read, by, &one.worry).await?;
    let unread = has_words && !read;
    let fits = |d: &Decision| d.fits(&one.worry) && !(d.closes() && unread);
    let may_delete = fits(&Decision::CloseAndDelete);
    let chosen_here = |d: &Decision| *d != Decision::CloseAndDelete && fits(d);
    Ok(WorryPage {
        page,
        form,
        base: desk.href("/worries"),
        here: desk.href(&format!("/worries/{}", one.worry.id)),
        row: row_of(desk, &names, one),
        entered: one.worry.entered_by.is_some(),
        people: desk.may(Role::Organiser).then(|| desk.href("/people")),
        gone: one.worry.text.is_none(),
        answered: one.worry.text.is_some() && !has_words,
        words,
        decisions: Decision::ALL.iter().copied().filter(chosen_here).collect(),
        may_delete,
        unread: unread && one.worry.closed_at.is_none(),
    })
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let (desk, one) = open_one(&app, by, &slug, &id).await?;
    render(&worry_page(&app, &desk, &one, Form::default(), None).await?)
}

async fn show_words(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let (desk, one) = open_one(&app, by, &slug, &id).await?;
    let txn = db::begin_write(&app.db).await?;
    let by = desk.by.organiser.id;
    let words = rules::open(&txn, &app.means, by, &one.worry).await?;
    txn.commit().await?;
    render(&worry_page(&app, &desk, &one, Form::default(), words?).await?)
}

async fn decide(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let (desk, one) = open_one(&app, by, &slug, &id).await?;
    let typed = form.value("decision");
    let mut here = Decision::ALL.iter().copied();
    let chosen = here.find(|d| d.as_str() == typed && *d != Decision::CloseAndDelete);
    let Some(decision) = chosen else {
        form.fail("decision", desk.w.t("error-choose"));
        let page = worry_page(&app, &desk, &one, form, None).await?;
        return render_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let txn = db::begin_write(&app.db).await?;
    let by = desk.by.organiser.id;
    let done = rules::decide(&txn, &app.means, by, &one.worry, decision, None).await?;
    txn.commit().await?;
    Ok(to_list(&desk, decision, done))
}

/// Leads to the list, which says what was done; of what was decided before, in another window, it shows how it stands.
fn to_list(desk: &Desk, decision: Decision, done: Outcome) -> Response {
    let told = match done {
        Outcome::Done => format!("?done={}", decision.as_str()),
        Outcome::AlreadyDone => String::new(),
    };
    Redirect::to(&desk.href(&format!("/worries{told}"))).into_response()
}

#[derive(Template)]
#[template(path = "desk/worry_delete.html")]
struct DeletePage {
    page: Page,
    form: Form,
    here: String,
    row: Row,
}

async fn delete_page(app: &App, desk: &Desk, one: &Listed, form: Form) -> Result<Response> {
    let here = desk.href(&format!("/worries/{}", one.worry.id));
    let by = desk.by.organiser.id;
    let unread =
        rules::has_words(&one.worry) && !rules::is_opened(&app.db.read, by, &one.worry).await?;
    if unread || !Decision::CloseAndDelete.fits(&one.worry) {
        return Ok(Redirect::to(&here).into_response());
    }
    let names = names(&app.db.read, std::slice::from_ref(one)).await?;
    let mut page = desk.page(desk.w.t("worries-delete-title"), Tab::Worries);
    let status = status_of(&mut page, &form);
    let row = row_of(desk, &names, one);
    let template = DeletePage {
        page,
        form,
        here,
        row,
    };
    render_with(status, &template)
}

async fn ask_to_delete(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let (desk, one) = open_one(&app, by, &slug, &id).await?;
    delete_page(&app, &desk, &one, Form::default()).await
}

/// Closes a worry and deletes its words. What was done about it may stand in their place.
async fn delete(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let (desk, one) = open_one(&app, by, &slug, &id).await?;
    let told = form.optional(&desk.w, "what-was-done", rules::DONE_MAX);
    match form.value("decision") {
        "no" => {
            let here = desk.href(&format!("/worries/{}", one.worry.id));
            return Ok(Redirect::to(&here).into_response());
        }
        "yes" => {}
        _ => form.fail("decision", desk.w.t("error-choose")),
    }
    if !form.is_right() {
        return delete_page(&app, &desk, &one, form).await;
    }
    let txn = db::begin_write(&app.db).await?;
    let (by, decision) = (desk.by.organiser.id, Decision::CloseAndDelete);
    let told = Some(told.as_str()).filter(|told| !told.is_empty());
    let done = rules::decide(&txn, &app.means, by, &one.worry, decision, told).await?;
    txn.commit().await?;
    Ok(to_list(&desk, decision, done))
}
