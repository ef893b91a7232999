//! Everything a resident does at their own link, walked by a visitor who knows only labels and the words on buttons.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use chrono::Duration;
use daisychain::mail::MailKind;
use entity::shared::LinkKind;
use entity::{consent, conversation, insight, link, outbox, reveal, suppression};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::resident_support::{Answer, World};

const CONTACT: &str = "may contact me.";

pub async fn agreed_starter(world: &World) -> String {
    let maria = world.add_starter("Maria Lopez", "maria@example.org").await;
    let page = world.home(&maria).await;
    let page = world.open(&page.link("Start")).await;
    let page = page
        .form()
        .tick(&format!("Kettlegate House {CONTACT}"))
        .tick("I will write down what people tell me only if they agree, and the people at Kettlegate House may read it.")
        .tick("I am 18 or over.")
        .press(world, "Agree and continue")
        .await;
    let page = page.form().tick("Email").press(world, "Continue").await;
    let page = page
        .form()
        .press(world, "Say yes to Kettlegate House")
        .await;
    assert_eq!(page.h1(), "Who will you talk to next?");
    maria
}

pub async fn choose(world: &World, token: &str, name: &str, email: &str) -> Answer {
    let page = world.home(token).await;
    let page = page
        .form()
        .fill("Their full name", name)
        .fill("Their email", email)
        .tick("I have asked them and they are happy to get an email.")
        .press(world, "Continue")
        .await;
    assert!(
        page.says(&format!("{name}, ")) || page.says("Dear "),
        "{}",
        page.text
    );
    let first = name.split(' ').next().unwrap();
    page.form().press(world, &format!("Send to {first}")).await
}

/// Maria has asked Sam, and the five minutes are over.
pub async fn invited(world: &World) -> (String, String) {
    let maria = agreed_starter(world).await;
    choose(world, &maria, "Sam Khan", "sam@example.org").await;
    let sam = world.token_of("Sam Khan").await;
    world.pass(Duration::minutes(6));
    (maria, sam)
}

fn sams_agreement(page: &Answer) -> super::resident_support::Filling<'_> {
    page.form()
        .tick(&format!("Maria {CONTACT}"))
        .tick("Maria may write down the main points of what I say, and the people at Kettlegate House may read them.")
        .tick("I am 18 or over.")
}

pub async fn say_yes(world: &World, sam: &str) -> Answer {
    let page = world.open(&format!("/p/{sam}/agree")).await;
    let page = sams_agreement(&page)
        .press(world, "Agree and continue")
        .await;
    let page = page
        .form()
        .tick("Text message")
        .fill("Phone number", "07700 900123")
        .press(world, "Continue")
        .await;
    let page = page
        .form()
        .tick("Evenings")
        .fill("Anything we should know? (optional)", "Please text first.")
        .press(world, "Continue")
        .await;
    assert!(page.says("07700 900123"), "{}", page.text);
    page.form().press(world, "Say yes to Maria").await
}

pub async fn agreed(world: &World) -> (String, String) {
    let (maria, sam) = invited(world).await;
    let page = say_yes(world, &sam).await;
    assert_eq!(page.h1(), "Thank you. Maria will send you a text.");
    (maria, sam)
}

/// Opens the first question of Maria's chat.
pub async fn first_question(world: &World, maria: &str) -> Answer {
    let page = world.home(maria).await;
    assert_eq!(page.h1(), "Your chat with Sam");
    let page = world.open(&page.link("Write down what you heard")).await;
    page.form()
        .tick("Yes, we talked and we agree")
        .press(world, "Continue")
        .await
}

/// Writes two points and shows them to Sam.
pub async fn recorded(world: &World) -> (String, String) {
    let (maria, sam) = agreed(world).await;
    let page = first_question(world, &maria).await;
    let page = page
        .form()
        .fill("What Sam said", "The market is cheap.")
        .press(world, "Add another point")
        .await;
    let mut page = page
        .form()
        .fill_nth("What Sam said", 1, "السوق قريب")
        .fill_nth("Language of these words (optional)", 1, "العربية")
        .press(world, "Save and continue")
        .await;
    while page.h1() != "Check what you wrote, then show it to Sam" {
        page = page
            .form()
            .tick("We did not talk about this")
            .press(world, "Save and continue")
            .await;
    }
    assert!(page.says("The market is cheap."));
    let page = page.form().press(world, "Show this to Sam").await;
    assert_eq!(page.h1(), "Thank you. Sam can now check what you wrote.");
    (maria, sam)
}

pub async fn mails(world: &World, kind: MailKind) -> Vec<outbox::Model> {
    outbox::Entity::find()
        .filter(outbox::Column::Kind.eq(kind.as_str()))
        .filter(outbox::Column::CancelledAt.is_null())
        .all(&world.app.db.read)
        .await
        .unwrap()
}

pub async fn conversations(world: &World) -> Vec<conversation::Model> {
    conversation::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_chain_goes_from_a_first_person_to_the_third() {
    let world = World::new().await;
    let (maria, sam) = recorded(&world).await;
    world.pass(Duration::minutes(6));

    let page = world.home(&sam).await;
    assert_eq!(page.h1(), "Maria wrote this after your chat. Is it right?");
    let page = page
        .form()
        .tick("Change the words")
        .fill(
            "New words for point 1, if you change them",
            "The market is good.",
        )
        .tick("Yes, with my first name")
        .tick_nth("Take it out", 1)
        .tick("This is right now")
        .press(&world, "Save")
        .await;
    assert_eq!(page.h1(), "Who will you talk to next?");
    let points = insight::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(points[0].text, "The market is good.");
    assert!(points[0].checked_at.is_some() && points[1].struck_at.is_some());

    let page = choose(&world, &sam, "Amina Yusuf", "amina@example.org").await;
    assert_eq!(page.h1(), "Your invitation to Amina goes out in 5 minutes");
    let amina = world.token_of("Amina Yusuf").await;
    assert_eq!(
        world.home(&amina).await.h1(),
        "Sam would like to talk with you about food in Kettlegate"
    );
    // Maria may have a second chat, or say that her part is done.
    let page = world.home(&maria).await;
    let page = world
        .open(&page.link("I do not want to choose someone"))
        .await;
    let page = page
        .form()
        .tick("I do not want to choose anyone. My part is done")
        .press(&world, "Continue")
        .await;
    assert_eq!(page.h1(), "Thank you. Your part is done.");
    assert!(page.says("You are number 1 of 2 people"), "{}", page.text);
    assert_eq!(mails(&world, MailKind::PartDone).await.len(), 1);
}

#[tokio::test]
async fn r01_looking_at_a_personal_link_changes_nothing() {
    let world = World::new().await;
    let (maria, sam) = recorded(&world).await;
    let chat = conversations(&world).await[0].id;
    let stop = world
        .token(world.person("Sam Khan").await.id, LinkKind::Stop)
        .await;
    let mut pages: Vec<String> = [
        "",
        "/about",
        "/agree",
        "/contact",
        "/times",
        "/check-yes",
        "/no",
        "/check",
        "/words",
        "/next",
        "/finish",
        "/somebody-else",
        "/me",
        "/stop",
        "/delete",
        "/new-link",
    ]
    .iter()
    .flat_map(|below| [format!("/p/{sam}{below}"), format!("/p/{maria}{below}")])
    .collect();
    for below in [
        "/sheet",
        "/write",
        "/question/1",
        "/question/1?add=yes",
        "/review",
    ] {
        pages.push(format!("/p/{maria}/chat/{chat}{below}"));
    }
    pages.push(format!("/stop/{stop}"));
    let before = world.dump().await;
    for agent in ["Mozilla/5.0", "SafeLinks scanner", "WhatsApp/2.24"] {
        for round in 0..20 {
            let method = if round % 4 == 0 {
                Method::HEAD
            } else {
                Method::GET
            };
            for page in if round == 0 { &pages[..] } else { &pages[..2] } {
                let request = Request::builder()
                    .method(method.clone())
                    .uri(page)
                    .header("user-agent", agent)
                    .header("purpose", "prefetch")
                    .body(Body::empty())
                    .unwrap();
                let answer = world.send(request).await;
                assert!(
                    answer.status.is_success() || answer.status.is_redirection(),
                    "{page}"
                );
            }
        }
    }
    assert_eq!(before, world.dump().await);
}

#[tokio::test]
async fn r02_few_pages_are_loaded_in_each_visit() {
    let world = World::new().await;
    let (maria, sam) = invited(&world).await;
    // home, agree, contact, times, check, home again
    let page = world.home(&sam).await;
    let page = world.open(&page.link("Start")).await;
    let page = sams_agreement(&page)
        .press(&world, "Agree and continue")
        .await;
    let page = page.form().tick("Email").press(&world, "Continue").await;
    let page = page.form().tick("Any time").press(&world, "Continue").await;
    let page = page.form().press(&world, "Say yes to Maria").await;
    assert_eq!(page.h1(), "Thank you. Maria will email you.");
    // home, agreement, a page a question, review, home again
    let mut page = first_question(&world, &maria).await;
    let mut loads = 2;
    while page.h1() != "Check what you wrote, then show it to Sam" {
        loads += 1;
        page = page
            .form()
            .fill("What Sam said", "Something.")
            .press(&world, "Save and continue")
            .await;
    }
    page.form().press(&world, "Show this to Sam").await;
    let questions = page.find("section.card h2").len();
    assert_eq!(loads + 2, questions + 4, "five questions are nine pages");
}

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
    assert_refused(
        &page.press(&world, "Agree and continue").await,
        &["checked"],
    );
    let page = world.open(&format!("/p/{sam}/agree")).await;
    let page = sams_agreement(&page)
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
    let page = world.home(&maria).await;
    let page = page
        .form()
        .fill("Their full name", "Sam Khan")
        .fill("Their email", "sam@example.org")
        .tick("I have asked them and they are happy to get an email.")
        .press(&world, "Continue")
        .await;
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
    let page = sams_agreement(&page)
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
async fn r13_what_was_sent_can_be_taken_back_for_five_minutes() {
    let world = World::new().await;
    let (maria, sam) = recorded(&world).await;
    let page = world.home(&maria).await;
    let page = page.form().press(&world, "Undo").await;
    assert_eq!(page.h1(), "Your chat with Sam");
    assert!(mails(&world, MailKind::RecordToCheck).await.is_empty());
    assert_eq!(
        world.home(&sam).await.h1(),
        "Thank you. Maria will send you a text."
    );
    let chat = conversations(&world).await[0].id;
    let page = world.open(&format!("/p/{maria}/chat/{chat}/review")).await;
    assert!(
        page.says("The market is cheap."),
        "the draft is still there"
    );
    page.form().press(&world, "Show this to Sam").await;
    world.pass(Duration::minutes(6));
    assert!(!world.home(&maria).await.says("take it back"));

    // A yes can be taken back until the details were shown.
    let world = World::new().await;
    let (_, sam) = agreed(&world).await;
    let page = world.home(&sam).await;
    let page = page.form().press(&world, "Change my mind").await;
    assert_eq!(
        page.h1(),
        "Maria would like to talk with you about food in Kettlegate"
    );
}

#[tokio::test]
async fn r14_a_link_that_ended_says_why_and_an_unknown_one_gives_no_hint() {
    let world = World::new().await;
    let (maria, sam) = invited(&world).await;
    for unknown in ["x", "%00", &sam[1..], &"a".repeat(43)] {
        let page = world.open(&format!("/p/{unknown}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert_eq!(page.h1(), "This link has ended");
        assert!(!page.text.contains('•') && page.find("main form").is_empty());
    }
    for below in ["/agree", "/next", "/delete", "/no"] {
        let path = format!("/p/{}{below}", "a".repeat(43));
        let answer = world.post(&path, "no=delete&delete=delete").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{below}");
    }

    // Too old, and not answered: no address, nothing to send.
    world.pass(Duration::days(22));
    let page = world.home(&sam).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.says("It is too old."), "{}", page.text);
    assert!(!page.text.contains('•'));

    // Replaced: a new one is offered to the address we hold, whose owner alone gets it.
    let page = world.home(&maria).await;
    assert_eq!(page.status, StatusCode::OK);
    let id = world.person("Maria Lopez").await.id;
    let txn = daisychain::db::begin_write(&world.app.db).await.unwrap();
    daisychain::people::links::renew(&txn, &world.app.means, id, LinkKind::Act)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let page = world.home(&maria).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.says("There is a newer link.") && page.says("m•••@example.org"));
    assert!(!page.text.contains("maria@example.org"));
    let sent = page.form().press(&world, "Email me a new link").await;
    assert_eq!(mails(&world, MailKind::NewLink).await.len(), 1);
    let same = world.post("/p/unknown/new-link", "").await;
    let same = world.open(&same.location.unwrap()).await;
    assert_eq!((sent.status, sent.main()), (same.status, same.main()));
    let newest = world.token_of("Maria Lopez").await;
    assert_eq!(world.home(&newest).await.status, StatusCode::OK);

    // Finished: everything was deleted.
    world
        .post(&format!("/p/{newest}/delete"), "delete=delete")
        .await;
    let code = world.act_code().await;
    world
        .post(&format!("/p/{newest}/code/delete"), &format!("code={code}"))
        .await;
    let page = world.home(&newest).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.says("It is finished.") && !page.text.contains('•'));
}

#[tokio::test]
async fn r15_new_links_are_three_an_hour_at_most() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;
    let id = world.person("Maria Lopez").await.id;
    for _ in 0..6 {
        let txn = daisychain::db::begin_write(&world.app.db).await.unwrap();
        daisychain::people::links::renew(&txn, &world.app.means, id, LinkKind::Act)
            .await
            .unwrap();
        txn.commit().await.unwrap();
        let answer = world.post(&format!("/p/{maria}/new-link"), "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(mails(&world, MailKind::NewLink).await.len(), 3);
}

#[tokio::test]
async fn r17_details_are_shown_only_to_the_one_initiator_by_a_button_and_it_is_noted() {
    let world = World::new().await;
    let (maria, sam) = agreed(&world).await;
    let other = world.add_starter("Tunde Bello", "tunde@example.org").await;
    let chat = conversations(&world).await[0].id;
    let shown = |page: &Answer| {
        page.text.contains("07700 900123")
            || page.text.contains("sam@example.org")
            || page.text.contains("Please text first.")
    };
    for below in ["", "/me", "/about"] {
        assert!(
            !shown(&world.open(&format!("/p/{maria}{below}")).await),
            "{below}"
        );
    }
    for below in ["/sheet", "/write", "/question/1", "/review"] {
        let path = format!("/p/{maria}/chat/{chat}{below}");
        assert!(!shown(&world.open(&path).await), "{below}");
    }
    let path = format!("/p/{maria}/chat/{chat}/details");
    assert_eq!(
        world.open(&path).await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
    for token in [&other, &sam, &"a".repeat(43)] {
        let answer = world
            .post(&format!("/p/{token}/chat/{chat}/details"), "press=yes")
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(!shown(&answer));
    }
    let reveals = || reveal::Entity::find().count(&world.app.db.read);
    assert_eq!(reveals().await.unwrap(), 0);
    let page = world.home(&maria).await;
    let page = page.form().press(&world, "Show how to reach Sam").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("07700 900123") && page.says("Please text first."));
    assert!(
        !page.text.contains("sam@example.org"),
        "only the way Sam chose"
    );
    assert_eq!(reveals().await.unwrap(), 1);
    let noted = world
        .column("SELECT act FROM audit WHERE act = 'details.shown'", "act")
        .await;
    assert_eq!(noted.len(), 1);
}

#[tokio::test]
async fn r18_a_no_takes_two_presses_and_deletes_at_once() {
    let world = World::new().await;
    let (maria, sam) = invited(&world).await;
    let id = world.person("Sam Khan").await.id;
    let page = world.home(&sam).await;
    let page = world.open(&page.link("No thank you")).await;
    let form = page
        .form()
        .tick("Delete my details, and never write to me again");
    let (to, body) = form.request("Send");
    for _ in 0..2 {
        let page = world.post(&to, &body).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.h1(), "Done. We have deleted your name and email.");
    }
    let gone = daisychain::people::find(&world.app.db.read, id)
        .await
        .unwrap()
        .unwrap();
    assert!(gone.name.is_none() && gone.email.is_none() && gone.erased_at.is_some());
    let bodies = world
        .column("SELECT text FROM outbox WHERE kind = 'invite'", "text")
        .await;
    assert!(bodies.iter().all(String::is_empty));
    let kept = suppression::Entity::find().count(&world.app.db.read);
    assert_eq!(kept.await.unwrap(), 1);
    assert_eq!(mails(&world, MailKind::SaidNo).await.len(), 1);
    let page = world.home(&maria).await;
    assert_eq!(page.h1(), "Who will you talk to next?");
    assert!(page.says("You did nothing wrong."));
}

#[tokio::test]
async fn r22_one_click_stops_the_messages_and_looking_does_not() {
    let world = World::new().await;
    let (maria, sam) = invited(&world).await;
    let sams = world
        .token(world.person("Sam Khan").await.id, LinkKind::Stop)
        .await;
    let marias = world
        .token(world.person("Maria Lopez").await.id, LinkKind::Stop)
        .await;
    let before = world.dump().await;
    for _ in 0..20 {
        assert_eq!(
            world.open(&format!("/stop/{sams}")).await.status,
            StatusCode::OK
        );
    }
    assert_eq!(
        world.open("/stop/unknown").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(before, world.dump().await);
    let click = |token: String| {
        let request = Request::post(format!("/stop/{token}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from("List-Unsubscribe=One-Click"))
            .unwrap();
        world.send(request)
    };
    for _ in 0..2 {
        assert_eq!(click(sams.clone()).await.status, StatusCode::OK);
        assert_eq!(click(marias.clone()).await.status, StatusCode::OK);
    }
    assert_eq!(world.home(&sam).await.status, StatusCode::GONE);
    assert_eq!(
        world.home(&maria).await.status,
        StatusCode::OK,
        "Maria keeps her page"
    );
    let kept = suppression::Entity::find().count(&world.app.db.read);
    assert_eq!(kept.await.unwrap(), 2);
    assert_eq!(
        click("unknown".to_owned()).await.status,
        StatusCode::NOT_FOUND
    );
    let page = world.open(&format!("/stop/{marias}")).await;
    let page = page
        .form()
        .tick("Never write to me again, and delete all you have about me");
    let page = page.press(&world, "Send").await;
    assert_eq!(page.h1(), "Done. We have deleted your name and email.");
    assert_eq!(world.home(&maria).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn r25_names_and_words_in_another_language_are_marked() {
    let world = World::new().await;
    let (maria, sam) = recorded(&world).await;
    let page = world.home(&sam).await;
    assert_eq!(page.attribute("html", "lang"), ["en"]);
    assert_eq!(page.attribute("html", "dir"), ["ltr"]);
    assert_eq!(page.find("[lang=ar][dir=rtl] p"), ["السوق قريب"]);
    assert_eq!(page.find("h1 bdi"), ["Maria"]);
    let page = world.home(&maria).await;
    assert_eq!(page.find("h1 bdi"), ["Sam"]);
    assert_eq!(page.find("#help bdi").len(), 5);
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

#[tokio::test]
async fn stopping_can_be_undone_for_a_week_and_the_other_side_is_told() {
    let world = World::new().await;
    let (maria, sam) = agreed(&world).await;
    let page = world.home(&sam).await;
    let page = world.open(&page.link("Stop taking part")).await;
    let page = page.form().tick("Stop taking part");
    let page = page.press(&world, "Continue").await;
    assert_eq!(page.h1(), "You have stopped taking part");
    assert_eq!(mails(&world, MailKind::SaidNo).await.len(), 1);
    assert_eq!(world.home(&maria).await.h1(), "Who will you talk to next?");
    let page = page.form().press(&world, "Take part again").await;
    assert_eq!(page.h1(), "What would you like now?");
    assert!(page.says("It is good to have you back."), "{}", page.text);
    world.post(&format!("/p/{sam}/stop"), "stop=stop").await;
    world.pass(Duration::days(8));
    let page = world.home(&sam).await;
    let page = page.form().press(&world, "Take part again").await;
    assert_eq!(page.h1(), "You have stopped taking part");
}

#[tokio::test]
async fn nothing_kept_goes_on_with_the_chain_without_words() {
    let world = World::new().await;
    let (maria, sam) = agreed(&world).await;
    let page = world.home(&maria).await;
    let page = world.open(&page.link("Write down what you heard")).await;
    let page = page.form().tick("We talked, but Sam wants nothing kept");
    let page = page.press(&world, "Continue").await;
    assert_eq!(page.h1(), "Thank you. You talked with Sam.");
    assert_eq!(world.home(&sam).await.h1(), "Who will you talk to next?");
    let page = world.open(&format!("/p/{sam}/words")).await;
    assert!(page.says("Nothing is written down"));
}

#[tokio::test]
async fn an_address_that_came_back_can_be_mended_and_a_choice_given_up() {
    let world = World::new().await;
    let (maria, old) = invited(&world).await;
    let sam = world.person("Sam Khan").await;
    let update = format!(
        "UPDATE participant SET bounced_at = joined_at WHERE name = '{}'",
        sam.name.unwrap()
    );
    sea_orm::ConnectionTrait::execute_unprepared(&world.app.db.write, &update)
        .await
        .unwrap();
    let page = world.home(&maria).await;
    assert_eq!(page.h1(), "Our message to Sam came back");
    let page = page.form().fill("Their email", "samk@example.org");
    let page = page.press(&world, "Send it again").await;
    assert_eq!(page.h1(), "We have asked Sam");
    assert_eq!(world.home(&old).await.status, StatusCode::GONE);
    let page = world.open(&page.link("Choose somebody else")).await;
    let page = page.form().tick("Choose somebody else");
    let page = page.press(&world, "Continue").await;
    assert_eq!(page.h1(), "Who will you talk to next?");
    let live = link::Entity::find()
        .filter(link::Column::Participant.eq(sam.id))
        .filter(link::Column::RevokedAt.is_null());
    assert_eq!(live.count(&world.app.db.read).await.unwrap(), 0);
}

#[tokio::test]
async fn what_we_hold_can_be_seen_and_changed_later() {
    let world = World::new().await;
    let (_, sam) = agreed(&world).await;
    let page = world.open(&format!("/p/{sam}/me")).await;
    assert!(page.says("Sam Khan") && page.says("s•••@example.org") && page.says("Evenings"));
    let page = world.open(&format!("/p/{sam}/contact")).await;
    let page = page.form().tick("Through Kettlegate House, not directly");
    let page = page.press(&world, "Continue").await;
    assert_eq!(page.h1(), "What we know about you");
    assert!(page.says("through us"));
}
