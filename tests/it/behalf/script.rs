//! The phone script keeps a yes with who heard it, and a no for good.

use axum::http::StatusCode;
use daisychain::keys;
use daisychain::people;
use entity::shared::ConsentTo;
use entity::{audit, consent, suppression};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::support::{add_rosa, keep_yes};
use crate::organisers::{Browser, owner};
use crate::resident_support::World;

#[tokio::test]
async fn a_yes_on_the_phone_is_kept_with_who_heard_it_and_nothing_typed_is_lost() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let rosa = add_rosa(&world, &asha).await;
    assert!(rosa.email.is_none() && rosa.phone.is_some());

    let page = asha.desk("").await;
    assert!(
        page.says("1 person has no working email address"),
        "{}",
        page.text
    );
    let page = asha.open(&page.link("To call")).await;
    assert!(page.says("Kettlegate House would like to ask you to start a chain of chats"));
    let page = asha
        .open(&page.link("Open the phone script Rosa Lind"))
        .await;
    for line in [
        "Hello Rosa. My name is Asha.",
        "You can say no.",
        "Who can see it",
    ] {
        assert!(page.says(line), "{line} in {}", page.text);
    }

    // Something is missing: nothing is kept, and all that was typed stays.
    let before = world.dump().await;
    let form = page
        .form()
        .tick("I am 18 or over.")
        .fill("Phone number", "07700 900 457");
    let page = asha.press(form, "Keep that Rosa says yes").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.says("To say yes, tick: Kettlegate House may contact me."),
        "{}",
        page.text
    );
    assert_eq!(page.attribute("#phone", "value"), ["07700 900 457"]);
    assert_eq!(
        page.attribute("#agree-adult[checked]", "id"),
        ["agree-adult"]
    );
    assert_eq!(world.dump().await, before);

    let rosa = keep_yes(&world, &asha, &page).await;
    assert!(rosa.agreed_at.is_some());
    assert_eq!(rosa.language, "es");
    let by = owner(&world).await.id;
    let consents = consent::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(consents.len(), 3);
    let contact = "Kettlegate House may contact me.";
    for row in &consents {
        assert_eq!((row.entered_by, row.source.as_str()), (Some(by), "phone"));
    }
    let to_contact = consents.iter().find(|row| row.what == ConsentTo::Contact);
    assert_eq!(
        to_contact.unwrap().wording_hash,
        keys::wording_hash(contact)
    );
    let noted = audit::Entity::find()
        .filter(audit::Column::Act.eq("person.agreed"))
        .one(&world.app.db.read)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(noted.actor_id, Some(by));
    // Told in the same call.
    assert!(
        asha.desk("/calls")
            .await
            .says("There is nobody to call now.")
    );

    // A second press says that it was done before.
    let again = asha.desk(&format!("/people/{}/script", rosa.id)).await;
    assert!(again.says("It is your turn to choose the next person"));
}

#[tokio::test]
async fn a_no_on_the_phone_deletes_everything_and_never_again_holds_for_the_number() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let rosa = add_rosa(&world, &asha).await;
    let page = asha.desk(&format!("/people/{}/script", rosa.id)).await;
    let page = asha.press(page.form(), "Keep that Rosa says no").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = page
        .form()
        .tick("Delete the details, and never write or call again");
    let page = asha.press(form, "Keep that Rosa says no").await;
    assert!(page.says("We have deleted what we held."), "{}", page.text);
    let gone = people::find(&world.app.db.read, rosa.id)
        .await
        .unwrap()
        .unwrap();
    assert!(gone.erased_at.is_some() && gone.phone.is_none() && gone.name.is_none());
    let kept = suppression::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(kept.len(), 1);

    // The same number, written another way.
    let page = asha.desk("/people/add").await;
    let form = page
        .form()
        .fill("Name", "Rosa Lind")
        .fill("Phone number (optional)", "+44 (0)7700 900456")
        .tick("I have asked them and they are happy to hear from us");
    let page = asha.press(form, "Add this person").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.says("We may not write to this address."),
        "{}",
        page.text
    );

    // Neither address nor number.
    let page = asha.desk("/people/add").await;
    let form = page
        .form()
        .fill("Name", "Rosa Lind")
        .tick("I have asked them and they are happy to hear from us");
    let page = asha.press(form, "Add this person").await;
    assert!(page.says("Write an email address or a phone number"));
}
