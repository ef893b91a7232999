//! People under 18 are told kindly, and go on only where the host lets them.

use axum::http::StatusCode;
use daisychain::mail::MailKind;
use daisychain::{keys, people};
use entity::shared::ConsentTo;

use super::support::Chain;
use crate::resident_support::Answer;

/// Opens the page for people under 18 from the agreeing page.
async fn young(c: &Chain, token: &str) -> Answer {
    let page = c.world.open(&format!("/p/{token}/agree")).await;
    c.world.open(&page.link("I am under 18")).await
}

#[tokio::test]
async fn somebody_under_18_is_told_kindly_and_can_delete_their_details() {
    let c = Chain::new().await;
    let maria = c.first("Maria", false).await;
    let sam = c.ask(&maria, "Sam").await;
    let token = c.token(&sam).await;
    let page = young(&c, &token).await;
    assert!(
        page.says("This chain is for people who are 18 or over."),
        "{}",
        page.text
    );
    assert!(
        page.says("You can talk with Asha at Kettlegate House"),
        "{}",
        page.text
    );
    assert!(!page.says("A grown-up I trust"), "{}", page.text);
    // Not by sending the form all the same.
    c.world
        .post(&format!("/p/{token}/young"), "grown_up=yes")
        .await;
    assert!(
        c.world
            .open(&format!("/p/{token}/agree"))
            .await
            .says("I am 18 or over.")
    );
    let page = page.form().press(&c.world, "Delete my details now").await;
    assert_eq!(page.h1(), "Done. We have deleted your name and email.");
    let now = c.person(sam.id).await;
    assert!(now.erased_at.is_some() && now.email.is_none());
    assert_eq!(c.mails(MailKind::SaidNo).await.len(), 1);
}

#[tokio::test]
async fn where_the_host_lets_them_young_people_go_on_with_words_of_their_own() {
    let c = Chain::new().await;
    let page = c.desk("/setup/rules").await;
    let form = page
        .form()
        .tick("People under 18 may take part")
        .fill("What they read", "Ask your mum first.");
    c.press(form, "Save").await;
    let page = c.desk("/setup/rules").await;
    assert_eq!(page.find("#young-words"), ["Ask your mum first."]);

    let maria = c.first("Maria", false).await;
    let sam = c.ask(&maria, "Sam").await;
    let token = c.token(&sam).await;
    let page = young(&c, &token).await;
    assert!(page.says("Ask your mum first."), "{}", page.text);
    let refused = page.form().press(&c.world, "Go on").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let own = "I am under 18. A grown-up I trust knows about it.";
    let page = page.form().tick(own).press(&c.world, "Go on").await;
    assert!(
        page.says(own) && !page.says("I am 18 or over."),
        "{}",
        page.text
    );
    let page = page
        .form()
        .tick("Maria may contact me.")
        .tick("Maria may write down the main points of what I say, and the people at Kettlegate House may read them.")
        .press(&c.world, "Agree and continue")
        .await;
    let page = page.form().tick("Email").press(&c.world, "Continue").await;
    let page = page
        .form()
        .tick("Evenings")
        .press(&c.world, "Continue")
        .await;
    assert!(page.says(own), "{}", page.text);
    page.form().press(&c.world, "Say yes to Maria").await;
    let consents = people::list_consents(&c.world.app.db.read, sam.id)
        .await
        .unwrap();
    let adult = consents
        .iter()
        .find(|one| one.what == ConsentTo::Adult)
        .unwrap();
    assert_eq!(adult.wording_hash, keys::wording_hash(own));
}

#[tokio::test]
async fn somebody_who_turns_out_to_be_18_goes_on_as_everybody() {
    let c = Chain::new().await;
    let page = c.desk("/setup/rules").await;
    c.press(page.form().tick("People under 18 may take part"), "Save")
        .await;
    let maria = c.first("Maria", false).await;
    let sam = c.ask(&maria, "Sam").await;
    let token = c.token(&sam).await;
    let page = young(&c, &token).await;
    let own = "I am under 18. A grown-up I trust knows about it.";
    let page = page.form().tick(own).press(&c.world, "Go on").await;
    let page = c.world.open(&page.link("I am under 18")).await;
    let page = page.form().press(&c.world, "I am 18 or over").await;
    assert!(
        page.says("I am 18 or over.") && !page.says(own),
        "{}",
        page.text
    );
    assert!(page.attribute("#agree-adult", "checked").is_empty());
}
