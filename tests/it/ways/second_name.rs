//! A second name is asked when the first cannot, looks like any other, and leaves no trace when it is not needed.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::conversation::Outcome;
use daisychain::conversation::{clock, reserve};
use daisychain::db;
use daisychain::mail::MailKind;
use entity::shared::{ConsentTo, EndedWhy};
use entity::{consent, participant};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::support::{ASKED, SECOND_ASKED, no, no_trace, nominations, says_yes, with_second};
use crate::journeys::{agreed_starter, conversations, mails};
use crate::resident_support::{Answer, World};

const SAM: (&str, &str) = ("Sam Khan", "sam@example.org");
const AMINA: (&str, &str) = ("Amina Yusuf", "amina@example.org");

/// What a page says, without what is made anew each time it is drawn.
fn lasting(page: &Answer) -> String {
    let mut text = page.text.clone();
    for nonce in page.attribute("input[name=nonce]", "value") {
        text = text.replace(&nonce, "");
    }
    text
}

#[tokio::test]
async fn the_second_name_is_asked_when_the_first_declines() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;
    let page = with_second(&world, &maria, SAM, AMINA).await;
    assert_eq!(page.h1(), "Your invitation to Sam goes out in 5 minutes");
    assert!(page.says("You gave us a second name: Amina."));
    assert_eq!(mails(&world, MailKind::Invite).await.len(), 1);
    let held = nominations(&world)
        .await
        .into_iter()
        .find(|n| n.rank == 2)
        .unwrap();
    let address = held.address.unwrap();
    assert!(
        !world
            .dump()
            .await
            .iter()
            .any(|line| line.contains("amina@example.org")),
        "sealed"
    );
    let given = consent::Entity::find()
        .filter(consent::Column::What.eq(ConsentTo::AskedNominee))
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(given.len(), 2, "each tick is kept");
    world.pass(Duration::minutes(6));
    no(&world, &world.token_of("Sam Khan").await).await;
    assert!(mails(&world, MailKind::SaidNo).await.is_empty());
    let told = mails(&world, MailKind::ReserveAsked).await;
    assert_eq!(told.len(), 1);
    assert!(
        told[0].text.contains("written to Amina") && !told[0].text.contains("Sam"),
        "{}",
        told[0].text
    );
    let page = world.home(&maria).await;
    assert_eq!(page.h1(), "Your invitation to Amina goes out in 5 minutes");
    assert!(page.says("We have asked the second person you named."));
    let used = nominations(&world)
        .await
        .into_iter()
        .find(|n| n.rank == 2)
        .unwrap();
    assert!(used.used_at.is_some() && used.name.is_none() && used.address.is_none());
    no_trace(&world, &[], &[address]).await;
    let live: Vec<_> = conversations(&world)
        .await
        .into_iter()
        .filter(|c| c.ended_at.is_none())
        .collect();
    assert_eq!(
        (live.len(), live[0].turn, live[0].nomination),
        (1, 1, Some(used.id))
    );
    // Amina says no too: now it is Maria's to choose, and nothing of either is left.
    world.pass(Duration::minutes(6));
    no(&world, &world.token_of("Amina Yusuf").await).await;
    assert_eq!(world.home(&maria).await.h1(), "Who will you talk to next?");
    assert_eq!(mails(&world, MailKind::SaidNo).await.len(), 1);
    let txn = db::begin_write(&world.app.db).await.unwrap();
    daisychain::mail::forget_bodies(&txn, world.app.means.now() + Duration::days(1))
        .await
        .unwrap();
    txn.commit().await.unwrap();
    no_trace(&world, &["Sam Khan", "sam@example.org"], &[]).await;
    no_trace(&world, &["Amina Yusuf", "amina@example.org"], &[]).await;
}

#[tokio::test]
async fn the_second_name_is_asked_when_the_first_lapses_and_when_they_cannot_be_reached() {
    for unreachable in [false, true] {
        let world = World::new().await;
        let maria = agreed_starter(&world).await;
        let first = if unreachable {
            // Is in the chain: looks like anybody, and ends like any other no.
            world.add_starter("Tunde Bello", "tunde@example.org").await;
            ("Tunde B", "tunde@example.org")
        } else {
            SAM
        };
        with_second(&world, &maria, first, AMINA).await;
        world.pass(if unreachable {
            Duration::days(3)
        } else {
            Duration::days(22)
        });
        clock::tick(&world.app.db, &world.app.means).await.unwrap();
        assert_eq!(
            world.home(&maria).await.h1(),
            "Your invitation to Amina goes out in 5 minutes"
        );
        assert_eq!(mails(&world, MailKind::ReserveAsked).await.len(), 1);
        let ended = &conversations(&world).await[0];
        let why = if unreachable {
            EndedWhy::Declined
        } else {
            EndedWhy::Lapsed
        };
        assert_eq!(ended.ended_why, Some(why));
        let before = world.dump().await;
        clock::tick(&world.app.db, &world.app.means).await.unwrap();
        assert_eq!(
            before,
            world.dump().await,
            "doing it twice changes nothing more"
        );
    }
}

#[tokio::test]
async fn r16_a_second_name_that_is_not_needed_leaves_no_trace_and_the_nominator_is_told() {
    let gone = "We have deleted the second name you gave.";
    for end in ["recorded", "undo", "give up", "delete it", "stop", "erase"] {
        let world = World::new().await;
        let maria = agreed_starter(&world).await;
        with_second(&world, &maria, SAM, AMINA).await;
        let held = reserve::find(&world.app.db.read, world.person("Maria Lopez").await.id)
            .await
            .unwrap();
        let address = held.unwrap().address.unwrap();
        let hex = crate::support::hex(&address);
        let there = world
            .dump()
            .await
            .iter()
            .any(|l| l.to_uppercase().contains(&hex));
        assert!(there, "what is looked for can be found");
        if end != "undo" {
            world.pass(Duration::minutes(6));
        }
        match end {
            "recorded" => {
                let sam = world.token_of("Sam Khan").await;
                says_yes(&world, &sam, "Maria", "Email", "").await;
                let chat = conversations(&world).await[0].id;
                let at = format!("/p/{maria}/chat/{chat}/write");
                let page = world.open(&at).await;
                let page = page.form().tick("We talked, but Sam wants nothing kept");
                page.press(&world, "Continue").await;
            }
            "undo" => {
                world.home(&maria).await.form().press(&world, "Undo").await;
            }
            "give up" => {
                world
                    .post(&format!("/p/{maria}/somebody-else"), "give_up=yes")
                    .await;
            }
            "delete it" => {
                let page = world.home(&maria).await;
                page.form().press(&world, "Delete the second name").await;
            }
            "stop" => {
                world.post(&format!("/p/{maria}/stop"), "stop=stop").await;
            }
            _ => {
                world.deletes_everything(&maria).await;
            }
        }
        no_trace(&world, &["Amina", "amina@example.org"], &[address]).await;
        assert!(
            mails(&world, MailKind::ReserveAsked).await.is_empty(),
            "{end}"
        );
        if end != "erase" {
            assert!(world.home(&maria).await.says(gone), "{end}");
            world.pass(Duration::days(31));
            assert!(!world.home(&maria).await.says(gone), "not for ever");
        }
        // Nobody is asked later either.
        clock::tick(&world.app.db, &world.app.means).await.unwrap();
        let people = participant::Entity::find()
            .all(&world.app.db.read)
            .await
            .unwrap();
        assert_eq!(people.len(), 2, "{end}");
    }
}

#[tokio::test]
async fn r34_a_second_name_that_may_not_be_asked_looks_like_any_other() {
    let mut seen = Vec::new();
    for kind in ["new", "here", "suppressed"] {
        let world = World::new().await;
        let maria = agreed_starter(&world).await;
        world.add_starter("Tunde Bello", "tunde@example.org").await;
        let email = match kind {
            "here" => "tunde@example.org",
            _ => "amina@example.org",
        };
        if kind == "suppressed" {
            world.suppress(email).await;
        }
        with_second(
            &world,
            &maria,
            ("Sam Khan", "sam@example.org"),
            ("Amina Yusuf", email),
        )
        .await;
        world.pass(Duration::minutes(6));
        no(&world, &world.token_of("Sam Khan").await).await;
        let page = lasting(&world.home(&maria).await).replace(&maria, "");
        let told = mails(&world, MailKind::ReserveAsked).await;
        seen.push((page, told[0].subject.clone(), told[0].text.clone()));
        let invited = mails(&world, MailKind::Invite)
            .await
            .iter()
            .filter(|m| m.sent_at.is_none() && !m.subject.is_empty())
            .count();
        assert_eq!(invited > 0, kind == "new", "{kind}");
        // Two days on it ends like any other no.
        if kind != "new" {
            world.pass(Duration::days(3));
            clock::tick(&world.app.db, &world.app.means).await.unwrap();
            assert_eq!(world.home(&maria).await.h1(), "Who will you talk to next?");
        }
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}

#[tokio::test]
async fn r07_a_second_name_that_is_not_right_comes_back_with_what_was_typed() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;
    let page = with_second_only(&world, &maria, "Sam@Example.org").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.attribute("#problem a", "href"), ["#second_email"]);
    assert_eq!(
        page.attribute("#second_email", "value"),
        ["Sam@Example.org"]
    );
    assert_eq!(page.find("details[open]").len(), 1);
    let page = with_second_only(&world, &maria, "maria@example.org").await;
    assert!(page.says("This is your own email."));
    let half = "way=email&name=Sam+Khan&email=sam@example.org&asked=yes&second_name=Amina";
    let page = world.post(&format!("/p/{maria}/next"), half).await;
    assert_eq!(
        page.attribute("#problem a", "href"),
        ["#second_email", "#second_asked"]
    );
    assert!(conversations(&world).await.is_empty());
}

async fn with_second_only(world: &World, maria: &str, email: &str) -> Answer {
    let page = world.home(maria).await;
    page.form()
        .fill("Their full name", "Sam Khan")
        .fill("Their email", "sam@example.org")
        .tick(ASKED)
        .fill("The second person’s full name", "Amina Yusuf")
        .fill("The second person’s email", email)
        .tick(SECOND_ASKED)
        .press(world, "Continue")
        .await
}

#[tokio::test]
async fn a_second_name_waits_while_the_chain_is_on_a_break() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;
    with_second(&world, &maria, SAM, AMINA).await;
    world.pass(Duration::minutes(6));
    let pause =
        |sql: &'static str| async { world.app.db.write.execute_unprepared(sql).await.unwrap() };
    pause("UPDATE chain SET paused_at = made_at").await;
    no(&world, &world.token_of("Sam Khan").await).await;
    clock::tick(&world.app.db, &world.app.means).await.unwrap();
    assert_eq!(conversations(&world).await.len(), 1);
    assert_eq!(world.home(&maria).await.h1(), "The chain is taking a break");
    pause("UPDATE chain SET paused_at = NULL").await;
    clock::tick(&world.app.db, &world.app.means).await.unwrap();
    assert_eq!(
        world.home(&maria).await.h1(),
        "Your invitation to Amina goes out in 5 minutes"
    );
    // A chain that closes ends the turn: the name goes.
    let tunde = world.add_starter("Tunde Bello", "tunde@example.org").await;
    says_yes(&world, &tunde, "Kettlegate House", "Email", "").await;
    with_second(
        &world,
        &tunde,
        ("Li Wei", "li@example.org"),
        ("Kofi Mensah", "kofi@example.org"),
    )
    .await;
    world.pass(Duration::minutes(6));
    pause("UPDATE chain SET closed_at = made_at").await;
    let li = world.person("Li Wei").await;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let face = daisychain::chain::find_face(&txn, world.face.chain.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        daisychain::conversation::answer::decline(&txn, &world.app.means, &face, &li, false)
            .await
            .unwrap(),
        Outcome::Done
    );
    txn.commit().await.unwrap();
    no_trace(&world, &["Kofi"], &[]).await;
}

#[tokio::test]
async fn the_second_name_can_be_asked_at_once_when_the_first_message_came_back() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;
    with_second(&world, &maria, SAM, AMINA).await;
    world.pass(Duration::minutes(6));
    // Not while nothing came back.
    world
        .post(&format!("/p/{maria}/ask-second"), "press=yes")
        .await;
    assert_eq!(conversations(&world).await.len(), 1);
    world.bounce("Sam Khan").await;
    let page = world.home(&maria).await;
    let page = page.form().press(&world, "Ask the second person now").await;
    assert_eq!(page.h1(), "Your invitation to Amina goes out in 5 minutes");
    no_trace(&world, &["Sam Khan", "sam@example.org"], &[]).await;
}
