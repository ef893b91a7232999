//! What a person said of actions, and what they were answered, for their own page.

use chrono_tz::Tz;
use entity::{challenge, participant};
use sea_orm::{ConnectionTrait, DbErr};

use super::answers::{is_shown, waits};
use super::{done_key, last_read, of_person};
use crate::i18n::Words;

/// One of them, in words.
pub struct Own {
    pub row: challenge::Model,
    pub towards: String,
    /// Since when it stands.
    pub day: String,
    pub answer: Option<Answer>,
}

/// What the organisers answered.
pub struct Answer {
    pub day: String,
    pub done: String,
    pub text: String,
}

impl Own {
    /// Tells whether it waits for an answer.
    pub const fn waits(&self) -> bool {
        waits(&self.row)
    }

    /// Tells whether everybody can read the words themselves.
    pub const fn is_shown(&self) -> bool {
        is_shown(&self.row)
    }
}

/// Lists what a person said and did not take back, the last first.
pub async fn list(
    conn: &impl ConnectionTrait,
    person: &participant::Model,
    w: Words,
    zone: Tz,
) -> Result<Vec<Own>, DbErr> {
    let mut all = Vec::new();
    for row in of_person(conn, person.id).await? {
        let action = last_read(conn, row.chain, row.action).await?;
        let answer = match (&row.answer, row.done, row.answered_at) {
            (Some(text), Some(done), Some(at)) => Some(Answer {
                day: w.date(at, zone),
                done: w.t(done_key(done)),
                text: text.clone(),
            }),
            _ => None,
        };
        all.push(Own {
            towards: action.map_or_else(String::new, |(.., action)| action.towards),
            day: w.date(row.made_at, zone),
            answer,
            row,
        });
    }
    Ok(all)
}
