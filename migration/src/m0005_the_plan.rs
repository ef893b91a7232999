//! The fifth step: actions with steps, a cost and a history, news of them, and what residents vote.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

const TABLES: &str = include_str!("m0005_the_plan.sql");

/// Newest first, so that a table falls before what it points to.
const UNDO: &str = "DROP TABLE vote;
DROP TABLE card;
DROP TABLE round;
DROP TABLE news;
DROP TABLE action_change;
DROP TABLE action_step;
ALTER TABLE action DROP COLUMN removed_at;
ALTER TABLE action DROP COLUMN cost;
ALTER TABLE action DROP COLUMN edition;
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
