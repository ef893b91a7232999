//! The keys for sorting, and turning the number keys on and off: off until a person turns them on for themself, because
//! single keys get in the way of people who speak to their computer (WCAG 2.1.4).

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use serde::Deserialize;

use super::{Room, RoomLink, rooms};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::organiser::{self, SignedIn};
use crate::web::{Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/sort/keys", show)
        .post("/desk/{slug}/sort/keys", save)
}

#[derive(Deserialize)]
struct Saved {
    #[serde(default)]
    saved: String,
}

#[derive(Template)]
#[template(path = "insight/keys.html")]
struct KeysPage {
    page: Page,
    form: Form,
    rooms: Vec<RoomLink>,
    on: bool,
    saved: bool,
    action: String,
    sort_href: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(saved): Query<Saved>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let on = desk.by.organiser.number_keys;
    let ticked = on.then(|| ("number_keys", "yes".to_owned()));
    render(&KeysPage {
        page: desk.page(desk.w.t("keys-title"), Tab::Themes),
        form: Form::filled(ticked),
        rooms: rooms(&desk, Room::Sort),
        on,
        saved: !saved.saved.is_empty(),
        action: desk.href("/sort/keys"),
        sort_href: desk.href("/sort"),
    })
}

async fn save(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let on = form.chosen("number_keys", "yes");
    let txn = db::begin_write(&app.db).await?;
    organiser::set_number_keys(&txn, desk.by.organiser.id, on).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/sort/keys?saved=1")).into_response())
}
