//! Everyone in a chain, with where each link stands: searched by name, filtered by state, a page at a time.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use entity::shared::Role;
use serde::Deserialize;
use uuid::Uuid;

use super::snapshot::{Knot, Place, Snapshot, Standing};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::organiser::SignedIn;
use crate::people::name::to_search;
use crate::web::paging::Paging;
use crate::web::{Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/desk/{slug}/people", show)
}

/// A person as a table shows them.
pub struct Row {
    pub id: Uuid,
    /// Empty for somebody who was forgotten.
    pub name: String,
    /// Who asked them: the name, empty for somebody who was forgotten; absent for a first person. Words for nobody,
    /// while who came by themself waits.
    pub inviter: Option<String>,
    /// The first person of their branch.
    pub branch: String,
    /// They have a place on the map.
    pub placed: bool,
    pub state: String,
    pub tone: &'static str,
    pub since: String,
}

/// Makes the row of a person.
pub fn row_of(desk: &Desk, snapshot: &Snapshot, knot: &Knot, standing: Standing) -> Row {
    let name = |knot: &Knot| knot.name.clone().unwrap_or_default();
    let branch = knot.branch.and_then(|id| snapshot.knot(id));
    let nobody = knot.branch.is_none().then(|| desk.w.t("desk-nobody-yet"));
    Row {
        id: knot.id,
        name: name(knot),
        inviter: snapshot.inviter(knot.id).map(name).or(nobody.clone()),
        branch: branch.map(name).or(nobody).unwrap_or_default(),
        placed: knot.branch.is_some(),
        state: desk.w.t(&standing.place.key()),
        tone: standing.place.tone(),
        since: desk.w.short_date(standing.since, desk.zone()),
    }
}

struct Choice {
    value: &'static str,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "desk/people.html")]
struct PeoplePage {
    page: Page,
    base: String,
    name: String,
    states: Vec<Choice>,
    rows: Vec<Row>,
    everyone: usize,
    paging: Paging,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    name: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let snapshot = Snapshot::load(&app.db.read, &desk.face, app.means.now()).await?;
    let place = Place::parse(&asked.state);
    let found = find(&snapshot, &asked.name, place);
    let base = desk.href("/people");
    let rows = u64::try_from(found.len()).unwrap_or(u64::MAX);
    let kept = [
        ("name", asked.name.as_str()),
        ("state", place.map_or("", Place::as_str)),
    ];
    let paging = Paging::new(asked.page.parse().ok(), rows, &base, &kept);
    let (skip, take) = paging.window();
    let shown = found.into_iter().skip(skip).take(take);
    render(&PeoplePage {
        page: desk.page(desk.w.t("desk-people-title"), Tab::People),
        states: choices(&desk, place),
        rows: shown
            .map(|(knot, standing)| row_of(&desk, &snapshot, knot, standing))
            .collect(),
        everyone: snapshot.knots.len(),
        name: asked.name,
        base,
        paging,
    })
}

/// Finds people by a part of their name, whatever its case and accents, and by where they are; sorted by name, who was
/// forgotten last.
fn find<'s>(snapshot: &'s Snapshot, name: &str, place: Option<Place>) -> Vec<(&'s Knot, Standing)> {
    let wanted = to_search(name.trim());
    let mut found: Vec<_> = snapshot
        .knots
        .iter()
        .map(|knot| (to_search(knot.name.as_deref().unwrap_or_default()), knot))
        .filter(|(name, _)| name.contains(&wanted))
        .map(|(name, knot)| (name, knot, snapshot.standing(knot)))
        .filter(|(_, _, standing)| place.is_none_or(|place| standing.place == place))
        .collect();
    found.sort_by(|(a, x, _), (b, y, _)| (a.is_empty(), a, x.id).cmp(&(b.is_empty(), b, y.id)));
    found
        .into_iter()
        .map(|(_, knot, standing)| (knot, standing))
        .collect()
}

fn choices(desk: &Desk, chosen: Option<Place>) -> Vec<Choice> {
    Place::ALL
        .into_iter()
        .map(|place| Choice {
            value: place.as_str(),
            label: desk.w.t(&place.key()),
            chosen: chosen == Some(place),
        })
        .collect()
}
