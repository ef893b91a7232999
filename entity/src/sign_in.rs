//! One request for a sign-in code, bound to the browser that asked by a cookie.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organiser: Option<Uuid>,
    pub email_index: Vec<u8>,
    pub cookie_hash: Vec<u8>,
    pub code_hash: Vec<u8>,
    pub tries: i32,
    pub made_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
