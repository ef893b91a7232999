//! The chain as a poster: one sheet A3 for a wall, the whole tree as large as it fits.
//!
//! Everybody may read a wall. So only people who talked stand on it, and it says nothing of links that wait, ended or
//! need help. First names stand there only when an organiser asks for them, and only of people who are still here.
//! Nobody was asked whether their name may hang on a wall, so without names is the rule.
//!
//! Trees of first people are put side by side in as many columns as give the largest daisies.

use std::ops::Range;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use entity::shared::Role;
use serde::Deserialize;

use super::picture::{class, whole};
use super::{Chart, Person};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::desk::snapshot::Snapshot;
use crate::methods::tree::{Forest, Reach, layout};
use crate::organiser::SignedIn;
use crate::people::name;
use crate::web::{Page, Result, Routes, render};

/// From one person to who they asked, and how far a daisy with its name reaches.
const STEP: i32 = 120;
const ABOVE: f64 = 27.0;
const BELOW: f64 = 50.0;
const NAME: i32 = 41;
const DAISY: i32 = 27;
/// How many letters of a first name fit beside the next.
const ROOM: f64 = 112.0;
const NAME_SIZE: f64 = 16.0;
/// The sheet without its edges and its title, width to height.
const SHEET: (f64, f64) = (400.0, 235.0);
const MOST_COLUMNS: usize = 16;

pub fn routes() -> Routes {
    Routes::new().get("/desk/{slug}/map/poster", show)
}

/// A daisy of the poster.
struct Flower {
    x: i32,
    y: i32,
    symbol: &'static str,
    class: &'static str,
    turn: u8,
    /// Empty on a poster without names.
    name: String,
}

impl Flower {
    fn name_y(&self) -> i32 {
        self.y + NAME
    }
}

struct Sheet {
    width: i32,
    height: i32,
    flowers: Vec<Flower>,
    stems: String,
}

#[derive(Template)]
#[template(path = "desk/poster.html")]
struct PosterPage {
    page: Page,
    back: String,
    sheet: Sheet,
    people: usize,
    date: String,
    /// First names are shown.
    names: bool,
    /// Organisers choose whether they are.
    may_name: bool,
    here: String,
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    names: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let now = app.means.now();
    let snapshot = Snapshot::load(&app.db.read, &desk.face, now).await?;
    let chart = Chart::of(&desk.face, &snapshot, &[]);
    let shown = Shown::of(&chart);
    let may_name = desk.may(Role::Organiser);
    let names = asked.names == "yes" && may_name;
    render(&PosterPage {
        page: desk.page(desk.w.t("map-poster-title"), Tab::Overview),
        back: desk.href(""),
        here: desk.href("/map/poster"),
        people: shown.people.len(),
        sheet: draw(&shown, names, desk.w.dir() == "rtl"),
        date: desk.w.date(now, desk.zone()),
        names,
        may_name,
    })
}

/// Who stands on the poster: people who talked, in the order of the tree.
struct Shown<'c, 's> {
    people: Vec<&'c Person<'s>>,
    forest: Forest,
}

impl<'c, 's> Shown<'c, 's> {
    /// Takes out of a chart who talked. Whose inviter did not stands below the next above who did.
    fn of(chart: &'c Chart<'s>) -> Self {
        let (mut people, mut parents) = (Vec::new(), Vec::new());
        // The number on the poster of everyone of the chart, or of the next above them who is on it.
        let mut place: Vec<Option<usize>> = Vec::with_capacity(chart.forest.len());
        for v in 0..chart.forest.len() {
            let person = &chart.people[v];
            let above = chart.forest.parent(v).and_then(|parent| place[parent]);
            if person.has_talked() && !person.is_over() {
                place.push(Some(people.len()));
                people.push(person);
                parents.push(above);
            } else {
                place.push(above);
            }
        }
        let forest = Forest::of(parents).expect("invariant: a parent stands before their children");
        Self { people, forest }
    }
}

/// Where everyone of one column stands, and how large it is.
struct Column {
    people: Range<usize>,
    forest: Forest,
    places: Vec<f64>,
    width: i32,
    height: i32,
}

fn draw(shown: &Shown<'_, '_>, names: bool, right_to_left: bool) -> Sheet {
    let columns = best_columns(&shown.forest);
    let width: i32 = columns.iter().map(|column| column.width).sum();
    let height = columns
        .iter()
        .map(|column| column.height)
        .max()
        .unwrap_or(0);
    let mut sheet = Sheet {
        width,
        height,
        flowers: Vec::with_capacity(shown.people.len()),
        stems: String::new(),
    };
    let mut left = 0;
    for column in &columns {
        for (n, v) in column.people.clone().enumerate() {
            let person = shown.people[v];
            let depth = i32::try_from(column.forest.depth(n)).unwrap_or(0);
            let x = left + STEP / 2 + STEP * depth;
            let first = if names && person.knot.is_here() {
                name::first(person.name())
            } else {
                ""
            };
            let cut = super::label::fit(first, NAME_SIZE, ROOM);
            let flower = Flower {
                x: if right_to_left { width - x } else { x },
                y: whole(column.places[n]),
                symbol: "daisy",
                class: class(person),
                turn: person.knot.id.as_bytes()[15] % 40,
                name: cut.unwrap_or_else(|| first.to_owned()),
            };
            if let Some(parent) = shown.forest.parent(v) {
                sheet.stems.push_str(&stem(&sheet.flowers[parent], &flower));
            }
            sheet.flowers.push(flower);
        }
        left += column.width;
    }
    sheet
}

fn stem(from: &Flower, to: &Flower) -> String {
    let side = (to.x - from.x).signum();
    let (start, end) = (from.x + side * DAISY, to.x - side * DAISY);
    let middle = i32::midpoint(start, end);
    let (above, below) = (from.y, to.y);
    format!("M{start} {above}C{middle} {above} {middle} {below} {end} {below}")
}

/// Tries one column, two, three, and keeps what can be printed largest.
fn best_columns(forest: &Forest) -> Vec<Column> {
    let most = forest.roots().len().clamp(1, MOST_COLUMNS);
    let tried = (1..=most).map(|count| columns(forest, count));
    let best = tried.max_by(|a, b| scale(a).total_cmp(&scale(b)));
    best.unwrap_or_default()
}

fn scale(columns: &[Column]) -> f64 {
    let width: i32 = columns.iter().map(|column| column.width).sum();
    let height = columns
        .iter()
        .map(|column| column.height)
        .max()
        .unwrap_or(1);
    (SHEET.0 / f64::from(width.max(1))).min(SHEET.1 / f64::from(height.max(1)))
}

/// Splits the first people into columns of about as many people each.
fn columns(forest: &Forest, count: usize) -> Vec<Column> {
    let share = forest.len().div_ceil(count).max(1);
    let mut starts: Vec<usize> = Vec::new();
    for &root in forest.roots() {
        if starts.last().is_none_or(|start| root - start >= share) {
            starts.push(root);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([forest.len()]);
    let ranges = starts.iter().zip(ends).map(|(&start, end)| start..end);
    ranges.map(|people| column(forest, people)).collect()
}

fn column(forest: &Forest, people: Range<usize>) -> Column {
    let parents = people
        .clone()
        .map(|v| forest.parent(v).map(|u| u - people.start));
    let own = Forest::of(parents.collect()).expect("invariant: whole branches of a forest are one");
    let reach = Reach {
        before: ABOVE,
        after: BELOW,
    };
    let places = layout(&own, &vec![reach; own.len()]);
    let last = places.iter().copied().fold(0.0, f64::max);
    Column {
        width: STEP * i32::try_from(own.levels()).unwrap_or(1),
        height: whole(last + BELOW),
        people,
        forest: own,
        places,
    }
}
