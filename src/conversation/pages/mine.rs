//! A person's own page: what they are waiting for, what is held about them, stopping, deleting.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use entity::conversation;
use entity::shared::LinkKind;

use super::{Me, Visit, finish, pressed, refuse, show_deleted};
use crate::app::App;
use crate::conversation::emails::CONTACT_WITHIN;
use crate::conversation::{self as rules, answer, pool};
use crate::erasure;
use crate::i18n::{self, Words};
use crate::organiser::audit::{self, By};
use crate::people::links::{self, Ended, Opened};
use crate::people::{self, Channel, Details, RESUME_WITHIN};
use crate::web::{Error, Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/me", show_me)
        .get("/p/{token}/stop", show_stop)
        .post("/p/{token}/stop", stop)
        .post("/p/{token}/come-back", come_back)
        .get("/p/{token}/delete", show_delete)
        .post("/p/{token}/delete", delete)
}

/// How a person answered, in words.
pub struct Answers {
    pub way: String,
    pub email: String,
    pub phone: String,
    pub times: Vec<String>,
    pub note: String,
    pub help: Vec<String>,
    pub help_other: String,
}

/// Puts a person's answers into words.
pub fn answers(visit: &Visit, details: &Details) -> Answers {
    let prefs = details.prefs.clone();
    Answers {
        way: prefs
            .channel
            .map(|c| visit.w.t(&format!("channel-{}", c.as_str())))
            .unwrap_or_default(),
        email: details.email.clone().unwrap_or_default(),
        phone: details.phone.clone().unwrap_or_default(),
        times: ticked(&visit.w, "times", &prefs.times),
        help: ticked(&visit.w, "help", &prefs.help),
        note: prefs.note,
        help_other: prefs.help_other,
    }
}

/// Puts ticked boxes into words.
pub fn ticked(w: &Words, stem: &str, values: &[String]) -> Vec<String> {
    values
        .iter()
        .map(|value| w.t(&format!("{stem}-{}", value.replace('_', "-"))))
        .collect()
}

#[derive(Template)]
#[template(path = "resident/waiting.html")]
struct WaitingPage {
    page: Page,
    me: Me,
    initiator: String,
    by: String,
    answers: Answers,
    may_change_mind: bool,
}

/// Shows that they said yes, and who gets in touch by when (P8).
pub async fn show_waiting(
    visit: &Visit,
    app: &App,
    c: &conversation::Model,
    may_change_mind: bool,
) -> Result<Response> {
    let initiator = visit.name_of(&app.db.read, c.initiator).await?;
    let details = people::details(&app.means, &visit.person)?;
    let way = details.prefs.channel.unwrap_or(Channel::Host).as_str();
    let host = &visit.face.host.name;
    let args: &[(&'static str, &dyn i18n::Arg)] = &[("initiator", &initiator), ("host", host)];
    let by = c.agreed_at.unwrap_or(c.invited_at) + CONTACT_WITHIN;
    render(&WaitingPage {
        page: visit.page(visit.w.with(&format!("waiting-title-{way}"), args)),
        me: visit.me(),
        by: visit.w.date(by, visit.face.zone()),
        answers: answers(visit, &details),
        initiator,
        may_change_mind,
    })
}

#[derive(Template)]
#[template(path = "resident/done.html")]
struct DonePage {
    page: Page,
    me: Me,
    /// Their place among the people who have talked; 0 when they have not.
    place: usize,
    count: usize,
}

/// Shows that their part is done (P17).
pub async fn show_done(visit: &Visit, app: &App) -> Result<Response> {
    let talked = rules::list_who_talked(&app.db.read, visit.person.chain).await?;
    let place = talked.iter().position(|id| *id == visit.person.id);
    render(&DonePage {
        page: visit.page(visit.w.t("done-title")),
        me: visit.me(),
        place: place.map_or(0, |i| i + 1),
        count: talked.len(),
    })
}

#[derive(Template)]
#[template(path = "resident/stopped.html")]
struct StoppedPage {
    page: Page,
    me: Me,
    until: String,
}

/// Shows that they stopped, and until when they can come back.
pub fn show_stopped(visit: &Visit) -> Result<Response> {
    let until = visit.person.stopped_at.map(|at| at + RESUME_WITHIN);
    render(&StoppedPage {
        page: visit.page(visit.w.t("stopped-title")),
        me: visit.me(),
        until: until
            .map(|at| visit.w.date(at, visit.face.zone()))
            .unwrap_or_default(),
    })
}

#[derive(Template)]
#[template(path = "resident/me.html")]
struct MePage {
    page: Page,
    me: Me,
    name: String,
    language: String,
    answers: Answers,
    consents: Vec<(String, String)>,
    starter: bool,
}

async fn show_me(visit: Visit, State(app): State<App>) -> Result<Response> {
    let details = people::details(&app.means, &visit.person)?;
    let consents = people::list_consents(&app.db.read, visit.person.id).await?;
    let in_words = |c: &entity::consent::Model| {
        let key = format!("me-consent-{}", c.what.as_str().replace('_', "-"));
        (visit.w.t(&key), visit.w.date(c.given_at, visit.face.zone()))
    };
    render(&MePage {
        page: visit.page(visit.w.t("me-title")),
        me: visit.me(),
        name: people::shown_name(&visit.person).to_owned(),
        language: i18n::find_language(&visit.person.language)
            .map_or(visit.person.language.clone(), |l| l.name.to_owned()),
        answers: answers(&visit, &details),
        consents: consents.iter().map(in_words).collect(),
        starter: visit.is_starter(),
    })
}

#[derive(Template)]
#[template(path = "resident/stop.html")]
struct StopPage {
    page: Page,
    me: Me,
    form: Form,
}

fn stop_page(visit: &Visit, form: Form) -> StopPage {
    StopPage {
        page: visit.form_page(visit.w.t("stop-title"), &form),
        me: visit.me(),
        form,
    }
}

async fn show_stop(visit: Visit) -> Result<Response> {
    if visit.person.agreed_at.is_none() {
        return Ok(visit.to("/no"));
    }
    if visit.person.stopped_at.is_some() {
        return Ok(visit.to_home());
    }
    render(&stop_page(&visit, Form::default()))
}

async fn stop(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    if visit.person.agreed_at.is_none() || visit.person.stopped_at.is_some() {
        return Ok(visit.to_home());
    }
    match form.value("stop") {
        "stop" => {
            let (txn, person) = visit.begin(&app).await?;
            let _ = answer::stop(&txn, &visit.means, &visit.face, &person).await?;
            finish(&app, txn).await?;
            Ok(visit.to_home())
        }
        "delete" => Ok(visit.to("/delete")),
        "stay" => Ok(visit.to_home()),
        _ => {
            form.fail("stop", visit.w.t("error-choose"));
            refuse(&stop_page(&visit, form))
        }
    }
}

async fn come_back(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    if pressed(&form) {
        let (txn, person) = visit.begin(&app).await?;
        if people::clear_stopped(&txn, &visit.means, person.id).await? {
            let by = By::Participant(person.id);
            let sources = &app.means.sources;
            let (me, chain) = (Some(person.id), Some(person.chain));
            audit::note(&txn, sources, by, "person.came_back", me, chain).await?;
            let person = people::find(&txn, person.id).await?.unwrap_or(person);
            pool::wait_on(&txn, &visit.means, &visit.face, &person).await?;
        }
        finish(&app, txn).await?;
    }
    Ok(visit.to_home())
}

#[derive(Template)]
#[template(path = "resident/delete.html")]
struct DeletePage {
    page: Page,
    me: Me,
    form: Form,
}

fn delete_page(visit: &Visit, form: Form) -> DeletePage {
    DeletePage {
        page: visit.form_page(visit.w.t("delete-title"), &form),
        me: visit.me(),
        form,
    }
}

async fn show_delete(visit: Visit) -> Result<Response> {
    render(&delete_page(&visit, Form::default()))
}

/// The link ends with the person, so that a second press finds the same last page.
async fn delete(
    Path(token): Path<String>,
    State(app): State<App>,
    mut form: Form,
) -> Result<Response> {
    let opened = links::open(&app.db.read, &token, LinkKind::Act, app.means.now()).await?;
    let person = match opened {
        Opened::Live(person) => person,
        Opened::Ended(Ended::Gone, person) => {
            return show_deleted(&super::find_face(&app, &person).await?);
        }
        Opened::Ended(why, person) => {
            return super::ended::show_ended(&app, &token, Some((why, person))).await;
        }
        Opened::Unknown => return super::ended::show_ended(&app, &token, None).await,
    };
    let face = super::find_face(&app, &person).await?;
    let visit = Visit::new(&app, &token, person, face);
    match form.value("delete") {
        "delete" => {
            erase(&visit, &app).await?;
            show_deleted(&visit.face)
        }
        "keep" => Ok(visit.to_home()),
        _ => {
            form.fail("delete", visit.w.t("error-choose"));
            refuse(&delete_page(&visit, form))
        }
    }
}

/// Deletes everything about a person, kindly ending what they have open.
pub(crate) async fn erase(visit: &Visit, app: &App) -> Result<(), Error> {
    if visit.person.agreed_at.is_none() {
        return super::start::decline(visit, app, false).await;
    }
    let (txn, person) = visit.begin(app).await?;
    if person.erased_at.is_none() {
        answer::leave_conversations(&txn, &visit.means, &visit.face, &person).await?;
        let by = By::Participant(person.id);
        let sources = &app.means.sources;
        let (me, chain) = (Some(person.id), Some(person.chain));
        audit::note(&txn, sources, by, "person.erased", me, chain).await?;
        erasure::forget(&txn, &visit.means, person.id).await?;
    }
    finish(app, txn).await
}
