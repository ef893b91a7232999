//! Making a backup: whole, checked, readable by its owner only, and one moment of the database even under load.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use daisychain::backup::{self, BackupError, Manifest};
use daisychain::db;
use daisychain::organiser::audit::{self, By};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::support::{Place, Source};

const WRITERS: u128 = 8;

#[tokio::test]
async fn a_backup_says_what_it_is_and_only_its_owner_reads_it() {
    let source = Source::new().await;
    let ann = source.world.starter("Ann").await;
    source.checked_chat(&ann, "Cleo").await;
    let made = source.back_up("one.backup").await.unwrap();
    assert_eq!(
        (made.rows.people, made.rows.chats, made.rows.points),
        (2, 1, 2)
    );
    let file = source.file("one.backup");
    assert_eq!(Manifest::read(&file).unwrap(), made);
    for path in [&file, &Manifest::path(&file)] {
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
    let left: Vec<_> = std::fs::read_dir(source.test.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("unfinished"))
        .collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

#[tokio::test]
async fn neither_the_key_nor_a_link_nor_an_address_lies_in_a_backup() {
    let source = Source::new().await;
    let ann = source.world.starter("Ann").await;
    source.checked_chat(&ann, "Cleo").await;
    source.back_up("one.backup").await.unwrap();
    let file = source.file("one.backup");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes.extend(std::fs::read(Manifest::path(&file)).unwrap());
    let links = entity::link::Entity::find()
        .all(&source.app.db.read)
        .await
        .unwrap();
    assert!(!links.is_empty());
    let mut secrets: Vec<Vec<u8>> = links
        .iter()
        .map(|link| source.app.means.keys.link_token(link.id, link.generation))
        .map(String::into_bytes)
        .collect();
    secrets.extend([vec![42; 32], super::support::secret().into_bytes()]);
    secrets.extend(["ann@example.org", "cleo@example.org"].map(|a| a.as_bytes().to_vec()));
    for secret in secrets {
        let found = bytes.windows(secret.len()).any(|part| part == secret);
        assert!(!found, "{:?} lies in it", String::from_utf8_lossy(&secret));
    }
}

#[tokio::test]
async fn a_backup_of_the_same_name_is_not_replaced_unless_somebody_says_so() {
    let source = Source::new().await;
    let first = source.back_up("one.backup").await.unwrap();
    source.world.starter("Ann").await;
    let again = source.back_up("one.backup").await;
    assert!(matches!(again, Err(BackupError::Exists(_))), "{again:?}");
    let file = source.file("one.backup");
    assert_eq!(Manifest::read(&file).unwrap(), first);
    let app = &source.app;
    let (sources, keys) = (&app.means.sources, &app.means.keys);
    let forced = backup::make(&app.settings, &app.db, sources, keys, &file, true).await;
    assert_eq!(forced.unwrap().rows.people, 1);
    assert_eq!(Manifest::read(&file).unwrap().rows.people, 1);
}

/// Each writer keeps two rows a change, one after the other; its number stands in the id.
async fn write(source: &Source, writer: u128, told: &AtomicU64, stop: &AtomicBool) {
    let mut n = 0_u64;
    while !stop.load(Ordering::Relaxed) {
        n += 1;
        let txn = db::begin_write(&source.app.db).await.unwrap();
        for half in 0..2 {
            let object = Uuid::from_u128((writer << 96) | (u128::from(n) << 1) | half);
            let sources = &source.app.means.sources;
            audit::note(
                &txn,
                sources,
                By::System,
                "test.written",
                Some(object),
                None,
            )
            .await
            .unwrap();
        }
        txn.commit().await.unwrap();
        told.store(n, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_made_under_load_is_one_moment_of_the_database() {
    let source = Arc::new(Source::new().await);
    let stop = Arc::new(AtomicBool::new(false));
    let told: Arc<Vec<AtomicU64>> = Arc::new((0..WRITERS).map(|_| AtomicU64::new(0)).collect());
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (source, stop, told) = (source.clone(), stop.clone(), told.clone());
            let place = usize::try_from(writer).unwrap();
            tokio::spawn(async move { write(&source, writer + 1, &told[place], &stop).await })
        })
        .collect();
    while told.iter().any(|n| n.load(Ordering::SeqCst) < 5) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let before: Vec<u64> = told.iter().map(|n| n.load(Ordering::SeqCst)).collect();
    source.back_up("load.backup").await.unwrap();
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }
    let after: u64 = told.iter().map(|n| n.load(Ordering::SeqCst)).sum();

    let place = Place::empty(&source).await;
    place.restore(&source, "load.backup").await.unwrap();
    let db = place.open().await;
    let mut kept: Vec<Uuid> = entity::audit::Entity::find()
        .select_only()
        .column(entity::audit::Column::ObjectId)
        .filter(entity::audit::Column::Act.eq("test.written"))
        .into_tuple()
        .all(&db.read)
        .await
        .unwrap();
    kept.sort();
    let mut total = 0;
    for (writer, told) in (1..=WRITERS).zip(before) {
        let own: Vec<u128> = kept
            .iter()
            .map(Uuid::as_u128)
            .filter(|id| id >> 96 == writer)
            .map(|id| id & ((1 << 96) - 1))
            .collect();
        let whole: Vec<u128> = (2..).take(own.len()).collect();
        assert_eq!(own, whole, "writer {writer}: a gap");
        assert_eq!(own.len() % 2, 0, "writer {writer}: half a change");
        let changes = u64::try_from(own.len() / 2).unwrap();
        assert!(changes >= told, "writer {writer}: {changes} of {told}");
        total += changes;
    }
    assert!(total <= after, "more than was ever written");
}
