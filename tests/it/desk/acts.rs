//! What an organiser does to one person asks first, happens once, and tells who must know.

use axum::http::StatusCode;
use daisychain::conversation;
use daisychain::people;

use super::support::World;
use crate::rescue::support::{filled, hidden};

#[tokio::test]
async fn ending_a_link_asks_first_and_tells_the_initiator() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let abe = w.choose(&ana, "Abe").await;
    let path = format!("/people/{}/close", abe.id);
    assert_eq!(w.get(&path).await.status, StatusCode::OK);
    let unsaid = w.post(&path, &[]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.body.contains("href=\"#decision\"") && unsaid.body.contains("id=\"decision\""));
    assert!(!unsaid.body.contains("checked"));
    let no = w.post(&path, &[("decision", "no")]).await;
    assert!(w.follow(&no).await.body.contains("Nothing was changed"));
    assert!(
        conversation::find_incoming(&w.app.db.read, abe.id)
            .await
            .unwrap()
            .is_some()
    );
    let yes = w.post(&path, &[("decision", "yes")]).await;
    let again = w.post(&path, &[("decision", "yes")]).await;
    assert_eq!(yes.to, again.to);
    assert!(
        w.follow(&yes)
            .await
            .body
            .contains("The chat ends in five minutes")
    );
    assert_eq!(w.count_audit("conversation.closed").await, 0);
    w.app.means.sources.advance(chrono::Duration::minutes(6));
    daisychain::conversation::clock::tick(&w.app.db, &w.app.means)
        .await
        .unwrap();
    assert_eq!(w.count_audit("conversation.closed").await, 1);
    let told = w.mail_to(ana.id).await;
    assert_eq!(told.iter().filter(|m| m.kind == "said-no").count(), 1);
    // Whoever had not answered is forgotten with it.
    assert_eq!(w.person(abe.id).await.name, None);
}

#[tokio::test]
async fn a_person_is_forgotten_everywhere_after_a_choice() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let abe = w.choose(&ana, "Abe").await;
    w.agree(abe.id).await;
    let path = format!("/people/{}/forget", abe.id);
    assert_eq!(
        w.post(&path, &[]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(w.person(abe.id).await.name.as_deref(), Some("Abe"));
    let done = w.post(&path, &[("decision", "yes")]).await;
    let page = w.follow(&done).await;
    assert!(page.body.contains("somebody who left") && !page.body.contains("Abe"));
    let gone = w.person(abe.id).await;
    assert!(gone.name.is_none() && gone.email.is_none() && gone.erased_at.is_some());
    w.post(&path, &[("decision", "yes")]).await;
    assert_eq!(w.count_audit("person.forgotten").await, 1);
    assert_eq!(
        w.mail_to(ana.id)
            .await
            .iter()
            .filter(|m| m.kind == "said-no")
            .count(),
        1
    );
    assert_eq!(
        w.post(&format!("/people/{}/details", abe.id), &[])
            .await
            .status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_new_link_is_sent_once_a_press_and_at_most_three_an_hour() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let path = format!("/people/{}", ana.id);
    let new_links = || async {
        let mail = w.mail_to(ana.id).await;
        mail.iter().filter(|m| m.kind == "new-link").count()
    };
    let ask = format!("{path}/new-link");
    // The page says what will happen, with the words, and nothing is chosen.
    let page = w.get(&ask).await.body;
    assert!(page.contains("stops working at once"), "{page}");
    assert!(page.contains("What <bdi>Ana</bdi> will read") && !page.contains("checked"));
    let unsaid = w.post(&ask, &[]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(new_links().await, 0);
    let press = async |fields: &[(String, String)]| {
        let done = w.post(&ask, &filled(fields, &[("decision", "yes")])).await;
        w.follow(&done).await.body
    };
    for n in 1..=3 {
        let fields = hidden(&w.get(&ask).await, "/new-link");
        for _ in 0..2 {
            let page = press(&fields).await;
            assert!(page.contains("We are sending Ana a new link"), "{page}");
        }
        assert_eq!(new_links().await, n);
    }
    let page = w.get(&path).await.body;
    assert!(page.contains("/new-link"), "the link that is looked for");
    let page = press(&hidden(&w.get(&ask).await, "/new-link")).await;
    assert!(page.contains("three new links within an hour"), "{page}");
    assert_eq!(
        (new_links().await, w.count_audit("link.renewed").await),
        (3, 3)
    );
    // Somebody who has not answered is not written to again.
    let bo = w.starter("Bo").await;
    let page = w.get(&format!("/people/{}", bo.id)).await.body;
    assert!(!page.contains("new link") && !page.contains("/new-link"));
}

#[tokio::test]
async fn an_address_is_corrected_for_each_kind_of_person() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let abe = w.choose(&ana, "Abe").await;
    let hal = w.starter("Hal").await;
    for person in [&ana, &abe, &hal] {
        let path = format!("/people/{}/address", person.id);
        let early = w.post(&path, &[("email", "new@example.org")]).await;
        // Who takes part must have asked for it themself.
        let takes_part = person.agreed_at.is_some();
        let refused = early.status == StatusCode::UNPROCESSABLE_ENTITY;
        assert_eq!(refused, takes_part);
        assert_eq!(w.person(person.id).await.email_index, person.email_index);
        w.bounce(person).await;
        let before = w.mail_to(person.id).await.len();
        let taken = w.post(&path, &[("email", "hal@example.org")]).await;
        if person.id != hal.id {
            assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(taken.body.contains("This address is in the chain already"));
            assert_eq!(w.mail_to(person.id).await.len(), before);
        }
        let wrong = w.post(&path, &[("email", "hal@")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        w.bounce(person).await;
        let before = w.mail_to(person.id).await.len();
        let email = format!(
            "right.{}@example.org",
            people::first_name(person).to_lowercase()
        );
        for _ in 0..2 {
            let done = w.post(&path, &[("email", &email)]).await;
            assert!(w.follow(&done).await.body.contains("The address is saved"));
        }
        let now = w.person(person.id).await;
        assert_eq!(now.bounced_at, None);
        assert_eq!(
            people::details(&w.app.means, &now).unwrap().email,
            Some(email)
        );
        assert_eq!(w.mail_to(person.id).await.len(), before + 1);
    }
    assert_eq!(w.count_audit("address.corrected").await, 4);
}

/// Whose address was put right is not late, and is not reminded of an invitation that has not gone out.
#[tokio::test]
async fn a_corrected_address_begins_the_wait_again() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let abe = w.choose(&ana, "Abe").await;
    w.day(15);
    assert_eq!(w.help().await.len(), 1, "late");
    w.bounce(&abe).await;
    let path = format!("/people/{}", abe.id);
    let fields = hidden(&w.get(&format!("{path}/address")).await, "/address");
    let typed = [("email", "right@example.org")];
    w.post(&format!("{path}/address"), &filled(&fields, &typed))
        .await;
    assert_eq!(w.help().await, Vec::new());
    let page = w.get(&format!("{path}/remind")).await;
    assert!(page.body.contains("has not gone out yet"), "{}", page.body);
}
