//! The tenth step: what the room said at a gathering, and the chain that goes on with what a plan left open.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

const TABLES: &str = include_str!("m0010_after.sql");

/// Newest first, so that a table falls before what it points to.
const UNDO: &str = "DROP TABLE chain_after;
DROP TABLE room_said;
DROP TABLE room;
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
