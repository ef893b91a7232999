//! Groups of points in no theme that could be one, and points in nearly the same words. They are offered; what becomes
//! of each is for whoever sorts.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::insight;
use entity::shared::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;
use uuid::Uuid;

use super::press::{self, LastPress};
use super::{Room, RoomLink, id_of, named, rooms};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::i18n::Arg;
use crate::insight::coding;
use crate::insight::groups::{self, CHATS_MIN, Group, Groups, ORIGINS_MIN, POINTS_MIN};
use crate::insight::points::{self, Sourced};
use crate::methods::support::Support;
use crate::organiser::SignedIn;
use crate::web::paging::Paging;
use crate::web::{Form, Page, Result, Routes, render};

mod alike;
mod one;
mod passed;

/// How many groups a page shows.
pub(super) const CARDS: u64 = 20;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/groups", list)
        .post("/desk/{slug}/groups/{id}/pass", pass)
        .merge(one::routes())
        .merge(alike::routes())
        .merge(passed::routes())
}

/// What a list is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    pub page: String,
    /// What the page has to say: one of [`NOTES`], or one of sorting.
    pub note: String,
}

/// What a page may have to say, and the keys of the words.
const NOTES: [(&str, &str); 5] = [
    ("passed", "groups-note-passed"),
    ("back", "groups-note-back"),
    ("back-before", "groups-note-back-before"),
    ("regrouped", "groups-note-regrouped"),
    ("some-gone", "groups-note-some-gone"),
];

impl Wanted {
    /// Returns the key of what the page has to say.
    pub fn note_key(&self) -> Option<&'static str> {
        let found = NOTES.iter().find(|(name, _)| *name == self.note);
        let own = found.map(|(_, key)| *key);
        own.or_else(|| super::sort::note_key(&self.note))
    }

    /// Returns the number of the page.
    pub fn number(&self) -> Option<u64> {
        self.page.parse().ok()
    }
}

/// Links from each of these pages to the others.
pub(super) struct Links {
    pub groups: String,
    pub alike: String,
    pub passed: String,
}

/// Returns the addresses of these pages.
pub(super) fn links(desk: &Desk) -> Links {
    Links {
        groups: desk.href("/groups"),
        alike: desk.href("/groups/alike"),
        passed: desk.href("/groups/passed"),
    }
}

/// Says how widely points were heard.
pub(super) fn counts(desk: &Desk, points: usize, support: &Support) -> String {
    let args: &[(&'static str, &dyn Arg)] = &[
        ("points", &points),
        ("chats", &support.mentions),
        ("branches", &support.branches_with),
        ("times", &support.origins),
    ];
    desk.w.with("groups-counts", args)
}

/// Reads points that can be sorted with their sources, in the order of their ids.
pub(super) async fn sourced(app: &App, desk: &Desk, ids: &[Uuid]) -> Result<Vec<Sourced>> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let rows = insight::Entity::find()
        .filter(coding::sortable(chain))
        .filter(insight::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(insight::Column::Id)
        .all(conn)
        .await?;
    let sourced = points::with_sources(conn, chain, rows).await?;
    Ok(named(desk.w, sourced))
}

/// A group in the list.
struct Card {
    label: String,
    middle: Sourced,
    points: usize,
    counts: String,
    href: String,
}

#[derive(Template)]
#[template(path = "insight/groups.html")]
struct GroupsPage {
    page: Page,
    rooms: Vec<RoomLink>,
    links: Links,
    note: Option<&'static str>,
    last: Option<LastPress>,
    cards: Vec<Card>,
    offered: usize,
    passed: usize,
    looked: usize,
    unsorted: u64,
    /// There are points at all.
    any: bool,
    needs: String,
    chat_href: String,
    sort_href: String,
    paging: Paging,
}

impl GroupsPage {
    fn is_part(&self) -> bool {
        usize::try_from(self.unsorted).unwrap_or(usize::MAX) > self.looked
    }
}

async fn list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let found = Groups::read(conn, &app.groups, chain).await?;
    let rows = u64::try_from(found.offered.len()).unwrap_or(u64::MAX);
    let paging = Paging::short(CARDS, wanted.number(), rows, &desk.href("/groups"), &[]);
    let (skipped, taken) = paging.window();
    let shown = found.offered.iter().skip(skipped).take(taken).collect();
    let needs: &[(&'static str, &dyn Arg)] = &[
        ("points", &POINTS_MIN),
        ("chats", &CHATS_MIN),
        ("times", &ORIGINS_MIN),
    ];
    render(&GroupsPage {
        page: desk.page(desk.w.t("groups-title"), Tab::Themes),
        rooms: rooms(&desk, Room::Groups),
        links: links(&desk),
        note: wanted.note_key(),
        last: press::last(&app, &desk, "groups", "").await?,
        cards: cards(&app, &desk, shown).await?,
        offered: found.offered.len(),
        passed: found.passed.len(),
        looked: found.looked,
        unsorted: found.unsorted,
        any: coding::progress(conn, chain, None).await?.all > 0,
        needs: desk.w.with("groups-needs", needs),
        chat_href: desk.href("/conversations/"),
        sort_href: desk.href("/sort"),
        paging,
    })
}

async fn cards(app: &App, desk: &Desk, shown: Vec<&Group>) -> Result<Vec<Card>> {
    let middles: Vec<Uuid> = shown.iter().map(|group| group.middle).collect();
    let mut quoted = sourced(app, desk, &middles).await?;
    let mut cards = Vec::with_capacity(shown.len());
    for group in shown {
        // One taken out this very moment is not shown.
        let Some(place) = quoted.iter().position(|one| one.row.id == group.middle) else {
            continue;
        };
        cards.push(Card {
            label: group.label.clone(),
            middle: quoted.swap_remove(place),
            points: group.points.len(),
            counts: counts(desk, group.points.len(), &group.support),
            href: desk.href(&format!("/groups/{}", group.middle)),
        });
    }
    Ok(cards)
}

/// Says of the group with this point that it is not a theme.
async fn pass(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    _form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let (point, chain) = (id_of(&id)?, desk.face.chain.id);
    // Worked out before the only writer is taken: found again below at once.
    Groups::read(&app.db.read, &app.groups, chain).await?;
    let txn = db::begin_write(&app.db).await?;
    let found = Groups::read(&txn, &app.groups, chain).await?;
    // Pressed twice, or by two: it is passed already.
    let note = match found.with(point) {
        Some(group) if found.offers(point) => {
            groups::pass(&txn, &app.means, desk.by.organiser.id, chain, group).await?;
            txn.commit().await?;
            "passed"
        }
        Some(_) => "passed",
        None => "regrouped",
    };
    Ok(Redirect::to(&desk.href(&format!("/groups?note={note}"))).into_response())
}
