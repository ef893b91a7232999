//! What a person's own pages, their leaving and the clock know of helping hands: offers to help with an action, looking
//! after one, and introductions. The rules of all three are in `plan::hands`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::shared::{IntroductionEnded, OwnerEnded};
use entity::{action, action_owner, introduction, participant, pledge};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use uuid::Uuid;

use crate::db::{self, Db};
use crate::keys::Place;
use crate::mail;
use crate::means::Means;
use crate::organiser::audit::{self, By};
use crate::people;

/// How many introductions one look of the clock ends.
const A_ROUND: u64 = 200;

/// What a person's own page says of helping hands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ahead {
    /// There is something they can offer help with, or have offered.
    pub can_help: bool,
    /// How many versions of the plan are published.
    pub plans: i64,
    /// They can propose an action.
    pub may_propose: bool,
    /// They are asked to look after an action.
    pub owner_asked: bool,
    /// To how many introductions they have not answered.
    pub to_answer: i64,
    /// Of how many introductions they were ever part.
    pub introductions: i64,
}

#[derive(FromQueryResult)]
struct Counted {
    plans: i64,
    asks: i64,
    to_answer: i64,
    introductions: i64,
}

const COUNT: &str = "SELECT \
     (SELECT COUNT(*) FROM plan_version v WHERE v.chain = $1) AS plans, \
     (SELECT COUNT(*) FROM action_owner o WHERE o.participant = $2 AND o.agreed_at IS NULL AND o.ended_at IS NULL) \
     AS asks, \
     (SELECT COUNT(*) FROM introduction i WHERE i.ended_at IS NULL AND i.expires_at > $3 \
     AND ((i.one = $2 AND i.one_yes_at IS NULL) OR (i.other = $2 AND i.other_yes_at IS NULL))) AS to_answer, \
     (SELECT COUNT(*) FROM introduction i WHERE i.one = $2 OR i.other = $2) AS introductions";

/// Tells whether somebody may lend a hand: they said yes and did not leave.
pub const fn may_help(person: &participant::Model) -> bool {
    person.agreed_at.is_some() && person.stopped_at.is_none() && person.erased_at.is_none()
}

/// Finds what a person's own page says of helping hands. `votes`: a vote is open, so there are drafts to help with.
pub async fn ahead(
    conn: &impl ConnectionTrait,
    means: &Means,
    person: &participant::Model,
    votes: bool,
) -> Result<Ahead, DbErr> {
    if !may_help(person) {
        return Ok(Ahead::default());
    }
    let values = [person.chain.into(), person.id.into(), means.now().into()];
    let ask = Statement::from_sql_and_values(conn.get_database_backend(), COUNT, values);
    let found = Counted::find_by_statement(ask).one(conn).await?;
    Ok(found.map_or_else(Ahead::default, |counted| Ahead {
        can_help: votes || counted.plans > 0,
        plans: counted.plans,
        may_propose: true,
        owner_asked: counted.asks > 0,
        to_answer: counted.to_answer,
        introductions: counted.introductions,
    }))
}

/// Returns what the keys of the messages about an introduction begin with.
pub fn introduction_stem(id: Uuid) -> String {
    format!("introduction:{id}:")
}

/// Returns what the keys of the messages about looking after an action begin with.
pub fn owner_stem(id: Uuid) -> String {
    format!("action-owner:{id}:")
}

/// Holds a person who is here against leaving at the same moment, where the database has rows to hold. Hold people
/// before anything else of this room, the smaller id first. False when they are not here.
pub async fn hold(txn: &DatabaseTransaction, person: &participant::Model) -> Result<bool, DbErr> {
    let held = lock(person)
        .filter(participant::Column::AgreedAt.is_not_null())
        .filter(participant::Column::StoppedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .exec(txn)
        .await?;
    Ok(held.rows_affected == 1)
}

fn lock(person: &participant::Model) -> sea_orm::UpdateMany<participant::Entity> {
    participant::Entity::update_many()
        .col_expr(participant::Column::Chain, Expr::value(person.chain))
        .filter(participant::Column::Id.eq(person.id))
}

/// Tells whose introductions these are.
pub fn with(person: Uuid) -> Condition {
    Condition::any()
        .add(introduction::Column::One.eq(person))
        .add(introduction::Column::Other.eq(person))
}

/// Ends an introduction: what the two shared goes, and of one that was not made also who said yes, so that nobody can
/// tell whose no it was. False when it was over already.
pub async fn end_introduction(
    txn: &DatabaseTransaction,
    means: &Means,
    id: Uuid,
    why: IntroductionEnded,
) -> Result<bool, DbErr> {
    use introduction::Column as C;
    let nothing = || Expr::value(None::<Vec<u8>>);
    let ending = || {
        introduction::Entity::update_many()
            .col_expr(C::OneContact, nothing())
            .col_expr(C::OtherContact, nothing())
            .col_expr(C::EndedAt, Expr::value(means.now()))
            .col_expr(C::EndedWhy, Expr::value(why))
            .filter(C::Id.eq(id))
            .filter(C::EndedAt.is_null())
    };
    let unmade = ending()
        .col_expr(C::OneYesAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(C::OneSource, Expr::value(None::<String>))
        .col_expr(C::OneEnteredBy, Expr::value(None::<Uuid>))
        .col_expr(C::OtherYesAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(C::OtherSource, Expr::value(None::<String>))
        .col_expr(C::OtherEnteredBy, Expr::value(None::<Uuid>))
        .filter(C::MadeAt.is_null())
        .exec(txn)
        .await?;
    let ended = match unmade.rows_affected {
        0 => ending().exec(txn).await?.rows_affected,
        ended => ended,
    };
    if ended > 0 {
        mail::cancel_keyed(txn, &means.sources, &introduction_stem(id)).await?;
    }
    Ok(ended > 0)
}

/// Ends what ties a person to others, because they stop taking part or are forgotten: introductions with what they
/// shared, and looking after actions. What they offered to do does not count while they are away.
pub async fn leave(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
) -> Result<(), DbErr> {
    lock(person).exec(txn).await?;
    let open: Vec<Uuid> = introduction::Entity::find()
        .select_only()
        .column(introduction::Column::Id)
        .filter(with(person.id))
        .filter(introduction::Column::EndedAt.is_null())
        .order_by_asc(introduction::Column::Id)
        .into_tuple()
        .all(txn)
        .await?;
    for id in open {
        end_introduction(txn, means, id, IntroductionEnded::Left).await?;
    }
    let owned = action_owner::Entity::find()
        .filter(action_owner::Column::Participant.eq(person.id))
        .filter(action_owner::Column::EndedAt.is_null())
        .all(txn)
        .await?;
    for row in owned {
        end_ownership(txn, means, row.id, OwnerEnded::Left).await?;
    }
    Ok(())
}

/// Ends that somebody is asked to look after an action, or does. False when it was over already.
pub async fn end_ownership(
    txn: &DatabaseTransaction,
    means: &Means,
    id: Uuid,
    why: OwnerEnded,
) -> Result<bool, DbErr> {
    let done = action_owner::Entity::update_many()
        .col_expr(action_owner::Column::EndedAt, Expr::value(means.now()))
        .col_expr(action_owner::Column::EndedWhy, Expr::value(why))
        .filter(action_owner::Column::Id.eq(id))
        .filter(action_owner::Column::EndedAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected > 0 {
        mail::cancel_keyed(txn, &means.sources, &owner_stem(id)).await?;
    }
    Ok(done.rows_affected > 0)
}

/// Ends the introductions whose time is over. Returns how many.
pub async fn expire_due(db: &Db, means: &Means) -> Result<u64, DbErr> {
    let due = introduction::Entity::find()
        .filter(introduction::Column::EndedAt.is_null())
        .filter(introduction::Column::ExpiresAt.lte(means.now()))
        .limit(A_ROUND)
        .all(&db.read)
        .await?;
    let mut ended = 0;
    for row in due {
        let txn = db::begin_write(db).await?;
        // It may have been made meanwhile, which gives it new time.
        let now = introduction::Entity::find_by_id(row.id).one(&txn).await?;
        if now.is_some_and(|row| row.expires_at <= means.now())
            && end_introduction(&txn, means, row.id, IntroductionEnded::Expired).await?
        {
            let (object, chain) = (Some(row.id), Some(row.chain));
            audit::note(
                &txn,
                &means.sources,
                By::System,
                "introduction.over",
                object,
                chain,
            )
            .await?;
            ended += 1;
        }
        txn.commit().await?;
    }
    Ok(ended)
}

/// An introduction as it is held about one of the two.
#[derive(Clone, Debug)]
pub struct Introduced {
    pub row: introduction::Model,
    pub said_yes_at: Option<DateTime<Utc>>,
    pub entered_by: Option<Uuid>,
    pub source: String,
    /// What they share.
    pub shared: Option<String>,
    /// The other's first name, once both said yes; empty before, and when they were forgotten.
    pub other: String,
    /// When the other first saw what they share.
    pub seen_at: Option<DateTime<Utc>>,
}

impl Introduced {
    fn of(
        means: &Means,
        person: Uuid,
        people: &BTreeMap<Uuid, participant::Model>,
        row: introduction::Model,
    ) -> Self {
        let (held, place, yes, source, by, seen_at, other) = if row.one == person {
            let (yes, source) = (row.one_yes_at, &row.one_source);
            let seen = row.other_seen_at;
            let place = Place::IntroductionOne;
            (
                &row.one_contact,
                place,
                yes,
                source,
                row.one_entered_by,
                seen,
                row.other,
            )
        } else {
            let (yes, source) = (row.other_yes_at, &row.other_source);
            let seen = row.one_seen_at;
            let place = Place::IntroductionOther;
            (
                &row.other_contact,
                place,
                yes,
                source,
                row.other_entered_by,
                seen,
                row.one,
            )
        };
        let known = people.get(&other).filter(|_| row.made_at.is_some());
        Self {
            said_yes_at: yes,
            entered_by: by,
            source: source.clone().unwrap_or_default(),
            shared: held
                .as_ref()
                .and_then(|sealed| means.keys.open(place, row.id, sealed).ok()),
            other: known.map_or("", people::first_name).to_owned(),
            seen_at,
            row,
        }
    }
}

/// What is held about a person's helping hands.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// What they offered, with what the action is called.
    pub pledges: Vec<(pledge::Model, String)>,
    /// What they were asked to look after.
    pub owned: Vec<(action_owner::Model, String)>,
    pub introductions: Vec<Introduced>,
}

impl Held {
    /// Lists the organisers who wrote something of it for them.
    pub fn organisers(&self) -> impl Iterator<Item = Uuid> + '_ {
        let pledged = self.pledges.iter().map(|(row, _)| row.entered_by);
        let owned = self.owned.iter().map(|(row, _)| row.entered_by);
        let introduced = self.introductions.iter().map(|one| one.entered_by);
        pledged.chain(owned).chain(introduced).flatten()
    }
}

/// Gathers what is held about a person's helping hands.
pub async fn held(conn: &impl ConnectionTrait, means: &Means, person: Uuid) -> Result<Held, DbErr> {
    let pledges = pledge::Entity::find()
        .filter(pledge::Column::Participant.eq(person))
        .order_by_asc(pledge::Column::Id)
        .all(conn)
        .await?;
    let owned = action_owner::Entity::find()
        .filter(action_owner::Column::Participant.eq(person))
        .order_by_asc(action_owner::Column::Id)
        .all(conn)
        .await?;
    let ids = pledges.iter().map(|row| row.action);
    let ids = ids.chain(owned.iter().map(|row| row.action));
    let actions = action::Entity::find()
        .filter(action::Column::Id.is_in(ids))
        .all(conn)
        .await?;
    let called = |id: Uuid| {
        let found = actions.iter().find(|action| action.id == id);
        found.map_or_else(String::new, |action| action.towards.clone())
    };
    let introductions = introduction::Entity::find()
        .filter(with(person))
        .order_by_asc(introduction::Column::Id)
        .all(conn)
        .await?;
    let two = introductions.iter().flat_map(|row| [row.one, row.other]);
    let people = people::find_all(conn, two).await?;
    let introduced = |row| Introduced::of(means, person, &people, row);
    let pledged = |row: pledge::Model| {
        let action = called(row.action);
        (row, action)
    };
    let owns = |row: action_owner::Model| {
        let action = called(row.action);
        (row, action)
    };
    Ok(Held {
        pledges: pledges.into_iter().map(pledged).collect(),
        owned: owned.into_iter().map(owns).collect(),
        introductions: introductions.into_iter().map(introduced).collect(),
    })
}
