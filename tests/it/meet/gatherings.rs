//! Who agreed to meet the others is invited once, answers in two presses, and sees how far their chat has travelled.

use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use daisychain::conversation::Outcome;
use daisychain::conversation::answer;
use daisychain::mail::MailKind;
use daisychain::{db, people};
use entity::{gathering, outbox, rsvp};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::support::Chain;

#[tokio::test]
async fn the_onward_ripple_is_counted_on_a_persons_own_page_only() {
    let c = Chain::new().await;
    let maria = c.first("Maria", false).await;
    let sam = c.join(&maria, "Sam").await;
    c.record(&sam).await;
    assert!(c.home(&maria).await.says("Their number will stand here."));
    let page = c.home(&sam).await;
    assert!(!page.says("further on"), "{}", page.text);

    let noor = c.join(&sam, "Noor").await;
    c.record(&noor).await;
    let said = "2 people further on have talked since you passed it on.";
    assert!(c.home(&maria).await.says(said));
    let page = c.home(&sam).await;
    assert!(page.says("Their number will stand here."), "{}", page.text);

    let ben = c.join(&noor, "Ben").await;
    c.record(&ben).await;
    assert!(c.home(&maria).await.says("3 people further on have talked"));
    assert!(c.home(&sam).await.says("2 people further on have talked"));
    assert!(!c.home(&ben).await.says("further on"));
}

#[tokio::test]
async fn r24_a_guest_says_yes_to_the_gathering_in_two_presses() {
    let c = Chain::new().await;
    let maria = c.first("Maria", true).await;
    let sam = c.first("Sam", false).await;
    let page = c.plan().await;
    assert!(page.says("Nobody told yet"), "{}", page.text);
    assert!(!c.home(&maria).await.says("You are invited"));

    let page = c.signed_in(&page.link("Tell people")).await;
    assert!(
        page.says("1 person gets an email") && page.says("Maria"),
        "{}",
        page.text
    );
    assert!(!page.says("Sam"), "{}", page.text);
    let message = "When: Sunday 6 December 2026, 6:30pm. Where: The hall, Elm Street.";
    assert!(page.says(message), "{}", page.text);
    c.press(page.form(), "Tell them now").await;
    c.press(page.form(), "Tell them now").await;
    let mails = c.mails(MailKind::Gathering).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].participant, Some(maria.id));
    assert!(mails[0].text.contains(message), "{}", mails[0].text);
    assert_eq!(
        mails[0].next_attempt_at,
        mails[0].made_at + c.world.app.means.undo
    );

    // Who did not agree to be invited sees nothing, also not at the address.
    let token = c.token(&sam).await;
    let page = c.world.open(&format!("/p/{token}/gathering")).await;
    assert_eq!(page.path, format!("/p/{token}"));
    assert!(!page.says("invited"), "{}", page.text);
    let page = c.world.open(&format!("/p/{token}/gathering.ics")).await;
    assert_eq!(page.path, format!("/p/{token}"));
    let body = format!("gathering={}&coming=yes", c.gathering().await.id);
    c.world.post(&format!("/p/{token}/gathering"), &body).await;
    assert_eq!(
        rsvp::Entity::find()
            .count(&c.world.app.db.read)
            .await
            .unwrap(),
        0
    );

    // The first press, the second press.
    let page = c.home(&maria).await;
    assert!(
        page.says("It is on Sunday 6 December 2026, 6:30pm."),
        "{}",
        page.text
    );
    let page = c.world.open(&page.link("Come and meet the others")).await;
    assert!(page.says("Soup; and a look at the plan."));
    let unchosen = &page.untouched_forms()[0];
    let refused = c.world.post(&unchosen.0, &unchosen.1).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = page.form().press(&c.world, "Yes, I will come").await;
    assert!(done.says("You said you will come."), "{}", done.text);
    assert!(c.home(&maria).await.says("You said you will come on"));

    let page = c
        .desk(&format!("/gatherings/{}", c.gathering().await.id))
        .await;
    assert!(page.says("1 person is coming"), "{}", page.text);

    // A change of mind, and no change once it has begun.
    let page = done.form().press(&c.world, "No, I will not come").await;
    assert!(page.says("You said you will not come."));
    c.world.sources.set(c.gathering().await.starts_at);
    page.form().press(&c.world, "Yes, I will come").await;
    let kept = rsvp::Entity::find()
        .all(&c.world.app.db.read)
        .await
        .unwrap();
    assert_eq!((kept.len(), kept[0].coming), (1, false));
    assert!(!c.home(&maria).await.says("meet the others"));
}

#[tokio::test]
async fn a_gathering_is_told_only_to_who_is_here_and_can_be_entered_by_phone() {
    let c = Chain::new().await;
    let maria = c.first("Maria", true).await;
    let ana = c.first("Ana", true).await;
    let left = c.first("Leo", true).await;
    let gone = c.first("Gil", true).await;
    let face = c.face().await;
    let means = &c.world.app.means;
    let txn = db::begin_write(&c.world.app.db).await.unwrap();
    assert_eq!(
        answer::stop(&txn, means, &face, &left).await.unwrap(),
        Outcome::Done
    );
    daisychain::erasure::forget(&txn, means, gone.id)
        .await
        .unwrap();
    people::drop_email(&txn, ana.id).await.unwrap();
    txn.commit().await.unwrap();

    let page = c.plan().await;
    let page = c.signed_in(&page.link("Tell people")).await;
    assert!(page.says("1 person gets an email") && page.says("1 person has no email"));
    assert!(!page.says("Leo"), "{}", page.text);
    let page = c.press(page.form(), "Tell them now").await;
    let mails = c.mails(MailKind::Gathering).await;
    assert_eq!(
        mails.iter().map(|m| m.participant).collect::<Vec<_>>(),
        [Some(maria.id)]
    );

    let refused = c.press(page.form(), "Save").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = page.form().fill("Who", "Ana").tick("Yes, they are coming");
    let page = c.press(form, "Save").await;
    assert!(
        page.says("1 person is coming") && page.says("entered by an organiser"),
        "{}",
        page.text
    );
    let kept = rsvp::Entity::find()
        .one(&c.world.app.db.read)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((kept.participant, kept.source.as_str()), (ana.id, "phone"));
    assert!(kept.entered_by.is_some());
    assert!(c.home(&ana).await.says("You said you will come on"));

    // Erased with everything else.
    let txn = db::begin_write(&c.world.app.db).await.unwrap();
    daisychain::erasure::forget(&txn, means, ana.id)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert_eq!(
        rsvp::Entity::find()
            .count(&c.world.app.db.read)
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn telling_can_be_taken_back_changed_and_called_off() {
    let c = Chain::new().await;
    let maria = c.first("Maria", true).await;
    let page = c.tell().await;
    let page = c.press(page.form(), "Undo").await;
    assert!(page.says("Nobody told yet"), "{}", page.text);
    assert!(c.mails(MailKind::Gathering).await.is_empty());
    assert!(!c.home(&maria).await.says("You are invited"));

    let edit = c.signed_in(&page.link("Change")).await;
    let form = edit.form().fill("Time", "19:00");
    let page = c.press(form, "Save").await;
    assert!(page.says("Sunday 6 December 2026, 7:00pm"), "{}", page.text);
    c.world.pass(Duration::minutes(1));
    let page = c.signed_in(&page.link("Tell people")).await;
    let page = c.press(page.form(), "Tell them now").await;
    assert_eq!(c.mails(MailKind::Gathering).await.len(), 1);

    // It went out: nothing is taken back any more, and it cannot be changed.
    outbox::Entity::update_many()
        .col_expr(
            outbox::Column::TransmittingAt,
            Expr::value(c.world.app.means.now()),
        )
        .col_expr(outbox::Column::SentAt, Expr::value(c.world.app.means.now()))
        .filter(outbox::Column::Kind.eq("gathering"))
        .filter(outbox::Column::CancelledAt.is_null())
        .exec(&c.world.app.db.write)
        .await
        .unwrap();
    let after = c.press(page.form(), "Undo").await;
    assert!(after.says("People were told"), "{}", after.text);
    let body = "date=2026-12-07&time=10%3A00&place=Elsewhere";
    c.send(&format!("{}/edit", after.path), body).await;
    assert_eq!(c.gathering().await.place, "The hall, Elm Street");

    let before = outbox::Entity::find()
        .count(&c.world.app.db.read)
        .await
        .unwrap();
    let page = c.signed_in(&after.link("Call it off")).await;
    let refused = c.press(page.form(), "Continue").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = c
        .press(page.form().tick("Yes, call it off"), "Continue")
        .await;
    assert!(page.says("This is called off."), "{}", page.text);
    assert_eq!(
        outbox::Entity::find()
            .count(&c.world.app.db.read)
            .await
            .unwrap(),
        before
    );
    let page = c.home(&maria).await;
    assert!(page.says("is called off"), "{}", page.text);
    let page = c.world.open(&page.link("Come and meet the others")).await;
    assert!(page.find("main form button").is_empty(), "{}", page.text);
}

#[tokio::test]
async fn a_gathering_that_is_not_right_comes_back_with_what_was_typed() {
    let c = Chain::new().await;
    let page = c.desk("/gatherings/new").await;
    for (day, time, place) in [
        ("2026-12-06", "25:00", "Hall"),
        ("tomorrow", "10:00", "Hall"),
        ("2026-11-01", "10:00", "Hall"),
        // The clocks leave this hour out.
        ("2027-03-28", "01:30", "Hall"),
        ("2026-12-06", "10:00", ""),
    ] {
        let form = page
            .form()
            .fill("Day", day)
            .fill("Time", time)
            .fill("Where", place);
        let refused = c.press(form, "Save").await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{day} {time}"
        );
        assert_eq!(refused.attribute("#date", "value"), [day]);
        assert_eq!(refused.attribute("#time", "value"), [time]);
    }
    let form = || {
        page.form()
            .fill("Day", "2027-06-06")
            .fill("Time", "10:00")
            .fill("Where", "Hall")
    };
    let (first, again) = (c.press(form(), "Save").await, c.press(form(), "Save").await);
    assert_eq!(first.path, again.path);
    // Ten o’clock in London in summer is nine in UTC.
    let expected: DateTime<Utc> = "2027-06-06T09:00:00Z".parse().unwrap();
    assert_eq!(c.gathering().await.starts_at, expected);
    assert_eq!(
        gathering::Entity::find()
            .count(&c.world.app.db.read)
            .await
            .unwrap(),
        1
    );
}

#[tokio::test]
async fn the_calendar_file_holds_the_time_in_utc_and_no_personal_link() {
    let c = Chain::new().await;
    let maria = c.first("Maria", true).await;
    c.tell().await;
    let token = c.token(&maria).await;
    let file = c.world.open(&format!("/p/{token}/gathering.ics")).await;
    assert!(
        file.text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"),
        "{}",
        file.text
    );
    assert!(file.text.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
    assert!(file.text.contains("\r\nDTSTART:20261206T183000Z\r\n"));
    assert!(
        file.text
            .contains("\r\nLOCATION:The hall\\, Elm Street\r\n")
    );
    assert!(
        file.text
            .contains("\r\nDESCRIPTION:Soup\\; and a look at the plan.\r\n")
    );
    assert!(!file.text.replace("\r\n ", "").contains(&token));
}
