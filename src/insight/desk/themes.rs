//! One theme with its points: making, changing, moving and removing it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::theme;
use serde::Deserialize;

use super::evidence::Behind;
use super::table::{Wanted, list_page};
use super::{id_of, named, status_of};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::evidence;
use crate::insight::points::{self, Filter, Sourced};
use crate::insight::themes::{self, MEANING_MAX, NAME_MAX, RestsOn, Way};
use crate::organiser::SignedIn;
use crate::web::paging::Paging;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .post("/desk/{slug}/themes", create)
        .get("/desk/{slug}/themes/{id}", show)
        .post("/desk/{slug}/themes/{id}", change)
        .post("/desk/{slug}/themes/{id}/move", shift)
        .get("/desk/{slug}/themes/{id}/remove", show_remove)
        .post("/desk/{slug}/themes/{id}/remove", remove)
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
        return list_page(&app, &desk, form, &Wanted::default()).await;
    }
    let txn = db::begin_write(&app.db).await?;
    let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
    let made = themes::create(&txn, &app.means, by, chain, &name, &meaning).await?;
    if made.is_err() {
        drop(txn);
        form.fail("name", desk.w.t("theme-name-taken"));
        return list_page(&app, &desk, form, &Wanted::default()).await;
    }
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/themes")).into_response())
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
}

#[derive(Template)]
#[template(path = "insight/theme.html")]
struct ThemePage {
    page: Page,
    form: Form,
    theme: theme::Model,
    behind: Behind,
    points: Vec<Sourced>,
    paging: Paging,
    action: String,
    back: String,
    sort_href: String,
    chat_href: String,
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
    Query(wanted): Query<Asked>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let theme = find(&app, &desk, &id).await?;
    let form = Form::filled([
        ("name", theme.name.clone()),
        ("meaning", theme.meaning.clone()),
    ]);
    theme_page(&app, &desk, theme, form, wanted.page.parse().ok()).await
}

async fn theme_page(
    app: &App,
    desk: &Desk,
    theme: theme::Model,
    form: Form,
    asked: Option<u64>,
) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let action = desk.href(&format!("/themes/{}", theme.id));
    let filter = Filter {
        themes: evidence::family(conn, chain, theme.id).await?,
        ..Filter::default()
    };
    let rows = points::count(conn, chain, &filter).await?;
    let paging = Paging::new(asked, rows, &action, &[]);
    let mut page = desk.page(theme.name.clone(), Tab::Themes);
    let status = status_of(&mut page, &form);
    let template = ThemePage {
        page,
        form,
        behind: Behind::read(app, desk, &theme).await?,
        points: named(desk.w, points::list(conn, chain, &filter, &paging).await?),
        theme,
        paging,
        action,
        back: desk.href("/themes"),
        sort_href: desk.href("/sort/"),
        chat_href: desk.href("/conversations/"),
    };
    render_with(status, &template)
}

async fn change(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let theme = find(&app, &desk, &id).await?;
    let (name, meaning) = read(&desk, &mut form);
    if !form.is_right() {
        return theme_page(&app, &desk, theme, form, None).await;
    }
    let txn = db::begin_write(&app.db).await?;
    let by = desk.by.organiser.id;
    let done = themes::change(&txn, &app.means, by, &theme, &name, &meaning).await?;
    if done.is_err() {
        drop(txn);
        form.fail("name", desk.w.t("theme-name-taken"));
        return theme_page(&app, &desk, theme, form, None).await;
    }
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/themes")).into_response())
}

async fn shift(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let theme = find(&app, &desk, &id).await?;
    let way = Way::parse(form.value("way")).ok_or(Error::NotFound)?;
    let txn = db::begin_write(&app.db).await?;
    themes::shift(&txn, &app.means, desk.by.organiser.id, &theme, way).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/themes")).into_response())
}

#[derive(Template)]
#[template(path = "insight/theme_remove.html")]
struct RemovePage {
    page: Page,
    theme: theme::Model,
    rest: Option<RestsOn>,
    action: String,
    back: String,
}

async fn show_remove(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let theme = find(&app, &desk, &id).await?;
    render(&RemovePage {
        page: desk.page(desk.w.t("theme-remove-title"), Tab::Themes),
        rest: themes::find_rest(&app.db.read, &theme).await?,
        action: desk.href(&format!("/themes/{}/remove", theme.id)),
        back: desk.href(&format!("/themes/{}", theme.id)),
        theme,
    })
}

async fn remove(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let Ok(theme) = find(&app, &desk, &id).await else {
        // Pressed twice, or an old tab: it is gone already.
        return Ok(Redirect::to(&desk.href("/themes")).into_response());
    };
    let txn = db::begin_write(&app.db).await?;
    let done = themes::remove(&txn, &app.means, desk.by.organiser.id, &theme).await?;
    let next = match done {
        Ok(()) => desk.href("/themes"),
        Err(_) => desk.href(&format!("/themes/{}/remove", theme.id)),
    };
    txn.commit().await?;
    Ok(Redirect::to(&next).into_response())
}
