//! The plan follows merged themes: a draft rests on what a theme is part of now, what is public stays as it is.

use daisychain::insight::evidence;
use daisychain::plan::{self, led_to, publish};
use entity::shared::{ActionStatus, Kind};
use uuid::Uuid;

use super::support::{try_apart, try_merge, try_nest};
use crate::plan::{action, add_action, add_theme, publish_next};
use crate::plan_world::World;

#[tokio::test]
async fn a_draft_rests_on_the_merged_theme_and_what_is_public_stays() {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let said = [
        (Kind::Need, "It shuts early", false),
        (Kind::Need, "It is dear", false),
        (Kind::Need, "It is far", false),
    ];
    let (sam, chat) = world.chat(&maria, "Sam", &said).await;
    let points: Vec<Uuid> = world.points(&chat).await.iter().map(|p| p.id).collect();
    let a = add_theme(&world, "Hours", &points[..1]).await.id;
    let b = add_theme(&world, "Market", &points[1..]).await.id;
    let (conn, chain) = (&world.app.db.read, world.face.chain.id);
    let made = add_action(&world, action("Open late", ActionStatus::Agreed), &[a], &[]).await;
    let version = publish_next(&world, false).await;
    let slug = world.slug();
    let public = format!("/c/{slug}/plan/{}", version.n);
    let read = [public.clone(), format!("{public}/actions/1")];
    let mut before = Vec::new();
    for path in &read {
        before.push(world.read(path).await);
    }
    let count = || async {
        let all = evidence::of_actions(conn, chain).await.unwrap();
        all[&made.id].points
    };
    let draft = || async { publish::draft(conn, &world.face).await.unwrap() };
    assert_eq!(count().await, 1);

    try_merge(&world, a, b).await.unwrap();
    assert_eq!(count().await, 3, "it counts as the other one now");
    assert_eq!(draft().await.actions[0].themes, [b]);
    let names: Vec<String> = draft().await.themes.into_iter().map(|t| t.name).collect();
    assert_eq!(names, ["Market"]);
    let page = world
        .get(&format!("/desk/{slug}/plan/actions/{}", made.id))
        .await;
    let ticked = format!("value=\"{b}\" checked");
    assert!(page.body.contains(&ticked), "{}", page.body);
    // Version 1 names both themes: what stood behind its action stands there still.
    assert_eq!(world.read(&read[1]).await, before[1]);
    let traces = led_to(conn, &sam).await.unwrap();
    assert_eq!(traces[0].themes, ["Market"], "the theme it is now part of");
    assert_eq!(traces[0].actions[0].towards, "Open late");
    assert!(
        traces[1].actions.is_empty(),
        "the public action rests on Hours alone"
    );

    // Saving the action again changes nothing; it rests on its own theme when they are apart.
    let txn = world.begin().await;
    let means = &world.app.means;
    plan::rest_on_themes(&txn, means, &made, &[b])
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert_eq!(plan::basis(conn, made.id).await.unwrap().themes, [a]);
    try_apart(&world, a, b, None).await.unwrap();
    assert_eq!(count().await, 1);
    assert_eq!(draft().await.actions[0].themes, [a]);
    for (path, before) in read.iter().zip(&before) {
        assert_eq!(&world.read(path).await, before);
    }
    assert_eq!(led_to(conn, &sam).await.unwrap()[0].themes, ["Hours"]);

    // Under another theme it keeps its own name; an action on that theme counts it.
    try_nest(&world, a, Some(b)).await.unwrap();
    assert_eq!(led_to(conn, &sam).await.unwrap()[0].themes, ["Hours"]);
    let wide = add_action(
        &world,
        action("Market hall", ActionStatus::Agreed),
        &[b],
        &[],
    )
    .await;
    let all = evidence::of_actions(conn, chain).await.unwrap();
    assert_eq!(all[&wide.id].points, 3);
    publish_next(&world, false).await;
    let traces = led_to(conn, &sam).await.unwrap();
    assert_eq!(
        traces[0].actions.len(),
        2,
        "its own action, and the one of the theme above"
    );

    // A part that is merged elsewhere counts there; the public plan goes on counting what hung on its theme.
    let c = add_theme(&world, "Elsewhere", &[]).await.id;
    let public = world.read(&format!("/c/{slug}/plan")).await;
    try_merge(&world, a, c).await.unwrap();
    let all = evidence::of_actions(conn, chain).await.unwrap();
    assert_eq!(all[&wide.id].points, 2);
    assert_eq!(world.read(&format!("/c/{slug}/plan")).await, public);
    // Not wanted any more: what was ticked as the merged theme is let go with it.
    let txn = world.begin().await;
    plan::rest_on_themes(&txn, means, &made, &[]).await.unwrap();
    txn.commit().await.unwrap();
    assert!(plan::basis(conn, made.id).await.unwrap().themes.is_empty());
}
