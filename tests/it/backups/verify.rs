//! `daisychain verify` sees every violation, each made by raw SQL past the database's own constraints.

use daisychain::conversation::nominate::{Named, nominate};
use daisychain::{db, verify};
use entity::outbox;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};
use uuid::Uuid;

use super::support::Source;

const AT: &str = "'2026-10-05 09:30:00+00:00'";

/// Ann talked with Cleo, who checked; Bob asked Dan, who has not answered. Ids by name.
struct Scene {
    source: Source,
    ids: Vec<(&'static str, Uuid)>,
}

impl Scene {
    async fn new() -> Self {
        let source = Source::new().await;
        let world = &source.world;
        let ann = world.starter("Ann").await;
        let bob = world.starter("Bob").await;
        let (cleo, chat) = source.checked_chat(&ann, "Cleo").await;
        let points = world.points(&chat).await;
        let txn = world.begin().await;
        let named = Named {
            name: "Dan",
            email: "dan@example.org",
            language: "en",
            asked_wording: "I have asked them",
        };
        let asked = nominate(&txn, &source.app.means, &world.face, &bob, named)
            .await
            .unwrap()
            .unwrap();
        txn.commit().await.unwrap();
        let message = outbox::Entity::find()
            .filter(outbox::Column::Conversation.eq(asked.id))
            .filter(outbox::Column::Kind.eq("invite"))
            .one(&source.app.db.read)
            .await
            .unwrap()
            .unwrap();
        let new = |_| source.app.means.id();
        let ids = vec![
            ("ann", ann.id),
            ("bob", bob.id),
            ("cleo", cleo.id),
            ("dan", asked.partner),
            ("chat", chat.id),
            ("asked", asked.id),
            ("quoted", points[0].id),
            ("other", points[1].id),
            ("message", message.id),
            ("chain", world.face.chain.id),
            ("new", new(0)),
            ("newer", new(1)),
        ];
        Self { source, ids }
    }

    fn id(&self, name: &str) -> Uuid {
        self.ids.iter().find(|(n, _)| *n == name).unwrap().1
    }

    /// Changes the tables past their constraints.
    async fn force(&self, sql: &str) {
        let db = &self.source.app.db;
        let sqlite = db::is_sqlite(db);
        let mut sql = sql.replace("{at}", AT);
        for (name, id) in &self.ids {
            let literal = if sqlite {
                format!("x'{}'", id.simple())
            } else {
                format!("'{id}'")
            };
            sql = sql.replace(&format!("{{{name}}}"), &literal);
        }
        if sqlite {
            let off = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON";
            db.write.execute_unprepared(off).await.unwrap();
        }
        let txn = db::begin_write(db).await.unwrap();
        let run = async |sql: &str| txn.execute_unprepared(sql).await.unwrap();
        for index in [
            "i1_one_live_contact",
            "i6_one_live_outgoing",
            "i6_one_a_turn",
        ] {
            run(&format!("DROP INDEX {index}")).await;
        }
        if sqlite {
            // A unique column's own index cannot be dropped: the table is laid anew without any.
            run("CREATE TABLE copy AS SELECT * FROM outbox").await;
            run("DROP TABLE outbox").await;
            run("ALTER TABLE copy RENAME TO outbox").await;
            run("CREATE UNIQUE INDEX outbox_id ON outbox (id)").await;
        } else {
            run("SET LOCAL session_replication_role = replica").await;
            run("ALTER TABLE outbox DROP CONSTRAINT outbox_idempotency_key_key").await;
            for table in ["participant", "conversation", "insight", "nomination"] {
                let named = format!(
                    "SELECT conname::text AS name FROM pg_constraint WHERE contype = 'c' AND conrelid = '{table}'::regclass"
                );
                let named = Statement::from_string(txn.get_database_backend(), named);
                for row in txn.query_all_raw(named).await.unwrap() {
                    let name: String = row.try_get("", "name").unwrap();
                    run(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}")).await;
                }
            }
        }
        for statement in sql.split("; ") {
            run(statement).await;
        }
        txn.commit().await.unwrap();
    }
}

/// What is done to the tables, what the report then says, and of which row.
const BREAKAGES: &[(&str, &str, &str, &str)] = &[
    (
        "I1",
        "two live chats",
        "cleo",
        "UPDATE conversation SET partner = {cleo} WHERE id = {asked}",
    ),
    (
        "I1",
        "wait for a partner",
        "cleo",
        "UPDATE participant SET waiting_since = {at} WHERE id = {cleo}",
    ),
    (
        "I2",
        "showings",
        "new",
        "INSERT INTO reveal (id, conversation, by_kind, by_id, at) VALUES ({new}, {chat}, 'initiator', {bob}, {at})",
    ),
    (
        "I2",
        "before anybody said yes",
        "asked",
        "UPDATE conversation SET contacted_at = {at} WHERE id = {asked}",
    ),
    (
        "I3",
        "branch or depth",
        "cleo",
        "UPDATE participant SET depth = 7, depth_above = 6 WHERE id = {cleo}",
    ),
    (
        "I3",
        "without a place",
        "asked",
        "UPDATE conversation SET initiator = partner WHERE id = {asked}",
    ),
    (
        "I3",
        "asked them last",
        "cleo",
        "UPDATE participant SET parent = {bob}, branch = {bob} WHERE id = {cleo}",
    ),
    (
        "I4",
        "not checked",
        "other",
        "UPDATE insight SET quote = 'first_name', checked_at = NULL WHERE id = {other}",
    ),
    (
        "I4",
        "are shown though",
        "quoted",
        "UPDATE conversation SET checked_at = NULL WHERE id = {chat}",
    ),
    (
        "I5",
        "invitations without",
        "message",
        "UPDATE outbox SET conversation = NULL WHERE id = {message}",
    ),
    (
        "I5",
        "asked for no message",
        "asked",
        "DELETE FROM outbox WHERE conversation = {asked} OR participant = {dan}",
    ),
    (
        "I5",
        "asked for twice",
        "message",
        "UPDATE outbox SET idempotency_key = 'the same'",
    ),
    (
        "I5",
        "sent twice",
        "message",
        "INSERT INTO attempt (id, outbox, at, phase) VALUES ({new}, {message}, {at}, 'sent'), \
         ({newer}, {message}, {at}, 'sent')",
    ),
    (
        "I6",
        "at a time",
        "bob",
        "UPDATE conversation SET initiator = {bob}, recorded_at = NULL, checked_at = NULL WHERE id = {chat}",
    ),
    (
        "I6",
        "than turns",
        "bob",
        "UPDATE conversation SET initiator = {bob} WHERE id = {chat}",
    ),
    (
        "I7",
        "a name or a detail",
        "cleo",
        "UPDATE participant SET erased_at = {at} WHERE id = {cleo}",
    ),
    (
        "I7",
        "a live link",
        "cleo",
        "UPDATE participant SET erased_at = {at} WHERE id = {cleo}",
    ),
    (
        "I7",
        "still have words",
        "quoted",
        "UPDATE participant SET erased_at = {at} WHERE id = {cleo}",
    ),
    (
        "I7",
        "still hold somebody",
        "message",
        "UPDATE participant SET erased_at = {at} WHERE id = {dan}",
    ),
    (
        "I7",
        "next person",
        "new",
        "INSERT INTO nomination (id, chain, initiator, turn, rank, way, name, language, made_at, used_at) \
         VALUES ({new}, {chain}, {ann}, 2, 2, 'email', 'Zoe', 'en', {at}, {at})",
    ),
];

#[tokio::test]
async fn every_broken_invariant_is_reported_with_its_rows() {
    let whole = Scene::new().await;
    let report = verify::run(&whole.source.app.db).await.unwrap();
    assert!(report.holds, "{report}");
    assert_eq!(
        report.answers.len(),
        BREAKAGES.len(),
        "a question nobody breaks"
    );
    for (n, (invariant, what, row, sql)) in BREAKAGES.iter().enumerate() {
        let scene = Box::pin(Scene::new()).await;
        scene.force(sql).await;
        let report = verify::run(&scene.source.app.db).await.unwrap();
        assert!(!report.holds, "not seen: {sql}");
        let answer = &report.answers[n];
        assert_eq!(answer.invariant, *invariant, "{what}");
        assert!(answer.what.contains(what), "{} is not {what}", answer.what);
        assert!(answer.ids.contains(&scene.id(row)), "{what}: {report}");
        let said = report.to_string();
        assert!(said.contains("BROKEN"), "{said}");
        for name in ["Cleo", "Ann", "Dan", "Zoe"] {
            assert!(!said.contains(name), "{name} is named: {said}");
        }
    }
}

#[tokio::test]
async fn a_row_that_points_nowhere_is_reported_on_sqlite() {
    let scene = Scene::new().await;
    if !db::is_sqlite(&scene.source.app.db) {
        return;
    }
    scene
        .force("UPDATE link SET participant = {new} WHERE participant = {cleo}")
        .await;
    let report = verify::run(&scene.source.app.db).await.unwrap();
    assert!(!report.holds);
    assert!(
        report
            .faults
            .iter()
            .any(|fault| fault.contains("link points into participant")),
        "{:?}",
        report.faults
    );
}
