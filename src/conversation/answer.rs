//! Saying yes, changing one's mind, saying no, stopping.

use chrono::{DateTime, Utc};
use entity::shared::{ConsentTo, Door, EndedWhy, LinkKind, SuppressionReason, Way};
use entity::{conversation, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};

use super::{
    Outcome, begin, emails, find_incoming, hands, list_outgoing, nominate, pool, record, remind,
    reserve, ways,
};
use crate::chain::{self, Face};
use crate::erasure;
use crate::mail::{self, MailKind};
use crate::means::Means;
use crate::organiser::audit;
use crate::people::{self, Agreed, links};

/// What a person ticked, as it stood on the page.
#[derive(Clone, Debug)]
pub struct Ticked {
    pub what: ConsentTo,
    pub wording: String,
}

/// Says yes: to the initiator, or (a first person) to the host, or (who came by themself) to one person of the chain,
/// whom they wait for from now on. Stores what was agreed to and tells both sides.
pub async fn agree(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    ticked: &[Ticked],
) -> Result<Outcome, DbErr> {
    if !chain::state::takes_answers(txn, person.chain).await? {
        return Ok(Outcome::AlreadyDone);
    }
    let incoming = find_incoming(txn, person.id).await?;
    if let Some(conversation) = &incoming {
        let done = conversation::Entity::update_many()
            .col_expr(conversation::Column::AgreedAt, Expr::value(means.now()))
            .filter(conversation::Column::Id.eq(conversation.id))
            .filter(conversation::Column::AgreedAt.is_null())
            .filter(conversation::Column::EndedAt.is_null())
            .filter(conversation::Column::ExpiresAt.gt(means.now()))
            .exec(txn)
            .await?;
        if done.rows_affected == 0 {
            return Ok(Outcome::AlreadyDone);
        }
    } else if person.door == Door::Nominated {
        return Ok(Outcome::AlreadyDone);
    }
    if !people::set_agreed(txn, person.id, Some(means.now())).await? {
        return Ok(Outcome::AlreadyDone);
    }
    let asked = incoming.as_ref().map_or(person.id, |c| c.id);
    remind::take_back(txn, means, asked).await?;
    links::keep_open(txn, person.id).await?;
    let lang = face.language().lang();
    let agreed: Vec<Agreed<'_>> = ticked
        .iter()
        .map(|t| Agreed {
            what: t.what,
            wording: &t.wording,
            language: lang,
        })
        .collect();
    people::keep_consents(txn, means, person.id, &agreed).await?;
    if let Some(conversation) = incoming {
        if conversation.way == Way::BySelf {
            ways::own_link(txn, means, face, person).await?;
        }
        emails::tell_of_yes(txn, means, face, person, &conversation).await?;
    } else if person.door != Door::Starter {
        let _ = pool::wait(txn, means, face, person.id).await?;
    }
    audit::note(
        txn,
        &means.sources,
        audit::by(means, person.id),
        "person.agreed",
        Some(person.id),
        Some(person.chain),
    )
    .await?;
    Ok(Outcome::Done)
}

/// Takes a yes back, while the initiator has not opened the details; the invitation stands again.
pub async fn change_mind(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
) -> Result<Outcome, DbErr> {
    let Some(conversation) = find_incoming(txn, person.id).await? else {
        return Ok(Outcome::AlreadyDone);
    };
    let done = conversation::Entity::update_many()
        .col_expr(
            conversation::Column::AgreedAt,
            Expr::value(None::<DateTime<Utc>>),
        )
        .filter(conversation::Column::Id.eq(conversation.id))
        .filter(conversation::Column::AgreedAt.gt(means.now() - means.undo))
        // Who was joined to somebody from the pool was not invited: there is no invitation that could stand again.
        .filter(conversation::Column::Way.is_in([Way::Email, Way::BySelf]))
        .filter(conversation::Column::ContactedAt.is_null())
        .filter(conversation::Column::RecordedAt.is_null())
        .filter(conversation::Column::EndedAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 1 {
        people::set_agreed(txn, person.id, None).await?;
        people::consents::withdraw_consents(txn, means, person.id).await?;
        links::end_at(txn, person.id, conversation.expires_at).await?;
        mail::cancel(
            txn,
            &means.sources,
            conversation.id,
            &[MailKind::SaidYes, MailKind::ThankYou],
        )
        .await?;
    }
    Ok(Outcome::of(done.rows_affected))
}

/// Says no before having said yes: everything held about the person goes at once; the initiator may choose again.
pub async fn decline(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    never_again: bool,
) -> Result<Outcome, DbErr> {
    if person.agreed_at.is_some() || person.erased_at.is_some() {
        return Ok(Outcome::AlreadyDone);
    }
    if never_again {
        suppress(txn, means, person).await?;
    }
    if let Some(conversation) = find_incoming(txn, person.id).await? {
        if super::end(txn, means, conversation.id, EndedWhy::Declined).await?
            == Outcome::AlreadyDone
        {
            return Ok(Outcome::AlreadyDone);
        }
        reserve::after_no(txn, means, face, &conversation).await?;
    }
    audit::note(
        txn,
        &means.sources,
        audit::by(means, person.id),
        "person.declined",
        Some(person.id),
        Some(person.chain),
    )
    .await?;
    erasure::forget(txn, means, person.id).await?;
    Ok(Outcome::Done)
}

/// Never writes to this person's address or calls their number again, on any chain of the server.
pub async fn suppress(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
) -> Result<(), DbErr> {
    // An address that two people share stands without its hash at one of them.
    let held = people::details(means, person).unwrap_or_default().email;
    let index = held.map(|email| means.keys.address_index(&email));
    let email = index.or_else(|| person.email_index.clone());
    let phone = people::by_phone::index_of(means, person);
    for index in email.iter().chain(&phone) {
        mail::suppression::suppress(txn, &means.sources, index, SuppressionReason::Asked, None)
            .await?;
    }
    Ok(())
}

/// Stops taking part: what has been recorded stays; what has not is ended kindly, and the other side is told.
pub async fn stop(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
) -> Result<Outcome, DbErr> {
    if !people::set_stopped(txn, means, person.id).await? {
        return Ok(Outcome::AlreadyDone);
    }
    hands::leave(txn, means, person).await?;
    begin::take_back(txn, means, person).await?;
    leave_conversations(txn, means, face, person).await?;
    audit::note(
        txn,
        &means.sources,
        audit::by(means, person.id),
        "person.stopped",
        Some(person.id),
        Some(person.chain),
    )
    .await?;
    Ok(Outcome::Done)
}

/// Somebody does not want to choose anyone, or no one more: whom they named is forgotten, and they are thanked.
pub async fn finish(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
) -> Result<Outcome, DbErr> {
    if !people::finish(txn, means, person.id).await? {
        return Ok(Outcome::AlreadyDone);
    }
    nominate::forget(txn, means, person.id).await?;
    let talked = super::list_who_talked(txn, person.chain).await?.len();
    let count = u64::try_from(talked).unwrap_or(0);
    emails::tell_of_end(txn, means, face, person, count).await?;
    Ok(Outcome::Done)
}

/// Ends what a person has open, on either side, because they leave; they wait for nobody any more.
pub async fn leave_conversations(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
) -> Result<(), DbErr> {
    pool::leave(txn, means, person.id).await?;
    if let Some(incoming) = find_incoming(txn, person.id).await?
        && super::end(txn, means, incoming.id, EndedWhy::Partner).await? == Outcome::Done
    {
        mail::cancel(
            txn,
            &means.sources,
            incoming.id,
            &[
                MailKind::Invite,
                MailKind::ThankYou,
                MailKind::SaidYes,
                MailKind::Matched,
                MailKind::SomebodyForYou,
            ],
        )
        .await?;
        // Nobody keeps what was being written about somebody who left.
        record::drop_drafts(txn, &[incoming.id]).await?;
        reserve::after_no(txn, means, face, &incoming).await?;
    }
    // Whom they wait for, and the second name they gave.
    nominate::forget(txn, means, person.id).await?;
    for outgoing in list_outgoing(txn, person.id).await? {
        if outgoing.ended_at.is_some() || outgoing.recorded_at.is_some() {
            continue;
        }
        if super::end(txn, means, outgoing.id, EndedWhy::Initiator).await? == Outcome::Done {
            mail::cancel(
                txn,
                &means.sources,
                outgoing.id,
                &[
                    MailKind::Invite,
                    MailKind::ThankYou,
                    MailKind::SomebodyForYou,
                ],
            )
            .await?;
            // Somebody who had not answered was only ever this person's guest; somebody who said yes stays, and is
            // asked what they would like now.
            if outgoing.agreed_at.is_none() {
                erasure::forget(txn, means, outgoing.partner).await?;
            } else {
                emails::tell_of_leaving(txn, means, face, &outgoing).await?;
            }
        }
    }
    Ok(())
}

/// An organiser ends a conversation kindly before it was recorded.
pub async fn close_kindly(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: uuid::Uuid,
    conversation: &conversation::Model,
) -> Result<Outcome, DbErr> {
    let done = super::end(txn, means, conversation.id, EndedWhy::Organiser).await?;
    if done == Outcome::Done {
        mail::cancel(
            txn,
            &means.sources,
            conversation.id,
            &[
                MailKind::Invite,
                MailKind::ThankYou,
                MailKind::SaidYes,
                MailKind::Matched,
                MailKind::SomebodyForYou,
            ],
        )
        .await?;
        if conversation.agreed_at.is_none() {
            reserve::after_no(txn, means, face, conversation).await?;
            erasure::forget(txn, means, conversation.partner).await?;
        } else {
            if !reserve::settle(txn, means, face, conversation.initiator).await? {
                let asked = emails::Handed::Asked;
                emails::tell_of_handing_on(txn, means, face, conversation, asked).await?;
            }
            emails::tell_of_leaving(txn, means, face, conversation).await?;
        }
        let (act, object) = ("conversation.closed", conversation.id);
        audit::organiser_did(txn, means, organiser, act, object, conversation.chain).await?;
    }
    Ok(done)
}

/// Gives a person a new link in place of the old one and mails it to the address we hold. Says nothing about whether
/// there is one; at most three an hour.
pub async fn send_new_link(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
) -> Result<(), DbErr> {
    let details = people::details(means, person).unwrap_or_default();
    let Some(address) = details.email else {
        return Ok(());
    };
    if person.agreed_at.is_none() || person.stopped_at.is_some() || person.erased_at.is_some() {
        return Ok(());
    }
    if mail::count_lately(
        txn,
        person.id,
        MailKind::NewLink,
        means.now() - chrono::Duration::hours(1),
    )
    .await?
        >= 3
    {
        return Ok(());
    }
    let link = links::renew(txn, means, person.id, LinkKind::Act).await?;
    let draft = people::emails::new_link(face, person, &address, link.generation);
    let to = mail::To::participant(&link);
    mail::enqueue(
        txn,
        &means.sources,
        &means.keys,
        draft.finish(to, means.now()),
    )
    .await?;
    Ok(())
}
