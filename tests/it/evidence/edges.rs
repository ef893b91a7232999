//! Little, nothing and everything: what the pages say when there is hardly anything to count, or only one theme.

use super::lay::{Above, Laid, Told, Tree, lay};
use crate::plan_world::World;

async fn laid(tree: &Tree) -> (World, Laid) {
    let world = World::new().await;
    let laid = lay(&world.app, &world.face, world.owner, tree).await;
    (world, laid)
}

async fn table(world: &World) -> String {
    let got = world.get(&format!("/desk/{}/themes", world.slug())).await;
    assert_eq!(got.status, 200);
    plain(&got.body)
}

async fn page(world: &World, laid: &Laid) -> String {
    let got = world
        .get(&format!("/desk/{}/themes/{}", world.slug(), laid.themes[0]))
        .await;
    assert_eq!(got.status, 200);
    plain(&got.body)
}

/// The words of a page without the marks that isolate what is put into them.
fn plain(body: &str) -> String {
    let body = body.replace(['\u{2068}', '\u{2069}'], "");
    body.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn no_theme_and_no_chat() {
    let world = World::new().await;
    let page = table(&world).await;
    assert!(
        page.contains("0 points from 0 chats in 0 branches"),
        "{page}"
    );
    assert!(page.contains("No themes yet") && !page.contains("<table"));
    for path in ["themes/how", "themes/file.csv"] {
        let got = world.get(&format!("/desk/{}/{path}", world.slug())).await;
        assert_eq!(got.status, 200);
    }
}

#[tokio::test]
async fn a_theme_nobody_said_anything_of() {
    let (world, all) = laid(&Tree::of(1, 1, Vec::new())).await;
    assert!(
        page(&world, &all)
            .await
            .contains("Nothing has been said yet.")
    );
    assert!(table(&world).await.contains("0 of 0"));
    let (world, all) = laid(&Tree::line(&[false, false])).await;
    let said = page(&world, &all).await;
    assert!(said.contains("Nobody has said this yet, in 2 chats.") && !said.contains("said-map"));
}

#[tokio::test]
async fn of_one_and_two_chats_there_are_only_counts() {
    for (said, words) in [
        (&[true][..], "In 1 of 1 chat, in 1 of 1 branch."),
        (&[true, false], "In 1 of 2 chats, in 1 of 1 branch."),
        (
            &[true, true],
            "In 2 of 2 chats, in 1 of 1 branch. It arose in one place and was passed on from there.",
        ),
    ] {
        let (world, all) = laid(&Tree::line(said)).await;
        let page = page(&world, &all).await;
        assert!(page.contains(words), "{words}: {page}");
        assert!(page.contains("It is too early to say how often this comes up."));
        assert!(!page.contains("in every 100") && !page.contains("% of"));
        let once = said.iter().filter(|said| **said).count() == 1;
        assert_eq!(page.contains("Said in one chat"), once);
        assert_eq!(page.contains("One branch only"), !once);
    }
}

#[tokio::test]
async fn a_theme_in_every_chat_has_a_range_up_to_all() {
    let (world, all) = laid(&Tree::line(&[true; 15])).await;
    let page = page(&world, &all).await;
    assert!(
        page.contains("In 15 of 15 chats, in 1 of 1 branch."),
        "{page}"
    );
    assert!(page.contains("and 100 in every 100 would bring this up"));
    assert!(page.contains("Mostly echoed") && page.contains("One branch only"));
    assert!(
        !page.contains("we drew the branches again"),
        "a line cannot be drawn again"
    );
    assert!(page.contains("not about everybody who lives here"));
}

#[tokio::test]
async fn all_points_in_one_theme_of_many_branches() {
    // Twelve first people with one chat each and one that followed: each of them a branch.
    let chats = (0..24).map(|n| Told {
        above: if n < 12 {
            Above::First(n)
        } else {
            Above::Chat(n - 12)
        },
        points: vec![vec![0], vec![0]],
    });
    let (world, all) = laid(&Tree::of(12, 1, chats.collect())).await;
    let page = page(&world, &all).await;
    assert!(
        page.contains("In 24 of 24 chats, in 12 of 12 branches. It arose separately 12 times."),
        "{page}"
    );
    assert!(page.contains("48 points, 0 readable"));
    assert!(page.contains("spread evenly over 12.0 branches"));
    assert!(page.contains("Branch of <bdi>First11</bdi>") || page.contains("First11"));
}

#[tokio::test]
async fn the_tree_is_drawn_again_only_where_that_is_sound() {
    // Twelve branches of two, and every other branch said it.
    let chats = (0..24).map(|n| Told {
        above: if n < 12 {
            Above::First(n)
        } else {
            Above::Chat(n - 12)
        },
        points: vec![if n % 2 == 0 { vec![0] } else { Vec::new() }],
    });
    let (world, all) = laid(&Tree::of(12, 1, chats.collect())).await;
    let first = page(&world, &all).await;
    assert!(first.contains("we drew the branches again"), "{first}");
    assert_eq!(
        first,
        page(&world, &all).await,
        "the same records draw the same"
    );
    assert_eq!(
        first.matches("<circle class=\"said\"").count(),
        12 + 1,
        "and one in the key"
    );
    assert_eq!(first.matches("<circle class=\"unsaid\"").count(), 12 + 1);
}

#[tokio::test]
async fn a_line_of_two_hundred_and_fifty_chats_is_a_strip() {
    let said: Vec<bool> = (0..250).map(|n| n > 200).collect();
    let (world, all) = laid(&Tree::line(&said)).await;
    let page = page(&world, &all).await;
    assert!(
        page.contains("class=\"strip\"") && !page.contains("<circle class=\"said\""),
        "{page}"
    );
    assert!(page.contains("49 of 250"));
    // With the first fifty points and what can be done with each: what a page may weigh before it is packed.
    assert!(page.len() < 80_000, "{}", page.len());
}
