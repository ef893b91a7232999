//! How many messages may go out: a minute, a minute to one domain, a day from one chain, and how many invitations a day
//! (RELIABILITY rules 13 and 33).
//!
//! Nothing is remembered between two messages. What went out is counted in the outbox, by when each body went, so a
//! restart or a second process changes nothing. Processes count without holding each other up: together they may pass a
//! limit by one message for each process beyond the first.
//!
//! Sign-in codes are counted and never made to wait: somebody asked for one this minute. Waiting is not a try, and where
//! it takes days, not ageing either.

use chrono::{DateTime, Duration, Utc};
use entity::outbox;
use sea_orm::sea_query::{Expr, IntoCondition};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::MailKind;
use super::queue::open;
use crate::config::Settings;
use crate::db::Db;
use crate::sources::Sources;

/// The most messages that may go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A minute, to everyone.
    pub minute: u32,
    /// A minute, to one domain.
    pub domain: u32,
    /// A day, from one chain.
    pub chain: u32,
    /// Invitations a day, from one chain.
    pub chain_invitations: u32,
    /// Invitations a day, from the whole server.
    pub invitations: u32,
}

impl Limits {
    pub const fn of(settings: &Settings) -> Self {
        Self {
            minute: settings.mail_per_minute,
            domain: settings.mail_per_domain,
            chain: settings.mail_per_chain,
            chain_invitations: settings.invitations_per_chain,
            invitations: settings.invitations_per_day,
        }
    }
}

/// A limit that is reached.
#[derive(Clone, Debug)]
pub struct Full {
    /// When the next message like this may go.
    pub until: DateTime<Utc>,
    /// The key of the words that say so.
    pub why: &'static str,
    alike: Condition,
    /// Those who wait for days do not grow old by it.
    ages: bool,
}

/// Tells whether a message has to wait, and until when. The limit that lasts longest is told.
pub async fn reached(
    conn: &impl ConnectionTrait,
    limits: &Limits,
    (row, kind): (&outbox::Model, MailKind),
    now: DateTime<Utc>,
) -> Result<Option<Full>, DbErr> {
    if kind.is_code() {
        return Ok(None);
    }
    let (minute, day) = (Duration::minutes(1), Duration::days(1));
    let everyone = Condition::all();
    let domain = row.recipient_domain.clone();
    let domain = domain.map(|domain| outbox::Column::RecipientDomain.eq(domain));
    let chain = row.chain.map(|chain| outbox::Column::Chain.eq(chain));
    let asks = kind.is_invitation();
    let checks = [
        (
            asks.then(invitations),
            limits.invitations,
            day,
            "limit-invitations",
        ),
        (
            chain
                .clone()
                .filter(|_| asks)
                .map(|chain| invitations().add(chain)),
            limits.chain_invitations,
            day,
            "limit-chain-invitations",
        ),
        (
            chain.map(IntoCondition::into_condition),
            limits.chain,
            day,
            "limit-chain",
        ),
        (Some(everyone), limits.minute, minute, "limit-minute"),
        (
            domain.map(IntoCondition::into_condition),
            limits.domain,
            minute,
            "limit-domain",
        ),
    ];
    for (alike, most, window, why) in checks {
        let Some(alike) = alike else { continue };
        let oldest = nth_last(conn, &alike, most, now - window).await?;
        if let Some(oldest) = oldest {
            return Ok(Some(Full {
                until: oldest + window,
                why,
                alike,
                ages: window == day,
            }));
        }
    }
    Ok(None)
}

fn invitations() -> Condition {
    let kinds = MailKind::ALL.iter().filter(|kind| kind.is_invitation());
    outbox::Column::Kind
        .is_in(kinds.map(|kind| kind.as_str()))
        .into_condition()
}

/// Returns when the body of the `most`th last such message went, if that was after `since`: when that one is out of the
/// window, there is room for one more.
async fn nth_last(
    conn: &impl ConnectionTrait,
    alike: &Condition,
    most: u32,
    since: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let found: Option<Option<DateTime<Utc>>> = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::TransmittingAt)
        .filter(outbox::Column::TransmittingAt.gt(since))
        .filter(alike.clone())
        .order_by_desc(outbox::Column::TransmittingAt)
        .offset(u64::from(most.saturating_sub(1)))
        .limit(1)
        .into_tuple()
        .one(conn)
        .await?;
    Ok(found.flatten())
}

/// Lets everything that is held up by the same limit wait with it, so that the worker does not look at each in vain.
pub async fn wait_with(
    db: &Db,
    sources: &Sources,
    (row, full): (&outbox::Model, &Full),
) -> Result<u64, DbErr> {
    use outbox::Column as C;
    let codes = MailKind::ALL.iter().filter(|kind| kind.is_code());
    // What another process has in hand finds out for itself.
    let free = Condition::any()
        .add(C::ClaimToken.is_null())
        .add(C::Id.eq(row.id));
    let mut update = outbox::Entity::update_many()
        .col_expr(C::NextAttemptAt, Expr::value(full.until))
        .col_expr(C::LastReply, Expr::value(Some(full.why.to_owned())));
    if full.ages {
        update = update.col_expr(C::MadeAt, Expr::value(sources.now()));
    }
    let done = update
        .filter(open())
        .filter(full.alike.clone())
        .filter(C::Kind.is_not_in(codes.map(|kind| kind.as_str())))
        .filter(free)
        .filter(C::InDoubtAt.is_null())
        .filter(C::NextAttemptAt.lt(full.until))
        .exec(&db.write)
        .await?;
    Ok(done.rows_affected)
}
