//! Splitting, putting under another, order and sides.

use daisychain::insight::themes::nest::NoNest;
use daisychain::insight::themes::said::{self, Marked, Side, mark};
use daisychain::insight::themes::split::{NoSplit, split};
use daisychain::insight::themes::{self, RestsOn, Way, trail};
use daisychain::insight::{coding, points};
use entity::shared::{Role, Stance};
use entity::{coding as sorted, insight, organiser};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::support::{behind, everything, family, ids, names, said, try_merge, try_nest};
use crate::plan::add_theme;
use crate::plan_world::World;

async fn colleague(world: &World) -> Uuid {
    world
        .add_member("kwame@example.org", Some(Role::Coder))
        .await;
    let newest = organiser::Entity::find().order_by_desc(organiser::Column::Id);
    newest.one(&world.app.db.read).await.unwrap().unwrap().id
}

#[tokio::test]
async fn points_are_split_off_with_everybodys_sorting_and_merged_back() {
    let world = World::new().await;
    let all = said(&world, 3, 2).await;
    let points = ids(&all);
    let a = add_theme(&world, "A", &points[..4]).await;
    let other = colleague(&world).await;
    let (means, chain) = (&world.app.means, world.face.chain.id);
    // A colleague sorted the second point into the same theme: both rows go along.
    let row = sorted::ActiveModel {
        id: Set(means.id()),
        insight: Set(points[1]),
        theme: Set(a.id),
        coder: Set(other),
        stance: Set(Some(Stance::Against)),
        at: Set(means.now()),
        chain: Set(chain),
        branch: Set(all[1].branch),
        conversation: Set(all[1].conversation),
    };
    row.insert(&world.app.db.write).await.unwrap();
    let before = everything(&world).await;
    let by = world.owner;
    let ask = |name: &'static str, wanted: Vec<Uuid>| {
        let world = &world;
        async move {
            let txn = world.begin().await;
            let done = split(&txn, means, by, (chain, a.id), (name, "why"), &wanted).await;
            let done = done.unwrap();
            if done.is_ok() {
                txn.commit().await.unwrap();
            }
            done
        }
    };
    let taken = ask("a", vec![points[0]]).await;
    assert_eq!(taken.unwrap_err(), NoSplit::NameTaken);
    let none = ask("New", vec![points[5], Uuid::nil()]).await;
    assert_eq!(none.unwrap_err(), NoSplit::Nothing);
    assert_eq!(everything(&world).await, before);
    let (made, moved) = ask("New", vec![points[0], points[1], points[5]])
        .await
        .unwrap();
    assert_eq!((moved, made.split_from), (2, Some(a.id)));
    assert_eq!(behind(&world, a.id).await.points, 2);
    assert_eq!(behind(&world, made.id).await.points, 2);
    let rows = sorted::Entity::find().filter(sorted::Column::Theme.eq(made.id));
    let rows = rows.all(&world.app.db.read).await.unwrap();
    assert_eq!(rows.len(), 3);
    let kept = rows.iter().find(|row| row.coder == other).unwrap();
    assert_eq!(kept.stance, Some(Stance::Against));
    for (theme, key) in [(made.id, "trail-split-from"), (a.id, "trail-split-here")] {
        let told = trail::list(&world.app.db.read, chain, theme).await.unwrap();
        assert_eq!((told[0].key, told[0].points), (key, 2));
    }
    assert_eq!(
        ask("New 2", vec![points[0]]).await.unwrap_err(),
        NoSplit::Nothing
    );
    try_merge(&world, made.id, a.id).await.unwrap();
    assert_eq!(behind(&world, a.id).await.points, 4);
}

#[tokio::test]
async fn a_theme_stands_under_another_one_level_deep() {
    let world = World::new().await;
    let points = ids(&said(&world, 2, 2).await);
    let mut t = Vec::new();
    for (n, name) in ["Food", "Hours", "Price", "Rent"].into_iter().enumerate() {
        t.push(add_theme(&world, name, &points[n..=n]).await.id);
    }
    let [food, hours, price, rent] = t[..] else {
        panic!()
    };
    try_nest(&world, price, Some(food)).await.unwrap();
    try_nest(&world, hours, Some(food)).await.unwrap();
    assert_eq!(names(&world).await, ["Food", "Hours", "Price", "Rent"]);
    assert_eq!(behind(&world, food).await.points, 3);
    assert_eq!(
        try_nest(&world, rent, Some(rent)).await,
        Err(NoNest::Itself)
    );
    assert_eq!(
        try_nest(&world, rent, Some(hours)).await,
        Err(NoNest::IsPart)
    );
    assert_eq!(
        try_nest(&world, food, Some(rent)).await,
        Err(NoNest::HasParts)
    );
    assert_eq!(
        try_nest(&world, food, Some(hours)).await,
        Err(NoNest::HasParts)
    );
    assert_eq!(
        try_nest(&world, rent, Some(Uuid::nil())).await,
        Err(NoNest::Gone)
    );
    // Who decided on an old page is told.
    let txn = world.begin().await;
    let (means, by, chain) = (&world.app.means, world.owner, world.face.chain.id);
    let late =
        daisychain::insight::themes::nest::nest(&txn, means, by, (chain, price), None, Some(rent));
    assert_eq!(late.await.unwrap(), Err(NoNest::TooLate));
    // Within its theme a part is moved; beside it, a theme takes its parts along.
    let row = themes::find(&txn, chain, price).await.unwrap().unwrap();
    themes::shift(&txn, means, by, &row, Way::Up).await.unwrap();
    themes::shift(&txn, means, by, &row, Way::Up).await.unwrap();
    let row = themes::find(&txn, chain, rent).await.unwrap().unwrap();
    themes::place(&txn, means, by, &row, 1).await.unwrap();
    let row = themes::find(&txn, chain, food).await.unwrap().unwrap();
    assert_eq!(
        themes::remove(&txn, means, by, &row).await.unwrap(),
        Err(RestsOn::Parts(2))
    );
    txn.commit().await.unwrap();
    assert_eq!(names(&world).await, ["Rent", "Food", "Price", "Hours"]);
    try_nest(&world, price, None).await.unwrap();
    assert_eq!(behind(&world, food).await.points, 2);
    let told = trail::list(&world.app.db.read, chain, food).await.unwrap();
    let keys: Vec<&str> = told.iter().map(|h| h.key).collect();
    assert_eq!(
        keys,
        [
            "trail-part-left",
            "trail-part-came",
            "trail-part-came",
            "trail-made"
        ]
    );
    assert_eq!(told[0].other, "Price");
    // A theme made of another is not removed either.
    try_merge(&world, hours, food).await.unwrap();
    let txn = world.begin().await;
    let row = themes::find(&txn, chain, food).await.unwrap().unwrap();
    assert_eq!(
        themes::remove(&txn, means, by, &row).await.unwrap(),
        Err(RestsOn::MadeOf(1))
    );
}

#[tokio::test]
async fn a_point_is_for_or_against_in_its_theme_whoever_sorted_it() {
    let world = World::new().await;
    let all = said(&world, 2, 3).await;
    let points = ids(&all);
    let a = add_theme(&world, "A", &points[..4]).await.id;
    let b = add_theme(&world, "B", &points[..1]).await.id;
    let (means, conn, chain) = (&world.app.means, &world.app.db.read, world.face.chain.id);
    // What was written at the record is shown until somebody marks it.
    let at_record = insight::ActiveModel {
        id: Set(points[3]),
        stance: Set(Some(Stance::Against)),
        ..Default::default()
    };
    at_record.update(&world.app.db.write).await.unwrap();
    let count = |theme: Uuid| {
        let world = &world;
        async move {
            let under = family(world).await.under(theme);
            let sides = said::sides(conn, chain, &under).await.unwrap();
            (sides.pro, sides.mixed, sides.against, sides.unmarked)
        }
    };
    assert_eq!(count(a).await, (0, 0, 1, 3));
    let say = |theme: Uuid, point: usize, seen: Side, wanted: Side| {
        let (world, point) = (&world, points[point]);
        async move {
            let under = family(world).await.under(theme);
            let txn = world.begin().await;
            let by = (means, world.owner);
            let done = mark(&txn, by, chain, &under, point, (seen, wanted)).await;
            txn.commit().await.unwrap();
            done.unwrap()
        }
    };
    let [pro, mixed, against, unmarked] = Side::ALL;
    assert_eq!(say(a, 0, unmarked, pro).await, Marked::Done);
    assert_eq!(
        say(a, 0, unmarked, against).await,
        Marked::TooLate,
        "marked since"
    );
    assert_eq!(say(a, 1, unmarked, mixed).await, Marked::Done);
    assert_eq!(say(a, 3, against, pro).await, Marked::Done);
    assert_eq!(say(a, 5, unmarked, pro).await, Marked::TooLate, "not in it");
    assert_eq!(count(a).await, (2, 1, 0, 1));
    assert_eq!(count(b).await, (0, 0, 0, 1), "a mark belongs to one theme");
    // Two marks that differ are both.
    say(b, 0, unmarked, against).await;
    try_merge(&world, b, a).await.unwrap();
    assert_eq!(count(a).await, (1, 2, 0, 1));
    let under = family(&world).await.under(a);
    let paging = daisychain::web::paging::Paging::new(None, 4, "/x", &[]);
    let listed = said::list(conn, chain, &under, Some(mixed), &paging)
        .await
        .unwrap();
    let listed: Vec<Uuid> = listed.iter().map(|said| said.point.row.id).collect();
    assert_eq!(listed, points[..2]);
    // What was taken out leaves at once.
    let gone = insight::ActiveModel {
        id: Set(points[1]),
        withdrawn_at: Set(Some(means.now())),
        ..Default::default()
    };
    gone.update(&world.app.db.write).await.unwrap();
    assert_eq!(count(a).await, (1, 1, 0, 1));
}

#[tokio::test]
async fn points_move_between_themes_once_each_and_a_merged_theme_is_sorted_as_one() {
    let world = World::new().await;
    let all = said(&world, 2, 3).await;
    let points = ids(&all);
    let a = add_theme(&world, "A", &points[..3]).await.id;
    let b = add_theme(&world, "B", &points[2..4]).await.id;
    let (means, conn, chain) = (&world.app.means, &world.app.db.read, world.face.chain.id);
    let txn = world.begin().await;
    let by = (means, world.owner);
    let moved = said::put(&txn, by, chain, &[a], Some(b), &points[1..3])
        .await
        .unwrap();
    assert_eq!(moved, points[1..3]);
    let moved = said::put(&txn, by, chain, &[a], Some(b), &points[1..3])
        .await
        .unwrap();
    assert!(moved.is_empty(), "a second time nothing is there to move");
    txn.commit().await.unwrap();
    assert_eq!(behind(&world, a).await.points, 1);
    assert_eq!(behind(&world, b).await.points, 3);
    try_merge(&world, a, b).await.unwrap();
    // The list, the sorting page and sorting itself speak of the theme it is part of now.
    let filter = points::Filter {
        themes: vec![b],
        ..points::Filter::default()
    };
    assert_eq!(points::count(conn, chain, &filter).await.unwrap(), 4);
    let of = themes::of_points(conn, [points[0]]).await.unwrap();
    assert_eq!(of[&points[0]], [b]);
    let txn = world.begin().await;
    let out = coding::sort(&txn, means, world.owner, &all[0], &[], &[b]).await;
    assert!(out.unwrap());
    txn.commit().await.unwrap();
    assert_eq!(behind(&world, b).await.points, 3);
    assert!(themes::coded(conn, [points[0]]).await.unwrap().is_empty());
}
