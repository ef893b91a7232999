//! Bad cases: too few, too many, too long, closed twice, and two at once.

use axum::http::StatusCode;
use daisychain::insight::blind::{self, answers};
use entity::shared::Role;
use entity::{audit, insight};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{Here, make_theme, member, samples, with_points, withdraw};

#[tokio::test]
async fn too_few_points_or_themes_is_said_kindly() {
    let (world, points) = with_points(10).await;
    let list = format!("/desk/{}/blind", world.slug());
    make_theme(&world, "Price").await;
    let page = world.get(&list).await.body;
    assert!(
        page.contains("There is only 1 theme")
            && !page.contains("<button type=\"submit\" class=\"btn\">Take")
    );
    make_theme(&world, "Hours").await;
    assert!(world.get(&list).await.body.contains("How many points?"));
    withdraw(&world, points[0].id).await;
    let page = world.get(&list).await.body;
    assert!(
        page.contains("There are 9 points. A sample needs at least 10"),
        "{page}"
    );
    let got = world.post(&list, &[("points", "10")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(samples(&world).await.is_empty());
}

#[tokio::test]
async fn a_sample_whose_points_are_all_gone_and_one_nobody_else_sorts() {
    let here = Here::new().await;
    let (world, cal) = (&here.world, &here.cal.1);
    let alone = here.take().await;
    here.sorts(cal, &alone, &[]).await;
    let page = world.get_as(cal, &alone).await.body;
    assert!(page.contains("When somebody else is done too"));
    let close = format!("{alone}/close");
    world.post(&close, &[]).await;
    let page = world.get(&alone).await.body;
    assert!(page.contains("nothing to compare"), "{page}");
    let at = here.take().await;
    for point in &here.points {
        withdraw(world, point.id).await;
    }
    let page = world.get(&at).await.body;
    assert!(
        page.contains("10 points were taken out") && !page.contains(">Begin<"),
        "{page}"
    );
    let next = world.get(&format!("{at}/sort")).await.location;
    assert_eq!(next, format!("{at}/mine"));
    assert_eq!(world.get(&next).await.status, StatusCode::OK);
    for path in [here.href(""), format!("{at}/close")] {
        assert_eq!(world.get(&path).await.status, StatusCode::OK);
    }
    world.post(&format!("{at}/done"), &[]).await;
    assert!(here.sample(&at).await.done.is_empty());
    world.post(&format!("{at}/close"), &[]).await;
    assert!(world.get(&at).await.body.contains("nothing to compare"));
}

#[tokio::test]
async fn closing_twice_is_one_effect_and_the_other_is_told_who() {
    let here = Here::new().await;
    let (world, cal) = (&here.world, &here.cal.1);
    let olu = member(world, "olu@example.org", Role::Organiser).await;
    let at = here.take().await;
    let close = format!("{at}/close");
    here.sorts(cal, &at, &[]).await;
    for n in 0..4 {
        here.says(&here.dee.1, &at, n, &[0]).await;
    }
    here.says(&here.dee.1, &at, 4, &[1]).await;
    let page = world.get(&close).await.body;
    assert!(page.contains("1 person is done.") && page.contains("Still sorting: <bdi>dee</bdi>"));
    assert_eq!(
        world.post_as(&olu.1, &close, &[]).await.location,
        format!("{at}?note=closed")
    );
    assert_eq!(
        world.post(&close, &[]).await.location,
        format!("{at}?note=closed-before")
    );
    assert_eq!(
        world.get(&close).await.location,
        format!("{at}?note=closed-before")
    );
    let page = world.get(&format!("{at}?note=closed-before")).await.body;
    assert!(page.contains("Closed by <bdi>olu</bdi>") && page.contains("was closed before"));
    let acts = audit::Entity::find().filter(audit::Column::Act.eq("blind.closed"));
    assert_eq!(acts.all(&world.app.db.read).await.unwrap().len(), 1);
    // The points both answered; everybody sees them, and nobody answers any more.
    assert!(page.contains("4 of 5 the same"), "{page}");
    let to = here.says(&here.dee.1, &at, 5, &[0]).await;
    assert_eq!(
        world.get_as(&here.dee.1, &to).await.location,
        format!("{at}?note=over")
    );
    assert_eq!(here.sample(&at).await.answered(here.dee.0), 5);
    let point = here.sample(&at).await.points[4].insight;
    let settle = format!("{at}/points/{point}");
    let got = world.post_as(&here.dee.1, &settle, &[("leave", "1")]).await;
    assert_eq!(got.location, format!("{at}?note=settled#result"));
    // What only one answered is nothing to settle.
    let point = here.sample(&at).await.points[9].insight;
    let got = world.get(&format!("{at}/points/{point}")).await;
    assert_eq!(got.location, format!("{at}?note=#result"));
}

#[tokio::test]
async fn two_answer_one_point_at_once_and_both_are_kept() {
    let here = Here::new().await;
    let (world, at) = (&here.world, here.take().await);
    let sample = here.sample(&at).await;
    let point = sample.points[0].insight;
    let say = |who: uuid::Uuid, theme: usize| {
        let (sample, theme) = (sample.row.clone(), [here.themes[theme].id]);
        async move {
            let txn = world.begin().await;
            let means = &world.app.means;
            let done = answers::answer(&txn, means, who, &sample, point, &theme);
            assert_eq!(done.await.unwrap(), answers::Answered::Stored);
            txn.commit().await.unwrap();
        }
    };
    tokio::join!(
        say(here.cal.0, 0),
        say(here.dee.0, 1),
        say(here.cal.0, 0),
        say(world.owner, 2)
    );
    let now = here.sample(&at).await;
    assert_eq!(now.answers.len(), 3);
    let said = |who| now.answer(who, point).unwrap().themes.0[0];
    assert_eq!(said(here.cal.0), here.themes[0].id);
    assert_eq!(said(here.dee.0), here.themes[1].id);
}

#[tokio::test]
async fn a_point_of_ten_thousand_letters_and_three_hundred_themes() {
    let here = Here::new().await;
    let (world, cal) = (&here.world, &here.cal.1);
    let at = here.take().await;
    let sample = here.sample(&at).await;
    let long = insight::ActiveModel {
        id: Set(sample.points[0].insight),
        text: Set("سوق ".repeat(2500)),
        ..Default::default()
    };
    long.update(&world.app.db.write).await.unwrap();
    let txn = world.begin().await;
    let mut ids = Vec::new();
    for n in 0..297 {
        let (means, chain) = (&world.app.means, world.face.chain.id);
        let name = format!("Theme {n}");
        let made = daisychain::insight::themes::create(&txn, means, world.owner, chain, &name, "");
        ids.push(made.await.unwrap().unwrap().id.to_string());
    }
    txn.commit().await.unwrap();
    let sort = format!("{at}/sort/{}", sample.points[0].insight);
    let page = world.get_as(cal, &sort).await.body;
    assert_eq!(page.matches("name=\"themes\"").count(), 300);
    let all: Vec<(&str, &str)> = ids.iter().map(|id| ("themes", id.as_str())).collect();
    let got = world.post_as(cal, &sort, &all).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);
    let mine = world.get_as(cal, &format!("{at}/mine")).await.body;
    assert!(mine.contains('…') && mine.contains("Theme 296"));
}

#[tokio::test]
async fn what_is_not_of_this_sample_or_chain_is_not_found() {
    let here = Here::new().await;
    let (world, at) = (&here.world, here.take().await);
    let drawn = here.sample(&at).await.points;
    let outside = here
        .points
        .iter()
        .find(|p| drawn.iter().all(|d| d.insight != p.id));
    let outside = outside.unwrap().id;
    let nobody = uuid::Uuid::nil();
    for path in [
        format!("{at}/sort/{outside}"),
        format!("{at}/points/{outside}"),
        format!("{at}/sort/x"),
        here.href(&format!("/{nobody}")),
        here.href("/x/mine"),
    ] {
        assert_eq!(
            world.get(&path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    world
        .post(&format!("{at}/sort/{outside}"), &[("none", "1")])
        .await;
    assert!(here.sample(&at).await.answers.is_empty());
    let chain = uuid::Uuid::from_u128(1);
    let found = blind::find(&world.app.db.read, chain, here.sample(&at).await.row.id).await;
    assert!(found.unwrap().is_none());
}
