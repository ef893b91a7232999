//! What was offered beside what was needed: pairs of points in like words, and offers beside actions. They are
//! suggestions; a person looks at them, hides what is no match, and introduces nobody without asking.
//!
//! Like is the cosine of their words (decision 18), and being of the same branch counts a little. Where people live is
//! not asked here: who was heard is only counted (decision 21).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use entity::shared::{ActionStatus, Kind};
use entity::{conversation, insight, introduction, no_match, participant};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::conversation::{check, hands};
use crate::insight::coding;
use crate::means::Means;
use crate::methods::text::{Alike, Tfidf, alike};
use crate::organiser::audit;
use crate::people;
use crate::plan::actions;

/// How many points of each kind are looked at, the newest.
const LOOKED_AT: u64 = 1_000;
/// What being of the same branch adds to how alike two are.
const NEAR: f32 = 0.05;

/// A point and who said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub row: insight::Model,
    pub person: participant::Model,
}

/// What an offer stands beside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beside {
    Need(Box<Said>),
    /// An action, by what will be done.
    Action(Uuid, String),
}

impl Beside {
    /// Returns its words.
    pub fn text(&self) -> &str {
        match self {
            Self::Need(said) => &said.row.text,
            Self::Action(_, towards) => towards,
        }
    }
}

/// A pair that may be a match.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub offer: Said,
    pub beside: Beside,
    pub score: f32,
    /// Both came by the same first person.
    pub near: bool,
}

/// What pairs are made of.
struct Found {
    offers: Vec<Said>,
    needs: Vec<Said>,
    actions: Vec<(Uuid, String)>,
    hidden: HashSet<(Uuid, Uuid)>,
    introduced: HashSet<(Uuid, Uuid)>,
}

/// Finds the pairs of a chain that may be a match, the best first.
pub async fn read(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Vec<Pair>, DbErr> {
    let found = Found::read(conn, chain).await?;
    tokio::task::spawn_blocking(move || found.pairs())
        .await
        .map_err(|error| DbErr::Custom(error.to_string()))
}

/// Lists the newest points of a kind that are used here: they count and are not private, their speaker agreed to the
/// words or wrote them themself, and is still here.
async fn said(conn: &impl ConnectionTrait, chain: Uuid, kind: Kind) -> Result<Vec<Said>, DbErr> {
    let agreed = Condition::any()
        .add(insight::Column::CheckedAt.is_not_null())
        .add(insight::Column::ByInitiator.eq(true));
    let rows = insight::Entity::find()
        .filter(coding::sortable(chain))
        .filter(insight::Column::Kind.eq(kind))
        .filter(insight::Column::Private.eq(false))
        .filter(agreed)
        .order_by_desc(insight::Column::Id)
        .limit(LOOKED_AT)
        .all(conn)
        .await?;
    let chats: HashMap<Uuid, conversation::Model> = conversation::Entity::find()
        .filter(conversation::Column::Id.is_in(rows.iter().map(|row| row.conversation)))
        .all(conn)
        .await?
        .into_iter()
        .map(|chat| (chat.id, chat))
        .collect();
    let speaker = |row: &insight::Model| {
        let chat = chats.get(&row.conversation)?;
        Some(check::speaker(chat, row))
    };
    let ids: BTreeSet<Uuid> = rows.iter().filter_map(speaker).collect();
    let people: BTreeMap<Uuid, participant::Model> = people::find_all(conn, ids).await?;
    let one = |row: insight::Model| {
        let person = people.get(&speaker(&row)?).filter(|p| hands::may_help(p))?;
        Some(Said {
            person: person.clone(),
            row,
        })
    };
    Ok(rows.into_iter().filter_map(one).collect())
}

impl Found {
    async fn read(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Self, DbErr> {
        let hidden = no_match::Entity::find()
            .filter(no_match::Column::Chain.eq(chain))
            .all(conn)
            .await?;
        let introduced: Vec<(Uuid, Uuid)> = introduction::Entity::find()
            .select_only()
            .column(introduction::Column::One)
            .column(introduction::Column::Other)
            .filter(introduction::Column::Chain.eq(chain))
            .into_tuple()
            .all(conn)
            .await?;
        let settled = [ActionStatus::Done, ActionStatus::WontDo];
        let open = actions::list(conn, chain).await?.into_iter();
        let open = open.filter(|action| !settled.contains(&action.status));
        Ok(Self {
            offers: said(conn, chain, Kind::Offer).await?,
            needs: said(conn, chain, Kind::Need).await?,
            actions: open.map(|action| (action.id, action.towards)).collect(),
            hidden: hidden
                .into_iter()
                .filter_map(|row| Some((row.offer, row.need.or(row.action)?)))
                .collect(),
            introduced: introduced.into_iter().collect(),
        })
    }

    fn pairs(&self) -> Vec<Pair> {
        let offers: Vec<&str> = self.offers.iter().map(|s| s.row.text.as_str()).collect();
        let needs: Vec<&str> = self.needs.iter().map(|s| s.row.text.as_str()).collect();
        let actions: Vec<&str> = self.actions.iter().map(|(_, t)| t.as_str()).collect();
        let tfidf = Tfidf::fit(&[&offers[..], &needs, &actions].concat());
        let with_needs = alike(&tfidf, &offers, &needs).into_iter();
        let with_actions = alike(&tfidf, &offers, &actions).into_iter();
        let mut pairs: Vec<Pair> = with_needs
            .filter_map(|pair| self.with_need(&pair))
            .chain(with_actions.filter_map(|pair| self.with_action(&pair)))
            .collect();
        let ids = |pair: &Pair| (pair.offer.row.id, beside_id(&pair.beside));
        pairs.sort_by(|a, b| b.score.total_cmp(&a.score).then(ids(a).cmp(&ids(b))));
        pairs
    }

    fn with_need(&self, pair: &Alike) -> Option<Pair> {
        let (offer, need) = (&self.offers[pair.one], &self.needs[pair.other]);
        let two = (offer.person.id, need.person.id);
        let known = (two.0.min(two.1), two.0.max(two.1));
        if two.0 == two.1
            || self.introduced.contains(&known)
            || self.hidden.contains(&(offer.row.id, need.row.id))
        {
            return None;
        }
        let near = offer.row.branch == need.row.branch;
        Some(Pair {
            offer: offer.clone(),
            beside: Beside::Need(Box::new(need.clone())),
            score: pair.score + if near { NEAR } else { 0.0 },
            near,
        })
    }

    fn with_action(&self, pair: &Alike) -> Option<Pair> {
        let (offer, (id, towards)) = (&self.offers[pair.one], &self.actions[pair.other]);
        (!self.hidden.contains(&(offer.row.id, *id))).then(|| Pair {
            offer: offer.clone(),
            beside: Beside::Action(*id, towards.clone()),
            score: pair.score,
            near: false,
        })
    }
}

/// Returns the id of what an offer stands beside.
pub fn beside_id(beside: &Beside) -> Uuid {
    match beside {
        Beside::Need(said) => said.row.id,
        Beside::Action(id, _) => *id,
    }
}

/// Hides a pair that is no match. Points and actions of other chains are passed over; hidden twice, it is hidden.
pub async fn hide(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    offer: Uuid,
    beside: Uuid,
) -> Result<bool, DbErr> {
    if coding::find(txn, chain, offer).await?.is_none() {
        return Ok(false);
    }
    let need = coding::find(txn, chain, beside).await?.map(|row| row.id);
    let action = match need {
        Some(_) => None,
        None => actions::find(txn, chain, beside).await?.map(|row| row.id),
    };
    if need.is_none() && action.is_none() {
        return Ok(false);
    }
    let row = no_match::ActiveModel {
        id: Set(means.id()),
        chain: Set(chain),
        offer: Set(offer),
        need: Set(need),
        action: Set(action),
        organiser: Set(by),
        at: Set(means.now()),
    };
    let done = no_match::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    if done > 0 {
        audit::organiser_did(txn, means, by, "match.hidden", offer, chain).await?;
    }
    Ok(done > 0)
}
