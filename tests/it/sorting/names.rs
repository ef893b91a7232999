//! Striking out names of others before anything is public.

use axum::http::StatusCode;
use daisychain::conversation::Outcome;
use daisychain::conversation::check::Verdict;
use daisychain::conversation::correct::{Correction, correct};
use daisychain::conversation::record::take_back;
use daisychain::insight::{coding, hiding};
use daisychain::{erasure, people};
use entity::shared::{ActionStatus, Kind, Quote};
use entity::{conversation, insight, sort_step};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

use super::{make_theme, reload};
use crate::plan::{action, add_action, add_theme, publish_next};
use crate::plan_world::{self, World};

/// A published plan that quotes one point: "Ask CANARYGRACE at the market".
async fn quoted() -> (World, conversation::Model, insight::Model) {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let said = [(
        Kind::Need,
        "Ask Canarygrace at the market, CANARYGRACE knows",
        false,
    )];
    let (_, chat) = world.chat(&maria, "Sam", &said).await;
    world.check(&chat, &[(Verdict::Keep, Quote::NoName)]).await;
    let point = world.points(&chat).await.remove(0);
    let theme = add_theme(&world, "Market", &[point.id]).await;
    let doing = action("Ask the traders", ActionStatus::Agreed);
    add_action(&world, doing, &[theme.id], &[point.id]).await;
    publish_next(&world, false).await;
    (world, chat, point)
}

async fn public_pages(world: &World) -> String {
    let plan = format!("/c/{}/plan", world.slug());
    let mut all = world.read(&plan).await;
    all += &world.read(&format!("{plan}/1/actions/1")).await;
    all += &world
        .get(&format!("/desk/{}/plan/publish", world.slug()))
        .await
        .body;
    all
}

#[tokio::test]
async fn a_name_is_looked_at_struck_out_everywhere_and_shown_again() {
    let (world, chat, point) = quoted().await;
    let here = format!("/desk/{}/points/{}", world.slug(), point.id);
    let strike = format!("{here}/names");
    assert!(public_pages(&world).await.contains("Canarygrace"));
    let page = world.get(&here).await.body;
    assert!(page.contains("value=\"Canarygrace\""), "{page}");
    // Nothing chosen; a word that is not there.
    let got = world.post(&strike, &[]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("href=\"#hide\""));
    let got = world.post(&strike, &[("more", "Nobody, market")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("Nobody") && got.body.contains("Nobody, market</textarea>"));
    // A look stores nothing.
    let got = world
        .post(&strike, &[("hide", "Canarygrace"), ("look", "1")])
        .await;
    assert_eq!(got.status, StatusCode::OK);
    assert!(got.body.contains("Ask [name] at the market, [name] knows"));
    assert!(got.body.contains("Nothing is saved yet"));
    assert_eq!(reload(&world, point.id).await.hidden, None);

    let got = world.post(&strike, &[("hide", "Canarygrace")]).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);
    let pages = public_pages(&world).await;
    assert!(pages.contains("Ask [name] at the market, [name] knows"));
    assert!(!pages.to_lowercase().contains("canarygrace"), "{pages}");
    // The words themselves stay.
    let stored = reload(&world, point.id).await;
    assert_eq!(stored.text, point.text);
    let told = format!("/desk/{}/conversations/{}", world.slug(), chat.id);
    assert!(world.get(&told).await.body.contains("Canarygrace"));
    assert!(world.get(&here).await.body.contains("Names struck out"));

    world.post(&strike, &[("clear", "1")]).await;
    let stored = reload(&world, point.id).await;
    assert_eq!((stored.hidden, stored.public_text), (None, None));
    assert!(public_pages(&world).await.contains("Canarygrace"));
}

async fn strike_out(world: &World, point: &insight::Model, names: &[&str]) {
    let txn = world.begin().await;
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let done = hiding::hide(&txn, &world.app.means, world.owner, point, names);
    assert!(done.await.unwrap());
    txn.commit().await.unwrap();
}

#[tokio::test]
async fn a_name_stays_struck_out_when_the_words_change() {
    let (world, chat, point) = quoted().await;
    strike_out(&world, &point, &["canarygrace"]).await;
    // The partner's own correction.
    let text = "Only CanaryGrace knows".to_owned();
    world
        .check(&chat, &[(Verdict::Change(text), Quote::NoName)])
        .await;
    let stored = reload(&world, point.id).await;
    assert_eq!(stored.public_text.as_deref(), Some("Only [name] knows"));
    assert!(
        !public_pages(&world)
            .await
            .to_lowercase()
            .contains("canarygrace")
    );
    // The initiator's correction.
    world.app.means.sources.advance(chrono::Duration::hours(1));
    let txn = world.begin().await;
    let chat = plan_world::reload(&txn, chat.id).await;
    let correction = Correction {
        insight: point.id,
        seen: 2,
        text: "Canarygrace, and Canarygrace alone".to_owned(),
        out: false,
        quote: None,
    };
    correct(
        &txn,
        &world.app.means,
        &world.face,
        &chat,
        &[correction],
        None,
    )
    .await
    .unwrap();
    txn.commit().await.unwrap();
    let stored = reload(&world, point.id).await;
    assert_eq!(stored.text, "Canarygrace, and Canarygrace alone");
    assert_eq!(
        stored.public_text.as_deref(),
        Some("[name], and [name] alone")
    );
    // Words without the name need no other text, and the list of names stays for the next.
    world
        .check(&chat, &[(Verdict::Change("Nobody".into()), Quote::NoName)])
        .await;
    let stored = reload(&world, point.id).await;
    assert_eq!(stored.public_text, None);
    assert!(stored.hidden.is_some());
    assert!(public_pages(&world).await.contains("Nobody"));
}

#[tokio::test]
async fn forgetting_a_person_takes_the_struck_out_names_too() {
    let (world, chat, point) = quoted().await;
    strike_out(&world, &point, &["Canarygrace"]).await;
    let txn = world.begin().await;
    erasure::forget(&txn, &world.app.means, chat.partner)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let stored = reload(&world, point.id).await;
    assert_eq!((stored.hidden, stored.public_text), (None, None));
    assert_eq!(stored.text, "");
    assert!(
        people::find(&world.app.db.read, chat.partner)
            .await
            .unwrap()
            .is_some()
    );
    // The point's page still tells what happened to it, without a word of it.
    let page = world
        .get(&format!("/desk/{}/points/{}", world.slug(), point.id))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        !page.body.to_lowercase().contains("canarygrace"),
        "{}",
        page.body
    );
    let strike = format!("/desk/{}/points/{}/names", world.slug(), point.id);
    world.post(&strike, &[("more", "Canarygrace")]).await;
    assert_eq!(reload(&world, point.id).await.hidden, None);
}

#[tokio::test]
async fn a_point_tells_who_sorted_it_and_its_earlier_words() {
    let (world, chat, point) = quoted().await;
    let words = "Another Canaryword".to_owned();
    world
        .check(&chat, &[(Verdict::Change(words), Quote::NoName)])
        .await;
    let page = world
        .get(&format!("/desk/{}/points/{}", world.slug(), point.id))
        .await
        .body;
    for part in [
        "<bdi>Maria</bdi> wrote it down.",
        "<bdi>Sam</bdi> changed the words.",
        "<bdi>Bea</bdi> put it into <bdi>Market</bdi>.",
        "Ask Canarygrace",
        "Another Canaryword",
        "May be quoted without a name",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[tokio::test]
async fn a_record_that_is_taken_back_takes_its_sorting_with_it() {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let (_, chat) = world
        .chat(&maria, "Sam", &[(Kind::Need, "Soup", false)])
        .await;
    let point = world.points(&chat).await.remove(0);
    let theme = make_theme(&world, "Food").await;
    let txn = world.begin().await;
    let means = &world.app.means;
    coding::sort(&txn, means, world.owner, &point, &[theme.id], &[])
        .await
        .unwrap();
    // Within the five minutes.
    let row = conversation::ActiveModel {
        id: Set(chat.id),
        recorded_at: Set(Some(means.now())),
        ..Default::default()
    };
    let chat = row.update(&txn).await.unwrap();
    let done = take_back(&txn, means, &chat).await.unwrap();
    assert_eq!(done, Outcome::Done);
    txn.commit().await.unwrap();
    assert!(world.points(&chat).await.is_empty());
    let steps = sort_step::Entity::find().all(&world.app.db.read).await;
    assert!(steps.unwrap().is_empty());
}
