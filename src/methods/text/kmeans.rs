//! Mini-batch k-means on unit vectors: a thinning of many points before they are compared each with each.

use rand::SeedableRng;
use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;

use super::Vector;
use super::index::Index;

/// How many points are looked at before the centres move.
const BATCH: usize = 1_024;

/// How often they move.
const MOVES: usize = 30;

/// How many coordinates of a centre are kept: its heaviest.
const KEPT: usize = 1_000;

/// The same chance every time.
const SEED: u64 = 0x0da1_5e5e;

/// Centres and the points nearest to each.
pub struct Centres {
    pub vectors: Vec<Vector>,
    /// The places of each centre's points; none is empty.
    pub members: Vec<Vec<usize>>,
}

/// Finds √(n/2) centres.
///
/// Source: Sculley, "Web-scale k-means clustering", 2010, with cosines for distances (Dhillon, Modha 2001).
pub fn centres(points: &[&Vector]) -> Centres {
    let count = (points.len() / 2).isqrt().max(1).min(points.len());
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    let mut moving: Vec<Moving> = sample(&mut chance, points.len(), count)
        .into_iter()
        .map(|at| Moving::at(points[at]))
        .collect();
    for _ in 0..MOVES {
        let vectors: Vec<Vector> = moving.iter().map(|centre| centre.vector.clone()).collect();
        let index = Index::of(&vectors);
        let mut gained: Vec<Vec<usize>> = vec![Vec::new(); count];
        for at in sample(&mut chance, points.len(), BATCH.min(points.len())) {
            gained[nearest(&index, points[at])].push(at);
        }
        for (centre, gained) in moving.iter_mut().zip(gained) {
            centre.gain(gained.into_iter().map(|at| points[at]));
        }
    }
    let vectors: Vec<Vector> = moving.into_iter().map(|centre| centre.vector).collect();
    let index = Index::of(&vectors);
    let mut members = vec![Vec::new(); count];
    for (at, point) in points.iter().enumerate() {
        members[nearest(&index, point)].push(at);
    }
    let (vectors, members) = vectors
        .into_iter()
        .zip(members)
        .filter(|(_, members)| !members.is_empty())
        .unzip();
    Centres { vectors, members }
}

/// A centre as the sum of the points it was given so far.
struct Moving {
    sum: Vec<(u32, f32)>,
    vector: Vector,
}

impl Moving {
    fn at(point: &Vector) -> Self {
        Self {
            sum: point.entries().to_vec(),
            vector: point.clone(),
        }
    }

    fn gain<'a>(&mut self, points: impl Iterator<Item = &'a Vector>) {
        let before = self.sum.len();
        self.sum.extend(points.flat_map(Vector::entries));
        if self.sum.len() == before {
            return;
        }
        self.sum.sort_by_key(|entry| entry.0);
        self.sum.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        let mut heaviest = self.sum.clone();
        if heaviest.len() > KEPT {
            heaviest.select_nth_unstable_by(KEPT, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            heaviest.truncate(KEPT);
            heaviest.sort_by_key(|entry| entry.0);
        }
        self.vector = Vector::unit(heaviest);
    }
}

fn nearest(index: &Index, point: &Vector) -> usize {
    let mut best = (f32::MIN, 0);
    for (centre, dot) in index.dots(point).into_iter().enumerate() {
        if dot > best.0 {
            best = (dot, centre);
        }
    }
    best.1
}
