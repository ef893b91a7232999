//! From themes to a plan: actions that rest on what was said, published as numbered versions anyone may read.
//!
//! A published version keeps the organisers' words and ids, never residents' words: quotes are read from the points
//! each time a page is drawn, so that what a person takes back is gone from every version at once.

use chrono::NaiveDate;
use entity::shared::{ActionChanged, ActionStatus};
use entity::{action, action_evidence, chain, chain_language};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, ExprTrait, QueryFilter, QueryOrder, UpdateMany,
};
use uuid::Uuid;

use crate::insight::coding;
use crate::insight::evidence::Basis;
use crate::insight::themes::Family;
use crate::means::Means;
use crate::organiser::audit;
use crate::web::Routes;

pub mod actions;
pub mod challenges;
pub mod checks;
mod desk;
pub mod gone;
pub mod hands;
pub mod letters;
pub mod money;
pub mod news;
pub mod next;
pub mod open;
pub(crate) mod pages;
pub mod photos;
pub mod proposals;
pub mod publish;
pub mod quotes;
pub mod steps;
pub mod telling;
pub mod trace;
pub mod waiting;
pub mod wall;
pub mod weigh;
pub mod yearly;

pub use actions::{
    Changed, Edited, add, bring_back, change, find, list, list_removed, remove, shift,
};
pub use trace::{Trace, led_to};

/// The longest texts, in characters.
pub const TITLE_MAX: usize = 120;
pub const INTRODUCTION_MAX: usize = 3_000;
pub const TEXT_MAX: usize = 600;
pub const OWNER_MAX: usize = 200;
/// A theme with at least this many points and no action is pointed out.
pub const MANY_POINTS: i64 = 5;
/// The most actions a plan has.
pub const ACTIONS_MAX: usize = 200;

/// The pages of this feature.
pub fn routes() -> Routes {
    desk::routes()
        .merge(pages::routes())
        .merge(weigh::routes())
        .merge(hands::routes())
        .merge(challenges::routes())
        .merge(proposals::routes())
}

/// Tells whether a status must say why: it was changed, or will not be done.
pub fn needs_reason(status: ActionStatus) -> bool {
    matches!(status, ActionStatus::Changed | ActionStatus::WontDo)
}

/// Reads a day as a date input sends it (2027-03-31) or as people write it (31/3/2027, 31.3.2027, 31 3 2027).
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(day);
    }
    let parts: Vec<&str> = text
        .split(['/', '.', '-', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    let year: i32 = year
        .parse()
        .ok()
        .filter(|year| (2000..=2200).contains(year))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

/// Returns a stored day as a person would type it: 31/3/2027.
pub fn typed_day(stored: Option<&str>) -> String {
    let day = stored.and_then(parse_day);
    day.map(|day| day.format("%-d/%-m/%Y").to_string())
        .unwrap_or_default()
}

/// Finds what an action rests on.
pub async fn basis(conn: &impl ConnectionTrait, action: Uuid) -> Result<Basis, DbErr> {
    let rows = action_evidence::Entity::find()
        .filter(action_evidence::Column::Action.eq(action))
        .order_by_asc(action_evidence::Column::Id)
        .all(conn)
        .await?;
    Ok(Basis {
        themes: rows.iter().filter_map(|row| row.theme).collect(),
        insights: rows.iter().filter_map(|row| row.insight).collect(),
    })
}

/// Lets an action rest on these themes and no others. Themes of another chain are passed over.
pub async fn rest_on_themes(
    txn: &DatabaseTransaction,
    means: &Means,
    action: &action::Model,
    wanted: &[Uuid],
) -> Result<(), DbErr> {
    let stands = basis(txn, action.id).await?.themes;
    let family = Family::read(txn, action.chain).await?;
    // A theme that was merged is wanted while the one it is part of is.
    let let_go = stands
        .iter()
        .filter(|id| !wanted.contains(&family.now(**id)));
    action_evidence::Entity::delete_many()
        .filter(action_evidence::Column::Action.eq(action.id))
        .filter(action_evidence::Column::Theme.is_in(let_go.copied()))
        .exec(txn)
        .await?;
    let stands = family.now_of(&stands);
    for theme in family.in_order() {
        if wanted.contains(&theme.id) && !stands.contains(&theme.id) {
            insert_evidence(txn, means, action.id, Some(theme.id), None).await?;
        }
    }
    Ok(())
}

/// Picks points by hand for an action and lets go of others: only the difference between what a form showed and what
/// was ticked. Points that do not count, or belong to another chain, are passed over.
pub async fn pick_points(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    action: &action::Model,
    picked: &[Uuid],
    let_go: &[Uuid],
) -> Result<(), DbErr> {
    let gone: Vec<Uuid> = let_go
        .iter()
        .copied()
        .filter(|id| !picked.contains(id))
        .collect();
    if !gone.is_empty() {
        action_evidence::Entity::delete_many()
            .filter(action_evidence::Column::Action.eq(action.id))
            .filter(action_evidence::Column::Insight.is_in(gone))
            .exec(txn)
            .await?;
    }
    rest_on_points(txn, means, action, picked).await?;
    actions::log(txn, means, by, action, ActionChanged::Points, Vec::new()).await
}

/// Lets an action rest on these points, too. Points that do not count, or belong to another chain, are passed over.
async fn rest_on_points(
    txn: &DatabaseTransaction,
    means: &Means,
    action: &action::Model,
    picked: &[Uuid],
) -> Result<(), DbErr> {
    let stands = basis(txn, action.id).await?.insights;
    for id in picked.iter().filter(|id| !stands.contains(id)) {
        if coding::find(txn, action.chain, *id).await?.is_some() {
            insert_evidence(txn, means, action.id, None, Some(*id)).await?;
        }
    }
    Ok(())
}

async fn insert_evidence(
    txn: &DatabaseTransaction,
    means: &Means,
    action: Uuid,
    theme: Option<Uuid>,
    insight: Option<Uuid>,
) -> Result<(), DbErr> {
    action_evidence::ActiveModel {
        id: Set(means.id()),
        action: Set(action),
        theme: Set(theme),
        insight: Set(insight),
        made_at: Set(means.now()),
    }
    .insert(txn)
    .await?;
    Ok(())
}

/// Changes the plan's title and introduction, in the chain's own language, whatever stands there.
pub async fn change_words(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: &chain::Model,
    title: &str,
    introduction: &str,
) -> Result<(), DbErr> {
    write_words(chain, title, introduction).exec(txn).await?;
    audit::organiser_did(txn, means, by, "plan.words", chain.id, chain.id).await
}

/// Changes them if they still stand in the edition the editor opened.
pub async fn change_words_from(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    (chain, edition): (&chain::Model, i32),
    title: &str,
    introduction: &str,
) -> Result<Changed, DbErr> {
    let done = write_words(chain, title, introduction)
        .filter(chain_language::Column::PlanEdition.eq(edition))
        .exec(txn)
        .await?;
    if done.rows_affected == 0 {
        return Ok(Changed::Meanwhile);
    }
    audit::organiser_did(txn, means, by, "plan.words", chain.id, chain.id).await?;
    Ok(Changed::Saved)
}

fn write_words(
    chain: &chain::Model,
    title: &str,
    introduction: &str,
) -> UpdateMany<chain_language::Entity> {
    let edition = chain_language::Column::PlanEdition;
    chain_language::Entity::update_many()
        .col_expr(chain_language::Column::PlanTitle, Expr::value(title))
        .col_expr(chain_language::Column::PlanIntro, Expr::value(introduction))
        .col_expr(edition, Expr::col(edition).add(1))
        .filter(chain_language::Column::Chain.eq(chain.id))
        .filter(chain_language::Column::Lang.eq(chain.language.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_a_browser_sends_it_and_as_people_write_it() {
        let day = NaiveDate::from_ymd_opt(2027, 3, 31);
        for text in [
            "2027-03-31",
            "31/3/2027",
            "31.03.2027",
            " 31 3 2027 ",
            "31-3-2027",
        ] {
            assert_eq!(parse_day(text), day, "{text}");
        }
        assert_eq!(typed_day(Some("2027-03-31")), "31/3/2027");
        for bad in ["", "31/2/2027", "March", "3/31/2027", "31/3/27", "1/1/1/1"] {
            assert_eq!(parse_day(bad), None, "{bad}");
        }
    }
}
