//! Paper as it is: the three answers of a slip, a sheet for who leads the chat, calls that can be taken back, and only the
//! languages a chain has words in.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::people;
use entity::note;
use sea_orm::EntityTrait;

use crate::behalf::support::{add_rosa, agreed_sam};
use crate::codes::support::code_of;
use crate::organisers::Browser;
use crate::paper::support::noted;
use crate::resident_support::{Answer, World};

/// Types a code in, as it stands on a returned slip.
async fn types(asha: &Browser<'_>, code: &str) -> Answer {
    let page = asha.desk("/type-in").await;
    let form = page.form().fill("Code on the paper", code);
    asha.press(form, "Open the form").await
}

#[tokio::test]
async fn a_slip_is_typed_in_with_the_answers_that_stand_on_it_and_gives_no_consent() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let maria = world.add_starter("Maria Lopez", "maria@example.org").await;
    let page = types(&asha, &code_of(&world, "Maria Lopez").await).await;
    assert_eq!(page.h1(), "The slip of Maria");
    assert_eq!(
        page.find("fieldset label"),
        [
            "Yes, call me on this number",
            "Yes, I will come in",
            "No thank you"
        ]
    );
    assert_eq!(page.attribute("[name=slip][checked]", "id"), [""; 0]);
    // Nothing chosen, and a call without a number.
    let none = asha.press(page.form(), "Keep this answer").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = page.form().tick("Yes, call me on this number");
    let no_number = asha.press(form, "Keep this answer").await;
    assert!(
        no_number.says("Write the number that stands on the slip."),
        "{}",
        no_number.text
    );
    let form = page
        .form()
        .tick("Yes, call me on this number")
        .fill("Number on the slip", "07700 900 777");
    let done = asha.press(form, "Keep this answer").await;
    assert!(done.says("would like a call"), "{}", done.text);
    let person = world.person("Maria Lopez").await;
    assert_eq!(person.agreed_at, None, "a slip is no consent");
    let details = people::details(&world.app.means, &person).unwrap();
    assert_eq!(details.phone.as_deref(), Some("07700 900 777"));
    assert!(done.says("Paper slip: yes, call me."), "{}", done.text);
    assert_eq!(noted(&world, "slip.typed_in").await, 1);
    let page = world.home(&maria).await;
    assert_eq!(page.status, StatusCode::OK);

    // A no deletes what is held, as the page says before.
    let page = types(&asha, &code_of(&world, "Maria Lopez").await).await;
    assert!(page.says("we delete what we hold"), "{}", page.text);
    let done = asha
        .press(page.form().tick("No thank you"), "Keep this answer")
        .await;
    assert!(done.says("We have deleted what we held."), "{}", done.text);
    let person = people::find(&world.app.db.read, person.id)
        .await
        .unwrap()
        .unwrap();
    assert!(person.erased_at.is_some() && person.name.is_none());
}

#[tokio::test]
async fn the_sheet_is_for_who_leads_the_chat_and_has_no_room_for_their_own_answer() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    agreed_sam(&world, &asha).await;
    let page = asha.desk("/print").await;
    let form = page
        .form()
        .tick("Sam Khan")
        .tick("Only the people I ticked on this page")
        .tick("Conversation sheets, to write on");
    let page = asha.press(form, "Make the pages to print").await;
    assert_eq!(page.find("article.leaf").len(), 0, "{}", page.text);
    assert!(page.says("leads the chat with"), "{}", page.text);
    let page = asha.press(page.form(), "Make the sheet for Rosa").await;
    let cover = page.find("article.leaf").join(" ");
    assert!(
        cover.contains("For Rosa") && cover.contains("With Sam"),
        "{cover}"
    );

    let page = types(&asha, &code_of(&world, "Rosa Lind").await).await;
    let page = asha
        .press(page.form().tick("Yes, we talked and we agree"), "Continue")
        .await;
    assert!(!page.says("And what do you say?"), "{}", page.text);
    assert!(!page.says("The own answer of"), "{}", page.text);
    // On the phone it is asked whose answer it is.
    let rosa = world.person("Rosa Lind").await;
    let page = asha.write_for(&rosa, "In a phone call").await;
    assert!(page.path.starts_with("/p/~"), "{}", page.path);
    let path = page.path.split('?').next().unwrap().to_owned();
    let chat = crate::journeys::conversations(&world).await.remove(0).id;
    let page = asha.open(&format!("{path}/chat/{chat}/question/1")).await;
    assert!(page.says("to it? (optional)"), "{}", page.text);
    assert!(!page.says("And what do you say?"), "{}", page.text);
}

#[tokio::test]
async fn a_call_is_noted_with_a_message_and_can_be_taken_back() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    add_rosa(&world, &asha).await;
    for (button, said) in [
        ("Left a message Rosa Lind", "Noted: you left a message."),
        ("I have told them this Rosa Lind", "Noted: you told"),
    ] {
        let page = asha.desk("/calls").await;
        let page = asha.press(page.form(), button).await;
        assert!(page.says(said), "{}", page.text);
        let page = asha.press(page.form(), "Undo").await;
        assert!(page.says("The call is taken back."), "{}", page.text);
        assert!(page.says("1 person to call"), "{}", page.text);
        let left = note::Entity::find().all(&world.app.db.read).await.unwrap();
        assert!(left.is_empty(), "{left:?}");
        world.pass(Duration::minutes(1));
    }
    assert_eq!(world.person("Rosa Lind").await.told_at, None);
}

#[tokio::test]
async fn who_has_no_number_is_named_and_nobody_is_sent_to_look_for_one() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    world.add_starter("Maria Lopez", "maria@example.org").await;
    world.bounce("Maria Lopez").await;
    let page = asha.desk("/calls").await;
    assert!(!page.says("Show the number"), "{}", page.text);
    let to = page.link("Add a phone number Maria Lopez");
    assert!(to.ends_with("/address"), "{to}");
    let list = asha.desk("/calls/list").await;
    assert!(
        list.says("Not on the list, because we have no phone number: Maria Lopez"),
        "{}",
        list.text
    );
}

#[tokio::test]
async fn a_letter_names_only_languages_in_which_the_chain_has_words() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    world.add_starter("Maria Lopez", "maria@example.org").await;
    let person = world.person("Maria Lopez").await.id;
    let letter = async || {
        let page = asha.desk(&format!("/people/{person}/letter")).await;
        asha.press(page.form(), "Show the letter").await
    };
    let page = letter().await;
    assert!(!page.says("We can help in your language"), "{}", page.text);
    super::offers(&world, "es").await;
    let page = letter().await;
    assert_eq!(page.find(".tongues bdi"), ["English", "Espa\u{f1}ol"]);
}
