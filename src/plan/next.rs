//! What a plan left open: themes that no action answers, points said once that nobody answered, and actions that nobody
//! does. An organiser picks from these what the next chain asks.

use std::collections::HashSet;

use entity::shared::{ActionStatus, PlanAction};
use entity::{insight, theme};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::hands::owners;
use super::publish;
use super::quotes::{Quoted, quotes};
use crate::chain::Face;
use crate::insight::evidence;
use crate::insight::once::{Once, Standing};
use crate::insight::themes::Family;

/// How many points said once are offered.
const ONCE_MAX: usize = 50;

/// What is open.
#[derive(Clone, Debug, Default)]
pub struct Open {
    /// Themes with the number of their points, most first.
    pub themes: Vec<(theme::Model, i64)>,
    /// Points said once whose words anyone may read.
    pub once: Vec<Quoted>,
    /// Actions that nobody does yet.
    pub actions: Vec<PlanAction>,
}

/// Finds what a chain's plan leaves open.
pub async fn open(conn: &impl ConnectionTrait, face: &Face) -> Result<Open, DbErr> {
    let chain = face.chain.id;
    let actions = publish::draft(conn, face).await?.actions;
    let mut themes = without_action(conn, chain, &actions).await?;
    themes.sort_by_key(|(_, points)| std::cmp::Reverse(*points));
    let once = Once::read(conn, chain).await?;
    let waiting = [Standing::Open, Standing::Unsorted];
    let waiting = waiting.into_iter().flat_map(|one| once.of(Some(one)));
    let points = insight::Entity::find()
        .filter(insight::Column::Id.is_in(waiting))
        .all(conn)
        .await?;
    let mut once = quotes(conn, face, points).await?;
    once.truncate(ONCE_MAX);
    let looked_after = owners::looked_after(conn, chain).await?;
    let nobody = |action: &PlanAction| {
        let settled = [ActionStatus::Done, ActionStatus::WontDo];
        let open = !settled.contains(&action.status);
        open && action.owner.trim().is_empty() && !looked_after.contains(&action.id)
    };
    Ok(Open {
        themes,
        once,
        actions: actions.into_iter().filter(nobody).collect(),
    })
}

/// Lists the themes with points that none of these actions answers, in the themes' order.
pub async fn without_action(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    actions: &[PlanAction],
) -> Result<Vec<(theme::Model, i64)>, DbErr> {
    let answered: HashSet<Uuid> = actions.iter().flat_map(|a| a.themes.clone()).collect();
    let of_themes = evidence::of_themes(conn, chain).await?;
    let family = Family::read(conn, chain).await?;
    // An action on a theme answers its parts, and an action on a part answers the theme.
    let is_answered = |id: Uuid| {
        let parts = family.parts(id);
        let mut near = [Some(id), family.parent(id)].into_iter().flatten();
        near.any(|id| answered.contains(&id)) || parts.iter().any(|t| answered.contains(&t.id))
    };
    let lacking = family.in_order().into_iter().filter_map(|theme| {
        let points = of_themes.get(&theme.id).map_or(0, |found| found.points);
        (points > 0 && !is_answered(theme.id)).then(|| (theme.clone(), points))
    });
    Ok(lacking.collect())
}
