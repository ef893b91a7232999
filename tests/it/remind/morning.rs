//! The morning message: weekdays at 9 by the host's clock, once, only when something needs help, not to who cannot act
//! and not to who turned it off.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::desk::morning;
use daisychain::mail::{MailKind, Sent};
use entity::participant;
use entity::shared::Role;

use super::support::Clocked;
use crate::desk::support::Answer;
use crate::organisers::{add_member, add_organiser};

impl Clocked {
    async fn morning(&self, moment: &str) -> Vec<Sent> {
        self.at(moment);
        self.memory.take();
        let (db, means) = (&self.w.app.db, &self.w.app.means);
        let both = tokio::join!(morning::round(db, means), morning::round(db, means));
        assert!(both.0.is_ok() && both.1.is_ok());
        self.mailer.drain().await.unwrap();
        let sent = self.memory.take().into_iter();
        sent.filter(|mail| mail.kind == MailKind::Morning).collect()
    }

    async fn at_desk(&self, path: &str, form: Option<&[(&str, &str)]>) -> Answer {
        self.w.send_to(&self.w.cookie, path, form).await
    }
}

/// A first person asked on Tuesday 1 September 2026 who does not answer: late on Friday the 11th at 10am in London.
async fn late() -> (Clocked, participant::Model) {
    let c = Clocked::new().await;
    let gus = c.w.starter("Gus").await;
    c.minute().await;
    (c, gus)
}

#[tokio::test]
async fn it_goes_on_weekdays_at_nine_once_and_only_if_something_needs_help() {
    let (c, gus) = late().await;
    assert!(
        c.morning("2026-09-11T08:30:00Z").await.is_empty(),
        "nothing is late yet"
    );
    // Late since 10am on Friday. Saturday and Sunday are free.
    assert!(c.morning("2026-09-12T08:30:00Z").await.is_empty());
    assert!(c.morning("2026-09-13T08:30:00Z").await.is_empty());
    assert!(c.morning("2026-09-14T07:59:00Z").await.is_empty(), "8.59am");
    let sent = c.morning("2026-09-14T08:00:00Z").await;
    let [mail] = sent.as_slice() else {
        panic!("{} messages", sent.len());
    };
    assert_eq!(mail.to, format!("{}@example.org", c.w.owner));
    assert_eq!(mail.subject, "One chat needs help");
    for words in [
        "Food in Alderbrook: one chat needs help.",
        "Gus has not answered your message. (12 days)",
        &format!("/desk/{}", c.w.face.chain.slug),
    ] {
        assert!(mail.text.contains(words), "{words}\n{}", mail.text);
    }
    assert!(
        c.morning("2026-09-14T08:31:00Z").await.is_empty(),
        "once a day"
    );
    assert!(c.morning("2026-09-15T09:00:00Z").await.is_empty(), "10am");
    assert_eq!(
        c.morning("2026-09-15T08:00:00Z").await.len(),
        1,
        "the next day"
    );
    c.w.agree(gus.id).await;
    assert!(
        c.morning("2026-09-16T08:00:00Z").await.is_empty(),
        "all is well again"
    );
}

#[tokio::test]
async fn who_cannot_act_or_turned_it_off_gets_none() {
    let (c, _) = late().await;
    let mut added = Vec::new();
    for role in [Role::Organiser, Role::Coder, Role::Reader] {
        let id = add_organiser(&c.w.app, role.as_str()).await;
        add_member(&c.w.app, id, (None, Some(c.w.face.chain.id)), role).await;
        added.push(format!("{id}@example.org"));
    }
    let owner = format!("{}@example.org", c.w.owner);
    let mut to: Vec<_> = c
        .morning("2026-09-14T08:00:00Z")
        .await
        .into_iter()
        .map(|m| m.to)
        .collect();
    to.sort();
    assert_eq!(to, [owner, added[0].clone()]);

    let account = c.at_desk("/desk/account", None).await;
    assert!(account.body.contains("Send me the morning message"));
    let off = c.at_desk("/desk/account/morning", Some(&[])).await;
    assert_eq!(off.status, StatusCode::SEE_OTHER);
    let to: Vec<_> = c
        .morning("2026-09-15T08:00:00Z")
        .await
        .into_iter()
        .map(|m| m.to)
        .collect();
    assert_eq!(to, [added[0].clone()]);
    let on = c
        .at_desk("/desk/account/morning", Some(&[("morning", "yes")]))
        .await;
    assert_eq!(on.status, StatusCode::SEE_OTHER);
    assert_eq!(c.morning("2026-09-16T08:00:00Z").await.len(), 2);
    assert_eq!(c.w.count_audit("morning.off").await, 1);
}

#[tokio::test]
async fn it_names_three_links_says_how_many_more_and_what_went_well() {
    let c = Clocked::new().await;
    let ana = c.w.agreed_starter("Ana").await;
    for n in 0..5 {
        c.w.starter(&format!("Late {n}")).await;
    }
    c.minute().await;
    c.w.day(9);
    let ben = c.w.choose(&ana, "Ben").await;
    c.w.agree(ben.id).await;
    c.w.reveal(&ana, &ben).await;
    c.w.record(&ben).await;
    c.pass(Duration::minutes(6)).await;
    let sent = c.morning("2026-09-14T08:00:00Z").await;
    let text = &sent[0].text;
    assert_eq!(sent[0].subject, "5 chats need help");
    assert_eq!(
        text.matches("has not answered your message").count(),
        3,
        "{text}"
    );
    assert!(text.contains("And 2 more."), "{text}");
    assert!(
        text.contains("One chat was written down this week."),
        "{text}"
    );
    assert!(!sent[0].subject.to_lowercase().contains("food"));
}
