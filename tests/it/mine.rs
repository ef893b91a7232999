//! A person's page about themself: all that is held, changing it, the mailed code for what a link alone may not do, the
//! file, undoing, and links that ended.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use chrono::Duration;
use daisychain::conversation::clock;
use daisychain::keys::{self, Pass};
use daisychain::mail::{MailKind, Mailer, Memory, Sent, Transport};
use daisychain::means::{Acting, Source};
use daisychain::router;
use entity::shared::{LinkKind, Quote};
use entity::{
    consent, conversation, insight, link, organiser, outbox, participant, person_code, session,
    sign_in,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder,
};

use super::resident::{agreed, agreed_starter, choose, conversations, invited, mails, recorded};
use super::resident_support::{Answer, World};
use super::support::hex;

async fn me(world: &World, token: &str) -> Answer {
    world.open(&format!("/p/{token}/me")).await
}

/// Lets Maria open how to reach Sam.
async fn reveals(world: &World, maria: &str) {
    let page = world.home(maria).await;
    page.form().press(world, "Show how to reach Sam").await;
}

/// Sends everything that is due, and returns what went out.
async fn post(world: &World) -> Vec<Sent> {
    let memory = Memory::default();
    let (app, transport) = (&world.app, Transport::Memory(memory.clone()));
    let mailer = Mailer::with_transport(
        "chains@talk.example.org",
        "https://talk.example.org",
        app.db.clone(),
        world.sources.clone(),
        app.means.keys.clone(),
        transport,
    );
    mailer.unwrap().drain().await.unwrap();
    memory.sent()
}

/// Asks for the code of an act and returns the page where it is typed.
async fn asks(world: &World, token: &str, start: &str) -> Answer {
    let page = world.open(&format!("/p/{token}{start}")).await;
    let page = if start == "/delete" {
        let form = page.form().tick("Delete everything about me");
        form.press(world, "Continue").await
    } else {
        page.form().press(world, "Send me a code").await
    };
    assert_eq!(page.h1(), "Type the code from your email", "{}", page.text);
    page
}

async fn signs_in(world: &World) -> (organiser::Model, String) {
    let asha = organiser::Entity::find()
        .one(&world.app.db.read)
        .await
        .unwrap()
        .unwrap();
    let (now, token) = (world.app.means.now(), world.sources.token());
    session::ActiveModel {
        id: Set(world.sources.id()),
        id_hash: Set(keys::hash(&token)),
        organiser: Set(asha.id),
        browser: Set(String::new()),
        made_at: Set(now),
        idle_until: Set(now + Duration::days(400)),
        ends_at: Set(now + Duration::days(400)),
        revoked_at: Set(None),
    }
    .insert(&world.app.db.write)
    .await
    .unwrap();
    (asha, format!("s={token}"))
}

async fn as_organiser(world: &World, cookie: &str, path: &str, form: Option<&str>) -> Answer {
    let request = Request::builder()
        .method(if form.is_some() { "POST" } else { "GET" })
        .uri(path)
        .header("cookie", cookie)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded");
    let body = Body::from(form.unwrap_or_default().to_owned());
    world.send(request.body(body).unwrap()).await
}

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
        "text message",
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
    let (asha, _) = signs_in(&world).await;
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
        .open(&me(&world, &sam).await.link("Change Your name"))
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

    let page = world.open(&page.link("Change Your language")).await;
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
        ("sam", "Write an e-mail address like name@example.org"),
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
async fn a_code_is_for_one_persons_one_act_five_tries_ten_minutes_once() {
    let world = World::new().await;
    let (maria, sam) = agreed(&world).await;
    asks(&world, &sam, "/delete").await;
    let sent = post(&world).await;
    let mail = sent.iter().find(|m| m.kind == MailKind::ActCode).unwrap();
    let code = world.act_code().await;
    assert_eq!(mail.to, "sam@example.org");
    assert!(mail.text.contains(&code) && !mail.text.contains("/p/"));
    let stored = outbox::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert!(stored.iter().all(|row| !row.text.contains(&code)));

    // Not for another act, another person, or nobody.
    let types = async |token: &str, act: &str, code: &str| {
        let body = format!("code={code}&format=text");
        world.post(&format!("/p/{token}/code/{act}"), &body).await
    };
    assert!(
        types(&sam, "download", &code)
            .await
            .says("This code has ended.")
    );
    assert!(
        types(&maria, "delete", &code)
            .await
            .says("This code has ended.")
    );
    assert_eq!(
        types(&sam, "other", &code).await.status,
        StatusCode::NOT_FOUND
    );
    let unknown = types(&"a".repeat(43), "delete", &code).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(
        types(&sam, "delete", "")
            .await
            .says("Type the code from our email")
    );

    // Five tries, and then also the right one is too late.
    for left in ["4 more times", "3 more times", "2 more times", "once more"] {
        let answer = types(&sam, "delete", "2222-2222").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.says(left), "{left}: {}", answer.main());
    }
    assert!(
        types(&sam, "delete", "2222-2222")
            .await
            .says("Ask for another code")
    );
    assert!(
        types(&sam, "delete", &code)
            .await
            .says("This code has ended.")
    );

    // Ten minutes; the newest one only.
    world.pass(Duration::minutes(1));
    asks(&world, &sam, "/delete").await;
    let second = world.act_code().await;
    world.pass(Duration::minutes(11));
    assert!(
        types(&sam, "delete", &second)
            .await
            .says("This code has ended.")
    );
    let late = world.open(&format!("/p/{sam}/code/delete")).await;
    assert_eq!(late.h1(), "Delete everything about you?", "nothing waits");
    asks(&world, &sam, "/delete").await;

    // Three an hour.
    world.pass(Duration::minutes(1));
    let page = world.open(&format!("/p/{sam}/code/delete")).await;
    let page = page.form().press(&world, "Send another code").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("We sent three codes in the last hour."));
    let codes = person_code::Entity::find().count(&world.app.db.read);
    assert_eq!(codes.await.unwrap(), 3);

    // Once, however it is typed.
    assert_eq!(world.home(&sam).await.status, StatusCode::OK);
    let third = world.act_code().await.replace('-', " ").to_lowercase();
    let answer = types(&sam, "delete", &third).await;
    assert_eq!(answer.h1(), "Done. We have deleted your name and email.");
    assert_eq!(world.home(&sam).await.status, StatusCode::GONE);
    let used = sign_in::Entity::find()
        .filter(sign_in::Column::UsedAt.is_not_null())
        .count(&world.app.db.read);
    assert_eq!(used.await.unwrap(), 1);
}

#[tokio::test]
async fn who_has_no_address_that_works_calls_and_an_organiser_does_it_at_the_desk() {
    let world = World::new().await;
    let (_, sam) = recorded(&world).await;
    participant::Entity::update_many()
        .col_expr(
            participant::Column::BouncedAt,
            Expr::value(world.app.means.now()),
        )
        .filter(participant::Column::Name.eq("Sam Khan"))
        .exec(&world.app.db.write)
        .await
        .unwrap();
    for start in ["/delete", "/take-out", "/download", "/email"] {
        let page = world.open(&format!("/p/{sam}{start}")).await;
        assert!(page.says("Call us, and we will do it with you."), "{start}");
        assert!(page.find("main form").is_empty(), "{start}");
        let before = world.dump().await;
        let body = "press=yes&delete=delete";
        world.post(&format!("/p/{sam}{start}"), body).await;
        assert_eq!(before, world.dump().await, "{start}");
    }
    let (asha, cookie) = signs_in(&world).await;
    let person = world.person("Sam Khan").await.id;
    let desk = format!("/desk/{}/people/{person}", world.face.chain.slug);
    let page = as_organiser(&world, &cookie, &desk, None).await;
    assert_eq!(
        page.link("Take out what Sam said"),
        format!("{desk}/take-out")
    );
    let take_out = format!("{desk}/take-out");
    let page = as_organiser(&world, &cookie, &take_out, Some("")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        let page = as_organiser(&world, &cookie, &take_out, Some("decision=yes")).await;
        assert_eq!(page.location.unwrap(), format!("{desk}?done=taken-out"));
    }
    let points = insight::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert!(
        points
            .iter()
            .all(|p| p.struck_at.is_some() || p.withdrawn_at.is_some())
    );
    let noted = world
        .column(
            "SELECT act FROM audit WHERE act = 'words.taken_out' AND actor_kind = 'organiser'",
            "act",
        )
        .await;
    assert_eq!(noted.len(), 1);
    let copy = as_organiser(&world, &cookie, &format!("{desk}/copy"), Some("")).await;
    assert!(copy.text.contains("sam@example.org") && !copy.text.contains("maria@example.org"));
    let noted = "SELECT act FROM audit WHERE act = 'details.shown'";
    assert_eq!(world.column(noted, "act").await.len(), 1);
    let forget = format!("{desk}/forget");
    as_organiser(&world, &cookie, &forget, Some("decision=yes")).await;
    assert_eq!(world.home(&sam).await.status, StatusCode::GONE);
    assert_eq!(asha.name, "Asha");
}

#[tokio::test]
async fn the_desk_changes_an_address_for_who_asked_and_the_old_one_gets_no_link() {
    let world = World::new().await;
    let (_, old_link) = agreed(&world).await;
    post(&world).await;
    let (_, cookie) = signs_in(&world).await;
    let person = world.person("Sam Khan").await.id;
    let desk = format!("/desk/{}/people/{person}", world.face.chain.slug);
    let page = as_organiser(&world, &cookie, &desk, None).await;
    let path = page.link("Change the address they gave us");
    let page = as_organiser(&world, &cookie, &path, Some("email=samk@example.org")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("Tick that they asked you"));
    for _ in 0..2 {
        let body = "email=samk@example.org&asked=yes";
        let page = as_organiser(&world, &cookie, &path, Some(body)).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
    }
    let sent = post(&world).await;
    let to = |address: &str| -> Vec<&Sent> { sent.iter().filter(|m| m.to == address).collect() };
    let old = to("sam@example.org");
    assert_eq!(old.len(), 1, "{sent:?}");
    assert_eq!(old[0].kind, MailKind::DetailsChanged);
    assert!(!old[0].text.contains("/p/") && old[0].text.contains("/c/"));
    let new = to("samk@example.org");
    assert_eq!(new.len(), 1);
    assert_eq!(new[0].kind, MailKind::NewLink);
    assert_eq!(world.home(&old_link).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn an_organiser_who_writes_for_somebody_is_sent_to_the_desk_for_it() {
    let world = World::new().await;
    let (_, sam) = agreed(&world).await;
    let (asha, cookie) = signs_in(&world).await;
    let person = world.person("Sam Khan").await.id;
    let live = link::Entity::find()
        .filter(link::Column::Participant.eq(person))
        .filter(link::Column::Kind.eq(LinkKind::Act))
        .one(&world.app.db.read)
        .await
        .unwrap()
        .unwrap();
    let pass = world.app.means.keys.pass_token(&Pass {
        link: live.id,
        generation: live.generation,
        until: (world.app.means.now() + Duration::hours(1)).timestamp(),
        acting: Some(Acting {
            organiser: asha.id,
            source: Source::Phone,
        }),
    });
    let page = as_organiser(&world, &cookie, &format!("/p/{pass}/me"), None).await;
    assert!(page.says("Sam Khan") && !page.text.contains("07700 900123"));
    asks(&world, &sam, "/delete").await;
    let code = world.act_code().await;
    let before = world.dump().await;
    for start in [
        "/delete",
        "/take-out",
        "/download",
        "/email",
        "/code/delete",
    ] {
        let path = format!("/p/{pass}{start}");
        let body = format!("press=yes&delete=delete&code={code}");
        for form in [None, Some(body.as_str())] {
            let page = as_organiser(&world, &cookie, &path, form).await;
            assert_eq!(page.h1(), "Only the person themself can do this here");
        }
    }
    assert_eq!(before, world.dump().await);
    let own = world.open(&format!("/p/{pass}/me")).await;
    assert!(!own.text.contains("Khan"), "the pass alone opens nothing");
}

#[tokio::test]
async fn who_has_not_said_yes_is_deleted_without_a_code() {
    let world = World::new().await;
    let (_, sam) = invited(&world).await;
    for below in ["/take-out", "/email"] {
        let page = world.open(&format!("/p/{sam}{below}")).await;
        assert!(page.h1().starts_with("Maria would like to talk"), "{below}");
    }
    let page = world.open(&format!("/p/{sam}/delete")).await;
    let form = page.form().tick("Delete everything about me");
    let page = form.press(&world, "Continue").await;
    assert_eq!(page.h1(), "Done. We have deleted your name and email.");
    assert!(mails(&world, MailKind::ActCode).await.is_empty());
}

#[tokio::test]
async fn all_words_are_taken_out_at_once_and_the_person_still_takes_part() {
    let world = World::new().await;
    let (maria, sam) = recorded(&world).await;
    world.pass(Duration::minutes(6));
    // Maria wrote one point of her own.
    let all = insight::Entity::find()
        .order_by_asc(insight::Column::Id)
        .all(&world.app.db.read)
        .await
        .unwrap();
    insight::Entity::update_many()
        .col_expr(insight::Column::ByInitiator, Expr::value(true))
        .filter(insight::Column::Id.eq(all[1].id))
        .exec(&world.app.db.write)
        .await
        .unwrap();
    let points = async || {
        insight::Entity::find()
            .order_by_asc(insight::Column::Id)
            .all(&world.app.db.read)
            .await
            .unwrap()
    };
    let takes_out = async |token: &str| {
        let page = asks(&world, token, "/take-out").await;
        let code = world.act_code().await;
        let form = page.form().fill("Code", &code);
        form.press(&world, "Take my words out").await
    };
    let page = takes_out(&sam).await;
    assert_eq!(page.h1(), "What you said");
    assert!(page.says("You took this point out. It does not count."));
    assert!(!page.says("The market is cheap."));
    let after = points().await;
    assert!(after[0].struck_at.is_some() || after[0].withdrawn_at.is_some());
    assert_eq!(after[0].quote, Some(Quote::None));
    assert!(
        after[1].struck_at.is_none() && after[1].withdrawn_at.is_none(),
        "Maria's"
    );
    assert_eq!(world.home(&sam).await.h1(), "Who will you talk to next?");
    let person = world.person("Sam Khan").await;
    assert!(person.agreed_at.is_some() && person.stopped_at.is_none());

    let page = takes_out(&maria).await;
    assert_eq!(page.status, StatusCode::OK);
    let after = points().await;
    assert!(after[1].withdrawn_at.is_some());
    let noted = "SELECT act FROM audit WHERE act = 'words.taken_out'";
    assert_eq!(world.column(noted, "act").await.len(), 2);
}

#[tokio::test]
async fn the_file_holds_everything_about_the_person_and_nothing_about_others() {
    let world = World::new().await;
    let (maria, sam) = agreed(&world).await;
    reveals(&world, &maria).await;
    let page = super::resident::first_question(&world, &maria).await;
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

#[tokio::test]
async fn stopping_says_until_when_it_can_be_undone_and_loses_nothing() {
    let world = World::new().await;
    let (_, sam) = recorded(&world).await;
    world.pass(Duration::minutes(6));
    let body = "verdict_1=keep&quote_1=first_name&verdict_2=keep&quote_2=none&final=right";
    world.post(&format!("/p/{sam}/check"), body).await;
    let (before, held) = (world.home(&sam).await.main(), me(&world, &sam).await.main());
    let words = insight::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    world.post(&format!("/p/{sam}/stop"), "stop=stop").await;
    let page = world.home(&sam).await;
    assert_eq!(page.h1(), "You have stopped taking part");
    assert!(
        page.says("You can come back until Sunday 29 November 2026."),
        "{}",
        page.text
    );
    world.pass(Duration::days(6) + Duration::hours(23));
    let page = world.home(&sam).await;
    let page = page.form().press(&world, "Take part again").await;
    assert_eq!(page.main(), before);
    let after = insight::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(words, after);
    assert_eq!(me(&world, &sam).await.main(), held);
}

#[tokio::test]
async fn r13_what_was_taken_back_is_never_handed_to_the_mail_server() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;
    post(&world).await;
    let page = choose(&world, &maria, "Sam Khan", "sam@example.org").await;
    assert!(post(&world).await.is_empty(), "it waits for five minutes");
    world.pass(Duration::minutes(4));
    page.form().press(&world, "Undo").await;
    for _ in 0..3 {
        world.pass(Duration::hours(1));
        let sent = post(&world).await;
        assert!(sent.iter().all(|m| m.to != "sam@example.org"), "{sent:?}");
    }
    choose(&world, &maria, "Sam Khan", "samuel@example.org").await;
    world.pass(Duration::minutes(6));
    let sent = post(&world).await;
    assert_eq!(sent.len(), 1, "what is not taken back goes out");
    assert_eq!(sent[0].kind, MailKind::Invite);
}

#[tokio::test]
async fn r15_asking_for_a_new_link_always_says_the_same() {
    let world = World::new().await;
    let (maria, sam) = invited(&world).await;
    let (unknown, live) = ("b".repeat(43), maria.clone());
    let id = world.person("Maria Lopez").await.id;
    let txn = daisychain::db::begin_write(&world.app.db).await.unwrap();
    daisychain::people::links::renew(&txn, &world.app.means, id, LinkKind::Act)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let newest = world.token_of("Maria Lopez").await;
    let mut pages = Vec::new();
    // Unknown; replaced, with an address; live; not answered; one too many.
    for token in [&unknown, &live, &newest, &sam, &live, &live, &live, &live] {
        let answer = world.post(&format!("/p/{token}/new-link"), "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let to = format!("/p/{token}/new-link");
        assert_eq!(answer.location.as_deref(), Some(to.as_str()));
        let page = world.open(&to).await;
        pages.push((page.status, page.text.replace(token.as_str(), "")));
    }
    assert!(pages.windows(2).all(|two| two[0] == two[1]));
    assert_eq!(mails(&world, MailKind::NewLink).await.len(), 3);
}

/// Keeps what is logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn r16_nothing_is_left_of_a_nominee_who_did_nothing() {
    let log = Log::default();
    let kept = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || kept.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let world = World::new().await;
    let (maria, sam) = invited(&world).await;
    let id = world.person("Sam Khan").await.id;
    let sent = post(&world).await;
    let invitation = sent.iter().find(|m| m.to == "sam@example.org").unwrap();
    let day = "Tuesday 22 December 2026";
    assert!(invitation.text.contains(day), "{}", invitation.text);
    for below in ["", "/about", "/agree", "/me"] {
        world.open(&format!("/p/{sam}{below}")).await;
    }
    let index = world.app.means.keys.address_index("sam@example.org");
    let (hex, name) = (hex(&index), "Khan");
    let before = world.dump().await.join("\n");
    assert!(before.contains(name));

    world.pass(Duration::days(29) + Duration::hours(23));
    clock::tick(&world.app.db, &world.app.means).await.unwrap();
    assert!(
        world.dump().await.join("\n").contains(name),
        "not before the day"
    );
    world.pass(Duration::hours(2));
    clock::tick(&world.app.db, &world.app.means).await.unwrap();
    post(&world).await;
    clock::tick(&world.app.db, &world.app.means).await.unwrap();

    let rows = world.dump().await;
    for gone in [name, "sam@example.org", "Dear Sam"] {
        let left: Vec<_> = rows.iter().filter(|row| row.contains(gone)).collect();
        assert!(left.is_empty(), "{gone} is left in {left:#?}");
    }
    // The keyed hash stays on the knot alone, so that nobody asks them a second time.
    let hashed = rows.iter().filter(|row| row.to_uppercase().contains(&hex));
    assert!(
        hashed.clone().all(|row| row.starts_with("participant:")),
        "{:#?}",
        hashed.collect::<Vec<_>>()
    );
    let person = daisychain::people::find(&world.app.db.read, id)
        .await
        .unwrap()
        .unwrap();
    assert!(person.name.is_none() && person.email.is_none() && person.prefs.is_none());
    let outbox = outbox::Entity::find().filter(outbox::Column::Participant.eq(id));
    for mail in outbox.all(&world.app.db.read).await.unwrap() {
        assert!(mail.recipient.is_none() && mail.text.is_empty() && mail.subject.is_empty());
    }
    assert_eq!(world.home(&sam).await.status, StatusCode::GONE);
    assert_eq!(world.home(&maria).await.h1(), "Who will you talk to next?");

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(!log.is_empty(), "something was logged");
    for private in ["sam@example.org", "Khan", sam.as_str()] {
        assert!(!log.contains(private), "{private} was logged");
    }
}

/// Returns every page below a personal link, with what stands in braces filled in.
fn pages(token: &str, chat: &str) -> Vec<String> {
    let mut pages = Vec::new();
    for route in router::listing() {
        if route.method != "GET" || !route.path.starts_with("/p/{token}") {
            continue;
        }
        for act in ["delete", "words", "download", "address"] {
            let path = route
                .path
                .replace("{token}", token)
                .replace("{chat}", chat)
                .replace("{n}", "1")
                .replace("{act}", act);
            let filled: Vec<&str> = path
                .split('/')
                .map(|part| if part.starts_with('{') { "x" } else { part })
                .collect();
            pages.push(filled.join("/"));
        }
    }
    pages.sort();
    pages.dedup();
    pages
}

#[tokio::test]
async fn r01_no_page_below_a_personal_link_changes_anything_however_often_it_is_opened() {
    let world = World::new().await;
    let (maria, sam) = recorded(&world).await;
    let chat = conversations(&world).await[0].id.to_string();
    for start in ["/delete", "/take-out", "/download", "/email"] {
        if start == "/email" {
            world.pass(Duration::hours(2));
        }
        asks(&world, &sam, start).await;
    }
    let asked = world.add_starter("Tunde Bello", "tunde@example.org").await;
    let before = world.dump().await;
    let all = pages(&sam, &chat);
    assert!(all.len() > 25, "{all:#?}");
    for token in [&sam, &maria, &asked] {
        for page in pages(token, &chat) {
            for agent in ["Mozilla/5.0", "SafeLinks scanner", "WhatsApp/2.24"] {
                // Twenty times for one person; the others once each way.
                let rounds = if *token == sam { 20 } else { 2 };
                for round in 0..rounds {
                    let method = if round % 2 == 0 {
                        Method::GET
                    } else {
                        Method::HEAD
                    };
                    let request = Request::builder()
                        .method(method)
                        .uri(&page)
                        .header("user-agent", agent)
                        .header("purpose", "prefetch")
                        .header("sec-purpose", "prefetch;prerender")
                        .body(Body::empty())
                        .unwrap();
                    let answer = world.send(request).await;
                    assert!(!answer.status.is_server_error(), "{page}");
                }
            }
        }
    }
    assert_eq!(before, world.dump().await);
}

#[tokio::test]
async fn r38_the_pages_of_the_code_sent_untouched_change_nothing() {
    let world = World::new().await;
    let (_, sam) = recorded(&world).await;
    asks(&world, &sam, "/download").await;
    world.pass(Duration::minutes(1));
    let before = world.dump().await;
    let mut sent = 0;
    for below in [
        "/take-out",
        "/download",
        "/email",
        "/delete",
        "/code/download",
        "/name",
        "/language",
    ] {
        let page = world.open(&format!("/p/{sam}{below}")).await;
        for (to, body) in page.untouched_forms() {
            let answer = world.post(&to, &body).await;
            assert!(!answer.status.is_server_error(), "{to}");
            sent += 1;
        }
    }
    assert!(sent >= 8, "{sent}");
    assert_eq!(before, world.dump().await);
}

#[tokio::test]
async fn r17_the_persons_own_pages_never_tell_how_to_reach_others() {
    let world = World::new().await;
    let (maria, sam) = recorded(&world).await;
    let chat = conversations(&world).await[0].id.to_string();
    for (token, theirs) in [
        (
            &maria,
            ["07700 900123", "sam@example.org", "Please text first."],
        ),
        (&sam, ["maria@example.org", "Lopez", "tunde@example.org"]),
    ] {
        for page in pages(token, &chat) {
            let answer = world.open(&page).await;
            for secret in theirs {
                assert!(!answer.text.contains(secret), "{secret} on {page}");
            }
        }
    }
}

#[tokio::test]
async fn forgetting_somebody_ends_their_codes_and_their_file() {
    let world = World::new().await;
    let (_, sam) = agreed(&world).await;
    asks(&world, &sam, "/download").await;
    let code = world.act_code().await;
    let person = world.person("Sam Khan").await.id;
    let txn = daisychain::db::begin_write(&world.app.db).await.unwrap();
    daisychain::erasure::forget(&txn, &world.app.means, person)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let body = format!("code={code}&format=json");
    let answer = world.post(&format!("/p/{sam}/code/download"), &body).await;
    assert!(!answer.text.contains("07700"), "{}", answer.text);
    assert!(
        post(&world)
            .await
            .iter()
            .all(|m| m.kind != MailKind::ActCode)
    );
}

#[tokio::test]
async fn r48_nothing_is_asked_twice_on_the_way_to_yes_and_on() {
    let world = World::new().await;
    let (_, sam) = invited(&world).await;
    let mut asked: Vec<String> = Vec::new();
    let mut page = world.open(&format!("/p/{sam}/agree")).await;
    let mut pages = 0;
    for fill in [
        "agree=contact&agree=words&agree=adult",
        "channel=text&phone=07700+900123",
        "times=evenings&note=&help_other=",
    ] {
        let fields = "main :is(input, select, textarea):not([type=hidden])";
        let mut names = page.attribute(fields, "name");
        names.sort();
        names.dedup();
        for name in &names {
            assert!(
                !asked.contains(name),
                "{name} is asked again on {}",
                page.path
            );
        }
        asked.extend(names);
        pages += 1;
        let answer = world.post(&page.path, fill).await;
        page = world.open(answer.location.as_deref().unwrap()).await;
    }
    // The last page shows the answers and asks for nothing.
    assert_eq!(
        (page.h1().as_str(), pages),
        ("Check your answers and say yes", 3)
    );
    assert!(
        page.attribute(
            "main :is(input, select, textarea):not([type=hidden])",
            "name"
        )
        .is_empty()
    );
    assert!(page.says("07700 900123"));
}
