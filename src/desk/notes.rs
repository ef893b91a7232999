//! Notes about a person and calls to them, on their page: for the organisers of the chain, and for the person.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use entity::participant;
use entity::shared::NoteKind;
use sea_orm::DatabaseTransaction;
use serde::Deserialize;
use uuid::Uuid;

use super::opened::{Opened, Place};
use super::snapshot::Snapshot;
use super::timeline::name_or;
use super::{acting, find_person, to_call};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::remind::{self, Open};
use crate::i18n::Html;
use crate::insight::desk::status_of;
use crate::organiser::{SignedIn, names_on};
use crate::people;
use crate::people::notes::{self, TEXT_MAX};
use crate::web::{Error, Form, Page, Result, Routes, render_with};
use crate::{db, submission};

pub fn routes() -> Routes {
    Routes::new()
        .post("/desk/{slug}/people/{id}/notes", add)
        .post("/desk/{slug}/people/{id}/notes/{note}/remove", remove)
        .get("/desk/{slug}/people/{id}/call", ask_call)
        .post("/desk/{slug}/people/{id}/call", log_call)
}

/// How far ahead a link can rest, in days.
const REST_MAX: u64 = 90;

/// A note as the person's page shows it.
pub(super) struct Shown {
    pub id: Uuid,
    pub kind: String,
    pub text: String,
    /// Who wrote it, and when.
    pub by: Html,
    pub own: bool,
}

/// Opens the notes about a person for an organiser.
pub(super) async fn list(app: &App, desk: &Desk, person: Uuid) -> Result<Vec<Shown>> {
    let conn = &app.db.read;
    let found = notes::list(conn, &app.means, person).await??;
    let ids = found.iter().map(|note| note.organiser);
    let names = names_on(conn, &desk.face.chain, ids).await?;
    let shown = |note: notes::Note| {
        let who = names.get(&note.organiser);
        let who = who.unwrap_or(&desk.face.host.name);
        let when = desk.w.moment(note.at, desk.zone());
        Shown {
            id: note.id,
            kind: desk.w.t(&format!("note-kind-{}", note.kind.as_str())),
            text: note.text,
            by: desk.w.html("note-by", &[("who", who), ("when", &when)]),
            own: note.organiser == desk.by.organiser.id,
        }
    };
    Ok(found.into_iter().rev().map(shown).collect())
}

async fn add(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    let nonce = form.value("nonce").to_owned();
    let text = form.required(&opened.desk.w, "note", "note-missing", TEXT_MAX);
    if !form.is_right() {
        return super::person::show_again(&app, &opened, form).await;
    }
    let txn = db::begin_write(&app.db).await?;
    if submission::find(&txn, opened.by(), &nonce).await?.is_none() {
        let (means, person) = (&app.means, &opened.person);
        notes::add(&txn, means, opened.by(), person, NoteKind::Note, &text).await?;
        submission::keep(&txn, &means.sources, opened.by(), &nonce, "noted").await?;
    }
    txn.commit().await?;
    Ok(opened.to("noted"))
}

async fn remove(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id, note)): Path<(String, String, String)>,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    let note = Uuid::parse_str(&note).map_err(|_| Error::NotFound)?;
    let txn = db::begin_write(&app.db).await?;
    // Gone already, or a colleague's: the page shows what there is.
    let removed = notes::remove(&txn, &app.means, opened.by(), &opened.person, note).await?;
    txn.commit().await?;
    Ok(opened.to(if removed { "note-removed" } else { "left" }))
}

/// The calls that can be logged, and what each is called in the form.
const CALLS: [NoteKind; 3] = [NoteKind::Talked, NoteKind::NoAnswer, NoteKind::LeftMessage];

#[derive(Template)]
#[template(path = "desk/call.html")]
struct CallPage {
    page: Page,
    form: Form,
    here: String,
    nonce: String,
    called: String,
    /// The link that waits for this person, as `about` names it.
    about: Option<(Uuid, Html)>,
    /// What the list of calls asks to tell them, to read aloud.
    tell: Vec<Html>,
    earliest: String,
    latest: String,
}

#[derive(Deserialize)]
struct About {
    #[serde(default)]
    about: String,
}

/// Finds the step somebody is called about: that of the link they must act on.
async fn step_of(app: &App, opened: &Opened, about: &str) -> Result<Option<Open>> {
    let (read, face, now) = (&app.db.read, &opened.desk.face, app.means.now());
    let other = match Uuid::parse_str(about) {
        Ok(id) => find_person(read, face, id).await?,
        Err(_) => None,
    };
    let person = other.as_ref().unwrap_or(&opened.person);
    let open = remind::open_of(read, face, person, now).await?;
    Ok(open.filter(|open| open.actor == opened.person.id || open.person == opened.person.id))
}

async fn ask_call(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    Query(asked): Query<About>,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    let form = Form::filled([("about", asked.about)]);
    call_page(&app, &opened, form).await
}

async fn call_page(app: &App, opened: &Opened, form: Form) -> Result<Response> {
    let desk = &opened.desk;
    if opened.person.erased_at.is_some() {
        return Ok(Redirect::to(&opened.here()).into_response());
    }
    let called = opened.called();
    let open = step_of(app, opened, form.value("about")).await?;
    let about = match &open {
        Some(open) => Some((open.person, waits_for(app, desk, open).await?)),
        None => None,
    };
    let title = desk.w.with("call-title", &[("person", &called)]);
    let mut page = desk.page(title, Tab::People);
    let status = status_of(&mut page, &form);
    let today = desk.day_of(app.means.now());
    let template = CallPage {
        page,
        here: opened.here(),
        nonce: app.means.sources.token(),
        tell: to_tell(app, opened).await?,
        about,
        called,
        form,
        earliest: day(today, 1),
        latest: day(today, REST_MAX),
    };
    render_with(status, &template)
}

/// Says what an open step waits for.
pub(super) async fn waits_for(app: &App, desk: &Desk, open: &Open) -> Result<Html> {
    let people = people::find_all(&app.db.read, [open.person, open.actor]).await?;
    let name = |id: &Uuid| name_or(desk, people.get(id).map_or("", people::first_name));
    let key = format!("waits-{}", open.step.as_str().replace('_', "-"));
    let (actor, person) = (name(&open.actor), name(&open.person));
    Ok(desk.w.html(&key, &[("actor", &actor), ("person", &person)]))
}

/// Says what the list of calls asks to tell this person; nothing when it does not ask.
async fn to_tell(app: &App, opened: &Opened) -> Result<Vec<Html>> {
    let (read, desk) = (&app.db.read, &opened.desk);
    let now = app.means.now();
    let snapshot = Snapshot::around(read, &desk.face, &opened.person, now).await?;
    let calls = to_call::list(read, &desk.face, &snapshot).await?;
    let call = calls.iter().find(|call| call.person == opened.person.id);
    Ok(call.map_or_else(Vec::new, |call| super::calls::say(desk, call)))
}

fn day(today: NaiveDate, after: u64) -> String {
    let day = today.checked_add_days(Days::new(after)).unwrap_or(today);
    day.format("%Y-%m-%d").to_string()
}

/// Reads a day of the form, as nine in the morning by the host's clock; empty means none.
pub(super) fn read_day(
    desk: &Desk,
    form: &mut Form,
    name: &str,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let typed = form.value(name).trim().to_owned();
    if typed.is_empty() {
        return None;
    }
    let today = desk.day_of(now);
    let latest = today.checked_add_days(Days::new(REST_MAX)).unwrap_or(today);
    let day = NaiveDate::parse_from_str(&typed, "%Y-%m-%d").ok();
    let Some(day) = day.filter(|day| today < *day && *day <= latest) else {
        form.fail(name, desk.w.with("rest-day-wrong", &[("days", &REST_MAX)]));
        return None;
    };
    morning_of(desk, day)
}

/// Returns nine in the morning of a day.
pub(super) fn morning_of(desk: &Desk, day: NaiveDate) -> Option<DateTime<Utc>> {
    desk.moment_of(day, NaiveTime::from_hms_opt(9, 0, 0)?)
}

/// How a call went, as it was filled in.
struct Logged {
    kind: NoteKind,
    text: String,
    again: Option<DateTime<Utc>>,
    told: bool,
}

fn read_call(app: &App, opened: &Opened, form: &mut Form) -> Option<Logged> {
    let w = opened.desk.w;
    let kind = NoteKind::parse(form.value("went")).filter(|kind| CALLS.contains(kind));
    if kind.is_none() {
        form.fail("went", w.t("error-choose"));
    }
    let text = form.optional(&w, "note", TEXT_MAX);
    let again = read_day(&opened.desk, form, "again", app.means.now());
    let kind = kind.filter(|_| form.is_right())?;
    let told = kind == NoteKind::Talked && form.chosen("told", "yes");
    Some(Logged {
        kind,
        text,
        again,
        told,
    })
}

async fn log_call(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    let Some(logged) = read_call(&app, &opened, &mut form) else {
        return call_page(&app, &opened, form).await;
    };
    let nonce = form.value("nonce").to_owned();
    let open = step_of(&app, &opened, form.value("about")).await?;
    let txn = db::begin_write(&app.db).await?;
    if submission::find(&txn, opened.by(), &nonce).await?.is_none() {
        keep(&txn, &app, &opened, &logged, open.as_ref()).await?;
        let sources = &app.means.sources;
        submission::keep(&txn, sources, opened.by(), &nonce, "call-logged").await?;
    }
    txn.commit().await?;
    Ok(opened.to("call-logged"))
}

async fn keep(
    txn: &DatabaseTransaction,
    app: &App,
    opened: &Opened,
    logged: &Logged,
    open: Option<&Open>,
) -> Result<()> {
    let (means, face) = (&app.means, &opened.desk.face);
    let person: &participant::Model = &opened.person;
    notes::add(txn, means, opened.by(), person, logged.kind, &logged.text).await?;
    if logged.told && person.erased_at.is_none() {
        acting::tell(txn, means, opened.by(), person, means.now()).await?;
    }
    if let (Some(open), Some(until)) = (open, logged.again) {
        // Where somebody has acted meanwhile there is nothing left to rest.
        let _ = remind::rest(txn, means, face, open, Some(until), opened.by()).await?;
    }
    Ok(())
}
