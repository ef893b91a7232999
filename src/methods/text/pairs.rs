//! Which texts of one kind are like which of another: what is offered beside what is needed.

use super::index::Index;
use super::words::words;
use super::{Embedder, Vector};

/// How alike two texts must be at least; less is what texts have in common that have nothing in common.
const FLOOR: f32 = 0.06;

/// How many partners each text gets at most.
const EACH: usize = 5;

/// How many of the words that two texts share are told at most.
const SHARED: usize = 3;

/// A text of the first kind beside one of the second.
#[derive(Clone, Debug, PartialEq)]
pub struct Alike {
    /// Their places among the texts that were given.
    pub one: usize,
    pub other: usize,
    /// How alike they are, from 0 to 1. It orders pairs and is no probability.
    pub score: f32,
}

/// Finds for each text of the first kind the likest of the second, the likest pairs first.
///
/// Source: METHODS 4.7 level 0, the cosine of tf-idf over runs of letters; the least score is that of `likeliest`, made
/// three times as strict because two points are shorter than a theme.
pub fn alike<T: AsRef<str>>(embedder: &impl Embedder, ones: &[T], others: &[T]) -> Vec<Alike> {
    let vectors = others.iter().map(|text| embedder.embed(text.as_ref()));
    let vectors: Vec<Vector> = vectors.collect();
    let index = Index::of(&vectors);
    let mut pairs = Vec::new();
    for (one, text) in ones.iter().enumerate() {
        let dots = index.dots(&embedder.embed(text.as_ref()));
        let mut near: Vec<Alike> = dots
            .into_iter()
            .enumerate()
            .filter(|(_, score)| *score >= FLOOR)
            .map(|(other, score)| Alike {
                one,
                other,
                score: score.clamp(0.0, 1.0),
            })
            .collect();
        near.sort_by(order);
        near.truncate(EACH);
        pairs.extend(near);
    }
    pairs.sort_by(order);
    pairs
}

fn order(a: &Alike, b: &Alike) -> std::cmp::Ordering {
    let places = (a.one, a.other).cmp(&(b.one, b.other));
    b.score.total_cmp(&a.score).then(places)
}

/// Returns words of the first text that begin as words of the second do, the longest first: why the two are alike.
pub fn shared(one: &str, other: &str) -> Vec<String> {
    let theirs = words(other);
    let mut found: Vec<(usize, String)> = Vec::new();
    for word in words(one) {
        let stem = stem(&word.folded);
        let length = word.folded.chars().count();
        let is_there = theirs.iter().any(|w| w.folded.starts_with(stem));
        let is_new = found.iter().all(|(_, known)| !known.starts_with(stem));
        if length > 3 && is_there && is_new {
            found.push((length, word.folded));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.truncate(SHARED);
    found.into_iter().map(|(_, word)| word).collect()
}

/// Returns what a word begins with: all but the last two letters of a longer one.
fn stem(word: &str) -> &str {
    let letters = word.chars().count();
    if letters < 6 {
        return word;
    }
    let end = word.char_indices().nth(letters - 2);
    end.map_or(word, |(at, _)| &word[..at])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Tfidf;
    use super::*;

    fn alike<T: AsRef<str>>(ones: &[T], others: &[T]) -> Vec<Alike> {
        let all: Vec<&str> = ones.iter().chain(others).map(AsRef::as_ref).collect();
        super::alike(&Tfidf::fit(&all), ones, others)
    }

    #[test]
    fn an_offer_stands_beside_the_need_it_is_like() {
        let offers = ["I can mend bicycles", "I could cook soup for the lunch"];
        let needs = [
            "Somebody to cook a warm lunch on Fridays",
            "My bicycle needs mending",
            "A doctor who listens",
        ];
        let found = alike(&offers, &needs);
        let best: Vec<(usize, usize)> = found.iter().map(|p| (p.one, p.other)).collect();
        assert!(
            best[..2].contains(&(0, 1)) && best[..2].contains(&(1, 0)),
            "{found:?}"
        );
        assert!(!best.contains(&(0, 2)), "{found:?}");
        assert_eq!(shared(offers[0], needs[1]), ["bicycles", "mend"]);
        assert_eq!(shared(offers[1], needs[0]), ["lunch", "cook"]);
        assert!(shared("I can", "you can").is_empty());
        assert!(alike::<&str>(&[], &needs).is_empty());
    }

    proptest! {
        #[test]
        fn each_pair_stands_once_with_a_score_and_the_best_stand_first(
            ones in proptest::collection::vec("[a-e ]{0,20}", 0..8),
            others in proptest::collection::vec("[a-e ]{0,20}", 0..8),
        ) {
            let found = alike(&ones, &others);
            for pair in &found {
                prop_assert!(pair.one < ones.len() && pair.other < others.len());
                prop_assert!((FLOOR..=1.0).contains(&pair.score));
            }
            prop_assert!(found.windows(2).all(|two| two[0].score >= two[1].score));
            let mut places: Vec<_> = found.iter().map(|p| (p.one, p.other)).collect();
            places.sort_unstable();
            places.dedup();
            prop_assert_eq!(places.len(), found.len());
            prop_assert_eq!(alike(&ones, &others), found);
        }
    }
}
