//! Letters with news, for those whose words stand behind an action and whom no message reaches. An organiser prints them
//! and says which were given; only then somebody counts as told.

use std::collections::HashMap;

use entity::shared::PlanAction;
use entity::{news, news_letter, participant};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::news::{self as plan_news, people_behind};
use super::publish;
use crate::chain::Face;
use crate::means::Means;
use crate::organiser::audit;
use crate::people;

/// A letter that is to be given, with what it tells and whom.
#[derive(Clone, Debug)]
pub struct ToGive {
    pub letter: news_letter::Model,
    pub news: news::Model,
    pub person: participant::Model,
    /// What the action is to come to, as it is published; empty where it no longer is.
    pub towards: String,
}

/// Selects the people of a chain whom only paper reaches: no address, or one that sends messages back.
fn on_paper(chain: Uuid) -> Select<participant::Entity> {
    let unreachable = Condition::any()
        .add(participant::Column::Email.is_null())
        .add(participant::Column::BouncedAt.is_not_null());
    participant::Entity::find()
        .filter(participant::Column::Chain.eq(chain))
        .filter(participant::Column::AgreedAt.is_not_null())
        .filter(participant::Column::StoppedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .filter(unreachable)
        .order_by_asc(participant::Column::Id)
}

/// Finds the people who get news by letter: their words stand behind the action, and no message reaches them.
pub async fn to_be_written(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    action: &PlanAction,
) -> Result<Vec<participant::Model>, DbErr> {
    let said = people_behind(conn, chain, action).await?;
    on_paper(chain)
        .filter(participant::Column::Id.is_in(said))
        .all(conn)
        .await
}

/// Notes that these people are to get a letter with news.
pub(super) async fn ask_for(
    txn: &DatabaseTransaction,
    means: &Means,
    news: &news::Model,
    people: &[participant::Model],
) -> Result<(), DbErr> {
    if people.is_empty() {
        return Ok(());
    }
    let row = |person: &participant::Model| news_letter::ActiveModel {
        id: Set(means.id()),
        chain: Set(news.chain),
        news: Set(news.id),
        participant: Set(person.id),
        made_at: Set(means.now()),
        given_at: Set(None),
        given_by: Set(None),
    };
    news_letter::Entity::insert_many(people.iter().map(row))
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Drops the letters that were not given, of news that are taken back.
pub(super) async fn drop_open(txn: &DatabaseTransaction, news: Uuid) -> Result<(), DbErr> {
    news_letter::Entity::delete_many()
        .filter(news_letter::Column::News.eq(news))
        .filter(news_letter::Column::GivenAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// Drops the letters to a person who is forgotten; that one was given stays as a number of its news.
pub async fn forget(txn: &DatabaseTransaction, person: Uuid) -> Result<(), DbErr> {
    news_letter::Entity::delete_many()
        .filter(news_letter::Column::Participant.eq(person))
        .filter(news_letter::Column::GivenAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// The letters of a chain that are to be given: not to somebody who stopped or was forgotten since.
fn open(chain: Uuid) -> Select<news_letter::Entity> {
    let here = Query::select()
        .column(participant::Column::Id)
        .from(participant::Entity)
        .and_where(participant::Column::Chain.eq(chain))
        .and_where(participant::Column::StoppedAt.is_null())
        .and_where(participant::Column::ErasedAt.is_null())
        .to_owned();
    news_letter::Entity::find()
        .filter(news_letter::Column::Chain.eq(chain))
        .filter(news_letter::Column::GivenAt.is_null())
        .filter(news_letter::Column::Participant.in_subquery(here))
}

/// Counts the letters of a chain that are to be given.
pub async fn count_open(conn: &impl ConnectionTrait, chain: Uuid) -> Result<u64, DbErr> {
    open(chain).count(conn).await
}

/// Lists letters that are to be given, oldest news first; with `only`, those of them.
pub async fn list_open(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    only: Option<Vec<Uuid>>,
    (skip, take): (u64, u64),
) -> Result<Vec<ToGive>, DbErr> {
    let mut wanted = open(chain);
    if let Some(only) = only {
        wanted = wanted.filter(news_letter::Column::Id.is_in(only));
    }
    let letters = wanted
        .order_by_asc(news_letter::Column::Id)
        .offset(skip)
        .limit(take)
        .all(conn)
        .await?;
    let told: HashMap<Uuid, news::Model> = news::Entity::find()
        .filter(news::Column::Id.is_in(letters.iter().map(|letter| letter.news)))
        .all(conn)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let people = people::find_all(conn, letters.iter().map(|letter| letter.participant)).await?;
    let version = publish::find_newest(conn, chain).await?;
    let towards = |action: Uuid| {
        let actions = version.iter().flat_map(|version| &version.body.actions);
        let mut found = actions.filter(|one| one.id == action);
        found.next().map(|one| one.towards.clone())
    };
    let to_give = |letter: news_letter::Model| {
        let news = told.get(&letter.news)?.clone();
        Some(ToGive {
            person: people.get(&letter.participant)?.clone(),
            towards: towards(news.action).unwrap_or_default(),
            news,
            letter,
        })
    };
    Ok(letters.into_iter().filter_map(to_give).collect())
}

/// Puts a letter into words: its heading and its paragraphs, as the message of the same news has them.
pub fn words(face: &Face, one: &ToGive) -> (String, String) {
    let draft = plan_news::put(face, &one.person, "", &one.news, &one.towards);
    (draft.letter.subject, draft.letter.text)
}

/// Notes that letters were given; each once. Returns how many that were.
pub async fn give(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    letters: &[Uuid],
) -> Result<u64, DbErr> {
    let open = open(chain)
        .filter(news_letter::Column::Id.is_in(letters.iter().copied()))
        .all(txn)
        .await?;
    for letter in &open {
        news_letter::Entity::update_many()
            .col_expr(news_letter::Column::GivenAt, Expr::value(means.now()))
            .col_expr(news_letter::Column::GivenBy, Expr::value(by))
            .filter(news_letter::Column::Id.eq(letter.id))
            .exec(txn)
            .await?;
        let whom = letter.participant;
        audit::organiser_did(txn, means, by, "news.letter-given", whom, chain).await?;
    }
    Ok(u64::try_from(open.len()).unwrap_or(u64::MAX))
}

/// How many letters with some news were given, and how many are to be given still.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letters {
    pub given: i32,
    pub open: i32,
}

/// Counts the letters of each of these news.
pub async fn count_of(
    conn: &impl ConnectionTrait,
    news: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Letters>, DbErr> {
    let mut counts: HashMap<Uuid, Letters> = HashMap::new();
    let rows = news_letter::Entity::find()
        .filter(news_letter::Column::News.is_in(news))
        .all(conn)
        .await?;
    for row in rows {
        let count = counts.entry(row.news).or_default();
        match row.given_at {
            Some(_) => count.given += 1,
            None => count.open += 1,
        }
    }
    Ok(counts)
}
