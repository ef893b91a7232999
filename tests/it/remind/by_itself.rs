//! The reminder that goes out by itself: once a step, on its day, in the hours the chain allows.

use chrono::Duration;
use daisychain::conversation::clock;
use daisychain::conversation::remind;
use daisychain::mail::MailKind;
use daisychain::people::{self, Prefs};
use daisychain::{db, mail};
use entity::shared::{LinkKind, SuppressionReason};
use entity::{outbox, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::support::{Clocked, mailer};

/// Somebody who was asked on Tuesday 1 September 2026 at 9am UTC, 10am in London. Their reminder is due on Sunday the 6th.
async fn asked() -> (Clocked, participant::Model) {
    let c = Clocked::new().await;
    let ana = c.w.agreed_starter("Ana").await;
    let ben = c.w.choose(&ana, "Ben").await;
    c.pass(Duration::minutes(6)).await;
    (c, ben)
}

#[tokio::test]
async fn r34_it_goes_once_at_half_the_days_not_on_a_sunday_and_not_at_night() {
    let (c, ben) = asked().await;
    for quiet in [
        "2026-09-06T12:00:00Z", // its day, but a Sunday
        "2026-09-06T23:30:00Z", // Monday 0.30am in London
        "2026-09-07T07:59:00Z", // 8.59am
    ] {
        c.at(quiet);
        c.minute().await;
        assert_eq!(c.reminders(), [], "{quiet}");
    }
    c.at("2026-09-07T08:00:00Z");
    c.minute().await;
    let mail = c.memory.sent().pop().unwrap();
    assert_eq!(
        (mail.to.as_str(), mail.kind),
        ("ben@example.org", MailKind::RemindAnswer)
    );
    assert_eq!(mail.subject, "Would you like to talk with Ana?");
    assert!(
        mail.text.contains("until Tuesday 22 September 2026"),
        "{}",
        mail.text
    );
    for _ in 0..40 {
        c.pass(Duration::hours(9)).await;
    }
    let to_ben = c
        .reminders()
        .into_iter()
        .filter(|(to, _)| to == "ben@example.org");
    assert_eq!(to_ben.count(), 1);
    assert_eq!(c.w.person(ben.id).await.agreed_at, None);
}

#[tokio::test]
async fn on_sundays_it_goes_where_the_chain_says_so_and_not_at_all_where_it_is_off() {
    let (mut c, _) = asked().await;
    c.change_rules(|rules| rules.reminders = false).await;
    c.at("2026-09-08T12:00:00Z");
    c.minute().await;
    assert_eq!(c.reminders(), []);
    let (mut c, _) = asked().await;
    c.change_rules(|rules| rules.sundays = true).await;
    c.at("2026-09-06T08:59:59Z");
    c.minute().await;
    assert_eq!(c.reminders(), [], "not before its time");
    c.at("2026-09-06T09:00:00Z");
    c.minute().await;
    assert_eq!(c.reminders().len(), 1);
}

#[tokio::test]
async fn two_instances_at_once_send_one() {
    let (c, _) = asked().await;
    c.at("2026-09-08T12:00:00Z");
    let (db, means) = (&c.w.app.db, &c.w.app.means);
    let other = daisychain::db::Db {
        read: db.read.clone(),
        write: db.write.clone(),
    };
    let rounds = tokio::join!(
        remind::round(db, means, 100),
        remind::round(&other, means, 100),
        remind::round(db, means, 100),
    );
    let sent = rounds.0.unwrap() + rounds.1.unwrap() + rounds.2.unwrap();
    assert_eq!(sent, 1);
    let second = mailer(&c.w, &c.memory);
    let drained = tokio::join!(c.mailer.drain(), second.drain());
    assert_eq!(drained.0.unwrap().sent + drained.1.unwrap().sent, 1);
    assert_eq!(c.reminders().len(), 1);
}

#[tokio::test]
async fn what_waited_for_the_mail_server_does_not_go_out_at_night() {
    let (c, _) = asked().await;
    c.at("2026-09-08T18:59:00Z");
    clock::tick(&c.w.app.db, &c.w.app.means).await.unwrap();
    assert_eq!(c.waiting_reminders().await, 1);
    // The worker comes to it only after 8pm.
    c.at("2026-09-08T19:00:00Z");
    c.mailer.drain().await.unwrap();
    c.at("2026-09-09T07:45:00Z");
    c.mailer.drain().await.unwrap();
    assert_eq!(c.reminders(), []);
    c.at("2026-09-09T08:15:00Z");
    c.mailer.drain().await.unwrap();
    assert_eq!(c.reminders().len(), 1);
}

/// How many reminders went to Ben.
fn to_ben(c: &Clocked) -> usize {
    let sent = c.reminders();
    sent.iter()
        .filter(|(to, _)| to == "ben@example.org")
        .count()
}

/// How many reminders were ever made, whatever became of them.
async fn reminders_made(c: &Clocked) -> u64 {
    outbox::Entity::find()
        .filter(outbox::Column::Kind.starts_with("remind"))
        .count(&c.w.app.db.read)
        .await
        .unwrap()
}

#[tokio::test]
async fn it_is_not_sent_in_the_last_day_nor_to_whom_nothing_may_be_sent() {
    // Reminders are switched on when the invitation has a day left and a second, and a day.
    for (early, sent) in [(1, 1), (0, 0)] {
        let (mut c, ben) = asked().await;
        c.change_rules(|rules| rules.reminders = false).await;
        let ends = c.open(&ben).await.unwrap().ends.unwrap();
        let at = ends - Duration::days(1) - Duration::seconds(early);
        c.w.app.means.sources.set(at);
        c.change_rules(|rules| rules.reminders = true).await;
        c.minute().await;
        assert_eq!(to_ben(&c), sent, "at {at}, of {ends}");
    }

    let (c, ben) = asked().await;
    c.w.bounce(&ben).await;
    c.at("2026-09-08T12:00:00Z");
    c.minute().await;
    assert_eq!(to_ben(&c), 0, "bounced");
    assert_eq!(reminders_made(&c).await, 0, "bounced");

    let (c, ben) = asked().await;
    let txn = db::begin_write(&c.w.app.db).await.unwrap();
    let index = c.w.app.means.keys.address_index("ben@example.org");
    mail::suppression::suppress(
        &txn,
        &c.w.app.means.sources,
        &index,
        SuppressionReason::Complaint,
        None,
    )
    .await
    .unwrap();
    txn.commit().await.unwrap();
    c.at("2026-09-08T12:00:00Z");
    c.minute().await;
    assert_eq!(reminders_made(&c).await, 0, "suppressed");
    let open = c.open(&ben).await.unwrap();
    assert_eq!(
        c.remind(&open, c.w.owner).await,
        remind::Reminded::CannotReach
    );

    let (c, ben) = asked().await;
    let ana = c.w.agree(ben.id).await.parent.unwrap();
    let txn = db::begin_write(&c.w.app.db).await.unwrap();
    participant::Entity::update_many()
        .col_expr(participant::Column::Email, Expr::value(None::<Vec<u8>>))
        .filter(participant::Column::Id.eq(ana))
        .exec(&txn)
        .await
        .unwrap();
    people::save_prefs(
        &txn,
        &c.w.app.means,
        ana,
        &Prefs::default(),
        Some("020 7946 0001"),
    )
    .await
    .unwrap();
    txn.commit().await.unwrap();
    c.at("2026-09-08T12:00:00Z");
    c.minute().await;
    assert_eq!(c.reminders(), [], "no address");
    let open = c.open(&ben).await.unwrap();
    assert_eq!((open.actor, open.reminders), (ana, 0));
    assert_eq!(
        c.remind(&open, c.w.owner).await,
        remind::Reminded::CannotReach
    );
    assert_eq!(c.open(&ben).await.unwrap().reminders, 0);
}

#[tokio::test]
async fn nothing_goes_while_the_chain_is_paused_and_the_days_of_the_break_do_not_count() {
    let (mut c, _) = asked().await;
    c.at("2026-09-04T12:00:00Z");
    c.pause(true).await;
    for day in 7..12 {
        c.w.day(day);
        c.minute().await;
    }
    assert_eq!(c.reminders(), []);
    c.pause(false).await;
    // Three of the five days had passed when the break began: two are left.
    c.minute().await;
    c.w.day(12);
    c.minute().await;
    assert_eq!(c.reminders(), []);
    c.at("2026-09-14T12:00:00Z");
    c.minute().await;
    assert_eq!(
        c.reminders(),
        [("ben@example.org".to_owned(), "remind-answer")]
    );
}

#[tokio::test]
async fn nobody_is_late_for_a_break_of_the_chain() {
    let (mut c, ben) = asked().await;
    c.at("2026-09-09T09:00:00Z");
    c.pause(true).await;
    c.at("2026-09-20T09:00:00Z");
    assert_eq!(c.w.help().await, []);
    c.pause(false).await;
    // Eight of the ten days are over.
    c.at("2026-09-22T08:59:00Z");
    assert_eq!(c.w.help().await, []);
    c.at("2026-09-22T09:00:00Z");
    let late = c.w.help().await;
    assert_eq!(late.len(), 1);
    assert_eq!(late[0].person, ben.id);
}

#[tokio::test]
async fn a_first_person_can_answer_as_long_after_a_break_as_the_list_says() {
    let mut c = Clocked::new().await;
    let ana = c.w.starter("Ana").await;
    c.pass(Duration::minutes(6)).await;
    c.at("2026-09-15T09:00:00Z");
    c.pause(true).await;
    c.at("2026-09-20T09:00:00Z");
    c.pause(false).await;
    // Asked on 1 September for 21 days: five more, and the same on the letter that reminds.
    let open = c.open(&ana).await.unwrap();
    assert_eq!(open.ends, Some("2026-09-27T09:00:00Z".parse().unwrap()));
    let link = people::links::find_live(&c.w.app.db.read, ana.id, LinkKind::Act).await;
    assert_eq!(link.unwrap().unwrap().ends_at, open.ends);
    c.at("2026-09-27T09:00:00Z");
    assert!(c.open(&ana).await.is_none());
}

#[tokio::test]
async fn the_nights_in_which_clocks_change_shift_it_by_the_clock_on_the_wall() {
    // Asked on Tuesday 20 October 2026 at 9.30am in London; on Sunday the 25th clocks go back. Due on the 25th at
    // 8.30am UTC; Monday 9am is then 9am UTC.
    let c = Clocked::new().await;
    c.at("2026-10-20T08:30:00Z");
    let ana = c.w.agreed_starter("Ana").await;
    c.w.choose(&ana, "Ben").await;
    c.pass(Duration::minutes(6)).await;
    c.at("2026-10-26T08:59:59Z");
    c.minute().await;
    assert_eq!(c.reminders(), []);
    c.at("2026-10-26T09:00:00Z");
    c.minute().await;
    assert_eq!(c.reminders().len(), 1);
}
