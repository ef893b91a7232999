//! The likeliest of the themes there are for a point.

use std::ops::Range;

use super::index::Index;
use super::words::words;
use super::{Embedder, Vector, float, grams};

/// How many are suggested at most.
const AT_MOST: usize = 3;

/// What any suggestion must reach: less is what texts have in common that have nothing in common.
const FLOOR: f32 = 0.02;

/// From how many points on a theme says by itself what it must reach; with fewer it is nearer to the floor.
const ENOUGH: usize = 10;

/// How many of a theme's points are compared with the rest of it to say how alike they are.
const SAMPLE: usize = 32;

/// How many of a point's words are looked at to mark some.
const LOOKED_AT: usize = 200;

/// How many words are marked at most, and how much each must say beside the one that says most.
const MARKED: (usize, f32) = (4, 0.34);

/// A theme as the suggestions know it.
#[derive(Clone, Debug, Default)]
pub struct Theme<'a> {
    /// What it is called and what belongs there.
    pub about: String,
    /// The words of its points.
    pub points: Vec<&'a str>,
}

/// A theme suggested for a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Likely {
    /// Its place among the themes that were given.
    pub theme: usize,
    /// How alike they are, from 0 to 1. It orders suggestions and is no probability.
    pub score: f32,
    /// The words of the point that speak for the theme, where they stand in it (in bytes), in order.
    pub shared: Vec<Range<usize>>,
}

/// What is known of a chain's themes: made once, asked for any number of points.
#[derive(Clone, Debug)]
pub struct Known<E> {
    embedder: E,
    /// What the themes are called.
    names: Index,
    /// All their points.
    points: Index,
    /// Each theme's points among them.
    of_theme: Vec<Range<usize>>,
    /// The least score with which each theme is suggested.
    least: Vec<f32>,
}

impl<E: Embedder> Known<E> {
    /// Learns the themes from their points, names and meanings.
    pub fn of(embedder: E, themes: &[Theme]) -> Self {
        let names: Vec<Vector> = themes
            .iter()
            .map(|theme| embedder.embed(&theme.about))
            .collect();
        let mut points: Vec<Vector> = Vec::new();
        let (mut of_theme, mut least) = (Vec::new(), Vec::new());
        for (theme, name) in themes.iter().zip(&names) {
            let from = points.len();
            points.extend(theme.points.iter().map(|point| embedder.embed(point)));
            of_theme.push(from..points.len());
            least.push(least_score(&theme.points, &points[from..], name));
        }
        Self {
            embedder,
            names: Index::of(&names),
            points: Index::of(&points),
            of_theme,
            least,
        }
    }

    /// Suggests up to three themes for a point, the likeliest first; none when nothing is like it. They are the same in
    /// whatever order the themes and their points were given, but for themes that are equally alike.
    ///
    /// Source: METHODS 4.7 (a): half the greatest and half the mean cosine to its points, above the 10th percentile of the
    /// theme's own scores; the name counts half (measured: docs/decisions/0018).
    pub fn likeliest(&self, point: &str) -> Vec<Likely> {
        let mut found: Vec<(f32, usize)> = self
            .scores(point)
            .into_iter()
            .zip(0..)
            .filter(|(score, theme)| *score >= self.least[*theme])
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(AT_MOST);
        if found.is_empty() {
            return Vec::new();
        }
        let said = self.said_by_words(point);
        found
            .into_iter()
            .map(|(score, theme)| Likely {
                theme,
                score,
                shared: self.shared(&said, theme),
            })
            .collect()
    }

    /// Says how alike a point is to each theme, in the order they were given.
    pub fn scores(&self, point: &str) -> Vec<f32> {
        let vector = self.embedder.embed(point);
        let (names, points) = (self.names.dots(&vector), self.points.dots(&vector));
        self.of_theme
            .iter()
            .zip(names)
            .map(|(of_theme, name)| score(name, points[of_theme.clone()].iter().copied()))
            .collect()
    }

    /// What each word of a point has in common with each name and each point.
    fn said_by_words(&self, point: &str) -> Vec<Said> {
        words(point)
            .into_iter()
            .take(LOOKED_AT)
            .map(|word| {
                let vector = self.embedder.embed_word(&word.folded);
                Said {
                    at: word.at,
                    names: self.names.dots(&vector),
                    points: self.points.dots(&vector),
                }
            })
            .collect()
    }

    /// The words that speak for a theme: those that say most, and nearly as much.
    fn shared(&self, said: &[Said], theme: usize) -> Vec<Range<usize>> {
        let of_theme = &self.of_theme[theme];
        let mut by_word: Vec<(f32, &Range<usize>)> = said
            .iter()
            .map(|word| {
                let points = word.points[of_theme.clone()].iter().copied();
                let mean = points.sum::<f32>() / float(of_theme.len().max(1));
                (word.names[theme] + mean, &word.at)
            })
            .collect();
        by_word.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.start.cmp(&b.1.start)));
        let most = by_word.first().map_or(0.0, |word| word.0);
        let mut marked: Vec<Range<usize>> = by_word
            .into_iter()
            .take(MARKED.0)
            .filter(|word| word.0 > 0.0 && word.0 >= MARKED.1 * most)
            .map(|word| word.1.clone())
            .collect();
        marked.sort_by_key(|at| at.start);
        marked
    }
}

/// What one word has in common with the names and points.
struct Said {
    at: Range<usize>,
    names: Vec<f32>,
    points: Vec<f32>,
}

/// Half the name's, and half of what the points say: half the greatest and half the mean. Each cosine is rounded to a
/// multiple of 2^-24, so that the sum is exact and the same in any order. A theme without points has only its name.
fn score(name: f32, points: impl Iterator<Item = f32>) -> f32 {
    const STEPS: f32 = 16_777_216.0;
    let (mut most, mut sum, mut count) = (0.0_f32, 0.0_f64, 0_usize);
    for cosine in points {
        let cosine = (cosine.clamp(0.0, 1.0) * STEPS).round() / STEPS;
        most = most.max(cosine);
        sum += f64::from(cosine);
        count += 1;
    }
    let name = name.clamp(0.0, 1.0);
    if count == 0 {
        return name;
    }
    let points = 0.5 * most + 0.5 * narrow(sum) / float(count);
    0.5 * name + 0.5 * points
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "digits beyond the seventh are of no weight"
)]
fn narrow(sum: f64) -> f32 {
    sum as f32
}

/// The 10th percentile of how alike a theme's points are to its name and the rest of it: what is less alike than nine
/// in ten of its own is not suggested. Few points say little about that, so with fewer than ten it is drawn towards the
/// floor, and a theme with none has the floor alone.
fn least_score(texts: &[&str], points: &[Vector], name: &Vector) -> f32 {
    let mut sample: Vec<(u64, usize)> = texts
        .iter()
        .zip(0..)
        .map(|(text, at)| (grams::hash_of(text), at))
        .collect();
    sample.sort_unstable();
    sample.truncate(SAMPLE);
    let mut scores: Vec<f32> = sample
        .into_iter()
        .map(|(_, at)| {
            let others = points.iter().enumerate().filter(|other| other.0 != at);
            score(
                points[at].dot(name),
                others.map(|(_, other)| points[at].dot(other)),
            )
        })
        .collect();
    scores.sort_by(f32::total_cmp);
    let own = scores.get(scores.len() / 10).copied().unwrap_or(FLOOR);
    let trusted = float(texts.len().min(ENOUGH)) / float(ENOUGH);
    FLOOR + (own - FLOOR).max(0.0) * trusted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Tfidf;
    use super::*;

    const FOOD: [&str; 3] = [
        "I would cook soup every week",
        "The food bank opens too seldom",
        "We could cook and eat lunch together",
    ];
    const BUSES: [&str; 3] = [
        "The last bus leaves at six",
        "There is no shelter at the bus stop",
        "Buses never come on time",
    ];

    fn themes() -> Vec<Theme<'static>> {
        let theme = |about: &str, points: &[&'static str]| Theme {
            about: about.to_owned(),
            points: points.to_vec(),
        };
        vec![
            theme("Food", &FOOD),
            theme("Getting about", &BUSES),
            theme("Gardens and trees", &[]),
        ]
    }

    fn known(themes: &[Theme]) -> Known<Tfidf> {
        let texts: Vec<&str> = themes
            .iter()
            .flat_map(|theme| theme.points.iter().copied())
            .collect();
        Known::of(Tfidf::fit(&texts), themes)
    }

    #[test]
    fn the_likeliest_stands_first_and_says_why() {
        let found = known(&themes()).likeliest("No bus after six, so I walk");
        assert_eq!(found[0].theme, 1);
        let marked: Vec<&str> = found[0]
            .shared
            .iter()
            .map(|at| &"No bus after six, so I walk"[at.clone()])
            .collect();
        assert!(marked.contains(&"bus"), "{marked:?}");
    }

    #[test]
    fn a_theme_without_points_is_known_by_its_name() {
        let found = known(&themes()).likeliest("Trees in every garden");
        assert_eq!(found[0].theme, 2);
    }

    #[test]
    fn nothing_alike_is_nothing_suggested() {
        let known = known(&themes());
        for text in ["", "🙂🙂", "Ζώα στο πάρκο", "?!"] {
            assert_eq!(known.likeliest(text), [], "{text}");
        }
        assert_eq!(Known::of(Tfidf::fit::<&str>(&[]), &[]).likeliest("bus"), []);
    }

    proptest! {
        #[test]
        fn order_makes_no_difference(
            themes in prop::collection::vec(prop::collection::vec("[a-e]{1,3}( [a-e]{1,3}){0,3}", 0..6), 1..5),
            asked in "[a-e]{1,3}( [a-e]{1,3}){0,3}",
        ) {
            let make = |turned: bool| -> Vec<Theme> {
                let mut made: Vec<Theme> = themes.iter().map(|points| {
                    let mut points: Vec<&str> = points.iter().map(String::as_str).collect();
                    if turned { points.reverse(); }
                    Theme { about: String::new(), points }
                }).collect();
                if turned { made.reverse(); }
                made
            };
            let scores = |found: &[Likely]| found.iter().map(|one| one.score.to_bits()).collect::<Vec<_>>();
            let (one, other) = (known(&make(false)).likeliest(&asked), known(&make(true)).likeliest(&asked));
            prop_assert_eq!(scores(&one), scores(&other));
            for (place, found) in one.iter().enumerate() {
                let ties = one.iter().filter(|tied| tied.score.to_bits() == found.score.to_bits()).count();
                let cut_off = place + 1 == AT_MOST || one.last().is_some_and(|last| last.score.to_bits() == found.score.to_bits());
                if ties == 1 && !cut_off {
                    prop_assert_eq!(other[place].theme, themes.len() - 1 - found.theme);
                }
            }
        }
    }
}
