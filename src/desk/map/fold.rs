//! What of a large chain the picture shows: finished branches are folded away, and what is folded can be opened.
//!
//! Up to sixty people everyone is drawn. Past that a branch in which nothing can happen any more is folded to one mark
//! that says how many it stands for; in a very large chain so are the branches that would make the picture too big to be
//! of use, the deepest first. Whoever is shown has everyone above them shown too.
//!
//! Beside that a reader folds what branches they like: the address names them by a few letters each.

use std::fmt::Write;

use uuid::Uuid;

use super::Chart;
use crate::methods::tree::Forest;

/// Up to how many people nothing is folded.
pub const WHOLE: usize = 60;
/// How many people a folded picture shows at most, but for those who would be a bunch of one.
pub const MOST: usize = 150;
/// How many first people a picture shows when not all fit.
const ROOTS: usize = 60;
/// How many people above an opened branch are drawn, when the rest of the chain does not fit beside it.
const ABOVE: usize = 4;

/// How many people a branch has, with who stands at its top, before it can be folded.
pub const LEAST: usize = 4;
/// How many branches can be folded at once.
pub const FOLDS: usize = 30;

/// Branches that a reader folded, each by the end of the id of who stands at its top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folds(Vec<u32>);

/// Returns the end of an id.
fn short(id: Uuid) -> u32 {
    let [.., a, b, c, d] = *id.as_bytes();
    u32::from_be_bytes([a, b, c, d])
}

impl Folds {
    /// Reads what [`Folds::to_text`] wrote; what cannot be read, and what is too much, is as if it were not there.
    pub fn parse(text: &str) -> Self {
        let mut all = Vec::new();
        for one in text.split('.').take(4 * FOLDS) {
            match u32::from_str_radix(one, 16) {
                Ok(one) if one_can_be(&all, one) => all.push(one),
                _ => (),
            }
        }
        Self(all)
    }

    /// Writes what stands in the address; empty for no branch.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for one in &self.0 {
            let point = if text.is_empty() { "" } else { "." };
            // What is written cannot fail.
            let _ = write!(text, "{point}{one:x}");
        }
        text
    }

    /// Returns these and one more; nothing when there are too many.
    pub fn with(&self, id: Uuid) -> Option<Self> {
        let mut all = self.0.clone();
        one_can_be(&all, short(id)).then(|| all.push(short(id)))?;
        Some(Self(all))
    }

    /// Returns these but one.
    #[must_use]
    pub fn without(&self, id: Uuid) -> Self {
        let others = self.0.iter().filter(|one| **one != short(id));
        Self(others.copied().collect())
    }

    /// Finds the people at the tops, and keeps no others. A branch in which somebody was opened is not folded.
    pub fn find(&mut self, chart: &Chart<'_>, open: Option<usize>) -> Vec<usize> {
        let forest = &chart.forest;
        let mut found = Vec::new();
        self.0.retain(|one| {
            let tree = &chart.people[..forest.len()];
            let top = tree.iter().position(|person| short(person.knot.id) == *one);
            let top = top.filter(|&v| {
                let end = subtree_end(forest, v);
                end - v >= LEAST && !open.is_some_and(|open| (v..end).contains(&open))
            });
            found.extend(top);
            top.is_some()
        });
        found
    }
}

fn one_can_be(all: &[u32], one: u32) -> bool {
    all.len() < FOLDS && !all.contains(&one)
}

/// Who is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub shown: Vec<bool>,
    /// The picture shows only what stands below this person: the branch that was opened is too large to be shown in the
    /// whole.
    pub top: Option<usize>,
    /// Whose branches were folded by hand.
    pub folded: Vec<usize>,
}

impl View {
    /// Folds branches: of each only who stands at the top is left.
    #[must_use]
    pub fn fold(mut self, forest: &Forest, tops: Vec<usize>) -> Self {
        for &v in &tops {
            self.shown[v + 1..subtree_end(forest, v)].fill(false);
        }
        self.folded = tops;
        self
    }
}

/// Chooses who is drawn. The nodes of `forest` are numbered in its order; `moving` says where something can still
/// happen; `open` is the person whose branch was opened.
pub fn view(forest: &Forest, moving: &[bool], open: Option<usize>) -> View {
    let everyone = forest.len();
    if everyone <= WHOLE {
        return View {
            shown: vec![true; everyone],
            top: None,
            folded: Vec::new(),
        };
    }
    let mut choice = Choice::new(forest);
    let moving = (0..everyone).filter(|&v| moving[v]);
    let wanted = forest.roots().iter().copied().chain(moving);
    let opened = open.map_or(0..0, |v| v..subtree_end(forest, v));
    if choice.take_all(wanted.clone().chain(opened)) {
        return choice.into_view(None);
    }
    choice = Choice::new(forest);
    if let Some(open) = open {
        let top = (0..ABOVE).fold(open, |v, _| forest.parent(v).unwrap_or(v));
        choice.take_below(top, open);
        return choice.into_view(Some(top));
    }
    for &root in forest.roots().iter().take(ROOTS) {
        choice.take(root);
    }
    let mut rest: Vec<usize> = wanted.filter(|&v| forest.depth(v) > 0).collect();
    rest.sort_by_key(|&v| (forest.depth(v), v));
    for v in rest {
        choice.take(v);
    }
    choice.into_view(None)
}

/// Returns the first number after the branch of a person.
pub fn subtree_end(forest: &Forest, v: usize) -> usize {
    let below = (v + 1..forest.len()).find(|&u| forest.depth(u) <= forest.depth(v));
    below.unwrap_or(forest.len())
}

struct Choice<'f> {
    forest: &'f Forest,
    shown: Vec<bool>,
    count: usize,
}

impl<'f> Choice<'f> {
    fn new(forest: &'f Forest) -> Self {
        Self {
            forest,
            shown: vec![false; forest.len()],
            count: 0,
        }
    }

    /// Shows somebody and everyone above them, if that many still fit.
    fn take(&mut self, v: usize) -> bool {
        let mut path = Vec::new();
        let mut next = Some(v);
        while let Some(u) = next.filter(|&u| !self.shown[u]) {
            path.push(u);
            if self.count + path.len() > MOST {
                return false;
            }
            next = self.forest.parent(u);
        }
        self.count += path.len();
        for u in path {
            self.shown[u] = true;
        }
        true
    }

    fn take_all(&mut self, mut people: impl Iterator<Item = usize>) -> bool {
        people.all(|v| self.take(v))
    }

    /// Shows the way from `top` down to `open`, then what is below that, level by level.
    fn take_below(&mut self, top: usize, open: usize) {
        let mut v = open;
        self.show(v);
        while v != top
            && let Some(parent) = self.forest.parent(v)
        {
            v = parent;
            self.show(v);
        }
        let mut below: Vec<usize> = (open + 1..subtree_end(self.forest, open)).collect();
        below.sort_by_key(|&v| (self.forest.depth(v), v));
        for v in below.into_iter().take(MOST - self.count) {
            self.show(v);
        }
    }

    fn show(&mut self, v: usize) {
        self.count += 1;
        self.shown[v] = true;
    }

    /// A bunch that would stand for one person takes no less room than the person.
    fn unfold_ones(&mut self, top: Option<usize>) {
        let range = top.map_or(0..self.forest.len(), |v| v..subtree_end(self.forest, v));
        let mut hidden = vec![0; self.forest.len() + 1];
        let above = |v: usize| self.forest.parent(v).unwrap_or(self.forest.len());
        // From the end on, a branch is summed up before who stands above it is reached.
        for v in range.clone().rev().filter(|&v| !self.shown[v]) {
            hidden[above(v)] += 1 + hidden[v];
        }
        let ones = |v: &usize| hidden[above(*v)] == 1;
        let ones: Vec<usize> = range.filter(|&v| !self.shown[v]).filter(ones).collect();
        for v in ones {
            let parent = self.forest.parent(v);
            if parent.is_none_or(|u| self.shown[u]) {
                self.show(v);
            }
        }
    }

    fn into_view(mut self, top: Option<usize>) -> View {
        self.unfold_ones(top);
        View {
            shown: self.shown,
            top,
            folded: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten first people with nine below each: three times three in a row.
    fn hundred() -> Forest {
        let parent = |v: usize| match v % 10 {
            0 => None,
            n if n % 3 == 1 => Some(v - n),
            _ => Some(v - 1),
        };
        Forest::of((0..100).map(parent).collect()).unwrap()
    }

    fn count(view: &View) -> usize {
        view.shown.iter().filter(|shown| **shown).count()
    }

    #[test]
    fn folds_are_read_as_they_were_written_and_bad_ones_ignored() {
        let folds = Folds::default();
        let folds = folds.with(Uuid::from_u128(0xab)).unwrap();
        let folds = folds.with(Uuid::from_u128(7 << 64 | 0xffff_ffff)).unwrap();
        assert_eq!(folds.to_text(), ["ab", "ffffffff"].join("."));
        assert_eq!(Folds::parse(&folds.to_text()), folds);
        assert_eq!(folds.with(Uuid::from_u128(0xab)), None, "once each");
        assert_eq!(folds.without(Uuid::from_u128(0xab)).to_text(), "ffffffff");
        for bad in ["", ".", "xyz", "123456789", "-1", "a b", "\u{661}", "..."] {
            assert_eq!(Folds::parse(bad), Folds::default(), "{bad}");
        }
        assert_eq!(Folds::parse("ab.x.ab..1").to_text(), "ab.1");
        let many: Vec<String> = (1..200).map(|n| n.to_string()).collect();
        let full = Folds::parse(&many.join("."));
        assert_eq!(full.0.len(), FOLDS);
        assert_eq!(full.with(Uuid::from_u128(0xfeed)), None);
    }

    #[test]
    fn what_is_folded_by_hand_is_away_but_for_its_top() {
        let forest = hundred();
        let all = view(&forest, &[true; 100], None);
        let seen = all.fold(&forest, vec![10, 11, 54]);
        assert_eq!(count(&seen), 100 - 9 - 2);
        assert!(seen.shown[10] && seen.shown[54] && !seen.shown[11] && !seen.shown[55]);
    }

    #[test]
    fn up_to_sixty_people_everyone_is_shown() {
        let line = |n: usize| Forest::of((0..n).map(|v| v.checked_sub(1)).collect()).unwrap();
        assert_eq!(count(&view(&line(60), &[false; 60], None)), 60);
        assert_eq!(count(&view(&line(61), &[false; 61], None)), 1);
    }

    #[test]
    fn what_can_still_move_is_shown_with_everyone_above_it() {
        let forest = hundred();
        let mut moving = vec![false; 100];
        moving[13] = true;
        let seen = view(&forest, &moving, None);
        assert_eq!(count(&seen), 13);
        assert!(seen.shown[11] && seen.shown[12] && seen.shown[13] && !seen.shown[14]);
        // An opened branch comes on top of it.
        let seen = view(&forest, &moving, Some(27));
        assert_eq!(count(&seen), 16);
        // A bunch never stands for one person only.
        let mut all_but_one = vec![true; 100];
        all_but_one[29] = false;
        assert_eq!(count(&view(&forest, &all_but_one, None)), 100);
        assert!((27..30).all(|v| seen.shown[v]) && seen.shown[20] && !seen.shown[24]);
    }

    #[test]
    fn a_picture_never_grows_past_its_limit() {
        let many = 5_000;
        // Everybody moves; a line, a star, and a bush.
        let line = Forest::of((0..many).map(|v: usize| v.checked_sub(1)).collect()).unwrap();
        let star = Forest::of((0..many).map(|_| None).collect()).unwrap();
        let bush = (0..many).map(|v: usize| {
            v.checked_sub(1)
                .map(|u| if v.is_multiple_of(4) { u } else { v / 4 * 4 })
        });
        let bush = Forest::of(bush.collect()).unwrap();
        for forest in [line, star, bush] {
            let moving = vec![true; many];
            for open in [None, Some(0), Some(2_500), Some(4_999)] {
                let seen = view(&forest, &moving, open);
                assert!(count(&seen) <= 2 * MOST, "{}", count(&seen));
                assert!(open.is_none_or(|v| seen.shown[v]));
                for v in (0..many).filter(|&v| seen.shown[v] && seen.top != Some(v)) {
                    assert!(
                        forest.parent(v).is_none_or(|u| seen.shown[u]),
                        "{v} hangs in the air"
                    );
                }
            }
        }
    }
}
