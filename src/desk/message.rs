//! The pages of a chain's messages: the list, one message, and trying it again.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::{attempt, outbox, participant};
use serde::Deserialize;
use uuid::Uuid;

use super::messages::{self, Delivery, Envelope, Narrowed};
use super::{replies, try_again};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::i18n::{self, Html};
use crate::mail::{self, ACT, CODE, STOP};
use crate::organiser::SignedIn;
use crate::people;
use crate::web::paging::Paging;
use crate::web::{Error, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/messages", list)
        .get("/desk/{slug}/messages/{id}", show)
        .post("/desk/{slug}/messages/{id}/again", again)
}

/// A message as a table shows it.
struct Row {
    id: Uuid,
    kind: String,
    /// Empty for somebody who was forgotten.
    to: String,
    made: String,
    state: String,
    tone: &'static str,
    told: Html,
}

struct Choice {
    value: &'static str,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "desk/messages.html")]
struct MessagesPage {
    page: Page,
    base: String,
    name: String,
    /// Answers nobody has read yet.
    unread: u64,
    narrowed: bool,
    states: Vec<Choice>,
    rows: Vec<Row>,
    paging: Paging,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    name: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: String,
}

type People = BTreeMap<Uuid, participant::Model>;

async fn list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let (conn, face) = (&app.db.read, &desk.face);
    let delivery = Delivery::parse(&asked.state);
    let people = match asked.name.trim() {
        "" => None,
        part => Some(messages::people_named(conn, face, part).await?),
    };
    let narrowed = Narrowed { delivery, people };
    let base = desk.href("/messages");
    let state = delivery.map_or("", Delivery::as_str);
    let kept = [("name", asked.name.as_str()), ("state", state)];
    let all = messages::count(conn, face, &narrowed).await?;
    let paging = Paging::new(asked.page.parse().ok(), all, &base, &kept);
    let found = messages::list(conn, face, &narrowed, paging.offset()).await?;
    let people = people::find_all(conn, found.iter().filter_map(|m| m.participant)).await?;
    let now = app.means.now();
    render(&MessagesPage {
        page: desk.page(desk.w.t("desk-messages-title"), Tab::Messages),
        states: choices(&desk, delivery),
        rows: found.iter().map(|m| row(&desk, &people, m, now)).collect(),
        unread: replies::count_unread(conn, face).await?,
        narrowed: narrowed.delivery.is_some() || narrowed.people.is_some(),
        name: asked.name,
        base,
        paging,
    })
}

fn choices(desk: &Desk, chosen: Option<Delivery>) -> Vec<Choice> {
    Delivery::ALL
        .into_iter()
        .map(|state| Choice {
            value: state.as_str(),
            label: desk.w.t(&state.key()),
            chosen: chosen == Some(state),
        })
        .collect()
}

fn row(desk: &Desk, people: &People, m: &Envelope, now: chrono::DateTime<chrono::Utc>) -> Row {
    let person = m.participant.and_then(|id| people.get(&id));
    let bounced = person.is_some_and(|p| p.bounced_at.is_some());
    let delivery = m.delivery(bounced);
    Row {
        id: m.id,
        kind: kind(desk, &m.kind),
        to: person
            .map(people::shown_name)
            .unwrap_or_default()
            .to_owned(),
        made: desk.w.moment(m.made_at, desk.zone()),
        state: desk.w.t(&delivery.key()),
        tone: delivery.tone(),
        told: m.told(&desk.w, desk.zone(), bounced, now),
    }
}

/// Returns what a message is for, in words.
pub fn kind(desk: &Desk, kind: &str) -> String {
    desk.w.t(&format!("desk-mail-{kind}"))
}

struct Try {
    at: String,
    phase: String,
    code: String,
}

#[derive(Template)]
#[template(path = "desk/message.html")]
struct MessagePage {
    page: Page,
    base: String,
    row: Row,
    person: Option<Uuid>,
    subject: String,
    paragraphs: Vec<Vec<String>>,
    lang: String,
    dir: &'static str,
    tries: Vec<Try>,
    may_try: bool,
    doubtful: bool,
    done: bool,
}

#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    done: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(told): Query<Told>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let conn = &app.db.read;
    let message = find(&app, &desk, &id).await?;
    let people = people::find_all(conn, message.participant).await?;
    let attempts = messages::list_attempts(conn, message.id).await?;
    let w = &desk.w;
    let title = kind(&desk, &message.kind);
    render(&MessagePage {
        page: desk.page(title, Tab::Messages),
        base: desk.href(""),
        row: row(&desk, &people, &Envelope::from(&message), app.means.now()),
        person: message.participant,
        paragraphs: paragraphs(&marked(&desk, &message.text)),
        tries: attempts.iter().map(|a| tried(&desk, a)).collect(),
        may_try: mail::may_try_again(&message, app.means.now()),
        doubtful: message.in_doubt_at.is_some(),
        done: told.done == "again",
        dir: i18n::dir(&message.language),
        subject: message.subject,
        lang: if message.language.is_empty() {
            w.lang().to_owned()
        } else {
            message.language
        },
    })
}

async fn find(app: &App, desk: &Desk, id: &str) -> Result<outbox::Model> {
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    let found = messages::find(&app.db.read, &desk.face, id).await?;
    found.ok_or(Error::NotFound)
}

/// Nobody but the recipient gets a working link: here its place is shown.
pub(super) fn marked(desk: &Desk, text: &str) -> String {
    text.replace(ACT, &desk.w.t("desk-message-their-link"))
        .replace(STOP, &desk.w.t("desk-message-their-stop-link"))
        .replace(CODE, &desk.w.t("desk-message-their-code"))
}

pub(super) fn paragraphs(text: &str) -> Vec<Vec<String>> {
    text.split("\n\n")
        .map(|part| part.lines().map(str::to_owned).collect())
        .filter(|lines: &Vec<String>| !lines.is_empty())
        .collect()
}

fn tried(desk: &Desk, attempt: &attempt::Model) -> Try {
    let key = format!("desk-phase-{}", attempt.phase);
    Try {
        at: desk.w.moment(attempt.at, desk.zone()),
        phase: if desk.w.has(&key) {
            desk.w.t(&key)
        } else {
            attempt.phase.clone()
        },
        code: attempt
            .code
            .map(|code| code.to_string())
            .unwrap_or_default(),
    }
}

async fn again(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let message = find(&app, &desk, &id).await?;
    let txn = db::begin_write(&app.db).await?;
    // A second press finds the message waiting or sent already, and sees the same page.
    let _ = try_again(&txn, &app.means, desk.by.organiser.id, &message).await?;
    txn.commit().await?;
    app.wake.notify_one();
    let to = desk.href(&format!("/messages/{}?done=again", message.id));
    Ok(Redirect::to(&to).into_response())
}
