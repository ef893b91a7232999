//! Residents weigh in without an account: rounds in which everyone who said yes can agree, pass or disagree with draft
//! actions, one card at a time, and with a budget share out money.
//!
//! A card keeps an action's words and cost as they stood when the round was opened, so that everyone votes on the same.
//! While a round is open nobody sees how it stands: not organisers either, only how many have voted. Each person has one
//! vote on a card and can change it until the round closes. Who is forgotten takes their votes along.

use entity::vote;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::web::Routes;

pub mod ballots;
mod desk;
mod invite;
mod opinions;
mod pages;
pub mod results;
pub mod rounds;
mod told;

/// A round has at least this many cards.
pub const CARDS_MIN: usize = 2;
/// It is open for so many days.
pub const DAYS: std::ops::RangeInclusive<i64> = 3..=90;
/// Fewer voters than this are told to nobody but organisers: their choices could be told apart.
pub const VOTERS_MIN: usize = 5;

pub fn routes() -> Routes {
    desk::routes().merge(pages::routes())
}

/// Forgets what a person voted.
pub async fn forget(txn: &DatabaseTransaction, person: Uuid) -> Result<(), DbErr> {
    vote::Entity::delete_many()
        .filter(vote::Column::Participant.eq(person))
        .exec(txn)
        .await?;
    Ok(())
}
