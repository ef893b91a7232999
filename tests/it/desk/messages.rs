//! The list of messages tells how far each came, and shows no working link.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::desk::messages::{self, Delivery, Narrowed};
use entity::shared::Role;
use entity::{attempt, outbox};
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;

use super::support::{World, texts};

#[tokio::test]
async fn messages_tell_how_far_they_came() {
    use outbox::Column as C;
    let w = World::open().await;
    let marks = [
        ("Wes", None, Delivery::Waiting),
        ("Ian", Some(C::InDoubtAt), Delivery::InDoubt),
        ("Olu", Some(C::HeldAt), Delivery::OnHold),
        ("Sam", Some(C::SentAt), Delivery::Sent),
        ("Fen", Some(C::FailedAt), Delivery::Failed),
        ("Tom", Some(C::CancelledAt), Delivery::TakenBack),
        ("Exa", Some(C::ExpiredAt), Delivery::Expired),
    ];
    for (name, column, _) in marks {
        let person = w.starter(name).await;
        if let Some(column) = column {
            w.mark_mail(&person, column).await;
        }
    }
    let cam = w.starter("Cam").await;
    w.bounce(&cam).await;
    let all = w.get("/messages").await;
    assert_eq!(texts(&all.body, "tbody tr").len(), 8);
    assert!(!all.body.contains("@example.org"));
    let marks = marks.iter().map(|(name, _, delivery)| (*name, *delivery));
    for (name, delivery) in marks.chain([("Cam", Delivery::CameBack)]) {
        // The filter in the database and the state of the row agree.
        let page = w
            .get(&format!("/messages?state={}", delivery.as_str()))
            .await;
        assert_eq!(texts(&page.body, "tbody td:nth-child(2)"), [name]);
        let words = texts(&all.body, "tbody tr");
        let row = words.iter().find(|row| row.contains(name)).unwrap();
        let tag = texts(&page.body, "tbody .tag");
        assert!(row.contains(&tag[0]), "{row}");
        let narrowed = Narrowed {
            delivery: Some(delivery),
            ..Narrowed::default()
        };
        let found = messages::list(&w.app.db.read, &w.face, &narrowed, 0)
            .await
            .unwrap();
        assert_eq!(found[0].delivery(delivery == Delivery::CameBack), delivery);
    }
    let held = w.get("/messages?state=on-hold").await.body;
    assert!(held.contains("The mail server did not want this message"));
    assert!(
        !held.contains("550 5.7.1 no thanks"),
        "that stands on its own page"
    );
    assert_eq!(
        texts(
            &w.get("/messages?name=oL").await.body,
            "tbody td:nth-child(2)"
        ),
        ["Olu"]
    );
    let none = w.get("/messages?name=nobody").await;
    assert!(none.body.contains("No message found"));
}

#[tokio::test]
async fn a_message_on_hold_is_tried_again_and_shows_no_working_link() {
    let w = World::open().await;
    let ana = w.starter("Ana").await;
    w.mark_mail(&ana, outbox::Column::HeldAt).await;
    w.mark_mail(&ana, outbox::Column::InDoubtAt).await;
    w.mark_mail(&ana, outbox::Column::TransmittingAt).await;
    let mail = w.mail_to(ana.id).await.remove(0);
    attempt::ActiveModel {
        id: Set(w.app.means.id()),
        outbox: Set(mail.id),
        at: Set(w.app.means.now()),
        phase: Set("rcpt".into()),
        code: Set(Some(550)),
    }
    .insert(&w.app.db.write)
    .await
    .unwrap();
    let path = format!("/messages/{}", mail.id);
    let page = w.get(&path).await.body;
    assert!(page.contains("[their own link]") && !page.contains("%%") && !page.contains("/p/"));
    assert!(page.contains("If you try again, the person may get it twice"));
    assert!(!page.contains("ana@example.org"));
    assert_eq!(
        texts(
            &page,
            "section[aria-labelledby=tries] tbody td:nth-child(3)"
        ),
        ["550"]
    );
    let tries = texts(&page, "section[aria-labelledby=tries] > ul li");
    assert!(tries[0].ends_with("the mail server said no."), "{tries:?}");
    w.app.means.sources.advance(Duration::hours(1));
    for _ in 0..2 {
        let done = w.post(&format!("{path}/again"), &[]).await;
        assert!(
            w.follow(&done)
                .await
                .body
                .contains("We are trying again now")
        );
    }
    let now = w.mail_to(ana.id).await.remove(0);
    assert_eq!(
        (now.held_at, now.failed_at, now.transmitting_at),
        (None, None, None)
    );
    assert_eq!(now.next_attempt_at, w.app.means.now());
    assert!(
        now.in_doubt_at.is_some(),
        "that it may have arrived stays noted"
    );
    assert_eq!(w.count_audit("message.again").await, 1);
    // A message of another chain, and one that does not exist.
    assert_eq!(
        w.get(&format!("/messages/{}", ana.id)).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(w.get("/messages/x").await.status, StatusCode::NOT_FOUND);
    // Too old to be worth sending: the button is not there, and the press does nothing.
    w.mark_mail(&ana, outbox::Column::HeldAt).await;
    w.day(6);
    assert!(!w.get(&path).await.body.contains("/again"));
    w.post(&format!("{path}/again"), &[]).await;
    assert!(w.mail_to(ana.id).await[0].held_at.is_some());
}

#[tokio::test]
async fn an_organiser_looks_at_the_first_invitations_and_lets_them_go() {
    let w = World::open().await;
    let sam = w.starter("Sam").await;
    assert!(!w.get("").await.body.contains("the first that your group"));
    assert!(!w.get("/messages").await.body.contains("/messages/let-go"));
    let mut row: outbox::ActiveModel = w.mail_to(sam.id).await.remove(0).into();
    row.last_reply = Set(Some("first-invitations".to_owned()));
    row.next_attempt_at = Set(w.app.means.now() + Duration::minutes(15));
    row.update(&w.app.db.write).await.unwrap();
    let front = w.get("").await.body;
    assert!(front.contains("1 invitation waits. It is the first that your group sends"));
    let list = w.get("/messages?state=waiting").await.body;
    assert!(list.contains("/messages/let-go") && list.contains("Sam"));
    assert!(list.contains("It waits until an organiser looks at the first invitations."));
    let coder = w.with_role(Role::Coder).await;
    let refused = w.send(&coder, "/messages/let-go", Some(&[])).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    for _ in 0..2 {
        let answer = w.post("/messages/let-go", &[]).await;
        let page = w.follow(&answer).await;
        assert!(page.body.contains("They are on their way."));
        assert!(!page.body.contains("/messages/let-go"));
    }
    assert_eq!(w.count_audit("host.let-go").await, 1);
    let row = w.mail_to(sam.id).await.remove(0);
    assert!(row.next_attempt_at <= w.app.means.now() && row.last_reply.is_none());
}
