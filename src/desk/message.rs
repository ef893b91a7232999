//! The pages of a chain's messages: the list, one message, and trying it again.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::{attempt, outbox, participant};
use serde::Deserialize;
use uuid::Uuid;

use super::instead::{self, try_again};
use super::messages::{self, Delivery, Envelope, Narrowed};
use super::replies;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::i18n::{self, Html};
use crate::mail::{self, ACT, CODE, MailKind, QUIETLY, STOP};
use crate::organiser::{SignedIn, audit};
use crate::people;
use crate::web::paging::Paging;
use crate::web::{Error, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/messages", list)
        .get("/desk/{slug}/messages/{id}", show)
        .post("/desk/{slug}/messages/let-go", let_go)
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
    /// It can be chosen to be tried again.
    may_try: bool,
}

struct Choice {
    value: &'static str,
    label: String,
    chosen: bool,
}

/// A state with how many messages are in it, and the address that shows only those.
struct Count {
    label: String,
    n: u64,
    href: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "desk/messages.html")]
struct MessagesPage {
    page: Page,
    base: String,
    name: String,
    state: &'static str,
    /// The newest answers nobody has read yet, and how many there are in all.
    answers: Vec<replies::Row>,
    unread: u64,
    narrowed: bool,
    counts: Vec<Count>,
    kinds: Vec<Choice>,
    rows: Vec<Row>,
    nonce: String,
    /// How many of the first invitations wait to be looked at, and whether they were let go just now.
    first: u64,
    let_go: bool,
    /// What became of a try to send several again.
    told: Option<String>,
    paging: Paging,
}

impl MessagesPage {
    /// Tells whether a message of this page can be ticked.
    fn may_try(&self) -> bool {
        self.rows.iter().any(|row| row.may_try)
    }
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    name: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    page: String,
    /// How many were tried again just now, and how many could not be.
    #[serde(default)]
    tried: Option<usize>,
    #[serde(default)]
    left: usize,
    #[serde(default)]
    done: String,
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
    let narrowed = narrow(&app, &desk, &asked).await?;
    let base = desk.href("/messages");
    let state = narrowed.delivery.map_or("", Delivery::as_str);
    let kind = narrowed.kind.map_or("", MailKind::as_str);
    let kept = [
        ("name", asked.name.as_str()),
        ("state", state),
        ("kind", kind),
    ];
    let all = messages::count(conn, face, &narrowed).await?;
    let paging = Paging::new(asked.page.parse().ok(), all, &base, &kept);
    let found = messages::list(conn, face, &narrowed, paging.offset()).await?;
    let people = people::find_all(conn, found.iter().filter_map(|m| m.participant)).await?;
    let now = app.means.now();
    render(&MessagesPage {
        page: desk.page(desk.w.t("desk-messages-title"), Tab::Messages),
        counts: counts(&app, &desk, &narrowed, &asked.name).await?,
        kinds: kinds(&app, &desk, narrowed.kind).await?,
        rows: found.iter().map(|m| row(&desk, &people, m, now)).collect(),
        answers: replies::list_newest(&app, &desk).await?,
        unread: replies::count_unread(conn, face).await?,
        narrowed: !kept.iter().all(|(_, value)| value.is_empty()),
        nonce: app.means.sources.token(),
        first: mail::first::count(conn, face.host.id).await?,
        let_go: asked.done == "let-go",
        told: told(&desk, &asked),
        name: asked.name,
        state,
        base,
        paging,
    })
}

/// Lets the first invitations of the host go.
async fn let_go(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let (means, by, face) = (&app.means, desk.by.organiser.id, &desk.face);
    let txn = db::begin_write(&app.db).await?;
    if mail::first::let_go(&txn, &means.sources, face.host.id).await? {
        let (act, chain) = ("host.let-go", face.chain.id);
        audit::organiser_did(&txn, means, by, act, face.host.id, chain).await?;
        txn.commit().await?;
        app.wake.notify_one();
    }
    Ok(Redirect::to(&desk.href("/messages?done=let-go")).into_response())
}

async fn narrow(app: &App, desk: &Desk, asked: &Asked) -> Result<Narrowed> {
    let people = match asked.name.trim() {
        "" => None,
        part => Some(messages::people_named(&app.db.read, &desk.face, part).await?),
    };
    Ok(Narrowed {
        delivery: Delivery::parse(&asked.state),
        people,
        kind: MailKind::parse(&asked.kind),
    })
}

/// Counts the messages in every state, under the other filters; a state without any is left out.
async fn counts(app: &App, desk: &Desk, narrowed: &Narrowed, name: &str) -> Result<Vec<Count>> {
    let base = desk.href("/messages");
    let kind = narrowed.kind.map_or("", MailKind::as_str);
    let found = messages::count_by_state(&app.db.read, &desk.face, narrowed).await?;
    let count = |state: &str, label: String, n: u64| {
        let kept = [("name", name), ("state", state), ("kind", kind)];
        Count {
            label,
            n,
            href: Paging::new(None, 0, &base, &kept).address(),
            chosen: narrowed.delivery.map_or("", Delivery::as_str) == state,
        }
    };
    let all = found.iter().map(|(_, n)| n).sum();
    let mut counts = vec![count("", desk.w.t("desk-search-any"), all)];
    for (delivery, n) in found {
        if n > 0 || narrowed.delivery == Some(delivery) {
            counts.push(count(delivery.as_str(), desk.w.t(&delivery.key()), n));
        }
    }
    Ok(counts)
}

async fn kinds(app: &App, desk: &Desk, chosen: Option<MailKind>) -> Result<Vec<Choice>> {
    let kinds = messages::list_kinds(&app.db.read, &desk.face).await?;
    let choice = |known: MailKind| Choice {
        value: known.as_str(),
        label: kind(desk, known.as_str()),
        chosen: chosen == Some(known),
    };
    Ok(kinds.into_iter().map(choice).collect())
}

/// Says what came of trying several messages again.
fn told(desk: &Desk, asked: &Asked) -> Option<String> {
    let tried = asked.tried?;
    let args: &[(&'static str, &dyn i18n::Arg)] = &[("tried", &tried), ("left", &asked.left)];
    Some(desk.w.with("messages-tried", args))
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
        may_try: m.may_be_tried(now),
        told: m.told(&desk.w, desk.zone(), bounced, now),
    }
}

/// Returns what a message is for, in words.
pub fn kind(desk: &Desk, kind: &str) -> String {
    desk.w.t(&format!("desk-mail-{kind}"))
}

struct Try {
    /// What came of it, in a sentence.
    told: Html,
    at: String,
    phase: String,
    code: String,
}

#[derive(Template)]
#[template(path = "desk/message.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing about the message; they combine freely"
)]
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
    /// The last reply of the mail server, word for word.
    said: Option<String>,
    may_try: bool,
    /// Where a reminder that waits can be undone, and when it goes out.
    undo: Option<(String, String)>,
    /// The person can get a letter instead.
    may_print: bool,
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
        said: messages::server_said(message.last_reply.as_deref()),
        tries: attempts.iter().map(|a| tried(&desk, a)).collect(),
        may_try: mail::may_try_again(&message, app.means.now()),
        undo: undo(&app, &desk, &message),
        may_print: instead::find_letter(&app, &message).await?.is_some(),
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

/// Finds where a reminder by hand can be undone, while it waits.
fn undo(app: &App, desk: &Desk, message: &outbox::Model) -> Option<(String, String)> {
    let reminds = MailKind::parse(&message.kind).is_some_and(MailKind::is_reminder);
    let by_hand = reminds && !message.idempotency_key.ends_with(QUIETLY);
    let goes = message.made_at + app.means.undo;
    let waits = by_hand && mail::is_waiting(message) && app.means.now() < goes;
    let person = message.participant.filter(|_| waits)?;
    let below = format!("/people/{person}/reminded/{}", message.id);
    Some((desk.href(&below), desk.w.time(goes, desk.zone())))
}

pub(super) async fn find(app: &App, desk: &Desk, id: &str) -> Result<outbox::Model> {
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
    let at = desk.w.moment(attempt.at, desk.zone());
    let came = match (attempt.phase.as_str(), attempt.code) {
        ("sent", _) => "sent",
        (_, Some(400..500)) => "later",
        (_, Some(500..)) => "no",
        ("body", _) => "unsure",
        _ => "unreached",
    };
    Try {
        told: desk.w.html(&format!("desk-try-{came}"), &[("moment", &at)]),
        at,
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
