//! Groups of points that say something alike and could be a theme.

use kodama::{Method, linkage};

use super::index::Index;
use super::kmeans::{Centres, centres};
use super::labels::labels;
use super::{Embedder, Tfidf, Vector, float};

/// How few points are no group.
const LEAST: usize = 3;

/// Up to how many points each is compared with each other.
const ALL_PAIRS: usize = 3_000;

/// How alike the two halves of a group are at the least: the mean cosine of a point of one and a point of the other.
const ALIKE: f32 = 0.1;

/// Points that say something alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The places of its points among those that were given, in order.
    pub members: Vec<usize>,
    /// The point in the middle: the most like all the others.
    pub medoid: usize,
    /// Up to three words that this group says more than the others, as they are written.
    pub label: Vec<String>,
}

/// Finds groups of at least three points, the greatest first. Most points will be in none.
///
/// Source: METHODS 4.7 (b): Ward's method on unit vectors; above 3,000 points on the centres of spherical k-means.
pub fn groups<T: AsRef<str>>(texts: &[T]) -> Vec<Group> {
    groups_among(texts, texts)
}

/// The same, with the letters learnt from `all`: a few points that say the same have nothing to stand out from.
pub fn groups_among<T: AsRef<str>>(texts: &[T], all: &[T]) -> Vec<Group> {
    let tfidf = Tfidf::fit(all);
    let all: Vec<Vector> = texts
        .iter()
        .map(|text| tfidf.embed(text.as_ref()))
        .collect();
    let filled: Vec<usize> = (0..all.len()).filter(|at| !all[*at].is_empty()).collect();
    let mut sets = if filled.len() <= ALL_PAIRS {
        by_pairs(&all, &filled)
    } else {
        by_centres(&all, &filled)
    };
    sets.retain(|members| members.len() >= LEAST);
    for members in &mut sets {
        members.sort_unstable();
    }
    sets.sort_by(|a, b| b.len().cmp(&a.len()).then(a[0].cmp(&b[0])));
    let labels = labels(texts, &sets);
    sets.into_iter()
        .zip(labels)
        .map(|(members, label)| Group {
            medoid: medoid(&all, &members),
            members,
            label,
        })
        .collect()
}

/// A tree of sets: those given, then each two that were made one.
struct Tree {
    /// The members of the first sets.
    leaves: Vec<Vec<usize>>,
    /// Which two were made one, by their places among the first sets and those made so far.
    joined: Vec<(usize, usize)>,
}

impl Tree {
    /// Takes the greatest sets whose halves are alike; `between` says how much, of a set and its halves.
    fn cut(&self, between: impl Fn(usize, usize, usize) -> f32) -> Vec<Vec<usize>> {
        let mut taken = Vec::new();
        let mut open: Vec<usize> = self.root().into_iter().collect();
        while let Some(node) = open.pop() {
            match self.children(node) {
                Some((left, right)) if between(node, left, right) < ALIKE => {
                    open.extend([left, right]);
                }
                _ => taken.push(self.members(node)),
            }
        }
        taken
    }

    fn root(&self) -> Option<usize> {
        (self.leaves.len() + self.joined.len()).checked_sub(1)
    }

    fn children(&self, node: usize) -> Option<(usize, usize)> {
        self.joined
            .get(node.checked_sub(self.leaves.len())?)
            .copied()
    }

    fn members(&self, node: usize) -> Vec<usize> {
        let (mut found, mut open) = (Vec::new(), vec![node]);
        while let Some(node) = open.pop() {
            match self.children(node) {
                Some((left, right)) => open.extend([left, right]),
                None => found.extend(&self.leaves[node]),
            }
        }
        found
    }
}

/// Joins every point with every other, nearest first.
fn by_pairs(all: &[Vector], filled: &[usize]) -> Vec<Vec<usize>> {
    if filled.len() < LEAST {
        return Vec::new();
    }
    let vectors: Vec<Vector> = filled.iter().map(|at| all[*at].clone()).collect();
    let (joined, heights) = ward(&vectors);
    let tree = Tree {
        leaves: filled.iter().map(|at| vec![*at]).collect(),
        joined,
    };
    // The squared length of the sum of each set's vectors, from the heights: h² / 2 is what a join adds to the spread.
    let (mut sizes, mut spreads) = (vec![1_usize; vectors.len()], vec![0.0; vectors.len()]);
    for ((left, right), height) in tree.joined.iter().zip(heights) {
        sizes.push(sizes[*left] + sizes[*right]);
        spreads.push(spreads[*left] + spreads[*right] + height * height / 2.0);
    }
    let length = |node: usize| float(sizes[node]) * (float(sizes[node]) - spreads[node]);
    tree.cut(|node, left, right| {
        let between = length(node) - length(left) - length(right);
        between / float(2 * sizes[left] * sizes[right])
    })
}

/// Joins the centres of k-means: far fewer than the points, so that 50,000 points take seconds.
fn by_centres(all: &[Vector], filled: &[usize]) -> Vec<Vec<usize>> {
    let vectors: Vec<&Vector> = filled.iter().map(|at| &all[*at]).collect();
    let Centres { vectors, members } = centres(&vectors);
    let leaves: Vec<Vec<usize>> = members
        .into_iter()
        .map(|members| members.into_iter().map(|at| filled[at]).collect())
        .collect();
    let (joined, _) = ward(&vectors);
    let tree = Tree { leaves, joined };
    tree.cut(|_, left, right| {
        let (left, right) = (tree.members(left), tree.members(right));
        let sum = sum(all, &left);
        let between: f32 = right.iter().map(|at| dot(&all[*at], &sum)).sum();
        between / (float(left.len()) * float(right.len()))
    })
}

/// The dot product with a vector that has every coordinate.
fn dot(vector: &Vector, whole: &[f32]) -> f32 {
    vector
        .entries()
        .iter()
        .map(|(coordinate, value)| value * whole.get(*coordinate as usize).unwrap_or(&0.0))
        .sum()
}

/// The sum of some vectors, with every coordinate.
fn sum(all: &[Vector], members: &[usize]) -> Vec<f32> {
    let space = members
        .iter()
        .filter_map(|at| all[*at].entries().last())
        .map(|last| last.0 as usize + 1)
        .max()
        .unwrap_or(0);
    let mut sum = vec![0.0; space];
    for (coordinate, value) in members.iter().flat_map(|at| all[*at].entries()) {
        sum[*coordinate as usize] += value;
    }
    sum
}

/// Ward's method: which two were made one in turn, and at what height.
fn ward(vectors: &[Vector]) -> (Vec<(usize, usize)>, Vec<f32>) {
    if vectors.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let index = Index::of(vectors);
    let mut distances = Vec::with_capacity(vectors.len() * (vectors.len() - 1) / 2);
    for (at, vector) in vectors.iter().enumerate() {
        let dots = index.dots(vector);
        distances.extend(
            dots[at + 1..]
                .iter()
                .map(|dot| (2.0 - 2.0 * dot).max(0.0).sqrt()),
        );
    }
    let tree = linkage(&mut distances, vectors.len(), Method::Ward);
    tree.steps()
        .iter()
        .map(|step| ((step.cluster1, step.cluster2), step.dissimilarity))
        .unzip()
}

/// The member most like the others; of equal ones the first.
fn medoid(all: &[Vector], members: &[usize]) -> usize {
    let sum = sum(all, members);
    let mut best = (f32::MIN, members[0]);
    for at in members {
        let alike = dot(&all[*at], &sum);
        if alike > best.0 {
            best = (alike, *at);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 9] = [
        "The last bus leaves at six",
        "",
        "I can mend bicycles",
        "The last bus leaves much too soon",
        "Mould in the bedroom wall",
        "The mould on our bedroom wall comes back",
        "The last bus leaves before I finish",
        "👍",
        "There is mould on the bedroom wall",
    ];

    #[test]
    fn points_alike_are_a_group_with_a_label_of_their_words() {
        let found = groups(&TEXTS);
        assert_eq!(
            found
                .iter()
                .map(|group| group.members.clone())
                .collect::<Vec<_>>(),
            [vec![0, 3, 6], vec![4, 5, 8]]
        );
        assert!(
            found[0].label.iter().any(|word| word == "bus"),
            "{:?}",
            found[0].label
        );
        assert!(
            found[1].label.iter().any(|word| word == "mould"),
            "{:?}",
            found[1].label
        );
        assert!(found[1].members.contains(&found[1].medoid));
        assert_eq!(found, groups(&TEXTS));
    }

    #[test]
    fn few_or_empty_points_are_no_group() {
        assert_eq!(groups::<&str>(&[]), []);
        assert_eq!(groups(&["bus", "bus"]), []);
        assert_eq!(groups(&["", "", "", "!"]), []);
        assert_eq!(groups(&["bus", "bus", "bus"]).len(), 1);
    }
}
