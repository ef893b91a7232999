//! The part of a theme's page about what people do to it: where it came from, its parts, its words, its place and its
//! points.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::theme;
use uuid::Uuid;

use super::late::too_late;
use super::split::named;
use super::{Wanted, family_of, find, read, theme_page};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::i18n::Html;
use crate::insight::desk::id_of;
use crate::insight::themes::said::{self, Said, Side, Sides};
use crate::insight::themes::{self, Family, NotNamed, RestsOn, Way, trail};
use crate::organiser::SignedIn;
use crate::web::paging::Paging;
use crate::web::{Error, Form, Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .post("/desk/{slug}/themes/{id}", change)
        .post("/desk/{slug}/themes/{id}/move", shift)
        .get("/desk/{slug}/themes/{id}/remove", show_remove)
        .post("/desk/{slug}/themes/{id}/remove", remove)
}

/// With more themes than this a point has no list of its own to be moved by; ticking it does the same.
const FEW: usize = 60;

/// Another theme, with where it is.
pub(super) struct Near {
    pub name: String,
    pub href: String,
}

/// A theme that this one is made of.
pub(super) struct Within {
    pub name: String,
    /// The theme it was merged into, where that is not this one itself.
    pub through: Option<String>,
    pub merged: Html,
    pub apart: String,
}

/// Points on one side, and where only they are listed.
pub(super) struct SideLink {
    pub side: &'static str,
    pub points: u64,
    pub href: String,
    pub here: bool,
}

/// Everything of a theme's page that people do things with.
pub(super) struct Acts {
    /// What was done just before; the ending of its words.
    pub said: Option<&'static str>,
    pub parent: Option<Near>,
    pub split_from: Option<Near>,
    pub made_of: Vec<Within>,
    pub parts: Vec<Near>,
    /// The names of the themes beside it in their order.
    pub beside: Vec<String>,
    /// Its own place among them, from 1.
    pub place: usize,
    pub others: Vec<theme::Model>,
    pub sides: Sides,
    pub side_links: Vec<SideLink>,
    pub side: &'static str,
    pub points: Vec<Said>,
    pub paging: Paging,
    pub sort_href: String,
    pub chat_href: String,
}

impl Acts {
    /// Reads what the page shows.
    pub(super) async fn read(
        app: &App,
        desk: &Desk,
        theme: &theme::Model,
        wanted: &Wanted,
    ) -> Result<Self> {
        let (conn, chain) = (&app.db.read, desk.face.chain.id);
        let family = family_of(app, desk).await?;
        let under = family.under(theme.id);
        let sides = said::sides(conn, chain, &under).await?;
        let side = Side::parse(&wanted.side);
        let rows = side.map_or(sides.all(), |side| sides.on(side));
        let path = desk.href(&format!("/themes/{}", theme.id));
        let query = [("side", side.map_or("", Side::as_str))];
        let paging = Paging::new(wanted.page.parse().ok(), rows, &path, &query);
        let paging = paging.named("page", "#points");
        let points = said::list(conn, chain, &under, side, &paging).await?;
        let near = |id: Uuid| family.get(id).map(|t| near(desk, &family, t));
        let siblings = family.siblings(theme.id);
        let place = siblings.iter().position(|t| t.id == theme.id);
        Ok(Self {
            said: done(&wanted.said),
            parent: family.parent(theme.id).and_then(near),
            split_from: theme.split_from.and_then(near),
            made_of: made_of(app, desk, &family, theme.id).await?,
            parts: family
                .parts(theme.id)
                .iter()
                .filter_map(|t| near(t.id))
                .collect(),
            beside: siblings.iter().map(|t| t.name.clone()).collect(),
            place: place.map_or(1, |place| place + 1),
            others: family
                .in_order()
                .into_iter()
                .filter(|t| t.id != theme.id)
                .cloned()
                .collect(),
            side_links: side_links(&path, sides, side),
            sides,
            side: side.map_or("", Side::as_str),
            points: named(desk, points),
            paging,
            sort_href: desk.href("/sort/"),
            chat_href: desk.href("/conversations/"),
        })
    }

    /// Tells whether each point has a list of themes of its own.
    pub(super) fn each_moves(&self) -> bool {
        !self.others.is_empty() && self.others.len() <= FEW
    }
}

/// Reads what was done just before.
fn done(text: &str) -> Option<&'static str> {
    let all = [
        "merged", "apart", "split", "nested", "moved", "out", "stance", "place",
    ];
    all.into_iter().find(|one| *one == text)
}

fn near(desk: &Desk, family: &Family, theme: &theme::Model) -> Near {
    Near {
        name: theme.name.clone(),
        href: desk.href(&format!("/themes/{}", family.now(theme.id))),
    }
}

fn side_links(path: &str, sides: Sides, here: Option<Side>) -> Vec<SideLink> {
    let link = |side: Side| SideLink {
        side: side.as_str(),
        points: sides.on(side),
        href: format!("{path}?side={}#points", side.as_str()),
        here: here == Some(side),
    };
    let shown = |side: &Side| sides.on(*side) > 0 || here == Some(*side);
    Side::ALL.into_iter().filter(shown).map(link).collect()
}

/// Lists everything that was merged into a theme, all the way down, with who did it.
async fn made_of(app: &App, desk: &Desk, family: &Family, id: Uuid) -> Result<Vec<Within>> {
    let mut merged = family.merged_under(id);
    merged.retain(|one| *one != id);
    let told = trail::merges(&app.db.read, desk.face.chain.id, &merged).await?;
    let within = |one: &Uuid| {
        let theme = family.get(*one)?;
        let (who, at) = told.get(one).cloned().unwrap_or_default();
        let who = if who.is_empty() {
            desk.w.t("desk-an-organiser")
        } else {
            who
        };
        let day = desk.w.date(at, desk.zone());
        let through = theme.merged_into.filter(|into| *into != id);
        Some(Within {
            name: theme.name.clone(),
            through: through
                .and_then(|id| family.get(id))
                .map(|t| t.name.clone()),
            merged: desk
                .w
                .html("theme-merged-by", &[("who", &who), ("day", &day)]),
            apart: desk.href(&format!("/themes/{one}/apart")),
        })
    };
    Ok(merged.iter().filter_map(within).collect())
}

async fn change(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let id = id_of(&id)?;
    let Ok(theme) = find(&app, &desk, &id.to_string()).await else {
        family_of(&app, &desk)
            .await?
            .get(id)
            .ok_or(Error::NotFound)?;
        return too_late(&app, &desk, id).await;
    };
    let (name, meaning) = read(&desk, &mut form);
    if !form.is_right() {
        return theme_page(&app, &desk, theme, form, &Wanted::default()).await;
    }
    let mut seen = theme.clone();
    if form.has("seen_name") {
        form.value("seen_name").clone_into(&mut seen.name);
        form.value("seen_meaning").clone_into(&mut seen.meaning);
    }
    let txn = db::begin_write(&app.db).await?;
    let by = desk.by.organiser.id;
    match themes::change(&txn, &app.means, by, &seen, &name, &meaning).await? {
        Ok(()) => txn.commit().await?,
        Err(NotNamed::TooLate) => {
            drop(txn);
            return too_late(&app, &desk, id).await;
        }
        Err(NotNamed::NameTaken) => {
            drop(txn);
            form.fail("name", desk.w.t("theme-name-taken"));
            return theme_page(&app, &desk, theme, form, &Wanted::default()).await;
        }
    }
    Ok(Redirect::to(&desk.href("/themes")).into_response())
}

/// Moves a theme a place up or down, or to a place by its number.
async fn shift(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let theme = find(&app, &desk, &id).await?;
    let (means, by) = (&app.means, desk.by.organiser.id);
    let txn = db::begin_write(&app.db).await?;
    let next = if form.has("place") {
        let place = form.value("place").parse().map_err(|_| Error::NotFound)?;
        themes::place(&txn, means, by, &theme, place).await?;
        format!("/themes/{}?said=place", theme.id)
    } else {
        let way = Way::parse(form.value("way")).ok_or(Error::NotFound)?;
        themes::shift(&txn, means, by, &theme, way).await?;
        "/themes".to_owned()
    };
    txn.commit().await?;
    Ok(Redirect::to(&desk.href(&next)).into_response())
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
        let id = id_of(&id)?;
        if family_of(&app, &desk).await?.get(id).is_some() {
            return too_late(&app, &desk, id).await;
        }
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
