//! Notes and calls: sealed, for the organisers of the chain and for the person, and gone when the person is.

use axum::http::StatusCode;
use daisychain::conversation::held;
use daisychain::{db, erasure};
use entity::note;
use entity::shared::Role;
use sea_orm::EntityTrait;

use super::support::{Stalled, filled, hidden};
use crate::desk::support::{nonce_of, texts};
use crate::resident_support;

const SECRET: &str = "Canary in the note about the hospital";

#[tokio::test]
async fn a_note_is_sealed_read_by_organisers_and_removed_by_who_wrote_it() {
    let s = Stalled::new().await;
    let (_, bea) = s.colleague().await;
    let here = format!("/people/{}", s.ben.id);
    let empty = s.w.post(&format!("{here}/notes"), &[("note", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nonce = nonce_of(&s.w.get(&here).await.body);
    for _ in 0..2 {
        let fields = [("note", SECRET), ("nonce", nonce.as_str())];
        let done = s.w.post(&format!("{here}/notes"), &fields).await;
        assert!(s.w.follow(&done).await.body.contains("The note is saved"));
    }
    let rows = note::Entity::find().all(&s.w.app.db.read).await.unwrap();
    assert_eq!(rows.len(), 1);
    let sealed = rows[0].text.clone().unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains("Canary"));
    let page = s.w.send(&bea, &here, None).await;
    assert!(
        page.body.contains(SECRET) && page.body.contains("<bdi>Asha</bdi>,"),
        "{}",
        page.body
    );
    let remove = format!("{here}/notes/{}/remove", rows[0].id);
    assert!(
        !page.body.contains("/remove"),
        "only who wrote it is offered this"
    );
    s.w.send(&bea, &remove, Some(&[])).await;
    assert_eq!(s.w.count_audit("note.removed").await, 0);
    assert!(s.w.get(&here).await.body.contains(SECRET));
    assert!(s.w.get(&here).await.body.contains(&remove));
    s.w.post(&remove, &[]).await;
    assert!(!s.w.get(&here).await.body.contains(SECRET));
    let rows = note::Entity::find().all(&s.w.app.db.read).await.unwrap();
    assert!(rows.is_empty(), "gone, not hidden");
    assert_eq!(s.w.count_audit("note.added").await, 1);
    assert_eq!(s.w.count_audit("note.removed").await, 1);
}

#[tokio::test]
async fn notes_and_next_steps_are_for_organisers_alone() {
    let s = Stalled::new().await;
    let (ana, ben) = (s.ana.id, s.ben.id);
    let pages = [
        format!("/people/{ben}"),
        format!("/people/{ben}/remind"),
        format!("/people/{ana}/call"),
        format!("/people/{ben}/rest"),
        format!("/people/{ben}/step-in"),
        format!("/people/{ana}/join"),
        format!("/people/{ben}/close"),
        format!("/people/{ben}/reserve"),
        format!("/people/{ben}/end-link"),
        format!("/people/{ben}/address"),
        "/rescue".to_owned(),
    ];
    let posts = [
        "notes", "remind", "call", "rest", "go-on", "step-in", "join", "close", "reserve",
        "end-link", "address",
    ];
    for role in [Role::Coder, Role::Reader] {
        let cookie = s.w.with_role(role).await;
        for page in &pages {
            let got = s.w.send(&cookie, page, None).await;
            assert_eq!(got.status, StatusCode::FORBIDDEN, "{role:?} {page}");
        }
        for post in posts {
            let path = format!("/people/{ben}/{post}");
            let got = s.w.send(&cookie, &path, Some(&[])).await;
            assert_eq!(got.status, StatusCode::FORBIDDEN, "{role:?} {path}");
        }
        for path in ["/rescue", "/rescue/send", "/rescue/done/x"] {
            let got = s.w.send(&cookie, path, Some(&[])).await;
            assert_eq!(got.status, StatusCode::FORBIDDEN, "{role:?} {path}");
        }
        // The list itself is there for who sorts points, without a way to people.
        if role == Role::Coder {
            let list = s.w.send(&cookie, "", None).await;
            assert!(list.body.contains("has not been in touch yet"));
            assert!(!list.body.contains("/remind") && !list.body.contains("/rescue"));
        }
    }
}

#[tokio::test]
async fn a_person_learns_that_there_are_notes_and_reads_them_in_their_copy() {
    let world = resident_support::World::new().await;
    let asha = crate::organisers::Browser::asha(&world).await;
    let token = world.add_starter("Sam Khan", "sam@example.org").await;
    let sam = world.person("Sam Khan").await;
    let here = format!("/people/{}/notes", sam.id);
    let body = format!("note={}", SECRET.replace(' ', "+"));
    asha.submit(&asha.path(&here), body).await;
    let page = world.open(&format!("/p/{token}/me")).await;
    assert!(page.says("What organisers noted"), "{}", page.main());
    assert!(
        page.says("Asha wrote a note about you on"),
        "{}",
        page.main()
    );
    assert!(
        !page.text.contains("Canary"),
        "the words take a code: links are forwarded"
    );
    let (means, read) = (&world.app.means, &world.app.db.read);
    let held = held::gather(read, means, &world.face, &sam).await.unwrap();
    assert_eq!(held.notes[0].text, SECRET);
    // The copy an organiser makes for who has no e-mail holds the words.
    let copy = asha
        .submit(
            &asha.path(&format!("/people/{}/copy", sam.id)),
            String::new(),
        )
        .await;
    assert!(copy.text.contains(SECRET), "{}", copy.text);
    // Forgotten with the person, in every table.
    let txn = db::begin_write(&world.app.db).await.unwrap();
    erasure::forget(&txn, means, sam.id).await.unwrap();
    txn.commit().await.unwrap();
    assert!(note::Entity::find().all(read).await.unwrap().is_empty());
    let dump = world.dump().await.join("\n");
    assert!(
        !dump.contains("Canary") && !dump.contains("Sam Khan"),
        "{dump}"
    );
}

#[tokio::test]
async fn a_call_is_logged_rests_the_link_and_ticks_off_the_list_of_calls() {
    let s = Stalled::new().await;
    let path = format!("/people/{}/call", s.ana.id);
    let page = s.w.get(&format!("{path}?about={}", s.ben.id)).await;
    assert!(
        page.body.contains("has not been in touch yet"),
        "{}",
        page.body
    );
    let fields = hidden(&page, "/call");
    let unsaid = s.w.post(&path, &filled(&fields, &[])).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let early = filled(&fields, &[("went", "talked"), ("again", "2026-09-12")]);
    let early = s.w.post(&path, &early).await;
    assert_eq!(
        early.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a day that is over"
    );
    let good = filled(
        &fields,
        &[
            ("went", "talked"),
            ("note", SECRET),
            ("again", "2026-09-20"),
        ],
    );
    for _ in 0..2 {
        let done = s.w.post(&path, &good).await;
        assert!(s.w.follow(&done).await.body.contains("The call is noted"));
    }
    assert_eq!(s.w.count_audit("call.logged").await, 1);
    let open = s.open(s.ben.id).await.unwrap();
    let until = open.paused_until.unwrap();
    assert_eq!(
        until.to_rfc3339(),
        "2026-09-20T08:00:00+00:00",
        "nine by the host's clock"
    );
    let list = s.w.get("").await;
    assert!(!list.body.contains("has not been in touch yet"));
    assert!(list.body.contains("1 is resting"), "{}", list.body);
    let happened = s.w.get(&format!("/people/{}", s.ana.id)).await;
    let told = texts(&happened.body, ".timeline li").join(" ");
    assert!(
        told.contains("Asha talked with Ana Costa on the phone"),
        "{told}"
    );
    assert!(happened.body.contains(SECRET));
}

#[tokio::test]
async fn a_note_that_is_being_written_stays_when_the_details_are_shown() {
    let s = Stalled::new().await;
    let path = format!("/people/{}", s.ben.id);
    let page = s.w.get(&path).await;
    let button = "form=\"note-form\" formaction=";
    assert!(page.body.contains(button), "{}", page.body);
    let details = format!("{path}/details");
    let shown = s.w.post(&details, &[("note", "Likes a call")]).await;
    assert!(shown.body.contains("mailto:"), "{}", shown.body);
    assert_eq!(texts(&shown.body, "textarea").join(""), "Likes a call");
}

#[tokio::test]
async fn the_address_that_is_held_can_be_seen_and_nothing_typed_is_a_clear_mistake() {
    let s = Stalled::new().await;
    let path = format!("/people/{}/address", s.ana.id);
    let page = s.w.get(&path).await;
    let empty = s.w.post(&path, &[("asked", "yes")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        empty
            .body
            .contains("Write a new email address or a new phone number"),
        "{}",
        empty.body
    );
    let to_held = format!("{path}/held");
    let held = s.w.post(&to_held, &[("phone", "020 7946")]).await;
    let known = daisychain::people::details(&s.w.app.means, &s.ana)
        .unwrap()
        .email
        .unwrap();
    assert!(!page.body.contains(&known), "{}", page.body);
    assert!(
        held.body.contains(&known) && held.body.contains("020 7946"),
        "{}",
        held.body
    );
    assert_eq!(s.w.count_audit("details.shown").await, 1);
}
