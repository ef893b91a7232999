//! Organisers open, change and close rounds, and type in paper ballots.

use axum::http::StatusCode;
use daisychain::mail::MailKind;
use daisychain::plan::weigh::rounds;
use entity::shared::{Role, Vote};
use entity::{outbox, vote};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Voting, actions};
use crate::plan_world::World;

fn ids(made: &[entity::action::Model]) -> Vec<String> {
    made.iter().map(|action| action.id.to_string()).collect()
}

async fn told(world: &World) -> usize {
    let all = outbox::Entity::find()
        .filter(outbox::Column::Kind.eq(MailKind::WeighIn.as_str()))
        .filter(outbox::Column::CancelledAt.is_null())
        .all(&world.app.db.read);
    all.await.unwrap().len()
}

#[tokio::test]
async fn a_round_is_opened_with_what_is_wrong_said_by_name() {
    let world = World::new().await;
    world.starter("Ana").await;
    let made = ids(&actions(&world, &[Some(4_000), None, Some(0)]).await);
    let new = format!("/desk/{}/plan/round/new", world.slug());
    let page = world.get(&new).await.body;
    assert!(page.contains("(£40)") && page.contains("(no cost yet)"));
    let base = [
        ("actions", made[0].as_str()),
        ("tell", "nobody"),
        ("nonce", "n1"),
    ];
    let send = |more: &[(&'static str, &'static str)], second: bool| {
        let mut fields: Vec<(&str, &str)> = base.to_vec();
        if second {
            fields.push(("actions", made[1].as_str()));
        }
        fields.extend(more);
        let fields: Vec<(String, String)> = fields
            .into_iter()
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .collect();
        let (world, new) = (&world, &new);
        async move {
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(a, b)| (a.as_str(), b.as_str()))
                .collect();
            world.post(new, &fields).await
        }
    };
    let day = ("last_day", "6/12/2026");
    for (more, second, says) in [
        (vec![("last_day", "24/11/2026")], true, "from 3 to 90 days"),
        (vec![("last_day", "22/11/2027")], true, "from 3 to 90 days"),
        (vec![("last_day", "soon")], true, "from 3 to 90 days"),
        (vec![day], false, "A vote needs at least 2 actions."),
        (vec![day, ("budget", "lots")], true, "Type a sum in pounds"),
        (
            vec![day, ("budget", "100")],
            true,
            "Choose whether each pound",
        ),
        (
            vec![day, ("budget", "100"), ("utility", "cost")],
            true,
            "These have none: \u{2068}Idea 1\u{2069}",
        ),
    ] {
        let got = send(&more, second).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{more:?}");
        let body = got.body.replace("&#x2068;", "\u{2068}");
        let plain = says.replace(['\u{2068}', '\u{2069}'], "");
        let body = body.replace(['\u{2068}', '\u{2069}'], "");
        assert!(body.contains(&plain), "{more:?}");
    }
    let got = send(&[day], true).await;
    let here = format!("/desk/{}/plan/round/1", world.slug());
    assert_eq!(got.location, here);
    assert_eq!(send(&[day], true).await.location, here, "pressed twice");
    let page = world.get(&new).await.body;
    assert!(page.contains("A vote is open already.") && page.contains(&here));
    assert_eq!(told(&world).await, 0, "nobody is told unless it was chosen");
    let read = &world.app.db.read;
    assert_eq!(
        rounds::list(read, world.face.chain.id).await.unwrap().len(),
        1
    );
    let page = world.get(&here).await.body;
    assert!(
        page.contains("0 people have voted. 1 person may vote."),
        "{page}"
    );
}

#[tokio::test]
async fn everyone_is_told_when_it_was_chosen_and_closing_takes_it_back() {
    let world = World::new().await;
    world.starter("Ana").await;
    world.starter("Ben").await;
    let made = ids(&actions(&world, &[None, None]).await);
    let new = format!("/desk/{}/plan/round/new", world.slug());
    let fields = [
        ("actions", made[0].as_str()),
        ("actions", made[1].as_str()),
        ("last_day", "2026-12-06"),
        ("tell", "everyone"),
    ];
    let got = world.post(&new, &fields).await;
    assert_eq!(told(&world).await, 2);
    world
        .post(&format!("{}/close", got.location), &[("press", "yes")])
        .await;
    assert_eq!(told(&world).await, 0, "what has not gone out is taken back");
}

#[tokio::test]
async fn two_organisers_at_once_have_one_effect() {
    let v = Voting::new(1, &[None; 3], None).await;
    let at = |below: &str| v.desk(&format!("/1{below}"));
    let seen = v.round.closes_on.as_str();
    let first = [("last_day", "10/12/2026"), ("seen", seen)];
    let second = [("last_day", "20/12/2026"), ("seen", seen)];
    assert_eq!(
        v.world.post(&at("/day"), &first).await.status,
        StatusCode::SEE_OTHER
    );
    let got = v.world.post(&at("/day"), &second).await;
    assert_eq!(got.status, StatusCode::CONFLICT);
    assert!(got.body.contains("Nothing was changed."));
    let page = v.world.get(&at("")).await.body;
    assert!(page.contains("10 December 2026"));
    let card = at(&format!("/cards/{}/remove", v.cards[2].id));
    assert!(
        v.world
            .get(&card)
            .await
            .body
            .contains("Nobody has voted on it yet.")
    );
    for _ in 0..2 {
        v.world.post(&card, &[("press", "yes")]).await;
    }
    let read = &v.world.app.db.read;
    assert_eq!(rounds::cards(read, &v.round).await.unwrap().len(), 2);
    for _ in 0..2 {
        let got = v.world.post(&at("/close"), &[("press", "yes")]).await;
        assert_eq!(got.location, at(""));
    }
    let log = v
        .world
        .get(&format!("/desk/{}/log", v.world.slug()))
        .await
        .body;
    assert_eq!(log.matches("closed <bdi>vote 1</bdi>").count(), 1, "{log}");
    let got = v.world.get(&at("/close")).await;
    assert_eq!(got.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn readers_see_results_and_nobody_sees_how_an_open_round_stands() {
    let mut v = Voting::new(5, &[None; 2], None).await;
    v.all(&["ad", "ad", "ad", "ad", "ap"]).await;
    let reader = v
        .world
        .add_member("rea@example.org", Some(Role::Reader))
        .await;
    let page = v.world.get(&v.desk("/1")).await.body;
    assert!(page.contains("5 people have voted.") && !page.contains(" agree."));
    let page = v.world.get_as(&reader, &v.desk("/1")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("/close") && !page.body.contains("/type-in"));
    for below in ["/1", "/1/ballots.csv"] {
        let got = v.world.get_as("", &v.public(below)).await;
        assert_eq!(got.status, StatusCode::NOT_FOUND, "{below}");
    }
    assert!(
        v.world
            .read(&v.public(""))
            .await
            .contains("There has been no vote yet.")
    );
    v.close().await;
    let page = v.world.get_as(&reader, &v.desk("/1")).await.body;
    assert!(
        page.contains("5 of 5 agree. 0 passed, 0 disagree."),
        "{page}"
    );
    assert!(page.contains("0 of 5 agree. 1 passed, 4 disagree."));
    assert_eq!(
        v.world
            .read(&v.public(""))
            .await
            .matches("What came of vote 1")
            .count(),
        1
    );
}

#[tokio::test]
async fn a_paper_ballot_is_typed_in_and_replaces_only_when_asked() {
    let v = Voting::new(2, &[Some(1_000), Some(2_000), Some(0)], Some(2_000)).await;
    v.all(&["a--"]).await;
    let ballot = v.world.get(&v.desk("/1/ballot?size=large")).await.body;
    assert!(ballot.contains("pack large") && ballot.contains("Idea 2") && ballot.contains("£20"));
    assert_eq!(ballot.matches("<li>Disagree</li>").count(), 3);
    let search = v.desk("/1/type-in");
    let page = v.world.get(&format!("{search}?name=an")).await.body;
    assert!(page.contains("<bdi>Ana</bdi>") && !page.contains("<bdi>Ben</bdi>"));
    let form = v.desk(&format!("/1/type-in/{}", v.people[0].id));
    let page = v.world.get(&form).await.body;
    assert!(page.contains("They chose already: <b>Agree</b>"));
    let got = v.world.post(&form, &[("card-1", "none")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("card-1", "disagree"),
        ("card-2", "agree"),
        ("card-3", "none"),
    ];
    let got = v.world.post(&form, &fields).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("They chose something else before."));
    let chosen = async || {
        let rows = vote::Entity::find()
            .all(&v.world.app.db.read)
            .await
            .unwrap();
        let of = |card: usize| {
            rows.iter()
                .find(|row| row.card == v.cards[card].id)
                .cloned()
        };
        [of(0), of(1), of(2)]
    };
    let [stands, second, _] = chosen().await;
    assert_eq!(stands.unwrap().choice, Vote::Agree);
    assert!(second.is_none(), "nothing is kept before it is asked");
    let again = [&fields[..], &[("replace", "yes")]].concat();
    let got = v.world.post(&form, &again).await;
    assert_eq!(got.location, format!("{search}?saved=yes"));
    let [first, second, third] = chosen().await;
    let first = first.unwrap();
    assert_eq!(
        (first.choice, first.source.as_str()),
        (Vote::Disagree, "paper")
    );
    assert_eq!(first.entered_by, Some(v.world.owner));
    assert_eq!(second.unwrap().choice, Vote::Agree);
    assert!(third.is_none());
    let me = v.world.read(&format!("/p/{}/me", v.token(0).await)).await;
    assert!(me.contains("from your paper"));
}
