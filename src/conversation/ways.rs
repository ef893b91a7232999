//! The ways of passing on besides a message from us: giving the invitation oneself, waiting for somebody out of the
//! pool, asking an organiser to find somebody.

use chrono::{DateTime, Utc};
use entity::shared::{LinkKind, Way};
use entity::{consent, conversation, nomination, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::nominate::{
    self, Asking, Birth, Named, NewName, NotNominated, Turn, bear, keep_asked, keep_nomination,
};
use super::{Outcome, pool};
use crate::chain::Face;
use crate::i18n::{Arg, Words};
use crate::mail::{self, MailKind, To};
use crate::means::Means;
use crate::organiser::audit;
use crate::people::{self, NotAdded, links};

/// Somebody who gets the invitation from the nominator: we hold no address.
#[derive(Clone, Debug)]
pub struct Given<'a> {
    pub name: &'a str,
    pub language: &'a str,
    /// "I have asked them…", as it stood on the page.
    pub asked_wording: &'a str,
}

/// Names the next person, whom the nominator gives the invitation themself. No message is stored.
pub async fn give(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    initiator: &participant::Model,
    given: Given<'_>,
) -> Result<Result<conversation::Model, NotNominated>, DbErr> {
    let turn = match nominate::turn(txn, face, initiator).await? {
        Turn::Open(n) => n,
        other => return Ok(Err(NotNominated::NotYourTurn(other))),
    };
    let name = NewName {
        turn,
        way: Way::BySelf,
        language: given.language,
        asked_wording: Some(given.asked_wording),
        used: true,
    };
    let nomination = keep_nomination(txn, means, initiator, name).await?;
    let new = Birth {
        nomination,
        turn,
        way: Way::BySelf,
        name: given.name,
        language: given.language,
        email: None,
        entered_by: None,
        sent: means.now(),
    };
    let born = bear(txn, means, face, initiator, new).await?;
    keep_asked(txn, means, face, initiator.id, given.asked_wording).await?;
    Ok(Ok(born.conversation))
}

/// Who finds somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finder {
    /// Out of those who are waiting.
    Pool,
    Organiser,
}

/// Lets a person wait until somebody is found for them.
pub async fn wait(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    initiator: &participant::Model,
    finder: Finder,
    language: &str,
) -> Result<Result<(), NotNominated>, DbErr> {
    if finder == Finder::Pool {
        let asked = pool::ask(txn, means, face, initiator, language).await?;
        return Ok(asked.map(|_| ()).map_err(NotNominated::NotYourTurn));
    }
    let turn = match nominate::turn(txn, face, initiator).await? {
        Turn::Open(n) => n,
        other => return Ok(Err(NotNominated::NotYourTurn(other))),
    };
    let name = NewName {
        turn,
        way: Way::Organiser,
        language,
        asked_wording: None,
        used: false,
    };
    keep_nomination(txn, means, initiator, name).await?;
    Ok(Ok(()))
}

/// Waits no longer: the person chooses somebody themself. Does nothing when somebody was found meanwhile.
pub async fn stop_waiting(
    txn: &DatabaseTransaction,
    means: &Means,
    initiator: Uuid,
) -> Result<Outcome, DbErr> {
    let done = nominate::emptied(means)
        .filter(nomination::Column::Initiator.eq(initiator))
        .filter(nomination::Column::Way.is_in([Way::Pool, Way::Organiser]))
        .filter(nomination::Column::UsedAt.is_null())
        .filter(nomination::Column::DroppedAt.is_null())
        .exec(txn)
        .await?;
    Ok(Outcome::of(done.rows_affected))
}

/// The message came back, so the nominator gives the invitation themself: the address is dropped, the link renewed.
pub async fn hand_over(
    txn: &DatabaseTransaction,
    means: &Means,
    initiator: Uuid,
    conversation: &conversation::Model,
) -> Result<Outcome, DbErr> {
    let partner = people::find(txn, conversation.partner).await?;
    let came_back = partner.is_some_and(|p| p.bounced_at.is_some() && p.erased_at.is_none());
    if conversation.initiator != initiator || !came_back {
        return Ok(Outcome::AlreadyDone);
    }
    let done = conversation::Entity::update_many()
        .col_expr(conversation::Column::Way, Expr::value(Way::BySelf))
        .filter(conversation::Column::Id.eq(conversation.id))
        .filter(conversation::Column::AgreedAt.is_null())
        .filter(conversation::Column::EndedAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 1 {
        mail::cancel(txn, &means.sources, conversation.id, &[MailKind::Invite]).await?;
        people::drop_email(txn, conversation.partner).await?;
        links::renew(txn, means, conversation.partner, LinkKind::Act).await?;
    }
    Ok(Outcome::of(done.rows_affected))
}

/// Returns the link the nominator passes on: until the person says yes, from then on it is theirs alone (also when they
/// change their mind).
pub async fn link_to_give(
    conn: &impl ConnectionTrait,
    means: &Means,
    conversation: &conversation::Model,
) -> Result<Option<String>, DbErr> {
    let open = conversation.agreed_at.is_none() && conversation.ended_at.is_none();
    if conversation.way != Way::BySelf || !open {
        return Ok(None);
    }
    let answered = consent::Entity::find()
        .filter(consent::Column::Participant.eq(conversation.partner))
        .count(conn)
        .await?;
    let live = links::find_live(conn, conversation.partner, LinkKind::Act).await?;
    Ok(live
        .filter(|_| answered == 0)
        .map(|link| means.keys.link_token(link.id, link.generation)))
}

/// Somebody said yes by a link that went through other hands: from now on they have one of their own, and the old one
/// ends. It is mailed to them if they gave an address.
pub async fn own_link(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
) -> Result<(), DbErr> {
    let link = links::renew(txn, means, person.id, LinkKind::Act).await?;
    let email = people::details(means, person).unwrap_or_default().email;
    if let Some(email) = email {
        let to = To::participant(&link);
        let draft = people::emails::own_link(face, person, &email, link.generation);
        let mail = draft.finish(to, means.now());
        mail::enqueue(txn, &means.sources, &means.keys, mail).await?;
    }
    Ok(())
}

/// Somebody for whom an organiser is asked to find a partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToFind {
    pub nomination: Uuid,
    pub initiator: Uuid,
    /// Waiting for the pool, not for an organiser.
    pub pool: bool,
    pub since: DateTime<Utc>,
}

/// Lists who in a chain waits for somebody to be found, oldest first.
pub async fn list_waiting(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Vec<ToFind>, DbErr> {
    let rows = nomination::Entity::find()
        .filter(nomination::Column::Chain.eq(chain))
        .filter(nomination::Column::Way.is_in([Way::Pool, Way::Organiser]))
        .filter(nomination::Column::UsedAt.is_null())
        .filter(nomination::Column::DroppedAt.is_null())
        .order_by_asc(nomination::Column::MadeAt)
        .order_by_asc(nomination::Column::Id)
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|n| ToFind {
            nomination: n.id,
            initiator: n.initiator,
            pool: n.way == Way::Pool,
            since: n.made_at,
        })
        .collect())
}

/// Finds a choice of this chain that still waits for somebody.
pub async fn find_to_find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<nomination::Model>, DbErr> {
    nomination::Entity::find_by_id(id)
        .filter(nomination::Column::Chain.eq(chain))
        .filter(nomination::Column::Way.is_in([Way::Pool, Way::Organiser]))
        .filter(nomination::Column::UsedAt.is_null())
        .filter(nomination::Column::DroppedAt.is_null())
        .one(conn)
        .await
}

/// Why an organiser's find was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// Somebody was found meanwhile, or the person no longer waits or takes part.
    Over,
    /// The address is that of the person who waits.
    Themself,
    May(NotAdded),
}

/// An organiser names somebody for a person who waits, and the invitation goes out as if that person had named them.
/// An organiser sees who is in the chain, so here it is said why an address cannot be asked.
pub async fn find_somebody(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    waiting: &nomination::Model,
    named: Named<'_>,
) -> Result<Result<conversation::Model, NotFound>, DbErr> {
    let Some(initiator) = people::find(txn, waiting.initiator).await? else {
        return Ok(Err(NotFound::Over));
    };
    let gone = initiator.stopped_at.is_some() || initiator.erased_at.is_some();
    if gone || !face.is_open() {
        return Ok(Err(NotFound::Over));
    }
    if nominate::is_address_of(means, &initiator, named.email) {
        return Ok(Err(NotFound::Themself));
    }
    let index = means.keys.address_index(named.email);
    if let Some(why) = people::why_not_asked(txn, means, face.chain.id, &index).await? {
        return Ok(Err(NotFound::May(why)));
    }
    let used = nomination::Entity::update_many()
        .col_expr(nomination::Column::UsedAt, Expr::value(means.now()))
        .col_expr(
            nomination::Column::AskedWording,
            Expr::value(named.asked_wording),
        )
        .filter(nomination::Column::Id.eq(waiting.id))
        .filter(nomination::Column::UsedAt.is_null())
        .filter(nomination::Column::DroppedAt.is_null())
        .exec(txn)
        .await?;
    if used.rows_affected == 0 {
        return Ok(Err(NotFound::Over));
    }
    let asking = Asking {
        nomination: waiting.id,
        turn: waiting.turn,
        named: &named,
        reachable: true,
        entered_by: Some(organiser),
    };
    let conversation = nominate::invite(txn, means, face, &initiator, asking).await?;
    let (object, chain) = (conversation.partner, face.chain.id);
    audit::organiser_did(txn, means, organiser, "person.found", object, chain).await?;
    Ok(Ok(conversation))
}

/// What a nominator can send along with the link, in the words of the person who gets it.
pub fn ready_text(
    face: &Face,
    initiator: &participant::Model,
    partner: &participant::Model,
    address: &str,
) -> String {
    let w = Words::of(&partner.language);
    let phone = match face.host.contact.phone.as_str() {
        "" => "none",
        phone => phone,
    };
    let args: &[(&'static str, &dyn Arg)] = &[
        ("name", &people::first_name(partner)),
        ("inviter", &people::shown_name(initiator)),
        ("topic", &face.words.topic),
        ("link", &address),
        ("host", &face.host.name),
        ("phone", &phone),
    ];
    let key = if face.chain.sensitive {
        "give-text-quiet"
    } else {
        "give-text"
    };
    w.with(key, args)
}
