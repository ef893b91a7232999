//! A printed letter can be answered by a camera, a hand and a telephone, and only while it is wanted.

use axum::http::StatusCode;
use entity::{audit, conversation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::support::{Desk, PHONE, TYPED, code_of, gives_it, letter_to_sam, scan, types};
use crate::journeys::{invited, say_yes};
use crate::resident_support::{Answer, World};

#[tokio::test]
async fn r43_the_square_says_the_address_that_is_printed_beside_it() {
    let world = World::new().await;
    let (_, letter) = letter_to_sam(&world).await;
    let printed = letter.find(".printed");
    assert_eq!(vec![scan(&letter)], printed);
    let sam = world.token_of("Sam Khan").await;
    assert_eq!(printed, [format!("http://localhost:8080/p/{sam}")]);

    let desk = Desk::of(&world).await;
    let street = desk.street("Elm Street").await;
    let letter = desk.open(&format!("/door-letters/{}", street.id)).await;
    let code = desk.street_code(&street).await;
    assert_eq!(vec![scan(&letter)], letter.find(".printed"));
    let address = scan(&letter);
    assert_eq!(address, format!("{TYPED}?c={}", code.replace(' ', "-")));

    // Scanning only fills in the form.
    let before = world.dump().await;
    let page = world
        .open(address.strip_prefix("http://localhost:8080").unwrap())
        .await;
    assert_eq!(page.attribute("#code", "value"), [code.replace(' ', "-")]);
    assert_eq!(world.dump().await, before);
    let page = page.form().press(&world, "Continue").await;
    assert_eq!(page.h1(), "We are here. What do you need?");
}

#[tokio::test]
async fn r44_letter_and_sheet_carry_code_phone_and_languages_and_the_code_leads_to_the_invitation()
{
    let world = World::new().await;
    for lang in ["so", "ar"] {
        crate::honest::offers(&world, lang).await;
    }
    let (_, letter) = letter_to_sam(&world).await;
    let code = code_of(&world, "Sam Khan").await;
    assert_eq!(
        letter.h1(),
        "Maria would like to talk with you about food in Kettlegate"
    );
    let carries = |page: &Answer, code: &str| {
        for words in [code, TYPED, PHONE, "Soomaali", "العربية"] {
            assert!(page.says(words), "no {words} on\n{}", page.text);
        }
    };
    carries(&letter, &code);
    for words in [
        "You can say no.",
        "Yes, call me on",
        "No thank you",
        "1 Long Street",
    ] {
        assert!(letter.says(words), "no {words}");
    }
    let page = types(&world, &code).await;
    assert_eq!(page.h1(), letter.h1());
    assert!(page.says(&format!("say your code: {code}")));
    // And on from there, to the first step of saying yes.
    let page = world.open(&page.link("Start")).await;
    assert_eq!(page.h1(), "What you agree to");

    // The organiser's letter is the same one.
    let desk = Desk::of(&world).await;
    let sam = world.person("Sam Khan").await.id;
    let person = desk.open(&format!("/people/{sam}")).await;
    assert_eq!(
        person.link("Print a letter"),
        desk.path(&format!("/people/{sam}/letter"))
    );
    let printed = prints(&desk, sam).await;
    assert_eq!((printed.h1(), scan(&printed)), (letter.h1(), scan(&letter)));

    // Somebody who said yes gets the way to their page, and prints the sheet of questions.
    let maria = world.person("Maria Lopez").await.id;
    let letter = prints(&desk, maria).await;
    assert_eq!(letter.h1(), "Your own page");
    assert!(!letter.says("Yes, call me on"));
    carries(&letter, &code_of(&world, "Maria Lopez").await);
    let (maria, sam) = (
        world.token_of("Maria Lopez").await,
        world.token_of("Sam Khan").await,
    );
    say_yes(&world, &sam).await;
    let chat = world.home(&maria).await;
    let sheet = world
        .open(&chat.link("Print a sheet with the questions"))
        .await;
    carries(&sheet, &code_of(&world, "Maria Lopez").await);
}

/// What an organiser gets who prints a letter: first they read what it carries.
async fn prints(desk: &Desk<'_>, id: uuid::Uuid) -> Answer {
    let path = format!("/people/{id}/letter");
    let asks = desk.open(&path).await;
    assert!(asks.says("We note that you printed it."));
    let (_, body) = asks.form().request("Show the letter");
    desk.post(&path, &body).await
}

#[tokio::test]
async fn a_letter_that_an_organiser_prints_is_noted_and_one_that_is_looked_up_is_not() {
    let world = World::new().await;
    invited(&world).await;
    let desk = Desk::of(&world).await;
    let sam = world.person("Sam Khan").await.id;
    let printed = async || {
        let noted = audit::Entity::find()
            .filter(audit::Column::Act.eq("letter.printed"))
            .filter(audit::Column::ObjectId.eq(sam))
            .all(&world.app.db.read)
            .await
            .unwrap();
        noted.len()
    };
    desk.open(&format!("/people/{sam}/letter")).await;
    assert_eq!(printed().await, 0);
    let letter = prints(&desk, sam).await;
    assert!(letter.says(&code_of(&world, "Sam Khan").await));
    assert_eq!(printed().await, 1);
}

#[tokio::test]
async fn a_letter_is_printed_only_while_it_is_wanted_and_printing_changes_nothing() {
    let world = World::new().await;
    let (maria, _) = invited(&world).await;
    let desk = Desk::of(&world).await;
    let chat = conversation::Entity::find().one(&world.app.db.read).await;
    let chat = chat.unwrap().unwrap().id;
    let path = format!("/p/{maria}/chat/{chat}/letter");
    // The message went out and did not come back.
    let page = world.open(&path).await;
    assert_eq!(page.h1(), "We have asked Sam");
    world.bounce("Sam Khan").await;
    // While we would still send it, the link is not in her hands.
    assert_eq!(world.open(&path).await.h1(), "Our message to Sam came back");
    gives_it(&world, &maria).await;
    let sam = world.token_of("Sam Khan").await;
    let before = world.dump().await;
    assert!(world.open(&path).await.says("The square leads to"));
    let id = world.person("Sam Khan").await.id;
    let asks = desk.open(&format!("/people/{id}/letter")).await;
    assert!(!asks.says("The square leads to") && asks.find(".qr").is_empty());
    world.open(&format!("/p/{sam}/keep")).await;
    assert_eq!(world.dump().await, before);
    // Nobody else opens it.
    let elsewhere = world.open(&format!("/p/{sam}/chat/{chat}/letter")).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);

    say_yes(&world, &sam).await;
    let page = world.open(&path).await;
    assert_eq!(page.h1(), "Your chat with Sam");
    // What went through Maria's hands opens nothing any more.
    assert_eq!(world.home(&sam).await.status, StatusCode::GONE);
    let sam = world.token_of("Sam Khan").await;

    world
        .open(&format!("/p/{sam}/stop"))
        .await
        .form()
        .tick("Stop taking part")
        .press(&world, "Continue")
        .await;
    let person = desk.open(&format!("/people/{id}")).await;
    assert!(!person.says("Print a letter"));
}
