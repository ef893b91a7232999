//! One theme with its points: making, changing, moving and removing it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::theme;
use serde::Deserialize;

use super::evidence::Behind;
use super::table::{self, list_page};
use super::{id_of, status_of};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::room;
use crate::insight::themes::said::Side;
use crate::insight::themes::{self, Family, MEANING_MAX, NAME_MAX};
use crate::organiser::SignedIn;
use crate::web::{Error, Form, Page, Result, Routes, render_with};

mod acts;
mod history;
mod late;
mod merge;
mod nest;
mod points;
mod split;

use acts::Acts;

pub fn routes() -> Routes {
    Routes::new()
        .post("/desk/{slug}/themes", create)
        .get("/desk/{slug}/themes/{id}", show)
        .merge(acts::routes())
        .merge(points::routes())
        .merge(merge::routes())
        .merge(split::routes())
        .merge(nest::routes())
        .merge(history::routes())
}

/// Reads name and meaning.
fn read(desk: &Desk, form: &mut Form) -> (String, String) {
    let name = form.required(&desk.w, "name", "theme-name-missing", NAME_MAX);
    let meaning = form.optional(&desk.w, "meaning", MEANING_MAX);
    (one_line(&name), meaning)
}

/// Makes one line of a name.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn create(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let (name, meaning) = read(&desk, &mut form);
    if !form.is_right() {
        return list_page(&app, &desk, form, &table::Wanted::default()).await;
    }
    let txn = db::begin_write(&app.db).await?;
    let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
    let made = themes::create(&txn, &app.means, by, chain, &name, &meaning).await?;
    if made.is_err() {
        drop(txn);
        form.fail("name", desk.w.t("theme-name-taken"));
        return list_page(&app, &desk, form, &table::Wanted::default()).await;
    }
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/themes")).into_response())
}

/// Which points of a theme are shown, and what was done just before.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    page: String,
    side: String,
    said: String,
}

#[derive(Template)]
#[template(path = "insight/theme.html")]
struct ThemePage {
    page: Page,
    form: Form,
    theme: theme::Model,
    behind: Behind,
    acts: Acts,
    /// What rooms said of it at gatherings.
    room: Vec<InTheRoom>,
    action: String,
    back: String,
}

async fn find(app: &App, desk: &Desk, id: &str) -> Result<theme::Model> {
    themes::find(&app.db.read, desk.face.chain.id, id_of(id)?)
        .await?
        .ok_or(Error::NotFound)
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let (id, family) = (id_of(&id)?, family_of(&app, &desk).await?);
    let theme = family.get(id).ok_or(Error::NotFound)?;
    if theme.merged_into.is_some() {
        // An old link leads to what the theme is part of now.
        let now = format!("/themes/{}?said=merged", family.now(id));
        return Ok(Redirect::to(&desk.href(&now)).into_response());
    }
    let form = Form::filled([
        ("name", theme.name.clone()),
        ("meaning", theme.meaning.clone()),
        ("seen_name", theme.name.clone()),
        ("seen_meaning", theme.meaning.clone()),
    ]);
    theme_page(&app, &desk, theme.clone(), form, &wanted).await
}

/// Reads how the chain's themes hang together.
async fn family_of(app: &App, desk: &Desk) -> Result<Family> {
    Ok(Family::read(&app.db.read, desk.face.chain.id).await?)
}

/// What a room said of the theme at a gathering.
struct InTheRoom {
    day: String,
    hands: Option<i32>,
    note: String,
}

async fn in_the_room(app: &App, desk: &Desk, theme: uuid::Uuid) -> Result<Vec<InTheRoom>> {
    let family = family_of(app, desk).await?;
    let heard = room::of_theme(&app.db.read, &family, theme).await?;
    let line = |one: room::Heard| InTheRoom {
        day: desk.w.date(one.gathering.starts_at, desk.zone()),
        hands: one.said.hands,
        note: one.said.note,
    };
    Ok(heard.into_iter().map(line).collect())
}

async fn theme_page(
    app: &App,
    desk: &Desk,
    theme: theme::Model,
    form: Form,
    wanted: &Wanted,
) -> Result<Response> {
    let action = desk.href(&format!("/themes/{}", theme.id));
    let acts = Acts::read(app, desk, &theme, wanted).await?;
    let mut page = desk.page(theme.name.clone(), Tab::Themes);
    let status = status_of(&mut page, &form);
    let template = ThemePage {
        page,
        form,
        behind: Behind::read(app, desk, &theme).await?,
        room: in_the_room(app, desk, theme.id).await?,
        theme,
        acts,
        action,
        back: desk.href("/themes"),
    };
    render_with(status, &template)
}
