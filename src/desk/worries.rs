//! The worries people wrote down, for the host's safeguarding person only. To every other organiser these pages do not
//! exist. The words open only in the answer to a form, and each opening is logged.

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
use crate::conversation::worry::{self as rules, Decision, Listed};
use crate::db;
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
    by: String,
    about: String,
    state: &'static str,
}

fn row_of(desk: &Desk, names: &BTreeMap<Uuid, participant::Model>, one: &Listed) -> Row {
    let name = |id| name_or(desk, names.get(&id).map_or("", people::shown_name));
    Row {
        id: one.worry.id,
        moment: desk.w.moment(one.worry.at, desk.zone()),
        by: name(one.by),
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
    rows: Vec<Row>,
    paging: Paging,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
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
        base,
        paging,
    })
}

#[derive(Template)]
#[template(path = "desk/worry.html")]
struct WorryPage {
    page: Page,
    form: Form,
    base: String,
    here: String,
    row: Row,
    entered: bool,
    gone: bool,
    /// The words, in the answer to the form that opens them.
    words: Option<String>,
    decisions: Vec<Decision>,
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
    let fits = Decision::ALL.iter().copied().filter(|d| d.fits(&one.worry));
    Ok(WorryPage {
        page,
        form,
        base: desk.href("/worries"),
        here: desk.href(&format!("/worries/{}", one.worry.id)),
        row: row_of(desk, &names, one),
        entered: one.worry.entered_by.is_some(),
        gone: one.worry.text.is_none(),
        words,
        decisions: fits.collect(),
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
    let chosen = Decision::ALL.iter().copied().find(|d| d.as_str() == typed);
    let Some(decision) = chosen else {
        form.fail("decision", desk.w.t("error-choose"));
        let page = worry_page(&app, &desk, &one, form, None).await?;
        return render_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let txn = db::begin_write(&app.db).await?;
    let by = desk.by.organiser.id;
    // Decided before, in another window: the list tells.
    let _ = rules::decide(&txn, &app.means, by, &one.worry, decision).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/worries")).into_response())
}
