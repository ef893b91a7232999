//! Groups that somebody said are not a theme, and offering them again.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use uuid::Uuid;

use super::super::{Room, RoomLink, id_of, rooms};
use super::{CARDS, Links, Wanted, counts, links, sourced};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::i18n::{Arg, Html};
use crate::insight::groups::{self, Groups};
use crate::insight::points::Sourced;
use crate::organiser::{self, SignedIn};
use crate::web::paging::Paging;
use crate::web::{Form, Page, Result, Routes, render};

/// How many points of each are shown.
const TOLD: usize = 3;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/groups/passed", list)
        .post("/desk/{slug}/groups/passed/{id}/back", back)
}

/// A group that was passed.
struct Card {
    who: Html,
    /// How widely it is heard; empty when it is no group any more.
    counts: String,
    points: Vec<Sourced>,
    action: String,
}

#[derive(Template)]
#[template(path = "insight/groups_passed.html")]
struct PassedPage {
    page: Page,
    rooms: Vec<RoomLink>,
    links: Links,
    note: Option<&'static str>,
    cards: Vec<Card>,
    paging: Paging,
}

async fn list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let found = Groups::read(&app.db.read, &app.groups, desk.face.chain.id).await?;
    let rows = u64::try_from(found.passed.len()).unwrap_or(u64::MAX);
    let path = desk.href("/groups/passed");
    let paging = Paging::short(CARDS, wanted.number(), rows, &path, &[]);
    render(&PassedPage {
        page: desk.page(desk.w.t("groups-passed-title"), Tab::Themes),
        rooms: rooms(&desk, Room::Groups),
        links: links(&desk),
        note: wanted.note_key(),
        cards: cards(&app, &desk, &found, &paging).await?,
        paging,
    })
}

async fn cards(app: &App, desk: &Desk, found: &Groups, paging: &Paging) -> Result<Vec<Card>> {
    let (skipped, taken) = paging.window();
    let shown: Vec<_> = found.passed.iter().skip(skipped).take(taken).collect();
    let who = shown.iter().map(|(row, _)| row.organiser);
    let names = organiser::names_on(&app.db.read, &desk.face.chain, who).await?;
    let first = shown.iter().flat_map(|(row, _)| told(&row.points.0));
    let points = sourced(app, desk, &first.collect::<Vec<_>>()).await?;
    let card = |(row, group): &&(entity::group_passed::Model, Option<groups::Group>)| {
        let name = names.get(&row.organiser).unwrap_or(&desk.face.host.name);
        let day = desk.w.short_date(row.at, desk.zone());
        let args: &[(&'static str, &dyn Arg)] = &[("name", name), ("day", &day)];
        let counted = group.as_ref();
        let ids: Vec<Uuid> = told(&row.points.0).collect();
        let mine = points.iter().filter(|point| ids.contains(&point.row.id));
        Card {
            who: desk.w.html("groups-passed-by", args),
            counts: counted.map_or_else(String::new, |group| {
                counts(desk, group.points.len(), &group.support)
            }),
            points: mine.cloned().collect(),
            action: desk.href(&format!("/groups/passed/{}/back", row.id)),
        }
    };
    Ok(shown.iter().map(card).collect())
}

fn told(points: &[Uuid]) -> impl Iterator<Item = Uuid> {
    points.iter().copied().take(TOLD)
}

async fn back(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    _form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let (id, chain) = (id_of(&id)?, desk.face.chain.id);
    let txn = db::begin_write(&app.db).await?;
    let by = desk.by.organiser.id;
    let done = groups::offer_again(&txn, &app.means, by, chain, id).await?;
    txn.commit().await?;
    let note = if done { "back" } else { "back-before" };
    Ok(Redirect::to(&desk.href(&format!("/groups?note={note}"))).into_response())
}
