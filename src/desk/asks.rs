//! Residents who would like to start a chain of their own: the list, one of them, and the answer.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::chain_ask;
use entity::shared::{AskAnswer, AskSignIn, Role};
use serde::Deserialize;
use uuid::Uuid;

use self::approve::{Approved, New};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::chain::{self, templates};
use crate::conversation::begin::{self, REASON_MAX};
use crate::db;
use crate::insight::desk::{name_or_gone, status_of};
use crate::organiser::{self, SignedIn};
use crate::people;
use crate::web::paging::Paging;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub mod approve;

/// The longest name and topic of a chain, in characters.
const LINE_MAX: usize = 60;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/asks", list)
        .get("/desk/{slug}/asks/{id}", show)
        .post("/desk/{slug}/asks/{id}/approve", approve)
        .post("/desk/{slug}/asks/{id}/decline", decline)
}

/// Where an ask stands, as the ending of its words.
const fn state(ask: &chain_ask::Model) -> &'static str {
    match (ask.answer, ask.taken_back_at) {
        (Some(AskAnswer::Yes), _) => "yes",
        (Some(AskAnswer::No), _) => "no",
        (None, Some(_)) => "taken-back",
        (None, None) => "open",
    }
}

#[derive(Deserialize)]
struct Wanted {
    page: Option<u64>,
}

struct Row {
    ask: chain_ask::Model,
    name: String,
    day: String,
    href: String,
}

impl Row {
    fn state(&self) -> &'static str {
        state(&self.ask)
    }
}

#[derive(Template)]
#[template(path = "desk/asks.html")]
struct ListPage {
    page: Page,
    back: String,
    rows: Vec<Row>,
    paging: Paging,
}

async fn list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let all = begin::list(&app.db.read, desk.face.chain.id).await?;
    let count = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let paging = Paging::new(wanted.page, count, &desk.href("/asks"), &[]);
    let (skip, take) = paging.window();
    let shown: Vec<chain_ask::Model> = all.into_iter().skip(skip).take(take).collect();
    let people = people::find_all(&app.db.read, shown.iter().map(|ask| ask.participant)).await?;
    let row = |ask: chain_ask::Model| {
        let person = people.get(&ask.participant);
        let name = person.map_or("", people::shown_name).to_owned();
        Row {
            name: name_or_gone(desk.w, name),
            day: desk.w.date(ask.asked_at, desk.zone()),
            href: desk.href(&format!("/asks/{}", ask.id)),
            ask,
        }
    };
    render(&ListPage {
        page: desk.page(desk.w.t("asks-title"), Tab::Overview),
        back: desk.href(""),
        rows: shown.into_iter().map(row).collect(),
        paging,
    })
}

#[derive(Template)]
#[template(path = "desk/ask.html")]
struct AskPage {
    page: Page,
    form: Form,
    back: String,
    here: String,
    ask: chain_ask::Model,
    name: String,
    person_href: String,
    day: String,
    /// The address they would sign in with, hidden but for its first letter; empty when there is none.
    address: String,
    /// Another address than the one we write to.
    other: bool,
    may_approve: bool,
    /// Who answered, and when.
    answered: Option<(String, String)>,
    /// Where the chain that was made is set up.
    made: Option<String>,
    ready_made: &'static [templates::Template],
}

impl AskPage {
    fn state(&self) -> &'static str {
        state(&self.ask)
    }

    /// Tells whether they chose to be called, though we may hold an address.
    fn wants_call(&self) -> bool {
        self.ask.sign_in == AskSignIn::None
    }
}

async fn find(app: &App, desk: &Desk, id: &str) -> Result<chain_ask::Model> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let found = begin::find(&app.db.read, desk.face.chain.id, id).await?;
    found.ok_or(Error::NotFound)
}

async fn may_approve(app: &App, desk: &Desk) -> Result<bool> {
    let hosts = organiser::list_hosts(&app.db.read, desk.by.organiser.id).await?;
    Ok(hosts.iter().any(|host| host.id == desk.face.host.id))
}

/// Shortens what a resident wrote to what fits a chain's name, at the end of a word.
fn short(text: &str) -> String {
    let mut short = String::new();
    for word in text.split_whitespace() {
        if short.chars().count() + word.chars().count() >= LINE_MAX {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    short
}

async fn ask_page(app: &App, desk: &Desk, ask: chain_ask::Model, form: Form) -> Result<Response> {
    let conn = &app.db.read;
    let person = people::find(conn, ask.participant).await?;
    let person = person.ok_or(Error::NotFound)?;
    let answered = match ask.answered_by.zip(ask.answered_at) {
        Some((by, at)) => {
            let names = organiser::names_on(conn, &desk.face.chain, [by]).await?;
            let name = names.get(&by).cloned();
            let name = name.unwrap_or_else(|| desk.w.t("desk-an-organiser"));
            Some((name, desk.w.date(at, desk.zone())))
        }
        None => None,
    };
    let made = match ask.made {
        Some(id) => chain::find_face(conn, id).await?,
        None => None,
    };
    let address = begin::address(&app.means, &ask, &person);
    let mut page = desk.page(desk.w.t("ask-title"), Tab::Overview);
    let status = status_of(&mut page, &form);
    let template = AskPage {
        page,
        form,
        back: desk.href("/asks"),
        here: desk.href(&format!("/asks/{}", ask.id)),
        name: name_or_gone(desk.w, people::shown_name(&person).to_owned()),
        person_href: desk.href(&format!("/people/{}", person.id)),
        day: desk.w.date(ask.asked_at, desk.zone()),
        address: address.as_deref().map(people::mask).unwrap_or_default(),
        other: ask.sign_in == AskSignIn::Other,
        may_approve: may_approve(app, desk).await?,
        answered,
        made: made.map(|face| format!("/desk/{}/setup", face.chain.slug)),
        ready_made: templates::list(),
        ask,
    };
    render_with(status, &template)
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let ask = find(&app, &desk, &id).await?;
    let form = Form::filled([
        ("name", short(&ask.topic)),
        ("topic", short(&ask.topic)),
        ("template", desk.face.chain.template.clone()),
    ]);
    ask_page(&app, &desk, ask, form).await
}

async fn approve(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    if !may_approve(&app, &desk).await? {
        return Err(Error::Forbidden);
    }
    let ask = find(&app, &desk, &id).await?;
    let line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = line(form.required(&desk.w, "name", "chain-name-missing", LINE_MAX));
    let topic = line(form.required(&desk.w, "topic", "topic-missing", LINE_MAX));
    let template = templates::find(form.value("template"));
    if template.is_none() {
        form.fail("template", desk.w.t("error-choose"));
    }
    let Some(template) = template.filter(|_| form.is_right()) else {
        return ask_page(&app, &desk, ask, form).await;
    };
    let new = New {
        name: &name,
        topic: &topic,
        template,
    };
    let txn = db::begin_write(&app.db).await?;
    let by = &desk.by.organiser;
    let why = match approve::approve(&txn, &app.means, &desk.face, by, &ask, &new).await? {
        Approved::Made(_) => {
            txn.commit().await?;
            app.wake.notify_one();
            return Ok(to(&desk, &ask));
        }
        Approved::AlreadyDone => return Ok(to(&desk, &ask)),
        Approved::NoAddress => "ask-no-address",
        Approved::NotWritten => "ask-not-written",
    };
    txn.rollback().await?;
    form.fail("approve", desk.w.t(why));
    ask_page(&app, &desk, ask, form).await
}

async fn decline(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let ask = find(&app, &desk, &id).await?;
    let reason = form.required(&desk.w, "reason", "ask-reason-missing", REASON_MAX);
    if !form.is_right() {
        return ask_page(&app, &desk, ask, form).await;
    }
    let txn = db::begin_write(&app.db).await?;
    let by = desk.by.organiser.id;
    // Answered or taken back meanwhile: the page tells.
    let _ = begin::decline(&txn, &app.means, &desk.face, by, &ask, &reason).await?;
    txn.commit().await?;
    app.wake.notify_one();
    Ok(to(&desk, &ask))
}

fn to(desk: &Desk, ask: &chain_ask::Model) -> Response {
    Redirect::to(&desk.href(&format!("/asks/{}", ask.id))).into_response()
}
