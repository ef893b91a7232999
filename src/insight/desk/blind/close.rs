//! Closing a sample, after saying what that means for those who are not done.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use entity::shared::Role;

use super::{Names, href, lead, open_as};
use crate::app::App;
use crate::chain::desk::Tab;
use crate::db;
use crate::insight::blind::answers;
use crate::organiser::SignedIn;
use crate::web::{Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/blind/{id}/close", show)
        .post("/desk/{slug}/blind/{id}/close", close)
}

#[derive(Template)]
#[template(path = "insight/blind_close.html")]
struct ClosePage {
    page: Page,
    done: usize,
    under_way: Vec<String>,
    here: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let (desk, sample) = open_as(Role::Organiser, &app, by, &slug, &id).await?;
    let here = href(&desk, &sample, "");
    if sample.row.closed_at.is_some() {
        return Ok(lead(&format!("{here}?note=closed-before")));
    }
    let under_way = sample.under_way();
    let names = Names::load(&app, &desk, under_way.iter().copied()).await?;
    render(&ClosePage {
        page: desk.page(desk.w.t("blind-close-title"), Tab::Themes),
        done: sample.done.len(),
        under_way: under_way.into_iter().map(|who| names.of(who)).collect(),
        here,
    })
}

async fn close(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let (desk, sample) = open_as(Role::Organiser, &app, by, &slug, &id).await?;
    let txn = db::begin_write(&app.db).await?;
    let note = if answers::close(&txn, &app.means, desk.by.organiser.id, &sample.row).await? {
        txn.commit().await?;
        "closed"
    } else {
        "closed-before"
    };
    Ok(lead(&href(&desk, &sample, &format!("?note={note}"))))
}
