//! What a resident may say about themself: after the yes, each question skippable, theirs to change and remove.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::keys::Pass;
use daisychain::people::links;
use entity::audit;
use entity::shared::{LinkKind, ReachWhat};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::support::{answers, ask, ask_ages};
use crate::behalf::support::agreed_rosa;
use crate::journeys::{agreed, agreed_starter, invited, say_yes};
use crate::mine::support::{asks, me};
use crate::organisers::{Browser, owner};
use crate::resident_support::World;

const LINK: &str = "A few questions about you";
const SKIP: &str = "I would rather not say";

#[tokio::test]
async fn nothing_is_asked_before_the_yes_and_nothing_waits_for_an_answer() {
    let world = World::new().await;
    let ages = ask_ages(&world).await;
    let (_, sam) = invited(&world).await;
    let path = format!("/p/{sam}/about-you");
    let page = world.home(&sam).await;
    assert!(!page.text.contains("about-you"));
    assert_eq!(world.open(&path).await.h1(), page.h1(), "it leads home");
    let field = format!("about-{}", ages.row.id.simple());
    let body = format!("{field}={}", ages.bands[0].id.simple());
    world.post(&path, &body).await;
    assert!(
        answers(&world).await.is_empty(),
        "nothing is kept before the yes"
    );
    let page = say_yes(&world, &sam).await;
    assert_eq!(page.h1(), "Thank you. Maria will send you a text.");
    assert!(page.says("If you like, you can tell us a little about yourself."));
    assert_eq!(page.link(LINK), path);
    // Who does not answer goes on as ever.
    world.pass(Duration::minutes(6));
    assert_eq!(world.home(&sam).await.h1(), page.h1());
}

#[tokio::test]
async fn where_nothing_is_asked_nothing_speaks_of_it() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;
    for below in ["", "/me", "/about-you"] {
        let page = world.open(&format!("/p/{maria}{below}")).await;
        assert!(!page.says(LINK), "{}", page.path);
    }
}

#[tokio::test]
async fn a_resident_answers_skips_changes_and_removes() {
    let world = World::new().await;
    ask_ages(&world).await;
    ask(
        &world,
        ReachWhat::Own,
        "Do you rent?",
        &[("Yes", 6_000), ("No", 4_000)],
    )
    .await;
    let maria = agreed_starter(&world).await;
    let page = world.open(&world.home(&maria).await.link(LINK)).await;
    assert_eq!(page.find("legend"), ["How old are you?", "Do you rent?"]);
    assert_eq!(
        page.attribute("input[checked]", "value"),
        [""; 0],
        "nothing pre-chosen"
    );
    assert!(!page.says("Remove my answers"));

    // Nothing chosen, nothing kept.
    let page = page.form().press(&world, "Save").await;
    assert!(page.says("Saved. Thank you."));
    assert!(answers(&world).await.is_empty());

    let form = page.form().tick("40 to 64").tick_nth(SKIP, 1);
    let page = form.press(&world, "Save").await;
    let kept = answers(&world).await;
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].source.as_str(), kept[0].entered_by), ("web", None));
    assert_eq!(page.attribute("input[checked]", "value").len(), 1);

    let page = page
        .form()
        .tick("65 or over")
        .tick("Yes")
        .press(&world, "Save")
        .await;
    assert_eq!(answers(&world).await.len(), 2);
    // Taking one back.
    let page = page.form().tick_nth(SKIP, 1).press(&world, "Save").await;
    let left = answers(&world).await;
    assert_eq!(left.len(), 1);
    assert_ne!(left[0].band, kept[0].band, "it was changed");
    let page = page.form().press(&world, "Remove my answers").await;
    assert!(page.says("Your answers are removed."));
    assert!(answers(&world).await.is_empty());
    // What people say about themselves, and whether, is in no log.
    let noted = audit::Entity::find().filter(audit::Column::Act.like("reach.%"));
    assert_eq!(noted.count(&world.app.db.read).await.unwrap(), 0);
}

#[tokio::test]
async fn a_forged_form_answers_nothing_that_is_not_offered() {
    let world = World::new().await;
    let ages = ask_ages(&world).await;
    let own = ask(
        &world,
        ReachWhat::Own,
        "Do you rent?",
        &[("Yes", 1), ("No", 1)],
    )
    .await;
    let maria = agreed_starter(&world).await;
    let path = format!("/p/{maria}/about-you");
    let field = format!("about-{}", ages.row.id.simple());
    for value in [
        "x",
        &own.bands[0].id.simple().to_string(),
        &ages.row.id.to_string(),
    ] {
        let answer = world.post(&path, &format!("{field}={value}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    world.post(&format!("{path}/remove"), "").await;
    assert!(answers(&world).await.is_empty());
}

#[tokio::test]
async fn an_answer_stands_on_ones_own_page_and_in_ones_file_and_nowhere_else() {
    let world = World::new().await;
    ask(
        &world,
        ReachWhat::Own,
        "Which flower?",
        &[("CANARYROSE", 1), ("CANARYLILY", 1)],
    )
    .await;
    let (maria, sam) = agreed(&world).await;
    let page = world.open(&format!("/p/{sam}/about-you")).await;
    page.form().tick("CANARYROSE").press(&world, "Save").await;

    let own = me(&world, &sam).await;
    assert!(own.says("Which flower? CANARYROSE (you told us on Sunday 22 November 2026)"));
    for kind in ["To read (text)", "For a computer program (JSON)"] {
        world.pass(Duration::minutes(2));
        let page = asks(&world, &sam, "/download").await;
        let code = world.act_code().await;
        let form = page.form().fill("Code", &code).tick(kind);
        let file = form.press_only(&world, "Get my file").await.text;
        assert!(
            file.contains("CANARYROSE") && file.contains("Which flower?"),
            "{file}"
        );
    }
    let asha = Browser::asha(&world).await;
    let id = world.person("Sam Khan").await.id;
    for below in [
        format!("/people/{id}"),
        "/people".to_owned(),
        "/log".to_owned(),
        "/reach".to_owned(),
    ] {
        assert!(
            !asha.desk(&below).await.text.contains("CANARYROSE"),
            "{below}"
        );
    }
    for below in ["", "/me", "/about-you"] {
        let page = world.open(&format!("/p/{maria}{below}")).await;
        assert!(!page.says("CANARYROSE (") && page.attribute("input[checked]", "value").is_empty());
    }
}

#[tokio::test]
async fn i7_forgetting_takes_the_answers_and_stopping_keeps_them() {
    let world = World::new().await;
    ask_ages(&world).await;
    let (maria, sam) = agreed(&world).await;
    for token in [&maria, &sam] {
        let page = world.open(&format!("/p/{token}/about-you")).await;
        page.form().tick("65 or over").press(&world, "Save").await;
    }
    world.post(&format!("/p/{sam}/stop"), "stop=stop").await;
    assert_eq!(answers(&world).await.len(), 2);
    let page = world.open(&format!("/p/{sam}/about-you")).await;
    assert_eq!(
        page.attribute("input[checked]", "value").len(),
        1,
        "and can be removed"
    );
    let id = world.person("Sam Khan").await.id;
    world.forget(id).await;
    let left = answers(&world).await;
    assert_eq!(left.len(), 1);
    assert_ne!(left[0].participant, id);
    let gone = id.simple().to_string().to_uppercase();
    let rows = world.dump().await;
    let kept = rows.iter().filter(|row| row.starts_with("reach_answer:"));
    assert_eq!(
        kept.filter(|row| row.to_uppercase().contains(&gone))
            .count(),
        0
    );
}

#[tokio::test]
async fn an_organiser_writes_it_down_for_somebody_and_sees_nothing_that_was_said_before() {
    let world = World::new().await;
    let ages = ask_ages(&world).await;
    let asha = Browser::asha(&world).await;
    let rosa = agreed_rosa(&world, &asha).await;
    let page = asha.write_for(&rosa, "In a phone call").await;
    let page = asha.open(&page.link(LINK)).await;
    assert!(page.says("Answers that were given before are not shown here."));
    let page = asha.press(page.form().tick("65 or over"), "Save").await;
    let kept = answers(&world).await;
    assert_eq!(kept[0].source, "phone");
    assert_eq!(kept[0].entered_by, Some(owner(&world).await.id));
    assert_eq!(page.attribute("input[checked]", "value"), [""; 0]);
    assert!(!page.says("Remove my answers"));
    let held = asha.open(&page.link("What we know about you")).await;
    assert!(!held.says("65 or over"), "{}", held.main());
    let log = asha.desk("/log").await;
    assert!(
        log.says("Asha wrote down what Rosa Lind said about themself"),
        "{}",
        log.main()
    );

    // By a code typed in from paper, Rosa changes it herself.
    let link = links::find_live(&world.app.db.read, rosa.id, LinkKind::Act).await;
    let link = link.unwrap().unwrap();
    let token = world.app.means.keys.pass_token(&Pass {
        link: link.id,
        generation: link.generation,
        until: (world.app.means.now() + Duration::hours(1)).timestamp(),
        acting: None,
    });
    let page = world.open(&format!("/p/{token}/about-you")).await;
    assert_eq!(page.attribute("input[checked]", "value").len(), 1);
    page.form().tick("40 to 64").press(&world, "Save").await;
    let kept = answers(&world).await;
    assert_eq!((kept.len(), kept[0].band), (1, ages.bands[1].id));
    assert_eq!((kept[0].source.as_str(), kept[0].entered_by), ("web", None));
}
