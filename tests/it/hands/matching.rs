//! What was offered stands beside what was needed; nothing that was taken back, kept private, or said by who left.

use daisychain::conversation::check::Verdict;
use daisychain::plan::hands::matches::{Beside, read};
use entity::shared::{ActionStatus, Kind, Quote, Role};

use super::{erase, stop};
use crate::plan::{action, add_action};
use crate::plan_world::World;

const OFFER: &str = "I could cook a warm lunch on Fridays";
const NEED: &str = "Somebody to cook a warm lunch";

/// Sam offers, Kim needs; both checked. Another branch has nothing to do with it.
async fn said() -> World {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let ivo = world.starter("Ivo").await;
    let keep = || (Verdict::Keep, Quote::None);
    let offers = [
        (Kind::Offer, OFFER, false),
        (Kind::Need, "A warm lunch for myself on Fridays", false),
        (Kind::Offer, "I mend bicycles", true),
    ];
    let (_, chat) = world.chat(&maria, "Sam", &offers).await;
    world.check(&chat, &[keep(), keep(), keep()]).await;
    let needs = [
        (Kind::Need, NEED, false),
        (Kind::Need, "My bicycle wants mending", false),
        (Kind::Idea, "Cook a warm lunch in the park", false),
    ];
    let (_, chat) = world.chat(&ivo, "Kim", &needs).await;
    world.check(&chat, &[keep(), keep(), keep()]).await;
    world
}

fn texts(pairs: &[daisychain::plan::hands::matches::Pair]) -> Vec<(String, String)> {
    let two = |pair: &daisychain::plan::hands::matches::Pair| {
        (pair.offer.row.text.clone(), pair.beside.text().to_owned())
    };
    pairs.iter().map(two).collect()
}

#[tokio::test]
async fn offers_stand_beside_needs_of_others_and_beside_actions() {
    let world = said().await;
    let towards = action("A warm lunch is cooked each week", ActionStatus::Proposed);
    add_action(&world, towards, &[], &[]).await;
    let chain = world.face.chain.id;
    let pairs = read(&world.app.db.read, chain).await.unwrap();
    let found = texts(&pairs);
    assert_eq!(found[0], (OFFER.to_owned(), NEED.to_owned()));
    assert!(
        pairs
            .iter()
            .any(|pair| matches!(pair.beside, Beside::Action(..)))
    );
    // Nobody meets themself, and what is private stays where it is.
    assert!(
        found
            .iter()
            .all(|(offer, beside)| offer == OFFER && !beside.contains("myself"))
    );

    let here = format!("/desk/{}/plan/hands", world.slug());
    let page = world.get(&here).await.body;
    for part in [
        OFFER,
        NEED,
        "<bdi>Sam</bdi>",
        "<bdi>Kim</bdi>",
        "lunch",
        "Introduce them",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("@example.org"));
    let reader = world
        .add_member("ray@example.org", Some(Role::Reader))
        .await;
    let refused = world.get_as(&reader, &here).await.status;
    assert_eq!(refused, axum::http::StatusCode::FORBIDDEN);

    // Hidden once, a pair does not come back; the others stay.
    let Beside::Need(need) = &pairs[0].beside else {
        panic!("{pairs:?}")
    };
    let (offer, need) = (pairs[0].offer.row.id.to_string(), need.row.id.to_string());
    let form = [("offer", offer.as_str()), ("beside", need.as_str())];
    for _ in 0..2 {
        let got = world.post(&format!("{here}/hide"), &form).await;
        assert!(got.location.ends_with("done=hidden"), "{}", got.location);
    }
    let left = texts(&read(&world.app.db.read, chain).await.unwrap());
    assert_eq!(left.len(), pairs.len() - 1);
    assert!(!left.contains(&(OFFER.to_owned(), NEED.to_owned())));
}

#[tokio::test]
async fn who_left_is_matched_with_nobody() {
    let world = said().await;
    let conn = &world.app.db.read;
    let chain = world.face.chain.id;
    let pairs = read(conn, chain).await.unwrap();
    let Beside::Need(kim) = &pairs[0].beside else {
        panic!("{pairs:?}")
    };
    stop(&world, &kim.person).await;
    assert!(read(conn, chain).await.unwrap().is_empty());
    let other = said().await;
    let pairs = read(&other.app.db.read, other.face.chain.id).await.unwrap();
    erase(&other, &pairs[0].offer.person).await;
    let left = read(&other.app.db.read, other.face.chain.id).await.unwrap();
    assert!(left.is_empty());
    let page = other
        .get(&format!("/desk/{}/plan/hands", other.slug()))
        .await;
    assert!(page.body.contains("There is no likely match now."));
}
