//! What comes of a round, and that anyone can do the sums again.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use daisychain::erasure;
use daisychain::methods::shares::{Priced, Utility, equal_shares};
use daisychain::plan::weigh::results::{Ballots, People};
use entity::card;
use entity::shared::Vote;
use uuid::Uuid;

use super::Voting;

/// METHODS 3.5: ten voters with £10 each; X for £40 wanted by six, Y for £40 by the other four, Z for £60 by the six.
const EXAMPLE: [&str; 10] = [
    "ada", "ada", "ada", "ada", "ada", "ada", "dad", "dad", "dad", "dad",
];
const COSTS: [Option<i64>; 3] = [Some(4_000), Some(4_000), Some(6_000)];

#[tokio::test]
async fn r39_money_is_explained_action_by_action() {
    let mut v = Voting::new(10, &COSTS, Some(10_000)).await;
    v.all(&EXAMPLE).await;
    v.close().await;
    let page = v.world.read(&v.public("/1")).await;
    for part in [
        "Each of the 10 people who voted had <bdi>£10</bdi> to put in.",
        "6 people put in <bdi>£6.67</bdi> each. For some of them it was a penny less.",
        "4 people put in <bdi>£10</bdi> each.",
        "The 6 people who agree had <bdi>£20</bdi> left together, of the <bdi>£60</bdi> it costs.",
        "<bdi>£80</bdi> is spent. <bdi>£20</bdi> is left.",
        "6 of 10 agree. 0 passed, 4 disagree.",
        "Many agree and many disagree",
        "Each action counted the same.",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(!page.contains("Some money was left over"), "no share grew");
}

#[tokio::test]
async fn anyone_gets_the_same_from_the_published_ballots() {
    let mut v = Voting::new(10, &COSTS, Some(10_000)).await;
    v.all(&EXAMPLE).await;
    v.close().await;
    let file = v.world.read(&v.public("/1/ballots.csv")).await;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(file.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 12);
    assert_eq!(&rows[0][0], "ballot");
    let actions: Vec<Priced> = rows[1]
        .iter()
        .skip(1)
        .map(|cost| Priced {
            cost: cost.parse().unwrap(),
        })
        .collect();
    let approvals: Vec<Vec<usize>> = rows[2..]
        .iter()
        .map(|row| (0..3).filter(|n| &row[n + 1] == "agree").collect())
        .collect();
    let again = equal_shares(10_000, &actions, &approvals, Utility::Count);
    let conn = &v.world.app.db.read;
    let keys = &v.world.app.means.keys;
    let ballots = Ballots::read(conn, keys, &v.round).await.unwrap();
    assert_eq!(
        Some(&again),
        ballots.share_out(&v.round).as_ref(),
        "to the penny"
    );
    assert_eq!(again.funded.len(), 2);
    assert_eq!(approvals.iter().filter(|a| a.contains(&0)).count(), 6);
    // No name, no id, and not in the order in which people came or voted.
    for (name, person) in super::NAMES.iter().zip(&v.people) {
        assert!(!file.contains(name) && !file.contains(&person.id.to_string()));
    }
    let came: Vec<Uuid> = v.people.iter().map(|person| person.id).collect();
    assert_ne!(ballots.voters, came);
    let same = v.world.read(&v.public("/1/ballots.csv")).await;
    assert_eq!(file, same, "the order is stable");
    // Who is forgotten leaves the file at once.
    let txn = v.world.begin().await;
    erasure::forget(&txn, &v.world.app.means, v.people[0].id)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let less = v.world.read(&v.public("/1/ballots.csv")).await;
    assert_eq!(less.lines().count(), 11);
}

#[tokio::test]
async fn hard_cases_are_told_and_never_fail() {
    // No votes at all.
    let mut v = Voting::new(1, &[Some(0), Some(20_000)], Some(10_000)).await;
    v.close().await;
    let page = v.world.get(&v.desk("/1")).await.body;
    assert!(page.contains("Nobody voted.") && page.contains("no money is shared out"));
    assert_eq!(
        v.world.get_as("", &v.public("/1/ballots.csv")).await.status,
        StatusCode::NOT_FOUND
    );
    // One voter: only organisers see it.
    let mut v = Voting::new(1, &[Some(0), Some(20_000), Some(500)], Some(10_000)).await;
    v.all(&["aad"]).await;
    v.close().await;
    let page = v.world.get(&v.desk("/1")).await.body;
    for part in [
        "It costs nothing. 1 person agrees.",
        "It costs more than there is.",
        "Nobody agreed with it.",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let page = v.world.read(&v.public("/1")).await;
    assert!(
        page.contains("Too few people voted") && !page.contains("agree."),
        "{page}"
    );
    // Everyone passes on everything.
    let mut v = Voting::new(8, &[Some(1_000); 2], Some(10_000)).await;
    v.all(&["pp"; 8]).await;
    v.close().await;
    let page = v.world.read(&v.public("/1")).await;
    assert!(page.contains("0 of 8 agree. 8 passed, 0 disagree."));
    assert!(
        page.contains("No action could be paid for.") && page.contains("<bdi>£100</bdi> is left.")
    );
    // A tie is settled by who stands first; few votes are never ranked.
    let mut v = Voting::new(8, &[Some(10_000); 3], Some(10_000)).await;
    v.all(&["aaa", "aa-", "aa-", "aa-", "aa-", "aa-", "aa-", "dd-"])
        .await;
    v.close().await;
    let page = v.world.read(&v.public("/1")).await;
    let place = |text: &str| page.find(text).unwrap();
    assert!(place("<h3>Idea 0</h3>") < place("<h3>Idea 1</h3>"));
    assert!(!page.contains("<h3>Idea 2</h3>") && page.contains("<b>Idea 2</b> <p>1 of 1 agree."));
    assert!(page.contains("Most people agree"), "7 of 8");
}

#[tokio::test]
async fn two_hundred_cards_and_two_thousand_voters_are_counted_in_time() {
    let v = Voting::new(1, &[None; 2], None).await;
    let mut round = v.round.clone();
    round.budget = Some(5_000_000);
    let id = |kind: u128, n: usize| Uuid::from_u128((kind << 64) + u128::try_from(n).unwrap());
    let cards: Vec<card::Model> = (0..200)
        .map(|n| card::Model {
            id: id(1, n),
            position: i32::try_from(n).unwrap(),
            cost: Some(10_000 + 997 * i64::try_from(n).unwrap()),
            ..v.cards[0].clone()
        })
        .collect();
    // Everyone answers every tenth card or so, in a fixed pattern.
    let mut rows = Vec::new();
    for person in 0..2_000 {
        for (n, card) in cards.iter().enumerate() {
            let turn = (person * 31 + n * 17) % 10;
            let choice = match turn {
                0 => Vote::Agree,
                1 if person % 3 == 0 => Vote::Disagree,
                2 if n % 2 == 0 => Vote::Pass,
                _ => continue,
            };
            rows.push((card.id, id(2, person), choice));
        }
    }
    let began = Instant::now();
    let ballots = Ballots::of(&v.world.app.means.keys, round.id, cards, &rows);
    let ranking = People::default().rank(&ballots);
    let counted = began.elapsed();
    let outcome = ballots.share_out(&round).unwrap();
    let shared = began.elapsed();
    assert_eq!(ballots.voters.len(), 2_000);
    assert_eq!(ranking.ranked.len() + ranking.needs_votes.len(), 200);
    let spent: u64 = outcome
        .funded
        .iter()
        .flat_map(|one| &one.paid)
        .map(|(_, sum)| sum)
        .sum();
    assert!(spent + outcome.left <= 5_000_000 && !outcome.funded.is_empty());
    println!("counted in {counted:?}, shared out in {shared:?}");
    assert!(shared < Duration::from_secs(30), "{counted:?} {shared:?}");
}
