//! From taking a sample to settling what differs.

use axum::http::StatusCode;
use entity::{blind_point, coding, sort_step};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Here, samples};

#[tokio::test]
async fn two_sort_ten_points_and_see_eight_of_ten_the_same_and_settle_the_rest() {
    let here = Here::new().await;
    let (world, bea, cal) = (&here.world, &here.world.cookie, &here.cal.1);
    let at = here.take().await;
    here.sorts(bea, &at, &[]).await;
    here.sorts(cal, &at, &[(3, &[1]), (7, &[0, 2])]).await;
    let page = world.get(&at).await.body;
    assert!(page.contains("8 of 10 the same"), "{page}");
    assert!(page.contains("Put the 8 that are the same into their themes"));
    assert_eq!(page.matches("Settle it").count(), 2);
    assert!(
        coding::Entity::find()
            .all(&world.app.db.read)
            .await
            .unwrap()
            .is_empty()
    );
    // Theme by theme: those on which they differ stand first, with a link to their words.
    let theme = |n: usize| format!("/themes/{}#words", here.theme(n));
    let line = page.split(&theme(2)).nth(1).unwrap();
    assert!(
        line.contains(">0</td>") && line.contains(">1</td>"),
        "{line}"
    );
    assert!(page.contains(&theme(0)) && page.contains(&theme(1)));

    // Those that are the same go into their theme in one press, once.
    let got = world.post(&format!("{at}/same"), &[]).await;
    assert_eq!(got.location, format!("{at}?note=same#result"));
    let got = world.post_as(cal, &format!("{at}/same"), &[]).await;
    assert_eq!(got.location, format!("{at}?note=same-before#result"));
    assert_eq!(here.stands(&at, 0).await, ["Price"]);
    assert!(here.stands(&at, 3).await.is_empty());
    let steps = sort_step::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(steps.len(), 8);
    assert!(steps.iter().all(|step| step.at == steps[0].at), "one press");
    let page = world.get(&at).await.body;
    assert!(page.contains("They are in their themes.") && !page.contains("Put the"));

    // One difference: what stands has to be said.
    let points = here.sample(&at).await.points;
    let settle = format!("{at}/points/{}", points[3].insight);
    let page = world.get(&settle).await.body;
    assert!(page.contains("Price") && page.contains("Hours") && !page.contains("\" checked"));
    let got = world.post(&settle, &[]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    let both = [("themes", here.theme(1)), ("none", "1".to_owned())];
    let both: Vec<_> = both.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let got = world.post(&settle, &both).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        got.body.contains("\" checked"),
        "what was ticked comes back"
    );
    let (hours, transport) = (here.theme(1), here.theme(2));
    let sent = [("themes", hours.as_str()), ("other", &transport)];
    let got = world.post(&settle, &sent).await;
    assert_eq!(got.location, format!("{at}?note=settled#result"));
    assert_eq!(here.stands(&at, 3).await, ["Hours", "Transport"]);
    let page = world.get(&got.location.replace("#result", "")).await.body;
    assert!(page.contains("Settled by <bdi>Bea</bdi>") && page.contains("<bdi>Hours</bdi>"));
    // The other who settles it at once is told, and changes nothing.
    let got = world.post_as(cal, &settle, &[("none", "1")]).await;
    assert_eq!(got.location, format!("{at}?note=settled-before#result"));
    assert_eq!(here.stands(&at, 3).await, ["Hours", "Transport"]);

    // Left as it is.
    let settle = format!("{at}/points/{}", points[7].insight);
    let got = world.post_as(cal, &settle, &[("leave", "1")]).await;
    assert_eq!(got.location, format!("{at}?note=settled#result"));
    assert!(here.stands(&at, 7).await.is_empty());
    let row = blind_point::Entity::find()
        .filter(blind_point::Column::Insight.eq(points[7].insight))
        .one(&world.app.db.read)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.settled_by, Some(here.cal.0));
    // The trail and the log tell it.
    let point = format!("/desk/{}/points/{}", world.slug(), points[3].insight);
    assert!(
        world
            .get(&point)
            .await
            .body
            .contains("put it into <bdi>Hours, Transport</bdi>")
    );
    let log = world
        .get(&format!("/desk/{}/log?group=points", world.slug()))
        .await
        .body;
    for act in [
        "took points for several people",
        "finished sorting points",
        "people sorted the same",
        "settled where a point belongs",
        "left a point as it is",
    ] {
        assert!(log.contains(act), "{act}");
    }
}

#[tokio::test]
async fn settling_takes_a_point_out_of_the_themes_that_do_not_stand() {
    let here = Here::new().await;
    let (world, cal) = (&here.world, &here.cal.1);
    let at = here.take().await;
    let point = here.sample(&at).await.points[0].insight;
    let sort = format!("/desk/{}/sort/{point}", world.slug());
    let price = here.theme(0);
    world.post(&sort, &[("themes", &price)]).await;
    here.sorts(&world.cookie, &at, &[]).await;
    here.sorts(cal, &at, &[(0, &[])]).await;
    let settle = format!("{at}/points/{point}");
    assert!(
        world
            .get(&settle)
            .await
            .body
            .contains("It is in: <bdi>Price</bdi>")
    );
    let sent = [("none", "1"), ("shown", price.as_str())];
    world.post(&settle, &sent).await;
    assert!(here.stands(&at, 0).await.is_empty());
    let page = world.get(&at).await.body;
    assert!(page.contains("It is in no theme."), "{page}");
}

#[tokio::test]
async fn one_goes_on_where_one_stopped_skips_and_changes_an_answer_until_one_is_done() {
    let here = Here::new().await;
    let (world, cal) = (&here.world, &here.cal.1);
    let at = here.take().await;
    let points = here.sample(&at).await.points;
    let sort = |n: usize| format!("{at}/sort/{}", points[n].insight);
    let page = world.get_as(cal, &at).await.body;
    assert!(page.contains(">Begin</a>") && page.contains("Nobody has begun."));
    let next = format!("{at}/sort");
    assert_eq!(world.get_as(cal, &next).await.location, sort(0));
    let page = world.get_as(cal, &sort(0)).await.body;
    assert!(page.contains("Point 1 of 10, 10 left"), "{page}");
    // Nothing ticked, and both.
    let got = world.post_as(cal, &sort(0), &[]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    let price = here.theme(0);
    let got = world
        .post_as(cal, &sort(0), &[("themes", &price), ("none", "1")])
        .await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains(&format!("value=\"{price}\" checked")));
    // Saved: the next one; skipped: the one after that; later the first that is open.
    let after = here.says(cal, &at, 0, &[0, 1]).await;
    assert_eq!(
        world.get_as(cal, &after).await.location,
        format!("{}#now", sort(1))
    );
    let skip = format!("{at}/sort?after={}", points[1].insight);
    assert!(world.get_as(cal, &sort(1)).await.body.contains(&skip));
    assert_eq!(
        world.get_as(cal, &skip).await.location,
        format!("{}#now", sort(2))
    );
    assert_eq!(world.get_as(cal, &next).await.location, sort(1));
    let early = world.post_as(cal, &format!("{at}/done"), &[]).await;
    assert_eq!(early.location, format!("{at}/mine?note=left"));
    for n in 1..10 {
        here.says(cal, &at, n, &[]).await;
        // The same form again changes nothing.
        here.says(cal, &at, n, &[]).await;
    }
    assert_eq!(here.sample(&at).await.answers.len(), 10);
    assert_eq!(
        world.get_as(cal, &next).await.location,
        format!("{at}/mine")
    );
    // An answer is changed; it is ticked when one comes back to it.
    here.says(cal, &at, 9, &[2]).await;
    let page = world.get_as(cal, &sort(9)).await.body;
    assert!(page.contains(&format!("value=\"{}\" checked", here.theme(2))));
    let page = world.get_as(cal, &format!("{at}/mine")).await.body;
    assert!(page.contains("Transport") && page.contains("Fits no theme."));
    assert!(page.contains("I am done"));
    world.post_as(cal, &format!("{at}/done"), &[]).await;
    let again = world.post_as(cal, &format!("{at}/done"), &[]).await;
    assert_eq!(again.location, format!("{at}?note=over"));
    let late = here.says(cal, &at, 9, &[1]).await;
    assert_eq!(
        world.get_as(cal, &late).await.location,
        format!("{at}?note=over")
    );
    assert_eq!(
        here.sample(&at)
            .await
            .answer(here.cal.0, points[9].insight)
            .unwrap()
            .themes
            .0,
        [here.themes[2].id]
    );
    let page = world.get_as(cal, &format!("{at}/mine")).await.body;
    assert!(!page.contains("I am done") && page.contains("cannot be changed"));
}

#[tokio::test]
async fn a_sample_is_taken_once_however_often_the_form_is_sent() {
    let here = Here::new().await;
    let (world, list) = (&here.world, here.href(""));
    let got = world.post(&list, &[("points", "11")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("href=\"#points\""));
    let sent = [("points", "20"), ("nonce", "once")];
    let first = world.post(&list, &sent).await.location;
    assert_eq!(world.post(&list, &sent).await.location, first);
    assert_eq!(samples(world).await.len(), 1);
    // Fewer than were asked for: all of them.
    let at = first.replace("?note=taken", "");
    assert_eq!(here.sample(&at).await.points.len(), here.points.len());
    world
        .post(&list, &[("points", "10"), ("nonce", "two")])
        .await;
    let page = world.get(&list).await.body;
    assert!(page.contains("A sample of 12 points") && page.contains("A sample of 10 points"));
}
