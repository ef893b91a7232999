//! A resident looks after an action: nothing is public before their yes, and nothing stays when they go.

use daisychain::plan::hands::owners::{self, Asked};
use entity::shared::{ActionStatus, OwnerShown};
use entity::{action, action_owner, outbox, participant};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{erase, home, offers, published, stop};
use crate::plan::publish_next;
use crate::plan_world::World;

async fn ask(world: &World, person: &participant::Model, action: &action::Model) -> Asked {
    let txn = world.begin().await;
    let by = (&world.face, world.owner);
    let asked = owners::ask(&txn, &world.app.means, by, action, person).await;
    txn.commit().await.unwrap();
    asked.unwrap()
}

/// A published action with a resident who looks after it, shown so.
async fn looked_after(shown: OwnerShown) -> (World, action::Model, participant::Model) {
    let (world, made) = published(&["A late market"]).await;
    let ana = world.starter("Ana").await;
    offers(&world, &ana, &made[0], "").await;
    world
        .app
        .means
        .sources
        .advance(chrono::Duration::minutes(1));
    assert!(matches!(ask(&world, &ana, &made[0]).await, Asked::Asked(_)));
    let txn = world.begin().await;
    let means = &world.app.means;
    assert!(
        owners::agree(&txn, means, &ana, made[0].id, shown)
            .await
            .unwrap()
    );
    txn.commit().await.unwrap();
    (world, made[0].clone(), ana)
}

/// Everything anyone can read of a version.
async fn everywhere(world: &World, n: i32) -> Vec<String> {
    let plan = format!("/c/{}/plan/{n}", world.slug());
    let mut all = Vec::new();
    for below in ["", "/actions/1", "/plan.json", "/plan.csv", "/plan.md"] {
        all.push(world.read(&format!("{plan}{below}")).await);
    }
    all
}

#[tokio::test]
async fn a_person_who_offered_is_asked_and_stands_in_the_plan_only_after_their_yes() {
    let (world, made) = published(&["A late market"]).await;
    let (ana, bo) = (world.starter("Ana").await, world.starter("Bo").await);
    let desk = format!("/desk/{}/plan/actions/{}/hands", world.slug(), made[0].id);
    let asking = format!("{desk}/owner/{}", ana.id);
    let early = world.post(&asking, &[]).await;
    assert_eq!(early.location, format!("{desk}?done=no-offer"));
    offers(&world, &ana, &made[0], "").await;
    offers(&world, &bo, &made[0], "").await;
    // What she will read stands there before it is sent.
    let preview = world.get(&asking).await.body;
    assert!(
        preview.contains("What <bdi>Ana</bdi> will read"),
        "{preview}"
    );
    assert!(preview.contains("Would you look after this?") && preview.contains("A late market"));
    for done in ["asked", "another"] {
        let got = world.post(&asking, &[]).await;
        assert_eq!(got.location, format!("{desk}?done={done}"));
    }
    assert_eq!(ask(&world, &bo, &made[0]).await, Asked::Another);
    let conn = &world.app.db.read;
    let mails = outbox::Entity::find().filter(outbox::Column::Kind.eq("owner-ask"));
    assert_eq!(mails.count(conn).await.unwrap(), 1);
    for page in everywhere(&world, 1).await {
        assert!(
            !page.contains("Ana") && !page.contains("a neighbour"),
            "{page}"
        );
    }
    let base = home(&world, &ana).await;
    assert!(
        world
            .read(&base)
            .await
            .contains("We would like you to look after")
    );
    let here = format!("{base}/help/{}/owner", made[0].id);
    let got = world.post_as("", &here, &[]).await;
    assert!(got.body.contains("Choose yes or no."));
    let got = world.post_as("", &here, &[("answer", "yes")]).await;
    assert!(got.body.contains("Choose how the plan shows you."));
    let yes = [("answer", "yes"), ("shown", "first_name")];
    for _ in 0..2 {
        let got = world.post_as("", &here, &yes).await;
        assert_eq!(got.location, format!("{base}/help?done=owner"));
    }
    for page in everywhere(&world, 1).await {
        assert!(page.contains("Ana, a neighbour"), "{page}");
    }
    // She changes how she stands there; nobody else can.
    let changed = [("shown", "neighbour")];
    let other = format!("{}/help/{}/owner", home(&world, &bo).await, made[0].id);
    assert!(
        world
            .post_as("", &other, &yes)
            .await
            .location
            .ends_with("/help")
    );
    world.post_as("", &here, &changed).await;
    for page in everywhere(&world, 1).await {
        assert!(
            !page.contains("Ana") && page.contains("a neighbour"),
            "{page}"
        );
    }
    assert!(world.get(&desk).await.body.contains("The plan says"));
}

#[tokio::test]
async fn a_no_is_not_public_and_somebody_else_can_be_asked() {
    let (world, made) = published(&["A late market"]).await;
    let (ana, bo) = (world.starter("Ana").await, world.starter("Bo").await);
    offers(&world, &ana, &made[0], "").await;
    offers(&world, &bo, &made[0], "").await;
    ask(&world, &ana, &made[0]).await;
    let base = home(&world, &ana).await;
    let here = format!("{base}/help/{}/owner", made[0].id);
    let got = world.post_as("", &here, &[("answer", "no")]).await;
    assert_eq!(got.location, format!("{base}/help?done=not-owner"));
    // Too late for a yes: the question is gone.
    let late = [("answer", "yes"), ("shown", "first_name")];
    world.post_as("", &here, &late).await;
    for page in everywhere(&world, 1).await {
        assert!(!page.contains("Ana") && !page.contains("to be found"));
    }
    assert!(matches!(ask(&world, &bo, &made[0]).await, Asked::Asked(_)));
    // The organiser takes the question back in time: no message goes out.
    let desk = format!("/desk/{}/plan/actions/{}/hands", world.slug(), made[0].id);
    world.post(&format!("{desk}/owner-end"), &[]).await;
    let conn = &world.app.db.read;
    let waiting = outbox::Entity::find()
        .filter(outbox::Column::Kind.eq("owner-ask"))
        .filter(outbox::Column::CancelledAt.is_null());
    assert_eq!(waiting.count(conn).await.unwrap(), 0);
}

#[tokio::test]
async fn who_steps_down_stops_or_is_erased_is_gone_from_every_version_at_once() {
    for way in ["steps down", "stops", "is erased", "is ended"] {
        let (world, made, ana) = looked_after(OwnerShown::FirstName).await;
        publish_next(&world, false).await;
        for n in [1, 2] {
            let pages = everywhere(&world, n).await;
            // The first version was published before her yes and stands as it stood.
            assert!(
                pages
                    .iter()
                    .all(|page| page.contains("Ana, a neighbour") == (n == 2))
            );
        }
        let desk = format!("/desk/{}/plan", world.slug());
        assert!(world.get(&desk).await.body.contains("Ana, a neighbour"));
        match way {
            "steps down" => {
                let base = home(&world, &ana).await;
                let here = format!("{base}/help/{}/step-down", made.id);
                let got = world.post_as("", &here, &[]).await;
                assert_eq!(got.location, format!("{base}/help?done=stepped-down"));
            }
            "stops" => stop(&world, &ana).await,
            "is erased" => erase(&world, &ana).await,
            _ => {
                let end = format!("{desk}/actions/{}/hands/owner-end", made.id);
                world.post(&end, &[]).await;
            }
        }
        for page in everywhere(&world, 2).await {
            assert!(page.contains("owner to be found"), "{way}: {page}");
            assert!(!page.contains("Ana"), "{way}: {page}");
        }
        assert!(
            world.get(&desk).await.body.contains("owner to be found"),
            "{way}"
        );
        world
            .app
            .means
            .sources
            .advance(chrono::Duration::minutes(1));
        publish_next(&world, false).await;
        for n in [2, 3] {
            for page in everywhere(&world, n).await {
                assert!(
                    page.contains("owner to be found") && !page.contains("Ana"),
                    "{way} {n}"
                );
            }
        }
        let row = action_owner::Entity::find().one(&world.app.db.read).await;
        assert!(row.unwrap().unwrap().ended_at.is_some());
    }
}

#[tokio::test]
async fn an_owner_who_is_written_down_stands_again_once_a_later_version_says_so() {
    let (world, made, ana) = looked_after(OwnerShown::Neighbour).await;
    let txn = world.begin().await;
    owners::step_down(&txn, &world.app.means, &ana, made.id)
        .await
        .unwrap();
    let edited = daisychain::plan::Edited {
        owner: "Kettle House".to_owned(),
        status: ActionStatus::Agreed,
        ..daisychain::plan::Edited::of(&made)
    };
    let stands = (&made, made.edition);
    daisychain::plan::change(&txn, &world.app.means, world.owner, stands, edited, None)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    world
        .app
        .means
        .sources
        .advance(chrono::Duration::minutes(1));
    publish_next(&world, false).await;
    for page in everywhere(&world, 2).await {
        assert!(page.contains("Kettle House") && !page.contains("to be found"));
    }
}
