//! Choosing the next person, and taking that back.

use chrono::Duration;
use entity::shared::{ConsentTo, Door, EndedWhy, LinkKind, Way};
use entity::{conversation, nomination, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter,
};
use uuid::Uuid;

use super::{NewConversation, Outcome, emails, find_incoming, insert, list_outgoing};
use crate::chain::Face;
use crate::erasure;
use crate::mail::{self, MailKind, To};
use crate::means::Means;
use crate::people::{self, Agreed, FORGET_AFTER, links};

/// Whether a person may choose somebody now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// They may; this is their n-th conversation, from 1.
    Open(i32),
    /// Not yet: their own conversation is not written down, or (a first person) they have not said yes.
    NotYet,
    /// One they asked has not been recorded yet.
    Busy,
    /// They have had all their turns, or do not want more.
    Over,
    /// The chain takes nobody in now.
    ChainShut,
}

/// Works out whether a person may choose somebody now (I6).
pub async fn turn(
    conn: &impl ConnectionTrait,
    face: &Face,
    person: &participant::Model,
) -> Result<Turn, DbErr> {
    let out = list_outgoing(conn, person.id).await?;
    let live: Vec<_> = out.iter().filter(|c| c.ended_at.is_none()).collect();
    if live.iter().any(|c| c.recorded_at.is_none()) {
        return Ok(Turn::Busy);
    }
    if person.stopped_at.is_some() || person.finished_at.is_some() || person.erased_at.is_some() {
        return Ok(Turn::Over);
    }
    let may_start = match person.door {
        Door::Starter => person.agreed_at.is_some(),
        _ => find_incoming(conn, person.id)
            .await?
            .is_some_and(|c| c.recorded_at.is_some()),
    };
    let had = i32::try_from(live.len()).unwrap_or(i32::MAX);
    Ok(if !may_start {
        Turn::NotYet
    } else if had >= face.chain.turn_limit {
        Turn::Over
    } else if !face.is_open() {
        Turn::ChainShut
    } else {
        Turn::Open(had + 1)
    })
}

/// The person named, with the words the nominator ticked.
#[derive(Clone, Debug)]
pub struct Named<'a> {
    pub name: &'a str,
    pub email: &'a str,
    pub language: &'a str,
    /// "I have asked them and they are happy to get it", as it stood on the page.
    pub asked_wording: &'a str,
}

/// Why nobody was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNominated {
    NotYourTurn(Turn),
    /// The address is the nominator's own.
    Yourself,
}

/// Names the next person and stores their invitation, which waits five minutes.
///
/// The answer is the same whether or not the address may be written to (RELIABILITY rule 34): when it may not, no
/// address is kept and no message stored, and the clock later ends the conversation like any other no.
pub async fn nominate(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    initiator: &participant::Model,
    named: Named<'_>,
) -> Result<Result<conversation::Model, NotNominated>, DbErr> {
    let turn_no = match turn(txn, face, initiator).await? {
        Turn::Open(n) => n,
        other => return Ok(Err(NotNominated::NotYourTurn(other))),
    };
    let index = means.keys.address_index(named.email);
    if initiator.email_index.as_deref() == Some(index.as_slice()) {
        return Ok(Err(NotNominated::Yourself));
    }
    let reachable = !people::was_ever_here(txn, face.chain.id, &index).await?
        && people::may_be_asked(txn, means, &index).await?;

    let nomination = keep_nomination(txn, means, initiator, turn_no, &named).await?;
    let partner = add_partner(txn, means, initiator, &named, reachable).await?;
    let sent = means.now() + means.undo;
    let invited = NewConversation {
        id: means.id(),
        chain: face.chain.id,
        initiator: initiator.id,
        partner: partner.id,
        nomination: Some(nomination),
        turn: turn_no,
        way: Way::Email,
        expires_at: sent + Duration::days(i64::from(face.chain.rules.invitation_days)),
        forget_at: sent + FORGET_AFTER,
    };
    let conversation = insert(txn, means, invited).await?;
    let link = links::issue(
        txn,
        means,
        partner.id,
        LinkKind::Act,
        Some(conversation.expires_at),
    )
    .await?;
    links::issue(txn, means, partner.id, LinkKind::Stop, None).await?;
    let asked = Agreed {
        what: ConsentTo::AskedNominee,
        wording: named.asked_wording,
        language: face.language().lang(),
    };
    people::keep_consents(txn, means, initiator.id, &[asked]).await?;
    if reachable {
        let to = To::Participant {
            id: partner.id,
            link: link.id,
            generation: link.generation,
        };
        let email = emails::invite(face, initiator, &partner, named.email, &conversation, 1)
            .finish(to, sent);
        mail::enqueue(txn, &means.sources, &means.keys, email).await?;
    }
    Ok(Ok(conversation))
}

async fn keep_nomination(
    txn: &DatabaseTransaction,
    means: &Means,
    initiator: &participant::Model,
    turn: i32,
    named: &Named<'_>,
) -> Result<Uuid, DbErr> {
    // An earlier name of this turn was declined, lapsed or came back: it makes room.
    nomination::Entity::update_many()
        .col_expr(nomination::Column::DroppedAt, Expr::value(means.now()))
        .filter(nomination::Column::Initiator.eq(initiator.id))
        .filter(nomination::Column::Turn.eq(turn))
        .filter(nomination::Column::DroppedAt.is_null())
        .exec(txn)
        .await?;
    let id = means.id();
    nomination::ActiveModel {
        id: Set(id),
        chain: Set(initiator.chain),
        initiator: Set(initiator.id),
        turn: Set(turn),
        rank: Set(1),
        way: Set(Way::Email),
        // Used at once: name and address stand with the participant from here on.
        name: Set(None),
        address: Set(None),
        language: Set(named.language.to_owned()),
        note: Set(None),
        asked_wording: Set(Some(named.asked_wording.to_owned())),
        made_at: Set(means.now()),
        used_at: Set(Some(means.now())),
        dropped_at: Set(None),
    }
    .insert(txn)
    .await?;
    Ok(id)
}

async fn add_partner(
    txn: &DatabaseTransaction,
    means: &Means,
    initiator: &participant::Model,
    named: &Named<'_>,
    reachable: bool,
) -> Result<participant::Model, DbErr> {
    let id = means.id();
    let row = participant::ActiveModel {
        parent: Set(Some(initiator.id)),
        branch: Set(initiator.branch),
        depth: Set(initiator.depth.map(|depth| depth + 1)),
        depth_above: Set(initiator.depth),
        door: Set(Door::Nominated),
        ..people::new_row(means, id, initiator.chain, named.name, named.language)
    };
    let row = if reachable {
        people::with_email(means, id, row, named.email)
    } else {
        row
    };
    row.insert(txn).await
}

/// Takes the choice back while the invitation has not gone out; the named person is forgotten.
pub async fn undo(
    txn: &DatabaseTransaction,
    means: &Means,
    initiator: Uuid,
    conversation: &conversation::Model,
) -> Result<Outcome, DbErr> {
    let in_time = means.now() < conversation.invited_at + means.undo;
    if conversation.initiator != initiator || conversation.agreed_at.is_some() || !in_time {
        return Ok(Outcome::AlreadyDone);
    }
    if !mail::is_unsent(txn, conversation.id, MailKind::Invite).await? {
        return Ok(Outcome::AlreadyDone);
    }
    mail::cancel(txn, &means.sources, conversation.id, &[MailKind::Invite]).await?;
    take_back(txn, means, conversation, EndedWhy::Undone).await
}

/// Gives up an invitation that was not answered, to choose somebody else; the named person is forgotten.
pub async fn give_up(
    txn: &DatabaseTransaction,
    means: &Means,
    initiator: Uuid,
    conversation: &conversation::Model,
) -> Result<Outcome, DbErr> {
    if conversation.initiator != initiator || conversation.agreed_at.is_some() {
        return Ok(Outcome::AlreadyDone);
    }
    mail::cancel(txn, &means.sources, conversation.id, &[MailKind::Invite]).await?;
    take_back(txn, means, conversation, EndedWhy::Initiator).await
}

async fn take_back(
    txn: &DatabaseTransaction,
    means: &Means,
    conversation: &conversation::Model,
    why: EndedWhy,
) -> Result<Outcome, DbErr> {
    let done = super::end(txn, means, conversation.id, why).await?;
    if done == Outcome::Done {
        erasure::forget(txn, means, conversation.partner).await?;
    }
    Ok(done)
}

/// Sends the invitation again, to another address, after the first one came back.
pub async fn correct_address(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    initiator: &participant::Model,
    conversation: &conversation::Model,
    email: &str,
) -> Result<Outcome, DbErr> {
    let Some(partner) = people::find(txn, conversation.partner).await? else {
        return Ok(Outcome::AlreadyDone);
    };
    let waits = conversation.initiator == initiator.id && conversation.agreed_at.is_none();
    if !waits
        || conversation.ended_at.is_some()
        || partner.bounced_at.is_none()
        || partner.erased_at.is_some()
    {
        return Ok(Outcome::AlreadyDone);
    }
    let index = means.keys.address_index(email);
    let same = partner.email_index.as_deref() == Some(index.as_slice());
    let reachable = same
        || (!people::was_ever_here(txn, face.chain.id, &index).await?
            && people::may_be_asked(txn, means, &index).await?);
    if !reachable {
        // Looks the same from outside; the clock ends it like any other no.
        people::drop_email(txn, partner.id).await?;
        return Ok(Outcome::Done);
    }
    people::change_email(txn, means, partner.id, email).await?;
    mail::suppression::lift_bounce(txn, &index).await?;
    let link = links::renew(txn, means, partner.id, LinkKind::Act).await?;
    let to = To::Participant {
        id: partner.id,
        link: link.id,
        generation: link.generation,
    };
    let draft = emails::invite(
        face,
        initiator,
        &partner,
        email,
        conversation,
        link.generation,
    );
    mail::enqueue(
        txn,
        &means.sources,
        &means.keys,
        draft.finish(to, means.now() + means.undo),
    )
    .await?;
    Ok(Outcome::Done)
}
