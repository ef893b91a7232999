//! A gathering that was held: people met around the theme cards, and what the room said was typed back in.

use chrono::Duration;
use entity::gathering;

use super::DemoError;
use super::telling::Telling;
use crate::conversation::gathering::{self as gatherings, Written};
use crate::db;
use crate::insight::room::{self, Line};
use crate::insight::themes;

/// In how many days they meet.
const IN_DAYS: i64 = 4;
/// The dots on the first theme cards, and a note.
const DOTS: [(i32, &str); 5] = [
    (21, "The loudest talk of the evening."),
    (17, ""),
    (14, "Two people said they would help with this."),
    (9, ""),
    (6, "Some asked what this means."),
];

impl Telling<'_> {
    /// Plans a gathering that is soon.
    pub async fn meet_in_a_room(&self) -> Result<gathering::Model, DemoError> {
        let txn = db::begin_write(self.db).await?;
        let written = Written {
            starts_at: self.means.now() + Duration::days(IN_DAYS),
            place: "Kettlegate Hall, Mill Road".to_owned(),
            about: "Soup, theme cards on the walls, and dots to put on them.".to_owned(),
        };
        let by = self.organiser;
        let made = gatherings::make(&txn, self.means, self.chain, by, written).await?;
        txn.commit().await?;
        Ok(made)
    }

    /// Types in what the room said, and lets anyone read that it was asked.
    pub async fn type_in_the_room(&self, met: gathering::Model) -> Result<(), DemoError> {
        let txn = db::begin_write(self.db).await?;
        let all = themes::list(&txn, self.chain).await?;
        let line = |(theme, (hands, note)): (&entity::theme::Model, (i32, &str))| Line {
            theme: theme.id,
            hands: Some(hands),
            note: note.to_owned(),
        };
        let lines: Vec<Line> = all.iter().zip(DOTS).map(line).collect();
        let by = self.organiser;
        room::keep(&txn, self.means, by, &met, &lines, Some(true)).await?;
        txn.commit().await?;
        Ok(())
    }
}
