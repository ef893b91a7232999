//! A chain's goal: who may set it, and how it is kept.

use axum::http::StatusCode;
use daisychain::{chain, db};
use entity::audit;
use entity::shared::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::support::{set_goal, thirteen_old_turns};
use crate::organisers::add_organiser;

#[tokio::test]
async fn a_goal_is_kept_with_a_note_and_a_wrong_one_comes_back_as_it_was_typed() {
    let w = thirteen_old_turns().await;
    let page = w.get("/health").await.body;
    assert!(page.contains("Nothing is open now.") && page.contains("You have set no goal."));
    assert_eq!(w.get("/health/goal").await.status, StatusCode::OK);
    let before = w.face.chain.rules.clone();
    for (chats, on, field) in [
        ("many", "1/2/2027", "goal_chats"),
        ("0", "1/2/2027", "goal_chats"),
        ("60", "soon", "goal_on"),
        ("60", "1/2/2020", "goal_on"),
        ("60", "1/2/2099", "goal_on"),
        ("60", "", "goal_on"),
    ] {
        let wrong = w
            .post("/health/goal", &[("goal_chats", chats), ("goal_on", on)])
            .await;
        assert_eq!(
            wrong.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{chats} {on}"
        );
        assert!(
            wrong.body.contains(&format!("href=\"#{field}\"")),
            "{chats} {on}"
        );
        assert!(
            wrong.body.contains(&format!("value=\"{chats}\""))
                && wrong.body.contains(&format!("value=\"{on}\""))
        );
    }
    assert_eq!(w.count_audit("chain.goal").await, 0);
    set_goal(&w, "60", "1/2/2027").await;
    set_goal(&w, "60", "1/2/2027").await;
    assert_eq!(w.count_audit("chain.goal").await, 1);
    let face = chain::find_face(&w.app.db.read, w.face.chain.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (
            face.chain.rules.goal_chats,
            face.chain.rules.goal_on.as_deref()
        ),
        (60, Some("2027-02-01"))
    );
    let others = entity::shared::Rules {
        goal_chats: 0,
        goal_on: None,
        ..face.chain.rules
    };
    assert_eq!(others, before);
    let page = w.get("/health").await.body;
    assert!(
        page.contains("Your goal: 60 chats by Monday 1 February 2027. There are 12 chats now.")
    );
    assert!(page.contains("You will very likely miss your goal."));
    let form = w.get("/health/goal").await.body;
    assert!(form.contains("value=\"60\"") && form.contains("value=\"1/2/2027\""));
    // Who saves the other rules does not lose it.
    let txn = db::begin_write(&w.app.db).await.unwrap();
    let id = w.face.chain.id;
    chain::change_rules(&txn, id, 2, entity::shared::Rules::default(), false)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert!(w.get("/health").await.body.contains("Your goal: 60 chats"));
    // Reached, passed, and taken away.
    set_goal(&w, "12", "1/2/2027").await;
    let page = w.get("/health").await.body;
    assert!(page.contains("You have reached your goal.") && !page.contains("Chance to reach"));
    w.day(200);
    let page = w.get("/health").await.body;
    assert!(
        page.contains("The day of your goal, Monday 1 February 2027, has passed.")
            && !page.contains("reached your goal")
    );
    set_goal(&w, "", "").await;
    assert!(
        w.get("/health")
            .await
            .body
            .contains("You have set no goal.")
    );
    assert_eq!(w.count_audit("chain.goal").await, 3);
}

#[tokio::test]
async fn everybody_of_the_team_sees_how_the_chain_goes_and_organisers_set_the_goal() {
    let w = thirteen_old_turns().await;
    for role in [Role::Organiser, Role::Coder, Role::Reader] {
        let cookie = w.with_role(role).await;
        let page = w.send(&cookie, "/health", None).await;
        assert_eq!(page.status, StatusCode::OK);
        let may = role == Role::Organiser;
        assert_eq!(page.body.contains("/health/goal"), may);
        assert_eq!(page.body.contains("/people/add"), may);
        let fields = [("goal_chats", "60"), ("goal_on", "1/2/2027")];
        let set = w.send(&cookie, "/health/goal", Some(&fields)).await;
        assert_eq!(
            set.status,
            if may {
                StatusCode::SEE_OTHER
            } else {
                StatusCode::FORBIDDEN
            }
        );
        assert_eq!(
            w.send(&cookie, "/health/goal", None).await.status,
            if may {
                StatusCode::OK
            } else {
                StatusCode::FORBIDDEN
            }
        );
    }
    let noted: Vec<Option<Uuid>> = audit::Entity::find()
        .filter(audit::Column::Act.eq("chain.goal"))
        .all(&w.app.db.read)
        .await
        .unwrap()
        .iter()
        .map(|row| row.chain)
        .collect();
    assert_eq!(noted, [Some(w.face.chain.id)]);
    let stranger = w.sign_in(add_organiser(&w.app, "Stranger").await).await;
    assert_eq!(
        w.send(&stranger, "/health", None).await.status,
        StatusCode::NOT_FOUND
    );
    let nobody = w.send("", "/health", None).await;
    assert!(nobody.to.starts_with("/sign-in?next="));
}
