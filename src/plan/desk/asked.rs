//! How is it going? The actions nobody has told anything of for a year: tell what happened, or be asked again in a year.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;

use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::desk::id_of;
use crate::organiser::SignedIn;
use crate::plan::yearly;
use crate::web::{Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/asked", show)
        .post("/desk/{slug}/plan/asked/{id}/later", later)
}

/// An action that is asked about.
struct Row {
    towards: String,
    status: &'static str,
    since: String,
    news_href: String,
    later: String,
}

#[derive(Template)]
#[template(path = "plan/desk_asked.html")]
struct AskedPage {
    page: Page,
    rows: Vec<Row>,
    back: String,
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let quiet = yearly::list(&app.db.read, desk.face.chain.id, app.means.now()).await?;
    let row = |one: yearly::Quiet| Row {
        status: one.status.as_str(),
        since: desk.w.date(one.since, desk.zone()),
        news_href: desk.href(&format!("/plan/actions/{}/news", one.action)),
        later: desk.href(&format!("/plan/asked/{}/later", one.action)),
        towards: one.towards,
    };
    render(&AskedPage {
        page: desk.page(desk.w.t("quiet-title"), Tab::Plan),
        rows: quiet.into_iter().map(row).collect(),
        back: desk.href("/plan"),
    })
}

async fn later(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
    let txn = db::begin_write(&app.db).await?;
    yearly::put_off(&txn, &app.means, by, chain, id_of(&id)?).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/plan/asked")).into_response())
}
