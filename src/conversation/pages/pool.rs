//! The pages of somebody who waits for a person to talk with: who came by themself, and whose initiator left.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::Duration;
use entity::shared::ConsentTo;

use super::mine::{Answers, answers};
use super::{Me, Visit, finish, pressed, refuse};
use crate::app::App;
use crate::conversation::answer;
use crate::conversation::pool::{self as rules, Instead};
use crate::conversation::step::Step;
use crate::i18n::{LANGUAGES, Language, find_language};
use crate::people::{self, Agreed};
use crate::web::{Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .post("/p/{token}/waiting", change_language)
        .get("/p/{token}/left", show_left_again)
        .post("/p/{token}/left", choose_instead)
}

#[derive(Template)]
#[template(path = "resident/pool_invited.html")]
struct InvitedPage {
    page: Page,
    me: Me,
    /// By which door they came.
    door: &'static str,
    purpose: String,
    ends: String,
}

/// Shows what happens to somebody whom nobody named, before they say yes or no.
pub fn show_invitation(visit: &Visit) -> Result<Response> {
    let words = &visit.face.words;
    let title = if visit.face.chain.sensitive {
        visit.w.t("pool-invited-title-quiet")
    } else {
        let topic = &words.topic;
        visit.w.with("pool-invited-title", &[("topic", topic)])
    };
    let days = Duration::days(i64::from(visit.face.chain.rules.invitation_days));
    let ends = visit.person.joined_at + days;
    render(&InvitedPage {
        page: visit.page(title),
        me: visit.me(),
        door: visit.person.door.as_str(),
        purpose: words.purpose.clone(),
        ends: visit.w.date(ends, visit.face.zone()),
    })
}

#[derive(Template)]
#[template(path = "resident/in_pool.html")]
struct InPoolPage {
    page: Page,
    me: Me,
    form: Form,
    answers: Answers,
    languages: &'static [Language],
}

fn in_pool_page(visit: &Visit, app: &App, form: Form) -> Result<InPoolPage> {
    let details = people::details(&app.means, &visit.person)?;
    Ok(InPoolPage {
        page: visit.form_page(visit.w.t("pool-waiting-title"), &form),
        me: visit.me(),
        answers: answers(visit, &details),
        languages: LANGUAGES,
        form,
    })
}

/// Shows that somebody is looked for, and what they can change meanwhile.
pub fn show_in_pool(visit: &Visit, app: &App) -> Result<Response> {
    let form = Form::filled([("language", visit.person.language.clone())]);
    render(&in_pool_page(visit, app, form)?)
}

async fn change_language(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let waits = visit.person.waiting_since.is_some() && visit.person.stopped_at.is_none();
    if !waits || !pressed(&form) {
        return Ok(visit.to_home());
    }
    let Some(language) = find_language(form.value("language")) else {
        form.fail("language", visit.w.t("error-choose"));
        return refuse(&in_pool_page(&visit, &app, form)?);
    };
    let (txn, person) = visit.begin(&app).await?;
    let (means, face) = (&visit.means, &visit.face);
    // Joined to somebody meanwhile: their page tells.
    let _ = rules::change_language(&txn, means, face, person.id, language.code).await?;
    finish(&app, txn).await?;
    Ok(visit.to_home())
}

#[derive(Template)]
#[template(path = "resident/left.html")]
struct LeftPage {
    page: Page,
    me: Me,
    form: Form,
    /// They had stopped themself, and came back.
    returned: bool,
}

fn left_page(visit: &Visit, form: Form, returned: bool) -> LeftPage {
    LeftPage {
        page: visit.form_page(visit.w.t("pool-left-title"), &form),
        me: visit.me(),
        form,
        returned,
    }
}

#[derive(Template)]
#[template(path = "resident/left_asked.html")]
struct LeftAskedPage {
    page: Page,
    me: Me,
}

/// Asks somebody whose initiator left what they would like.
pub fn show_left(visit: &Visit, returned: bool) -> Result<Response> {
    render(&left_page(visit, Form::default(), returned))
}

/// Tells that the organisers look for somebody.
pub fn show_left_to_organiser(visit: &Visit) -> Result<Response> {
    render(&LeftAskedPage {
        page: visit.page(visit.w.t("pool-left-asked-title")),
        me: visit.me(),
    })
}

async fn show_left_again(visit: Visit, State(app): State<App>) -> Result<Response> {
    match visit.step(&app.db.read, &app).await? {
        Step::LeftWaiting { returned, .. } => show_left(&visit, returned),
        _ => Ok(visit.to_home()),
    }
}

async fn choose_instead(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let Step::LeftWaiting { returned, .. } = visit.step(&app.db.read, &app).await? else {
        return Ok(visit.to_home());
    };
    let (instead, key) = match form.value("instead") {
        "somebody" => (Some(Instead::Somebody), "pool-left-somebody"),
        "organiser" => (Some(Instead::Organiser), "pool-left-organiser"),
        "stop" => (None, "pool-left-stop"),
        _ => {
            form.fail("instead", visit.w.t("error-choose"));
            return refuse(&left_page(&visit, form, returned));
        }
    };
    let (txn, person) = visit.begin(&app).await?;
    let (means, face) = (&visit.means, &visit.face);
    // Pressed twice, or joined to somebody meanwhile: their page tells.
    let _ = match instead {
        None => answer::stop(&txn, means, face, &person).await?,
        Some(instead) => {
            let agreed = Agreed {
                what: ConsentTo::Contact,
                wording: &visit.w.t(key),
                language: face.language().lang(),
            };
            rules::choose_instead(&txn, means, face, &person, instead, agreed).await?
        }
    };
    finish(&app, txn).await?;
    Ok(visit.to_home())
}
