//! The ninth step: photos on news, letters with news, words that went after publishing, and being asked again.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Step;

const TABLES: &str = include_str!("m0009_news_back.sql");

/// Newest first, so that a table falls before what it points to.
const UNDO: &str = "DROP TABLE ask_later;
DROP TABLE words_gone;
DROP TABLE news_letter;
DROP TABLE photo;
ALTER TABLE news DROP COLUMN photo_height;
ALTER TABLE news DROP COLUMN photo_width;
ALTER TABLE news DROP COLUMN photo_alt;
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
