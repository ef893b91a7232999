//! The phone script: what to read aloud to somebody who is asked, with one form for their answers, or what to say next
//! to somebody who takes part.
//!
//! The answers go through the same rule as those of the person's own pages; the consents are kept in the words that
//! stand here and there alike, with the organiser who heard them.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use entity::conversation;

use super::acting;
use super::opened::{Opened, Place};
use crate::app::App;
use crate::chain::desk::Tab;
use crate::chain::{self, Question};
use crate::conversation::answer::{self, Ticked};
use crate::conversation::pages::{
    Consent, Visit, channels, consents, decline, missing, read_contact, read_times, ticked,
};
use crate::conversation::step::Step;
use crate::conversation::{Outcome, check, record};
use crate::db;
use crate::i18n::{self, Html, LANGUAGES, Language};
use crate::means::Source;
use crate::organiser::SignedIn;
use crate::people::{self, HELP, Prefs, TIMES, by_phone};
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/people/{id}/script", show)
        .post("/desk/{slug}/people/{id}/script", answered)
}

#[derive(Template)]
#[template(path = "desk/script.html")]
struct ScriptPage {
    page: Page,
    form: Form,
    here: String,
    called: String,
    organiser: String,
    inviter: String,
    topic: String,
    purpose: String,
    lang: String,
    dir: &'static str,
    starter: bool,
    consents: Vec<Consent>,
    channels: Vec<(&'static str, String)>,
    times: &'static [&'static str],
    help: &'static [&'static str],
    languages: &'static [Language],
}

/// What is read aloud of the words somebody wrote down.
struct Quoted {
    text: String,
    lang: String,
    dir: &'static str,
}

#[derive(Template)]
#[template(path = "desk/script_next.html")]
struct NextPage {
    page: Page,
    here: String,
    called: String,
    organiser: String,
    /// What to say, and what to do then.
    say: Html,
    then: Html,
    points: Vec<Quoted>,
    questions: Vec<Question>,
    lang: String,
    dir: &'static str,
}

/// A person on the phone, seen as their own pages see them.
struct Call {
    found: Opened,
    visit: Visit,
}

impl Call {
    /// Finds whom to call, and whether an organiser can write for them now.
    async fn find(app: &App, by: SignedIn, (slug, id): (String, String)) -> Result<(Opened, bool)> {
        let found = Opened::load(app, by, &slug, &id).await?;
        let may = found.may(app).await?;
        Ok((found, may))
    }

    fn of(app: &App, found: Opened) -> Self {
        let acting = found.acting(Source::Phone);
        let (person, face) = (found.person.clone(), found.desk.face.clone());
        Self {
            visit: Visit::acting(app, "", person, face, acting),
            found,
        }
    }

    fn page(&self, form: &Form) -> Page {
        let called = self.found.called();
        let desk = &self.found.desk;
        let title = desk.w.with("script-title", &[("person", &called)]);
        let mut page = desk.page(title, Tab::People);
        page.failed = !form.is_right();
        page
    }
}

async fn show(State(app): State<App>, by: SignedIn, Path(place): Place) -> Result<Response> {
    let (found, may) = Call::find(&app, by, place).await?;
    if !may {
        return Ok(found.to("write-for-cannot"));
    }
    let call = Call::of(&app, found);
    match call.visit.step(&app.db.read, &app).await? {
        Step::Invited(_) => render(&script_page(&app, &call, filled(&app, &call)?).await?),
        step => next(&app, &call, &step).await,
    }
}

/// Fills in what is known; nothing that is decided is chosen before.
fn filled(app: &App, call: &Call) -> Result<Form> {
    let details = people::details(&app.means, &call.visit.person)?;
    let phone = details.phone.unwrap_or_default();
    let language = call.visit.person.language.clone();
    Ok(Form::filled([("phone", phone), ("language", language)]))
}

async fn script_page(app: &App, call: &Call, form: Form) -> Result<ScriptPage> {
    let (visit, read) = (&call.visit, &app.db.read);
    let words = &visit.face.words;
    let has_email = people::details(&app.means, &visit.person)?.email.is_some();
    Ok(ScriptPage {
        page: call.page(&form),
        here: call.found.here(),
        called: call.found.called(),
        organiser: call.found.desk.by.organiser.name.clone(),
        inviter: visit.inviter(read).await?,
        topic: words.topic.clone(),
        purpose: words.purpose.clone(),
        lang: words.lang.clone(),
        dir: i18n::dir(&words.lang),
        starter: visit.is_starter(),
        consents: consents(visit, read, &Prefs::default()).await?,
        channels: channels(visit, has_email),
        times: TIMES,
        help: HELP,
        languages: LANGUAGES,
        form,
    })
}

async fn answered(
    State(app): State<App>,
    by: SignedIn,
    Path(place): Place,
    mut form: Form,
) -> Result<Response> {
    let (found, may) = Call::find(&app, by, place).await?;
    if !may {
        return Ok(found.to("script-late"));
    }
    let call = Call::of(&app, found);
    if !matches!(call.visit.step(&app.db.read, &app).await?, Step::Invited(_)) {
        return Ok(call.found.to("script-late"));
    }
    let done = if form.chosen("answer", "no") {
        say_no(&app, &call, &mut form).await?
    } else {
        say_yes(&app, &call, &mut form).await?
    };
    if let Some(done) = done {
        return Ok(call.found.to(done));
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    render_with(status, &script_page(&app, &call, form).await?)
}

/// Keeps a no; `None` when it was not said what to do with the details.
async fn say_no(app: &App, call: &Call, form: &mut Form) -> Result<Option<&'static str>> {
    let never_again = match form.value("no") {
        "delete" => false,
        "never" => true,
        _ => {
            form.fail("no", call.visit.w.t("error-choose"));
            return Ok(None);
        }
    };
    decline(&call.visit, app, never_again).await?;
    Ok(Some("script-no"))
}

/// Keeps a yes with everything that was answered; `None` when something is missing.
async fn say_yes(app: &App, call: &Call, form: &mut Form) -> Result<Option<&'static str>> {
    let visit = &call.visit;
    let agreed = consents(visit, &app.db.read, &Prefs::default()).await?;
    missing(visit, form, &agreed);
    let mut prefs = people::details(&app.means, &visit.person)?.prefs;
    prefs.agreed = ticked(form);
    let phone = read_contact(visit, form, &mut prefs);
    if !visit.is_starter() {
        read_times(visit, form, &mut prefs);
    }
    let language = i18n::find_language(form.value("language"));
    if language.is_none() {
        form.fail("language", visit.w.t("error-choose"));
    }
    let Some(language) = language.filter(|_| form.is_right()) else {
        return Ok(None);
    };
    let ticked: Vec<Ticked> = agreed
        .into_iter()
        .filter(|c| form.chosen("agree", c.what.as_str()))
        .map(|c| Ticked {
            what: c.what,
            wording: c.words,
        })
        .collect();
    let (means, id) = (&visit.means, visit.person.id);
    let txn = db::begin_write(&app.db).await?;
    people::save_prefs(&txn, means, id, &prefs, Some(&phone)).await?;
    by_phone::set_language(&txn, id, language.code).await?;
    let person = people::find(&txn, id).await?.ok_or(Error::NotFound)?;
    if answer::agree(&txn, means, &visit.face, &person, &ticked).await? == Outcome::AlreadyDone {
        return Ok(Some("script-late"));
    }
    acting::tell(&txn, means, call.found.by(), &person, means.now()).await?;
    txn.commit().await?;
    app.wake.notify_one();
    Ok(Some("script-yes"))
}

/// Shows what to say to somebody who takes part: the conversation's next step.
async fn next(app: &App, call: &Call, step: &Step) -> Result<Response> {
    let (visit, read) = (&call.visit, &app.db.read);
    let (key, chat) = next_of(step);
    let other = match chat {
        Some(c) if c.initiator == visit.person.id => Some(c.partner),
        Some(c) => Some(c.initiator),
        None => None,
    };
    let other = match other {
        Some(id) => people::find(read, id).await?,
        None => None,
    };
    let other = other.as_ref().map_or("", people::first_name);
    let w = call.found.desk.w;
    let other = if other.is_empty() {
        w.t("somebody")
    } else {
        other.to_owned()
    };
    let called = call.found.called();
    let args: &[(&'static str, &dyn i18n::Arg)] = &[
        ("person", &called),
        ("other", &other),
        ("host", &visit.face.host.name),
        ("topic", &visit.face.words.topic),
    ];
    let points = match (key, chat) {
        ("check", Some(c)) => record::list_points(read, c.id).await?,
        _ => Vec::new(),
    };
    let questions = match key {
        "talk" => chain::list_questions(read, &visit.face.chain).await?,
        _ => Vec::new(),
    };
    render(&NextPage {
        page: call.page(&Form::default()),
        here: call.found.here(),
        organiser: call.found.desk.by.organiser.name.clone(),
        say: w.html(&format!("script-say-{key}"), args),
        then: w.html(&format!("script-then-{key}"), args),
        points: points
            .into_iter()
            .filter(check::counts)
            .map(|p| Quoted {
                dir: i18n::dir(&p.language),
                text: p.text,
                lang: p.language,
            })
            .collect(),
        questions,
        lang: visit.face.words.lang.clone(),
        dir: i18n::dir(&visit.face.words.lang),
        called,
    })
}

/// Returns the ending of the words for a step, and the chat they are about.
fn next_of(step: &Step) -> (&'static str, Option<&conversation::Model>) {
    match step {
        Step::Waiting { incoming, .. } => ("waiting", Some(incoming)),
        Step::Check(c) => ("check", Some(c)),
        Step::Choose { .. } => ("choose", None),
        Step::Undoable(c) | Step::Asked(c) => ("asked", Some(c)),
        Step::CameBack(c) => ("came-back", Some(c)),
        Step::Talk(c) => ("talk", Some(c)),
        Step::Shown { conversation, .. } => ("shown", Some(conversation)),
        Step::LeftWaiting { .. } => ("left", None),
        Step::Done => ("done", None),
        _ => ("other", None),
    }
}
