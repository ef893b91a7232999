//! Making a host and a chain. Each gets an address that no other has, and a chain none that a page of the desk needs. Into
//! a new chain nobody can be invited until it is opened.

use entity::shared::{Contact, Role, Rules};
use entity::{chain, chain_language, host, membership};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter,
};
use uuid::Uuid;

use super::questions::{add_question, copy_questions};
use super::{Face, templates};
use crate::means::Means;

/// What a chain is about, in its own words.
#[derive(Clone, Debug)]
pub struct About<'a> {
    pub name: &'a str,
    /// Fits after "Maria would like to talk with you about".
    pub topic: &'a str,
    pub purpose: &'a str,
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
        released_at: Set(None),
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
        morning: Set(true),
    }
    .insert(txn)
    .await?;
    Ok(host)
}

/// Begins a chain with an address of its own, which is not open yet.
async fn begin(
    txn: &DatabaseTransaction,
    means: &Means,
    name: &str,
) -> Result<chain::ActiveModel, DbErr> {
    Ok(chain::ActiveModel {
        id: Set(means.id()),
        slug: Set(free_slug(txn, &slug_of(name), Slugs::Chains).await?),
        version: Set(1),
        made_at: Set(means.now()),
        opened_at: Set(None),
        paused_at: Set(None),
        closed_at: Set(None),
        ..Default::default()
    })
}

/// Begins a chain's words in one language, without those of a plan.
fn begin_words(means: &Means, chain: Uuid) -> chain_language::ActiveModel {
    chain_language::ActiveModel {
        id: Set(means.id()),
        chain: Set(chain),
        plan_title: Set(String::new()),
        plan_intro: Set(String::new()),
        plan_edition: Set(0),
        ..Default::default()
    }
}

/// Makes a chain from a ready-made one; nobody can be invited until it is opened.
pub async fn create(
    txn: &DatabaseTransaction,
    means: &Means,
    host: &host::Model,
    template: &templates::Template,
    about: About<'_>,
) -> Result<chain::Model, DbErr> {
    let chain = chain::ActiveModel {
        host: Set(host.id),
        template: Set(template.id.clone()),
        language: Set(template.language.clone()),
        turn_limit: Set(2),
        rules: Set(Rules::default()),
        sensitive: Set(template.sensitive),
        ..begin(txn, means, about.name).await?
    }
    .insert(txn)
    .await?;
    chain_language::ActiveModel {
        lang: Set(template.language.clone()),
        name: Set(about.name.to_owned()),
        topic: Set(about.topic.to_owned()),
        purpose: Set(about.purpose.to_owned()),
        help: Set(String::new()),
        young: Set(String::new()),
        ..begin_words(means, chain.id)
    }
    .insert(txn)
    .await?;
    for (position, question) in (1..).zip(&template.prompts) {
        add_question(
            txn,
            means,
            chain.id,
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

/// Makes a chain with the words, questions and rules of another one, under a new name. Its plan, its goal, its people
/// and what they said stay behind.
pub async fn copy(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    name: &str,
) -> Result<chain::Model, DbErr> {
    let made = copy_words(txn, means, face, name).await?;
    copy_questions(txn, means, face.chain.id, made.id).await?;
    Ok(made)
}

/// Makes a chain with the words and rules of another one, and without a question yet.
pub(super) async fn copy_words(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    name: &str,
) -> Result<chain::Model, DbErr> {
    let from = &face.chain;
    let rules = Rules {
        goal_chats: 0,
        goal_on: None,
        ..from.rules.clone()
    };
    let made = chain::ActiveModel {
        host: Set(from.host),
        template: Set(from.template.clone()),
        language: Set(from.language.clone()),
        turn_limit: Set(from.turn_limit),
        rules: Set(rules),
        sensitive: Set(from.sensitive),
        ..begin(txn, means, name).await?
    }
    .insert(txn)
    .await?;
    let words = chain_language::Entity::find()
        .filter(chain_language::Column::Chain.eq(from.id))
        .all(txn)
        .await?;
    for words in words {
        let own = words.lang == from.language;
        chain_language::ActiveModel {
            name: Set(if own { name.to_owned() } else { words.name }),
            lang: Set(words.lang),
            topic: Set(words.topic),
            purpose: Set(words.purpose),
            help: Set(words.help),
            young: Set(words.young),
            ..begin_words(means, made.id)
        }
        .insert(txn)
        .await?;
    }
    Ok(made)
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
}
