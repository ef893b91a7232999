//! The pages: choosing, the page in between, what comes back after a mistake, and what the second of two sees.

use axum::http::StatusCode;
use entity::shared::Role;
use uuid::Uuid;

use super::support::{behind, ids, names, said, try_merge, try_nest};
use crate::plan::{action, add_action, add_theme};
use crate::plan_world::World;

fn of(world: &World, theme: Uuid) -> String {
    format!("/desk/{}/themes/{theme}", world.slug())
}

#[tokio::test]
async fn themes_are_merged_and_taken_apart_over_the_web() {
    let world = World::new().await;
    let points = ids(&said(&world, 3, 1).await);
    let a = add_theme(&world, "Hours", &points[..2]).await.id;
    let b = add_theme(&world, "Market", &points[1..]).await.id;
    let agreed = entity::shared::ActionStatus::Agreed;
    add_action(&world, action("Open late", agreed), &[a], &[]).await;
    let (here, there) = (of(&world, a), of(&world, b));
    let (id_a, id_b) = (a.to_string(), b.to_string());

    let page = world.get(&format!("{here}/merge")).await.body;
    assert!(page.contains("Market</option>") && !page.contains("Hours</option>"));
    let wrong = [
        ("", "Choose a theme"),
        (id_a.as_str(), "into itself"),
        ("nonsense", "not there any more"),
    ];
    for (into, why) in wrong {
        let got = world.get(&format!("{here}/merge?into={into}")).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{into}");
        assert!(got.body.contains(why) && got.body.contains("<title>Error: "));
        let got = world
            .post(&format!("{here}/merge"), &[("into", into)])
            .await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{into}");
    }
    let page = world.get(&format!("{here}/merge?into={b}")).await.body;
    assert!(page.contains("Both together") && page.contains("Open late"));
    assert!(
        page.contains(">3</td>"),
        "the union of 2 and 2 is 3: {page}"
    );
    assert_eq!(
        names(&world).await,
        ["Hours", "Market"],
        "looking changes nothing"
    );

    let got = world
        .post(&format!("{here}/merge"), &[("into", &id_b)])
        .await;
    assert_eq!(got.location, format!("{there}?said=merged"));
    let page = world.get(&there).await.body;
    assert!(page.contains("merged by <bdi>Bea</bdi>") && page.contains("Take apart"));
    assert_eq!(
        world.get(&here).await.location,
        format!("{there}?said=merged")
    );
    let history = world.get(&format!("{there}/history")).await.body;
    assert!(history.contains("<bdi>Bea</bdi> merged “<bdi>Hours</bdi>” into it."));
    let history = world.get(&format!("{here}/history")).await.body;
    assert!(history.contains("<bdi>Bea</bdi> merged it into “<bdi>Market</bdi>”."));

    // A colleague who has the old page open is told, and nothing is lost.
    let coder = world
        .add_member("kwame@example.org", Some(Role::Coder))
        .await;
    let late = [
        ("/merge", vec![("into", id_b.as_str())]),
        ("/split", vec![("name", "New"), ("points", "x")]),
        ("/nest", vec![("under", id_b.as_str())]),
        ("", vec![("name", "Other")]),
        ("/points", vec![("act", "out")]),
        ("/remove", vec![]),
    ];
    for (below, fields) in late {
        let got = world
            .post_as(&coder, &format!("{here}{below}"), &fields)
            .await;
        assert_eq!(got.status, StatusCode::CONFLICT, "{below}");
        assert!(got.body.contains("Somebody was faster"));
        assert!(
            got.body.contains("merged it into “<bdi>Market</bdi>”"),
            "{}",
            got.body
        );
    }
    let reader = world
        .add_member("rita@example.org", Some(Role::Reader))
        .await;
    let got = world
        .post_as(&reader, &format!("{here}/apart"), &[("from", &id_b)])
        .await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);

    // The name was taken meanwhile: the page asks for another, and keeps what was typed.
    add_theme(&world, "Hours", &[]).await;
    let page = world.get(&format!("{here}/apart")).await.body;
    assert!(page.contains("Another theme is called “<bdi>Hours</bdi>” now"));
    for name in ["", "Market", "Hours"] {
        let sent = [("from", id_b.as_str()), ("name", name)];
        let got = world.post(&format!("{here}/apart"), &sent).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
    }
    let sent = [("from", id_b.as_str()), ("name", "Opening")];
    let got = world.post(&format!("{here}/apart"), &sent).await;
    assert_eq!(got.location, format!("{here}?said=apart"));
    let got = world.post(&format!("{here}/apart"), &sent).await;
    assert_eq!(
        got.status,
        StatusCode::CONFLICT,
        "a second time it is apart"
    );
    assert_eq!(names(&world).await, ["Opening", "Market", "Hours"]);
    let history = world.get(&format!("{here}/history")).await.body;
    assert!(history.contains("changed the name from “<bdi>Hours</bdi>” to “<bdi>Opening</bdi>”"));
    assert_eq!(behind(&world, a).await.points, 2);
}

#[tokio::test]
async fn points_are_split_moved_and_marked_over_the_web() {
    let world = World::new().await;
    let points = ids(&said(&world, 2, 2).await);
    let a = add_theme(&world, "Hours", &points).await.id;
    let b = add_theme(&world, "Market", &[]).await.id;
    let here = of(&world, a);
    let p: Vec<String> = points.iter().map(Uuid::to_string).collect();

    let page = world
        .get(&format!("{here}/split?points={}", p[0]))
        .await
        .body;
    assert!(page.contains("checked") && page.contains("said 0 0") && !page.contains("said 1 1"));
    let wrong: [Vec<(&str, &str)>; 3] = [
        vec![("name", "Late market"), ("listed", &p[0])],
        vec![("points", &p[0]), ("name", ""), ("meaning", "kept words")],
        vec![
            ("points", &p[0]),
            ("name", "MARKET"),
            ("meaning", "kept words"),
        ],
    ];
    for fields in wrong {
        let got = world.post(&format!("{here}/split"), &fields).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(got.body.contains("said 0 0"));
        assert!(got.body.contains("kept words") || got.body.contains("Late market"));
    }
    let sent = [("points", p[0].as_str()), ("name", "Late market")];
    let got = world.post(&format!("{here}/split"), &sent).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);
    let page = world.get(&got.location).await.body;
    assert!(page.contains("These points were first in"), "{page}");
    let coder = world
        .add_member("kwame@example.org", Some(Role::Coder))
        .await;
    let again = [("points", p[0].as_str()), ("name", "Again")];
    let got = world
        .post_as(&coder, &format!("{here}/split"), &again)
        .await;
    assert_eq!(got.status, StatusCode::CONFLICT);
    assert!(got.body.contains("sorted this point last"));

    let list = format!("{here}/points");
    for fields in [
        vec![("act", "move")],
        vec![("act", "move"), ("points", p[1].as_str())],
    ] {
        let got = world.post(&list, &fields).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let into = b.to_string();
    let sent = [("act", "move"), ("points", p[1].as_str()), ("into", &into)];
    assert_eq!(world.post(&list, &sent).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        world.post_as(&coder, &list, &sent).await.status,
        StatusCode::CONFLICT
    );
    let sent = [("act", "out"), ("points", p[2].as_str())];
    assert_eq!(world.post(&list, &sent).await.status, StatusCode::SEE_OTHER);
    assert_eq!(behind(&world, a).await.points, 1);

    let side = format!("{list}/{}", p[3]);
    let got = world
        .post(&side, &[("seen", "unmarked"), ("stance", "against")])
        .await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);
    let page = world.get(&here).await.body;
    assert!(page.contains("1 against."), "{page}");
    let late = [("seen", "unmarked"), ("stance", "for")];
    let got = world.post_as(&coder, &side, &late).await;
    assert_eq!(got.status, StatusCode::CONFLICT);
    let page = world.get(&format!("{here}?side=for")).await.body;
    assert!(!page.contains("said 1 1"));
    let page = world.get(&format!("{here}?side=against")).await.body;
    assert!(page.contains("said 1 1"));
    let got = world
        .post(&side, &[("seen", "against"), ("stance", "sideways")])
        .await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_theme_is_put_under_another_renamed_and_placed_over_the_web() {
    let world = World::new().await;
    let a = add_theme(&world, "Hours", &[]).await.id;
    let b = add_theme(&world, "Food", &[]).await.id;
    let c = add_theme(&world, "Rent", &[]).await.id;
    let here = of(&world, a);
    let nest = format!("{here}/nest");
    let page = world.get(&nest).await.body;
    assert!(page.contains("Food</option>"));
    let got = world.post(&nest, &[("under", "")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    let id_b = b.to_string();
    let got = world.post(&nest, &[("under", &id_b)]).await;
    assert_eq!(got.location, format!("{here}?said=nested"));
    assert!(world.get(&here).await.body.contains("Part of:"));
    assert!(
        world
            .get(&of(&world, b))
            .await
            .body
            .contains("Hours</bdi></a></li>")
    );
    let got = world.get(&format!("{}/nest", of(&world, b))).await;
    assert!(got.body.contains("a part cannot have parts"));
    let id_a = a.to_string();
    let got = world
        .post(&format!("{}/nest", of(&world, c)), &[("under", &id_a)])
        .await;
    assert!(got.body.contains("That theme is a part itself"));
    // Whoever saw it by itself is told that it stands elsewhere.
    let id_c = c.to_string();
    let got = world.post(&nest, &[("under", &id_c)]).await;
    assert_eq!(got.status, StatusCode::CONFLICT);
    let sent = [("under", "none"), ("seen", id_b.as_str())];
    assert_eq!(world.post(&nest, &sent).await.status, StatusCode::SEE_OTHER);

    let place = format!("{here}/move");
    let got = world.post(&place, &[("place", "3")]).await;
    assert_eq!(got.location, format!("{here}?said=place"));
    assert_eq!(names(&world).await, ["Food", "Rent", "Hours"]);
    let seen = [("seen_name", "Hours"), ("seen_meaning", "")];
    let first = [&seen[..], &[("name", "Opening hours"), ("meaning", "When")]].concat();
    assert_eq!(
        world.post(&here, &first).await.status,
        StatusCode::SEE_OTHER
    );
    let second = [&seen[..], &[("name", "Times"), ("meaning", "")]].concat();
    let got = world.post(&here, &second).await;
    assert_eq!(got.status, StatusCode::CONFLICT);
    assert!(
        got.body
            .contains("from “<bdi>Hours</bdi>” to “<bdi>Opening hours</bdi>”")
    );

    // A long trail has pages.
    for _ in 0..30 {
        try_nest(&world, a, Some(b)).await.unwrap();
        try_nest(&world, a, None).await.unwrap();
    }
    let page = world.get(&format!("{here}/history")).await.body;
    assert!(page.contains("Page 1 of 2") && !page.contains("made the theme"));
    let page = world.get(&format!("{here}/history?page=2")).await.body;
    assert!(page.contains("made the theme “<bdi>Hours</bdi>”"), "{page}");
    try_merge(&world, a, c).await.unwrap();
    let got = world.get(&format!("{}/remove", of(&world, c))).await;
    assert!(got.body.contains("was merged into it"));
    // What was removed still has its trail.
    let gone = of(&world, b);
    world.post(&format!("{gone}/remove"), &[]).await;
    let page = world.get(&format!("{gone}/history")).await.body;
    assert!(page.contains("removed it."));
    let nobody = world
        .get(&format!("{}/history", of(&world, Uuid::nil())))
        .await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}
