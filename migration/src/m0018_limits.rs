//! The eighteenth step: how many messages may go out, and a new host's first invitations wait to be looked at.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

const COLUMNS: &str = include_str!("m0018_limits.sql");

const UNDO: &str = "DROP INDEX outbox_went;
DROP INDEX outbox_went_of_chain;
ALTER TABLE outbox DROP COLUMN recipient_domain;
ALTER TABLE host DROP COLUMN released_at;
";

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::ddl(manager, COLUMNS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::ddl(manager, UNDO).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
