//! The charity or group behind one or more chains, and how to reach it.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "host")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub slug: String,
    pub time_zone: String,
    pub language: String,
    pub contact: shared::Contact,
    pub safeguarding: Option<Uuid>,
    pub made_at: DateTimeUtc,
    /// When an organiser looked at the first invitations and let them go.
    pub released_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
