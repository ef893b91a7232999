//! What people had deleted, taken back or stopped after a backup stays so when it is restored.

use std::fs;

use daisychain::backup::ledger::{self, What};
use daisychain::conversation::check::Verdict;
use daisychain::conversation::{answer, check};
use daisychain::organiser::audit::By;
use daisychain::{conversation, db, erasure, people, verify};
use entity::shared::Quote;
use entity::{insight, participant, suppression};
use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

use super::support::{Place, Source, mailer};

async fn erase(source: &Source, id: Uuid) {
    let txn = source.world.begin().await;
    let person = people::find(&txn, id).await.unwrap().unwrap();
    let (means, face) = (&source.app.means, &source.world.face);
    answer::leave_conversations(&txn, means, face, &person)
        .await
        .unwrap();
    erasure::forget(&txn, means, id).await.unwrap();
    txn.commit().await.unwrap();
}

#[tokio::test]
async fn whoever_was_erased_after_the_backup_stays_erased() {
    let source = Source::new().await;
    let ann = source.world.starter("Ann").await;
    let (cleo, chat) = source.checked_chat(&ann, "Cleo").await;
    let (dora, _) = source.checked_chat(&cleo, "Dora").await;
    source.back_up("one.backup").await.unwrap();
    source.minutes_later();
    erase(&source, cleo.id).await;
    assert!(source.follow().await > 0);

    let place = Place::empty(&source).await;
    let restored = place.restore(&source, "one.backup").await.unwrap();
    assert_eq!(restored.replayed.people, 1);
    let db = place.open().await;
    let report = verify::run(&db).await.unwrap();
    assert!(report.holds, "{report}");
    let find = |id| people::find(&db.read, id);
    let gone = find(cleo.id).await.unwrap().unwrap();
    assert!(gone.erased_at.is_some() && gone.name.is_none() && gone.email.is_none());
    assert_eq!(
        find(dora.id).await.unwrap(),
        Some(dora),
        "somebody else went, too"
    );
    let points = conversation::record::list_points(&db.read, chat.id)
        .await
        .unwrap();
    assert!(points.iter().all(|point| point.text.is_empty()));
}

#[tokio::test]
async fn the_words_of_the_erased_are_in_no_byte_of_the_restored_database() {
    let source = Source::new().await;
    if !db::is_sqlite(&source.app.db) {
        return;
    }
    let ann = source.world.starter("Ann").await;
    let (cleo, _) = source.checked_chat(&ann, "Zebedee").await;
    // What is still on its way to Ann may name them; it is emptied when it has arrived.
    source.app.means.sources.advance(chrono::Duration::hours(1));
    assert!(mailer(&source.app).0.drain().await.unwrap().sent > 0);
    source.back_up("one.backup").await.unwrap();
    erase(&source, cleo.id).await;
    source.follow().await;
    let place = Place::empty(&source).await;
    place.restore(&source, "one.backup").await.unwrap();
    let file = db::sqlite_file(&place.settings.database_url).unwrap();
    let has = |path: &std::path::Path, word: &str| {
        let bytes = fs::read(path).unwrap();
        bytes
            .windows(word.len())
            .any(|part| part == word.as_bytes())
    };
    for word in ["Zebedee", "A bench in the sun", "Cook together"] {
        assert!(
            has(&source.file("one.backup"), word),
            "{word} was never there"
        );
        assert!(!has(file, word), "{word} is still there");
    }
}

#[tokio::test]
async fn words_and_permissions_taken_back_after_the_backup_do_not_come_back() {
    let source = Source::new().await;
    let ann = source.world.starter("Ann").await;
    let (_, chat) = source.checked_chat(&ann, "Cleo").await;
    let (eve, kept) = source.checked_chat(&ann, "Eve").await;
    source.back_up("one.backup").await.unwrap();
    source.minutes_later();
    // Cleo no longer wants to be quoted, and takes the second point out; Eve leaves all as it is.
    let answers = [
        (Verdict::Keep, Quote::None),
        (Verdict::TakeOut, Quote::None),
    ];
    source.world.check(&chat, &answers).await;
    source.follow().await;

    let place = Place::empty(&source).await;
    let restored = place.restore(&source, "one.backup").await.unwrap();
    assert_eq!(restored.replayed.points, 2);
    let db = place.open().await;
    let points = conversation::record::list_points(&db.read, chat.id)
        .await
        .unwrap();
    let [quoted, out] = points.as_slice() else {
        panic!("two points");
    };
    assert!(!check::may_be_shown(quoted) && check::counts(quoted));
    assert!(!check::counts(out));
    let points = conversation::record::list_points(&db.read, kept.id)
        .await
        .unwrap();
    assert!(check::may_be_shown(&points[0]));
    assert!(
        people::find(&db.read, eve.id)
            .await
            .unwrap()
            .unwrap()
            .erased_at
            .is_none()
    );
}

#[tokio::test]
async fn a_permission_given_again_before_the_backup_stands() {
    let source = Source::new().await;
    let ann = source.world.starter("Ann").await;
    let (_, chat) = source.checked_chat(&ann, "Cleo").await;
    source.minutes_later();
    source
        .world
        .check(&chat, &[(Verdict::Keep, Quote::None)])
        .await;
    source.follow().await;
    source.minutes_later();
    source
        .world
        .check(&chat, &[(Verdict::Keep, Quote::FirstName)])
        .await;
    source.back_up("one.backup").await.unwrap();
    let place = Place::empty(&source).await;
    let restored = place.restore(&source, "one.backup").await.unwrap();
    assert!(!restored.replayed.is_any(), "{}", restored.replayed);
    // Nor does the start of a living server undo it.
    let app = &source.app;
    let settled = ledger::settle(&app.settings, &app.db, &app.means)
        .await
        .unwrap();
    assert!(!settled.is_any(), "{settled}");
    let point = &source.world.points(&chat).await[0];
    assert!(check::may_be_shown(point));
}

#[tokio::test]
async fn whoever_stopped_or_asked_never_to_be_written_to_is_left_alone() {
    let source = Source::new().await;
    let (ann, bob) = (
        source.world.starter("Ann").await,
        source.world.starter("Bob").await,
    );
    source.back_up("one.backup").await.unwrap();
    source.minutes_later();
    let (means, face) = (&source.app.means, &source.world.face);
    let txn = source.world.begin().await;
    let _ = answer::stop(&txn, means, face, &ann).await.unwrap();
    answer::suppress(&txn, means, &bob).await.unwrap();
    txn.commit().await.unwrap();
    source.follow().await;

    let place = Place::empty(&source).await;
    let restored = place.restore(&source, "one.backup").await.unwrap();
    assert_eq!((restored.replayed.stopped, restored.replayed.never), (1, 1));
    let db = place.open().await;
    let ann = people::find(&db.read, ann.id).await.unwrap().unwrap();
    assert!(ann.stopped_at.is_some());
    assert_eq!(
        suppression::Entity::find().count(&db.read).await.unwrap(),
        1
    );
}

#[tokio::test]
async fn whoever_came_back_is_not_stopped_by_a_restart() {
    let source = Source::new().await;
    let ann = source.world.starter("Ann").await;
    let (means, face) = (&source.app.means, &source.world.face);
    let txn = source.world.begin().await;
    let _ = answer::stop(&txn, means, face, &ann).await.unwrap();
    txn.commit().await.unwrap();
    source.follow().await;
    let txn = source.world.begin().await;
    assert!(people::clear_stopped(&txn, means, ann.id).await.unwrap());
    txn.commit().await.unwrap();
    let app = &source.app;
    ledger::settle(&app.settings, &app.db, means).await.unwrap();
    assert!(source.world.person(ann.id).await.stopped_at.is_none());
}

#[tokio::test]
async fn a_server_that_opens_an_older_database_deletes_first_what_was_deleted() {
    let source = Source::new().await;
    let ann = source.world.starter("Ann").await;
    let (cleo, chat) = source.checked_chat(&ann, "Cleo").await;
    source.back_up("one.backup").await.unwrap();
    let nowhere = source.file("no.log").display().to_string();
    assert!(!source.ledger().exists());
    let secret = super::support::secret();
    let more = ["--secret-key", &secret, "--erasure-ledger", &nowhere];
    let place = Place::with(&source, &more).await;
    let restored = place.restore(&source, "one.backup").await.unwrap();
    assert!(restored.ledgers.is_empty());
    assert!(restored.to_string().contains("no erasure ledger"));

    erase(&source, cleo.id).await;
    source.follow().await;
    fs::copy(source.ledger(), &nowhere).unwrap();
    let app = place.app().await;
    let settled = ledger::settle(&app.settings, &app.db, &app.means)
        .await
        .unwrap();
    assert_eq!(settled.people, 1);
    let gone = people::find(&app.db.read, cleo.id).await.unwrap().unwrap();
    assert!(gone.erased_at.is_some());
    let points: Vec<insight::Model> = conversation::record::list_points(&app.db.read, chat.id)
        .await
        .unwrap();
    assert!(points.iter().all(|point| point.text.is_empty()));
    let again = ledger::settle(&app.settings, &app.db, &app.means)
        .await
        .unwrap();
    assert!(!again.is_any(), "{again}");
}

#[tokio::test]
async fn the_ledger_holds_ids_and_no_name_and_outlives_a_torn_line() {
    let source = Source::new().await;
    let ann = source.world.starter("Ann").await;
    let (cleo, _) = source.checked_chat(&ann, "Cleo").await;
    erase(&source, cleo.id).await;
    source.follow().await;
    let path = source.ledger();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(&format!("person {}", cleo.id)));
    for word in ["Cleo", "Ann", "cleo", "bench"] {
        assert!(!text.contains(word), "{word} stands in it");
    }
    assert_eq!(source.follow().await, 0, "written twice");
    // The power went in the middle of a line.
    fs::write(&path, &text[..text.len() - 9]).unwrap();
    assert_eq!(source.follow().await, 1);
    let entries = ledger::read(&path).unwrap().unwrap();
    let person = entries.iter().find(|entry| entry.what == What::Person);
    assert_eq!(person.and_then(ledger::Entry::uuid), Some(cleo.id));
    let all = ledger::gather(&source.app.db.read, None).await.unwrap();
    assert!(all.iter().all(|entry| entries.contains(entry)));
}

#[tokio::test]
async fn taking_all_words_out_is_in_the_ledger_too() {
    let source = Source::new().await;
    let ann = source.world.starter("Ann").await;
    let (cleo, chat) = source.checked_chat(&ann, "Cleo").await;
    source.back_up("one.backup").await.unwrap();
    let txn = source.world.begin().await;
    let (means, face) = (&source.app.means, &source.world.face);
    let person: participant::Model = people::find(&txn, cleo.id).await.unwrap().unwrap();
    let by = By::Participant(cleo.id);
    let out = conversation::take_out::take_out(&txn, means, face, &person, by).await;
    assert_eq!(out.unwrap(), 2);
    txn.commit().await.unwrap();
    source.follow().await;
    let place = Place::empty(&source).await;
    place.restore(&source, "one.backup").await.unwrap();
    let db = place.open().await;
    let points = conversation::record::list_points(&db.read, chat.id)
        .await
        .unwrap();
    assert!(!points.is_empty() && !points.iter().any(check::counts));
}

#[tokio::test]
async fn a_ledger_that_lies_with_the_backup_counts_too() {
    let source = Source::new().await;
    let ann = source.world.starter("Ann").await;
    let (cleo, _) = source.checked_chat(&ann, "Cleo").await;
    source.back_up("one.backup").await.unwrap();
    erase(&source, cleo.id).await;
    source.follow().await;
    assert_eq!(source.ledger(), source.file("erased.log"));
    // The machine is lost with its own ledger; the folder of the backups is not.
    let nowhere = source.file("no.log").display().to_string();
    let secret = super::support::secret();
    let more = ["--secret-key", &secret, "--erasure-ledger", &nowhere];
    let place = Place::with(&source, &more).await;
    let restored = place.restore(&source, "one.backup").await.unwrap();
    assert_eq!(restored.ledgers, [source.ledger()]);
    assert_eq!(restored.replayed.people, 1);
}

#[tokio::test]
async fn the_ledger_follows_within_seconds_wherever_it_lies_and_once_more_at_the_end() {
    let source = Source::new().await;
    let dir = source.file("backups").display().to_string();
    let first = source.file("first.log").display().to_string();
    let more = ["--backup-dir", &dir, "--erasure-ledger", &first];
    let app = source.test.app(&more);
    let ann = source.world.starter("Ann").await;
    let (cleo, _) = source.checked_chat(&ann, "Cleo").await;
    let (tell, stop) = tokio::sync::watch::channel(false);
    let followed = {
        let app = app.clone();
        tokio::spawn(async move { ledger::run(&app.settings, &app.db, &app.means, stop).await })
    };
    erase(&source, cleo.id).await;
    tell.send(true).unwrap();
    followed.await.unwrap();
    let files = app.settings.ledger_files();
    assert_eq!(files.len(), 2);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(&format!("person {}", cleo.id)), "{text}");
    }
}
