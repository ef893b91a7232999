//! A chain at a glance: four numbers, what needs help now, the latest of everyone in it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use entity::shared::Role;
use entity::{chain, conversation, insight, participant};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use serde::Deserialize;

use super::help;
use super::needs_help::{HelpRow, help_row};
use super::roll::{Row, row_of};
use super::snapshot::{Place, Snapshot};
use super::to_call;
use crate::app::App;
use crate::chain::Face;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::pool;
use crate::organiser::SignedIn;
use crate::web::paging::{Paging, ROWS};
use crate::web::{Page, Result, Routes, render};

/// How many people the overview names before it links to all of them.
const LATEST: usize = 10;

pub fn routes() -> Routes {
    Routes::new().get("/desk/{slug}", show)
}

/// How far a chain has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Those who said yes, also who was forgotten since: their place stays.
    pub people: u64,
    pub chats: u64,
    /// Points that count: not struck, not withdrawn.
    pub points: u64,
}

async fn count(conn: &impl ConnectionTrait, face: &Face) -> Result<Numbers, DbErr> {
    let chain = face.chain.id;
    Ok(Numbers {
        people: participant::Entity::find()
            .filter(participant::Column::Chain.eq(chain))
            .filter(participant::Column::AgreedAt.is_not_null())
            .count(conn)
            .await?,
        chats: conversation::Entity::find()
            .filter(conversation::Column::Chain.eq(chain))
            .filter(conversation::Column::RecordedAt.is_not_null())
            .count(conn)
            .await?,
        points: insight::Entity::find()
            .filter(insight::Column::Chain.eq(chain))
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
    /// Coders see how the chain goes, not the people's pages.
    may_open: bool,
    numbers: Numbers,
    needing: usize,
    /// How many people wait for a call.
    calls: usize,
    /// People who wait for a partner, and people who asked to be joined to one.
    waiting: usize,
    asking: u64,
    help: Vec<HelpRow>,
    paging: Paging,
    rows: Vec<Row>,
    everyone: usize,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
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
    let needing = help::list(conn, face, &snapshot).await?;
    let all = u64::try_from(needing.len()).unwrap_or(u64::MAX);
    let paging = Paging::new(asked.page.parse().ok(), all, &desk.href(""), &[]);
    let skip = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let take = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let shown = needing.iter().skip(skip).take(take);
    render(&OverviewPage {
        page: desk.page(desk.w.t("desk-overview-title"), Tab::Overview),
        base: desk.href(""),
        chain: face.chain.clone(),
        empty: snapshot.knots.is_empty(),
        may_open: desk.may(Role::Organiser),
        numbers: count(conn, face).await?,
        needing: needing.len(),
        calls: to_call::list(conn, face, &snapshot).await?.len(),
        waiting: count_waiting(&snapshot),
        asking: pool::count_asking(conn, face.chain.id).await?,
        help: shown.map(|help| help_row(&desk, help)).collect(),
        paging,
        rows: latest(&desk, &snapshot),
        everyone: snapshot.knots.len(),
    })
}

fn count_waiting(snapshot: &Snapshot) -> usize {
    let knots = snapshot.knots.iter().filter(|knot| knot.is_here());
    knots
        .filter(|knot| snapshot.standing(knot).place == Place::Waiting)
        .count()
}

fn latest(desk: &Desk, snapshot: &Snapshot) -> Vec<Row> {
    let mut standing: Vec<_> = snapshot
        .knots
        .iter()
        .map(|knot| (snapshot.standing(knot), knot))
        .collect();
    standing.sort_by_key(|(standing, knot)| std::cmp::Reverse((standing.since, knot.id)));
    standing
        .into_iter()
        .take(LATEST)
        .map(|(standing, knot)| row_of(desk, snapshot, knot, standing))
        .collect()
}
