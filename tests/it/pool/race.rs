//! However many press at once, nobody is joined twice and nobody is lost.

use daisychain::chain::Face;
use daisychain::conversation::Outcome;
use daisychain::conversation::{answer, pool};
use daisychain::db;
use daisychain::people::{self, NewStarter};
use entity::shared::{Door, Way};
use entity::{conversation, nomination, outbox};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::support::TestApp;

/// One chain with `n` first people who said yes.
async fn nominators(app: &TestApp, owner: Uuid, n: usize, seed: u64) -> (Face, Vec<Uuid>) {
    let face = app.start_chain(&format!("Chain {seed}"), owner).await;
    let txn = db::begin_write(app.db()).await.unwrap();
    let mut ids = Vec::new();
    for i in 0..n {
        let new = NewStarter {
            name: "Maria Lopez".into(),
            email: format!("maria{i}.{seed}@example.org"),
            language: "en".into(),
        };
        let person = people::add_starter(&txn, app.means(), &face, owner, new)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            answer::agree(&txn, app.means(), &face, &person, &[])
                .await
                .unwrap(),
            Outcome::Done
        );
        ids.push(person.id);
    }
    txn.commit().await.unwrap();
    (face, ids)
}

/// People who asked to join and have not said yes.
async fn joiners(app: &TestApp, face: &Face, n: usize, seed: u64) -> Vec<Uuid> {
    let txn = db::begin_write(app.db()).await.unwrap();
    let mut ids = Vec::new();
    for i in 0..n {
        let email = format!("sam{i}.{seed}@example.org");
        let (door, email) = (Door::Pool, Some(email.as_str()));
        let person = people::add_newcomer(&txn, app.means(), face, door, "Sam Khan", email, "en")
            .await
            .unwrap()
            .unwrap();
        ids.push(person.id);
    }
    txn.commit().await.unwrap();
    ids
}

async fn press(app: daisychain::app::App, face: Face, id: Uuid, asks: bool) {
    // Sixty stand in line for one writer: on a slow machine the last of them are turned away, and press again.
    let txn = loop {
        match db::begin_write(&app.db).await {
            Ok(txn) => break txn,
            Err(DbErr::ConnectionAcquire(_)) => {}
            Err(error) => panic!("{error}"),
        }
    };
    let person = people::find(&txn, id).await.unwrap().unwrap();
    if asks {
        assert_eq!(
            pool::ask(&txn, &app.means, &face, &person, &person.language)
                .await
                .unwrap()
                .unwrap(),
            Outcome::Done
        );
    } else {
        assert_eq!(
            answer::agree(&txn, &app.means, &face, &person, &[])
                .await
                .unwrap(),
            Outcome::Done
        );
    }
    txn.commit().await.unwrap();
}

/// Fifty ask for ten who wait, all at once and in an order of its own for every seed. In every other race the ten say
/// yes while the fifty ask.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_who_ask_for_ten_who_wait_make_ten_pairs_and_nobody_is_there_twice() {
    let app = TestApp::new().await;
    let owner = app.organiser("Asha Khan").await;
    for seed in 0..20 {
        let mut chance = StdRng::seed_from_u64(seed);
        let (face, asking) = nominators(&app, owner, 50, seed).await;
        let saying_yes = joiners(&app, &face, 10, seed).await;
        let mut presses: Vec<(Uuid, bool)> = asking.iter().map(|id| (*id, true)).collect();
        if seed % 2 == 0 {
            for id in &saying_yes {
                press(app.app.clone(), face.clone(), *id, false).await;
            }
        } else {
            presses.extend(saying_yes.iter().map(|id| (*id, false)));
        }
        presses.shuffle(&mut chance);
        let mut running = tokio::task::JoinSet::new();
        for (id, asks) in presses {
            let (app, face) = (app.app.clone(), face.clone());
            let pause = chance.random_range(0..4);
            running.spawn(async move {
                for _ in 0..pause {
                    tokio::task::yield_now().await;
                }
                press(app, face, id, asks).await;
            });
        }
        running.join_all().await;
        holds(&app, &face, &asking, &saying_yes).await;
    }
}

async fn holds(app: &TestApp, face: &Face, asking: &[Uuid], saying_yes: &[Uuid]) {
    let read = &app.db().read;
    let chain = face.chain.id;
    let talks = conversation::Entity::find()
        .filter(conversation::Column::Chain.eq(chain))
        .all(read)
        .await
        .unwrap();
    assert_eq!(talks.len(), 10);
    let mut partners: Vec<Uuid> = talks.iter().map(|c| c.partner).collect();
    let mut initiators: Vec<Uuid> = talks.iter().map(|c| c.initiator).collect();
    partners.sort_unstable();
    initiators.sort_unstable();
    initiators.dedup();
    assert_eq!(partners, saying_yes, "everybody who waited, once each (I1)");
    assert_eq!(initiators.len(), 10, "nobody got two (I6)");
    assert!(initiators.iter().all(|id| asking.contains(id)));
    for c in &talks {
        let partner = people::find(read, c.partner).await.unwrap().unwrap();
        assert!(c.agreed_at.is_some() && c.way == Way::Pool);
        assert_eq!(partner.parent, Some(c.initiator));
        assert_eq!(partner.branch, Some(c.initiator));
        assert!(partner.waiting_since.is_none());
    }
    let open = nomination::Entity::find()
        .filter(nomination::Column::Chain.eq(chain))
        .filter(nomination::Column::UsedAt.is_null())
        .filter(nomination::Column::DroppedAt.is_null())
        .count(read)
        .await
        .unwrap();
    assert_eq!(open, 40, "the others go on waiting");
    for (kind, people) in [("matched", &initiators), ("somebody-for-you", &partners)] {
        let told = outbox::Entity::find()
            .filter(outbox::Column::Chain.eq(chain))
            .filter(outbox::Column::Kind.eq(kind))
            .all(read)
            .await
            .unwrap();
        let mut told: Vec<Uuid> = told.iter().filter_map(|m| m.participant).collect();
        told.sort_unstable();
        assert_eq!(&told, people, "{kind} to each, once");
    }
}
