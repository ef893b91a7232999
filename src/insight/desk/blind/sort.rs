//! Sorting a sample: one point at a time, with no sign of where it stands or of what anybody else said of it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use uuid::Uuid;

use super::{Room, RoomLink, Wanted, href, lead, open, rooms};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::blind::answers::{self, Answered};
use crate::insight::blind::{Part, Sample};
use crate::insight::choices::{self, Choice};
use crate::insight::coding;
use crate::insight::desk::about::{About, about};
use crate::insight::desk::{id_of, ids, named, status_of};
use crate::insight::points::{self, Sourced};
use crate::insight::themes::Family;
use crate::organiser::SignedIn;
use crate::web::{Error, Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/blind/{id}/sort", next)
        .get("/desk/{slug}/blind/{id}/sort/{insight}", show)
        .post("/desk/{slug}/blind/{id}/sort/{insight}", save)
}

/// Leads to the next point that has no answer of this person, or to their answers.
async fn next(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let (desk, sample) = open(&app, by, &slug, &id).await?;
    if let Some(over) = over(&desk, &sample) {
        return Ok(lead(&over));
    }
    let after: Option<Uuid> = wanted.after.parse().ok();
    let note = match wanted.note_key() {
        Some(_) => format!("?note={}", wanted.note),
        None => String::new(),
    };
    let below = match sample.next(desk.by.organiser.id, after) {
        Some(point) if after.is_some() => format!("/sort/{point}{note}#now"),
        Some(point) => format!("/sort/{point}{note}"),
        None => format!("/mine{note}"),
    };
    Ok(lead(&href(&desk, &sample, &below)))
}

/// Returns where somebody is led who can answer nothing any more.
fn over(desk: &Desk, sample: &Sample) -> Option<String> {
    let note = match sample.part(desk.by.organiser.id) {
        Part::New | Part::Begun => return None,
        Part::Late => "late",
        Part::Done | Part::Closed => "over",
    };
    Some(href(desk, sample, &format!("?note={note}")))
}

/// A point's words, and what one may tick.
#[derive(Template)]
#[template(path = "insight/blind_sort.html")]
struct SortPage {
    page: Page,
    form: Form,
    rooms: Vec<RoomLink>,
    note: Option<&'static str>,
    point: Sourced,
    about: About,
    choices: Vec<Choice>,
    place: usize,
    all: usize,
    left: usize,
    action: String,
    skip_href: String,
    mine_href: String,
    /// Number keys tick themes.
    keys: bool,
}

impl SortPage {
    fn when(&self) -> String {
        let at = self.point.recorded_at.unwrap_or(self.point.row.made_at);
        self.page.w.short_date(at, self.page.zone)
    }
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id, point)): Path<(String, String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let (desk, sample) = open(&app, by, &slug, &id).await?;
    let point = id_of(&point)?;
    let place = match place_of(&desk, &sample, point)? {
        Ok(place) => place,
        Err(instead) => return Ok(lead(&instead)),
    };
    let answer = sample.answer(desk.by.organiser.id, point);
    let ticked = answer.map_or(Vec::new(), |answer| answer.themes.0.clone());
    let family = Family::read(&app.db.read, desk.face.chain.id).await?;
    let mut filled: Vec<(&str, String)> = family
        .now_of(&ticked)
        .into_iter()
        .map(|id| ("themes", id.to_string()))
        .collect();
    if answer.is_some() && ticked.is_empty() {
        filled.push(("none", "1".to_owned()));
    }
    let at = (place, wanted.note_key());
    sort_page(&app, &desk, &sample, &family, Form::filled(filled), at).await
}

/// Finds where a point stands in the sample, or where to go instead: on, where its speaker took it out. One that never
/// was in the sample is not there.
fn place_of(
    desk: &Desk,
    sample: &Sample,
    point: Uuid,
) -> Result<std::result::Result<usize, String>> {
    let place = sample.points.iter().position(|p| p.insight == point);
    if place.is_none() && !sample.lost.contains(&point) {
        return Err(Error::NotFound);
    }
    let gone = || href(desk, sample, "/sort?note=gone");
    Ok(match over(desk, sample) {
        Some(over) => Err(over),
        None => place.ok_or_else(gone),
    })
}

async fn sort_page(
    app: &App,
    desk: &Desk,
    sample: &Sample,
    family: &Family,
    form: Form,
    (place, note): (usize, Option<&'static str>),
) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let id = sample.points[place].insight;
    let found = coding::find(conn, chain, id)
        .await?
        .ok_or(Error::NotFound)?;
    let sourced = points::with_sources(conn, chain, vec![found]).await?;
    let mut point = named(desk.w, sourced).pop().ok_or(Error::NotFound)?;
    // Where it stands is not to be seen here.
    point.themes.clear();
    let me = desk.by.organiser.id;
    let themes: Vec<_> = family.in_order().into_iter().cloned().collect();
    let mut page = desk.page(desk.w.t("blind-sort-title"), Tab::Themes);
    let status = status_of(&mut page, &form);
    let template = SortPage {
        page,
        form,
        rooms: rooms(desk, Room::Blind),
        note,
        about: about(app, desk, &point).await?,
        point,
        choices: choices::arrange(&themes, &[], &[], &BTreeMap::default()).rest,
        place: place + 1,
        all: sample.points.len(),
        left: sample.points.len() - sample.answered(me),
        action: href(desk, sample, &format!("/sort/{id}")),
        skip_href: href(desk, sample, &format!("/sort?after={id}")),
        mine_href: href(desk, sample, "/mine"),
        keys: desk.by.organiser.number_keys,
    };
    render_with(status, &template)
}

/// Reads which themes are ticked; none at all has to be said too.
fn read(desk: &Desk, form: &mut Form) -> Vec<Uuid> {
    let (ticked, none) = (ids(form, "themes"), form.has("none"));
    if ticked.is_empty() != none {
        let key = if none {
            "blind-none-or-some"
        } else {
            "blind-nothing-ticked"
        };
        form.fail("themes", desk.w.t(key));
    }
    ticked
}

async fn save(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id, point)): Path<(String, String, String)>,
    mut form: Form,
) -> Result<Response> {
    let (desk, sample) = open(&app, by, &slug, &id).await?;
    let point = id_of(&point)?;
    let ticked = read(&desk, &mut form);
    if form.is_right() {
        let txn = db::begin_write(&app.db).await?;
        let (means, by) = (&app.means, desk.by.organiser.id);
        let after = |note: &str| href(&desk, &sample, &format!("/sort?after={point}{note}"));
        match answers::answer(&txn, means, by, &sample.row, point, &ticked).await? {
            Answered::Stored => {
                txn.commit().await?;
                return Ok(lead(&after("")));
            }
            Answered::Gone => return Ok(lead(&after("&note=gone"))),
            Answered::Over(_) => return Ok(lead(&after(""))),
            Answered::ThemeGone => form.fail("themes", desk.w.t("blind-ticked-gone")),
        }
    }
    let place = match place_of(&desk, &sample, point)? {
        Ok(place) => place,
        Err(instead) => return Ok(lead(&instead)),
    };
    let family = Family::read(&app.db.read, desk.face.chain.id).await?;
    sort_page(&app, &desk, &sample, &family, form, (place, None)).await
}
