//! Where people can get help nearby: a text of the organiser, shown to people as it was written.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;

use crate::app::App;
use crate::chain;
use crate::chain::desk::Desk;
use crate::chain::desk::new::status_of;
use crate::chain::desk::setup::form_page;
use crate::db;
use crate::organiser::SignedIn;
use crate::web::{Form, Page, Result, Routes, render_with};

/// The longest text, in characters.
pub const TEXT_MAX: usize = 2_000;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/setup/near", show)
        .post("/desk/{slug}/setup/near", change)
}

#[derive(Template)]
#[template(path = "chain/near.html")]
struct NearPage {
    page: Page,
    form: Form,
    setup: String,
}

fn near(desk: &Desk, form: Form) -> Result<Response> {
    let page = form_page(desk, "setup-near", &form);
    let setup = desk.href("/setup");
    render_with(status_of(&form), &NearPage { page, form, setup })
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let form = Form::filled([("near", desk.face.words.help.clone())]);
    near(&desk, form)
}

async fn change(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let text = form.optional(&desk.w, "near", TEXT_MAX);
    if !form.is_right() {
        return near(&desk, form);
    }
    let txn = db::begin_write(&app.db).await?;
    chain::change_help(&txn, &desk.face.chain, &text).await?;
    desk.note(&txn, &app, "chain.help", None).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/setup")).into_response())
}
