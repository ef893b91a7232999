//! An organiser finds somebody for a person who asked for it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use entity::nomination;
use entity::shared::Role;
use uuid::Uuid;

use super::add::{read_email, read_name, refusal};
use super::fits;
use super::timeline::name_or;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::nominate::Named;
use crate::conversation::pool::pair::{Joined, join};
use crate::conversation::pool::rank::list_candidates;
use crate::conversation::ways::{self, NotFound};
use crate::db;
use crate::i18n::{Html, LANGUAGES, Language, find_language};
use crate::insight::desk::status_of;
use crate::organiser::SignedIn;
use crate::people;
use crate::web::{Error, Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/find/{nomination}", show)
        .post("/desk/{slug}/find/{nomination}", name_somebody)
        .post("/desk/{slug}/find/{nomination}/waiting", join_somebody)
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
    /// People who wait for a partner and could be joined, the best first.
    waiting: Vec<Candidate>,
    /// Why the others who wait do not fit.
    unfit: Vec<Html>,
    /// Who is told what about somebody who is named.
    effects: Vec<Html>,
}

/// Somebody who waits for a partner.
struct Candidate {
    id: Uuid,
    name: String,
    since: String,
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
    let status = status_of(&mut page, &form);
    let say = |key| desk.w.html(key, &[("person", &name)]);
    let template = FindPage {
        page,
        unfit: fits::unfit(app, desk, waiting, &name).await?,
        effects: TOLD.map(say).to_vec(),
        form,
        base: desk.href(""),
        here: desk.href(&format!("/find/{}", waiting.id)),
        person: name,
        date: desk.w.date(waiting.made_at, desk.zone()),
        languages: LANGUAGES,
        waiting: candidates(app, desk, waiting).await?,
    };
    render_with(status, &template)
}

/// What follows from naming somebody.
const TOLD: [&str; 3] = [
    "desk-find-told-them",
    "desk-find-told-person",
    "desk-find-told-answer",
];

/// How many of those who wait are offered.
const OFFERED: usize = 20;

async fn candidates(app: &App, desk: &Desk, waiting: &nomination::Model) -> Result<Vec<Candidate>> {
    let read = &app.db.read;
    let found = list_candidates(read, &app.means, &desk.face, waiting).await?;
    let found = &found[..found.len().min(OFFERED)];
    let people = people::find_all(read, found.iter().map(|(id, _)| *id)).await?;
    let candidate = |(id, since): &(Uuid, DateTime<Utc>)| Candidate {
        id: *id,
        name: name_or(desk, people.get(id).map_or("", people::shown_name)),
        since: desk.w.date(*since, desk.zone()),
    };
    Ok(found.iter().map(candidate).collect())
}

async fn join_somebody(
    State(app): State<App>,
    by: SignedIn,
    Path(place): Place,
    mut form: Form,
) -> Result<Response> {
    let opened = open(&app, by, place).await?;
    let desk = &opened.desk;
    let Some(waiting) = &opened.waiting else {
        return over(desk);
    };
    let Ok(person) = Uuid::parse_str(form.value("person")) else {
        form.fail("person", desk.w.t("error-choose"));
        return page(&app, &opened, form).await;
    };
    let txn = db::begin_write(&app.db).await?;
    match join(&txn, &app.means, &desk.face, waiting.id, person).await? {
        Joined::Done(_) => {
            desk.note(&txn, &app, "person.found", Some(person)).await?;
            txn.commit().await?;
            app.wake.notify_one();
            Ok(Redirect::to(&desk.href("")).into_response())
        }
        Joined::NotTheirTurn => over(desk),
        Joined::PersonGone => {
            form.fail("person", desk.w.t("desk-find-waiting-gone"));
            page(&app, &opened, form).await
        }
    }
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
