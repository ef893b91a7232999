//! An organiser finds somebody for a person who asked for it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use entity::nomination;
use entity::shared::Role;
use uuid::Uuid;

use super::add::{read_email, read_name, refusal};
use super::timeline::name_or;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::nominate::Named;
use crate::conversation::ways::{self, NotFound};
use crate::db;
use crate::i18n::{LANGUAGES, Language, find_language};
use crate::organiser::SignedIn;
use crate::people;
use crate::web::{Error, Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/find/{nomination}", show)
        .post("/desk/{slug}/find/{nomination}", name_somebody)
}

#[derive(Template)]
#[template(path = "desk/find.html")]
struct FindPage {
    page: Page,
    form: Form,
    base: String,
    here: String,
    person: String,
    date: String,
    languages: &'static [Language],
}

#[derive(Template)]
#[template(path = "desk/found.html")]
struct FoundPage {
    page: Page,
    base: String,
}

/// A person who waits, as an organiser opened them; or nobody, when it is over.
struct Opened {
    desk: Desk,
    waiting: Option<nomination::Model>,
}

async fn open(app: &App, by: SignedIn, (slug, id): (String, String)) -> Result<Opened> {
    let desk = Desk::open(app, by, &slug, Role::Organiser).await?;
    let id = Uuid::parse_str(&id).map_err(|_| Error::NotFound)?;
    let waiting = ways::find_to_find(&app.db.read, desk.face.chain.id, id).await?;
    Ok(Opened { desk, waiting })
}

type Place = Path<(String, String)>;

async fn show(State(app): State<App>, by: SignedIn, Path(place): Place) -> Result<Response> {
    let opened = open(&app, by, place).await?;
    let form = Form::filled([("language", opened.desk.face.words.lang.clone())]);
    page(&app, &opened, form).await
}

async fn page(app: &App, opened: &Opened, form: Form) -> Result<Response> {
    let desk = &opened.desk;
    let Some(waiting) = &opened.waiting else {
        return over(desk);
    };
    let person = people::find(&app.db.read, waiting.initiator).await?;
    let name = person.as_ref().map_or("", people::first_name);
    let name = name_or(desk, name);
    let title = desk.w.with("desk-find-title", &[("person", &name)]);
    let mut page = desk.page(title, Tab::Overview);
    page.failed = !form.is_right();
    let status = if page.failed {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let template = FindPage {
        page,
        form,
        base: desk.href(""),
        here: desk.href(&format!("/find/{}", waiting.id)),
        person: name,
        date: desk.w.date(waiting.made_at, desk.zone()),
        languages: LANGUAGES,
    };
    render_with(status, &template)
}

fn over(desk: &Desk) -> Result<Response> {
    let page = desk.page(desk.w.t("desk-find-over"), Tab::Overview);
    let base = desk.href("");
    render_with(StatusCode::GONE, &FoundPage { page, base })
}

async fn name_somebody(
    State(app): State<App>,
    by: SignedIn,
    Path(place): Place,
    mut form: Form,
) -> Result<Response> {
    let opened = open(&app, by, place).await?;
    let Some(waiting) = &opened.waiting else {
        return over(&opened.desk);
    };
    let w = opened.desk.w;
    let name = read_name(w, &mut form);
    let email = read_email(w, &mut form);
    let language = find_language(form.value("language"));
    if language.is_none() {
        form.fail("language", w.t("error-choose"));
    }
    if !form.chosen("asked", "yes") {
        form.fail("asked", w.t("desk-add-asked-missing"));
    }
    let (true, Some(name), Some(email), Some(language)) = (form.is_right(), name, email, language)
    else {
        return page(&app, &opened, form).await;
    };
    let named = Named {
        name: &name,
        email: &email,
        language: language.code,
        asked_wording: &w.t("desk-find-asked"),
    };
    match store(&app, &opened.desk, waiting, named).await? {
        Ok(()) => Ok(Redirect::to(&opened.desk.href("")).into_response()),
        Err(NotFound::Over) => over(&opened.desk),
        Err(NotFound::Themself) => {
            form.fail("email", w.t("desk-find-themself"));
            page(&app, &opened, form).await
        }
        Err(NotFound::May(why)) => {
            form.fail("email", w.t(refusal(why)));
            page(&app, &opened, form).await
        }
    }
}

async fn store(
    app: &App,
    desk: &Desk,
    waiting: &nomination::Model,
    named: Named<'_>,
) -> Result<std::result::Result<(), NotFound>> {
    let txn = db::begin_write(&app.db).await?;
    let by = desk.by.organiser.id;
    let found = ways::find_somebody(&txn, &app.means, &desk.face, by, waiting, named).await?;
    Ok(match found {
        Ok(_) => {
            txn.commit().await?;
            app.wake.notify_one();
            Ok(())
        }
        Err(why) => Err(why),
    })
}
