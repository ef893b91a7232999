//! The list of points in nearly the same words: which were passed along, and which were said again.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use entity::shared::Role;
use entity::theme;
use uuid::Uuid;

use super::super::press::{self, LastPress};
use super::super::{Room, RoomLink, rooms};
use super::{CARDS, Links, Wanted, counts, links, sourced};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::insight::alike::{Alike, Set};
use crate::insight::points::Sourced;
use crate::organiser::SignedIn;
use crate::web::paging::Paging;
use crate::web::{Page, Result, Routes, render};

/// How many points of a set are listed.
const LISTED: usize = 10;

pub fn routes() -> Routes {
    Routes::new().get("/desk/{slug}/groups/alike", list)
}

/// A point of a set.
struct Line {
    point: Sourced,
    passed_along: bool,
}

/// Where one press puts the points that are not there yet.
struct Quick {
    theme: theme::Model,
    /// Ids with spaces between.
    points: String,
    count: usize,
    nonce: String,
}

struct Card {
    lines: Vec<Line>,
    /// Points that are not listed.
    more: usize,
    counts: String,
    passed_along: bool,
    quick: Option<Quick>,
    href: String,
    points: usize,
    unsorted: usize,
}

#[derive(Template)]
#[template(path = "insight/groups_alike.html")]
struct AlikePage {
    page: Page,
    rooms: Vec<RoomLink>,
    links: Links,
    note: Option<&'static str>,
    last: Option<LastPress>,
    cards: Vec<Card>,
    looked: usize,
    all: u64,
    chat_href: String,
    paging: Paging,
}

impl AlikePage {
    fn is_part(&self) -> bool {
        usize::try_from(self.all).unwrap_or(usize::MAX) > self.looked
    }

    fn day(&self, point: &Sourced) -> String {
        let at = point.recorded_at.unwrap_or(point.row.made_at);
        self.page.w.short_date(at, self.page.zone)
    }
}

async fn list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let found = Alike::read(&app.db.read, &app.alike, desk.face.chain.id).await?;
    let rows = u64::try_from(found.sets.len()).unwrap_or(u64::MAX);
    let path = desk.href("/groups/alike");
    let paging = Paging::short(CARDS, wanted.number(), rows, &path, &[]);
    let (skipped, taken) = paging.window();
    let shown: Vec<&Set> = found.sets.iter().skip(skipped).take(taken).collect();
    render(&AlikePage {
        page: desk.page(desk.w.t("groups-alike-title"), Tab::Themes),
        rooms: rooms(&desk, Room::Groups),
        links: links(&desk),
        note: wanted.note_key(),
        last: press::last(&app, &desk, "alike", "").await?,
        cards: cards(&app, &desk, &shown).await?,
        looked: found.looked,
        all: found.all,
        chat_href: desk.href("/conversations/"),
        paging,
    })
}

async fn cards(app: &App, desk: &Desk, shown: &[&Set]) -> Result<Vec<Card>> {
    let listed = |set: &Set| set.points.iter().copied().take(LISTED).collect::<Vec<_>>();
    let ids: Vec<Uuid> = shown.iter().flat_map(|set| listed(set)).collect();
    let points = sourced(app, desk, &ids).await?;
    let card = |set: &&Set| {
        let ids = listed(set);
        let mine: Vec<&Sourced> = points.iter().filter(|p| ids.contains(&p.row.id)).collect();
        Card {
            quick: quick(app, set, &mine),
            lines: mine
                .into_iter()
                .map(|point| Line {
                    point: point.clone(),
                    passed_along: set.passed_along.contains_key(&point.row.id),
                })
                .collect(),
            more: set.points.len() - ids.len(),
            counts: counts(desk, set.points.len(), &set.support),
            passed_along: !set.passed_along.is_empty(),
            href: desk.href(&format!("/groups/alike/{}", set.points[0])),
            points: set.points.len(),
            unsorted: set.unsorted,
        }
    };
    Ok(shown.iter().map(card).collect())
}

/// Offers the theme of the sorted ones for the others, where there is one such theme.
fn quick(app: &App, set: &Set, points: &[&Sourced]) -> Option<Quick> {
    if set.points.len() != points.len() {
        return None;
    }
    let mut themes = points.iter().flat_map(|point| &point.themes);
    let theme = themes.next()?;
    if themes.any(|other| other.id != theme.id) {
        return None;
    }
    let outside = points.iter().filter(|point| point.themes.is_empty());
    let outside: Vec<String> = outside.map(|point| point.row.id.to_string()).collect();
    (!outside.is_empty()).then(|| Quick {
        theme: theme.clone(),
        points: outside.join(" "),
        count: outside.len(),
        nonce: app.means.sources.token(),
    })
}
