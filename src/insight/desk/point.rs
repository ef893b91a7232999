//! One point: where it comes from, who sorted it when, and striking names of others out of it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use entity::shared::{Role, Stance, Texts};
use entity::{coding, insight};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::about::{About, about};
use super::{Room, RoomLink, id_of, name_or_gone, named, rooms, status_of};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::behalf::organiser_name;
use crate::conversation::names::{self, NAME_MAX, NAMES_MAX, Offered};
use crate::conversation::{check, names::stands_in};
use crate::db;
use crate::i18n::{Arg, Html};
use crate::insight::points::{self, Sourced};
use crate::insight::themes::Family;
use crate::insight::{hiding, steps};
use crate::organiser::SignedIn;
use crate::people;
use crate::web::{Error, Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/points/{id}", show)
        .post("/desk/{slug}/points/{id}/names", strike)
}

/// Something that happened to a point.
struct Event {
    at: DateTime<Utc>,
    words: Html,
    /// The words it had before.
    wording: Option<String>,
}

/// A theme the point stands in, and what it says of it.
struct Inside {
    name: String,
    stances: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "insight/point.html")]
struct PointPage {
    page: Page,
    form: Form,
    rooms: Vec<RoomLink>,
    point: Sourced,
    about: About,
    counts: bool,
    /// Its words may stand in anything public.
    public: bool,
    inside: Vec<Inside>,
    offered: Offered,
    /// The words as anyone may read them with what is ticked now.
    shown: String,
    /// What is shown is not stored yet.
    looks: bool,
    events: Vec<Event>,
    action: String,
    chat_href: String,
    sort_href: String,
}

impl PointPage {
    fn moment(&self, at: &DateTime<Utc>) -> String {
        self.page.w.moment(*at, self.page.zone)
    }

    fn when(&self) -> String {
        let at = self.point.recorded_at.unwrap_or(self.point.row.made_at);
        self.page.w.short_date(at, self.page.zone)
    }

    fn is_struck(&self) -> bool {
        self.point.row.hidden.is_some()
    }
}

/// Finds a point of the chain, also one that was taken out: its trail stays.
async fn find(app: &App, desk: &Desk, id: &str) -> Result<insight::Model> {
    insight::Entity::find_by_id(id_of(id)?)
        .filter(insight::Column::Chain.eq(desk.face.chain.id))
        .one(&app.db.read)
        .await?
        .ok_or(Error::NotFound)
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let point = find(&app, &desk, &id).await?;
    let hidden = point.hidden.clone().unwrap_or_default().0;
    let form = Form::filled(hidden.into_iter().map(|name| ("hide", name)));
    point_page(&app, &desk, point, form, false).await
}

async fn point_page(
    app: &App,
    desk: &Desk,
    mut row: insight::Model,
    form: Form,
    looks: bool,
) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let counts = check::counts(&row) && !row.text.is_empty();
    let events = events(app, desk, &row, counts).await?;
    if !counts {
        row.text.clear();
    }
    let public = check::may_be_shown(&row);
    let mut offered = names::offered(&row.text);
    // What was struck out or typed stands among the words to tick.
    let ticked: Vec<String> = form.all("hide").into_iter().map(str::to_owned).collect();
    for name in ticked.iter().rev() {
        offered.others.retain(|word| word != name);
        if !offered.likely.contains(name) {
            offered.likely.insert(0, name.clone());
        }
    }
    let hidden = Texts(listed(&form));
    let shown = names::public_text(&row.text, Some(&hidden), &row.language);
    let shown = shown.unwrap_or_else(|| row.text.clone());
    let action = desk.href(&format!("/points/{}/names", row.id));
    let chat_href = desk.href(&format!("/conversations/{}", row.conversation));
    let sort_href = desk.href(&format!("/sort/{}", row.id));
    let sourced = points::with_sources(conn, chain, vec![row]).await?;
    let point = named(desk.w, sourced).pop().ok_or(Error::NotFound)?;
    let mut page = desk.page(desk.w.t("point-title"), Tab::Themes);
    let status = status_of(&mut page, &form);
    let template = PointPage {
        page,
        form,
        rooms: rooms(desk, Room::Points),
        about: about(app, desk, &point).await?,
        counts,
        public,
        inside: inside(app, desk, &point).await?,
        offered,
        shown,
        looks,
        events,
        action,
        chat_href,
        sort_href,
        point,
    };
    render_with(status, &template)
}

/// Lists the themes of a point, each with the stances its coders gave it.
async fn inside(app: &App, desk: &Desk, point: &Sourced) -> Result<Vec<Inside>> {
    let conn = &app.db.read;
    let family = Family::read(conn, desk.face.chain.id).await?;
    let rows = coding::Entity::find()
        .filter(coding::Column::Insight.eq(point.row.id))
        .all(conn)
        .await?;
    let of = |theme: &entity::theme::Model| {
        let here = rows
            .iter()
            .filter(|row| family.shown(row.theme) == Some(theme.id));
        let mut stances: Vec<&'static str> = here
            .filter_map(|row| row.stance.map(Stance::as_str))
            .collect();
        stances.sort_unstable();
        stances.dedup();
        Inside {
            name: theme.name.clone(),
            stances,
        }
    };
    Ok(point.themes.iter().map(of).collect())
}

/// Tells what happened to a point, oldest first: its wordings, and who sorted it how.
async fn events(app: &App, desk: &Desk, row: &insight::Model, counts: bool) -> Result<Vec<Event>> {
    let mut events = wordings(app, desk, row, counts).await?;
    events.extend(sortings(app, desk, row).await?);
    events.sort_by_key(|event| event.at);
    Ok(events)
}

/// Tells who worded a point; what it was before stands there while the point counts.
async fn wordings(
    app: &App,
    desk: &Desk,
    row: &insight::Model,
    counts: bool,
) -> Result<Vec<Event>> {
    let (conn, w) = (&app.db.read, desk.w);
    let mut events = Vec::new();
    let versions = check::list_versions(conn, std::slice::from_ref(row)).await?;
    let people = people::find_all(conn, versions.iter().map(|v| v.by_id)).await?;
    for (n, version) in versions.iter().enumerate() {
        let name = people.get(&version.by_id).map(people::first_name);
        let mut name = name_or_gone(w, name.unwrap_or_default().to_owned());
        if let Some(by) = version.entered_by {
            let organiser = organiser_name(conn, &desk.face, by).await?;
            let args: &[(&'static str, &dyn Arg)] = &[("organiser", &organiser), ("name", &name)];
            name = w.with("chat-entered-version", args);
        }
        let key = if n == 0 {
            "point-event-written"
        } else {
            "point-event-reworded"
        };
        let earlier = counts && n + 1 < versions.len();
        events.push(Event {
            at: version.at,
            words: w.html(key, &[("name", &name)]),
            wording: earlier.then(|| version.text.clone()),
        });
    }
    Ok(events)
}

/// Tells who sorted a point how, and what of it was taken back.
async fn sortings(app: &App, desk: &Desk, row: &insight::Model) -> Result<Vec<Event>> {
    let (conn, chain, w) = (&app.db.read, desk.face.chain.id, desk.w);
    let family = Family::read(conn, chain).await?;
    let mut events = Vec::new();
    for step in steps::of_point(conn, chain, row.id).await? {
        let name = &organiser_name(conn, &desk.face, step.organiser).await?;
        let added = family.names(&step.added.0).join(", ");
        let removed = family.names(&step.removed.0).join(", ");
        let args: &[(&'static str, &dyn Arg)] =
            &[("name", name), ("added", &added), ("removed", &removed)];
        let key = match (added.is_empty(), removed.is_empty()) {
            _ if step.skipped => "point-event-skipped",
            (true, true) => "point-event-theme-gone",
            (false, true) => "point-event-added",
            (true, false) => "point-event-removed",
            (false, false) => "point-event-moved",
        };
        events.push(event(step.at, w.html(key, args)));
        if let Some(at) = step.undone_at {
            events.push(event(at, w.html("point-event-undone", &[("name", name)])));
        }
    }
    Ok(events)
}

fn event(at: DateTime<Utc>, words: Html) -> Event {
    Event {
        at,
        words,
        wording: None,
    }
}

/// Reads the names that were ticked and typed, each once.
fn listed(form: &Form) -> Vec<String> {
    let typed = form.value("more");
    let typed = typed.split([',', ';', '\n', '،', '、']);
    let mut all: Vec<String> = Vec::new();
    for name in form.all("hide").into_iter().chain(typed) {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if !name.is_empty() && !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

async fn strike(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let point = find(&app, &desk, &id).await?;
    let there = desk.href(&format!("/points/{}", point.id));
    let hidden = if form.has("clear") {
        Vec::new()
    } else {
        let hidden = listed(&form);
        refuse(&desk, &mut form, &point, &hidden);
        hidden
    };
    let looks = form.has("look") && check::counts(&point);
    if !form.is_right() || looks {
        return point_page(&app, &desk, point, form, looks).await;
    }
    let by = desk.by.organiser.id;
    let txn = db::begin_write(&app.db).await?;
    if hiding::hide(&txn, &app.means, by, &point, hidden).await? {
        txn.commit().await?;
    }
    Ok(Redirect::to(&format!("{there}#names")).into_response())
}

/// Says what cannot be struck out: what is too long or too much, and typed words that do not stand there.
fn refuse(desk: &Desk, form: &mut Form, point: &insight::Model, names: &[String]) {
    let w = desk.w;
    if !check::counts(point) {
        return;
    }
    if names.is_empty() && point.hidden.is_none() {
        form.fail("hide", w.t("names-none"));
    }
    if names.len() > NAMES_MAX {
        form.fail("more", w.with("names-too-many", &[("max", &NAMES_MAX)]));
    }
    let known = point.hidden.clone().unwrap_or_default().0;
    for name in names {
        if name.chars().count() > NAME_MAX {
            form.fail("more", w.with("error-too-long", &[("max", &NAME_MAX)]));
        } else if !known.contains(name) && !stands_in(&point.text, name) {
            form.fail("more", w.with("names-not-there", &[("name", name)]));
        }
    }
}
