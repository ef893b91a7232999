//! The print pack holds a letter and a sheet for whom they were chosen, with their own codes, and nothing for others.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::chain;
use daisychain::db;
use daisychain::people::{self, NewStarter};
use entity::{chain_language, prompt_text};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use uuid::Uuid;

use super::support::{is_for_organisers, make_private, noted};
use crate::behalf::support::agreed_sam;
use crate::codes::support::{PHONE, TYPED, code_of};
use crate::organisers::{Browser, owner};
use crate::resident_support::{Answer, World};

/// Rosa, who has no e-mail and talks with Sam; and Maria, who was asked.
async fn people_to_print(asha: &Browser<'_>) {
    agreed_sam(asha.world, asha).await;
    asha.world
        .add_starter("Mar\u{ed}a Lopez", "maria@example.org")
        .await;
}

async fn pack(asha: &Browser<'_>, ticks: &[&str], button_of: &[&str]) -> Answer {
    let page = asha.desk("/print").await;
    let mut form = page.form();
    for label in ticks.iter().chain(button_of) {
        form = form.tick(label);
    }
    asha.press(form, "Make the pages to print").await
}

const TICKED: &str = "Only the people I ticked on this page";

#[tokio::test]
async fn choosing_changes_nothing_and_a_form_that_is_not_right_keeps_its_ticks() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    people_to_print(&asha).await;
    let before = world.dump().await;
    let page = asha.desk("/print").await;
    assert_eq!(
        page.find("tbody label"),
        ["Mar\u{ed}a Lopez", "Rosa Lind", "Sam Khan"]
    );
    assert_eq!(page.attribute("[name=what][checked]", "id"), [""; 0]);
    for (asked, names) in [
        ("mail=none", vec!["Rosa Lind"]),
        ("name=maria", vec!["Mar\u{ed}a Lopez"]),
        ("state=agreed", vec!["Sam Khan"]),
        ("state=declined", Vec::new()),
    ] {
        let page = asha.desk(&format!("/print?{asked}")).await;
        assert_eq!(page.find("tbody label"), names, "{asked}");
    }
    let rosa = world.person("Rosa Lind").await.id;
    let page = asha.desk(&format!("/print?branch={rosa}")).await;
    assert_eq!(page.find("tbody label"), ["Rosa Lind", "Sam Khan"]);

    let page = asha.desk("/print").await;
    let page = asha
        .press(page.form().tick("Rosa Lind"), "Make the pages to print")
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        page.attribute("tbody [checked]", "value"),
        [rosa.to_string()]
    );
    assert_eq!(page.attribute(".summary a", "href"), ["#who", "#what"]);
    assert_eq!(
        page.find(".summary a"),
        [
            "Choose for whom to print",
            "Choose what to print: letters, sheets, or both"
        ]
    );
    let page = pack(&asha, &[], &[TICKED, "Both"]).await;
    assert!(page.says("Tick at least one person"), "{}", page.text);
    assert_eq!(world.dump().await, before);
}

#[tokio::test]
async fn r44_a_pack_holds_a_letter_and_a_sheet_with_name_code_phone_and_every_question() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    people_to_print(&asha).await;
    crate::honest::offers(&world, "so").await;
    let done = pack(&asha, &["Rosa Lind", "Mar\u{ed}a Lopez"], &[TICKED, "Both"]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!(done.h1(), "Pages to print");
    assert!(done.says("2 letters and 1 sheet"), "{}", done.text);
    // Where scripts run, a button prints; it is hidden until then, and the words tell how without.
    assert_eq!(done.attribute("button[data-print]", "hidden").len(), 1);
    // Maria has not said yes.
    assert!(done.says("1 person has no sheet here"), "{}", done.text);
    assert_eq!(done.find("article.paper").len(), 2);
    assert_eq!(done.find(".leaf.outer").len(), 1);
    let codes = [
        code_of(&world, "Rosa Lind").await,
        code_of(&world, "Mar\u{ed}a Lopez").await,
    ];
    for words in codes.iter().map(String::as_str).chain([
        "Dear Rosa,",
        "Dear Mar\u{ed}a,",
        "For Rosa",
        "With Sam",
        TYPED,
        PHONE,
        "Soomaali",
        "Who next?",
        "1 Long Street",
    ]) {
        assert!(done.says(words), "no {words} in {}", done.main());
    }
    assert!(!done.says(&code_of(&world, "Sam Khan").await));
    let inside = done.find(".leaf.inner").join(" ");
    let questions = chain::list_questions(&world.app.db.read, &world.face.chain)
        .await
        .unwrap();
    assert!(!questions.is_empty());
    for question in &questions {
        assert!(inside.contains(&question.text), "{}", question.text);
    }
    // Four questions on a side, and room to write on what is left.
    assert_eq!(done.find(".leaf.inner").len(), questions.len().div_ceil(4));
    assert_eq!(done.find(".leaf.inner .part").len() % 4, 0);
    // One square on each page that has one.
    for piece in ["article.paper svg.qr", ".leaf.outer svg.qr"] {
        let pages = done.find(piece.rsplit_once(' ').unwrap().0).len();
        assert_eq!(done.find(piece).len(), pages, "{piece}");
    }
    assert_eq!(noted(&world, "letter.printed").await, 2);
    assert_eq!(noted(&world, "sheet.printed").await, 1);
    let rosa = world.person("Rosa Lind").await.id;
    let story = asha.desk(&format!("/people/{rosa}")).await;
    assert!(story.says("Asha printed a conversation sheet for Rosa Lind"));

    // Sheets only for who said no yes: nothing to print.
    let page = pack(
        &asha,
        &["Mar\u{ed}a Lopez"],
        &[TICKED, "Conversation sheets, to write on"],
    )
    .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("There is nothing to print for these people."));
    // Everybody found, in large print with pictures.
    let page = pack(
        &asha,
        &[],
        &[
            "All 3 people found",
            "Conversation sheets, to write on",
            "Large print",
            "A picture for each question, and room to draw",
        ],
    )
    .await;
    // Rosa leads the chat with Sam: one sheet is for the two.
    assert_eq!(page.find(".pack.large .leaf.outer").len(), 1);
    assert_eq!(page.find(".part svg.icon").len(), questions.len());
    assert_eq!(page.find(".leaf.inner").len(), questions.len().div_ceil(2));
}

#[tokio::test]
async fn what_lies_around_does_not_tell_a_private_topic() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    people_to_print(&asha).await;
    make_private(&world).await;
    let done = pack(
        &asha,
        &["Rosa Lind"],
        &[TICKED, "Conversation sheets, to write on"],
    )
    .await;
    let outside = format!("{} {}", done.find(".leaf.outer").join(" "), done.title());
    for telling in ["food", "Food", &world.face.words.name] {
        assert!(!outside.contains(telling), "{telling} in {outside}");
    }
    assert!(outside.contains("Kettlegate House") && outside.contains("For Rosa"));
}

#[tokio::test]
async fn a_sheet_asks_in_the_persons_own_language_where_the_chain_has_it_whole() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    // Rosa likes Spanish best.
    people_to_print(&asha).await;
    let means = &world.app.means;
    let questions = chain::list_questions(&world.app.db.read, &world.face.chain)
        .await
        .unwrap();
    let sheets = [TICKED, "Both"];
    for (n, question) in questions.iter().enumerate() {
        let done = pack(&asha, &["Rosa Lind"], &sheets).await;
        assert!(
            !done.text.contains("lang=\"es\" dir=\"ltr\">"),
            "{n} of them are not all"
        );
        prompt_text::ActiveModel {
            id: Set(means.id()),
            prompt: Set(question.id),
            lang: Set("es".to_owned()),
            text: Set(format!("\u{bf}Pregunta {n}?")),
            hint: Set(String::new()),
        }
        .insert(&world.app.db.write)
        .await
        .unwrap();
    }
    let words = chain_language::Model {
        id: means.id(),
        lang: "es".to_owned(),
        purpose: "Comer bien.".to_owned(),
        ..world.face.words.clone()
    };
    chain_language::ActiveModel::from(words)
        .reset_all()
        .insert(&world.app.db.write)
        .await
        .unwrap();
    let done = pack(&asha, &["Rosa Lind"], &sheets).await;
    assert_eq!(done.find(".part [lang=es]").len(), questions.len());
    assert_eq!(done.find(".own[lang=es]"), ["Comer bien."]);
}

#[tokio::test]
async fn a_pack_is_for_people_of_this_chain_who_have_something_open_and_not_for_too_many() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    agreed_sam(&world, &asha).await;
    let rosa = world.person("Rosa Lind").await.id;
    for other in [Uuid::nil(), owner(&world).await.id] {
        let body = format!("who=ticked&what=letters&person={other}");
        let page = asha.submit(&asha.path("/print"), body).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let by = owner(&world).await.id;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    for n in 0..101 {
        let new = NewStarter {
            name: format!("Ann {}", char::from(b'A' + u8::try_from(n % 26).unwrap())),
            email: format!("ann{n}@example.org"),
            language: "en".to_owned(),
        };
        people::add_starter(&txn, &world.app.means, &world.face, by, new)
            .await
            .unwrap()
            .unwrap();
    }
    txn.commit().await.unwrap();
    let page = asha.desk("/print").await;
    assert!(page.attribute("#who-all", "id").is_empty());
    assert_eq!(page.find("tbody tr").len(), 50);
    assert_eq!(asha.desk("/print?page=3").await.find("tbody tr").len(), 3);
    let all = "who=all&what=letters".to_owned();
    let page = asha.submit(&asha.path("/print"), all).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.says("One pack is for at most 100 people."),
        "{}",
        page.text
    );
    assert_eq!(noted(&world, "letter.printed").await, 0);

    // Whoever is gone is not printed, however the form was made.
    world.forget(rosa).await;
    let body = format!("who=ticked&what=letters&person={rosa}");
    let page = asha.submit(&asha.path("/print"), body).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    is_for_organisers(&world, &["/print"], &["/print"]).await;
    let is_ann = |name: &String| name.starts_with("Ann");
    assert!(
        asha.desk("/print")
            .await
            .find("tbody label")
            .iter()
            .any(is_ann)
    );
    // An invitation that ran out has no link to print.
    world.pass(Duration::days(40));
    let page = asha.desk("/print").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.find("tbody label").iter().any(is_ann));
}
