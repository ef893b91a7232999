//! What an organiser sets: which questions are asked, their groups, and the area's figures, typed or pasted.

use axum::http::StatusCode;
use daisychain::people::heard_from::{self, Question};
use entity::shared::{ReachWhat, Role};

use super::support::{answers, ask_ages, line_of, says};
use crate::organisers::Browser;
use crate::resident_support::World;

const BANDS: &str = "Groups, and the area’s figures";
const SOURCE: &str = "Where the figures are from";

async fn questions(world: &World) -> Vec<Question> {
    let chain = world.face.chain.id;
    heard_from::list(&world.app.db.read, chain).await.unwrap()
}

fn shares(question: &Question) -> Vec<(&str, Option<i32>)> {
    let bands = question.offered();
    bands.map(|band| (band.name.as_str(), band.share)).collect()
}

#[tokio::test]
async fn every_question_is_off_at_first_and_the_page_says_why_one_might_ask() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let page = asha.desk("/reach").await;
    let page = asha
        .open(&page.link("Choose the questions and type in the area’s figures"))
        .await;
    assert_eq!(page.h1(), "Questions about who is heard");
    for promise in [
        "All questions are off until you turn them on.",
        "Every question may be skipped.",
        "kept apart from people’s words",
        "groups of fewer than 5 people are never shown",
    ] {
        assert!(page.says(promise), "{promise}");
    }
    let states = page.find("tbody td[data-l=Now]");
    assert_eq!(states[..2], ["Not asked, without the area’s figures"; 2]);
    assert_eq!(questions(&world).await, []);
}

#[tokio::test]
async fn ages_stand_ready_and_can_be_changed() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let page = asha.desk("/reach/questions/age").await;
    let ready = page.find("textarea")[0].clone();
    assert!(
        ready.starts_with("18 to 24 25 to 34") && ready.ends_with("75 or over"),
        "{ready}"
    );
    assert_eq!(page.attribute("#asked[checked]", "id"), [""; 0]);
    let form = page.form().tick("Ask residents this question");
    let page = asha
        .press(form.fill(BANDS, "Under 40\n40 or over"), "Save")
        .await;
    assert!(page.says("Saved.") && page.says("Asked, without the area’s figures"));
    let all = questions(&world).await;
    assert!(all[0].row.asked);
    assert_eq!(shares(&all[0]), [("Under 40", None), ("40 or over", None)]);
}

#[tokio::test]
async fn two_columns_of_a_spreadsheet_become_shares() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let page = asha.desk("/reach/questions/place").await;
    let pasted = "Ward\tResidents\nNorth\t12,000\nSouth\t36,000\n";
    let form = page.form().fill(BANDS, pasted).fill(SOURCE, "Census 2021");
    asha.press(form, "Save").await;
    let all = questions(&world).await;
    assert_eq!(
        shares(&all[0]),
        [("North", Some(2_500)), ("South", Some(7_500))]
    );
    assert_eq!(all[0].row.source, "Census 2021");
    let page = asha.desk("/reach/questions/place").await;
    assert_eq!(page.find("textarea"), ["North; 25 % South; 75 %"]);
}

#[tokio::test]
async fn languages_are_known_by_their_names_and_the_others_are_added_up() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let page = asha.desk("/reach/questions/language").await;
    let pasted = "English\t70\nespañol\t15\nTwi\t10\nGreek\t5";
    let form = page.form().fill(BANDS, pasted).fill(SOURCE, "Census 2021");
    asha.press(form, "Save").await;
    let all = questions(&world).await;
    let keys: Vec<_> = all[0]
        .offered()
        .map(|b| (b.key.as_str(), b.share))
        .collect();
    assert_eq!(
        keys,
        [
            ("en", Some(7_000)),
            ("es", Some(1_500)),
            ("other", Some(1_500))
        ]
    );
    assert!(!all[0].row.asked, "no resident is asked it");
    // What the page shows can be saved as it stands.
    let page = asha.desk("/reach/questions/language").await;
    asha.press(page.form(), "Save").await;
    assert_eq!(questions(&world).await, all);
    let page = asha.desk("/reach/questions/door").await;
    let form = page
        .form()
        .fill(BANDS, "By parachute; 100 %")
        .fill(SOURCE, "x");
    let page = asha.press(form, "Save").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("Line 1: “By parachute” is none of the names we know"));
    // Leaving it empty takes the figures away.
    let page = asha.desk("/reach/questions/language").await;
    asha.press(page.form().fill(BANDS, "").fill(SOURCE, ""), "Save")
        .await;
    assert_eq!(shares(&questions(&world).await[0]), []);
}

#[tokio::test]
async fn what_is_not_right_is_explained_and_every_typed_word_is_kept() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let page = asha.desk("/reach/questions/age").await;
    for (typed, wrong) in [
        ("Young; 60 %\nOld; 60 %", "The per cents add up to 120 %."),
        (
            "Young; 60 %\nOld; many",
            "Line 2: “many” is not a number or a per cent",
        ),
        ("Young; 60 %\nOld", "Line 2: “Old” has no figure."),
        (
            "Young; 60 %\nOld; 4000",
            "Line 2: write all lines as numbers, or all as per cent",
        ),
        ("Young; -2\nOld; 4", "Line 1: “-2” is less than nothing"),
        ("Young\nYOUNG", "Line 2: “YOUNG” stands twice"),
        ("Young; 0\nOld; 0", "The figures add up to nothing"),
        ("Young; 3\n; 4", "Line 2 has a number but no name"),
        ("Young", "Write at least 2 groups, one a line"),
        ("Young; 40 %\nOld; 60 %", "Say where the figures are from"),
    ] {
        let form = page
            .form()
            .fill(BANDS, typed)
            .fill("The question", "Your age?");
        let again = asha
            .press(form.tick("Ask residents this question"), "Save")
            .await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(again.says(wrong), "{typed}: {}", again.main());
        let kept = again.attribute("#name", "value");
        assert_eq!(kept, ["Your age?"]);
        assert!(
            again.text.contains(typed.lines().next().unwrap()),
            "{typed}"
        );
        assert_eq!(again.attribute("#asked[checked]", "id"), ["asked"]);
    }
    assert_eq!(questions(&world).await, []);
    // Per cents that leave some people out are saved, and explained.
    let form = page
        .form()
        .fill(BANDS, "Young; 40 %\nOld; 50 %")
        .fill(SOURCE, "Census");
    asha.press(form, "Save").await;
    let page = asha.desk("/reach/questions/age").await;
    assert!(page.says("The area’s figures add up to 90 %."));
}

#[tokio::test]
async fn three_questions_of_their_own_and_no_more() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let page = asha.desk("/reach/questions/new").await;
    let again = asha.press(page.form().fill(BANDS, "Yes\nNo"), "Save").await;
    assert!(again.says("Write the question"));
    for name in [
        "Do you rent?",
        "Do you have a garden?",
        "Do you have a dog?",
    ] {
        let form = page.form().fill("The question", name);
        asha.press(form.fill(BANDS, "Yes\nNo"), "Save").await;
    }
    let list = asha.desk("/reach/questions").await;
    assert!(list.says("You have 3 questions of your own, which is as many as there can be."));
    let form = page.form().fill("The question", "A fourth?");
    let page = asha.press(form.fill(BANDS, "Yes\nNo"), "Save").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("You have 3 questions of your own already"));
    assert_eq!(questions(&world).await.len(), 3);

    let id = questions(&world).await[0].row.id;
    let page = asha.desk(&format!("/reach/questions/{id}")).await;
    assert_eq!(page.h1(), "Do you rent?");
    let page = asha.press(page.form(), "Remove this question").await;
    assert!(page.says("Add a question of your own"));
    assert_eq!(questions(&world).await.len(), 2);
    let gone = asha.desk(&format!("/reach/questions/{id}")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_band_that_was_answered_is_retired_and_can_come_back() {
    let world = World::new().await;
    let ages = ask_ages(&world).await;
    let people = line_of(&world, &ages, &[Some(0), Some(1), None]).await;
    let asha = Browser::asha(&world).await;
    let page = asha.desk("/reach/questions/age").await;
    let form = page.form().fill(BANDS, "Under 40\n40 or over");
    asha.press(form, "Save").await;
    let now = &questions(&world).await[0];
    assert_eq!(shares(now), [("Under 40", None), ("40 or over", None)]);
    let retired: Vec<_> = now
        .bands
        .iter()
        .filter(|b| b.retired_at.is_some())
        .collect();
    assert_eq!(
        retired.len(),
        1,
        "nobody had chosen 65 or over: {:?}",
        now.bands
    );
    assert_eq!((retired[0].id, retired[0].share), (ages.bands[1].id, None));
    assert_eq!(answers(&world).await.len(), 2);
    // Nobody can choose it any more.
    says(&world, &people[2], &ages, 1).await;
    assert_eq!(answers(&world).await.len(), 2);

    let page = asha.desk("/reach/questions/age").await;
    let form = page.form().fill(BANDS, "under 40\n40 TO 64\n65 or over");
    asha.press(form, "Save").await;
    let now = &questions(&world).await[0];
    assert_eq!(
        (now.bands[0].id, now.bands[1].id),
        (ages.bands[0].id, ages.bands[1].id)
    );
    assert!(now.bands.iter().all(|band| band.retired_at.is_none()));
}

#[tokio::test]
async fn a_removed_question_leaves_its_answers_to_those_who_gave_them() {
    let world = World::new().await;
    let own = super::support::ask(
        &world,
        ReachWhat::Own,
        "Do you rent?",
        &[("Yes", 1), ("No", 1)],
    )
    .await;
    let maria = crate::journeys::agreed_starter(&world).await;
    let person = world.person("Maria Lopez").await;
    says(&world, &person, &own, 0).await;
    let asha = Browser::asha(&world).await;
    let page = asha.desk(&format!("/reach/questions/{}", own.row.id)).await;
    asha.press(page.form(), "Remove this question").await;
    assert!(!asha.desk("/reach").await.says("Do you rent?"));
    let page = world.open(&format!("/p/{maria}/about-you")).await;
    assert!(page.says("We do not ask this any more."));
    page.form().press(&world, "Remove my answers").await;
    assert!(answers(&world).await.is_empty());
    assert!(!world.home(&maria).await.text.contains("about-you"));
}

#[tokio::test]
async fn readers_and_coders_change_no_question() {
    let world = World::new().await;
    for role in [Role::Reader, Role::Coder] {
        let other = Browser::with_role(&world, "Bo", role).await;
        assert_eq!(other.desk("/reach").await.status, StatusCode::OK);
        for below in [
            "/reach/questions",
            "/reach/questions/age",
            "/reach/questions/new",
        ] {
            assert_eq!(other.desk(below).await.status, StatusCode::FORBIDDEN);
            let sent = other
                .send(&other.path(below), Some("bands=a%0Ab&name=x".to_owned()))
                .await;
            assert_eq!(sent.status, StatusCode::FORBIDDEN);
        }
        assert!(!other.desk("/reach").await.text.contains("/reach/questions"));
    }
    assert_eq!(questions(&world).await, []);
}
