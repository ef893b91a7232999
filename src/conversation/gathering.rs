//! Coming together: when and where the people of a chain meet, who is told, and who comes.
//!
//! Only people who agreed to be invited to meet the others are told, and only they see it. Who comes is known to the
//! organisers and to nobody else. Every change is guarded, so that two presses and old tabs have one effect.

use chrono::{DateTime, Utc};
use entity::shared::ConsentTo;
use entity::{consent, gathering, participant, rsvp};
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{Outcome, emails};
use crate::chain::Face;
use crate::i18n::{Arg, Words};
use crate::mail::{self, MailKind};
use crate::means::Means;
use crate::people;

pub mod calendar;

/// When, where and what about, as an organiser writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub starts_at: DateTime<Utc>,
    pub place: String,
    pub about: String,
}

/// Makes a gathering; nobody is told yet.
pub async fn make(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: Uuid,
    by: Uuid,
    written: Written,
) -> Result<gathering::Model, DbErr> {
    gathering::ActiveModel {
        id: Set(means.id()),
        chain: Set(chain),
        starts_at: Set(written.starts_at),
        place: Set(written.place),
        about: Set(written.about),
        made_by: Set(by),
        made_at: Set(means.now()),
        told_at: Set(None),
        cancelled_at: Set(None),
    }
    .insert(txn)
    .await
}

/// Changes a gathering that nobody was told of.
pub async fn change(
    txn: &DatabaseTransaction,
    id: Uuid,
    written: Written,
) -> Result<Outcome, DbErr> {
    let done = gathering::Entity::update_many()
        .col_expr(gathering::Column::StartsAt, Expr::value(written.starts_at))
        .col_expr(gathering::Column::Place, Expr::value(written.place))
        .col_expr(gathering::Column::About, Expr::value(written.about))
        .filter(gathering::Column::Id.eq(id))
        .filter(gathering::Column::ToldAt.is_null())
        .filter(gathering::Column::CancelledAt.is_null())
        .exec(txn)
        .await?;
    Ok(Outcome::of(done.rows_affected))
}

/// Finds a gathering of a chain.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<gathering::Model>, DbErr> {
    gathering::Entity::find_by_id(id)
        .filter(gathering::Column::Chain.eq(chain))
        .one(conn)
        .await
}

/// Lists the gatherings of a chain, the latest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Vec<gathering::Model>, DbErr> {
    gathering::Entity::find()
        .filter(gathering::Column::Chain.eq(chain))
        .order_by_desc(gathering::Column::StartsAt)
        .order_by_desc(gathering::Column::Id)
        .all(conn)
        .await
}

/// Lists whom a gathering goes to: they agreed to be invited, are here, and did not stop. Oldest first.
pub async fn list_guests(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Vec<participant::Model>, DbErr> {
    let willing = Query::select()
        .column(consent::Column::Participant)
        .from(consent::Entity)
        .and_where(consent::Column::What.eq(ConsentTo::Meet))
        .and_where(consent::Column::WithdrawnAt.is_null())
        .to_owned();
    participant::Entity::find()
        .filter(participant::Column::Chain.eq(chain))
        .filter(participant::Column::AgreedAt.is_not_null())
        .filter(participant::Column::StoppedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .filter(participant::Column::Id.in_subquery(willing))
        .order_by_asc(participant::Column::Id)
        .all(conn)
        .await
}

/// Tells whether a person can be told by e-mail. Whether the address may be written to is asked again on sending.
pub fn has_email(person: &participant::Model) -> bool {
    person.email.is_some() && person.bounced_at.is_none()
}

async fn is_guest(conn: &impl ConnectionTrait, person: &participant::Model) -> Result<bool, DbErr> {
    if person.agreed_at.is_none() || person.stopped_at.is_some() || person.erased_at.is_some() {
        return Ok(false);
    }
    let consents = people::list_consents(conn, person.id).await?;
    Ok(consents.iter().any(|c| c.what == ConsentTo::Meet))
}

/// Writes the message as a person gets it.
pub fn write(
    face: &Face,
    person: &participant::Model,
    address: &str,
    gathering: &gathering::Model,
    key: String,
) -> people::emails::Draft {
    let when = Words::of(&person.language).moment(gathering.starts_at, face.zone());
    let args: &[(&'static str, &dyn Arg)] = &[
        ("host", &face.host.name),
        ("when", &when),
        ("place", &gathering.place),
    ];
    people::emails::write(face, person, address, MailKind::Gathering, args, key)
}

fn key_stem(gathering: Uuid) -> String {
    format!("gathering:{gathering}:")
}

/// Tells everyone who can be e-mailed, once; the messages wait for the time in which they can be taken back. Returns
/// how many there are, or `None` when it was told, called off or over.
pub async fn tell(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    id: Uuid,
) -> Result<Option<usize>, DbErr> {
    let done = gathering::Entity::update_many()
        .col_expr(gathering::Column::ToldAt, Expr::value(means.now()))
        .filter(gathering::Column::Id.eq(id))
        .filter(gathering::Column::Chain.eq(face.chain.id))
        .filter(gathering::Column::ToldAt.is_null())
        .filter(gathering::Column::CancelledAt.is_null())
        .filter(gathering::Column::StartsAt.gt(means.now()))
        .exec(txn)
        .await?;
    let found = find(txn, face.chain.id, id).await?;
    let Some(found) = found.filter(|_| done.rows_affected == 1) else {
        return Ok(None);
    };
    // Told, taken back and told again is a new message.
    let (stem, stamp) = (key_stem(id), means.now().timestamp());
    let mut told = 0;
    for person in list_guests(txn, face.chain.id).await? {
        let Some((address, to)) = emails::reach(txn, means, &person).await? else {
            continue;
        };
        if !has_email(&person) {
            continue;
        }
        let draft = write(
            face,
            &person,
            &address,
            &found,
            format!("{stem}{}:{stamp}", person.id),
        );
        let email = draft.finish(to, means.now() + means.undo);
        mail::enqueue(txn, &means.sources, &means.keys, email).await?;
        told += 1;
    }
    Ok(Some(told))
}

/// Takes the telling back while none of its messages has gone out; it can be changed again.
pub async fn take_back(
    txn: &DatabaseTransaction,
    means: &Means,
    id: Uuid,
) -> Result<Outcome, DbErr> {
    if mail::has_begun(txn, &key_stem(id)).await? {
        return Ok(Outcome::AlreadyDone);
    }
    let done = gathering::Entity::update_many()
        .col_expr(
            gathering::Column::ToldAt,
            Expr::value(None::<DateTime<Utc>>),
        )
        .filter(gathering::Column::Id.eq(id))
        .filter(gathering::Column::ToldAt.gt(means.now() - means.undo))
        .filter(gathering::Column::CancelledAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 1 {
        mail::cancel_keyed(txn, &means.sources, &key_stem(id)).await?;
    }
    Ok(Outcome::of(done.rows_affected))
}

/// Calls a gathering off: what has not gone out is taken back, and every page says it; nobody is written to.
pub async fn cancel(txn: &DatabaseTransaction, means: &Means, id: Uuid) -> Result<Outcome, DbErr> {
    let done = gathering::Entity::update_many()
        .col_expr(gathering::Column::CancelledAt, Expr::value(means.now()))
        .filter(gathering::Column::Id.eq(id))
        .filter(gathering::Column::CancelledAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 1 {
        mail::cancel_keyed(txn, &means.sources, &key_stem(id)).await?;
    }
    Ok(Outcome::of(done.rows_affected))
}

/// A gathering as one guest sees it.
#[derive(Clone, Debug)]
pub struct Ahead {
    pub gathering: gathering::Model,
    /// What they answered; `None` when they have not.
    pub coming: Option<bool>,
}

/// Lists the gatherings a person was invited to that have not begun, the next one first; called-off ones too. Empty
/// for everyone who did not agree to be invited.
pub async fn list_ahead(
    conn: &impl ConnectionTrait,
    person: &participant::Model,
    now: DateTime<Utc>,
) -> Result<Vec<Ahead>, DbErr> {
    let ahead = gathering::Entity::find()
        .filter(gathering::Column::Chain.eq(person.chain))
        .filter(gathering::Column::ToldAt.is_not_null())
        .filter(gathering::Column::StartsAt.gt(now))
        .order_by_asc(gathering::Column::StartsAt)
        .all(conn)
        .await?;
    if ahead.is_empty() || !is_guest(conn, person).await? {
        return Ok(Vec::new());
    }
    let answers = rsvp::Entity::find()
        .filter(rsvp::Column::Participant.eq(person.id))
        .all(conn)
        .await?;
    let answer = |id| answers.iter().find(|a| a.gathering == id).map(|a| a.coming);
    Ok(ahead
        .into_iter()
        .map(|gathering| Ahead {
            coming: answer(gathering.id),
            gathering,
        })
        .collect())
}

/// Keeps whether a guest comes; they can change their mind until it begins.
pub async fn answer(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    id: Uuid,
    coming: bool,
) -> Result<Outcome, DbErr> {
    let ahead = list_ahead(txn, person, means.now()).await?;
    let open = |a: &&Ahead| a.gathering.id == id && a.gathering.cancelled_at.is_none();
    let Some(found) = ahead.iter().find(open) else {
        return Ok(Outcome::AlreadyDone);
    };
    if found.coming == Some(coming) {
        return Ok(Outcome::AlreadyDone);
    }
    let row = rsvp::ActiveModel {
        id: Set(means.id()),
        gathering: Set(id),
        participant: Set(person.id),
        coming: Set(coming),
        source: Set(means.source().to_owned()),
        entered_by: Set(means.entered_by()),
        at: Set(means.now()),
    };
    rsvp::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([rsvp::Column::Gathering, rsvp::Column::Participant])
                .update_columns([
                    rsvp::Column::Coming,
                    rsvp::Column::Source,
                    rsvp::Column::EnteredBy,
                    rsvp::Column::At,
                ])
                .to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    Ok(Outcome::Done)
}

/// Lists what the guests of a gathering answered.
pub async fn list_answers(
    conn: &impl ConnectionTrait,
    gathering: Uuid,
) -> Result<Vec<rsvp::Model>, DbErr> {
    rsvp::Entity::find()
        .filter(rsvp::Column::Gathering.eq(gathering))
        .order_by_asc(rsvp::Column::At)
        .all(conn)
        .await
}

/// Forgets what a person answered.
pub async fn forget(txn: &DatabaseTransaction, person: Uuid) -> Result<(), DbErr> {
    rsvp::Entity::delete_many()
        .filter(rsvp::Column::Participant.eq(person))
        .exec(txn)
        .await?;
    Ok(())
}
