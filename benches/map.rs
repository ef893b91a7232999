//! The chain map at 200 and 5,000 people: the layout alone, and the whole page through the router on SQLite.
//!
//! `cargo bench --bench map`. The targets stand in docs (PERFORMANCE part 4): a page of 5,000 people in less than 100 ms of
//! CPU, of 200 people answered in less than 100 ms.
#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use criterion::{Criterion, criterion_group, criterion_main};
use daisychain::keys;
use daisychain::methods::tree::{Forest, Reach, layout};
use daisychain::router;
use entity::session;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use std::hint::black_box;
use tokio::runtime::Runtime;
use tower::ServiceExt;
use uuid::Uuid;

#[path = "../tests/it/map/grow.rs"]
mod grow;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/it/support.rs"]
mod support;

fn layout_alone(c: &mut Criterion) {
    let parent = |v: usize| (v >= 400).then(|| v - 1 - (v * 7919) % 400);
    let forest = Forest::of((0..5_000).map(parent).collect()).unwrap();
    let reach = vec![
        Reach {
            before: 30.0,
            after: 70.0
        };
        5_000
    ];
    c.bench_function("layout of 5,000", |b| {
        b.iter(|| layout(black_box(&forest), &reach));
    });
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

fn whole_pages(c: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    for people in [200, 5_000] {
        let (test, slug, cookie) = runtime.block_on(async {
            let test = support::TestApp::new().await;
            let owner = test.organiser("Asha").await;
            let face = test.start_chain("Food in Alderbrook", owner).await;
            grow::grow(&test.app, &face, people, people / 20).await;
            let cookie = sign_in(&test, owner).await;
            (test, face.chain.slug, cookie)
        });
        let served = router::router(&test.app);
        for (what, path) in [
            ("page", ""),
            ("search", "/people?name=zoe"),
            ("poster", "/map/poster"),
            ("data", "/map.json"),
        ] {
            c.bench_function(&format!("{what} of {people}"), |b| {
                b.iter(|| {
                    let request = Request::builder()
                        .uri(format!("/desk/{slug}{path}"))
                        .header(header::COOKIE, &cookie)
                        .header(header::ACCEPT_ENCODING, "gzip")
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
    config = Criterion::default().sample_size(10);
    targets = layout_alone, whole_pages
}
criterion_main!(benches);
