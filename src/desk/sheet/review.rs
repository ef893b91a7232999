//! What would happen with a list, adding its good rows, and what came of it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::participant;
use serde::Deserialize;
use uuid::Uuid;

use super::check::{self, Checked};
use super::columns::{self, Good, Mapping};
use super::wrong::{self, Bad, Wrong};
use super::{Opened, gone, open};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::desk::add::{Span, list_added};
use crate::i18n::{LANGUAGES, Language, Words, find_language};
use crate::insight::desk::status_of;
use crate::organiser::SignedIn;
use crate::people::sheets;
use crate::web::{Form, Page, Result, Routes, render, render_with};
use crate::{db, submission};
use entity::shared::Role;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/people/sheet/{id}/check", show)
        .post("/desk/{slug}/people/sheet/{id}/check", decide)
        .get("/desk/{slug}/people/sheet-added", added)
}

#[derive(Template)]
#[template(path = "desk/sheet_check.html")]
struct CheckPage {
    page: Page,
    form: Form,
    base: String,
    here: String,
    file: String,
    open: bool,
    good: Vec<Good>,
    /// How many of them are reached by phone only.
    by_phone: usize,
    /// A phone number may have lost the nought it began with.
    cut: bool,
    /// What is wrong with a row, and the name that stands in it.
    bad: Vec<(String, String)>,
    languages: &'static [Language],
}

/// Says what is wrong with a row.
fn told(w: Words, bad: &Bad) -> String {
    let key = format!("list-line-{}", bad.wrong.as_str());
    let args: [(&'static str, &dyn crate::i18n::Arg); 2] =
        [("line", &bad.number), ("earlier", &bad.earlier)];
    w.with(&key, &args)
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let opened = match open(&app, by, &slug, id).await? {
        Ok(opened) => opened,
        Err(gone) => return Ok(gone),
    };
    let Some(mapping) = opened.list.mapping.clone() else {
        let to = opened.desk.href(&format!("/people/sheet/{id}"));
        return Ok(Redirect::to(&to).into_response());
    };
    let form = Form::filled([
        ("language", opened.desk.face.words.lang.clone()),
        ("nonce", app.means.sources.token()),
    ]);
    draw(&app, &opened, &mapping, form).await
}

async fn draw(app: &App, opened: &Opened, mapping: &Mapping, form: Form) -> Result<Response> {
    let Opened { desk, row, list } = opened;
    let chain = desk.face.chain.id;
    let Checked { good, bad } =
        check::check(&app.db.read, &app.means, chain, list, mapping).await?;
    let mut page = desk.page(desk.w.t("list-check-title"), Tab::People);
    let status = status_of(&mut page, &form);
    let template = CheckPage {
        page,
        form,
        base: desk.href(""),
        here: desk.href(&format!("/people/sheet/{}", row.id)),
        file: row.file.clone(),
        open: desk.face.is_open(),
        by_phone: good.iter().filter(|person| person.email.is_none()).count(),
        cut: good.iter().any(|person| person.cut),
        bad: bad
            .iter()
            .map(|bad| {
                (
                    told(desk.w, bad),
                    columns::typed_name(list, mapping, bad.number),
                )
            })
            .collect(),
        good,
        languages: LANGUAGES,
    };
    render_with(status, &template)
}

/// Reads what an organiser says of all of them.
fn read_consent(desk: &Desk, form: &mut Form) -> String {
    let language = form.value("language").to_owned();
    if find_language(&language).is_none() {
        form.fail("language", desk.w.t("error-choose"));
    }
    if !form.chosen("asked", "yes") {
        form.fail("asked", desk.w.t("desk-add-asked-missing"));
    }
    if !desk.face.is_open() {
        form.fail("open-first", desk.w.t("desk-add-open-first"));
    }
    language
}

async fn decide(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
    mut form: Form,
) -> Result<Response> {
    let (nonce, organiser) = (form.value("nonce").to_owned(), by.organiser.id);
    if let Some(to) = submission::find(&app.db.read, organiser, &nonce).await? {
        return Ok(Redirect::to(&to).into_response());
    }
    let opened = match open(&app, by, &slug, id).await? {
        Ok(opened) => opened,
        Err(gone) => return Ok(gone),
    };
    if form.chosen("decision", "none") {
        return throw_away(&app, &opened).await;
    }
    let language = read_consent(&opened.desk, &mut form);
    let mapping = opened.list.mapping.clone().unwrap_or_default();
    if !form.is_right() {
        return draw(&app, &opened, &mapping, form).await;
    }
    add(&app, &opened, &mapping, &language, &nonce).await
}

/// Adds nobody, and lets the list go.
async fn throw_away(app: &App, opened: &Opened) -> Result<Response> {
    let desk = &opened.desk;
    let txn = db::begin_write(&app.db).await?;
    if sheets::use_up(&txn, &app.means, opened.row.id).await? {
        desk.note(&txn, app, "sheet.thrown_away", Some(opened.row.id))
            .await?;
    }
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/people/sheet")).into_response())
}

/// Adds the good rows. Whoever presses twice gets the same page again; nobody is asked twice.
async fn add(
    app: &App,
    opened: &Opened,
    mapping: &Mapping,
    language: &str,
    nonce: &str,
) -> Result<Response> {
    let (desk, means) = (&opened.desk, &app.means);
    let organiser = desk.by.organiser.id;
    let txn = db::begin_write(&app.db).await?;
    if !sheets::use_up(&txn, means, opened.row.id).await? {
        // The same form came twice at once, or the list was used meanwhile.
        return match submission::find(&txn, organiser, nonce).await? {
            Some(to) => Ok(Redirect::to(&to).into_response()),
            None => gone(desk, true),
        };
    }
    let chain = desk.face.chain.id;
    let Checked { good, mut bad } = check::check(&txn, means, chain, &opened.list, mapping).await?;
    let mut span: Option<(Uuid, Uuid)> = None;
    for person in &good {
        match check::add(&txn, means, &desk.face, organiser, person, language).await? {
            Some(id) => span = Some((span.map_or(id, |(first, _)| first), id)),
            None => bad.push(Bad {
                number: person.number,
                wrong: Wrong::MayNotBeAsked,
                earlier: 0,
            }),
        }
    }
    let (first, last) = span.unwrap_or((Uuid::nil(), Uuid::nil()));
    let left = wrong::write_left(&bad);
    let to = desk.href(&format!(
        "/people/sheet-added?first={first}&last={last}&left={left}"
    ));
    submission::keep(&txn, &means.sources, organiser, nonce, &to).await?;
    desk.note(&txn, app, "sheet.used", Some(opened.row.id))
        .await?;
    txn.commit().await?;
    app.wake.notify_one();
    Ok(Redirect::to(&to).into_response())
}

#[derive(Deserialize)]
struct Left {
    #[serde(default)]
    left: String,
}

#[derive(Template)]
#[template(path = "desk/sheet_added.html")]
struct AddedPage {
    page: Page,
    base: String,
    people: Vec<participant::Model>,
    by_phone: usize,
    bad: Vec<String>,
}

/// Tells who was added, and by row who was not.
async fn added(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(span): Query<Span>,
    Query(Left { left }): Query<Left>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let people = list_added(&app, &desk, &span).await?;
    let title = desk.w.with("desk-added-title", &[("count", &people.len())]);
    let bad = wrong::read_left(&left);
    render(&AddedPage {
        page: desk.page(title, Tab::People),
        base: desk.href(""),
        by_phone: people
            .iter()
            .filter(|person| person.email.is_none())
            .count(),
        bad: bad.iter().map(|bad| told(desk.w, bad)).collect(),
        people,
    })
}
