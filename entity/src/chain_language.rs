//! A chain's own words in one language.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chain_language")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub lang: String,
    pub name: String,
    pub topic: String,
    pub purpose: String,
    pub plan_title: String,
    pub plan_intro: String,
    /// Counts changes of the two, so that two editors notice each other.
    pub plan_edition: i32,
    /// Where to find help nearby, shown where somebody may be worried.
    pub help: String,
    /// What somebody under 18 is told; empty: the usual words.
    pub young: String,
}

impl ActiveModelBehavior for ActiveModel {}
