//! Four ways to choose are offered, none is chosen before, and each has one effect.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::Duration;
use daisychain::conversation::{nominate, step};
use daisychain::desk::help::{self, Why};
use daisychain::desk::snapshot::Snapshot;
use daisychain::mail::MailKind;
use entity::shared::Way;

use super::support::{ASKED_SELF, BY_SELF, ORGANISER, POOL, nominations};
use crate::journeys::{agreed_starter, conversations, mails};
use crate::organisers::{as_organiser, signed_in};
use crate::resident_support::World;

#[tokio::test]
async fn r04_the_four_ways_are_offered_and_none_is_chosen_before() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;
    let page = world.home(&maria).await;
    assert_eq!(
        page.attribute("input[name=way]", "value"),
        ["email", "by_self", "pool", "organiser"]
    );
    assert!(
        page.attribute("input[type=radio][checked]", "value")
            .is_empty()
    );
    assert!(page.says("It could be someone older or younger than you"));
    let before = world.dump().await;
    let page = page
        .form()
        .fill("Their full name", "Sam Khan")
        .press(&world, "Continue")
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.find("#problem a"), ["Choose how we shall ask them"]);
    assert_eq!(page.attribute("#problem a", "href"), ["#way"]);
    assert_eq!(page.attribute("#name", "value"), ["Sam Khan"]);
    // By hand: the name and the tick are needed, an address is not.
    let page = page
        .form()
        .tick(BY_SELF)
        .fill("Their full name", "")
        .press(&world, "Continue")
        .await;
    assert_eq!(
        page.attribute("#problem a", "href"),
        ["#name", "#asked_self"]
    );
    assert_eq!(
        page.attribute("input[name=way][checked]", "value"),
        ["by_self"]
    );
    assert_eq!(before, world.dump().await);
}

#[tokio::test]
async fn r08_choosing_without_a_message_twice_has_one_effect() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;
    let page = world.home(&maria).await;
    let (to, body) = page
        .form()
        .tick(BY_SELF)
        .fill("Their full name", "Sam Khan")
        .tick(ASKED_SELF)
        .request("Continue");
    for _ in 0..3 {
        let answer = world.post(&to, &body).await;
        assert_eq!(answer.location, Some(format!("/p/{maria}")));
    }
    assert_eq!(conversations(&world).await.len(), 1);
    world
        .post(&format!("/p/{maria}/somebody-else"), "give_up=yes")
        .await;
    world.post(&to, &body).await;
    assert_eq!(
        conversations(&world).await.len(),
        1,
        "an old tab chooses nobody again"
    );
}

#[tokio::test]
async fn waiting_for_somebody_counts_as_busy_and_can_be_taken_back() {
    for (way, title, from) in [
        (POOL, "We are looking for someone for you", Way::Pool),
        (
            ORGANISER,
            "Kettlegate House is looking for someone for you",
            Way::Organiser,
        ),
    ] {
        let world = World::new().await;
        let maria = agreed_starter(&world).await;
        let page = world.home(&maria).await;
        let page = page.form().tick(way).press(&world, "Continue").await;
        assert_eq!(page.h1(), title);
        let row = nominations(&world).await.remove(0);
        assert_eq!((row.way, row.used_at, row.dropped_at), (from, None, None));
        assert_eq!(row.language, "en");
        let person = world.person("Maria Lopez").await;
        let read = &world.app.db.read;
        let turn = nominate::turn(read, &world.face, &person).await.unwrap();
        assert_eq!(turn, nominate::Turn::Busy);
        let at = step::step(read, &world.face, &person, &world.app.means)
            .await
            .unwrap();
        assert!(matches!(at, step::Step::WaitingForSomebody(_)));
        // No second choice beside it, from another tab or by an old form.
        let body = "way=by_self&name=Sam+Khan&asked_self=yes";
        world.post(&format!("/p/{maria}/next"), body).await;
        assert!(conversations(&world).await.is_empty());
        assert_eq!(nominations(&world).await.len(), 1);
        // A program that presses nothing changes nothing.
        let before = world.dump().await;
        assert!(!page.untouched_forms().is_empty());
        for (to, body) in page.untouched_forms() {
            world.post(&to, &body).await;
        }
        assert_eq!(before, world.dump().await);
        let page = page
            .form()
            .press(&world, "Choose somebody yourself instead")
            .await;
        assert_eq!(page.h1(), "Who will you talk to next?");
        assert!(nominations(&world).await[0].dropped_at.is_some());
        // Stopping ends the waiting too.
        let page = page.form().tick(way).press(&world, "Continue").await;
        assert_eq!(page.h1(), title);
        world.post(&format!("/p/{maria}/stop"), "stop=stop").await;
        assert!(
            nominations(&world)
                .await
                .iter()
                .all(|n| n.dropped_at.is_some())
        );
    }
}

#[tokio::test]
async fn an_organiser_finds_somebody_who_is_invited_as_if_the_person_had_chosen_them() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;
    let (by, cookie) = signed_in(&world).await;
    let page = world.home(&maria).await;
    page.form().tick(ORGANISER).press(&world, "Continue").await;
    world.pass(Duration::days(30));
    let read = &world.app.db.read;
    let snapshot = Snapshot::load(read, &world.face, world.app.means.now())
        .await
        .unwrap();
    let needing = help::list(read, &world.face, &snapshot).await.unwrap();
    let whys: Vec<Why> = needing.iter().map(|h| h.why).collect();
    assert_eq!(whys, [Why::AskedToFind], "and not that Maria is late");
    let waiting = nominations(&world).await.remove(0);
    let slug = &world.face.chain.slug;
    let here = format!("/desk/{slug}/find/{}", waiting.id);
    let page = as_organiser(&world, &cookie, &format!("/desk/{slug}"), None).await;
    assert_eq!(page.link("Find someone for Maria Lopez"), here);
    let page = as_organiser(&world, &cookie, &here, None).await;
    assert_eq!(page.find("h1 bdi"), ["Maria"]);
    let refused = as_organiser(
        &world,
        &cookie,
        &here,
        Some("name=Sam+Khan&email=maria@example.org&language=en&asked=yes"),
    )
    .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attribute("#name", "value"), ["Sam Khan"]);
    let body = "name=Sam+Khan&email=sam@example.org&language=ar&asked=yes";
    let sent = as_organiser(&world, &cookie, &here, Some(body)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let again = as_organiser(&world, &cookie, &here, Some(body)).await;
    assert_eq!(again.status, StatusCode::GONE);
    let sam = world.person("Sam Khan").await;
    assert_eq!(
        (sam.entered_by, sam.source.as_str(), sam.language.as_str()),
        (Some(by.id), "organiser", "ar")
    );
    assert_eq!(sam.parent, Some(world.person("Maria Lopez").await.id));
    assert_eq!(mails(&world, MailKind::Invite).await.len(), 1);
    assert_eq!(
        world.home(&maria).await.h1(),
        "Your invitation to Sam goes out in 5 minutes"
    );
    let snapshot = Snapshot::load(read, &world.face, world.app.means.now())
        .await
        .unwrap();
    assert!(
        help::list(read, &world.face, &snapshot)
            .await
            .unwrap()
            .is_empty()
    );
    let token = world.token_of("Sam Khan").await;
    let about = world.open(&format!("/p/{token}/about")).await;
    assert!(about.says("Kettlegate House wrote down your name and email"));
    // Not for who has no part in this chain.
    let stranger = world
        .send(Request::get(&here).body(Body::empty()).unwrap())
        .await;
    assert_eq!(stranger.status, StatusCode::SEE_OTHER);
    assert!(stranger.location.unwrap().starts_with("/sign-in?next="));
}

#[tokio::test]
async fn r09_the_page_before_sending_is_an_address_that_back_can_lead_to() {
    let world = World::new().await;
    let maria = agreed_starter(&world).await;
    let body = "way=email&name=Sam+Khan&email=sam%40example.org&language=en&asked=yes";
    let answer = world.post(&format!("/p/{maria}/next"), body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let address = answer.location.unwrap();
    for hidden in ["Sam", "sam%40", "example.org"] {
        assert!(!address.contains(hidden), "{address}");
    }
    let before = world.dump().await;
    let page = world.open(&address).await;
    assert_eq!(page.h1(), "Check the message to Sam");
    assert_eq!(world.dump().await, before);
    page.form().press(&world, "Send to Sam").await;
    // Back: it tells where things stand, and nothing is sent again.
    let page = world.open(&address).await;
    assert!(
        page.h1().starts_with("Your invitation to Sam"),
        "{}",
        page.h1()
    );
    assert_eq!(mails(&world, MailKind::Invite).await.len(), 1);
    // What somebody else typed opens for nobody else, nor does anything made up.
    world.home(&maria).await.form().press(&world, "Undo").await;
    let made_up = format!("/p/{maria}/next/check?typed=AQID");
    assert_eq!(world.open(&made_up).await.path, format!("/p/{maria}/next"));
}
