//! A vote with many cards and many people: what each page costs, and how that grows.
//!
//! `WEIGH_CARDS=200 WEIGH_VOTERS=2000 cargo test --release --test it weigh::large -- --nocapture` measures the size the
//! product is meant for; without these the sizes are small.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use daisychain::app::App;
use daisychain::keys::Keys;
use daisychain::methods::opinions;
use daisychain::plan::weigh::results::Ballots;
use daisychain::sources::Sources;
use entity::shared::Vote;
use entity::{participant, vote};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::Voting;

/// What the nth person makes of a card: two camps want ten cards each, and all want the rest. Some answers differ.
pub fn choice(person: usize, card: usize) -> Vote {
    let first_camp = person % 5 < 3;
    match (person * 7 + card * 3) % 11 {
        0 => Vote::Pass,
        1 => Vote::Disagree,
        _ if card >= 20 || (card < 10) == first_camp => Vote::Agree,
        _ => Vote::Disagree,
    }
}

/// Opens a round on which so many people voted, each on so many cards; they hang together in branches of ten. The first
/// person has a link, and has not voted.
pub async fn voted(cards: usize, people: usize, each: usize) -> Voting {
    let costs: Vec<Option<i64>> = (0..cards)
        .map(|n| Some(10_000 + 997 * i64::try_from(n).unwrap()))
        .collect();
    let budget = i64::try_from(people).unwrap() * 2_500;
    let v = Voting::new(1, &costs, Some(budget)).await;
    let means = &v.world.app.means;
    let ids: Vec<Uuid> = (0..people).map(|_| means.id()).collect();
    let person = |n: usize| {
        let depth = i32::try_from(n % 10).unwrap();
        participant::ActiveModel {
            id: Set(ids[n]),
            parent: Set((depth > 0).then(|| ids[n - 1])),
            branch: Set(Some(ids[n - n % 10])),
            depth: Set(Some(depth)),
            depth_above: Set((depth > 0).then_some(depth - 1)),
            email: Set(None),
            email_index: Set(None),
            ..v.people[0].clone().into()
        }
    };
    let ballot = |n: usize| {
        let (v, ids) = (&v, &ids);
        (0..each).map(move |k| {
            let card = (n * 7 + k) % cards;
            vote::ActiveModel {
                id: Set(means.id()),
                chain: Set(v.round.chain),
                round: Set(v.round.id),
                card: Set(v.cards[card].id),
                participant: Set(ids[n]),
                choice: Set(choice(n, card)),
                source: Set("self".to_owned()),
                entered_by: Set(None),
                at: Set(means.now()),
            }
        })
    };
    let txn = v.world.begin().await;
    let all: Vec<_> = (0..people).map(person).collect();
    for some in all.chunks(400) {
        let made = participant::Entity::insert_many(some.to_vec());
        made.exec_without_returning(&txn).await.unwrap();
    }
    let all: Vec<_> = (0..people).flat_map(ballot).collect();
    for some in all.chunks(1_000) {
        let made = vote::Entity::insert_many(some.to_vec());
        made.exec_without_returning(&txn).await.unwrap();
    }
    txn.commit().await.unwrap();
    v
}

/// Counts what the database is asked from now on.
fn count(v: &mut Voting) -> Arc<AtomicUsize> {
    let asked = Arc::new(AtomicUsize::new(0));
    let app = &v.world.app;
    let mut db = app.db.clone();
    for conn in [&mut db.read, &mut db.write] {
        let asked = asked.clone();
        conn.set_metric_callback(move |_| {
            asked.fetch_add(1, Ordering::Relaxed);
        });
    }
    let sources = Sources::fixed(app.means.now(), 2);
    let keys = Keys::from_secret(&[7; 32]);
    v.world.app = App::from_parts(app.settings.clone(), db, sources, keys).unwrap();
    asked
}

/// The nth vote of the first person, as a form.
async fn vote_on(v: &Voting, token: &str, n: usize) {
    let to = format!("/p/{token}/weigh/{}", v.cards[n % v.cards.len()].id);
    let got = v.world.post_as("", &to, &[("choice", "agree")]).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn no_page_asks_the_database_more_often_when_there_are_more_cards_and_people() {
    let mut found = Vec::new();
    for (cards, people) in [(4, 10), (16, 40)] {
        let mut v = voted(cards, people, cards.min(10)).await;
        let (token, asked) = (v.token(0).await, count(&mut v));
        let mut costs = Vec::new();
        v.world.read(&format!("/p/{token}/weigh")).await;
        costs.push(asked.swap(0, Ordering::Relaxed));
        vote_on(&v, &token, 0).await;
        costs.push(asked.swap(0, Ordering::Relaxed));
        v.world.read(&format!("/p/{token}/weigh/choices")).await;
        costs.push(asked.swap(0, Ordering::Relaxed));
        v.close().await;
        asked.store(0, Ordering::Relaxed);
        v.world.read(&v.public("/1")).await;
        costs.push(asked.swap(0, Ordering::Relaxed));
        v.world.get(&v.desk("/1")).await;
        costs.push(asked.swap(0, Ordering::Relaxed));
        v.world.read(&v.public("/1/ballots.csv")).await;
        costs.push(asked.swap(0, Ordering::Relaxed));
        found.push(costs);
    }
    println!("queries: {found:?}");
    assert!(found[0].iter().all(|queries| *queries > 0), "{found:?}");
    assert_eq!(found[0], found[1]);
}

fn sized(name: &str, usual: usize) -> usize {
    let given = std::env::var(name).ok();
    given.and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Sorts times and returns the shortest, and the one that nineteen of twenty do not exceed.
fn sum_up(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    (times[0], times[(times.len() * 19).div_ceil(20) - 1])
}

/// The shortest times of the next card, a vote, the results and the sums alone.
async fn measure(cards: usize, people: usize) -> [Duration; 4] {
    let mut v = voted(cards, people, 20.min(cards)).await;
    let token = v.token(0).await;
    let (mut next, mut cast, mut results, mut sums) = (vec![], vec![], vec![], vec![]);
    for n in 0..20 {
        let began = Instant::now();
        v.world.read(&format!("/p/{token}/weigh")).await;
        next.push(began.elapsed());
        let began = Instant::now();
        vote_on(&v, &token, n).await;
        cast.push(began.elapsed());
    }
    v.close().await;
    for _ in 0..3 {
        let began = Instant::now();
        v.world.read(&v.public("/1")).await;
        results.push(began.elapsed());
        let (conn, keys) = (&v.world.app.db.read, &v.world.app.means.keys);
        let ballots = Ballots::read(conn, keys, &v.round).await.unwrap();
        let began = Instant::now();
        assert!(ballots.share_out(&v.round).is_some());
        opinions::map(&ballots.rows());
        sums.push(began.elapsed());
    }
    let all = [next, cast, results, sums].map(sum_up);
    println!("{cards} cards, {people} people (shortest, 95 %): {all:?}");
    all.map(|(shortest, _)| shortest)
}

#[tokio::test]
async fn four_times_the_people_take_no_more_than_six_times_as_long() {
    let (cards, people) = (sized("WEIGH_CARDS", 24), sized("WEIGH_VOTERS", 400));
    let small = measure(cards, people / 4).await;
    let large = measure(cards, people).await;
    for (small, large) in small.into_iter().zip(large) {
        // Beside other tests a page can be late by some tenths of a second.
        let bound = small * 6 + Duration::from_millis(200);
        assert!(large <= bound, "{small:?} became {large:?}");
    }
}
