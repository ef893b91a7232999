//! Points that are nearly the same words: copied, or entered twice.

use std::collections::{BTreeMap, HashMap};

use super::float;
use super::grams::{mix, shingles};

/// From which share of common runs two texts are nearly the same (Jaccard).
const ALIKE: f32 = 0.7;

/// Up to how many distinct texts every pair is looked at.
const EXACT: usize = 5_000;

/// With how many earlier texts one is paired at most: the most alike.
const PARTNERS: usize = 50;

/// How many bands of how many hashes find the pairs to look at: at a share of 0.7 they find 98.8 of 100.
const BANDS: usize = 16;
const ROWS: usize = 4;

/// With how many others of a band one text is compared at most.
const LOOKED_AT: usize = 200;

/// Finds texts that are nearly the same: pairs of places, the earlier first, with the share of runs of five letters that
/// they have in common. Texts without words are like nothing. A text is paired with at most 50 earlier ones.
///
/// Source: METHODS 4.7 (c); `MinHash` and bands: Broder 1997; Leskovec, Rajaraman, Ullman, chapter 3.
pub fn near_duplicates<T: AsRef<str>>(texts: &[T]) -> Vec<(usize, usize, f32)> {
    let distinct = Distinct::of(texts);
    let pairs = if distinct.runs.len() <= EXACT {
        distinct.by_counting()
    } else {
        distinct.by_bands()
    };
    distinct.spread_out(pairs, texts.len())
}

/// Texts that differ, each with the places where it stands.
struct Distinct {
    runs: Vec<Vec<u64>>,
    places: Vec<Vec<usize>>,
}

impl Distinct {
    fn of<T: AsRef<str>>(texts: &[T]) -> Self {
        let mut by_runs: HashMap<Vec<u64>, usize> = HashMap::new();
        let mut places: Vec<Vec<usize>> = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            let runs = shingles(text.as_ref());
            if runs.is_empty() {
                continue;
            }
            let next = places.len();
            let which = *by_runs.entry(runs).or_insert(next);
            if which == next {
                places.push(Vec::new());
            }
            places[which].push(at);
        }
        let mut runs = vec![Vec::new(); places.len()];
        for (text, which) in by_runs {
            runs[which] = text;
        }
        Self { runs, places }
    }

    /// Counts for each text how many runs it has in common with each earlier one.
    fn by_counting(&self) -> Vec<(usize, usize, f32)> {
        let mut having: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut found = Vec::new();
        let mut common = vec![0_usize; self.runs.len()];
        for (at, runs) in self.runs.iter().enumerate() {
            common[..at].fill(0);
            for run in runs {
                let earlier = having.entry(*run).or_default();
                for other in earlier.iter() {
                    common[*other] += 1;
                }
                earlier.push(at);
            }
            let alike = (0..at).filter_map(|other| {
                let share = self.share(other, at, common[other]);
                (share >= ALIKE).then_some((other, at, share))
            });
            found.extend(most_alike(alike.collect()));
        }
        found
    }

    /// Looks only at pairs that agree in one of the bands.
    fn by_bands(&self) -> Vec<(usize, usize, f32)> {
        let signatures: Vec<[u64; BANDS]> = self.runs.iter().map(|runs| signature(runs)).collect();
        let mut earlier: Vec<Vec<usize>> = vec![Vec::new(); self.runs.len()];
        for band in 0..BANDS {
            let mut same: HashMap<u64, Vec<usize>> = HashMap::new();
            for (at, signature) in signatures.iter().enumerate() {
                let others = same.entry(signature[band]).or_default();
                earlier[at].extend(others.iter().rev().take(LOOKED_AT));
                others.push(at);
            }
        }
        let mut found = Vec::new();
        for (at, mut others) in earlier.into_iter().enumerate() {
            others.sort_unstable();
            others.dedup();
            let alike = others.into_iter().filter_map(|other| {
                let share = self.share(other, at, common(&self.runs[other], &self.runs[at]));
                (share >= ALIKE).then_some((other, at, share))
            });
            found.extend(most_alike(alike.collect()));
        }
        found
    }

    fn share(&self, one: usize, other: usize, common: usize) -> f32 {
        let all = self.runs[one].len() + self.runs[other].len() - common;
        float(common) / float(all)
    }

    /// Makes pairs of places of pairs of texts.
    fn spread_out(
        &self,
        pairs: Vec<(usize, usize, f32)>,
        texts: usize,
    ) -> Vec<(usize, usize, f32)> {
        let mut partners: BTreeMap<usize, Vec<(usize, usize, f32)>> = BTreeMap::new();
        let mut pair = |a: usize, b: usize, share: f32| {
            let (early, late) = (a.min(b), a.max(b));
            partners.entry(late).or_default().push((early, late, share));
        };
        for places in &self.places {
            for (at, late) in places.iter().enumerate() {
                for early in &places[..at.min(PARTNERS)] {
                    pair(*early, *late, 1.0);
                }
            }
        }
        for (one, other, share) in pairs {
            let (left, right) = (&self.places[one], &self.places[other]);
            for (at, a) in left.iter().enumerate() {
                let most = if at < PARTNERS { right.len() } else { PARTNERS };
                for b in right.iter().take(most) {
                    pair(*a, *b, share);
                }
            }
        }
        let mut found: Vec<_> = partners.into_values().flat_map(most_alike).collect();
        debug_assert!(
            found.iter().all(|pair| pair.0 < pair.1 && pair.1 < texts),
            "places of texts"
        );
        found.sort_by_key(|pair| (pair.0, pair.1));
        found
    }
}

/// The pairs to keep of one text's.
fn most_alike(mut pairs: Vec<(usize, usize, f32)>) -> Vec<(usize, usize, f32)> {
    if pairs.len() > PARTNERS {
        pairs.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
        pairs.truncate(PARTNERS);
    }
    pairs
}

/// How many numbers two ordered lists have in common.
fn common(one: &[u64], other: &[u64]) -> usize {
    let (mut a, mut b, mut count) = (0, 0, 0);
    while a < one.len() && b < other.len() {
        count += usize::from(one[a] == other[b]);
        let (left, right) = (one[a], other[b]);
        a += usize::from(left <= right);
        b += usize::from(right <= left);
    }
    count
}

/// The least of each hash over all runs, four to a band.
fn signature(runs: &[u64]) -> [u64; BANDS] {
    let mut bands = [0_u64; BANDS];
    for (band, number) in (0_u64..).zip(bands.iter_mut()) {
        for row in 0..ROWS as u64 {
            let salt = mix(band * ROWS as u64 + row + 1);
            let least = runs.iter().map(|run| mix(run ^ salt)).min().unwrap_or(0);
            *number = mix(number.wrapping_add(least));
        }
    }
    bands
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every pair, straight from the definition.
    fn brute_force(texts: &[String]) -> Vec<(usize, usize, f32)> {
        let runs: Vec<Vec<u64>> = texts.iter().map(|text| shingles(text)).collect();
        let mut found = Vec::new();
        for a in 0..runs.len() {
            for b in a + 1..runs.len() {
                let both = runs[a].iter().filter(|run| runs[b].contains(run)).count();
                let either = runs[a].len() + runs[b].len() - both;
                if either > 0 && float(both) / float(either) >= ALIKE {
                    found.push((a, b, float(both) / float(either)));
                }
            }
        }
        found
    }

    #[test]
    fn copies_are_found_and_empty_texts_are_none() {
        let texts = [
            "The bus is always late here.",
            "the BUS is always late, here",
            "",
            "",
            "🙂",
            "🙂",
            "I mend bicycles",
        ];
        assert_eq!(near_duplicates(&texts), [(0, 1, 1.0), (4, 5, 1.0)]);
        assert_eq!(near_duplicates::<&str>(&[]), []);
    }

    #[test]
    fn ten_thousand_copies_are_few_pairs() {
        let texts = vec!["The bus is late"; 10_000];
        let found = near_duplicates(&texts);
        assert!(found.len() <= 10_000 * PARTNERS);
        assert_eq!(
            found.iter().filter(|pair| pair.1 == 9_999).count(),
            PARTNERS
        );
    }

    proptest! {
        #[test]
        fn duplicates_are_those_of_brute_force(texts in prop::collection::vec("[ab]{0,4}( bus)?( (late|late|soon)){0,3}", 0..40)) {
            prop_assert_eq!(near_duplicates(&texts), brute_force(&texts));
        }

        #[test]
        fn bands_find_nothing_that_is_not_there(texts in prop::collection::vec("[ab]{0,4}( bus)?( (late|late|soon)){0,3}", 0..40)) {
            let distinct = Distinct::of(&texts);
            let exact = distinct.by_counting();
            for pair in distinct.by_bands() {
                prop_assert!(exact.contains(&pair));
            }
        }
    }
}
