//! A worry is read by the one who looks after safety and by nobody else, and goes in time.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::conversation::clock;
use daisychain::mail::MailKind;
use entity::shared::Role;
use entity::{audit, chain as chain_row, host};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::support::{WORDS, colleague, desk, desk_post, keeper, reports, worried, worries};
use crate::journeys::{mails, recorded};
use crate::organisers::sign_in;
use crate::resident_support::World;

#[tokio::test]
async fn a_worry_is_seen_by_the_safeguarding_person_and_nobody_else() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let (maria, sam) = worried(&world).await;
    let one = worries(&world).await.pop().unwrap();

    // Nowhere in the clear, and the message says nothing of it and stands in no list of the chain's messages.
    let rows = world.dump().await;
    let hex = crate::support::hex(WORDS.as_bytes());
    for row in &rows {
        let upper = row.to_uppercase();
        assert!(
            !row.contains("opened the door") && !upper.contains(&hex),
            "{row}"
        );
    }
    let told = mails(&world, MailKind::WorryNoted).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].chain.is_none() && told[0].conversation.is_none());
    let link = format!("/desk/{}/worries", world.face.chain.slug);
    assert!(told[0].text.contains(&link), "{}", told[0].text);
    for private in ["Sam", "Maria", "door"] {
        assert!(!told[0].text.contains(private), "{}", told[0].text);
    }

    // An organiser of the same host, and an owner of it, find nothing and are offered nothing.
    let here = format!("/worries/{}", one.id);
    for role in [Role::Owner, Role::Organiser, Role::Coder] {
        let other = colleague(&world, role).await;
        let cookie = sign_in(&world.app, other).await;
        for below in ["/worries".to_owned(), here.clone()] {
            let page = desk(&world, &cookie, &below).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{below}");
        }
        let page = desk(&world, &cookie, &format!("{here}/delete")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        for below in ["", "/show", "/delete"] {
            let path = format!("/desk/{}{here}{below}", world.face.chain.slug);
            let page = desk_post(&world, &cookie, &path, "decision=yes").await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        }
        for below in ["", "/conversations", "/messages", "/people"] {
            let page = desk(&world, &cookie, below).await;
            assert!(!page.text.contains("/worries"), "{below}");
            assert!(!page.text.contains("opened the door"), "{below}");
        }
    }
    assert_eq!(worries(&world).await, std::slice::from_ref(&one));

    // The safeguarding person finds it in the list by name, and opens the words with a form, which is noted.
    let cookie = sign_in(&world.app, keeper).await;
    let page = desk(&world, &cookie, "").await;
    assert!(page.link("Worries").ends_with("/worries"));
    let page = desk(&world, &cookie, "/worries").await;
    assert!(
        page.says("Maria Lopez") && page.says("Sam Khan"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("opened the door"));
    let page = desk(&world, &cookie, &here).await;
    assert!(!page.text.contains("opened the door"));
    let noted = async || {
        let notes = audit::Entity::find().filter(audit::Column::Act.starts_with("worry."));
        let notes = notes.all(&world.app.db.read).await.unwrap();
        notes.into_iter().map(|n| n.act).collect::<Vec<_>>()
    };
    assert_eq!(noted().await, Vec::<String>::new());
    let (action, body) = page.form().request("Show what was written");
    let page = desk_post(&world, &cookie, &action, &body).await;
    assert!(page.says(WORDS), "{}", page.text);
    assert_eq!(noted().await, ["worry.shown"]);

    // A decision must be made; closing deletes the words, or keeps them on purpose.
    let (action, body) = page.form().request("Continue");
    let page = desk_post(&world, &cookie, &action, &body).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = world_page(
        &world,
        &cookie,
        &page.link("Close it, and delete the words"),
    )
    .await;
    let page = page.form().tick("Yes, close it and delete the words");
    let (action, body) = page.request("Continue");
    let page = desk_post(&world, &cookie, &action, &body).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let closed = worries(&world).await.pop().unwrap();
    assert!(closed.text.is_none() && closed.closed_by == Some(keeper));
    assert_eq!(noted().await, ["worry.shown", "worry.deleted"]);

    // Neither of the two sees anything of it.
    for token in [&maria, &sam] {
        for below in ["", "/me", "/about"] {
            let page = world.open(&format!("/p/{token}{below}")).await;
            assert!(!page.text.contains("opened the door"));
        }
    }
}

async fn world_page(world: &World, cookie: &str, path: &str) -> crate::resident_support::Answer {
    crate::organisers::as_organiser(world, cookie, path, None).await
}

/// The words of a worry are deleted by who read them, after a question of its own; what was done can stand in their place.
#[tokio::test]
async fn the_words_of_a_worry_go_only_after_they_were_read_and_asked_about() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    worried(&world).await;
    let one = worries(&world).await.pop().unwrap();
    let cookie = sign_in(&world.app, keeper).await;
    let here = format!("/worries/{}", one.id);
    let path = format!("/desk/{}{here}", world.face.chain.slug);
    let stands = async || worries(&world).await.pop().unwrap() == one;

    // Not read: no way to close it, whatever is sent.
    let page = desk(&world, &cookie, &here).await;
    assert!(
        page.says("First press “Show what was written”"),
        "{}",
        page.text
    );
    assert!(!page.says("Close it"), "{}", page.text);
    assert!(!page.link("Maria Lopez").is_empty() && !page.link("Sam Khan").is_empty());
    let page = desk(&world, &cookie, &format!("{here}/delete")).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    for (below, body) in [
        ("", "decision=close-delete"),
        ("", "decision=close-keep"),
        ("/delete", "decision=yes"),
    ] {
        desk_post(&world, &cookie, &format!("{path}{below}"), body).await;
        assert!(stands().await, "{below} {body}");
    }

    // Read: a page of its own asks, and nothing is chosen before.
    desk_post(&world, &cookie, &format!("{path}/show"), "").await;
    let page = desk(&world, &cookie, &here).await;
    let page = world_page(
        &world,
        &cookie,
        &page.link("Close it, and delete the words"),
    )
    .await;
    assert_eq!(page.find("input[checked]"), Vec::<String>::new());
    let filled = page
        .form()
        .fill("What was done? (optional)", "I called his sister");
    let (action, body) = filled.request("Continue");
    let again = desk_post(&world, &cookie, &action, &body).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(again.find("textarea"), ["I called his sister"]);
    assert!(stands().await);
    let filled = again.form().tick("No, leave it as it is");
    let (action, body) = filled.request("Continue");
    desk_post(&world, &cookie, &action, &body).await;
    assert!(stands().await);
    let filled = again.form().tick("Yes, close it and delete the words");
    let (action, body) = filled.request("Continue");
    let done = desk_post(&world, &cookie, &action, &body).await;
    let list = world_page(&world, &cookie, done.location.as_deref().unwrap()).await;
    assert!(
        list.says("The worry is closed. Its words are deleted."),
        "{}",
        list.text
    );

    // What was done is sealed, opens by a form, and nothing more can be decided.
    let hex = crate::support::hex(b"I called his sister");
    for row in world.dump().await {
        assert!(!row.contains("his sister") && !row.to_uppercase().contains(&hex));
    }
    let page = desk(&world, &cookie, &here).await;
    assert!(page.says("What was written has been deleted.") && !page.says("What now?"));
    let (action, body) = page.form().request("Show what was done");
    let page = desk_post(&world, &cookie, &action, &body).await;
    assert!(
        page.says("I called his sister") && !page.says(WORDS),
        "{}",
        page.text
    );
    // It goes with the people.
    let sam = world.person("Sam Khan").await;
    world.forget(sam.id).await;
    assert!(worries(&world).await[0].text.is_none());
}

#[tokio::test]
async fn a_worry_is_kept_on_error_once_and_only_by_the_two_of_the_chat() {
    let world = World::new().await;
    let (maria, sam) = worried(&world).await;
    let chat = worries(&world).await[0].conversation;
    let path = format!("/p/{maria}/chat/{chat}/worry");
    let page = world.open(&path).await;
    let empty = page.form().press_only(&world, "Send my note").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.find(".summary a"), ["Write what worries you"]);
    let long = "y".repeat(4_001);
    let filled = page.form().fill("What worries you about Sam?", &long);
    let refused = filled.press_only(&world, "Send my note").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        refused.find("textarea"),
        [long.as_str()],
        "nothing typed is lost"
    );

    // The same form twice is one note and one message.
    let before = worries(&world).await.len();
    for _ in 0..2 {
        let filled = page.form().fill("What worries you about Sam?", "Once");
        let answer = filled.press_only(&world, "Send my note").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(worries(&world).await.len(), before + 1);

    // Sam can tell about Maria too; a third person cannot look in.
    let page = world.home(&sam).await;
    let page = world.open(&page.link("Tell us about a worry")).await;
    let page = world
        .open(&page.link("Something worries me about Maria"))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    let third = world.add_starter("Ines Costa", "ines@example.org").await;
    for below in ["", "/sent"] {
        let page = world
            .open(&format!("/p/{third}/chat/{chat}/worry{below}"))
            .await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
    let page = world.open(&format!("/p/{third}/worry")).await;
    assert!(page.says("call the emergency number"), "{}", page.text);
}

#[tokio::test]
async fn a_worry_goes_with_the_people_unless_it_is_kept_on_purpose() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let (maria, _) = worried(&world).await;
    let chat = worries(&world).await[0].conversation;
    let page = world.open(&format!("/p/{maria}/chat/{chat}/worry")).await;
    let filled = page.form().fill("What worries you about Sam?", "Held");
    filled.press(&world, "Send my note").await;
    let held = worries(&world).await.pop().unwrap();
    let cookie = sign_in(&world.app, keeper).await;
    let page = desk(&world, &cookie, &format!("/worries/{}", held.id)).await;
    let filled = page
        .form()
        .tick("Leave it open, and keep the words even if somebody is forgotten");
    let (action, body) = filled.request("Continue");
    desk_post(&world, &cookie, &action, &body).await;

    // The one who is talked about is forgotten.
    let sam = world.person("Sam Khan").await;
    world.forget(sam.id).await;
    let kept: Vec<bool> = worries(&world)
        .await
        .iter()
        .map(|w| w.text.is_some())
        .collect();
    assert_eq!(kept, [false, true]);
    let page = desk(&world, &cookie, "/worries").await;
    assert!(page.says("Open, kept on purpose"), "{}", page.text);
}

#[tokio::test]
async fn words_of_a_chain_that_closed_long_ago_go() {
    let world = World::new().await;
    let (maria, _) = worried(&world).await;
    let page = world.open(&format!("/p/{maria}/report")).await;
    let filled = page
        .form()
        .tick("Something else is wrong. Please look at it.");
    let filled = filled.fill("What is wrong? (optional)", "A mess");
    filled.press(&world, "Send").await;
    assert!(reports(&world).await[0].text.is_some());
    chain_row::Entity::update_many()
        .col_expr(
            chain_row::Column::ClosedAt,
            Expr::value(Some(world.app.means.now())),
        )
        .exec(&world.app.db.write)
        .await
        .unwrap();
    for (days, left) in [(89, true), (91, false)] {
        world
            .sources
            .set(crate::resident_support::start() + Duration::days(days));
        clock::tick(&world.app.db, &world.app.means).await.unwrap();
        assert_eq!(worries(&world).await[0].text.is_some(), left, "{days}");
        assert_eq!(reports(&world).await[0].text.is_some(), left, "{days}");
    }
}

#[tokio::test]
async fn the_record_that_was_shown_links_to_a_worry_for_both() {
    let world = World::new().await;
    let (maria, sam) = recorded(&world).await;
    let page = world.home(&maria).await;
    assert!(
        page.link("Something worries me about Sam")
            .ends_with("/worry")
    );
    let page = world.home(&sam).await;
    let page = world
        .open(&page.link("Something worries me about Maria"))
        .await;
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test]
async fn the_owner_chooses_who_looks_after_safety() {
    let world = World::new().await;
    let owner = keeper(&world).await;
    worried(&world).await;
    let bea = colleague(&world, Role::Organiser).await;
    let cookie = sign_in(&world.app, owner).await;
    let page = desk(&world, &cookie, "/setup/host").await;
    assert_eq!(
        page.attribute("#safeguarding option[selected]", "value"),
        [owner.to_string()]
    );
    let filled = page.form().fill("Who looks after safety?", "Bea");
    let (action, body) = filled.request("Save");
    let saved = desk_post(&world, &cookie, &action, &body).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let row = host::Entity::find().one(&world.app.db.read).await.unwrap();
    assert_eq!(row.unwrap().safeguarding, Some(bea));
    // From now on it is Bea who sees them, and no longer the owner.
    let theirs = sign_in(&world.app, bea).await;
    assert_eq!(
        desk(&world, &theirs, "/worries").await.status,
        StatusCode::OK
    );
    let page = desk(&world, &cookie, "/worries").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    // Nobody from outside the host can be chosen.
    let body = body.replace(&bea.to_string(), &world.app.means.id().to_string());
    let refused = desk_post(&world, &cookie, &action, &body).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}
