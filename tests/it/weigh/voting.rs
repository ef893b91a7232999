//! A person votes at their own link.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::conversation::clock;
use daisychain::plan::weigh::ballots::{Ballot, Cast};
use daisychain::plan::weigh::{ballots, rounds};
use daisychain::{erasure, plan};
use entity::shared::Vote;
use entity::vote;
use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

use super::Voting;

async fn votes(v: &Voting) -> u64 {
    vote::Entity::find()
        .count(&v.world.app.db.read)
        .await
        .unwrap()
}

/// The address the page's form goes to.
fn form_of(page: &str) -> String {
    let at = page.find("action=\"/p/").unwrap() + 8;
    page[at..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn r38_every_card_is_answered_one_at_a_time_and_can_be_changed() {
    let v = Voting::new(2, &[Some(5_000); 4], Some(10_000)).await;
    let here = format!("/p/{}/weigh", v.token(0).await);
    let home = v.world.read(&format!("/p/{}", v.token(0).await)).await;
    assert!(home.contains(&here), "their own page leads to the vote");
    let mut answered = Vec::new();
    for n in 1..=4 {
        let page = v.world.read(&here).await;
        assert!(page.contains(&format!("{n} of 4")), "{n}: {page}");
        assert!(page.contains("This costs <bdi>£50</bdi>") && page.contains("<bdi>£100</bdi>"));
        assert_eq!(votes(&v).await, n - 1, "looking changes nothing");
        let to = form_of(&page);
        assert!(!answered.contains(&to), "a card comes once");
        let got = v
            .world
            .post_as("", &to, &[("skip", ""), ("choice", "agree")])
            .await;
        assert_eq!(
            (got.status, got.location),
            (StatusCode::SEE_OTHER, here.clone())
        );
        // Pressed twice, it is one vote.
        v.world
            .post_as("", &to, &[("skip", ""), ("choice", "agree")])
            .await;
        answered.push(to);
    }
    assert_eq!(votes(&v).await, 4);
    let page = v.world.read(&here).await;
    assert!(page.contains("Thank you. You answered them all."));
    assert_eq!(page.matches("<b>Agree</b>").count(), 4);
    let page = v.world.read(&answered[1]).await;
    assert!(page.contains("So far you chose: <b>Agree</b>"));
    let fields = [("skip", ""), ("changes", "yes"), ("choice", "disagree")];
    let got = v.world.post_as("", &answered[1], &fields).await;
    assert_eq!(got.location, format!("{here}/choices"));
    let page = v.world.read(&got.location).await;
    assert_eq!(page.matches("<b>Agree</b>").count(), 3);
    assert_eq!(page.matches("<b>Disagree</b>").count(), 1);
    assert_eq!(votes(&v).await, 4);
    let me = v.world.read(&format!("/p/{}/me", v.token(0).await)).await;
    assert!(
        me.contains("What you voted") && me.contains("Disagree: "),
        "{me}"
    );
}

#[tokio::test]
async fn skipped_cards_come_last_and_nothing_pressed_is_explained() {
    let v = Voting::new(1, &[None; 3], None).await;
    let here = format!("/p/{}/weigh", v.token(0).await);
    let skip = |page: &str| {
        let at = page.find("weigh?skip=").unwrap();
        page[at..].split('"').next().unwrap().to_owned()
    };
    let page = v.world.read(&here).await;
    let first = form_of(&page);
    let next = skip(&page);
    for _ in 0..5 {
        let page = v
            .world
            .read(&format!("/p/{}/{next}", v.token(0).await))
            .await;
        assert_ne!(
            form_of(&page),
            first,
            "what was skipped does not come at once"
        );
        assert!(page.contains("2 of 3"));
    }
    let page = v.world.read(&format!("{here}?skip=1.2.3.x.99")).await;
    assert!(page.contains("You skipped 3.") && page.contains("You answered 0 of 3."));
    let got = v.world.post_as("", &first, &[("skip", "?skip=2")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("Press Agree, Pass or Disagree.") && got.body.contains("?skip=2"));
    let got = v
        .world
        .post_as("", &first, &[("skip", "?skip=2"), ("choice", "pass")])
        .await;
    assert_eq!(got.location, format!("{here}?skip=2"));
    let unknown = format!("{here}/{}", Uuid::nil());
    let got = v.world.post_as("", &unknown, &[("choice", "agree")]).await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    assert_eq!(
        v.world.get_as("", &unknown).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(votes(&v).await, 1);
}

#[tokio::test]
async fn nobody_votes_after_the_last_day_and_the_clock_closes_the_round() {
    let v = Voting::new(1, &[None; 2], None).await;
    let here = format!("/p/{}/weigh", v.token(0).await);
    let to = format!("{here}/{}", v.cards[0].id);
    assert_eq!(v.cast(0, 0, Vote::Agree).await, Cast::Kept);
    // The last day itself, 14 days on: open until its end where the host is.
    v.world
        .app
        .means
        .sources
        .advance(Duration::days(14) + Duration::hours(14));
    clock::tick(&v.world.app.db, &v.world.app.means)
        .await
        .unwrap();
    assert_eq!(v.cast(0, 0, Vote::Pass).await, Cast::Kept);
    v.world.app.means.sources.advance(Duration::hours(1));
    assert_eq!(
        v.cast(0, 1, Vote::Agree).await,
        Cast::Closed,
        "before the clock has run too"
    );
    let page = v.world.read(&here).await;
    assert!(page.contains("The time to vote is over."));
    clock::tick(&v.world.app.db, &v.world.app.means)
        .await
        .unwrap();
    clock::tick(&v.world.app.db, &v.world.app.means)
        .await
        .unwrap();
    let chain = v.world.face.chain.id;
    let round = rounds::find(&v.world.app.db.read, chain, 1)
        .await
        .unwrap()
        .unwrap();
    assert!(round.closed_at.is_some());
    let got = v.world.post_as("", &to, &[("choice", "agree")]).await;
    assert_eq!(got.status, StatusCode::GONE);
    assert!(got.body.contains("This vote is closed"));
    assert_eq!(v.world.get_as("", &to).await.status, StatusCode::GONE);
    let page = v.world.read(&here).await;
    assert!(page.contains("What came of the vote") && page.contains("<b>Pass</b>"));
    assert!(
        page.contains("Too few people voted"),
        "one voter is told to nobody"
    );
    assert_eq!(votes(&v).await, 1);
}

#[tokio::test]
async fn who_left_cannot_vote_and_who_is_forgotten_takes_their_votes_along() {
    let v = Voting::new(2, &[None; 2], None).await;
    v.all(&["aa", "dp"]).await;
    let (world, token) = (&v.world, v.token(1).await);
    let txn = world.begin().await;
    let (means, person) = (&world.app.means, v.people[1].id);
    daisychain::people::set_stopped(&txn, means, person)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert_eq!(v.cast(1, 0, Vote::Agree).await, Cast::MayNot);
    let page = world.read(&format!("/p/{token}/weigh")).await;
    assert!(page.contains("you cannot vote") && page.contains("<b>Disagree</b>"));
    let to = format!("/p/{token}/weigh/{}", v.cards[0].id);
    let got = world.post_as("", &to, &[("choice", "agree")]).await;
    assert_eq!(got.status, StatusCode::GONE);
    let home = world.read(&format!("/p/{token}")).await;
    assert!(!home.contains("/weigh"), "who left is not asked");
    assert_eq!(votes(&v).await, 4, "what they chose before still counts");
    let txn = world.begin().await;
    erasure::forget(&txn, means, person).await.unwrap();
    erasure::forget(&txn, means, person).await.unwrap();
    txn.commit().await.unwrap();
    assert_eq!(votes(&v).await, 2);
    assert_eq!(v.cast(1, 0, Vote::Agree).await, Cast::MayNot);
}

#[tokio::test]
async fn an_action_that_is_taken_out_is_no_card_any_more() {
    let mut v = Voting::new(1, &[None; 3], None).await;
    v.all(&["aaa"]).await;
    let (world, chain) = (&v.world, v.world.face.chain.id);
    let txn = world.begin().await;
    let gone = plan::find(&txn, chain, v.cards[1].action)
        .await
        .unwrap()
        .unwrap();
    plan::remove(&txn, &world.app.means, world.owner, &gone)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert_eq!(v.cast(0, 1, Vote::Pass).await, Cast::NoCard);
    let read = &world.app.db.read;
    let ballot = Ballot::read(read, &v.round, v.people[0].id).await.unwrap();
    assert_eq!((ballot.cards.len(), ballot.answered()), (2, 2));
    let to = format!("/p/{}/weigh/{}", v.token(0).await, v.cards[1].id);
    assert_eq!(world.get_as("", &to).await.status, StatusCode::NOT_FOUND);
    assert!(v.close().await && !v.close().await);
    assert_eq!(
        votes(&v).await,
        2,
        "it leaves with its votes when the round closes"
    );
    let card = ballots::find_card(&v.world.app.db.read, chain, v.cards[1].id).await;
    assert!(card.unwrap().is_none());
}
