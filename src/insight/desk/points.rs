//! The list of points: filter, tick many, add them to a theme.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{Kind, Role};
use entity::theme;
use serde::Deserialize;

use super::themes::one_line;
use super::{ids, named, status_of};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::coding;
use crate::insight::points::{self, Filter, Sourced};
use crate::insight::themes::{self, NAME_MAX};
use crate::organiser::SignedIn;
use crate::web::paging::Paging;
use crate::web::{Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/points", list)
        .post("/desk/{slug}/points", add)
}

/// What the list is asked for. `theme` is a theme's id, or `none` for unsorted points.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    theme: String,
    kind: String,
    q: String,
    page: String,
    /// How many points were just added to a theme.
    added: String,
}

impl Wanted {
    fn filter(&self) -> Filter {
        Filter {
            unsorted: self.theme == "none",
            themes: self.theme.parse().into_iter().collect(),
            kind: Kind::parse(&self.kind),
            search: self.q.clone(),
        }
    }

    fn query(&self) -> [(&'static str, &str); 3] {
        [
            ("theme", self.theme.as_str()),
            ("kind", self.kind.as_str()),
            ("q", self.q.trim()),
        ]
    }
}

#[derive(Template)]
#[template(path = "insight/points.html")]
struct PointsPage {
    page: Page,
    form: Form,
    wanted: Wanted,
    themes: Vec<theme::Model>,
    points: Vec<Sourced>,
    paging: Paging,
    /// Where the filter is sent.
    path: String,
    /// Where the ticked points are sent, with the filter.
    action: String,
    sort_href: String,
    chat_href: String,
}

impl PointsPage {
    fn is_wanted(&self, theme: &theme::Model) -> bool {
        self.wanted.theme == theme.id.to_string()
    }

    fn is_chosen(&self, theme: &theme::Model) -> bool {
        self.form.chosen("into", &theme.id.to_string())
    }

    fn added(&self) -> Option<u64> {
        self.wanted.added.parse().ok()
    }
}

async fn list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    points_page(&app, &desk, wanted, Form::default()).await
}

async fn points_page(app: &App, desk: &Desk, wanted: Wanted, form: Form) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let filter = wanted.filter();
    let path = desk.href("/points");
    let rows = points::count(conn, chain, &filter).await?;
    let paging = Paging::new(wanted.page.parse().ok(), rows, &path, &wanted.query());
    let mut page = desk.page(desk.w.t("points-title"), Tab::Themes);
    let status = status_of(&mut page, &form);
    let template = PointsPage {
        page,
        form,
        themes: themes::list(conn, chain).await?,
        points: named(desk.w, points::list(conn, chain, &filter, &paging).await?),
        action: format!("{}page={}", paging.base, paging.page),
        paging,
        path,
        sort_href: desk.href("/sort/"),
        chat_href: desk.href("/conversations/"),
        wanted,
    };
    render_with(status, &template)
}

async fn add(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
    let ticked = ids(&form, "points");
    let name = one_line(&form.optional(&desk.w, "new_theme", NAME_MAX));
    if ticked.is_empty() {
        form.fail("points", desk.w.t("points-none-ticked"));
    }
    let txn = db::begin_write(&app.db).await?;
    let into = match form.value("into").parse() {
        Ok(id) => themes::find(&txn, chain, id).await?,
        Err(_) if name.is_empty() || !form.is_right() => None,
        Err(_) => themes::create(&txn, &app.means, by, chain, &name, "")
            .await?
            .ok(),
    };
    match &into {
        None if name.is_empty() => form.fail("into", desk.w.t("points-no-theme")),
        None if form.is_right() => form.fail("new_theme", desk.w.t("theme-name-taken")),
        _ => {}
    }
    let Some(into) = into.filter(|_| form.is_right()) else {
        drop(txn);
        return points_page(&app, &desk, wanted, form).await;
    };
    let added = coding::add_many(&txn, &app.means, by, &into, &ticked).await?;
    txn.commit().await?;
    let paging = Paging::new(None, 0, &desk.href("/points"), &wanted.query());
    Ok(Redirect::to(&format!("{}added={added}", paging.base)).into_response())
}
