//! What is done to several links in one change, and what is kept of it.

use chrono::{DateTime, Utc};
use entity::shared::Step;
use sea_orm::{DatabaseTransaction, DbErr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Action;
use crate::chain::desk::Desk;
use crate::conversation::ending::Ending;
use crate::conversation::remind::{self, Open, Reminded};
use crate::conversation::{self as rules, Outcome, ending};
use crate::desk::{find_person, rest};
use crate::means::Means;
use crate::web::{Error, Result};

/// A link as it stood when the preview was drawn: if it stands in another step by now, nothing is done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub person: Uuid,
    step: Step,
    since: i64,
}

impl Mark {
    pub fn of(open: &Open) -> Self {
        Self {
            person: open.person,
            step: open.step,
            since: open.since.timestamp_micros(),
        }
    }

    /// Reads what [`Mark::to_text`] wrote into the form.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let mark = Self {
            person: Uuid::parse_str(parts.next()?).ok()?,
            step: Step::parse(parts.next()?)?,
            since: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(mark)
    }

    pub fn to_text(&self) -> String {
        format!("{}.{}.{}", self.person, self.step.as_str(), self.since)
    }

    fn is(&self, open: &Open) -> bool {
        *self == Self::of(open)
    }

    fn ending(&self) -> Ending {
        let Self {
            person,
            step,
            since,
        } = *self;
        Ending {
            person,
            step: Some(step),
            since,
        }
    }
}

/// What was done to one link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Did {
    pub person: Uuid,
    /// The reminder.
    pub message: Option<Uuid>,
    /// Until when it rested before.
    pub before: Option<DateTime<Utc>>,
}

/// A link to which nothing was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Left {
    pub person: Uuid,
    /// The ending of the words that say why.
    pub why: String,
    /// The organiser who was quicker.
    pub by: Option<Uuid>,
}

/// What came of one form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Batch {
    pub action: Action,
    pub at: DateTime<Utc>,
    pub done: Vec<Did>,
    pub left: Vec<Left>,
}

impl Batch {
    pub fn to_text(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|error| Error::Broken(error.to_string()))
    }

    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// Does something to each of these links, in the same order for everybody, and tells what came of each. An ending waits
/// like our messages.
pub(super) async fn all(
    txn: &DatabaseTransaction,
    means: &Means,
    desk: &Desk,
    (action, nonce): (Action, &str),
    mut marks: Vec<Mark>,
) -> Result<Batch> {
    marks.sort_by_key(|mark| mark.person);
    marks.dedup_by_key(|mark| mark.person);
    let (mut done, mut left, mut endings) = (Vec::new(), Vec::new(), Vec::new());
    for mark in marks {
        match one(txn, means, desk, action, &mark).await? {
            Ok(did) => {
                done.push(did);
                endings.push(mark.ending());
            }
            Err(one) => left.push(one),
        }
    }
    if action == Action::Close && !endings.is_empty() {
        let (face, by) = (&desk.face, desk.by.organiser.id);
        ending::plan(txn, means, face, by, nonce, endings).await?;
    }
    let at = means.now();
    Ok(Batch {
        action,
        at,
        done,
        left,
    })
}

async fn one(
    txn: &DatabaseTransaction,
    means: &Means,
    desk: &Desk,
    action: Action,
    mark: &Mark,
) -> Result<std::result::Result<Did, Left>> {
    let (face, by) = (&desk.face, desk.by.organiser.id);
    let why = |why: &str, by: Option<Uuid>| Left {
        person: mark.person,
        why: why.to_owned(),
        by,
    };
    let Some(person) = find_person(txn, face, mark.person).await? else {
        return Ok(Err(why("moved-on", None)));
    };
    let open = remind::open_of(txn, face, &person, means.now()).await?;
    let Some(open) = open.filter(|open| mark.is(open)) else {
        return Ok(Err(why("moved-on", None)));
    };
    let did = Did {
        person: mark.person,
        message: None,
        before: open.paused_until,
    };
    Ok(match action {
        Action::Remind => match remind::remind(txn, means, face, &open, Some(by)).await? {
            Reminded::Sent { message, .. } => Ok(Did {
                message: Some(message),
                ..did
            }),
            Reminded::MovedOn => Err(why("moved-on", None)),
            Reminded::Enough { by: other, .. } => {
                Err(why("enough", other.filter(|other| *other != by)))
            }
            Reminded::CannotReach => Err(why("no-email", None)),
        },
        Action::Rest => {
            let until = Some(rest::in_days(desk, means.now(), 7));
            let done = remind::rest(txn, means, face, &open, until, by).await?;
            outcome(done, did).ok_or_else(|| why("moved-on", None))
        }
        Action::Close => {
            let link = rules::find_incoming(txn, open.person).await?;
            let link = link.filter(|c| c.recorded_at.is_none());
            link.map(|_| did).ok_or_else(|| why("no-link", None))
        }
    })
}

fn outcome(done: Outcome, did: Did) -> Option<Did> {
    (done == Outcome::Done).then_some(did)
}

/// Takes back what was done, while it can be. Returns for how many links.
pub(super) async fn undo(
    txn: &DatabaseTransaction,
    means: &Means,
    desk: &Desk,
    (batch, nonce): (&Batch, &str),
) -> Result<usize, DbErr> {
    let (face, by) = (&desk.face, desk.by.organiser.id);
    if batch.action == Action::Close {
        let undone = ending::undo(txn, face, nonce).await? == Outcome::Done;
        return Ok(if undone { batch.done.len() } else { 0 });
    }
    let mut undone = 0;
    for did in &batch.done {
        let done = match (batch.action, did.message) {
            (Action::Remind, Some(message)) => remind::undo(txn, means, face, message, by).await?,
            (Action::Rest, _) => {
                let Some(person) = find_person(txn, face, did.person).await? else {
                    continue;
                };
                match remind::open_of(txn, face, &person, means.now()).await? {
                    Some(open) => remind::rest(txn, means, face, &open, did.before, by).await?,
                    None => Outcome::AlreadyDone,
                }
            }
            (Action::Remind | Action::Close, _) => Outcome::AlreadyDone,
        };
        undone += usize::from(done == Outcome::Done);
    }
    Ok(undone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written_and_nothing_else_is() {
        let mark = Mark {
            person: Uuid::from_u128(7),
            step: Step::PassOn,
            since: -1,
        };
        assert_eq!(Mark::parse(&mark.to_text()), Some(mark.clone()));
        for bad in [
            "",
            "a.b.c",
            &format!("{}.1", mark.to_text()),
            &mark.to_text()[1..],
        ] {
            assert_eq!(Mark::parse(bad), None, "{bad}");
        }
    }
}
