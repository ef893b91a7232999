//! What a failed try means, judged by how far it got and what the server said (RELIABILITY rule 9).
//!
//! lettre's own predicates do not tell a dropped connection before the body from one after it (F3), so nothing here
//! looks at them: only the phase, the reply code and the enhanced code count.

use std::fmt;

use chrono::Duration;

use crate::mail::MailKind;
use crate::sources::Sources;

/// How far a try got. Up to `Data` the message is surely not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    Connect,
    Tls,
    Greeting,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// The body went out, whole or in part.
    Body,
}

impl Phase {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Greeting => "greeting",
            Self::Auth => "auth",
            Self::Mail => "mail",
            Self::Rcpt => "rcpt",
            Self::Data => "data",
            Self::Body => "body",
        }
    }
}

/// Why a try failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub phase: Phase,
    /// The reply, if there was one; a timeout or a lost connection has none.
    pub code: Option<u16>,
    /// The enhanced code: class, subject, detail.
    pub enhanced: Option<(u16, u16, u16)>,
    /// What the server or the network said, without addresses.
    pub said: String,
}

impl Failure {
    /// Makes a failure from a server's reply.
    pub fn reply(phase: Phase, code: u16, text: &str) -> Self {
        Self {
            phase,
            code: Some(code),
            enhanced: enhanced(text),
            said: without_addresses(text),
        }
    }

    /// Makes a failure without a reply: a timeout, a lost connection, bytes that are no SMTP.
    pub fn lost(phase: Phase, what: impl fmt::Display) -> Self {
        Self {
            phase,
            code: None,
            enhanced: None,
            said: without_addresses(&what.to_string()),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.phase.as_str())?;
        if let Some(code) = self.code {
            write!(f, "{code} ")?;
        }
        f.write_str(&self.said)
    }
}

/// What to do after a failed try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The server or our settings are at fault, not this message: stop the queue for a while.
    Stop,
    /// Try again later.
    Later,
    /// The mailbox is full: try again once a day, three times.
    Daily,
    /// The address does not exist.
    Bounced,
    /// Refused for what it is or where it comes from: a person has to look. Never blame the recipient.
    Hold,
    /// It may have arrived.
    Doubt,
}

/// Judges a failed try.
pub fn judge(failure: &Failure) -> Verdict {
    let Some(code) = failure.code else {
        return match failure.phase {
            Phase::Body => Verdict::Doubt,
            Phase::Rcpt | Phase::Data => Verdict::Later,
            _ => Verdict::Stop,
        };
    };
    if failure.phase <= Phase::Mail {
        return Verdict::Stop;
    }
    let full = matches!(failure.enhanced, Some((_, 2, 2))) || code == 552;
    let no_such_mailbox = matches!(code, 550 | 553)
        && matches!(failure.enhanced, Some((5, 1, 1 | 2 | 3 | 10) | (5, 2, 1)));
    match code {
        _ if full => Verdict::Daily,
        400..=499 => Verdict::Later,
        _ if no_such_mailbox => Verdict::Bounced,
        500..=599 => Verdict::Hold,
        // Neither yes nor no. After the body that means replies and messages no longer match (F2).
        _ if failure.phase == Phase::Body => Verdict::Doubt,
        _ => Verdict::Later,
    }
}

const BACK_OFF_MINUTES: [i64; 7] = [1, 5, 15, 30, 60, 120, 240];

/// Returns how long to wait after the `attempts`-th counted try: longer each time, 20 % more or less by chance.
pub fn back_off(sources: &Sources, attempts: i32) -> Duration {
    let step = usize::try_from(attempts.max(1) - 1).unwrap_or(0);
    let minutes = BACK_OFF_MINUTES[step.min(BACK_OFF_MINUTES.len() - 1)];
    let [chance] = sources.bytes::<1>();
    // 80 % to 120 % in 256 steps.
    Duration::milliseconds(minutes * 60_000 * (2040 + i64::from(chance) * 4) / 2550)
}

/// Tells whether a message whose delivery is in doubt may be sent once more: a code that comes twice confuses.
pub const fn may_repeat(kind: MailKind) -> bool {
    !matches!(kind, MailKind::SignInCode | MailKind::ActCode)
}

fn enhanced(text: &str) -> Option<(u16, u16, u16)> {
    let mut parts = text.split_whitespace().next()?.split('.');
    let mut number = || -> Option<u16> {
        let part = parts.next()?;
        (part.len() <= 3).then(|| part.parse().ok()).flatten()
    };
    let code = (number()?, number()?, number()?);
    (parts.next().is_none() && matches!(code.0, 2 | 4 | 5)).then_some(code)
}

/// Replies are shown to organisers and kept: they must not hold anybody's address.
fn without_addresses(text: &str) -> String {
    let words = text
        .split_whitespace()
        .map(|word| if word.contains('@') { "…" } else { word });
    words
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(300)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn each_phase_and_reply_has_its_own_consequence() {
        use Phase::{Auth, Body, Connect, Data, Greeting, Mail, Rcpt, Tls};
        let replies: &[(Phase, u16, &str, Verdict)] = &[
            (Greeting, 554, "5.7.1 go away", Verdict::Stop),
            (Greeting, 421, "4.3.2 shutting down", Verdict::Stop),
            (Auth, 535, "5.7.8 wrong password", Verdict::Stop),
            (Mail, 550, "5.1.1 sender unknown", Verdict::Stop),
            (Mail, 452, "4.3.1 disk full", Verdict::Stop),
            (Rcpt, 451, "4.7.1 greylisted", Verdict::Later),
            (Rcpt, 450, "4.2.1 slow down", Verdict::Later),
            (Rcpt, 421, "4.7.0 too many", Verdict::Later),
            (Rcpt, 550, "5.1.1 no such user", Verdict::Bounced),
            (Rcpt, 550, "5.1.2 no such host", Verdict::Bounced),
            (Rcpt, 553, "5.1.3 bad mailbox", Verdict::Bounced),
            (Rcpt, 550, "5.1.10 null mx", Verdict::Bounced),
            (Rcpt, 550, "5.2.1 disabled", Verdict::Bounced),
            (Rcpt, 550, "no such user", Verdict::Hold),
            (Rcpt, 550, "5.7.1 blocked", Verdict::Hold),
            (Rcpt, 554, "5.7.1 policy", Verdict::Hold),
            (Rcpt, 550, "5.1.8 bad sender", Verdict::Hold),
            (Rcpt, 552, "mailbox full", Verdict::Daily),
            (Rcpt, 452, "4.2.2 full", Verdict::Daily),
            (Rcpt, 550, "5.2.2 full", Verdict::Daily),
            (Data, 451, "4.3.0 later", Verdict::Later),
            (Data, 554, "5.7.1 no", Verdict::Hold),
            (Body, 451, "4.3.0 later", Verdict::Later),
            (Body, 554, "5.7.1 spam", Verdict::Hold),
            (Body, 552, "5.3.4 too big", Verdict::Daily),
            (Body, 354, "go", Verdict::Doubt),
            (Body, 220, "hello", Verdict::Doubt),
        ];
        for (phase, code, text, wanted) in replies {
            let failure = Failure::reply(*phase, *code, text);
            assert_eq!(judge(&failure), *wanted, "{failure}");
        }
        for (phase, wanted) in [
            (Connect, Verdict::Stop),
            (Tls, Verdict::Stop),
            (Greeting, Verdict::Stop),
            (Auth, Verdict::Stop),
            (Mail, Verdict::Stop),
            (Rcpt, Verdict::Later),
            (Data, Verdict::Later),
            (Body, Verdict::Doubt),
        ] {
            assert_eq!(judge(&Failure::lost(phase, "timeout")), wanted, "{phase:?}");
        }
    }

    #[test]
    fn waits_grow_and_vary_by_a_fifth() {
        let sources = Sources::fixed(DateTime::UNIX_EPOCH, 3);
        for (attempts, minutes) in [
            (1, 1),
            (2, 5),
            (3, 15),
            (4, 30),
            (5, 60),
            (7, 240),
            (40, 240),
        ] {
            for _ in 0..200 {
                let wait = back_off(&sources, attempts).num_milliseconds();
                let middle = minutes * 60_000;
                assert!(
                    wait >= middle * 8 / 10 && wait <= middle * 12 / 10,
                    "{wait}"
                );
            }
        }
    }

    #[test]
    fn a_kept_reply_holds_no_address() {
        let failure = Failure::reply(Phase::Rcpt, 550, "5.1.1 <sam@example.org>: unknown\r\n");
        assert_eq!(failure.to_string(), "rcpt: 550 5.1.1 … unknown");
    }
}
