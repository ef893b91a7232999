//! Suggestions at 1,000, 10,000 and 50,000 points: learning the letters, three themes for one point, groups, copies.
//!
//! `cargo bench --bench suggestions`. The points are made of the words of `tests/data/labelled_points.json`.
#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use daisychain::methods::text::{Embedder, Known, Tfidf, Theme, groups, near_duplicates};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How many themes half of the points are sorted into.
const THEMES: usize = 300;

/// Makes points of 5 to 30 words, each from the words of one theme in one language, one in fifty a copy.
fn points(count: usize) -> Vec<String> {
    let labelled: serde_json::Value =
        serde_json::from_str(include_str!("../tests/data/labelled_points.json")).unwrap();
    let mut words: std::collections::BTreeMap<(&str, &str), Vec<&str>> =
        std::collections::BTreeMap::new();
    for point in labelled["points"].as_array().unwrap() {
        let text = |key: &str| point[key].as_str().unwrap();
        words
            .entry((text("theme"), text("language")))
            .or_default()
            .extend(text("text").split_whitespace());
    }
    let words: Vec<Vec<&str>> = words.into_values().collect();
    let mut chance = ChaCha8Rng::seed_from_u64(5);
    let mut made: Vec<String> = Vec::with_capacity(count);
    while made.len() < count {
        if made.len() > 50 && chance.random_ratio(1, 50) {
            made.push(made[made.len() - 50].clone() + "!");
            continue;
        }
        let set = words.choose(&mut chance).unwrap();
        let long = chance.random_range(5..=30);
        let point: Vec<&str> = (0..long)
            .map(|_| *set.choose(&mut chance).unwrap())
            .collect();
        made.push(point.join(" "));
    }
    made
}

fn themes(points: &[String]) -> Vec<Theme<'_>> {
    let sorted = &points[..points.len() / 2];
    (0..THEMES)
        .map(|theme| Theme {
            about: points[theme].clone(),
            points: sorted
                .iter()
                .skip(theme)
                .step_by(THEMES)
                .map(String::as_str)
                .collect(),
        })
        .collect()
}

fn suggestions(c: &mut Criterion) {
    let mut bench = c.benchmark_group("suggestions");
    bench.sample_size(10);
    for count in [1_000, 10_000, 50_000] {
        let points = points(count);
        let themes = themes(&points);
        let named = |what: &str| BenchmarkId::new(what, count);
        bench.bench_function(named("fit"), |b| b.iter(|| Tfidf::fit(black_box(&points))));
        let tfidf = Tfidf::fit(&points);
        bench.bench_function(named("embed all"), |b| {
            b.iter(|| {
                points
                    .iter()
                    .map(|point| tfidf.embed(point))
                    .collect::<Vec<_>>()
            });
        });
        bench.bench_function(named("know 300 themes of half"), |b| {
            b.iter(|| Known::of(tfidf.clone(), black_box(&themes)));
        });
        let known = Known::of(tfidf.clone(), &themes);
        bench.bench_function(named("three for one point"), |b| {
            b.iter(|| known.likeliest(black_box(&points[count - 1])));
        });
        bench.bench_function(named("groups"), |b| b.iter(|| groups(black_box(&points))));
        bench.bench_function(named("copies"), |b| {
            b.iter(|| near_duplicates(black_box(&points)));
        });
    }
    bench.finish();
}

criterion_group!(benches, suggestions);
criterion_main!(benches);
