//! However many press at once, on both databases: one introduction, one offer, one owner, and nothing shared with who
//! leaves at the same moment.

use daisychain::app::App;
use daisychain::chain::Face;
use daisychain::db;
use daisychain::people;
use daisychain::plan::hands::introductions::{self, Said};
use daisychain::plan::hands::owners::{self, Asked};
use daisychain::plan::hands::pledges;
use entity::{introduction, outbox, pledge};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{asked, offers, published, reload, says_yes};
use crate::plan_world::World;

async fn begin(app: &App) -> DatabaseTransaction {
    loop {
        match db::begin_write(&app.db).await {
            Ok(txn) => break txn,
            Err(DbErr::ConnectionAcquire(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

async fn yes(app: App, face: Face, person: Uuid, row: Uuid) -> Said {
    let txn = begin(&app).await;
    let person = people::find(&txn, person).await.unwrap().unwrap();
    let said = introductions::say_yes(&txn, &app.means, &face, &person, row, "Detail").await;
    txn.commit().await.unwrap();
    said.unwrap()
}

async fn no(app: App, person: Uuid, row: Uuid) -> bool {
    let txn = begin(&app).await;
    let person = people::find(&txn, person).await.unwrap().unwrap();
    let done = introductions::say_no(&txn, &app.means, &person, row).await;
    txn.commit().await.unwrap();
    done.unwrap()
}

async fn forget(app: App, person: Uuid) {
    let txn = begin(&app).await;
    daisychain::erasure::forget(&txn, &app.means, person)
        .await
        .unwrap();
    txn.commit().await.unwrap();
}

async fn introduced(world: &World) -> u64 {
    outbox::Entity::find()
        .filter(outbox::Column::Kind.eq("introduced"))
        .count(&world.app.db.read)
        .await
        .unwrap()
}

#[tokio::test]
async fn both_say_yes_at_once_and_are_introduced_once() {
    let world = World::new().await;
    let (two, row) = asked(&world, ["Ana", "Bo"]).await;
    let mut presses = Vec::new();
    for n in 0..10 {
        let (app, face) = (world.app.clone(), world.face.clone());
        presses.push(tokio::spawn(yes(app, face, two[n % 2].id, row.id)));
    }
    let mut made = 0;
    for press in presses {
        made += usize::from(press.await.unwrap() == Said::Made);
    }
    assert_eq!(made, 1);
    assert_eq!(introduced(&world).await, 2, "each is told once");
}

#[tokio::test]
async fn a_yes_and_a_no_at_once_leave_nothing_half_made() {
    for _ in 0..5 {
        let world = World::new().await;
        let (two, row) = asked(&world, ["Ana", "Bo"]).await;
        says_yes(&world, &two[0], &row, "Detail").await;
        let (app, face) = (world.app.clone(), world.face.clone());
        let one = tokio::spawn(yes(app, face, two[1].id, row.id));
        let other = tokio::spawn(no(world.app.clone(), two[0].id, row.id));
        one.await.unwrap();
        assert!(other.await.unwrap(), "the no always counts");
        let row = reload(&world, &row).await;
        assert!(row.ended_at.is_some() && row.one_contact.is_none() && row.other_contact.is_none());
        // Made first, each was told; otherwise nobody was.
        let told = introduced(&world).await;
        assert_eq!(told, if row.made_at.is_some() { 2 } else { 0 });
    }
}

#[tokio::test]
async fn whoever_is_erased_while_the_other_says_yes_shares_nothing() {
    for _ in 0..5 {
        let world = World::new().await;
        let (two, row) = asked(&world, ["Ana", "Bo"]).await;
        says_yes(&world, &two[0], &row, "Detail").await;
        let (app, face) = (world.app.clone(), world.face.clone());
        let one = tokio::spawn(yes(app.clone(), face.clone(), two[1].id, row.id));
        let own = tokio::spawn(yes(app.clone(), face, two[0].id, row.id));
        let other = tokio::spawn(forget(app, two[0].id));
        one.await.unwrap();
        own.await.unwrap();
        other.await.unwrap();
        let row = reload(&world, &row).await;
        assert!(row.ended_at.is_some() && row.one_contact.is_none() && row.other_contact.is_none());
    }
}

#[tokio::test]
async fn two_organisers_at_once_propose_one_introduction_and_ask_one_owner() {
    let (world, made) = published(&["A late market"]).await;
    let (ana, bo) = (world.starter("Ana").await, world.starter("Bo").await);
    for person in [&ana, &bo] {
        offers(&world, person, &made[0], "").await;
    }
    let propose = |pair: [Uuid; 2]| {
        let (app, face, owner) = (world.app.clone(), world.face.clone(), world.owner);
        tokio::spawn(async move {
            let txn = begin(&app).await;
            let by = (&face, owner);
            let row = introductions::propose(&txn, &app.means, by, pair, "Soup.").await;
            let done = row.unwrap().is_ok();
            if done {
                txn.commit().await.unwrap();
            }
            done
        })
    };
    let presses = [
        propose([ana.id, bo.id]),
        propose([bo.id, ana.id]),
        propose([ana.id, bo.id]),
    ];
    let mut done = 0;
    for press in presses {
        done += usize::from(press.await.unwrap());
    }
    assert_eq!(done, 1);
    let conn = &world.app.db.read;
    assert_eq!(introduction::Entity::find().count(conn).await.unwrap(), 1);

    let ask = |person: entity::participant::Model| {
        let (app, face, owner) = (world.app.clone(), world.face.clone(), world.owner);
        let action = made[0].clone();
        tokio::spawn(async move {
            let txn = begin(&app).await;
            let by = (&face, owner);
            let asked = owners::ask(&txn, &app.means, by, &action, &person).await;
            let done = matches!(asked.unwrap(), Asked::Asked(_));
            if done {
                txn.commit().await.unwrap();
            }
            done
        })
    };
    let (one, other) = (ask(ana), ask(bo));
    assert_eq!(
        u8::from(one.await.unwrap()) + u8::from(other.await.unwrap()),
        1
    );
}

#[tokio::test]
async fn an_offer_pressed_many_times_at_once_is_one() {
    let (world, made) = published(&["A late market"]).await;
    let ana = world.starter("Ana").await;
    let presses = (0..6).map(|_| {
        let (app, face, id) = (world.app.clone(), world.face.clone(), ana.id);
        let action = made[0].id;
        tokio::spawn(async move {
            let txn = begin(&app).await;
            let person = people::find(&txn, id).await.unwrap().unwrap();
            pledges::offer(&txn, &app.means, &face, &person, action, "Tea")
                .await
                .unwrap();
            txn.commit().await.unwrap();
        })
    });
    for press in presses.collect::<Vec<_>>() {
        press.await.unwrap();
    }
    let all = pledge::Entity::find().count(&world.app.db.read).await;
    assert_eq!(all.unwrap(), 1);
}
