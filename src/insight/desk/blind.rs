//! Several people sort the same points without seeing one another: the samples, and taking one.
//!
//! No page here shows what somebody said to another person before that one can change nothing any more; see
//! [`blind::Sample::may_see`].

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use serde::Deserialize;
use uuid::Uuid;

use super::{Room, RoomLink, id_of, rooms, status_of};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::insight::blind::{self, NoSample, Part, SIZES, Sample};
use crate::organiser::{self, SignedIn};
use crate::web::paging::Paging;
use crate::web::{Error, Form, Page, Result, Routes, render_with};
use crate::{db, submission};

mod close;
mod mine;
mod outcome;
mod sample;
mod settle;
mod sort;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/blind", show)
        .post("/desk/{slug}/blind", take)
        .merge(sample::routes())
        .merge(sort::routes())
        .merge(mine::routes())
        .merge(close::routes())
        .merge(settle::routes())
}

/// What a page may have to say about what just happened, and the keys of the words.
const NOTES: [(&str, &str); 13] = [
    ("taken", "blind-note-taken"),
    ("gone", "blind-note-gone"),
    ("left", "blind-note-left"),
    ("done", "blind-note-done"),
    ("over", "blind-note-over"),
    ("late", "blind-note-late"),
    ("closed", "blind-note-closed"),
    ("closed-before", "blind-note-closed-before"),
    ("settled", "blind-note-settled"),
    ("settled-before", "blind-note-settled-before"),
    ("not-yet", "blind-note-not-yet"),
    ("same", "blind-note-same"),
    ("same-before", "blind-note-same-before"),
];

/// What is kept in the address: what just happened, and after which point one goes on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    page: String,
    note: String,
    after: String,
}

impl Wanted {
    fn note_key(&self) -> Option<&'static str> {
        let found = NOTES.iter().find(|(name, _)| *name == self.note);
        found.map(|(_, key)| *key)
    }
}

/// What people of the team are called.
struct Names {
    names: BTreeMap<Uuid, String>,
    left: String,
}

impl Names {
    async fn load(app: &App, desk: &Desk, ids: impl IntoIterator<Item = Uuid>) -> Result<Self> {
        let names = organiser::names_on(&app.db.read, &desk.face.chain, ids).await?;
        let left = desk.w.t("blind-left-the-team");
        Ok(Self { names, left })
    }

    fn of(&self, id: Uuid) -> String {
        self.names.get(&id).unwrap_or(&self.left).clone()
    }
}

/// Opens a sample for somebody who may sort.
async fn open(app: &App, by: SignedIn, slug: &str, id: &str) -> Result<(Desk, Sample)> {
    open_as(Role::Coder, app, by, slug, id).await
}

/// Opens a sample for somebody whose role includes another.
async fn open_as(
    needed: Role,
    app: &App,
    by: SignedIn,
    slug: &str,
    id: &str,
) -> Result<(Desk, Sample)> {
    let desk = Desk::open(app, by, slug, needed).await?;
    let found = blind::find(&app.db.read, desk.face.chain.id, id_of(id)?).await?;
    Ok((desk, found.ok_or(Error::NotFound)?))
}

/// Returns the address of a sample, or of a page below it.
fn href(desk: &Desk, sample: &Sample, below: &str) -> String {
    desk.href(&format!("/blind/{}{below}", sample.row.id))
}

fn lead(to: &str) -> Response {
    Redirect::to(to).into_response()
}

/// The first words of a point.
fn beginning(text: &str) -> String {
    const SHOWN: usize = 200;
    let mut told: String = text.chars().take(SHOWN).collect();
    if told.len() < text.len() {
        told.push('…');
    }
    told
}

/// A sample in the list.
struct Row {
    href: String,
    points: usize,
    by: String,
    at: String,
    /// Names of those who are done.
    done: Vec<String>,
    /// Who is under way, and how many points they sorted.
    under_way: Vec<(String, usize)>,
    part: Part,
    answered: usize,
    closed: bool,
    may_see: bool,
}

#[derive(Template)]
#[template(path = "insight/blind.html")]
struct ListPage {
    page: Page,
    form: Form,
    rooms: Vec<RoomLink>,
    refused: Option<NoSample>,
    points: usize,
    rows: Vec<Row>,
    paging: Paging,
    action: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let form = Form::filled([("nonce", app.means.sources.token())]);
    list_page(&app, &desk, form, &wanted).await
}

async fn list_page(app: &App, desk: &Desk, form: Form, wanted: &Wanted) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let action = desk.href("/blind");
    let all = blind::count(conn, chain).await?;
    let paging = Paging::new(wanted.page.parse().ok(), all, &action, &[]);
    let samples = blind::list(conn, chain, &paging).await?;
    let people = samples
        .iter()
        .flat_map(|s| s.begun().into_iter().chain([s.row.made_by]));
    let names = Names::load(app, desk, people.collect::<Vec<_>>()).await?;
    let may = blind::may_take(conn, chain).await?;
    let mut page = desk.page(desk.w.t("blind-title"), Tab::Themes);
    let status = status_of(&mut page, &form);
    let template = ListPage {
        page,
        form,
        rooms: rooms(desk, Room::Blind),
        refused: may.err(),
        points: may.unwrap_or_default(),
        rows: samples.iter().map(|s| row(desk, s, &names)).collect(),
        paging,
        action,
    };
    render_with(status, &template)
}

fn row(desk: &Desk, sample: &Sample, names: &Names) -> Row {
    let me = desk.by.organiser.id;
    let under_way = sample.under_way().into_iter();
    Row {
        href: href(desk, sample, ""),
        points: sample.points.len(),
        by: names.of(sample.row.made_by),
        at: desk.w.moment(sample.row.made_at, desk.zone()),
        done: sample.done.keys().map(|id| names.of(*id)).collect(),
        under_way: under_way
            .map(|id| (names.of(id), sample.answered(id)))
            .collect(),
        part: sample.part(me),
        answered: sample.answered(me),
        closed: sample.row.closed_at.is_some(),
        may_see: sample.may_see(me),
    }
}

/// Takes a sample; the same form again leads to the same one.
async fn take(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
    let size = form.value("points").parse().ok();
    let Some(size) = size.filter(|size| SIZES.contains(size)) else {
        form.fail("points", desk.w.t("blind-choose-points"));
        return list_page(&app, &desk, form, &Wanted::default()).await;
    };
    let nonce = form.value("nonce").to_owned();
    let txn = db::begin_write(&app.db).await?;
    if let Some(led) = submission::find(&txn, by, &nonce).await? {
        return Ok(lead(&led));
    }
    let Ok(made) = blind::take(&txn, &app.means, by, chain, size).await? else {
        drop(txn);
        form.fail("points", desk.w.t("blind-too-few"));
        return list_page(&app, &desk, form, &Wanted::default()).await;
    };
    let next = desk.href(&format!("/blind/{}?note=taken", made.id));
    submission::keep(&txn, &app.means.sources, by, &nonce, &next).await?;
    txn.commit().await?;
    Ok(lead(&next))
}
