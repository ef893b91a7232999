//! Saying yes in small steps: what is agreed to, how and when to be contacted, a last look, and taking it back.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{ConsentTo, LinkKind, Way};
use sea_orm::ConnectionTrait;

use super::mine::{Answers, answers};
use super::young::{self, YOUNG};
use super::{How, Me, Visit, finish, pressed, refuse};
use crate::app::App;
use crate::conversation::answer::{self, Ticked};
use crate::conversation::step::Step;
use crate::keys::Pass;
use crate::mail;
use crate::people::{self, Channel, Details, HELP, Prefs, TIMES, links};
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
pub(crate) struct Consent {
    pub what: ConsentTo,
    pub words: String,
    pub required: bool,
}

/// Lists what a person agrees to, in the words they see.
pub(crate) async fn consents(
    visit: &Visit,
    conn: &impl ConnectionTrait,
    prefs: &Prefs,
) -> Result<Vec<Consent>> {
    let adult_key = if young::is_young(visit, &prefs.agreed) {
        "young-agree"
    } else {
        "agree-adult"
    };
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
        one(ConsentTo::Adult, w.t(adult_key), true),
        one(
            ConsentTo::Meet,
            w.with("agree-meet", &[("host", host)]),
            false,
        ),
    ])
}

#[derive(Template)]
#[template(path = "resident/agree.html")]
pub(super) struct AgreePage {
    page: Page,
    me: Me,
    form: Form,
    consents: Vec<Consent>,
    inviter: String,
    starter: bool,
}

pub(super) async fn agree_page(visit: &Visit, app: &App, form: Form) -> Result<AgreePage> {
    Ok(AgreePage {
        page: visit.form_page(visit.w.t("agree-title"), &form),
        me: visit.me(),
        consents: consents(visit, &app.db.read, &prefs(visit, app)?).await?,
        inviter: visit.inviter(&app.db.read).await?,
        starter: visit.is_starter(),
        form,
    })
}

/// Tells whether the person can still say yes.
pub async fn is_invited(visit: &Visit, app: &App) -> Result<bool> {
    Ok(matches!(
        visit.step(&app.db.read, app).await?,
        Step::Invited(_)
    ))
}

pub fn prefs(visit: &Visit, app: &App) -> Result<Prefs> {
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
    let before = prefs(&visit, &app)?;
    let asked = consents(&visit, &app.db.read, &before).await?;
    missing(&visit, &mut form, &asked);
    if !form.is_right() {
        return refuse(&agree_page(&visit, &app, form).await?);
    }
    let mut prefs = before.clone();
    prefs.agreed = ticked(&form);
    if young::is_young(&visit, &before.agreed) {
        prefs.agreed.push(YOUNG.to_owned());
    }
    if prefs != before {
        save_prefs(&visit, &app, &prefs, None).await?;
    }
    Ok(visit.to(next_part(&visit, &prefs)))
}

/// Fails a form for each required thing that is not ticked.
pub(crate) fn missing(visit: &Visit, form: &mut Form, consents: &[Consent]) {
    for consent in consents {
        if consent.required && !form.chosen("agree", consent.what.as_str()) {
            let id = format!("agree-{}", consent.what.as_str());
            let message = visit.w.with("agree-missing", &[("words", &consent.words)]);
            form.fail(&id, message);
        }
    }
}

/// Returns what is ticked on the agreeing page.
pub(crate) fn ticked(form: &Form) -> Vec<String> {
    ConsentTo::ALL
        .iter()
        .map(|what| what.as_str())
        .filter(|what| form.chosen("agree", what))
        .map(str::to_owned)
        .collect()
}

/// Keeps what was answered so far.
async fn save_prefs(visit: &Visit, app: &App, prefs: &Prefs, phone: Option<&str>) -> Result<()> {
    let (txn, person) = visit.begin(app).await?;
    people::save_prefs(&txn, &visit.means, person.id, prefs, phone).await?;
    people::change::tell_changed(&txn, &visit.means, &visit.face, &person).await?;
    finish(app, txn).await
}

/// Keeps what a person ticked on the way to the agreeing page.
pub async fn keep_agreed(visit: &Visit, app: &App, agreed: Vec<String>) -> Result<()> {
    let before = prefs(visit, app)?;
    save_prefs(visit, app, &Prefs { agreed, ..before }, None).await
}

/// Keeps the address a person gives, or drops it again.
async fn save_email(visit: &Visit, app: &App, email: Option<&str>) -> Result<()> {
    let (txn, person) = visit.begin(app).await?;
    match email {
        Some(email) => people::give_email(&txn, &visit.means, &person, email).await?,
        None => people::drop_email(&txn, person.id).await?,
    }
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
pub(super) struct ContactPage {
    page: Page,
    me: Me,
    form: Form,
    channels: Vec<(&'static str, String)>,
    email: String,
    /// They can write an address: we hold none, or they have just given it themself.
    may_write: bool,
    back: String,
}

/// Tells whether a person can write their e-mail address here: we hold none, or, until they say yes, the one they gave
/// here themself.
async fn may_write_email(visit: &Visit, app: &App) -> Result<bool> {
    if visit.person.email.is_none() {
        return Ok(true);
    }
    let incoming = crate::conversation::find_incoming(&app.db.read, visit.person.id).await?;
    Ok(visit.person.agreed_at.is_none() && incoming.is_some_and(|c| c.way == Way::BySelf))
}

/// Reads the address a person gives of themself; it may be left out unless they want to be written to.
fn read_own_email(visit: &Visit, form: &mut Form) -> Option<String> {
    let w = &visit.w;
    let typed = form.optional(w, "email", 254);
    let wanted = form.chosen("channel", Channel::Email.as_str());
    if typed.is_empty() {
        if wanted {
            form.fail("email", w.t("contact-email-missing"));
        }
        return None;
    }
    let email = mail::address(&typed);
    if email.is_none() {
        form.fail("email", w.t("error-email-wrong"));
    }
    email
}

/// Lists the ways in which a person can be contacted, with their words.
pub(crate) fn channels(visit: &Visit, has_email: bool) -> Vec<(&'static str, String)> {
    let host = &visit.face.host.name;
    Channel::ALL
        .iter()
        .filter(|c| !(visit.is_starter() && **c == Channel::Host))
        .filter(|c| has_email || **c != Channel::Email)
        .map(|c| {
            let words = visit
                .w
                .with(&format!("contact-by-{}", c.as_str()), &[("host", host)]);
            (c.as_str(), words)
        })
        .collect()
}

/// Reads the way to be contacted and the phone number, which some ways need. Returns the number.
pub(crate) fn read_contact(visit: &Visit, form: &mut Form, prefs: &mut Prefs) -> String {
    prefs.channel = Channel::parse(form.value("channel"));
    if prefs.channel.is_none() {
        form.fail("channel", visit.w.t("error-choose"));
    }
    let mut phone = form.optional(&visit.w, "phone", PHONE_MAX);
    // Who came by a code was not shown the number: an empty box leaves it as it is.
    if phone.is_empty() && visit.how == How::Code {
        let held = people::details(&visit.means, &visit.person).unwrap_or_default();
        phone = held.phone.unwrap_or_default();
    }
    let needed = matches!(prefs.channel, Some(Channel::Text | Channel::Phone));
    if needed && phone.is_empty() {
        form.fail("phone", visit.w.t("contact-phone-missing"));
    } else if !phone.is_empty() && !people::reach::is_phone(&phone) {
        form.fail("phone", visit.w.t("contact-phone-wrong"));
    }
    phone
}

/// Asks how the one person is to get in touch who will; when their chat is over, nobody is named.
async fn contact_title(visit: &Visit, conn: &impl ConnectionTrait) -> Result<String> {
    let ahead = match crate::conversation::find_incoming(conn, visit.person.id).await? {
        Some(chat) => chat.recorded_at.is_none(),
        None => visit.is_starter() || visit.person.agreed_at.is_none(),
    };
    if !ahead {
        return Ok(visit.w.t("contact-title-later"));
    }
    let inviter = visit.inviter(conn).await?;
    Ok(visit.w.with("contact-title", &[("who", &inviter)]))
}

pub(super) async fn contact_page(visit: &Visit, app: &App, form: Form) -> Result<ContactPage> {
    let title = contact_title(visit, &app.db.read).await?;
    let may_write = may_write_email(visit, app).await?;
    let email = people::details(&app.means, &visit.person)?.email;
    let email = email.filter(|_| !may_write);
    Ok(ContactPage {
        page: visit.form_page(title, &form),
        me: visit.me(),
        // Who has no address with us can give one here.
        channels: channels(visit, email.is_some() || may_write),
        email: email.as_deref().map(people::mask).unwrap_or_default(),
        may_write,
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
    // A code alone shows no number, not even one's own.
    let phone = details.phone.filter(|_| visit.how != How::Code);
    let phone = phone.unwrap_or_default();
    let mut form = Form::filled([("channel", channel), ("phone", phone)]);
    if visit.how != How::Code && may_write_email(&visit, &app).await? {
        form.set("email", details.email.unwrap_or_default());
    }
    render(&contact_page(&visit, &app, form).await?)
}

async fn contact(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let details = people::details(&app.means, &visit.person)?;
    let mut prefs = details.prefs.clone();
    if !may_answer(&visit, &prefs) {
        return Ok(visit.to_home());
    }
    let phone = read_contact(&visit, &mut form, &mut prefs);
    let may_write = may_write_email(&visit, &app).await?;
    let email = if may_write {
        read_own_email(&visit, &mut form)
    } else {
        None
    };
    if !form.is_right() {
        return refuse(&contact_page(&visit, &app, form).await?);
    }
    if may_write && email != details.email {
        save_email(&visit, &app, email.as_deref()).await?;
    }
    if prefs != details.prefs || phone != details.phone.unwrap_or_default() {
        save_prefs(&visit, &app, &prefs, Some(&phone)).await?;
    }
    Ok(visit.to(next_part(&visit, &prefs)))
}

#[derive(Template)]
#[template(path = "resident/times.html")]
pub(super) struct TimesPage {
    page: Page,
    me: Me,
    form: Form,
    times: &'static [&'static str],
    help: &'static [&'static str],
    back: String,
}

pub(super) fn times_page(visit: &Visit, form: Form) -> TimesPage {
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

/// Reads the good times, what would help, and the note.
pub(crate) fn read_times(visit: &Visit, form: &mut Form, prefs: &mut Prefs) {
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
}

async fn times(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let before = prefs(&visit, &app)?;
    let mut prefs = before.clone();
    if !may_answer(&visit, &prefs) {
        return Ok(visit.to_home());
    }
    read_times(&visit, &mut form, &mut prefs);
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
pub(super) struct CheckYesPage {
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
    render(&check_yes_page(&visit, &app, &details).await?)
}

pub(super) async fn check_yes_page(
    visit: &Visit,
    app: &App,
    details: &Details,
) -> Result<CheckYesPage> {
    let mut consents = consents(visit, &app.db.read, &details.prefs).await?;
    consents.retain(|c| details.prefs.agreed.iter().any(|a| a == c.what.as_str()));
    Ok(CheckYesPage {
        page: visit.page(visit.w.t("check-yes-title")),
        me: visit.me(),
        inviter: visit.inviter(&app.db.read).await?,
        answers: answers(visit, details),
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
    let ticked: Vec<Ticked> = consents(&visit, &txn, &prefs)
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
    let home = own_home(&visit, &app, &txn).await?;
    finish(&app, txn).await?;
    Ok(home)
}

/// Sends the person to their own page: by the link they have now, which may be a new one since they said yes.
async fn own_home(visit: &Visit, app: &App, conn: &impl ConnectionTrait) -> Result<Response> {
    let live = links::find_live(conn, visit.person.id, LinkKind::Act).await?;
    let keys = &app.means.keys;
    let token = live.map(|link| match keys.read_pass(&visit.token) {
        Some(pass) => keys.pass_token(&Pass {
            link: link.id,
            generation: link.generation,
            ..pass
        }),
        None => keys.link_token(link.id, link.generation),
    });
    let token = token.as_ref().unwrap_or(&visit.token);
    Ok(Redirect::to(&format!("/p/{token}")).into_response())
}

async fn change_mind(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    if pressed(&form) {
        let (txn, person) = visit.begin(&app).await?;
        let _ = answer::change_mind(&txn, &visit.means, &person).await?;
        txn.commit().await?;
    }
    Ok(visit.to_home())
}
