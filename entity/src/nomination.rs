//! A name offered as the next person; using it makes the partner and the conversation.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "nomination")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub initiator: Uuid,
    pub turn: i32,
    pub rank: i32,
    pub way: shared::Way,
    pub name: Option<String>,
    pub address: Option<Vec<u8>>,
    pub language: String,
    pub note: Option<Vec<u8>>,
    pub asked_wording: Option<String>,
    pub made_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
    pub dropped_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
