//! What an organiser writes for somebody says so wherever it is read.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::db;
use daisychain::people;
use entity::shared::RevealBy;
use entity::{audit, insight_version, membership, reveal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::support::{add_rosa, agreed_sam, chats, mails_to, recorded, skip_the_rest};
use crate::organisers::{Browser, owner};
use crate::resident_support::World;

#[tokio::test]
async fn a_person_without_email_takes_part_through_an_organiser_until_they_have_passed_it_on() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let (rosa, sam) = agreed_sam(&world, &asha).await;
    let person = world.person("Sam Khan").await;
    assert_eq!(person.entered_by, Some(owner(&world).await.id));
    assert_eq!(person.source, "phone");

    let page = asha.desk("/calls").await;
    assert!(
        page.says("Good news. Sam said yes. You can get in touch now."),
        "{}",
        page.text
    );
    let page = asha
        .press(page.form(), "I have told them this Rosa Lind")
        .await;
    assert!(page.says("There is nobody to call now."));
    let script = asha.desk(&format!("/people/{}/script", rosa.id)).await;
    assert!(script.says("Sam said yes. Please get in touch with Sam."));

    // The organiser sees the details, and it is noted as such.
    let page = asha.write_for(&rosa, "In person").await;
    let page = asha.press(page.form(), "Show how to reach Sam").await;
    assert!(page.says("07700 900123"), "{}", page.text);
    let reveals = reveal::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(reveals.len(), 1);
    assert_eq!(reveals[0].by_kind, RevealBy::Organiser);
    assert_eq!(reveals[0].by_id, owner(&world).await.id);
    let on_desk = asha.desk(&format!("/people/{}", person.id)).await;
    assert!(
        on_desk.says("Asha saw how to reach Sam Khan"),
        "{}",
        on_desk.text
    );
    assert!(
        on_desk.says("wrote down the choice of Sam Khan"),
        "{}",
        on_desk.text
    );

    let page = asha.write_for(&rosa, "In a phone call").await;
    let page = asha.open(&page.link("Write down what you heard")).await;
    let form = page.form().tick("Yes, we talked and we agree");
    let page = asha.press(form, "Continue").await;
    let form = page.form().fill("What Sam said", "The market is cheap.");
    let page = asha.press(form, "Save and continue").await;
    let page = skip_the_rest(&asha, page).await;
    asha.press(page.form(), "Show this to Sam").await;
    world.pass(Duration::minutes(6));

    // Sam loses his address: from here on he is called too.
    let txn = db::begin_write(&world.app.db).await.unwrap();
    people::drop_email(&txn, person.id).await.unwrap();
    txn.commit().await.unwrap();
    let page = asha.desk("/calls").await;
    assert!(
        page.says("Rosa wrote down what you said. You can check it now."),
        "{}",
        page.text
    );
    let script = asha.desk(&format!("/people/{}/script", person.id)).await;
    assert!(script.says("The market is cheap."));
    let page = asha.write_for(&person, "In a phone call").await;
    assert_eq!(page.h1(), "Rosa wrote this after your chat. Is it right?");
    let form = page
        .form()
        .tick("Change the words")
        .fill(
            "New words for point 1, if you change them",
            "The market is very cheap.",
        )
        .tick("Yes, without my name")
        .tick("This is right now");
    let page = asha.press(form, "Save").await;
    assert_eq!(page.h1(), "Who will you talk to next?");
    let versions = insight_version::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    let by = Some(owner(&world).await.id);
    assert_eq!(versions.len(), 2);
    assert!(versions.iter().all(|v| v.entered_by == by));
    let page = world.open(&format!("/p/{sam}/words")).await;
    assert!(
        page.says("Asha wrote your answers to it for you on"),
        "{}",
        page.text
    );
    let page = asha.desk("/calls").await;
    assert!(page.says("It is your turn to choose the next person."));

    // Nothing was ever written to Rosa.
    assert_eq!(mails_to(&world, rosa.id).await, 0);
    let page = asha.desk(&format!("/people/{}", rosa.id)).await;
    assert!(page.says("first person, has talked on"), "{}", page.text);

    // Sam wants no more: stopping works for him as well.
    let page = asha.write_for(&person, "In a phone call").await;
    let page = asha.open(&page.link("Stop taking part")).await;
    let form = page.form().tick("Stop taking part");
    asha.press(form, "Continue").await;
    let stopped = audit::Entity::find()
        .filter(audit::Column::Act.eq("person.stopped"))
        .one(&world.app.db.read)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stopped.actor_id, by);
    let page = asha.desk(&format!("/people/{}/write-for", person.id)).await;
    assert!(page.says("Nobody can write for Sam now."));
}

#[tokio::test]
async fn r45_the_banner_stands_on_every_page_and_both_people_see_who_wrote() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let (rosa, sam) = recorded(&world, &asha).await;

    let banner = "You are writing for Rosa. Source: in person. Everything you save is kept as written by you for Rosa. Back to the desk";
    let page = asha.write_for(&rosa, "In person").await;
    let base = page.path.clone();
    for below in [
        "", "/me", "/about", "/contact", "/stop", "/words", "/led-to",
    ] {
        let page = asha.open(&format!("{base}{below}")).await;
        assert_eq!(page.status, StatusCode::OK, "{below}");
        assert_eq!(
            page.find("aside.behalf"),
            [banner],
            "{below}\n{}",
            page.text
        );
        let back = page.attribute("aside.behalf a", "href");
        assert_eq!(
            back,
            [format!(
                "/desk/{}/people/{}",
                world.face.chain.slug, rosa.id
            )]
        );
    }
    // Also on a form that came back.
    let stop = asha.open(&format!("{base}/stop")).await;
    let stop = asha.press(stop.form(), "Continue").await;
    assert_eq!(stop.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stop.find("aside.behalf"), [banner]);

    // Rosa at her own link: no banner, and who wrote it.
    let own = world.token_of("Rosa Lind").await;
    let mine =
        "Asha wrote down your chat with Sam for you on Sunday 22 November 2026 (paper sheet).";
    for below in ["", "/me"] {
        let page = world.open(&format!("/p/{own}{below}")).await;
        assert!(page.says(mine), "{below}\n{}", page.text);
        assert!(page.find("aside.behalf").is_empty());
    }
    let page = world.open(&format!("/p/{own}/me")).await;
    assert!(
        page.says("wrote this for you on Sunday 22 November 2026, on the phone."),
        "{}",
        page.text
    );

    // Sam, who checks it.
    let theirs = "Asha wrote this for Rosa on Sunday 22 November 2026 (paper sheet).";
    for below in ["", "/words", "/me"] {
        let page = world.open(&format!("/p/{sam}{below}")).await;
        assert!(page.says(theirs), "{below}\n{}", page.text);
    }
    // The desk.
    let chat = chats(&world).await.remove(0);
    assert_eq!(chat.happened_on.as_deref(), Some("2026-11-20"));
    let page = asha.desk(&format!("/conversations/{}", chat.id)).await;
    assert!(
        page.says("Asha entered this for Rosa Lind (paper sheet)."),
        "{}",
        page.text
    );
    assert!(page.says("Friday 20 November 2026"));
    let page = asha.desk(&format!("/people/{}", rosa.id)).await;
    assert!(page.says("Entered by Asha (paper sheet)"), "{}", page.text);
    assert!(
        page.says("Asha (phone) kept what Rosa Lind agreed to"),
        "{}",
        page.text
    );

    // An organiser who was removed shows as the host.
    let by = owner(&world).await.id;
    membership::Entity::delete_many()
        .filter(membership::Column::Organiser.eq(by))
        .exec(&world.app.db.write)
        .await
        .unwrap();
    let page = world.open(&format!("/p/{sam}/words")).await;
    assert!(
        page.says("Kettlegate House wrote this for Rosa on"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_no_at_the_persons_pages_leads_the_organiser_back_to_the_desk() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let rosa = add_rosa(&world, &asha).await;
    let page = asha.write_for(&rosa, "In a phone call").await;
    let base = page.path.clone();
    let page = asha.open(&format!("{base}/no")).await;
    let form = page.form().tick("Delete my details");
    let page = asha.press(form, "Send").await;
    assert!(
        page.path.ends_with(&format!("/people/{}", rosa.id)),
        "{}",
        page.path
    );
    let again = asha
        .send(&format!("{base}/no"), Some("no=delete".to_owned()))
        .await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(
        again.says("Nothing else is left for you to do."),
        "{}",
        again.text
    );
}
