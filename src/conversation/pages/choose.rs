//! Choosing the next person: the form, the message they will get, sending it, and taking that back.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use entity::conversation;

use super::{Me, Visit, finish, pressed, refuse};
use crate::app::App;
use crate::conversation::nominate::{self, Named, NotNominated, Turn};
use crate::conversation::{self as rules, emails};
use crate::i18n::{self, LANGUAGES, Language};
use crate::mail;
use crate::people::{self, name};
use crate::submission;
use crate::web::{Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/next", show_next)
        .post("/p/{token}/next", next)
        .post("/p/{token}/undo", undo)
        .get("/p/{token}/somebody-else", show_give_up)
        .post("/p/{token}/somebody-else", give_up)
        .post("/p/{token}/address", correct_address)
        .get("/p/{token}/finish", show_finish)
        .post("/p/{token}/finish", finish_turn)
}

#[derive(Template)]
#[template(path = "resident/choose.html")]
struct ChoosePage {
    page: Page,
    me: Me,
    form: Form,
    languages: &'static [Language],
    again: bool,
    freed: bool,
}

fn choose_page(visit: &Visit, form: Form, again: bool, freed: bool) -> ChoosePage {
    ChoosePage {
        page: visit.form_page(visit.w.t("choose-title"), &form),
        me: visit.me(),
        form,
        languages: LANGUAGES,
        again,
        freed,
    }
}

/// Shows the choice as the one next thing to do (P15).
pub fn show_choose(visit: &Visit, again: bool, freed: bool) -> Result<Response> {
    render(&choose_page(visit, Form::default(), again, freed))
}

async fn is_their_turn(visit: &Visit, app: &App) -> Result<bool> {
    let turn = nominate::turn(&app.db.read, &visit.face, &visit.person).await?;
    Ok(matches!(turn, Turn::Open(_)))
}

async fn show_next(visit: Visit, State(app): State<App>) -> Result<Response> {
    if !is_their_turn(&visit, &app).await? {
        return Ok(visit.to_home());
    }
    render(&choose_page(&visit, Form::default(), false, false))
}

/// Whom the form names, once everything on it is right.
struct Chosen {
    name: String,
    email: String,
    language: String,
}

/// Reads an address; one that looks mistyped is asked about once, and taken when it is sent again unchanged.
fn read_email(visit: &Visit, app: &App, form: &mut Form) -> String {
    let w = &visit.w;
    let typed = form.required(w, "email", "error-email-missing", 254);
    let Some(email) = mail::address(&typed) else {
        form.fail("email", w.t("error-email-wrong"));
        return String::new();
    };
    if visit.person.email_index.as_ref() == Some(&app.means.keys.address_index(&email)) {
        form.fail("email", w.t("choose-yourself"));
    }
    if let Some(meant) = likely_typo(&email)
        && form.value("typo_seen") != email
    {
        form.set("typo_seen", email.clone());
        form.fail("email", w.with("choose-typo", &[("meant", &meant)]));
    }
    email
}

/// Returns the address that was probably meant, for the most common slips.
pub(super) fn likely_typo(email: &str) -> Option<String> {
    const SLIPS: &[(&str, &str)] = &[
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gamil.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("homtail.com", "hotmail.com"),
        ("hotmail.con", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("yaho.com", "yahoo.com"),
        ("yaho.co.uk", "yahoo.co.uk"),
        ("yahoo.con", "yahoo.com"),
    ];
    let (local, domain) = email.rsplit_once('@')?;
    let (_, right) = SLIPS.iter().find(|(slip, _)| *slip == domain)?;
    Some(format!("{local}@{right}"))
}

fn read_chosen(visit: &Visit, app: &App, form: &mut Form) -> Option<Chosen> {
    let w = &visit.w;
    let typed = form.required(w, "name", "error-name-missing", 200);
    let name = name::parse(&typed);
    if name.is_none() {
        form.fail("name", w.t("error-name-wrong"));
    }
    let email = read_email(visit, app, form);
    if !form.chosen("asked", "yes") {
        form.fail("asked", w.t("choose-asked-missing"));
    }
    let language = i18n::find_language(form.value("language"))
        .map_or_else(|| visit.face.words.lang.clone(), |l| l.code.to_owned());
    let name = name.filter(|_| form.is_right())?;
    Some(Chosen {
        name,
        email,
        language,
    })
}

#[derive(Template)]
#[template(path = "resident/send.html")]
struct SendPage {
    page: Page,
    me: Me,
    form: Form,
    name: String,
    email: String,
    subject: String,
    text: String,
    lang: &'static str,
    dir: &'static str,
    nonce: String,
}

async fn next(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let nonce = form.value("nonce").to_owned();
    let earlier = submission::find(&app.db.read, visit.person.id, &nonce).await?;
    if earlier.is_some() || !is_their_turn(&visit, &app).await? {
        return Ok(visit.to_home());
    }
    if form.chosen("stage", "change") {
        return render(&choose_page(&visit, form, false, false));
    }
    let Some(chosen) = read_chosen(&visit, &app, &mut form) else {
        return refuse(&choose_page(&visit, form, false, false));
    };
    if form.chosen("stage", "send") {
        return send(&visit, &app, form, &chosen, &nonce).await;
    }
    let face = &visit.face;
    let sent = app.means.now() + app.means.undo;
    let written = emails::preview_invite(face, &visit.person, &chosen.name, &chosen.language, sent);
    let words = i18n::Words::of(&chosen.language);
    let title = visit.w.with("send-title", &[("name", &chosen.name)]);
    render(&SendPage {
        page: visit.page(title),
        me: visit.me(),
        name: name::first(&chosen.name).to_owned(),
        email: chosen.email,
        text: written
            .text
            .replace(mail::ACT, &visit.w.t("send-their-link"))
            .replace(mail::STOP, &visit.w.t("send-their-stop")),
        subject: written.subject,
        lang: words.lang(),
        dir: words.dir(),
        nonce: app.means.sources.token(),
        form,
    })
}

async fn send(
    visit: &Visit,
    app: &App,
    mut form: Form,
    chosen: &Chosen,
    nonce: &str,
) -> Result<Response> {
    let (txn, person) = visit.begin(app).await?;
    if submission::find(&txn, person.id, nonce).await?.is_some() {
        return Ok(visit.to_home());
    }
    let named = Named {
        name: &chosen.name,
        email: &chosen.email,
        language: &chosen.language,
        asked_wording: &visit.w.t("choose-asked"),
    };
    match nominate::nominate(&txn, &visit.means, &visit.face, &person, named).await? {
        Ok(_) => {
            let sources = &app.means.sources;
            submission::keep(&txn, sources, person.id, nonce, &visit.href("")).await?;
            finish(app, txn).await?;
            Ok(visit.to_home())
        }
        Err(NotNominated::Yourself) => {
            form.fail("email", visit.w.t("choose-yourself"));
            refuse(&choose_page(visit, form, false, false))
        }
        Err(NotNominated::NotYourTurn(_)) => Ok(visit.to_home()),
    }
}

#[derive(Template)]
#[template(path = "resident/undoable.html")]
struct UndoablePage {
    page: Page,
    me: Me,
    name: String,
    at: String,
}

/// Shows that the invitation goes out soon, with Undo (P16).
pub async fn show_undoable(visit: &Visit, app: &App, c: &conversation::Model) -> Result<Response> {
    let name = visit.name_of(&app.db.read, c.partner).await?;
    render(&UndoablePage {
        page: visit.page(visit.w.with("undoable-title", &[("name", &name)])),
        me: visit.me(),
        at: visit
            .w
            .time(c.invited_at + app.means.undo, visit.face.zone()),
        name,
    })
}

#[derive(Template)]
#[template(path = "resident/asked.html")]
struct AskedPage {
    page: Page,
    me: Me,
    name: String,
    ends: String,
}

/// Shows that the invitation is out and not answered.
pub async fn show_asked(visit: &Visit, app: &App, c: &conversation::Model) -> Result<Response> {
    let name = visit.name_of(&app.db.read, c.partner).await?;
    render(&AskedPage {
        page: visit.page(visit.w.with("asked-title", &[("name", &name)])),
        me: visit.me(),
        ends: visit.w.date(c.expires_at, visit.face.zone()),
        name,
    })
}

#[derive(Template)]
#[template(path = "resident/came_back.html")]
struct CameBackPage {
    page: Page,
    me: Me,
    form: Form,
    name: String,
}

async fn came_back_page(
    visit: &Visit,
    app: &App,
    c: &conversation::Model,
    form: Form,
) -> Result<CameBackPage> {
    let name = visit.name_of(&app.db.read, c.partner).await?;
    let title = visit.w.with("came-back-title", &[("name", &name)]);
    Ok(CameBackPage {
        page: visit.form_page(title, &form),
        me: visit.me(),
        form,
        name,
    })
}

/// Shows that the invitation came back, with a place to mend the address.
pub async fn show_came_back(visit: &Visit, app: &App, c: &conversation::Model) -> Result<Response> {
    render(&came_back_page(visit, app, c, Form::default()).await?)
}

/// Finds the invitation of this person that is not answered.
async fn find_waiting(
    visit: &Visit,
    conn: &impl sea_orm::ConnectionTrait,
) -> Result<Option<conversation::Model>> {
    let out = rules::list_outgoing(conn, visit.person.id).await?;
    let waits = |c: &conversation::Model| c.ended_at.is_none() && c.agreed_at.is_none();
    Ok(out.into_iter().find(waits))
}

async fn undo(visit: Visit, State(app): State<App>, form: Form) -> Result<Response> {
    if pressed(&form) {
        let (txn, person) = visit.begin(&app).await?;
        if let Some(c) = find_waiting(&visit, &txn).await? {
            let _ = nominate::undo(&txn, &visit.means, person.id, &c).await?;
        }
        txn.commit().await?;
    }
    Ok(visit.to_home())
}

#[derive(Template)]
#[template(path = "resident/give_up.html")]
struct GiveUpPage {
    page: Page,
    me: Me,
    form: Form,
    name: String,
}

async fn give_up_page(
    visit: &Visit,
    app: &App,
    c: &conversation::Model,
    form: Form,
) -> Result<GiveUpPage> {
    Ok(GiveUpPage {
        page: visit.form_page(visit.w.t("give-up-title"), &form),
        me: visit.me(),
        name: visit.name_of(&app.db.read, c.partner).await?,
        form,
    })
}

async fn show_give_up(visit: Visit, State(app): State<App>) -> Result<Response> {
    match find_waiting(&visit, &app.db.read).await? {
        Some(c) => render(&give_up_page(&visit, &app, &c, Form::default()).await?),
        None => Ok(visit.to_home()),
    }
}

async fn give_up(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let Some(c) = find_waiting(&visit, &app.db.read).await? else {
        return Ok(visit.to_home());
    };
    match form.value("give_up") {
        "yes" => {
            let (txn, person) = visit.begin(&app).await?;
            if let Some(c) = find_waiting(&visit, &txn).await? {
                let _ = nominate::give_up(&txn, &visit.means, person.id, &c).await?;
            }
            txn.commit().await?;
            Ok(visit.to_home())
        }
        "wait" => Ok(visit.to_home()),
        _ => {
            form.fail("give_up", visit.w.t("error-choose"));
            refuse(&give_up_page(&visit, &app, &c, form).await?)
        }
    }
}

async fn correct_address(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let Some(c) = find_waiting(&visit, &app.db.read).await? else {
        return Ok(visit.to_home());
    };
    let email = read_email(&visit, &app, &mut form);
    if !form.is_right() {
        return refuse(&came_back_page(&visit, &app, &c, form).await?);
    }
    let (txn, person) = visit.begin(&app).await?;
    if let Some(c) = find_waiting(&visit, &txn).await? {
        let face = &visit.face;
        let _ = nominate::correct_address(&txn, &visit.means, face, &person, &c, &email).await?;
    }
    finish(&app, txn).await?;
    Ok(visit.to_home())
}

#[derive(Template)]
#[template(path = "resident/finish.html")]
struct FinishPage {
    page: Page,
    me: Me,
    form: Form,
}

fn finish_page(visit: &Visit, form: Form) -> FinishPage {
    FinishPage {
        page: visit.form_page(visit.w.t("finish-title"), &form),
        me: visit.me(),
        form,
    }
}

async fn show_finish(visit: Visit, State(app): State<App>) -> Result<Response> {
    if !is_their_turn(&visit, &app).await? {
        return Ok(visit.to_home());
    }
    render(&finish_page(&visit, Form::default()))
}

async fn finish_turn(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    if !is_their_turn(&visit, &app).await? || form.chosen("finish", "later") {
        return Ok(visit.to_home());
    }
    if !form.chosen("finish", "nobody") {
        form.fail("finish", visit.w.t("error-choose"));
        return refuse(&finish_page(&visit, form));
    }
    let (txn, person) = visit.begin(&app).await?;
    if people::finish(&txn, &visit.means, person.id).await? {
        let talked = rules::list_who_talked(&txn, person.chain).await?.len();
        let count = u64::try_from(talked).unwrap_or(0);
        emails::tell_of_end(&txn, &visit.means, &visit.face, &person, count).await?;
    }
    finish(&app, txn).await?;
    Ok(visit.to_home())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_a_common_address_is_noticed_and_others_are_left_alone() {
        assert_eq!(
            likely_typo("sam@gmial.com").as_deref(),
            Some("sam@gmail.com")
        );
        assert_eq!(likely_typo("sam@gmail.com"), None);
        assert_eq!(likely_typo("sam@gmial.example.org"), None);
    }
}
