//! The way from the desk to a person's pages: an organiser says how the person's words came, then writes for them.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::acting;
use super::opened::{Opened, Place};
use crate::app::App;
use crate::chain::desk::Tab;
use crate::db;
use crate::means::Source;
use crate::organiser::SignedIn;
use crate::web::{Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/people/{id}/write-for", ask_source)
        .post("/desk/{slug}/people/{id}/write-for", write_for)
}

#[derive(Template)]
#[template(path = "desk/write_for.html")]
struct WriteForPage {
    page: Page,
    form: Form,
    here: String,
    called: String,
}

fn page(found: &Opened, form: Form) -> WriteForPage {
    let called = found.called();
    let w = found.desk.w;
    let title = w.with("behalf-write-for-title", &[("person", &called)]);
    let mut page = found.desk.page(title, Tab::People);
    page.failed = !form.is_right();
    WriteForPage {
        page,
        form,
        here: found.here(),
        called,
    }
}

async fn ask_source(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
) -> Result<Response> {
    let found = Opened::load(&app, by, &slug, &id).await?;
    if !found.may(&app).await? {
        return Ok(found.to("write-for-cannot"));
    }
    render(&page(&found, Form::default()))
}

async fn write_for(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Place,
    mut form: Form,
) -> Result<Response> {
    let found = Opened::load(&app, by, &slug, &id).await?;
    let Some(source) = Source::parse(form.value("source")) else {
        form.fail("source", found.desk.w.t("error-choose"));
        let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
        return render_with(status, &page(&found, form));
    };
    let txn = db::begin_write(&app.db).await?;
    let acting = found.acting(source);
    let Some(pass) = acting::write_for(&txn, &app.means, &found.person, acting).await? else {
        return Ok(found.to("write-for-cannot"));
    };
    txn.commit().await?;
    let token = app.means.keys.pass_token(&pass);
    Ok(Redirect::to(&format!("/p/{token}")).into_response())
}
