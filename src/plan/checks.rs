//! What is looked at before a plan is made public: names in the words that anyone would read, and what may be missing.
//!
//! Names block publishing until somebody handled each: by changing the words, or by saying that they may stay. What may
//! be missing is only told. That words may stay is kept with a hash of them, so that other words are asked about again.

use std::collections::HashMap;
use std::ops::Range;

use entity::shared::PlanBody;
use entity::{participant, plan_name_kept};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter,
};
use uuid::Uuid;

use super::quotes::quotes;
use crate::chain::Face;
use crate::i18n::Words;
use crate::insight::evidence::{self, Basis};
use crate::insight::themes::Family;
use crate::keys;
use crate::means::Means;
use crate::organiser::audit;

pub mod spot;
pub mod warnings;

use spot::Spotter;
pub use warnings::Warnings;

/// Whose words they are, and where they are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Title,
    Introduction,
    /// What changed since the last version, as it is typed.
    Changes,
    Action(Uuid),
    /// A step of this action.
    Step(Uuid),
    Theme(Uuid),
    /// A resident's point.
    Point(Uuid),
}

/// Words that would be public, in which there may be names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub place: Place,
    pub text: String,
    pub language: String,
    /// Where the names stand in the text, in order.
    pub names: Vec<Range<usize>>,
    hash: Vec<u8>,
    /// Who said that they may stay.
    pub kept: Option<plan_name_kept::Model>,
}

impl Found {
    /// Tells whether nobody handled it.
    pub const fn is_open(&self) -> bool {
        self.kept.is_none()
    }

    /// Returns what a form calls it by. Other words have another mark.
    pub fn mark(&self) -> String {
        use std::fmt::Write;
        self.hash.iter().fold(String::new(), |mut mark, byte| {
            let _ = write!(mark, "{byte:02x}");
            mark
        })
    }

    /// Cuts the text into what is a name and what is not.
    pub fn pieces(&self) -> Vec<(&str, bool)> {
        let (mut pieces, mut at) = (Vec::new(), 0);
        for name in &self.names {
            pieces.push((&self.text[at..name.start], false));
            pieces.push((&self.text[name.clone()], true));
            at = name.end;
        }
        pieces.push((&self.text[at..], false));
        pieces.retain(|(text, _)| !text.is_empty());
        pieces
    }
}

/// Finds names in everything that would be public: the organisers' words and what residents said behind the actions.
/// Who looks after an action is meant to be named.
pub async fn names(
    conn: &impl ConnectionTrait,
    face: &Face,
    body: &PlanBody,
    what_changed: &str,
) -> Result<Vec<Found>, DbErr> {
    let chain = face.chain.id;
    let spotter = spotter(conn, face).await?;
    let language = face.chain.language.as_str();
    let mut found: Vec<Found> = own_words(body, what_changed)
        .into_iter()
        .filter_map(|(place, text)| look(&spotter, chain, place, text, language, None))
        .collect();
    let family = Family::read(conn, chain).await?;
    let points = evidence::list_readable(conn, chain, &family.draft(&whole(body))).await?;
    let said = quotes(conn, face, points).await?;
    found.extend(said.iter().filter_map(|quoted| {
        let (place, name) = (Place::Point(quoted.id), quoted.name.as_deref());
        look(&spotter, chain, place, &quoted.text, &quoted.language, name)
    }));
    let mut kept: HashMap<Vec<u8>, plan_name_kept::Model> = plan_name_kept::Entity::find()
        .filter(plan_name_kept::Column::Chain.eq(chain))
        .all(conn)
        .await?
        .into_iter()
        .map(|row| (row.words_hash.clone(), row))
        .collect();
    // The same words in two places are handled once.
    let mut seen = std::collections::HashSet::new();
    found.retain(|one| seen.insert(one.hash.clone()));
    for one in &mut found {
        one.kept = kept.remove(&one.hash);
    }
    Ok(found)
}

/// Returns what all actions of a plan rest on together.
pub fn whole(body: &PlanBody) -> Basis {
    Basis {
        themes: body.actions.iter().flat_map(|a| a.themes.clone()).collect(),
        insights: body
            .actions
            .iter()
            .flat_map(|a| a.insights.clone())
            .collect(),
    }
}

/// Knows everybody of the chain by name.
async fn spotter(conn: &impl ConnectionTrait, face: &Face) -> Result<Spotter, DbErr> {
    let people = participant::Entity::find()
        .filter(participant::Column::Chain.eq(face.chain.id))
        .filter(participant::Column::ErasedAt.is_null())
        .all(conn)
        .await?;
    let w: Words = face.language();
    let names = people.iter().filter_map(|person| person.name.as_deref());
    Ok(Spotter::new(names, &w.t("spot-titles"), &w.t("spot-words")))
}

/// Lists the organisers' words of a plan with the place of each.
fn own_words<'a>(body: &'a PlanBody, what_changed: &'a str) -> Vec<(Place, &'a str)> {
    let mut all = vec![
        (Place::Title, body.title.as_str()),
        (Place::Introduction, &body.introduction),
        (Place::Changes, what_changed),
    ];
    for action in &body.actions {
        let own = [
            &action.now,
            &action.towards,
            &action.measure,
            &action.reason,
        ];
        all.extend(own.map(|text| (Place::Action(action.id), text.as_str())));
        let steps = action.steps.iter();
        all.extend(steps.map(|step| (Place::Step(action.id), step.text.as_str())));
    }
    for theme in &body.themes {
        let own = [&theme.name, &theme.meaning];
        all.extend(own.map(|text| (Place::Theme(theme.id), text.as_str())));
    }
    all
}

/// Looks for names in one text. `allowed` is the first name its speaker lets stand.
fn look(
    spotter: &Spotter,
    chain: Uuid,
    place: Place,
    text: &str,
    language: &str,
    allowed: Option<&str>,
) -> Option<Found> {
    let names = spotter.find(text, allowed);
    if names.is_empty() {
        return None;
    }
    let spots: Vec<&str> = names.iter().map(|name| &text[name.clone()]).collect();
    Some(Found {
        place,
        hash: keys::hash(&format!("{chain}\n{text}\n{}", spots.join("\n"))),
        text: text.to_owned(),
        language: language.to_owned(),
        names,
        kept: None,
    })
}

/// Keeps that words may stay as they are, and who said so. Doing it again changes nothing.
pub async fn keep(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    found: &Found,
) -> Result<(), DbErr> {
    let row = plan_name_kept::ActiveModel {
        id: Set(means.id()),
        chain: Set(chain),
        words_hash: Set(found.hash.clone()),
        organiser: Set(by),
        at: Set(means.now()),
    };
    let columns = [
        plan_name_kept::Column::Chain,
        plan_name_kept::Column::WordsHash,
    ];
    let added = plan_name_kept::Entity::insert(row)
        .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    if added > 0 {
        audit::organiser_did(txn, means, by, "plan.name_kept", chain, chain).await?;
    }
    Ok(())
}

/// Asks about words again that somebody let stay.
pub async fn ask_again(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    found: &Found,
) -> Result<(), DbErr> {
    let gone = plan_name_kept::Entity::delete_many()
        .filter(plan_name_kept::Column::Chain.eq(chain))
        .filter(plan_name_kept::Column::WordsHash.eq(found.hash.clone()))
        .exec(txn)
        .await?;
    if gone.rows_affected > 0 {
        audit::organiser_did(txn, means, by, "plan.name_asked", chain, chain).await?;
    }
    Ok(())
}
