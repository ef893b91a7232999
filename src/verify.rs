//! `daisychain verify`: reads the invariants I1 to I7 (docs/ARCHITECTURE.md) back from the tables of a live database.
//!
//! The database refuses most violations itself; this tells when one came past it: by a hand in the tables, a damaged file,
//! or a mistake of ours. Every question is asked of one moment, in a transaction that can only read. The answers are ids,
//! never names. The tests ask the same questions after every step of their random people.

use std::fmt;

use sea_orm::{
    AccessMode, ConnectionTrait, DbBackend, DbErr, FromQueryResult, IsolationLevel, Statement,
    TransactionTrait,
};
use serde::Serialize;
use uuid::Uuid;

use crate::backup;
use crate::db::Db;
use crate::insight::evidence::SHOWN;

/// How many ids the printed report names of each violation.
const NAMED: usize = 20;

/// One question: which rows break this invariant?
struct Question {
    invariant: &'static str,
    /// What is wrong with the rows it finds.
    what: &'static str,
    sql: &'static str,
}

const QUESTIONS: &[Question] = &[
    Question {
        invariant: "I1",
        what: "people who are partner in two live chats",
        sql: "SELECT partner AS id FROM conversation WHERE ended_at IS NULL GROUP BY partner HAVING COUNT(*) > 1",
    },
    Question {
        invariant: "I1",
        what: "people who wait for a partner though they have one, left, or never said yes",
        sql: "SELECT p.id FROM participant p WHERE p.waiting_since IS NOT NULL AND (p.agreed_at IS NULL \
              OR p.stopped_at IS NOT NULL OR p.erased_at IS NOT NULL \
              OR EXISTS (SELECT 1 FROM conversation c WHERE c.partner = p.id AND c.ended_at IS NULL))",
    },
    Question {
        invariant: "I2",
        what: "showings of contact details to somebody who is not the one that talks, or of no chat",
        sql: "SELECT r.id FROM reveal r LEFT JOIN conversation c ON c.id = r.conversation WHERE c.id IS NULL \
              OR (r.by_kind = 'initiator' AND r.by_id <> c.initiator) \
              OR (r.by_kind = 'organiser' AND NOT EXISTS (SELECT 1 FROM organiser o WHERE o.id = r.by_id))",
    },
    Question {
        invariant: "I2",
        what: "chats whose details were used before anybody said yes",
        sql: "SELECT id FROM conversation WHERE contacted_at IS NOT NULL AND agreed_at IS NULL",
    },
    Question {
        invariant: "I3",
        what: "people whose branch or depth does not follow from who asked them",
        sql: "SELECT p.id FROM participant p LEFT JOIN participant a ON a.id = p.parent WHERE CASE \
              WHEN p.parent IS NOT NULL THEN a.id IS NULL OR a.chain <> p.chain OR a.branch IS NULL OR p.branch IS NULL \
               OR a.branch <> p.branch OR p.depth IS NULL OR p.depth <> a.depth + 1 \
              WHEN p.branch IS NOT NULL THEN p.branch <> p.id OR p.depth IS NULL OR p.depth <> 0 \
              ELSE p.depth IS NOT NULL OR p.depth_above IS NOT NULL END",
    },
    Question {
        invariant: "I3",
        what: "chats of somebody without a place in the tree, or of two chains",
        sql: "SELECT c.id FROM conversation c LEFT JOIN participant a ON a.id = c.initiator \
              LEFT JOIN participant b ON b.id = c.partner WHERE a.branch IS NULL OR b.branch IS NULL \
              OR a.chain <> c.chain OR b.chain <> c.chain OR c.initiator = c.partner",
    },
    Question {
        invariant: "I3",
        what: "people who stand under somebody other than who asked them last",
        sql: "SELECT p.id FROM participant p JOIN conversation c ON c.partner = p.id \
              WHERE (p.parent IS NULL OR p.parent <> c.initiator) \
              AND NOT EXISTS (SELECT 1 FROM conversation d WHERE d.partner = p.id AND d.id > c.id)",
    },
    Question {
        invariant: "I4",
        what: "points that may be quoted though they were not checked",
        sql: "SELECT id FROM insight WHERE quote IN ('no_name', 'first_name') AND checked_at IS NULL",
    },
    Question {
        invariant: "I4",
        what: "points that are shown though their chat was not checked, or whoever said them was deleted",
        sql: "SELECT i.id FROM insight i JOIN conversation c ON c.id = i.conversation JOIN participant s \
              ON s.id = CASE WHEN i.by_initiator THEN c.initiator ELSE c.partner END \
              WHERE {SHOWN} AND (s.erased_at IS NOT NULL OR (NOT i.by_initiator AND c.checked_at IS NULL))",
    },
    Question {
        invariant: "I5",
        what: "invitations without the chat that asked for them, or to a chat that was taken back",
        sql: "SELECT o.id FROM outbox o LEFT JOIN conversation c ON c.id = o.conversation WHERE o.kind = 'invite' \
              AND (c.id IS NULL OR (c.ended_why = 'undone' AND o.cancelled_at IS NULL AND o.sent_at IS NULL \
              AND o.failed_at IS NULL AND o.expired_at IS NULL))",
    },
    Question {
        invariant: "I5",
        what: "chats by e-mail that asked for no message",
        sql: "SELECT c.id FROM conversation c JOIN participant p ON p.id = c.partner WHERE c.way = 'email' \
              AND c.ended_at IS NULL AND p.email IS NOT NULL \
              AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.conversation = c.id OR o.participant = p.id)",
    },
    Question {
        invariant: "I5",
        what: "messages that one change asked for twice",
        sql: "SELECT id FROM outbox WHERE idempotency_key IN \
              (SELECT idempotency_key FROM outbox GROUP BY idempotency_key HAVING COUNT(*) > 1)",
    },
    Question {
        invariant: "I5",
        what: "messages that were sent twice though the first was not in doubt",
        sql: "SELECT o.id FROM outbox o WHERE o.in_doubt_at IS NULL \
              AND (SELECT COUNT(*) FROM attempt a WHERE a.outbox = o.id AND a.phase = 'sent') > 1",
    },
    Question {
        invariant: "I6",
        what: "people with two chats to write down at a time",
        sql: "SELECT initiator AS id FROM conversation WHERE ended_at IS NULL AND recorded_at IS NULL \
              GROUP BY initiator HAVING COUNT(*) > 1",
    },
    Question {
        invariant: "I6",
        what: "people with more chats than turns",
        sql: "SELECT initiator AS id FROM conversation WHERE ended_at IS NULL GROUP BY initiator \
              HAVING COUNT(*) > 3 OR COUNT(*) > COUNT(DISTINCT turn)",
    },
    Question {
        invariant: "I7",
        what: "deleted people of whom a name or a detail is left, or who are not in the ledger",
        sql: "SELECT p.id FROM participant p WHERE p.erased_at IS NOT NULL AND (p.name IS NOT NULL OR p.email IS NOT NULL \
              OR p.phone IS NOT NULL OR p.prefs IS NOT NULL \
              OR NOT EXISTS (SELECT 1 FROM erasure_ledger l WHERE l.object_id = p.id))",
    },
    Question {
        invariant: "I7",
        what: "deleted people who have a live link, or a chat that is still open",
        sql: "SELECT p.id FROM participant p WHERE p.erased_at IS NOT NULL \
              AND (EXISTS (SELECT 1 FROM link l WHERE l.participant = p.id AND l.revoked_at IS NULL) \
              OR EXISTS (SELECT 1 FROM conversation c WHERE c.partner = p.id AND c.ended_at IS NULL AND c.recorded_at IS NULL))",
    },
    Question {
        invariant: "I7",
        what: "points of deleted people that still have words",
        sql: "SELECT i.id FROM insight i JOIN conversation c ON c.id = i.conversation JOIN participant s \
              ON s.id = CASE WHEN i.by_initiator THEN c.initiator ELSE c.partner END WHERE s.erased_at IS NOT NULL \
              AND (i.text <> '' OR i.public_text IS NOT NULL \
              OR EXISTS (SELECT 1 FROM insight_version v WHERE v.insight = i.id AND v.text <> ''))",
    },
    Question {
        invariant: "I7",
        what: "messages that still hold somebody who was deleted",
        sql: "SELECT o.id FROM outbox o JOIN participant p ON p.id = o.participant WHERE p.erased_at IS NOT NULL \
              AND (o.recipient IS NOT NULL OR o.text <> '')",
    },
    Question {
        invariant: "I7",
        what: "names given for a next person that are over and were not emptied",
        sql: "SELECT n.id FROM nomination n JOIN participant p ON p.id = n.initiator \
              WHERE (n.used_at IS NOT NULL OR n.dropped_at IS NOT NULL OR p.erased_at IS NOT NULL) \
              AND (n.name IS NOT NULL OR n.address IS NOT NULL OR n.note IS NOT NULL)",
    },
];

/// What a question found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    pub invariant: &'static str,
    pub what: &'static str,
    pub count: usize,
    pub ids: Vec<Uuid>,
}

/// What is wrong with a database, and what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    pub holds: bool,
    /// What the database says of its own file; SQLite only.
    pub faults: Vec<String>,
    /// One for each question, also those that found nothing.
    pub answers: Vec<Answer>,
}

impl Report {
    /// Lists the questions that found something.
    pub fn broken(&self) -> impl Iterator<Item = &Answer> {
        self.answers.iter().filter(|answer| answer.count > 0)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.faults {
            writeln!(f, "BROKEN file: {fault}")?;
        }
        for answer in &self.answers {
            let Answer {
                invariant,
                what,
                count,
                ids,
            } = answer;
            if *count == 0 {
                writeln!(f, "ok     {invariant} no {what}")?;
                continue;
            }
            writeln!(f, "BROKEN {invariant} {count} {what}")?;
            for id in ids.iter().take(NAMED) {
                writeln!(f, "         {id}")?;
            }
            if *count > NAMED {
                writeln!(f, "         and {} more (--json lists all)", count - NAMED)?;
            }
        }
        f.write_str(if self.holds {
            "all invariants hold"
        } else {
            "keep this database as it is, make a copy of it, and ask for help before anything is changed by hand"
        })
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
}

/// Asks every question of one moment of the database. Changes nothing.
pub async fn run(db: &Db) -> Result<Report, DbErr> {
    let backend = db.read.get_database_backend();
    let txn = if backend == DbBackend::Sqlite {
        db.read.begin().await?
    } else {
        let one_moment = Some(IsolationLevel::RepeatableRead);
        let read_only = Some(AccessMode::ReadOnly);
        db.read.begin_with_config(one_moment, read_only).await?
    };
    let answers = ask(&txn).await?;
    let faults = if backend == DbBackend::Sqlite {
        backup::list_faults(&txn).await?
    } else {
        Vec::new()
    };
    txn.commit().await?;
    Ok(Report {
        holds: faults.is_empty() && answers.iter().all(|answer| answer.count == 0),
        faults,
        answers,
    })
}

/// Asks every question and says what each found.
pub async fn ask(conn: &impl ConnectionTrait) -> Result<Vec<Answer>, DbErr> {
    let mut answers = Vec::with_capacity(QUESTIONS.len());
    for question in QUESTIONS {
        let sql = question.sql.replace("{SHOWN}", SHOWN);
        let rows = Row::find_by_statement(Statement::from_string(conn.get_database_backend(), sql))
            .all(conn)
            .await?;
        let mut ids: Vec<Uuid> = rows.into_iter().map(|row| row.id).collect();
        ids.sort_unstable();
        ids.dedup();
        answers.push(Answer {
            invariant: question.invariant,
            what: question.what,
            count: ids.len(),
            ids,
        });
    }
    Ok(answers)
}
