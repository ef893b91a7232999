//! A tidy drawing of a forest, in linear time and without recursion.
//!
//! The method is that of Christoph Buchheim, Michael Jünger and Sebastian Leipert, "Improving Walker's Algorithm to Run
//! in Linear Time", Graph Drawing 2002, LNCS 2528, pages 344 to 353: subtrees are laid out from the leaves up and pushed
//! apart along their contours, which threads make cheap to follow; what a push opens between two subtrees is shared out
//! among those that stand between them. Here each box has its own reach to both sides, a forest hangs on a root that is
//! not drawn, and every walk is a loop, because a chain may be thousands of people deep.
//!
//! The published method goes from one side to the other, so now and then a mirrored tree is not drawn mirrored. [`layout`]
//! therefore runs it from both sides and takes the middle of the two drawings: every rule they keep (order, distance,
//! parents centred) is linear, so the middle keeps it too, and the mirror holds.

/// Who stands under whom: nodes are numbered from 0, children keep the order of their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forest {
    parents: Vec<Option<usize>>,
    /// The children of node `v` are `children[starts[v]..starts[v + 1]]`; those of the root that is not drawn, the
    /// forest's own roots, come last.
    children: Vec<usize>,
    starts: Vec<usize>,
    preorder: Vec<usize>,
    depths: Vec<usize>,
}

impl Forest {
    /// Builds a forest; `None` when a parent does not exist or somebody stands under themself.
    pub fn of(parents: Vec<Option<usize>>) -> Option<Self> {
        let nodes = parents.len();
        let above = |parent: Option<usize>| parent.unwrap_or(nodes);
        let mut starts = vec![0; nodes + 2];
        for &parent in &parents {
            *starts.get_mut(above(parent) + 1)? += 1;
        }
        for v in 0..=nodes {
            starts[v + 1] += starts[v];
        }
        let mut next = starts.clone();
        let mut children = vec![0; nodes];
        for (v, &parent) in parents.iter().enumerate() {
            children[next[above(parent)]] = v;
            next[above(parent)] += 1;
        }
        let mut forest = Self {
            parents,
            children,
            starts,
            preorder: Vec::with_capacity(nodes),
            depths: vec![0; nodes],
        };
        forest.walk();
        (forest.preorder.len() == nodes).then_some(forest)
    }

    /// Notes the order in which a reader meets the nodes, and how deep each stands.
    fn walk(&mut self) {
        let mut open: Vec<usize> = self.roots().iter().rev().copied().collect();
        while let Some(v) = open.pop() {
            self.depths[v] = self.parents[v].map_or(0, |parent| self.depths[parent] + 1);
            self.preorder.push(v);
            let children = &self.children[self.starts[v]..self.starts[v + 1]];
            open.extend(children.iter().rev());
        }
    }

    pub fn len(&self) -> usize {
        self.parents.len()
    }

    pub fn is_empty(&self) -> bool {
        self.parents.is_empty()
    }

    pub fn parent(&self, v: usize) -> Option<usize> {
        self.parents[v]
    }

    pub fn children(&self, v: usize) -> &[usize] {
        &self.children[self.starts[v]..self.starts[v + 1]]
    }

    pub fn roots(&self) -> &[usize] {
        self.children(self.len())
    }

    /// Lists every node, parents before their children and branch after branch.
    pub fn preorder(&self) -> &[usize] {
        &self.preorder
    }

    /// Returns how many steps a node stands from its root.
    pub fn depth(&self, v: usize) -> usize {
        self.depths[v]
    }

    /// Returns how many levels there are.
    pub fn levels(&self) -> usize {
        self.depths.iter().max().map_or(0, |depth| depth + 1)
    }
}

/// How far the box of a node reaches from its middle along the line of its siblings, gaps included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    pub before: f64,
    pub after: f64,
}

impl Reach {
    const NONE: Self = Self {
        before: 0.0,
        after: 0.0,
    };

    const fn turned(self) -> Self {
        Self {
            before: self.after,
            after: self.before,
        }
    }
}

/// Places the middle of each node along the line of its siblings, so that no two boxes of a level overlap, order is kept
/// and parents stand in the middle of their children. The box that reaches furthest begins at 0.
pub fn layout(forest: &Forest, reach: &[Reach]) -> Vec<f64> {
    let there = Walk::new(forest, reach, false).run();
    let back = Walk::new(forest, reach, true).run();
    let mut places: Vec<f64> = there
        .iter()
        .zip(&back)
        .map(|(a, b)| (a - b) / 2.0)
        .collect();
    let edge = places.iter().zip(reach).map(|(place, r)| place - r.before);
    let first = edge.fold(f64::INFINITY, f64::min);
    for place in &mut places {
        *place -= first;
    }
    places
}

/// One run of the method. Names follow the paper; the last place of each list is the root that is not drawn.
struct Walk<'f> {
    forest: &'f Forest,
    reach: Vec<Reach>,
    /// The children of a node in the order of this run.
    turned: bool,
    /// Which child of its parent a node is, in the order of this run.
    number: Vec<usize>,
    prelim: Vec<f64>,
    modifier: Vec<f64>,
    shift: Vec<f64>,
    change: Vec<f64>,
    thread: Vec<Option<usize>>,
    ancestor: Vec<usize>,
    default_ancestor: Vec<usize>,
}

impl<'f> Walk<'f> {
    fn new(forest: &'f Forest, reach: &[Reach], turned: bool) -> Self {
        let all = forest.len() + 1;
        let side = |r: &Reach| if turned { r.turned() } else { *r };
        let mut walk = Self {
            forest,
            reach: reach.iter().map(side).chain([Reach::NONE]).collect(),
            turned,
            number: vec![0; all],
            prelim: vec![0.0; all],
            modifier: vec![0.0; all],
            shift: vec![0.0; all],
            change: vec![0.0; all],
            thread: vec![None; all],
            ancestor: (0..all).collect(),
            default_ancestor: vec![0; all],
        };
        for v in 0..all {
            for n in 0..forest.children(v).len() {
                let child = walk.child(v, n);
                walk.number[child] = n;
            }
            walk.default_ancestor[v] = walk.first(v).unwrap_or(v);
        }
        walk
    }

    fn child(&self, v: usize, n: usize) -> usize {
        let children = self.forest.children(v);
        children[if self.turned {
            children.len() - 1 - n
        } else {
            n
        }]
    }

    fn first(&self, v: usize) -> Option<usize> {
        (!self.forest.children(v).is_empty()).then(|| self.child(v, 0))
    }

    fn last(&self, v: usize) -> Option<usize> {
        let count = self.forest.children(v).len();
        (count > 0).then(|| self.child(v, count - 1))
    }

    fn parent(&self, v: usize) -> usize {
        self.forest.parents[v].unwrap_or(self.forest.len())
    }

    fn left_sibling(&self, v: usize) -> Option<usize> {
        let n = self.number[v].checked_sub(1)?;
        Some(self.child(self.parent(v), n))
    }

    /// How far apart two neighbours of a level must stand.
    fn distance(&self, left: usize, right: usize) -> f64 {
        self.reach[left].after + self.reach[right].before
    }

    /// Follows the contour that faces the start of the line.
    fn next_left(&self, v: usize) -> Option<usize> {
        self.first(v).or(self.thread[v])
    }

    /// Follows the contour that faces the end of the line.
    fn next_right(&self, v: usize) -> Option<usize> {
        self.last(v).or(self.thread[v])
    }

    fn run(mut self) -> Vec<f64> {
        for v in self.postorder() {
            self.place(v);
        }
        self.sum_up()
    }

    /// Lists the nodes, children before their parent and in the order of this run.
    fn postorder(&self) -> Vec<usize> {
        let mut backwards = Vec::with_capacity(self.forest.len());
        let mut open: Vec<usize> = Vec::new();
        let root = self.forest.len();
        open.extend((0..self.forest.roots().len()).map(|n| self.child(root, n)));
        while let Some(v) = open.pop() {
            backwards.push(v);
            open.extend((0..self.forest.children(v).len()).map(|n| self.child(v, n)));
        }
        backwards.reverse();
        backwards
    }

    /// Places a node beside its left sibling and over its children, then pushes its subtree clear of those before it.
    fn place(&mut self, v: usize) {
        let beside = self
            .left_sibling(v)
            .map(|w| self.prelim[w] + self.distance(w, v));
        if let (Some(first), Some(last)) = (self.first(v), self.last(v)) {
            self.share_out(v);
            let middle = f64::midpoint(self.prelim[first], self.prelim[last]);
            self.prelim[v] = beside.unwrap_or(middle);
            self.modifier[v] = self.prelim[v] - middle;
        } else {
            self.prelim[v] = beside.unwrap_or(0.0);
        }
        self.apportion(v);
    }

    /// Shares what pushes opened out among the children of a node.
    fn share_out(&mut self, v: usize) {
        let (mut shift, mut change) = (0.0, 0.0);
        for n in (0..self.forest.children(v).len()).rev() {
            let w = self.child(v, n);
            self.prelim[w] += shift;
            self.modifier[w] += shift;
            change += self.change[w];
            shift += self.shift[w] + change;
        }
    }

    fn apportion(&mut self, v: usize) {
        let Some(left) = self.left_sibling(v) else {
            return;
        };
        let parent = self.parent(v);
        // The contours: inner and outer of what stands to the left, inner and outer of the new subtree.
        let (mut in_left, mut out_left) = (left, self.child(parent, 0));
        let (mut in_right, mut out_right) = (v, v);
        let mut sum_in_left = self.modifier[in_left];
        let mut sum_out_left = self.modifier[out_left];
        let mut sum_in_right = self.modifier[in_right];
        let mut sum_out_right = self.modifier[out_right];
        while let (Some(a), Some(b)) = (self.next_right(in_left), self.next_left(in_right)) {
            (in_left, in_right) = (a, b);
            out_left = self.next_left(out_left).unwrap_or(in_left);
            out_right = self.next_right(out_right).unwrap_or(in_right);
            self.ancestor[out_right] = v;
            let gap = (self.prelim[in_left] + sum_in_left) - (self.prelim[in_right] + sum_in_right);
            let push = gap + self.distance(in_left, in_right);
            if push > 0.0 {
                self.push_apart(self.greatest_uncommon_ancestor(in_left, parent), v, push);
                sum_in_right += push;
                sum_out_right += push;
            }
            sum_in_left += self.modifier[in_left];
            sum_in_right += self.modifier[in_right];
            sum_out_left += self.modifier[out_left];
            sum_out_right += self.modifier[out_right];
        }
        if let (Some(on), None) = (self.next_right(in_left), self.next_right(out_right)) {
            self.thread[out_right] = Some(on);
            self.modifier[out_right] += sum_in_left - sum_out_right;
        }
        if let (Some(on), None) = (self.next_left(in_right), self.next_left(out_left)) {
            self.thread[out_left] = Some(on);
            self.modifier[out_left] += sum_in_right - sum_out_left;
            self.default_ancestor[parent] = v;
        }
    }

    fn greatest_uncommon_ancestor(&self, v: usize, parent: usize) -> usize {
        let ancestor = self.ancestor[v];
        if ancestor < self.forest.len() && self.parent(ancestor) == parent {
            ancestor
        } else {
            self.default_ancestor[parent]
        }
    }

    fn push_apart(&mut self, left: usize, right: usize, by: f64) {
        let between = self.number[right] - self.number[left];
        #[expect(clippy::cast_precision_loss, reason = "a count of siblings is small")]
        let each = by / between as f64;
        self.change[right] -= each;
        self.shift[right] += by;
        self.change[left] += each;
        self.prelim[right] += by;
        self.modifier[right] += by;
    }

    /// Adds up what was pushed above each node.
    fn sum_up(mut self) -> Vec<f64> {
        self.share_out(self.forest.len());
        let mut pushed = vec![0.0; self.forest.len()];
        let mut places = vec![0.0; self.forest.len()];
        for &v in self.forest.preorder() {
            let above = self.forest.parents[v];
            pushed[v] = above.map_or(0.0, |u| pushed[u] + self.modifier[u]);
            places[v] = self.prelim[v] + pushed[v];
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};

    use super::*;

    const CLOSE: f64 = 1e-6;

    /// A forest in which each node stands under an earlier one, now and then under nobody.
    fn grown(people: usize, seed: u64, roots: u32) -> (Forest, Vec<Reach>) {
        let mut chance = StdRng::seed_from_u64(seed);
        let parents = (0..people).map(|v| {
            (v > 0 && !chance.random_ratio(roots, 100)).then(|| {
                // Mostly late comers ask, so that the chain grows long as well as broad.
                let back = chance.random_range(0..v.min(1 + people / 8).max(1));
                v - 1 - back
            })
        });
        let forest = Forest::of(parents.collect()).unwrap();
        let boxes = (0..people).map(|_| Reach {
            before: f64::from(chance.random_range(20..40_u8)),
            after: f64::from(chance.random_range(20..90_u8)),
        });
        let boxes = boxes.collect();
        (forest, boxes)
    }

    fn line(people: usize) -> (Forest, Vec<Reach>) {
        let parents = (0..people).map(|v| v.checked_sub(1)).collect();
        let reach = Reach {
            before: 30.0,
            after: 60.0,
        };
        (Forest::of(parents).unwrap(), vec![reach; people])
    }

    /// No two boxes of a level overlap, and a level reads in the order of the tree.
    fn check_levels(forest: &Forest, reach: &[Reach], places: &[f64]) {
        let mut last: Vec<Option<usize>> = vec![None; forest.levels()];
        for &v in forest.preorder() {
            if let Some(u) = last[forest.depth(v)].replace(v) {
                let apart = places[v] - places[u];
                let wanted = reach[u].after + reach[v].before;
                assert!(apart + CLOSE >= wanted, "{u} and {v}: {apart} < {wanted}");
            }
        }
    }

    fn check_centred(forest: &Forest, places: &[f64]) {
        for v in 0..forest.len() {
            if let [first, .., last] | [first @ last] = forest.children(v) {
                let middle = f64::midpoint(places[*first], places[*last]);
                assert!(
                    (places[v] - middle).abs() < CLOSE,
                    "{v} is not over its children"
                );
            }
        }
    }

    fn check_mirrored(forest: &Forest, reach: &[Reach], places: &[f64]) {
        // Counting from the other end turns the order of all siblings round.
        let other = |v: usize| forest.len() - 1 - v;
        let parents = (0..forest.len()).map(|v| forest.parent(other(v)).map(other));
        let turned: Vec<Reach> = (0..forest.len())
            .map(|v| reach[other(v)].turned())
            .collect();
        let mirrored = layout(&Forest::of(parents.collect()).unwrap(), &turned);
        let end = |v: usize| places[v] + reach[v].after;
        let whole = (0..forest.len()).map(end).fold(0.0, f64::max);
        for v in 0..forest.len() {
            let there = whole - mirrored[other(v)];
            assert!(
                (places[v] - there).abs() < CLOSE,
                "{v}: {} and {there}",
                places[v]
            );
        }
    }

    fn check(forest: &Forest, reach: &[Reach]) {
        let places = layout(forest, reach);
        check_levels(forest, reach, &places);
        check_centred(forest, &places);
        check_mirrored(forest, reach, &places);
        let first = places.iter().zip(reach).map(|(p, r)| p - r.before);
        assert!(first.fold(f64::INFINITY, f64::min).abs() < CLOSE);
    }

    #[test]
    fn no_boxes_overlap_at_any_size_and_every_rule_of_the_drawing_holds() {
        for people in [1, 7, 60, 500, 5_000] {
            for (seed, roots) in [(1, 1), (2, 10), (3, 60)] {
                let (forest, reach) = grown(people, seed, roots);
                assert_eq!(forest.len(), people);
                check(&forest, &reach);
            }
            let (forest, reach) = line(people);
            check(&forest, &reach);
            assert_eq!(forest.levels(), people);
            let (star, reach) = (vec![None; people], vec![reach[0]; people]);
            check(&Forest::of(star).unwrap(), &reach);
        }
    }

    #[test]
    fn what_is_no_forest_is_refused() {
        assert_eq!(Forest::of(vec![Some(1), Some(0)]), None);
        assert_eq!(Forest::of(vec![None, Some(1)]), None);
        assert_eq!(Forest::of(vec![Some(7)]), None);
        assert!(Forest::of(Vec::new()).unwrap().is_empty());
        // A parent may have a later number.
        let forest = Forest::of(vec![Some(2), None, Some(1), Some(1)]).unwrap();
        assert_eq!(forest.preorder(), [1, 2, 0, 3]);
        assert_eq!((forest.roots(), forest.depth(0)), (&[1][..], 2));
    }

    #[test]
    fn small_trees_between_large_ones_are_spread_out() {
        // Two broad subtrees with two leaves between them: all gaps are the same.
        let parents = [None, Some(0), Some(0), Some(0), Some(0)];
        let below = (0..5).map(|_| Some(1)).chain((0..5).map(|_| Some(4)));
        let forest = Forest::of(parents.into_iter().chain(below).collect()).unwrap();
        let reach = Reach {
            before: 5.0,
            after: 5.0,
        };
        let places = layout(&forest, &vec![reach; forest.len()]);
        let gaps: Vec<f64> = (1..4).map(|v| places[v + 1] - places[v]).collect();
        assert!(
            gaps.iter().all(|gap| (gap - gaps[0]).abs() < CLOSE),
            "{gaps:?}"
        );
        assert!((places[4] - places[1] - 50.0).abs() < CLOSE, "{places:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn every_rule_of_the_drawing_holds_for_any_forest(
            people in 1..120_usize, seed in any::<u64>(), roots in 0..40_u32,
        ) {
            let (forest, reach) = grown(people, seed, roots);
            check(&forest, &reach);
        }

        #[test]
        fn the_same_subtree_is_drawn_the_same_wherever_it_hangs(
            people in 1..40_usize, around in 2..60_usize, seed in any::<u64>(),
        ) {
            let (tree, reach) = grown(people, seed, 0);
            let (rest, mut boxes) = grown(around, seed ^ 1, 5);
            let mut parents: Vec<Option<usize>> = (0..around).map(|v| rest.parent(v)).collect();
            let mut copies = Vec::new();
            for under in [0, around / 2] {
                let base = parents.len();
                copies.push(base);
                parents.extend((0..people).map(|v| Some(tree.parent(v).map_or(under, |u| base + u))));
                boxes.extend(&reach);
            }
            let forest = Forest::of(parents).unwrap();
            check(&forest, &boxes);
            let places = layout(&forest, &boxes);
            let [one, two] = copies[..] else { unreachable!() };
            for v in 1..people {
                let (a, b) = (places[one + v] - places[one], places[two + v] - places[two]);
                prop_assert!((a - b).abs() < CLOSE, "{} and {}", a, b);
            }
        }
    }
}
