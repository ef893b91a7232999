//! The sixteenth step: how each day's backup went, sending that waits, and what the erasure ledger is read from.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

const TABLES: &str = include_str!("m0016_backups.sql");

const UNDO: &str = "DROP INDEX erasure_ledger_at;
DROP INDEX suppression_made;
DROP INDEX insight_not_quoted;
DROP INDEX insight_withdrawn;
DROP INDEX insight_struck;
DROP INDEX participant_stopped;
DROP TABLE mail_pause;
DROP TABLE backup_run;
";

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::ddl(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::ddl(manager, UNDO).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
