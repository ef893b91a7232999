//! Telling people of a gathering: whom it goes to and the exact message first, then one press, which can be taken back.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::{gathering, participant};
use uuid::Uuid;

use super::{href, open};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::{Outcome, gathering as rules};
use crate::db;
use crate::i18n::{self, Words};
use crate::mail::{ACT, STOP};
use crate::organiser::SignedIn;
use crate::people;
use crate::web::{Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/gatherings/{id}/tell", show)
        .post("/desk/{slug}/gatherings/{id}/tell", tell)
        .post("/desk/{slug}/gatherings/{id}/take-back", take_back)
}

/// The message as one of the guests gets it.
struct Sample {
    name: String,
    subject: String,
    text: String,
    lang: &'static str,
    dir: &'static str,
}

#[derive(Template)]
#[template(path = "desk/gathering_tell.html")]
struct TellPage {
    page: Page,
    here: String,
    when: String,
    /// Names of those who get the message, and of those who have no e-mail.
    told: Vec<String>,
    to_call: Vec<String>,
    sample: Option<Sample>,
}

/// Tells whether people can be told of it now.
fn may_tell(app: &App, found: &gathering::Model) -> bool {
    found.told_at.is_none() && found.cancelled_at.is_none() && found.starts_at > app.means.now()
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let (desk, found) = open(&app, by, &slug, id).await?;
    if !may_tell(&app, &found) {
        return Ok(Redirect::to(&href(&desk, &found)).into_response());
    }
    let guests = rules::list_guests(&app.db.read, desk.face.chain.id).await?;
    let (told, to_call): (Vec<_>, Vec<_>) = guests.iter().partition(|g| rules::has_email(g));
    let names = |people: &[&participant::Model]| {
        people
            .iter()
            .map(|person| people::shown_name(person).to_owned())
            .collect()
    };
    render(&TellPage {
        page: desk.page(desk.w.t("gathering-tell-title"), Tab::People),
        here: href(&desk, &found),
        when: desk.w.moment(found.starts_at, desk.zone()),
        sample: told.first().map(|person| sample(&desk, person, &found)),
        told: names(&told),
        to_call: names(&to_call),
    })
}

fn sample(desk: &Desk, person: &participant::Model, found: &gathering::Model) -> Sample {
    let written = rules::write(&desk.face, person, "", found, String::new()).letter;
    let w = Words::of(&person.language);
    Sample {
        name: people::shown_name(person).to_owned(),
        subject: written.subject,
        text: written
            .text
            .replace(ACT, &desk.w.t("gathering-their-link"))
            .replace(STOP, &desk.w.t("gathering-their-stop")),
        lang: w.lang(),
        dir: i18n::dir(w.lang()),
    }
}

async fn tell(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
    form: Form,
) -> Result<Response> {
    let (desk, found) = open(&app, by, &slug, id).await?;
    if form.chosen("press", "yes") {
        let txn = db::begin_write(&app.db).await?;
        let told = rules::tell(&txn, &app.means, &desk.face, id).await?;
        if told.is_some() {
            desk.note(&txn, &app, "gathering.told", Some(id)).await?;
        }
        txn.commit().await?;
        app.wake.notify_one();
    }
    Ok(Redirect::to(&href(&desk, &found)).into_response())
}

async fn take_back(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
    form: Form,
) -> Result<Response> {
    let (desk, found) = open(&app, by, &slug, id).await?;
    if form.chosen("press", "yes") {
        let txn = db::begin_write(&app.db).await?;
        if rules::take_back(&txn, &app.means, id).await? == Outcome::Done {
            desk.note(&txn, &app, "gathering.untold", Some(id)).await?;
        }
        txn.commit().await?;
    }
    Ok(Redirect::to(&href(&desk, &found)).into_response())
}
