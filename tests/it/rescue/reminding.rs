//! a reminder is read first, sent with a second press, and can be undone; two organisers send one.

use axum::http::StatusCode;
use chrono::Duration;

use super::support::{Stalled, filled, hidden, link};
use crate::desk::support::texts;

#[tokio::test]
async fn r35_a_reminder_is_read_sent_and_undone_in_three_presses_from_the_list() {
    let s = Stalled::new().await;
    let base = format!("/desk/{}", s.w.face.chain.slug);
    let list = s.w.get("").await;
    let rows = texts(&list.body, "section[aria-labelledby=needs-help] tbody tr");
    assert!(
        rows[0].contains("Ben said yes. Ana Costa has not been in touch yet."),
        "{rows:?}"
    );
    assert!(
        rows[0].contains("Ask someone else to talk with Ben"),
        "{rows:?}"
    );
    // The first press.
    let path = link(&list, "Send Ana a reminder");
    let path = path.strip_prefix(&base).unwrap();
    let page = s.w.get(path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Nobody was reminded of this yet"));
    let letter = texts(&page.body, ".card").join(" ");
    assert!(
        letter.contains("waiting to hear from you") && letter.contains("[their own link]"),
        "{letter}"
    );
    assert!(
        s.sent(s.ana.id, "remind-contact").await.is_empty(),
        "a page sends nothing"
    );
    // The second.
    let fields = hidden(&page, "/remind");
    let sent = s.w.post(path, &filled(&fields, &[])).await;
    let again = s.w.post(path, &filled(&fields, &[])).await;
    assert_eq!(sent.to, again.to, "the same press twice");
    let page = s.w.follow(&sent).await;
    assert!(texts(&page.body, "button").iter().any(|b| b == "Undo"));
    let stored = s.sent(s.ana.id, "remind-contact").await;
    assert_eq!(stored.len(), 1);
    assert_eq!(
        stored[0].next_attempt_at,
        s.w.app.means.now() + s.w.app.means.undo
    );
    assert_eq!(
        letter
            .split_whitespace()
            .take(4)
            .collect::<Vec<_>>()
            .join(" "),
        "Ben is waiting to"
    );
    assert!(stored[0].subject.starts_with("Ben is waiting to"));
    // While it waits nobody says that it was sent, and it can be undone from everywhere.
    let message = sent.to.rsplit('/').next().unwrap();
    let to_undo = format!("href=\"{}\"", sent.to);
    let pages = [
        String::new(),
        "/rescue".to_owned(),
        format!("/people/{}", s.ben.id),
    ];
    for path in &pages {
        let page = s.w.get(path).await;
        assert!(
            page.body.contains("A reminder goes out at"),
            "{}",
            page.body
        );
        assert!(page.body.contains(&to_undo), "{}", page.body);
        assert!(
            !page.body.contains("sent a reminder today"),
            "{}",
            page.body
        );
    }
    let page = s.w.get(&format!("/messages/{message}")).await;
    assert!(
        page.body.contains("A reminder goes out at"),
        "{}",
        page.body
    );
    assert!(page.body.contains(&format!("/reminded/{message}")));
    // The third.
    let undo = sent.to.strip_prefix(&base).unwrap();
    let undone = s.w.post(undo, &[]).await;
    let page = s.w.follow(&undone).await;
    assert!(page.body.contains("is taken back"));
    assert!(s.sent(s.ana.id, "remind-contact").await.is_empty());
    let open = s.open(s.ben.id).await.unwrap();
    assert_eq!((open.reminders, open.reminded_at), (0, None));
}

#[tokio::test]
async fn a_reminder_that_has_gone_out_is_not_undone_and_the_page_says_so() {
    let s = Stalled::new().await;
    let path = format!("/people/{}/remind", s.ben.id);
    let page = s.w.get(&path).await;
    let sent =
        s.w.post(&path, &filled(&hidden(&page, "/remind"), &[]))
            .await;
    s.w.app.means.sources.advance(Duration::minutes(6));
    let base = format!("/desk/{}", s.w.face.chain.slug);
    let late = s.w.post(sent.to.strip_prefix(&base).unwrap(), &[]).await;
    assert_eq!(late.status, StatusCode::OK);
    assert!(late.body.contains("too late to undo"), "{}", late.body);
    assert_eq!(s.sent(s.ana.id, "remind-contact").await.len(), 1);
}

#[tokio::test]
async fn whoever_had_their_reminders_is_called_instead() {
    let s = Stalled::new().await;
    let path = format!("/people/{}/remind", s.ben.id);
    for (day, then) in [(11, "less than a day ago"), (13, "as often as we do")] {
        s.w.day(day);
        let page = s.w.get(&path).await;
        assert!(texts(&page.body, "form button").contains(&"Send the reminder".to_owned()));
        assert!(s.w.get("").await.body.contains("/remind\""));
        let sent =
            s.w.post(&path, &filled(&hidden(&page, "/remind"), &[]))
                .await;
        assert!(sent.to.contains("/reminded/"), "{}", sent.body);
        let soon = s.w.get(&path).await;
        assert!(soon.body.contains(then), "{}", soon.body);
    }
    s.w.day(20);
    let page = s.w.get(&path).await;
    assert!(page.body.contains("as often as we do"), "{}", page.body);
    assert!(
        texts(&page.body, "form button")
            .iter()
            .all(|b| !b.contains("Send the"))
    );
    let call = link(&page, "Log a phone call with Ana");
    assert!(call.contains(&format!("/people/{}/call?about={}", s.ana.id, s.ben.id)));
    // The list offers it no more.
    let list = s.w.get("").await;
    assert!(!list.body.contains("/remind\""), "{}", list.body);
    // Nobody without an address is reminded.
    let s = Stalled::new().await;
    s.w.bounce(&s.ana).await;
    let page = s.w.get(&format!("/people/{}/remind", s.ben.id)).await;
    assert!(page.body.contains("came back"), "{}", page.body);
    let forced =
        s.w.post(&format!("/people/{}/remind", s.ben.id), &[("nonce", "n")])
            .await;
    assert_eq!(forced.status, StatusCode::SEE_OTHER);
    assert!(s.sent(s.ana.id, "remind-contact").await.is_empty());
}

#[tokio::test]
async fn two_organisers_at_once_send_one_reminder_and_the_other_is_told_by_whom_and_when() {
    let s = Stalled::new().await;
    let (_, bea) = s.colleague().await;
    let path = format!("/people/{}/remind", s.ben.id);
    let mine = hidden(&s.w.get(&path).await, "/remind");
    let hers = hidden(&s.w.send(&bea, &path, None).await, "/remind");
    let (mine, hers) = (filled(&mine, &[]), filled(&hers, &[]));
    let (a, b) = tokio::join!(
        s.w.send(&s.w.cookie, &path, Some(&mine)),
        s.w.send(&bea, &path, Some(&hers))
    );
    let (won, lost, winner) = if a.status == StatusCode::SEE_OTHER {
        (a, b, "Asha")
    } else {
        (b, a, "Bea")
    };
    assert!(won.to.contains("/reminded/"));
    assert_eq!(lost.status, StatusCode::CONFLICT, "{}", lost.body);
    let told = texts(&lost.body, "main .lede").join(" ");
    assert_eq!(told, format!("{winner} sent a reminder at 10:00am ."));
    assert_eq!(s.sent(s.ana.id, "remind-contact").await.len(), 1);
    assert_eq!(s.w.count_audit("step.reminded").await, 1);
}

#[tokio::test]
async fn two_organisers_at_once_end_a_link_or_remind_of_it_but_not_both() {
    let s = Stalled::new().await;
    let (_, bea) = s.colleague().await;
    let (remind, close) = (
        format!("/people/{}/remind", s.ben.id),
        format!("/people/{}/close", s.ben.id),
    );
    let mine = hidden(&s.w.get(&remind).await, "/remind");
    let hers = hidden(&s.w.send(&bea, &close, None).await, "/close");
    let (mine, hers) = (filled(&mine, &[]), filled(&hers, &[("decision", "yes")]));
    let (a, b) = tokio::join!(
        s.w.send(&s.w.cookie, &remind, Some(&mine)),
        s.w.send(&bea, &close, Some(&hers))
    );
    let statuses = [a.status, b.status];
    assert!(statuses.contains(&StatusCode::CONFLICT), "{statuses:?}");
    assert!(statuses.contains(&StatusCode::SEE_OTHER), "{statuses:?}");
    let acts = (
        s.w.count_audit("step.reminded").await,
        s.w.count_audit("person.planned").await,
    );
    assert!(acts == (1, 0) || acts == (0, 1), "{acts:?}");
    // Whoever opens it afterwards can go on.
    if acts == (1, 0) {
        let fresh = hidden(&s.w.send(&bea, &close, None).await, "/close");
        let done =
            s.w.send(&bea, &close, Some(&filled(&fresh, &[("decision", "yes")])))
                .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        s.minutes(6).await;
        assert!(
            s.sent(s.ana.id, "remind-contact").await.is_empty(),
            "it goes with the link"
        );
    }
}

/// After the minutes for undoing the pages tell who sent it.
#[tokio::test]
async fn a_reminder_that_went_out_is_told_as_sent() {
    let s = Stalled::new().await;
    let path = format!("/people/{}/remind", s.ben.id);
    let fields = hidden(&s.w.get(&path).await, "/remind");
    s.w.post(&path, &filled(&fields, &[])).await;
    s.minutes(6).await;
    let page = s.w.get("").await;
    assert!(page.body.contains("sent a reminder today"), "{}", page.body);
    assert!(
        !page.body.contains("A reminder goes out at"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn the_page_says_whether_it_is_late_or_a_sunday() {
    let s = Stalled::new().await;
    let path = format!("/people/{}/remind", s.ben.id);
    let note = async || texts(&s.w.get(&path).await.body, ".note").join(" ");
    assert_eq!(note().await, "", "a Saturday morning");
    s.minutes(11 * 60).await;
    assert!(note().await.starts_with("It is late now in this chain."));
    s.w.day(12);
    assert!(note().await.starts_with("It is Sunday now in this chain."));
}
