//! The page with one point beside the themes.

use axum::http::StatusCode;
use daisychain::insight::choices::{self, Suggested};
use daisychain::insight::coding::{self, Many};
use daisychain::insight::steps;
use entity::shared::Kind;
use entity::sort_step;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use std::collections::BTreeMap;

use super::{coder, coders, make_theme, merge, stands, with_points, withdraw, words};
use crate::plan::add_theme;
use crate::plan_world::World;

#[tokio::test]
async fn a_point_shows_kind_question_who_talked_language_and_check() {
    let (world, points) = with_points(1).await;
    let page = world
        .get(&format!("/desk/{}/sort/{}", world.slug(), points[0].id))
        .await
        .body;
    for part in [
        "Needed",
        "<bdi>Maria</bdi> wrote down what <bdi>Sam</bdi> said",
        "English",
        "Not checked yet",
        "See the whole chat",
        "Strike out a name",
        "Point 1 of 1, 0 left",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let first = page.find("<dt>Question</dt>").expect("the question");
    assert!(page[first..].contains("</dd>"));
    assert!(!page.contains("Suggested:"), "no empty box: {page}");
}

#[tokio::test]
async fn what_was_skipped_comes_again_at_the_end_and_sorting_goes_on_where_it_stopped() {
    let (world, points) = with_points(4).await;
    let desk = format!("/desk/{}", world.slug());
    let at = |n: usize| format!("{desk}/sort/{}", points[n].id);
    let price = make_theme(&world, "Price").await.id.to_string();

    world.post(&at(0), &[("skip", "1")]).await;
    world.post(&at(1), &[("themes", &price)]).await;
    // The link leads to the next one after the last one done, and says so.
    let got = world.get(&format!("{desk}/sort")).await;
    assert_eq!(got.location, format!("{}?note=resumed", at(2)));
    let page = world.get(&got.location).await.body;
    assert!(page.contains("You go on after the last point you did."));
    // A colleague begins at the beginning: what was skipped is a matter of one's own.
    let (_, cookie) = coder(&world).await;
    let theirs = world.get_as(&cookie, &format!("{desk}/sort")).await;
    assert_eq!(theirs.location, at(0));

    world.post(&at(2), &[("skip", "1")]).await;
    let got = world.post(&at(3), &[("themes", &price)]).await;
    let end = world.get(&got.location).await.body;
    assert!(end.contains("You skipped 2 points"), "{end}");
    assert!(end.contains("/sort?again=1"));
    let got = world.get(&format!("{desk}/sort?again=1")).await;
    assert_eq!(got.location, format!("{}?again=1", at(0)));
    let page = world.get(&got.location).await.body;
    assert!(page.contains("You skipped this one before."));
    // Skipped once more, it does not come round and round.
    let got = world
        .post(&format!("{}?again=1", at(0)), &[("skip", "1")])
        .await;
    let got = world.get(&got.location).await;
    assert_eq!(got.location, format!("{}?again=1#now", at(2)));
    let got = world
        .post(&format!("{}?again=1", at(2)), &[("themes", &price)])
        .await;
    let end = world.get(&got.location).await.body;
    assert!(end.contains("You skipped 1 point."), "{end}");
}

#[tokio::test]
async fn two_who_sort_one_point_at_once_are_both_kept_and_taking_out_takes_both() {
    let (world, points) = with_points(1).await;
    let (cal, cookie) = coder(&world).await;
    let theme = make_theme(&world, "Price").await;
    let here = format!("/desk/{}/sort/{}", world.slug(), points[0].id);
    let id = theme.id.to_string();
    // Both pages showed nothing ticked.
    let unticked = [("shown", ""), ("themes", id.as_str())];
    world.post(&here, &unticked).await;
    world.post_as(&cookie, &here, &unticked).await;
    let mut both = vec![world.owner, cal];
    both.sort_unstable();
    assert_eq!(coders(&world, points[0].id, theme.id).await, both);
    let all = sort_step::Entity::find().all(&world.app.db.read).await;
    assert_eq!(all.unwrap().len(), 2);
    // A page that showed it ticked and leaves it so adds nothing.
    let kept = [
        ("shown", id.as_str()),
        ("themes", &id),
        ("new_theme", "Hours"),
    ];
    world.post(&here, &kept).await;
    assert_eq!(coders(&world, points[0].id, theme.id).await, both);

    world.post(&here, &[("shown", &id)]).await;
    assert!(coders(&world, points[0].id, theme.id).await.is_empty());
    let trail = steps::of_point(&world.app.db.read, world.face.chain.id, points[0].id);
    assert_eq!(trail.await.unwrap().len(), 4, "the trail stays");
}

#[tokio::test]
async fn a_point_that_is_taken_out_while_it_is_sorted_is_left_and_said() {
    let (world, points) = with_points(2).await;
    let desk = format!("/desk/{}", world.slug());
    let here = format!("{desk}/sort/{}", points[0].id);
    withdraw(&world, points[0].id).await;
    let got = world.post(&here, &[("new_theme", "Never made")]).await;
    assert_eq!(
        got.location,
        format!("{desk}/sort?after={}&note=gone", points[0].id)
    );
    let got = world.get(&got.location).await;
    let page = world.get(got.location.trim_end_matches("#now")).await.body;
    assert!(page.contains("took it out meanwhile"), "{page}");
    assert!(!page.contains("Never made"));
    assert_eq!(world.get(&here).await.status, StatusCode::NOT_FOUND);
    // The rule itself, between the look and the press.
    let txn = world.begin().await;
    let means = &world.app.means;
    let done = coding::sort(&txn, means, world.owner, &points[0], &[], &[]).await;
    assert!(!done.unwrap());
}

#[tokio::test]
async fn codings_of_merged_themes_show_as_the_one_that_stands_and_leave_with_it() {
    let (world, points) = with_points(2).await;
    let desk = format!("/desk/{}", world.slug());
    let price = make_theme(&world, "Price").await;
    let cost = make_theme(&world, "Cost").await;
    let dear = make_theme(&world, "Dear").await;
    let txn = world.begin().await;
    let (means, owner) = (&world.app.means, world.owner);
    let both = [cost.id, dear.id];
    coding::sort(&txn, means, owner, &points[0], &both, &[])
        .await
        .unwrap();
    txn.commit().await.unwrap();
    merge(&world, &dear, &cost).await;
    merge(&world, &cost, &price).await;
    assert_eq!(stands(&world, points[0].id).await, ["Price"]);
    let here = format!("{desk}/sort/{}", points[0].id);
    let page = world.get(&here).await.body;
    let ticked = format!("value=\"{}\" checked", price.id);
    assert!(page.contains(&ticked) && !page.contains("Dear"), "{page}");
    let found = world.get(&format!("{desk}/points?theme={}", cost.id)).await;
    assert!(found.body.contains("Point 1") && !found.body.contains("Point 2"));
    // Put there once more through the old theme: it is there already.
    let txn = world.begin().await;
    let many = Many {
        into: Some(dear.id),
        out_of: Vec::new(),
    };
    let chain = world.face.chain.id;
    let ids = [points[0].id];
    let done = coding::sort_many(&txn, means, owner, chain, &ids, &many).await;
    assert_eq!(done.unwrap(), 0);
    drop(txn);
    world.post(&here, &[("shown", &price.id.to_string())]).await;
    assert!(stands(&world, points[0].id).await.is_empty());
    // Taken back, they stand on the very themes they stood on.
    let page = world.get(&here).await.body;
    let step = super::step_of(&page);
    world
        .post(&format!("{desk}/sort/undo"), &[("step", &step)])
        .await;
    assert_eq!(coders(&world, points[0].id, dear.id).await, [owner]);
    assert_eq!(coders(&world, points[0].id, cost.id).await, [owner]);
}

#[tokio::test]
async fn themes_used_last_come_first_then_suggested_ones_then_parts_below_their_theme() {
    let (world, points) = with_points(3).await;
    let mut themes = Vec::new();
    for name in ["A", "B", "C", "D", "E", "F", "G"] {
        themes.push(make_theme(&world, name).await);
    }
    // D is a part of B.
    let row = entity::theme::ActiveModel {
        id: Set(themes[3].id),
        parent: Set(Some(themes[1].id)),
        ..Default::default()
    };
    themes[3] = row.update(&world.app.db.write).await.unwrap();
    let recent = [themes[5].id, themes[0].id];
    let suggested = [
        Suggested {
            theme: themes[6].id,
            shared_words: vec!["market".to_owned()],
        },
        Suggested {
            theme: themes[0].id,
            shared_words: Vec::new(),
        },
    ];
    let counts = BTreeMap::from([(themes[1].id, 7)]);
    // A theme's parts follow it.
    let part = themes.remove(3);
    themes.insert(2, part);
    let all = choices::arrange(&themes, &recent, &suggested, &counts);
    let names = |list: &[choices::Choice]| -> Vec<String> {
        list.iter()
            .map(|c| format!("{}{}", c.n, c.theme.name))
            .collect()
    };
    assert_eq!(names(&all.recent), ["1A", "2F"], "their own order stays");
    assert_eq!(names(&all.suggested), ["3G"], "each theme once");
    assert_eq!(names(&all.rest), ["4B", "5D", "6C", "7E"]);
    assert!(all.rest[1].nested && all.rest[1].part_of.is_none());
    assert_eq!(all.rest[0].points, 7);
    let recent = choices::arrange(&themes, &[themes[2].id], &[], &counts);
    assert_eq!(recent.recent[0].part_of.as_deref(), Some("B"));

    // Over the web: the last five of this organiser alone.
    let desk = format!("/desk/{}", world.slug());
    let g = themes[6].id.to_string();
    let here = format!("{desk}/sort/{}", points[0].id);
    world.post(&here, &[("themes", &g)]).await;
    let next = format!("{desk}/sort/{}", points[1].id);
    let page = world.get(&next).await.body;
    assert!(
        page.contains("Used last") && page.contains("1. <bdi>G</bdi>"),
        "{page}"
    );
    let (_, cookie) = coder(&world).await;
    let theirs = world.get_as(&cookie, &next).await.body;
    // Nothing was used last; the theme of a point that is like this one is suggested.
    assert!(!theirs.contains("Used last") && theirs.contains("1. <bdi>G</bdi>"));
    assert!(theirs.contains("2. <bdi>A</bdi>"));
}

#[tokio::test]
async fn r36_number_keys_are_off_by_default_and_each_turns_them_on_for_themself() {
    let (world, points) = with_points(1).await;
    make_theme(&world, "Price").await;
    let desk = format!("/desk/{}", world.slug());
    let here = format!("{desk}/sort/{}", points[0].id);
    let keys = format!("{desk}/sort/keys");
    let page = world.get(&here).await.body;
    assert!(!page.contains("data-keys") && page.contains(&keys));
    // The form works with Tab, Space and Enter: boxes, a field, and Save before Skip.
    let order: Vec<usize> = [
        "id=\"theme-1\"",
        "name=\"new_theme\"",
        "Save and show",
        "name=\"skip\"",
    ]
    .iter()
    .map(|part| page.find(part).unwrap_or_else(|| panic!("{part}")))
    .collect();
    assert!(order.is_sorted(), "{order:?}");
    assert!(!page.contains("tabindex=\"1") && !page.contains("accesskey"));
    let help = world.get(&keys).await.body;
    for key in ["Space", "Enter", "Tab", "1 to 9"] {
        assert!(help.contains(key), "{key}");
    }
    let got = world.post(&keys, &[("number_keys", "yes")]).await;
    assert!(
        world
            .get(&got.location)
            .await
            .body
            .contains("Number keys are on.")
    );
    assert!(world.get(&here).await.body.contains("data-keys"));
    let (_, cookie) = coder(&world).await;
    assert!(
        !world
            .get_as(&cookie, &here)
            .await
            .body
            .contains("data-keys")
    );
    let got = world.post(&keys, &[]).await;
    assert!(
        world
            .get(&got.location)
            .await
            .body
            .contains("Number keys are off.")
    );
    assert!(!world.get(&here).await.body.contains("data-keys"));
}

#[tokio::test]
async fn hard_points_and_many_themes_are_shown_whole() {
    let (world, points) = with_points(4).await;
    let desk = format!("/desk/{}", world.slug());
    let long = "bus ".repeat(2500);
    let hard = [
        "Bus",
        long.trim(),
        "🌻🙂🌻",
        "The سوق shuts, то есть 市场 </p>",
    ];
    for (point, text) in points.iter().zip(hard) {
        words(&world, point.id, text).await;
    }
    for n in 0..300 {
        make_theme(&world, &format!("Theme {n}")).await;
    }
    for (point, text) in points.iter().zip(hard) {
        for below in ["sort", "points"] {
            let got = world.get(&format!("{desk}/{below}/{}", point.id)).await;
            assert_eq!(got.status, StatusCode::OK);
            let shown = text.replace('<', "&#60;").replace('>', "&#62;");
            assert!(got.body.contains(&shown), "{below} {text}");
        }
    }
    let page = world.get(&format!("{desk}/sort/{}", points[0].id)).await;
    assert_eq!(page.body.matches("name=\"themes\"").count(), 300);
    let list = world.get(&format!("{desk}/points")).await.body;
    assert!(list.contains("🌻🙂🌻"));
    let empty = World::new().await;
    let none = empty.get(&format!("/desk/{}/sort", empty.slug())).await;
    assert!(none.body.contains("There are no points yet"));
    let none = empty.get(&format!("/desk/{}/points", empty.slug())).await;
    assert!(none.body.contains("No point fits."));
}

#[tokio::test]
async fn a_theme_is_suggested_by_the_words_sorted_before_and_never_ticked() {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let said = [
        "The bus to the big supermarket is dear",
        "No bus goes to the supermarket on Sunday",
        "I walk because the bus is too dear for me",
        "My neighbour bakes bread on Friday evening",
        "We could bake bread together in the hall",
        "The bus to the market never comes",
    ];
    let said: Vec<_> = said.iter().map(|text| (Kind::Need, *text, false)).collect();
    let (_, chat) = world.chat(&maria, "Sam", &said).await;
    let points = world.points(&chat).await;
    let buses = add_theme(&world, "Lifts", &[points[0].id, points[1].id]).await;
    add_theme(&world, "Baking", &[points[3].id, points[4].id]).await;
    let page = async |n: usize| {
        let path = format!("/desk/{}/sort/{}", world.slug(), points[n].id);
        world.get(&path).await.body
    };
    let is_suggested = |body: &str| {
        let mut boxes = body.split("<div class=\"choice");
        let ours = boxes.find(|part| part.contains(&buses.id.to_string()));
        ours.expect("the theme's box").contains("Shares the words")
    };
    // Few themes stand in their own order; the suggested one says which words it shares.
    let body = page(5).await;
    assert!(is_suggested(&body), "{body}");
    assert!(!body.contains("\" checked>"), "nothing is ticked: {body}");
    // A theme the point stands in already is not suggested for it, nor anything by a point that was taken out.
    assert!(!is_suggested(&page(0).await));
    for point in &points[..2] {
        withdraw(&world, point.id).await;
    }
    assert!(!is_suggested(&page(5).await));
}
