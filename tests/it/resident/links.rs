//! A personal link shows what it may to whom it may, changes nothing by being looked at, and says when it ended.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use chrono::Duration;
use daisychain::mail::MailKind;
use entity::shared::LinkKind;
use entity::{reveal, suppression};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::journeys::{agreed, agreed_starter, conversations, invited, mails, recorded};
use crate::resident_support::{Answer, World};

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
    world.renew_link(id).await;
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
        world.renew_link(id).await;
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
    assert_eq!(bodies, [""], "the one invitation holds no words any more");
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
