//! Whether a message may go out at this moment: looked up when it is taken in hand, and once more before its body goes.
//!
//! What may stand against it is read from the rows themselves and not from what the sender once knew: somebody who
//! stopped, a link that was renewed, a chain that was closed, a reminder of what was done meanwhile.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use entity::shared::{Contact, Rules};
use entity::{link, outbox};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, Statement,
};

use crate::mail::message::{Around, LiveLink};
use crate::mail::{MailKind, QUIETLY, quiet};

/// Whether a message may go out now (rule 12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    Send(Around),
    /// Not now, for this reason.
    Wait(&'static str),
    /// Never, for this reason.
    Cancel(&'static str),
}

#[derive(FromQueryResult)]
struct Facts {
    host: Option<String>,
    contact: Option<Contact>,
    chain_closed_at: Option<DateTime<Utc>>,
    chain_paused_at: Option<DateTime<Utc>>,
    conversation_ended_at: Option<DateTime<Utc>>,
    stopped_at: Option<DateTime<Utc>>,
    erased_at: Option<DateTime<Utc>>,
    link_generation: Option<i32>,
    link_revoked_at: Option<DateTime<Utc>>,
    link_ends_at: Option<DateTime<Utc>>,
    code_used_at: Option<DateTime<Utc>>,
    code_expires_at: Option<DateTime<Utc>>,
    suppressed: i64,
    rules: Option<Rules>,
    time_zone: Option<String>,
    acted: i64,
}

const FACTS: &str = "SELECT h.name AS host, h.contact AS contact, \
    c.closed_at AS chain_closed_at, c.paused_at AS chain_paused_at, v.ended_at AS conversation_ended_at, \
    p.stopped_at AS stopped_at, p.erased_at AS erased_at, \
    l.generation AS link_generation, l.revoked_at AS link_revoked_at, l.ends_at AS link_ends_at, \
    s.used_at AS code_used_at, s.expires_at AS code_expires_at, \
    (SELECT COUNT(*) FROM suppression x WHERE x.address_hmac = o.recipient_index \
     AND (x.until IS NULL OR x.until > $2)) AS suppressed, \
    c.rules AS rules, h.time_zone AS time_zone, \
    (CASE o.kind \
     WHEN 'remind-start' THEN CASE WHEN p.agreed_at IS NOT NULL THEN 1 ELSE 0 END \
     WHEN 'remind-answer' THEN CASE WHEN v.agreed_at IS NOT NULL OR v.ended_at IS NOT NULL OR v.expires_at <= $2 THEN 1 ELSE 0 END \
     WHEN 'remind-contact' THEN CASE WHEN v.contacted_at IS NOT NULL OR v.ended_at IS NOT NULL OR v.agreed_at IS NULL THEN 1 ELSE 0 END \
     WHEN 'remind-write' THEN CASE WHEN v.recorded_at IS NOT NULL OR v.ended_at IS NOT NULL THEN 1 ELSE 0 END \
     WHEN 'remind-pass-on' THEN CASE WHEN p.finished_at IS NOT NULL \
      OR EXISTS (SELECT 1 FROM conversation w WHERE w.initiator = p.id AND w.ended_at IS NULL) \
      OR EXISTS (SELECT 1 FROM nomination n WHERE n.initiator = p.id AND n.made_at >= o.made_at) THEN 1 ELSE 0 END \
     ELSE 0 END) AS acted \
    FROM outbox o LEFT JOIN chain c ON c.id = o.chain LEFT JOIN host h ON h.id = c.host \
    LEFT JOIN conversation v ON v.id = o.conversation LEFT JOIN participant p ON p.id = o.participant \
    LEFT JOIN link l ON l.id = o.link LEFT JOIN sign_in s ON s.id = o.sign_in WHERE o.id = $1";

impl Facts {
    /// Says why the message must not go out, if so. The words are keys; pages turn them into sentences.
    fn against(&self, row: &outbox::Model, kind: MailKind, now: DateTime<Utc>) -> Option<Standing> {
        let over = |at: Option<DateTime<Utc>>| at.is_some_and(|at| at <= now);
        let link_dead = row.link.is_some()
            && (self.link_generation != row.generation
                || self.link_revoked_at.is_some()
                || over(self.link_ends_at));
        let reasons = [
            (self.erased_at.is_some(), "erased"),
            // The list is for messages that others cause; an organiser asks for theirs at this very minute.
            (
                row.participant.is_some() && self.suppressed > 0,
                "suppressed",
            ),
            (
                self.stopped_at.is_some() && !matches!(kind, MailKind::NewLink | MailKind::ActCode),
                "stopped",
            ),
            (link_dead, "link-ended"),
            (
                kind.is_invitation() && self.chain_closed_at.is_some(),
                "chain-closed",
            ),
            (
                kind == MailKind::Invite && self.conversation_ended_at.is_some(),
                "conversation-ended",
            ),
            // The change took it back already, unless the two came at the same moment.
            (self.acted > 0, "acted"),
            (
                kind.is_reminder() && self.chain_closed_at.is_some(),
                "chain-closed",
            ),
            (
                row.sign_in.is_some()
                    && (self.code_used_at.is_some() || over(self.code_expires_at)),
                "code-over",
            ),
        ];
        if let Some((_, reason)) = reasons.into_iter().find(|(holds, _)| *holds) {
            return Some(Standing::Cancel(reason));
        }
        let waits = kind.is_invitation() || kind.is_reminder();
        if waits && self.chain_paused_at.is_some() {
            return Some(Standing::Wait("chain-paused"));
        }
        let zone = self.time_zone.as_deref().and_then(|zone| zone.parse().ok());
        let quiet = row.idempotency_key.ends_with(QUIETLY)
            && self
                .rules
                .as_ref()
                .is_some_and(|rules| quiet::is_quiet(rules, zone.unwrap_or(Tz::UTC), now));
        quiet.then_some(Standing::Wait("quiet-hours"))
    }
}

/// Looks up whether `row` may go out now, and what its headers need.
pub async fn standing(
    conn: &impl ConnectionTrait,
    row: &outbox::Model,
    kind: MailKind,
    now: DateTime<Utc>,
) -> Result<Standing, DbErr> {
    let values = [row.id.into(), now.into()];
    let sql = Statement::from_sql_and_values(conn.get_database_backend(), FACTS, values);
    let Some(facts) = Facts::find_by_statement(sql).one(conn).await? else {
        return Ok(Standing::Cancel("gone"));
    };
    if let Some(against) = facts.against(row, kind, now) {
        return Ok(against);
    }
    let links = match row.participant {
        None => Vec::new(),
        Some(participant) => {
            link::Entity::find()
                .filter(link::Column::Participant.eq(participant))
                .filter(link::Column::RevokedAt.is_null())
                .all(conn)
                .await?
        }
    };
    Ok(Standing::Send(Around {
        host: facts.host,
        reply_to: facts
            .contact
            .map(|contact| contact.email)
            .filter(|email| !email.is_empty()),
        links: links
            .into_iter()
            .map(|row| LiveLink {
                id: row.id,
                kind: row.kind,
                generation: row.generation,
            })
            .collect(),
    }))
}
