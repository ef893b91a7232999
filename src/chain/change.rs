//! What organisers change about a chain and its host. Words are changed in the chain's own language only; what people
//! agreed to and wrote is not touched by any of it.

use chrono::NaiveDate;
use entity::shared::{Contact, Rules};
use entity::{chain, chain_language, host};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QuerySelect, UpdateMany,
};
use uuid::Uuid;

use super::About;

/// Begins a change of a chain's words in its own language.
fn words_of(chain: &chain::Model) -> UpdateMany<chain_language::Entity> {
    chain_language::Entity::update_many()
        .filter(chain_language::Column::Chain.eq(chain.id))
        .filter(chain_language::Column::Lang.eq(chain.language.clone()))
}

/// Changes name, topic and purpose.
pub async fn change_about(
    txn: &DatabaseTransaction,
    chain: &chain::Model,
    about: About<'_>,
) -> Result<(), DbErr> {
    words_of(chain)
        .col_expr(chain_language::Column::Name, Expr::value(about.name))
        .col_expr(chain_language::Column::Topic, Expr::value(about.topic))
        .col_expr(chain_language::Column::Purpose, Expr::value(about.purpose))
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
    words_of(chain)
        .col_expr(chain_language::Column::Help, Expr::value(help))
        .exec(txn)
        .await?;
    Ok(())
}

/// Changes what somebody under 18 is told, in the chain's own language; empty: the usual words.
pub async fn change_young(
    txn: &DatabaseTransaction,
    chain: &chain::Model,
    young: &str,
) -> Result<(), DbErr> {
    words_of(chain)
        .col_expr(chain_language::Column::Young, Expr::value(young))
        .exec(txn)
        .await?;
    Ok(())
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

/// Changes the plan's title and introduction.
pub async fn change_plan_words(
    txn: &DatabaseTransaction,
    chain: &chain::Model,
    title: &str,
    intro: &str,
) -> Result<(), DbErr> {
    words_of(chain)
        .col_expr(chain_language::Column::PlanTitle, Expr::value(title))
        .col_expr(chain_language::Column::PlanIntro, Expr::value(intro))
        .exec(txn)
        .await?;
    Ok(())
}

/// Changes a chain's rules as they stand in this transaction: nobody else can change them before it ends, so forms that
/// each hold a part of them do not undo one another. `changed` gives nothing where the rules stay. Returns whether
/// anything was changed.
async fn change_under_lock(
    txn: &DatabaseTransaction,
    chain: Uuid,
    changed: impl FnOnce(&chain::Model) -> Option<chain::ActiveModel>,
) -> Result<bool, DbErr> {
    let held = chain::Entity::find_by_id(chain)
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await?;
    let Some(changed) = held.as_ref().and_then(changed) else {
        return Ok(false);
    };
    chain::ActiveModel {
        id: Set(chain),
        ..changed
    }
    .update(txn)
    .await?;
    Ok(true)
}

/// Begins a change of the rules only.
fn with_rules(rules: Rules) -> chain::ActiveModel {
    chain::ActiveModel {
        rules: Set(rules),
        ..Default::default()
    }
}

/// Changes what anyone can see of a chain: its numbers on its public page, its name on the server's first page.
pub async fn change_seen(
    txn: &DatabaseTransaction,
    chain: Uuid,
    public_numbers: bool,
    listed: bool,
) -> Result<(), DbErr> {
    change_under_lock(txn, chain, |held| {
        Some(with_rules(Rules {
            public_numbers,
            listed,
            ..held.rules.clone()
        }))
    })
    .await?;
    Ok(())
}

/// Changes the numbers a chain may change, and whether its topic is sensitive. The goal ([`change_goal`]) and who can
/// see what ([`change_seen`]) stay as they are: they have forms of their own.
pub async fn change_rules(
    txn: &DatabaseTransaction,
    chain: Uuid,
    turn_limit: i32,
    rules: Rules,
    sensitive: bool,
) -> Result<(), DbErr> {
    change_under_lock(txn, chain, |held| {
        Some(chain::ActiveModel {
            turn_limit: Set(turn_limit),
            sensitive: Set(sensitive),
            ..with_rules(Rules {
                goal_chats: held.rules.goal_chats,
                goal_on: held.rules.goal_on.clone(),
                public_numbers: held.rules.public_numbers,
                listed: held.rules.listed,
                nudge: held.rules.nudge,
                ..rules
            })
        })
    })
    .await?;
    Ok(())
}

/// Sets whether who chooses the next person is told of a group that has hardly been heard. Returns whether anything
/// changed.
pub async fn change_nudge(
    txn: &DatabaseTransaction,
    chain: Uuid,
    nudge: bool,
) -> Result<bool, DbErr> {
    change_under_lock(txn, chain, |held| {
        let rules = Rules {
            nudge,
            ..held.rules.clone()
        };
        (rules != held.rules).then(|| with_rules(rules))
    })
    .await
}

/// Changes how many chats the host hopes for, and until which day; 0 and nothing: no goal. Returns whether anything
/// changed; a closed chain's goal stays.
pub async fn change_goal(
    txn: &DatabaseTransaction,
    chain: Uuid,
    chats: u32,
    on: Option<NaiveDate>,
) -> Result<bool, DbErr> {
    change_under_lock(txn, chain, |held| {
        let rules = Rules {
            goal_chats: chats,
            goal_on: on.map(|day| day.to_string()),
            ..held.rules.clone()
        };
        (held.closed_at.is_none() && rules != held.rules).then(|| with_rules(rules))
    })
    .await
}
