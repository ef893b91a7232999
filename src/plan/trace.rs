//! What became of a person's words: their points, the themes they stand in, and the published actions that rest on
//! them.

use std::collections::HashMap;

use entity::shared::{ActionStatus, PlanAction, PlanTheme};
use entity::{insight, news, participant};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::news::{self as plan_news, Standing, standing};
use super::publish;
use crate::conversation::check;
use crate::insight::themes::{self, Family};

/// One point of a person and what it led to.
#[derive(Clone, Debug)]
pub struct Trace {
    pub point: insight::Model,
    /// Names of the themes it stands in, as the newest published plan has them. A theme of the plan that was merged
    /// since goes by the name of the one it is part of now.
    pub themes: Vec<String>,
    pub actions: Vec<Led>,
}

/// A published action that rests on a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Led {
    pub action: Uuid,
    /// The number of the plan's version.
    pub version: i32,
    /// The action's place in it, from 1.
    pub place: usize,
    pub towards: String,
    pub status: ActionStatus,
    pub reason: String,
    /// What happened with it, the last first.
    pub news: Vec<news::Model>,
}

impl Led {
    /// Tells whether help can be offered with it still.
    pub const fn can_help(&self) -> bool {
        !matches!(self.status, ActionStatus::Done | ActionStatus::WontDo)
    }
}

/// Follows a person's own points to the newest published plan. Points they took out are left out.
pub async fn led_to(
    conn: &impl ConnectionTrait,
    person: &participant::Model,
) -> Result<Vec<Trace>, DbErr> {
    let mut points = check::list_own_points(conn, person.id).await?;
    points.retain(|point| check::counts(point) && !point.text.is_empty());
    let sorted = themes::coded(conn, points.iter().map(|p| p.id)).await?;
    let family = Family::read(conn, person.chain).await?;
    let version = publish::find_newest(conn, person.chain).await?;
    let told = match &version {
        Some(version) => plan_news::of_version(conn, version).await?,
        None => HashMap::new(),
    };
    let trace = |point: insight::Model| {
        let coded: &[Uuid] = sorted.get(&point.id).map_or(&[], Vec::as_slice);
        let inside = family.claims(coded);
        let rests = |action: &PlanAction| {
            action.insights.contains(&point.id) || action.themes.iter().any(|t| inside.contains(t))
        };
        let (mut names, mut actions) = (Vec::<String>::new(), Vec::new());
        if let Some(version) = &version {
            names = names_of(&family, &version.body.themes, coded);
            let placed = (1..).zip(&version.body.actions);
            actions.extend(placed.filter(|(_, a)| rests(a)).map(|(place, action)| {
                let news = told.get(&action.id).cloned().unwrap_or_default();
                let Standing { status, reason } =
                    standing(action, &news, Some(version.published_at));
                Led {
                    action: action.id,
                    version: version.n,
                    place,
                    towards: action.towards.clone(),
                    status,
                    reason,
                    news,
                }
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

/// Names the themes that a point sorted into `coded` stands in: the nearest one of each that the plan knows.
fn names_of(family: &Family, published: &[PlanTheme], coded: &[Uuid]) -> Vec<String> {
    let known = |id: Uuid| published.iter().find(|theme| theme.id == id);
    let mut names: Vec<String> = Vec::new();
    for id in coded {
        let now = family.now(*id);
        let above = family.claims(&[*id]);
        let merged_since = published
            .iter()
            .any(|theme| above.contains(&theme.id) && family.now(theme.id) == now);
        let name = match known(now) {
            Some(theme) => Some(theme.name.clone()),
            None if merged_since => family.get(now).map(|theme| theme.name.clone()),
            None => {
                let over = family.parent(now).and_then(known);
                over.map(|theme| theme.name.clone())
            }
        };
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names
}
