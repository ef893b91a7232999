//! The seventh step: who can help with an action, who looks after it, introductions, and what is not a match.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

const TABLES: &str = include_str!("m0007_hands.sql");

/// Newest first, so that a table falls before what it points to.
const UNDO: &str = "DROP TABLE no_match;
DROP TABLE introduction;
DROP TABLE action_owner;
DROP TABLE pledge;
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
