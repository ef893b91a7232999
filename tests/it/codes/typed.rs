//! A typed code leads to its own person however it is typed, cannot be guessed, and shows nobody’s contact details.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::db;
use daisychain::people::{codes, links};
use entity::shared::LinkKind;
use entity::{door_code, link, organiser, participant, reveal};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
};

use super::support::{PHONE, code_of, pass, types};
use crate::journeys::{agreed, invited};
use crate::resident_support::World;

#[tokio::test]
async fn a_code_is_taken_however_it_is_typed_and_ends_with_its_link() {
    let world = World::new().await;
    invited(&world).await;
    let code = code_of(&world, "Sam Khan").await;
    let invitation = "Maria would like to talk with you about food in Kettlegate";
    for typed in [
        code.clone(),
        code.to_lowercase(),
        code.replace(' ', "-"),
        format!(" {} ", code.replace(' ', "")),
    ] {
        assert_eq!(types(&world, &typed).await.h1(), invitation, "{typed}");
    }
    let empty = types(&world, " - ").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);

    let sam = world.person("Sam Khan").await.id;
    world.renew_link(sam).await;
    let page = types(&world, &code).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert_eq!(page.h1(), "This link has ended");
    let renewed = code_of(&world, "Sam Khan").await;
    assert_ne!(renewed, code);
    assert_eq!(types(&world, &renewed).await.h1(), invitation);
}

#[tokio::test]
async fn links_from_before_there_were_codes_get_one() {
    let world = World::new().await;
    world.add_starter("Maria Lopez", "maria@example.org").await;
    let code = code_of(&world, "Maria Lopez").await;
    let conn = &world.app.db.write;
    conn.execute_unprepared("UPDATE link SET code_index = NULL")
        .await
        .unwrap();
    assert_eq!(
        types(&world, &code).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let keys = &world.app.means.keys;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    codes::give_missing(&txn, keys).await.unwrap();
    txn.commit().await.unwrap();
    assert_eq!(code_of(&world, "Maria Lopez").await, code);
    assert!(types(&world, &code).await.says("You can say no."));
    // Nothing but act-links has one.
    let with = link::Entity::find().filter(link::Column::CodeIndex.is_not_null());
    assert_eq!(with.count(conn).await.unwrap(), 1);
}

#[tokio::test]
async fn two_rows_that_would_get_one_code_are_told_apart() {
    let world = World::new().await;
    let keys = &world.app.means.keys;
    let row = world.app.means.id();
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let (generation, first) = codes::first_free(&txn, keys, row, 1).await.unwrap();
    assert_eq!(generation, 1);
    // A street has that code already, and a person the next.
    let asha = organiser::Entity::find().one(&txn).await.unwrap().unwrap();
    door_code::ActiveModel {
        id: Set(world.app.means.id()),
        chain: Set(world.face.chain.id),
        name: Set("Elm Street".to_owned()),
        generation: Set(1),
        code_index: Set(first),
        made_by: Set(asha.id),
        made_at: Set(world.app.means.now()),
        closed_at: Set(None),
    }
    .insert(&txn)
    .await
    .unwrap();
    let (generation, _) = codes::first_free(&txn, keys, row, 1).await.unwrap();
    assert_eq!(generation, 2);
    txn.commit().await.unwrap();

    world.add_starter("Maria Lopez", "maria@example.org").await;
    let second = keys.short_code_index(&keys.short_code(row, 2));
    let maria = world.person("Maria Lopez").await.id;
    let link = links::find_live(&world.app.db.read, maria, LinkKind::Act)
        .await
        .unwrap()
        .unwrap();
    let taken = entity::link::ActiveModel {
        id: Set(link.id),
        code_index: Set(Some(second)),
        ..Default::default()
    };
    taken.update(&world.app.db.write).await.unwrap();
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let (generation, _) = codes::first_free(&txn, keys, row, 1).await.unwrap();
    assert_eq!(generation, 3);
}

#[tokio::test]
async fn after_five_wrong_codes_a_network_is_asked_to_call() {
    let world = World::new().await;
    invited(&world).await;
    let code = code_of(&world, "Sam Khan").await;
    let tries = async |n: usize| {
        for _ in 0..n {
            let page = types(&world, "daisy 2222").await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.says("We do not know this code."), "{}", page.text);
            assert_eq!(page.attribute("#code", "value"), ["daisy 2222"]);
        }
    };
    tries(4).await;
    // Right ones, however many, are no tries.
    for _ in 0..10 {
        let page = types(&world, &code).await;
        assert!(page.says("You can say no."), "{}", page.text);
    }
    tries(1).await;
    // Now even the right one tells nothing.
    for typed in [code.as_str(), "daisy 2222"] {
        let page = types(&world, typed).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(page.h1(), "Please call us");
        assert!(page.says(PHONE));
    }
    world.pass(Duration::minutes(15));
    assert!(types(&world, &code).await.says("You can say no."));
}

#[tokio::test]
async fn r17_a_code_alone_shows_no_contact_details() {
    let world = World::new().await;
    agreed(&world).await;
    let maria = pass(&world, &code_of(&world, "Maria Lopez").await).await;
    let sam = pass(&world, &code_of(&world, "Sam Khan").await).await;

    let talk = world.home(&maria).await;
    assert_eq!(talk.h1(), "Your chat with Sam");
    assert!(talk.says("does not show how to reach people"));
    assert!(talk.find("button").is_empty(), "{}", talk.text);
    let chat = talk.link("Write down what you heard").replace("/write", "");
    let page = world.post(&format!("{chat}/details"), "press=yes").await;
    assert_eq!(page.h1(), "This needs your own link");
    let looked = reveal::Entity::find().count(&world.app.db.read).await;
    assert_eq!(looked.unwrap(), 0);

    // No page either of them can reach by a link says an address or a number.
    for (pass, start) in [(&maria, "Your chat with Sam"), (&sam, "Thank you.")] {
        let mut queue = vec![format!("/p/{pass}"), format!("/p/{pass}/contact")];
        let mut seen = Vec::new();
        while let Some(path) = queue.pop() {
            if seen.contains(&path) {
                continue;
            }
            let page = world.open(&path).await;
            for secret in ["sam@", "maria@", "07700", "900123"] {
                assert!(!page.text.contains(secret), "{secret} on {path}");
            }
            let base = format!("/p/{pass}");
            let links = page.attribute("main a", "href");
            queue.extend(links.into_iter().filter(|href| href.starts_with(&base)));
            seen.push(path);
        }
        assert!(seen.len() > 4, "{seen:?}");
        assert!(world.home(pass).await.h1().starts_with(start));
    }
    let me = world.open(&format!("/p/{sam}/me")).await;
    assert!(
        me.says("s•••@example.org") && me.says("••• 23"),
        "{}",
        me.text
    );
    // Nobody deletes anything with a typed code alone: another one goes to the address we hold.
    let page = world
        .post(&format!("/p/{sam}/delete"), "delete=delete")
        .await;
    assert!(page.location.unwrap().ends_with("/code/delete"));
    // Nor does the form lose the number that is not shown.
    assert!(world.person("Sam Khan").await.erased_at.is_none());
    let before = world.person("Sam Khan").await.phone;
    let page = world.open(&format!("/p/{sam}/contact")).await;
    page.form().press(&world, "Continue").await;
    assert_eq!(world.person("Sam Khan").await.phone, before);

    world.pass(Duration::hours(2));
    let page = world.home(&sam).await;
    assert_eq!(page.h1(), "Please type your code again");
    assert_eq!(world.open(&page.link("Type your code")).await.path, "/code");
}

#[tokio::test]
async fn who_came_with_a_code_can_say_no() {
    let world = World::new().await;
    invited(&world).await;
    let sam = pass(&world, &code_of(&world, "Sam Khan").await).await;
    let body = "no=delete";
    for _ in 0..2 {
        let page = world.post(&format!("/p/{sam}/no"), body).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    }
    let gone = participant::Entity::find()
        .filter(participant::Column::ErasedAt.is_not_null())
        .count(&world.app.db.read)
        .await;
    assert_eq!(gone.unwrap(), 1);
}
