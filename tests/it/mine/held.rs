//! All that is held about a person stands on their page, can be put right, and comes as a file.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::mail::MailKind;
use entity::{consent, conversation};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::support::{asks, me, post, reveals};
use crate::journeys::{agreed, conversations, first_question, mails, recorded};
use crate::organisers::signed_in;
use crate::resident_support::{Answer, World};

#[tokio::test]
async fn all_that_is_held_stands_on_the_persons_page() {
    let world = World::new().await;
    let (maria, sam) = agreed(&world).await;
    reveals(&world, &maria).await;
    world.pass(Duration::minutes(6));
    post(&world).await;
    let page = me(&world, &sam).await;
    for held in [
        "Sam Khan",
        "Maria gave us your name on Sunday 22 November 2026.",
        "Text message",
        "s•••@example.org",
        "07700 900123",
        "Evenings",
        "Please text first.",
        "English",
        "Being 18 or over",
        "You said yes on Sunday 22 November 2026.",
        "Maria asked you for a chat on Sunday 22 November 2026.",
        "You said yes to Maria on Sunday 22 November 2026.",
        "Maria opened your details on Sunday 22 November 2026.",
        "Thank you for your yes: sent on Sunday 22 November 2026.",
        "The link to your page: made on Sunday 22 November 2026.",
        "The link that stops our messages",
    ] {
        assert!(page.says(held), "{held} is missing from\n{}", page.main());
    }
    assert!(
        !page.text.contains("sam@example.org"),
        "links are forwarded"
    );
    assert!(!page.says("maria@example.org") && !page.says("Lopez"));
    assert_eq!(
        page.link("Get a copy of all this"),
        format!("/p/{sam}/download")
    );

    let page = me(&world, &maria).await;
    assert!(page.says("Asha wrote down your name and email on"));
    assert!(page.says("Nobody has looked."));
    assert!(page.says("You asked Sam for a chat on"));
    assert!(page.says("Having asked the person you chose"));
    assert!(!page.text.contains("07700") && !page.text.contains("sam@example.org"));
}

#[tokio::test]
async fn r45_what_an_organiser_wrote_for_somebody_says_so_on_their_page() {
    let world = World::new().await;
    let (_, sam) = recorded(&world).await;
    let (asha, _) = signed_in(&world).await;
    let person = world.person("Sam Khan").await.id;
    consent::Entity::update_many()
        .col_expr(consent::Column::EnteredBy, Expr::value(asha.id))
        .col_expr(consent::Column::Source, Expr::value("paper"))
        .filter(consent::Column::Participant.eq(person))
        .exec(&world.app.db.write)
        .await
        .unwrap();
    conversation::Entity::update_many()
        .col_expr(conversation::Column::EnteredBy, Expr::value(asha.id))
        .col_expr(conversation::Column::Source, Expr::value("in_person"))
        .exec(&world.app.db.write)
        .await
        .unwrap();
    let page = me(&world, &sam).await;
    let wrote = "Asha wrote this for you on Sunday 22 November 2026, from your paper.";
    assert_eq!(page.main().matches(wrote).count(), 3, "{}", page.main());
    assert!(
        page.says("Asha wrote down this chat for you on Sunday 22 November 2026, when you met.")
    );
    assert!(!page.says("Maria wrote down your chat"));
}

#[tokio::test]
async fn a_person_puts_their_name_and_language_right() {
    let world = World::new().await;
    let (maria, sam) = agreed(&world).await;
    let page = world
        .open(&me(&world, &sam).await.link("Change your name"))
        .await;
    for bad in ["", "evil.com", "07700 900123"] {
        let page = page.form().fill("Your full name", bad);
        let page = page.press(&world, "Save").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.attribute("#name", "value"), [bad]);
    }
    let page = page.form().fill("Your full name", "  Samira   Khan ");
    let page = page.press(&world, "Save").await;
    assert_eq!(page.h1(), "What we know about you");
    assert!(page.says("Samira Khan"));
    assert_eq!(world.home(&maria).await.h1(), "Your chat with Samira");

    let page = world.open(&page.link("Change your language")).await;
    let form = page.form().tick("العربية");
    assert!(form.press(&world, "Save").await.says("العربية"));
    let person = world.person("Samira Khan").await;
    assert_eq!(person.language, "ar");
    let answer = world
        .post(&format!("/p/{sam}/language"), "language=xx")
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let acts = world
        .column("SELECT act FROM audit ORDER BY id", "act")
        .await;
    assert!(acts.contains(&"name.changed".to_owned()));
    assert!(acts.contains(&"language.changed".to_owned()));
}

#[tokio::test]
async fn a_change_of_how_to_be_reached_is_told_once_they_take_part() {
    let world = World::new().await;
    let (_, sam) = agreed(&world).await;
    assert!(mails(&world, MailKind::DetailsChanged).await.is_empty());
    for way in ["Phone call", "Text message"] {
        let page = world.open(&format!("/p/{sam}/contact")).await;
        page.form().tick(way).press(&world, "Continue").await;
    }
    let told = mails(&world, MailKind::DetailsChanged).await;
    assert_eq!(told.len(), 1, "two changes in ten minutes are one message");
    world.pass(Duration::hours(1));
    let page = world.open(&format!("/p/{sam}/times")).await;
    page.form().tick("Weekends").press(&world, "Continue").await;
    assert_eq!(mails(&world, MailKind::DetailsChanged).await.len(), 2);
    let sent = post(&world).await;
    let sent = sent.iter().filter(|m| m.kind == MailKind::DetailsChanged);
    assert_eq!(sent.filter(|m| m.to == "sam@example.org").count(), 2);
}

#[tokio::test]
async fn another_address_takes_a_code_to_the_old_one_and_both_are_told() {
    let world = World::new().await;
    let (_, sam) = agreed(&world).await;
    let page = asks(&world, &sam, "/email").await;
    assert!(page.says("s•••@example.org"));
    let code = world.act_code().await;
    let with = |email: &str| {
        page.form()
            .fill("Code", &code)
            .fill("Your new email", email)
    };
    for (bad, why) in [
        ("sam", "Write an email address like name@example.org"),
        ("Sam@Example.org", "This is the email we hold already."),
        ("maria@example.org", "We cannot use this email."),
    ] {
        let page = with(bad).press(&world, "Change my email").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.says(why), "{bad}: {}", page.main());
        assert_eq!(page.attribute("#email", "value"), [bad]);
    }
    let page = with("samk@example.org")
        .press(&world, "Change my email")
        .await;
    assert_eq!(page.h1(), "What we know about you");
    let to: Vec<String> = post(&world)
        .await
        .into_iter()
        .filter(|m| m.kind == MailKind::DetailsChanged)
        .map(|m| m.to)
        .collect();
    assert_eq!(to, ["sam@example.org", "samk@example.org"]);
    let person = world.person("Sam Khan").await;
    let details = daisychain::people::details(&world.app.means, &person).unwrap();
    assert_eq!(details.email.as_deref(), Some("samk@example.org"));
    // The code is used up, and the next one goes to the new address.
    world.pass(Duration::minutes(1));
    let again = world
        .post(
            &format!("/p/{sam}/code/address"),
            &format!("code={code}&email=x@example.org"),
        )
        .await;
    assert!(again.says("This code has ended."), "{}", again.text);
    asks(&world, &sam, "/download").await;
    assert_eq!(post(&world).await.last().unwrap().to, "samk@example.org");
}

#[tokio::test]
async fn the_file_holds_everything_about_the_person_and_nothing_about_others() {
    let world = World::new().await;
    let (maria, sam) = agreed(&world).await;
    reveals(&world, &maria).await;
    let page = first_question(&world, &maria).await;
    let page = page.form().fill("What Sam said", "The market is cheap.");
    page.press(&world, "Save and continue").await;
    let chat = conversations(&world).await[0].id;
    let review = format!("/p/{maria}/chat/{chat}/review");
    world.post(&review, "press=yes").await;
    world.pass(Duration::minutes(6));
    let body = "verdict_1=change&words_1=The+market+is+good.&quote_1=no_name&final=right";
    world.post(&format!("/p/{sam}/check"), body).await;

    let fetch = async |kind: &str| {
        world.pass(Duration::minutes(2));
        let page = asks(&world, &sam, "/download").await;
        let code = world.act_code().await;
        let untold = page.form().fill("Code", &code);
        let untold = untold.press(&world, "Get my file").await;
        assert_eq!(untold.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(untold.attribute("#code", "value"), [code.as_str()]);
        let form = untold.form().tick(kind);
        form.press_only(&world, "Get my file").await
    };
    let text = fetch("To read (text)").await;
    assert_eq!(text.status, StatusCode::OK, "{}", text.text);
    let header = |answer: &Answer, name: &str| {
        answer
            .headers
            .get(name)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(header(&text, "content-type"), "text/plain; charset=utf-8");
    assert_eq!(header(&text, "cache-control"), "no-store");
    assert_eq!(
        header(&text, "content-disposition"),
        "attachment; filename=\"daisychain-2026-11-22.txt\""
    );
    let json = fetch("For a computer program (JSON)").await;
    assert_eq!(header(&json, "content-type"), "application/json");
    assert!(header(&json, "content-disposition").ends_with(".json\""));
    for both in [&text, &json] {
        for held in [
            "Sam Khan",
            "sam@example.org",
            "07700 900123",
            "Please text first.",
            "The market is good.",
            "The market is cheap.",
            "Maria",
        ] {
            assert!(both.text.contains(held), "{held} in\n{}", both.text);
        }
        for others in ["maria@example.org", "Lopez"] {
            assert!(!both.text.contains(others), "{others} in\n{}", both.text);
        }
    }
    assert!(
        text.text.contains("Maria opened your details on"),
        "{}",
        text.text
    );
    assert!(text.text.contains("We may quote this without your name."));
    let json: serde_json::Value = serde_json::from_str(&json.text).unwrap();
    assert_eq!(json["words"][0]["versions"].as_array().unwrap().len(), 2);
    assert_eq!(json["words"][0]["versions"][1]["by_you"], true);
    assert_eq!(json["words"][0]["may_be_quoted"], "no_name");
    assert_eq!(json["agreed_to"].as_array().unwrap().len(), 3);
    assert_eq!(json["chats"][0]["started_by_you"], false);
    assert_eq!(json["details_seen"][0]["who"], "Maria");
    assert_eq!(json["best_way"], "text");
    let noted = "SELECT act FROM audit WHERE act = 'person.downloaded'";
    assert_eq!(world.column(noted, "act").await.len(), 2);
}
