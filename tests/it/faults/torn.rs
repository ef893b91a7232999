//! What is left of a database whose newest file was cut anywhere, as by a power cut (RELIABILITY S3).

use std::fs;

use daisychain::db;
use daisychain::sources::Sources;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sea_orm::{ConnectionTrait, Statement};

use super::{TestDb, number, report};

const WRITES: i64 = 120;

async fn ask(db: &db::Db, sql: &str) -> String {
    let ask = Statement::from_string(db.write.get_database_backend(), sql);
    let row = db.write.query_one_raw(ask).await.unwrap().unwrap();
    row.try_get_by_index::<String>(0).unwrap()
}

/// Every acknowledged write is one commit of two rows; whatever is cut off, what is left is the first so many of them.
#[tokio::test]
async fn s03_a_database_cut_off_anywhere_opens_and_holds_a_whole_beginning() {
    let test = TestDb::with_sources(Sources::system()).await;
    if !db::is_sqlite(&test.db) {
        let why = "PostgreSQL writes its own log; its cluster is not cut here".to_owned();
        report("s03", &[("not run", why)]);
        return;
    }
    // The tests' own database does without, to be quick; the product's does not.
    let product = db::connect(&test.url).await.unwrap();
    let synchronous = "SELECT synchronous || '' FROM pragma_synchronous";
    assert_eq!(
        ask(&product, synchronous).await,
        "2",
        "FULL: a commit is on the disk before it is acknowledged"
    );
    let folder = test.folder.path();
    let file = test.url.strip_prefix("sqlite://").unwrap();
    let file = folder.join(file.split('?').next().unwrap());
    let wal = file.with_extension("db-wal");
    let make = "CREATE TABLE twin (n INTEGER NOT NULL, half TEXT NOT NULL)";
    test.db.write.execute_unprepared(make).await.unwrap();
    let fold = "PRAGMA wal_checkpoint(TRUNCATE)";
    test.db.write.execute_unprepared(fold).await.unwrap();
    for n in 0..WRITES {
        let txn = db::begin_write(&test.db).await.unwrap();
        for half in ["left", "right"] {
            let room = "x".repeat(usize::try_from(n % 7).unwrap() * 300);
            let add = format!("INSERT INTO twin VALUES ({n}, '{half}{room}')");
            txn.execute_unprepared(&add).await.unwrap();
        }
        txn.commit().await.unwrap();
    }
    let (whole, log) = (fs::read(&file).unwrap(), fs::read(&wal).unwrap());
    let seed = number("FAULT_SEED", u64::from(test.sources.bytes::<1>()[0]));
    let mut chance = StdRng::seed_from_u64(seed);
    let cuts = number("FAULT_CUTS", 200);
    let mut kept = Vec::new();
    for cut in 0..cuts {
        // All of it and nothing of it are among them.
        let at = match cut {
            0 => 0,
            1 => log.len(),
            _ => chance.random_range(0..log.len()),
        };
        let here = tempfile::tempdir().unwrap();
        let copy = here.path().join("t.db");
        fs::write(&copy, &whole).unwrap();
        fs::write(copy.with_extension("db-wal"), &log[..at]).unwrap();
        let url = format!("sqlite://{}?mode=rw", copy.display());
        let db = db::connect(&url).await.unwrap();
        assert_eq!(
            ask(&db, "PRAGMA integrity_check").await,
            "ok",
            "cut at {at}"
        );
        let found = ask(
            &db,
            "SELECT COUNT(*) || ' ' || COUNT(DISTINCT n) || ' ' || COALESCE(MAX(n) + 1, 0) FROM twin",
        )
        .await;
        let parts: Vec<i64> = found.split(' ').map(|part| part.parse().unwrap()).collect();
        let [rows, pairs, first] = parts[..] else {
            panic!("{found}")
        };
        assert_eq!((rows, pairs), (2 * first, first), "cut at {at}: {found}");
        if at == log.len() {
            assert_eq!(first, WRITES, "nothing that was acknowledged is missing");
        }
        kept.push(first);
        db.read.close().await.unwrap();
        db.write.close().await.unwrap();
    }
    kept.sort_unstable();
    report(
        "s03",
        &[
            ("cuts", cuts.to_string()),
            ("opened", kept.len().to_string()),
            ("writes kept, fewest", kept[0].to_string()),
            ("most", kept[kept.len() - 1].to_string()),
        ],
    );
}
