//! Introductions: an organiser proposes that two people get to know each other, each is asked by themself, and only after
//! both said yes each sees the other's first name and the one detail that the other chose to share for this.
//!
//! Who has said yes is told to nobody before that, and a no is kept without whose it was. What was shared goes when the
//! introduction ends: by either of the two, by their leaving, or after [`DAYS`].

use chrono::{DateTime, Duration, Utc};
use entity::shared::IntroductionEnded;
use entity::{introduction, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait,
    DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::tell;
use crate::chain::Face;
use crate::conversation::hands::{self, end_introduction};
use crate::db::is_unique_violation;
use crate::keys::Place;
use crate::means::Means;
use crate::organiser::audit::{self, By};
use crate::people;

/// How long two people have to answer, and how long what they share stands on their pages.
pub const DAYS: i64 = 30;
/// The longest reason, in characters.
pub const WHY_MAX: usize = 300;
/// The longest detail somebody shares, in characters.
pub const CONTACT_MAX: usize = 120;

/// Which of the two somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    One,
    Other,
}

impl Side {
    /// Tells which of the two a person is, if any.
    pub fn of(row: &introduction::Model, person: Uuid) -> Option<Self> {
        match person {
            id if id == row.one => Some(Self::One),
            id if id == row.other => Some(Self::Other),
            _ => None,
        }
    }

    const fn facing(self) -> Self {
        match self {
            Self::One => Self::Other,
            Self::Other => Self::One,
        }
    }

    const fn person(self, row: &introduction::Model) -> Uuid {
        match self {
            Self::One => row.one,
            Self::Other => row.other,
        }
    }

    const fn yes_at(self, row: &introduction::Model) -> Option<DateTime<Utc>> {
        match self {
            Self::One => row.one_yes_at,
            Self::Other => row.other_yes_at,
        }
    }

    const fn contact(self, row: &introduction::Model) -> Option<&Vec<u8>> {
        match self {
            Self::One => row.one_contact.as_ref(),
            Self::Other => row.other_contact.as_ref(),
        }
    }

    const fn place(self) -> Place {
        match self {
            Self::One => Place::IntroductionOne,
            Self::Other => Place::IntroductionOther,
        }
    }
}

/// Where an introduction is, as one of the two sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// They are asked.
    Asked,
    /// They said yes; the other has not.
    SaidYes,
    /// Both said yes.
    Made,
    /// It will not come about this time.
    NotThisTime,
    /// They were introduced; what they shared is gone.
    Ended,
}

impl State {
    /// Returns the ending of its words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::SaidYes => "said-yes",
            Self::Made => "made",
            Self::NotThisTime => "not-this-time",
            Self::Ended => "ended",
        }
    }
}

/// Tells where an introduction is for one of the two.
pub fn state_of(row: &introduction::Model, side: Side, now: DateTime<Utc>) -> State {
    let over = row.ended_at.is_some() || row.expires_at <= now;
    match (over, row.made_at) {
        (true, Some(_)) => State::Ended,
        (true, None) => State::NotThisTime,
        (false, Some(_)) => State::Made,
        (false, None) if side.yes_at(row).is_some() => State::SaidYes,
        (false, None) => State::Asked,
    }
}

/// Why two people cannot be introduced now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotProposed {
    /// It is one person, or one of another chain.
    NotTwo,
    /// One of them has not said yes, or left.
    Away,
    /// They are asked already, or were introduced and still share something.
    Already,
}

/// Asks two people whether they would like to be introduced. The messages can be taken back for a while.
pub async fn propose(
    txn: &DatabaseTransaction,
    means: &Means,
    (face, by): (&Face, Uuid),
    pair: [Uuid; 2],
    why: &str,
) -> Result<Result<introduction::Model, NotProposed>, DbErr> {
    let mut ids = pair;
    ids.sort_unstable();
    let mut people = people::find_all(txn, ids).await?;
    let (Some(one), Some(other)) = (people.remove(&ids[0]), people.remove(&ids[1])) else {
        return Ok(Err(NotProposed::NotTwo));
    };
    if one.chain != face.chain.id || other.chain != face.chain.id {
        return Ok(Err(NotProposed::NotTwo));
    }
    if !hands::hold(txn, &one).await? || !hands::hold(txn, &other).await? {
        return Ok(Err(NotProposed::Away));
    }
    if find_live(txn, ids).await?.is_some() {
        return Ok(Err(NotProposed::Already));
    }
    let row = introduction::ActiveModel {
        id: Set(means.id()),
        chain: Set(face.chain.id),
        one: Set(one.id),
        other: Set(other.id),
        why: Set(why.to_owned()),
        proposed_by: Set(by),
        proposed_at: Set(means.now()),
        expires_at: Set(means.now() + Duration::days(DAYS)),
        ..<introduction::ActiveModel as Default>::default()
    };
    let row = match row.insert(txn).await {
        Err(error) if is_unique_violation(&error) => return Ok(Err(NotProposed::Already)),
        row => row?,
    };
    tell::introduction_asked(txn, means, face, &row, &[one, other]).await?;
    audit::organiser_did(txn, means, by, "introduction.proposed", row.id, row.chain).await?;
    Ok(Ok(row))
}

/// Finds the introduction of two people that is not over.
pub async fn find_live(
    conn: &impl ConnectionTrait,
    mut pair: [Uuid; 2],
) -> Result<Option<introduction::Model>, DbErr> {
    pair.sort_unstable();
    introduction::Entity::find()
        .filter(introduction::Column::One.eq(pair[0]))
        .filter(introduction::Column::Other.eq(pair[1]))
        .filter(introduction::Column::EndedAt.is_null())
        .one(conn)
        .await
}

/// What became of a yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    Kept,
    /// It was the second yes: both can see each other's detail now.
    Made,
    /// It was over, or they are not one of the two.
    Over,
}

/// One of the two says yes and shares one detail for this; said again, the last detail counts.
pub async fn say_yes(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    id: Uuid,
    contact: &str,
) -> Result<Said, DbErr> {
    use introduction::Column as C;
    if !hands::hold(txn, person).await? {
        return Ok(Said::Over);
    }
    let Some((row, side)) = find_of(txn, person.id, id).await? else {
        return Ok(Said::Over);
    };
    let sealed = means
        .keys
        .seal(&means.sources, side.place(), row.id, contact);
    let (yes_at, held, source, entered_by) = match side {
        Side::One => (C::OneYesAt, C::OneContact, C::OneSource, C::OneEnteredBy),
        Side::Other => (
            C::OtherYesAt,
            C::OtherContact,
            C::OtherSource,
            C::OtherEnteredBy,
        ),
    };
    let said_at = side.yes_at(&row).unwrap_or_else(|| means.now());
    let kept = live(id, means.now())
        .col_expr(yes_at, Expr::value(said_at))
        .col_expr(held, Expr::value(sealed))
        .col_expr(source, Expr::value(means.source()))
        .col_expr(entered_by, Expr::value(means.entered_by()))
        .exec(txn)
        .await?;
    if kept.rows_affected == 0 {
        return Ok(Said::Over);
    }
    // Whoever comes second sees the first one's yes: the update above waited for them.
    let ends = means.now() + Duration::days(DAYS);
    let made = live(id, means.now())
        .col_expr(C::MadeAt, Expr::value(means.now()))
        .col_expr(C::ExpiresAt, Expr::value(ends))
        .filter(C::MadeAt.is_null())
        .filter(C::OneYesAt.is_not_null())
        .filter(C::OtherYesAt.is_not_null())
        .exec(txn)
        .await?;
    if made.rows_affected == 0 {
        return Ok(Said::Kept);
    }
    if let Some(row) = introduction::Entity::find_by_id(id).one(txn).await? {
        tell::introduced(txn, means, face, &row).await?;
    }
    note(txn, means, By::System, "introduction.made", &row).await?;
    Ok(Said::Made)
}

fn live(id: Uuid, now: DateTime<Utc>) -> sea_orm::UpdateMany<introduction::Entity> {
    introduction::Entity::update_many()
        .filter(introduction::Column::Id.eq(id))
        .filter(introduction::Column::EndedAt.is_null())
        .filter(introduction::Column::ExpiresAt.gt(now))
}

async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    by: By,
    act: &'static str,
    row: &introduction::Model,
) -> Result<(), DbErr> {
    let (object, chain) = (Some(row.id), Some(row.chain));
    audit::note(txn, &means.sources, by, act, object, chain).await
}

/// One of the two says no, or takes back what they shared. Nobody is told whose word it was: the log has the system's.
/// False when it was over, or they are not one of the two.
pub async fn say_no(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    id: Uuid,
) -> Result<bool, DbErr> {
    if !hands::hold(txn, person).await? {
        return Ok(false);
    }
    let Some((row, _)) = find_of(txn, person.id, id).await? else {
        return Ok(false);
    };
    let why = match row.made_at {
        None => IntroductionEnded::NotThisTime,
        Some(_) => IntroductionEnded::Left,
    };
    let done = end_introduction(txn, means, id, why).await?;
    if done {
        note(txn, means, By::System, "introduction.over", &row).await?;
    }
    Ok(done)
}

/// An organiser takes a proposal back, or ends what was made. False when it was over.
pub async fn take_back(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    row: &introduction::Model,
) -> Result<bool, DbErr> {
    let done = end_introduction(txn, means, row.id, IntroductionEnded::TakenBack).await?;
    if done {
        let by = By::Organiser(by);
        note(txn, means, by, "introduction.taken-back", row).await?;
    }
    Ok(done)
}

/// What one of the two sees of the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub first_name: String,
    pub contact: String,
}

/// Shows one of the two the other's first name and detail, and keeps that they saw it. `None` in any state but a made
/// introduction.
pub async fn see(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    id: Uuid,
) -> Result<Option<Seen>, DbErr> {
    use introduction::Column as C;
    if !hands::hold(txn, person).await? {
        return Ok(None);
    }
    let Some((_, side)) = find_of(txn, person.id, id).await? else {
        return Ok(None);
    };
    let seen_at = match side {
        Side::One => C::OneSeenAt,
        Side::Other => C::OtherSeenAt,
    };
    live(id, means.now())
        .col_expr(seen_at, Expr::value(means.now()))
        .filter(C::MadeAt.is_not_null())
        .filter(seen_at.is_null())
        .exec(txn)
        .await?;
    let Some((row, side)) = find_of(txn, person.id, id).await? else {
        return Ok(None);
    };
    if state_of(&row, side, means.now()) != State::Made {
        return Ok(None);
    }
    let facing = side.facing();
    let other = people::find(txn, facing.person(&row)).await?;
    let (Some(other), Some(sealed)) = (other, facing.contact(&row)) else {
        return Ok(None);
    };
    let contact = means
        .keys
        .open(facing.place(), row.id, sealed)
        .map_err(|error| DbErr::Custom(error.to_string()))?;
    Ok(Some(Seen {
        first_name: people::first_name(&other).to_owned(),
        contact,
    }))
}

/// Returns what a person shares in an introduction, for themself.
pub fn own_contact(means: &Means, row: &introduction::Model, side: Side) -> Option<String> {
    let sealed = side.contact(row)?;
    means.keys.open(side.place(), row.id, sealed).ok()
}

/// Returns the first name of the other of the two, for who may know it: once the introduction was made.
pub async fn other_name(
    conn: &impl ConnectionTrait,
    row: &introduction::Model,
    side: Side,
) -> Result<String, DbErr> {
    if row.made_at.is_none() {
        return Ok(String::new());
    }
    let other = people::find(conn, side.facing().person(row)).await?;
    let name = other.as_ref().map_or("", people::first_name);
    Ok(name.to_owned())
}

/// Finds an introduction of a person, and which of the two they are.
pub async fn find_of(
    conn: &impl ConnectionTrait,
    person: Uuid,
    id: Uuid,
) -> Result<Option<(introduction::Model, Side)>, DbErr> {
    let found = introduction::Entity::find_by_id(id).one(conn).await?;
    Ok(found.and_then(|row| {
        let side = Side::of(&row, person)?;
        Some((row, side))
    }))
}

/// Finds an introduction of a chain.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<introduction::Model>, DbErr> {
    introduction::Entity::find_by_id(id)
        .filter(introduction::Column::Chain.eq(chain))
        .one(conn)
        .await
}

fn select(which: Condition) -> sea_orm::Select<introduction::Entity> {
    introduction::Entity::find()
        .filter(which)
        .order_by_desc(introduction::Column::ProposedAt)
        .order_by_desc(introduction::Column::Id)
}

/// Counts a person's introductions.
pub async fn count_of(conn: &impl ConnectionTrait, person: Uuid) -> Result<u64, DbErr> {
    select(hands::with(person)).count(conn).await
}

/// Lists a part of a person's introductions, the last first.
pub async fn list_of(
    conn: &impl ConnectionTrait,
    person: Uuid,
    (offset, rows): (u64, u64),
) -> Result<Vec<introduction::Model>, DbErr> {
    let all = select(hands::with(person));
    all.offset(offset).limit(rows).all(conn).await
}

fn in_chain(chain: Uuid) -> Condition {
    Condition::all().add(introduction::Column::Chain.eq(chain))
}

/// Counts the introductions of a chain.
pub async fn count(conn: &impl ConnectionTrait, chain: Uuid) -> Result<u64, DbErr> {
    select(in_chain(chain)).count(conn).await
}

/// Lists a part of the introductions of a chain, the last first.
pub async fn list(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    (offset, rows): (u64, u64),
) -> Result<Vec<introduction::Model>, DbErr> {
    let all = select(in_chain(chain));
    all.offset(offset).limit(rows).all(conn).await
}
