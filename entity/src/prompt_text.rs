//! A question's words in one language.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "prompt_text")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub prompt: Uuid,
    pub lang: String,
    pub text: String,
    pub hint: String,
}

impl ActiveModelBehavior for ActiveModel {}
