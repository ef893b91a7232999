//! What hangs on the walls of a gathering: each theme with what stands behind it and a few quotes, and what people offer
//! and need. Words come by [`quotes`], so that nothing hangs there that may not be shown.

use entity::shared::Kind;
use entity::{insight, theme};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::quotes::{Quoted, quotes};
use crate::chain::Face;
use crate::insight::evidence::{self, Basis, Evidence};
use crate::insight::themes::{self, Family};

/// How many quotes stand on a theme's card.
pub const QUOTES: usize = 3;
/// Longer quotes are hard to read from a step away; they are taken when there are no shorter ones.
const LONG: usize = 140;

/// A theme's card.
#[derive(Clone, Debug)]
pub struct Card {
    pub theme: theme::Model,
    pub evidence: Evidence,
    pub quotes: Vec<Quoted>,
}

/// Makes a card for each theme that holds a point, in the themes' order.
pub async fn cards(conn: &impl ConnectionTrait, face: &Face) -> Result<Vec<Card>, DbErr> {
    let chain = face.chain.id;
    let family = Family::read(conn, chain).await?;
    let mut counted = evidence::of_themes(conn, chain).await?;
    let open: Vec<theme::Model> = family.in_order().into_iter().cloned().collect();
    let basis = Basis {
        themes: open.iter().map(|theme| theme.id).collect(),
        insights: Vec::new(),
    };
    let points = evidence::list_readable(conn, chain, &basis).await?;
    let coded = themes::coded(conn, points.iter().map(|point| point.id)).await?;
    let mut said = quotes(conn, face, points).await?;
    said.sort_by_key(|quoted| quoted.text.chars().count() > LONG);
    let stands_in = |quoted: &&Quoted, theme: &theme::Model| {
        let coded = coded.get(&quoted.id);
        coded.is_some_and(|themes| family.claims(themes).contains(&theme.id))
    };
    let card = |theme: theme::Model| {
        let evidence = counted.remove(&theme.id).unwrap_or_default();
        let own = said.iter().filter(|quoted| stands_in(quoted, &theme));
        Card {
            quotes: own.take(QUOTES).cloned().collect(),
            evidence,
            theme,
        }
    };
    let mut cards: Vec<Card> = open.into_iter().map(card).collect();
    cards.retain(|card| !card.evidence.is_empty());
    Ok(cards)
}

/// What people offer, and what they need.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    pub offers: Vec<Quoted>,
    pub needs: Vec<Quoted>,
}

/// Lists what people of a chain offer and need, as far as anyone may read it.
pub async fn profiles(conn: &impl ConnectionTrait, face: &Face) -> Result<Profiles, DbErr> {
    let points = insight::Entity::find()
        .filter(insight::Column::Chain.eq(face.chain.id))
        .filter(insight::Column::Kind.is_in([Kind::Offer, Kind::Need]))
        .all(conn)
        .await?;
    let said = quotes(conn, face, points).await?;
    let is_offer = |quoted: &Quoted| quoted.kind == Kind::Offer.as_str();
    let (offers, needs) = said.into_iter().partition(is_offer);
    Ok(Profiles { offers, needs })
}
