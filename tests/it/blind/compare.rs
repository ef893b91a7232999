//! What is compared: themes as they are now, and only points that still count.

use daisychain::erasure;
use daisychain::insight::themes::{Family, merge};
use entity::{conversation, membership, theme};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Here, withdraw};

async fn merge_into(here: &Here, from: usize, into: usize) {
    let (world, txn) = (&here.world, here.world.begin().await);
    let (means, chain) = (&world.app.means, world.face.chain.id);
    let (from, into) = (here.themes[from].id, here.themes[into].id);
    let done = merge::merge(&txn, means, world.owner, chain, from, into);
    done.await.unwrap().unwrap();
    txn.commit().await.unwrap();
}

#[tokio::test]
async fn merged_themes_are_one_and_a_removed_theme_is_told() {
    let here = Here::new().await;
    let (world, cal) = (&here.world, &here.cal.1);
    let at = here.take().await;
    here.sorts(&world.cookie, &at, &[]).await;
    here.sorts(cal, &at, &[(0, &[1]), (1, &[0, 1]), (2, &[2])])
        .await;
    assert!(world.get(&at).await.body.contains("7 of 10 the same"));
    merge_into(&here, 1, 0).await;
    let page = world.get(&at).await.body;
    assert!(page.contains("9 of 10 the same"), "{page}");
    // No point stands in the third theme, so that it can be removed.
    theme::Entity::delete_by_id(here.themes[2].id)
        .exec(&world.app.db.write)
        .await
        .unwrap();
    let page = world.get(&at).await.body;
    assert!(page.contains("9 of 10 the same") && page.contains("a theme that is no longer there"));
    // A form that was opened before: the theme cannot be put anywhere.
    let point = here.sample(&at).await.points[2].insight;
    let settle = format!("{at}/points/{point}");
    let gone = here.theme(2);
    let got = world.post(&settle, &[("themes", &gone)]).await;
    assert!(
        got.body.contains("is no longer there. Choose again"),
        "{}",
        got.body
    );
    assert!(here.stands(&at, 2).await.is_empty());
    // One that was merged is the one it is part of.
    let merged = here.theme(1);
    world.post(&settle, &[("themes", &merged)]).await;
    assert_eq!(here.stands(&at, 2).await, ["Price"]);
}

#[tokio::test]
async fn a_theme_that_is_merged_or_removed_while_one_sorts() {
    let here = Here::new().await;
    let (world, cal) = (&here.world, &here.cal.1);
    let at = here.take().await;
    here.says(cal, &at, 0, &[1]).await;
    merge_into(&here, 1, 0).await;
    let sample = here.sample(&at).await;
    let sort = |n: usize| format!("{at}/sort/{}", sample.points[n].insight);
    let page = world.get_as(cal, &sort(0)).await.body;
    assert!(page.contains(&format!("value=\"{}\" checked", here.theme(0))));
    assert!(!page.contains(&here.theme(1)));
    here.says(cal, &at, 1, &[1]).await;
    let said = here.sample(&at).await;
    let said = said.answer(here.cal.0, sample.points[1].insight).unwrap();
    assert_eq!(said.themes.0, [here.themes[0].id]);
    theme::Entity::delete_by_id(here.themes[2].id)
        .exec(&world.app.db.write)
        .await
        .unwrap();
    let gone = here.theme(2);
    let got = world.post_as(cal, &sort(2), &[("themes", &gone)]).await;
    assert_eq!(got.status, 422);
    assert_eq!(here.sample(&at).await.answered(here.cal.0), 2);
}

#[tokio::test]
async fn a_point_that_is_taken_out_leaves_with_its_answers() {
    let here = Here::new().await;
    let (world, cal) = (&here.world, &here.cal.1);
    let at = here.take().await;
    let points = here.sample(&at).await.points;
    let sort = format!("{at}/sort/{}", points[4].insight);
    withdraw(world, points[4].insight).await;
    // Whoever has it open goes on, and is told.
    assert_eq!(
        world.get_as(cal, &sort).await.location,
        format!("{at}/sort?note=gone")
    );
    let got = world.post_as(cal, &sort, &[("none", "1")]).await;
    let got = world.get_as(cal, &got.location).await;
    assert!(got.location.contains("note=gone"));
    let page = world
        .get_as(cal, got.location.split('#').next().unwrap())
        .await
        .body;
    assert!(page.contains("took it out meanwhile") && page.contains("Point 1 of 9, 9 left"));
    here.sorts(&world.cookie, &at, &[]).await;
    here.sorts(cal, &at, &[(0, &[1]), (5, &[2])]).await;
    let page = world.get(&at).await.body;
    assert!(page.contains("7 of 9 the same") && page.contains("1 point was taken out"));
    // One they differ on is taken out: it leaves the counts, the list and the themes at once.
    withdraw(world, points[0].insight).await;
    let page = world.get(&at).await.body;
    assert!(
        page.contains("7 of 8 the same") && !page.contains("<bdi>Hours</bdi>"),
        "{page}"
    );
    let settle = format!("{at}/points/{}", points[0].insight);
    assert_eq!(
        world.get(&settle).await.location,
        format!("{at}?note=gone#result")
    );
    let got = world.post(&settle, &[("none", "1")]).await;
    assert_eq!(got.location, format!("{at}?note=gone#result"));
}

#[tokio::test]
async fn what_an_erased_person_said_is_nowhere() {
    let here = Here::new().await;
    let (world, cal) = (&here.world, &here.cal.1);
    let got = world.post(&here.href(""), &[("points", "20")]).await;
    let at = got.location.replace("?note=taken", "");
    here.sorts(&world.cookie, &at, &[]).await;
    here.sorts(cal, &at, &[(0, &[1])]).await;
    assert!(world.get(&at).await.body.contains("11 of 12 the same"));
    let chat = conversation::Entity::find_by_id(here.points[0].conversation);
    let chat = chat.one(&world.app.db.read).await.unwrap().unwrap();
    let txn = world.begin().await;
    erasure::forget(&txn, &world.app.means, chat.partner)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let sample = here.sample(&at).await;
    assert_eq!((sample.points.len(), sample.lost.len()), (8, 4));
    assert_eq!(sample.answers.len(), 16);
    let page = world.get(&at).await.body;
    assert!(page.contains("of 8 the same") && !page.contains(&here.points[0].text));
}

#[tokio::test]
async fn who_left_the_team_counts_without_a_name() {
    let here = Here::new().await;
    let (world, cal) = (&here.world, &here.cal.1);
    let at = here.take().await;
    here.sorts(&world.cookie, &at, &[]).await;
    here.sorts(cal, &at, &[(0, &[1])]).await;
    membership::Entity::delete_many()
        .filter(membership::Column::Organiser.eq(here.cal.0))
        .exec(&world.app.db.write)
        .await
        .unwrap();
    let page = world.get(&at).await.body;
    assert!(page.contains("9 of 10 the same") && page.contains("somebody who left the team"));
    assert!(!page.contains(">cal<"));
    assert_eq!(world.get_as(cal, &at).await.status, 404);
}

#[tokio::test]
async fn sorting_alone_moves_no_point_and_makes_no_theme() {
    let here = Here::new().await;
    let (world, cal) = (&here.world, &here.cal.1);
    let at = here.take().await;
    here.sorts(&world.cookie, &at, &[]).await;
    here.sorts(cal, &at, &[]).await;
    let family = Family::read(&world.app.db.read, world.face.chain.id)
        .await
        .unwrap();
    assert_eq!(family.in_order().len(), 3);
    assert!(
        here.stands(&at, 0).await.is_empty(),
        "nothing moves by itself"
    );
}
