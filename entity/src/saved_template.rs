//! A chain's words and rules that an organiser saved for others on the server to start from.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_template")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub about: String,
    /// In the format of `templates/chains/*.json`.
    pub body: Json,
    pub made_by: Uuid,
    pub host: Uuid,
    pub made_at: DateTimeUtc,
    pub removed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
