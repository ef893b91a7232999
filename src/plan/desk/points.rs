//! Picking points for an action by hand: those of its themes, or any.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::action;
use entity::shared::Role;
use serde::Deserialize;

use super::action::find;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::check;
use crate::db;
use crate::insight::desk::{ids, named};
use crate::insight::points::{self, Filter, Sourced};
use crate::organiser::SignedIn;
use crate::plan;
use crate::web::paging::Paging;
use crate::web::{Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/actions/{id}/points", show)
        .post("/desk/{slug}/plan/actions/{id}/points", save)
}

/// What the list is asked for; `from` is `all`, or empty for the points of the action's themes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    from: String,
    q: String,
    page: String,
}

struct Row {
    point: Sourced,
    picked: bool,
}

impl Row {
    fn is_readable(&self) -> bool {
        check::may_be_shown(&self.point.row)
    }
}

#[derive(Template)]
#[template(path = "plan/desk_points.html")]
struct PointsPage {
    page: Page,
    found: action::Model,
    wanted: Wanted,
    has_themes: bool,
    rows: Vec<Row>,
    paging: Paging,
    path: String,
    action: String,
    back: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let basis = plan::basis(conn, found.id).await?;
    let filter = Filter {
        themes: if wanted.from == "all" {
            Vec::new()
        } else {
            basis.themes.clone()
        },
        search: wanted.q.clone(),
        ..Filter::default()
    };
    let back = desk.href(&format!("/plan/actions/{}", found.id));
    let path = format!("{back}/points");
    let query = [("from", wanted.from.as_str()), ("q", wanted.q.trim())];
    let rows = points::count(conn, chain, &filter).await?;
    let paging = Paging::new(wanted.page.parse().ok(), rows, &path, &query);
    let listed = points::list(conn, chain, &filter, &paging).await?;
    let row = |point: Sourced| Row {
        picked: basis.insights.contains(&point.row.id),
        point,
    };
    render(&PointsPage {
        page: desk.page(desk.w.t("pick-title"), Tab::Plan),
        rows: named(desk.w, listed).into_iter().map(row).collect(),
        action: format!("{}page={}", paging.base, paging.page),
        has_themes: !basis.themes.is_empty(),
        found,
        wanted,
        paging,
        path,
        back,
    })
}

async fn save(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let (picked, shown) = (ids(&form, "points"), ids(&form, "shown"));
    let txn = db::begin_write(&app.db).await?;
    plan::pick_points(
        &txn,
        &app.means,
        desk.by.organiser.id,
        &found,
        &picked,
        &shown,
    )
    .await?;
    txn.commit().await?;
    let back = desk.href(&format!("/plan/actions/{}", found.id));
    let query = [("from", wanted.from.as_str()), ("q", wanted.q.trim())];
    let here = Paging::new(None, 0, &format!("{back}/points"), &query).base;
    let next = if form.has("more") {
        // The list goes on: the next page if there is one, else the same.
        let page: u64 = wanted.page.parse().unwrap_or(1);
        format!("{here}page={}", page + 1)
    } else {
        back
    };
    Ok(Redirect::to(&next).into_response())
}
