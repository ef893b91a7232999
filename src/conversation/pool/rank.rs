//! Who of those who wait fits somebody who asked: the same language always, nobody they were joined to before, and only who
//! can be put anywhere in the tree. The order is the same each time.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{conversation, nomination, participant};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::A_ROUND;
use crate::chain::Face;
use crate::means::Means;
use crate::people::{self, Channel, Prefs};

/// Somebody who waits, with what tells how well they fit.
pub(super) struct Waiting {
    language: String,
    since: DateTime<Utc>,
    prefs: Prefs,
    /// Whom they were joined to before.
    before: HashSet<Uuid>,
}

/// Lists who waits and can be put anywhere: a leaf of the tree, so that nobody comes to stand under themself (I3).
pub(super) async fn list_waiting(
    txn: &impl ConnectionTrait,
    means: &Means,
    face: &Face,
    open: &[nomination::Model],
) -> Result<BTreeMap<Uuid, Waiting>, DbErr> {
    let languages: BTreeSet<&str> = open.iter().map(|n| n.language.as_str()).collect();
    let speaks = participant::Column::Language.is_in(languages);
    let free = list_rows(txn, face, Condition::all().add(speaks)).await?;
    Ok(free
        .into_iter()
        .filter(|row| !row.placed)
        .filter_map(|row| {
            let details = people::details(means, &row.person).unwrap_or_default();
            let waiting = Waiting {
                since: row.person.waiting_since?,
                prefs: details.prefs,
                before: row.before,
                language: row.person.language,
            };
            Some((row.person.id, waiting))
        })
        .collect())
}

/// Somebody who waits, as the database holds them.
struct Row {
    person: participant::Model,
    /// Somebody stands under them already, or they have a link.
    placed: bool,
    /// Whom they were joined to before.
    before: HashSet<Uuid>,
}

/// Reads who waits in a chain, the longest wait first.
async fn list_rows(
    txn: &impl ConnectionTrait,
    face: &Face,
    only: Condition,
) -> Result<Vec<Row>, DbErr> {
    let people = participant::Entity::find()
        .filter(participant::Column::Chain.eq(face.chain.id))
        .filter(participant::Column::WaitingSince.is_not_null())
        .filter(only)
        .filter(participant::Column::AgreedAt.is_not_null())
        .filter(participant::Column::StoppedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .filter(participant::Column::FinishedAt.is_null())
        .order_by_asc(participant::Column::WaitingSince)
        .order_by_asc(participant::Column::Id)
        .limit(A_ROUND)
        .all(txn)
        .await?;
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = people.iter().map(|p| p.id).collect();
    let parents: Vec<Uuid> = participant::Entity::find()
        .select_only()
        .column(participant::Column::Parent)
        .filter(participant::Column::Parent.is_in(ids.clone()))
        .into_tuple()
        .all(txn)
        .await?;
    let began: Vec<Uuid> = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Initiator)
        .filter(conversation::Column::Initiator.is_in(ids.clone()))
        .into_tuple()
        .all(txn)
        .await?;
    let mut busy: HashSet<Uuid> = parents.into_iter().chain(began).collect();
    let mut before: HashMap<Uuid, HashSet<Uuid>> = HashMap::new();
    let earlier = conversation::Entity::find()
        .filter(conversation::Column::Partner.is_in(ids))
        .all(txn)
        .await?;
    for c in earlier {
        before.entry(c.partner).or_default().insert(c.initiator);
        if c.ended_at.is_none() {
            busy.insert(c.partner);
        }
    }
    Ok(people
        .into_iter()
        .map(|person| Row {
            placed: busy.contains(&person.id),
            before: before.remove(&person.id).unwrap_or_default(),
            person,
        })
        .collect())
}

/// Why somebody who waits cannot be joined to who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// They would like to talk in another language.
    Language,
    /// The two were joined before.
    Before,
    /// They have a place in the chain that cannot be changed.
    Placed,
}

impl Misfit {
    /// Returns the ending of the words' key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Before => "before",
            Self::Placed => "placed",
        }
    }
}

/// Somebody who waits and does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    pub person: Uuid,
    pub language: String,
    pub why: Misfit,
}

/// Lists who waits and cannot be joined to who asked by this nomination, with the reason; the longest wait first.
pub async fn list_unfit(
    conn: &impl ConnectionTrait,
    face: &Face,
    nomination: &nomination::Model,
) -> Result<Vec<Unfit>, DbErr> {
    let rows = list_rows(conn, face, Condition::all()).await?;
    let unfit = |row: Row| {
        let why = if row.person.language != nomination.language {
            Misfit::Language
        } else if row.before.contains(&nomination.initiator) {
            Misfit::Before
        } else if row.placed {
            Misfit::Placed
        } else {
            return None;
        };
        let (person, language) = (row.person.id, row.person.language);
        Some(Unfit {
            person,
            language,
            why,
        })
    };
    let other = rows
        .into_iter()
        .filter(|r| r.person.id != nomination.initiator);
    Ok(other.filter_map(unfit).collect())
}

/// Up to how many people a question names one by one.
const FEW: usize = 200;

/// Finds out for whom of these somebody waits who could be joined to them.
pub async fn find_joinable(
    conn: &impl ConnectionTrait,
    face: &Face,
    people: &[Uuid],
) -> Result<BTreeSet<Uuid>, DbErr> {
    if people.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut rows = list_rows(conn, face, Condition::all()).await?;
    rows.retain(|row| !row.placed);
    if rows.is_empty() {
        return Ok(BTreeSet::new());
    }
    let languages: BTreeSet<&str> = rows.iter().map(|r| r.person.language.as_str()).collect();
    // A few are asked for by name; of many the whole chain is read in one go.
    let few = people.len() <= FEW;
    let which = Condition::all()
        .add_option(few.then(|| participant::Column::Id.is_in(people.iter().copied())));
    let speak: Vec<(Uuid, String)> = participant::Entity::find()
        .select_only()
        .columns([participant::Column::Id, participant::Column::Language])
        .filter(participant::Column::Chain.eq(face.chain.id))
        .filter(participant::Column::Language.is_in(languages))
        .filter(which)
        .into_tuple()
        .all(conn)
        .await?;
    let wanted: HashSet<Uuid> = people.iter().copied().collect();
    let fits = |(id, language): &(Uuid, String)| {
        rows.iter().any(|row| {
            row.person.id != *id && row.person.language == *language && !row.before.contains(id)
        })
    };
    let speak = speak.into_iter().filter(|(id, _)| wanted.contains(id));
    Ok(speak.filter(fits).map(|(id, _)| id).collect())
}

/// Lists who waits and could be joined to who asked by this nomination, the best first, for an organiser to choose from.
pub async fn list_candidates(
    conn: &impl ConnectionTrait,
    means: &Means,
    face: &Face,
    nomination: &nomination::Model,
) -> Result<Vec<(Uuid, DateTime<Utc>)>, DbErr> {
    let asking = std::slice::from_ref(nomination);
    let waiting = list_waiting(conn, means, face, asking).await?;
    let initiator = people::find(conn, nomination.initiator).await?;
    let prefs = initiator
        .map(|p| people::details(means, &p).unwrap_or_default().prefs)
        .unwrap_or_default();
    let ranked = best_first(nomination, &prefs, &waiting);
    Ok(ranked
        .into_iter()
        .map(|id| (id, waiting[&id].since))
        .collect())
}

/// Lists who can be joined by a nomination, the best first: the same language always; then who fits best in times and
/// ways of talking; then who has waited longest. (Where people live is not known.)
pub(super) fn best_first(
    nomination: &nomination::Model,
    theirs: &Prefs,
    waiting: &BTreeMap<Uuid, Waiting>,
) -> Vec<Uuid> {
    let mut fitting: Vec<(usize, DateTime<Utc>, Uuid)> = waiting
        .iter()
        .filter(|(id, one)| {
            one.language == nomination.language
                && **id != nomination.initiator
                && !one.before.contains(&nomination.initiator)
        })
        .map(|(id, one)| (misfits(theirs, &one.prefs), one.since, *id))
        .collect();
    fitting.sort_unstable();
    fitting.into_iter().map(|(_, _, id)| id).collect()
}

/// Counts what stands between two people: no common time, no common way of talking.
fn misfits(a: &Prefs, b: &Prefs) -> usize {
    usize::from(!share_a_time(&a.times, &b.times)) + usize::from(!share_a_way(a.channel, b.channel))
}

/// Who ticked "any time", or was never asked, has all times.
fn share_a_time(a: &[String], b: &[String]) -> bool {
    let always = |times: &[String]| times.is_empty() || times.iter().any(|t| t == "any");
    always(a) || always(b) || a.iter().any(|time| b.contains(time))
}

/// Through the host fits everybody; a text and a call both go by phone.
fn share_a_way(a: Option<Channel>, b: Option<Channel>) -> bool {
    let by_phone = |c: Channel| matches!(c, Channel::Text | Channel::Phone);
    match (a, b) {
        (None | Some(Channel::Host), _) | (_, None | Some(Channel::Host)) => true,
        (Some(a), Some(b)) => a == b || (by_phone(a) && by_phone(b)),
    }
}
