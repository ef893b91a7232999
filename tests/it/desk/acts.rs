//! What an organiser does to one person asks first, happens once, and tells who must know.

use axum::http::StatusCode;
use daisychain::conversation;
use daisychain::people;

use super::support::{World, nonce_of};

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
    assert!(w.follow(&yes).await.body.contains("The link has ended"));
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
    assert!(page.body.contains("(forgotten)") && !page.body.contains("Abe"));
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
    let press = async |nonce: &str| {
        let path = format!("{path}/new-link");
        let done = w.post(&path, &[("nonce", nonce)]).await;
        w.follow(&done).await.body
    };
    for n in 1..=3 {
        let nonce = nonce_of(&w.get(&path).await.body);
        for _ in 0..2 {
            let page = press(&nonce).await;
            assert!(page.contains("We are sending Ana a new link"), "{page}");
        }
        assert_eq!(new_links().await, n);
    }
    let page = w.get(&path).await.body;
    assert!(page.contains("/new-link"), "the button that is looked for");
    let page = press(&nonce_of(&page)).await;
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
