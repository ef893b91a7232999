//! The one next thing a person can do: what their own page shows first.

use chrono::{DateTime, Utc};
use entity::shared::{Door, EndedWhy, Way};
use entity::{conversation, nomination, participant};
use sea_orm::{ConnectionTrait, DbErr};

use super::nominate::{Turn, find_waiting, turn};
use super::{find_incoming, find_last_incoming, list_outgoing, pool};
use crate::chain::Face;
use crate::mail::{self, MailKind};
use crate::means::Means;
use crate::people;

/// Where a person stands.
#[derive(Clone, Debug)]
pub enum Step {
    /// Asked, not answered: by the initiator of the conversation, or (a first person) by the host.
    Invited(Option<conversation::Model>),
    /// Said yes; the initiator gets in touch. `may_change_mind` while the initiator has not been told.
    Waiting {
        incoming: conversation::Model,
        may_change_mind: bool,
    },
    /// Said yes to one person of the chain; we look for somebody.
    InPool,
    /// The conversation with their initiator ended before they talked: what would they like? Once they have left it to
    /// the organisers (`organiser`), those look for somebody. `returned`: they had left themself, and came back.
    LeftWaiting { organiser: bool, returned: bool },
    /// Somebody wrote down what they said: check it.
    Check(conversation::Model),
    /// Choose somebody; `again` after a first conversation of their own, `freed` after another person's no.
    Choose { turn: i32, again: bool, freed: bool },
    /// They wait for somebody to be found: out of the pool, or by an organiser.
    WaitingForSomebody(nomination::Model),
    /// They give the invitation to the next person themself.
    PassOn(conversation::Model),
    /// The invitation they caused waits for five minutes.
    Undoable(conversation::Model),
    /// The invitation is out and not answered.
    Asked(conversation::Model),
    /// The invitation came back.
    CameBack(conversation::Model),
    /// The person they asked said yes: talk, then write it down.
    Talk(conversation::Model),
    /// They wrote it down and showed it; may be taken back for five minutes.
    Shown {
        conversation: conversation::Model,
        undo: bool,
    },
    /// Their part is done.
    Done,
    /// The chain takes nobody in now (not open yet, paused or closed).
    Paused,
    /// The chain is closed, and nothing of theirs is left to do.
    Closed,
    /// They stopped taking part.
    Stopped,
}

/// Works out where a person stands.
pub async fn step(
    conn: &impl ConnectionTrait,
    face: &Face,
    person: &participant::Model,
    means: &Means,
) -> Result<Step, DbErr> {
    let step = while_open(conn, face, person, means).await?;
    Ok(if face.chain.closed_at.is_some() {
        when_closed(step)
    } else if face.chain.paused_at.is_some() && matches!(step, Step::Invited(_)) {
        Step::Paused
    } else {
        step
    })
}

/// What is left of a step once the chain is closed: to check, and to finish a chat that has begun (others are ended).
fn when_closed(step: Step) -> Step {
    match step {
        Step::Check(_)
        | Step::Stopped
        | Step::Shown { undo: true, .. }
        | Step::Talk(_)
        | Step::Waiting { .. } => step,
        _ => Step::Closed,
    }
}

async fn while_open(
    conn: &impl ConnectionTrait,
    face: &Face,
    person: &participant::Model,
    means: &Means,
) -> Result<Step, DbErr> {
    if person.stopped_at.is_some() {
        return Ok(Step::Stopped);
    }
    let incoming = find_incoming(conn, person.id).await?;
    // Whom nobody of the chain named has no conversation to answer.
    let alone = person.door != Door::Nominated && incoming.is_none();
    if alone && person.agreed_at.is_none() {
        return Ok(Step::Invited(None));
    }
    match &incoming {
        Some(c) if c.agreed_at.is_none() => return Ok(Step::Invited(incoming)),
        Some(c) if c.recorded_at.is_none() => {
            let was_asked = matches!(c.way, Way::Email | Way::BySelf);
            let may_change_mind = was_asked
                && c.contacted_at.is_none()
                && c.agreed_at.is_some_and(|at| means.now() < at + means.undo);
            return Ok(Step::Waiting {
                incoming: c.clone(),
                may_change_mind,
            });
        }
        Some(c) if needs_check(c, face, means.now()) => return Ok(Step::Check(c.clone())),
        None if person.waiting_since.is_some() => return Ok(Step::InPool),
        None if person.door != Door::Starter => {
            let left_to = pool::left_to_organiser(means, person);
            let last = find_last_incoming(conn, person.id).await?;
            let organiser = left_to.is_some() && left_to == last.as_ref().map(|c| c.id);
            let returned = last.is_some_and(|c| c.ended_why == Some(EndedWhy::Partner));
            return Ok(Step::LeftWaiting {
                organiser,
                returned,
            });
        }
        _ => {}
    }
    own_turn(conn, face, person, means).await
}

/// Tells whether the partner is asked to check now: not checked, something was kept, and the time to check not over.
fn needs_check(c: &conversation::Model, face: &Face, now: DateTime<Utc>) -> bool {
    let days = chrono::Duration::days(i64::from(face.chain.rules.check_days));
    c.checked_at.is_none() && !c.nothing_kept && c.shown_at.is_some_and(|at| now < at + days)
}

async fn own_turn(
    conn: &impl ConnectionTrait,
    face: &Face,
    person: &participant::Model,
    means: &Means,
) -> Result<Step, DbErr> {
    let out = list_outgoing(conn, person.id).await?;
    if let Some(open) = out
        .iter()
        .find(|c| c.ended_at.is_none() && c.recorded_at.is_none())
    {
        return open_conversation(conn, open, means).await;
    }
    if let Some(waiting) = find_waiting(conn, person.id).await?
        && face.is_open()
    {
        return Ok(Step::WaitingForSomebody(waiting));
    }
    if let Some(shown) = out
        .iter()
        .rev()
        .find(|c| c.ended_at.is_none() && c.recorded_at.is_some())
    {
        let fresh = shown
            .recorded_at
            .is_some_and(|at| means.now() < at + means.undo);
        if fresh && shown.checked_at.is_none() {
            let undo = mail::is_unsent(conn, shown.id, MailKind::RecordToCheck).await?
                && mail::is_unsent(conn, shown.id, MailKind::YourTurn).await?;
            return Ok(Step::Shown {
                conversation: shown.clone(),
                undo,
            });
        }
    }
    Ok(match turn(conn, face, person).await? {
        Turn::Open(n) => {
            let own_change = |why| matches!(why, EndedWhy::Undone | EndedWhy::Initiator);
            let ended = out.last().and_then(|c| c.ended_why);
            let freed = ended.is_some_and(|why| !own_change(why));
            Step::Choose {
                turn: n,
                again: n > 1,
                freed,
            }
        }
        Turn::ChainShut => Step::Paused,
        Turn::Busy if !face.is_open() => Step::Paused,
        Turn::NotYet | Turn::Busy | Turn::Over => Step::Done,
    })
}

async fn open_conversation(
    conn: &impl ConnectionTrait,
    c: &conversation::Model,
    means: &Means,
) -> Result<Step, DbErr> {
    if c.agreed_at.is_some() {
        return Ok(Step::Talk(c.clone()));
    }
    if c.way == Way::BySelf {
        return Ok(Step::PassOn(c.clone()));
    }
    let bounced = people::find(conn, c.partner)
        .await?
        .is_some_and(|p| p.bounced_at.is_some());
    let undoable = means.now() < c.invited_at + means.undo
        && mail::is_unsent(conn, c.id, MailKind::Invite).await?;
    Ok(match (bounced, undoable) {
        (true, _) => Step::CameBack(c.clone()),
        (false, true) => Step::Undoable(c.clone()),
        (false, false) => Step::Asked(c.clone()),
    })
}

/// Finds who asked this person, also after the conversation ended.
pub async fn find_inviter(
    conn: &impl ConnectionTrait,
    person: &participant::Model,
) -> Result<Option<participant::Model>, DbErr> {
    match find_last_incoming(conn, person.id).await? {
        Some(c) => people::find(conn, c.initiator).await,
        None => Ok(None),
    }
}
