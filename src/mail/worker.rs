//! The worker: takes due messages from the outbox, sends them one after the other, and writes down how each ended.
//!
//! No transaction is open while the network is used. Before the body goes out that is noted durably, so that after a
//! crash it is known which messages may have arrived (RELIABILITY rule 5): those are sent at most once more, after a
//! while, with the same Message-ID (rule 6). A fault of the server or of our settings stops the queue for a while and
//! is not counted against any message (rule 9). A message that cannot be built fails alone (rule 19).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration as Wait;

use chrono::{DateTime, Duration, Utc};
use entity::outbox;
use lettre::Address;
use sea_orm::DbErr;
use tokio::sync::{Mutex, Notify, watch};

use crate::config::Settings;
use crate::crash;
use crate::db::{self, Db};
use crate::keys::Keys;
use crate::mail::MailKind;
use crate::mail::dkim::{DkimError, Signer};
use crate::mail::first;
use crate::mail::lease::Lease;
use crate::mail::limits::{self, Limits};
use crate::mail::message::{Ready, Sender, Unbuildable};
use crate::mail::pause;
use crate::mail::queue::{self, Outcome, Standing};
use crate::mail::smtp::{Line, SmtpError};
use crate::mail::transport::Transport;
use crate::mail::verdict::{self, Failure, Verdict};
use crate::sources::Sources;

const BATCH: u32 = 10;
/// The worker looks at least this often; a stored message usually wakes it at once.
const LOOK: Wait = Wait::from_secs(5);
/// A full mailbox is tried this often again.
const DAILY_TRIES: u64 = 3;

/// How long claims and waits last.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// A claim nobody renews comes back after this.
    pub lease: Duration,
    /// How often a living worker renews its claims.
    pub heartbeat: Wait,
    /// How long a message in doubt waits before it goes out once more.
    pub doubt: Duration,
    /// The first pause of a queue that was stopped; it doubles each time, up to `longest_pause`.
    pub pause: Duration,
    pub longest_pause: Duration,
    /// How long the message in hand may take after the worker was told to stop.
    pub last_mail: Wait,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            lease: Duration::seconds(60),
            heartbeat: Wait::from_secs(15),
            doubt: Duration::minutes(15),
            pause: Duration::seconds(30),
            longest_pause: Duration::minutes(5),
            last_mail: Wait::from_secs(30),
        }
    }
}

/// Why the worker cannot be set up; each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    #[error(transparent)]
    Smtp(#[from] SmtpError),
    #[error("MAIL_FROM is not an e-mail address: {0}")]
    BadFrom(String),
    #[error(transparent)]
    Dkim(#[from] DkimError),
}

/// Sends what is in the outbox.
pub struct Mailer {
    db: Db,
    sources: Sources,
    keys: Keys,
    origin: String,
    from: Address,
    codes_from: Address,
    signer: Option<Signer>,
    transport: Transport,
    reply_to: Option<Address>,
    pub timing: Timing,
    /// How many may go out; absent where messages only go into a folder.
    limits: Option<Limits>,
    /// The first invitations of a new host wait to be looked at.
    holds_first: bool,
    post: Mutex<Post>,
}

fn address(text: &str) -> Result<Address, MailerError> {
    text.parse()
        .map_err(|_| MailerError::BadFrom(text.to_owned()))
}

/// What the worker remembers between two messages.
#[derive(Default)]
struct Post {
    line: Option<Line>,
    /// The queue is stopped until then, and why.
    stopped: Option<(DateTime<Utc>, String)>,
    stops: u32,
}

/// What one look at the outbox did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drained {
    pub sent: u32,
    pub again: u32,
    pub in_doubt: u32,
    pub bounced: u32,
    pub failed: u32,
    pub held: u32,
    pub cancelled: u32,
    pub expired: u32,
    /// The queue is stopped, for this reason.
    pub stopped: Option<String>,
}

impl Mailer {
    /// Puts the worker together from the settings.
    pub fn new(
        settings: &Settings,
        origin: &str,
        db: Db,
        sources: Sources,
        keys: Keys,
    ) -> Result<Self, MailerError> {
        let transport = Transport::from_settings(settings)?;
        let mailer =
            Self::with_transport(&settings.mail_from, origin, db, sources, keys, transport)?;
        let mailer = mailer.with_reply_to(settings.reply_to.as_deref());
        let sends = settings.smtp_url.is_some();
        let mailer = mailer.with_limits(sends.then(|| Limits::of(settings)));
        let mailer = mailer.with_first_held(settings.holds_first());
        Ok(Self {
            codes_from: address(&settings.codes_from())?,
            signer: settings.signer()?,
            ..mailer
        })
    }

    /// Puts the worker together with a transport of its own, for tests and the demo.
    pub fn with_transport(
        from: &str,
        origin: &str,
        db: Db,
        sources: Sources,
        keys: Keys,
        transport: Transport,
    ) -> Result<Self, MailerError> {
        let from = address(from)?;
        Ok(Self {
            codes_from: from.clone(),
            from,
            signer: None,
            origin: origin.to_owned(),
            db,
            sources,
            keys,
            transport,
            reply_to: None,
            timing: Timing::default(),
            limits: None,
            holds_first: false,
            post: Mutex::default(),
        })
    }

    /// Gives every message to a participant a reply address of its own under `reply_to`.
    #[must_use]
    pub fn with_reply_to(self, reply_to: Option<&str>) -> Self {
        Self {
            reply_to: reply_to.and_then(|address| address.parse().ok()),
            ..self
        }
    }

    /// Bounds how many messages go out.
    #[must_use]
    pub fn with_limits(self, limits: Option<Limits>) -> Self {
        Self { limits, ..self }
    }

    /// Lets the first invitations of a new host wait until somebody looked at them.
    #[must_use]
    pub fn with_first_held(self, holds_first: bool) -> Self {
        Self {
            holds_first,
            ..self
        }
    }

    /// Sends everything that is due now, one by one.
    pub async fn drain(&self) -> Result<Drained, DbErr> {
        let (_keep, stop) = watch::channel(false);
        self.drain_until(&stop).await
    }

    /// Sends what becomes due until `stop` turns true; then finishes the message in hand. `wake` is told when a message
    /// was stored.
    pub async fn run(&self, stop: watch::Receiver<bool>, wake: &Notify) {
        if !db::is_sqlite(&self.db) {
            self.work(stop, wake).await;
            return;
        }
        let lease = Lease::new(&self.sources);
        while !*stop.borrow() {
            if lease.wait(&self.db, &self.sources, stop.clone()).await {
                // Alone on this file: what is claimed was claimed by a process that is gone.
                if let Err(error) = queue::adopt(&self.db, &self.sources).await {
                    tracing::error!(%error, "the mail worker could not take over old claims");
                }
                tokio::select! {
                    () = self.work(stop.clone(), wake) => {}
                    () = lease.keep(&self.db, &self.sources) => {
                        tracing::error!("another process sends from this database; this one waits");
                    }
                }
            }
        }
        lease.give_back(&self.db).await;
    }

    async fn work(&self, mut stop: watch::Receiver<bool>, wake: &Notify) {
        while !*stop.borrow() {
            let next = match self.drain_until(&stop).await {
                Ok(_) => queue::next_due(&self.db).await,
                Err(error) => Err(error),
            };
            let wait = match next {
                Ok(due) => self.until(due),
                Err(error) => {
                    tracing::error!(%error, "the mail worker cannot reach the database");
                    LOOK
                }
            };
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => break,
                () = wake.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
        let mut post = self.post.lock().await;
        self.transport.close(&mut post.line).await;
    }

    fn until(&self, due: Option<DateTime<Utc>>) -> Wait {
        let wait = due.and_then(|due| (due - self.sources.now()).to_std().ok());
        // What is due already and was not sent waits for a stopped queue.
        wait.unwrap_or(LOOK).clamp(Wait::from_millis(50), LOOK)
    }

    async fn drain_until(&self, stop: &watch::Receiver<bool>) -> Result<Drained, DbErr> {
        let mut post = self.post.lock().await;
        let mut drained = Drained::default();
        while !*stop.borrow() {
            if let Some((until, why)) = &post.stopped
                && *until > self.sources.now()
            {
                drained.stopped = Some(why.clone());
                break;
            }
            post.stopped = None;
            if let Some(pause) = pause::find(&self.db.read).await? {
                drained.stopped = Some(pause.why);
                break;
            }
            // After a stop one message finds out whether the server is back.
            let n = if post.stops > 0 { 1 } else { BATCH };
            let lease = self.timing.lease;
            let rows = queue::claim(&self.db, &self.sources, n, lease).await?;
            let Some(token) = rows.first().and_then(|row| row.claim_token) else {
                break;
            };
            for row in &rows {
                self.send(row, &mut post, &mut drained, stop).await?;
                if post.stopped.is_some() || *stop.borrow() {
                    queue::release(&self.db, &self.sources, token).await?;
                    break;
                }
            }
        }
        Ok(drained)
    }

    /// Tries one row and writes down how it ended.
    async fn send(
        &self,
        row: &outbox::Model,
        post: &mut Post,
        drained: &mut Drained,
        stop: &watch::Receiver<bool>,
    ) -> Result<(), DbErr> {
        let body_went = AtomicBool::new(false);
        let ended = tokio::select! {
            ended = self.attempt(row, &mut post.line, &body_went) => Some(ended?),
            () = self.renew(row) => None,
            () = too_late(stop.clone(), self.timing.last_mail) => None,
        };
        let ended = ended.unwrap_or_else(|| {
            // The message in hand took too long after the stop. Dropping it has dropped the connection.
            let why = "stopped".to_owned();
            if body_went.load(Ordering::Relaxed) {
                Ended::plain(self.doubt(row, self.sources.now(), why))
            } else {
                Ended::plain(Outcome::Again {
                    at: self.sources.now(),
                    counted: false,
                    why,
                })
            }
        });
        if ended.stops {
            self.stop_queue(post, &ended.outcome);
        } else if ended.attempt.is_some() {
            post.stops = 0;
        }
        let outcome = match ended.outcome {
            // Known only now how long the queue stops.
            Outcome::Again { why, counted, .. } if ended.stops => Outcome::Again {
                at: post
                    .stopped
                    .as_ref()
                    .map_or(self.sources.now(), |stopped| stopped.0),
                counted,
                why,
            },
            other => other,
        };
        if queue::settle(&self.db, &self.sources, row, &outcome, ended.attempt).await? {
            log(row, &outcome);
            drained.count(&outcome);
        } else {
            tracing::warn!(outbox = %row.id, "a claim was lost before its end was written down");
        }
        drained.stopped = post.stopped.as_ref().map(|stopped| stopped.1.clone());
        Ok(())
    }

    /// Leads one row as far as it gets.
    async fn attempt(
        &self,
        row: &outbox::Model,
        line: &mut Option<Line>,
        body_went: &AtomicBool,
    ) -> Result<Ended, DbErr> {
        let now = self.sources.now();
        let Some(kind) = MailKind::parse(&row.kind) else {
            return Ok(Ended::plain(Outcome::Failed("unknown kind".to_owned())));
        };
        if let Some(since) = row.transmitting_at {
            let why = "the worker ended while the message went out".to_owned();
            return Ok(Ended::plain(self.doubt(row, since, why)));
        }
        if row.made_at + kind.expires_after() <= now {
            return Ok(Ended::plain(Outcome::Expired));
        }
        let around = match queue::standing(&self.db.read, row, kind, now).await? {
            Standing::Send(around) => around,
            other => return Ok(Ended::plain(self.not_now(&other))),
        };
        if let Some(chain) = row.chain
            && self.holds_first
            && kind.is_invitation()
            && first::is_new(&self.db.read, chain).await?
        {
            return Ok(Ended::plain(self.not_now(&Standing::Wait(first::WAITS))));
        }
        if let Some(full) = self.full(row, kind, now).await? {
            return Ok(Ended::plain(full));
        }
        let sender = Sender {
            keys: &self.keys,
            origin: &self.origin,
            from: &self.from,
            codes_from: &self.codes_from,
            signer: self.signer.as_ref(),
            now,
            reply_to: self.reply_to.as_ref(),
        };
        let built = catch_unwind(AssertUnwindSafe(|| sender.build(row, &around)));
        let ready: Ready = match built {
            Ok(Ok(ready)) => ready,
            // With the right key it can be sent after all.
            Ok(Err(error @ (Unbuildable::Unreadable | Unbuildable::Unsigned(_)))) => {
                return Ok(Ended::plain(Outcome::Held(error.to_string())));
            }
            Ok(Err(error)) => return Ok(Ended::plain(Outcome::Failed(error.to_string()))),
            Err(_) => return Ok(Ended::plain(Outcome::Failed("panic".to_owned()))),
        };
        crash::point("mail-built");
        if let Err(failure) = self.transport.offer(line, &ready).await {
            return self.judged(row, &failure).await;
        }
        crash::point("mail-offered");
        match queue::transmit(&self.db, &self.sources, row, kind).await? {
            Some(Standing::Send(_)) => {}
            against => {
                // The server waits for a body that does not come: hang up.
                *line = None;
                let outcome = against.map_or_else(
                    || Outcome::Cancelled("taken back".to_owned()),
                    |standing| self.not_now(&standing),
                );
                return Ok(Ended::plain(outcome));
            }
        }
        body_went.store(true, Ordering::Relaxed);
        crash::point("transmitting");
        let handed = self.transport.hand_over(line, &ready, now).await;
        crash::point("mail-accepted");
        match handed {
            Ok(reply) => Ok(Ended {
                outcome: Outcome::Sent(reply),
                attempt: Some(("sent", Some(250))),
                stops: false,
            }),
            Err(failure) => self.judged(row, &failure).await,
        }
    }

    /// Lets a message wait, with all that are like it, where as many went out as may.
    async fn full(
        &self,
        row: &outbox::Model,
        kind: MailKind,
        now: DateTime<Utc>,
    ) -> Result<Option<Outcome>, DbErr> {
        let Some(limits) = &self.limits else {
            return Ok(None);
        };
        let Some(full) = limits::reached(&self.db.read, limits, (row, kind), now).await? else {
            return Ok(None);
        };
        let waiting = limits::wait_with(&self.db, &self.sources, (row, &full)).await?;
        tracing::info!(limit = full.why, until = %full.until, waiting, "messages wait");
        Ok(Some(Outcome::Again {
            at: full.until,
            counted: false,
            why: full.why.to_owned(),
        }))
    }

    async fn judged(&self, row: &outbox::Model, failure: &Failure) -> Result<Ended, DbErr> {
        let why = failure.to_string();
        let now = self.sources.now();
        let verdict = verdict::judge(failure);
        let again = |at| Outcome::Again {
            at,
            counted: verdict != Verdict::Stop,
            why: why.clone(),
        };
        let outcome = match verdict {
            Verdict::Stop => again(now),
            Verdict::Later => again(now + verdict::back_off(&self.sources, row.attempts)),
            Verdict::Daily => {
                let before = queue::times_said(&self.db, row.id, failure).await?;
                if before < DAILY_TRIES {
                    again(now + Duration::days(1))
                } else {
                    Outcome::Failed(why)
                }
            }
            Verdict::Bounced => Outcome::Bounced(why),
            Verdict::Hold => Outcome::Held(why),
            Verdict::Doubt => self.doubt(row, now, why),
        };
        Ok(Ended {
            outcome,
            attempt: Some((failure.phase.as_str(), failure.code)),
            stops: verdict == Verdict::Stop,
        })
    }

    /// Decides about a message that may have arrived; its body went out at `since`.
    fn doubt(&self, row: &outbox::Model, since: DateTime<Utc>, why: String) -> Outcome {
        if !MailKind::parse(&row.kind).is_some_and(verdict::may_repeat) {
            return Outcome::Failed(why);
        }
        if row.in_doubt_at.is_some() {
            return Outcome::Held(why);
        }
        Outcome::Doubt {
            at: since + self.timing.doubt,
            why,
        }
    }

    fn not_now(&self, standing: &Standing) -> Outcome {
        match standing {
            Standing::Cancel(why) => Outcome::Cancelled((*why).to_owned()),
            Standing::Wait(why) => Outcome::Again {
                at: self.sources.now() + queue::PAUSED,
                counted: false,
                why: (*why).to_owned(),
            },
            Standing::Send(_) => Outcome::Again {
                at: self.sources.now(),
                counted: false,
                why: String::new(),
            },
        }
    }

    fn stop_queue(&self, post: &mut Post, outcome: &Outcome) {
        let doubled = self.timing.pause * 2_i32.pow(post.stops.min(8));
        post.stops += 1;
        let until = self.sources.now() + doubled.min(self.timing.longest_pause);
        let why = match outcome {
            Outcome::Again { why, .. } => why.clone(),
            _ => String::new(),
        };
        tracing::error!(why, %until, "the mail queue is stopped");
        post.stopped = Some((until, why));
    }

    /// Keeps the claim alive while a message is in hand; never ends.
    async fn renew(&self, row: &outbox::Model) {
        let Some(token) = row.claim_token else {
            return std::future::pending().await;
        };
        loop {
            tokio::time::sleep(self.timing.heartbeat).await;
            let lease = self.timing.lease;
            if let Err(error) = queue::renew(&self.db, &self.sources, token, lease).await {
                tracing::warn!(%error, "a mail claim could not be renewed");
            }
        }
    }
}

/// How a row ended, with the try that was made.
struct Ended {
    outcome: Outcome,
    attempt: Option<(&'static str, Option<u16>)>,
    /// The queue has to stop for a while.
    stops: bool,
}

impl Ended {
    fn plain(outcome: Outcome) -> Self {
        Self {
            outcome,
            attempt: None,
            stops: false,
        }
    }
}

impl Drained {
    fn count(&mut self, outcome: &Outcome) {
        *match outcome {
            Outcome::Sent(_) => &mut self.sent,
            Outcome::Again { .. } => &mut self.again,
            Outcome::Doubt { .. } => &mut self.in_doubt,
            Outcome::Bounced(_) => &mut self.bounced,
            Outcome::Failed(_) => &mut self.failed,
            Outcome::Held(_) => &mut self.held,
            Outcome::Cancelled(_) => &mut self.cancelled,
            Outcome::Expired => &mut self.expired,
        } += 1;
    }
}

/// Tells the log how a message ended: its id and kind, never an address.
fn log(row: &outbox::Model, outcome: &Outcome) {
    let (id, kind) = (row.id, row.kind.as_str());
    match outcome {
        Outcome::Sent(_) => tracing::info!(%id, kind, "a message was sent"),
        Outcome::Again { why, .. } => tracing::info!(%id, kind, why, "a message waits"),
        Outcome::Cancelled(why) => tracing::info!(%id, kind, why, "a message is not sent"),
        Outcome::Expired => tracing::warn!(%id, kind, "a message is too old to be sent"),
        Outcome::Doubt { why, .. } => tracing::warn!(%id, kind, why, "a message is in doubt"),
        Outcome::Bounced(why) | Outcome::Failed(why) | Outcome::Held(why) => {
            tracing::warn!(%id, kind, why, "a message could not be sent");
        }
    }
}

/// Ends this long after `stop` turned true.
async fn too_late(mut stop: watch::Receiver<bool>, after: Wait) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        // Nobody can say stop any more.
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(after).await;
}
