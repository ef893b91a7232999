//! Taking back the last press: exactly what it changed, and only while nobody changed it since.

use daisychain::insight::coding;
use daisychain::insight::steps::{self, Undone};
use entity::audit;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{coder, coders, make_theme, stands, step_of, with_points, withdraw};

#[tokio::test]
async fn presses_are_taken_back_one_after_the_other() {
    let (world, points) = with_points(3).await;
    let desk = format!("/desk/{}", world.slug());
    let at = |n: usize| format!("{desk}/sort/{}", points[n].id);
    let price = make_theme(&world, "Price").await.id.to_string();
    let hours = make_theme(&world, "Opening hours").await.id.to_string();
    let undo = format!("{desk}/sort/undo");

    world
        .post(&at(0), &[("themes", &price), ("themes", &hours)])
        .await;
    world.post(&at(1), &[("skip", "1")]).await;
    world.post(&at(0), &[("shown", &price)]).await;
    let page = world.get(&at(2)).await.body;
    assert!(page.contains("Taken out of <bdi>Price</bdi>."), "{page}");
    assert!(page.contains("Point 1"), "the beginning of the point");
    let got = world.post(&undo, &[("step", &step_of(&page))]).await;
    assert_eq!(got.location, format!("{}?note=undone#now", at(0)));
    assert_eq!(
        stands(&world, points[0].id).await,
        ["Price", "Opening hours"]
    );

    let page = world.get(&at(2)).await.body;
    assert!(page.contains("You skipped a point."));
    let got = world.post(&undo, &[("step", &step_of(&page))]).await;
    assert!(got.location.starts_with(&at(1)));

    let page = world.get(&at(1)).await.body;
    assert!(
        page.contains("Saved in <bdi>Price, Opening hours</bdi>."),
        "{page}"
    );
    let step = step_of(&page);
    world.post(&undo, &[("step", &step)]).await;
    assert!(stands(&world, points[0].id).await.is_empty());
    assert!(!world.get(&at(1)).await.body.contains("name=\"step\""));
    // Pressed twice, or something that is no step: nothing more happens.
    for step in [step.as_str(), "nonsense", ""] {
        let got = world.post(&undo, &[("step", step)]).await;
        assert_eq!(got.location, format!("{desk}/sort?note=already"));
    }
    let noted = audit::Entity::find().filter(audit::Column::Act.eq("point.undone"));
    assert_eq!(noted.all(&world.app.db.read).await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_somebody_sorted_since_is_not_taken_back() {
    let (world, points) = with_points(1).await;
    let desk = format!("/desk/{}", world.slug());
    let here = format!("{desk}/sort/{}", points[0].id);
    let (cal, cookie) = coder(&world).await;
    let price = make_theme(&world, "Price").await;
    let hours = make_theme(&world, "Hours").await;
    let (p, h) = (price.id.to_string(), hours.id.to_string());
    world.post(&here, &[("themes", &p)]).await;
    let step = step_of(&world.get(&here).await.body);
    // A colleague's other theme does not matter: taking back leaves it alone.
    world.post_as(&cookie, &here, &[("themes", &h)]).await;
    let undo = format!("{desk}/sort/undo");
    let taken = [("step", step.as_str())];
    assert!(world.post(&undo, &taken).await.location.contains("undone"));
    assert_eq!(stands(&world, points[0].id).await, ["Hours"]);

    world.post(&here, &[("themes", &p)]).await;
    let step = step_of(&world.get(&here).await.body);
    world.post_as(&cookie, &here, &[("shown", &p)]).await;
    let got = world.post(&undo, &[("step", &step)]).await;
    assert_eq!(got.location, format!("{desk}/sort?note=changed"));
    // Nobody takes back what another did.
    let theirs = step_of(&world.get_as(&cookie, &here).await.body);
    let txn = world.begin().await;
    let (means, chain) = (&world.app.means, world.face.chain.id);
    let step = theirs.parse().unwrap();
    let done = steps::undo(&txn, means, chain, world.owner, step).await;
    assert_eq!(done.unwrap(), Undone::Already);
    drop(txn);
    // What was taken out goes back to whoever had put it there.
    let got = world.post_as(&cookie, &undo, &[("step", &theirs)]).await;
    assert!(got.location.contains("undone"), "{}", got.location);
    assert_eq!(coders(&world, points[0].id, price.id).await, [world.owner]);
    assert_eq!(coders(&world, points[0].id, hours.id).await, [cal]);
}

#[tokio::test]
async fn a_press_on_many_points_is_taken_back_whole_or_not_at_all() {
    let (world, points) = with_points(3).await;
    let desk = format!("/desk/{}", world.slug());
    let price = make_theme(&world, "Price").await;
    let hours = make_theme(&world, "Hours").await;
    let ids: Vec<_> = points.iter().map(|p| p.id).collect();
    let txn = world.begin().await;
    let (means, owner) = (&world.app.means, world.owner);
    assert_eq!(
        coding::add_many(&txn, means, owner, &price, &ids)
            .await
            .unwrap(),
        3
    );
    assert_eq!(
        coding::add_many(&txn, means, owner, &price, &ids)
            .await
            .unwrap(),
        0,
        "they stand there already"
    );
    txn.commit().await.unwrap();
    let list = format!("{desk}/points");
    let page = world.get(&list).await.body;
    assert!(
        page.contains("3 points were added to <bdi>Price</bdi>."),
        "{page}"
    );
    let step = step_of(&page);
    let undo = format!("{desk}/sort/undo?theme=none&page=1");
    let sent = [("step", step.as_str()), ("on", "points")];
    // One of them is gone: none is taken back.
    withdraw(&world, points[2].id).await;
    let got = world.post(&undo, &sent).await;
    assert_eq!(
        got.location,
        format!("{list}?theme=none&page=1&note=changed")
    );
    assert_eq!(stands(&world, points[0].id).await, ["Price"]);
    assert!(
        world
            .get(&got.location)
            .await
            .body
            .contains("Not taken back")
    );

    let txn = world.begin().await;
    coding::add_many(&txn, means, owner, &hours, &ids[..2])
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let step = step_of(&world.get(&list).await.body);
    world
        .post(&undo, &[("step", &step), ("on", "points")])
        .await;
    for point in &points[..2] {
        assert_eq!(stands(&world, point.id).await, ["Price"]);
    }
}
