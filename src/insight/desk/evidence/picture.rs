//! Where along the chain a theme was said, as a small picture: a dot for each chat, steps along the line of reading.
//!
//! It has no names and nothing to press: the table below it says the same by branch, and the number of a branch stands
//! at its first person. A chain too large to be drawn in the width of a phone has strips in that table instead.

use std::fmt::Write;

use crate::insight::heard::Heard;
use crate::methods::tree::{Forest, Reach, layout};

/// From one chat to the next along a line.
const STEP: i32 = 30;
/// How far a dot reaches with the gap around it, and how far it is seen.
const ROOM: i32 = 10;
const DOT: i32 = 7;
/// From the edge to the number of a branch.
const MARGIN: i32 = 16;
/// The picture is drawn up to this size, and up to so many dots.
const WIDTH_MAX: i32 = 560;
const HEIGHT_MAX: i32 = 640;
const NODES_MAX: usize = 200;

/// A chat, or the number of a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dot {
    pub x: i32,
    pub y: i32,
    /// `said`, `unsaid` or `unknown`; none for a first person.
    pub class: Option<&'static str>,
    /// The number of the branch.
    pub n: Option<usize>,
}

impl Dot {
    /// Returns where the foot of the number's letters is.
    pub fn foot(&self) -> i32 {
        self.y + 5
    }
}

/// The picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub width: i32,
    pub height: i32,
    pub dots: Vec<Dot>,
    /// The lines between them, as one path.
    pub lines: String,
}

/// Draws a chain's chats; `None` when there are none, or too many for a small picture.
pub fn draw(heard: &Heard, answers: &[Option<bool>], right_to_left: bool) -> Option<Picture> {
    if heard.nodes.is_empty() || heard.nodes.len() > NODES_MAX {
        return None;
    }
    let above = (0..heard.forest.len()).map(|node| heard.forest.parent(node));
    let forest = Forest::of(above.collect())?;
    let reach = Reach {
        before: f64::from(ROOM),
        after: f64::from(ROOM),
    };
    let places = layout(&forest, &vec![reach; forest.len()]);
    let levels = i32::try_from(forest.levels()).ok()?;
    let width = 2 * MARGIN + STEP * (levels - 1);
    let mut dots: Vec<Dot> = Vec::with_capacity(forest.len());
    let mut branches = 0;
    for (node, place) in places.iter().enumerate() {
        let depth = i32::try_from(forest.depth(node)).ok()?;
        let x = MARGIN + STEP * depth;
        let first = heard.nodes[node].chat.is_none();
        branches += usize::from(first);
        dots.push(Dot {
            x: if right_to_left { width - x } else { x },
            y: whole(*place),
            class: (!first).then(|| class(answers[node])),
            n: first.then_some(branches),
        });
    }
    let height = dots.iter().map(|dot| dot.y).max()? + ROOM;
    (width <= WIDTH_MAX && height <= HEIGHT_MAX).then(|| Picture {
        width,
        height,
        lines: lines(&forest, &dots, right_to_left),
        dots,
    })
}

const fn class(answer: Option<bool>) -> &'static str {
    match answer {
        Some(true) => "said",
        Some(false) => "unsaid",
        None => "unknown",
    }
}

/// Rounds to whole px.
fn whole(place: f64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "two hundred dots are a few thousand px"
    )]
    let px = place.round() as i32;
    px
}

/// Draws a line from the edge of each dot to the edge of the next.
fn lines(forest: &Forest, dots: &[Dot], right_to_left: bool) -> String {
    let side = if right_to_left { -1 } else { 1 };
    let mut path = String::new();
    for (node, to) in dots.iter().enumerate() {
        if let Some(from) = forest.parent(node).map(|above| &dots[above]) {
            let (start, end) = (from.x + side * (DOT + 1), to.x - side * (DOT + 1));
            // What is written cannot fail.
            let _ = write!(path, "M{start} {}L{end} {}", from.y, to.y);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::super::strips::tests::heard;
    use super::*;

    #[test]
    fn every_chat_has_a_dot_and_every_branch_its_number() {
        // Two first people; the second chat of the first branch is not known.
        let heard = heard(&[None, None, Some(0), Some(2), Some(1), Some(2)]);
        let answers = [None, None, Some(true), None, Some(false), Some(true)];
        let picture = draw(&heard, &answers, false).unwrap();
        let classes: Vec<_> = picture.dots.iter().map(|dot| dot.class).collect();
        let wanted = [
            None,
            None,
            Some("said"),
            Some("unknown"),
            Some("unsaid"),
            Some("said"),
        ];
        assert_eq!(classes, wanted);
        assert_eq!((picture.dots[0].n, picture.dots[1].n), (Some(1), Some(2)));
        assert_eq!(picture.lines.matches('M').count(), 4);
        for (a, one) in picture.dots.iter().enumerate() {
            assert!(one.x >= DOT && one.x + DOT <= picture.width, "{one:?}");
            assert!(one.y >= DOT && one.y + DOT <= picture.height, "{one:?}");
            for other in &picture.dots[a + 1..] {
                let apart = (one.x - other.x).abs().max((one.y - other.y).abs());
                assert!(apart >= 2 * ROOM, "{one:?} touches {other:?}");
            }
        }
        let mirrored = draw(&heard, &answers, true).unwrap();
        assert_eq!(mirrored.dots[2].x, picture.width - picture.dots[2].x);
    }

    #[test]
    fn a_large_chain_has_no_picture_and_neither_has_an_empty_one() {
        let line = |n: usize| heard(&(0..n).map(|v| v.checked_sub(1)).collect::<Vec<_>>());
        let drawn = |n: usize| draw(&line(n), &vec![None; n], false);
        assert!(drawn(0).is_none());
        assert!(drawn(18).is_some());
        assert!(drawn(19).is_none());
        assert!(drawn(5_001).is_none());
        let star: Vec<_> = (0..41)
            .map(|v: usize| v.checked_sub(1).map(|_| 0))
            .collect();
        assert!(draw(&heard(&star), &[None; 41], false).is_none());
    }
}
