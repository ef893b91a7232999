//! The fourth step: what sorting leaves behind, where themes came from, samples sorted blind, what was said once,
//! and who was heard.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

const TABLES: &str = include_str!("m0004_evidence.sql");

/// Newest first, so that a table falls before what it points to.
const UNDO: &str = "DROP INDEX theme_parts;
DROP INDEX theme_merged;
DROP INDEX coding_of_insight;
DROP TABLE reach_answer;
DROP TABLE reach_band;
DROP TABLE reach_question;
DROP TABLE kept_once;
DROP TABLE group_passed;
DROP TABLE blind_answer;
DROP TABLE blind_point;
DROP TABLE blind_sample;
DROP TABLE theme_event;
DROP TABLE sort_step;
ALTER TABLE theme DROP COLUMN split_from;
ALTER TABLE insight DROP COLUMN hidden;
ALTER TABLE organiser DROP COLUMN number_keys;
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
