//! A link given by hand is shown after a press only, becomes its person’s own with the yes, and tells nothing of others.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::conversation::clock;
use daisychain::mail::MailKind;
use daisychain::{keys, people};
use entity::shared::{LinkKind, Way};

use super::support::{ASKED_SELF, BY_SELF, given, no_trace, says_yes};
use crate::journeys::{agreed_starter, conversations, mails, names};
use crate::resident_support::World;

#[tokio::test]
async fn r05_a_link_given_by_hand_is_shown_after_a_press_only_and_until_the_yes() {
    let world = World::new().await;
    let (maria, sam) = given(&world).await;
    assert!(mails(&world, MailKind::Invite).await.is_empty());
    let c = conversations(&world).await.remove(0);
    assert_eq!(c.way, Way::BySelf);
    let row = world.person("Sam Khan").await;
    assert!(row.email.is_none() && row.email_index.is_none());
    // Looking shows no link; pressing does, as address, text, links and code.
    for below in ["", "/me", "/somebody-else"] {
        assert!(
            !world
                .open(&format!("/p/{maria}{below}"))
                .await
                .text
                .contains(&sam)
        );
    }
    let page = world.home(&maria).await;
    let letter = format!("/p/{maria}/chat/{}/letter", c.id);
    assert_eq!(page.link("Print a letter"), letter);
    let untouched = page.untouched_forms();
    assert!(!untouched.is_empty(), "there is a form to send");
    for (to, body) in untouched {
        assert!(!world.post(&to, &body).await.text.contains(&sam));
    }
    let shown = page
        .form()
        .press(&world, "Show the link and a text to send")
        .await;
    let address = format!("{}/p/{sam}", world.app.means.origin);
    assert_eq!(shown.h1(), "The link for Sam");
    assert!(shown.says(&address));
    let text = shown.find("textarea[readonly]").remove(0);
    assert!(
        text.starts_with("Hi Sam, it is Maria Lopez.") && text.ends_with(&address),
        "{text}"
    );
    assert_eq!(shown.find("svg.qr").len(), 1);
    let [sms, whatsapp] = ["sms:", "https://wa.me/"].map(|start| {
        let all = shown.attribute("main a", "href");
        all.into_iter()
            .find(|href| href.starts_with(start))
            .unwrap()
    });
    for (href, start) in [(&sms, "sms:?&body="), (&whatsapp, "https://wa.me/?text=")] {
        let typed = href.strip_prefix(start).unwrap();
        assert!(
            typed
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b))
        );
        let pair = format!("x={typed}");
        let read = form_urlencoded::parse(pair.as_bytes())
            .next()
            .unwrap()
            .1
            .into_owned();
        assert!(
            read.starts_with("Hi Sam") && read.ends_with(&address),
            "{read}"
        );
    }
    assert_eq!(shown.attribute("a[rel=noreferrer]", "href"), [whatsapp]);
    assert_eq!(
        shown.attribute("button[data-copy][hidden]", "type"),
        ["button"]
    );
    // Nobody else is shown it.
    let other = world.add_starter("Tunde Bello", "tunde@example.org").await;
    for token in [&other, &sam] {
        let answer = world
            .post(&format!("/p/{token}/chat/{}/give", c.id), "press=yes")
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn r06_a_yes_makes_a_link_that_went_through_other_hands_ones_own() {
    let world = World::new().await;
    let (maria, sam) = given(&world).await;
    assert_eq!(
        world.home(&sam).await.h1(),
        "Maria Lopez would like to talk with you about food in Kettlegate".replace(" Lopez", "")
    );
    let about = world.open(&format!("/p/{sam}/about")).await;
    assert!(about.says("Maria gave us your name on"));
    let page = says_yes(&world, &sam, "Maria", "Email", "sam@example.org").await;
    assert_eq!(page.h1(), "Thank you. Maria will email you.");
    let own = world.token_of("Sam Khan").await;
    assert_ne!(own, sam);
    assert_eq!(page.path, format!("/p/{own}"));
    assert!(page.says("You have your own link now") && page.says(&own));
    let old = world.home(&sam).await;
    assert_eq!(old.status, StatusCode::GONE);
    assert!(old.says("There is a newer link."));
    assert_eq!(mails(&world, MailKind::OwnLink).await.len(), 1);
    assert_eq!(mails(&world, MailKind::SaidYes).await.len(), 1);
    // Maria's copy has ended, and stays so when Sam thinks again.
    let c = conversations(&world).await.remove(0);
    let give = format!("/p/{maria}/chat/{}/give", c.id);
    let shows = async || {
        let answer = world.post(&give, "press=yes").await;
        let home = world.home(&maria).await;
        answer.text.contains(&own) || home.text.contains(&own)
    };
    assert!(!shows().await);
    let page = world
        .home(&own)
        .await
        .form()
        .press(&world, "Change my mind")
        .await;
    assert!(page.h1().starts_with("Maria would like to talk with you"));
    assert!(!shows().await);
    assert!(world.home(&maria).await.says("Sam has their own link now."));
    assert_eq!(world.home(&own).await.status, StatusCode::OK);
}

#[tokio::test]
async fn r06_who_has_no_email_can_say_yes_by_phone_and_is_told_to_keep_the_link() {
    let world = World::new().await;
    let (_, sam) = given(&world).await;
    let page = says_yes(&world, &sam, "Maria", "Text message", "").await;
    assert_eq!(page.h1(), "Thank you. Maria will send you a text.");
    assert!(page.says("You have your own link now"));
    assert!(mails(&world, MailKind::OwnLink).await.is_empty());
    // An address can be added later; by then it is not asked for again.
    let own = world.token_of("Sam Khan").await;
    let page = world.open(&format!("/p/{own}/contact")).await;
    let page = page
        .form()
        .fill("Email address", "sam@example.org")
        .press(&world, "Continue")
        .await;
    assert!(page.says("s•••@example.org"));
    let page = world.open(&format!("/p/{own}/contact")).await;
    assert!(page.attribute("#email", "value").is_empty());
}

#[tokio::test]
async fn r32_an_address_given_by_oneself_tells_nothing_of_who_is_in_the_chain() {
    let world = World::new().await;
    let (_, sam) = given(&world).await;
    let page = world.open(&format!("/p/{sam}/agree")).await;
    let page = page
        .form()
        .tick("Maria may contact me.")
        .tick("Maria may write down the main points of what I say, and the people at Kettlegate House may read them.")
        .tick("I am 18 or over.")
        .press(&world, "Agree and continue")
        .await;
    // Missing, then wrong: kept and said.
    let wrong = page.form().tick("Email").press(&world, "Continue").await;
    assert_eq!(
        wrong.find("#problem a"),
        ["Write your email, or choose another way"]
    );
    let wrong = page
        .form()
        .tick("Email")
        .fill("Email address", "sam at x")
        .press(&world, "Continue")
        .await;
    assert_eq!(wrong.attribute("#email", "value"), ["sam at x"]);
    // Somebody who is here, and somebody who is not: the same pages.
    let mut seen = Vec::new();
    for email in ["maria@example.org", "sam@example.org"] {
        let page = page
            .form()
            .tick("Email")
            .fill("Email address", email)
            .press(&world, "Continue")
            .await;
        let page = if page.h1() == "When is good for you?" {
            page.form().tick("Any time").press(&world, "Continue").await
        } else {
            page
        };
        assert_eq!(page.h1(), "Check your answers and say yes");
        seen.push(page.text.replace(&daisychain::people::mask(email), "it"));
    }
    assert_eq!(seen[0], seen[1]);
    // Also with the shared one it works to the end, and each of the two can leave without the other.
    let page = page
        .form()
        .tick("Email")
        .fill("Email address", "maria@example.org")
        .press(&world, "Continue")
        .await;
    let page = page.form().press(&world, "Say yes to Maria").await;
    assert_eq!(page.h1(), "Thank you. Maria will email you.");
    let row = world.person("Sam Khan").await;
    assert!(row.email.is_some() && row.email_index.is_none());
    let own = world.token_of("Sam Khan").await;
    world.deletes_everything(&own).await;
    let gone = daisychain::people::find(&world.app.db.read, row.id).await;
    assert!(gone.unwrap().unwrap().erased_at.is_some());
    assert!(world.person("Maria Lopez").await.email.is_some());
}

#[tokio::test]
async fn r13_a_link_given_by_hand_is_taken_back_by_choosing_somebody_else() {
    let world = World::new().await;
    let (maria, sam) = given(&world).await;
    let page = world.home(&maria).await;
    let page = world.open(&page.link("Choose somebody else")).await;
    let page = page
        .form()
        .tick("Choose somebody else")
        .press(&world, "Continue")
        .await;
    assert_eq!(page.h1(), "Who will you talk to next?");
    assert_eq!(world.home(&sam).await.status, StatusCode::GONE);
    no_trace(&world, &["Sam Khan"], &[]).await;
}

#[tokio::test]
async fn a_message_that_came_back_can_become_a_link_by_hand() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;
    let page = names(&world, &maria, "Sam Khan", "sam@example.org").await;
    page.form().press(&world, "Send to Sam").await;
    let mailed = world.token_of("Sam Khan").await;
    // Not while nothing came back.
    world
        .post(&format!("/p/{maria}/give-it"), "press=yes")
        .await;
    assert_eq!(conversations(&world).await[0].way, Way::Email);
    world.pass(Duration::minutes(6));
    world.bounce("Sam Khan").await;
    let page = world.home(&maria).await;
    let page = page
        .form()
        .press(&world, "I will give them the link or a letter myself")
        .await;
    assert_eq!(page.h1(), "Give the invitation to Sam");
    let row = world.person("Sam Khan").await;
    assert!(row.email.is_none() && row.bounced_at.is_none());
    assert_eq!(world.home(&mailed).await.status, StatusCode::GONE);
    let sam = world.token(row.id, LinkKind::Act).await;
    let shown = page
        .form()
        .press(&world, "Show the link and a text to send")
        .await;
    assert!(shown.text.contains(&sam));
    // The clock does not take it for an address that may not be written to.
    world.pass(Duration::days(3));
    clock::tick(&world.app.db, &world.app.means).await.unwrap();
    assert_eq!(world.home(&maria).await.h1(), "Give the invitation to Sam");
    let page = says_yes(&world, &sam, "Maria", "Email", "sam.khan@example.org").await;
    assert_eq!(page.h1(), "Thank you. Maria will email you.");
}

#[tokio::test]
async fn r25_a_name_in_any_script_stands_in_bdi_and_the_text_is_in_their_language() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;
    for (name, first) in [
        ("مريم بنت محمد بن علي", "مريم"),
        ("王秀英", "王秀英"),
        ("María del Carmen García Fernández", "María"),
    ] {
        let page = world.home(&maria).await;
        let page = page
            .form()
            .tick(BY_SELF)
            .fill("Their full name", name)
            .tick(ASKED_SELF)
            .press(&world, "Continue")
            .await;
        assert_eq!(page.find("h1 bdi"), [first]);
        let shown = page
            .form()
            .press(&world, "Show the link and a text to send")
            .await;
        assert_eq!(shown.find("h1 bdi"), [first]);
        assert_eq!(shown.attribute("textarea", "lang"), ["en"]);
        let row = world.person(name).await;
        assert_eq!(people::first_name(&row), first);
        world
            .post(&format!("/p/{maria}/somebody-else"), "give_up=yes")
            .await;
    }
}

#[tokio::test]
async fn r01_looking_at_the_pages_of_the_ways_changes_nothing() {
    let world = World::new().await;
    let (maria, sam) = given(&world).await;
    let before = world.dump().await;
    for page in [
        format!("/p/{maria}"),
        format!("/p/{sam}"),
        format!("/p/{sam}/contact"),
        format!("/p/{maria}/next"),
    ] {
        for _ in 0..5 {
            world.open(&page).await;
        }
    }
    let chat = conversations(&world).await[0].id;
    let shown = world
        .post(&format!("/p/{maria}/chat/{chat}/give"), "press=yes")
        .await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(
        before,
        world.dump().await,
        "showing the link changes nothing either"
    );
}

/// Builds the pass somebody gets who typed their code.
async fn typed(world: &World, name: &str) -> String {
    let person = world.person(name).await.id;
    let link = people::links::find_live(&world.app.db.read, person, LinkKind::Act)
        .await
        .unwrap()
        .unwrap();
    world.app.means.keys.pass_token(&keys::Pass {
        link: link.id,
        generation: link.generation,
        until: world.app.means.now().timestamp() + 600,
        acting: None,
    })
}

#[tokio::test]
async fn r46_a_typed_code_shows_no_link_of_another_person() {
    let world = World::new().await;
    let (maria, sam) = given(&world).await;
    let code = typed(&world, "Maria Lopez").await;
    let chat = conversations(&world).await[0].id;
    let page = world.home(&code).await;
    assert_eq!(page.h1(), "Give the invitation to Sam");
    assert!(page.says("open this page by your own link"));
    let shown = world
        .post(&format!("/p/{code}/chat/{chat}/give"), "press=yes")
        .await;
    assert!(!shown.text.contains(&sam));
    let shown = world
        .post(&format!("/p/{maria}/chat/{chat}/give"), "press=yes")
        .await;
    assert!(shown.text.contains(&sam));
    // Saying yes by a code goes on by a code.
    let code = typed(&world, "Sam Khan").await;
    let page = says_yes(&world, &code, "Maria", "Text message", "").await;
    assert_eq!(page.h1(), "Thank you. Maria will send you a text.");
    assert!(page.path.starts_with("/p/~") && page.path != format!("/p/{code}"));
}
