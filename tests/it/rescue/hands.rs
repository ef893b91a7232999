//! What an organiser does by hand for a link: resting, stepping in, the second name, joining, contact details, links.

use axum::http::StatusCode;
use daisychain::conversation::nominate::Named;
use daisychain::conversation::{self, pool, reserve};
use daisychain::people::{self, links};
use daisychain::{db, mail};
use entity::shared::LinkKind;
use entity::{consent, conversation as conversation_row, outbox};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::support::{Stalled, filled, hidden, link};
use crate::desk::support::texts;

#[tokio::test]
async fn a_link_rests_until_a_day_and_goes_on_when_an_organiser_says_so() {
    let s = Stalled::new().await;
    let path = format!("/people/{}/rest", s.ben.id);
    let page = s.w.get(&path).await;
    let fields = hidden(&page, "/rest");
    let unsaid = s.w.post(&path, &filled(&fields, &[])).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let no_day = s.w.post(&path, &filled(&fields, &[("until", "day")])).await;
    assert_eq!(no_day.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done =
        s.w.post(&path, &filled(&fields, &[("until", "week")]))
            .await;
    assert!(s.w.follow(&done).await.body.contains("This chat rests"));
    assert!(s.w.help().await.is_empty());
    s.w.day(17);
    assert!(s.w.help().await.is_empty());
    s.w.day(19);
    assert_eq!(s.w.help().await.len(), 1, "it comes back by itself");
    let fields = hidden(&s.w.get(&path).await, "/rest");
    s.w.post(&path, &filled(&fields, &[("until", "fortnight")]))
        .await;
    let fields = hidden(&s.w.get(&path).await, "/go-on");
    let on =
        s.w.post(
            &format!("/people/{}/go-on", s.ben.id),
            &filled(&fields, &[]),
        )
        .await;
    assert!(s.w.follow(&on).await.body.contains("This chat goes on"));
    assert_eq!(s.w.help().await.len(), 1);
}

#[tokio::test]
async fn somebody_else_steps_in_only_when_both_were_asked_and_nobody_is_blamed() {
    let s = Stalled::new().await;
    let cy = s.w.agreed_starter("Cy").await;
    let path = format!("/people/{}/step-in", s.ben.id);
    let page = s.w.get(&path).await;
    let offers = texts(&page.body, "fieldset .choice label");
    assert!(
        offers[0].starts_with("Cy: could begin a chat"),
        "{offers:?}"
    );
    assert!(!offers.iter().any(|o| o.contains("Ana")), "{offers:?}");
    // Nobody is called silent who may have begun.
    assert!(!page.body.contains("is silent"), "{}", page.body);
    // What goes with the link is said before.
    assert!(
        page.body
            .contains("what is written down so far about this chat")
            && page.body.contains("and a second name, if there is one"),
        "{}",
        page.body
    );
    let fields = hidden(&page, "/step-in");
    let id = cy.id.to_string();
    for more in [
        vec![],
        vec![("who", id.as_str())],
        vec![("who", id.as_str()), ("agreed", "yes")],
        vec![("who", id.as_str()), ("happy", "yes")],
        vec![("who", "pool")],
    ] {
        let refused = s.w.post(&path, &filled(&fields, &more)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{more:?}");
    }
    let all = [("who", id.as_str()), ("agreed", "yes"), ("happy", "yes")];
    let done = s.w.post(&path, &filled(&fields, &all)).await;
    let page = s.w.follow(&done).await;
    assert!(
        page.body.contains("Until then nothing happens") && page.body.contains("steps in for"),
        "{}",
        page.body
    );
    // Five minutes in which nothing happens and it can be undone.
    assert!(s.sent(s.ana.id, "handed-on").await.is_empty());
    s.minutes(4).await;
    assert_eq!(s.w.count_audit("conversation.handed_on").await, 0);
    s.minutes(2).await;
    let live = conversation::find_incoming(&s.w.app.db.read, s.ben.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((live.initiator, live.agreed_at.is_some()), (cy.id, true));
    let ben = s.w.person(s.ben.id).await;
    assert_eq!(
        (ben.parent, ben.branch, ben.waiting_since),
        (Some(cy.id), cy.branch, None)
    );
    // Each is told once; the one who was silent that somebody else was found, and not that Ben cannot take part.
    assert!(s.sent(s.ana.id, "said-no").await.is_empty());
    let kindly = s.sent(s.ana.id, "handed-on").await;
    assert_eq!(kindly.len(), 1);
    assert!(
        kindly[0]
            .text
            .contains("We have found someone else for Ben")
            && !kindly[0].text.contains("cannot"),
        "{}",
        kindly[0].text
    );
    let told = s.sent(cy.id, "matched").await;
    assert_eq!(told.len(), 1);
    // Cy asked for nobody: an organiser did it.
    let text = &told[0].text;
    assert!(
        text.contains("An organiser found somebody for you"),
        "{text}"
    );
    assert!(!text.contains("You asked us"), "{text}");
    assert_eq!(s.sent(s.ben.id, "somebody-for-you").await.len(), 1);
    assert!(s.sent(s.ben.id, "left-alone").await.is_empty());
    let kept = consent::Entity::find()
        .filter(consent::Column::Participant.eq(s.ben.id))
        .all(&s.w.app.db.read)
        .await
        .unwrap();
    let last = kept.last().unwrap();
    assert_eq!(
        (last.entered_by, last.source.as_str()),
        (Some(s.w.owner), "phone")
    );
    // A second press finds it done, and a form of another tab with it.
    let other = filled(&[], &all);
    for fields in [filled(&fields, &all), other] {
        let again = s.w.post(&path, &fields).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
        assert_eq!(s.w.count_audit("conversation.handed_on").await, 1);
        assert_eq!(s.w.count_audit("person.taken_over").await, 2);
        assert_eq!(s.sent(cy.id, "matched").await.len(), 1);
        let links = conversation_row::Entity::find()
            .filter(conversation_row::Column::Partner.eq(s.ben.id))
            .filter(conversation_row::Column::EndedAt.is_null())
            .count(&s.w.app.db.read);
        assert_eq!(links.await.unwrap(), 1);
    }
}

#[tokio::test]
async fn who_said_yes_goes_back_to_those_who_wait_or_is_asked_what_they_would_like() {
    let s = Stalled::new().await;
    let path = format!("/people/{}/step-in", s.ben.id);
    let fields = hidden(&s.w.get(&path).await, "/step-in");
    let done =
        s.w.post(
            &path,
            &filled(&fields, &[("who", "pool"), ("agreed", "yes")]),
        )
        .await;
    assert!(
        s.w.follow(&done)
            .await
            .body
            .contains("goes back to those who wait")
    );
    s.minutes(6).await;
    assert!(s.w.person(s.ben.id).await.waiting_since.is_some());
    let kindly = s.sent(s.ana.id, "handed-on").await;
    assert_eq!(kindly.len(), 1);
    assert!(
        kindly[0]
            .text
            .contains("We are looking for someone else for Ben")
    );
    // Cy asks to be joined to somebody: the two find each other.
    let cy = s.w.agreed_starter("Cy").await;
    let txn = db::begin_write(&s.w.app.db).await.unwrap();
    let _ = pool::ask(&txn, &s.w.app.means, &s.w.face, &cy, "en")
        .await
        .unwrap()
        .unwrap();
    txn.commit().await.unwrap();
    let live = conversation::find_incoming(&s.w.app.db.read, s.ben.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(live.initiator, cy.id);

    let s = Stalled::new().await;
    let path = format!("/people/{}/step-in", s.ben.id);
    let fields = hidden(&s.w.get(&path).await, "/step-in");
    let done = s.w.post(&path, &filled(&fields, &[("who", "ask")])).await;
    assert!(
        s.w.follow(&done)
            .await
            .body
            .contains("The chat ends in five minutes")
    );
    assert!(s.sent(s.ben.id, "left-alone").await.is_empty());
    s.minutes(6).await;
    assert_eq!(s.sent(s.ben.id, "left-alone").await.len(), 1);
}

#[tokio::test]
async fn a_person_whose_turn_it_is_is_joined_to_somebody_who_waits() {
    let s = Stalled::new().await;
    let path = format!("/people/{}/step-in", s.ben.id);
    let fields = hidden(&s.w.get(&path).await, "/step-in");
    s.w.post(
        &path,
        &filled(&fields, &[("who", "pool"), ("agreed", "yes")]),
    )
    .await;
    s.minutes(6).await;
    let cy = s.w.agreed_starter("Cy").await;
    let path = format!("/people/{}/join", cy.id);
    let page = s.w.get(&path).await;
    let fields = hidden(&page, "/join");
    let ben = s.ben.id.to_string();
    let unsaid = s.w.post(&path, &filled(&fields, &[("who", &ben)])).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(s.w.person(s.ben.id).await.waiting_since.is_some());
    assert!(s.sent(s.ben.id, "somebody-for-you").await.is_empty());
    let joined =
        s.w.post(&path, &filled(&fields, &[("who", &ben), ("happy", "yes")]))
            .await;
    assert!(
        s.w.follow(&joined)
            .await
            .body
            .contains("is joined to somebody")
    );
    let live = conversation::find_incoming(&s.w.app.db.read, s.ben.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((live.initiator, live.agreed_at.is_some()), (cy.id, true));
    let after = s.w.person(s.ben.id).await;
    assert_eq!(
        (after.parent, after.branch, after.waiting_since),
        (Some(cy.id), cy.branch, None)
    );
    assert_eq!(s.sent(cy.id, "matched").await.len(), 1);
    assert_eq!(s.sent(s.ben.id, "somebody-for-you").await.len(), 1);
}

#[tokio::test]
async fn the_second_name_is_asked_by_hand_and_the_first_is_left_in_peace() {
    let s = Stalled::new().await;
    let cy = s.w.agreed_starter("Cy").await;
    let dan = s.w.choose(&cy, "Dan").await;
    let path = format!("/people/{}/reserve", dan.id);
    assert!(s.w.get(&path).await.to.contains("reserve-cannot"));
    let first = conversation::find_incoming(&s.w.app.db.read, dan.id)
        .await
        .unwrap()
        .unwrap();
    let txn = db::begin_write(&s.w.app.db).await.unwrap();
    let second = Named {
        name: "Eli Stone",
        email: "eli@example.org",
        language: "en",
        asked_wording: "asked",
    };
    reserve::keep(&txn, &s.w.app.means, &s.w.face, &first, &second)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    s.w.day(25);
    let list = s.w.get("").await;
    assert!(link(&list, "Ask the second name instead of Dan").ends_with(&path));
    let page = s.w.get(&path).await;
    assert!(page.body.contains("Eli") && page.body.contains("We delete their details"));
    // The words come before the press: what Eli reads, and what Cy reads.
    let reads = texts(&page.body, "h2");
    for title in ["What Eli will read", "What Cy will read"] {
        assert!(reads.iter().any(|h2| h2 == title), "{reads:?}");
    }
    assert!(texts(&page.body, ".card").join(" ").contains("Cy"));
    let fields = hidden(&page, "/reserve");
    assert_eq!(
        s.w.post(&path, &fields_of(&fields, &[])).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let done =
        s.w.post(&path, &fields_of(&fields, &[("decision", "yes")]))
            .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    // Nothing happens for five minutes; it is told on the overview, and can be undone there.
    s.minutes(4).await;
    assert!(s.w.person(dan.id).await.erased_at.is_none());
    let overview = s.w.get("").await;
    let soon = texts(&overview.body, "section[aria-labelledby=soon] li").join(" ");
    assert!(soon.contains("The chat with Dan ends at"), "{soon}");
    let back = format!("/people/{}/take-back", dan.id);
    hidden(&overview, &back);
    s.w.post(&back, &[]).await;
    s.minutes(4).await;
    assert!(s.w.person(dan.id).await.erased_at.is_none());
    assert!(texts(&s.w.get("").await.body, "section[aria-labelledby=soon]").is_empty());
    let page = s.w.get(&path).await;
    let fields = hidden(&page, "/reserve");
    for _ in 0..2 {
        s.w.post(&path, &fields_of(&fields, &[("decision", "yes")]))
            .await;
    }
    s.minutes(6).await;
    assert!(s.w.person(dan.id).await.erased_at.is_some());
    assert_eq!(s.sent(cy.id, "reserve-asked").await.len(), 1);
    assert!(s.sent(cy.id, "said-no").await.is_empty());
    // Eli was asked, as anybody is, and Cy holds no second name any more.
    let read = &s.w.app.db.read;
    let asked = conversation_row::Entity::find()
        .filter(conversation_row::Column::Initiator.eq(cy.id))
        .filter(conversation_row::Column::EndedAt.is_null())
        .all(read)
        .await
        .unwrap();
    let [link] = &asked[..] else {
        panic!("{asked:?}");
    };
    let eli = s.w.person(link.partner).await;
    assert_eq!(eli.name.as_deref(), Some("Eli Stone"));
    assert_eq!(link.agreed_at, None);
    assert_eq!(s.sent(eli.id, "invite").await.len(), 1);
    assert!(reserve::find(read, cy.id).await.unwrap().is_none());
    // Dan hears nothing of it.
    let to_dan = s.w.mail_to(dan.id).await;
    assert!(
        to_dan.iter().all(|mail| mail.kind == "invite"),
        "{to_dan:?}"
    );
}

fn fields_of<'a>(
    hidden: &'a [(String, String)],
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    filled(hidden, more)
}

#[tokio::test]
async fn a_phone_number_is_added_and_who_takes_part_is_told() {
    let s = Stalled::new().await;
    let path = format!("/people/{}/address", s.ana.id);
    let fields = hidden(&s.w.get(&path).await, "/address");
    let wrong =
        s.w.post(
            &path,
            &filled(&fields, &[("phone", "12"), ("asked", "yes")]),
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unasked =
        s.w.post(&path, &filled(&fields, &[("phone", "020 7946 0111")]))
            .await;
    assert_eq!(unasked.status, StatusCode::UNPROCESSABLE_ENTITY);
    let good = filled(&fields, &[("phone", "020 7946 0111"), ("asked", "yes")]);
    for _ in 0..2 {
        let done = s.w.post(&path, &good).await;
        assert!(
            s.w.follow(&done)
                .await
                .body
                .contains("The phone number is saved")
        );
    }
    let ana = s.w.person(s.ana.id).await;
    let details = people::details(&s.w.app.means, &ana).unwrap();
    assert_eq!(details.phone.as_deref(), Some("020 7946 0111"));
    assert!(details.email.is_some());
    assert_eq!(s.sent(ana.id, "details-changed").await.len(), 1);
    assert_eq!(s.w.count_audit("phone.changed").await, 1);
    // Who has not answered gets no message about it.
    let gus = s.w.starter("Gus").await;
    let path = format!("/people/{}/address", gus.id);
    let fields = hidden(&s.w.get(&path).await, "/address");
    let empty = s.w.post(&path, &filled(&fields, &[])).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    s.w.post(&path, &filled(&fields, &[("phone", "020 7946 0222")]))
        .await;
    assert!(s.sent(gus.id, "details-changed").await.is_empty());
    assert_eq!(s.w.count_audit("phone.changed").await, 2);
}

#[tokio::test]
async fn a_lost_link_ends_without_a_message_and_the_new_one_goes_on_paper() {
    let s = Stalled::new().await;
    let (_, bea) = s.colleague().await;
    let read = &s.w.app.db.read;
    let before = links::find_live(read, s.ben.id, LinkKind::Act)
        .await
        .unwrap()
        .unwrap();
    let mails = s.w.mail_to(s.ben.id).await.len();
    let path = format!("/people/{}/end-link", s.ben.id);
    let mine = hidden(&s.w.get(&path).await, "/end-link");
    let hers = hidden(&s.w.send(&bea, &path, None).await, "/end-link");
    let done =
        s.w.post(&path, &filled(&mine, &[("decision", "yes")]))
            .await;
    assert!(
        s.w.follow(&done)
            .await
            .body
            .contains("The old link has ended")
    );
    let after = links::find_live(read, s.ben.id, LinkKind::Act)
        .await
        .unwrap()
        .unwrap();
    assert_ne!(before.id, after.id);
    let keys = &s.w.app.means.keys;
    let (old, new) = (
        keys.link_token(before.id, before.generation),
        keys.link_token(after.id, after.generation),
    );
    let opens = async |token: &str| {
        let page = s.w.send_to("", &format!("/p/{token}"), None).await;
        (page.status, page.body.contains("Ben"))
    };
    assert_eq!(opens(&old).await, (StatusCode::GONE, false));
    assert_eq!(opens(&new).await, (StatusCode::OK, true));
    assert_eq!(s.w.mail_to(s.ben.id).await.len(), mails);
    let late =
        s.w.send(&bea, &path, Some(&filled(&hers, &[("decision", "yes")])))
            .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("made a new link"), "{}", late.body);
    let still = links::find_live(read, s.ben.id, LinkKind::Act)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((still.id, still.generation), (after.id, after.generation));
    let letter = format!("/people/{}/letter", s.ben.id);
    let letter = s.w.post(&letter, &[]).await;
    let code = s.w.app.means.keys.short_code(after.id, after.generation);
    assert!(letter.body.contains(&code), "{code}");
}

#[tokio::test]
async fn a_message_that_was_lost_is_sent_once_more_and_never_an_invitation() {
    let s = Stalled::new().await;
    let now = s.w.app.means.now();
    outbox::Entity::update_many()
        .col_expr(outbox::Column::SentAt, Expr::value(now))
        .filter(outbox::Column::SentAt.is_null())
        .exec(&s.w.app.db.write)
        .await
        .unwrap();
    let said_yes = s.sent(s.ana.id, "said-yes").await.remove(0);
    let page = s.w.get(&format!("/people/{}", s.ana.id)).await;
    let path = format!("/messages/{}/resend", said_yes.id);
    assert!(page.body.contains(&path));
    let shown = s.w.get(&path).await;
    assert!(shown.body.contains("Send it again"), "{}", shown.body);
    for _ in 0..2 {
        let done = s.w.post(&path, &[]).await;
        assert!(
            s.w.follow(&done)
                .await
                .body
                .contains("sending the message to Ana again")
        );
    }
    let both = s.sent(s.ana.id, "said-yes").await;
    assert_eq!(both.len(), 2);
    assert_eq!(both[0].text, both[1].text);
    assert_eq!(both.iter().filter(|row| mail::is_waiting(row)).count(), 1);
    let invite = s.sent(s.ben.id, "invite").await.remove(0);
    let path = format!("/messages/{}/resend", invite.id);
    assert!(s.w.get(&path).await.body.contains("cannot be sent again"));
    s.w.post(&path, &[]).await;
    assert_eq!(s.sent(s.ben.id, "invite").await.len(), 1);
}

/// What people will read stands on the page, word for word, and nothing happens when it is undone.
#[tokio::test]
async fn stepping_in_and_ending_are_read_first_and_can_be_undone() {
    let s = Stalled::new().await;
    let cy = s.w.agreed_starter("Cy").await;
    let id = cy.id.to_string();
    let all = [("who", id.as_str()), ("agreed", "yes"), ("happy", "yes")];
    let step_in = format!("/people/{}/step-in", s.ben.id);
    let close = format!("/people/{}/close", s.ben.id);
    let person = format!("/people/{}", s.ben.id);
    let read_first = s.w.get(&step_in).await;
    let to_end = s.w.get(&close).await;
    assert!(
        to_end.body.contains("What <bdi>Ana</bdi> will read")
            && to_end.body.contains("What <bdi>Ben</bdi> will read"),
        "{}",
        to_end.body
    );
    let presses = [
        (&step_in, all.to_vec()),
        (&step_in, vec![("who", "pool"), ("agreed", "yes")]),
        (&close, vec![("decision", "yes")]),
    ];
    for (path, more) in presses {
        let fields = hidden(&s.w.get(path).await, path);
        s.w.post(path, &filled(&fields, &more)).await;
        let page = s.w.get(&person).await;
        assert!(page.body.contains("In a few minutes"), "{}", page.body);
        let undone = s.w.post(&format!("{person}/take-back"), &[]).await;
        assert!(s.w.follow(&undone).await.body.contains("It is undone"));
        s.minutes(6).await;
        let live = conversation::find_incoming(&s.w.app.db.read, s.ben.id).await;
        assert_eq!(live.unwrap().unwrap().initiator, s.ana.id);
        for kind in ["handed-on", "matched", "left-alone", "said-no"] {
            for one in [s.ana.id, s.ben.id, cy.id] {
                assert!(s.sent(one, kind).await.is_empty(), "{kind}");
            }
        }
        let page = s.w.get(&person).await;
        assert!(!page.body.contains("In a few minutes"), "{}", page.body);
    }
    let fields = hidden(&s.w.get(&step_in).await, &step_in);
    s.w.post(&step_in, &filled(&fields, &all)).await;
    s.minutes(6).await;
    for (person, kind) in [
        (s.ana.id, "handed-on"),
        (cy.id, "matched"),
        (s.ben.id, "somebody-for-you"),
    ] {
        let sent = s.sent(person, kind).await;
        assert_eq!(sent.len(), 1, "{kind}");
        let shown = texts(&read_first.body, "main .card p").join("\n");
        let first = sent[0].text.lines().find(|line| line.len() > 20).unwrap();
        assert!(shown.contains(first), "{first} is not in {shown}");
    }
}

/// A person who writes the chat down in those minutes is left in peace.
#[tokio::test]
async fn nobody_steps_in_where_the_link_moved_on() {
    let s = Stalled::new().await;
    let cy = s.w.agreed_starter("Cy").await;
    let id = cy.id.to_string();
    let all = [("who", id.as_str()), ("agreed", "yes"), ("happy", "yes")];
    let path = format!("/people/{}/step-in", s.ben.id);
    let fields = hidden(&s.w.get(&path).await, &path);
    s.w.post(&path, &filled(&fields, &all)).await;
    let live = conversation::find_incoming(&s.w.app.db.read, s.ben.id).await;
    conversation_row::Entity::update_many()
        .col_expr(
            conversation_row::Column::RecordedAt,
            sea_orm::sea_query::Expr::value(s.w.app.means.now()),
        )
        .filter(conversation_row::Column::Id.eq(live.unwrap().unwrap().id))
        .exec(&s.w.app.db.write)
        .await
        .unwrap();
    s.minutes(6).await;
    let live = conversation::find_incoming(&s.w.app.db.read, s.ben.id).await;
    assert_eq!(live.unwrap().unwrap().initiator, s.ana.id);
    assert!(s.sent(s.ana.id, "handed-on").await.is_empty());
    let page = s.w.get(&format!("/people/{}", s.ben.id)).await;
    assert!(!page.body.contains("In a few minutes"), "{}", page.body);
}
