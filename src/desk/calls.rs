//! The list of calls: each person no message reaches, what to read aloud to them, and what came of the call.
//!
//! A number is shown only in the answer to a form, and noted, as on the person's page. Ticking a call off holds for what
//! the organiser had before them: news that came while they were on the phone stays on the list.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use entity::note;
use entity::shared::{NoteKind, Role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;
use uuid::Uuid;

use super::details::show_details;
use super::opened::{Opened, Place};
use super::snapshot::Snapshot;
use super::timeline::name_or;
use super::to_call::{self, ByHand, Call, News};
use super::{acting, find_person};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::i18n::{Arg, Html};
use crate::organiser::{SignedIn, names_on};
use crate::people::{self, by_phone, name, notes};
use crate::web::paging::{Paging, ROWS};
use crate::web::{Error, Form, Page, Result, Routes, render};
use crate::{db, submission};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/calls", show)
        .post("/desk/{slug}/calls/number", show_number)
        .post("/desk/{slug}/people/{id}/told", called)
        .post("/desk/{slug}/people/{id}/told/undo", take_back)
}

struct Row {
    id: Uuid,
    name: String,
    /// What the buttons call the person.
    called: String,
    /// What to read aloud.
    say: Vec<Html>,
    since: String,
    /// Somebody tried and did not reach them.
    tried: Option<Html>,
    /// We hold a number: it is shown on asking.
    reachable: bool,
    /// Their number, where it was asked for.
    number: Option<String>,
    /// Where their answer to an invitation to meet is written down.
    meet: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/calls.html")]
struct CallsPage {
    page: Page,
    base: String,
    nonce: String,
    /// What the organiser sees now: news after it stays on the list.
    as_of: String,
    rows: Vec<Row>,
    paging: Paging,
    /// What was noted a moment ago.
    noted: Option<Noted>,
    /// A call that was noted is taken back.
    undone: bool,
    /// Who is not called, because somebody brings them the invitation.
    by_hand: Vec<Html>,
}

/// A call that was noted, and can be taken back.
struct Noted {
    what: Html,
    person: Uuid,
    note: Uuid,
    told_before: String,
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
    /// The note that was made.
    #[serde(default)]
    noted: String,
    /// Until when the person was told before it.
    #[serde(default)]
    before: String,
    #[serde(default)]
    undone: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let mut template = page(&app, &desk, &asked.page, None).await?;
    template.noted = find_noted(&app, &desk, &asked).await?;
    if asked.undone == "yes" {
        template.undone = true;
    }
    render(&template)
}

/// Finds the call that was noted a moment ago, if it is this organiser's and still there.
async fn find_noted(app: &App, desk: &Desk, asked: &Asked) -> Result<Option<Noted>> {
    let Ok(id) = Uuid::parse_str(&asked.noted) else {
        return Ok(None);
    };
    let row = note::Entity::find_by_id(id)
        .filter(note::Column::Chain.eq(desk.face.chain.id))
        .filter(note::Column::Organiser.eq(desk.by.organiser.id))
        .one(&app.db.read)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let person = find_person(&app.db.read, &desk.face, row.participant).await?;
    let called = person.as_ref().map_or("", people::first_name);
    let called = name_or(desk, called);
    let key = format!("calls-noted-{}", row.kind.as_str());
    Ok(desk.w.has(&key).then(|| Noted {
        what: desk.w.html(&key, &[("person", &called)]),
        person: row.participant,
        note: row.id,
        told_before: asked.before.clone(),
    }))
}

/// Lists the calls of a chain.
pub(super) async fn list(app: &App, desk: &Desk) -> Result<Vec<Call>> {
    let conn = &app.db.read;
    let snapshot = Snapshot::load(conn, &desk.face, app.means.now()).await?;
    Ok(to_call::list(conn, &desk.face, &snapshot).await?)
}

async fn page(
    app: &App,
    desk: &Desk,
    number: &str,
    shown: Option<(Uuid, String)>,
) -> Result<CallsPage> {
    let conn = &app.db.read;
    let snapshot = Snapshot::load(conn, &desk.face, app.means.now()).await?;
    let calls = to_call::list(conn, &desk.face, &snapshot).await?;
    let by_hand = to_call::list_by_hand(conn, &desk.face, &snapshot).await?;
    let all = u64::try_from(calls.len()).unwrap_or(u64::MAX);
    let paging = Paging::new(number.parse().ok(), all, &desk.href("/calls"), &[]);
    let skip = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let take = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let calls: Vec<&Call> = calls.iter().skip(skip).take(take).collect();
    let tries = tries(app, desk, &calls).await?;
    let people = people::find_all(conn, calls.iter().map(|call| call.person)).await?;
    let row = |call: &&Call| {
        let shown = shown.as_ref().filter(|(id, _)| *id == call.person);
        let person = people.get(&call.person);
        let meet = call.news().into_iter().find_map(|news| news.gathering);
        Row {
            id: call.person,
            name: call.name.clone(),
            called: name::first(&call.name).to_owned(),
            say: say(desk, call),
            since: desk.w.short_date(call.since, desk.zone()),
            tried: tries.get(&call.person).cloned(),
            reachable: person.is_some_and(|person| person.phone.is_some()),
            number: shown.map(|(_, number)| number.clone()),
            meet: meet.map(|id| desk.href(&format!("/gatherings/{id}"))),
        }
    };
    Ok(CallsPage {
        page: desk.page(desk.w.t("calls-title"), Tab::Calls),
        base: desk.href(""),
        nonce: app.means.sources.token(),
        as_of: app.means.now().to_rfc3339(),
        rows: calls.iter().map(row).collect(),
        paging,
        noted: None,
        undone: false,
        by_hand: by_hand.iter().map(|one| in_hands(desk, one)).collect(),
    })
}

/// Says who brings somebody their invitation.
fn in_hands(desk: &Desk, one: &ByHand) -> Html {
    let by = name_or(desk, &one.by);
    desk.w
        .html("calls-by-hand-one", &[("name", &one.name), ("by", &by)])
}

/// Puts everything a person is told into words to read aloud. The other person is called by their first name only.
pub(super) fn say(desk: &Desk, call: &Call) -> Vec<Html> {
    let called = name::first(&call.name);
    let news = call.news();
    news.iter()
        .map(|news| in_words(desk, called, news))
        .collect()
}

fn in_words(desk: &Desk, called: &str, news: &News) -> Html {
    let w = desk.w;
    let other = match (news.when, news.other.as_str()) {
        (Some(_), place) => place.to_owned(),
        (None, "") => w.t("somebody"),
        (None, other) => name::first(other).to_owned(),
    };
    let when = news.when.map(|at| w.moment(at, desk.zone()));
    let args: &[(&'static str, &dyn Arg)] = &[
        ("person", &called),
        ("other", &other),
        ("host", &desk.face.host.name),
        ("topic", &desk.face.words.topic),
        ("when", &when.unwrap_or_default()),
    ];
    let key = format!("calls-tell-{}", news.tell.as_str());
    let quiet = format!("{key}-quiet");
    let is_quiet = desk.face.chain.sensitive && w.has(&quiet);
    w.html(if is_quiet { &quiet } else { &key }, args)
}

/// Finds the last try at each call that did not reach anybody.
async fn tries(app: &App, desk: &Desk, calls: &[&Call]) -> Result<BTreeMap<Uuid, Html>> {
    let since: BTreeMap<Uuid, DateTime<Utc>> =
        calls.iter().map(|call| (call.person, call.since)).collect();
    let rows = note::Entity::find()
        .filter(note::Column::Participant.is_in(since.keys().copied()))
        .filter(note::Column::Kind.is_in([NoteKind::NoAnswer, NoteKind::LeftMessage]))
        .order_by_asc(note::Column::At)
        .all(&app.db.read)
        .await?;
    let by = rows.iter().map(|row| row.organiser);
    let names = names_on(&app.db.read, &desk.face.chain, by).await?;
    let fresh = rows
        .iter()
        .filter(|row| since.get(&row.participant).is_some_and(|at| *at <= row.at));
    let tell = |row: &note::Model| {
        let organiser = names.get(&row.organiser).unwrap_or(&desk.face.host.name);
        let when = desk.w.moment(row.at, desk.zone());
        let key = format!("calls-tried-{}", row.kind.as_str());
        let told = desk
            .w
            .html(&key, &[("organiser", organiser), ("when", &when)]);
        (row.participant, told)
    };
    Ok(fresh.map(tell).collect())
}

/// Shows one number in the answer to a form, and notes that it was shown.
async fn show_number(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let id = Uuid::parse_str(form.value("person")).map_err(|_| Error::NotFound)?;
    let person = find_person(&app.db.read, &desk.face, id).await?;
    let person = person.filter(|person| person.erased_at.is_none());
    let person = person.ok_or(Error::NotFound)?;
    let txn = db::begin_write(&app.db).await?;
    let details = show_details(&txn, &app.means, desk.by.organiser.id, &person).await?;
    txn.commit().await?;
    let shown = Some((person.id, details.phone.unwrap_or_default()));
    render(&page(&app, &desk, form.value("page"), shown).await?)
}

/// Notes how a call went. Only who was reached leaves the list.
async fn called(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    form: Form,
) -> Result<Response> {
    let found = Opened::load(&app, by, &slug, &id).await?;
    let (means, by) = (&app.means, found.by());
    let to = match form.value("page") {
        "" | "1" => found.desk.href("/calls"),
        page => format!(
            "{}?page={}",
            found.desk.href("/calls"),
            page.parse::<u64>().unwrap_or(1)
        ),
    };
    let txn = db::begin_write(&app.db).await?;
    let again = submission::find(&txn, by, form.value("nonce"))
        .await?
        .is_some();
    if found.person.erased_at.is_some() || again {
        return Ok(Redirect::to(&to).into_response());
    }
    let outcome = match form.value("outcome") {
        "no_answer" => NoteKind::NoAnswer,
        "left_message" => NoteKind::LeftMessage,
        _ => NoteKind::Talked,
    };
    let before = notes::find_newest(&txn, by, found.person.id).await?;
    notes::add(&txn, means, by, &found.person, outcome, "").await?;
    let noted = notes::find_newest(&txn, by, found.person.id).await?;
    if outcome == NoteKind::Talked {
        let seen = seen_at(&form, means.now());
        acting::tell(&txn, means, by, &found.person, seen).await?;
    }
    submission::keep(&txn, &means.sources, by, form.value("nonce"), &to).await?;
    txn.commit().await?;
    let to = match noted.filter(|id| before != Some(*id)) {
        Some(id) => {
            let join = if to.contains('?') { '&' } else { '?' };
            let before = found.person.told_at.map_or(0, |at| at.timestamp_micros());
            format!("{to}{join}noted={id}&before={before}")
        }
        None => to,
    };
    Ok(Redirect::to(&to).into_response())
}

/// Takes back a call that was noted by mistake: the note goes, and the person is on the list as before.
async fn take_back(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    form: Form,
) -> Result<Response> {
    let found = Opened::load(&app, by, &slug, &id).await?;
    let note = Uuid::parse_str(form.value("note")).map_err(|_| Error::NotFound)?;
    let txn = db::begin_write(&app.db).await?;
    let told = notes::find_kind(&txn, note).await? == Some(NoteKind::Talked);
    if !notes::remove(&txn, &app.means, found.by(), &found.person, note).await? {
        return Ok(Redirect::to(&found.desk.href("/calls")).into_response());
    }
    if told {
        let before = form.value("told_before").parse().ok().filter(|at| *at > 0);
        let before = before.and_then(DateTime::from_timestamp_micros);
        by_phone::untell(&txn, found.person.id, before).await?;
    }
    txn.commit().await?;
    Ok(Redirect::to(&found.desk.href("/calls?undone=yes")).into_response())
}

/// Returns as of when the organiser told: the moment their page was drawn, never later than now.
fn seen_at(form: &Form, now: DateTime<Utc>) -> DateTime<Utc> {
    let seen = DateTime::parse_from_rfc3339(form.value("as_of"));
    seen.map_or(now, |at| at.to_utc().min(now))
}
