//! Sending somebody a reminder: first the exact words, to whom and why, then (a second press) it waits five minutes, in
//! which it can be undone. Where no reminder may go, the page says so kindly and what helps instead.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use entity::{outbox, participant};
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::message::{marked, paragraphs};
use super::notes::waits_for;
use super::opened::{Opened, Place};
use super::timeline::name_or;
use super::together;
use crate::app::App;
use crate::chain::Face;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::emails::Preview;
use crate::conversation::remind::{self, APART, Leaving, Open, Reminded};
use crate::conversation::report;
use crate::conversation::{self as rules, Outcome};
use crate::i18n::{self, Html, Words};
use crate::mail::compose::Written;
use crate::mail::quiet::{self, Quiet};
use crate::mail::{self, suppression};
use crate::means::Means;
use crate::organiser::{SignedIn, names_on};
use crate::people;
use crate::web::{Error, Form, Page, Result, Routes, render};
use crate::{db, submission};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/people/{id}/remind", show)
        .post("/desk/{slug}/people/{id}/remind", send)
        .get("/desk/{slug}/people/{id}/reminded/{message}", sent)
        .post("/desk/{slug}/people/{id}/reminded/{message}", undo)
}

/// Why no reminder can be sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WhyNot {
    /// They were reminded as often as they may be.
    Enough,
    /// They were reminded within a day.
    JustNow,
    /// The invitation is over, or as good as.
    TooLate,
    /// Our invitation has not gone out yet.
    Unsent,
    /// They told us that something is not right.
    Reported,
    NoEmail,
    CameBack,
    /// They asked that nobody writes to them.
    AskedNot,
}

impl WhyNot {
    /// Returns the ending of the words' key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enough => "enough",
            Self::JustNow => "just-now",
            Self::TooLate => "too-late",
            Self::Unsent => "unsent",
            Self::Reported => "reported",
            Self::NoEmail => "no-email",
            Self::CameBack => "came-back",
            Self::AskedNot => "asked-not",
        }
    }
}

/// Tells why whoever has to take an open step cannot be reminded of it now; nothing when they can.
pub(super) async fn why_not(
    conn: &impl ConnectionTrait,
    means: &Means,
    open: &Open,
    actor: &participant::Model,
) -> Result<Option<WhyNot>> {
    let now = means.now();
    if open.reminders >= open.limit() {
        return Ok(Some(WhyNot::Enough));
    }
    if open.reminded_at.is_some_and(|at| now < at + APART) {
        return Ok(Some(WhyNot::JustNow));
    }
    if open.ends.is_some_and(|ends| ends <= now) {
        return Ok(Some(WhyNot::TooLate));
    }
    if actor.bounced_at.is_some() {
        return Ok(Some(WhyNot::CameBack));
    }
    if report::is_open(conn, actor.id).await? {
        return Ok(Some(WhyNot::Reported));
    }
    if remind::is_unsent(conn, open, means.now()).await? {
        return Ok(Some(WhyNot::Unsent));
    }
    let Some((address, _)) = rules::emails::reach(conn, means, actor).await? else {
        return Ok(Some(WhyNot::NoEmail));
    };
    let index = means.keys.address_index(&address);
    let shut = suppression::is_suppressed(conn, &index, now).await?;
    Ok(shut.then_some(WhyNot::AskedNot))
}

/// A message as it will be read.
pub(super) struct Shown {
    pub subject: String,
    pub paragraphs: Vec<Vec<String>>,
    pub lang: &'static str,
    pub dir: &'static str,
}

/// A message as somebody will read it, under whose name.
pub(super) struct Reads {
    pub title: Html,
    pub letter: Shown,
}

impl Reads {
    /// Shows a message that would go out. `$person` in the title's words is who reads it.
    pub fn of(desk: &Desk, key: &str, preview: Preview) -> Self {
        let called = name_or(desk, &preview.name);
        Self {
            title: desk.w.html(key, &[("person", &called)]),
            letter: Shown::of(desk, preview.letter, &preview.language),
        }
    }
}

impl Shown {
    /// Shows a message that was written in a language; the reader's own link is not shown.
    pub fn of(desk: &Desk, written: Written, language: &str) -> Self {
        let lang = Words::of(language).lang();
        Self {
            paragraphs: paragraphs(&marked(desk, &written.text)),
            subject: written.subject,
            lang,
            dir: i18n::dir(lang),
        }
    }
}

/// Writes the reminder of a step as it will be read; the person's own link is not shown.
pub(super) async fn letter(
    conn: &impl ConnectionTrait,
    desk: &Desk,
    face: &Face,
    open: &Open,
    actor: &participant::Model,
) -> Result<Option<Shown>> {
    let written = remind::preview(conn, face, open).await?;
    Ok(written.map(|written| Shown::of(desk, written, &actor.language)))
}

#[derive(Template)]
#[template(path = "desk/remind.html")]
struct RemindPage {
    page: Page,
    base: String,
    here: String,
    nonce: String,
    seen: String,
    /// Who gets it.
    actor: String,
    actor_id: Uuid,
    person: Uuid,
    waits: Html,
    days: i64,
    reminded: Line,
    why_not: Option<Html>,
    /// The words for a late hour, or a Sunday, where the chain is.
    quiet: Option<&'static str>,
    letter: Option<Shown>,
}

async fn show(State(app): State<App>, by: SignedIn, Path((slug, id)): Place) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    page(&app, &opened).await
}

async fn page(app: &App, opened: &Opened) -> Result<Response> {
    let (desk, read, now) = (&opened.desk, &app.db.read, app.means.now());
    let face = &desk.face;
    let Some(open) = remind::open_of(read, face, &opened.person, now).await? else {
        return Ok(opened.to("remind-nothing"));
    };
    let Some(actor) = people::find(read, open.actor).await? else {
        return Ok(opened.to("remind-nothing"));
    };
    let why_not = why_not(read, &app.means, &open, &actor).await?;
    let called = name_or(desk, people::first_name(&actor));
    let title = desk.w.with("remind-title", &[("person", &called)]);
    render(&RemindPage {
        page: desk.page(title, Tab::People),
        base: desk.href(""),
        here: opened.here(),
        nonce: app.means.sources.token(),
        seen: together::mark(read, opened.person.id).await?,
        actor_id: actor.id,
        person: opened.person.id,
        waits: waits_for(app, desk, &open).await?,
        days: (now - open.quiet_since).num_days(),
        reminded: reminded(app, desk, &open).await?,
        why_not: why_not.map(|why| {
            let key = format!("remind-not-{}", why.as_str());
            desk.w.html(&key, &[("person", &called)])
        }),
        quiet: quiet::why(&face.chain.rules, desk.zone(), now + app.means.undo).map(
            |why| match why {
                Quiet::Hours => "remind-quiet-hours",
                Quiet::Sunday => "remind-quiet-sunday",
            },
        ),
        letter: letter(read, desk, face, &open, &actor).await?,
        actor: called,
    })
}

/// What is said about the last reminder of a step.
pub(super) struct Line {
    pub text: Html,
    /// Where it can be undone, while it waits.
    pub undo: Option<String>,
}

/// The reminders that wait, and who sent those that went out.
pub(super) struct Reminders {
    leaving: BTreeMap<Uuid, Leaving>,
    names: BTreeMap<Uuid, String>,
}

impl Reminders {
    /// Reads what is to be said about the reminders of these steps.
    pub async fn load(app: &App, desk: &Desk, open: &[&Open]) -> Result<Self> {
        let (read, chain) = (&app.db.read, &desk.face.chain);
        let by = open.iter().filter_map(|open| open.reminded_by);
        let by: Vec<Uuid> = by.collect();
        Ok(Self {
            leaving: remind::list_leaving(read, &app.means, chain.id).await?,
            names: names_on(read, chain, by).await?,
        })
    }

    /// Says that a reminder goes out soon, or when the last went out and by whom; nothing where there was none.
    pub fn tell(&self, desk: &Desk, open: &Open, now: DateTime<Utc>) -> Option<Line> {
        let at = open.reminded_at?;
        let waits = self.leaving.get(&open.object());
        let Some(leaving) = waits.filter(|leaving| now < leaving.at) else {
            let text = reminded_by(desk, at, By::of(open, &self.names), now);
            return Some(Line { text, undo: None });
        };
        let time = desk.w.time(leaving.at, desk.zone());
        let below = format!("/people/{}/reminded/{}", open.person, leaving.message);
        Some(Line {
            text: desk.w.html("reminded-leaves", &[("time", &time)]),
            undo: Some(desk.href(&below)),
        })
    }
}

/// Says when somebody was last reminded of a step, and by whom.
pub(super) async fn reminded(app: &App, desk: &Desk, open: &Open) -> Result<Line> {
    let all = Reminders::load(app, desk, &[open]).await?;
    let never = || Line {
        text: desk.w.html("reminded-never", &[]),
        undo: None,
    };
    Ok(all.tell(desk, open, app.means.now()).unwrap_or_else(never))
}

/// Who reminded somebody.
#[derive(Clone, Copy)]
enum By<'a> {
    /// The clock.
    Itself,
    /// An organiser, with their name while they are on the team.
    Organiser(Option<&'a String>),
}

impl<'a> By<'a> {
    fn of(open: &Open, names: &'a BTreeMap<Uuid, String>) -> Self {
        match open.reminded_by {
            Some(id) => Self::Organiser(names.get(&id)),
            None => Self::Itself,
        }
    }
}

/// Puts the last reminder into words: "Reminder sent today by Asha". Of an organiser who is no
/// longer here the host's name is told.
fn reminded_by(desk: &Desk, at: DateTime<Utc>, by: By<'_>, now: DateTime<Utc>) -> Html {
    let (w, zone) = (desk.w, desk.zone());
    let (when, date) = if desk.day_of(at) == desk.day_of(now) {
        ("today", String::new())
    } else {
        ("on", w.short_date(at, zone))
    };
    let host = &desk.face.host.name;
    let (who, name) = match by {
        By::Itself => ("itself", host),
        By::Organiser(name) => ("by", name.unwrap_or(host)),
    };
    let key = format!("reminded-{when}-{who}");
    w.html(&key, &[("who", name), ("date", &date)])
}

async fn send(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    form: Form,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    let (nonce, me) = (form.value("nonce"), opened.by());
    if let Some(message) = submission::find(&app.db.read, me, nonce).await? {
        return Ok(to_sent(&opened, &message));
    }
    let (means, face) = (&app.means, &opened.desk.face);
    let open = remind::open_of(&app.db.read, face, &opened.person, means.now()).await?;
    let Some(open) = open else {
        return Ok(opened.to("remind-nothing"));
    };
    let txn = together::begin(&app, &opened, &form, None).await?;
    match remind::remind(&txn, means, face, &open, Some(me)).await? {
        Reminded::Sent { message, .. } => {
            let message = message.to_string();
            submission::keep(&txn, &means.sources, me, nonce, &message).await?;
            txn.commit().await?;
            app.wake.notify_one();
            Ok(to_sent(&opened, &message))
        }
        Reminded::MovedOn => {
            txn.rollback().await?;
            together::quicker(&app, &opened).await
        }
        Reminded::Enough { by, .. } if by.is_some_and(|by| by != me) => {
            txn.rollback().await?;
            together::quicker(&app, &opened).await
        }
        Reminded::Enough { .. } | Reminded::CannotReach => {
            txn.rollback().await?;
            Ok(Redirect::to(&format!("{}/remind", opened.here())).into_response())
        }
    }
}

fn to_sent(opened: &Opened, message: &str) -> Response {
    Redirect::to(&format!("{}/reminded/{message}", opened.here())).into_response()
}

/// What became of a reminder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It waits, and can be undone.
    Waits,
    Undone,
    /// It went out, or is going.
    Gone,
}

#[derive(Template)]
#[template(path = "desk/reminded.html")]
struct RemindedPage {
    page: Page,
    base: String,
    here: String,
    message: Uuid,
    called: String,
    time: String,
    fate: Fate,
    /// It was to be undone, and had gone out.
    too_late: bool,
}

type Of = Path<(String, String, String)>;

async fn find(app: &App, opened: &Opened, message: &str) -> Result<outbox::Model> {
    let id = Uuid::parse_str(message).map_err(|_| Error::NotFound)?;
    let row = outbox::Entity::find_by_id(id).one(&app.db.read).await?;
    let row = row.filter(|row| row.chain == Some(opened.desk.face.chain.id));
    row.ok_or(Error::NotFound)
}

async fn sent(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id, message)): Of,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    let row = find(&app, &opened, &message).await?;
    sent_page(&app, &opened, row, false).await
}

async fn sent_page(
    app: &App,
    opened: &Opened,
    row: outbox::Model,
    too_late: bool,
) -> Result<Response> {
    let desk = &opened.desk;
    let waits = mail::is_waiting(&row) && app.means.now() < row.made_at + app.means.undo;
    let fate = match (row.cancelled_at, waits) {
        (Some(_), _) => Fate::Undone,
        (None, true) => Fate::Waits,
        (None, false) => Fate::Gone,
    };
    let to = people::find_all(&app.db.read, row.participant).await?;
    let called = to.values().next().map_or("", people::first_name);
    let called = name_or(desk, called);
    let title = match fate {
        Fate::Waits => "reminded-title-waits",
        Fate::Undone => "reminded-title-undone",
        Fate::Gone => "reminded-title-gone",
    };
    render(&RemindedPage {
        page: desk.page(desk.w.with(title, &[("person", &called)]), Tab::People),
        base: desk.href(""),
        here: opened.here(),
        message: row.id,
        time: desk.w.time(row.made_at + app.means.undo, desk.zone()),
        called,
        fate,
        too_late,
    })
}

async fn undo(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id, message)): Of,
) -> Result<Response> {
    let opened = Opened::load(&app, by, &slug, &id).await?;
    let row = find(&app, &opened, &message).await?;
    let txn = db::begin_write(&app.db).await?;
    let face = &opened.desk.face;
    let done = remind::undo(&txn, &app.means, face, row.id, opened.by()).await?;
    txn.commit().await?;
    if done == Outcome::AlreadyDone && row.cancelled_at.is_none() {
        return sent_page(&app, &opened, row, true).await;
    }
    Ok(to_sent(&opened, &message))
}
