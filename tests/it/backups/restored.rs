//! Restoring: all that was acknowledged is there, nothing goes out, and what does not fit is refused untouched.

use std::fs;

use daisychain::backup::{self, BackupError, Manifest};
use daisychain::mail::pause;
use daisychain::{db, keys, verify};
use entity::{link, session};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::support::{Place, Source, mailer, other_secret, secret};
use crate::plan_world::World;

#[tokio::test]
async fn what_was_acknowledged_before_the_backup_is_there_after_a_restore() {
    let source = Source::new().await;
    let ann = source.world.starter("Ann").await;
    let (cleo, chat) = source.checked_chat(&ann, "Cleo").await;
    let made = source.back_up("one.backup").await.unwrap();
    let (late, _) = source.checked_chat(&cleo, "Late").await;

    let place = Place::empty(&source).await;
    let restored = place.restore(&source, "one.backup").await.unwrap();
    assert_eq!(restored.manifest, made);
    assert!(restored.aside.is_none());
    let db = place.open().await;
    let report = verify::run(&db).await.unwrap();
    assert!(report.holds, "{report}");
    let person = |id| daisychain::people::find(&db.read, id);
    assert_eq!(person(ann.id).await.unwrap(), Some(ann.clone()));
    assert_eq!(person(late.id).await.unwrap(), None);
    let points = daisychain::conversation::record::list_points(&db.read, chat.id);
    assert_eq!(points.await.unwrap(), source.world.points(&chat).await);
    // Her link still opens, and her address can be read.
    let links = link::Entity::find().filter(link::Column::Participant.eq(ann.id));
    let app = place.app().await;
    for row in links.all(&db.read).await.unwrap() {
        let token = app.means.keys.link_token(row.id, row.generation);
        assert_eq!(row.token_hash, keys::hash(&token));
    }
    let details = daisychain::people::details(&app.means, &ann).unwrap();
    assert_eq!(details.email.as_deref(), Some("ann@example.org"));
}

#[tokio::test]
async fn whoever_was_signed_in_signs_in_anew_and_the_desk_says_that_messages_wait() {
    let source = Source::new().await;
    source.back_up("one.backup").await.unwrap();
    let place = Place::empty(&source).await;
    place.restore(&source, "one.backup").await.unwrap();
    let app = place.app().await;
    let live = session::Entity::find().filter(session::Column::RevokedAt.is_null());
    assert_eq!(live.count(&app.db.read).await.unwrap(), 0);
    let txn = db::begin_write(&app.db).await.unwrap();
    session::Entity::update_many()
        .col_expr(
            session::Column::RevokedAt,
            sea_orm::sea_query::Expr::value(None::<chrono::DateTime<chrono::Utc>>),
        )
        .exec(&txn)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let mut world: World = source.world;
    world.app = app;
    let desk = world.get("/desk").await.body;
    assert!(desk.contains("No message goes out at the moment"), "{desk}");
    assert!(desk.contains("older copy"));
}

#[tokio::test]
async fn a_restored_server_sends_nothing_until_it_is_released() {
    let source = Source::new().await;
    source.world.starter("Ann").await;
    source.app.means.sources.advance(chrono::Duration::hours(1));
    source.back_up("one.backup").await.unwrap();
    for drop_older in [false, true] {
        let place = Place::empty(&source).await;
        let restored = place.restore(&source, "one.backup").await.unwrap();
        assert!(restored.waiting > 0);
        let app = place.app().await;
        let (mailer, memory) = mailer(&app);
        for _ in 0..3 {
            let drained = mailer.drain().await.unwrap();
            assert_eq!(drained.stopped.as_deref(), Some("restored"));
            assert!(memory.sent().is_empty());
        }
        let txn = db::begin_write(&app.db).await.unwrap();
        let dropped = pause::resume(&txn, &app.means.sources, drop_older).await;
        assert_eq!(
            dropped.unwrap(),
            Some(if drop_older { restored.waiting } else { 0 })
        );
        assert!(pause::find(&txn).await.unwrap().is_none());
        txn.commit().await.unwrap();
        let sent = u64::from(mailer.drain().await.unwrap().sent);
        assert_eq!(sent, if drop_older { 0 } else { restored.waiting });
    }
}

#[tokio::test]
async fn messages_that_grew_too_old_are_given_up_at_the_restore() {
    let source = Source::new().await;
    source.world.starter("Ann").await;
    source.back_up("one.backup").await.unwrap();
    source.app.means.sources.advance(chrono::Duration::days(60));
    let place = Place::empty(&source).await;
    let restored = place.restore(&source, "one.backup").await.unwrap();
    assert_eq!(restored.waiting, 0);
}

#[tokio::test]
async fn a_restore_with_another_key_is_refused_and_touches_nothing() {
    let source = Source::new().await;
    source.back_up("one.backup").await.unwrap();
    let other = other_secret();
    let place = Place::with(&source, &["--secret-key", &other]).await;
    let refused = place.restore(&source, "one.backup").await.unwrap_err();
    assert!(matches!(refused, BackupError::OtherKey { .. }), "{refused}");
    assert!(refused.to_string().contains("Nothing was changed"));
    let without = Place::with(&source, &[]).await;
    // On PostgreSQL the key file stands in ./data, which is nobody's business here.
    if !without.settings.has_key() {
        let refused = without.restore(&source, "one.backup").await.unwrap_err();
        assert!(matches!(refused, BackupError::NoKey { .. }), "{refused}");
        assert!(!without.settings.has_key(), "a key was made");
    }
    for place in [place, without] {
        assert_eq!(fs::read_dir(place.folder.path()).unwrap().count(), 0);
        assert!(place.open_empty().await);
    }
}

impl Place {
    /// Tells that there is no table here.
    async fn open_empty(&self) -> bool {
        fs::create_dir_all(self.folder.path().join("here")).unwrap();
        let db = self.open().await;
        entity::participant::Entity::find()
            .count(&db.read)
            .await
            .is_err()
    }
}

#[tokio::test]
async fn what_is_no_whole_backup_of_ours_is_refused() {
    let source = Source::new().await;
    source.back_up("one.backup").await.unwrap();
    let place = Place::empty(&source).await;
    let (file, manifest) = (
        source.file("one.backup"),
        Manifest::path(&source.file("one.backup")),
    );
    let good = fs::read_to_string(&manifest).unwrap();

    fs::remove_file(&manifest).unwrap();
    let refused = place.restore(&source, "one.backup").await.unwrap_err();
    assert!(matches!(refused, BackupError::NoManifest(_)), "{refused}");

    let newer = good.replace("\"m0", "\"m9");
    assert_ne!(newer, good);
    fs::write(&manifest, newer).unwrap();
    let refused = place.restore(&source, "one.backup").await.unwrap_err();
    assert!(matches!(refused, BackupError::Newer { .. }), "{refused}");

    fs::write(&manifest, &good).unwrap();
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, &bytes).unwrap();
    let refused = place.restore(&source, "one.backup").await.unwrap_err();
    assert!(matches!(refused, BackupError::Damaged(_)), "{refused}");

    bytes[middle] ^= 1;
    fs::write(&file, &bytes).unwrap();
    place.restore(&source, "one.backup").await.unwrap();
}

#[tokio::test]
async fn a_database_that_stands_there_is_kept_unless_it_is_moved_aside() {
    let source = Source::new().await;
    let ann = source.world.starter("Ann").await;
    source.back_up("one.backup").await.unwrap();
    let place = Place::empty(&source).await;
    place.restore(&source, "one.backup").await.unwrap();
    let bob = source.world.starter("Bob").await;
    source.back_up("two.backup").await.unwrap();
    let refused = place.restore(&source, "two.backup").await.unwrap_err();
    assert!(matches!(refused, BackupError::NotEmpty(_)), "{refused}");
    let (settings, sources) = (&place.settings, &place.sources);
    let file = source.file("two.backup");
    let replaced = backup::restore(settings, sources, &file, true)
        .await
        .unwrap();
    let db = place.open().await;
    let find = |id| daisychain::people::find(&db.read, id);
    assert!(find(ann.id).await.unwrap().is_some());
    assert!(find(bob.id).await.unwrap().is_some());
    let aside = replaced.aside.unwrap();
    if db::is_sqlite(&db) {
        let old = db::connect(&format!("sqlite://{aside}?mode=rw"))
            .await
            .unwrap();
        let find = |id| daisychain::people::find(&old.read, id);
        assert!(find(ann.id).await.unwrap().is_some());
        assert!(find(bob.id).await.unwrap().is_none());
    } else {
        assert!(aside.contains("before_restore_"), "{aside}");
    }
}

#[tokio::test]
async fn a_restore_that_broke_off_before_does_not_stand_in_the_way() {
    let source = Source::new().await;
    if !db::is_sqlite(&source.app.db) {
        return;
    }
    let ann = source.world.starter("Ann").await;
    source.back_up("one.backup").await.unwrap();
    let place = Place::empty(&source).await;
    let target = db::sqlite_file(&place.settings.database_url).unwrap();
    fs::create_dir_all(target.parent().unwrap()).unwrap();
    // Half of an earlier try, and what a deleted database left behind.
    for ending in [".restoring", ".restoring-wal", "-wal", "-shm"] {
        fs::write(format!("{}{ending}", target.display()), "half").unwrap();
    }
    place.restore(&source, "one.backup").await.unwrap();
    let db = place.open().await;
    let found = daisychain::people::find(&db.read, ann.id).await.unwrap();
    assert!(found.is_some());
    assert!(verify::run(&db).await.unwrap().holds);
}

#[tokio::test]
async fn nothing_is_restored_under_a_server_that_runs() {
    let source = Source::new().await;
    if !db::is_sqlite(&source.app.db) {
        return;
    }
    source.back_up("one.backup").await.unwrap();
    let place = Place::empty(&source).await;
    place.restore(&source, "one.backup").await.unwrap();
    let db = place.open().await;
    let lease = entity::worker_lease::ActiveModel {
        name: sea_orm::ActiveValue::Set("mail".to_owned()),
        owner: sea_orm::ActiveValue::Set(source.app.means.id()),
        until: sea_orm::ActiveValue::Set(source.app.means.now() + chrono::Duration::seconds(10)),
    };
    entity::worker_lease::Entity::insert(lease)
        .exec_without_returning(&db.write)
        .await
        .unwrap();
    let file = source.file("one.backup");
    let refused = backup::restore(&place.settings, &place.sources, &file, true).await;
    assert!(matches!(refused, Err(BackupError::InUse)), "{refused:?}");
}

#[test]
fn the_commands_do_it_from_outside() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let run = |database: &str, args: &[&str]| {
        let url = format!("sqlite://{}?mode=rwc", at(database));
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_daisychain"));
        command
            .args(["--database-url", &url, "--secret-key", &secret()])
            .args(["--mail-dir", &at("mail")])
            .args(args);
        let out = command.output().unwrap();
        let said = [out.stdout, out.stderr].concat();
        (out.status.success(), String::from_utf8(said).unwrap())
    };
    assert!(
        !run("one.db", &["backup", &at("one.backup")]).0,
        "of nothing"
    );
    assert!(!std::path::Path::new(&at("one.db")).exists());
    assert!(
        run(
            "one.db",
            &["organiser", "add", "bea@example.org", "--name", "Bea"]
        )
        .0
    );
    let (done, said) = run("one.db", &["backup", &at("one.backup")]);
    assert!(done && said.contains("not in it: the SECRET_KEY"), "{said}");
    let (done, said) = run("two.db", &["restore", &at("one.backup")]);
    assert!(done && said.contains("daisychain mail resume"), "{said}");
    let (done, said) = run("two.db", &["verify"]);
    assert!(done && said.contains("all invariants hold"), "{said}");
    let (done, said) = run("two.db", &["verify", "--json"]);
    assert!(done && said.contains("\"holds\": true"), "{said}");
    let (done, said) = run("two.db", &["mail", "status"]);
    assert!(done && said.contains("no message goes out"), "{said}");
    let (done, said) = run("two.db", &["mail", "resume"]);
    assert!(done && said.contains("messages go out"), "{said}");
}
