//! The list of points: found by many marks, sorted many at once.

use axum::http::StatusCode;
use entity::insight;
use sea_orm::ActiveValue::Set;

use super::{change, make_theme, stands, with_points};

#[tokio::test]
async fn the_list_is_found_by_question_speaker_language_check_and_branch() {
    let (world, points) = with_points(4).await;
    let list = format!("/desk/{}/points", world.slug());
    let now = world.app.means.now();
    let id = points[0].id;
    change(
        &world,
        insight::ActiveModel {
            id: Set(id),
            language: Set("es".to_owned()),
            ..Default::default()
        },
    )
    .await;
    change(
        &world,
        insight::ActiveModel {
            id: Set(points[1].id),
            checked_at: Set(Some(now)),
            ..Default::default()
        },
    )
    .await;
    change(
        &world,
        insight::ActiveModel {
            id: Set(points[2].id),
            by_initiator: Set(true),
            ..Default::default()
        },
    )
    .await;
    let nobody = uuid::Uuid::nil();
    let cases = [
        ("language=es".to_owned(), "1"),
        ("checked=yes".to_owned(), "2"),
        ("by=asker".to_owned(), "3"),
        ("checked=no&by=asked&language=en".to_owned(), "4"),
        (format!("question={}&q=Point+4", points[0].prompt), "4"),
        (format!("branch={}&q=Point+1", points[0].branch), "1"),
        (format!("question={nobody}"), ""),
        (format!("branch={nobody}"), ""),
        (format!("theme={nobody}"), ""),
        ("language=xx".to_owned(), ""),
        ("kind=offer".to_owned(), ""),
        (
            "question=nonsense&branch=&page=99&kind=x".to_owned(),
            "1234",
        ),
    ];
    for (query, found) in cases {
        let page = world.get(&format!("{list}?{query}")).await.body;
        for n in ["1", "2", "3", "4"] {
            let there = page.contains(&format!(">Point {n}</label>"));
            assert_eq!(there, found.contains(n), "{query}: Point {n}");
        }
    }
}

#[tokio::test]
async fn points_are_moved_and_taken_out_many_at_once_or_one_in_its_row() {
    let (world, points) = with_points(3).await;
    let list = format!("/desk/{}/points", world.slug());
    let price = make_theme(&world, "Price").await.id.to_string();
    let hours = make_theme(&world, "Hours").await.id.to_string();
    let ids: Vec<String> = points.iter().map(|p| p.id.to_string()).collect();
    let here = ids.join(" ");
    // All on this page.
    let sent = [
        ("all", "1"),
        ("here", &here),
        ("into", &price),
        ("act", "add"),
    ];
    let got = world.post(&format!("{list}?theme=none"), &sent).await;
    assert_eq!(got.location, format!("{list}?theme=none"));
    let inside = format!("{list}?theme={price}");
    let page = world.get(&inside).await.body;
    assert!(page.contains("3 points. Tick") && page.contains("Move there from <bdi>Price</bdi>"));
    // Two move, from the theme the list shows.
    let sent = [
        ("points", ids[0].as_str()),
        ("points", &ids[1]),
        ("into", &hours),
        ("act", "move"),
    ];
    world.post(&inside, &sent).await;
    assert_eq!(stands(&world, points[0].id).await, ["Hours"]);
    assert_eq!(stands(&world, points[2].id).await, ["Price"]);
    // One in its own row.
    let to = format!("to-{}", ids[2]);
    let got = world.post(&inside, &[("row", &ids[2])]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        got.body.contains(&format!("href=\"#{to}\"")),
        "{}",
        got.body
    );
    world
        .post(&inside, &[("row", &ids[2]), (&to, &hours)])
        .await;
    assert_eq!(stands(&world, points[2].id).await, ["Hours"]);
    // Taken out; a list that shows no theme takes nothing out.
    let inside = format!("{list}?theme={hours}");
    let out = [("points", ids[0].as_str()), ("act", "out")];
    let got = world.post(&list, &out).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.post(&inside, &out).await;
    assert!(stands(&world, points[0].id).await.is_empty());
    assert_eq!(stands(&world, points[1].id).await, ["Hours"]);
}

#[tokio::test]
async fn what_was_ticked_and_typed_comes_back_when_something_is_wrong() {
    let (world, points) = with_points(2).await;
    let list = format!("/desk/{}/points?theme=none&checked=no", world.slug());
    let price = make_theme(&world, "Price").await.id.to_string();
    let ids: Vec<String> = points.iter().map(|p| p.id.to_string()).collect();
    let sent = [
        ("points", ids[1].as_str()),
        ("new_theme", "price"),
        ("act", "add"),
    ];
    let got = world.post(&list, &sent).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        got.body.contains("value=\"price\"") && got.body.contains("There is a theme of this name")
    );
    assert!(got.body.contains(&format!("value=\"{}\" checked", ids[1])));
    assert!(!got.body.contains(&format!("value=\"{}\" checked", ids[0])));
    assert!(
        got.body.contains("value=\"no\" selected"),
        "the filter stays"
    );
    let got = world.post(&list, &[("into", &price), ("act", "add")]).await;
    assert!(got.body.contains("Tick at least one point"));
    assert!(got.body.contains(&format!("value=\"{price}\" selected")));
    let gone = uuid::Uuid::nil().to_string();
    let sent = [("points", ids[0].as_str()), ("into", &gone)];
    let got = world.post(&list, &sent).await;
    assert!(got.body.contains("This theme is no longer there"));
    // Points of nowhere change nothing, and the page says so.
    let sent = [("points", gone.as_str()), ("into", &price)];
    let got = world.post(&list, &sent).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("Nothing changed"));
}
