//! A letter for a street takes each answer as a new person, until it is closed.

use axum::http::StatusCode;
use daisychain::people::links;
use entity::participant;
use entity::shared::{Door, LinkKind};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::support::{Desk, code_of, pass, scan, types};
use crate::journeys::invited;
use crate::resident_support::World;

async fn by_letter(world: &World) -> Vec<participant::Model> {
    participant::Entity::find()
        .filter(participant::Column::Door.eq(Door::Letter))
        .all(&world.app.db.read)
        .await
        .unwrap()
}

#[tokio::test]
async fn each_answer_to_a_streets_letter_is_a_new_person() {
    let world = World::new().await;
    let desk = Desk::of(&world).await;
    let street = desk.street("Elm Street").await;
    let code = desk.street_code(&street).await;
    let mut tokens = Vec::new();
    for name in ["Noor", "Noor"] {
        let page = types(&world, &code).await;
        assert_eq!(page.h1(), "We are here. What do you need?");
        let empty = page.form().press(&world, "Continue").await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let filled = empty.form().fill("What shall we call you?", name);
        let first = filled.press_only(&world, "Continue").await;
        // The same form again, by a slow connection, is the same person.
        let filled = empty.form().fill("What shall we call you?", name);
        let again = filled.press_only(&world, "Continue").await;
        assert_eq!(first.location, again.location);
        let page = world.open(&first.location.unwrap()).await;
        assert_eq!(page.h1(), "Keep this address");
        assert_eq!(vec![scan(&page)], page.find(".printed"));
        tokens.push(page.link("Continue"));
    }
    let people = by_letter(&world).await;
    assert_eq!(people.len(), 2);
    for person in &people {
        assert_eq!(
            (person.parent, person.branch, person.depth),
            (None, None, None)
        );
        assert!(person.agreed_at.is_none() && person.email.is_none());
        let token = world.token(person.id, LinkKind::Act).await;
        assert!(tokens.contains(&format!("/p/{token}")));
        let page = world.open(&format!("/p/{token}/keep")).await;
        let own = links::code_for(&world.app.db.read, &world.app.means, person.id).await;
        assert!(page.says(&own.unwrap().unwrap()), "{}", page.text);
    }
    assert_ne!(tokens[0], tokens[1]);
    assert!(desk.open("/door-letters").await.says("2 people"));
}

#[tokio::test]
async fn a_closed_letter_takes_nobody_new() {
    let world = World::new().await;
    let desk = Desk::of(&world).await;
    let street = desk.street("Elm Street").await;
    let code = desk.street_code(&street).await;
    let form = types(&world, &code).await;
    let close = format!("/door-letters/{}/close", street.id);
    let page = desk.open(&close).await;
    assert_eq!(page.h1(), "Close the code for Elm Street?");
    let unanswered = desk.post(&close, "").await;
    assert_eq!(unanswered.status, StatusCode::UNPROCESSABLE_ENTITY);
    desk.post(&close, "decision=no").await;
    assert_eq!(types(&world, &code).await.status, StatusCode::OK);
    for _ in 0..2 {
        desk.post(&close, "decision=yes").await;
    }
    assert!(desk.open("/door-letters").await.says("Closed on"));
    let page = types(&world, &code).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert_eq!(page.h1(), "This letter has ended");
    // Nor the form that was open meanwhile.
    let filled = form.form().fill("What shall we call you?", "Noor");
    let late = filled.press(&world, "Continue").await;
    assert_eq!(late.h1(), "This letter has ended");
    assert!(by_letter(&world).await.is_empty());
    // A person's code does not open the page of a street.
    invited(&world).await;
    let sam = pass(&world, &code_of(&world, "Sam Khan").await).await;
    assert_eq!(world.open(&format!("/letter/{sam}")).await.path, "/code");
}

#[tokio::test]
async fn only_organisers_make_and_print_letters() {
    let world = World::new().await;
    let desk = Desk::of(&world).await;
    let street = desk.street("Elm Street").await;
    invited(&world).await;
    let sam = world.person("Sam Khan").await.id;
    for below in [
        "/door-letters".to_owned(),
        format!("/door-letters/{}", street.id),
        format!("/people/{sam}/letter"),
    ] {
        let page = world.open(&desk.path(&below)).await;
        assert!(page.path.starts_with("/sign-in"), "{}", page.path);
    }
    let unnamed = desk.post("/door-letters", "name=").await;
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
}
