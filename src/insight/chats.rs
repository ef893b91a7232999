//! The chats of a chain as organisers read them: a list with where each stands, and one chat with its points.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{conversation, insight, insight_version, participant, theme};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::is_recorded;
use super::themes::{self, Family};
use crate::conversation::{State, check, has_passed_on, record, state};
use crate::people;

/// A chat in the list.
#[derive(Clone, Debug)]
pub struct Chat {
    pub row: conversation::Model,
    pub state: State,
    pub initiator: String,
    pub partner: String,
}

impl Chat {
    /// Returns when something last happened in it.
    pub fn last_moved(&self) -> DateTime<Utc> {
        let c = &self.row;
        let times = [
            c.agreed_at,
            c.contacted_at,
            c.recorded_at,
            c.checked_at,
            c.ended_at,
        ];
        times
            .into_iter()
            .flatten()
            .fold(c.invited_at, DateTime::max)
    }
}

/// Lists a chain's chats, the newest first: those in `wanted` state, in which somebody's name holds `search`.
pub async fn list(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    now: DateTime<Utc>,
    wanted: Option<State>,
    search: &str,
) -> Result<Vec<Chat>, DbErr> {
    let rows = conversation::Entity::find()
        .filter(conversation::Column::Chain.eq(chain))
        .order_by_desc(conversation::Column::InvitedAt)
        .order_by_desc(conversation::Column::Id)
        .all(conn)
        .await?;
    let people: BTreeMap<Uuid, participant::Model> = participant::Entity::find()
        .filter(participant::Column::Chain.eq(chain))
        .all(conn)
        .await?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let passed_on: HashSet<Uuid> = rows
        .iter()
        .filter(|row| is_recorded(row))
        .map(|row| row.initiator)
        .collect();
    let search = search.trim().to_lowercase();
    let chat = |row: conversation::Model| {
        let name = |id: &Uuid| people.get(id).map(people::shown_name).unwrap_or_default();
        let partner = people.get(&row.partner);
        let bounced = partner.is_some_and(|p| p.bounced_at.is_some());
        Chat {
            state: state(&row, bounced, passed_on.contains(&row.partner), now),
            initiator: name(&row.initiator).to_owned(),
            partner: name(&row.partner).to_owned(),
            row,
        }
    };
    let fits = |chat: &Chat| {
        let names = [&chat.initiator, &chat.partner];
        let found = names.iter().any(|n| n.to_lowercase().contains(&search));
        wanted.is_none_or(|wanted| wanted == chat.state) && (search.is_empty() || found)
    };
    Ok(rows.into_iter().map(chat).filter(fits).collect())
}

/// Counts the points that count in each of these chats.
pub async fn count_points(
    conn: &impl ConnectionTrait,
    chats: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, i64>, DbErr> {
    let rows: Vec<(Uuid, i64)> = insight::Entity::find()
        .select_only()
        .column(insight::Column::Conversation)
        .column_as(insight::Column::Id.count(), "points")
        .filter(insight::Column::Conversation.is_in(chats))
        .filter(insight::Column::StruckAt.is_null())
        .filter(insight::Column::WithdrawnAt.is_null())
        .group_by(insight::Column::Conversation)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// An earlier wording of a point and the name of who wrote it.
#[derive(Clone, Debug)]
pub struct Earlier {
    pub text: String,
    pub by: String,
    /// The organiser who wrote it for them.
    pub entered_by: Option<Uuid>,
    pub at: DateTime<Utc>,
}

/// A point of a chat with its themes and earlier wordings.
#[derive(Clone, Debug)]
pub struct Told {
    pub row: insight::Model,
    pub themes: Vec<theme::Model>,
    pub earlier: Vec<Earlier>,
    /// When it got the words it has, or was shown to the partner, whichever came later.
    pub worded_at: DateTime<Utc>,
}

/// A chat and everything told in it.
#[derive(Clone, Debug)]
pub struct Whole {
    pub chat: Chat,
    pub points: Vec<Told>,
}

/// Finds a chat of a chain with its points. Points that were taken out keep their place and lose their words.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Whole>, DbErr> {
    let found = conversation::Entity::find_by_id(id)
        .filter(conversation::Column::Chain.eq(chain))
        .one(conn)
        .await?;
    let Some(row) = found else {
        return Ok(None);
    };
    let people = people::find_all(conn, [row.initiator, row.partner]).await?;
    let name = |id: Uuid| people.get(&id).map(people::shown_name).unwrap_or_default();
    let bounced = people
        .get(&row.partner)
        .is_some_and(|p| p.bounced_at.is_some());
    let passed_on = has_passed_on(conn, row.partner).await?;
    let mut rows = record::list_points(conn, row.id).await?;
    for point in rows.iter_mut().filter(|point| !check::counts(point)) {
        point.text.clear();
    }
    let ids: Vec<Uuid> = rows.iter().map(|point| point.id).collect();
    let known = Family::read(conn, chain).await?;
    let sorted = themes::of_points(conn, ids.iter().copied()).await?;
    let versions = insight_version::Entity::find()
        .filter(insight_version::Column::Insight.is_in(ids))
        .order_by_asc(insight_version::Column::N)
        .all(conn)
        .await?;
    let shown_at = row.shown_at;
    let told = |row: insight::Model| {
        let own: Vec<_> = versions.iter().filter(|v| v.insight == row.id).collect();
        let before = if check::counts(&row) {
            own.len().saturating_sub(1)
        } else {
            0
        };
        let earlier = own.into_iter().take(before).map(|version| Earlier {
            text: version.text.clone(),
            by: name(version.by_id).to_owned(),
            entered_by: version.entered_by,
            at: version.at,
        });
        let inside = sorted.get(&row.id).map_or(&[][..], Vec::as_slice);
        let written = own_at(&versions, &row);
        Told {
            worded_at: shown_at.map_or(written, |at| at.max(written)),
            earlier: earlier.collect(),
            themes: known.listed(inside),
            row,
        }
    };
    let points = rows.into_iter().map(told).collect();
    let chat = Chat {
        state: state(&row, bounced, passed_on, now),
        initiator: name(row.initiator).to_owned(),
        partner: name(row.partner).to_owned(),
        row,
    };
    Ok(Some(Whole { chat, points }))
}

/// Returns when a point got the words it has.
fn own_at(versions: &[insight_version::Model], row: &insight::Model) -> DateTime<Utc> {
    let last = versions.iter().rfind(|v| v.insight == row.id);
    last.map_or(row.made_at, |v| v.at)
}
