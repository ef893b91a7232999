//! Who answered alike is told from forty people with twenty answers each on, in words and a picture, and of nobody alone.

use super::Voting;
use super::large::{choice, voted};
use entity::shared::Vote;

/// The part of a page that tells who answered alike.
fn told(page: &str) -> &str {
    let from = page.find("<h2>Who answered alike</h2>").unwrap();
    let to = page[from..].find("<h2>How this was counted</h2>").unwrap();
    &page[from..from + to]
}

#[tokio::test]
async fn who_answered_alike_is_drawn_and_told_in_words() {
    let mut v = voted(26, 60, 22).await;
    v.close().await;
    let page = v.world.read(&v.public("/1")).await;
    let map = told(&page);
    for part in [
        "60 people answered 20 cards or more.",
        "Group A: 36 people",
        "Group B: 24 people",
        "A picture of 2 groups.",
        "What every group agrees on",
    ] {
        assert!(map.contains(part), "{part}\n{map}");
    }
    // One shape a group in the picture, with its letter, and one beside its words; nothing for a person.
    assert_eq!(map.matches("<circle").count(), 2, "group A");
    assert_eq!(map.matches("<polygon").count(), 2, "group B");
    assert_eq!(map.matches("<text").count(), 2);
    assert!(!map.contains("Group C"));
    // The first camp's cards are told of A, the second's of B, and what all want of both.
    let (a, rest) = map.split_once("Group B:").unwrap();
    let (b, all) = rest.split_once("What every group agrees on").unwrap();
    let agrees = |part: &str, card: usize| {
        part.split("<li>").any(|one| {
            one.contains(&format!("<b>Idea {card}</b>")) && one.contains("of them agree")
        })
    };
    let count = |part: &str, cards: std::ops::Range<usize>| {
        cards.filter(|card| agrees(part, *card)).count()
    };
    assert!(count(a, 0..10) > 0 && count(a, 10..26) == 0, "{a}");
    assert!(
        count(b, 10..20) > 0 && count(b, 0..10) + count(b, 20..26) == 0,
        "{b}"
    );
    assert!(all.contains("Idea 2") && all.contains("in 10 agree."));
    for card in 0..20 {
        assert!(
            !all.contains(&format!("<b>Idea {card}</b>")),
            "{card} divides people"
        );
    }
    // Organisers see the same, and nothing of what lacks.
    let desk = v.world.get(&v.desk("/1")).await.body;
    assert_eq!(told(&desk), map);
    assert!(!desk.contains("A picture of who answered alike needs"));
    let own = v
        .world
        .read(&format!("/p/{}/weigh", v.token(0).await))
        .await;
    assert_eq!(told(&own), map);
    assert!(!own.contains("your group"), "nobody is told their group");
}

#[tokio::test]
async fn below_forty_people_only_organisers_are_told_what_lacks() {
    let mut v = voted(20, 39, 20).await;
    for card in 0..19 {
        v.cast(0, card, choice(0, card)).await;
    }
    v.close().await;
    let public = v.world.read(&v.public("/1")).await;
    assert!(!public.contains("answered alike") && public.contains("What people want most"));
    let desk = v.world.get(&v.desk("/1")).await.body;
    assert!(
        desk.contains("needs 1 more person who answers at least 20 cards."),
        "{desk}"
    );
    let mut v = Voting::new(8, &[None; 3], None).await;
    v.all(&["aaa"; 8]).await;
    v.close().await;
    let desk = v.world.get(&v.desk("/1")).await.body;
    assert!(desk.contains("needs a vote with at least 20 cards."));
    assert!(
        !v.world
            .read(&v.public("/1"))
            .await
            .contains("answered alike")
    );
}

#[tokio::test]
async fn four_people_who_stand_alone_are_not_told_of() {
    // Forty think alike; four disagree with everything.
    let v = voted(20, 40, 20).await;
    let mut v = v;
    v.close().await;
    let (conn, keys) = (&v.world.app.db.read, &v.world.app.means.keys);
    let ballots = daisychain::plan::weigh::results::Ballots::read(conn, keys, &v.round)
        .await
        .unwrap();
    let mut rows = ballots.rows();
    let against = daisychain::plan::weigh::ballots::choice_of(Vote::Disagree);
    for row in rows.iter_mut().take(4) {
        row.fill(Some(against));
    }
    let map = daisychain::methods::opinions::map(&rows).unwrap();
    assert!(map.groups.iter().all(|group| group.people >= 5), "{map:?}");
}
