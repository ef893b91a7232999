//! The evidence of 300 themes and saturation at 1,000, 50,000 and 1,000,000 points: the pure figures in memory, and the
//! table with its queries and the whole page through the router on SQLite.
//!
//! `cargo bench --bench evidence`. The database is filled up to 50,000 points of 5,000 chats: a million rows take minutes to
//! lay, and what a page does with them is the pure part here plus one query that grows with the rows.
#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use criterion::{Criterion, criterion_group, criterion_main};
use daisychain::insight::evidence;
use daisychain::insight::figures::{Board, Order};
use daisychain::insight::heard::Heard;
use daisychain::keys;
use daisychain::methods::forest::Forest;
use daisychain::methods::saturation::{Incidence, Rule, first_heard, saturation};
use daisychain::methods::support::{Support, prevalence};
use daisychain::router;
use entity::session;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use tokio::runtime::Runtime;
use tower::ServiceExt;
use uuid::Uuid;

#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/it/evidence/lay.rs"]
mod lay;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/it/support.rs"]
mod support;

const THEMES: usize = 300;

/// Chats as a forest, the themes of each, and for each theme its answers.
struct Heap {
    forest: Forest,
    units: Vec<Vec<usize>>,
    answers: Vec<Vec<Option<bool>>>,
}

/// Ten points a chat, each in one theme; a fifth of them handed down from the chat before.
fn heap(points: usize) -> Heap {
    let mut chance = StdRng::seed_from_u64(7);
    let chats = points / 10;
    let firsts = chats.div_ceil(12);
    let parent = |n: usize| (n >= firsts).then(|| n - 1 - (n * 7_919) % firsts.min(n));
    let forest = Forest::of((0..chats).map(parent).collect()).unwrap();
    let mut units: Vec<Vec<usize>> = Vec::with_capacity(chats);
    for n in 0..chats {
        let handed = forest
            .parent(n)
            .map(|above| units[above].clone())
            .unwrap_or_default();
        let theme = |chance: &mut StdRng| match handed.len() {
            some @ 1.. if chance.random_bool(0.2) => handed[chance.random_range(0..some)],
            // Some themes come up far more often than others.
            _ => chance.random_range(0..THEMES) * chance.random_range(0..THEMES) / THEMES,
        };
        units.push((0..10).map(|_| theme(&mut chance)).collect());
    }
    let mut answers = vec![vec![Some(false); chats]; THEMES];
    for (n, themes) in units.iter().enumerate() {
        for theme in themes {
            answers[*theme][n] = Some(true);
        }
    }
    Heap {
        forest,
        units,
        answers,
    }
}

fn pure(c: &mut Criterion) {
    for points in [1_000, 50_000, 1_000_000] {
        let heap = heap(points);
        c.bench_function(&format!("counts of 300 themes, {points} points"), |b| {
            b.iter(|| {
                let all = heap
                    .answers
                    .iter()
                    .map(|said| Support::of(black_box(&heap.forest), said));
                all.map(|support| support.origins).sum::<usize>()
            });
        });
        c.bench_function(&format!("intervals of 300 themes, {points} points"), |b| {
            b.iter(|| {
                let all = heap
                    .answers
                    .iter()
                    .map(|said| prevalence(black_box(&heap.forest), said));
                all.flatten().map(|found| found.effective).sum::<f64>()
            });
        });
        c.bench_function(&format!("saturation, {points} points"), |b| {
            b.iter(|| {
                let new = first_heard(black_box(&heap.units));
                let heard = Incidence::of(&heap.units);
                (
                    saturation(&new, Rule::default()),
                    heard.chao2(),
                    heard.coverage(),
                )
            });
        });
    }
}

async fn sign_in(test: &support::TestApp, organiser: Uuid) -> String {
    let (now, token) = (test.means().now(), test.means().sources.token());
    session::ActiveModel {
        id: Set(test.means().id()),
        id_hash: Set(keys::hash(&token)),
        organiser: Set(organiser),
        browser: Set(String::new()),
        made_at: Set(now),
        idle_until: Set(now + chrono::Duration::days(400)),
        ends_at: Set(now + chrono::Duration::days(400)),
        revoked_at: Set(None),
    }
    .insert(&test.db().write)
    .await
    .unwrap();
    format!("s={token}")
}

fn with_queries(c: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    for chats in [100, 5_000] {
        let points = chats * 10;
        let (test, face, cookie, laid) = runtime.block_on(async {
            let test = support::TestApp::new().await;
            let owner = test.organiser("Asha").await;
            let face = test.start_chain("Food in Alderbrook", owner).await;
            let tree = lay::Tree::grown(7, chats, THEMES, 10);
            let laid = lay::lay(&test.app, &face, owner, &tree).await;
            let cookie = sign_in(&test, owner).await;
            (test, face, cookie, laid)
        });
        let (conn, chain) = (&test.db().read, face.chain.id);
        c.bench_function(&format!("the forest's queries, {points} points"), |b| {
            b.iter(|| {
                runtime
                    .block_on(Heard::read(conn, chain))
                    .unwrap()
                    .nodes
                    .len()
            });
        });
        c.bench_function(&format!("the table's query, {points} points"), |b| {
            b.iter(|| {
                let said: HashMap<Uuid, _> = runtime
                    .block_on(evidence::by_chat(conn, chain, None))
                    .unwrap();
                said.len()
            });
        });
        c.bench_function(&format!("all the table's figures, {points} points"), |b| {
            b.iter(|| {
                runtime
                    .block_on(Board::read(conn, chain, Order::Apart))
                    .unwrap()
                    .lines
                    .len()
            });
        });
        let served = router::router(&test.app);
        let theme = format!("/themes/{}", laid.themes[0]);
        for (what, path) in [
            ("table's page", "/themes"),
            ("file", "/themes/file.csv"),
            ("theme's page", theme.as_str()),
        ] {
            c.bench_function(&format!("the {what}, {points} points"), |b| {
                b.iter(|| {
                    let request = Request::builder()
                        .uri(format!("/desk/{}{path}", face.chain.slug))
                        .header(header::COOKIE, &cookie)
                        .body(Body::empty())
                        .unwrap();
                    runtime.block_on(async {
                        let answer = served.clone().oneshot(request).await.unwrap();
                        assert_eq!(answer.status(), StatusCode::OK);
                        to_bytes(answer.into_body(), 1 << 24).await.unwrap().len()
                    })
                });
            });
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(2));
    targets = pure, with_queries
}
criterion_main!(benches);
