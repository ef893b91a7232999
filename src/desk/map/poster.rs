//! The chain as a poster: one sheet A3, first names only, the whole tree as large as it fits.
//!
//! Trees of first people are put side by side in as many columns as give the largest daisies.

use std::ops::Range;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use entity::shared::Role;

use super::picture::{class, whole};
use super::{Chart, read};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
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
    talked: usize,
    date: String,
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let now = app.means.now();
    let (snapshot, needing) = read(&app.db.read, &desk.face, now).await?;
    let chart = Chart::of(&desk.face, &snapshot, &needing);
    let placed = &chart.people[..chart.forest.len()];
    render(&PosterPage {
        page: desk.page(desk.w.t("map-poster-title"), Tab::Overview),
        back: desk.href(""),
        people: placed.len(),
        talked: placed.iter().filter(|person| person.has_talked()).count(),
        sheet: draw(&chart, &desk.w.t("desk-forgotten"), desk.w.dir() == "rtl"),
        date: desk.w.date(now, desk.zone()),
    })
}

/// Where everyone of one column stands, and how large it is.
struct Column {
    people: Range<usize>,
    forest: Forest,
    places: Vec<f64>,
    width: i32,
    height: i32,
}

fn draw(chart: &Chart<'_>, forgotten: &str, right_to_left: bool) -> Sheet {
    let columns = best_columns(&chart.forest);
    let width: i32 = columns.iter().map(|column| column.width).sum();
    let height = columns
        .iter()
        .map(|column| column.height)
        .max()
        .unwrap_or(0);
    let mut sheet = Sheet {
        width,
        height,
        flowers: Vec::with_capacity(chart.forest.len()),
        stems: String::new(),
    };
    let mut left = 0;
    for column in &columns {
        for (n, v) in column.people.clone().enumerate() {
            let person = &chart.people[v];
            let depth = i32::try_from(column.forest.depth(n)).unwrap_or(0);
            let x = left + STEP / 2 + STEP * depth;
            let first = name::first(person.name());
            let shown = if first.is_empty() { forgotten } else { first };
            let cut = super::label::fit(shown, NAME_SIZE, ROOM);
            let flower = Flower {
                x: if right_to_left { width - x } else { x },
                y: whole(column.places[n]),
                symbol: if person.is_over() { "bud" } else { "daisy" },
                class: class(person),
                turn: if person.is_over() {
                    0
                } else {
                    person.knot.id.as_bytes()[15] % 40
                },
                name: cut.unwrap_or_else(|| shown.to_owned()),
            };
            if let Some(parent) = chart.forest.parent(v) {
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
