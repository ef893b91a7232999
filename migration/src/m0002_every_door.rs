//! The second step: every way to come in and to pass on, worries and reports, gatherings, replies, codes for a
//! person's own sensitive acts, and who of the two said a point.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

const TABLES: &str = include_str!("m0002_every_door.sql");

/// Newest first, so that a table falls before what it points to.
const UNDO: &str = "DROP INDEX nomination_open;
DROP INDEX participant_waiting;
ALTER TABLE participant DROP COLUMN told_at;
ALTER TABLE chain_language DROP COLUMN young;
ALTER TABLE chain_language DROP COLUMN help;
ALTER TABLE insight DROP COLUMN by_initiator;
DROP TABLE inbound;
DROP TABLE rsvp;
DROP TABLE gathering;
DROP TABLE report;
DROP TABLE worry;
DROP TABLE person_code;
DROP TABLE door_code;
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
