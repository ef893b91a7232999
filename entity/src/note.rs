//! What an organiser wrote down about a person, for the other organisers: a note, or how a call went.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "note")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub participant: Uuid,
    pub organiser: Uuid,
    pub kind: shared::NoteKind,
    /// Sealed.
    pub text: Option<Vec<u8>>,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
