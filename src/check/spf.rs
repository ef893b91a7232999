//! Reads SPF records (RFC 7208): whether there is exactly one, how it ends, and how many questions it makes others ask.

use std::future::Future;
use std::pin::Pin;

use super::ask::{Dns, Said};

/// A receiver asks at most so many questions, and takes the record for broken after that (RFC 7208, 4.6.4).
pub const QUESTIONS: u32 = 10;

/// How a record treats everybody it does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// `-all` or `~all`: as not allowed.
    Closed,
    /// `?all`, `+all`, or nothing at the end: as if there were no record.
    Open,
}

/// Tells whether a text is an SPF record.
pub fn is_spf(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    text == "v=spf1" || text.starts_with("v=spf1 ")
}

/// What a record and those it points to come to.
#[derive(Debug, PartialEq, Eq)]
pub struct Counted {
    pub questions: u32,
    pub ends: Ends,
}

/// Follows a record through its `include:` and `redirect=`. Fails with the name it could not follow, and why.
pub fn follow<'a>(
    dns: &'a Dns,
    record: &'a str,
    depth: u32,
) -> Pin<Box<dyn Future<Output = Result<Counted, String>> + 'a>> {
    Box::pin(async move {
        let mut counted = Counted {
            questions: 0,
            ends: Ends::Open,
        };
        let mut redirect = None;
        let mut closed_or_open = None;
        for term in record.split_whitespace().skip(1) {
            let term = term.to_ascii_lowercase();
            let bare = term.trim_start_matches(['+', '-', '~', '?']);
            let (name, value) = match bare.find([':', '=', '/']) {
                Some(at) => (&bare[..at], &bare[at + 1..]),
                None => (bare, ""),
            };
            match name {
                "all" => {
                    let closed = term.starts_with(['-', '~']);
                    closed_or_open = Some(if closed { Ends::Closed } else { Ends::Open });
                }
                "include" => {
                    counted.questions += 1;
                    counted.questions += further(dns, value, depth).await?.questions;
                }
                "redirect" => redirect = Some(value.to_owned()),
                "a" | "mx" | "ptr" | "exists" => counted.questions += 1,
                _ => {}
            }
        }
        // `redirect` counts only where no `all` stands (RFC 7208, 6.1).
        match (closed_or_open, redirect) {
            (Some(ends), _) => counted.ends = ends,
            (None, Some(name)) => {
                let further = further(dns, &name, depth).await?;
                counted.questions += 1 + further.questions;
                counted.ends = further.ends;
            }
            (None, None) => {}
        }
        Ok(counted)
    })
}

async fn further(dns: &Dns, name: &str, depth: u32) -> Result<Counted, String> {
    // Deeper than any receiver goes: count it as too many.
    if depth > QUESTIONS {
        return Ok(Counted {
            questions: QUESTIONS,
            ends: Ends::Open,
        });
    }
    if name.contains('%') {
        // A macro: what it points to depends on the message.
        return Ok(Counted {
            questions: 0,
            ends: Ends::Open,
        });
    }
    let record = match dns.texts(name).await {
        Said::Records(texts) => texts.into_iter().find(|text| is_spf(text)),
        Said::Nothing | Said::NoName => None,
        Said::Unknown(why) => return Err(format!("could not ask for {name}: {why}")),
    };
    match record {
        Some(record) => follow(dns, &record, depth + 1).await,
        None => Err(format!("{name}, which it points to, has no SPF record")),
    }
}
