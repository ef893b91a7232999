//! All sending waits: after a restore, or because the technician asked for it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_pause")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub since: DateTimeUtc,
    /// `restored` or `asked`.
    pub why: String,
}

impl ActiveModelBehavior for ActiveModel {}
