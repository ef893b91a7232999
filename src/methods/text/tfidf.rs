//! Level 0 of embeddings: which runs of letters a text has that others have not.

use super::words::words;
use super::{Embedder, Vector, float, grams};

/// How many coordinates there are. Two of a text's few hundred runs falling on one of a million is of no weight.
const SPACE: usize = 1 << 20;

/// What a run weighs that every text has: little, and not nothing, or texts of such runs alone would be empty.
const COMMON: f32 = 0.1;

/// Character 3- to 5-grams inside word boundaries, weighed by tf-idf: sublinear counts, smoothed idf, unit length.
///
/// Source: METHODS 4.7 level 0; the weights are those of scikit-learn's `TfidfVectorizer(analyzer="char_wb",
/// ngram_range=(3, 5), sublinear_tf=True)`, but that what all texts have weighs less, and for a hash in place of a
/// vocabulary (Weinberger et al. 2009).
#[derive(Clone, Debug)]
pub struct Tfidf {
    texts: usize,
    /// In how many texts each coordinate is set.
    found_in: Vec<u32>,
}

impl Tfidf {
    /// Learns from the texts which runs of letters are common.
    pub fn fit<T: AsRef<str>>(texts: &[T]) -> Self {
        let mut found_in = vec![0; SPACE];
        for text in texts {
            for (coordinate, _) in counted(text.as_ref()) {
                found_in[coordinate as usize] += 1;
            }
        }
        Self {
            texts: texts.len(),
            found_in,
        }
    }

    fn weight(&self, coordinate: u32, count: f32) -> f32 {
        let found_in = float(self.found_in[coordinate as usize] as usize);
        let rare = ((1.0 + float(self.texts)) / (1.0 + found_in)).ln() + COMMON;
        (1.0 + count.ln()) * rare
    }

    fn weighed(&self, counts: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
        counts
            .into_iter()
            .map(|(coordinate, count)| (coordinate, self.weight(coordinate, count)))
            .collect()
    }
}

impl Embedder for Tfidf {
    fn embed(&self, text: &str) -> Vector {
        Vector::unit(self.weighed(counted(text)))
    }

    fn embed_word(&self, word: &str) -> Vector {
        Vector::of(self.weighed(counted(word)))
    }
}

/// Counts the runs of letters of a text by coordinate.
fn counted(text: &str) -> Vec<(u32, f32)> {
    let mut found = Vec::with_capacity(text.len() * 3);
    for word in words(text) {
        grams::of_word(&word.folded, |number| found.push(place(number)));
    }
    found.sort_unstable();
    found
        .chunk_by(|a, b| a == b)
        .map(|same| (same[0], float(same.len())))
        .collect()
}

/// The coordinate of a run: the top 20 bits of its number.
fn place(number: u64) -> u32 {
    u32::try_from(number >> 44).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_written_alike_is_alike() {
        let texts = [
            "The bus is late again",
            "The buses are always late",
            "I can mend bicycles",
        ];
        let tfidf = Tfidf::fit(&texts);
        let [bus, buses, mend] = texts.map(|text| tfidf.embed(text));
        assert!(bus.cosine(&buses) > 0.05);
        assert!(bus.cosine(&buses) > 5.0 * bus.cosine(&mend));
        assert!((bus.cosine(&bus) - 1.0).abs() < 1e-5);
    }

    #[test]
    fn hard_texts_are_embedded() {
        let long = "lunch ".repeat(1_700) + &"ű".repeat(10_000);
        let texts = [
            "",
            "   ",
            "!?",
            "👍👍🏽",
            "bus",
            "Автобус اتوبوس bus 公交车",
            long.as_str(),
            "\u{202e}\u{0}\u{301}",
        ];
        let tfidf = Tfidf::fit(&texts);
        for text in texts {
            let vector = tfidf.embed(text);
            let itself = vector.cosine(&vector);
            assert!(
                vector.is_empty() || (itself - 1.0).abs() < 1e-4,
                "{text}: {itself}"
            );
        }
        assert!(tfidf.embed("").is_empty());
        assert!(!tfidf.embed("👍").is_empty());
        assert!(
            Tfidf::fit::<&str>(&[])
                .embed("bus")
                .cosine(&tfidf.embed("bus"))
                > 0.9
        );
    }

    proptest! {
        #[test]
        fn cosine_is_symmetric_and_between_0_and_1(a in "\\PC{0,60}", b in "\\PC{0,60}", c in "[a-d ]{0,30}") {
            let tfidf = Tfidf::fit(&[&a, &b, &c]);
            let [a, b, c] = [a, b, c].map(|text| tfidf.embed(&text));
            for (x, y) in [(&a, &b), (&b, &c), (&a, &a)] {
                prop_assert_eq!(x.cosine(y).to_bits(), y.cosine(x).to_bits());
                prop_assert!((0.0..=1.0).contains(&x.cosine(y)));
            }
        }
    }
}
