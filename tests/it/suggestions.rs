//! How often the suggestions are right, on 270 labelled points in three languages (`tests/data/labelled_points.json`).
//!
//! The points were written before the method was tuned and are not changed to suit it. The six points that a theme has
//! in a language speak of six sides of it in different words, so they are harder than what neighbours say over and over.

use std::collections::BTreeMap;

use daisychain::methods::text::{Embedder, Known, Tfidf, Theme, groups, near_duplicates};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use rand::seq::SliceRandom;
use serde::Deserialize;

const LANGUAGES: [&str; 3] = ["en", "es", "bn"];
const DRAWS: u64 = 20;

#[derive(Deserialize)]
struct Labelled {
    themes: Vec<Named>,
    points: Vec<Point>,
}

#[derive(Deserialize)]
struct Named {
    key: String,
    #[serde(flatten)]
    about: BTreeMap<String, About>,
}

#[derive(Deserialize)]
struct About {
    name: String,
    meaning: String,
}

#[derive(Deserialize)]
struct Point {
    theme: String,
    language: String,
    text: String,
}

/// Where examples are from, and what is asked.
struct Case {
    what: &'static str,
    /// The languages of the chain's points.
    chain: &'static [&'static str],
    /// The language of the themes' names.
    names: &'static str,
    /// The languages of the examples, and of the points that are asked for.
    examples: &'static [&'static str],
    asked: &'static [&'static str],
    /// How many examples a theme has in each language.
    each: usize,
}

/// How often the right theme was the first, was among the first three, and was among those shown; how many were shown.
#[derive(Debug, Default)]
struct Right {
    asked: f32,
    first: f32,
    three: f32,
    shown: f32,
    among_shown: f32,
}

impl Labelled {
    fn read() -> Self {
        serde_json::from_str(include_str!("../data/labelled_points.json")).unwrap()
    }

    fn draw(&self, case: &Case, seed: u64, tfidf: &Tfidf, right: &mut Right) {
        let mut order: Vec<&Point> = self.points.iter().collect();
        order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        let mut taken: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let (examples, rest): (Vec<&Point>, Vec<&Point>) = order.into_iter().partition(|point| {
            let so_far = taken.entry((&point.theme, &point.language)).or_default();
            *so_far += 1;
            case.examples.contains(&point.language.as_str()) && *so_far <= case.each
        });
        let themes: Vec<Theme> = self
            .themes
            .iter()
            .map(|theme| {
                let about = &theme.about[case.names];
                Theme {
                    about: format!("{} {}", about.name, about.meaning),
                    points: examples
                        .iter()
                        .filter(|point| point.theme == theme.key)
                        .map(|point| point.text.as_str())
                        .collect(),
                }
            })
            .collect();
        let known = Known::of(tfidf.clone(), &themes);
        for point in rest {
            if case.asked.contains(&point.language.as_str()) {
                let place = self
                    .themes
                    .iter()
                    .position(|theme| theme.key == point.theme);
                right.count(&known, &point.text, place.unwrap());
            }
        }
    }

    fn measure(&self, case: &Case) -> Right {
        let chain: Vec<&str> = self
            .points
            .iter()
            .filter(|point| case.chain.contains(&point.language.as_str()))
            .map(|point| point.text.as_str())
            .collect();
        let tfidf = Tfidf::fit(&chain);
        let mut right = Right::default();
        for seed in 0..DRAWS {
            self.draw(case, seed, &tfidf, &mut right);
        }
        right
    }
}

impl Right {
    fn count(&mut self, known: &Known<Tfidf>, text: &str, theme: usize) {
        let scores = known.scores(text);
        let ahead = scores
            .iter()
            .enumerate()
            .filter(|(other, score)| *other != theme && **score >= scores[theme])
            .count();
        let found = known.likeliest(text);
        self.asked += 1.0;
        self.first += f32::from(u8::from(ahead == 0));
        self.three += f32::from(u8::from(ahead < 3));
        self.among_shown += f32::from(u8::from(found.iter().any(|one| one.theme == theme)));
        self.shown += found.iter().map(|_| 1.0).sum::<f32>();
    }

    fn shares(&self) -> [f32; 4] {
        [self.first, self.three, self.among_shown, self.shown].map(|count| count / self.asked)
    }
}

/// Measured with 20 draws and three examples, first and first three: English .342 .534, Spanish .318 .514, Bengali .479
/// .650, their mean .380 .566; chance is .067 and .200. The floors are below, so that a change of method is seen and a
/// change of rounding is not. The whole table is in docs/decisions/0018-suggestions.md.
#[test]
fn the_right_theme_is_among_the_first_three_more_often_than_not() {
    let labelled = Labelled::read();
    let own = |what, language: &'static [&'static str], each| Case {
        what,
        chain: language,
        names: language[0],
        examples: language,
        asked: language,
        each,
    };
    let cases = [
        own("English", &["en"], 3),
        own("Spanish", &["es"], 3),
        own("Bengali", &["bn"], 3),
        own("English, names alone", &["en"], 0),
        own("Spanish, names alone", &["es"], 0),
        own("Bengali, names alone", &["bn"], 0),
        Case {
            what: "all three in one chain, English names",
            chain: &LANGUAGES,
            names: "en",
            examples: &LANGUAGES,
            asked: &LANGUAGES,
            each: 3,
        },
        Case {
            what: "Spanish and Bengali, English examples",
            chain: &LANGUAGES,
            names: "en",
            examples: &["en"],
            asked: &["es", "bn"],
            each: 3,
        },
    ];
    println!("{:<40} first  three  shown right  shown", "");
    let mut measured = Vec::new();
    for case in &cases {
        let shares = labelled.measure(case).shares();
        let [first, three, right, shown] = shares;
        println!(
            "{:<40} {first:.3}  {three:.3}  {right:.3}        {shown:.2}",
            case.what
        );
        measured.push(shares);
    }
    let mean = |place: usize| {
        measured[..3]
            .iter()
            .map(|shares| shares[place])
            .sum::<f32>()
            / 3.0
    };
    println!(
        "{:<40} {:.3}  {:.3}  {:.3}        {:.2}",
        "mean of the three languages",
        mean(0),
        mean(1),
        mean(2),
        mean(3)
    );
    assert!(mean(0) >= 0.33, "the first of three examples: {}", mean(0));
    assert!(mean(1) >= 0.52, "the first three: {}", mean(1));
    for shares in &measured[..3] {
        assert!(
            shares[0] >= 0.26 && shares[1] >= 0.46,
            "a language: {shares:?}"
        );
        assert!(
            shares[2] >= shares[1] - 0.03,
            "the threshold costs little: {shares:?}"
        );
    }
    assert!(
        measured[7][2] < 0.15,
        "across languages it knows next to nothing, and the page must say so"
    );
}

#[test]
fn the_labelled_points_are_as_they_should_be() {
    let labelled = Labelled::read();
    assert!(labelled.points.len() >= 200);
    assert_eq!(labelled.themes.len(), 15);
    for language in LANGUAGES {
        for theme in &labelled.themes {
            let here = |point: &&Point| point.theme == theme.key && point.language == language;
            assert_eq!(labelled.points.iter().filter(here).count(), 6);
        }
    }
    for point in &labelled.points {
        assert!(
            (5..=40).contains(&point.text.split_whitespace().count()),
            "{}",
            point.text
        );
    }
    let texts: Vec<&str> = labelled
        .points
        .iter()
        .map(|point| point.text.as_str())
        .collect();
    assert_eq!(near_duplicates(&texts), []);
}

#[test]
fn what_is_said_three_times_in_other_words_is_a_group() {
    let labelled = Labelled::read();
    let mut texts: Vec<&str> = labelled
        .points
        .iter()
        .map(|point| point.text.as_str())
        .collect();
    let repeated = [
        "Our bins overflow and the rats come, the bins should be emptied twice",
        "Rats everywhere because the bins overflow at the flats",
        "The bins behind the flats overflow each week and there are rats",
    ];
    let from = texts.len();
    texts.extend(repeated);
    let found = groups(&texts);
    let group = found
        .iter()
        .find(|group| group.members.contains(&from))
        .unwrap();
    assert!(
        [from + 1, from + 2]
            .iter()
            .all(|at| group.members.contains(at)),
        "{group:?}"
    );
    assert!(
        group
            .label
            .iter()
            .any(|word| word == "rats" || word == "bins" || word == "overflow")
    );
    assert_eq!(found, groups(&texts));
}

#[test]
fn hard_texts_pass_through_everything() {
    let long = "Żółw 海 باص 🙂 ".repeat(700);
    let texts = [
        "",
        " ",
        "?!…",
        "🙂",
        "🙂🙂🙂",
        "bus",
        "الحافلة لا تأتي أبدا",
        "האוטובוס מאחר",
        "公交车总是晚点",
        "\u{202e}reversed\u{202c}",
        "\u{0}\u{301}",
        long.as_str(),
        "รถเมล์มาสายทุกวัน",
    ];
    let themes = texts.map(|text| Theme {
        about: text.to_owned(),
        points: texts.to_vec(),
    });
    let known = Known::of(Tfidf::fit(&texts), &themes);
    for text in texts {
        for found in known.likeliest(text) {
            assert!((0.0..=1.0).contains(&found.score));
            assert!(found.shared.iter().all(|at| text.get(at.clone()).is_some()));
        }
        let vector = Tfidf::fit(&[text]).embed(text);
        assert!(vector.is_empty() || (vector.cosine(&vector) - 1.0).abs() < 1e-3);
    }
    let doubled: Vec<&str> = texts.iter().chain(&texts).chain(&texts).copied().collect();
    assert!(
        groups(&doubled)
            .iter()
            .all(|group| group.members.len() >= 3)
    );
    assert!(near_duplicates(&doubled).iter().all(|pair| pair.0 < pair.1));
}
