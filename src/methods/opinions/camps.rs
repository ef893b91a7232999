//! Groups of people who stand near each other: k-means, with as many groups as stand apart most clearly.
//!
//! Source: k-means++ (D. Arthur, S. Vassilvitskii, 2007) with ten starts; the silhouette (P. Rousseeuw, 1987) over at
//! most five hundred people, evenly drawn, so that the work grows no faster than the people do.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::GROUP_MIN;
use super::plane::Point;

/// The same chance every time.
const SEED: u64 = 0x0da1_5e5e;
const STARTS: usize = 10;
const MOVES: usize = 100;
/// At most so many groups; and two, and one more for every twelve people.
const GROUPS_MAX: usize = 5;
const PEOPLE_A_GROUP: usize = 12;
/// The silhouette is taken over so many people at most.
const COMPARED: usize = 500;
/// Differences below this are roundings.
const SAME: f64 = 1e-9;

/// Finds groups: each person's group, numbered from the largest on. Nobody is in a group of fewer than five; where people
/// do not fall into two such groups, all are in one.
pub fn find(points: &[Point]) -> Vec<usize> {
    let mut best: Option<(f64, Vec<usize>)> = None;
    if points.len() < 2 * GROUP_MIN {
        return vec![0; points.len()];
    }
    for k in 2..=GROUPS_MAX.min(2 + points.len() / PEOPLE_A_GROUP) {
        let of = by_size(&dissolve(points, &nearest_means(points, k)));
        if of.iter().all(|group| *group == 0) {
            continue;
        }
        let clear = silhouette(points, &of);
        if best.as_ref().is_none_or(|(most, _)| clear > most + SAME) {
            best = Some((clear, of));
        }
    }
    best.map_or_else(|| vec![0; points.len()], |(_, of)| of)
}

fn distance(one: Point, other: Point) -> f64 {
    (one[0] - other[0]).powi(2) + (one[1] - other[1]).powi(2)
}

/// Returns the nearest of some centres, the first of equals, and how far it is.
fn nearest(point: Point, centres: &[Point]) -> (usize, f64) {
    let mut best = (0, f64::INFINITY);
    for (place, centre) in centres.iter().enumerate() {
        let far = distance(point, *centre);
        if far < best.1 {
            best = (place, far);
        }
    }
    best
}

/// Returns the middle of each group; of an empty one nowhere, where nobody is near.
fn middles(points: &[Point], of: &[usize], groups: usize) -> Vec<Point> {
    let mut sums = vec![([0.0; 2], 0.0); groups];
    for (point, group) in points.iter().zip(of) {
        let (sum, people) = &mut sums[*group];
        *sum = [sum[0] + point[0], sum[1] + point[1]];
        *people += 1.0;
    }
    let middle = |(sum, people): ([f64; 2], f64)| {
        if people > 0.0 {
            sum.map(|x| x / people)
        } else {
            [f64::INFINITY; 2]
        }
    };
    sums.into_iter().map(middle).collect()
}

/// K-means from several starts; the tightest groups win.
fn nearest_means(points: &[Point], k: usize) -> Vec<usize> {
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    let mut best = (f64::INFINITY, vec![0; points.len()]);
    for _ in 0..STARTS {
        let mut centres = start(points, k, &mut chance);
        let mut of = Vec::new();
        let mut far = 0.0;
        for _ in 0..MOVES {
            let near: Vec<(usize, f64)> = points.iter().map(|p| nearest(*p, &centres)).collect();
            let next: Vec<usize> = near.iter().map(|one| one.0).collect();
            far = near.iter().map(|one| one.1).sum();
            if next == of {
                break;
            }
            of = next;
            centres = middles(points, &of, centres.len());
        }
        if far < best.0 - SAME {
            best = (far, of);
        }
    }
    best.1
}

/// Draws the first centres far from each other; fewer where people stand on fewer places.
fn start(points: &[Point], k: usize, chance: &mut ChaCha8Rng) -> Vec<Point> {
    let mut centres = vec![points[chance.random_range(0..points.len())]];
    while centres.len() < k {
        let far: Vec<f64> = points.iter().map(|p| nearest(*p, &centres).1).collect();
        let all: f64 = far.iter().sum();
        if all < SAME {
            break;
        }
        let mut left = chance.random_range(0.0..1.0) * all;
        let chosen = far.iter().position(|far| {
            left -= far;
            left < 0.0
        });
        centres.push(points[chosen.unwrap_or(points.len() - 1)]);
    }
    centres
}

/// Lets the people of groups that are too small go to the nearest other group, the smallest group first.
fn dissolve(points: &[Point], of: &[usize]) -> Vec<usize> {
    let mut of = of.to_vec();
    let groups = of.iter().max().map_or(0, |most| most + 1);
    loop {
        let mut sizes = vec![0; groups];
        for group in &of {
            sizes[*group] += 1;
        }
        let there = sizes.iter().filter(|size| **size > 0).count();
        let small = (0..groups).filter(|group| (1..GROUP_MIN).contains(&sizes[*group]));
        let Some(small) = small
            .min_by_key(|group| sizes[*group])
            .filter(|_| there > 1)
        else {
            return of;
        };
        let mut centres = middles(points, &of, groups);
        centres[small] = [f64::INFINITY; 2];
        for (point, group) in points.iter().zip(&mut of) {
            if *group == small {
                *group = nearest(*point, &centres).0;
            }
        }
    }
}

/// Numbers groups from the largest on; equal ones by their first person.
fn by_size(of: &[usize]) -> Vec<usize> {
    let groups = of.iter().max().map_or(0, |most| most + 1);
    let mut order: Vec<(usize, usize, usize)> = (0..groups)
        .map(|group| {
            let size = of.iter().filter(|own| **own == group).count();
            let first = of.iter().position(|own| *own == group);
            (usize::MAX - size, first.unwrap_or(usize::MAX), group)
        })
        .collect();
    order.sort_unstable();
    let mut names = vec![0; groups];
    for (name, (.., group)) in order.into_iter().enumerate() {
        names[group] = name;
    }
    of.iter().map(|group| names[*group]).collect()
}

/// Tells how clearly groups stand apart, from -1 to 1.
fn silhouette(points: &[Point], of: &[usize]) -> f64 {
    let step = points.len().div_ceil(COMPARED).max(1);
    let drawn: Vec<(Point, usize)> = (0..points.len())
        .step_by(step)
        .map(|place| (points[place], of[place]))
        .collect();
    let groups = of.iter().max().map_or(0, |most| most + 1);
    let mut clear = 0.0;
    for (point, own) in &drawn {
        let mut sums = vec![(0.0, 0.0); groups];
        for (other, group) in &drawn {
            sums[*group].0 += distance(*point, *other).sqrt();
            sums[*group].1 += 1.0;
        }
        let (within, people) = sums[*own];
        if people < 2.0 {
            continue;
        }
        let within = within / (people - 1.0);
        let others = (0..groups).filter(|group| group != own && sums[*group].1 > 0.0);
        let apart = others.map(|group| sums[group].0 / sums[group].1);
        let apart = apart.fold(f64::INFINITY, f64::min);
        let larger = within.max(apart);
        if apart.is_finite() && larger > SAME {
            clear += (apart - within) / larger;
        }
    }
    clear / drawn.iter().map(|_| 1.0).sum::<f64>().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many people in a small ring round a place.
    fn ring(people: u32, at: Point) -> Vec<Point> {
        let place = |n: u32| {
            let turn = f64::from(n) / f64::from(people) * std::f64::consts::TAU;
            [at[0] + turn.cos(), at[1] + turn.sin()]
        };
        (0..people).map(place).collect()
    }

    fn sizes(of: &[usize]) -> Vec<usize> {
        let groups = of.iter().max().map_or(0, |most| most + 1);
        (0..groups)
            .map(|g| of.iter().filter(|own| **own == g).count())
            .collect()
    }

    #[test]
    fn as_many_groups_are_found_as_stand_apart() {
        let two = [ring(12, [0.0, 0.0]), ring(30, [9.0, 0.0])].concat();
        assert_eq!(sizes(&find(&two)), [30, 12]);
        let four = [[0.0, 0.0], [9.0, 0.0], [0.0, 9.0], [9.0, 9.0]];
        let four: Vec<Point> = (10..14).zip(four).flat_map(|(n, at)| ring(n, at)).collect();
        let of = find(&four);
        assert_eq!(sizes(&of), [13, 12, 11, 10]);
        assert!(of[..10].iter().all(|group| *group == 3));
        assert!(silhouette(&four, &of) > 0.8);
    }

    #[test]
    fn four_people_are_no_group_of_their_own() {
        let lopsided = [ring(40, [0.0, 0.0]), ring(4, [50.0, 0.0])].concat();
        let of = find(&lopsided);
        assert!(
            sizes(&of).iter().all(|size| *size >= GROUP_MIN),
            "{:?}",
            sizes(&of)
        );
        let two = [
            ring(20, [0.0, 0.0]),
            ring(20, [9.0, 0.0]),
            ring(4, [50.0, 0.0]),
        ]
        .concat();
        assert_eq!(sizes(&find(&two)), [24, 20], "they go to the nearest");
        assert_eq!(sizes(&find(&ring(9, [1.0, 1.0])[..4])), [4]);
        assert_eq!(find(&[[1.0, 1.0]; 40]), [0; 40], "all alike");
        assert!(find(&[]).is_empty());
    }

    #[test]
    fn the_silhouette_of_rousseeuw_by_hand() {
        // 0 and 1 in one group, 5 in another: (5-1)/5, (4-1)/4, and 0 for who is alone.
        let points = [[0.0, 0.0], [1.0, 0.0], [5.0, 0.0]];
        let found = silhouette(&points, &[0, 0, 1]);
        assert!((found - (0.8 + 0.75) / 3.0).abs() < 1e-12);
    }
}
