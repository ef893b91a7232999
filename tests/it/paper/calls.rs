//! Calls: words to read aloud, numbers only on asking, how it went, and a list for a volunteer.

use axum::http::StatusCode;
use chrono::Duration;
use entity::shared::{ConsentTo, NoteKind, PlanBody};
use entity::{gathering, note, plan_version};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

use super::support::{is_for_organisers, make_private, noted};
use crate::behalf::support::{add_rosa, agreed_rosa, agreed_sam};
use crate::organisers::{Browser, owner};
use crate::resident_support::World;

#[tokio::test]
async fn a_number_is_shown_only_on_asking_and_noted_and_a_call_says_how_it_went() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    agreed_sam(&world, &asha).await;
    let page = asha.desk("/calls").await;
    assert!(page.says("Good news. Sam said yes."), "{}", page.text);
    assert!(
        !page.text.contains("Khan") && !page.text.contains("07700"),
        "{}",
        page.text
    );
    let before = noted(&world, "details.shown").await;
    let page = asha
        .press(page.form(), "Show the number of Rosa Lind")
        .await;
    assert!(page.says("07700 900 456"), "{}", page.text);
    assert_eq!(noted(&world, "details.shown").await, before + 1);
    assert!(!asha.desk("/calls").await.text.contains("07700"));

    // Nobody answered, then a message: she stays on the list, with what was tried.
    let page = asha.press(page.form(), "Nobody answered Rosa Lind").await;
    assert!(
        page.says("Asha called on") && page.says("Nobody answered."),
        "{}",
        page.text
    );
    world.pass(Duration::hours(2));
    let page = asha.press(page.form(), "Left a message Rosa Lind").await;
    assert!(page.says("and left a message."), "{}", page.text);
    assert!(page.says("1 person to call"));

    // Reached: pressed twice it counts once.
    let (action, body) = page.form().request("I have told them this Rosa Lind");
    for _ in 0..2 {
        let page = asha.submit(&action, body.clone()).await;
        assert!(page.says("There is nobody to call now."), "{}", page.text);
    }
    let notes = note::Entity::find().all(&world.app.db.read).await.unwrap();
    let mut kinds: Vec<NoteKind> = notes.iter().map(|note| note.kind).collect();
    kinds.sort_by_key(|kind| kind.as_str());
    assert_eq!(
        kinds,
        [NoteKind::LeftMessage, NoteKind::NoAnswer, NoteKind::Talked]
    );
    assert!(notes.iter().all(|n| n.text.is_none()));
    assert_eq!(noted(&world, "call.logged").await, 3);
}

#[tokio::test]
async fn news_that_came_during_the_call_stays_on_the_list() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let (_, sam) = agreed_sam(&world, &asha).await;
    let page = asha.desk("/calls").await;
    let (action, body) = page.form().request("I have told them this Rosa Lind");
    world.pass(Duration::minutes(3));
    let stop = world.open(&format!("/p/{sam}/stop")).await;
    stop.form()
        .tick("Stop taking part")
        .press(&world, "Continue")
        .await;
    world.pass(Duration::minutes(3));
    let page = asha.submit(&action, body).await;
    assert!(
        page.says("The person you chose cannot take part this time."),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn one_call_tells_the_plan_and_the_gathering_too_until_it_is_answered() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let rosa = agreed_rosa(&world, &asha).await;
    world.pass(Duration::hours(1));
    let (means, by) = (&world.app.means, owner(&world).await.id);
    plan_version::ActiveModel {
        id: Set(means.id()),
        chain: Set(world.face.chain.id),
        n: Set(1),
        body: Set(PlanBody::default()),
        what_changed: Set(String::new()),
        published_by: Set(by),
        published_at: Set(means.now()),
    }
    .insert(&world.app.db.write)
    .await
    .unwrap();
    let meet = gathering::ActiveModel {
        id: Set(means.id()),
        chain: Set(world.face.chain.id),
        starts_at: Set(means.now() + Duration::days(9)),
        place: Set("the hall in Elm Street".to_owned()),
        about: Set(String::new()),
        made_by: Set(by),
        made_at: Set(means.now()),
        told_at: Set(Some(means.now())),
        cancelled_at: Set(None),
    };
    meet.insert(&world.app.db.write).await.unwrap();
    let page = asha.desk("/calls").await;
    assert!(
        page.says("There is a plan, made from what people said."),
        "{}",
        page.text
    );
    // Rosa did not agree to be invited.
    assert!(!page.says("the hall in Elm Street"), "{}", page.text);
    let txn = daisychain::db::begin_write(&world.app.db).await.unwrap();
    let agreed = [daisychain::people::Agreed {
        what: ConsentTo::Meet,
        wording: "meet",
        language: "en",
    }];
    daisychain::people::keep_consents(&txn, means, rosa.id, &agreed)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let page = asha.desk("/calls").await;
    assert!(
        page.says("We invite you to meet the others:"),
        "{}",
        page.text
    );
    assert!(page.says("the hall in Elm Street") && page.says("There is a plan"));
    assert!(page.says("1 person to call"));
    let page = asha
        .press(page.form(), "I have told them this Rosa Lind")
        .await;
    assert!(page.says("There is nobody to call now."), "{}", page.text);
}

#[tokio::test]
async fn a_list_for_a_volunteer_carries_first_names_and_numbers_and_each_is_noted() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    agreed_sam(&world, &asha).await;
    world.add_starter("Maria Lopez", "maria@example.org").await;
    world.bounce("Maria Lopez").await;
    let before = world.dump().await;
    let page = asha.desk("/calls/list").await;
    // Of Maria we have no number.
    assert_eq!(page.find("fieldset label").len(), 1);
    assert!(!page.text.contains("07700"));
    let refused = asha.press(page.form(), "Make the list").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attribute(".summary a", "href"), ["#person"]);
    assert_eq!(world.dump().await, before);

    let shown = noted(&world, "details.shown").await;
    let rosa = page
        .find("fieldset label")
        .into_iter()
        .find(|label| label.starts_with("Rosa"));
    let form = page.form().tick(&rosa.unwrap());
    let list = asha.press(form, "Make the list").await;
    assert_eq!(list.find("article section").len(), 1);
    let paper = list.find("article").join(" ");
    for words in [
        "Rosa",
        "07700 900 456",
        "Good news. Sam said yes.",
        "Left a message",
    ] {
        assert!(paper.contains(words), "no {words} in {paper}");
    }
    for others in ["Lind", "Khan", "Maria", "maria@"] {
        assert!(!paper.contains(others), "{others} in {paper}");
    }
    assert_eq!(noted(&world, "details.shown").await, shown + 1);
    let person = world.person("Rosa Lind").await.id;
    let told = format!("/people/{person}/told");
    is_for_organisers(
        &world,
        &["/calls", "/calls/list"],
        &["/calls/list", "/calls/number", &told],
    )
    .await;
}

#[tokio::test]
async fn nothing_private_is_read_aloud_or_printed() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    add_rosa(&world, &asha).await;
    let page = asha.desk("/calls").await;
    assert!(
        page.says("a chain of chats about food in Kettlegate"),
        "{}",
        page.text
    );
    make_private(&world).await;
    let page = asha.desk("/calls").await;
    let said = page.find("article.call .quote").join(" ");
    assert!(
        said.contains("a chain of chats") && !said.contains("food"),
        "{said}"
    );
}
