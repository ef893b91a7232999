//! Each stored message goes out once, and when that is in doubt, once more under the same name.

use std::collections::HashSet;
use std::time::Duration as Wait;

use chrono::Duration;
use daisychain::db;
use daisychain::mail::queue::{self, Outcome};
use daisychain::mail::{self, Drained, MailKind, Memory, To, Transport};
use entity::outbox;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use tokio::sync::{Notify, watch};

use super::support::{Post, die_in_the_body, mailer_on};
use crate::support::TestDb;

#[tokio::test]
async fn a_stored_message_goes_out_once_with_the_links_of_its_person() {
    let post = Post::new().await;
    let (person, id) = post.invite("Sam").await;
    assert_eq!(post.drain().await.sent, 1);
    assert_eq!(post.drain().await, Drained::default());
    let sent = post.memory.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].to, person.address);
    assert_eq!(
        sent[0].subject,
        "Maria Lopez asked us to write to you about a chat"
    );
    for (path, link) in [("p", person.act), ("stop", person.stop)] {
        let address = format!(
            "https://talk.example.org/{path}/{}",
            post.t.keys.link_token(link, 1)
        );
        assert!(sent[0].text.contains(&address), "{}", sent[0].text);
        assert!(sent[0].html.contains(&address));
    }
    let raw = String::from_utf8(sent[0].raw.clone()).unwrap();
    assert!(
        raw.contains("From: \"Pembroke House\" <chains@talk.example.org>"),
        "{raw}"
    );
    assert!(raw.contains("Reply-To: asha@example.org"));
    let row = post.row(id).await;
    assert_eq!(row.sent_at, Some(post.t.sources.now()));
    assert_eq!((row.attempts, row.claim_token), (1, None));
    assert_eq!(post.attempts(id).await, [("sent".to_owned(), Some(250))]);
    let stored = format!("{}{}{:?}", row.text, row.html, row.last_reply);
    assert!(!stored.contains(&post.t.keys.link_token(person.act, 1)));
}

#[tokio::test]
async fn the_same_key_is_one_message() {
    let post = Post::new().await;
    let person = post.person("Sam").await;
    let to = To::Participant {
        id: person.id,
        link: person.act,
        generation: 1,
    };
    let mut stored = 0;
    for _ in 0..5 {
        let key = "invite:1:1".to_owned();
        let id = post
            .store_as(MailKind::Invite, &person.address, to.clone(), None, key)
            .await;
        stored += i32::from(id.is_some());
    }
    assert_eq!(stored, 1);
    assert_eq!(post.drain().await.sent, 1);
}

#[tokio::test]
async fn a_message_is_not_sent_before_it_is_due() {
    let post = Post::new().await;
    let (_, id) = post.invite("Sam").await;
    let mut row = post.row(id).await.into_active_model();
    row.next_attempt_at = Set(post.t.sources.now() + chrono::Duration::minutes(5));
    row.update(&post.t.db.write).await.unwrap();
    assert_eq!(post.drain().await, Drained::default());
    post.t.sources.advance(chrono::Duration::minutes(5));
    assert_eq!(post.drain().await.sent, 1);
}

#[tokio::test]
async fn workers_that_claim_at_the_same_time_never_get_the_same_row() {
    let post = Post::new().await;
    let mut stored = HashSet::new();
    for _ in 0..40 {
        stored.insert(post.invite("Sam").await.1);
    }
    let workers = (0..4).map(|_| {
        let (db, sources) = (post.t.db.clone(), post.t.sources.clone());
        tokio::spawn(async move {
            let mut mine = Vec::new();
            loop {
                let rows = queue::claim(&db, &sources, 3, Duration::seconds(60))
                    .await
                    .unwrap();
                if rows.is_empty() {
                    return mine;
                }
                mine.extend(rows.into_iter().map(|row| row.id));
            }
        })
    });
    let mut claimed = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        claimed.extend(worker.await.unwrap());
    }
    assert_eq!(claimed.len(), 40);
    assert_eq!(claimed.into_iter().collect::<HashSet<_>>(), stored);
}

#[tokio::test]
async fn a_dead_workers_claim_comes_back_and_it_cannot_write_any_more() {
    let post = Post::new().await;
    let (_, id) = post.invite("Sam").await;
    let (db, sources) = (&post.t.db, &post.t.sources);
    let dead = queue::claim(db, sources, 5, Duration::seconds(60))
        .await
        .unwrap();
    assert_eq!(post.drain().await, Drained::default());
    sources.advance(Duration::seconds(61));
    assert_eq!(post.drain().await.sent, 1);
    assert_eq!(
        queue::transmit(db, sources, &dead[0], MailKind::Invite)
            .await
            .unwrap(),
        None
    );
    let failed = Outcome::Failed("late".to_owned());
    assert!(
        !queue::settle(db, sources, &dead[0], &failed, None)
            .await
            .unwrap()
    );
    let row = post.row(id).await;
    assert!(row.sent_at.is_some() && row.failed_at.is_none());
    assert_eq!(row.attempts, 2);
}

#[tokio::test]
async fn a_message_in_doubt_goes_out_once_more_and_then_waits_for_a_person() {
    let post = Post::new().await;
    let (_, id) = post.invite("Sam").await;
    die_in_the_body(&post, id, MailKind::Invite).await;
    assert_eq!(post.drain().await.in_doubt, 1);
    assert!(post.row(id).await.in_doubt_at.is_some());
    post.t.sources.advance(Duration::minutes(13));
    assert_eq!(post.drain().await, Drained::default(), "too early");
    post.t.sources.advance(Duration::minutes(2));
    die_in_the_body(&post, id, MailKind::Invite).await;
    assert_eq!(post.drain().await.held, 1);
    post.t.sources.advance(Duration::days(1));
    assert_eq!(post.drain().await, Drained::default());
    assert!(post.memory.sent().is_empty());
    let held = post.row(id).await;
    let txn = db::begin_write(&post.t.db).await.unwrap();
    assert!(mail::try_again(&txn, &post.t.sources, &held).await.unwrap());
    assert!(!mail::try_again(&txn, &post.t.sources, &held).await.unwrap());
    txn.commit().await.unwrap();
    assert_eq!(post.drain().await.sent, 1);
}

#[tokio::test]
async fn the_second_copy_has_the_same_message_id_and_a_code_has_none() {
    let post = Post::new().await;
    let (_, id) = post.invite("Sam").await;
    die_in_the_body(&post, id, MailKind::Invite).await;
    post.drain().await;
    post.t.sources.advance(Duration::minutes(15));
    assert_eq!(post.drain().await.sent, 1);
    let raw = String::from_utf8(post.memory.take()[0].raw.clone()).unwrap();
    assert!(
        raw.contains(&format!("Message-ID: <{id}@talk.example.org>")),
        "{raw}"
    );
    let row = post.row(id).await;
    assert!(row.sent_at.is_some() && row.in_doubt_at.is_some());

    let code = post.code().await;
    die_in_the_body(&post, code, MailKind::SignInCode).await;
    assert_eq!(post.drain().await.failed, 1);
    post.t.sources.advance(Duration::minutes(15));
    assert_eq!(post.drain().await, Drained::default());
    assert!(post.memory.sent().is_empty());
}

#[tokio::test]
async fn the_running_worker_sends_what_it_is_woken_for_and_stops_when_told() {
    let t = TestDb::with_sources(daisychain::sources::Sources::system()).await;
    let post = Post::on(t).await;
    let memory = Memory::default();
    let (tell, stop) = watch::channel(false);
    let wake = std::sync::Arc::new(Notify::new());
    let first = spawn(&post, Transport::Memory(memory.clone()), &stop, &wake);
    // The first one has the lease before the second asks for it.
    post.invite("Sam").await;
    wake.notify_one();
    until(|| memory.sent().len() == 1).await;
    let second_memory = Memory::default();
    let (tell_second, stop_second) = watch::channel(false);
    let other_wake = std::sync::Arc::new(Notify::new());
    let second = spawn(
        &post,
        Transport::Memory(second_memory.clone()),
        &stop_second,
        &other_wake,
    );
    tokio::time::sleep(Wait::from_millis(300)).await;
    post.invite("Ana").await;
    wake.notify_one();
    until(|| memory.sent().len() + second_memory.sent().len() == 2).await;
    if db::is_sqlite(&post.t.db) {
        assert_eq!(memory.sent().len(), 2, "one worker at a time on a file");
    }
    tell.send(true).unwrap();
    tokio::time::timeout(Wait::from_secs(5), first)
        .await
        .unwrap()
        .unwrap();
    // The lease was given back: the second one goes on without waiting for it to run out.
    post.invite("Tunde").await;
    until(|| memory.sent().len() + second_memory.sent().len() == 3).await;
    tell_second.send(true).unwrap();
    tokio::time::timeout(Wait::from_secs(5), second)
        .await
        .unwrap()
        .unwrap();
    let open = outbox::Entity::find()
        .filter(outbox::Column::SentAt.is_null())
        .count(&post.t.db.read)
        .await
        .unwrap();
    assert_eq!(open, 0);
}

fn spawn(
    post: &Post,
    transport: Transport,
    stop: &watch::Receiver<bool>,
    wake: &std::sync::Arc<Notify>,
) -> tokio::task::JoinHandle<()> {
    let mailer = mailer_on(&post.t, transport);
    let (stop, wake) = (stop.clone(), wake.clone());
    tokio::spawn(async move { mailer.run(stop, &wake).await })
}

async fn until(done: impl Fn() -> bool) {
    for _ in 0..400 {
        if done() {
            return;
        }
        tokio::time::sleep(Wait::from_millis(25)).await;
    }
    panic!("it did not happen within ten seconds");
}
