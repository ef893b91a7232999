//! Who of those who wait fits somebody who asked: the same language always, nobody they were joined to before, and only who
//! can be put anywhere in the tree. The order is the same each time.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{conversation, nomination, participant};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
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
    let people = participant::Entity::find()
        .filter(participant::Column::Chain.eq(face.chain.id))
        .filter(participant::Column::WaitingSince.is_not_null())
        .filter(participant::Column::Language.is_in(languages))
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
        return Ok(BTreeMap::new());
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
    let free = people.into_iter().filter(|p| !busy.contains(&p.id));
    Ok(free
        .filter_map(|person| {
            let waiting = Waiting {
                since: person.waiting_since?,
                prefs: people::details(means, &person).unwrap_or_default().prefs,
                before: before.remove(&person.id).unwrap_or_default(),
                language: person.language,
            };
            Some((person.id, waiting))
        })
        .collect())
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
