//! What may be missing before a plan is made public. It is told, and never blocks.

use std::collections::HashMap;

use entity::chain_language;
use entity::shared::PlanBody;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::whole;
use crate::chain::{self, Face};
use crate::i18n::Language;
use crate::insight::evidence::{self, Basis, Evidence};
use crate::insight::once::Once;
use crate::insight::themes::Family;
use crate::plan::MANY_POINTS;
use crate::plan::next::without_action;

/// A theme with many points that no action answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    pub theme: Uuid,
    pub name: String,
    pub points: i64,
}

/// What may be missing.
#[derive(Clone, Debug, Default)]
pub struct Warnings {
    /// What stands behind all actions together.
    pub evidence: Evidence,
    /// Points behind actions that their speaker has not checked yet: they are left out.
    pub unchecked: usize,
    /// Languages of the chain in which the plan has a title, and in which it has none.
    pub ready: Vec<Language>,
    pub lacking: Vec<Language>,
    /// Points said once that nobody answered.
    pub once: usize,
    /// The places, from 1, of actions that nothing stands behind, and of those that one branch alone does.
    pub bare: Vec<usize>,
    pub one_branch: Vec<usize>,
    pub unanswered: Vec<Unanswered>,
}

impl Warnings {
    /// Looks at a plan as it would be published now.
    pub async fn read(
        conn: &impl ConnectionTrait,
        face: &Face,
        body: &PlanBody,
    ) -> Result<Self, DbErr> {
        let chain = face.chain.id;
        let family = Family::read(conn, chain).await?;
        let all = family.draft(&whole(body));
        let mut bases: Vec<Basis> = body
            .actions
            .iter()
            .map(|action| {
                family.draft(&Basis {
                    themes: action.themes.clone(),
                    insights: action.insights.clone(),
                })
            })
            .collect();
        bases.push(all.clone());
        let mut counted = evidence::of_bases(conn, chain, &bases).await?;
        let evidence = counted.pop().unwrap_or_default();
        let places = |is: &dyn Fn(&Evidence) -> bool| {
            let placed = (1..).zip(&counted).filter(|(_, one)| is(one));
            placed.map(|(place, _)| place).collect()
        };
        let points = evidence::list_points(conn, chain, &all).await?;
        let unchecked = |point: &&entity::insight::Model| {
            point.checked_at.is_none() && !point.private && !point.text.is_empty()
        };
        let (ready, lacking) = languages(conn, face).await?;
        Ok(Self {
            unchecked: points.iter().filter(unchecked).count(),
            ready,
            lacking,
            once: Once::read(conn, chain).await?.count().unanswered(),
            bare: places(&Evidence::is_empty),
            one_branch: places(&|one| one.branches == 1),
            unanswered: unanswered(conn, chain, body).await?,
            evidence,
        })
    }
}

/// Sorts the chain's languages: those in which the plan has a title, and those in which it has none.
async fn languages(
    conn: &impl ConnectionTrait,
    face: &Face,
) -> Result<(Vec<Language>, Vec<Language>), DbErr> {
    let titled: HashMap<String, bool> = chain_language::Entity::find()
        .filter(chain_language::Column::Chain.eq(face.chain.id))
        .all(conn)
        .await?
        .into_iter()
        .map(|row| (row.lang, !row.plan_title.is_empty()))
        .collect();
    let all = chain::list_languages(conn, &face.chain).await?;
    let has = |language: &Language| titled.get(language.code).copied().unwrap_or_default();
    Ok(all.into_iter().partition(has))
}

/// Lists the themes with many points that no action answers.
async fn unanswered(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    body: &PlanBody,
) -> Result<Vec<Unanswered>, DbErr> {
    let lacking = without_action(conn, chain, &body.actions).await?;
    let many = lacking
        .into_iter()
        .filter(|(_, points)| *points >= MANY_POINTS);
    let told = many.map(|(theme, points)| Unanswered {
        theme: theme.id,
        name: theme.name,
        points,
    });
    Ok(told.collect())
}
