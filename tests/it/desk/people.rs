//! The list of people is paged, searched and filtered in one pass, and shows contact details by a form only.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::conversation;
use daisychain::db;
use daisychain::desk::messages;
use daisychain::people::{self, NewStarter};
use entity::shared::{Door, Way};
use entity::{participant, reveal};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait};

use super::support::{Answer, World, texts, troubled};

#[tokio::test]
async fn contact_details_are_shown_by_a_form_only_and_that_is_logged() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let abe = w.choose(&ana, "Abe").await;
    let path = format!("/people/{}", abe.id);
    let page = w.get(&path).await;
    assert!(page.body.contains("Show how to reach"));
    assert!(!page.body.contains("abe@example.org"));
    let read = w.get(&format!("{path}/details")).await;
    assert!(read.status.is_client_error());
    assert_eq!(w.count_audit("details.shown").await, 0);
    let shown = w.post(&format!("{path}/details"), &[]).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains("abe@example.org"));
    assert_eq!(w.count_audit("details.shown").await, 1);
    let reveals = reveal::Entity::find().all(&w.app.db.read).await.unwrap();
    assert_eq!((reveals.len(), reveals[0].by_id), (1, w.owner));
    // The initiator has not seen anything: the link has not moved.
    let link = conversation::find_incoming(&w.app.db.read, abe.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(link.contacted_at, None);
    let happened = texts(&w.get(&path).await.body, ".timeline li").join("|");
    assert!(happened.contains("Asha saw how to reach Abe"), "{happened}");
    // A first person has no conversation; it is logged all the same.
    w.post(&format!("/people/{}/details", ana.id), &[]).await;
    assert_eq!(w.count_audit("details.shown").await, 2);
}

#[tokio::test]
async fn people_are_paged_searched_and_filtered() {
    let w = World::open().await;
    let txn = db::begin_write(&w.app.db).await.unwrap();
    for n in 0..119_u8 {
        let letters = [b'a' + n / 26, b'a' + n % 26].map(char::from);
        let new = NewStarter {
            name: format!("Person {}{}", letters[0], letters[1]),
            email: format!("p{n}@example.org"),
            language: "en".into(),
        };
        let added = people::add_starter(&txn, &w.app.means, &w.face, w.owner, new).await;
        added.unwrap().unwrap();
    }
    txn.commit().await.unwrap();
    w.agreed_starter("Zo\u{eb}").await;
    let rows = |page: &Answer| texts(&page.body, "tbody th");
    let first = w.get("/people").await;
    assert_eq!(rows(&first).len(), 50);
    assert_eq!(rows(&first)[0], "Person aa");
    assert!(first.body.contains("Page 1 of 3"));
    let last = w.get("/people?page=3").await;
    assert_eq!(rows(&last).len(), 20);
    assert_eq!(rows(&last)[19], "Zo\u{eb}");
    assert_eq!(rows(&w.get("/people?page=99").await), rows(&last));
    // The case of letters and their accents do not matter.
    assert_eq!(rows(&w.get("/people?name=ZO%C3%8B").await), ["Zo\u{eb}"]);
    assert_eq!(rows(&w.get("/people?name=zoe").await), ["Zo\u{eb}"]);
    let some = w.get("/people?name=person+a&state=first-asked").await;
    assert_eq!(rows(&some).len(), 26);
    assert!(some.body.contains("26 of 120 people"));
    assert_eq!(
        rows(&w.get("/people?state=first-agreed").await),
        ["Zo\u{eb}"]
    );
    let next = w.get("/people?name=person&page=2").await;
    assert!(
        next.body.contains("name=person&amp;page=3")
            || next.body.contains("name=person&#38;page=3")
    );
}

#[tokio::test]
async fn the_list_tells_where_each_link_stands() {
    let w = troubled().await;
    let page = w.get("/people").await.body;
    let rows = texts(&page, "tbody tr");
    let row = |name: &str| {
        rows.iter()
            .find(|row| row.starts_with(name))
            .cloned()
            .unwrap()
    };
    for (name, wanted) in [
        ("Abe", "Ana Ana invited"),
        ("Ben", "Bo Bo said yes"),
        ("Cat", "Cy Cy in touch"),
        ("Dan", "Dee Dee talked, to be checked"),
        ("Dee", "Host Dee first person, has talked on"),
        ("Eli", "Eve Eve said yes, chat ended"),
        ("Fay", "Host Fay first person, said yes"),
        ("Gus", "Host Gus first person, asked"),
        ("Hal", "Host Hal message came back"),
    ] {
        assert!(row(name).contains(wanted), "{}", row(name));
    }
    let dan = people::find_all(
        &w.app.db.read,
        messages::people_named(&w.app.db.read, &w.face, "dan")
            .await
            .unwrap(),
    )
    .await
    .unwrap();
    let dan = dan.values().next().unwrap().clone();
    w.check(&dan).await;
    let dot = w.choose(&dan, "Dot").await;
    w.agree(dot.id).await;
    assert!(w.get("/people?state=checked").await.body.contains("Dan"));
    w.record(&dot).await;
    assert_eq!(
        texts(&w.get("/people?state=passed-on").await.body, "tbody th"),
        ["Dan"]
    );
    let story = texts(
        &w.get(&format!("/people/{}", dan.id)).await.body,
        ".timeline li",
    );
    let at = |what: &str| {
        story
            .iter()
            .position(|e| e.starts_with(what))
            .unwrap_or_else(|| panic!("{what}: {story:#?}"))
    };
    assert!(at("Dee asked Dan") < at("Dan said yes"));
    assert!(at("Dan said yes") < at("Dee and Dan talked. Nothing was written down"));
    assert!(at("Dan checked what was written") < at("Dan chose Dot"));
    assert!(
        story
            .iter()
            .any(|e| e.starts_with("Message: Invitation") && e.contains("Goes out next"))
    );
}

#[tokio::test]
async fn five_thousand_people_are_listed_in_one_pass() {
    let w = World::open().await;
    let txn = db::begin_write(&w.app.db).await.unwrap();
    let (now, chain) = (w.app.means.now(), w.face.chain.id);
    let mut above: Option<participant::Model> = None;
    for n in 0..5_000 {
        let id = w.app.means.id();
        let parent = above.take().filter(|_| n % 50 != 0);
        let row = participant::ActiveModel {
            parent: Set(parent.as_ref().map(|p| p.id)),
            branch: Set(parent.as_ref().map_or(Some(id), |p| p.branch)),
            depth: Set(Some(
                parent.as_ref().and_then(|p| p.depth).map_or(0, |d| d + 1),
            )),
            depth_above: Set(parent.as_ref().and_then(|p| p.depth)),
            door: Set(if parent.is_some() {
                Door::Nominated
            } else {
                Door::Starter
            }),
            agreed_at: Set(Some(now)),
            ..people::new_row(&w.app.means, id, chain, "Person", "en")
        };
        let person = row.insert(&txn).await.unwrap();
        if let Some(parent) = parent {
            conversation_row(&w, &parent, &person)
                .insert(&txn)
                .await
                .unwrap();
        }
        above = Some(person);
    }
    txn.commit().await.unwrap();
    w.day(30);
    for path in [
        "",
        "/people",
        "/people?page=100",
        "/people?name=person&state=recorded",
    ] {
        let begun = std::time::Instant::now();
        let page = w.get(path).await;
        let took = begun.elapsed();
        println!("{path}: {took:?}, {} bytes", page.body.len());
        assert_eq!(page.status, StatusCode::OK);
        // Without optimisation and beside other tests; a query for each person would take far longer.
        assert!(took < std::time::Duration::from_secs(5), "{path}: {took:?}");
    }
    assert!(
        w.get("/people?page=100")
            .await
            .body
            .contains("Page 100 of 100")
    );
    // The hundred who ended their branch have not passed it on.
    assert_eq!(w.help().await.len(), 100);
}

fn conversation_row(
    w: &World,
    from: &participant::Model,
    to: &participant::Model,
) -> entity::conversation::ActiveModel {
    let now = w.app.means.now();
    entity::conversation::ActiveModel {
        id: Set(w.app.means.id()),
        chain: Set(from.chain),
        initiator: Set(from.id),
        partner: Set(to.id),
        nomination: Set(None),
        turn: Set(1),
        way: Set(Way::Email),
        invited_at: Set(now),
        expires_at: Set(now + Duration::days(21)),
        forget_at: Set(now + Duration::days(30)),
        agreed_at: Set(Some(now)),
        contacted_at: Set(Some(now)),
        recorded_at: Set(Some(now)),
        shown_at: Set(Some(now)),
        checked_at: Set(None),
        nothing_kept: Set(true),
        entered_by: Set(None),
        source: Set("web".into()),
        happened_on: Set(None),
        ended_at: Set(None),
        ended_why: Set(None),
    }
}
