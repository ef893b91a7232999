//! Nobody sees what others said before they can change nothing of their own any more.

use axum::http::StatusCode;
use entity::shared::Role;

use super::{Here, make_theme};

/// Every address at which somebody could look for another's answers, opened and sent to.
async fn everywhere(here: &Here, who: &str, at: &str) -> String {
    let world = &here.world;
    let mut all = String::new();
    let slug = world.slug();
    let mut looked = vec![
        here.href(""),
        at.to_owned(),
        format!("{at}?note=settled"),
        format!("{at}/mine"),
        format!("{at}/sort"),
        format!("{at}/close"),
        format!("/desk/{slug}/log"),
        format!("/desk/{slug}/points"),
        format!("/desk/{slug}/themes"),
        format!("/desk/{slug}/sort"),
    ];
    for place in here.sample(at).await.points {
        let point = place.insight;
        looked.push(format!("{at}/sort/{point}"));
        looked.push(format!("{at}/points/{point}"));
        looked.push(format!("/desk/{slug}/points/{point}"));
        looked.push(format!("/desk/{slug}/sort/{point}"));
        // What a wrong form answers, and what settling and the press for all answer.
        for path in [format!("{at}/sort/{point}"), format!("{at}/points/{point}")] {
            for sent in [
                &[][..],
                &[("themes", "x"), ("none", "1")],
                &[("none", "")][..0],
            ] {
                all += &world.post_as(who, &path, sent).await.body;
            }
        }
        let leave = format!("{at}/points/{point}");
        let got = world.post_as(who, &leave, &[("leave", "1")]).await;
        assert_eq!(got.location, format!("{at}?note=not-yet#result"));
    }
    for path in looked {
        let got = world.get_as(who, &path).await;
        all += &got.body;
        if !got.location.is_empty() {
            all += &world
                .get_as(who, got.location.split('#').next().unwrap())
                .await
                .body;
        }
    }
    let got = world.post_as(who, &format!("{at}/same"), &[]).await;
    assert_eq!(got.location, format!("{at}?note=not-yet#result"));
    all
}

/// Signs of somebody's answers: what the page of a result says.
const SIGNS: [&str; 5] = [
    "the same</p>",
    "What came of it",
    "Settle it",
    "Theme by theme",
    "What each of you chose",
];

#[tokio::test]
async fn nobody_sees_others_answers_before_they_are_done_themselves() {
    let here = Here::new().await;
    let (world, bea, cal, dee) = (&here.world, &here.world.cookie, &here.cal.1, &here.dee.1);
    let at = here.take().await;
    // Cal put one point into a theme that stands on no other page of a point.
    here.sorts(cal, &at, &[(2, &[1])]).await;
    here.says(bea, &at, 0, &[2]).await;
    for who in [bea, dee] {
        let seen = everywhere(&here, who, &at).await;
        for sign in SIGNS {
            assert!(!seen.contains(sign), "{sign}");
        }
        // No theme is ticked but one's own, and none is told as chosen.
        let ticked = seen.matches("name=\"themes\"").count();
        assert!(ticked > 0);
        assert!(!seen.contains(&format!("value=\"{}\" checked", here.theme(1))));
        assert!(!seen.contains("You chose: <bdi>Hours"));
    }
    // Cal is done and alone: there is nothing to see yet.
    let page = world.get_as(cal, &at).await.body;
    assert!(page.contains("When somebody else is done too") && !page.contains("What came of it"));
    // Bea is done: both see it, Dee (who could still begin) does not.
    here.sorts(bea, &at, &[]).await;
    for who in [bea, cal] {
        assert!(
            world
                .get_as(who, &at)
                .await
                .body
                .contains("9 of 10 the same")
        );
    }
    let seen = everywhere(&here, dee, &at).await;
    assert!(SIGNS.iter().all(|sign| !seen.contains(sign)));
    // Dee begins: nobody settles while she is under way, and she still sees nothing.
    here.says(dee, &at, 0, &[0]).await;
    let page = world.get(&at).await.body;
    assert!(page.contains("Still sorting: <bdi>dee</bdi>") && !page.contains("Settle it"));
    let point = here.sample(&at).await.points[2].insight;
    let got = world
        .post(&format!("{at}/points/{point}"), &[("leave", "1")])
        .await;
    assert_eq!(got.location, format!("{at}?note=not-yet#result"));
    let got = world.post(&format!("{at}/same"), &[]).await;
    assert_eq!(got.location, format!("{at}?note=not-yet#result"));
    let seen = everywhere(&here, dee, &at).await;
    assert!(SIGNS.iter().all(|sign| !seen.contains(sign)));
    // Done, she sees all three, two by two.
    here.sorts(dee, &at, &[]).await;
    let page = world.get_as(dee, &at).await.body;
    assert!(
        page.contains("Two by two") && page.contains("for all 3 of you"),
        "{page}"
    );
    assert_eq!(page.matches("</bdi>: 9 of 10 the same").count(), 2);
    assert_eq!(page.matches("</bdi>: 10 of 10 the same").count(), 1);
}

#[tokio::test]
async fn who_comes_when_differences_are_settled_can_begin_no_more_and_may_look() {
    let here = Here::new().await;
    let (world, cal, dee) = (&here.world, &here.cal.1, &here.dee.1);
    let at = here.take().await;
    here.sorts(&world.cookie, &at, &[]).await;
    here.sorts(cal, &at, &[(2, &[1])]).await;
    world.post(&format!("{at}/same"), &[]).await;
    let to = here.says(dee, &at, 0, &[0]).await;
    assert_eq!(
        world.get_as(dee, &to).await.location,
        format!("{at}?note=late")
    );
    assert!(
        here.sample(&at)
            .await
            .answer(here.dee.0, here.sample(&at).await.points[0].insight)
            .is_none()
    );
    let page = world.get_as(dee, &at).await.body;
    assert!(page.contains("9 of 10 the same") && !page.contains(">Begin<"));
}

#[tokio::test]
async fn the_page_of_a_point_shows_no_themes_no_suggestions_and_no_way_to_them() {
    let here = Here::new().await;
    let (world, cal) = (&here.world, &here.cal.1);
    let at = here.take().await;
    let points = here.sample(&at).await.points;
    let canary = make_theme(world, "CANARY").await.id.to_string();
    for place in &points {
        let sort = format!("/desk/{}/sort/{}", world.slug(), place.insight);
        world.post(&sort, &[("themes", &canary)]).await;
    }
    for place in &points {
        let page = world
            .get_as(cal, &format!("{at}/sort/{}", place.insight))
            .await
            .body;
        assert_eq!(page.matches("CANARY").count(), 1, "once, to be ticked");
        assert!(
            !page.contains("\" checked") && !page.contains("Suggested:") && !page.contains("(10)")
        );
        assert!(!page.contains("/conversations/") && !page.contains("Saved in"));
    }
}

#[tokio::test]
async fn a_reader_sees_nothing_and_a_coder_does_not_close() {
    let here = Here::new().await;
    let world = &here.world;
    let at = here.take().await;
    let reader = world
        .add_member("rae@example.org", Some(Role::Reader))
        .await;
    for path in [here.href(""), at.clone(), format!("{at}/mine")] {
        assert_eq!(
            world.get_as(&reader, &path).await.status,
            StatusCode::FORBIDDEN
        );
    }
    let close = format!("{at}/close");
    assert_eq!(
        world.post_as(&here.cal.1, &close, &[]).await.status,
        StatusCode::FORBIDDEN
    );
    assert!(!world.get_as(&here.cal.1, &at).await.body.contains("/close"));
    assert!(here.sample(&at).await.row.closed_at.is_none());
}
