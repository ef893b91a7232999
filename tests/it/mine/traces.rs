//! Looking changes nothing, what was taken back is not sent, and nothing is left of who did nothing.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use chrono::Duration;
use daisychain::conversation::clock;
use daisychain::mail::MailKind;
use entity::{insight, outbox};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::support::{asks, me, pages, post};
use crate::journeys::{agreed_starter, choose, conversations, invited, mails, recorded};
use crate::resident_support::World;
use crate::support::hex;

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
    world.renew_link(id).await;
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
        hashed.clone().count() > 0,
        "the hash is found as it is stored"
    );
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
    let mut opened = 0;
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
                    opened += usize::from(round == 0 && answer.status.is_success());
                }
            }
        }
    }
    assert!(opened > 100, "only {opened} pages were there");
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
        let mut opened = 0;
        for page in pages(token, &chat) {
            let answer = world.open(&page).await;
            for secret in theirs {
                assert!(!answer.text.contains(secret), "{secret} on {page}");
            }
            opened += usize::from(answer.status.is_success());
        }
        assert!(opened > 20, "only {opened} pages were there");
    }
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
