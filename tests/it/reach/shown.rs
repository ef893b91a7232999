//! What the page of who was heard shows, and the file drawn from it: never a group of one to four, nor a way to it.

use axum::http::StatusCode;
use entity::shared::{ReachWhat, Role};

use super::support::{AGES, ask, ask_ages, line_of, of_each, person, row, says, talked};
use crate::organisers::Browser;
use crate::resident_support::{Answer, World};

async fn page(world: &World) -> Answer {
    let reader = Browser::with_role(world, "Bo", Role::Reader).await;
    let page = reader.desk("/reach").await;
    assert_eq!(page.status, StatusCode::OK);
    page
}

async fn file(world: &World) -> Vec<Vec<String>> {
    let reader = Browser::with_role(world, "Bo", Role::Reader).await;
    let answer = reader.desk("/reach/download").await;
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(answer.text.trim_start_matches('\u{feff}').as_bytes());
    rows.records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

#[tokio::test]
async fn with_nobody_and_with_few_nothing_is_shown() {
    let world = World::new().await;
    let ages = ask_ages(&world).await;
    let empty = page(&world).await;
    assert!(
        empty.says("No chat has been written down yet."),
        "{}",
        empty.main()
    );
    assert_eq!(empty.find("table").len(), 0);
    line_of(&world, &ages, &of_each(&[4])).await;
    let few = page(&world).await;
    assert!(few.says("So far they are fewer than 5"), "{}", few.main());
    assert_eq!(few.find("table").len(), 0);
    assert_eq!(file(&world).await.len(), 1, "only its first line");
}

#[tokio::test]
async fn who_was_heard_stands_beside_who_lives_there() {
    let world = World::new().await;
    let ages = ask_ages(&world).await;
    let mut said = of_each(&[16, 5]);
    said.extend([None; 4]);
    line_of(&world, &ages, &said).await;
    // Who said yes and has not talked is not counted.
    let quiet = person(&world, None, "en").await;
    says(&world, &quiet, &ages, 2).await;
    let page = page(&world).await;
    assert!(page.says("25 people so far."), "{}", page.main());
    assert!(page.says("21 of 25 people answered."));
    assert!(page.says("would rather not say: 16 %."));
    let cells = |name| row(&page, name)[1..].to_vec();
    assert_eq!(
        cells("Under 40"),
        ["16", "76.2 %", "40 %", "more than live here"]
    );
    assert_eq!(
        cells("40 to 64"),
        ["5", "23.8 %", "35 %", "fewer than live here"]
    );
    assert_eq!(cells("65 or over"), ["0", "0 %", "25 %", "nobody so far"]);
    assert!(page.says("Nobody was heard from: 65 or over."));
    assert!(page.says("The area’s figures: Census"));
    assert_eq!(cells("English")[..2], ["25", "100 %"]);
    assert_eq!(cells("On our pages")[..2], ["25", "100 %"]);
}

#[tokio::test]
async fn before_ten_have_answered_nobody_is_compared() {
    let world = World::new().await;
    let ages = ask_ages(&world).await;
    line_of(&world, &ages, &of_each(&[9])).await;
    let page = page(&world).await;
    assert_eq!(row(&page, "Under 40")[4], "too few answers to say");
    assert!(page.says("Once 10 people have answered, we say here who is missing."));
    assert!(!page.says("Nobody was heard from"));
}

/// The numbers and words of the ages on the page and in the file, which are the same.
async fn ages_shown(counts: &[usize]) -> (Answer, Vec<String>) {
    let world = World::new().await;
    let ages = ask_ages(&world).await;
    line_of(&world, &ages, &of_each(counts)).await;
    let page = page(&world).await;
    let file = file(&world).await;
    let shown: Vec<String> = AGES
        .iter()
        .map(|(name, _)| {
            let cells = row(&page, name);
            let line = file
                .iter()
                .find(|line| line[0] == "By age" && line[1] == *name);
            assert_eq!(
                line.unwrap()[1..],
                cells,
                "the file hides what the page hides"
            );
            cells[1].clone()
        })
        .collect();
    (page, shown)
}

#[tokio::test]
async fn i4_groups_under_five_are_not_shown_and_the_total_does_not_tell_them() {
    // Two small groups hide each other.
    let (page, shown) = ages_shown(&[20, 2, 3]).await;
    assert_eq!(shown, ["20", "fewer than 5", "fewer than 5"]);
    assert_eq!(row(&page, "40 to 64")[2], "–");
    // A single one would be what is left: the next smallest goes too, and looks the same.
    let (page, shown) = ages_shown(&[20, 2, 7]).await;
    assert_eq!(shown, ["20", "not shown", "not shown"]);
    for hidden in ["40 to 64", "65 or over"] {
        assert_eq!(row(&page, hidden)[2], "–");
        assert_eq!(row(&page, hidden)[4], "too few to say");
    }
    assert!(!page.says("index of dissimilarity"), "it would tell them");
    // One and one are the only way to two.
    assert_eq!(ages_shown(&[20, 1, 1]).await.1, ["not shown"; 3]);
    // A group that is far from its share is, whichever of one to four it has.
    let (page, _) = ages_shown(&[30, 2, 3]).await;
    assert_eq!(row(&page, "40 to 64")[4], "far fewer than live here");
    assert_eq!(row(&page, "65 or over")[4], "far fewer than live here");
}

#[tokio::test]
async fn i4_what_cannot_be_hidden_behind_anything_is_no_table() {
    let world = World::new().await;
    let ages = ask_ages(&world).await;
    let mut said = of_each(&[3]);
    said.extend([None; 9]);
    line_of(&world, &ages, &said).await;
    let page = page(&world).await;
    assert!(page.says("Fewer than 5 people can be counted here so far"));
    assert!(!page.text.contains("65 or over") && !page.says("3 of 12"));
    assert!(file(&world).await.iter().all(|line| line[0] != "By age"));
}

#[tokio::test]
async fn i4_a_language_few_speak_is_hidden_too_and_the_forgotten_are_not_counted() {
    let world = World::new().await;
    let first = person(&world, None, "en").await;
    let mut last = first.clone();
    for language in ["en", "en", "en", "en", "en", "es", "es", "es", "pt"] {
        let next = person(&world, Some(&last), language).await;
        talked(&world, &last, &next).await;
        last = next;
    }
    let page = page(&world).await;
    assert_eq!(row(&page, "English")[1], "6");
    assert_eq!(row(&page, "Spanish (Español)")[1], "fewer than 5");
    assert_eq!(row(&page, "Portuguese (Português)")[1], "fewer than 5");
    world.forget(last.id).await;
    let page = self::page(&world).await;
    assert!(page.says("9 people so far."), "{}", page.main());
    assert_eq!(row(&page, "English")[1], "not shown");
    assert!(!page.says("Portuguese"));
}

#[tokio::test]
async fn who_introduces_whom_is_said_from_twenty_links_on() {
    let world = World::new().await;
    let ages = ask_ages(&world).await;
    // Ten and ten: nineteen links, of which one is between the two.
    let people = line_of(&world, &ages, &of_each(&[10, 10])).await;
    let before = page(&world).await;
    assert!(
        before.says("once 20 links are between people whose group is known. There are 19 so far.")
    );
    assert!(!before.says("recruitment homophily"));
    let next = person(&world, people.last(), "en").await;
    talked(&world, &people[19], &next).await;
    assert!(
        page(&world).await.says("There are 19 so far."),
        "their group is not known"
    );
    says(&world, &next, &ages, 1).await;
    let after = page(&world).await;
    assert!(after.says("People mostly passed it on to somebody of their own group."));
    let number = after.find("details").join(" ");
    assert!(
        number.contains("Links within a group came up 1.9 times as often"),
        "{number}"
    );
}

#[tokio::test]
async fn a_retired_group_and_questions_of_their_own_have_their_place() {
    let world = World::new().await;
    let name = "Do you rent? <b>&";
    let own = ask(
        &world,
        ReachWhat::Own,
        name,
        &[("Yes", 6_000), ("No", 4_000)],
    )
    .await;
    line_of(&world, &own, &of_each(&[6, 6])).await;
    ask_again(&world, &own, &["Yes", "Own it"]).await;
    let page = page(&world).await;
    assert!(
        page.find("h2").iter().any(|h| h == name),
        "{:?}",
        page.find("h2")
    );
    assert_eq!(row(&page, "Yes")[1], "6");
    assert_eq!(row(&page, "No (no longer asked)")[1], "6");
    assert_eq!(row(&page, "Own it")[1], "0");
}

async fn ask_again(world: &World, own: &daisychain::people::heard_from::Question, bands: &[&str]) {
    let asha = Browser::asha(world).await;
    let page = asha.desk(&format!("/reach/questions/{}", own.row.id)).await;
    let form = page
        .form()
        .fill("Groups, and the area’s figures", &bands.join("\n"));
    let page = asha.press(form, "Save").await;
    assert!(page.says("Saved."), "{}", page.main());
}
