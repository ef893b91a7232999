//! Organisers write actions together: nobody's words are lost, every change can be read later, and what was taken out
//! can be brought back.

use axum::http::StatusCode;
use daisychain::plan::{self, actions, steps};
use entity::shared::{ActionStatus, Role};

use crate::plan::{action, add_action, add_theme, publish_next};
use crate::plan_world::World;

/// The fields of the form as the page of an action filled them, with some changed.
fn filled<'a>(edition: &'a str, towards: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("now", "People told us."),
        ("towards", towards),
        ("who", "with_help"),
        ("owner", "The traders"),
        ("by_when", "31/3/2027"),
        ("measure", "Ten stalls stay."),
        ("status", "agreed"),
        ("edition", edition),
    ]
}

#[tokio::test]
async fn two_who_change_one_action_at_once_are_told_and_lose_nothing() {
    let world = World::new().await;
    let made = add_action(&world, action("Soup", ActionStatus::Agreed), &[], &[]).await;
    let here = format!("/desk/{}/plan/actions/{}", world.slug(), made.id);
    let page = world.get(&here).await.body;
    assert!(page.contains("name=\"edition\" value=\"1\""));
    let cal = world
        .add_member("cal@example.org", Some(Role::Organiser))
        .await;

    let got = world.post(&here, &filled("1", "A late market")).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);
    // The same form again is no quarrel with oneself.
    let again = world.post(&here, &filled("1", "A late market")).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let late = world
        .post_as(&cal, &here, &filled("1", "Soup on Fridays"))
        .await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        late.body
            .contains("Somebody changed this action while you were writing")
    );
    assert!(
        late.body.contains("A late market") && late.body.contains(">Soup on Fridays</textarea>")
    );
    assert!(late.body.contains("name=\"edition\" value=\"2\""));
    let conn = &world.app.db.read;
    let stands = || async {
        let found = plan::find(conn, world.face.chain.id, made.id).await;
        found.unwrap().unwrap()
    };
    assert_eq!(stands().await.towards, "A late market");
    // Saved once more, knowing: theirs stands, and the history has both.
    let got = world
        .post_as(&cal, &here, &filled("2", "Soup on Fridays"))
        .await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);
    let found = stands().await;
    assert_eq!(
        (found.towards.as_str(), found.edition),
        ("Soup on Fridays", 3)
    );
    let past = actions::history(conn, made.id).await.unwrap();
    let what: Vec<&str> = past.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(what, ["changed", "changed", "points", "added"]);
    let history = world.get(&format!("{here}/history")).await.body;
    for part in [
        "A late market",
        "Soup on Fridays",
        "<del><bdi>Soup</bdi></del>",
        "Towards",
    ] {
        assert!(history.contains(part), "{part}: {history}");
    }
}

#[tokio::test]
async fn an_action_has_a_cost_and_steps_that_are_ticked_off() {
    let world = World::new().await;
    let made = add_action(&world, action("Soup", ActionStatus::Agreed), &[], &[]).await;
    let here = format!("/desk/{}/plan/actions/{}", world.slug(), made.id);
    let mut fields = filled("1", "Soup");
    fields.push(("cost", "12,5"));
    let got = world.post(&here, &fields).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("Write the cost in numbers") && got.body.contains("value=\"12,5\""));
    *fields.last_mut().unwrap() = ("cost", "£1,250.50");
    assert_eq!(
        world.post(&here, &fields).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(world.get(&here).await.body.contains("value=\"1,250.50\""));

    let empty = world.post(&format!("{here}/steps"), &[("step", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Write what the step is"));
    let long = "x".repeat(steps::STEP_MAX + 1);
    let got = world
        .post(&format!("{here}/steps"), &[("step", &long)])
        .await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains(&long), "what was typed stays");
    let once = [
        ("step", "Ask the school"),
        ("nonce", "step-nonce-0123456789"),
    ];
    for _ in 0..2 {
        assert_eq!(
            world.post(&format!("{here}/steps"), &once).await.status,
            StatusCode::SEE_OTHER
        );
    }
    let conn = &world.app.db.read;
    let all = steps::list(conn, made.id).await.unwrap();
    assert_eq!(all.len(), 1, "pressed twice, added once");
    let step = format!("{here}/steps/{}", all[0].id);
    world
        .post(&format!("{step}/tick"), &[("done", "yes")])
        .await;
    assert!(
        steps::list(conn, made.id).await.unwrap()[0]
            .done_at
            .is_some()
    );
    let list = world
        .get(&format!("/desk/{}/plan", world.slug()))
        .await
        .body;
    assert!(
        list.contains("1 of 1 steps done") && list.contains("It costs £1,250.50"),
        "{list}"
    );
    world.post(&format!("{step}/tick"), &[("done", "no")]).await;
    assert!(
        steps::list(conn, made.id).await.unwrap()[0]
            .done_at
            .is_none()
    );
    world.post(&format!("{step}/remove"), &[]).await;
    world.post(&format!("{step}/remove"), &[]).await;
    assert!(steps::list(conn, made.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_was_taken_out_is_brought_back_with_all_it_rested_on() {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let said = [(entity::shared::Kind::Need, "Open later", false)];
    let (_, chat) = world.chat(&maria, "Sam", &said).await;
    let points = world.points(&chat).await;
    let hours = add_theme(&world, "Hours", &[points[0].id]).await;
    let made = add_action(
        &world,
        action("Soup", ActionStatus::Agreed),
        &[hours.id],
        &[],
    )
    .await;
    let other = add_action(&world, action("Bread", ActionStatus::Agreed), &[], &[]).await;
    let desk = format!("/desk/{}/plan", world.slug());
    let here = format!("{desk}/actions/{}", made.id);
    world.post(&format!("{here}/remove"), &[]).await;
    let list = world.get(&desk).await.body;
    assert!(!list.contains("Soup") && list.contains("Actions taken out: 1"));
    assert_eq!(world.get(&here).await.status, StatusCode::NOT_FOUND);
    let version = publish_next(&world, false).await;
    let towards: Vec<&str> = version
        .body
        .actions
        .iter()
        .map(|a| a.towards.as_str())
        .collect();
    assert_eq!(towards, ["Bread"]);
    let removed = world.get(&format!("{desk}/removed")).await.body;
    assert!(removed.contains("Soup") && removed.contains("Bring back"));
    for _ in 0..2 {
        let got = world.post(&format!("{here}/bring-back"), &[]).await;
        assert_eq!(got.location, desk);
    }
    let conn = &world.app.db.read;
    let all = plan::list(conn, world.face.chain.id).await.unwrap();
    let ids: Vec<_> = all.iter().map(|one| one.id).collect();
    assert_eq!(ids, [other.id, made.id], "at the end");
    assert_eq!(plan::basis(conn, made.id).await.unwrap().themes, [hours.id]);
    assert!(
        world
            .get(&format!("{desk}/removed"))
            .await
            .body
            .contains("No action was taken out")
    );
}

#[tokio::test]
async fn themes_that_a_colleague_ticked_are_not_lost_and_no_owner_stands_in_the_history() {
    let world = World::new().await;
    let buses = add_theme(&world, "Buses", &[]).await;
    let made = add_action(&world, action("Soup", ActionStatus::Agreed), &[], &[]).await;
    let here = format!("/desk/{}/plan/actions/{}", world.slug(), made.id);
    let id = buses.id.to_string();
    let mut ticked = filled("1", "Soup");
    ticked.push(("themes", &id));
    assert_eq!(
        world.post(&here, &ticked).await.status,
        StatusCode::SEE_OTHER
    );
    // A colleague's page still shows none ticked.
    let late = world.post(&here, &filled("1", "Soup, please")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let conn = &world.app.db.read;
    assert_eq!(plan::basis(conn, made.id).await.unwrap().themes, [buses.id]);
    let mut named = filled("2", "Soup");
    named.push(("themes", &id));
    named[3] = ("owner", "CANARYOWNER");
    assert_eq!(
        world.post(&here, &named).await.status,
        StatusCode::SEE_OTHER
    );
    let history = world.get(&format!("{here}/history")).await.body;
    assert!(history.contains("Buses") && history.contains("(not kept here)"));
    assert!(!history.contains("CANARYOWNER"));
}
