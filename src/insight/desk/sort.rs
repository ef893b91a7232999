//! Sorting: one point beside the themes, then the next.
//!
//! What was skipped comes again at the end. The last press can be taken back on every page, and the one before it then.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::insight;
use entity::shared::Role;
use serde::Deserialize;
use uuid::Uuid;

use super::about::{About, about};
use super::press::{self, LastPress};
use super::themes::one_line;
use super::{Room, RoomLink, id_of, ids, named, rooms, status_of};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::choices::{self, Choice, Choices, Suggested};
use crate::insight::coding::{self, Progress};
use crate::insight::evidence;
use crate::insight::points::{self, Sourced};
use crate::insight::steps;
use crate::insight::suggest::Sorted;
use crate::insight::themes::Family;
use crate::insight::themes::{self, NAME_MAX};
use crate::organiser::SignedIn;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

/// So many themes are shown below those used last without being folded away.
const OPEN_MAX: usize = 40;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/sort", next)
        .get("/desk/{slug}/sort/{insight}", show)
        .post("/desk/{slug}/sort/{insight}", save)
}

/// Where one is while sorting.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Round {
    after: String,
    /// Set while going through what was skipped.
    again: String,
    /// What the page has to say: one of [`NOTES`].
    note: String,
}

/// What a page may have to say, and the keys of the words.
const NOTES: [(&str, &str); 5] = [
    ("resumed", "sort-note-resumed"),
    ("gone", "sort-note-gone"),
    ("undone", "sort-note-undone"),
    ("already", "sort-note-already"),
    ("changed", "sort-note-changed"),
];

/// Returns the key of what a page has to say.
pub(super) fn note_key(note: &str) -> Option<&'static str> {
    let found = NOTES.iter().find(|(name, _)| *name == note);
    found.map(|(_, key)| *key)
}

impl Round {
    fn is_again(&self) -> bool {
        !self.again.is_empty()
    }

    /// Returns an address with what is kept of the round, and a note.
    fn keep(&self, path: &str, after: &str, note: &str) -> String {
        let again = if self.is_again() { "1" } else { "" };
        let all = [("after", after), ("again", again), ("note", note)];
        let kept: Vec<String> = all
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if kept.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", kept.join("&"))
        }
    }
}

#[derive(Template)]
#[template(path = "insight/sorted.html")]
struct EndPage {
    page: Page,
    rooms: Vec<RoomLink>,
    note: Option<&'static str>,
    last: Option<LastPress>,
    progress: Progress,
    skipped: u64,
    again_href: String,
    sort_href: String,
    themes_href: String,
}

/// Leads to the next unsorted point after the last one of this organiser, or says that there is none.
async fn next(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(round): Query<Round>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let (conn, chain, by) = (&app.db.read, desk.face.chain.id, desk.by.organiser.id);
    let asked: Option<Uuid> = round.after.parse().ok();
    let last = match asked {
        None if !round.is_again() => steps::last_point(conn, chain, by).await?,
        _ => None,
    };
    let found = steps::next(conn, chain, by, asked.or(last), round.is_again()).await?;
    if let Some(point) = found {
        let resumed = last.is_some() && round.note.is_empty();
        let note = if resumed { "resumed" } else { &round.note };
        let note = if note_key(note).is_some() { note } else { "" };
        // After a press the page begins at its heading, so that the next Tab is close to the themes.
        let below = if asked.is_some() { "#now" } else { "" };
        let href = round.keep(&desk.href(&format!("/sort/{point}")), "", note);
        return Ok(Redirect::to(&format!("{href}{below}")).into_response());
    }
    render(&EndPage {
        page: desk.page(desk.w.t("sort-title"), Tab::Themes),
        rooms: rooms(&desk, Room::Sort),
        note: note_key(&round.note),
        last: press::last(&app, &desk, "sort", "").await?,
        progress: coding::progress(conn, chain, None).await?,
        skipped: steps::count_skipped(conn, chain, by).await?,
        again_href: desk.href("/sort?again=1"),
        sort_href: desk.href("/sort"),
        themes_href: desk.href("/themes"),
    })
}

#[derive(Template)]
#[template(path = "insight/sort.html")]
struct SortPage {
    page: Page,
    form: Form,
    rooms: Vec<RoomLink>,
    note: Option<&'static str>,
    last: Option<LastPress>,
    point: Sourced,
    about: About,
    choices: Choices,
    progress: Progress,
    again: bool,
    action: String,
    chat_href: String,
    point_href: String,
    keys_href: String,
    /// Number keys tick themes.
    keys: bool,
}

impl SortPage {
    fn when(&self) -> String {
        let at = self.point.recorded_at.unwrap_or(self.point.row.made_at);
        self.page.w.short_date(at, self.page.zone)
    }

    /// Tells whether the rest of the themes is folded away: there are many, others come first, and none is ticked.
    fn is_folded(&self) -> bool {
        let chosen = |choice: &Choice| self.form.chosen("themes", &choice.id);
        let others = !self.choices.recent.is_empty() || !self.choices.suggested.is_empty();
        others && self.choices.rest.len() > OPEN_MAX && !self.choices.rest.iter().any(chosen)
    }
}

async fn find(app: &App, desk: &Desk, id: &str) -> Result<insight::Model> {
    coding::find(&app.db.read, desk.face.chain.id, id_of(id)?)
        .await?
        .ok_or(Error::NotFound)
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(round): Query<Round>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let point = find(&app, &desk, &id).await?;
    sort_page(&app, &desk, point, None, &round).await
}

/// Shows a point; without a form, what it stands in is ticked.
async fn sort_page(
    app: &App,
    desk: &Desk,
    point: insight::Model,
    form: Option<Form>,
    round: &Round,
) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let progress = coding::progress(conn, chain, Some(point.id)).await?;
    let action = round.keep(&desk.href(&format!("/sort/{}", point.id)), "", "");
    let point_href = desk.href(&format!("/points/{}#names", point.id));
    let chat_href = desk.href(&format!("/conversations/{}", point.conversation));
    let sourced = points::with_sources(conn, chain, vec![point]).await?;
    let mut sourced = named(desk.w, sourced);
    let point = sourced.pop().ok_or(Error::NotFound)?;
    let stands = point.themes.iter().map(|theme| theme.id.to_string());
    let form = form.unwrap_or_else(|| Form::filled(stands.map(|id| ("themes", id))));
    let mut page = desk.page(desk.w.t("sort-title"), Tab::Themes);
    let status = status_of(&mut page, &form);
    let template = SortPage {
        page,
        form,
        rooms: rooms(desk, Room::Sort),
        note: note_key(&round.note),
        last: press::last(app, desk, "sort", "").await?,
        about: about(app, desk, &point).await?,
        choices: choices_of(app, desk, &point).await?,
        point,
        progress,
        again: round.is_again(),
        action,
        chat_href,
        point_href,
        keys_href: desk.href("/sort/keys"),
        keys: desk.by.organiser.number_keys,
    };
    render_with(status, &template)
}

async fn choices_of(app: &App, desk: &Desk, point: &Sourced) -> Result<Choices> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let family = Family::read(conn, chain).await?;
    let recent = steps::recent_themes(conn, chain, desk.by.organiser.id, &family).await?;
    let evidence = evidence::of_themes(conn, chain).await?;
    let counts = evidence.into_iter().map(|(id, e)| (id, e.points)).collect();
    let suggested = suggested(app, point, &family).await?;
    let themes: Vec<_> = family.in_order().into_iter().cloned().collect();
    Ok(choices::arrange(&themes, &recent, &suggested, &counts))
}

/// Finds the themes a point may belong to and does not stand in, likeliest first.
async fn suggested(app: &App, point: &Sourced, family: &Family) -> Result<Vec<Suggested>> {
    let row = &point.row;
    let sorted = Sorted::read(&app.db.read, row.chain, family, row.id).await?;
    let text = row.text.clone();
    let found = tokio::task::spawn_blocking(move || sorted.likeliest(&text)).await;
    let mut found = found.map_err(|error| Error::Broken(error.to_string()))?;
    found.retain(|one| point.themes.iter().all(|theme| theme.id != one.theme));
    Ok(found)
}

async fn save(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(round): Query<Round>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let onwards = |note: &str| {
        let href = round.keep(&desk.href("/sort"), &id, note);
        Ok(Redirect::to(&href).into_response())
    };
    // Taken out by its speaker since the page was opened: go on.
    let Ok(point) = find(&app, &desk, &id).await else {
        id_of(&id)?;
        return onwards("gone");
    };
    if form.has("skip") {
        let txn = db::begin_write(&app.db).await?;
        steps::skip(&txn, &app.means, desk.by.organiser.id, &point).await?;
        txn.commit().await?;
        return onwards("");
    }
    let name = one_line(&form.optional(&desk.w, "new_theme", NAME_MAX));
    let (ticked, shown) = (ids(&form, "themes"), ids(&form, "shown"));
    if ticked.is_empty() && shown.is_empty() && name.is_empty() {
        form.fail("themes", desk.w.t("sort-nothing-ticked"));
    }
    if form.is_right() {
        match store(&app, &desk, &point, &name, ticked, &shown).await? {
            Stored::Done => return onwards(""),
            Stored::Gone => return onwards("gone"),
            Stored::NameTaken => form.fail("new_theme", desk.w.t("theme-name-taken")),
        }
    }
    sort_page(&app, &desk, point, Some(form), &round).await
}

enum Stored {
    Done,
    Gone,
    NameTaken,
}

/// Stores what was ticked, and a new theme with it, or nothing at all.
async fn store(
    app: &App,
    desk: &Desk,
    point: &insight::Model,
    name: &str,
    mut ticked: Vec<Uuid>,
    shown: &[Uuid],
) -> Result<Stored> {
    let (means, by) = (&app.means, desk.by.organiser.id);
    let txn = db::begin_write(&app.db).await?;
    if !name.is_empty() {
        let Ok(theme) = themes::create(&txn, means, by, point.chain, name, "").await? else {
            return Ok(Stored::NameTaken);
        };
        ticked.push(theme.id);
    }
    if !coding::sort(&txn, means, by, point, &ticked, shown).await? {
        return Ok(Stored::Gone);
    }
    txn.commit().await?;
    Ok(Stored::Done)
}
