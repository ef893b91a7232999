//! Choosing the next person, and taking that back.
//!
//! By e-mail, here; the other ways are in [`super::ways`], a second name in [`super::reserve`].

use chrono::{DateTime, Duration, Utc};
use entity::shared::{ConsentTo, Door, EndedWhy, LinkKind, Way};
use entity::{conversation, link, nomination, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter,
};
use uuid::Uuid;

use super::{NewConversation, Outcome, emails, find_incoming, insert, list_outgoing, remind};
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
    /// One they asked has not been recorded yet, or they wait for somebody to be found for them.
    Busy,
    /// They have had all their turns, or do not want more.
    Over,
    /// The chain takes nobody in now.
    ChainShut,
}

/// Works out whether a person may choose somebody now (I6). Who waits for somebody to be found is busy.
pub async fn turn(
    conn: &impl ConnectionTrait,
    face: &Face,
    person: &participant::Model,
) -> Result<Turn, DbErr> {
    match turn_to_be_joined(conn, face, person).await? {
        Turn::Open(_) if find_waiting(conn, person.id).await?.is_some() => Ok(Turn::Busy),
        turn => Ok(turn),
    }
}

/// Works out whether somebody who is found for a person may be joined to them now: waiting for it does not stand in the
/// way.
pub async fn turn_to_be_joined(
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
    if is_address_of(means, initiator, named.email) {
        return Ok(Err(NotNominated::Yourself));
    }
    let new = NewName {
        turn: turn_no,
        way: Way::Email,
        language: named.language,
        asked_wording: Some(named.asked_wording),
        used: true,
    };
    let nomination = keep_nomination(txn, means, initiator, new).await?;
    let reachable = is_reachable(txn, means, face, named.email).await?;
    let asking = Asking {
        nomination,
        turn: turn_no,
        named: &named,
        reachable,
        entered_by: None,
    };
    let conversation = invite(txn, means, face, initiator, asking).await?;
    keep_asked(txn, means, face, initiator.id, named.asked_wording).await?;
    Ok(Ok(conversation))
}

/// Tells whether this is the person's own address.
pub(super) fn is_address_of(means: &Means, person: &participant::Model, email: &str) -> bool {
    person.email_index.as_deref() == Some(means.keys.address_index(email).as_slice())
}

/// Tells whether an invitation into this chain may go to an address. Nobody who names it is told.
pub(super) async fn is_reachable(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    email: &str,
) -> Result<bool, DbErr> {
    let index = means.keys.address_index(email);
    let why_not = people::why_not_asked(txn, means, face.chain.id, &index).await?;
    Ok(why_not.is_none())
}

/// Keeps that the nominator said they had asked the person.
pub(super) async fn keep_asked(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    nominator: Uuid,
    wording: &str,
) -> Result<(), DbErr> {
    let asked = Agreed {
        what: ConsentTo::AskedNominee,
        wording,
        language: face.language().lang(),
    };
    people::keep_consents(txn, means, nominator, &[asked]).await
}

/// Somebody to be invited by e-mail, whose name is kept as a nomination already.
pub(super) struct Asking<'a> {
    pub nomination: Uuid,
    pub turn: i32,
    pub named: &'a Named<'a>,
    pub reachable: bool,
    /// The organiser who named them for the initiator.
    pub entered_by: Option<Uuid>,
}

/// Makes the partner and the conversation, and stores the invitation if it may be sent.
pub(super) async fn invite(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    initiator: &participant::Model,
    asking: Asking<'_>,
) -> Result<conversation::Model, DbErr> {
    let named = asking.named;
    let sent = means.now() + means.undo;
    let new = Birth {
        nomination: asking.nomination,
        turn: asking.turn,
        way: Way::Email,
        name: named.name,
        language: named.language,
        email: Some(named.email).filter(|_| asking.reachable),
        entered_by: asking.entered_by,
        sent,
    };
    let born = bear(txn, means, face, initiator, new).await?;
    if asking.reachable {
        let to = To::participant(&born.link);
        let draft = emails::invite(
            face,
            initiator,
            &born.partner,
            named.email,
            &born.conversation,
            1,
        );
        mail::enqueue(txn, &means.sources, &means.keys, draft.finish(to, sent)).await?;
    }
    Ok(born.conversation)
}

/// A partner and a conversation that are about to be.
pub(super) struct Birth<'a> {
    pub nomination: Uuid,
    pub turn: i32,
    pub way: Way,
    pub name: &'a str,
    pub language: &'a str,
    pub email: Option<&'a str>,
    pub entered_by: Option<Uuid>,
    /// When the invitation goes out: its days are counted from then.
    pub sent: DateTime<Utc>,
}

/// A partner, their conversation and their link.
pub(super) struct Born {
    pub partner: participant::Model,
    pub conversation: conversation::Model,
    pub link: link::Model,
}

/// Makes the partner, their conversation and their links.
pub(super) async fn bear(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    initiator: &participant::Model,
    new: Birth<'_>,
) -> Result<Born, DbErr> {
    let partner = add_partner(txn, means, initiator, &new).await?;
    let invited = NewConversation {
        id: means.id(),
        chain: face.chain.id,
        initiator: initiator.id,
        partner: partner.id,
        nomination: Some(new.nomination),
        turn: new.turn,
        way: new.way,
        expires_at: new.sent + Duration::days(i64::from(face.chain.rules.invitation_days)),
        forget_at: new.sent + FORGET_AFTER,
    };
    let conversation = insert(txn, means, invited).await?;
    let ends = Some(conversation.expires_at);
    let link = links::issue(txn, means, partner.id, LinkKind::Act, ends).await?;
    links::issue(txn, means, partner.id, LinkKind::Stop, None).await?;
    Ok(Born {
        partner,
        conversation,
        link,
    })
}

async fn add_partner(
    txn: &DatabaseTransaction,
    means: &Means,
    initiator: &participant::Model,
    new: &Birth<'_>,
) -> Result<participant::Model, DbErr> {
    let id = means.id();
    let row = participant::ActiveModel {
        parent: Set(Some(initiator.id)),
        branch: Set(initiator.branch),
        depth: Set(initiator.depth.map(|depth| depth + 1)),
        depth_above: Set(initiator.depth),
        door: Set(Door::Nominated),
        ..people::new_row(means, id, initiator.chain, new.name, new.language)
    };
    let row = match new.entered_by {
        Some(organiser) => participant::ActiveModel {
            entered_by: Set(Some(organiser)),
            source: Set("organiser".to_owned()),
            ..row
        },
        None => row,
    };
    let row = match new.email {
        Some(email) => people::with_email(means, id, row, email),
        None => row,
    };
    row.insert(txn).await
}

/// What is kept of a choice.
pub(super) struct NewName<'a> {
    pub turn: i32,
    pub way: Way,
    pub language: &'a str,
    pub asked_wording: Option<&'a str>,
    /// Used at once: name and address stand with the participant from here on.
    pub used: bool,
}

/// Keeps a choice. Earlier ones of the turn make room: who was declined, lapsed or came back, and a second name.
pub(super) async fn keep_nomination(
    txn: &DatabaseTransaction,
    means: &Means,
    initiator: &participant::Model,
    new: NewName<'_>,
) -> Result<Uuid, DbErr> {
    drop_open(txn, means, initiator.id, Some(new.turn)).await?;
    remind::take_back(txn, means, initiator.id).await?;
    let id = means.id();
    nomination::ActiveModel {
        id: Set(id),
        chain: Set(initiator.chain),
        initiator: Set(initiator.id),
        turn: Set(new.turn),
        rank: Set(1),
        way: Set(new.way),
        name: Set(None),
        address: Set(None),
        language: Set(new.language.to_owned()),
        note: Set(None),
        asked_wording: Set(new.asked_wording.map(str::to_owned)),
        made_at: Set(means.now()),
        used_at: Set(new.used.then(|| means.now())),
        dropped_at: Set(None),
    }
    .insert(txn)
    .await?;
    Ok(id)
}

/// Drops a person's choices that stand, of one turn or of all, with every name and address in them.
pub(super) async fn drop_open(
    txn: &DatabaseTransaction,
    means: &Means,
    initiator: Uuid,
    turn: Option<i32>,
) -> Result<(), DbErr> {
    let mut update = emptied(means)
        .filter(nomination::Column::Initiator.eq(initiator))
        .filter(nomination::Column::DroppedAt.is_null());
    if let Some(turn) = turn {
        update = update.filter(nomination::Column::Turn.eq(turn));
    }
    update.exec(txn).await?;
    Ok(())
}

/// Forgets whom a person named, and that they wait for somebody (I7).
pub async fn forget(
    txn: &DatabaseTransaction,
    means: &Means,
    initiator: Uuid,
) -> Result<(), DbErr> {
    remind::take_back(txn, means, initiator).await?;
    drop_open(txn, means, initiator, None).await
}

/// An update that drops a nomination and empties what it holds of somebody.
pub(super) fn emptied(means: &Means) -> sea_orm::UpdateMany<nomination::Entity> {
    nomination::Entity::update_many()
        .col_expr(nomination::Column::DroppedAt, Expr::value(means.now()))
        .col_expr(nomination::Column::Name, Expr::value(None::<String>))
        .col_expr(nomination::Column::Address, Expr::value(None::<Vec<u8>>))
        .col_expr(nomination::Column::Note, Expr::value(None::<Vec<u8>>))
}

/// Finds the choice by which a person waits for somebody to be found for them: out of the pool, or by an organiser.
pub async fn find_waiting(
    conn: &impl ConnectionTrait,
    initiator: Uuid,
) -> Result<Option<nomination::Model>, DbErr> {
    nomination::Entity::find()
        .filter(nomination::Column::Initiator.eq(initiator))
        .filter(nomination::Column::Way.is_in([Way::Pool, Way::Organiser]))
        .filter(nomination::Column::UsedAt.is_null())
        .filter(nomination::Column::DroppedAt.is_null())
        .one(conn)
        .await
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
        // Somebody else is chosen: the second name of this choice goes with it.
        drop_open(txn, means, conversation.initiator, Some(conversation.turn)).await?;
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
    let reachable = same || is_reachable(txn, means, face, email).await?;
    if !reachable {
        // Looks the same from outside; the clock ends it like any other no.
        people::drop_email(txn, partner.id).await?;
        return Ok(Outcome::Done);
    }
    people::change_email(txn, means, partner.id, email).await?;
    mail::suppression::lift_bounce(txn, &index).await?;
    let link = links::renew(txn, means, partner.id, LinkKind::Act).await?;
    let to = To::participant(&link);
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
