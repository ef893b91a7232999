//! Somebody answers the letter that went to a whole street: what it is about, and a first name to begin with.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use entity::door_code;
use entity::shared::LinkKind;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::refuse;
use crate::app::App;
use crate::chain::desk::public_page;
use crate::chain::{self, Face};
use crate::i18n::{self, LANGUAGES, Language, Words, find_language};
use crate::people::door::{self, Newcomer};
use crate::people::{links, name};
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};
use crate::{db, submission};

pub fn routes() -> Routes {
    Routes::new()
        .get("/letter/{token}", show)
        .post("/letter/{token}", answer)
}

/// A street's code that was typed not long ago, and its chain.
struct Street {
    code: door_code::Model,
    face: Face,
    w: Words,
}

impl Street {
    /// Opens what was typed; `Err` is where to go instead.
    async fn open(app: &App, token: &str) -> Result<Result<Self, Response>> {
        let Some(code) = door::open_pass(&app.db.read, &app.means, token).await? else {
            return Ok(Err(Redirect::to("/code").into_response()));
        };
        let face = chain::find_face(&app.db.read, code.chain).await?;
        let face = face.ok_or(Error::NotFound)?;
        let w = face.language();
        if code.closed_at.is_some() || !face.is_open() {
            return Ok(Err(closed(&face)?));
        }
        Ok(Ok(Self { code, face, w }))
    }
}

#[derive(Template)]
#[template(path = "resident/gone.html")]
struct ClosedPage {
    page: Page,
    lines: Vec<String>,
}

fn closed(face: &Face) -> Result<Response> {
    let w = face.language();
    let page = ClosedPage {
        page: public_page(face, w.t("door-closed-title")),
        lines: vec![w.t("door-closed-what"), w.t("door-closed-call")],
    };
    render_with(StatusCode::GONE, &page)
}

#[derive(Template)]
#[template(path = "resident/door.html")]
struct DoorPage {
    page: Page,
    form: Form,
    here: String,
    host: String,
    topic: String,
    purpose: String,
    lang: String,
    dir: &'static str,
    languages: &'static [Language],
}

fn door_page(street: &Street, token: &str, form: Form) -> DoorPage {
    let words = &street.face.words;
    let mut page = public_page(&street.face, street.w.t("door-title"));
    page.failed = !form.is_right();
    DoorPage {
        page,
        form,
        here: format!("/letter/{token}"),
        host: street.face.host.name.clone(),
        topic: words.topic.clone(),
        purpose: words.purpose.clone(),
        dir: i18n::dir(&words.lang),
        lang: words.lang.clone(),
        languages: LANGUAGES,
    }
}

async fn show(State(app): State<App>, Path(token): Path<String>) -> Result<Response> {
    let street = match Street::open(&app, &token).await? {
        Ok(street) => street,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let form = Form::filled([
        ("language", street.face.words.lang.clone()),
        ("nonce", app.means.sources.token()),
    ]);
    render(&door_page(&street, &token, form))
}

/// Each answer is a new person; only the same form sent twice leads to the same one.
async fn answer(
    State(app): State<App>,
    Path(token): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let street = match Street::open(&app, &token).await? {
        Ok(street) => street,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Some(new) = read(street.w, &mut form) else {
        return refuse(&door_page(&street, &token, form));
    };
    let (means, nonce) = (&app.means, form.value("nonce"));
    let txn = db::begin_write(&app.db).await?;
    if let Some(before) = submission::find(&txn, street.code.id, nonce).await? {
        return own_page(&app, &txn, before.parse().ok()).await;
    }
    let person = door::answer(&txn, means, &street.face, &street.code, &new).await?;
    let result = person.id.to_string();
    submission::keep(&txn, &means.sources, street.code.id, nonce, &result).await?;
    let to = own_page(&app, &txn, Some(person.id)).await?;
    txn.commit().await?;
    Ok(to)
}

fn read(w: Words, form: &mut Form) -> Option<Newcomer> {
    let typed = form.required(&w, "name", "door-name-missing", name::MAX);
    let name = name::parse(&typed);
    if name.is_none() {
        form.fail("name", w.t("error-name-wrong"));
    }
    let language = find_language(form.value("language"));
    if language.is_none() {
        form.fail("language", w.t("error-choose"));
    }
    let (Some(name), Some(language), true) = (name, language, form.is_right()) else {
        return None;
    };
    Some(Newcomer {
        name,
        language: language.code.to_owned(),
    })
}

/// Leads a new person to their own address, which they are asked to keep first.
async fn own_page(
    app: &App,
    conn: &impl ConnectionTrait,
    person: Option<Uuid>,
) -> Result<Response> {
    let link = match person {
        Some(id) => links::find_live(conn, id, LinkKind::Act).await?,
        None => None,
    };
    let to = link.map_or_else(
        || "/code".to_owned(),
        |link| {
            let token = app.means.keys.link_token(link.id, link.generation);
            format!("/p/{token}/keep")
        },
    );
    Ok(Redirect::to(&to).into_response())
}
