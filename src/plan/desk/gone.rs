//! Words that went from the published plan: where, and how many. Never which.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use uuid::Uuid;

use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::organiser::SignedIn;
use crate::plan::gone::{self, Gone};
use crate::web::{Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/gone", show)
        .post("/desk/{slug}/plan/gone", seen)
}

#[derive(Template)]
#[template(path = "plan/desk_gone.html")]
struct GonePage {
    page: Page,
    gone: Gone,
    plan_href: String,
    action: String,
    back: String,
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    render(&GonePage {
        page: desk.page(desk.w.t("gone-title"), Tab::Plan),
        gone: gone::list(&app.db.read, desk.face.chain.id).await?,
        plan_href: format!("/c/{slug}/plan"),
        action: desk.href("/plan/gone"),
        back: desk.href("/plan"),
    })
}

/// Marks as seen what the page showed; what went since stays on the list.
async fn seen(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let shown = form.all("gone").into_iter();
    let shown: Vec<Uuid> = shown.filter_map(|id| Uuid::parse_str(id).ok()).collect();
    let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
    let txn = db::begin_write(&app.db).await?;
    gone::mark_seen(&txn, &app.means, by, chain, shown).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/plan/gone")).into_response())
}
