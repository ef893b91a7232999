//! First people from a spreadsheet: hand in a file, say what its columns are, see what would happen, and add the good
//! rows or nobody.
//!
//! No file is kept on the disk; its rows stand sealed in the database until they are used, for a day at most.

use askama::Template;
use axum::body::Bytes;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::sheet as sheet_row;
use uuid::Uuid;

use self::columns::List;
use self::file::{FILE_MAX, ROWS_MAX, Unreadable};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::insight::desk::status_of;
use crate::organiser::SignedIn;
use crate::people::sheets;
use crate::web::{Error, Form, Page, Result, Routes, render_with};
use crate::{db, submission};

pub(super) use self::columns::is_heading;

mod check;
mod columns;
mod file;
mod map;
mod review;
mod wrong;
mod xlsx;

/// A file that is too large comes in all the same, so that its page can say so.
const BODY: usize = 4 * FILE_MAX;

pub fn routes() -> Routes {
    let upload = Routes::new()
        .get("/desk/{slug}/people/sheet", show)
        .post("/desk/{slug}/people/sheet", hand_in)
        .body_limit(BODY);
    upload.merge(map::routes()).merge(review::routes())
}

#[derive(Template)]
#[template(path = "desk/sheet.html")]
struct SheetPage {
    page: Page,
    form: Form,
    base: String,
    open: bool,
    /// The largest file, in megabytes, and the most people.
    megabytes: usize,
    people: usize,
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    draw(&app, &desk, Form::default())
}

fn draw(app: &App, desk: &Desk, mut form: Form) -> Result<Response> {
    form.set("nonce", app.means.sources.token());
    let mut page = desk.page(desk.w.t("list-title"), Tab::People);
    let status = status_of(&mut page, &form);
    let template = SheetPage {
        page,
        form,
        base: desk.href(""),
        open: desk.face.is_open(),
        megabytes: FILE_MAX / (1024 * 1024),
        people: ROWS_MAX - 1,
    };
    render_with(status, &template)
}

/// What the form sent.
#[derive(Default)]
struct HandedIn {
    nonce: String,
    name: String,
    bytes: Bytes,
}

async fn read_parts(parts: std::result::Result<Multipart, MultipartRejection>) -> Result<HandedIn> {
    let mut read = HandedIn::default();
    let Ok(mut parts) = parts else {
        return Ok(read);
    };
    let refused = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        // Whoever hung up in the middle sees no page anyway.
        _ => Error::NotFound,
    };
    while let Some(part) = parts.next_field().await.map_err(refused)? {
        match part.name() {
            Some("nonce") => read.nonce = part.text().await.map_err(refused)?,
            Some("file") => {
                let name = part.file_name().unwrap_or_default();
                read.name = name.chars().filter(|c| !c.is_control()).collect();
                read.bytes = part.bytes().await.map_err(refused)?;
            }
            _ => {}
        }
    }
    Ok(read)
}

async fn hand_in(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    parts: std::result::Result<Multipart, MultipartRejection>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let HandedIn { nonce, name, bytes } = read_parts(parts).await?;
    let organiser = desk.by.organiser.id;
    if let Some(to) = submission::find(&app.db.read, organiser, &nonce).await? {
        return Ok(Redirect::to(&to).into_response());
    }
    let read = tokio::task::spawn_blocking(move || file::read(&bytes)).await;
    let rows = match read.unwrap_or(Err(Unreadable::Broken)) {
        Ok(rows) => rows,
        Err(why) => return draw(&app, &desk, refused(&desk, why, name.is_empty())),
    };
    let list = List {
        rows,
        mapping: None,
    };
    let txn = db::begin_write(&app.db).await?;
    let (means, chain) = (&app.means, desk.face.chain.id);
    let id = sheets::keep(&txn, means, chain, organiser, &name, &write(&list)?).await?;
    let to = desk.href(&format!("/people/sheet/{id}"));
    submission::keep(&txn, &means.sources, organiser, &nonce, &to).await?;
    desk.note(&txn, &app, "sheet.handed_in", Some(id)).await?;
    txn.commit().await?;
    Ok(Redirect::to(&to).into_response())
}

/// Says why a file was not taken.
fn refused(desk: &Desk, why: Unreadable, none: bool) -> Form {
    let key = match why {
        Unreadable::Empty if none => "list-file-missing",
        Unreadable::Empty => "list-file-empty",
        Unreadable::TooLarge => "list-file-large",
        Unreadable::TooManyRows => "list-file-rows",
        Unreadable::Macros => "list-file-macros",
        Unreadable::OldExcel => "list-file-old",
        Unreadable::WrongType => "list-file-type",
        Unreadable::Broken => "list-file-broken",
    };
    let (megabytes, people) = (FILE_MAX / (1024 * 1024), ROWS_MAX - 1);
    let mut form = Form::default();
    let args: [(&'static str, &dyn crate::i18n::Arg); 2] =
        [("megabytes", &megabytes), ("people", &people)];
    form.fail("file", desk.w.with(key, &args));
    form
}

fn write(list: &List) -> Result<String> {
    serde_json::to_string(list).map_err(|error| Error::Broken(error.to_string()))
}

/// A list that was handed in, with the desk it is looked at from.
struct Opened {
    desk: Desk,
    row: sheet_row::Model,
    list: List,
}

#[derive(Template)]
#[template(path = "desk/sheet_gone.html")]
struct GonePage {
    page: Page,
    base: String,
    used: bool,
}

/// Opens a list for who handed it in. Once it was used, or its day is over, the page says so.
async fn open(
    app: &App,
    by: SignedIn,
    slug: &str,
    id: Uuid,
) -> Result<std::result::Result<Opened, Response>> {
    let desk = Desk::open(app, by, slug, Role::Organiser).await?;
    let (chain, organiser) = (desk.face.chain.id, desk.by.organiser.id);
    let row = sheets::find(&app.db.read, id, chain, organiser).await?;
    let row = row.ok_or(Error::NotFound)?;
    let Some(body) = sheets::open(&app.means, &row)? else {
        return Ok(Err(gone(&desk, row.used_at.is_some())?));
    };
    let list = serde_json::from_str(&body).map_err(|error| Error::Broken(error.to_string()))?;
    Ok(Ok(Opened { desk, row, list }))
}

fn gone(desk: &Desk, used: bool) -> Result<Response> {
    let template = GonePage {
        page: desk.page(desk.w.t("list-gone-title"), Tab::People),
        base: desk.href(""),
        used,
    };
    render_with(StatusCode::GONE, &template)
}
