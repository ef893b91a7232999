//! The organisers' pages of what residents proposed: the list, one of them, and the three answers.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{ActionStatus, ProposalOutcome, Role, Who};
use entity::{action, insight, participant, proposal};
use sea_orm::DatabaseTransaction;
use serde::Deserialize;

use super::decide::{self, Decided, Read};
use super::{is_open, rests_on, tell};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::emails::Preview;
use crate::db;
use crate::insight::desk::{id_of, name_or_gone, status_of};
use crate::organiser::{self, SignedIn};
use crate::people;
use crate::plan::hands::desk::Reads;
use crate::plan::telling::is_silent;
use crate::plan::{self, Edited, TEXT_MAX};
use crate::web::paging::{Paging, ROWS};
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/proposals", list)
        .get("/desk/{slug}/plan/proposals/{id}", show)
        .post("/desk/{slug}/plan/proposals/{id}/take", take)
        .post("/desk/{slug}/plan/proposals/{id}/join", join)
        .post("/desk/{slug}/plan/proposals/{id}/decline", decline)
}

/// Where a proposal stands, as the ending of its words.
fn state(row: &proposal::Model) -> &'static str {
    match (row.outcome, row.taken_back_at) {
        (Some(outcome), _) => outcome.as_str(),
        (None, Some(_)) => "taken-back",
        (None, None) => "open",
    }
}

/// The name of who proposed something, or that they are gone.
fn called(desk: &Desk, person: Option<&participant::Model>) -> String {
    let name = person.map_or("", people::shown_name).to_owned();
    name_or_gone(desk.w, name)
}

#[derive(Deserialize)]
struct Wanted {
    page: Option<u64>,
}

struct Row {
    proposal: proposal::Model,
    name: String,
    day: String,
    href: String,
}

impl Row {
    fn state(&self) -> &'static str {
        state(&self.proposal)
    }
}

#[derive(Template)]
#[template(path = "proposals/desk_list.html")]
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
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let here = desk.href("/plan/proposals");
    let paging = Paging::new(wanted.page, super::count(conn, chain).await?, &here, &[]);
    let rows = super::list(conn, chain, (paging.offset(), ROWS)).await?;
    let people = people::find_all(conn, rows.iter().map(|row| row.participant)).await?;
    let row = |proposal: proposal::Model| Row {
        name: called(&desk, people.get(&proposal.participant)),
        day: desk.w.date(proposal.made_at, desk.zone()),
        href: format!("{here}/{}", proposal.id),
        proposal,
    };
    render(&ListPage {
        page: desk.page(desk.w.t("proposals-title"), Tab::Plan),
        back: desk.href("/plan"),
        rows: rows.into_iter().map(row).collect(),
        paging,
    })
}

#[derive(Template)]
#[template(path = "proposals/desk_one.html")]
struct OnePage {
    page: Page,
    form: Form,
    back: String,
    here: String,
    proposal: proposal::Model,
    name: String,
    person_href: String,
    day: String,
    /// The points it rests on.
    points: Vec<insight::Model>,
    /// The actions it can be joined to.
    actions: Vec<action::Model>,
    /// Who decided, and when.
    decided: Option<(String, String)>,
    /// The action it became part of, with its page while it stands.
    became: Option<(String, Option<String>)>,
    /// No message reaches them.
    silent: bool,
    /// The message they would get.
    reads: Vec<Reads>,
}

impl OnePage {
    fn state(&self) -> &'static str {
        state(&self.proposal)
    }
}

async fn find(app: &App, desk: &Desk, id: &str) -> Result<proposal::Model> {
    let found = super::find(&app.db.read, desk.face.chain.id, id_of(id)?).await?;
    found.ok_or(Error::NotFound)
}

/// What would be told, to be looked at before it is decided.
type Look<'a> = Option<(ProposalOutcome, &'a str)>;

async fn one_page(
    app: &App,
    desk: &Desk,
    row: proposal::Model,
    form: Form,
    look: Look<'_>,
) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let person = people::find(conn, row.participant).await?;
    let decided = match row.decided_by.zip(row.decided_at) {
        Some((by, at)) => {
            let names = organiser::names_on(conn, &desk.face.chain, [by]).await?;
            let name = names.get(&by).cloned();
            let name = name.unwrap_or_else(|| desk.w.t("desk-an-organiser"));
            Some((name, desk.w.date(at, desk.zone())))
        }
        None => None,
    };
    let became = match row.action {
        Some(id) => plan::find(conn, chain, id).await?,
        None => None,
    };
    let became = became.map(|action| {
        let href = desk.href(&format!("/plan/actions/{}", action.id));
        (action.towards, action.removed_at.is_none().then_some(href))
    });
    let actions = if is_open(&row) {
        plan::list(conn, chain).await?
    } else {
        Vec::new()
    };
    let reached = person.as_ref().filter(|person| !is_silent(person));
    let reads = reached.zip(look).map(|(person, decision)| {
        let draft = tell::told(&desk.face, person, "", decision, String::new());
        Reads::of(desk, Preview::of(person, draft))
    });
    let mut page = desk.page(desk.w.t("proposal-title"), Tab::Plan);
    let status = status_of(&mut page, &form);
    let template = OnePage {
        page,
        form,
        back: desk.href("/plan/proposals"),
        here: desk.href(&format!("/plan/proposals/{}", row.id)),
        name: called(desk, person.as_ref()),
        person_href: desk.href(&format!("/people/{}", row.participant)),
        day: desk.w.date(row.made_at, desk.zone()),
        points: rests_on(conn, &row).await?,
        actions,
        decided,
        became,
        silent: reached.is_none(),
        reads: reads.into_iter().collect(),
        proposal: row,
    };
    render_with(status, &template)
}

/// Fills the form with the person's own words.
fn filled(row: &proposal::Model) -> Form {
    Form::filled([
        ("now", row.now.clone()),
        ("towards", row.towards.clone()),
        ("who", row.who.map_or("", Who::as_str).to_owned()),
        ("edition", row.edition.to_string()),
    ])
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let row = find(&app, &desk, &id).await?;
    let form = filled(&row);
    one_page(&app, &desk, row, form, None).await
}

/// Shows a page again whose form was not right or is looked at, with the person's words where the form had none.
async fn again(
    app: &App,
    desk: &Desk,
    row: proposal::Model,
    mut form: Form,
    look: Look<'_>,
) -> Result<Response> {
    let stands = filled(&row);
    for name in ["now", "towards", "who"] {
        if !form.has(name) {
            form.set(name, stands.value(name));
        }
    }
    one_page(app, desk, row, form, look).await
}

fn wants_look(form: &Form) -> bool {
    form.value("do") == "look"
}

/// The proposal as the organiser read it when they decided.
fn read<'a>(row: &'a proposal::Model, form: &Form) -> Read<'a> {
    Read {
        proposal: row,
        edition: form.value("edition").parse().unwrap_or(0),
    }
}

/// Ends a decision. What the person changed meanwhile is shown before anything is decided.
async fn end(
    app: &App,
    desk: &Desk,
    row: &proposal::Model,
    (txn, decided): (DatabaseTransaction, Decided),
    mut form: Form,
) -> Result<Response> {
    match decided {
        Decided::Done => {
            txn.commit().await?;
            app.wake.notify_one();
        }
        Decided::Full => {
            txn.rollback().await?;
            form.fail("towards", desk.w.t("action-too-many"));
            return again(app, desk, row.clone(), form, None).await;
        }
        Decided::Meanwhile => {
            txn.rollback().await?;
            let now = super::find(&app.db.read, row.chain, row.id).await?;
            if let Some(now) = now.filter(is_open) {
                form.set("edition", now.edition.to_string());
                form.fail("words", desk.w.t("proposal-meanwhile"));
                return again(app, desk, now, form, None).await;
            }
        }
    }
    let here = desk.href(&format!("/plan/proposals/{}", row.id));
    Ok(Redirect::to(&here).into_response())
}

type Place = Path<(String, String)>;

async fn take(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let row = find(&app, &desk, &id).await?;
    let w = &desk.w;
    let now = form.required(w, "now", "action-now-missing", TEXT_MAX);
    let towards = form.required(w, "towards", "action-towards-missing", TEXT_MAX);
    let who = Who::parse(form.value("who"));
    if who.is_none() {
        form.fail("who", w.t("action-who-missing"));
    }
    let Some(who) = who.filter(|_| form.is_right()) else {
        return again(&app, &desk, row, form, None).await;
    };
    if wants_look(&form) {
        let look = Some((ProposalOutcome::Taken, ""));
        return again(&app, &desk, row, form, look).await;
    }
    let new = Edited {
        now,
        towards,
        who,
        owner: String::new(),
        by_when: None,
        measure: String::new(),
        status: ActionStatus::Proposed,
        reason: String::new(),
        cost: None,
    };
    let txn = db::begin_write(&app.db).await?;
    let read = read(&row, &form);
    let by = desk.by.organiser.id;
    let done = decide::take(&txn, &app.means, &desk.face, by, read, new).await?;
    end(&app, &desk, &row, (txn, done), form).await
}

async fn join(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let row = find(&app, &desk, &id).await?;
    let txn = db::begin_write(&app.db).await?;
    let action = match form.value("action").parse() {
        Ok(id) => plan::find(&txn, row.chain, id).await?,
        Err(_) => None,
    };
    let Some(action) = action.filter(|action| action.removed_at.is_none()) else {
        txn.rollback().await?;
        form.fail("action", desk.w.t("proposal-join-missing"));
        return again(&app, &desk, row, form, None).await;
    };
    if wants_look(&form) {
        txn.rollback().await?;
        let look = Some((ProposalOutcome::Joined, ""));
        return again(&app, &desk, row, form, look).await;
    }
    let read = read(&row, &form);
    let by = desk.by.organiser.id;
    let done = decide::join(&txn, &app.means, &desk.face, by, read, &action).await?;
    end(&app, &desk, &row, (txn, done), form).await
}

async fn decline(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let row = find(&app, &desk, &id).await?;
    let reason = form.required(&desk.w, "reason", "proposal-reason-missing", TEXT_MAX);
    let look = wants_look(&form).then_some((ProposalOutcome::Declined, reason.as_str()));
    if look.is_some() || !form.is_right() {
        let look = look.filter(|_| form.is_right());
        return again(&app, &desk, row, form, look).await;
    }
    let txn = db::begin_write(&app.db).await?;
    let read = read(&row, &form);
    let by = desk.by.organiser.id;
    let done = decide::decline(&txn, &app.means, &desk.face, by, read, &reason).await?;
    end(&app, &desk, &row, (txn, done), form).await
}
