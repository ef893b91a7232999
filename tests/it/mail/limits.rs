//! How many messages go out, who waits, and that nobody is lost by waiting.

use chrono::Duration;
use daisychain::db;
use daisychain::mail::limits::Limits;
use daisychain::mail::{MailKind, Mailer, Transport, first};
use entity::host;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::support::{Post, mailer_on};

const PLENTY: Limits = Limits {
    minute: 1_000,
    domain: 1_000,
    chain: 1_000,
    chain_invitations: 1_000,
    invitations: 1_000,
};

/// Another worker on the same outbox, with these limits.
fn worker(post: &Post, limits: Limits) -> Mailer {
    mailer_on(&post.t, Transport::Memory(post.memory.clone())).with_limits(Some(limits))
}

async fn sends(mailer: &Mailer) -> u32 {
    mailer.drain().await.unwrap().sent
}

fn later(post: &Post, by: Duration) {
    post.t.sources.advance(by);
}

async fn invite(post: &Post, people: usize) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for _ in 0..people {
        ids.push(post.invite("Sam").await.1);
    }
    ids
}

#[tokio::test]
async fn so_many_go_out_in_a_minute_and_the_rest_in_the_next_ones_in_their_order() {
    let post = Post::new().await;
    let ids = invite(&post, 7).await;
    let mailer = worker(
        &post,
        Limits {
            minute: 3,
            ..PLENTY
        },
    );
    assert_eq!(sends(&mailer).await, 3);
    assert_eq!(sends(&mailer).await, 0, "not before the minute is over");
    let last = post.row(ids[6]).await;
    assert_eq!(last.last_reply.as_deref(), Some("limit-minute"));
    assert_eq!(
        last.next_attempt_at,
        post.t.sources.now() + Duration::minutes(1)
    );
    assert_eq!(last.attempts, 0, "waiting is not a try");
    later(&post, Duration::minutes(1));
    // A new process knows what the one before it sent.
    let mailer = worker(
        &post,
        Limits {
            minute: 3,
            ..PLENTY
        },
    );
    assert_eq!(sends(&mailer).await, 3);
    assert!(
        post.row(ids[5]).await.sent_at.is_some(),
        "first come, first served"
    );
    assert!(post.row(ids[6]).await.sent_at.is_none());
    later(&post, Duration::minutes(1));
    assert_eq!(sends(&mailer).await, 1);
}

#[tokio::test]
async fn one_busy_domain_does_not_hold_up_the_others() {
    let post = Post::new().await;
    invite(&post, 5).await;
    let other = post.person("Ada").await;
    let to = daisychain::mail::To::Participant {
        id: other.id,
        link: other.act,
        generation: 1,
    };
    let elsewhere = post
        .store_as(
            MailKind::Invite,
            "ada@elsewhere.example",
            to,
            None,
            "k".to_owned(),
        )
        .await
        .unwrap();
    let mailer = worker(
        &post,
        Limits {
            domain: 2,
            ..PLENTY
        },
    );
    assert_eq!(sends(&mailer).await, 3);
    assert!(post.row(elsewhere).await.sent_at.is_some());
    later(&post, Duration::minutes(1));
    assert_eq!(sends(&mailer).await, 2);
}

#[tokio::test]
async fn invitations_beyond_the_days_budget_wait_for_days_and_do_not_grow_old() {
    let post = Post::new().await;
    let ids = invite(&post, 8).await;
    let limits = Limits {
        chain_invitations: 1,
        ..PLENTY
    };
    let mailer = worker(&post, limits);
    let mut gone = 0;
    for _ in 0..8 {
        gone += sends(&mailer).await;
        // What is no invitation goes at once.
        let person = post.person("Thanks").await;
        let thanks = post.store(MailKind::ThankYou, &person).await;
        assert_eq!(sends(&mailer).await, 1);
        assert!(post.row(thanks).await.sent_at.is_some());
        later(&post, Duration::days(1));
    }
    assert_eq!(
        gone, 8,
        "nobody is lost, though a message expires after five days"
    );
    for id in ids {
        assert!(post.row(id).await.expired_at.is_none());
    }
}

#[tokio::test]
async fn the_budget_of_the_server_and_of_a_chain_hold_too() {
    for limits in [
        Limits {
            invitations: 2,
            ..PLENTY
        },
        Limits { chain: 2, ..PLENTY },
    ] {
        let post = Post::new().await;
        invite(&post, 3).await;
        let mailer = worker(&post, limits);
        assert_eq!(sends(&mailer).await, 2);
        later(&post, Duration::hours(23));
        assert_eq!(sends(&mailer).await, 0);
        later(&post, Duration::hours(1));
        assert_eq!(sends(&mailer).await, 1);
    }
}

#[tokio::test]
async fn a_code_somebody_waits_for_never_waits() {
    let post = Post::new().await;
    invite(&post, 4).await;
    let none = Limits {
        minute: 1,
        domain: 1,
        ..PLENTY
    };
    let mailer = worker(&post, none);
    assert_eq!(sends(&mailer).await, 1);
    let code = post.code().await;
    assert_eq!(sends(&mailer).await, 1);
    assert!(post.row(code).await.sent_at.is_some());
}

#[tokio::test]
async fn without_limits_everything_goes() {
    let post = Post::new().await;
    invite(&post, 30).await;
    assert_eq!(post.drain().await.sent, 30);
}

#[tokio::test]
async fn the_first_invitations_of_a_host_wait_until_somebody_looked_at_them() {
    let post = Post::new().await;
    let ids = invite(&post, 2).await;
    let person = post.person("Thanks").await;
    post.store(MailKind::ThankYou, &person).await;
    let mailer = mailer_on(&post.t, Transport::Memory(post.memory.clone())).with_first_held(true);
    assert_eq!(sends(&mailer).await, 1, "only what is no invitation");
    let host = host::Entity::find()
        .one(&post.t.db.read)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(first::count(&post.t.db.read, host.id).await.unwrap(), 2);
    // They wait longer than a message lives, and are not lost by it.
    later(&post, Duration::days(6));
    assert_eq!(sends(&mailer).await, 0);
    for times in 0..2 {
        let txn = db::begin_write(&post.t.db).await.unwrap();
        let done = first::let_go(&txn, &post.t.sources, host.id).await.unwrap();
        txn.commit().await.unwrap();
        assert_eq!(done, times == 0);
    }
    assert_eq!(sends(&mailer).await, 2);
    for id in ids {
        assert!(post.row(id).await.sent_at.is_some());
    }
    invite(&post, 1).await;
    assert_eq!(sends(&mailer).await, 1, "later ones go by themselves");
}
