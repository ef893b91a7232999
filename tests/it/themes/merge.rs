//! A merge is the union, is refused where it makes no sense, and gives back exactly what was.

use std::collections::{BTreeMap, BTreeSet};

use daisychain::insight::coding;
use daisychain::insight::themes::merge::{NoMerge, NotApart};
use daisychain::insight::themes::{self, NotNamed};
use entity::insight;
use uuid::Uuid;

use super::support::{
    behind, everything, family, ids, names, said, try_apart, try_merge, try_nest,
};
use crate::plan::add_theme;
use crate::plan_world::World;

/// How themes hang together, held beside the product's own: what was sorted where, merged where, put where.
#[derive(Default)]
struct Model {
    sorted: BTreeMap<Uuid, BTreeSet<Uuid>>,
    merged: BTreeMap<Uuid, Uuid>,
    parent: BTreeMap<Uuid, Uuid>,
}

impl Model {
    fn points(&self, theme: Uuid) -> BTreeSet<Uuid> {
        let mut all = self.sorted.get(&theme).cloned().unwrap_or_default();
        for (child, into) in &self.merged {
            if *into == theme {
                all.extend(self.points(*child));
            }
        }
        for (child, parent) in &self.parent {
            if *parent == theme && !self.merged.contains_key(child) {
                all.extend(self.points(*child));
            }
        }
        all
    }
}

#[tokio::test]
async fn whatever_is_merged_nested_and_taken_apart_each_theme_counts_the_union() {
    let world = World::new().await;
    let points = said(&world, 6, 2).await;
    let chat_of: BTreeMap<Uuid, Uuid> = points.iter().map(|p| (p.id, p.conversation)).collect();
    let mut all = Vec::new();
    let mut model = Model::default();
    for n in 0..6 {
        all.push(add_theme(&world, &format!("Theme {n}"), &[]).await.id);
    }
    let means = &world.app.means;
    let dice = |below: usize| usize::from(means.sources.bytes::<1>()[0]) % below;
    let (mut merges, mut aparts, mut nests) = (0, 0, 0);
    for _ in 0..90 {
        let (a, b) = (all[dice(all.len())], all[dice(all.len())]);
        match dice(5) {
            0 | 1 => {
                let point: &insight::Model = &points[dice(points.len())];
                if family(&world).await.open(a).is_none() {
                    continue;
                }
                let txn = world.begin().await;
                coding::sort(&txn, means, world.owner, point, &[a], &[])
                    .await
                    .unwrap();
                txn.commit().await.unwrap();
                // What stands there through a merged theme is not sorted twice.
                let there = family(&world).await.merged_under(a);
                let there = there.iter().any(|t| {
                    let sorted = model.sorted.get(t);
                    sorted.is_some_and(|sorted| sorted.contains(&point.id))
                });
                if !there {
                    model.sorted.entry(a).or_default().insert(point.id);
                }
            }
            2 => {
                let union: BTreeSet<Uuid> = &model.points(a) | &model.points(b);
                if try_merge(&world, a, b).await.is_ok() {
                    merges += 1;
                    model.merged.insert(a, b);
                    assert_eq!(model.points(b), union);
                }
            }
            3 => {
                let from = model.merged.get(&a).copied().unwrap_or(b);
                if try_apart(&world, a, from, None).await.is_ok() {
                    aparts += 1;
                    model.merged.remove(&a);
                    let parent = family(&world).await.get(a).unwrap().parent;
                    match parent {
                        Some(parent) => model.parent.insert(a, parent),
                        None => model.parent.remove(&a),
                    };
                }
            }
            _ => {
                let under = (dice(3) > 0).then_some(b);
                if try_nest(&world, a, under).await.is_ok() {
                    nests += 1;
                    match family(&world).await.get(a).unwrap().parent {
                        Some(parent) => model.parent.insert(a, parent),
                        None => model.parent.remove(&a),
                    };
                }
            }
        }
        let family = family(&world).await;
        for theme in &all {
            let expected = model.points(*theme);
            let chats: BTreeSet<Uuid> = expected.iter().map(|p| chat_of[p]).collect();
            let is = behind(&world, *theme).await;
            assert_eq!(usize::try_from(is.points).unwrap(), expected.len());
            assert_eq!(usize::try_from(is.chats).unwrap(), chats.len());
            // The same, as the pages' own lists have it.
            let under = family.under(*theme);
            let sorted: BTreeSet<Uuid> = under
                .iter()
                .filter_map(|t| model.sorted.get(t))
                .flatten()
                .copied()
                .collect();
            assert_eq!(sorted, expected);
            // One level, and nothing in a circle.
            if let Some(parent) = family.open(*theme).and_then(|t| family.parent(t.id)) {
                assert_eq!(family.parent(parent), None);
            }
            assert!(family.open(family.now(*theme)).is_some());
        }
    }
    assert!(
        merges > 3 && aparts > 1 && nests > 3,
        "{merges} {aparts} {nests}"
    );
}

#[tokio::test]
async fn a_theme_is_never_merged_into_itself_in_a_circle_into_nothing_or_two_levels_deep() {
    let world = World::new().await;
    let other = World::new().await;
    // Both worlds have the same chance: another day gives other ids.
    other.app.means.sources.advance(chrono::Duration::days(1));
    let strange = add_theme(&other, "Elsewhere", &[]).await.id;
    let mut made = Vec::new();
    for name in ["A", "B", "C", "D", "E"] {
        made.push(add_theme(&world, name, &[]).await.id);
    }
    let [a, b, c, d, whole] = made[..] else {
        panic!()
    };
    let before = everything(&world).await;
    assert_eq!(try_merge(&world, a, a).await, Err(NoMerge::Itself));
    assert_eq!(try_merge(&world, a, strange).await, Err(NoMerge::Gone));
    assert_eq!(try_merge(&world, strange, a).await, Err(NoMerge::TooLate));
    assert_eq!(try_merge(&world, a, Uuid::nil()).await, Err(NoMerge::Gone));
    assert_eq!(everything(&world).await, before);
    try_merge(&world, a, b).await.unwrap();
    assert_eq!(try_merge(&world, a, c).await, Err(NoMerge::TooLate));
    assert_eq!(try_merge(&world, b, a).await, Err(NoMerge::Circle));
    assert_eq!(try_merge(&world, c, a).await, Err(NoMerge::Gone));
    try_merge(&world, b, c).await.unwrap();
    assert_eq!(
        try_merge(&world, c, a).await,
        Err(NoMerge::Circle),
        "two steps"
    );
    try_nest(&world, d, Some(c)).await.unwrap();
    assert_eq!(try_merge(&world, c, d).await, Err(NoMerge::OwnPart));
    let part = add_theme(&world, "F", &[]).await.id;
    try_nest(&world, part, Some(whole)).await.unwrap();
    assert_eq!(try_merge(&world, whole, d).await, Err(NoMerge::TwoLevels));
    // A theme with parts may be merged into one that stands by itself: its parts come along, and go back with it.
    try_merge(&world, whole, c).await.unwrap();
    assert_eq!(family(&world).await.parent(part), Some(c));
    try_apart(&world, whole, c, None).await.unwrap();
    assert_eq!(family(&world).await.parent(part), Some(whole));
}

#[tokio::test]
async fn taking_apart_gives_back_exactly_what_was_at_each_level() {
    let world = World::new().await;
    let points = ids(&said(&world, 4, 2).await);
    let a = add_theme(&world, "A", &points[..3]).await.id;
    let b = add_theme(&world, "B", &points[2..5]).await.id;
    let c = add_theme(&world, "C", &points[5..7]).await.id;
    let part = add_theme(&world, "Part", &points[7..]).await.id;
    try_nest(&world, part, Some(a)).await.unwrap();
    let start = everything(&world).await;
    try_merge(&world, a, b).await.unwrap();
    let merged = everything(&world).await;
    assert_eq!(names(&world).await, ["B", "Part", "C"]);
    let both = behind(&world, b).await;
    assert_eq!(
        (both.points, both.chats),
        (6, 4),
        "2 is in both and counts once"
    );
    try_merge(&world, b, c).await.unwrap();
    assert_eq!(behind(&world, c).await.points, 8);
    assert_eq!(names(&world).await, ["C", "Part"]);

    // The outer first, then the inner.
    try_apart(&world, b, c, None).await.unwrap();
    assert_eq!(everything(&world).await, merged);
    try_apart(&world, a, b, None).await.unwrap();
    assert_eq!(everything(&world).await, start);
    assert_eq!(names(&world).await, ["A", "Part", "B", "C"]);

    // The inner first: the outer stays merged.
    try_merge(&world, a, b).await.unwrap();
    try_merge(&world, b, c).await.unwrap();
    assert_eq!(try_apart(&world, a, c, None).await, Err(NotApart::TooLate));
    try_apart(&world, a, b, None).await.unwrap();
    assert_eq!(names(&world).await, ["A", "Part", "C"]);
    assert_eq!(behind(&world, c).await.points, 5);
    try_apart(&world, b, c, None).await.unwrap();
    assert_eq!(everything(&world).await, start);
}

#[tokio::test]
async fn a_name_that_was_taken_meanwhile_is_asked_for_anew_and_the_place_is_kept() {
    let world = World::new().await;
    let a = add_theme(&world, "Hours", &[]).await;
    let b = add_theme(&world, "Price", &[]).await;
    add_theme(&world, "Quality", &[]).await;
    try_merge(&world, a.id, b.id).await.unwrap();
    let txn = world.begin().await;
    let means = &world.app.means;
    let renamed = themes::change(&txn, means, world.owner, &b, "HOURS", "").await;
    assert_eq!(
        renamed.unwrap(),
        Ok(()),
        "the name is free while its theme is merged"
    );
    let old = themes::change(&txn, means, world.owner, &b, "Cost", "").await;
    assert_eq!(
        old.unwrap(),
        Err(NotNamed::TooLate),
        "it has other words by now"
    );
    txn.commit().await.unwrap();
    assert_eq!(
        try_apart(&world, a.id, b.id, None).await,
        Err(NotApart::NameTaken)
    );
    let taken = try_apart(&world, a.id, b.id, Some("quality")).await;
    assert_eq!(taken, Err(NotApart::NameTaken));
    let done = try_apart(&world, a.id, b.id, Some("Opening")).await;
    assert_eq!(done, Ok(()));
    assert_eq!(names(&world).await, ["Opening", "HOURS", "Quality"]);
}
