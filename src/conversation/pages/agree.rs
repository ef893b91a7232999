//! Saying yes in small steps: what is agreed to, how and when to be contacted, a last look, and taking it back.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use entity::shared::ConsentTo;
use sea_orm::ConnectionTrait;

use super::mine::{Answers, answers};
use super::{Me, Visit, finish, pressed, refuse};
use crate::app::App;
use crate::conversation::answer::{self, Ticked};
use crate::conversation::step::Step;
use crate::people::{self, Channel, HELP, Prefs, TIMES};
use crate::web::{Form, Page, Result, Routes, render};

/// The longest note about reaching somebody, in characters.
const NOTE_MAX: usize = 300;
const PHONE_MAX: usize = 30;

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/agree", show_agree)
        .post("/p/{token}/agree", agree)
        .get("/p/{token}/contact", show_contact)
        .post("/p/{token}/contact", contact)
        .get("/p/{token}/times", show_times)
        .post("/p/{token}/times", times)
        .get("/p/{token}/check-yes", show_check_yes)
        .post("/p/{token}/check-yes", say_yes)
        .post("/p/{token}/change-mind", change_mind)
}

/// A thing to agree to, in the words that are shown and kept.
struct Consent {
    what: ConsentTo,
    words: String,
    required: bool,
}

async fn consents(visit: &Visit, conn: &impl ConnectionTrait) -> Result<Vec<Consent>> {
    let inviter = visit.inviter(conn).await?;
    let host = &visit.face.host.name;
    let (contact_key, words_key) = if visit.is_starter() {
        ("agree-contact", "agree-words-first")
    } else if visit.came_alone() {
        ("pool-agree-contact", "pool-agree-words")
    } else {
        ("agree-contact", "agree-words")
    };
    let w = visit.w;
    let one = |what, words, required| Consent {
        what,
        words,
        required,
    };
    Ok(vec![
        one(
            ConsentTo::Contact,
            w.with(contact_key, &[("who", &inviter)]),
            true,
        ),
        one(
            ConsentTo::Words,
            w.with(words_key, &[("who", &inviter), ("host", host)]),
            true,
        ),
        one(ConsentTo::Adult, w.t("agree-adult"), true),
        one(
            ConsentTo::Meet,
            w.with("agree-meet", &[("host", host)]),
            false,
        ),
    ])
}

#[derive(Template)]
#[template(path = "resident/agree.html")]
struct AgreePage {
    page: Page,
    me: Me,
    form: Form,
    consents: Vec<Consent>,
    inviter: String,
    starter: bool,
}

async fn agree_page(visit: &Visit, app: &App, form: Form) -> Result<AgreePage> {
    Ok(AgreePage {
        page: visit.form_page(visit.w.t("agree-title"), &form),
        me: visit.me(),
        consents: consents(visit, &app.db.read).await?,
        inviter: visit.inviter(&app.db.read).await?,
        starter: visit.is_starter(),
        form,
    })
}

/// Tells whether the person can still say yes.
async fn is_invited(visit: &Visit, app: &App) -> Result<bool> {
    Ok(matches!(
        visit.step(&app.db.read, app).await?,
        Step::Invited(_)
    ))
}

fn prefs(visit: &Visit, app: &App) -> Result<Prefs> {
    Ok(people::details(&app.means, &visit.person)?.prefs)
}

async fn show_agree(visit: Visit, State(app): State<App>) -> Result<Response> {
    if !is_invited(&visit, &app).await? {
        return Ok(visit.to_home());
    }
    let ticked = prefs(&visit, &app)?.agreed;
    let form = Form::filled(ticked.into_iter().map(|what| ("agree", what)));
    render(&agree_page(&visit, &app, form).await?)
}

async fn agree(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    if !is_invited(&visit, &app).await? {
        return Ok(visit.to_home());
    }
    for consent in consents(&visit, &app.db.read).await? {
        if consent.required && !form.chosen("agree", consent.what.as_str()) {
            let id = format!("agree-{}", consent.what.as_str());
            let message = visit.w.with("agree-missing", &[("words", &consent.words)]);
            form.fail(&id, message);
        }
    }
    if !form.is_right() {
        return refuse(&agree_page(&visit, &app, form).await?);
    }
    let before = prefs(&visit, &app)?;
    let mut prefs = before.clone();
    prefs.agreed = ConsentTo::ALL
        .iter()
        .map(|what| what.as_str())
        .filter(|what| form.chosen("agree", what))
        .map(str::to_owned)
        .collect();
    if prefs != before {
        save_prefs(&visit, &app, &prefs, None).await?;
    }
    Ok(visit.to(next_part(&visit, &prefs)))
}

/// Keeps what was answered so far.
async fn save_prefs(visit: &Visit, app: &App, prefs: &Prefs, phone: Option<&str>) -> Result<()> {
    let (txn, person) = visit.begin(app).await?;
    people::save_prefs(&txn, &visit.means, person.id, prefs, phone).await?;
    Ok(txn.commit().await?)
}

/// Returns the first part of saying yes that is not answered yet.
fn next_part(visit: &Visit, prefs: &Prefs) -> &'static str {
    if visit.person.agreed_at.is_some() {
        "/me"
    } else if !has_agreed(prefs) {
        "/agree"
    } else if prefs.channel.is_none() {
        "/contact"
    } else if prefs.times.is_empty() && !visit.is_starter() {
        "/times"
    } else {
        "/check-yes"
    }
}

fn has_agreed(prefs: &Prefs) -> bool {
    [ConsentTo::Contact, ConsentTo::Words, ConsentTo::Adult]
        .iter()
        .all(|what| prefs.agreed.iter().any(|a| a == what.as_str()))
}

#[derive(Template)]
#[template(path = "resident/contact.html")]
struct ContactPage {
    page: Page,
    me: Me,
    form: Form,
    channels: Vec<(&'static str, String)>,
    email: String,
    back: String,
}

async fn contact_page(visit: &Visit, app: &App, form: Form) -> Result<ContactPage> {
    let inviter = visit.inviter(&app.db.read).await?;
    let email = people::details(&app.means, &visit.person)?.email;
    let host = &visit.face.host.name;
    let channels = Channel::ALL
        .iter()
        .filter(|c| !(visit.is_starter() && **c == Channel::Host))
        .filter(|c| email.is_some() || **c != Channel::Email)
        .map(|c| {
            let words = visit
                .w
                .with(&format!("contact-by-{}", c.as_str()), &[("host", host)]);
            (c.as_str(), words)
        });
    let title = visit.w.with("contact-title", &[("who", &inviter)]);
    Ok(ContactPage {
        page: visit.form_page(title, &form),
        me: visit.me(),
        channels: channels.collect(),
        email: email.as_deref().map(people::mask).unwrap_or_default(),
        back: visit.href(if visit.person.agreed_at.is_some() {
            "/me"
        } else {
            "/agree"
        }),
        form,
    })
}

/// Tells whether the person can answer how they are reached: while they say yes, or later, unless they stopped.
fn may_answer(visit: &Visit, prefs: &Prefs) -> bool {
    visit.person.stopped_at.is_none() && (visit.person.agreed_at.is_some() || has_agreed(prefs))
}

async fn show_contact(visit: Visit, State(app): State<App>) -> Result<Response> {
    let details = people::details(&app.means, &visit.person)?;
    if !may_answer(&visit, &details.prefs) {
        return Ok(visit.to_home());
    }
    let channel = details.prefs.channel.map_or("", Channel::as_str).to_owned();
    let phone = details.phone.unwrap_or_default();
    let form = Form::filled([("channel", channel), ("phone", phone)]);
    render(&contact_page(&visit, &app, form).await?)
}

async fn contact(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let details = people::details(&app.means, &visit.person)?;
    let mut prefs = details.prefs.clone();
    if !may_answer(&visit, &prefs) {
        return Ok(visit.to_home());
    }
    prefs.channel = Channel::parse(form.value("channel"));
    if prefs.channel.is_none() {
        form.fail("channel", visit.w.t("error-choose"));
    }
    let phone = form.optional(&visit.w, "phone", PHONE_MAX);
    let needed = matches!(prefs.channel, Some(Channel::Text | Channel::Phone));
    if needed && phone.is_empty() {
        form.fail("phone", visit.w.t("contact-phone-missing"));
    } else if !phone.is_empty() && !people::is_phone(&phone) {
        form.fail("phone", visit.w.t("contact-phone-wrong"));
    }
    if !form.is_right() {
        return refuse(&contact_page(&visit, &app, form).await?);
    }
    if prefs != details.prefs || phone != details.phone.unwrap_or_default() {
        save_prefs(&visit, &app, &prefs, Some(&phone)).await?;
    }
    Ok(visit.to(next_part(&visit, &prefs)))
}

#[derive(Template)]
#[template(path = "resident/times.html")]
struct TimesPage {
    page: Page,
    me: Me,
    form: Form,
    times: &'static [&'static str],
    help: &'static [&'static str],
    back: String,
}

fn times_page(visit: &Visit, form: Form) -> TimesPage {
    TimesPage {
        page: visit.form_page(visit.w.t("times-title"), &form),
        me: visit.me(),
        times: TIMES,
        help: HELP,
        back: visit.href(if visit.person.agreed_at.is_some() {
            "/me"
        } else {
            "/contact"
        }),
        form,
    }
}

async fn show_times(visit: Visit, State(app): State<App>) -> Result<Response> {
    let prefs = prefs(&visit, &app)?;
    if !may_answer(&visit, &prefs) {
        return Ok(visit.to_home());
    }
    let ticked = prefs.times.into_iter().map(|t| ("times", t));
    let helped = prefs.help.into_iter().map(|h| ("help", h));
    let typed = [("note", prefs.note), ("help_other", prefs.help_other)];
    render(&times_page(
        &visit,
        Form::filled(ticked.chain(helped).chain(typed)),
    ))
}

async fn times(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let before = prefs(&visit, &app)?;
    let mut prefs = before.clone();
    if !may_answer(&visit, &prefs) {
        return Ok(visit.to_home());
    }
    let known = |name: &str, all: &[&str]| -> Vec<String> {
        all.iter()
            .filter(|one| form.chosen(name, one))
            .map(|one| (*one).to_owned())
            .collect()
    };
    prefs.times = known("times", TIMES);
    prefs.help = known("help", HELP);
    if prefs.times.is_empty() {
        form.fail("times", visit.w.t("times-missing"));
    }
    prefs.note = form.optional(&visit.w, "note", NOTE_MAX);
    prefs.help_other = form.optional(&visit.w, "help_other", NOTE_MAX);
    if !form.is_right() {
        return refuse(&times_page(&visit, form));
    }
    if prefs != before {
        save_prefs(&visit, &app, &prefs, None).await?;
    }
    Ok(visit.to(next_part(&visit, &prefs)))
}

#[derive(Template)]
#[template(path = "resident/check_yes.html")]
struct CheckYesPage {
    page: Page,
    me: Me,
    inviter: String,
    consents: Vec<Consent>,
    answers: Answers,
    starter: bool,
    alone: bool,
}

async fn show_check_yes(visit: Visit, State(app): State<App>) -> Result<Response> {
    let details = people::details(&app.means, &visit.person)?;
    if !is_invited(&visit, &app).await? {
        return Ok(visit.to_home());
    }
    let part = next_part(&visit, &details.prefs);
    if part != "/check-yes" {
        return Ok(visit.to(part));
    }
    let mut consents = consents(&visit, &app.db.read).await?;
    consents.retain(|c| details.prefs.agreed.iter().any(|a| a == c.what.as_str()));
    render(&CheckYesPage {
        page: visit.page(visit.w.t("check-yes-title")),
        me: visit.me(),
        inviter: visit.inviter(&app.db.read).await?,
        answers: answers(&visit, &details),
        starter: visit.is_starter(),
        alone: visit.came_alone(),
        consents,
    })
}

async fn say_yes(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    if !pressed(&form) {
        return Ok(visit.to_home());
    }
    let (txn, person) = visit.begin(&app).await?;
    let prefs = people::details(&app.means, &person)?.prefs;
    let part = next_part(&visit, &prefs);
    if part != "/check-yes" {
        return Ok(visit.to(if part == "/me" { "" } else { part }));
    }
    let ticked: Vec<Ticked> = consents(&visit, &txn)
        .await?
        .into_iter()
        .filter(|c| prefs.agreed.iter().any(|a| a == c.what.as_str()))
        .map(|c| Ticked {
            what: c.what,
            wording: c.words,
        })
        .collect();
    // Said already, or too late: their page tells.
    let _ = answer::agree(&txn, &visit.means, &visit.face, &person, &ticked).await?;
    finish(&app, txn).await?;
    Ok(visit.to_home())
}

async fn change_mind(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    if pressed(&form) {
        let (txn, person) = visit.begin(&app).await?;
        let _ = answer::change_mind(&txn, &visit.means, &person).await?;
        txn.commit().await?;
    }
    Ok(visit.to_home())
}
