//! The first step: everything from the host to the published plan, and the outbox.
//!
//! The constraints carry the invariants I1 to I7 of docs/ARCHITECTURE.md as far as SQL can; the names of the
//! indexes and checks say which one they hold.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Step;

const TABLES: &str = include_str!("m0001_the_chain.sql");

/// The audit log takes new rows and gives none back.
const APPEND_ONLY_SQLITE: [&str; 2] = [
    "CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
];
const APPEND_ONLY_POSTGRES: [&str; 2] = [
    "CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$",
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit \
     FOR EACH ROW EXECUTE FUNCTION audit_refuses()",
];

/// Newest first, so that a table falls before what it points to.
const DROP_ORDER: [&str; 30] = [
    "erasure_ledger",
    "plan_version",
    "action_evidence",
    "action",
    "coding",
    "theme",
    "worker_lease",
    "attempt",
    "outbox",
    "suppression",
    "consent",
    "insight_version",
    "insight",
    "submission",
    "draft",
    "reveal",
    "conversation",
    "nomination",
    "link",
    "participant",
    "prompt_text",
    "prompt",
    "chain_language",
    "audit",
    "session",
    "sign_in",
    "membership",
    "chain",
    "host",
    "organiser",
];

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::ddl(manager, TABLES).await?;
        let triggers = match manager.get_database_backend() {
            DbBackend::Sqlite => APPEND_ONLY_SQLITE,
            _ => APPEND_ONLY_POSTGRES,
        };
        for trigger in triggers {
            manager.get_connection().execute_unprepared(trigger).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in DROP_ORDER {
            manager
                .drop_table(Table::drop().table(Alias::new(table)).to_owned())
                .await?;
        }
        if manager.get_database_backend() != DbBackend::Sqlite {
            manager
                .get_connection()
                .execute_unprepared("DROP FUNCTION audit_refuses()")
                .await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
