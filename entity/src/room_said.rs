//! What the room of a gathering said of one theme: dots or hands, and a note.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "room_said")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub gathering: Uuid,
    pub theme: Option<Uuid>,
    pub hands: Option<i32>,
    pub note: String,
    pub entered_by: Uuid,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
