//! Ending links kindly, or letting somebody else step in, a few minutes from now: until then nothing has happened, so
//! that it can be undone whole.
//!
//! An ending deletes the details of who has not answered and cannot be turned back, so it waits as our messages do. What
//! waits is a row of its own; whoever deletes that row, the clock or an organiser who takes it back, decides. A link on
//! which somebody acted meanwhile is left in peace.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::shared::{ConsentTo, Step};
use entity::{chain as chain_row, participant, submission};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::pool::pair::Joined;
use super::{Outcome, answer, find_incoming, remind, step_in};
use crate::chain::{self, Face};
use crate::db::{self, Db};
use crate::means::Means;
use crate::people::{self, Agreed};
use crate::submission as kept;

/// A link as it stood when an organiser chose to end it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    pub person: Uuid,
    /// Nothing where nobody had the next step.
    pub step: Option<Step>,
    /// Since when it stood there, in microseconds.
    pub since: i64,
}

impl Ending {
    /// Notes how the link of a person stands now.
    pub fn of(person: Uuid, open: Option<&remind::Open>) -> Self {
        Self {
            person,
            step: open.map(|open| open.step),
            since: open.map_or(0, |open| open.since.timestamp_micros()),
        }
    }
}

/// Somebody steps in for a person, as an organiser chose it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepIn {
    pub person: Uuid,
    /// The link of the person that stood still, if they had one.
    pub link: Option<Uuid>,
    /// Who takes them over; nobody: they go back to those who wait.
    pub taker: Option<Uuid>,
    /// What they said on the phone, with its language.
    pub agreed: Option<(String, String)>,
}

/// What waits about one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Soon {
    Ends,
    /// The one who takes them over; nobody: they go back to those who wait.
    StepsIn(Option<Uuid>),
}

/// What waits about one person, and when it takes effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub soon: Soon,
    pub due: DateTime<Utc>,
}

/// What came of the endings of one form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    pub ended: Vec<Uuid>,
    /// Somebody acted on these in the last minutes.
    pub moved_on: Vec<Uuid>,
}

#[derive(Serialize, Deserialize)]
struct Waiting {
    organiser: Uuid,
    nonce: String,
    links: Vec<Ending>,
    #[serde(default)]
    step_in: Option<StepIn>,
}

impl Waiting {
    fn parse(row: &submission::Model) -> Result<Self, DbErr> {
        let waiting = serde_json::from_str(&row.result);
        waiting.map_err(|error| DbErr::Custom(error.to_string()))
    }

    fn about(&self, person: Uuid) -> Option<Soon> {
        let steps_in = self.step_in.as_ref().filter(|one| one.person == person);
        let ends = self.links.iter().any(|link| link.person == person);
        match steps_in {
            Some(one) => Some(Soon::StepsIn(one.taker)),
            None => ends.then_some(Soon::Ends),
        }
    }
}

/// Begins the name under which endings wait; their actor is the chain.
const WAITS: &str = "ending:";

/// Returns the name under which an organiser's form is told what came of it.
fn told(nonce: &str) -> String {
    format!("ended:{nonce}")
}

fn to_text(what: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(what).map_err(|error| DbErr::Custom(error.to_string()))
}

/// Lets links end when the minutes for undoing are over.
pub async fn plan(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    nonce: &str,
    links: Vec<Ending>,
) -> Result<(), DbErr> {
    let (nonce, step_in) = (nonce.to_owned(), None);
    let waiting = Waiting {
        organiser,
        nonce,
        links,
        step_in,
    };
    put(txn, means, face, &waiting).await
}

/// Lets somebody step in when the minutes for undoing are over.
pub async fn plan_step_in(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    nonce: &str,
    step_in: StepIn,
) -> Result<(), DbErr> {
    let waiting = Waiting {
        organiser,
        nonce: nonce.to_owned(),
        links: Vec::new(),
        step_in: Some(step_in),
    };
    put(txn, means, face, &waiting).await
}

async fn put(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    waiting: &Waiting,
) -> Result<(), DbErr> {
    let name = format!("{WAITS}{}", waiting.nonce);
    let text = to_text(waiting)?;
    kept::keep(txn, &means.sources, face.chain.id, &name, &text).await
}

async fn list(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Vec<submission::Model>, DbErr> {
    submission::Entity::find()
        .filter(submission::Column::Actor.eq(chain))
        .filter(submission::Column::Nonce.starts_with(WAITS))
        .all(conn)
        .await
}

/// Finds what waits about each person of a chain.
pub async fn list_planned(
    conn: &impl ConnectionTrait,
    means: &Means,
    chain: Uuid,
) -> Result<BTreeMap<Uuid, Planned>, DbErr> {
    let mut found = BTreeMap::new();
    for row in list(conn, chain).await? {
        let (waiting, due) = (Waiting::parse(&row)?, row.at + means.undo);
        let people = waiting.links.iter().map(|link| link.person);
        let people = people.chain(waiting.step_in.iter().map(|one| one.person));
        for person in people {
            let soon = waiting.about(person);
            found.extend(soon.map(|soon| (person, Planned { soon, due })));
        }
    }
    Ok(found)
}

/// Finds what waits about one person.
pub async fn find_planned(
    conn: &impl ConnectionTrait,
    means: &Means,
    person: &participant::Model,
) -> Result<Option<Planned>, DbErr> {
    let mut all = list_planned(conn, means, person.chain).await?;
    Ok(all.remove(&person.id))
}

/// Takes back what waits about one person; what was asked for others with it stays. Nothing when it has taken effect.
pub async fn take_back(
    txn: &DatabaseTransaction,
    person: &participant::Model,
) -> Result<Outcome, DbErr> {
    let mut changed = 0;
    for row in list(txn, person.chain).await? {
        let mut waiting = Waiting::parse(&row)?;
        if waiting.about(person.id).is_none() {
            continue;
        }
        waiting.links.retain(|link| link.person != person.id);
        waiting.step_in = None;
        let this = submission::Column::Id.eq(row.id);
        let done = if waiting.links.is_empty() {
            submission::Entity::delete_many()
                .filter(this)
                .exec(txn)
                .await?
                .rows_affected
        } else {
            submission::Entity::update_many()
                .col_expr(submission::Column::Result, Expr::value(to_text(&waiting)?))
                .filter(this)
                .filter(submission::Column::Result.eq(row.result))
                .exec(txn)
                .await?
                .rows_affected
        };
        changed += done;
    }
    Ok(Outcome::of(changed.min(1)))
}

/// Takes the endings of a form back. Nothing when they have taken effect.
pub async fn undo(txn: &DatabaseTransaction, face: &Face, nonce: &str) -> Result<Outcome, DbErr> {
    let name: String = format!("{WAITS}{nonce}").chars().take(64).collect();
    let done = submission::Entity::delete_many()
        .filter(submission::Column::Actor.eq(face.chain.id))
        .filter(submission::Column::Nonce.eq(name))
        .exec(txn)
        .await?;
    Ok(Outcome::of(done.rows_affected))
}

/// Finds what came of the endings of an organiser's form, once they took effect.
pub async fn find(
    conn: &impl ConnectionTrait,
    organiser: Uuid,
    nonce: &str,
) -> Result<Option<Ended>, DbErr> {
    let text = kept::find(conn, organiser, &told(nonce)).await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Ends what has waited long enough. Returns how many links ended.
pub async fn round(db: &Db, means: &Means) -> Result<u64, DbErr> {
    let chains = Query::select()
        .column(chain_row::Column::Id)
        .from(chain_row::Entity)
        .to_owned();
    let due: Vec<Uuid> = submission::Entity::find()
        .select_only()
        .column(submission::Column::Id)
        .filter(submission::Column::Actor.in_subquery(chains))
        .filter(submission::Column::Nonce.starts_with(WAITS))
        .filter(submission::Column::At.lte(means.now() - means.undo))
        .into_tuple()
        .all(&db.read)
        .await?;
    let mut ended = 0;
    for id in due {
        let txn = db::begin_write(db).await?;
        if let Some(done) = take_effect(&txn, means, id).await? {
            txn.commit().await?;
            ended += done;
        } else {
            // Nobody could step in any more: whatever was begun goes back, and it waits no longer.
            txn.rollback().await?;
            let txn = db::begin_write(db).await?;
            submission::Entity::delete_by_id(id).exec(&txn).await?;
            txn.commit().await?;
        }
    }
    Ok(ended)
}

/// Does what waited. Nothing when somebody was to step in and cannot: roll back then.
async fn take_effect(
    txn: &DatabaseTransaction,
    means: &Means,
    id: Uuid,
) -> Result<Option<u64>, DbErr> {
    let row = submission::Entity::find_by_id(id).one(txn).await?;
    let gone = submission::Entity::delete_by_id(id).exec(txn).await?;
    let (Some(row), 1) = (row, gone.rows_affected) else {
        return Ok(Some(0));
    };
    let waiting = Waiting::parse(&row)?;
    let Some(face) = chain::find_face(txn, row.actor).await? else {
        return Ok(Some(0));
    };
    if let Some(one) = &waiting.step_in {
        let done = let_step_in(txn, means, &face, waiting.organiser, one).await?;
        return Ok(done.then_some(1));
    }
    let mut came = Ended::default();
    for link in &waiting.links {
        match end(txn, means, &face, waiting.organiser, link).await? {
            Outcome::Done => came.ended.push(link.person),
            Outcome::AlreadyDone => came.moved_on.push(link.person),
        }
    }
    let (nonce, text) = (told(&waiting.nonce), to_text(&came)?);
    kept::keep(txn, &means.sources, waiting.organiser, &nonce, &text).await?;
    Ok(Some(u64::try_from(came.ended.len()).unwrap_or(0)))
}

/// Lets somebody step in, if the person still stands where they stood. Returns whether it was done.
async fn let_step_in(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    one: &StepIn,
) -> Result<bool, DbErr> {
    let link = find_incoming(txn, one.person).await?;
    let acted = link.as_ref().is_some_and(|c| c.recorded_at.is_some());
    if link.map(|c| c.id) != one.link || acted {
        return Ok(false);
    }
    let agreed = one.agreed.as_ref().map(|(wording, language)| Agreed {
        what: ConsentTo::Contact,
        wording,
        language,
    });
    let person = one.person;
    let Some(taker) = one.taker else {
        let Some(agreed) = agreed else {
            return Ok(false);
        };
        let done = step_in::put_back(txn, means, face, organiser, person, agreed).await?;
        return Ok(done == Outcome::Done);
    };
    let joined = step_in::take_over(txn, means, face, organiser, person, taker, agreed).await?;
    Ok(matches!(joined, Joined::Done(_)))
}

async fn end(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    link: &Ending,
) -> Result<Outcome, DbErr> {
    let Some(person) = people::find(txn, link.person).await? else {
        return Ok(Outcome::AlreadyDone);
    };
    let open = remind::open_of(txn, face, &person, means.now()).await?;
    let stands = Ending::of(link.person, open.as_ref()) == *link;
    let found = find_incoming(txn, link.person).await?;
    match found.filter(|c| stands && c.recorded_at.is_none()) {
        Some(c) => answer::close_kindly(txn, means, face, organiser, &c).await,
        None => Ok(Outcome::AlreadyDone),
    }
}
