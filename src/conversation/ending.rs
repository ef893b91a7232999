//! Ending several links kindly a few minutes from now: until then nothing has happened, so that it can be undone whole.
//!
//! An ending deletes the details of who has not answered and cannot be turned back, so it waits as our messages do. What
//! waits is a row of its own; whoever deletes that row, the clock or an organiser who takes it back, decides. A link on
//! which somebody acted meanwhile is left in peace.

use entity::shared::Step;
use entity::{chain as chain_row, submission};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Outcome, answer, find_incoming, remind};
use crate::chain::{self, Face};
use crate::db::{self, Db};
use crate::means::Means;
use crate::people;
use crate::submission as kept;

/// A link as it stood when an organiser chose to end it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    pub person: Uuid,
    pub step: Step,
    /// Since when it stood there, in microseconds.
    pub since: i64,
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
    let waiting = to_text(&Waiting {
        organiser,
        nonce: nonce.to_owned(),
        links,
    })?;
    let name = format!("{WAITS}{nonce}");
    kept::keep(txn, &means.sources, face.chain.id, &name, &waiting).await
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
        ended += take_effect(&txn, means, id).await?;
        txn.commit().await?;
    }
    Ok(ended)
}

async fn take_effect(txn: &DatabaseTransaction, means: &Means, id: Uuid) -> Result<u64, DbErr> {
    let row = submission::Entity::find_by_id(id).one(txn).await?;
    let gone = submission::Entity::delete_by_id(id).exec(txn).await?;
    let (Some(row), 1) = (row, gone.rows_affected) else {
        return Ok(0);
    };
    let waiting = serde_json::from_str::<Waiting>(&row.result);
    let waiting = waiting.map_err(|error| DbErr::Custom(error.to_string()))?;
    let Some(face) = chain::find_face(txn, row.actor).await? else {
        return Ok(0);
    };
    let mut came = Ended::default();
    for link in &waiting.links {
        match end(txn, means, &face, waiting.organiser, link).await? {
            Outcome::Done => came.ended.push(link.person),
            Outcome::AlreadyDone => came.moved_on.push(link.person),
        }
    }
    let (nonce, text) = (told(&waiting.nonce), to_text(&came)?);
    kept::keep(txn, &means.sources, waiting.organiser, &nonce, &text).await?;
    Ok(u64::try_from(came.ended.len()).unwrap_or(0))
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
    let stands = open
        .is_some_and(|open| open.step == link.step && open.since.timestamp_micros() == link.since);
    let found = find_incoming(txn, link.person).await?;
    match found.filter(|c| stands && c.recorded_at.is_none()) {
        Some(c) => answer::close_kindly(txn, means, face, organiser, &c).await,
        None => Ok(Outcome::AlreadyDone),
    }
}
