//! What was said once is never lost, and whether we have heard enough is told from the records as they are.

use axum::http::StatusCode;
use daisychain::erasure;
use daisychain::insight::enough::{Advice, Enough, Record};
use daisychain::insight::once::{Count, Once, Standing};
use entity::shared::{ActionStatus, Kind, Role};
use entity::{insight, kept_once, participant, theme};
use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use uuid::Uuid;

use crate::plan::{action, add_action, add_theme};
use crate::plan_world::World;

async fn once(world: &World) -> Once {
    Once::read(&world.app.db.read, world.face.chain.id)
        .await
        .unwrap()
}

async fn count(world: &World) -> Count {
    once(world).await.count()
}

async fn run(world: &World, sql: &str, values: Vec<sea_orm::Value>) {
    let conn = &world.app.db.write;
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    conn.execute_raw(statement).await.unwrap();
}

/// Two chats: Sam says two things, Lea one of them again.
async fn two_chats(world: &World) -> (participant::Model, Vec<insight::Model>) {
    let maria = world.starter("Maria").await;
    let said = [
        (Kind::Need, "The market shuts early", false),
        (Kind::Idea, "A bus to the big shop", false),
    ];
    let (sam, first) = world.chat(&maria, "Sam", &said).await;
    let again = [(Kind::Need, "Shut when I finish work", false)];
    let (_, second) = world.chat(&sam, "Lea", &again).await;
    let mut points = world.points(&first).await;
    points.extend(world.points(&second).await);
    (sam, points)
}

#[tokio::test]
async fn a_point_is_on_the_list_until_a_second_chat_says_it_or_somebody_answers_it() {
    let world = World::new().await;
    assert_eq!(count(&world).await, Count::default());
    let (_, points) = two_chats(&world).await;
    assert_eq!(count(&world).await.unsorted, 3);
    let hours = add_theme(&world, "Opening hours", &[points[0].id]).await;
    let bus = add_theme(&world, "Getting to shops", &[points[1].id]).await;
    let now = count(&world).await;
    assert_eq!((now.open, now.unsorted), (2, 1));

    // A second chat says it too: both points leave the list by themselves.
    let list = format!("/desk/{}/said-once", world.slug());
    let sort = format!("/desk/{}/sort/{}", world.slug(), points[2].id);
    let into = hours.id.to_string();
    world.post(&sort, &[("themes", &into)]).await;
    assert_eq!(once(&world).await.of(None), [points[1].id]);
    // The other chat's point is taken out by its speaker: the first is on the list again.
    let sql = "UPDATE insight SET withdrawn_at = made_at WHERE id = $1";
    run(&world, sql, vec![points[2].id.into()]).await;
    assert_eq!(count(&world).await.open, 2);
    let sql = "UPDATE insight SET withdrawn_at = NULL WHERE id = $1";
    run(&world, sql, vec![points[2].id.into()]).await;
    // Merged into the wider theme, the lone point was heard in two chats.
    let sql = "UPDATE theme SET merged_into = $1 WHERE id = $2";
    run(&world, sql, vec![hours.id.into(), bus.id.into()]).await;
    assert_eq!(count(&world).await, Count::default());
    let sql = "UPDATE theme SET merged_into = NULL WHERE id = $1";
    run(&world, sql, vec![bus.id.into()]).await;

    let at = format!("{list}/{}", points[1].id);
    let got = world.post(&at, &[]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    let got = world.post(&at, &[("become", "keep"), ("why", " ")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("Write why you keep it"), "{}", got.body);
    let why = [("become", "keep"), ("why", "Only Sam has no car")];
    for _ in 0..2 {
        assert_eq!(world.post(&at, &why).await.status, StatusCode::SEE_OTHER);
    }
    let page = world.get(&list).await.body;
    assert!(page.contains("Only Sam has no car") && page.contains("A bus to the big shop"));
    assert_eq!(count(&world).await.kept, 1);
    assert_eq!(count(&world).await.unanswered(), 0);
    world.post(&at, &[("become", "open")]).await;
    assert_eq!(count(&world).await.open, 1);
}

#[tokio::test]
async fn what_was_said_once_is_carried_into_the_plan_and_asked_about_before_publishing() {
    let world = World::new().await;
    let (_, points) = two_chats(&world).await;
    add_theme(&world, "Opening hours", &[points[0].id, points[2].id]).await;
    add_theme(&world, "Getting to shops", &[points[1].id]).await;
    let made = add_action(
        &world,
        action("A late market", ActionStatus::Agreed),
        &[],
        &[],
    )
    .await;
    let desk = format!("/desk/{}", world.slug());
    let title = [("title", "Our plan"), ("introduction", "")];
    world.post(&format!("{desk}/plan"), &title).await;
    let publish = format!("{desk}/plan/publish");
    let page = world.get(&publish).await.body;
    assert!(page.contains("1 point was said once"), "{page}");

    let at = format!("{desk}/said-once/{}", points[1].id);
    let coder = world.add_member("cem@example.org", Some(Role::Coder)).await;
    let id = made.id.to_string();
    let carry = [("become", "carry"), ("action", id.as_str())];
    let got = world.post_as(&coder, &at, &carry).await;
    assert_eq!(
        got.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "coders do not write the plan"
    );
    let got = world
        .post(&at, &[("become", "carry"), ("action", "none")])
        .await;
    assert!(got.body.contains("Choose an action"));
    assert_eq!(world.post(&at, &carry).await.status, StatusCode::SEE_OTHER);
    let standing = once(&world).await.standing(points[1].id);
    assert_eq!(standing, Some(Standing::Carried));
    assert!(!world.get(&publish).await.body.contains("was said once"));
}

#[tokio::test]
async fn why_a_point_was_kept_goes_when_its_speaker_is_forgotten() {
    let world = World::new().await;
    let (sam, points) = two_chats(&world).await;
    for point in &points {
        let at = format!("/desk/{}/said-once/{}", world.slug(), point.id);
        let kept = [("become", "keep"), ("why", "Canary about what was said")];
        world.post(&at, &kept).await;
    }
    let txn = world.begin().await;
    erasure::forget(&txn, &world.app.means, sam.id)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let left = kept_once::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(left.len(), 1, "what Lea said stands");
    assert_eq!(left[0].insight, points[2].id);
}

/// Sorts what each chat said: a theme of its own for each number.
async fn sorted(world: &World, themes: &mut Vec<theme::Model>, point: Uuid, number: usize) {
    while themes.len() <= number {
        let name = format!("Theme {}", themes.len());
        themes.push(add_theme(world, &name, &[]).await);
    }
    let at = format!("/desk/{}/sort/{point}", world.slug());
    let id = themes[number].id.to_string();
    world.post(&at, &[("themes", &id)]).await;
}

#[tokio::test]
async fn it_is_quiet_only_when_several_branches_bring_nothing_new() {
    let world = World::new().await;
    let page = format!("/desk/{}/enough", world.slug());
    let empty = world.get(&page).await.body;
    assert!(empty.contains("Nothing can be said yet"), "{empty}");
    let mut themes = Vec::new();
    let mut people = vec![world.starter("Maria").await];
    // One branch: the first three chats bring a theme each, the next four say the same again.
    for (n, number) in [0usize, 1, 2, 0, 1, 2, 0].into_iter().enumerate() {
        let last = people.last().unwrap().clone();
        let name = format!("Kim{}", "abcdefgh".chars().nth(n).unwrap());
        let (next, chat) = world
            .chat(&last, &name, &[(Kind::Need, "Shops", false)])
            .await;
        let point = world.points(&chat).await.remove(0);
        if n == 1 {
            let told = Enough::of(&record(&world).await);
            assert_eq!((told.advice, told.lately), (Advice::TooEarly, None));
        }
        sorted(&world, &mut themes, point.id, number).await;
        people.push(next);
    }
    let told = Enough::of(&record(&world).await);
    assert_eq!(told.new_by_chat, [1, 1, 1, 0, 0, 0, 0]);
    assert_eq!(told.advice, Advice::OneBranch);
    assert!(told.unheard().is_none());
    let body = world.get(&page).await.body;
    assert!(
        body.contains("start somewhere else") && body.contains("in 1 branch,"),
        "{body}"
    );

    // Another branch says the same: quiet in several.
    let zoe = world.starter("Zoe").await;
    let (yan, chat) = world
        .chat(&zoe, "Yan", &[(Kind::Need, "Shops", false)])
        .await;
    // Not sorted yet: it does not count, and the page says so.
    assert_eq!(record(&world).await.unsorted, 1);
    assert!(
        world
            .get(&page)
            .await
            .body
            .contains("One more chat is not sorted yet")
    );
    let point = world.points(&chat).await.remove(0);
    sorted(&world, &mut themes, point.id, 1).await;
    assert_eq!(Enough::of(&record(&world).await).advice, Advice::Quiet);
    // New themes come again.
    let said = [(Kind::Need, "Buses", false), (Kind::Idea, "Bikes", false)];
    let (_, chat) = world.chat(&yan, "Xia", &said).await;
    for (n, point) in world.points(&chat).await.into_iter().enumerate() {
        sorted(&world, &mut themes, point.id, 3 + n).await;
    }
    let told = Enough::of(&record(&world).await);
    assert_eq!(told.advice, Advice::GoOn);
    assert_eq!(told.new_by_branch, [3, 2]);
    // A theme merged into another is the same theme, at once and in every figure.
    let sql = "UPDATE theme SET merged_into = $1 WHERE id = $2";
    run(&world, sql, vec![themes[0].id.into(), themes[4].id.into()]).await;
    assert_eq!(Enough::of(&record(&world).await).themes, 4);
    let reader = world
        .add_member("rae@example.org", Some(Role::Reader))
        .await;
    assert_eq!(world.get_as(&reader, &page).await.status, StatusCode::OK);
}

async fn record(world: &World) -> Record {
    Record::read(&world.app.db.read, world.face.chain.id)
        .await
        .unwrap()
}
