//! Whom a change in a conversation is told to, and in which message.

use chrono::{DateTime, Duration, Utc};
use entity::shared::Way;
use entity::{conversation, participant};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use super::nominate::{Turn, turn};
use crate::chain::Face;
use crate::i18n::{Arg, Words};
use crate::mail::{self, ACT, MailKind, To};
use crate::means::Means;
use crate::people::{self, Channel, emails, links};

mod previews;

pub use previews::{Preview, preview_closing, preview_handing_on, preview_invite, preview_match};

/// By when an initiator is asked to get in touch.
pub const CONTACT_WITHIN: Duration = Duration::days(10);

/// The invitation to the next person. `n` counts the times it was sent: to another address it is a new message.
pub fn invite(
    face: &Face,
    initiator: &participant::Model,
    partner: &participant::Model,
    address: &str,
    conversation: &conversation::Model,
    n: i32,
) -> emails::Draft {
    let w = Words::of(&partner.language);
    let ends = w.date(conversation.expires_at, face.zone());
    let forgotten = w.date(conversation.forget_at, face.zone());
    let inviter = people::shown_name(initiator);
    let first = people::first_name(initiator);
    let args: &[(&'static str, &dyn Arg)] = &[
        ("inviter", &inviter),
        ("first", &first),
        ("topic", &face.words.topic),
        ("ends", &ends),
        ("forgotten", &forgotten),
        ("by", &named_by(partner)),
        ("host", &face.host.name),
    ];
    let key = format!("invite:{}:{n}", conversation.id);
    let draft = emails::write(face, partner, address, MailKind::Invite, args, key);
    emails::Draft {
        conversation: Some(conversation.id),
        ..draft
    }
}

/// Returns who named somebody: an organiser, for a person who asked for it, or the initiator.
fn named_by(partner: &participant::Model) -> &'static str {
    if partner.source == "organiser" {
        "host"
    } else {
        "person"
    }
}

/// Somebody said yes: the initiator is told after five minutes, the person gets a thank-you with it.
pub async fn tell_of_yes(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    partner: &participant::Model,
    c: &conversation::Model,
) -> Result<bool, DbErr> {
    let Some(initiator) = people::find(txn, c.initiator).await? else {
        return Ok(false);
    };
    // A person who says yes, takes it back and says yes again is a new yes.
    let key = format!("{}:{}", c.id, means.now().timestamp());
    let kinds = (MailKind::SaidYes, MailKind::ThankYou);
    let due = means.now() + means.undo;
    introduce(
        txn,
        means,
        face,
        (&initiator, partner),
        c,
        kinds,
        None,
        &key,
        due,
    )
    .await
}

/// Somebody said no, stopped, or did not answer: the initiator may choose again.
pub async fn tell_of_no(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    c: &conversation::Model,
) -> Result<bool, DbErr> {
    // "Choose somebody else" is no longer true once the chain is closed.
    if face.chain.closed_at.is_some() {
        return Ok(false);
    }
    let Some((initiator, partner)) = both(txn, c).await? else {
        return Ok(false);
    };
    let draft = said_no(face, &initiator, &partner);
    let (key, now) = (c.id.to_string(), means.now());
    send(txn, means, &initiator, draft, c, &key, now).await
}

fn said_no(
    face: &Face,
    initiator: &participant::Model,
    partner: &participant::Model,
) -> emails::Draft {
    let name = people::first_name(partner);
    unsent(face, initiator, MailKind::SaidNo, &[("partner", &name)])
}

fn reserve_asked(face: &Face, initiator: &participant::Model, name: &str) -> emails::Draft {
    let first = Words::of(&initiator.language).t("second-mail-first");
    let reserve = people::name::first(name);
    let args: &[(&'static str, &dyn Arg)] = &[("partner", &first), ("reserve", &reserve)];
    unsent(face, initiator, MailKind::ReserveAsked, args)
}

fn left_alone(
    face: &Face,
    initiator: &participant::Model,
    partner: &participant::Model,
) -> emails::Draft {
    let name = people::first_name(initiator);
    unsent(face, partner, MailKind::LeftAlone, &[("initiator", &name)])
}

/// What an organiser does for somebody whose initiator is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handed {
    /// Somebody else steps in.
    Found,
    /// They wait for somebody.
    Waits,
    /// They are asked what they would like.
    Asked,
}

impl Handed {
    const fn key(self) -> &'static str {
        match self {
            Self::Found => "handed-mail-found",
            Self::Waits => "handed-mail-waits",
            Self::Asked => "handed-mail-asked",
        }
    }
}

fn handed_on(
    face: &Face,
    initiator: &participant::Model,
    partner: &participant::Model,
    handed: Handed,
) -> emails::Draft {
    let name = people::first_name(partner);
    let w = Words::of(&initiator.language);
    let why = w.with(handed.key(), &[("partner", &name)]);
    let args: &[(&'static str, &dyn Arg)] = &[("why", &why), ("partner", &name)];
    unsent(face, initiator, MailKind::HandedOn, args)
}

/// An organiser helps somebody who said yes in another way: the initiator, who was silent, is told so without blame, and
/// may choose again.
pub async fn tell_of_handing_on(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    c: &conversation::Model,
    handed: Handed,
) -> Result<bool, DbErr> {
    let Some((initiator, partner)) = both(txn, c).await? else {
        return Ok(false);
    };
    if face.chain.closed_at.is_some() {
        return Ok(false);
    }
    let draft = handed_on(face, &initiator, &partner, handed);
    let (key, now) = (c.id.to_string(), means.now());
    send(txn, means, &initiator, draft, c, &key, now).await
}

/// Somebody said no or did not answer, and the second name was asked. The message is about the new conversation, so
/// that it is emptied with it, and does not name the person who cannot.
pub async fn tell_of_reserve(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    initiator: &participant::Model,
    c: &conversation::Model,
    name: &str,
) -> Result<bool, DbErr> {
    let draft = reserve_asked(face, initiator, name);
    let (key, now) = (c.id.to_string(), means.now());
    send(txn, means, initiator, draft, c, &key, now).await
}

/// Two people were joined from the pool: the initiator learns how to begin, the partner who gets in touch. Only an
/// initiator who asked for it themselves (`way` tells) is told that they did.
pub async fn tell_of_match(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    initiator: &participant::Model,
    partner: &participant::Model,
    c: &conversation::Model,
    way: Way,
) -> Result<(), DbErr> {
    let kinds = (MailKind::Matched, MailKind::SomebodyForYou);
    let why = why_matched(way == Way::Pool);
    let (people, key) = ((initiator, partner), c.id.to_string());
    introduce(
        txn,
        means,
        face,
        people,
        c,
        kinds,
        Some(why),
        &key,
        means.now(),
    )
    .await?;
    Ok(())
}

const fn why_matched(asked: bool) -> &'static str {
    if asked {
        "matched-mail-asked"
    } else {
        "matched-mail-found"
    }
}

/// Tells the initiator how to reach the partner, and the partner who gets in touch, each in their own message and
/// language. `why` are the words that tell the initiator why, where their message does. Returns whether the partner's is
/// a new one.
#[expect(
    clippy::too_many_arguments,
    reason = "two messages are who, what, about which conversation, and when"
)]
async fn introduce(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    (initiator, partner): (&participant::Model, &participant::Model),
    c: &conversation::Model,
    (how, who): (MailKind, MailKind),
    why: Option<&str>,
    key: &str,
    due: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let (how, who) = introductions(means, face, (initiator, partner), (how, who), why);
    send(txn, means, initiator, how, c, key, due).await?;
    send(txn, means, partner, who, c, key, due).await
}

/// Writes the two messages by which two people are introduced.
fn introductions(
    means: &Means,
    face: &Face,
    (initiator, partner): (&participant::Model, &participant::Model),
    (how, who): (MailKind, MailKind),
    why: Option<&str>,
) -> (emails::Draft, emails::Draft) {
    let prefs = people::details(means, partner).unwrap_or_default().prefs;
    let channel = prefs.channel.unwrap_or(Channel::Host).as_str();
    let (by, zone) = (means.now() + CONTACT_WITHIN, face.zone());

    let w = Words::of(&initiator.language);
    let (name, day) = (people::first_name(partner), w.date(by, zone));
    let (way, when) = (w.t(&format!("channel-{channel}")), when(&w, &prefs.times));
    let why = why.map_or_else(String::new, |key| w.t(key));
    let args: &[(&'static str, &dyn Arg)] = &[
        ("why", &why),
        ("partner", &name),
        ("way", &way),
        ("when", &when),
        ("by", &day),
    ];
    let how = unsent(face, initiator, how, args);

    let w = Words::of(&partner.language);
    let (name, day) = (people::first_name(initiator), w.date(by, zone));
    let args: &[(&'static str, &dyn Arg)] = &[("initiator", &name), ("by", &day)];
    (how, unsent(face, partner, who, args))
}

/// The initiator of somebody who said yes cannot go on: the partner is asked what they would like now.
pub async fn tell_of_leaving(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    c: &conversation::Model,
) -> Result<bool, DbErr> {
    let Some((initiator, partner)) = both(txn, c).await? else {
        return Ok(false);
    };
    let draft = left_alone(face, &initiator, &partner);
    let (key, now) = (c.id.to_string(), means.now());
    send(txn, means, &partner, draft, c, &key, now).await
}

/// The record is written: the partner is asked to check it; when nothing was kept, it is simply their turn.
pub async fn tell_of_record(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    c: &conversation::Model,
    nothing_kept: bool,
) -> Result<bool, DbErr> {
    if nothing_kept {
        return tell_of_turn(txn, means, face, c).await;
    }
    let Some((initiator, partner)) = both(txn, c).await? else {
        return Ok(false);
    };
    let w = Words::of(&partner.language);
    let by = w.date(
        means.now() + Duration::days(i64::from(face.chain.rules.check_days)),
        face.zone(),
    );
    let name = people::first_name(&initiator);
    let args: &[(&'static str, &dyn Arg)] = &[("initiator", &name), ("by", &by)];
    let key = format!("{}:{}", c.id, means.now().timestamp());
    tell(
        txn,
        means,
        face,
        &partner,
        MailKind::RecordToCheck,
        args,
        c,
        &key,
        means.now() + means.undo,
    )
    .await
}

/// The points of a chat were changed after they were shown: the other of the two is told, once an hour at most, and not
/// before what was done can no longer be undone. A message that waits already tells of this change too.
pub async fn tell_of_change(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    c: &conversation::Model,
    by: uuid::Uuid,
) -> Result<bool, DbErr> {
    let Some((initiator, partner)) = both(txn, c).await? else {
        return Ok(false);
    };
    let (by, other) = if by == c.initiator {
        (initiator, partner)
    } else {
        (partner, initiator)
    };
    let kind = MailKind::RecordChanged;
    let last = mail::find_last(txn, c.id, other.id, kind).await?;
    if last.as_ref().is_some_and(mail::is_waiting) {
        return Ok(false);
    }
    let Some((address, to)) = reach(txn, means, &other).await? else {
        return Ok(false);
    };
    let soon = means.now() + means.undo;
    let due = last.map_or(soon, |last| {
        soon.max(last.sent_at.unwrap_or(last.made_at) + Duration::hours(1))
    });
    let name = people::first_name(&by);
    let key = format!(
        "{}:{}:{}:{}",
        kind.as_str(),
        c.id,
        other.id,
        means.now().timestamp_millis()
    );
    let link = format!("{ACT}/chat/{}/points", c.id);
    let args: &[(&'static str, &dyn Arg)] = &[("partner", &name)];
    let draft = emails::write_with_link(face, &other, &address, kind, args, &link, key);
    let draft = emails::Draft {
        conversation: Some(c.id),
        ..draft
    };
    let stored = mail::enqueue(txn, &means.sources, &means.keys, draft.finish(to, due)).await?;
    Ok(stored.is_some())
}

/// It is the partner's turn to choose somebody, if they still may.
pub async fn tell_of_turn(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    c: &conversation::Model,
) -> Result<bool, DbErr> {
    let Some((initiator, partner)) = both(txn, c).await? else {
        return Ok(false);
    };
    if !matches!(turn(txn, face, &partner).await?, Turn::Open(_)) {
        return Ok(false);
    }
    let name = people::first_name(&initiator);
    let args: &[(&'static str, &dyn Arg)] = &[("initiator", &name)];
    let key = format!("{}:{}", c.id, means.now().timestamp());
    tell(
        txn,
        means,
        face,
        &partner,
        MailKind::YourTurn,
        args,
        c,
        &key,
        means.now() + means.undo,
    )
    .await
}

/// The invitation came back: the initiator is asked to look at the address.
pub async fn tell_of_bounce(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    c: &conversation::Model,
    bounced_at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let Some((initiator, partner)) = both(txn, c).await? else {
        return Ok(false);
    };
    let name = people::first_name(&partner);
    let args: &[(&'static str, &dyn Arg)] = &[("partner", &name)];
    let key = format!("{}:{}", c.id, bounced_at.timestamp());
    tell(
        txn,
        means,
        face,
        &initiator,
        MailKind::CouldNotReach,
        args,
        c,
        &key,
        means.now(),
    )
    .await
}

/// A person's part is done.
pub async fn tell_of_end(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    talked: u64,
) -> Result<(), DbErr> {
    let Some((address, to)) = reach(txn, means, person).await? else {
        return Ok(());
    };
    let args: &[(&'static str, &dyn Arg)] = &[("count", &talked)];
    let key = format!("part-done:{}", person.id);
    let draft = emails::write(face, person, &address, MailKind::PartDone, args, key);
    mail::enqueue(
        txn,
        &means.sources,
        &means.keys,
        draft.finish(to, means.now() + means.undo),
    )
    .await?;
    Ok(())
}

/// Finds the two people of a conversation.
async fn both(
    conn: &impl ConnectionTrait,
    c: &conversation::Model,
) -> Result<Option<(participant::Model, participant::Model)>, DbErr> {
    let mut people = people::find_all(conn, [c.initiator, c.partner]).await?;
    let (initiator, partner) = (people.remove(&c.initiator), people.remove(&c.partner));
    Ok(initiator.zip(partner))
}

/// Returns a person's address and link, unless they cannot or do not want to be written to.
pub async fn reach(
    conn: &impl ConnectionTrait,
    means: &Means,
    person: &participant::Model,
) -> Result<Option<(String, To)>, DbErr> {
    if person.erased_at.is_some() || person.stopped_at.is_some() {
        return Ok(None);
    }
    let address = people::details(means, person).ok().and_then(|d| d.email);
    let link = links::find_live(conn, person.id, entity::shared::LinkKind::Act).await?;
    Ok(address.zip(link.as_ref().map(To::participant)))
}

/// Stores a message about a conversation. Returns whether it is a new one.
#[expect(
    clippy::too_many_arguments,
    reason = "a message is who, what, about which conversation, and when"
)]
async fn tell(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    kind: MailKind,
    args: &[(&'static str, &dyn Arg)],
    c: &conversation::Model,
    key: &str,
    due: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let draft = unsent(face, person, kind, args);
    send(txn, means, person, draft, c, key, due).await
}

/// Writes a message that has no address yet.
fn unsent(
    face: &Face,
    person: &participant::Model,
    kind: MailKind,
    args: &[(&'static str, &dyn Arg)],
) -> emails::Draft {
    emails::write(face, person, "", kind, args, String::new())
}

/// Stores a message about a conversation that was written before. Returns whether it is a new one.
async fn send(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    draft: emails::Draft,
    c: &conversation::Model,
    key: &str,
    due: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let Some((address, to)) = reach(txn, means, person).await? else {
        return Ok(false);
    };
    let draft = emails::Draft {
        address,
        key: format!("{}:{key}", draft.kind.as_str()),
        conversation: Some(c.id),
        ..draft
    };
    Ok(
        mail::enqueue(txn, &means.sources, &means.keys, draft.finish(to, due))
            .await?
            .is_some(),
    )
}

/// Returns the times a person ticked, in words.
pub fn when(w: &Words, times: &[String]) -> String {
    let known = people::TIMES
        .iter()
        .filter(|time| times.iter().any(|t| t == *time));
    let words: Vec<String> = known.map(|time| w.t(&format!("when-{time}"))).collect();
    if words.is_empty() {
        w.t("when-any")
    } else {
        words.join(", ")
    }
}
