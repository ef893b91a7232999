//! Sorting: one point beside the themes, then the next.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::{insight, theme};
use serde::Deserialize;
use uuid::Uuid;

use super::themes::one_line;
use super::{id_of, ids, named, status_of};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::coding::{self, Progress};
use crate::insight::evidence;
use crate::insight::points::{self, Sourced};
use crate::insight::themes::{self, NAME_MAX};
use crate::organiser::SignedIn;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/sort", next)
        .get("/desk/{slug}/sort/{insight}", show)
        .post("/desk/{slug}/sort/{insight}", save)
}

#[derive(Deserialize)]
struct After {
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "insight/sorted.html")]
struct EndPage {
    page: Page,
    progress: Progress,
    sort_href: String,
    themes_href: String,
}

/// Leads to the next unsorted point, or says that there is none.
async fn next(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(after): Query<After>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let chain = desk.face.chain.id;
    let after: Option<Uuid> = after.after.parse().ok();
    if let Some(point) = coding::next_unsorted(&app.db.read, chain, after).await? {
        let href = desk.href(&format!("/sort/{}", point.id));
        return Ok(Redirect::to(&href).into_response());
    }
    render(&EndPage {
        page: desk.page(desk.w.t("sort-title"), Tab::Themes),
        progress: coding::progress(&app.db.read, chain, None).await?,
        sort_href: desk.href("/sort"),
        themes_href: desk.href("/themes"),
    })
}

struct Choice {
    n: usize,
    id: String,
    theme: theme::Model,
    points: i64,
}

#[derive(Template)]
#[template(path = "insight/sort.html")]
struct SortPage {
    page: Page,
    form: Form,
    point: Sourced,
    choices: Vec<Choice>,
    progress: Progress,
    action: String,
    chat_href: String,
}

impl SortPage {
    fn when(&self) -> String {
        let at = self.point.recorded_at.unwrap_or(self.point.row.made_at);
        self.page.w.short_date(at, self.page.zone)
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
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let point = find(&app, &desk, &id).await?;
    let stands = themes::of_points(&app.db.read, [point.id]).await?;
    let stands = stands.into_values().flatten().map(|id| id.to_string());
    let form = Form::filled(stands.map(|id| ("themes", id)));
    sort_page(&app, &desk, point, form).await
}

async fn sort_page(app: &App, desk: &Desk, point: insight::Model, form: Form) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let evidence = evidence::of_themes(conn, chain).await?;
    let choice = |(n, theme): (usize, theme::Model)| Choice {
        n,
        id: theme.id.to_string(),
        points: evidence.get(&theme.id).map_or(0, |e| e.points),
        theme,
    };
    let all = themes::list(conn, chain).await?;
    let progress = coding::progress(conn, chain, Some(point.id)).await?;
    let action = desk.href(&format!("/sort/{}", point.id));
    let chat_href = desk.href(&format!("/conversations/{}", point.conversation));
    let sourced = points::with_sources(conn, chain, vec![point]).await?;
    let mut sourced = named(desk.w, sourced);
    let point = sourced.pop().ok_or(Error::NotFound)?;
    let mut page = desk.page(desk.w.t("sort-title"), Tab::Themes);
    let status = status_of(&mut page, &form);
    let template = SortPage {
        page,
        form,
        point,
        choices: (1..).zip(all).map(choice).collect(),
        progress,
        action,
        chat_href,
    };
    render_with(status, &template)
}

async fn save(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let onwards = || Redirect::to(&desk.href(&format!("/sort?after={id}"))).into_response();
    // Taken out by its speaker since the page was opened: go on.
    let Ok(point) = find(&app, &desk, &id).await else {
        id_of(&id)?;
        return Ok(onwards());
    };
    if form.has("skip") {
        return Ok(onwards());
    }
    let name = one_line(&form.optional(&desk.w, "new_theme", NAME_MAX));
    let (mut ticked, shown) = (ids(&form, "themes"), ids(&form, "shown"));
    if ticked.is_empty() && shown.is_empty() && name.is_empty() {
        form.fail("themes", desk.w.t("sort-nothing-ticked"));
    }
    if !form.is_right() {
        return sort_page(&app, &desk, point, form).await;
    }
    let txn = db::begin_write(&app.db).await?;
    let by = desk.by.organiser.id;
    if !name.is_empty() {
        let made = themes::create(&txn, &app.means, by, point.chain, &name, "").await?;
        let Ok(theme) = made else {
            drop(txn);
            form.fail("new_theme", desk.w.t("theme-name-taken"));
            return sort_page(&app, &desk, point, form).await;
        };
        ticked.push(theme.id);
    }
    coding::sort(&txn, &app.means, by, &point, &ticked, &shown).await?;
    txn.commit().await?;
    Ok(onwards())
}
