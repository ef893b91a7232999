//! A form that is not right keeps what was typed; one sent twice has one effect; one sent untouched has none.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::mail::MailKind;
use entity::shared::LinkKind;
use entity::{consent, insight};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::journeys::{
    agreed, agreed_starter, agreement, choose, conversations, first_question, mails, names, say_yes,
};
use crate::resident_support::{Answer, World};

/// Looks at a form that came back as UX wants it.
fn assert_refused(page: &Answer, kept: &[&str]) {
    assert_eq!(
        page.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        page.text
    );
    assert!(page.title().starts_with("Error: "), "{}", page.title());
    let first = page.attribute("main > :first-child", "id");
    assert_eq!(
        first,
        ["problem"],
        "the summary comes first on {}",
        page.path
    );
    let links = page.attribute("#problem a", "href");
    assert!(!links.is_empty());
    for (href, words) in links.iter().zip(page.find("#problem a")) {
        let found = page.find(&format!("[id='{}']", &href[1..]));
        assert_eq!(found.len(), 1, "{href} lands on a field of {}", page.path);
        let beside = page.find(".msg");
        let same = beside.iter().any(|b| b.ends_with(&words));
        assert!(
            same || page.path.ends_with("/review"),
            "{words} stands beside the field"
        );
    }
    for text in kept {
        assert!(page.text.contains(text), "{text} is kept on {}", page.path);
    }
    page.h1();
}

#[tokio::test]
async fn r07_every_form_that_is_not_right_comes_back_with_what_was_typed() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;

    let page = world.home(&maria).await;
    let page = page
        .form()
        .fill("Their full name", "Win £100")
        .fill("Their email", "sam at example")
        .press(&world, "Continue")
        .await;
    assert_refused(&page, &["Win £100", "sam at example"]);
    assert_eq!(page.find("#problem a").len(), 3);
    // An unlikely address is asked about once.
    let page = page
        .form()
        .fill("Their full name", "Sam Khan")
        .fill("Their email", "sam@gmial.com")
        .tick("I have asked them and they are happy to get an email.")
        .press(&world, "Continue")
        .await;
    assert_refused(&page, &["Did you mean", "sam@gmial.com"]);
    let page = page.form().press(&world, "Continue").await;
    assert_eq!(page.h1(), "Check the message to Sam");
    let page = page.form().press(&world, "Change").await;
    assert_eq!(page.attribute("#email", "value"), ["sam@gmial.com"]);
    let own = page.form().fill("Their email", "Maria@Example.org");
    assert_refused(&own.press(&world, "Continue").await, &["your own email"]);
    let page = world.open(&format!("/p/{maria}/finish")).await;
    assert_refused(&page.form().press(&world, "Continue").await, &[]);

    choose(&world, &maria, "Sam Khan", "sam@example.org").await;
    let sam = world.token_of("Sam Khan").await;
    let page = world.open(&format!("/p/{maria}/somebody-else")).await;
    assert_refused(&page.form().press(&world, "Continue").await, &[]);
    let page = world.open(&format!("/p/{sam}/no")).await;
    assert_refused(&page.form().press(&world, "Send").await, &[]);
    let page = world.open(&format!("/p/{sam}/agree")).await;
    let page = page.form().tick("I am 18 or over.");
    let page = page.press(&world, "Agree and continue").await;
    assert_refused(&page, &[]);
    assert_eq!(page.find("input[checked]").len(), 1, "the one tick is kept");
    let page = world.open(&format!("/p/{sam}/agree")).await;
    let page = agreement(&page, "Maria")
        .press(&world, "Agree and continue")
        .await;
    assert_refused(&page.form().press(&world, "Continue").await, &[]);
    let call = page.form().tick("Phone call").fill("Phone number", "later");
    assert_refused(&call.press(&world, "Continue").await, &["later"]);
    let page = page.form().tick("Email").press(&world, "Continue").await;
    let note = page
        .form()
        .fill("Anything we should know? (optional)", "Ring twice");
    assert_refused(&note.press(&world, "Continue").await, &["Ring twice"]);
    let page = page.form().tick("Evenings").press(&world, "Continue").await;
    page.form().press(&world, "Say yes to Maria").await;

    let page = world.open(&format!("/p/{sam}/stop")).await;
    assert_refused(&page.form().press(&world, "Continue").await, &[]);
    let page = world.open(&format!("/p/{sam}/delete")).await;
    assert_refused(&page.form().press(&world, "Continue").await, &[]);
    let page = world.home(&maria).await;
    let page = world.open(&page.link("Write down what you heard")).await;
    assert_refused(&page.form().press(&world, "Continue").await, &[]);
    let page = page.form().tick("Yes, we talked and we agree");
    let page = page.press(&world, "Continue").await;
    assert_refused(&page.form().press(&world, "Save and continue").await, &[]);
    let both = page
        .form()
        .fill("What Sam said", "Kept words")
        .tick("We did not talk about this");
    assert_refused(
        &both.press(&world, "Save and continue").await,
        &["Kept words"],
    );
    let chat = conversations(&world).await[0].id;
    let page = world.open(&format!("/p/{maria}/chat/{chat}/review")).await;
    assert_refused(&page.form().press(&world, "Show this to Sam").await, &[]);
    let page = world
        .open(&format!("/p/{maria}/chat/{chat}/question/1"))
        .await;
    let page = page.form().fill("What Sam said", "One.");
    page.press(&world, "Save and continue").await;
    let page = world.open(&format!("/p/{maria}/chat/{chat}/review")).await;
    page.form().press(&world, "Show this to Sam").await;
    let page = world.home(&sam).await;
    let page = page
        .form()
        .tick("Change the words")
        .fill("New words for point 1, if you change them", " ");
    assert_refused(&page.press(&world, "Save").await, &[]);
    let stop = world
        .token(world.person("Sam Khan").await.id, LinkKind::Stop)
        .await;
    let page = world.open(&format!("/stop/{stop}")).await;
    assert_refused(&page.form().press(&world, "Send").await, &[]);
}

#[tokio::test]
async fn r08_a_form_sent_twice_has_one_effect_and_the_same_confirmation() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;
    let page = names(&world, &maria, "Sam Khan", "sam@example.org").await;
    let (to, body) = page.form().request("Send to Sam");
    for _ in 0..3 {
        let answer = world.post(&to, &body).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(
            answer.location.as_deref(),
            Some(format!("/p/{maria}").as_str())
        );
    }
    assert_eq!(conversations(&world).await.len(), 1);
    assert_eq!(mails(&world, MailKind::Invite).await.len(), 1);
    // The same nonce stays used, also when the choice was taken back.
    let page = world.home(&maria).await;
    page.form().press(&world, "Undo").await;
    world.post(&to, &body).await;
    assert_eq!(conversations(&world).await.len(), 1);
    assert!(mails(&world, MailKind::Invite).await.is_empty());

    choose(&world, &maria, "Sam Khan", "samuel@example.org").await;
    let sam = world.token_of("Sam Khan").await;
    world.pass(Duration::minutes(6));
    let page = world.open(&format!("/p/{sam}/agree")).await;
    let page = agreement(&page, "Maria")
        .press(&world, "Agree and continue")
        .await;
    let page = page.form().tick("Email").press(&world, "Continue").await;
    let page = page.form().tick("Any time").press(&world, "Continue").await;
    let (to, body) = page.form().request("Say yes to Maria");
    for _ in 0..2 {
        let answer = world.post(&to, &body).await;
        assert_eq!(
            answer.location.as_deref(),
            Some(format!("/p/{sam}").as_str())
        );
    }
    assert_eq!(mails(&world, MailKind::SaidYes).await.len(), 1);
    let given = consent::Entity::find()
        .filter(consent::Column::Participant.eq(world.person("Sam Khan").await.id));
    assert_eq!(given.count(&world.app.db.read).await.unwrap(), 3);

    let chat = conversations(&world).await[1].id;
    let page = first_question(&world, &maria).await;
    let (to, body) = page
        .form()
        .fill("What Sam said", "Once.")
        .request("Save and continue");
    for _ in 0..2 {
        assert_eq!(world.post(&to, &body).await.status, StatusCode::SEE_OTHER);
    }
    for _ in 0..2 {
        let to = format!("/p/{maria}/chat/{chat}/review");
        let answer = world.post(&to, "press=yes").await;
        assert_eq!(
            answer.location.as_deref(),
            Some(format!("/p/{maria}").as_str())
        );
    }
    assert_eq!(mails(&world, MailKind::RecordToCheck).await.len(), 1);
    let points = insight::Entity::find()
        .count(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(points, 1);
    for _ in 0..2 {
        let body = "verdict_1=keep&quote_1=no_name&final=right";
        let answer = world.post(&format!("/p/{sam}/check"), body).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(mails(&world, MailKind::YourTurn).await.len(), 1);
    let page = world.open(&format!("/p/{sam}/delete")).await;
    let page = page.form().tick("Delete everything about me");
    let page = page.press(&world, "Continue").await;
    let code = world.act_code().await;
    let form = page.form().fill("Code", &code);
    let (to, body) = form.request("Delete everything about me");
    for _ in 0..2 {
        let answer = world.post(&to, &body).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.h1(), "Done. We have deleted your name and email.");
    }
}

#[tokio::test]
async fn r11_an_old_tab_overwrites_nothing_and_both_texts_are_offered() {
    let world = World::new().await;
    let (maria, _) = agreed(&world).await;
    let page = first_question(&world, &maria).await;
    let phone = page.form().fill("What Sam said", "From the phone");
    phone.press(&world, "Save and continue").await;
    let old = page.form().fill("What Sam said", "From the old tab");
    let answer = old.press(&world, "Save and continue").await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.says("From the phone") && answer.text.contains("From the old tab"));
    answer.form().press(&world, "Save and finish later").await;
    let chat = conversations(&world).await[0].id;
    let page = world
        .open(&format!("/p/{maria}/chat/{chat}/question/1"))
        .await;
    assert!(page.text.contains("From the old tab"));
}

#[tokio::test]
async fn r38_a_program_that_sends_every_form_untouched_changes_nothing() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;
    let sent_all = async |token: &str, chat: Option<String>| {
        let before = world.dump().await;
        let mut pages: Vec<String> = [
            "",
            "/agree",
            "/contact",
            "/times",
            "/check-yes",
            "/no",
            "/check",
            "/next",
            "/finish",
            "/somebody-else",
            "/stop",
            "/delete",
        ]
        .iter()
        .map(|below| format!("/p/{token}{below}"))
        .collect();
        if let Some(chat) = chat {
            for below in ["/write", "/question/1", "/review"] {
                pages.push(format!("/p/{token}/chat/{chat}{below}"));
            }
        }
        let mut count = 0;
        for page in pages {
            for (to, body) in world.open(&page).await.untouched_forms() {
                let answer = world.post(&to, &body).await;
                assert!(!answer.status.is_server_error(), "{to}");
                count += 1;
            }
        }
        assert!(count > 0);
        assert_eq!(before, world.dump().await);
    };
    sent_all(&maria, None).await;
    choose(&world, &maria, "Sam Khan", "sam@example.org").await;
    sent_all(&maria, None).await;
    let sam = world.token_of("Sam Khan").await;
    world.pass(Duration::minutes(6));
    sent_all(&sam, None).await;
    sent_all(&maria, None).await;
    say_yes(&world, &sam).await;
    let chat = conversations(&world).await[0].id.to_string();
    sent_all(&maria, Some(chat.clone())).await;
    let page = first_question(&world, &maria).await;
    let page = page.form().fill("What Sam said", "One.");
    page.press(&world, "Save and continue").await;
    world
        .post(&format!("/p/{maria}/chat/{chat}/review"), "press=yes")
        .await;
    sent_all(&maria, None).await;
    sent_all(&sam, None).await;
}
