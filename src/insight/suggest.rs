//! Which themes a point may belong to: up to three, made here from the words people sorted before. They are shown as
//! suggestions and never ticked.

use std::collections::{BTreeSet, HashMap};

use entity::{coding, insight};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::choices::Suggested;
use super::themes::Family;
use crate::methods::text::{Known, Tfidf, Theme};

/// From how many sorted points it learns, the newest: a page waits for it (decision 18 has the times).
const LEARNT_FROM: u64 = 1_000;

/// What suggestions are made of.
pub struct Sorted {
    /// Each theme that stands, with what it is called and what belongs there.
    themes: Vec<(Uuid, String)>,
    /// The theme's place, and the words of a point sorted into it.
    points: Vec<(usize, String)>,
}

impl Sorted {
    /// Reads a chain's themes and the points sorted into them, without the point that is looked at.
    pub async fn read(
        conn: &impl ConnectionTrait,
        chain: Uuid,
        family: &Family,
        but: Uuid,
    ) -> Result<Self, DbErr> {
        let standing = family.in_order();
        let places: HashMap<Uuid, usize> = standing.iter().map(|t| t.id).zip(0..).collect();
        let rows: Vec<(Uuid, Uuid, String)> = coding::Entity::find()
            .select_only()
            .column(coding::Column::Theme)
            .column(insight::Column::Id)
            .column(insight::Column::Text)
            .join(
                JoinType::InnerJoin,
                coding::Entity::belongs_to(insight::Entity)
                    .from(coding::Column::Insight)
                    .to(insight::Column::Id)
                    .into(),
            )
            .filter(coding::Column::Chain.eq(chain))
            .filter(insight::Column::StruckAt.is_null())
            .filter(insight::Column::WithdrawnAt.is_null())
            .filter(insight::Column::Id.ne(but))
            .order_by_desc(insight::Column::Id)
            .limit(LEARNT_FROM)
            .into_tuple()
            .all(conn)
            .await?;
        // A point that two coders put into one theme is one example.
        let mut seen = BTreeSet::new();
        let one = |(theme, point, text): (Uuid, Uuid, String)| {
            let place = *places.get(&family.now(theme))?;
            seen.insert((place, point)).then_some((place, text))
        };
        Ok(Self {
            points: rows.into_iter().filter_map(one).collect(),
            themes: standing
                .into_iter()
                .map(|t| (t.id, format!("{} {}", t.name, t.meaning)))
                .collect(),
        })
    }

    /// Finds the likeliest themes for a point, the likeliest first, with the words they share. It takes a while.
    pub fn likeliest(&self, point: &str) -> Vec<Suggested> {
        let texts: Vec<&str> = self.points.iter().map(|(_, text)| text.as_str()).collect();
        let mut themes: Vec<Theme> = self
            .themes
            .iter()
            .map(|(_, about)| Theme {
                about: about.clone(),
                points: Vec::new(),
            })
            .collect();
        for (place, text) in &self.points {
            themes[*place].points.push(text);
        }
        let known = Known::of(Tfidf::fit(&texts), &themes);
        known
            .likeliest(point)
            .into_iter()
            .map(|likely| Suggested {
                theme: self.themes[likely.theme].0,
                shared_words: likely
                    .shared
                    .into_iter()
                    .map(|at| point[at].to_owned())
                    .collect(),
            })
            .collect()
    }
}
