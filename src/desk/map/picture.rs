//! The picture: where each daisy, stem and label stands, in px, for the template to write as SVG.
//!
//! Steps go along the line of reading, so for a language written from right to left the picture is mirrored; letters are
//! not. Boxes hold the daisy and every line of its label, so no two labels can touch ([`crate::methods::tree`]).

use std::fmt::Write;

use askama::Template;
use uuid::Uuid;

use super::fold::{Folds, LEAST, View, subtree_end};
use super::{Chart, Mark, Person, PlaceWords, label};
use crate::i18n::Words;
use crate::methods::tree::{Forest, Reach, layout};

/// From one person to who they asked.
const STEP: i32 = 150;
/// How wide a label may be.
const ROOM: f64 = 138.0;
/// From the edge to the first daisy.
const MARGIN: i32 = 78;
/// How far a daisy reaches, and from where on the stem is seen.
const DAISY: i32 = 27;
const NAME_SIZE: f64 = 16.0;
/// Above the middle of a daisy, with a gap; below it to the first line of the label; each further line; below the last.
const ABOVE: i32 = 30;
const FIRST_LINE: i32 = 41;
const LINE: i32 = 17;
const BELOW: i32 = 12;
/// Around the whole picture.
const PAD: i32 = 6;

/// How big the picture can be made, in hundredths.
pub const ZOOMS: [i32; 5] = [50, 70, 100, 140, 200];
pub const USUAL_ZOOM: i32 = 100;

/// A person, or a bunch of people who are folded away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flower {
    pub x: i32,
    pub y: i32,
    /// Which symbol is drawn: `daisy`, `bud` or `bunch`.
    pub symbol: &'static str,
    pub class: &'static str,
    /// How far the daisy is turned: no two in a meadow stand alike.
    pub turn: u8,
    /// The name in the picture.
    pub name: String,
    /// The whole name, where it had to be cut.
    pub whole: Option<String>,
    pub state: String,
    /// What is the matter, if something is.
    pub mark: Option<String>,
    /// Where the link goes, below the chain's own address; absent for who may not open it.
    pub href: Option<String>,
    /// What folds the branch below: where the link goes, and its words.
    pub fold: Option<(String, String)>,
    /// Whether it is the person whose branch was opened.
    pub found: bool,
    /// For the nested list: whether flowers stand below this one, and how many levels end after it.
    pub has_below: bool,
    pub ends: usize,
}

impl Flower {
    pub fn state_y(&self) -> i32 {
        self.y + FIRST_LINE + LINE
    }

    pub fn name_y(&self) -> i32 {
        self.y + FIRST_LINE
    }

    /// Returns where the link goes in the nested list of a phone, on which there is no picture.
    pub fn href_in_list(&self) -> Option<String> {
        self.href.as_deref().map(in_list)
    }

    /// Returns what folds the branch in the nested list.
    pub fn fold_in_list(&self) -> Option<String> {
        self.fold.as_ref().map(|(href, _)| in_list(href))
    }

    pub fn mark_y(&self) -> i32 {
        let lines = if self.state.is_empty() { 1 } else { 2 };
        self.y + FIRST_LINE + LINE * lines
    }

    /// Returns the whole name.
    pub fn whole_name(&self) -> &str {
        self.whole.as_deref().unwrap_or(&self.name)
    }

    fn reach(&self) -> Reach {
        let lines = i32::from(!self.state.is_empty()) + i32::from(self.mark.is_some());
        Reach {
            before: f64::from(ABOVE),
            after: f64::from(FIRST_LINE + LINE * lines + BELOW),
        }
    }
}

/// Leads to the list in place of the picture.
fn in_list(href: &str) -> String {
    href.replace(HERE, "#list-title")
}

/// Where the picture stands on its page.
const HERE: &str = "#picture";
/// From the middle of a daisy to the middle of what folds its branch: inside the daisy's own box.
const FOLD: i32 = 46;

/// Stems of one kind, as the path of one SVG element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stems {
    pub talked: String,
    pub asked: String,
    pub ended: String,
}

/// The picture of what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub width: i32,
    pub height: i32,
    pub flowers: Vec<Flower>,
    pub stems: Stems,
    /// How many people are folded away.
    pub folded: usize,
    /// From the middle of a daisy to what folds its branch, along the line of reading.
    pub fold_x: i32,
}

/// The picture as an element of a page.
#[derive(Template)]
#[template(path = "desk/map_svg.html")]
pub struct Svg<'a> {
    picture: &'a Picture,
    label: &'a str,
    /// The chain's address.
    base: &'a str,
    zoom: i32,
}

impl<'a> Svg<'a> {
    pub fn of(picture: &'a Picture, label: &'a str, base: &'a str, zoom: i32) -> Self {
        Self {
            picture,
            label,
            base,
            zoom,
        }
    }

    fn width(&self) -> i32 {
        self.picture.width * self.zoom / 100
    }

    fn height(&self) -> i32 {
        self.picture.height * self.zoom / 100
    }
}

/// What the picture is drawn for.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub w: Words,
    pub right_to_left: bool,
    /// People's names are links to their pages.
    pub linked: bool,
    /// The person whose branch was opened.
    pub open: Option<usize>,
    pub zoom: i32,
}

/// Draws what is shown.
pub fn draw(chart: &Chart<'_>, view: &View, look: Look) -> Picture {
    let shown = Shown::of(chart, view);
    let mut flowers = shown.flowers(chart, view, look);
    let reach: Vec<Reach> = flowers.iter().map(Flower::reach).collect();
    let places = layout(&shown.forest, &reach);
    let levels = i32::try_from(shown.forest.levels()).unwrap_or(i32::MAX / STEP);
    let width = 2 * MARGIN + STEP * levels.saturating_sub(1);
    let mut height = 0;
    for (n, flower) in flowers.iter_mut().enumerate() {
        let depth = i32::try_from(shown.forest.depth(n)).unwrap_or(levels);
        let x = MARGIN + STEP * depth;
        flower.x = if look.right_to_left { width - x } else { x };
        flower.y = PAD + whole(places[n]);
        height = height.max(flower.y + whole(reach[n].after) + PAD);
    }
    Picture {
        width,
        height,
        stems: stems(&shown.forest, &flowers, look.right_to_left),
        flowers: in_order(&shown.forest, &flowers),
        folded: shown.bunches.iter().map(|bunch| bunch.people).sum(),
        fold_x: if look.right_to_left { -FOLD } else { FOLD },
    }
}

/// Rounds to whole px.
pub(super) fn whole(place: f64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a picture is less than two billion px high"
    )]
    let px = place.round() as i32;
    px
}

/// People who are folded away below one person, or first people for whom there is no room.
#[derive(Clone, Copy, Debug, Default)]
struct Bunch {
    below: Option<usize>,
    people: usize,
    talked: usize,
    marked: usize,
}

/// The people who are drawn, and the bunches that stand for the others.
struct Shown {
    people: Vec<usize>,
    bunches: Vec<Bunch>,
    /// First the people, then the bunches: so a bunch is the last below its person.
    forest: Forest,
}

impl Shown {
    fn of(chart: &Chart<'_>, view: &View) -> Self {
        let all = &chart.forest;
        let range = view
            .top
            .map_or(0..all.len(), |top| top..subtree_end(all, top));
        let people: Vec<usize> = range.clone().filter(|&v| view.shown[v]).collect();
        let mut number = vec![None; all.len()];
        for (n, &v) in people.iter().enumerate() {
            number[v] = Some(n);
        }
        let under = |v: usize| all.parent(v).and_then(|u| number[u]);
        let mut parents: Vec<Option<usize>> = people.iter().map(|&v| under(v)).collect();
        let mut bunches: Vec<Bunch> = Vec::new();
        let mut bunch_of = vec![None; all.len() + 1];
        let mut v = range.start;
        while v < range.end {
            if view.shown[v] {
                v += 1;
                continue;
            }
            let end = subtree_end(all, v);
            let slot = &mut bunch_of[all.parent(v).unwrap_or(all.len())];
            let bunch = *slot.get_or_insert_with(|| {
                parents.push(under(v));
                bunches.push(Bunch {
                    below: all.parent(v),
                    ..Bunch::default()
                });
                bunches.len() - 1
            });
            bunches[bunch].add(&chart.people[v..end]);
            v = end;
        }
        let forest = Forest::of(parents).expect("invariant: a part of a forest is one");
        Self {
            people,
            bunches,
            forest,
        }
    }

    fn flowers(&self, chart: &Chart<'_>, view: &View, look: Look) -> Vec<Flower> {
        let words = PlaceWords::of(look.w);
        let at = At::of(chart, view, look);
        let people = self.people.iter().map(|&v| Flower {
            found: look.open == Some(v),
            fold: at.fold(chart, view, v, look.w),
            ..of_person(&chart.people[v], &words, look)
        });
        let bunches = self
            .bunches
            .iter()
            .map(|bunch| of_bunch(chart, bunch, &at, look));
        people.chain(bunches).collect()
    }
}

/// What the picture shows now, for the addresses of what it can show next.
struct At {
    /// Whose branch is opened.
    open: Option<(usize, Uuid)>,
    zoom: i32,
    folds: Folds,
    tops: Vec<usize>,
}

impl At {
    fn of(chart: &Chart<'_>, view: &View, look: Look) -> Self {
        let id = |v: usize| chart.people[v].knot.id;
        let tops = view.folded.clone();
        Self {
            open: look.open.map(|v| (v, id(v))),
            zoom: look.zoom,
            folds: tops.iter().fold(Folds::default(), |folds, &v| {
                folds.with(id(v)).unwrap_or(folds)
            }),
            tops,
        }
    }

    /// Says how a branch is folded, where it is large enough and stands open.
    fn fold(&self, chart: &Chart<'_>, view: &View, v: usize, w: Words) -> Option<(String, String)> {
        let end = subtree_end(&chart.forest, v);
        if end - v < LEAST || !view.shown[v + 1..end].contains(&true) {
            return None;
        }
        let folds = self.folds.with(chart.people[v].knot.id)?;
        // What is opened in it is shut with it.
        let open = self.open.filter(|(open, _)| !(v..end).contains(open));
        let label = match chart.people[v].name() {
            "" => w.t("map-fold-branch-unnamed"),
            name => w.with("map-fold-branch", &[("person", &name)]),
        };
        let open = open.map(|(_, id)| id.to_string());
        Some((query(open.as_deref(), self.zoom, &folds), label))
    }

    /// Returns where what is folded below a person opens.
    fn unfold(&self, chart: &Chart<'_>, v: usize) -> String {
        let id = chart.people[v].knot.id;
        if self.tops.contains(&v) {
            let open = self.open.map(|(_, id)| id.to_string());
            return query(open.as_deref(), self.zoom, &self.folds.without(id));
        }
        query(Some(&id.to_string()), self.zoom, &self.folds)
    }
}

impl Bunch {
    fn add(&mut self, people: &[Person<'_>]) {
        self.people += people.len();
        self.talked += people.iter().filter(|person| person.has_talked()).count();
        self.marked += people.iter().filter(|person| person.mark.is_some()).count();
    }
}

fn of_person(person: &Person<'_>, words: &PlaceWords, look: Look) -> Flower {
    let (name, cut) = match person.name() {
        "" => (look.w.t("desk-forgotten"), Some(look.w.t("map-left"))),
        name => (name.to_owned(), label::fit(name, NAME_SIZE, ROOM)),
    };
    let (whole, name) = match cut {
        Some(cut) => (Some(name), cut),
        None => (None, name),
    };
    Flower {
        x: 0,
        y: 0,
        symbol: if person.is_over() { "bud" } else { "daisy" },
        class: class(person),
        turn: if person.is_over() {
            0
        } else {
            person.knot.id.as_bytes()[15] % 40
        },
        name,
        whole,
        state: words.get(person.standing.place).to_owned(),
        mark: person.mark.map(|mark| mark.words(look.w)),
        href: look.linked.then(|| format!("/people/{}", person.knot.id)),
        fold: None,
        found: false,
        has_below: false,
        ends: 0,
    }
}

/// Returns the classes that give a daisy its look (see `app.css`).
pub(super) fn class(person: &Person<'_>) -> &'static str {
    match (person.is_over(), person.has_talked(), person.mark) {
        (true, _, _) => "over",
        (false, true, None) => "full",
        (false, true, Some(Mark::Late(_) | Mark::Stuck)) => "full no-news",
        (false, false, None) => "wait",
        (false, false, Some(Mark::Late(_) | Mark::Stuck)) => "wait no-news",
    }
}

fn of_bunch(chart: &Chart<'_>, bunch: &Bunch, at: &At, look: Look) -> Flower {
    let w = look.w;
    let (people, talked) = (bunch.people, bunch.talked);
    let all_talked = people == talked;
    let key = if all_talked {
        "map-fold-talked"
    } else {
        "map-fold"
    };
    let opened = bunch.below.is_none() || bunch.below == look.open;
    let below = bunch.below.filter(|_| !opened);
    Flower {
        x: 0,
        y: 0,
        symbol: "bunch",
        class: if bunch.marked > 0 {
            "full no-news"
        } else {
            "full"
        },
        turn: 0,
        name: w.with(key, &[("count", &people)]),
        whole: None,
        state: if all_talked {
            String::new()
        } else {
            w.with("map-fold-of", &[("talked", &talked)])
        },
        mark: (bunch.marked > 0).then(|| w.with("map-fold-help", &[("count", &bunch.marked)])),
        href: Some(match below {
            Some(v) => at.unfold(chart, v),
            // There is no more room for them: the table names them all.
            None => "#everyone".to_owned(),
        }),
        fold: None,
        found: false,
        has_below: false,
        ends: 0,
    }
}

/// Returns the ending of the page's address that opens a branch, sets the size, and folds branches.
pub fn query(open: Option<&str>, zoom: i32, folds: &Folds) -> String {
    let zoom = (zoom != USUAL_ZOOM).then(|| zoom.to_string());
    let folds = Some(folds.to_text()).filter(|text| !text.is_empty());
    let mut query = String::new();
    for (name, value) in [
        ("open", open),
        ("zoom", zoom.as_deref()),
        ("fold", folds.as_deref()),
    ] {
        if let Some(value) = value {
            let mark = if query.is_empty() { '?' } else { '&' };
            // What is written cannot fail.
            let _ = write!(query, "{mark}{name}={value}");
        }
    }
    query + HERE
}

/// Draws the stems, each from the edge of one daisy to the edge of the next.
fn stems(forest: &Forest, flowers: &[Flower], right_to_left: bool) -> Stems {
    let mut stems = Stems::default();
    let side = if right_to_left { -1 } else { 1 };
    for (n, to) in flowers.iter().enumerate() {
        let Some(from) = forest.parent(n).map(|parent| &flowers[parent]) else {
            continue;
        };
        let path = match (to.symbol, to.class) {
            ("bud", _) => &mut stems.ended,
            ("daisy", class) if class.starts_with("wait") => &mut stems.asked,
            _ => &mut stems.talked,
        };
        let (start, end) = (from.x + side * DAISY, to.x - side * DAISY);
        let middle = i32::midpoint(start, end);
        // What is written cannot fail.
        let _ = write!(
            path,
            "M{start} {}C{middle} {} {middle} {} {end} {}",
            from.y, from.y, to.y, to.y
        );
    }
    stems
}

/// Puts the flowers into the order of reading and says how they nest.
fn in_order(forest: &Forest, flowers: &[Flower]) -> Vec<Flower> {
    let order = forest.preorder();
    let ends = |at: usize| {
        let next = order.get(at + 1).map_or(0, |&next| forest.depth(next));
        forest.depth(order[at]).saturating_sub(next)
    };
    order
        .iter()
        .enumerate()
        .map(|(at, &n)| Flower {
            has_below: !forest.children(n).is_empty(),
            ends: ends(at),
            ..flowers[n].clone()
        })
        .collect()
}
