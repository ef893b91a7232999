//! A chain: the face it shows to people, and finding it. Whoever finds a chain gets it whole, with its host and its words
//! in its own language, or not at all.

use chrono_tz::Tz;
use entity::{chain, chain_language, host};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::i18n::{Language, Words, find_language};
use crate::mail::Signature;
use crate::web::Routes;

pub mod after;
mod change;
pub mod desk;
pub mod make;
pub mod numbers;
mod pages;
pub mod questions;
pub mod rules;
pub mod saved;
pub mod state;
pub mod templates;

pub use change::{
    change_about, change_goal, change_help, change_host, change_nudge, change_plan_words,
    change_rules, change_safeguarding, change_seen, change_young,
};
pub use make::{About, create, create_host};
pub(crate) use pages::has_plan;
pub use questions::{Question, list_all_questions, list_questions, list_questions_in};
pub use state::{closed_before, open};

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

/// Finds the words of a chain in another of its languages.
pub async fn find_words(
    conn: &impl ConnectionTrait,
    chain: &chain::Model,
    lang: &str,
) -> Result<Option<chain_language::Model>, DbErr> {
    chain_language::Entity::find()
        .filter(chain_language::Column::Chain.eq(chain.id))
        .filter(chain_language::Column::Lang.eq(lang))
        .one(conn)
        .await
}

/// Lists the languages a chain has words in, its first before the others: what it really offers.
pub async fn list_languages(
    conn: &impl ConnectionTrait,
    chain: &chain::Model,
) -> Result<Vec<Language>, DbErr> {
    let rows = chain_language::Entity::find()
        .filter(chain_language::Column::Chain.eq(chain.id))
        .all(conn)
        .await?;
    let mut codes: Vec<String> = rows.into_iter().map(|row| row.lang).collect();
    codes.sort_by_key(|code| (*code != chain.language, code.clone()));
    Ok(codes
        .iter()
        .filter_map(|code| find_language(code))
        .collect())
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
