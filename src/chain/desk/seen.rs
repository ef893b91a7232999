//! Who can see what of a chain: two settings for the pages anyone can read, and a table of what always holds.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;

use crate::app::App;
use crate::chain;
use crate::chain::desk::Desk;
use crate::chain::desk::setup::form_page;
use crate::db;
use crate::organiser::SignedIn;
use crate::web::{Form, Page, Result, Routes, render};

/// Who looks: the columns of the table, as endings of their words.
const WHO: [&str; 5] = ["people", "organisers", "coders", "readers", "everyone"];
/// What there is to see: the rows.
const WHAT: [&str; 4] = ["names", "contact", "words", "plan"];

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/setup/seen", show)
        .post("/desk/{slug}/setup/seen", change)
}

#[derive(Template)]
#[template(path = "chain/seen.html")]
struct SeenPage {
    page: Page,
    form: Form,
    setup: String,
    public: String,
    who: [&'static str; 5],
    what: [&'static str; 4],
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let rules = &desk.face.chain.rules;
    let mut form = Form::default();
    for (name, on) in [("numbers", rules.public_numbers), ("listed", rules.listed)] {
        if on {
            form.set(name, "yes");
        }
    }
    render(&SeenPage {
        page: form_page(&desk, "setup-seen", &form),
        form,
        setup: desk.href("/setup"),
        public: format!("/c/{slug}"),
        who: WHO,
        what: WHAT,
    })
}

async fn change(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let (numbers, listed) = (form.chosen("numbers", "yes"), form.chosen("listed", "yes"));
    let txn = db::begin_write(&app.db).await?;
    chain::change_seen(&txn, desk.face.chain.id, numbers, listed).await?;
    desk.note(&txn, &app, "chain.seen", None).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/setup")).into_response())
}
