//! Letters on paper: one to a person, and one for a whole street, with the list of the streets' codes.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::{door_code, link};
use uuid::Uuid;

use super::note;
use super::opened::{Opened, Place};
use crate::app::App;
use crate::chain;
use crate::chain::desk::{Desk, Tab, public_page};
use crate::conversation::pages::{letter, typed_address};
use crate::i18n::Language;
use crate::organiser::SignedIn;
use crate::people::{door, links};
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};
use crate::{db, qr, submission};

/// The longest name of a street, in characters.
const NAME_MAX: usize = 80;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/people/{id}/letter", ask_to_print)
        .post("/desk/{slug}/people/{id}/letter", print_to_person)
        .get("/desk/{slug}/door-letters", show)
        .post("/desk/{slug}/door-letters", make)
        .get("/desk/{slug}/door-letters/{id}", print)
        .get("/desk/{slug}/door-letters/{id}/close", ask_to_close)
        .post("/desk/{slug}/door-letters/{id}/close", close)
}

#[derive(Template)]
#[template(path = "desk/letter.html")]
struct AskPage {
    page: Page,
    here: String,
    called: String,
}

/// Finds the link that stands in a person's letter; from the page of anybody whose link does not work there is no way
/// here.
async fn link_of(app: &App, opened: &Opened) -> Result<link::Model> {
    let link = links::find_open(&app.db.read, opened.person.id, app.means.now()).await?;
    link.ok_or(Error::NotFound)
}

/// Says what the letter carries, before it is shown.
async fn ask_to_print(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    link_of(&app, &opened).await?;
    let (desk, called) = (&opened.desk, opened.called());
    let title = desk.w.with("desk-letter-title", &[("person", &called)]);
    render(&AskPage {
        page: desk.page(title, Tab::People),
        here: opened.here(),
        called,
    })
}

/// Draws the letter to a person, and notes who printed it: it carries their personal link.
async fn print_to_person(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    let link = link_of(&app, &opened).await?;
    let txn = db::begin_write(&app.db).await?;
    let (means, person) = (&app.means, &opened.person);
    note(&txn, means, opened.by(), "letter.printed", person).await?;
    txn.commit().await?;
    let back = opened.here();
    letter::draw(&app, opened.desk.face, opened.person, &link, back).await
}

/// A street's letter as the list shows it.
struct Row {
    id: Uuid,
    name: String,
    code: String,
    made: String,
    closed: String,
    answers: usize,
}

#[derive(Template)]
#[template(path = "desk/door_letters.html")]
struct ListPage {
    page: Page,
    form: Form,
    base: String,
    rows: Vec<Row>,
    open: bool,
}

async fn list_page(app: &App, desk: &Desk, form: Form) -> Result<ListPage> {
    let (read, chain) = (&app.db.read, desk.face.chain.id);
    let counts = door::count_answers(read, chain).await?;
    let day = |at| desk.w.short_date(at, desk.zone());
    let row = |code: door_code::Model| Row {
        id: code.id,
        code: door::code_of(&app.means, &code),
        made: day(code.made_at),
        closed: code.closed_at.map(day).unwrap_or_default(),
        answers: counts.get(&code.id).copied().unwrap_or_default(),
        name: code.name,
    };
    let codes = door::list(read, chain).await?;
    let mut page = desk.page(desk.w.t("desk-door-title"), Tab::People);
    page.failed = !form.is_right();
    Ok(ListPage {
        page,
        form,
        base: desk.href("/door-letters"),
        rows: codes.into_iter().map(row).collect(),
        open: desk.face.is_open(),
    })
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let form = Form::filled([("nonce", app.means.sources.token())]);
    render(&list_page(&app, &desk, form).await?)
}

async fn make(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let name = form.required(&desk.w, "name", "desk-door-name-missing", NAME_MAX);
    if !desk.face.is_open() {
        form.fail("name", desk.w.t("desk-door-not-open"));
    }
    if !form.is_right() {
        let page = list_page(&app, &desk, form).await?;
        return render_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let (means, by) = (&app.means, desk.by.organiser.id);
    let txn = db::begin_write(&app.db).await?;
    let nonce = form.value("nonce");
    if let Some(before) = submission::find(&txn, by, nonce).await? {
        return Ok(Redirect::to(&before).into_response());
    }
    let made = door::make(&txn, means, desk.face.chain.id, by, &name).await?;
    let to = desk.href(&format!("/door-letters/{}", made.id));
    submission::keep(&txn, &means.sources, by, nonce, &to).await?;
    txn.commit().await?;
    Ok(Redirect::to(&to).into_response())
}

/// A street's code as one organiser opened it.
async fn open(app: &App, by: SignedIn, slug: &str, id: &str) -> Result<(Desk, door_code::Model)> {
    let desk = Desk::open(app, by, slug, Role::Organiser).await?;
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    let code = door::find(&app.db.read, desk.face.chain.id, id).await?;
    Ok((desk, code.ok_or(Error::NotFound)?))
}

#[derive(Template)]
#[template(path = "desk/door_letter.html")]
struct LetterPage {
    page: Page,
    back: String,
    closed: bool,
    topic: String,
    purpose: String,
    lang: String,
    address: String,
    qr: String,
    typed: String,
    code: String,
    reply_to: String,
    languages: Vec<Language>,
}

/// Draws the letter for every door of a street. Its QR code fills in the code and nothing more.
async fn print(State(app): State<App>, by: SignedIn, Path((slug, id)): Place) -> Result<Response> {
    let (desk, street) = open(&app, by, &slug, &id).await?;
    let code = door::code_of(&app.means, &street);
    let address = format!("{}/code?c={}", app.means.origin, code.replace(' ', "-"));
    let words = &desk.face.words;
    let mut page = public_page(&desk.face, desk.w.t("door-title"));
    page.signed_in = true;
    render(&LetterPage {
        page,
        back: desk.href("/door-letters"),
        closed: street.closed_at.is_some(),
        topic: words.topic.clone(),
        purpose: words.purpose.clone(),
        lang: words.lang.clone(),
        qr: qr::svg(&address).unwrap_or_default(),
        address,
        typed: typed_address(&app),
        code,
        reply_to: letter::reply_to(&desk.face),
        languages: chain::list_languages(&app.db.read, &desk.face.chain).await?,
    })
}

#[derive(Template)]
#[template(path = "desk/door_close.html")]
struct ClosePage {
    page: Page,
    form: Form,
    base: String,
    id: Uuid,
    code: String,
}

fn close_page(app: &App, desk: &Desk, street: &door_code::Model, form: Form) -> ClosePage {
    let title = desk
        .w
        .with("desk-door-close-title", &[("name", &street.name)]);
    let mut page = desk.page(title, Tab::People);
    page.failed = !form.is_right();
    ClosePage {
        page,
        form,
        base: desk.href("/door-letters"),
        id: street.id,
        code: door::code_of(&app.means, street),
    }
}

async fn ask_to_close(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
) -> Result<Response> {
    let (desk, street) = open(&app, by, &slug, &id).await?;
    render(&close_page(&app, &desk, &street, Form::default()))
}

async fn close(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let (desk, street) = open(&app, by, &slug, &id).await?;
    match form.value("decision") {
        "yes" => {
            let txn = db::begin_write(&app.db).await?;
            // Closed already: the list tells.
            let _ = door::close(&txn, &app.means, &street, desk.by.organiser.id).await?;
            txn.commit().await?;
        }
        "no" => {}
        _ => {
            form.fail("decision", desk.w.t("error-choose"));
            let page = close_page(&app, &desk, &street, form);
            return render_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    }
    Ok(Redirect::to(&desk.href("/door-letters")).into_response())
}
