//! The chain as a tree that can be drawn: who stands under whom, where each is, and what is late.
//!
//! One [`Chart`] feeds the picture, the table, the poster and the data, so that the four cannot tell different things
//! . Here nobody is left out: what the picture folds away is decided in [`fold`], after this.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use entity::shared::Role;
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use uuid::Uuid;

use super::help::{self, Help, Why};
use super::snapshot::{Knot, Place, Snapshot, Standing};
use crate::app::App;
use crate::chain::Face;
use crate::chain::desk::Desk;
use crate::conversation::State as Link;
use crate::i18n::Words;
use crate::methods::tree::Forest;
use crate::organiser::SignedIn;
use crate::web::{Error, Result, Routes};

pub mod fold;
mod label;
pub mod part;
pub mod picture;
mod poster;
mod table;

pub fn routes() -> Routes {
    poster::routes().get("/desk/{slug}/map.json", data)
}

/// Why somebody's link is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Nothing happened for so many days.
    Late(i64),
    /// Nothing can happen until somebody mends it.
    Stuck,
}

impl Mark {
    /// Says what is the matter.
    pub fn words(self, w: Words) -> String {
        match self {
            Self::Late(days) => w.with("map-late", &[("days", &days)]),
            Self::Stuck => w.t("map-stuck"),
        }
    }
}

/// One person of the chart.
#[derive(Clone, Copy, Debug)]
pub struct Person<'s> {
    pub knot: &'s Knot,
    pub standing: Standing,
    pub mark: Option<Mark>,
}

impl Person<'_> {
    /// Returns the name; empty for somebody who was forgotten.
    pub fn name(&self) -> &str {
        self.knot.name.as_deref().unwrap_or_default()
    }

    /// Tells whether they have talked with who asked them or, as a first person, with who they asked.
    pub fn has_talked(&self) -> bool {
        match self.standing.place {
            Place::FirstTalked => true,
            Place::Link(state) => state.has_talked(),
            _ => false,
        }
    }

    /// Tells whether their link ended before they talked.
    pub fn is_over(&self) -> bool {
        match self.standing.place {
            Place::Stopped | Place::Gone => true,
            Place::Link(state) => state.is_over(),
            _ => false,
        }
    }

    /// Tells whether something can still happen at this person, so that their branch is not finished.
    fn is_moving(&self, open: bool) -> bool {
        let own_turn = open && self.knot.finished_at.is_none() && self.knot.is_here();
        match self.standing.place {
            Place::Link(Link::Recorded | Link::Checked) => own_turn,
            Place::FirstTalked | Place::Link(Link::PassedOn) => false,
            _ => !self.is_over(),
        }
    }
}

/// Everyone of a chain in the order of the tree: branch after branch, who was asked below who asked.
pub struct Chart<'s> {
    pub people: Vec<Person<'s>>,
    /// Who stands in the tree: the first `forest.len()` of `people`, under the same numbers. The rest wait for a place.
    pub forest: Forest,
    /// Whether something can still happen at a person.
    pub moving: Vec<bool>,
}

impl<'s> Chart<'s> {
    /// Draws up the chart of a snapshot. `needing` is what [`help::list`] found.
    pub fn of(face: &Face, snapshot: &'s Snapshot, needing: &[Help]) -> Self {
        let (mut placed, apart): (Vec<&Knot>, Vec<&Knot>) = snapshot
            .knots
            .iter()
            .partition(|knot| knot.branch.is_some());
        let ids: HashMap<Uuid, usize> = (0..).zip(&placed).map(|(n, knot)| (knot.id, n)).collect();
        let above = |knot: &&Knot| knot.parent.and_then(|id| ids.get(&id).copied());
        let forest =
            Forest::of(placed.iter().map(above).collect()).unwrap_or_else(|| flat(&placed));
        // Numbered anew in the order a reader meets them, a parent always comes before their children.
        let mut number = vec![0; placed.len()];
        for (n, &v) in forest.preorder().iter().enumerate() {
            number[v] = n;
        }
        let parents = forest.preorder().iter();
        let parents = parents
            .map(|&v| forest.parent(v).map(|u| number[u]))
            .collect();
        placed = forest.preorder().iter().map(|&v| placed[v]).collect();
        let forest = Forest::of(parents).unwrap_or_else(|| flat(&placed));
        let marks = marks(needing);
        let person = |knot: &'s Knot| Person {
            knot,
            standing: snapshot.standing(knot),
            mark: marks.get(&knot.id).copied(),
        };
        let people: Vec<Person<'s>> = placed.into_iter().chain(apart).map(person).collect();
        let moving = |one: &Person<'_>| one.mark.is_some() || one.is_moving(face.is_open());
        Self {
            moving: people.iter().map(moving).collect(),
            people,
            forest,
        }
    }

    /// Returns who asked a person, where that is known.
    pub fn parent(&self, n: usize) -> Option<&Person<'s>> {
        let parent = if n < self.forest.len() {
            self.forest.parent(n)
        } else {
            None
        };
        parent.map(|parent| &self.people[parent])
    }

    /// Finds somebody of the tree.
    pub fn find(&self, id: Uuid) -> Option<usize> {
        let tree = &self.people[..self.forest.len()];
        tree.iter().position(|person| person.knot.id == id)
    }

    /// Lists who has no place in the tree yet and is still here.
    pub fn waiting(&self) -> impl Iterator<Item = &Person<'s>> {
        self.people[self.forest.len()..]
            .iter()
            .filter(|person| !person.is_over())
    }
}

/// Without links everyone is a first person; the database's own rules (I3) keep this from being needed.
fn flat(placed: &[&Knot]) -> Forest {
    Forest::of(vec![None; placed.len()]).expect("invariant: a forest of roots is one")
}

/// What people reported is for who reads the reports: the picture does not show it.
fn marks(needing: &[Help]) -> HashMap<Uuid, Mark> {
    let mut marks = HashMap::new();
    for help in needing.iter().filter(|help| help.why != Why::Reported) {
        let mark = if help.is_stuck() {
            Mark::Stuck
        } else {
            Mark::Late(help.days)
        };
        let before = marks.entry(help.person).or_insert(mark);
        *before = mark.max(*before);
    }
    marks
}

/// The words for places, each looked up once.
pub struct PlaceWords(HashMap<Place, String>);

impl PlaceWords {
    pub fn of(w: Words) -> Self {
        let words = |place: Place| (place, w.t(&format!("map-place-{}", place.as_str())));
        Self(Place::ALL.into_iter().map(words).collect())
    }

    pub fn get(&self, place: Place) -> &str {
        self.0.get(&place).map_or("", String::as_str)
    }
}

/// A person as the data tells of them: the same as the picture and the table.
#[derive(Serialize)]
struct Told<'a> {
    id: Uuid,
    /// Absent for somebody who was forgotten.
    name: Option<&'a str>,
    parent: Option<Uuid>,
    depth: Option<usize>,
    place: &'static str,
    state: &'a str,
    since: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// Reads a chain and what needs help in it.
pub async fn read(
    conn: &impl ConnectionTrait,
    face: &Face,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(Snapshot, Vec<Help>), DbErr> {
    let snapshot = Snapshot::load(conn, face, now).await?;
    let needing = help::list(conn, face, &snapshot).await?;
    Ok((snapshot, needing))
}

async fn data(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let (snapshot, needing) = read(&app.db.read, &desk.face, app.means.now()).await?;
    let chart = Chart::of(&desk.face, &snapshot, &needing);
    let words = PlaceWords::of(desk.w);
    let told = chart.people.iter().enumerate().map(|(n, person)| Told {
        id: person.knot.id,
        name: person.knot.name.as_deref(),
        parent: chart.parent(n).map(|parent| parent.knot.id),
        depth: (n < chart.forest.len()).then(|| chart.forest.depth(n)),
        place: person.standing.place.as_str(),
        state: words.get(person.standing.place),
        since: person
            .standing
            .since
            .to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        note: person.mark.map(|mark| mark.words(desk.w)),
    });
    let told: Vec<Told<'_>> = told.collect();
    let body = serde_json::to_string(&serde_json::json!({ "people": told }))
        .map_err(|error| Error::Broken(error.to_string()))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
