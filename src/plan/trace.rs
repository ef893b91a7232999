//! What became of a person's words: their points, the themes they stand in, and the published actions that rest on
//! them.

use entity::shared::{ActionStatus, PlanAction};
use entity::{insight, participant};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::publish;
use crate::conversation::check;
use crate::insight::themes;

/// One point of a person and what it led to.
#[derive(Clone, Debug)]
pub struct Trace {
    pub point: insight::Model,
    /// Names of the themes it stands in, as the newest published plan has them.
    pub themes: Vec<String>,
    pub actions: Vec<Led>,
}

/// A published action that rests on a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Led {
    /// The number of the plan's version.
    pub version: i32,
    /// The action's place in it, from 1.
    pub place: usize,
    pub towards: String,
    pub status: ActionStatus,
    pub reason: String,
}

/// Follows a person's own points to the newest published plan. Points they took out are left out.
pub async fn led_to(
    conn: &impl ConnectionTrait,
    person: &participant::Model,
) -> Result<Vec<Trace>, DbErr> {
    let mut points = check::list_own_points(conn, person.id).await?;
    points.retain(|point| check::counts(point) && !point.text.is_empty());
    let sorted = themes::of_points(conn, points.iter().map(|p| p.id)).await?;
    let version = publish::find_newest(conn, person.chain).await?;
    let trace = |point: insight::Model| {
        let inside: &[Uuid] = sorted.get(&point.id).map_or(&[], Vec::as_slice);
        let rests = |action: &PlanAction| {
            action.insights.contains(&point.id) || action.themes.iter().any(|t| inside.contains(t))
        };
        let (mut names, mut actions) = (Vec::new(), Vec::new());
        if let Some(version) = &version {
            let themes = version.body.themes.iter();
            names.extend(
                themes
                    .filter(|t| inside.contains(&t.id))
                    .map(|t| t.name.clone()),
            );
            let placed = (1..).zip(&version.body.actions);
            actions.extend(placed.filter(|(_, a)| rests(a)).map(|(place, action)| Led {
                version: version.n,
                place,
                towards: action.towards.clone(),
                status: action.status,
                reason: action.reason.clone(),
            }));
        }
        Trace {
            point,
            themes: names,
            actions,
        }
    };
    Ok(points.into_iter().map(trace).collect())
}
