//! A chain at a glance: four numbers, what needs help now, the picture of the chain, and the table that says the same.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use entity::shared::Role;
use entity::{chain, insight};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};

use super::help::{self, Help};
use super::map::Chart;
use super::map::fold::Folds;
use super::map::part::{Asked, MapPart};
use super::needs_help::{self, Section};
use super::next::Next;
use super::snapshot::{Knot, Place, Snapshot};
use super::soon::{self, Soon, Undo};
use super::timeline::name_or;
use super::to_call;
use crate::app::App;
use crate::chain::Face;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::ways::{self, ToFind};
use crate::mail;
use crate::organiser::SignedIn;
use crate::web::paging::Paging;
use crate::web::{Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/desk/{slug}", show)
}

/// How many of those who need help a page shows.
const HELP_ROWS: u64 = 6;

/// How far a chain has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Those who said yes, also who was forgotten since: their place stays.
    pub people: u64,
    pub chats: u64,
    /// Points that count: not struck, not withdrawn.
    pub points: u64,
}

async fn count(
    conn: &impl ConnectionTrait,
    face: &Face,
    snapshot: &Snapshot,
) -> Result<Numbers, DbErr> {
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    Ok(Numbers {
        people: number(snapshot.count_agreed()),
        chats: number(snapshot.count_chats()),
        points: insight::Entity::find()
            .filter(insight::Column::Chain.eq(face.chain.id))
            .filter(insight::Column::StruckAt.is_null())
            .filter(insight::Column::WithdrawnAt.is_null())
            .count(conn)
            .await?,
    })
}

#[derive(Template)]
#[template(path = "desk/overview.html")]
struct OverviewPage {
    page: Page,
    base: String,
    chain: chain::Model,
    empty: bool,
    /// How many of the first invitations wait to be looked at.
    first: u64,
    /// Coders see how the chain goes, not the people's pages.
    may_open: bool,
    numbers: Numbers,
    needing: usize,
    /// How many people wait for a call.
    calls: usize,
    /// People who wait for a partner, and people who asked to be joined to one.
    waiting: usize,
    asking: usize,
    /// Who asked, with the page that finds somebody for them.
    askers: Vec<Next>,
    /// What takes effect in a few minutes.
    soon: Vec<Soon>,
    help: Section,
    paging: Paging,
    map: MapPart,
    everyone: usize,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let (conn, face) = (&app.db.read, &desk.face);
    let snapshot = Snapshot::load(conn, face, app.means.now()).await?;
    let mut needs = help::find(conn, face, &snapshot).await?;
    let all = u64::try_from(needs.rows.len()).unwrap_or(u64::MAX);
    let number = asked.page.parse().ok();
    // The picture stays as it is while somebody looks through the list.
    let folds = Folds::parse(&asked.fold).to_text();
    let kept = [("fold", folds.as_str())];
    let paging = Paging::short(HELP_ROWS, number, all, &desk.href(""), &kept);
    let (skip, take) = paging.window();
    let asking = asking(conn, face, &snapshot).await?;
    let end = needs.rows.len().min(skip.saturating_add(take));
    help::mark_joinable(conn, face, &mut needs.rows[skip.min(end)..end]).await?;
    let needing = &needs.rows;
    let mut first = needs_help::without_links(&app, &desk).await?;
    let count_needing = needing.len() + first.len();
    if paging.page > 1 {
        first.clear();
    }
    let shown: Vec<&Help> = needing.iter().skip(skip).take(take).collect();
    render(&OverviewPage {
        page: desk.page(desk.w.t("desk-overview-title"), Tab::Overview),
        base: desk.href(""),
        chain: face.chain.clone(),
        empty: snapshot.knots.is_empty(),
        first: mail::first::count(conn, face.host.id).await?,
        may_open: desk.may(Role::Organiser),
        numbers: count(conn, face, &snapshot).await?,
        needing: count_needing,
        calls: to_call::list_with(conn, face, &snapshot, &needs.steps)
            .await?
            .len(),
        waiting: count_waiting(&snapshot),
        asking: asking.len(),
        askers: asking
            .iter()
            .map(|one| asker(&desk, &snapshot, one))
            .collect(),
        soon: soon::list(&app, &desk, &snapshot, &needs.steps).await?,
        help: needs_help::section(&app, &desk, &needs, &shown, first).await?,
        paging,
        map: MapPart::of(&desk, &Chart::of(face, &snapshot, needing), &asked)?,
        everyone: snapshot.knots.len(),
    })
}

/// Lists who asked that somebody is found for them: each has a page that does it.
async fn asking(
    conn: &impl ConnectionTrait,
    face: &Face,
    snapshot: &Snapshot,
) -> Result<Vec<ToFind>, DbErr> {
    let mut asking = ways::list_waiting(conn, face.chain.id).await?;
    let here = |id| snapshot.knot(id).is_some_and(Knot::is_here);
    asking.retain(|one| here(one.initiator) && face.chain.closed_at.is_none());
    Ok(asking)
}

fn asker(desk: &Desk, snapshot: &Snapshot, one: &ToFind) -> Next {
    let name = snapshot.knot(one.initiator).and_then(|k| k.name.clone());
    let name = name_or(desk, &name.unwrap_or_default());
    Next {
        href: desk.href(&format!("/find/{}", one.nomination)),
        label: desk.w.html("desk-help-find", &[("person", &name)]),
    }
}

fn count_waiting(snapshot: &Snapshot) -> usize {
    let knots = snapshot.knots.iter().filter(|knot| knot.is_here());
    knots
        .filter(|knot| snapshot.standing(knot).place == Place::Waiting)
        .count()
}
