//! Planning a gathering: when, where, what about. It can be changed until people are told.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use entity::shared::Role;
use uuid::Uuid;

use super::{href, open};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::Outcome;
use crate::conversation::gathering::{self as rules, Written};
use crate::db;
use crate::insight::desk::status_of;
use crate::organiser::SignedIn;
use crate::submission;
use crate::web::{Form, Page, Result, Routes, render_with};

/// The longest place and the longest text, in characters.
const PLACE_MAX: usize = 200;
const ABOUT_MAX: usize = 1_000;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/gatherings/new", show_new)
        .post("/desk/{slug}/gatherings/new", make)
        .get("/desk/{slug}/gatherings/{id}/edit", show_edit)
        .post("/desk/{slug}/gatherings/{id}/edit", edit)
}

#[derive(Template)]
#[template(path = "desk/gathering_write.html")]
struct WritePage {
    page: Page,
    form: Form,
    action: String,
    back: String,
    zone: String,
    nonce: String,
}

fn write_page(app: &App, desk: &Desk, form: Form, action: &str, back: &str) -> Result<Response> {
    let mut page = desk.page(desk.w.t("gathering-write-title"), Tab::People);
    let status = status_of(&mut page, &form);
    let nonce = match form.value("nonce") {
        "" => app.means.sources.token(),
        nonce => nonce.to_owned(),
    };
    let template = WritePage {
        page,
        form,
        action: action.to_owned(),
        back: back.to_owned(),
        zone: desk.face.host.time_zone.clone(),
        nonce,
    };
    render_with(status, &template)
}

/// Reads the form. `None` when something was not right.
fn read(app: &App, desk: &Desk, form: &mut Form) -> Option<Written> {
    let w = &desk.w;
    let day: Option<NaiveDate> = form.value("date").trim().parse().ok();
    if day.is_none() {
        form.fail("date", w.t("gathering-date-wrong"));
    }
    let time = NaiveTime::parse_from_str(form.value("time").trim(), "%H:%M").ok();
    if time.is_none() {
        form.fail("time", w.t("gathering-time-wrong"));
    }
    let starts_at = day
        .zip(time)
        .and_then(|(day, time)| desk.moment_of(day, time));
    if form.is_right() {
        let later = |at: &DateTime<Utc>| *at > app.means.now();
        match starts_at {
            None => form.fail("time", w.t("gathering-time-wrong")),
            Some(at) if !later(&at) => form.fail("date", w.t("gathering-date-past")),
            Some(_) => {}
        }
    }
    let place = form.required(w, "place", "gathering-place-missing", PLACE_MAX);
    let about = form.optional(w, "about", ABOUT_MAX);
    let starts_at = starts_at.filter(|_| form.is_right())?;
    Some(Written {
        starts_at,
        place,
        about,
    })
}

async fn show_new(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let back = desk.href("/gatherings");
    write_page(
        &app,
        &desk,
        Form::default(),
        &desk.href("/gatherings/new"),
        &back,
    )
}

async fn make(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let Some(written) = read(&app, &desk, &mut form) else {
        let (action, back) = (desk.href("/gatherings/new"), desk.href("/gatherings"));
        return write_page(&app, &desk, form, &action, &back);
    };
    let (organiser, nonce) = (desk.by.organiser.id, form.value("nonce"));
    let txn = db::begin_write(&app.db).await?;
    if let Some(earlier) = submission::find(&txn, organiser, nonce).await? {
        return Ok(Redirect::to(&earlier).into_response());
    }
    let made = rules::make(&txn, &app.means, desk.face.chain.id, organiser, written).await?;
    let there = href(&desk, &made);
    submission::keep(&txn, &app.means.sources, organiser, nonce, &there).await?;
    desk.note(&txn, &app, "gathering.made", Some(made.id))
        .await?;
    txn.commit().await?;
    Ok(Redirect::to(&there).into_response())
}

async fn show_edit(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let (desk, found) = open(&app, by, &slug, id).await?;
    let here = href(&desk, &found);
    if found.told_at.is_some() || found.cancelled_at.is_some() {
        return Ok(Redirect::to(&here).into_response());
    }
    let local = found.starts_at.with_timezone(&desk.zone());
    let form = Form::filled([
        ("date", local.format("%Y-%m-%d").to_string()),
        ("time", local.format("%H:%M").to_string()),
        ("place", found.place.clone()),
        ("about", found.about.clone()),
    ]);
    write_page(&app, &desk, form, &format!("{here}/edit"), &here)
}

async fn edit(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
    mut form: Form,
) -> Result<Response> {
    let (desk, found) = open(&app, by, &slug, id).await?;
    let here = href(&desk, &found);
    let Some(written) = read(&app, &desk, &mut form) else {
        return write_page(&app, &desk, form, &format!("{here}/edit"), &here);
    };
    let txn = db::begin_write(&app.db).await?;
    if rules::change(&txn, id, written).await? == Outcome::Done {
        desk.note(&txn, &app, "gathering.changed", Some(id)).await?;
    }
    txn.commit().await?;
    Ok(Redirect::to(&here).into_response())
}
