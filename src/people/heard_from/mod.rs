//! What tells who has been heard: questions residents may answer about themselves, and the area's own figures.
//!
//! The answers are kept apart from people's words. No page shows one to anybody but the person who gave it; pages for
//! others only count them, under the rule of five (`methods::hiding`). Who stops taking part keeps their answers as they
//! keep their words, and can remove them; who is forgotten loses them (I7).

use entity::shared::ReachWhat;
use entity::{reach_band, reach_question};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::i18n::Words;

mod answers;
mod change;

pub use answers::{Ask, Held, answer, asks_anything, forget, held, questions_for, remove_answers};
pub use change::{Draft, Line, NotSaved, remove_own, save};

/// How many questions of its own a chain may ask.
pub const OWN_MAX: usize = 3;
/// The fewest and the most bands a question may have.
pub const BANDS_MIN: usize = 2;
pub const BANDS_MAX: usize = 30;
/// The longest name of a band, question and source, in characters.
pub const BAND_MAX: usize = 60;
pub const NAME_MAX: usize = 120;
pub const SOURCE_MAX: usize = 200;

/// A question with its bands in order; bands that were answered and are no longer offered are among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub row: reach_question::Model,
    pub bands: Vec<reach_band::Model>,
}

impl Question {
    /// Returns the bands that are offered.
    pub fn offered(&self) -> impl Iterator<Item = &reach_band::Model> {
        self.bands.iter().filter(|band| band.retired_at.is_none())
    }
}

/// Returns a question as residents are asked it.
pub fn asked_as(w: Words, question: &reach_question::Model) -> String {
    if question.name.is_empty() {
        w.t(&format!("about-you-{}", question.what.as_str()))
    } else {
        question.name.clone()
    }
}

/// Tells whether residents can be asked it; the others are known without asking.
pub const fn is_asked_for(what: ReachWhat) -> bool {
    matches!(what, ReachWhat::Place | ReachWhat::Age | ReachWhat::Own)
}

/// Lists the questions of a chain that were not removed, in order.
pub async fn list(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Vec<Question>, DbErr> {
    let which = Condition::all()
        .add(reach_question::Column::Chain.eq(chain))
        .add(reach_question::Column::RetiredAt.is_null());
    read(conn, which).await
}

async fn read(conn: &impl ConnectionTrait, which: Condition) -> Result<Vec<Question>, DbErr> {
    let rows = reach_question::Entity::find()
        .filter(which)
        .order_by_asc(reach_question::Column::Position)
        .order_by_asc(reach_question::Column::Id)
        .all(conn)
        .await?;
    let mut bands = reach_band::Entity::find()
        .filter(reach_band::Column::Question.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(reach_band::Column::Position)
        .order_by_asc(reach_band::Column::Id)
        .all(conn)
        .await?;
    let question = |row: reach_question::Model| {
        let (own, others) = bands.drain(..).partition(|band| band.question == row.id);
        bands = others;
        Question { row, bands: own }
    };
    Ok(rows.into_iter().map(question).collect())
}
