//! Choosing the next person: the form, the message they will get, sending it, and taking that back.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::conversation;
use entity::shared::Way;

use super::chosen::{self, ByEmail, Chosen};
use super::{Me, Visit, finish, pressed, refuse, ways};
use crate::app::App;
use crate::conversation::nominate::{self, Named, NotNominated, Turn};
use crate::conversation::{self as rules, answer, emails, reserve};
use crate::i18n::{self, LANGUAGES, Language};
use crate::keys::Place;
use crate::mail;
use crate::people::name;
use crate::submission;
use crate::web::{Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/next", show_next)
        .post("/p/{token}/next", next)
        .get("/p/{token}/next/check", show_before_sending)
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
    ways: Vec<Choice>,
    /// A second name was begun, or the first is by e-mail: its fields are open.
    second_open: bool,
    nonce: String,
    again: bool,
    freed: bool,
    /// Of whom hardly anybody was heard.
    wanted: Option<i18n::Html>,
}

/// A way to ask somebody, as the form offers it.
struct Choice {
    value: &'static str,
    id: String,
    label: String,
    hint: String,
}

fn choices(visit: &Visit) -> Vec<Choice> {
    let host = &visit.face.host.name;
    let all = Way::ALL.iter().enumerate();
    all.map(|(n, way)| {
        let stem = way.as_str().replace('_', "-");
        Choice {
            value: way.as_str(),
            id: if n == 0 {
                "way".to_owned()
            } else {
                format!("way-{stem}")
            },
            label: visit.w.with(&format!("way-{stem}"), &[("host", host)]),
            hint: visit.w.with(&format!("way-hint-{stem}"), &[("host", host)]),
        }
    })
    .collect()
}

fn choose_page(visit: &Visit, form: Form, again: bool, freed: bool) -> ChoosePage {
    let second = ["second_name", "second_email", "second_asked"];
    ChoosePage {
        page: visit.form_page(visit.w.t("choose-title"), &form),
        me: visit.me(),
        languages: LANGUAGES,
        ways: choices(visit),
        second_open: second
            .iter()
            .any(|name| !form.value(name).trim().is_empty()),
        nonce: visit.means.sources.token(),
        again,
        freed,
        wanted: visit.wanted.clone(),
        form,
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

async fn show_next(mut visit: Visit, State(app): State<App>) -> Result<Response> {
    if !is_their_turn(&visit, &app).await? {
        return Ok(visit.to_home());
    }
    visit.find_wanted(&app).await?;
    render(&choose_page(&visit, Form::default(), false, false))
}

#[derive(Template)]
#[template(path = "resident/send.html")]
struct SendPage {
    page: Page,
    me: Me,
    form: Form,
    name: String,
    email: String,
    /// Who is asked if the first cannot, or nothing.
    second: String,
    second_email: String,
    subject: String,
    text: String,
    lang: &'static str,
    dir: &'static str,
    nonce: String,
}

async fn next(mut visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    let nonce = form.value("nonce").to_owned();
    let earlier = submission::find(&app.db.read, visit.person.id, &nonce).await?;
    if earlier.is_some() || !is_their_turn(&visit, &app).await? {
        return Ok(visit.to_home());
    }
    visit.find_wanted(&app).await?;
    if form.chosen("stage", "change") {
        return render(&choose_page(&visit, form, false, false));
    }
    match chosen::read(&visit, &app, &mut form) {
        None => refuse(&choose_page(&visit, form, false, false)),
        Some(Chosen::Email(chosen)) if form.chosen("stage", "send") => {
            send(&visit, &app, form, &chosen, &nonce).await
        }
        Some(Chosen::Email(_)) => {
            Ok(visit.to(&format!("/next/check?typed={}", carry(&visit, &form))))
        }
        Some(chosen) => ways::choose(&visit, &app, chosen, &nonce).await,
    }
}

/// What the page before sending needs of the choosing page.
const CARRIED: [&str; 10] = [
    "way",
    "name",
    "email",
    "language",
    "asked",
    "typo_seen",
    "second_name",
    "second_email",
    "second_asked",
    "second_typo_seen",
];

/// Seals what was typed for the address of the page before sending: so that page is a plain GET, and Back leads to
/// something sensible, and nothing is kept before it is sent.
fn carry(visit: &Visit, form: &Form) -> String {
    let mut typed = form_urlencoded::Serializer::new(String::new());
    for name in CARRIED {
        if form.has(name) {
            typed.append_pair(name, form.value(name));
        }
    }
    let (keys, sources) = (&visit.means.keys, &visit.means.sources);
    let place = Place::NominationTyped;
    URL_SAFE_NO_PAD.encode(keys.seal(sources, place, visit.person.id, &typed.finish()))
}

#[derive(serde::Deserialize)]
struct Typed {
    #[serde(default)]
    typed: String,
}

async fn show_before_sending(
    visit: Visit,
    State(app): State<App>,
    Query(typed): Query<Typed>,
) -> Result<Response> {
    if !is_their_turn(&visit, &app).await? {
        return Ok(visit.to_home());
    }
    let sealed = URL_SAFE_NO_PAD.decode(&typed.typed).unwrap_or_default();
    let keys = &app.means.keys;
    let Ok(typed) = keys.open(Place::NominationTyped, visit.person.id, &sealed) else {
        return Ok(visit.to("/next"));
    };
    let typed: BTreeMap<_, _> = form_urlencoded::parse(typed.as_bytes()).collect();
    let value = |name: &'static str| typed.get(name).map(|value| (name, value.to_string()));
    let mut form = Form::filled(CARRIED.into_iter().filter_map(value));
    match chosen::read(&visit, &app, &mut form) {
        Some(Chosen::Email(chosen)) => show_send(&visit, &app, form, chosen),
        _ => render(&choose_page(&visit, form, false, false)),
    }
}

/// Shows the message the next person will get (P16).
fn show_send(visit: &Visit, app: &App, form: Form, chosen: ByEmail) -> Result<Response> {
    let face = &visit.face;
    let sent = app.means.now() + app.means.undo;
    let written = emails::preview_invite(face, &visit.person, &chosen.name, &chosen.language, sent);
    let words = i18n::Words::of(&chosen.language);
    let second = chosen.second.as_ref();
    let title = visit.w.with("send-title", &[("name", &chosen.name)]);
    render(&SendPage {
        page: visit.page(title),
        me: visit.me(),
        name: name::first(&chosen.name).to_owned(),
        email: chosen.email,
        second: second.map_or("", |s| name::first(&s.name)).to_owned(),
        second_email: second.map_or("", |s| &s.email).to_owned(),
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
    chosen: &ByEmail,
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
        Ok(first) => {
            if let Some(second) = &chosen.second {
                let wording = visit.w.t("second-asked");
                let second = second.named(&chosen.language, &wording);
                reserve::keep(&txn, &visit.means, &visit.face, &first, &second).await?;
            }
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
pub async fn find_waiting(
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
    let email = chosen::read_email(&visit, &app, &mut form, &chosen::FIRST);
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
    // Pressed twice, it is done once; the page they get says the same.
    let _ = answer::finish(&txn, &visit.means, &visit.face, &person).await?;
    finish(&app, txn).await?;
    Ok(visit.to_home())
}
