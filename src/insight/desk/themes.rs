//! The table of themes, and one theme with its points.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{Kind, Role};
use entity::theme;
use serde::Deserialize;

use super::{Room, RoomLink, id_of, named, rooms, status_of};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::evidence::{self, Evidence, Totals};
use crate::insight::points::{self, Filter, Sourced};
use crate::insight::themes::{self, MEANING_MAX, NAME_MAX, RestsOn, Way};
use crate::insight::{coding, coding::Progress};
use crate::organiser::SignedIn;
use crate::web::paging::Paging;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/themes", list)
        .post("/desk/{slug}/themes", create)
        .get("/desk/{slug}/themes/{id}", show)
        .post("/desk/{slug}/themes/{id}", change)
        .post("/desk/{slug}/themes/{id}/move", shift)
        .get("/desk/{slug}/themes/{id}/remove", show_remove)
        .post("/desk/{slug}/themes/{id}/remove", remove)
}

struct Row {
    theme: theme::Model,
    evidence: Evidence,
    href: String,
}

/// A kind of points with how many there are.
struct Count {
    kind: &'static str,
    n: i64,
}

fn kinds(evidence: &Evidence) -> Vec<Count> {
    let count = |kind: &Kind| Count {
        kind: kind.as_str(),
        n: evidence.of_kind(*kind),
    };
    Kind::ALL.iter().map(count).filter(|c| c.n > 0).collect()
}

#[derive(Template)]
#[template(path = "insight/themes.html")]
struct ListPage {
    page: Page,
    rooms: Vec<RoomLink>,
    form: Form,
    rows: Vec<Row>,
    totals: Totals,
    progress: Progress,
    action: String,
    sort_href: String,
    points_href: String,
    /// Readers see the themes and their numbers, not the points.
    may_sort: bool,
}

async fn list(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Reader).await?;
    list_page(&app, &desk, Form::default()).await
}

async fn list_page(app: &App, desk: &Desk, form: Form) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let mut evidence = evidence::of_themes(conn, chain).await?;
    let row = |theme: theme::Model| Row {
        evidence: evidence.remove(&theme.id).unwrap_or_default(),
        href: desk.href(&format!("/themes/{}", theme.id)),
        theme,
    };
    let rows = themes::list(conn, chain).await?.into_iter().map(row);
    let mut page = desk.page(desk.w.t("themes-title"), Tab::Themes);
    let status = status_of(&mut page, &form);
    let template = ListPage {
        page,
        rooms: rooms(desk, Room::Themes),
        form,
        rows: rows.collect(),
        totals: evidence::totals(conn, chain).await?,
        progress: coding::progress(conn, chain, None).await?,
        action: desk.href("/themes"),
        sort_href: desk.href("/sort"),
        points_href: desk.href("/points"),
        may_sort: desk.may(Role::Coder),
    };
    render_with(status, &template)
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
        return list_page(&app, &desk, form).await;
    }
    let txn = db::begin_write(&app.db).await?;
    let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
    let made = themes::create(&txn, &app.means, by, chain, &name, &meaning).await?;
    if made.is_err() {
        drop(txn);
        form.fail("name", desk.w.t("theme-name-taken"));
        return list_page(&app, &desk, form).await;
    }
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/themes")).into_response())
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    page: String,
}

#[derive(Template)]
#[template(path = "insight/theme.html")]
struct ThemePage {
    page: Page,
    form: Form,
    theme: theme::Model,
    evidence: Evidence,
    totals: Totals,
    points: Vec<Sourced>,
    paging: Paging,
    action: String,
    back: String,
    sort_href: String,
    chat_href: String,
}

impl ThemePage {
    fn heard(&self) -> Option<(String, String)> {
        let day = |at| self.page.w.date(at, self.page.zone);
        let heard = self.evidence.first_heard.zip(self.evidence.last_heard);
        heard.map(|(first, last)| (day(first), day(last)))
    }
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
        themes: vec![theme.id],
        ..Filter::default()
    };
    let rows = points::count(conn, chain, &filter).await?;
    let paging = Paging::new(asked, rows, &action, &[]);
    let mut page = desk.page(theme.name.clone(), Tab::Themes);
    let status = status_of(&mut page, &form);
    let evidence = evidence::of_themes(conn, chain).await?.remove(&theme.id);
    let template = ThemePage {
        page,
        form,
        evidence: evidence.unwrap_or_default(),
        totals: evidence::totals(conn, chain).await?,
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
