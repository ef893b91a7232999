//! What a plan waits for from its organisers, for their overview and their morning message.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{challenges, gone, letters, proposals, yearly};
use crate::conversation::begin;

/// How much of each waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Points that were taken back from a published plan.
    pub gone: u64,
    /// Residents who said that an action is not what they meant.
    pub challenges: u64,
    /// Actions of which nobody told anything for a year.
    pub quiet: u64,
    /// Letters with news that nobody has given yet.
    pub letters: u64,
    /// Residents who would like to start a chain of their own.
    pub asks: u64,
    /// Actions that residents proposed.
    pub proposals: u64,
}

impl Waiting {
    /// Lists what there is: the key of its words, how many, and its page below the chain's desk.
    pub fn list(&self) -> Vec<(&'static str, u64, &'static str)> {
        let all = [
            ("help-words-gone", self.gone, "/plan/gone"),
            ("help-challenges", self.challenges, "/plan/challenges"),
            ("help-quiet", self.quiet, "/plan/asked"),
            ("help-news-letters", self.letters, "/print/news"),
            ("help-asks", self.asks, "/asks"),
            ("help-proposals", self.proposals, "/plan/proposals"),
        ];
        all.into_iter().filter(|(_, count, _)| *count > 0).collect()
    }
}

/// Works out what the plan of a chain waits for.
pub async fn of(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    now: DateTime<Utc>,
) -> Result<Waiting, DbErr> {
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    Ok(Waiting {
        gone: number(gone::list(conn, chain).await?.points),
        challenges: challenges::count_open(conn, chain).await?,
        quiet: number(yearly::list(conn, chain, now).await?.len()),
        letters: letters::count_open(conn, chain).await?,
        asks: begin::count_open(conn, chain).await?,
        proposals: proposals::count_open(conn, chain).await?,
    })
}
