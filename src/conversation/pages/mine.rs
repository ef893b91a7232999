//! A person's own page: what they are waiting for, stopping and coming back, and what deleting does.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use entity::shared::Way;
use entity::{conversation, participant};
use sea_orm::DatabaseTransaction;

use super::{How, Me, Visit, finish, pressed, refuse};
use crate::app::App;
use crate::chain::Face;
use crate::conversation::emails::CONTACT_WITHIN;
use crate::conversation::{self as rules, answer, pool};
use crate::erasure;
use crate::i18n::{self, Words};
use crate::means::Means;
use crate::organiser::audit;
use crate::people::{self, Channel, Details, RESUME_WITHIN};
use crate::web::{Error, Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/stop", show_stop)
        .post("/p/{token}/stop", stop)
        .post("/p/{token}/come-back", come_back)
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

/// Puts a person's answers into words; the address is hidden but for its first letter, because links are forwarded. Who
/// came with a code sees no number either.
pub fn answers(visit: &Visit, details: &Details) -> Answers {
    let email = details.email.as_deref().map(people::mask);
    let all = answers_in(visit.w, details);
    let phone = match &details.phone {
        Some(phone) if visit.how == How::Code => people::mask_phone(phone),
        _ => all.phone.clone(),
    };
    Answers {
        email: email.unwrap_or_default(),
        phone,
        ..all
    }
}

/// Puts a person's answers into words of one language, with nothing hidden.
pub fn answers_in(w: Words, details: &Details) -> Answers {
    let prefs = details.prefs.clone();
    Answers {
        way: prefs
            .channel
            .map(|c| w.t(&format!("channel-{}", c.as_str())))
            .unwrap_or_default(),
        email: details.email.clone().unwrap_or_default(),
        phone: details.phone.clone().unwrap_or_default(),
        times: ticked(&w, "times", &prefs.times),
        help: ticked(&w, "help", &prefs.help),
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
    /// Their new link, when the one they came by went through other hands.
    own: Option<String>,
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
        own: (c.way == Way::BySelf && visit.how == How::Link)
            .then(|| format!("{}{}", app.means.origin, visit.href(""))),
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
            let by = audit::by(&visit.means, person.id);
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

/// Deletes everything about a person, kindly ending what they have open.
pub(crate) async fn erase(visit: &Visit, app: &App) -> Result<(), Error> {
    if visit.person.agreed_at.is_none() {
        return super::start::decline(visit, app, false).await;
    }
    let (txn, person) = visit.begin(app).await?;
    erase_in(&txn, &visit.means, &visit.face, &person).await?;
    finish(app, txn).await
}

/// Deletes somebody who said yes, in a change that was begun. Doing it again changes nothing.
pub(super) async fn erase_in(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
) -> Result<()> {
    if person.erased_at.is_none() {
        answer::leave_conversations(txn, means, face, person).await?;
        let by = audit::by(means, person.id);
        let (me, chain) = (Some(person.id), Some(person.chain));
        audit::note(txn, &means.sources, by, "person.erased", me, chain).await?;
        erasure::forget(txn, means, person.id).await?;
    }
    Ok(())
}
