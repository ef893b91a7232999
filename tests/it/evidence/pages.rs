//! The table, its file and a theme's page: the order, the pages of a long list, and who sees which words.

use axum::http::StatusCode;
use entity::shared::{ActionStatus, Role};
use entity::theme;

use super::counting::set;
use super::lay::{Tree, lay};
use crate::plan::{Mixed, action, add_action, add_theme, mixed, publish_next};
use crate::plan_world::World;

/// The names of themes in the table, from the first to the last.
fn names(body: &str) -> Vec<String> {
    let rows = body.split("<th scope=\"row\"").skip(1);
    let name = |row: &str| {
        let from = row.find("<bdi>")? + 5;
        Some(row[from..from + row[from..].find("</bdi>")?].to_owned())
    };
    rows.filter_map(name).collect()
}

async fn table(world: &World, query: &str) -> Vec<String> {
    let got = world
        .get(&format!("/desk/{}/themes{query}", world.slug()))
        .await;
    assert_eq!(got.status, StatusCode::OK);
    names(&got.body)
}

fn csv(body: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(body.trim_start_matches('\u{feff}').as_bytes());
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

#[tokio::test]
async fn the_table_is_sorted_by_links_and_the_file_says_the_same() {
    let world = World::new().await;
    lay(
        &world.app,
        &world.face,
        world.owner,
        &Tree::grown(2, 40, 7, 2),
    )
    .await;
    let own: Vec<String> = (0..7).map(|n| format!("Theme {n}")).collect();
    assert_eq!(table(&world, "").await, own);
    assert_eq!(table(&world, "?sort=nonsense&page=x").await, own);
    let file = world
        .get(&format!("/desk/{}/themes/file.csv", world.slug()))
        .await;
    let rows = csv(&file.body);
    assert_eq!((rows[0][0].as_str(), rows[0].len()), ("Theme", 22));
    assert!(rows[0].iter().all(|name| !name.is_empty()));
    let named: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(named, own);
    let by = |column: usize, rows: &[Vec<String>]| {
        let mut rows: Vec<_> = rows[1..].to_vec();
        let number = |row: &Vec<String>| row[column].parse::<u32>().unwrap();
        rows.sort_by_key(|row| std::cmp::Reverse((number(row), row[8].parse::<u32>().unwrap())));
        rows.into_iter()
            .map(|row| row[column].clone())
            .collect::<Vec<_>>()
    };
    for (order, column) in [("chats", 8), ("apart", 12)] {
        assert_eq!(
            rows[0][column],
            ["Chats it was said in", "Arose separately"][usize::from(column == 12)]
        );
        let shown = table(&world, &format!("?sort={order}")).await;
        let of = |name: &String| rows.iter().find(|row| row[0] == *name).unwrap()[column].clone();
        let shown: Vec<String> = shown.iter().map(of).collect();
        assert_eq!(shown, by(column, &rows), "{order}");
    }
    let recent = table(&world, "?sort=recent").await;
    let last = |name: &String| rows.iter().find(|row| row[0] == *name).unwrap()[16].clone();
    assert!(recent.windows(2).all(|two| last(&two[0]) >= last(&two[1])));
}

#[tokio::test]
async fn a_long_list_comes_in_pages_and_keeps_its_order() {
    let world = World::new().await;
    lay(
        &world.app,
        &world.face,
        world.owner,
        &Tree::grown(2, 10, 120, 2),
    )
    .await;
    let mut all = Vec::new();
    for page in 1..=3 {
        all.extend(table(&world, &format!("?page={page}")).await);
    }
    assert_eq!(
        all,
        (0..120).map(|n| format!("Theme {n}")).collect::<Vec<_>>()
    );
    let got = world
        .get(&format!("/desk/{}/themes?sort=chats", world.slug()))
        .await;
    assert!(
        got.body.contains("sort=chats&amp;page=2") || got.body.contains("sort=chats&#38;page=2")
    );
    assert!(
        !got.body.contains("/move\""),
        "what stands in another order cannot be moved"
    );
}

#[tokio::test]
async fn r19_readers_see_numbers_and_no_words_and_merged_words_are_never_public() {
    let Mixed { world, all, theme } = mixed().await;
    // A second theme with the points that nobody outside may read, merged into the first.
    let hidden: Vec<_> = all[2..].iter().map(|point| point.id).collect();
    let other = add_theme(&world, "Other things", &hidden).await;
    set(&world, other.id, theme::Column::MergedInto, Some(theme.id)).await;
    let slug = world.slug();
    let reader = world
        .add_member("reader@example.org", Some(Role::Reader))
        .await;
    for path in [
        "themes",
        "themes?sort=apart",
        "themes/how",
        "themes/file.csv",
    ] {
        let got = world.get_as(&reader, &format!("/desk/{slug}/{path}")).await;
        assert_eq!(got.status, StatusCode::OK, "{path}");
        for word in ["CANARY", "Maria", "Tunde", "Grace"] {
            assert!(!got.body.contains(word), "{word} in {path}");
        }
    }
    let got = world
        .get_as(&reader, &format!("/desk/{slug}/themes/{}", theme.id))
        .await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);

    // A coder reads what counts, wherever it was merged from, and not what was taken out.
    let coder = world
        .add_member("coder@example.org", Some(Role::Coder))
        .await;
    let page = world
        .get_as(&coder, &format!("/desk/{slug}/themes/{}", theme.id))
        .await
        .body;
    assert!(page.contains("CANARYPRIVATE") && page.contains("CANARYUNCHECKED"));
    assert!(!page.contains("CANARYSTRUCK"));
    assert!(page.contains("6 points, 2 readable"), "each point once");

    let later = action("Later hours", ActionStatus::Agreed);
    add_action(&world, later, &[theme.id], &[]).await;
    publish_next(&world, false).await;
    let plan = world.read(&format!("/c/{slug}/plan")).await;
    let behind = world.read(&format!("/c/{slug}/plan/1/actions/1")).await;
    assert!(behind.contains("CANARYNAMED") && behind.contains("CANARYNONAME"));
    for word in ["NOQUOTE", "PRIVATE", "STRUCK", "UNANSWERED", "UNCHECKED"] {
        let canary = format!("CANARY{word}");
        assert!(
            !plan.contains(&canary) && !behind.contains(&canary),
            "{canary}"
        );
    }
}
