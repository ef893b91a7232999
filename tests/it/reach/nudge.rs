//! The sentence for who chooses the next person: coarse, without numbers, and never about few enough people to tell.

use entity::shared::ReachWhat;

use super::support::{ask, ask_ages, line_of, of_each};
use crate::behalf::support::agreed_rosa;
use crate::journeys::agreed_starter;
use crate::organisers::Browser;
use crate::resident_support::World;

const FEW: &str = "We have heard from few people so far";

#[tokio::test]
async fn whom_we_have_hardly_heard_is_said_to_who_chooses_the_next_person() {
    let world = World::new().await;
    let ages = ask_ages(&world).await;
    let maria = agreed_starter(&world).await;
    assert!(!world.home(&maria).await.says(FEW), "nobody has answered");
    line_of(&world, &ages, &of_each(&[25, 15])).await;
    let told = "We have heard from few people so far in the age group 65 or over. If you know somebody, they would be welcome.";
    for below in ["", "/next"] {
        let page = world.open(&format!("/p/{maria}{below}")).await;
        assert!(page.says(told), "{}", page.main());
        let sentence = &page
            .find("main p")
            .into_iter()
            .find(|p| p.contains(FEW))
            .unwrap();
        assert!(
            !sentence.contains('%') && !sentence.contains("40"),
            "{sentence}"
        );
    }
    // A mistake in the form does not take it away.
    let page = world.home(&maria).await;
    let again = page.form().press(&world, "Continue").await;
    assert!(again.says(told), "{}", again.main());
    // Organisers who write for somebody have the figures.
    let asha = Browser::asha(&world).await;
    let rosa = agreed_rosa(&world, &asha).await;
    let page = asha.write_for(&rosa, "In a phone call").await;
    assert_eq!(page.h1(), "Who will you talk to next?");
    assert!(!page.says(FEW));
}

#[tokio::test]
async fn it_can_be_switched_off() {
    let world = World::new().await;
    let ages = ask_ages(&world).await;
    let maria = agreed_starter(&world).await;
    line_of(&world, &ages, &of_each(&[25, 15])).await;
    assert!(world.home(&maria).await.says(FEW), "on at first");
    let asha = Browser::asha(&world).await;
    let page = asha.desk("/reach/questions").await;
    let form = page
        .form()
        .fill("Say whom we have heard little from", "off");
    asha.press(form, "Save").await;
    assert!(!world.home(&maria).await.says(FEW));
    // The other rules' page leaves it as it is.
    let page = asha.desk("/setup/rules").await;
    asha.press(page.form(), "Save").await;
    assert!(!world.home(&maria).await.says(FEW));
    let page = asha.desk("/reach/questions").await;
    asha.press(
        page.form().tick("Say whom we have heard little from"),
        "Save",
    )
    .await;
    assert!(world.home(&maria).await.says(FEW));
}

async fn told_of(counts: &[usize]) -> Option<String> {
    let world = World::new().await;
    let ages = ask_ages(&world).await;
    let maria = agreed_starter(&world).await;
    line_of(&world, &ages, &of_each(counts)).await;
    let page = world.home(&maria).await;
    page.find("main p").into_iter().find(|p| p.contains(FEW))
}

#[tokio::test]
async fn i4_it_tells_nobody_whether_a_group_has_none_or_four() {
    let none = told_of(&[35, 0, 0]).await;
    assert!(
        none.as_ref().is_some_and(|told| told.contains("40 to 64")),
        "{none:?}"
    );
    assert_eq!(told_of(&[31, 1, 3]).await, none);
    assert_eq!(told_of(&[30, 3, 2]).await, none);
    // Where the page hides a larger group beside a small one, nothing says which is which.
    assert_eq!(told_of(&[30, 5, 1]).await, None);
    assert_eq!(told_of(&[30, 1, 5]).await, None);
}

#[tokio::test]
async fn few_answers_or_no_figures_say_nothing_and_own_questions_are_not_used() {
    let world = World::new().await;
    let own = ask(
        &world,
        ReachWhat::Own,
        "Do you rent?",
        &[("Yes", 5_000), ("No", 5_000)],
    )
    .await;
    let maria = agreed_starter(&world).await;
    line_of(&world, &own, &of_each(&[20])).await;
    assert!(!world.home(&maria).await.says(FEW));
    let places = ask(
        &world,
        ReachWhat::Place,
        "",
        &[("North <i>", 100), ("South", 9_900)],
    )
    .await;
    line_of(&world, &places, &of_each(&[9])).await;
    assert!(
        !world.home(&maria).await.says(FEW),
        "nine answers are too few"
    );
    line_of(&world, &places, &of_each(&[11])).await;
    let page = world.home(&maria).await;
    assert!(
        page.says("We have heard from few people so far from South."),
        "{}",
        page.main()
    );
}
