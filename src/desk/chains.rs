//! The organiser's first page: their chains side by side, those that need help first (O2).
//!
//! How many links need help is counted by the same rule as on the chain's own page, so the two never differ. The other
//! figures are counted for all chains at once.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use entity::shared::Role;
use entity::{host, membership};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Deserialize;
use uuid::Uuid;

use super::help;
use super::snapshot::Snapshot;
use crate::app::App;
use crate::backup::schedule;
use crate::chain::desk::{desk_page, home_of};
use crate::chain::numbers::Numbers;
use crate::chain::{Face, numbers};
use crate::i18n::Words;
use crate::mail::pause;
use crate::organiser::{self, SignedIn};
use crate::people::name::to_search;
use crate::web::paging::{Paging, ROWS};
use crate::web::{Page, Result, Routes, render};

/// With more chains than this there is a search.
const MANY: usize = 20;

pub fn routes() -> Routes {
    Routes::new().get("/desk", show)
}

struct Row {
    href: String,
    slug: String,
    name: String,
    lang: String,
    people: i64,
    chats: i64,
    /// How many links need help; absent where the organiser's role does not tell.
    help: Option<usize>,
    /// The word for how far it is, as a key.
    stage: &'static str,
    last: String,
    role: &'static str,
}

/// The chains of one host.
struct Group {
    host: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "chain/chains.html")]
struct ChainsPage {
    page: Page,
    groups: Vec<Group>,
    /// The organiser has so many chains in all.
    all: usize,
    searchable: bool,
    name: String,
    paging: Paging,
    warnings: Warnings,
}

/// What is wrong with the server itself, for those who can call its technician.
struct Warnings {
    /// No message goes out: since when, and whether a backup was restored.
    paused: Option<(String, bool)>,
    /// The last backup failed, or is late; owners are told. Empty: none was ever made.
    backup: Option<String>,
}

impl Warnings {
    async fn find(app: &App, roles: &[membership::Model]) -> std::result::Result<Self, DbErr> {
        let (conn, w) = (&app.db.read, Words::of("en"));
        let zone = chrono_tz::Tz::UTC;
        let paused = pause::find(conn).await?;
        let mut backup = None;
        if app.settings.backup_dir.is_some() && roles.iter().any(|m| m.role == Role::Owner) {
            let standing = schedule::standing(conn).await?;
            let late = |at| app.means.now() - at > schedule::LATE;
            if standing.error.is_some() || standing.made_at.is_some_and(late) {
                let last = standing.made_at.map(|at| w.date(at, zone));
                backup = Some(last.unwrap_or_default());
            }
        }
        Ok(Self {
            paused: paused.map(|row| (w.date(row.since, zone), row.why == "restored")),
            backup,
        })
    }
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
    #[serde(default)]
    name: String,
}

/// A chain with what the list tells of it.
struct Side {
    face: Face,
    role: Role,
    numbers: Numbers,
    help: Option<usize>,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let mut page = desk_page(&app, "chains-title").await;
    page.wide = true;
    let read = &app.db.read;
    let mut faces = numbers::list_for(read, by.organiser.id).await?;
    let all = faces.len();
    let wanted = to_search(asked.name.trim());
    faces.retain(|face| to_search(&face.words.name).contains(&wanted));
    let roles = organiser::list_roles(read, by.organiser.id).await?;
    let mut sides = side_by_side(&app, faces, &roles).await?;
    sort(&mut sides);
    let rows = u64::try_from(sides.len()).unwrap_or(u64::MAX);
    let paging = Paging::new(
        asked.page.parse().ok(),
        rows,
        "/desk",
        &[("name", &asked.name)],
    );
    let skip = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let take = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let groups = group(sides.into_iter().skip(skip).take(take));
    render(&ChainsPage {
        page,
        groups,
        all,
        searchable: all > MANY,
        name: asked.name,
        paging,
        warnings: Warnings::find(&app, &roles).await?,
    })
}

async fn side_by_side(
    app: &App,
    faces: Vec<Face>,
    roles: &[membership::Model],
) -> Result<Vec<Side>, DbErr> {
    let read = &app.db.read;
    let ids: Vec<Uuid> = faces.iter().map(|face| face.chain.id).collect();
    let all = numbers::of_chains(read, &ids).await?;
    let mut sides = Vec::with_capacity(faces.len());
    for face in faces {
        let Some(role) = organiser::role_among(roles, &face.chain) else {
            continue;
        };
        let help = if organiser::includes(role, Role::Coder) {
            Some(count_help(read, &face, app).await?)
        } else {
            None
        };
        sides.push(Side {
            numbers: all.get(&face.chain.id).copied().unwrap_or_default(),
            face,
            role,
            help,
        });
    }
    Ok(sides)
}

/// Counts the links of a chain that need help, as its own page does. In a chain that nobody is in yet there are none.
async fn count_help(conn: &impl ConnectionTrait, face: &Face, app: &App) -> Result<usize, DbErr> {
    if face.chain.opened_at.is_none() {
        return Ok(0);
    }
    let snapshot = Snapshot::load(conn, face, app.means.now()).await?;
    Ok(help::list(conn, face, &snapshot).await?.len())
}

/// Puts the host first whose chains need help most, and within a host the chain that does; among equals the one in
/// which something happened last.
fn sort(sides: &mut [Side]) {
    let most = |host: &host::Model, sides: &[Side]| {
        let own = sides.iter().filter(|side| side.face.host.id == host.id);
        own.map(|side| side.help.unwrap_or(0)).max().unwrap_or(0)
    };
    let keys: Vec<_> = sides
        .iter()
        .map(|side| (side.face.chain.id, most(&side.face.host, sides)))
        .collect();
    let of_host = |id: Uuid| keys.iter().find(|(chain, _)| *chain == id).map(|(_, n)| *n);
    sides.sort_by_cached_key(|side| {
        let Face { chain, host, .. } = &side.face;
        let last = side.numbers.last_activity.unwrap_or(chain.made_at);
        (
            std::cmp::Reverse(of_host(chain.id)),
            host.name.clone(),
            host.id,
            std::cmp::Reverse(side.help.unwrap_or(0)),
            chain.closed_at.is_some(),
            std::cmp::Reverse(last),
            chain.id,
        )
    });
}

fn group(sides: impl Iterator<Item = Side>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut last = None;
    for side in sides {
        if last != Some(side.face.host.id) {
            last = Some(side.face.host.id);
            groups.push(Group {
                host: side.face.host.name.clone(),
                rows: Vec::new(),
            });
        }
        if let Some(group) = groups.last_mut() {
            group.rows.push(row(side));
        }
    }
    groups
}

fn row(side: Side) -> Row {
    let Side {
        face,
        role,
        numbers,
        help,
    } = side;
    Row {
        href: home_of(&face.chain.slug, role),
        stage: stage(&face),
        last: numbers
            .last_activity
            .map(|at| Words::of("en").date(at, face.zone()))
            .unwrap_or_default(),
        people: numbers.people,
        chats: numbers.chats,
        help,
        role: role.as_str(),
        slug: face.chain.slug,
        name: face.words.name,
        lang: face.words.lang,
    }
}

fn stage(face: &Face) -> &'static str {
    let chain = &face.chain;
    if chain.closed_at.is_some() {
        "chain-stage-closed"
    } else if chain.paused_at.is_some() {
        "chain-stage-paused"
    } else if chain.opened_at.is_some() {
        "chain-stage-open"
    } else {
        "chain-stage-new"
    }
}
