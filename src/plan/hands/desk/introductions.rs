//! All introductions of a chain, and one of them. Who of two said yes or no is not told here either.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use entity::shared::{IntroductionEnded, Role};
use entity::{introduction, participant};
use serde::Deserialize;
use uuid::Uuid;

use super::called;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::desk::id_of;
use crate::organiser::SignedIn;
use crate::people;
use crate::plan::hands::introductions as rules;
use crate::web::paging::{Paging, ROWS};
use crate::web::{Error, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/hands/introductions", list)
        .get("/desk/{slug}/plan/hands/introductions/{id}", show)
        .post(
            "/desk/{slug}/plan/hands/introductions/{id}/take-back",
            take_back,
        )
}

/// Returns the key of where an introduction is, as organisers are told: nothing by which one of the two could be known.
fn standing(row: &introduction::Model, now: DateTime<Utc>) -> &'static str {
    let over = row.ended_at.is_some() || row.expires_at <= now;
    match (over, row.made_at.is_some(), row.ended_why) {
        (true, true, _) => "introduced-ended",
        (true, false, Some(IntroductionEnded::TakenBack)) => "introduced-taken-back",
        (true, false, _) => "introduced-not",
        (false, true, _) => "introduced-made",
        (false, false, _) => "introduced-waiting",
    }
}

struct Person {
    name: String,
    href: String,
    /// No message reaches them: somebody asks them by phone or letter, and writes their answer for them.
    silent: bool,
}

struct Row {
    two: Vec<Person>,
    standing: &'static str,
    day: String,
    href: String,
}

fn two(
    desk: &Desk,
    people: &BTreeMap<Uuid, participant::Model>,
    row: &introduction::Model,
) -> Vec<Person> {
    let person = |id: Uuid| {
        let found = people.get(&id);
        let silent = |p: &participant::Model| p.email.is_none() || p.bounced_at.is_some();
        Person {
            name: called(desk, found.map_or("", people::shown_name)),
            href: desk.href(&format!("/people/{id}")),
            silent: found.is_some_and(silent),
        }
    };
    vec![person(row.one), person(row.other)]
}

#[derive(Deserialize)]
struct Wanted {
    page: Option<u64>,
}

#[derive(Template)]
#[template(path = "hands/desk_introductions.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
    paging: Paging,
    back: String,
}

async fn list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let all = rules::count(conn, chain).await?;
    let here = desk.href("/plan/hands/introductions");
    let paging = Paging::new(wanted.page, all, &here, &[]);
    let found = rules::list(conn, chain, (paging.offset(), ROWS)).await?;
    let ids = found.iter().flat_map(|row| [row.one, row.other]);
    let people = people::find_all(conn, ids).await?;
    let row = |row: &introduction::Model| Row {
        two: two(&desk, &people, row),
        standing: standing(row, app.means.now()),
        day: desk.w.date(row.proposed_at, desk.zone()),
        href: format!("{here}/{}", row.id),
    };
    render(&ListPage {
        page: desk.page(desk.w.t("introductions-desk-title"), Tab::Plan),
        rows: found.iter().map(row).collect(),
        paging,
        back: desk.href("/plan/hands"),
    })
}

#[derive(Template)]
#[template(path = "hands/desk_introduction.html")]
struct OnePage {
    page: Page,
    two: Vec<Person>,
    standing: &'static str,
    why: String,
    day: String,
    ends: String,
    live: bool,
    here: String,
    back: String,
}

impl OnePage {
    fn is_waiting(&self) -> bool {
        self.standing == "introduced-waiting"
    }
}

type Place = Path<(String, String)>;

async fn find(app: &App, desk: &Desk, id: &str) -> Result<introduction::Model> {
    rules::find(&app.db.read, desk.face.chain.id, id_of(id)?)
        .await?
        .ok_or(Error::NotFound)
}

async fn show(State(app): State<App>, by: SignedIn, Path((slug, id)): Place) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let row = find(&app, &desk, &id).await?;
    let people = people::find_all(&app.db.read, [row.one, row.other]).await?;
    let back = desk.href("/plan/hands/introductions");
    render(&OnePage {
        page: desk.page(desk.w.t("introduction-desk-title"), Tab::Plan),
        two: two(&desk, &people, &row),
        standing: standing(&row, app.means.now()),
        day: desk.w.date(row.proposed_at, desk.zone()),
        ends: desk.w.date(row.expires_at, desk.zone()),
        live: row.ended_at.is_none() && row.expires_at > app.means.now(),
        here: format!("{back}/{}", row.id),
        back,
        why: row.why,
    })
}

async fn take_back(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let row = find(&app, &desk, &id).await?;
    let txn = db::begin_write(&app.db).await?;
    rules::take_back(&txn, &app.means, desk.by.organiser.id, &row).await?;
    txn.commit().await?;
    let below = format!("/plan/hands/introductions/{}", row.id);
    Ok(Redirect::to(&desk.href(&below)).into_response())
}
