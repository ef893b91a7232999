//! All points of one group, or of one set in nearly the same words: those that are ticked go into a new theme or into
//! one that is there. Nothing is ticked before.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::{insight, theme};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::super::themes::one_line;
use super::super::{Room, RoomLink, id_of, ids, rooms, status_of};
use super::{Links, Wanted, counts, links, sourced};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::alike::Alike;
use crate::insight::coding;
use crate::insight::groups::Groups;
use crate::insight::points::Sourced;
use crate::insight::themes::{self, Family, NAME_MAX};
use crate::organiser::SignedIn;
use crate::submission;
use crate::web::paging::Paging;
use crate::web::{Form, Page, Result, Routes, render_with};

/// How many points of a group a page shows.
const POINTS: u64 = 200;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/groups/{id}", show_group)
        .post("/desk/{slug}/groups/{id}", sort_group)
        .get("/desk/{slug}/groups/alike/{id}", show_alike)
        .post("/desk/{slug}/groups/alike/{id}", sort_alike)
}

/// Why the points stand together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    Group,
    Alike,
}

impl Why {
    const fn path(self) -> &'static str {
        match self {
            Self::Group => "/groups",
            Self::Alike => "/groups/alike",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Group => "groups-one-title",
            Self::Alike => "groups-alike-one-title",
        }
    }
}

/// Points that stand together.
#[derive(Default)]
struct Together {
    points: Vec<Uuid>,
    label: String,
    counts: String,
    passed_along: BTreeMap<Uuid, Uuid>,
    /// Nobody said yet that it is not a theme.
    offered: bool,
}

async fn find(app: &App, desk: &Desk, why: Why, point: Uuid) -> Result<Option<Together>> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    if why == Why::Alike {
        let alike = Alike::read(conn, &app.alike, chain).await?;
        return Ok(alike.with(point).map(|set| Together {
            points: set.points.clone(),
            counts: counts(desk, set.points.len(), &set.support),
            passed_along: set.passed_along.clone(),
            ..Together::default()
        }));
    }
    let groups = Groups::read(conn, &app.groups, chain).await?;
    Ok(groups.with(point).map(|group| Together {
        points: group.points.clone(),
        label: group.label.clone(),
        counts: counts(desk, group.points.len(), &group.support),
        passed_along: BTreeMap::new(),
        offered: groups.offers(point),
    }))
}

#[derive(Template)]
#[template(path = "insight/groups_one.html")]
struct OnePage {
    page: Page,
    form: Form,
    rooms: Vec<RoomLink>,
    links: Links,
    together: Together,
    points: Vec<Sourced>,
    themes: Vec<theme::Model>,
    paging: Paging,
    is_group: bool,
    action: String,
    pass_action: String,
    points_href: String,
    chat_href: String,
}

impl OnePage {
    fn is_chosen(&self, theme: &theme::Model) -> bool {
        self.form.chosen("into", &theme.id.to_string())
    }

    fn is_passed_along(&self, point: &Sourced) -> bool {
        self.together.passed_along.contains_key(&point.row.id)
    }
}

/// Leads to the list: what the page was about is no more.
fn regrouped(desk: &Desk, why: Why) -> Response {
    let href = desk.href(&format!("{}?note=regrouped", why.path()));
    Redirect::to(&href).into_response()
}

/// Shows the points; after a mistake with what was ticked and typed, even when the group has changed meanwhile.
async fn one_page(
    app: &App,
    desk: &Desk,
    why: Why,
    point: Uuid,
    wanted: &Wanted,
    form: Option<Form>,
) -> Result<Response> {
    let here = form
        .as_ref()
        .map_or_else(Vec::new, |form| ids(form, "here"));
    let found = find(app, desk, why, point).await?;
    let together = found.unwrap_or_else(|| Together {
        points: here,
        ..Together::default()
    });
    let path = desk.href(&format!("{}/{point}", why.path()));
    let rows = u64::try_from(together.points.len()).unwrap_or(u64::MAX);
    let paging = Paging::short(POINTS, wanted.number(), rows, &path, &[]);
    let (skipped, taken) = paging.window();
    let shown = together.points.iter().copied().skip(skipped).take(taken);
    let points = sourced(app, desk, &shown.collect::<Vec<_>>()).await?;
    if points.is_empty() {
        return Ok(regrouped(desk, why));
    }
    let form = form.unwrap_or_else(|| {
        let nonce = app.means.sources.token();
        Form::filled([("nonce", nonce), ("new_theme", together.label.clone())])
    });
    let family = Family::read(&app.db.read, desk.face.chain.id).await?;
    let mut page = desk.page(desk.w.t(why.title()), Tab::Themes);
    let status = status_of(&mut page, &form);
    let template = OnePage {
        page,
        form,
        rooms: rooms(desk, Room::Groups),
        links: links(desk),
        together,
        points,
        themes: family.in_order().into_iter().cloned().collect(),
        action: format!("{}page={}", paging.base, paging.page),
        pass_action: format!("{path}/pass"),
        paging,
        is_group: why == Why::Group,
        points_href: desk.href("/points/"),
        chat_href: desk.href("/conversations/"),
    };
    render_with(status, &template)
}

async fn show_group(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    one_page(&app, &desk, Why::Group, id_of(&id)?, &wanted, None).await
}

async fn show_alike(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    one_page(&app, &desk, Why::Alike, id_of(&id)?, &wanted, None).await
}

async fn sort_group(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    sort(&app, &desk, Why::Group, id_of(&id)?, &wanted, form).await
}

async fn sort_alike(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    sort(&app, &desk, Why::Alike, id_of(&id)?, &wanted, form).await
}

/// Where the ticked points go.
enum Goes {
    Into(Uuid),
    New(String),
}

/// Reads what was pressed; the form says what is missing.
fn read(desk: &Desk, form: &mut Form) -> Option<(Vec<Uuid>, Goes)> {
    let mut points = ids(form, if form.has("all") { "here" } else { "points" });
    points.sort_unstable();
    points.dedup();
    if points.is_empty() {
        form.fail("points", desk.w.t("points-none-ticked"));
    }
    let goes = if form.value("act") == "into" {
        let into = form.value("into").parse().ok();
        if into.is_none() {
            form.fail("into", desk.w.t("groups-into-missing"));
        }
        into.map(Goes::Into)
    } else {
        let name = form.required(&desk.w, "new_theme", "groups-name-missing", NAME_MAX);
        Some(Goes::New(one_line(&name)))
    };
    goes.filter(|_| form.is_right()).map(|goes| (points, goes))
}

async fn sort(
    app: &App,
    desk: &Desk,
    why: Why,
    point: Uuid,
    wanted: &Wanted,
    mut form: Form,
) -> Result<Response> {
    let nonce = form.value("nonce").to_owned();
    let by = desk.by.organiser.id;
    // Pressed twice: the first press has said what there was to say.
    if let Some(led) = submission::find(&app.db.read, by, &nonce).await? {
        return Ok(Redirect::to(&led).into_response());
    }
    let Some((points, goes)) = read(desk, &mut form) else {
        return one_page(app, desk, why, point, wanted, Some(form)).await;
    };
    let txn = db::begin_write(&app.db).await?;
    if let Some(led) = submission::find(&txn, by, &nonce).await? {
        return Ok(Redirect::to(&led).into_response());
    }
    let there = there(&txn, desk, &points).await?;
    if !store(app, desk, &txn, &points, goes, &mut form).await? {
        drop(txn);
        return one_page(app, desk, why, point, wanted, Some(form)).await;
    }
    let note = if there < points.len() {
        "?note=some-gone"
    } else {
        ""
    };
    let next = desk.href(&format!("{}{note}", why.path()));
    submission::keep(&txn, &app.means.sources, by, &nonce, &next).await?;
    txn.commit().await?;
    Ok(Redirect::to(&next).into_response())
}

/// Counts how many of the points can still be sorted.
async fn there(txn: &DatabaseTransaction, desk: &Desk, points: &[Uuid]) -> Result<usize> {
    let count = insight::Entity::find()
        .filter(coding::sortable(desk.face.chain.id))
        .filter(insight::Column::Id.is_in(points.iter().copied()))
        .count(txn)
        .await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Sorts the points; when nothing came of it the form says why, and the transaction is to be dropped.
async fn store(
    app: &App,
    desk: &Desk,
    txn: &DatabaseTransaction,
    points: &[Uuid],
    goes: Goes,
    form: &mut Form,
) -> Result<bool> {
    let (means, by, chain) = (&app.means, desk.by.organiser.id, desk.face.chain.id);
    let theme = match goes {
        Goes::Into(id) => {
            let family = Family::read(txn, chain).await?;
            let shown = family.shown(id).and_then(|id| family.get(id)).cloned();
            let Some(theme) = shown else {
                form.fail("into", desk.w.t("points-theme-gone"));
                return Ok(false);
            };
            theme
        }
        Goes::New(name) => {
            let Ok(made) = themes::create(txn, means, by, chain, &name, "").await? else {
                form.fail("new_theme", desk.w.t("theme-name-taken"));
                return Ok(false);
            };
            made
        }
    };
    let changed = coding::add_many(txn, means, by, &theme, points).await?;
    if changed == 0 {
        form.fail("points", desk.w.t("points-nothing-changed"));
    }
    Ok(changed > 0)
}
