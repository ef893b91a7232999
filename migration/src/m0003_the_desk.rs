//! The third step: reminders and pauses, notes about people, templates organisers save, sheets on their way in.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

const TABLES: &str = include_str!("m0003_the_desk.sql");

/// Newest first, so that a table falls before what it points to.
const UNDO: &str = "DROP INDEX outbox_kind;
DROP INDEX audit_of_object;
ALTER TABLE membership DROP COLUMN morning;
DROP TABLE sheet;
DROP TABLE saved_template;
DROP TABLE note;
DROP TABLE step_clock;
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
