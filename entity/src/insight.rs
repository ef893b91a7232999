//! One thing said. `text` is the current wording; older ones are in `insight_version`.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "insight")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub conversation: Uuid,
    pub chain: Uuid,
    pub branch: Uuid,
    pub prompt: Uuid,
    pub position: i32,
    pub kind: shared::Kind,
    pub text: String,
    pub language: String,
    pub public_text: Option<String>,
    pub stance: Option<shared::Stance>,
    pub quote: Option<shared::Quote>,
    pub private: bool,
    pub made_at: DateTimeUtc,
    pub checked_at: Option<DateTimeUtc>,
    pub struck_at: Option<DateTimeUtc>,
    pub withdrawn_at: Option<DateTimeUtc>,
    /// Said by the initiator, who answered the question too; otherwise by the partner.
    pub by_initiator: bool,
    /// Names of others, struck out of `public_text`; whenever the wording changes it is made anew from them.
    pub hidden: Option<shared::Texts>,
}

impl ActiveModelBehavior for ActiveModel {}
