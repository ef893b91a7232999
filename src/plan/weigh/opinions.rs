//! The opinion map as pages tell it: a shape for each group, and in words what sets it apart and what all agree on.
//!
//! Nobody is drawn: a group is one shape at its middle, as large as its people are many, and has five people or more.
//! Shares are told in tenths. All of it can be worked out from the published ballots.

use std::f64::consts::PI;

use entity::card;

use super::results::Ballots;
use crate::methods::opinions::{self, Map, PEOPLE_MIN, VOTES_MIN};

/// How far apart on the picture the two groups are drawn that answered least alike.
const SPAN: f64 = 200.0;
/// The radius of a circle if all were in it, the least one, and the room between two shapes and round all.
const RADIUS: f64 = 84.0;
const RADIUS_MIN: f64 = 24.0;
const GAP: f64 = 8.0;
/// How often shapes that overlap are pushed apart.
const PUSHES: usize = 200;
/// The radius of the circle that stands beside words.
const MARK: f64 = 7.5;
/// Letters stand this far below the middle, so that they look centred.
const BASELINE: f64 = 5.0;
/// So many corners, turned by so many degrees; none is a circle.
type Corners = Option<(u32, f64)>;
/// Groups in words and shapes: never by a name that says what they are like.
const NAMES: [(&str, &str, Corners); 5] = [
    ("A", "camp-a", None),
    ("B", "camp-b", Some((4, 45.0))),
    ("C", "camp-c", Some((3, 0.0))),
    ("D", "camp-d", Some((4, 0.0))),
    ("E", "camp-e", Some((6, 0.0))),
];

/// A circle, or a shape with corners.
pub struct Shape {
    pub x: String,
    pub y: String,
    pub r: String,
    /// Where its corners are; empty for a circle.
    pub corners: String,
    /// Where its letter stands.
    pub base: String,
}

/// Something a group thinks more than others do.
pub struct Apart {
    pub towards: String,
    pub agrees: bool,
    /// How many in ten of the group, and of the others.
    pub here: usize,
    pub there: usize,
}

/// One group.
pub struct Group {
    pub letter: &'static str,
    /// The class that gives it its colour.
    pub class: &'static str,
    pub people: usize,
    pub shape: Shape,
    /// The same shape, small, round the origin.
    pub mark: Shape,
    pub apart: Vec<Apart>,
}

/// Something every group agrees with.
pub struct Agreed {
    pub towards: String,
    pub tenths: usize,
}

/// The whole map. Without groups where people do not fall into two.
pub struct Opinions {
    pub people: usize,
    pub groups: Vec<Group>,
    pub agreed: Vec<Agreed>,
    pub width: String,
    pub height: String,
}

/// What lacks for a map.
pub enum Lack {
    /// There are too few cards; so many there should be.
    Cards(usize),
    /// So many more people would have to answer enough cards.
    People(usize),
}

/// Makes the map of a round, or says what lacks.
pub fn of(ballots: &Ballots) -> Result<Opinions, Lack> {
    if ballots.cards.len() < VOTES_MIN {
        return Err(Lack::Cards(VOTES_MIN));
    }
    let rows = ballots.rows();
    let map = opinions::map(&rows);
    let lack = || PEOPLE_MIN.saturating_sub(opinions::count_people(&rows));
    map.map_or_else(
        || Err(Lack::People(lack())),
        |map| Ok(Opinions::new(&map, &ballots.cards)),
    )
}

fn tenths(part: usize, of: usize) -> usize {
    (10 * part + of / 2) / of.max(1)
}

impl Opinions {
    fn new(map: &Map, cards: &[card::Model]) -> Self {
        let groups = map.groups.iter().zip(NAMES);
        let mut circles: Vec<Circle> = groups
            .map(|(group, (.., corners))| Circle::new(group, map, corners))
            .collect();
        let (width, height) = lay_out(&mut circles);
        let groups = map.groups.iter().zip(&circles).zip(NAMES);
        let groups = groups.map(|((group, circle), (letter, class, corners))| Group {
            letter,
            class,
            people: group.people,
            shape: circle.shape(corners),
            mark: Circle::mark(corners).shape(corners),
            apart: group
                .apart
                .iter()
                .map(|one| Apart::new(one, &cards[one.action]))
                .filter(|one| one.here != one.there)
                .collect(),
        });
        let agreed = map.agreed.iter().map(|one| Agreed {
            towards: cards[one.action].towards.clone(),
            tenths: tenths(one.tally.agree, one.tally.seen()),
        });
        Self {
            people: map.people,
            groups: groups.filter(|_| map.groups.len() > 1).collect(),
            agreed: agreed.collect(),
            width: written(width),
            height: written(height),
        }
    }
}

impl Apart {
    fn new(one: &opinions::Apart, card: &card::Model) -> Self {
        let (here, there) = if one.agrees {
            (one.own.agree, one.others.agree)
        } else {
            (one.own.disagree, one.others.disagree)
        };
        Self {
            towards: card.towards.clone(),
            agrees: one.agrees,
            here: tenths(here, one.own.seen()),
            there: tenths(there, one.others.seen()),
        }
    }
}

fn written(number: f64) -> String {
    format!("{number:.0}")
}

/// How far the corners of a shape reach that is as large as a circle.
fn reach(radius: f64, corners: Corners) -> f64 {
    let Some((corners, _)) = corners.filter(|(corners, _)| *corners > 2) else {
        return radius;
    };
    let n = f64::from(corners);
    // The area of a regular polygon is n r² sin(2π / n) / 2.
    radius * (2.0 * PI / (n * (2.0 * PI / n).sin())).sqrt()
}

/// Where a shape stands and how far it reaches.
#[derive(Clone, Copy, Debug)]
struct Circle {
    x: f64,
    y: f64,
    r: f64,
}

impl Circle {
    /// A small shape round the origin.
    fn mark(corners: Corners) -> Self {
        Self {
            x: 0.0,
            y: 0.0,
            r: reach(MARK, corners),
        }
    }

    fn new(group: &opinions::Group, map: &Map, corners: Corners) -> Self {
        let mut farthest: f64 = 0.0;
        for one in &map.groups {
            for other in &map.groups {
                let [dx, dy] = [0, 1].map(|axis| one.middle[axis] - other.middle[axis]);
                farthest = farthest.max(dx.hypot(dy));
            }
        }
        let scale = if farthest > 0.0 { SPAN / farthest } else { 0.0 };
        // The area is as the people are.
        let share = f64::from(u32::try_from(group.people).unwrap_or(u32::MAX))
            / f64::from(u32::try_from(map.people.max(1)).unwrap_or(u32::MAX));
        Self {
            x: group.middle[0] * scale,
            y: group.middle[1] * scale,
            r: reach((RADIUS * share.sqrt()).max(RADIUS_MIN), corners),
        }
    }

    fn shape(&self, corners: Corners) -> Shape {
        let corner = |n: u32, all: u32, turned: f64| {
            let angle = (f64::from(n) * 360.0 / f64::from(all) + turned - 90.0).to_radians();
            let (x, y) = (self.x + self.r * angle.cos(), self.y + self.r * angle.sin());
            format!("{x:.1},{y:.1}")
        };
        let corners = corners.map(|(all, turned)| {
            let each: Vec<String> = (0..all).map(|n| corner(n, all, turned)).collect();
            each.join(" ")
        });
        Shape {
            x: written(self.x),
            y: written(self.y),
            r: written(self.r),
            corners: corners.unwrap_or_default(),
            base: written(self.y + BASELINE),
        }
    }
}

/// Pushes shapes apart that overlap, and moves them all to where the picture begins. Returns its width and height.
fn lay_out(circles: &mut [Circle]) -> (f64, f64) {
    for _ in 0..PUSHES {
        for one in 0..circles.len() {
            for other in one + 1..circles.len() {
                push(circles, one, other);
            }
        }
    }
    let edge = |far: fn(&Circle) -> f64, pick: fn(f64, f64) -> f64, none: f64| {
        circles.iter().map(far).fold(none, pick)
    };
    let left = edge(|c| c.x - c.r, f64::min, f64::INFINITY) - GAP;
    let top = edge(|c| c.y - c.r, f64::min, f64::INFINITY) - GAP;
    let right = edge(|c| c.x + c.r, f64::max, f64::NEG_INFINITY) + GAP;
    let bottom = edge(|c| c.y + c.r, f64::max, f64::NEG_INFINITY) + GAP;
    for circle in circles {
        circle.x -= left;
        circle.y -= top;
    }
    (right - left, bottom - top)
}

/// Moves two shapes from each other, each by half of what they overlap.
fn push(circles: &mut [Circle], one: usize, other: usize) {
    let (a, b) = (circles[one], circles[other]);
    let far = (b.x - a.x).hypot(b.y - a.y);
    let lacks = a.r + b.r + GAP - far;
    if lacks <= 0.0 {
        return;
    }
    let (dx, dy) = if far > 1e-6 {
        ((b.x - a.x) / far, (b.y - a.y) / far)
    } else {
        (1.0, 0.0)
    };
    circles[one].x -= dx * lacks / 2.0;
    circles[one].y -= dy * lacks / 2.0;
    circles[other].x += dx * lacks / 2.0;
    circles[other].y += dy * lacks / 2.0;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_do_not_overlap_and_stand_inside_the_picture() {
        let at = |x: f64, y: f64, r: f64| Circle { x, y, r };
        let mut circles = [
            at(0.0, 0.0, 60.0),
            at(0.0, 0.0, 24.0),
            at(10.0, 3.0, 40.0),
            at(200.0, -90.0, 24.0),
        ];
        let (width, height) = lay_out(&mut circles);
        for (n, one) in circles.iter().enumerate() {
            assert!(one.x >= one.r && one.x + one.r <= width, "{one:?}");
            assert!(one.y >= one.r && one.y + one.r <= height, "{one:?}");
            for other in &circles[..n] {
                let far = (one.x - other.x).hypot(one.y - other.y);
                assert!(far + 0.5 >= one.r + other.r, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn shares_are_told_in_tenths() {
        assert_eq!([tenths(0, 9), tenths(5, 9), tenths(9, 9)], [0, 6, 10]);
        assert_eq!(tenths(0, 0), 0);
    }

    #[test]
    fn every_group_has_its_own_shape() {
        let shapes: std::collections::BTreeSet<String> = NAMES
            .iter()
            .map(|(.., corners)| Circle::mark(*corners).shape(*corners).corners)
            .collect();
        assert_eq!(shapes.len(), NAMES.len());
        // As large as the circle: a square of this radius has sides of r √π.
        let side = 2.0_f64.sqrt() * reach(10.0, NAMES[1].2);
        assert!((side - 10.0 * PI.sqrt()).abs() < 1e-9);
        assert!(
            NAMES.iter().all(|one| Circle::mark(one.2).r < 12.0),
            "it fits"
        );
    }
}
