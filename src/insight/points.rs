//! Lists of points with where they come from: who told whom, when, and which themes they stand in.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::shared::Kind;
use entity::{coding, conversation, insight, theme};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::coding as sorting;
use super::themes::{self, Family};
use crate::people;
use crate::web::paging::{Paging, ROWS};

/// Which points a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only points in no theme.
    pub unsorted: bool,
    /// Only points in any of these themes; empty means no such limit.
    pub themes: Vec<Uuid>,
    pub kind: Option<Kind>,
    pub question: Option<Uuid>,
    /// The first person its chat goes back to.
    pub branch: Option<Uuid>,
    /// BCP 47; empty means any.
    pub language: String,
    pub checked: Option<bool>,
    /// Said by whoever wrote the chat down, or by the one they asked.
    pub by_initiator: Option<bool>,
    pub search: String,
}

/// A point and where it comes from.
#[derive(Clone, Debug)]
pub struct Sourced {
    pub row: insight::Model,
    pub initiator: String,
    pub partner: String,
    pub recorded_at: Option<DateTime<Utc>>,
    /// When the partner was first shown it.
    pub shown_at: Option<DateTime<Utc>>,
    pub themes: Vec<theme::Model>,
}

/// Makes the condition of a filter.
fn condition(chain: Uuid, filter: &Filter) -> Condition {
    let mut wanted = if filter.unsorted {
        sorting::unsorted(chain)
    } else {
        sorting::sortable(chain)
    };
    if !filter.themes.is_empty() {
        let inside = Query::select()
            .column(coding::Column::Insight)
            .from(coding::Entity)
            .and_where(coding::Column::Theme.is_in(filter.themes.iter().copied()))
            .to_owned();
        wanted = wanted.add(insight::Column::Id.in_subquery(inside));
    }
    if let Some(kind) = filter.kind {
        wanted = wanted.add(insight::Column::Kind.eq(kind));
    }
    if let Some(question) = filter.question {
        wanted = wanted.add(insight::Column::Prompt.eq(question));
    }
    if let Some(branch) = filter.branch {
        wanted = wanted.add(insight::Column::Branch.eq(branch));
    }
    if !filter.language.is_empty() {
        wanted = wanted.add(insight::Column::Language.eq(filter.language.as_str()));
    }
    match filter.checked {
        Some(true) => wanted = wanted.add(insight::Column::CheckedAt.is_not_null()),
        Some(false) => wanted = wanted.add(insight::Column::CheckedAt.is_null()),
        None => {}
    }
    if let Some(by_initiator) = filter.by_initiator {
        wanted = wanted.add(insight::Column::ByInitiator.eq(by_initiator));
    }
    let search = filter.search.trim();
    if !search.is_empty() {
        wanted = wanted
            .add(Expr::expr(Func::lower(Expr::col(insight::Column::Text))).like(contains(search)));
    }
    wanted
}

/// Returns the filter with all themes that stand for those it names: what was family into them, and their parts.
async fn widened(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    filter: &Filter,
) -> Result<Filter, DbErr> {
    let mut filter = filter.clone();
    if !filter.themes.is_empty() {
        let family = themes::Family::read(conn, chain).await?;
        let basis = super::evidence::Basis {
            themes: filter.themes,
            insights: Vec::new(),
        };
        filter.themes = family.draft(&basis).themes;
    }
    Ok(filter)
}

/// Makes the pattern that finds `text` anywhere; `%` and `_` stand for themselves.
pub fn contains(text: &str) -> LikeExpr {
    let mut pattern = String::from("%");
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}

/// Counts the points of a filter.
pub async fn count(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    filter: &Filter,
) -> Result<u64, DbErr> {
    let filter = widened(conn, chain, filter).await?;
    insight::Entity::find()
        .filter(condition(chain, &filter))
        .count(conn)
        .await
}

/// Lists the languages in which a chain's points were said, and the first people their chats go back to, with names.
pub async fn spread(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<(Vec<String>, Vec<(Uuid, String)>), DbErr> {
    let said = || {
        insight::Entity::find()
            .select_only()
            .filter(sorting::sortable(chain))
            .distinct()
    };
    let mut languages: Vec<String> = said()
        .column(insight::Column::Language)
        .into_tuple()
        .all(conn)
        .await?;
    languages.sort_unstable();
    let branches: Vec<Uuid> = said()
        .column(insight::Column::Branch)
        .into_tuple()
        .all(conn)
        .await?;
    let people = people::find_all(conn, branches).await?;
    let mut branches: Vec<(Uuid, String)> = people
        .into_iter()
        .map(|(id, person)| (id, people::first_name(&person).to_owned()))
        .collect();
    branches.sort_by_cached_key(|(_, name)| name.to_lowercase());
    Ok((languages, branches))
}

/// Lists a page of the points of a filter, oldest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    filter: &Filter,
    paging: &Paging,
) -> Result<Vec<Sourced>, DbErr> {
    let filter = widened(conn, chain, filter).await?;
    let rows = insight::Entity::find()
        .filter(condition(chain, &filter))
        .order_by_asc(insight::Column::Id)
        .offset(paging.offset())
        .limit(ROWS)
        .all(conn)
        .await?;
    with_sources(conn, chain, rows).await
}

/// Adds to each point who told whom, when, and its themes: four queries however many points.
pub async fn with_sources(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    rows: Vec<insight::Model>,
) -> Result<Vec<Sourced>, DbErr> {
    let chats: HashMap<Uuid, conversation::Model> = conversation::Entity::find()
        .filter(conversation::Column::Id.is_in(rows.iter().map(|row| row.conversation)))
        .all(conn)
        .await?
        .into_iter()
        .map(|chat| (chat.id, chat))
        .collect();
    let both = chats
        .values()
        .flat_map(|chat| [chat.initiator, chat.partner]);
    let people = people::find_all(conn, both).await?;
    let name = |id: Uuid| {
        let person = people.get(&id);
        person
            .map(|p| people::first_name(p).to_owned())
            .unwrap_or_default()
    };
    let known = Family::read(conn, chain).await?;
    let sorted = themes::of_points(conn, rows.iter().map(|row| row.id)).await?;
    let sourced = |row: insight::Model| {
        let chat = chats.get(&row.conversation);
        let inside = sorted.get(&row.id).map_or(&[][..], Vec::as_slice);
        Sourced {
            initiator: chat.map(|chat| name(chat.initiator)).unwrap_or_default(),
            partner: chat.map(|chat| name(chat.partner)).unwrap_or_default(),
            recorded_at: chat.and_then(|chat| chat.recorded_at),
            shown_at: chat.and_then(|chat| chat.shown_at),
            themes: known.listed(inside),
            row,
        }
    };
    Ok(rows.into_iter().map(sourced).collect())
}
