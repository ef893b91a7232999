//! A chain: its purpose, its questions and rules, opening and closing, and the face it shows to people.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use entity::shared::{Contact, Kind, Role, Rules};
use entity::{chain, chain_language, host, membership, prompt, prompt_text};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::i18n::Words;
use crate::mail::Signature;
use crate::means::Means;
use crate::web::Routes;

pub mod desk;
pub mod numbers;
mod pages;
pub mod templates;

pub(crate) use pages::has_plan;

/// Returns the pages about a chain: those anyone reads, and those its organisers set it up with.
pub fn routes() -> Routes {
    pages::routes().merge(desk::routes())
}

/// What a chain and its host show to people, in one language.
#[derive(Clone, Debug)]
pub struct Face {
    pub chain: chain::Model,
    pub host: host::Model,
    pub words: chain_language::Model,
}

impl Face {
    /// Returns the host's time zone.
    pub fn zone(&self) -> Tz {
        self.host.time_zone.parse().unwrap_or(Tz::UTC)
    }

    /// Returns who signs the chain's messages.
    pub fn signature(&self) -> Signature {
        let contact = self.host.contact.clone();
        Signature {
            person: contact.person,
            host: self.host.name.clone(),
            address: contact.address,
            phone: contact.phone,
            hours: contact.hours,
        }
    }

    /// Returns the words of the pages in this chain's language.
    pub fn language(&self) -> Words {
        Words::of(&self.words.lang)
    }

    /// Tells whether people may be added and invited now.
    pub fn is_open(&self) -> bool {
        self.chain.opened_at.is_some()
            && self.chain.paused_at.is_none()
            && self.chain.closed_at.is_none()
    }
}

/// A question in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub id: Uuid,
    pub kind: Kind,
    pub text: String,
    pub hint: String,
}

/// A question as an organiser edits it; `id` is absent for a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedQuestion {
    pub id: Option<Uuid>,
    pub kind: Kind,
    pub text: String,
    pub hint: String,
}

/// Makes a host and its first owner.
pub async fn create_host(
    txn: &DatabaseTransaction,
    means: &Means,
    owner: Uuid,
    name: &str,
    time_zone: &str,
    contact: Contact,
) -> Result<host::Model, DbErr> {
    let id = means.id();
    let host = host::ActiveModel {
        id: Set(id),
        name: Set(name.to_owned()),
        slug: Set(free_slug(txn, &slug_of(name), Slugs::Hosts).await?),
        time_zone: Set(time_zone.to_owned()),
        language: Set("en".to_owned()),
        contact: Set(contact),
        safeguarding: Set(Some(owner)),
        made_at: Set(means.now()),
    }
    .insert(txn)
    .await?;
    membership::ActiveModel {
        id: Set(means.id()),
        organiser: Set(owner),
        host: Set(Some(id)),
        chain: Set(None),
        role: Set(Role::Owner),
        made_at: Set(means.now()),
    }
    .insert(txn)
    .await?;
    Ok(host)
}

/// Changes how a host is called and reached.
pub async fn change_host(
    txn: &DatabaseTransaction,
    host: Uuid,
    name: &str,
    time_zone: &str,
    contact: Contact,
) -> Result<(), DbErr> {
    host::ActiveModel {
        id: Set(host),
        name: Set(name.to_owned()),
        time_zone: Set(time_zone.to_owned()),
        contact: Set(contact),
        ..Default::default()
    }
    .update(txn)
    .await?;
    Ok(())
}

/// What a chain is about, in its own words.
#[derive(Clone, Debug)]
pub struct About<'a> {
    pub name: &'a str,
    /// Fits after "Maria would like to talk with you about".
    pub topic: &'a str,
    pub purpose: &'a str,
}

/// Makes a chain from a ready-made one; nobody can be invited until it is opened.
pub async fn create(
    txn: &DatabaseTransaction,
    means: &Means,
    host: &host::Model,
    template: &templates::Template,
    about: About<'_>,
) -> Result<chain::Model, DbErr> {
    let id = means.id();
    let chain = chain::ActiveModel {
        id: Set(id),
        host: Set(host.id),
        slug: Set(free_slug(txn, &slug_of(about.name), Slugs::Chains).await?),
        template: Set(template.id.clone()),
        language: Set(template.language.clone()),
        turn_limit: Set(2),
        rules: Set(Rules::default()),
        sensitive: Set(template.sensitive),
        version: Set(1),
        made_at: Set(means.now()),
        opened_at: Set(None),
        paused_at: Set(None),
        closed_at: Set(None),
    }
    .insert(txn)
    .await?;
    chain_language::ActiveModel {
        id: Set(means.id()),
        chain: Set(id),
        lang: Set(template.language.clone()),
        name: Set(about.name.to_owned()),
        topic: Set(about.topic.to_owned()),
        purpose: Set(about.purpose.to_owned()),
        plan_title: Set(String::new()),
        plan_intro: Set(String::new()),
        help: Set(String::new()),
        young: Set(String::new()),
    }
    .insert(txn)
    .await?;
    for (position, question) in (1..).zip(&template.prompts) {
        add_question(
            txn,
            means,
            id,
            &template.language,
            position,
            question.kind,
            &question.text,
            &question.hint,
        )
        .await?;
    }
    Ok(chain)
}

#[expect(
    clippy::too_many_arguments,
    reason = "one row of each of two tables, written out"
)]
async fn add_question(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: Uuid,
    lang: &str,
    position: i32,
    kind: Kind,
    text: &str,
    hint: &str,
) -> Result<(), DbErr> {
    let id = means.id();
    prompt::ActiveModel {
        id: Set(id),
        chain: Set(chain),
        position: Set(position),
        kind: Set(kind),
        retired_at: Set(None),
    }
    .insert(txn)
    .await?;
    prompt_text::ActiveModel {
        id: Set(means.id()),
        prompt: Set(id),
        lang: Set(lang.to_owned()),
        text: Set(text.to_owned()),
        hint: Set(hint.to_owned()),
    }
    .insert(txn)
    .await?;
    Ok(())
}

/// Finds a chain by the name in its address.
pub async fn find_by_slug(conn: &impl ConnectionTrait, slug: &str) -> Result<Option<Face>, DbErr> {
    match chain::Entity::find()
        .filter(chain::Column::Slug.eq(slug))
        .one(conn)
        .await?
    {
        Some(chain) => face_of(conn, chain).await,
        None => Ok(None),
    }
}

/// Finds a chain's face in its own language.
pub async fn find_face(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Option<Face>, DbErr> {
    match chain::Entity::find_by_id(chain).one(conn).await? {
        Some(chain) => face_of(conn, chain).await,
        None => Ok(None),
    }
}

async fn face_of(conn: &impl ConnectionTrait, chain: chain::Model) -> Result<Option<Face>, DbErr> {
    let host = host::Entity::find_by_id(chain.host).one(conn).await?;
    let words = chain_language::Entity::find()
        .filter(chain_language::Column::Chain.eq(chain.id))
        .filter(chain_language::Column::Lang.eq(chain.language.clone()))
        .one(conn)
        .await?;
    Ok(host
        .zip(words)
        .map(|(host, words)| Face { chain, host, words }))
}

/// Finds the faces of many chains at once, in their order.
pub(crate) async fn faces_of(
    conn: &impl ConnectionTrait,
    chains: Vec<chain::Model>,
) -> Result<Vec<Face>, DbErr> {
    let hosts = host::Entity::find()
        .filter(host::Column::Id.is_in(chains.iter().map(|chain| chain.host)))
        .all(conn)
        .await?;
    let words = chain_language::Entity::find()
        .filter(chain_language::Column::Chain.is_in(chains.iter().map(|chain| chain.id)))
        .all(conn)
        .await?;
    let face = |chain: chain::Model| {
        let host = hosts.iter().find(|host| host.id == chain.host)?.clone();
        let mut of_chain = words.iter().filter(|words| words.chain == chain.id);
        let words = of_chain.find(|words| words.lang == chain.language)?.clone();
        Some(Face { chain, host, words })
    };
    Ok(chains.into_iter().filter_map(face).collect())
}

/// Lists the questions in use, in order, in the chain's own language.
pub async fn list_questions(
    conn: &impl ConnectionTrait,
    chain: &chain::Model,
) -> Result<Vec<Question>, DbErr> {
    let rows = prompt::Entity::find()
        .filter(prompt::Column::Chain.eq(chain.id))
        .filter(prompt::Column::RetiredAt.is_null())
        .order_by_asc(prompt::Column::Position)
        .order_by_asc(prompt::Column::Id)
        .all(conn)
        .await?;
    with_text(conn, chain, rows).await
}

/// Lists every question the chain ever had, retired ones too: old points stand under them.
pub async fn list_all_questions(
    conn: &impl ConnectionTrait,
    chain: &chain::Model,
) -> Result<Vec<Question>, DbErr> {
    let rows = prompt::Entity::find()
        .filter(prompt::Column::Chain.eq(chain.id))
        .order_by_asc(prompt::Column::Position)
        .order_by_asc(prompt::Column::Id)
        .all(conn)
        .await?;
    with_text(conn, chain, rows).await
}

async fn with_text(
    conn: &impl ConnectionTrait,
    chain: &chain::Model,
    rows: Vec<prompt::Model>,
) -> Result<Vec<Question>, DbErr> {
    let texts = prompt_text::Entity::find()
        .filter(prompt_text::Column::Prompt.is_in(rows.iter().map(|row| row.id)))
        .filter(prompt_text::Column::Lang.eq(chain.language.clone()))
        .all(conn)
        .await?;
    let question = |row: prompt::Model| {
        let text = texts.iter().find(|text| text.prompt == row.id);
        Question {
            id: row.id,
            kind: row.kind,
            text: text.map(|t| t.text.clone()).unwrap_or_default(),
            hint: text.map(|t| t.hint.clone()).unwrap_or_default(),
        }
    };
    Ok(rows.into_iter().map(question).collect())
}

/// Replaces the questions by the edited ones, in their order. A question that is gone is retired, so that points
/// written under it keep their place.
pub async fn change_questions(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: &chain::Model,
    edited: &[EditedQuestion],
) -> Result<(), DbErr> {
    let kept: Vec<Uuid> = edited.iter().filter_map(|q| q.id).collect();
    prompt::Entity::update_many()
        .col_expr(prompt::Column::RetiredAt, Expr::value(means.now()))
        .filter(prompt::Column::Chain.eq(chain.id))
        .filter(prompt::Column::RetiredAt.is_null())
        .filter(prompt::Column::Id.is_not_in(kept))
        .exec(txn)
        .await?;
    for (position, question) in (1..).zip(edited) {
        let Some(id) = question.id else {
            let q = question;
            add_question(
                txn,
                means,
                chain.id,
                &chain.language,
                position,
                q.kind,
                &q.text,
                &q.hint,
            )
            .await?;
            continue;
        };
        let moved = prompt::Entity::update_many()
            .col_expr(prompt::Column::Position, Expr::value(position))
            .col_expr(prompt::Column::Kind, Expr::value(question.kind))
            .filter(prompt::Column::Id.eq(id))
            .filter(prompt::Column::Chain.eq(chain.id))
            .exec(txn)
            .await?;
        if moved.rows_affected == 1 {
            prompt_text::Entity::update_many()
                .col_expr(
                    prompt_text::Column::Text,
                    Expr::value(question.text.clone()),
                )
                .col_expr(
                    prompt_text::Column::Hint,
                    Expr::value(question.hint.clone()),
                )
                .filter(prompt_text::Column::Prompt.eq(id))
                .filter(prompt_text::Column::Lang.eq(chain.language.clone()))
                .exec(txn)
                .await?;
        }
    }
    Ok(())
}

/// Changes name, topic and purpose.
pub async fn change_about(
    txn: &DatabaseTransaction,
    chain: &chain::Model,
    about: About<'_>,
) -> Result<(), DbErr> {
    chain_language::Entity::update_many()
        .col_expr(chain_language::Column::Name, Expr::value(about.name))
        .col_expr(chain_language::Column::Topic, Expr::value(about.topic))
        .col_expr(chain_language::Column::Purpose, Expr::value(about.purpose))
        .filter(chain_language::Column::Chain.eq(chain.id))
        .filter(chain_language::Column::Lang.eq(chain.language.clone()))
        .exec(txn)
        .await?;
    Ok(())
}

/// Changes where people can get help nearby.
pub async fn change_help(
    txn: &DatabaseTransaction,
    chain: &chain::Model,
    help: &str,
) -> Result<(), DbErr> {
    chain_language::Entity::update_many()
        .col_expr(chain_language::Column::Help, Expr::value(help))
        .filter(chain_language::Column::Chain.eq(chain.id))
        .filter(chain_language::Column::Lang.eq(chain.language.clone()))
        .exec(txn)
        .await?;
    Ok(())
}

/// Sets who looks after safety at a host: the only one who reads worries.
pub async fn change_safeguarding(
    txn: &DatabaseTransaction,
    host: Uuid,
    organiser: Uuid,
) -> Result<(), DbErr> {
    host::ActiveModel {
        id: Set(host),
        safeguarding: Set(Some(organiser)),
        ..Default::default()
    }
    .update(txn)
    .await?;
    Ok(())
}

/// Selects the chains that were closed before a time.
pub fn closed_before(time: DateTime<Utc>) -> SelectStatement {
    Query::select()
        .column(chain::Column::Id)
        .from(chain::Entity)
        .and_where(chain::Column::ClosedAt.lte(time))
        .to_owned()
}

/// Changes the numbers a chain may change, and whether its topic is sensitive.
pub async fn change_rules(
    txn: &DatabaseTransaction,
    chain: Uuid,
    turn_limit: i32,
    rules: Rules,
    sensitive: bool,
) -> Result<(), DbErr> {
    chain::ActiveModel {
        id: Set(chain),
        turn_limit: Set(turn_limit),
        rules: Set(rules),
        sensitive: Set(sensitive),
        ..Default::default()
    }
    .update(txn)
    .await?;
    Ok(())
}

/// Why a chain cannot be opened yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotReady {
    NoQuestions,
    NoContact,
}

/// Opens a chain: from now on people can be invited. Opening an open chain changes nothing.
pub async fn open(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
) -> Result<Result<(), NotReady>, DbErr> {
    if list_questions(txn, &face.chain).await?.is_empty() {
        return Ok(Err(NotReady::NoQuestions));
    }
    let contact = &face.host.contact;
    if contact.person.is_empty() || contact.phone.is_empty() {
        return Ok(Err(NotReady::NoContact));
    }
    chain::Entity::update_many()
        .col_expr(chain::Column::OpenedAt, Expr::value(means.now()))
        .filter(chain::Column::Id.eq(face.chain.id))
        .filter(chain::Column::OpenedAt.is_null())
        .exec(txn)
        .await?;
    Ok(Ok(()))
}

/// Stops a chain for a while: nobody new is asked, and what waits keeps waiting. Returns false when it was not open.
pub async fn pause(txn: &DatabaseTransaction, means: &Means, chain: Uuid) -> Result<bool, DbErr> {
    let done = chain::Entity::update_many()
        .col_expr(chain::Column::PausedAt, Expr::value(means.now()))
        .filter(chain::Column::Id.eq(chain))
        .filter(chain::Column::OpenedAt.is_not_null())
        .filter(chain::Column::PausedAt.is_null())
        .filter(chain::Column::ClosedAt.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Lets a paused chain go on. Returns false when it was not paused.
pub async fn unpause(txn: &DatabaseTransaction, chain: Uuid) -> Result<bool, DbErr> {
    let done = chain::Entity::update_many()
        .col_expr(
            chain::Column::PausedAt,
            Expr::value(None::<chrono::DateTime<chrono::Utc>>),
        )
        .filter(chain::Column::Id.eq(chain))
        .filter(chain::Column::PausedAt.is_not_null())
        .filter(chain::Column::ClosedAt.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Closes a chain for good. Returns false when it was closed already, or never opened.
pub async fn close(txn: &DatabaseTransaction, means: &Means, chain: Uuid) -> Result<bool, DbErr> {
    let done = chain::Entity::update_many()
        .col_expr(chain::Column::ClosedAt, Expr::value(means.now()))
        .filter(chain::Column::Id.eq(chain))
        .filter(chain::Column::OpenedAt.is_not_null())
        .filter(chain::Column::ClosedAt.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Tells whether a chain is closed, as it stands now.
pub async fn is_closed(conn: &impl ConnectionTrait, chain: Uuid) -> Result<bool, DbErr> {
    let found = chain::Entity::find_by_id(chain).one(conn).await?;
    Ok(found.is_some_and(|chain| chain.closed_at.is_some()))
}

/// Tells whether somebody who was asked can say yes now: the chain is neither paused nor closed.
pub async fn takes_answers(conn: &impl ConnectionTrait, chain: Uuid) -> Result<bool, DbErr> {
    let found = chain::Entity::find_by_id(chain).one(conn).await?;
    Ok(found.is_some_and(|chain| chain.paused_at.is_none() && chain.closed_at.is_none()))
}

/// Changes what somebody under 18 is told, in the chain's own language; empty: the usual words.
pub async fn change_young(
    txn: &DatabaseTransaction,
    chain: &chain::Model,
    young: &str,
) -> Result<(), DbErr> {
    chain_language::Entity::update_many()
        .col_expr(chain_language::Column::Young, Expr::value(young))
        .filter(chain_language::Column::Chain.eq(chain.id))
        .filter(chain_language::Column::Lang.eq(chain.language.clone()))
        .exec(txn)
        .await?;
    Ok(())
}

enum Slugs {
    Hosts,
    Chains,
}

/// Makes the part of an address that names a host or a chain: lower-case letters, digits and hyphens, at most 60.
pub fn slug_of(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut slug = String::new();
    for c in name
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
    {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= 60 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "chain".to_owned()
    } else {
        slug.to_owned()
    }
}

/// Addresses of the desk that a chain's name may not take: `/desk/new` is no chain.
const RESERVED: [&str; 2] = ["new", "account"];

async fn free_slug(txn: &DatabaseTransaction, wanted: &str, of: Slugs) -> Result<String, DbErr> {
    let mut n = 1;
    loop {
        let slug = if n == 1 {
            wanted.to_owned()
        } else {
            format!("{wanted}-{n}")
        };
        let taken = match of {
            Slugs::Hosts => {
                host::Entity::find()
                    .filter(host::Column::Slug.eq(slug.clone()))
                    .count(txn)
                    .await?
            }
            Slugs::Chains if RESERVED.contains(&slug.as_str()) => 1,
            Slugs::Chains => {
                chain::Entity::find()
                    .filter(chain::Column::Slug.eq(slug.clone()))
                    .count(txn)
                    .await?
            }
        };
        if taken == 0 {
            return Ok(slug);
        }
        n += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_an_address() {
        assert_eq!(
            slug_of("Food in Kettlegate, winter 2026"),
            "food-in-kettlegate-winter-2026"
        );
        assert_eq!(slug_of("Caf\u{e9} \u{2013} S\u{e3}o"), "cafe-sao");
        assert_eq!(slug_of("\u{645}\u{631}\u{62d}\u{628}\u{627}"), "chain");
    }

    #[test]
    fn the_ready_made_chains_are_sound_and_begin_with_strengths() {
        assert_eq!(templates::list().len(), 5);
        for template in templates::list() {
            assert!(!template.label.is_empty() && !template.about.is_empty());
            if template.id != "empty" {
                assert_eq!(template.prompts[0].kind, Kind::Strength, "{}", template.id);
                assert!(template.topic.chars().count() <= 60);
            }
        }
    }
}
