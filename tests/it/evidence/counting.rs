//! Counting: against a recount in plain code, in any order of arrival, merged, nested and taken apart again.

use std::collections::{BTreeMap, HashSet};

use daisychain::insight::evidence::{self, Basis, Evidence};
use daisychain::insight::figures::{Board, Order};
use daisychain::insight::themes::Family;
use daisychain::methods::support::Support;
use daisychain::plan::{self, publish};
use entity::shared::ActionStatus;
use entity::{coding, insight, theme};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::lay::{Laid, Tree, lay};
use crate::plan::{action, add_action};
use crate::plan_world::World;
use crate::support::TestApp;

pub async fn set(world: &World, theme: Uuid, column: theme::Column, to: Option<Uuid>) {
    theme::Entity::update_many()
        .col_expr(column, Expr::value(to))
        .filter(theme::Column::Id.eq(theme))
        .exec(&world.app.db.write)
        .await
        .unwrap();
}

/// Reads every theme's figures, by its name.
pub async fn read(world: &World) -> BTreeMap<String, (Evidence, Support)> {
    let board = Board::read(&world.app.db.read, world.face.chain.id, Order::Own)
        .await
        .unwrap();
    let named = board.lines.into_iter().map(|line| {
        let figures = line.figures;
        (line.theme.name, (figures.evidence, figures.support))
    });
    named.collect()
}

/// Counts in plain code what stands behind themes: points, chats, branches.
async fn recount(world: &World, themes: &[Uuid]) -> (i64, i64, i64) {
    let conn = &world.app.db.read;
    let sorted: HashSet<Uuid> = coding::Entity::find()
        .all(conn)
        .await
        .unwrap()
        .into_iter()
        .filter(|row| themes.contains(&row.theme))
        .map(|row| row.insight)
        .collect();
    let rows = insight::Entity::find().all(conn).await.unwrap();
    let counted = rows.iter().filter(|point| {
        sorted.contains(&point.id) && point.struck_at.is_none() && point.withdrawn_at.is_none()
    });
    let counted: Vec<&insight::Model> = counted.collect();
    let distinct = |of: fn(&insight::Model) -> Uuid| {
        let all: HashSet<Uuid> = counted.iter().map(|point| of(point)).collect();
        i64::try_from(all.len()).unwrap()
    };
    (
        distinct(|p| p.id),
        distinct(|p| p.conversation),
        distinct(|p| p.branch),
    )
}

fn three(evidence: &Evidence) -> (i64, i64, i64) {
    (evidence.points, evidence.chats, evidence.branches)
}

async fn laid(tree: &Tree) -> (World, Laid) {
    let world = World::new().await;
    let laid = lay(&world.app, &world.face, world.owner, tree).await;
    (world, laid)
}

#[tokio::test]
async fn evidence_is_the_same_in_any_order_of_arrival() {
    for seed in 0..4 {
        let tree = Tree::grown(seed, 50, 6, 3);
        let (first, _) = laid(&tree).await;
        let wanted = read(&first).await;
        assert!(wanted.values().any(|(_, support)| support.origins > 1));
        let (again, _) = laid(&tree.shuffled(seed + 100)).await;
        assert_eq!(wanted, read(&again).await, "seed {seed}");
    }
}

#[tokio::test]
async fn figures_and_counts_agree_with_each_other_and_with_a_recount() {
    let (world, all) = laid(&Tree::grown(9, 60, 5, 4)).await;
    let (conn, chain) = (&world.app.db.read, world.face.chain.id);
    let board = Board::read(conn, chain, Order::Own).await.unwrap();
    let grouped = evidence::of_themes(conn, chain).await.unwrap();
    let count = |n: usize| i64::try_from(n).unwrap();
    for line in &board.lines {
        let (evidence, support) = (&line.figures.evidence, &line.figures.support);
        assert_eq!(
            Some(evidence),
            grouped.get(&line.theme.id),
            "two ways to count"
        );
        assert_eq!(three(evidence), recount(&world, &[line.theme.id]).await);
        assert_eq!(
            (count(support.mentions), count(support.branches_with)),
            (evidence.chats, evidence.branches)
        );
        assert_eq!(
            (count(support.known), count(support.branches)),
            (board.totals.chats, board.totals.branches)
        );
        assert_eq!(evidence.said_once(), support.is_said_once());
        assert_eq!(evidence.one_branch_only(), support.is_one_branch_only());
        assert!(support.origins <= support.mentions);
        let one = evidence::by_chat(conn, chain, Some(line.theme.id))
            .await
            .unwrap();
        assert_eq!(&one[&line.theme.id].evidence, evidence, "one theme alone");
    }
    assert_eq!(board.lines.len(), all.themes.len());
}

#[tokio::test]
async fn merging_gives_the_union_everywhere_and_can_be_taken_apart() {
    let (world, all) = laid(&Tree::grown(3, 40, 4, 3)).await;
    let (conn, chain) = (&world.app.db.read, world.face.chain.id);
    let [a, b, c, d] = all.themes[..] else {
        panic!()
    };
    let before = read(&world).await;
    let resting = add_action(
        &world,
        action("Later hours", ActionStatus::Agreed),
        &[a],
        &[],
    )
    .await;

    // A goes into B, B into C: C has all three, each point once.
    set(&world, a, theme::Column::MergedInto, Some(b)).await;
    set(&world, b, theme::Column::MergedInto, Some(c)).await;
    let union = recount(&world, &[a, b, c]).await;
    let apart = recount(&world, &[a]).await.0
        + recount(&world, &[b]).await.0
        + recount(&world, &[c]).await.0;
    assert!(union.0 < apart, "some points are in two of them");
    let merged = read(&world).await;
    assert_eq!(merged.len(), 2, "the merged ones have no row");
    assert_eq!(three(&merged["Theme 2"].0), union);
    assert_eq!(merged["Theme 3"], before["Theme 3"]);
    let said = evidence::by_chat(conn, chain, Some(c))
        .await
        .unwrap()
        .remove(&c)
        .unwrap();
    assert_eq!(
        said.chats.len(),
        said.chats.iter().collect::<HashSet<_>>().len()
    );

    // The same for actions being written, for published bases and for the list of points.
    let of_actions = evidence::of_actions(conn, chain).await.unwrap();
    assert_eq!(
        three(&of_actions[&resting.id]),
        union,
        "it rests on what A is now part of"
    );
    let draft = publish::draft(conn, &world.face).await.unwrap();
    assert_eq!(draft.actions[0].themes, [c]);
    let named: Vec<Uuid> = draft.themes.iter().map(|theme| theme.id).collect();
    assert_eq!(named, [c, d]);
    let family = Family::read(conn, chain).await.unwrap();
    let written = plan::basis(conn, resting.id).await.unwrap();
    assert_eq!(family.now_of(&written.themes), [c]);
    let basis = |theme| Basis {
        themes: vec![theme],
        insights: Vec::new(),
    };
    let bases = [
        basis(c),
        basis(a),
        basis(d),
        Basis {
            themes: vec![a, c],
            insights: Vec::new(),
        },
    ];
    let of_bases = evidence::of_bases(conn, chain, &bases).await.unwrap();
    assert_eq!(three(&of_bases[0]), union);
    assert_eq!(
        of_bases[1], before["Theme 0"].0,
        "what was published of A stays what it was"
    );
    assert_eq!(of_bases[2], before["Theme 3"].0);
    assert_eq!(of_bases[3], of_bases[0], "a point counts once in a claim");
    let points = evidence::list_points(conn, chain, &bases[0]).await.unwrap();
    assert_eq!(i64::try_from(points.len()).unwrap(), union.0);
    let under: HashSet<Uuid> = family.under(c).into_iter().collect();
    assert_eq!(under, HashSet::from([a, b, c]));
    assert_eq!([family.now(a), family.now(b)], [c, c]);

    for theme in [a, b] {
        set(&world, theme, theme::Column::MergedInto, None).await;
    }
    assert_eq!(read(&world).await, before);
}

#[tokio::test]
async fn a_theme_counts_its_parts_and_they_stand_under_it() {
    let (world, all) = laid(&Tree::grown(5, 40, 5, 3)).await;
    let [a, b, c, d, last] = all.themes[..] else {
        panic!()
    };
    let (conn, chain) = (&world.app.db.read, world.face.chain.id);
    // C is a part of B, A a part of D; B was merged into D, and E into A.
    set(&world, c, theme::Column::Parent, Some(b)).await;
    set(&world, a, theme::Column::Parent, Some(d)).await;
    set(&world, b, theme::Column::MergedInto, Some(d)).await;
    set(&world, last, theme::Column::MergedInto, Some(a)).await;
    let now = read(&world).await;
    assert_eq!(
        three(&now["Theme 3"].0),
        recount(&world, &[a, b, c, d, last]).await
    );
    assert_eq!(three(&now["Theme 0"].0), recount(&world, &[a, last]).await);
    assert_eq!(three(&now["Theme 2"].0), recount(&world, &[c]).await);
    for order in Order::ALL {
        let board = Board::read(conn, chain, order).await.unwrap();
        assert_eq!(board.lines[0].theme.id, d);
        let parts: HashSet<Uuid> = board.lines[1..].iter().map(|line| line.theme.id).collect();
        assert_eq!(parts, HashSet::from([a, c]));
        assert!(
            board.lines[1..]
                .iter()
                .all(|line| line.part_of.as_deref() == Some("Theme 3"))
        );
    }
    // Should rows ever go round in a circle, counting ends.
    set(&world, d, theme::Column::MergedInto, Some(last)).await;
    let round = evidence::of_themes(conn, chain).await.unwrap();
    assert_eq!(three(&round[&d]), recount(&world, &all.themes).await);
}

#[tokio::test]
async fn another_chains_themes_are_never_counted() {
    let test = TestApp::new().await;
    let owner = test.organiser("Asha").await;
    let one = test.start_chain("Food here", owner).await;
    let other = test.start_chain("Food there", owner).await;
    let tree = Tree::grown(1, 20, 3, 2);
    lay(&test.app, &one, owner, &tree).await;
    let conn = &test.db().read;
    let alone = evidence::of_themes(conn, one.chain.id).await.unwrap();
    let there = lay(&test.app, &other, owner, &tree).await;
    assert_eq!(
        alone,
        evidence::of_themes(conn, one.chain.id).await.unwrap()
    );
    let family = Family::read(conn, one.chain.id).await.unwrap();
    assert!(family.get(there.themes[0]).is_none());
}
