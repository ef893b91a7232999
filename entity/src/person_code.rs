//! What the code of a `sign_in` row without organiser is for: one person's one sensitive act.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub participant: Uuid,
    pub act: shared::CodeAct,
}

impl ActiveModelBehavior for ActiveModel {}
