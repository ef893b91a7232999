//! Words and addresses are blanked in time, and at once with their person.

use chrono::Duration;
use daisychain::db;
use daisychain::mail::{self, MailKind, To};
use entity::participant;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, TransactionTrait};

use super::support::Post;

#[tokio::test]
async fn words_and_addresses_are_blanked_after_thirty_days() {
    let post = Post::new().await;
    let (_, old) = post.invite("Sam").await;
    post.drain().await;
    post.t.sources.advance(Duration::days(31));
    let (_, new) = post.invite("Ana").await;
    post.drain().await;
    let txn = post.t.db.write.begin().await.unwrap();
    let older_than = post.t.sources.now() - Duration::days(30);
    assert_eq!(mail::forget_bodies(&txn, older_than).await.unwrap(), 1);
    assert_eq!(mail::forget_bodies(&txn, older_than).await.unwrap(), 0);
    txn.commit().await.unwrap();
    let row = post.row(old).await;
    assert!(row.subject.is_empty() && row.text.is_empty() && row.html.is_empty());
    assert!(row.recipient.is_none() && row.sent_at.is_some());
    assert!(!post.row(new).await.text.is_empty());
}

#[tokio::test]
async fn i7_erasing_a_person_blanks_their_messages_and_takes_back_the_unsent() {
    let post = Post::new().await;
    let (person, sent) = post.invite("Sam").await;
    post.drain().await;
    let unsent = post.store(MailKind::YourTurn, &person).await;
    // To somebody else, about their conversation.
    let other = post.person("Ana").await;
    let to = To::Participant {
        id: other.id,
        link: other.act,
        generation: 1,
    };
    let about = post
        .store_as(
            MailKind::SaidNo,
            &other.address,
            to,
            Some(person.conversation),
            "no:1".to_owned(),
        )
        .await
        .unwrap();
    let txn = db::begin_write(&post.t.db).await.unwrap();
    let n = mail::forget_participant(&txn, &post.t.sources, person.id)
        .await
        .unwrap();
    participant::Entity::update_many()
        .col_expr(
            participant::Column::ErasedAt,
            Expr::value(post.t.sources.now()),
        )
        .col_expr(participant::Column::Name, Expr::value(None::<String>))
        .filter(participant::Column::Id.eq(person.id))
        .exec(&txn)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert_eq!(n, 2);
    for id in [sent, unsent] {
        let row = post.row(id).await;
        assert!(row.subject.is_empty() && row.text.is_empty() && row.html.is_empty());
        assert!(
            row.recipient.is_none() && row.recipient_index.is_empty() && row.last_reply.is_none()
        );
    }
    assert!(post.row(sent).await.cancelled_at.is_none());
    assert!(post.row(unsent).await.cancelled_at.is_some());
    // The other one is still told, and then that message forgets the name.
    assert_eq!(post.drain().await.sent, 1);
    assert!(post.row(about).await.text.contains("Sam"));
    let txn = db::begin_write(&post.t.db).await.unwrap();
    let long_ago = post.t.sources.now() - Duration::days(30);
    assert_eq!(mail::forget_bodies(&txn, long_ago).await.unwrap(), 1);
    txn.commit().await.unwrap();
    assert!(post.row(about).await.text.is_empty());
}
