//! A reminder by an organiser's hand: read first, sent after a while, taken back, never twice.

use chrono::Duration;
use daisychain::conversation::Outcome;
use daisychain::conversation::remind::{self, Reminded};
use daisychain::db;
use entity::shared::Step;
use uuid::Uuid;

use super::support::Clocked;
use crate::organisers::add_organiser;

fn sent(done: Reminded) -> Uuid {
    match done {
        Reminded::Sent { message, .. } => message,
        other => panic!("not sent: {other:?}"),
    }
}

#[tokio::test]
async fn r35_it_is_read_first_waits_five_minutes_and_can_be_taken_back() {
    let c = Clocked::new().await;
    let ana = c.w.agreed_starter("Ana").await;
    let ben = c.w.choose(&ana, "Ben").await;
    c.w.agree(ben.id).await;
    c.minute().await;
    c.w.day(2);
    let open = c.open(&ben).await.unwrap();
    assert_eq!(
        (open.step, open.actor, open.person),
        (Step::Contact, ana.id, ben.id)
    );
    let (conn, face) = (&c.w.app.db.read, &c.w.face);
    let words = remind::preview(conn, face, &open).await.unwrap().unwrap();
    assert_eq!(words.subject, "Ben is waiting to hear from you");
    assert!(
        words
            .text
            .contains("Ben said yes on Tuesday 1 September 2026"),
        "{}",
        words.text
    );

    let before = c.w.app.means.now();
    let Reminded::Sent { message, due } = c.remind(&open, c.w.owner).await else {
        panic!("not sent");
    };
    assert_eq!(due, before + c.w.app.means.undo);
    assert_eq!(c.message(message).await.text, words.text);
    let again = c.open(&ben).await.unwrap();
    assert_eq!((again.reminders, again.reminded_by), (1, Some(c.w.owner)));
    c.pass(Duration::minutes(4)).await;
    assert_eq!(c.reminders(), []);

    let undo = async |message, by| {
        let txn = db::begin_write(&c.w.app.db).await.unwrap();
        let done = remind::undo(&txn, &c.w.app.means, &c.w.face, message, by).await;
        txn.commit().await.unwrap();
        done.unwrap()
    };
    assert_eq!(undo(message, c.w.owner).await, Outcome::Done);
    assert_eq!(undo(message, c.w.owner).await, Outcome::AlreadyDone);
    c.pass(Duration::minutes(10)).await;
    assert_eq!(c.reminders(), []);
    let row = c.clock(&open).await;
    assert_eq!(
        (row.reminders, row.reminded_at, row.reminded_by),
        (0, None, None)
    );
    assert_eq!(c.w.count_audit(remind::UNDONE).await, 1);

    // Sent after all; once it is out there is nothing to take back.
    let second = sent(c.remind(&open, c.w.owner).await);
    c.pass(Duration::minutes(5)).await;
    assert_eq!(
        c.reminders(),
        [("ana@example.org".to_owned(), "remind-contact")]
    );
    assert_eq!(undo(second, c.w.owner).await, Outcome::AlreadyDone);
    assert_eq!(c.clock(&open).await.reminders, 1);
}

#[tokio::test]
async fn two_organisers_at_once_send_one_and_the_second_is_told_who_did() {
    let c = Clocked::new().await;
    let bela = add_organiser(&c.w.app, "Bela").await;
    let ana = c.w.agreed_starter("Ana").await;
    let ben = c.w.choose(&ana, "Ben").await;
    c.w.agree(ben.id).await;
    c.w.day(2);
    let open = c.open(&ben).await.unwrap();
    let (one, other) = tokio::join!(c.remind(&open, c.w.owner), c.remind(&open, bela));
    let all = [one, other];
    let count = |want: fn(&Reminded) -> bool| all.iter().filter(|done| want(done)).count();
    assert_eq!(
        count(|done| matches!(done, Reminded::Sent { .. })),
        1,
        "{all:?}"
    );
    assert_eq!(
        count(|done| matches!(done, Reminded::Enough { .. })),
        1,
        "{all:?}"
    );
    let winner = if matches!(one, Reminded::Sent { .. }) {
        c.w.owner
    } else {
        bela
    };
    let told = all.iter().find_map(|done| match done {
        Reminded::Enough { by, last_at } => Some((*by, *last_at)),
        _ => None,
    });
    assert_eq!(told, Some((Some(winner), Some(c.w.app.means.now()))));
    c.pass(Duration::minutes(6)).await;

    // A second one the day after, and never a third.
    c.w.day(4);
    sent(c.remind(&open, bela).await);
    c.pass(Duration::minutes(6)).await;
    c.w.day(6);
    assert!(matches!(
        c.remind(&open, bela).await,
        Reminded::Enough { .. }
    ));
    c.w.day(20);
    c.minute().await;
    assert_eq!(c.reminders().len(), 2);
}

#[tokio::test]
async fn taking_the_second_back_leaves_the_first_as_it_was() {
    let c = Clocked::new().await;
    let ana = c.w.agreed_starter("Ana").await;
    let ben = c.w.choose(&ana, "Ben").await;
    c.w.agree(ben.id).await;
    c.w.day(1);
    let open = c.open(&ben).await.unwrap();
    sent(c.remind(&open, c.w.owner).await);
    let first = c.clock(&open).await;
    c.w.day(3);
    let bela = add_organiser(&c.w.app, "Bela").await;
    let message = sent(c.remind(&open, bela).await);
    assert_eq!(c.clock(&open).await.reminded_by, Some(bela));
    let txn = db::begin_write(&c.w.app.db).await.unwrap();
    let done = remind::undo(&txn, &c.w.app.means, &c.w.face, message, bela).await;
    assert_eq!(done.unwrap(), Outcome::Done);
    txn.commit().await.unwrap();
    assert_eq!(c.clock(&open).await, first);
}

#[tokio::test]
async fn whoever_has_not_said_yes_is_reminded_once_by_whomever() {
    let c = Clocked::new().await;
    let ana = c.w.agreed_starter("Ana").await;
    let ben = c.w.choose(&ana, "Ben").await;
    c.pass(Duration::minutes(6)).await;
    c.w.day(1);
    let open = c.open(&ben).await.unwrap();
    assert_eq!((open.step, open.actor), (Step::Answer, ben.id));
    sent(c.remind(&open, c.w.owner).await);
    c.w.day(3);
    assert!(matches!(
        c.remind(&open, c.w.owner).await,
        Reminded::Enough { .. }
    ));
    for day in 3..21 {
        c.w.day(day);
        c.minute().await;
    }
    assert_eq!(
        c.reminders(),
        [("ben@example.org".to_owned(), "remind-answer")]
    );
    c.w.day(22);
    assert_eq!(c.remind(&open, c.w.owner).await, Reminded::MovedOn);
}

#[tokio::test]
async fn r34_a_reminder_is_not_sent_to_somebody_who_just_acted() {
    let c = Clocked::new().await;
    let ana = c.w.agreed_starter("Ana").await;
    let gus = c.w.starter("Gus").await;
    let ben = c.w.choose(&ana, "Ben").await;
    c.pass(Duration::minutes(6)).await;
    c.w.day(1);
    for person in [&gus, &ben] {
        sent(c.remind(&c.open(person).await.unwrap(), c.w.owner).await);
    }
    c.w.agree(gus.id).await;
    c.w.agree(ben.id).await;
    assert_eq!(c.waiting_reminders().await, 0, "taken back with the change");
    c.pass(Duration::hours(1)).await;
    assert_eq!(c.reminders(), []);

    // Got in touch, wrote it down, chose somebody: each takes back what was to remind of it.
    sent(c.remind(&c.open(&ben).await.unwrap(), c.w.owner).await);
    c.w.reveal(&ana, &ben).await;
    sent(c.remind(&c.open(&ben).await.unwrap(), c.w.owner).await);
    c.w.record(&ben).await;
    let turn = c.open(&ben).await.unwrap();
    assert_eq!((turn.step, turn.actor), (Step::PassOn, ben.id));
    sent(c.remind(&turn, c.w.owner).await);
    let ben = c.w.person(ben.id).await;
    let cat = c.w.choose(&ben, "Cat").await;
    c.pass(Duration::hours(1)).await;
    assert_eq!(c.reminders(), []);
    assert_eq!(c.remind(&turn, c.w.owner).await, Reminded::MovedOn);

    // Stopped.
    sent(c.remind(&c.open(&cat).await.unwrap(), c.w.owner).await);
    let txn = db::begin_write(&c.w.app.db).await.unwrap();
    let means = &c.w.app.means;
    let done = daisychain::conversation::answer::stop(&txn, means, &c.w.face, &ben).await;
    assert_eq!(done.unwrap(), Outcome::Done);
    txn.commit().await.unwrap();
    c.pass(Duration::hours(1)).await;
    assert_eq!(c.reminders(), []);
}

#[tokio::test]
async fn the_worker_refuses_a_reminder_that_missed_the_change() {
    // The two at the same moment: the change did not see the reminder, so nothing took it back.
    let c = Clocked::new().await;
    let ana = c.w.agreed_starter("Ana").await;
    let ben = c.w.choose(&ana, "Ben").await;
    let gus = c.w.starter("Gus").await;
    c.pass(Duration::minutes(6)).await;
    c.w.day(1);
    let mut waiting = Vec::new();
    for person in [&ben, &gus] {
        waiting.push(sent(
            c.remind(&c.open(person).await.unwrap(), c.w.owner).await,
        ));
        c.w.agree(person.id).await;
    }
    waiting.push(sent(
        c.remind(&c.open(&ben).await.unwrap(), c.w.owner).await,
    ));
    c.w.reveal(&ana, &ben).await;
    waiting.push(sent(
        c.remind(&c.open(&ben).await.unwrap(), c.w.owner).await,
    ));
    c.w.record(&ben).await;
    waiting.push(sent(
        c.remind(&c.open(&ben).await.unwrap(), c.w.owner).await,
    ));
    let ben = c.w.person(ben.id).await;
    c.w.choose(&ben, "Cat").await;
    for id in &waiting {
        put_back(&c, *id).await;
    }
    assert_eq!(c.waiting_reminders().await, 5);
    c.mailer.drain().await.unwrap();
    c.pass(Duration::minutes(6)).await;
    assert_eq!(c.reminders(), []);
    for id in waiting {
        let row = c.message(id).await;
        assert!(row.cancelled_at.is_some(), "{} was not refused", row.kind);
        assert_eq!(row.last_reply.as_deref(), Some("acted"), "{}", row.kind);
    }
}

/// Makes a message that was taken back wait again.
async fn put_back(c: &Clocked, id: Uuid) {
    use entity::outbox;
    use sea_orm::sea_query::Expr;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let none = Expr::value(None::<chrono::DateTime<chrono::Utc>>);
    outbox::Entity::update_many()
        .col_expr(outbox::Column::CancelledAt, none)
        .filter(outbox::Column::Id.eq(id))
        .exec(&c.w.app.db.write)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_step_rests_until_its_day_and_then_is_late_and_reminded_again() {
    let c = Clocked::new().await;
    let ana = c.w.agreed_starter("Ana").await;
    let ben = c.w.choose(&ana, "Ben").await;
    c.w.agree(ben.id).await;
    c.minute().await;
    c.w.day(1);
    let open = c.open(&ben).await.unwrap();
    let until = c.w.start + Duration::days(15);
    let rest = async |until| {
        let txn = db::begin_write(&c.w.app.db).await.unwrap();
        let done = remind::rest(&txn, &c.w.app.means, &c.w.face, &open, until, c.w.owner).await;
        txn.commit().await.unwrap();
        done.unwrap()
    };
    assert_eq!(rest(Some(until)).await, Outcome::Done);
    for day in 2..15 {
        c.w.day(day);
        c.minute().await;
        assert!(
            !c.w.help().await.iter().any(|help| help.person == ben.id),
            "day {day}"
        );
    }
    assert_eq!(c.reminders(), []);
    // 16 September 2026 is a Wednesday, 10am in London.
    c.w.day(15);
    assert!(c.w.help().await.iter().any(|help| help.person == ben.id));
    c.minute().await;
    assert_eq!(
        c.reminders(),
        [("ana@example.org".to_owned(), "remind-contact")]
    );
    assert_eq!(rest(Some(until + Duration::days(3))).await, Outcome::Done);
    assert!(!c.w.help().await.iter().any(|help| help.person == ben.id));
    assert_eq!(rest(None).await, Outcome::Done);
    assert!(c.w.help().await.iter().any(|help| help.person == ben.id));
    assert_eq!(c.w.count_audit(remind::RESTED).await, 3);
}

#[tokio::test]
async fn what_a_break_of_the_chain_kept_goes_out_after_it_with_the_days_that_are_true_then() {
    let mut c = Clocked::new().await;
    let ana = c.w.agreed_starter("Ana").await;
    let ben = c.w.choose(&ana, "Ben").await;
    let cat = c.w.agreed_starter("Cat").await;
    let dan = c.w.choose(&cat, "Dan").await;
    c.pass(Duration::minutes(6)).await;
    c.at("2026-09-05T12:00:00Z");
    for asked in [&ben, &dan] {
        let open = c.open(asked).await.unwrap();
        let message = sent(c.remind(&open, c.w.owner).await);
        let text = c.message(message).await.text;
        assert!(text.contains("until Tuesday 22 September 2026"), "{text}");
    }
    c.pause(true).await;
    c.at("2026-09-09T12:00:00Z");
    c.minute().await;
    // Longer than a message lasts. Dan answers on paper meanwhile, and the organisers type it in after the break.
    c.at("2026-09-15T12:00:00Z");
    c.minute().await;
    assert_eq!(c.reminders(), []);
    c.pause(false).await;
    c.w.agree(dan.id).await;
    c.minute().await;
    assert_eq!(
        c.reminders(),
        [("ben@example.org".to_owned(), "remind-answer")]
    );
    let mail = c.memory.sent().pop().unwrap();
    // Ten days more: the break does not count.
    assert!(
        mail.text.contains("until Thursday 1 October 2026"),
        "{}",
        mail.text
    );
    let open = c.open(&ben).await.unwrap();
    assert_eq!((open.reminders, open.reminded_by), (1, Some(c.w.owner)));
    for _ in 0..20 {
        c.pass(Duration::days(1)).await;
    }
    let to_ben = c.reminders();
    let to_ben = to_ben.iter().filter(|(to, _)| to == "ben@example.org");
    assert_eq!(to_ben.count(), 1);
}
