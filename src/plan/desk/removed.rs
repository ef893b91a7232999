//! Taking an action out of the plan, and those that were taken out, to be brought back.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::action;
use entity::shared::Role;

use super::action::find;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::desk::{id_of, status_of};
use crate::organiser::SignedIn;
use crate::plan;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/actions/{id}/remove", show_remove)
        .post("/desk/{slug}/plan/actions/{id}/remove", remove)
        .get("/desk/{slug}/plan/removed", show)
        .post("/desk/{slug}/plan/actions/{id}/bring-back", bring_back)
}

struct Row {
    action: action::Model,
    day: String,
    href: String,
}

#[derive(Template)]
#[template(path = "plan/desk_removed.html")]
struct RemovedPage {
    page: Page,
    form: Form,
    rows: Vec<Row>,
    back: String,
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    removed_page(&app, &desk, Form::default()).await
}

async fn removed_page(app: &App, desk: &Desk, form: Form) -> Result<Response> {
    let rows = plan::list_removed(&app.db.read, desk.face.chain.id).await?;
    let row = |action: action::Model| Row {
        day: action
            .removed_at
            .map(|at| desk.w.date(at, desk.zone()))
            .unwrap_or_default(),
        href: desk.href(&format!("/plan/actions/{}", action.id)),
        action,
    };
    let mut page = desk.page(desk.w.t("removed-title"), Tab::Plan);
    let status = status_of(&mut page, &form);
    let template = RemovedPage {
        page,
        form,
        rows: rows.into_iter().map(row).collect(),
        back: desk.href("/plan"),
    };
    render_with(status, &template)
}

async fn bring_back(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let txn = db::begin_write(&app.db).await?;
    let found = plan::find(&txn, desk.face.chain.id, id_of(&id)?).await?;
    let found = found.ok_or(Error::NotFound)?;
    if !plan::bring_back(&txn, &app.means, desk.by.organiser.id, &found).await? {
        drop(txn);
        form.fail("action", desk.w.t("action-too-many"));
        return removed_page(&app, &desk, form).await;
    }
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/plan")).into_response())
}

#[derive(Template)]
#[template(path = "plan/desk_remove.html")]
struct RemovePage {
    page: Page,
    found: action::Model,
    action: String,
    back: String,
}

async fn show_remove(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let here = desk.href(&format!("/plan/actions/{}", found.id));
    render(&RemovePage {
        page: desk.page(desk.w.t("action-remove-title"), Tab::Plan),
        found,
        action: format!("{here}/remove"),
        back: here,
    })
}

async fn remove(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let id = id_of(&id)?;
    let txn = db::begin_write(&app.db).await?;
    // Pressed twice, or an old tab: it is gone already.
    if let Some(found) = plan::find(&txn, desk.face.chain.id, id).await? {
        plan::remove(&txn, &app.means, desk.by.organiser.id, &found).await?;
    }
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/plan")).into_response())
}
