//! Letting a link rest until a day, and letting it go on: while it rests nobody is reminded and it does not stand under
//! "Needs help now".

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{DateTime, Days, Utc};

use super::notes::{morning_of, read_day, waits_for};
use super::opened::{Opened, Place};
use super::together;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::Outcome;
use crate::conversation::remind::{self, Open};
use crate::i18n::Html;
use crate::insight::desk::status_of;
use crate::organiser::SignedIn;
use crate::web::{Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/people/{id}/rest", show)
        .post("/desk/{slug}/people/{id}/rest", rest)
        .post("/desk/{slug}/people/{id}/go-on", go_on)
}

#[derive(Template)]
#[template(path = "desk/rest.html")]
struct RestPage {
    page: Page,
    form: Form,
    here: String,
    seen: String,
    called: String,
    waits: Html,
    /// Until when it rests already.
    resting: String,
    week: String,
    fortnight: String,
}

/// Returns nine in the morning so many days from now.
pub(super) fn in_days(desk: &Desk, now: DateTime<Utc>, days: u64) -> DateTime<Utc> {
    desk.day_of(now)
        .checked_add_days(Days::new(days))
        .and_then(|day| morning_of(desk, day))
        .unwrap_or(now)
}

async fn show(State(app): State<App>, by: SignedIn, Path((slug, id)): Place) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    page(&app, &opened, Form::default()).await
}

async fn open(app: &App, opened: &Opened) -> Result<Option<Open>> {
    let (face, now) = (&opened.desk.face, app.means.now());
    Ok(remind::open_of(&app.db.read, face, &opened.person, now).await?)
}

async fn page(app: &App, opened: &Opened, form: Form) -> Result<Response> {
    let (desk, now) = (&opened.desk, app.means.now());
    let Some(open) = open(app, opened).await? else {
        return Ok(opened.to("remind-nothing"));
    };
    let called = opened.called();
    let title = desk.w.with("rest-title", &[("person", &called)]);
    let mut page = desk.page(title, Tab::People);
    let status = status_of(&mut page, &form);
    let date = |at| desk.w.date(at, desk.zone());
    let template = RestPage {
        page,
        form,
        here: opened.here(),
        seen: together::mark(&app.db.read, opened.person.id).await?,
        called,
        waits: waits_for(app, desk, &open).await?,
        resting: open
            .paused_until
            .filter(|until| now < *until)
            .map(date)
            .unwrap_or_default(),
        week: date(in_days(desk, now, 7)),
        fortnight: date(in_days(desk, now, 14)),
    };
    render_with(status, &template)
}

fn read(app: &App, desk: &Desk, form: &mut Form) -> Option<DateTime<Utc>> {
    let now = app.means.now();
    match form.value("until") {
        "week" => Some(in_days(desk, now, 7)),
        "fortnight" => Some(in_days(desk, now, 14)),
        "day" => {
            let day = read_day(desk, form, "day", now);
            if day.is_none() {
                form.fail("day", desk.w.t("rest-day-missing"));
            }
            day
        }
        _ => {
            form.fail("until", desk.w.t("error-choose"));
            None
        }
    }
}

async fn rest(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    let Some(until) = read(&app, &opened.desk, &mut form) else {
        return page(&app, &opened, form).await;
    };
    set(&app, &opened, &form, Some(until)).await
}

async fn go_on(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    set(&app, &opened, &form, None).await
}

async fn set(
    app: &App,
    opened: &Opened,
    form: &Form,
    until: Option<DateTime<Utc>>,
) -> Result<Response> {
    let Some(open) = open(app, opened).await? else {
        return Ok(opened.to("remind-nothing"));
    };
    let txn = together::begin(app, opened, form, None).await?;
    let face = &opened.desk.face;
    let done = remind::rest(&txn, &app.means, face, &open, until, opened.by()).await?;
    txn.commit().await?;
    Ok(match (done, until) {
        (Outcome::AlreadyDone, _) => together::quicker(app, opened).await?,
        (Outcome::Done, Some(_)) => opened.to("rests"),
        (Outcome::Done, None) => opened.to("goes-on"),
    })
}
