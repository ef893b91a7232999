//! What no longer holds, or may not be sent, is not sent, and the row says why.

use chrono::Duration;
use daisychain::db;
use daisychain::mail::queue;
use daisychain::mail::{self, Drained, MailKind, suppression};
use entity::shared::{EndedWhy, SuppressionReason};
use entity::{chain, conversation, link, outbox, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::support::{Person, Post};

#[tokio::test]
async fn what_no_longer_holds_is_not_sent() {
    type Change = fn(&Post, &Person) -> sea_orm::UpdateMany<link::Entity>;
    let revoke: Change = |post, person| {
        link::Entity::update_many()
            .col_expr(link::Column::RevokedAt, Expr::value(post.t.sources.now()))
            .filter(link::Column::Id.eq(person.act))
    };
    let end: Change = |post, person| {
        link::Entity::update_many()
            .col_expr(link::Column::EndsAt, Expr::value(post.t.sources.now()))
            .filter(link::Column::Id.eq(person.act))
    };
    let renew: Change = |_, person| {
        link::Entity::update_many()
            .col_expr(link::Column::Generation, Expr::value(2))
            .filter(link::Column::Id.eq(person.act))
    };
    for change in [revoke, end, renew] {
        let post = Post::new().await;
        let (person, id) = post.invite("Sam").await;
        change(&post, &person).exec(&post.t.db.write).await.unwrap();
        assert_eq!(post.drain().await.cancelled, 1);
        assert_eq!(post.row(id).await.last_reply.as_deref(), Some("link-ended"));
    }
    for (column, reason) in [
        (participant::Column::StoppedAt, "stopped"),
        (participant::Column::ErasedAt, "erased"),
    ] {
        let post = Post::new().await;
        let (person, id) = post.invite("Sam").await;
        participant::Entity::update_many()
            .col_expr(column, Expr::value(post.t.sources.now()))
            .col_expr(participant::Column::Name, Expr::value(None::<String>))
            .filter(participant::Column::Id.eq(person.id))
            .exec(&post.t.db.write)
            .await
            .unwrap();
        assert_eq!(post.drain().await.cancelled, 1);
        assert_eq!(post.row(id).await.last_reply.as_deref(), Some(reason));
    }
}

#[tokio::test]
async fn an_ended_conversation_takes_its_invitation_back_but_not_the_answer() {
    let post = Post::new().await;
    let (person, id) = post.invite("Sam").await;
    let answer = post.store(MailKind::SaidNo, &person).await;
    conversation::Entity::update_many()
        .col_expr(
            conversation::Column::EndedAt,
            Expr::value(post.t.sources.now()),
        )
        .col_expr(
            conversation::Column::EndedWhy,
            Expr::value(EndedWhy::Organiser.as_str()),
        )
        .filter(conversation::Column::Id.eq(person.conversation))
        .exec(&post.t.db.write)
        .await
        .unwrap();
    let drained = post.drain().await;
    assert_eq!((drained.sent, drained.cancelled), (1, 1));
    assert!(post.row(id).await.cancelled_at.is_some());
    assert!(post.row(answer).await.sent_at.is_some());
}

#[tokio::test]
async fn a_closed_chain_sends_no_invitation_and_a_paused_one_waits() {
    let post = Post::new().await;
    let (person, id) = post.invite("Sam").await;
    let other = post.store(MailKind::YourTurn, &person).await;
    let set = |column, at: Option<chrono::DateTime<chrono::Utc>>| {
        chain::Entity::update_many().col_expr(column, Expr::value(at))
    };
    let now = Some(post.t.sources.now());
    set(chain::Column::PausedAt, now)
        .exec(&post.t.db.write)
        .await
        .unwrap();
    let drained = post.drain().await;
    assert_eq!((drained.sent, drained.again), (1, 1));
    assert!(post.row(other).await.sent_at.is_some());
    let waiting = post.row(id).await;
    assert_eq!(
        (waiting.attempts, waiting.last_reply.as_deref()),
        (0, Some("chain-paused"))
    );
    set(chain::Column::PausedAt, None)
        .exec(&post.t.db.write)
        .await
        .unwrap();
    post.t.sources.advance(queue::PAUSED);
    set(chain::Column::ClosedAt, now)
        .exec(&post.t.db.write)
        .await
        .unwrap();
    assert_eq!(post.drain().await.cancelled, 1);
    assert_eq!(
        post.row(id).await.last_reply.as_deref(),
        Some("chain-closed")
    );
}

#[tokio::test]
async fn a_suppressed_address_is_not_written_to_until_the_time_is_over() {
    let post = Post::new().await;
    for (reason, days, sent) in [
        (SuppressionReason::Asked, None, 0),
        (SuppressionReason::Bounced, Some(90), 0),
        (SuppressionReason::Bounced, Some(-1), 1),
    ] {
        let (person, id) = post.invite("Sam").await;
        post.suppress(&person.address.to_uppercase(), reason, days)
            .await;
        assert_eq!(post.drain().await.sent, sent, "{reason:?} {days:?}");
        if sent == 0 {
            assert_eq!(post.row(id).await.last_reply.as_deref(), Some("suppressed"));
        }
    }
    // An organiser asks for a code at this very minute: the list does not lock them out.
    post.suppress("asha@example.org", SuppressionReason::Asked, None)
        .await;
    post.code().await;
    assert_eq!(post.drain().await.sent, 1);
}

#[tokio::test]
async fn never_again_is_not_weakened_by_a_later_bounce() {
    let post = Post::new().await;
    post.suppress("sam@example.net", SuppressionReason::Bounced, Some(90))
        .await;
    post.suppress("sam@example.net", SuppressionReason::Asked, None)
        .await;
    post.suppress("sam@example.net", SuppressionReason::Bounced, Some(90))
        .await;
    post.t.sources.advance(Duration::days(400));
    assert!(post.is_suppressed("sam@example.net").await);
    let txn = db::begin_write(&post.t.db).await.unwrap();
    let index = post.t.keys.address_index("sam@example.net");
    assert!(suppression::lift(&txn, &index).await.unwrap());
    txn.commit().await.unwrap();
    assert!(!post.is_suppressed("sam@example.net").await);
}

#[tokio::test]
async fn an_old_message_expires_unsent() {
    let post = Post::new().await;
    let code = post.code().await;
    let (_, invite) = post.invite("Sam").await;
    post.t.sources.advance(Duration::minutes(10));
    assert_eq!(
        post.drain().await,
        Drained {
            sent: 1,
            expired: 1,
            ..Drained::default()
        }
    );
    assert!(post.row(code).await.expired_at.is_some());
    assert!(post.row(invite).await.sent_at.is_some());
    let (_, invite) = post.invite("Sam").await;
    post.t.sources.advance(Duration::days(5));
    assert_eq!(post.drain().await.expired, 1);
    assert!(post.row(invite).await.sent_at.is_none());
}

#[tokio::test]
async fn a_row_that_cannot_be_built_fails_alone() {
    let post = Post::new().await;
    let mut ids = Vec::new();
    for _ in 0..100 {
        ids.push(post.invite("Sam").await.1);
    }
    for (id, column, value) in [
        (ids[13], outbox::Column::Kind, "postcard"),
        (ids[57], outbox::Column::Text, "%%code%%"),
    ] {
        outbox::Entity::update_many()
            .col_expr(column, Expr::value(value))
            .filter(outbox::Column::Id.eq(id))
            .exec(&post.t.db.write)
            .await
            .unwrap();
    }
    let drained = post.drain().await;
    assert_eq!((drained.sent, drained.failed), (98, 2));
    assert!(post.row(ids[13]).await.failed_at.is_some());
    assert!(post.row(ids[57]).await.failed_at.is_some());
}

#[tokio::test]
async fn a_bounce_marks_the_person_and_spares_an_address_that_was_corrected() {
    let post = Post::new().await;
    let (person, id) = post.invite("Sam").await;
    let (corrected, _) = post.invite("Ana").await;
    post.memory.refuse(&person.address);
    post.memory.refuse(&corrected.address);
    participant::Entity::update_many()
        .col_expr(
            participant::Column::EmailIndex,
            Expr::value(post.t.keys.address_index("new@example.net")),
        )
        .filter(participant::Column::Id.eq(corrected.id))
        .exec(&post.t.db.write)
        .await
        .unwrap();
    assert_eq!(post.drain().await.bounced, 2);
    let find = |id| participant::Entity::find_by_id(id).one(&post.t.db.read);
    assert!(find(person.id).await.unwrap().unwrap().bounced_at.is_some());
    assert!(
        find(corrected.id)
            .await
            .unwrap()
            .unwrap()
            .bounced_at
            .is_none()
    );
    assert!(post.is_suppressed(&person.address).await);
    let row = post.row(id).await;
    assert!(row.failed_at.is_some());
    assert_eq!(post.attempts(id).await, [("rcpt".to_owned(), Some(550))]);
    post.t.sources.advance(Duration::days(91));
    assert!(!post.is_suppressed(&person.address).await);
}

#[tokio::test]
async fn a_message_taken_back_after_the_claim_does_not_go_out() {
    let post = Post::new().await;
    let (person, id) = post.invite("Sam").await;
    let (db, sources) = (&post.t.db, &post.t.sources);
    let rows = queue::claim(db, sources, 1, Duration::seconds(60))
        .await
        .unwrap();
    let txn = db::begin_write(db).await.unwrap();
    let kinds = [MailKind::Invite];
    let taken = mail::cancel(&txn, sources, person.conversation, &kinds)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert_eq!(taken, 1);
    assert_eq!(
        queue::transmit(db, sources, &rows[0], MailKind::Invite)
            .await
            .unwrap(),
        None
    );
    sources.advance(Duration::minutes(2));
    assert_eq!(post.drain().await, Drained::default());
    assert!(post.row(id).await.transmitting_at.is_none());
}
