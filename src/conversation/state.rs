//! Where a conversation stands: computed from its times and the clock, never stored (DATA part 1).

use chrono::{DateTime, Utc};
use entity::conversation;
use entity::shared::EndedWhy;

/// The life of a link (PRODUCT part 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    Invited,
    /// The invitation came back; still live until someone mends or ends it.
    Bounced,
    Agreed,
    Contacted,
    Recorded,
    Checked,
    /// The partner's own conversation is recorded.
    PassedOn,
    Declined,
    Lapsed,
    Cancelled,
}

impl State {
    pub const ALL: [Self; 10] = [
        Self::Invited,
        Self::Bounced,
        Self::Agreed,
        Self::Contacted,
        Self::Recorded,
        Self::Checked,
        Self::PassedOn,
        Self::Declined,
        Self::Lapsed,
        Self::Cancelled,
    ];

    /// Returns the ending of the state's words (`state-invited`), also used in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Bounced => "bounced",
            Self::Agreed => "agreed",
            Self::Contacted => "contacted",
            Self::Recorded => "recorded",
            Self::Checked => "checked",
            Self::PassedOn => "passed-on",
            Self::Declined => "declined",
            Self::Lapsed => "lapsed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Tells whether the two have talked and it is written down.
    pub const fn has_talked(self) -> bool {
        matches!(self, Self::Recorded | Self::Checked | Self::PassedOn)
    }

    /// Tells whether the conversation is over without having happened.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Declined | Self::Lapsed | Self::Cancelled)
    }
}

/// Computes the state. `bounced`: the partner's address came back; `passed_on`: the partner has a recorded
/// conversation of their own.
pub fn state(c: &conversation::Model, bounced: bool, passed_on: bool, now: DateTime<Utc>) -> State {
    let course = Course {
        ended_why: c.ended_why,
        expires_at: c.expires_at,
        agreed_at: c.agreed_at,
        contacted_at: c.contacted_at,
        recorded_at: c.recorded_at,
        checked_at: c.checked_at,
    };
    state_of(&course, bounced, passed_on, now)
}

/// Of a link what its state follows from.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    pub ended_why: Option<EndedWhy>,
    pub expires_at: DateTime<Utc>,
    pub agreed_at: Option<DateTime<Utc>>,
    pub contacted_at: Option<DateTime<Utc>>,
    pub recorded_at: Option<DateTime<Utc>>,
    pub checked_at: Option<DateTime<Utc>>,
}

/// Computes the state as [`state`] does.
pub fn state_of(c: &Course, bounced: bool, passed_on: bool, now: DateTime<Utc>) -> State {
    match c.ended_why {
        Some(EndedWhy::Declined) => return State::Declined,
        Some(EndedWhy::Lapsed) => return State::Lapsed,
        Some(_) => return State::Cancelled,
        None => {}
    }
    if c.recorded_at.is_some() {
        return match (passed_on, c.checked_at) {
            (true, _) => State::PassedOn,
            (false, Some(_)) => State::Checked,
            (false, None) => State::Recorded,
        };
    }
    match (c.agreed_at, c.contacted_at) {
        (Some(_), Some(_)) => State::Contacted,
        (Some(_), None) => State::Agreed,
        (None, _) if c.expires_at <= now => State::Lapsed,
        (None, _) if bounced => State::Bounced,
        (None, _) => State::Invited,
    }
}
