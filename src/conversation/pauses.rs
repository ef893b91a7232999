//! The time a chain was on a break. Nobody is late for it: the clock counts days without it.
//!
//! A chain's row only says that it is paused now; when it was before stands in the audit log, which never changes.

use chrono::{DateTime, Duration, Utc};
use entity::audit;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// What the audit log calls pausing a chain.
pub const PAUSED: &str = "chain.paused";
/// What it calls letting it go on.
pub const WENT_ON: &str = "chain.went_on";

/// When a chain was paused, in order; a break that still lasts ends now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pauses(Vec<(DateTime<Utc>, DateTime<Utc>)>);

impl Pauses {
    /// Reads when a chain was paused.
    pub async fn load(
        conn: &impl ConnectionTrait,
        chain: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let acts = audit::Entity::find()
            .filter(audit::Column::ObjectId.eq(chain))
            .filter(audit::Column::Act.is_in([PAUSED, WENT_ON]))
            .order_by_asc(audit::Column::At)
            .order_by_asc(audit::Column::Id)
            .all(conn)
            .await?;
        let acts = acts.iter().map(|act| (act.act == PAUSED, act.at));
        Ok(Self::of(acts, now))
    }

    /// Puts together when it began (true) and ended (false).
    fn of(acts: impl Iterator<Item = (bool, DateTime<Utc>)>, now: DateTime<Utc>) -> Self {
        let (mut all, mut from) = (Vec::new(), None);
        for (paused, at) in acts {
            if paused {
                from = from.or(Some(at));
            } else if let Some(from) = from.take() {
                all.push((from, at));
            }
        }
        all.extend(from.map(|from| (from, now.max(from))));
        Self(all)
    }

    /// Returns when so much time has passed since a moment, breaks not counted.
    pub fn after(&self, since: DateTime<Utc>, wait: Duration) -> DateTime<Utc> {
        let mut end = since + wait;
        for (from, until) in &self.0 {
            let from = (*from).max(since);
            if from < end && from < *until {
                end += *until - from;
            }
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::days(n)
    }

    #[test]
    fn days_are_counted_without_the_breaks() {
        let acts = [(true, 10), (false, 15), (true, 20), (true, 21), (false, 30)];
        let pauses = Pauses::of(acts.into_iter().map(|(on, at)| (on, day(at))), day(40));
        let after = |since, days| pauses.after(day(since), Duration::days(days));
        assert_eq!(after(1, 5), day(6), "over before the first break");
        assert_eq!(after(1, 9), day(10), "just over when it begins");
        assert_eq!(after(8, 4), day(17), "across the first");
        assert_eq!(after(12, 4), day(19), "begun in it");
        assert_eq!(after(8, 10), day(33), "across both");
        assert_eq!(after(31, 5), day(36), "after both");
    }

    #[test]
    fn a_break_that_lasts_holds_what_was_not_due_before_it() {
        let pauses = Pauses::of([(true, day(10))].into_iter(), day(50));
        assert_eq!(pauses.after(day(8), Duration::days(4)), day(52));
        assert_eq!(pauses.after(day(5), Duration::days(4)), day(9));
    }
}
